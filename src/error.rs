//! What went wrong, why, and what to type next; and the exit status that follows from it.

use std::fmt;

/// What sort of failure it is; the exit status follows from it and from nothing else (SPEC §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Refused or not found: exit 1.
    Refused,
    /// Wrong usage or wrong config: exit 2.
    Usage,
    /// A bug in baton: exit 70.
    Bug,
    /// Network, server, lock, disk: run it again: exit 75.
    Temporary,
    /// The mail server refused the login: exit 75 too, but who tries again too soon or too often is locked out.
    Login,
    /// Not permitted: exit 77.
    Denied,
}

impl Kind {
    /// The process exit status (sysexits.h for 70, 75 and 77).
    pub fn status(self) -> u8 {
        match self {
            Kind::Refused => 1,
            Kind::Usage => 2,
            Kind::Bug => 70,
            Kind::Temporary | Kind::Login => 75,
            Kind::Denied => 77,
        }
    }
}

/// A failure as the user reads it: lower case, no full stop, no type names, no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub kind: Kind,
    /// What failed, on what, and why.
    pub message: String,
    /// What to do or type next.
    pub hint: Option<String>,
}

impl Error {
    pub fn new(kind: Kind, message: impl Into<String>) -> Error {
        Error { kind, message: message.into(), hint: None }
    }
    pub fn refused(message: impl Into<String>) -> Error {
        Error::new(Kind::Refused, message)
    }
    pub fn usage(message: impl Into<String>) -> Error {
        Error::new(Kind::Usage, message)
    }
    pub fn temporary(message: impl Into<String>) -> Error {
        Error::new(Kind::Temporary, message)
    }
    pub fn bug(message: impl Into<String>) -> Error {
        Error::new(Kind::Bug, message)
    }
    /// The same failure with what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Error {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
