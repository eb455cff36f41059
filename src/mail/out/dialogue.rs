//! The words of SMTP (RFC 5321): commands out, replies in, and how much of a reply is borne.
//!
//! A command is said only while nothing lies unread: who answers before being asked is out of step,
//! or someone put words between ours and theirs. So STARTTLS (RFC 3207) carries nothing over from
//! plain text into TLS (CVE-2011-0411, <https://nostarttls.secvuln.info>).

use crate::mail::imap::base64;
use crate::mail::net::{self, Stream};
use crate::mail::sasl;
use openssl::x509::X509;
use std::io::{self, ErrorKind, Read, Write};
use std::net::IpAddr;

/// RFC 5321 §4.5.3.1.5 allows 512; this is generous.
const MAX_LINE: usize = 1024;
const MAX_LINES: usize = 100;
/// RFC 5321 §4.5.3.1.4, without its CRLF. RFC 4954 §4: a first response that does not fit in waits
/// for the server to ask.
const MAX_COMMAND: usize = 510;

/// What a server answered to one command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub code: u16,
    pub lines: Vec<String>,
}

/// Why a step failed.
#[derive(Debug)]
pub enum Fault {
    /// Another answer than the one hoped for.
    Said(Reply),
    /// A token was refused, for the reason that the server gave before.
    Refused(Reply, Option<String>),
    Io(io::Error),
    /// The server went away without a word.
    Closed,
    /// TLS did not come about.
    Tls(String),
    /// The server does not speak SMTP, or less of it than is needed.
    Protocol(String),
}

impl Fault {
    /// The code, where the server answered at all.
    pub fn code(&self) -> Option<u16> {
        match self {
            Fault::Said(reply) | Fault::Refused(reply, _) => Some(reply.code),
            _ => None,
        }
    }

    /// As the user reads it.
    pub fn why(&self) -> String {
        match self {
            Fault::Said(reply) | Fault::Refused(reply, None) => reply.quote(),
            Fault::Refused(reply, Some(reason)) => format!("{} ({reason})", reply.quote()),
            Fault::Closed => "the connection broke".to_owned(),
            Fault::Io(error) => match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::TimedOut => {
                    "the server did not answer in time".to_owned()
                }
                ErrorKind::BrokenPipe
                | ErrorKind::ConnectionAborted
                | ErrorKind::ConnectionReset
                | ErrorKind::UnexpectedEof => Fault::Closed.why(),
                // OpenSSL 3 has no kind for a stream that ends without a close_notify.
                _ if error.to_string().contains("unexpected eof") => Fault::Closed.why(),
                _ => net::plainly(&error.to_string()),
            },
            Fault::Tls(why) | Fault::Protocol(why) => why.clone(),
        }
    }
}

pub struct Dialogue {
    stream: Stream,
    /// Read, but not yet part of a reply.
    unread: Vec<u8>,
    /// What EHLO was answered with, but for the name of the server; in capitals.
    offers: Vec<String>,
}

impl Dialogue {
    /// Reads the greeting and asks what the server can do.
    pub fn begin(stream: Stream) -> Result<Dialogue, Fault> {
        let mut dialogue = Dialogue { stream, unread: Vec::new(), offers: Vec::new() };
        dialogue.stream.renew();
        dialogue.reply()?.expect(220)?;
        dialogue.hello()?;
        Ok(dialogue)
    }

    /// From plain text to TLS, or not a word more. What was offered before is forgotten.
    pub fn start_tls(mut self, host: &str, trusted: &[X509]) -> Result<Dialogue, Fault> {
        if !self.offers("STARTTLS") {
            return Err(Fault::Protocol("the server does not offer STARTTLS".into()));
        }
        self.command("STARTTLS")?.expect(220)?;
        if !self.unread.is_empty() {
            let why = "the server said more after its answer to STARTTLS and before TLS";
            return Err(Fault::Protocol(why.into()));
        }
        let stream = self.stream.secure(host, trusted).map_err(Fault::Tls)?;
        let mut dialogue = Dialogue { stream, unread: Vec::new(), offers: Vec::new() };
        dialogue.hello()?;
        Ok(dialogue)
    }

    /// RFC 4954. The caller has seen to it that nobody else hears this.
    pub fn log_in(&mut self, user: &str, secret: &str) -> Result<(), Fault> {
        let knows = |mechanism: &str| self.mechanisms().any(|word| word == mechanism);
        if knows("PLAIN") {
            let initial = base64::encode(format!("\0{user}\0{secret}").as_bytes());
            return self.command(&format!("AUTH PLAIN {initial}"))?.expect(235).map(drop);
        }
        if !knows("LOGIN") {
            let why = "it offers no login by password (AUTH PLAIN or LOGIN)";
            return Err(Fault::Protocol(why.into()));
        }
        self.command("AUTH LOGIN")?.expect(334)?;
        self.command(&base64::encode(user.as_bytes()))?.expect(334)?;
        self.command(&base64::encode(secret.as_bytes()))?.expect(235).map(drop)
    }

