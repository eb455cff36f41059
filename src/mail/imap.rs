//! An IMAP4rev1 account as a source of mail (RFC 3501), read only.

mod account;
pub(crate) mod base64;
mod connect;
mod fetch;
mod idle;
mod names;
mod response;
mod scan;
mod session;
mod texts;
mod uids;
mod wire;

pub use account::Imap;

use super::login::Login;
use super::net::Tls;
use std::path::PathBuf;
use std::time::Duration;

/// `[inbox.imap]` of the config.
#[derive(Clone, Debug)]
pub struct ImapSettings {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub user: String,
    pub login: Login,
    /// Trusted besides the authorities of the system.
    pub ca_file: Option<PathBuf>,
    /// The mailboxes to read, as people write their names.
    pub mailboxes: Vec<String>,
    /// Where sent mail lies; empty to find it.
    pub sent: Vec<String>,
    pub connect_timeout: Duration,
    pub read_timeout: Duration,
    /// How many messages to fetch at a time.
    pub batch: u32,
}

#[cfg(test)]
mod tests;
