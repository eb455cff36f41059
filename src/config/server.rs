//! The keys that a mail server has in `[inbox.imap]` and `[mail-out.smtp]` alike.

use super::section::Section;
use super::{SecretFrom, Server, Tls, value};
use crate::error::Error;

/// Reads a server. `user` logs in if the section names nobody; `ports` says which port goes with which TLS.
pub(super) fn server(
    section: &Section<'_>,
    user: Option<&str>,
    ports: fn(Tls) -> u16,
) -> Result<Server, Error> {
    let host = section.required("host", value::host)?;
    let port = section.port("port")?;
    let tls = section.text("tls", value::tls)?.unwrap_or(usual_tls(port));
    if tls == Tls::None && !value::is_loopback(&host) {
        let why = "mail and password would cross the network in the clear; none is for localhost, 127.0.0.1 and ::1";
        return Err(section.refuse("tls", why));
    }
    let user = section.text("user", value::any)?.or(user.map(str::to_owned));
    Ok(Server {
        port: port.unwrap_or(ports(tls)),
        tls,
        secret: secret(section, user.is_some())?,
        user,
        ca_file: section.text("ca-file", |path| section.file.resolve(path))?,
        connect_timeout: section.required("connect-timeout", value::timeout)?,
        read_timeout: section.required("read-timeout", value::timeout)?,
        host,
    })
}

/// IMAP's ports (RFC 8314 §3.2).
pub(super) fn imap_port(tls: Tls) -> u16 {
    if tls == Tls::Implicit { 993 } else { 143 }
}

/// SMTP's ports: submission (RFC 8314 §3.3), and the plain one for a mail server on this machine.
pub(super) fn smtp_port(tls: Tls) -> u16 {
    match tls {
        Tls::Implicit => 465,
        Tls::StartTls => 587,
        Tls::None => 25,
    }
}

/// What the ports that begin in the clear need; both are safe, but the wrong one only times out.
fn usual_tls(port: Option<u16>) -> Tls {
    match port {
        Some(143 | 587 | 25) => Tls::StartTls,
        _ => Tls::Implicit,
    }
}

/// One of the three keys exactly when somebody logs in.
fn secret(section: &Section<'_>, login: bool) -> Result<Option<SecretFrom>, Error> {
    const ONE_OF: &str = "have one of password-command, password-file, oauth2-token-command";
    let file = section.text("password-file", |path| section.file.resolve(path))?;
    let mut given = [
        ("password-command", section.argv("password-command")?.map(SecretFrom::Command)),
        ("password-file", file.map(SecretFrom::File)),
        ("oauth2-token-command", section.argv("oauth2-token-command")?.map(SecretFrom::Token)),
    ]
    .into_iter()
    .filter_map(|(key, from)| Some((key, from?)));
    let name = section.name;
    match (given.next(), given.next()) {
        (Some((first, _)), Some((second, _))) => Err(section
            .error_at(second, format_args!("{second} beside {first} in {name}"))
            .hint(ONE_OF)),
        (Some((key, _)), None) if !login => Err(section
            .error_at(key, format_args!("{key} without user in {name}"))
            .hint("add: user = \"…\"")),
        (Some((_, from)), None) => Ok(Some(from)),
        (None, _) if login => Err(section
            .error(format_args!("{name} names a user, but not how to log in"))
            .hint(ONE_OF)),
        (None, _) => Ok(None),
    }
}
