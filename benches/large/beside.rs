//! What a first sync is held against: reading alone, its parts alone, another program.

use crate::dovecot::{Dovecot, PASSWORD};
use baton::domain::judge::Us;
use baton::domain::message::Arrival;
use baton::mail::header::{self, FIELDS, MAX_HEADER};
use baton::store::{Ledger, Load, Received};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const MAILBOXES: [&str; 2] = ["INBOX", "Sent"];
const PIECE: usize = 64 * 1024;
const BATCH: usize = 1000;

trait Stream: Read + Write {}
impl<S: Read + Write> Stream for S {}

/// A connection that is logged in.
fn login(server: &Dovecot, secure: bool) -> Box<dyn Stream> {
    let port = if secure { server.tls_port } else { server.port };
    let tcp = TcpStream::connect(("127.0.0.1", port)).unwrap();
    tcp.set_nodelay(true).unwrap();
    let mut stream: Box<dyn Stream> = if secure {
        let authority = fs::read(&server.authority).unwrap();
        let authority = native_tls::Certificate::from_pem(&authority).unwrap();
        let mut builder = native_tls::TlsConnector::builder();
        let connector = builder.add_root_certificate(authority).build().unwrap();
        Box::new(connector.connect("127.0.0.1", tcp).unwrap())
    } else {
        Box::new(tcp)
    };
    assert!(stream.read(&mut [0; PIECE]).unwrap() > 0, "no greeting");
    command(&mut stream, &format!("LOGIN large {PASSWORD}"), |_| ());
    stream
}

/// Sends a command and reads to its end; `each` sees every piece as it comes.
fn command(stream: &mut Box<dyn Stream>, command: &str, mut each: impl FnMut(&[u8])) {
    stream.write_all(format!("Q {command}\r\n").as_bytes()).unwrap();
    let (mut piece, mut tail) = (vec![0; PIECE], Vec::new());
    loop {
        let read = stream.read(&mut piece).unwrap();
        assert!(read > 0, "the server hung up");
        each(&piece[..read]);
        tail.extend_from_slice(&piece[read.saturating_sub(4096)..read]);
        tail.drain(..tail.len().saturating_sub(4096));
        let last = tail.strip_suffix(b"\r\n").and_then(|rest| rest.rsplit(|b| *b == b'\n').next());
        if last.is_some_and(|line| line.starts_with(b"Q ")) {
            return;
        }
    }
}

/// What a sync asks for, of all messages at once.
fn fetch() -> String {
    let (fields, limit) = (FIELDS.join(" "), MAX_HEADER + 1);
    format!(
        "UID FETCH 1:* (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS ({fields})]<0.{limit}>)"
    )
}

/// Connects, logs in, reads the headers of all mail, and throws them away.
pub fn bare_loop(server: &Dovecot, secure: bool) -> Duration {
    let start = Instant::now();
    let mut stream = login(server, secure);
    for mailbox in MAILBOXES {
        command(&mut stream, &format!("EXAMINE {mailbox}"), |_| ());
        command(&mut stream, &fetch(), |_| ());
    }
    start.elapsed()
}

/// Reading, parsing and storing, one after the other, in this process and in plain text.
pub fn parts(server: &Dovecot) {
    let (mut read, mut parsed, mut stored) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let folder = tempfile::tempdir().unwrap();
    let now = chrono::Utc::now();
    let path = folder.path().join("parts.db");
    let mut ledger = Ledger::create(&path, false, now, |_| Ok(())).unwrap();
    let inbox = ledger.inbox("support", chrono::DateTime::UNIX_EPOCH, chrono::Utc::now()).unwrap();
    let us = Us::default();
    ledger.loading(true).unwrap();
    let mut stream = login(server, false);
    for mailbox in MAILBOXES {
        command(&mut stream, &format!("EXAMINE {mailbox}"), |_| ());
        let (start, mut bytes) = (Instant::now(), Vec::new());
        command(&mut stream, &fetch(), |piece| bytes.extend_from_slice(piece));
        read += start.elapsed();
        let start = Instant::now();
        let received: Vec<Received> = blocks(&bytes)
            .zip(1..)
            .map(|(block, uid)| {
                let headers = header::parse(block);
                let judged = us.judge(&headers);
                let received_at = headers.date.unwrap_or(now);
                let item = format!("{uid:010}");
                let arrival = Arrival { item, headers, received_at, size: 1, unreadable: None };
                Received { arrival, judged }
            })
            .collect();
        parsed += start.elapsed();
        let start = Instant::now();
        let mailbox = ledger.mailbox(inbox, mailbox, chrono::Utc::now()).unwrap();
        for received in received.chunks(BATCH) {
            let load = Load { received, validity: 1, up_to: None, judged_with: "" };
            ledger.receive(&mailbox, &load, now).unwrap();
        }
        stored += start.elapsed();
    }
    println!(
        "{:<34} {:>9.2} s reading, {:.2} s parsing, {:.2} s storing",
        "its parts, one after the other",
        read.as_secs_f64(),
        parsed.as_secs_f64(),
        stored.as_secs_f64()
    );
}

/// The literals of an answer: one header block each.
fn blocks(answer: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = answer;
    std::iter::from_fn(move || {
        let open = rest.iter().position(|byte| *byte == b'{')?;
        let close = open + rest[open..].iter().position(|byte| *byte == b'}')?;
        let length: usize = std::str::from_utf8(&rest[open + 1..close]).ok()?.parse().ok()?;
        let block = &rest[close + 3..close + 3 + length];
        rest = &rest[close + 3 + length..];
        Some(block)
    })
}

/// The same mailbox into a Maildir by mbsync: its first pull, and one with nothing new. In plain text, for it does not
/// take an address for the name in a certificate.
pub fn mbsync(folder: &Path, server: &Dovecot, sync: Duration) {
    let config = folder.join("mbsyncrc");
    let mail = folder.join("mbsync");
    fs::create_dir(&mail).unwrap();
    let text = format!(
        "IMAPAccount large\nHost 127.0.0.1\nPort {}\nUser large\nPass {PASSWORD}\nSSLType None\n\
         AuthMechs LOGIN\n\nIMAPStore far\nAccount large\n\nMaildirStore near\nPath {mail}/\n\
         Inbox {mail}/INBOX\n\nChannel large\nFar :far:\nNear :near:\nPatterns INBOX Sent\n\
         Create Near\nSync Pull\nSyncState *\n",
        server.port,
        mail = mail.display(),
    );
    fs::write(&config, text).unwrap();
    let pull = || {
        let start = Instant::now();
        let status = Command::new("mbsync")
            .args(["-q", "-a", "-c"])
            .arg(&config)
            .stdin(Stdio::null())
            .status()
            .ok()?;
        assert!(status.success(), "mbsync: {status}");
        Some(start.elapsed())
    };
    let (Some(first), Some(again)) = (pull(), pull()) else {
        println!("mbsync is not installed (Debian: apt install isync): nothing to compare with");
        return;
    };
    println!(
        "{:<34} {:>9.2} s: {:.1} times a first sync",
        "mbsync, first pull",
        first.as_secs_f64(),
        first.as_secs_f64() / sync.as_secs_f64()
    );
    println!("{:<34} {:>9.1} ms", "mbsync, nothing new", again.as_secs_f64() * 1000.0);
}
