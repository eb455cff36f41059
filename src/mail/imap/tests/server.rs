//! A server that follows a script, and otherwise does what a small one does.

use super::super::*;
use crate::error::Error;
use crate::mail::Arrival;
use crate::mail::secret::Secret;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the server answers to a command, if it is to answer other than usual; `T` stands for the
/// tag.
pub type Script = fn(&str, &[u32]) -> Option<String>;

pub struct Server {
    pub settings: ImapSettings,
    heard: Arc<Mutex<Vec<String>>>,
}

/// A server whose INBOX has these UIDs.
pub fn serve(uids: &[u32], script: Script) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let wait = Duration::from_secs(30);
    let settings = ImapSettings {
        host: "127.0.0.1".into(),
        port: listener.local_addr().unwrap().port(),
        tls: Tls::None,
        user: "ana".into(),
        login: password("hunter2"),
        ca_file: None,
        mailboxes: vec!["INBOX".into()],
        sent: Vec::new(),
        connect_timeout: wait,
        read_timeout: wait,
        batch: 100,
    };
    let heard = Arc::new(Mutex::new(Vec::new()));
    let (uids, log) = (uids.to_vec(), heard.clone());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (uids, log) = (uids.clone(), log.clone());
            std::thread::spawn(move || session(stream.unwrap(), &uids, script, &log));
        }
    });
    Server { settings, heard }
}

pub fn password(password: &str) -> Login {
    Login::Password(Secret::new(password))
}

pub fn session(mut stream: TcpStream, uids: &[u32], script: Script, log: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let greeting = script("", uids).unwrap_or_else(|| "* OK hello\r\n".into());
    stream.write_all(greeting.as_bytes()).unwrap();
    let (mut line, mut last) = (String::new(), String::new());
    while reader.read_line(&mut line).is_ok_and(|read| read > 0) {
        log.lock().unwrap().push(line.trim_end().to_owned());
        // DONE has no tag: what it ends has one.
        let (tag, command) = line.trim_end().split_once(' ').unwrap_or((&last, line.trim_end()));
        let answer = script(command, uids).unwrap_or_else(|| usual(command, uids));
        if answer.is_empty()
            || stream
                .write_all(
                    answer
                        .replace("T OK", &format!("{tag} OK"))
                        .replace("T NO", &format!("{tag} NO"))
                        .as_bytes(),
                )
                .is_err()
        {
            return;
        }
        last = tag.to_owned();
        line.clear();
    }
}

pub fn usual(command: &str, uids: &[u32]) -> String {
    let mut answer = String::new();
    let word = command.split(' ').next().unwrap_or_default();
    match word {
        "CAPABILITY" => answer += "* CAPABILITY IMAP4rev1 ESEARCH AUTH=PLAIN SASL-IR\r\n",
        "EXAMINE" => {
            let next = uids.last().map_or(1, |uid| uid + 1);
            write!(
                answer,
                "* {} EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT {next}] x\r\n",
                uids.len()
            )
            .unwrap();
        }
        "UID" if command.starts_with("UID FETCH") => {
            asked(command, uids).iter().for_each(|uid| answer += &row(*uid));
        }
        "UID" => {
            let from: u32 =
                command.rsplit(' ').next().unwrap().trim_end_matches(":*").parse().unwrap();
            let mut found: BTreeSet<u32> =
                uids.iter().copied().filter(|uid| *uid >= from).collect();
            found.extend(uids.last());
            let found: Vec<String> = found.iter().map(u32::to_string).collect();
            write!(answer, "* ESEARCH (TAG \"x\") UID ALL {}\r\n", found.join(",")).unwrap();
        }
        _ => {}
    }
    answer + "T OK done\r\n"
}

/// Which of `uids` a FETCH asks for.
pub fn asked(command: &str, uids: &[u32]) -> Vec<u32> {
    let set = command.split(' ').nth(2).unwrap_or_default();
    let ranges: Vec<(u32, u32)> = set
        .split(',')
        .map(|range| {
            let (first, last) = range.split_once(':').unwrap_or((range, range));
            (first.parse().unwrap(), last.parse().unwrap())
        })
        .collect();
    uids.iter()
        .copied()
        .filter(|uid| ranges.iter().any(|(first, last)| (first..=last).contains(&uid)))
        .collect()
}

pub fn row(uid: u32) -> String {
    let header = format!("Message-ID: <{uid}@x>\r\n\r\n");
    format!(
        "* 1 FETCH (UID {uid} INTERNALDATE \" 2-Mar-2026 09:00:00 +0000\" RFC822.SIZE 100 \
         BODY[HEADER.FIELDS (Message-ID)]<0> {{{}}}\r\n{header})\r\n",
        header.len()
    )
}

impl Server {
    pub fn open(&self) -> Imap {
        Imap::open(self.settings.clone()).unwrap()
    }

    /// All messages of INBOX, and the error at the end if there is one.
    pub fn read(&self) -> (Vec<Arrival>, Option<Error>) {
        let mut imap = self.open();
        imap.select("INBOX").unwrap();
        let (mut all, mut uid) = (Vec::new(), 0);
        loop {
            match imap.after(uid) {
                Ok(Some(batch)) => {
                    all.extend(batch.arrivals);
                    uid = batch.up_to;
                }
                Ok(None) => return (all, None),
                Err(error) => return (all, Some(error)),
            }
        }
    }

    pub fn heard(&self, what: &str) -> usize {
        self.heard.lock().unwrap().iter().filter(|line| line.contains(what)).count()
    }
}
