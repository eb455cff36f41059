//! Passwords: where they come from, and that they never show.

use crate::error::Error;
use nix::fcntl::OFlag;
use std::collections::HashSet;
use std::fmt;
use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use super::command;
use super::imap::base64;

/// Longer than any password or token in use.
const MAX_SECRET: u64 = 64 * 1024;

/// A password or token. It has no `Display`, and its `Debug` says nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(secret: impl Into<String>) -> Secret {
        Secret(secret.into())
    }

    /// The secret itself, for the login and for nothing else.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// The first line that a command prints, which is `what` ("a password"); run without a shell,
    /// without input, for at most `timeout`.
    pub fn from_command(what: &str, argv: &[String], timeout: Duration) -> Result<Secret, Error> {
        let from = command::describe(argv);
        let cannot = |why: String| {
            Error::temporary(format!("cannot get {what} from {from}: {why}"))
                .hint("run the command by hand, then: baton doctor")
        };
        let output =
            command::run(argv, b"", timeout, MAX_SECRET).map_err(|why| cannot(why.to_string()))?;
        if !output.success() {
            return Err(cannot(output.complaint()));
        }
        first_line(&output.stdout).ok_or_else(|| cannot("it printed none".to_owned()))
    }

    /// The text without the secret, should somebody repeat it: as it is or in base64, whole or a
    /// piece of it.
    pub fn hide_in(&self, text: &str) -> String {
        if self.0.is_empty() {
            return text.to_owned();
        }
        let (bytes, mut hidden) = (text.as_bytes(), vec![false; text.len()]);
        mark(&pieces(self.0.as_bytes()), bytes, &mut hidden);
        let mut coded = vec![false; text.len()];
        for before in 0..3 {
            mark(&pieces(&inner_base64(self.0.as_bytes(), before)), bytes, &mut coded);
        }
        widen(bytes, &mut coded);
        let mut shown = String::with_capacity(text.len());
        let mut was_hidden = false;
        for (at, letter) in text.char_indices() {
            let is_hidden = (at..at + letter.len_utf8()).any(|at| hidden[at] || coded[at]);
            match (is_hidden, was_hidden) {
                (false, _) => shown.push(letter),
                (true, false) => shown.push('…'),
                (true, true) => {}
            }
            was_hidden = is_hidden;
        }
        shown
    }

    /// The first line of a file that only its owner may read.
    pub fn from_file(path: &Path) -> Result<Secret, Error> {
        let cannot = |why: String| {
            Error::usage(format!("cannot use the password file {}: {why}", path.display()))
        };
        // A FIFO would block the run for ever; the mode is asked of the file that is read, not of
        // its name.
        let mut options = OpenOptions::new();
        options.read(true).custom_flags(OFlag::O_NONBLOCK.bits());
        let file = options
            .open(path)
            .map_err(|error| cannot(error.to_string()).hint("check password-file in the config"))?;
        let metadata = file.metadata().map_err(|error| cannot(error.to_string()))?;
        if !metadata.is_file() {
            return Err(cannot("it is not a regular file".into()));
        }
        if metadata.mode() & 0o077 != 0 {
            let hint = format!("chmod 600 {}", path.display());
            return Err(cannot(format!(
                "others may read it (mode {:03o})",
                metadata.mode() & 0o777
            ))
            .hint(hint));
        }
        let mut line = Vec::new();
        let read = BufReader::new(file).take(MAX_SECRET).read_until(b'\n', &mut line);
        read.map_err(|error| cannot(error.to_string()))?;
        first_line(&line).ok_or_else(|| cannot("its first line is empty or not UTF-8".into()))
    }
}

/// Runs of so many bytes give a secret away.
const PIECE: usize = 16;
/// Less of it in base64 may be anything.
const LEAST_BASE64: usize = 4;

/// All runs of [`PIECE`] bytes of a secret, or the secret where it is shorter.
fn pieces(secret: &[u8]) -> HashSet<&[u8]> {
    match secret.len() {
        0 => HashSet::new(),
        length => secret.windows(length.min(PIECE)).collect(),
    }
}

fn mark(pieces: &HashSet<&[u8]>, text: &[u8], hidden: &mut [bool]) {
    let Some(length) = pieces.iter().next().map(|piece| piece.len()) else { return };
    for (at, window) in text.windows(length).enumerate() {
        if pieces.contains(window) {
            hidden[at..at + length].fill(true);
        }
    }
}

