//! Mail out by SMTP submission (RFC 5321, RFC 6409), step by step: which step failed says whether
//! the mail went.

use super::dialogue::{Dialogue, Fault};
use super::{Outcome, SendError, Smtp};
use crate::error::Error;
use crate::mail::login::{Credential, Failed};
use crate::mail::net::{self, Patience, Stream, Timed, Tls};
use crate::mail::sasl::{self, Identity, Mechanism};
use crate::mail::secret::Secret;
use crate::mail::tls;
use lettre::Address;

/// More of a server's text than this is not shown.
const MAX_TEXT: usize = 200;
const CHECK_PASSWORD: &str =
    "check password-command under [mail-out.smtp] in the config, then run: baton doctor";
const CHECK_SERVER: &str = "check host, port, tls and ca-file under [mail-out.smtp] in the config, \
    then run: baton doctor";
/// RFC 4954 §6: the login is wrong, not the mail.
const LOGIN_CODES: [u16; 4] = [530, 534, 535, 538];

pub fn send(smtp: &Smtp, from: &Address, to: &Address, raw: &[u8]) -> Result<(), SendError> {
    let (mut dialogue, secret) =
        open(smtp).map_err(|error| SendError::new(Outcome::NotSent, error))?;
    let error = |(outcome, fault): (Outcome, Fault)| {
        let why = bounded(&secret.hide_in(&fault.why()));
        let message = format!("cannot send mail to {to} by {}: {why}", smtp.host);
        let hint = "run it again; baton doctor tells more";
        SendError::new(outcome, Error::temporary(message).hint(hint))
    };
    announce(&mut dialogue, from, to, raw.is_ascii()).map_err(error)?;
    dialogue.lines(raw).map_err(|fault| error(early(fault)))?;
    dialogue.end().and_then(|reply| reply.expect(250)).map_err(|fault| error(late(fault)))?;
    dialogue.quit();
    Ok(())
}

/// MAIL, RCPT and DATA.
fn announce(
    dialogue: &mut Dialogue,
    from: &Address,
    to: &Address,
    is_ascii: bool,
) -> Result<(), (Outcome, Fault)> {
    let refuse = |why: &str| Err((Outcome::Rejected, Fault::Protocol(why.to_owned())));
    let mut mail = format!("MAIL FROM:<{from}>");
    if !is_ascii {
        if !dialogue.offers("8BITMIME") {
            return refuse("the mail is not ASCII, and the server takes no other");
        }
        mail += " BODY=8BITMIME";
    }
    if ![from, to].iter().all(|address| AsRef::<str>::as_ref(address).is_ascii()) {
        if !dialogue.offers("SMTPUTF8") {
            return refuse("an address is not ASCII, and the server takes no other (no SMTPUTF8)");
        }
        mail += " SMTPUTF8";
    }
    // RFC 5321 §4.3.2: 251 is a yes too. Any other "yes" to DATA answers an earlier command.
    said_yes(dialogue, &mail).map_err(early)?;
    said_yes(dialogue, &format!("RCPT TO:<{to}>")).map_err(early)?;
    let ready = dialogue.command("DATA").map_err(early)?;
    match ready.code {
        200..=299 => Err((Outcome::NotSent, Fault::Protocol("the server is out of step".into()))),
        _ => ready.expect(354).map(drop).map_err(early),
    }
}

fn said_yes(dialogue: &mut Dialogue, line: &str) -> Result<(), Fault> {
    let reply = dialogue.command(line)?;
    if reply.code < 300 { Ok(()) } else { Err(Fault::Said(reply)) }
}

/// Before the last dot nothing can have been accepted, and only a final "no" is final.
fn early(fault: Fault) -> (Outcome, Fault) {
    let code = fault.code().filter(|code| *code >= 500 && !LOGIN_CODES.contains(code));
    (if code.is_some() { Outcome::Rejected } else { Outcome::NotSent }, fault)
}

/// Without an answer, the last dot may have arrived all the same (RFC 1047).
fn late(fault: Fault) -> (Outcome, Fault) {
    match fault.code() {
        Some(500..) => (Outcome::Rejected, fault),
        Some(400..=499) => (Outcome::NotSent, fault),
        Some(_) => {
            let unclear = "its answer to the mail was not understood";
            (Outcome::Unknown, Fault::Protocol(unclear.into()))
        }
        None => (Outcome::Unknown, fault),
    }
}

