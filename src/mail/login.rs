//! What one logs in to a mail server with: a password, or an OAuth 2.0 token that a command prints.
//!
//! The steps that IMAP and SMTP share: a token that is refused is asked for once more, for it may
//! have expired since it was made.

use super::command;
use super::secret::Secret;
use crate::error::Error;
use std::time::Duration;

/// How to log in, as the config says it.
#[derive(Clone, Debug)]
pub enum Login {
    Password(Secret),
    Token(TokenCommand),
}

/// A program that prints a token; it is run for every connection, so that none is older than it
/// has to be.
#[derive(Clone, Debug)]
pub struct TokenCommand {
    /// The program and its arguments, run without a shell.
    pub argv: Vec<String>,
    /// How long it may take.
    pub timeout: Duration,
}

/// What one attempt logs in with.
#[derive(Clone, Copy, Debug)]
pub enum Credential<'a> {
    Password(&'a Secret),
    Token(&'a Secret),
}

/// Why an attempt failed.
#[derive(Debug)]
pub enum Failed {
    /// The server knows what it was given and refuses it.
    Refused(Error),
    /// It did not come to that.
    Other(Error),
}

impl Login {
    /// Connects and logs in by `attempt`, which begins anew each time: some servers hang up after a
    /// refusal. A password is tried once, a token once more with what the command prints then.
    pub fn attempt<T>(
        &self,
        mut attempt: impl FnMut(Credential<'_>) -> Result<T, Failed>,
    ) -> Result<T, Error> {
        let command = match self {
            Login::Password(secret) => {
                return attempt(Credential::Password(secret)).map_err(Failed::into_error);
            }
            Login::Token(command) => command,
        };
        let first = command.token()?;
        let refused = match attempt(Credential::Token(&first)) {
            Err(Failed::Refused(error)) => error.message,
            done => return done.map_err(Failed::into_error),
        };
        let second = command.token().map_err(|error| {
            let message = format!("{refused}; and for a fresh one: {}", error.message);
            Error { message, ..error }
        })?;
        attempt(Credential::Token(&second)).map_err(|failed| match failed {
            Failed::Refused(error) if second == first => {
                let same = "asked for a fresh token, the command printed the same one";
                Error { message: format!("{}; {same}", error.message), ..error }
            }
            failed => failed.into_error(),
        })
    }
}

impl TokenCommand {
    fn token(&self) -> Result<Secret, Error> {
        let token = Secret::from_command("a token", &self.argv, self.timeout)?;
        // RFC 6750 §2.1 has fewer characters still. What is no token (an answer in JSON, a message
        // for people) is not sent to anybody, and a control-A would end it within SASL's message.
        if token.reveal().bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(token);
        }
        let from = command::describe(&self.argv);
        Err(Error::temporary(format!(
            "cannot get a token from {from}: the first line it printed is no token"
        ))
        .hint("it has to print the access token alone; run it by hand, then: baton doctor"))
    }
}

impl<'a> Credential<'a> {
    pub fn secret(self) -> &'a Secret {
        let (Credential::Password(secret) | Credential::Token(secret)) = self;
        secret
    }
}

impl Failed {
    fn into_error(self) -> Error {
        let (Failed::Refused(error) | Failed::Other(error)) = self;
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A command that prints 1, 2, … and how often it was run when `attempt` refused so often.
    fn tried(refusals: usize, same: bool) -> (Vec<String>, Result<(), Error>) {
        let dir = tempfile::tempdir().unwrap();
        let count = dir.path().join("count").display().to_string();
        let print = if same { "echo same" } else { "wc -l <\"$0\" | tr -d ' '" };
        let script = format!("echo >>\"$0\"; {print}");
        let argv = ["sh", "-c", &script, &count].map(str::to_owned).to_vec();
        let login = Login::Token(TokenCommand { argv, timeout: Duration::from_secs(30) });
        let mut given = Vec::new();
        let result = login.attempt(|credential| {
            let Credential::Token(token) = credential else { panic!("{credential:?}") };
            given.push(token.reveal().trim().to_owned());
            let refuse = || Err(Failed::Refused(Error::temporary("the server said no")));
            if given.len() > refusals { Ok(()) } else { refuse() }
        });
        (given, result)
    }

    #[test]
    fn a_refused_token_is_tried_once_more_with_a_fresh_one() {
        assert_eq!(tried(0, false), (vec!["1".into()], Ok(())));
        assert_eq!(tried(1, false), (vec!["1".into(), "2".into()], Ok(())));
        let (given, result) = tried(9, false);
        assert_eq!((given.len(), result.unwrap_err().message.as_str()), (2, "the server said no"));
        let (given, result) = tried(9, true);
        assert_eq!(given, ["same", "same"]);
        assert!(result.unwrap_err().message.contains("the command printed the same one"));
    }

    #[test]
    fn what_is_no_token_is_not_sent_and_not_shown() {
        for line in
            ["token: hunter2", "{\"access_token\": \"hunter2\"}", "hunter2\u{1}x", "hünter2"]
        {
            let argv = vec!["echo".into(), line.into()];
            let login = Login::Token(TokenCommand { argv, timeout: Duration::from_secs(30) });
            let tried: Result<(), Error> = login.attempt(|_| panic!("it was sent"));
            let error = tried.unwrap_err();
            assert!(error.message.ends_with("the first line it printed is no token"), "{error}");
            assert!(!format!("{error:?}").contains("nter2"), "{error:?}");
        }
    }

    #[test]
    fn what_fails_before_the_login_is_not_tried_again() {
        let command =
            TokenCommand { argv: vec!["echo".into(), "x".into()], timeout: Duration::from_secs(9) };
        let mut times = 0;
        let result: Result<(), Error> = Login::Token(command).attempt(|_| {
            times += 1;
            Err(Failed::Other(Error::temporary("no TLS")))
        });
        assert_eq!((times, result.unwrap_err().message.as_str()), (1, "no TLS"));
        let result: Result<(), Error> = Login::Password(Secret::new("x")).attempt(|_| {
            times += 1;
            Err(Failed::Refused(Error::temporary("no")))
        });
        assert_eq!((times, result.is_err()), (2, true));
    }
}
