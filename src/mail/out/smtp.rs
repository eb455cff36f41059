//! Mail out by SMTP submission (RFC 5321, RFC 6409), step by step: which step failed says whether
//! the mail went.

use super::{Outcome, SendError, Smtp};
use crate::error::Error;
use crate::mail::imap::base64;
use crate::mail::net::{self, Tls};
use crate::mail::secret::Secret;
use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use std::error::Error as _;
use std::io;
use std::sync::mpsc;
use std::thread;

/// More of a server's text than this is not shown.
const MAX_TEXT: usize = 200;
/// RFC 4954 §6: the login is wrong, not the mail.
const LOGIN_CODES: [&str; 4] = ["530", "534", "535", "538"];

/// What went wrong, as lettre says it or as we do.
enum Trouble {
    Smtp(SmtpError),
    Own(&'static str),
}

pub fn send(smtp: &Smtp, from: Address, to: &Address, raw: &[u8]) -> Result<(), SendError> {
    let error = |(outcome, trouble): (Outcome, Trouble)| {
        let why = match trouble {
            Trouble::Smtp(error) => why(smtp, &error),
            Trouble::Own(why) => why.to_owned(),
        };
        let message = format!("cannot send mail to {to} by {}: {why}", smtp.host);
        let hint = "run it again; baton doctor tells more";
        SendError::new(outcome, Error::temporary(message).hint(hint))
    };
    let mut connection = open(smtp).map_err(|error| SendError::new(Outcome::NotSent, error))?;
    announce(&mut connection, from, to, raw.is_ascii()).map_err(error)?;
    // lettre adds the CRLF before the final dot.
    let body = raw.strip_suffix(b"\r\n").unwrap_or(raw);
    let accepted = connection.message(body).map_err(|trouble| error(late(trouble)))?;
    if !accepted.has_code(250) {
        let unclear = Trouble::Own("its answer to the mail was not understood");
        return Err(error((Outcome::Unknown, unclear)));
    }
    connection.abort();
    Ok(())
}

/// MAIL, RCPT and DATA.
fn announce(
    connection: &mut SmtpConnection,
    from: Address,
    to: &Address,
    is_ascii: bool,
) -> Result<(), (Outcome, Trouble)> {
    let mut options = Vec::new();
    if !is_ascii {
        if !connection.server_info().supports_feature(Extension::EightBitMime) {
            let why = "the mail is not ASCII, and the server takes no other";
            return Err((Outcome::Rejected, Trouble::Own(why)));
        }
        options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    connection.command(Mail::new(Some(from), options)).map_err(early)?;
    connection.command(Rcpt::new(to.clone(), Vec::new())).map_err(early)?;
    let ready = connection.command(Data).map_err(early)?;
    // Any other "yes" here answers an earlier command: someone put words between ours and theirs.
    if !ready.has_code(354) {
        return Err((Outcome::NotSent, Trouble::Own("the server is out of step")));
    }
    Ok(())
}

/// Before the mail itself nothing can have been accepted, and only a final "no" is final.
fn early(error: SmtpError) -> (Outcome, Trouble) {
    let code = error.status().map(|code| code.to_string()).unwrap_or_default();
    let is_final = error.is_permanent() && !LOGIN_CODES.contains(&code.as_str());
    (if is_final { Outcome::Rejected } else { Outcome::NotSent }, Trouble::Smtp(error))
}

/// Without an answer, the last dot may have arrived all the same (RFC 1047).
fn late(error: SmtpError) -> (Outcome, Trouble) {
    let outcome = match (error.is_permanent(), error.is_transient()) {
        (true, _) => Outcome::Rejected,
        (_, true) => Outcome::NotSent,
        _ => Outcome::Unknown,
    };
    (outcome, Trouble::Smtp(error))
}

pub fn check(smtp: &Smtp) -> Result<String, Error> {
    let mut connection = open(smtp)?;
    connection.abort();
    let tls = if smtp.tls == Tls::None { "without TLS" } else { "with TLS" };
    let login = smtp
        .user
        .as_ref()
        .map_or("without login".to_owned(), |user| format!("logged in as {user}"));
    Ok(format!("{} port {} {tls}, {login}", smtp.host, smtp.port))
}

/// Connects, starts TLS and logs in.
fn open(smtp: &Smtp) -> Result<SmtpConnection, Error> {
    net::check_plain(smtp.tls, &smtp.host, "SMTP")?;
    let tls = tls(smtp)?;
    // lettre 0.11 sets no timeout for the TLS handshake, and none at all on the whole: the thread
    // is left behind if the server is silent, and ends with the process or the connection.
    let patience = smtp.connect_timeout.saturating_add(smtp.read_timeout.saturating_mul(4));
    let (sender, receiver) = mpsc::channel();
    let theirs = smtp.clone();
    // The receiver may have given up.
    thread::spawn(move || drop(sender.send(login(&theirs, tls.as_ref()))));
    let opened = receiver
        .recv_timeout(patience)
        .map_err(|_| refused(smtp, "connect to", "the server did not answer in time"))?;
    opened.map_err(|(doing, error)| refused(smtp, doing, &why(smtp, &error)))
}

/// The connection, or what was tried and failed.
fn login(
    smtp: &Smtp,
    tls: Option<&TlsParameters>,
) -> Result<SmtpConnection, (&'static str, SmtpError)> {
    let name = ClientId::default();
    let implicit = tls.filter(|_| smtp.tls == Tls::Implicit);
    let address = (net::bare(&smtp.host), smtp.port);
    let mut connection =
        SmtpConnection::connect(address, Some(smtp.connect_timeout), &name, implicit, None)
            .map_err(|error| ("connect to", error))?;
    // A stream that does not take the time-out keeps the one it has.
    let _ = connection.set_timeout(Some(smtp.read_timeout));
    if let (Tls::StartTls, Some(tls)) = (smtp.tls, tls) {
        connection.starttls(tls, &name).map_err(|error| ("start TLS with", error))?;
    }
    if let (Some(user), Some(secret)) = (&smtp.user, &smtp.secret) {
        let credentials = Credentials::new(user.clone(), secret.reveal().to_owned());
        let mechanisms = [Mechanism::Plain, Mechanism::Login];
        connection.auth(&mechanisms, &credentials).map_err(|error| ("log in to", error))?;
    }
    Ok(connection)
}

fn tls(smtp: &Smtp) -> Result<Option<TlsParameters>, Error> {
    if smtp.tls == Tls::None {
        return Ok(None);
    }
    let cannot =
        |error: String| Error::temporary(format!("cannot use TLS with {}: {error}", smtp.host));
    let mut builder = TlsParameters::builder(net::bare(&smtp.host).to_owned());
    for authority in net::authorities(smtp.ca_file.as_deref())? {
        let der = authority.to_der().map_err(|error| cannot(error.to_string()))?;
        let authority = Certificate::from_der(der).map_err(|error| cannot(error.to_string()))?;
        builder = builder.add_root_certificate(authority);
    }
    builder.build_native().map(Some).map_err(|error| cannot(error.to_string()))
}

fn refused(smtp: &Smtp, doing: &str, why: &str) -> Error {
    let who = match (&smtp.user, doing) {
        (Some(user), "log in to") => format!(" as {user}"),
        _ => String::new(),
    };
    let hint = match doing {
        "log in to" => {
            "check password-command under [mail-out.smtp] in the config, then run: baton doctor"
        }
        "start TLS with" => "nothing was sent; try tls = \"implicit\" with port 465",
        _ => {
            "check host, port, tls and ca-file under [mail-out.smtp] in the config, then run: baton doctor"
        }
    };
    Error::temporary(format!("cannot {doing} {}{who}: {why}", smtp.host)).hint(hint)
}

/// What the server said, or what went wrong instead; without the password, should a server repeat
/// it.
fn why(smtp: &Smtp, error: &SmtpError) -> String {
    let io =
        error.source().and_then(|source| source.downcast_ref::<io::Error>()).map(io::Error::kind);
    if matches!(io, Some(io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)) {
        return "the server did not answer in time".to_owned();
    }
    let cause = error.source().map(ToString::to_string).unwrap_or_else(|| error.to_string());
    let cause = net::plainly(cause.trim());
    let mut text = match error.status() {
        Some(code) => format!("the server said \"{code} {cause}\""),
        None => cause,
    };
    let secret = smtp.secret.as_ref().map(Secret::reveal).filter(|secret| !secret.is_empty());
    if let (Some(secret), Some(user)) = (secret, &smtp.user) {
        let plain = base64::encode(format!("\0{user}\0{secret}").as_bytes());
        text = text.replace(secret, "…").replace(&plain, "…");
        text = text.replace(&base64::encode(secret.as_bytes()), "…");
    }
    text.chars().take(MAX_TEXT).collect()
}
