//! The world outside: the only reader of the clock, of environment variables and of the user's id.

use crate::domain::time::Timestamp;
use crate::error::Error;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::collections::HashMap;
use std::fs::File;
use std::io::{IsTerminal, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What a command may know of the process it runs in.
pub struct Env {
    /// Environment variables that baton heeds, as they were at the start.
    variables: HashMap<String, String>,
    /// The operating-system user.
    login: String,
    uid: u32,
    home: Option<PathBuf>,
    pub out: Box<dyn Write>,
    pub err: Box<dyn Write>,
    pub input: Box<dyn Read>,
    pub input_is_terminal: bool,
    pub out_is_terminal: bool,
    pub err_is_terminal: bool,
}

const HEEDED: [&str; 13] = [
    "BATON_CONFIG",
    "BATON_LEDGER",
    "BATON_NOW",
    "BATON_LOGIN",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "NO_COLOR",
    "COLUMNS",
    "VISUAL",
    "EDITOR",
    "SSH_ORIGINAL_COMMAND",
    "HOME",
    "TERM",
];

/// PATH: where programs are looked for.
pub fn search_path() -> std::ffi::OsString {
    std::env::var_os("PATH").unwrap_or_default()
}

/// Calls `end` once the process is asked to end: by SIGTERM, or ^C. A second signal ends it at once.
pub fn when_asked_to_end(end: impl Fn() + Send + 'static) -> Result<(), Error> {
    let mut signals = Signals::new([SIGTERM, SIGINT])
        .map_err(|error| Error::temporary(format!("cannot listen for signals: {error}")))?;
    let listens = std::thread::Builder::new().spawn(move || {
        let mut asked = false;
        for signal in signals.forever() {
            if asked {
                // Nothing is left to be done when even this fails.
                let _ = emulate_default_handler(signal);
            }
            asked = true;
            end();
        }
    });
    listens.map(drop).map_err(|error| Error::temporary(format!("cannot start a thread: {error}")))
}

impl Env {
    /// The real one. Works with an empty environment: cron gives little more.
    pub fn of_process() -> Env {
        let variables: HashMap<String, String> = HEEDED
            .iter()
            .filter_map(|name| Some((name.to_string(), std::env::var(name).ok()?)))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let uid = nix::unistd::getuid();
        let user = nix::unistd::User::from_uid(uid).ok().flatten();
        let home = variables.get("HOME").map(PathBuf::from).or_else(|| Some(user.clone()?.dir));
        Env {
            login: user.map_or_else(|| format!("uid-{uid}"), |user| user.name),
            uid: uid.as_raw(),
            home,
            variables,
            out: Box::new(std::io::BufWriter::new(std::io::stdout())),
            err: Box::new(std::io::stderr()),
            input: Box::new(std::io::stdin()),
            input_is_terminal: std::io::stdin().is_terminal(),
            out_is_terminal: std::io::stdout().is_terminal(),
            err_is_terminal: std::io::stderr().is_terminal(),
        }
    }

    /// Standard input itself, without a buffer between: for what is handed on byte for byte.
    pub fn raw_input() -> std::io::Result<File> {
        std::io::stdin().as_fd().try_clone_to_owned().map(File::from)
    }

    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    pub fn home(&self) -> Option<&Path> {
        self.home.as_deref()
    }

    /// Whether the operating-system user is the owner of a file.
    pub fn owns(&self, file: &Path) -> bool {
        std::fs::metadata(file).is_ok_and(|found| found.uid() == self.uid)
    }

    /// How this program was started, for lines that users copy.
    pub fn program(&self) -> String {
        std::env::current_exe()
            .map_or_else(|_| "baton".to_owned(), |path| path.display().to_string())
    }

    /// Now, to the second; `test_world` says whether `BATON_NOW` counts.
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    pub fn now(&self, test_world: bool) -> Result<Timestamp, Error> {
        match self.variable("BATON_NOW") {
            Some(set) if test_world => chrono::DateTime::parse_from_rfc3339(set)
                .map(|at| at.to_utc())
                .map_err(|_| Error::usage(format!("BATON_NOW=\"{set}\" is no time in RFC 3339"))),
            _ => {
                let now = chrono::Utc::now();
                Ok(chrono::DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now))
            }
        }
    }

    /// Who is at the keyboard; `test_world` says whether `BATON_LOGIN` counts.
    pub fn login(&self, test_world: bool) -> &str {
        self.variable("BATON_LOGIN").filter(|_| test_world).unwrap_or(&self.login)
    }

    /// With a real ledger nobody sets clock or login from outside.
    pub fn refuse_overrides(&self) -> Result<(), Error> {
        for name in ["BATON_NOW", "BATON_LOGIN"] {
            if self.variable(name).is_some() {
                return Err(Error::usage(format!("{name} is set, but this is a real ledger"))
                    .hint(format!(
                        "unset {name}; only a ledger made by baton init --test-world heeds it"
                    )));
            }
        }
        Ok(())
    }

    /// Where the config lies unless a flag says otherwise (XDG Base Directory).
    pub fn config_path(&self) -> Result<PathBuf, Error> {
        self.place("BATON_CONFIG", "XDG_CONFIG_HOME", ".config", "config.toml", "--config")
    }

    /// Where the ledger lies unless a flag says otherwise (XDG Base Directory).
    pub fn ledger_path(&self) -> Result<PathBuf, Error> {
        self.place("BATON_LEDGER", "XDG_DATA_HOME", ".local/share", "baton.db", "--ledger")
    }

    fn place(
        &self,
        own: &str,
        base: &str,
        under_home: &str,
        file: &str,
        flag: &str,
    ) -> Result<PathBuf, Error> {
        if let Some(path) = self.variable(own) {
            return Ok(PathBuf::from(path));
        }
        // The specification says that a relative path here is to be ignored.
        let base = self.variable(base).map(PathBuf::from).filter(|base| base.is_absolute());
        let folder = base.or_else(|| Some(self.home.as_ref()?.join(under_home)));
        folder.map(|folder| folder.join("baton").join(file)).ok_or_else(|| {
            Error::usage(format!("cannot tell where {file} is: this user has no home folder"))
                .hint(format!("name it with {flag} or {own}"))
        })
    }

    /// Columns of the terminal, where there is one.
    pub fn width(&self) -> Option<u16> {
        self.out_is_terminal.then(|| {
            let set = self.variable("COLUMNS").and_then(|columns| columns.parse().ok());
            set.or_else(|| terminal_size::terminal_size().map(|(width, _)| width.0)).unwrap_or(80)
        })
    }
}