pub fn check(smtp: &Smtp) -> Result<String, Error> {
    open(smtp)?.0.quit();
    let tls = if smtp.tls == Tls::None { "without TLS" } else { "with TLS" };
    let login = smtp
        .user
        .as_ref()
        .map_or("without login".to_owned(), |user| format!("logged in as {user}"));
    Ok(format!("{} port {} {tls}, {login}", smtp.host, smtp.port))
}

/// Connects, starts TLS and logs in, twice where a token is refused; and what the server may repeat
/// and nobody is to read.
fn open(smtp: &Smtp) -> Result<(Dialogue, Secret), Error> {
    match (&smtp.user, &smtp.login) {
        (Some(user), Some(login)) => login.attempt(|credential| {
            let mut dialogue = connect(smtp).map_err(Failed::Other)?;
            log_in(&mut dialogue, smtp, user, credential)?;
            Ok((dialogue, credential.secret().clone()))
        }),
        _ => Ok((connect(smtp)?, Secret::new(""))),
    }
}

fn connect(smtp: &Smtp) -> Result<Dialogue, Error> {
    net::check_plain(smtp.tls, &smtp.host, "SMTP")?;
    let trusted = match smtp.tls {
        Tls::None => Vec::new(),
        Tls::Implicit | Tls::StartTls => tls::authorities(smtp.ca_file.as_deref())?,
    };
    let failed = |doing| {
        move |fault: Fault| {
            let hint = match doing {
                "start TLS with" => "nothing was sent; try tls = \"implicit\" with port 465",
                _ => CHECK_SERVER,
            };
            let why = bounded(&fault.why());
            Error::temporary(format!("cannot {doing} {}: {why}", smtp.host)).hint(hint)
        }
    };
    let (connect, read) = (smtp.connect_timeout, smtp.read_timeout);
    let timed =
        Timed::connect(&smtp.host, smtp.port, Patience { connect, bytes: read, step: read });
    let mut stream = timed.map(Stream::Plain).map_err(Fault::Io).map_err(failed("connect to"))?;
    if smtp.tls == Tls::Implicit {
        stream = stream
            .secure(&smtp.host, &trusted)
            .map_err(Fault::Tls)
            .map_err(failed("connect to"))?;
    }
    let dialogue = Dialogue::begin(stream).map_err(failed("connect to"))?;
    match smtp.tls {
        Tls::StartTls => dialogue.start_tls(&smtp.host, &trusted).map_err(failed("start TLS with")),
        Tls::Implicit | Tls::None => Ok(dialogue),
    }
}

/// The caller has seen to it that nobody else hears this.
fn log_in(
    dialogue: &mut Dialogue,
    smtp: &Smtp,
    user: &str,
    credential: Credential<'_>,
) -> Result<(), Failed> {
    let host = &smtp.host;
    let (done, what, hint) = match credential {
        Credential::Password(secret) => {
            (dialogue.log_in(user, secret.reveal()), "", CHECK_PASSWORD)
        }
        Credential::Token(token) => {
            let by = Mechanism::choose(|name| dialogue.mechanisms().any(|word| word == name))
                .ok_or_else(|| sasl::no_mechanism(host, user, dialogue.mechanisms()))
                .map_err(Failed::Other)?;
            let response = by.response(Identity { user, host, port: smtp.port }, token);
            let done = dialogue.log_in_by(by.name(), &response, by.after_error());
            (done, "the token was refused: ", sasl::REFUSED_BY_SMTP)
        }
    };
    let Err(fault) = done else { return Ok(()) };
    // Hidden before it is cut, or half of it would be known no more.
    let why = bounded(&credential.secret().hide_in(&fault.why()));
    let said = fault.code().is_some();
    let what = if said { what } else { "" };
    let error = Error::temporary(format!("cannot log in to {host} as {user}: {what}{why}"));
    let failed = if said { Failed::Refused } else { Failed::Other };
    Err(failed(error.hint(hint)))
}

/// What is worth reading of it.
fn bounded(text: &str) -> String {
    text.chars().take(MAX_TEXT).collect()
}
