//! Mail out: one mail to one recipient, and how sure it is that it went.

mod dialogue;
mod sendmail;
mod smtp;

use super::compose;
use super::login::Login;
use super::net::Tls;
use crate::error::Error;
use std::path::PathBuf;
use std::time::Duration;

/// How long a sendmail program may take.
pub const SENDMAIL_TIMEOUT: Duration = Duration::from_secs(60);

/// `[mail-out]` of the config.
#[derive(Clone, Debug)]
pub enum Out {
    Smtp(Smtp),
    Sendmail(Sendmail),
}

/// `[mail-out.smtp]`.
#[derive(Clone, Debug)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// Both or neither: without a user nobody logs in.
    pub user: Option<String>,
    pub login: Option<Login>,
    /// Trusted besides the authorities of the system.
    pub ca_file: Option<PathBuf>,
    pub connect_timeout: Duration,
    pub read_timeout: Duration,
}

/// `[mail-out.sendmail]`.
#[derive(Clone, Debug)]
pub struct Sendmail {
    /// A program and its arguments; `--` and the recipient are added.
    pub command: Vec<String>,
    /// PATH: where a program without a `/` in its name is looked for.
    pub search: std::ffi::OsString,
    pub timeout: Duration,
}

/// What became of a mail that could not be sent as it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Certainly not accepted: it can be sent again.
    NotSent,
    /// Perhaps accepted: the connection broke after the mail was on its way.
    Unknown,
    /// Refused for good: the same mail will be refused again.
    Rejected,
}

/// Why a mail was not sent, and whether that is sure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendError {
    pub error: Error,
    pub outcome: Outcome,
}

impl SendError {
    fn new(outcome: Outcome, error: Error) -> SendError {
        SendError { error, outcome }
    }
}

impl Out {
    /// Sends `raw` as it is, but for its line ends. `from` and `to` may have a name; only the
    /// address is used.
    pub fn send(&self, from: &str, to: &str, raw: &[u8]) -> Result<(), SendError> {
        let address =
            |text| compose::mailbox(text).map_err(|error| SendError::new(Outcome::Rejected, error));
        let (from, to) = (address(from)?.email, address(to)?.email);
        match self {
            Out::Smtp(smtp) => smtp::send(smtp, &from, &to, &crlf(raw)),
            Out::Sendmail(sendmail) => sendmail::send(sendmail, &to, &lf(raw)),
        }
    }

    /// Whether mail could be sent, as far as that shows without sending any: connect, TLS, login.
    pub fn check(&self) -> Result<String, Error> {
        match self {
            Out::Smtp(smtp) => smtp::check(smtp),
            Out::Sendmail(sendmail) => sendmail::check(sendmail),
        }
    }
}

/// Every line ended by CRLF, also one that a bare CR or LF ends: what is a line here must be one
/// for every server on the way, or `LF . LF` smuggles a second mail (CVE-2023-51764).
fn crlf(raw: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(raw.len() + raw.len() / 32);
    for line in lines(raw) {
        bytes.extend_from_slice(line);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes
}

/// Every line ended by LF, which is what a program on this machine expects.
fn lf(raw: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(raw.len());
    for line in lines(raw) {
        bytes.extend_from_slice(line);
        bytes.push(b'\n');
    }
    bytes
}

fn lines(raw: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = raw;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
        let line = &rest[..end];
        rest = &rest[end..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.get(1..)).unwrap_or_default();
        Some(line)
    })
}

#[cfg(test)]
mod tests;
