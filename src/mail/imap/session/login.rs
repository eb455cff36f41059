//! Logging in: LOGIN, or AUTHENTICATE with PLAIN or a mechanism for tokens.
//!
//! A token goes by AUTHENTICATE alone, over whatever `connect` found safe.

use super::{Session, is_quotable, until_tagged};
use crate::error::{Error, Kind};
use crate::mail::imap::response::{Condition, Status};
use crate::mail::imap::wire::Fault;
use crate::mail::imap::{ImapSettings, base64, connect};
use crate::mail::login::{Credential, Failed};
use crate::mail::sasl::{self, Identity, Mechanism};
use crate::mail::secret::Secret;

use super::Part;

/// How a login ended, and what the server gave as the reason before.
struct Answer {
    status: Status,
    reason: Option<String>,
}

/// Connects and logs in with that.
pub fn log_in(settings: &ImapSettings, credential: Credential<'_>) -> Result<Session, Failed> {
    let (wire, offered) = connect::connect(settings).map_err(Failed::Other)?;
    let known = offered.is_some();
    let mut session =
        Session { wire, capabilities: offered.unwrap_or_default(), tags: 0, resync: None };
    let fault = |fault: Fault| {
        let error = fault.error("log in to", &settings.host);
        Failed::Other(Error { message: credential.secret().hide_in(&error.message), ..error })
    };
    // What the server offered before TLS is forgotten: anyone may have said it.
    if !known {
        session.ask_capabilities().map_err(fault)?;
    }
    let answer = match credential {
        Credential::Password(secret) => session.by_password(settings, secret).map_err(fault)?,
        Credential::Token(token) => {
            let mechanism = Mechanism::choose(|name| session.can(&format!("AUTH={name}")));
            let Some(mechanism) = mechanism else { return Err(session.no_mechanism(settings)) };
            session.by_token(settings, mechanism, token).map_err(fault)?
        }
    };
    if answer.status.condition != Condition::Ok {
        return Err(refused(settings, credential, answer));
    }
    match answer.status.capabilities() {
        Some(list) => session.capabilities = list,
        None => session.ask_capabilities().map_err(fault)?,
    }
    Ok(session)
}

impl Session {
    /// LOGIN, or AUTHENTICATE PLAIN (RFC 4616) where LOGIN is switched off or cannot carry the
    /// words.
    fn by_password(&mut self, settings: &ImapSettings, secret: &Secret) -> Result<Answer, Fault> {
        let (user, secret) = (settings.user.as_str(), secret.reveal());
        let quotable = is_quotable(user.as_bytes()) && is_quotable(secret.as_bytes());
        if self.can("AUTH=PLAIN") && (self.can("LOGINDISABLED") || !quotable) {
            // RFC 4616 §2.
            let response = base64::encode(format!("\0{user}\0{secret}").as_bytes());
            return self.authenticate("PLAIN", &response, "*");
        }
        if self.can("LOGINDISABLED") {
            let text = "the server allows no login with a password here".to_owned();
            let status = Status { condition: Condition::No, code: String::new(), text };
            return Ok(Answer { status, reason: None });
        }
        let parts = [
            Part::Words("LOGIN "),
            Part::Text(user.as_bytes()),
            Part::Words(" "),
            Part::Text(secret.as_bytes()),
        ];
        Ok(Answer { status: self.run(&parts, |_| ())?, reason: None })
    }

    fn by_token(
        &mut self,
        settings: &ImapSettings,
        mechanism: Mechanism,
        token: &Secret,
    ) -> Result<Answer, Fault> {
        let ImapSettings { user, host, port, .. } = settings;
        let response = mechanism.response(Identity { user, host, port: *port }, token);
        self.authenticate(mechanism.name(), &response, mechanism.after_error())
    }

    /// A mechanism of one message. What the server asks for after it can only be a reason, to which
    /// `after_error` is the answer.
    fn authenticate(
        &mut self,
        mechanism: &str,
        response: &str,
        after_error: &str,
    ) -> Result<Answer, Fault> {
        let words = format!("AUTHENTICATE {mechanism}");
        // RFC 4959: with SASL-IR the response goes along; else the server asks for it.
        let tag = if self.can("SASL-IR") {
            self.send(&[Part::Words(&words), Part::Words(" "), Part::Words(response)])?
        } else {
            let tag = self.send(&[Part::Words(&words)])?;
            if let Err(status) = until_tagged(&mut self.wire, tag)? {
                return Ok(Answer { status, reason: None });
            }
            self.wire.send(format!("{response}\r\n").as_bytes())?;
            tag
        };
        let challenge = match until_tagged(&mut self.wire, tag)? {
            Err(status) => return Ok(Answer { status, reason: None }),
            Ok(challenge) => challenge,
        };
        self.wire.send(format!("{after_error}\r\n").as_bytes())?;
        match until_tagged(&mut self.wire, tag)? {
            Err(status) => Ok(Answer { status, reason: sasl::reason(&challenge) }),
            Ok(_) => Err(Fault::Protocol("the server asks on after the login".to_owned())),
        }
    }

    fn no_mechanism(&self, settings: &ImapSettings) -> Failed {
        let offers = self.capabilities.iter().filter_map(|word| word.strip_prefix("AUTH="));
        Failed::Other(sasl::no_mechanism(&settings.host, &settings.user, offers))
    }
}

fn refused(settings: &ImapSettings, credential: Credential<'_>, answer: Answer) -> Failed {
    let Answer { mut status, reason } = answer;
    // Some servers repeat what they were told. Hidden before it is cut, or half of it would be known
    // no more.
    let hide = |text: &str| credential.secret().hide_in(text);
    (status.text, status.code) = (hide(&status.text), hide(&status.code));
    let reason = reason.map(|reason| sasl::bounded(&hide(&reason)));
    let (host, user, said) = (&settings.host, &settings.user, status.quote());
    let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
    let (what, hint) = match credential {
        Credential::Password(_) => {
            ("", "check password-command in the config, then run: baton doctor")
        }
        Credential::Token(_) => ("the token was refused: ", sasl::REFUSED_BY_IMAP),
    };
    let message =
        format!("cannot log in to {host} as {user}: {what}the server said \"{said}\"{reason}");
    let kind = if status.is_passing() { Kind::Temporary } else { Kind::Login };
    Failed::Refused(Error::new(kind, message).hint(hint))
}