    /// The same with a token, which is in `response`. What the server asks for after it can only be
    /// the reason of a refusal, to which `after_error` is the answer.
    pub fn log_in_by(
        &mut self,
        mechanism: &str,
        response: &str,
        after_error: &str,
    ) -> Result<(), Fault> {
        let whole = format!("AUTH {mechanism} {response}");
        let mut reply = if whole.len() <= MAX_COMMAND {
            self.command(&whole)?
        } else {
            self.command(&format!("AUTH {mechanism}"))?.expect(334)?;
            self.command(response)?
        };
        let mut reason = None;
        if reply.code == 334 {
            reason = sasl::reason(reply.lines.join("").as_bytes());
            reply = self.command(after_error)?;
        }
        match reply.code {
            235 => Ok(()),
            _ => Err(Fault::Refused(reply, reason)),
        }
    }

    /// The SASL mechanisms that EHLO named.
    pub fn mechanisms(&self) -> impl Iterator<Item = &str> {
        // `AUTH=` is how it was written before there was a standard.
        let words = self.offers.iter().filter_map(|offer| offer.strip_prefix("AUTH"));
        words.flat_map(|words| words.split([' ', '='])).filter(|word| !word.is_empty())
    }

    /// Whether EHLO named this extension.
    pub fn offers(&self, extension: &str) -> bool {
        self.offers.iter().any(|offer| offer.split(' ').next() == Some(extension))
    }

    /// Says a line and reads what is answered.
    pub fn command(&mut self, line: &str) -> Result<Reply, Fault> {
        if line.contains(['\r', '\n', '\0']) {
            return Err(Fault::Protocol("a command of ours would hold a line break".into()));
        }
        self.say(format!("{line}\r\n").as_bytes())?;
        self.reply()
    }

    /// The lines of a mail, each of which ends with CRLF; without the dot at the end.
    pub fn lines(&mut self, raw: &[u8]) -> Result<(), Fault> {
        self.say(&stuffed(raw))
    }

    /// The dot that ends a mail: after it the server may have taken it.
    pub fn end(&mut self) -> Result<Reply, Fault> {
        self.say(b".\r\n")?;
        self.reply()
    }

    pub fn quit(mut self) {
        // What was to be done is done, whatever the server says to this.
        let _ = self.command("QUIT");
    }

    fn hello(&mut self) -> Result<(), Fault> {
        // An address is always a legal name (RFC 5321 §4.1.4); that of a host often is none.
        let name = match self.stream.local_address().map_err(Fault::Io)?.ip() {
            IpAddr::V4(address) => format!("[{address}]"),
            IpAddr::V6(address) => format!("[IPv6:{address}]"),
        };
        let reply = self.command(&format!("EHLO {name}"))?.expect(250)?;
        self.offers = reply.lines.iter().skip(1).map(|line| line.to_ascii_uppercase()).collect();
        Ok(())
    }

    fn say(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        if !self.unread.is_empty() {
            return Err(Fault::Protocol("the server is out of step".into()));
        }
        self.stream.renew();
        self.stream.write_all(bytes).and_then(|()| self.stream.flush()).map_err(Fault::Io)?;
        self.stream.renew();
        Ok(())
    }

    /// RFC 5321 §4.2: lines `250-text`, the last one `250 text`.
    fn reply(&mut self) -> Result<Reply, Fault> {
        let foreign = || Fault::Protocol("the server does not speak SMTP".into());
        let (mut first, mut lines) = (None, Vec::new());
        while lines.len() < MAX_LINES {
            let line = self.line()?;
            let (code, rest) = line.split_at_checked(3).ok_or_else(foreign)?;
            let code = Some(code).filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
            let code: u16 = code.and_then(|code| code.parse().ok()).ok_or_else(foreign)?;
            let known = (200..600).contains(&code) && *first.get_or_insert(code) == code;
            let is_last = !rest.starts_with('-');
            let text = rest.strip_prefix(['-', ' ']).or(rest.is_empty().then_some(""));
            lines.push(text.filter(|_| known).ok_or_else(foreign)?.to_owned());
            if is_last {
                return Ok(Reply { code, lines });
            }
        }
        Err(Fault::Protocol(format!("the server sent a reply over the limit of {MAX_LINES} lines")))
    }

    fn line(&mut self) -> Result<String, Fault> {
        loop {
            let end = self.unread.iter().position(|&byte| byte == b'\n');
            if end.unwrap_or(self.unread.len()) > MAX_LINE {
                let why = format!("the server sent a line over the limit of {MAX_LINE} bytes");
                return Err(Fault::Protocol(why));
            }
            if let Some(end) = end {
                let line: Vec<u8> = self.unread.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            let mut piece = [0; MAX_LINE];
            match self.stream.read(&mut piece) {
                Ok(0) => return Err(Fault::Closed),
                Ok(read) => self.unread.extend_from_slice(&piece[..read]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Fault::Io(error)),
            }
        }
    }
}

impl Reply {
    fn quote(&self) -> String {
        let said = format!("{} {}", self.code, self.lines.join(" "));
        format!("the server said \"{}\"", said.trim_end())
    }

    pub fn expect(self, code: u16) -> Result<Reply, Fault> {
        if self.code == code { Ok(self) } else { Err(Fault::Said(self)) }
    }
}

/// RFC 5321 §4.5.2: a dot before every line that begins with one.
fn stuffed(raw: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(raw.len() + raw.len() / 64);
    for line in raw.split_inclusive(|&byte| byte == b'\n') {
        if line.starts_with(b".") {
            bytes.push(b'.');
        }
        bytes.extend_from_slice(line);
    }
    bytes
}
