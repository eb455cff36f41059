//! A program of the user's, run without a shell and ended in time: password commands and sendmail.

use std::fmt;
use std::io::{self, Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// So much of what a program says on stderr is quoted.
const MAX_COMPLAINT: usize = 200;
/// How often an ended program is looked for: most print a line and end at once, some wait for a person.
const FIRST_POLL: Duration = Duration::from_micros(250);
const LAST_POLL: Duration = Duration::from_millis(5);

/// How a program ended.
pub struct Output {
    status: ExitStatus,
    pub stdout: Vec<u8>,
    stderr: Vec<u8>,
}

impl Output {
    pub fn success(&self) -> bool {
        self.status.success()
    }

    /// Why it failed: its status and the beginning of what it said on stderr, never what it
    /// printed.
    pub fn complaint(&self) -> String {
        let said = String::from_utf8_lossy(&self.stderr);
        let said: String = said.trim().chars().take(MAX_COMPLAINT).collect();
        let ended = match self.status.code() {
            Some(code) => format!("it ended with status {code}"),
            None => format!("it ended by a {}", self.status),
        };
        if said.is_empty() { ended } else { format!("{ended} and said \"{said}\"") }
    }

    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }
}

/// Why there is no [`Output`].
#[derive(Debug)]
pub enum Failure {
    /// It was never run.
    NotStarted(String),
    /// It was stopped, and may have done its work or not.
    Stopped(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Failure::NotStarted(why) | Failure::Stopped(why)) = self;
        f.write_str(why)
    }
}

/// Its name alone: an argument may be private.
pub fn describe(argv: &[String]) -> String {
    argv.first().map_or_else(|| "an empty command".to_owned(), |name| format!("the command {name}"))
}

/// Runs `argv` with `input` on its stdin, keeps at most `limit` bytes of its stdout, and kills it
/// after `timeout`.
pub fn run(
    argv: &[String],
    input: &[u8],
    timeout: Duration,
    limit: u64,
) -> Result<Output, Failure> {
    let none = || Failure::NotStarted("the command is empty".into());
    let (name, rest) = argv.split_first().ok_or_else(none)?;
    let deadline = Instant::now() + timeout;
    let stdin = if input.is_empty() { Stdio::null() } else { Stdio::piped() };
    let mut child = Command::new(name)
        .args(rest)
        .stdin(stdin)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| Failure::NotStarted(error.to_string()))?;
    if let Some(mut pipe) = child.stdin.take() {
        let input = input.to_vec();
        // On its own thread: a program that does not read must not hold us. Its exit status tells
        // what came of it.
        thread::spawn(move || pipe.write_all(&input));
    }
    let stdout = child.stdout.take().map(|pipe| collect(pipe, limit));
    let stderr = child.stderr.take().map(|pipe| collect(pipe, MAX_COMPLAINT as u64 * 4));
    let mut poll = FIRST_POLL;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < deadline => {
                thread::sleep(poll);
                poll = (poll * 2).min(LAST_POLL);
            }
            ended => {
                // It may have ended this very moment: then there is nothing to kill, and no error.
                let _ = child.kill();
                let _ = child.wait();
                return Err(Failure::Stopped(match ended {
                    Err(error) => error.to_string(),
                    Ok(_) => format!("it did not end within {} s", timeout.as_secs_f32()),
                }));
            }
        }
    };
    // What it started may hold the pipes open for longer than it lived.
    let left = || deadline.saturating_duration_since(Instant::now()).min(Duration::from_secs(1));
    let stdout = stdout.map(|pipe| received(&pipe, left())).unwrap_or_default();
    let stderr = stderr.map(|pipe| received(&pipe, left())).unwrap_or_default();
    Ok(Output { status, stdout, stderr })
}

/// Reads a pipe to its end on a thread, so that a full pipe never stops the program, and sends what
/// it keeps.
fn collect(mut pipe: impl Read + Send + 'static, limit: u64) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let (mut piece, mut kept) = ([0; 4096], 0);
        loop {
            let read = match pipe.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => break,
            };
            let keep = read.min((limit - kept) as usize);
            kept += keep as u64;
            if keep > 0 && sender.send(piece[..keep].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}

fn received(pipe: &mpsc::Receiver<Vec<u8>>, patience: Duration) -> Vec<u8> {
    let mut bytes = Vec::new();
    let deadline = Instant::now() + patience;
    loop {
        match pipe.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(piece) => bytes.extend(piece),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return bytes,
        }
    }
}
