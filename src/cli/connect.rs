//! From the config to connections: the one place that fetches passwords, and says how tokens are had.

use crate::config::{self, Inbox, MailOut, SecretFrom, Server, Source as Configured, Via};
use crate::error::Error;
use crate::mail::imap::{Imap, ImapSettings};
use crate::mail::login::{Login, TokenCommand};
use crate::mail::maildir::Maildir;
use crate::mail::mbox::Mbox;
use crate::mail::net::Tls;
use crate::mail::out::{Out, SENDMAIL_TIMEOUT, Sendmail, Smtp};
use crate::mail::secret::Secret;
use crate::mail::source::Source;
use std::time::Duration;

/// How long a command for a password or a token may take.
const SECRET_TIMEOUT: Duration = Duration::from_secs(60);

/// How many messages are read at once: enough to be fast, few enough to hold.
const BATCH: u32 = 2000;

/// The mail source of an inbox, connected and logged in.
pub fn source(inbox: &Inbox) -> Result<Source, Error> {
    match &inbox.source {
        Configured::Imap(imap) => {
            let server = &imap.server;
            let settings = ImapSettings {
                host: server.host.clone(),
                port: server.port,
                tls: tls(server.tls),
                user: server.user.clone().unwrap_or_else(|| inbox.address.clone()),
                login: login(server)?.unwrap_or_else(|| Login::Password(Secret::new(""))),
                ca_file: server.ca_file.clone(),
                mailboxes: imap.mailboxes.clone(),
                sent: imap.sent.clone(),
                connect_timeout: server.connect_timeout,
                read_timeout: server.read_timeout,
                batch: BATCH,
            };
            Ok(Source::Imap(Box::new(Imap::open(settings)?)))
        }
        Configured::Maildir { path, sent } => {
            Maildir::open(path, sent.as_deref()).map(Source::Maildir)
        }
        Configured::Mbox { path, sent } => Mbox::open(path, sent.as_deref()).map(Source::Mbox),
    }
}

/// How mail goes out.
pub fn out(mail_out: &MailOut) -> Result<Out, Error> {
    match &mail_out.via {
        Via::Smtp(server) => Ok(Out::Smtp(Smtp {
            host: server.host.clone(),
            port: server.port,
            tls: tls(server.tls),
            user: server.user.clone(),
            login: login(server)?,
            ca_file: server.ca_file.clone(),
            connect_timeout: server.connect_timeout,
            read_timeout: server.read_timeout,
        })),
        Via::Sendmail(command) => {
            let search = crate::env::search_path();
            Ok(Out::Sendmail(Sendmail {
                command: command.clone(),
                search,
                timeout: SENDMAIL_TIMEOUT,
            }))
        }
    }
}

fn tls(tls: config::Tls) -> Tls {
    match tls {
        config::Tls::Implicit => Tls::Implicit,
        config::Tls::StartTls => Tls::StartTls,
        config::Tls::None => Tls::None,
    }
}

fn login(server: &Server) -> Result<Option<Login>, Error> {
    Ok(match &server.secret {
        None => None,
        Some(SecretFrom::Command(argv)) => {
            Some(Login::Password(Secret::from_command("a password", argv, SECRET_TIMEOUT)?))
        }
        Some(SecretFrom::File(path)) => Some(Login::Password(Secret::from_file(path)?)),
        Some(SecretFrom::Token(argv)) => {
            Some(Login::Token(TokenCommand { argv: argv.clone(), timeout: SECRET_TIMEOUT }))
        }
    })
}
