//! From a host name to a stream on which it is safe to say a password.
//!
//! STARTTLS is done by hand: nothing a server says before TLS is believed, and bytes that came in
//! one packet with its answer end the connection (RFC 3501 §6.2.1; CVE-2011-0411,
//! <https://nostarttls.secvuln.info>).

use super::ImapSettings;
use super::response::{Condition, Response, Status, parse};
use super::wire::{Fault, Wire};
use crate::error::Error;
use crate::mail::net::{self, Patience, Stream, Timed, Tls};
use crate::mail::tls;
use std::io::{Read, Write};

/// A command as a whole may take so many times the time that one read may: headers by the hundred
/// come slowly.
const PATIENCE: u32 = 10;

/// Connects, reads the greeting, and starts TLS as the settings demand. With it comes what the server says it can do,
/// if it said so where it can be believed: not before TLS has begun.
pub fn connect(settings: &ImapSettings) -> Result<(Wire<Stream>, Option<Vec<String>>), Error> {
    let host = net::bare(&settings.host);
    net::check_plain(settings.tls, host, "IMAP")?;
    let authorities = tls::authorities(settings.ca_file.as_deref())?;
    let secure = |stream: Stream| -> Result<Wire<Stream>, Error> {
        let stream = stream.secure(host, &authorities).map_err(|why| {
            Error::temporary(format!("cannot start TLS with {host}: {why}"))
                .hint("check host, port and tls; if its certificate is your own, name its authority as ca-file")
        })?;
        Ok(Wire::new(stream))
    };
    let stream = open(settings)?;
    let mut wire = match settings.tls {
        Tls::Implicit => secure(stream)?,
        Tls::StartTls | Tls::None => Wire::new(stream),
    };
    wire.stream().renew();
    if settings.tls == Tls::StartTls {
        greeting(&mut wire).and_then(|_| start_tls(&mut wire)).map_err(|fault| {
            fault
                .error("start TLS with", host)
                .hint("nothing was sent; try tls = \"implicit\" with port 993")
        })?;
        return secure(wire.into_stream()).map(|wire| (wire, None));
    }
    let greeting = greeting(&mut wire).map_err(|fault| fault.error("connect to", host))?;
    Ok((wire, greeting.capabilities()))
}

fn open(settings: &ImapSettings) -> Result<Stream, Error> {
    let (host, port) = (net::bare(&settings.host), settings.port);
    let patience = Patience {
        connect: settings.connect_timeout,
        bytes: settings.read_timeout,
        step: settings.read_timeout.saturating_mul(PATIENCE),
    };
    Timed::connect(host, port, patience).map(Stream::Plain).map_err(|error| {
        Error::temporary(format!("cannot connect to {host} port {port}: {error}"))
            .hint("check host and port in the config, then run: baton doctor")
    })
}

/// RFC 3501 §7.1: only `* OK`. PREAUTH would have us speak to who knows whom (CVE-2021-39272).
fn greeting<S: Read + Write>(wire: &mut Wire<S>) -> Result<Status, Fault> {
    match parse(wire.read()?) {
        Response::Untagged(status) => match status.condition {
            Condition::Ok => Ok(status),
            Condition::Bye => Err(Fault::Bye(status.quote())),
            Condition::Preauth => {
                Err(Fault::Protocol("the greeting says PREAUTH, as if we had logged in".into()))
            }
            _ => Err(Fault::Protocol(format!("the greeting says \"{}\"", status.quote()))),
        },
        _ => Err(Fault::Protocol("the greeting is not that of an IMAP server".into())),
    }
}

fn start_tls<S: Read + Write>(wire: &mut Wire<S>) -> Result<(), Fault> {
    if !wire.is_drained() {
        return Err(Fault::Protocol("the server said more than its greeting before TLS".into()));
    }
    wire.send(b"T0 STARTTLS\r\n")?;
    let accepted = loop {
        match parse(wire.read()?) {
            Response::Tagged(b"T0", status) => break status,
            Response::Untagged(status) if status.condition == Condition::Bye => {
                return Err(Fault::Bye(status.quote()));
            }
            Response::Untagged(_) | Response::Capability(_) => {}
            _ => return Err(Fault::Protocol("unexpected words before TLS".into())),
        }
    };
    if accepted.condition != Condition::Ok {
        return Err(Fault::Protocol(format!(
            "the server refused STARTTLS: \"{}\"",
            accepted.quote()
        )));
    }
    if !wire.is_drained() {
        return Err(Fault::Protocol(
            "the server said more after its OK to STARTTLS and before TLS".into(),
        ));
    }
    Ok(())
}
