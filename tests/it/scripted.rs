//! A server that does what a real one cannot be made to do: hostile bytes, cuts, silence.
//!
//! It plays one script per connection, in a thread, and records what the client sent. Every wait
//! in it is bounded.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::service::PATIENCE;

#[derive(Clone, Debug)]
pub enum Step {
    /// `{tag}` stands for the tag of the client's last line.
    Send(Vec<u8>),
    /// The same bytes again and again: a line or literal without end.
    Repeat(Vec<u8>, usize),
    /// The next line must contain this.
    Expect(&'static str),
    /// Answers lines as an ordinary server would (see `ordinary`), up to one that contains this.
    ServeUntil(&'static str),
    /// Answers every line by this, or as an ordinary server would where it says nothing, until the
    /// client hangs up.
    Serve(fn(&str) -> Option<String>),
    /// Says nothing more and waits for the client to hang up.
    Stall,
    /// Hangs up. So does the end of a script.
    Close,
}

pub fn send(bytes: impl AsRef<[u8]>) -> Step {
    Step::Send(bytes.as_ref().to_vec())
}

pub struct Scripted {
    address: SocketAddr,
    stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<Vec<Connection>>>,
}

/// What the client did in one connection.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// The lines it sent, without CRLF.
    pub lines: Vec<String>,
    /// Where it left the script, if it did.
    pub broke_off: Option<String>,
}

impl Scripted {
    /// Serves one connection.
    pub fn start(script: Vec<Step>) -> Self {
        Self::connections(vec![script])
    }

    /// Serves one connection per script, in the order in which they come; a client may hold several
    /// at once.
    pub fn connections(scripts: Vec<Vec<Step>>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let stopping = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopping);
        let thread = thread::spawn(move || {
            let mut playing = Vec::new();
            for script in scripts {
                let Some(stream) = accept(&listener, &stop) else { break };
                playing.push(thread::spawn(move || Session::new(stream).play(&script)));
            }
            drop(listener);
            playing.into_iter().map(|session| session.join().unwrap()).collect()
        });
        Self { address, stopping, thread: Some(thread) }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Plays to the end with every client that has called, and says what each did.
    pub fn finish(mut self) -> Vec<Connection> {
        self.stop().unwrap_or_default()
    }

    fn stop(&mut self) -> Option<Vec<Connection>> {
        let thread = self.thread.take()?;
        self.stopping.store(true, Ordering::SeqCst);
        Some(thread.join().expect("the scripted server does not panic"))
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The next client, unless none has called by the time the test wants to stop.
fn accept(listener: &TcpListener, stopping: &AtomicBool) -> Option<TcpStream> {
    loop {
        // Read before the look: a client that called before the stop is still served.
        let last = stopping.load(Ordering::SeqCst);
        match listener.accept() {
            Ok((stream, _)) => {
                stream.set_nonblocking(false).unwrap();
                return Some(stream);
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock && !last => {
                thread::sleep(Duration::from_millis(1));
            }
            Err(_) => return None,
        }
    }
}

struct Session {
    stream: BufReader<TcpStream>,
    tag: String,
    seen: Connection,
}

type Played = Result<(), String>;

impl Session {
    fn new(stream: TcpStream) -> Self {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        Self { stream: BufReader::new(stream), tag: "*".to_owned(), seen: Connection::default() }
    }

    fn play(mut self, script: &[Step]) -> Connection {
        for step in script.iter().take_while(|step| !matches!(step, Step::Close)) {
            if let Err(reason) = self.step(step) {
                self.seen.broke_off = Some(reason);
                break;
            }
        }
        self.seen
    }

    fn step(&mut self, step: &Step) -> Played {
        match step {
            Step::Send(bytes) => self.send(bytes),
            Step::Repeat(bytes, times) => (0..*times).try_for_each(|_| self.write(bytes)),
            Step::Expect(word) => {
                let line = self.line()?;
                if line.contains(word) { Ok(()) } else { Err(format!("not {word:?}: {line:?}")) }
            }
            Step::ServeUntil(word) => loop {
                let line = self.line()?;
                if line.contains(word) {
                    return Ok(());
                }
                self.send(ordinary(&line).as_bytes())?;
            },
            Step::Serve(answer) => loop {
                let Ok(line) = self.line() else { return Ok(()) };
                let answer = answer(&line).unwrap_or_else(|| ordinary(&line).to_owned());
                self.send(answer.as_bytes())?;
            },
            Step::Stall => {
                let mut rest = Vec::new();
                let _ = self.stream.read_to_end(&mut rest);
                let rest = String::from_utf8_lossy(&rest).into_owned();
                self.seen.lines.extend(rest.lines().map(str::to_owned));
                Ok(())
            }
            Step::Close => Ok(()),
        }
    }

    fn line(&mut self) -> Result<String, String> {
        let mut line = Vec::new();
        match self.stream.read_until(b'\n', &mut line) {
            Ok(0) => return Err("the client hung up".to_owned()),
            Ok(_) => {}
            Err(error) => return Err(format!("the client sends nothing: {error}")),
        }
        let line = String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned();
        line.split(' ').next().unwrap_or_default().clone_into(&mut self.tag);
        self.seen.lines.push(line.clone());
        Ok(line)
    }

    fn send(&mut self, bytes: &[u8]) -> Played {
        // Bytes, not text: what is hostile need not be UTF-8.
        let mut parts = Vec::new();
        let mut rest = bytes;
        while let Some(at) = rest.windows(5).position(|window| window == b"{tag}") {
            parts.extend_from_slice(&rest[..at]);
            parts.extend_from_slice(self.tag.as_bytes());
            rest = &rest[at + 5..];
        }
        parts.extend_from_slice(rest);
        self.write(&parts)
    }

    fn write(&mut self, bytes: &[u8]) -> Played {
        let stream = self.stream.get_mut();
        stream.write_all(bytes).map_err(|error| format!("the client does not read: {error}"))
    }
}

/// What a dull IMAP server with three messages answers.
fn ordinary(line: &str) -> &'static str {
    let command = line.split(' ').nth(1).unwrap_or_default().to_ascii_uppercase();
    match command.as_str() {
        "CAPABILITY" => "* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n",
        "LIST" => "* LIST () \"/\" INBOX\r\n* LIST (\\Sent) \"/\" Sent\r\n{tag} OK done\r\n",
        "EXAMINE" => {
            "* FLAGS (\\Seen)\r\n* 3 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 7] ok\r\n\
             * OK [UIDNEXT 4] ok\r\n{tag} OK [READ-ONLY] done\r\n"
        }
        "LOGOUT" => "* BYE see you\r\n{tag} OK done\r\n",
        "LOGIN" | "NOOP" | "CLOSE" | "UNSELECT" => "{tag} OK done\r\n",
        _ => "{tag} BAD not known here\r\n",
    }
}
