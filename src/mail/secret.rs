//! Passwords: where they come from, and that they never show.

use crate::error::Error;
use nix::fcntl::OFlag;
use std::fmt;
use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use super::command;

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

    /// The first line that a command prints; run without a shell, without input, for at most
    /// `timeout`.
    pub fn from_command(argv: &[String], timeout: Duration) -> Result<Secret, Error> {
        let what = command::describe(argv);
        let hint = "run the command by hand, then: baton doctor";
        let output = command::run(argv, b"", timeout, MAX_SECRET).map_err(|why| {
            Error::temporary(format!("cannot get a password from {what}: {why}")).hint(hint)
        })?;
        if !output.success() {
            let message = format!("cannot get a password from {what}: {}", output.complaint());
            return Err(Error::temporary(message).hint(hint));
        }
        let none = || {
            Error::temporary(format!("cannot get a password from {what}: it printed none"))
                .hint(hint)
        };
        first_line(&output.stdout).ok_or_else(none)
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
        Secret::from_command(&argv, Duration::from_millis(millis))
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