/// The letters that `secret` becomes in base64 when `before` bytes, or three more or less, stand
/// before it, but for those that depend on its neighbours.
fn inner_base64(secret: &[u8], before: usize) -> Vec<u8> {
    let padded = [&[0; 2][..before], secret].concat();
    let coded = base64::encode(&padded).into_bytes();
    let (first, last) = ((before * 8).div_ceil(6), padded.len() * 8 / 6);
    let inner = &coded[first..last];
    if inner.len() < LEAST_BASE64 { Vec::new() } else { inner.to_vec() }
}

/// Marks the whole words of base64 in which something is marked: their ends are of the secret too.
fn widen(text: &[u8], hidden: &mut [bool]) {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    for at in 1..text.len() {
        hidden[at] |= hidden[at - 1] && is_letter(text[at]);
    }
    for at in (1..text.len()).rev() {
        hidden[at - 1] |= hidden[at] && is_letter(text[at - 1]);
    }
}

fn first_line(bytes: &[u8]) -> Option<Secret> {
    let line = bytes.split(|&byte| byte == b'\n').next()?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = std::str::from_utf8(line).ok()?;
    (!text.is_empty()).then(|| Secret::new(text))
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    fn from(argv: &[&str], millis: u64) -> Result<Secret, Error> {
        let argv: Vec<String> = argv.iter().map(|word| word.to_string()).collect();
        Secret::from_command("a password", &argv, Duration::from_millis(millis))
    }

    #[test]
    fn the_first_line_of_a_command_is_the_secret() {
        assert_eq!(
            from(&["printf", "pass word\r\nlogin: x\n"], 9000).unwrap().reveal(),
            "pass word"
        );
        assert_eq!(from(&["echo", "a; echo $(b)"], 9000).unwrap().reveal(), "a; echo $(b)");
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(…)");
    }

    #[test]
    fn a_command_that_fails_says_why_and_never_what_it_printed() {
        let error = from(&["sh", "-c", "echo hunter2; echo locked >&2; exit 3"], 9000).unwrap_err();
        assert!(error.message.contains("locked") && error.message.contains('3'), "{error}");
        assert!(!error.message.contains("hunter2"), "{error}");
        assert!(
            from(&["/nonexistent/pass"], 9000).unwrap_err().message.contains("/nonexistent/pass")
        );
        assert!(from(&["true"], 9000).unwrap_err().message.contains("printed none"));
        assert!(from(&[], 9000).is_err());
    }

    #[test]
    fn a_secret_is_hidden_however_it_is_repeated() {
        let token = "ya29.A0ARrdaM-k9Vq7GzY2pL4mN8sT1bQfHcJxUwZyEoIuRtPlKjHgFdSaQwErTyUiOp";
        let secret = Secret::new(token);
        assert_eq!(secret.hide_in("nothing of it"), "nothing of it");
        assert_eq!(secret.hide_in(&format!("not {token}, é")), "not …, é");
        // Cut off by a limit, before or after; folded into lines.
        assert_eq!(secret.hide_in(&format!("bad {}", &token[..20])), "bad …");
        assert_eq!(secret.hide_in(&format!("bad {} x", &token[11..])), "bad … x");
        assert_eq!(secret.hide_in(&format!("{} {}", &token[..30], &token[30..])), "… …");
        for before in ["", "x", "xy", "user=a\u{1}auth=Bearer "] {
            let coded = base64::encode(format!("{before}{token}\u{1}\u{1}").as_bytes());
            assert_eq!(secret.hide_in(&format!("not {coded}, é")), "not …, é");
            assert_eq!(secret.hide_in(&format!("not {}", &coded[..50])), "not …");
        }
        assert_eq!(Secret::new("abc").hide_in("an abc, YWJj"), "an …, …");
        assert_eq!(Secret::new("é").hide_in("né"), "n…");
        assert_eq!(Secret::new("").hide_in("all of it"), "all of it");
    }

    #[test]
    fn a_command_that_hangs_is_ended() {
        let started = std::time::Instant::now();
        let error = from(&["sleep", "30"], 200).unwrap_err();
        assert!(error.message.contains("did not end within"), "{error}");
        // A child that keeps the pipe open must not keep us.
        assert!(from(&["sh", "-c", "sleep 30 & sleep 30"], 200).is_err());
        assert!(started.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn a_file_that_others_may_read_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("password");
        fs::write(&path, "hunter2\nsecond\n").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        let error = Secret::from_file(&path).unwrap_err();
        assert!(error.message.contains("640") && error.hint.unwrap().starts_with("chmod 600"));
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        assert_eq!(Secret::from_file(&path).unwrap().reveal(), "hunter2");
        assert!(Secret::from_file(&dir.path().join("absent")).is_err());
        assert!(Secret::from_file(dir.path()).is_err());
    }
}
