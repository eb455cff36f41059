//! A small IMAP client for tests: to put mail where it is needed, and to look at what baton left.
//!
//! It speaks to a server that is known to behave, over loopback, without TLS.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use chrono::{DateTime, Utc};

use crate::service::PATIENCE;

pub struct Imap {
    stream: BufReader<TcpStream>,
    commands: u32,
}

/// What a mailbox shows of a message, by EXAMINE: looking changes nothing, `\Recent` least of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageFlags {
    pub uid: u32,
    /// Sorted, without `\Recent`.
    pub flags: Vec<String>,
    pub recent: bool,
}

impl Imap {
    /// What the server at this address greets with, if there is one.
    pub fn greeting(address: SocketAddr) -> Option<String> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).ok()?;
        Some(line)
    }

    pub fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect_timeout(&address, PATIENCE).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        let mut imap = Self { stream: BufReader::new(stream), commands: 0 };
        let greeting = imap.response();
        assert!(greeting.starts_with(b"* OK"), "greeted by {}", greeting.escape_ascii());
        imap
    }

    pub fn login(address: SocketAddr, user: &str, password: &str) -> Self {
        let mut imap = Self::connect(address);
        imap.command(&format!("LOGIN {} {}", quoted(user), quoted(password)));
        imap
    }

    /// The responses to a command that must succeed, the tagged one last, without their CRLF.
    /// Literals stand in them as they came.
    pub fn command(&mut self, command: &str) -> Vec<Vec<u8>> {
        self.attempt(command).unwrap_or_else(|refusal| panic!("{command}: {refusal}"))
    }

    /// The same, for a command that may be refused: with what words.
    pub fn attempt(&mut self, command: &str) -> Result<Vec<Vec<u8>>, String> {
        let tag = self.send(command);
        self.until_tagged(&tag)
    }

    /// Makes a mailbox, if it is not there.
    pub fn create(&mut self, mailbox: &str) {
        if let Err(refusal) = self.attempt(&format!("CREATE {}", quoted(mailbox))) {
            let listed = self.command(&format!("LIST \"\" {}", quoted(mailbox)));
            assert!(listed.len() > 1, "CREATE {mailbox}: {refusal}");
        }
    }

    /// Adds a message as it would have arrived at `date`, and returns its UID.
    pub fn append(
        &mut self,
        mailbox: &str,
        raw: &[u8],
        date: Option<DateTime<Utc>>,
        flags: &[&str],
    ) -> u32 {
        let raw = with_crlf(raw);
        let date = date.map(|date| date.format(" \"%d-%b-%Y %H:%M:%S +0000\"").to_string());
        let tag = self.send(&format!(
            "APPEND {} ({}){} {{{}}}",
            quoted(mailbox),
            flags.join(" "),
            date.unwrap_or_default(),
            raw.len()
        ));
        let go_ahead = self.response();
        assert!(go_ahead.starts_with(b"+"), "APPEND: {}", go_ahead.escape_ascii());
        self.stream.get_mut().write_all(&[&raw, &b"\r\n"[..]].concat()).unwrap();
        let done = self.until_tagged(&tag).unwrap();
        // RFC 4315 §3: [APPENDUID validity uid]
        let done = String::from_utf8_lossy(done.last().unwrap()).into_owned();
        done.split_once("[APPENDUID ")
            .and_then(|(_, code)| code.split_once(']'))
            .and_then(|(code, _)| code.split(' ').nth(1)?.parse().ok())
            .unwrap_or_else(|| panic!("no APPENDUID in {done}"))
    }

    pub fn examine(&mut self, mailbox: &str) -> Vec<Vec<u8>> {
        self.command(&format!("EXAMINE {}", quoted(mailbox)))
    }

    pub fn uid_validity(&mut self, mailbox: &str) -> u32 {
        let responses = self.command(&format!("STATUS {} (UIDVALIDITY)", quoted(mailbox)));
        let status = String::from_utf8_lossy(&responses[0]).into_owned();
        number_after(&status, "UIDVALIDITY ").unwrap_or_else(|| panic!("{status}"))
    }

    /// The bytes of one message.
    pub fn fetch(&mut self, mailbox: &str, uid: u32) -> Vec<u8> {
        self.examine(mailbox);
        let responses = self.command(&format!("UID FETCH {uid} (BODY.PEEK[])"));
        let fetched = responses
            .iter()
            .find(|line| line.windows(7).any(|word| word == b"BODY[] "))
            .unwrap_or_else(|| panic!("no message {uid} in {mailbox}"));
        let start = fetched.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        let length = literal_length(&fetched[..start - 2]).expect("a literal");
        fetched[start..start + length].to_vec()
    }

    pub fn flags(&mut self, mailbox: &str) -> Vec<MessageFlags> {
        self.examine(mailbox);
        let responses = self.command("UID FETCH 1:* (FLAGS)");
        responses.iter().filter_map(|line| message_flags(&String::from_utf8_lossy(line))).collect()
    }

    pub fn expunge(&mut self, mailbox: &str, uid: u32) {
        self.command(&format!("SELECT {}", quoted(mailbox)));
        self.command(&format!("UID STORE {uid} +FLAGS.SILENT (\\Deleted)"));
        self.command(&format!("UID EXPUNGE {uid}"));
        self.command("CLOSE");
    }

    fn send(&mut self, command: &str) -> String {
        self.commands += 1;
        let tag = format!("t{}", self.commands);
        self.stream.get_mut().write_all(format!("{tag} {command}\r\n").as_bytes()).unwrap();
        tag
    }

    fn until_tagged(&mut self, tag: &str) -> Result<Vec<Vec<u8>>, String> {
        let mut responses = Vec::new();
        loop {
            let response = self.response();
            let tagged = response.strip_prefix(tag.as_bytes()).map(<[u8]>::to_vec);
            responses.push(response);
            match tagged {
                Some(rest) if rest.starts_with(b" OK") => return Ok(responses),
                Some(rest) => return Err(String::from_utf8_lossy(&rest).trim().to_owned()),
                None => {}
            }
        }
    }

    /// One response, with the literals in it.
    fn response(&mut self) -> Vec<u8> {
        let mut response = Vec::new();
        loop {
            let start = response.len();
            let length = self.stream.read_until(b'\n', &mut response).unwrap();
            assert!(length > 0, "the server hung up");
            let Some(line) = response[start..].strip_suffix(b"\r\n") else {
                panic!("a line without CRLF: {}", response.escape_ascii())
            };
            match literal_length(line) {
                Some(length) => {
                    let start = response.len();
                    response.resize(start + length, 0);
                    self.stream.read_exact(&mut response[start..]).unwrap();
                }
                None => {
                    response.truncate(response.len() - 2);
                    return response;
                }
            }
        }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn literal_length(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"}")?;
    let brace = line.iter().rposition(|byte| *byte == b'{')?;
    str::from_utf8(&line[brace + 1..]).ok()?.parse().ok()
}

fn number_after(text: &str, word: &str) -> Option<u32> {
    let (_, rest) = text.split_once(word)?;
    rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

fn message_flags(line: &str) -> Option<MessageFlags> {
    let uid = number_after(line, "UID ")?;
    let (_, flags) = line.split_once("FLAGS (")?;
    let (flags, _) = flags.split_once(')')?;
    let mut flags: Vec<String> = flags.split_whitespace().map(str::to_owned).collect();
    flags.sort();
    let recent = flags.iter().any(|flag| flag == "\\Recent");
    flags.retain(|flag| flag != "\\Recent");
    Some(MessageFlags { uid, flags, recent })
}

/// Tests write mail with LF; on the wire every line ends in CRLF.
pub fn with_crlf(raw: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(raw.len() + raw.len() / 32);
    let mut last = 0;
    for &byte in raw {
        if byte == b'\n' && last != b'\r' {
            lines.push(b'\r');
        }
        lines.push(byte);
        last = byte;
    }
    lines
}
