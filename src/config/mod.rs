//! config.toml as typed values. Whatever is wrong in it is an [`Error`] that names file, line, key and the nearest right key.
//!
//! Reading goes in two passes over one parsed document: `unknown` refuses every key that `reference` does not list,
//! then `parse` reads each section through `section`, which takes defaults from `reference` too. So a key, its
//! default, its text in the commented file and in baton-config(5) are written once. Nothing here opens a mailbox or
//! runs a command, and no secret is ever a value: only where to get it.

mod calendar;
mod commented;
mod file;
mod holidays;
mod kept;
mod man;
mod parse;
pub mod reference;
mod section;
mod server;
#[cfg(test)]
mod tests;
mod unknown;
mod value;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDate;

use crate::domain::calendar::Calendar;
use crate::domain::priority::Priority;
use crate::domain::rota::Handover;
use crate::domain::span::Span;
use crate::domain::tag::Tag;
use crate::error::Error;

pub use calendar::zone as time_zone;
pub use commented::{InitMailOut, InitServer, InitSource, InitValues, InitVia, commented};
pub use man::man_page_roff;
pub use value::address as mail_address;

/// What config.toml says, checked, with every default filled in.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file it was read from.
    pub path: PathBuf,
    /// What stands in it.
    text: String,
    pub inboxes: Vec<Inbox>,
    /// How the review is sent; `None` when there is no `[mail-out]`.
    pub mail_out: Option<MailOut>,
    pub calendar: Calendar,
    pub review: Review,
    /// In the order of the file.
    pub slas: Vec<Sla>,
    /// The levels of escalation, from the first on.
    pub levels: Vec<Level>,
    /// Who is on duty; the first that has anybody counts.
    pub rotas: Vec<Rota>,
    /// Headings of each template for notes, by its name.
    pub note_templates: BTreeMap<String, Vec<String>>,
    /// Where every command runs, if not here.
    pub remote: Option<Remote>,
}

impl Config {
    /// Reads the file at `path`. `home` is what `~/` stands for.
    pub fn load(path: &Path, home: Option<&Path>) -> Result<Config, Error> {
        Config::parse(&file::read(path)?, path, home)
    }

    /// Reads `text` as if it stood in the file at `path`: how `init` checks what it is about to write.
    pub fn parse(text: &str, path: &Path, home: Option<&Path>) -> Result<Config, Error> {
        parse::config(&file::File { path, text, home })
    }
}

/// The host that keeps the ledger, for a member without access to its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    /// As ssh(1) takes it: `baton@host` or `ssh://baton@host:2222`. Never anything that ssh could take for an option.
    pub destination: String,
    /// ssh, or another program that takes its arguments, and arguments before those of baton.
    pub shell: Vec<String>,
}

/// A shared address and where its mail lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbox {
    /// Unique, whatever the case.
    pub name: String,
    /// In lower case, as all addresses here but `MailOut::from`.
    pub address: String,
    pub aliases: Vec<String>,
    /// List-Ids that are this inbox itself, in lower case, without `<>`.
    pub own_lists: Vec<String>,
    /// Senders whose Reply-To is the customer.
    pub contact_form: Vec<String>,
    /// Threads older than this come in closed at the first sync; `None` when none do (`"all"`).
    pub history: Option<Span>,
    pub source: Source,
}

/// Where the mail of an inbox lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Imap(Imap),
    Maildir { path: PathBuf, sent: Option<PathBuf> },
    Mbox { path: PathBuf, sent: Option<PathBuf> },
}

/// An IMAP account. Its server always has a `user` and a `secret`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imap {
    pub server: Server,
    /// At least one, each once.
    pub mailboxes: Vec<String>,
    /// Empty: the one the server marks as \Sent (RFC 6154).
    pub sent: Vec<String>,
}

/// How to reach a mail server and log in to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// A host name or an IP address (IPv6 without brackets).
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// `None`: no login (SMTP alone). There is a `secret` exactly when there is a `user`.
    pub user: Option<String>,
    pub secret: Option<SecretFrom>,
    /// A PEM file of certificates trusted in addition to the system's.
    pub ca_file: Option<PathBuf>,
    pub connect_timeout: Duration,
    pub read_timeout: Duration,
}

/// How the connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// TLS from the first byte.
    Implicit,
    /// In the clear until STARTTLS, and no further without it.
    StartTls,
    /// In the clear: only ever with a loopback host.
    None,
}

impl Tls {
    pub const WORDS: [&str; 3] = ["implicit", "starttls", "none"];
}

impl std::str::FromStr for Tls {
    type Err = String;

    fn from_str(text: &str) -> Result<Tls, String> {
        match text {
            "implicit" => Ok(Tls::Implicit),
            "starttls" => Ok(Tls::StartTls),
            "none" => Ok(Tls::None),
            _ => Err(format!("\"{text}\" is no kind of TLS: implicit, starttls or none")),
        }
    }
}

/// Where a secret comes from: the first line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretFrom {
    /// The output of this program and its arguments, run without a shell.
    Command(Vec<String>),
    File(PathBuf),
    /// The same as `Command`, but it prints an OAuth 2.0 access token.
    Token(Vec<String>),
}

/// How baton sends mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailOut {
    /// `a@b` or `Name <a@b>`.
    pub from: String,
    pub via: Via,
}

/// What takes the mail that baton sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    Smtp(Server),
    /// A program and its arguments, run without a shell.
    Sendmail(Vec<String>),
}

/// What is promised to customers of some threads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sla {
    /// All of them hold for its threads; none is for all threads.
    pub when: Vec<SlaCondition>,
    pub first_response: Option<Span>,
    pub next_response: Option<Span>,
    pub resolution: Option<Span>,
    pub warn: Span,
}

/// Which threads an SLA is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlaCondition {
    Priority(Priority),
    /// The name of one of the inboxes.
    Inbox(String),
    Tag(Tag),
    /// Sent up so far, or further.
    Level(u8),
    /// What members say of the customer, in lower case.
    CustomerStatus(String),
}

/// A level of escalation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    pub name: String,
    /// Names of members.
    pub owners: Vec<String>,
    /// The customer hears of us so often.
    pub update_every: Option<Span>,
    /// Addresses that are told beside the owners.
    pub tell: Vec<String>,
}

/// Who is on duty, by turns.
#[derive(Clone, Debug)]
pub struct Rota {
    pub name: String,
    /// Names of members, in the order of their weeks: at least one.
    pub members: Vec<String>,
    /// A day of the first one's first week: there where there are several.
    pub starts: Option<NaiveDate>,
    pub handover: Handover,
    /// When somebody is on duty; round the clock where nothing is said.
    pub hours: Option<Calendar>,
}

/// Who gets the review, and after how long something is worth a line in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    pub to: Vec<String>,
    /// Who gets that of the leads.
    pub leads: Vec<String>,
    /// An http(s) URL with `{message-id}` in it.
    pub web_link: Option<String>,
    pub stale_after: Span,
    pub confirm_after: Span,
    pub follow_up_after: Span,
    pub auto_close_after: Span,
    pub handoff_lapse: Span,
    pub sync_old_after: Span,
    /// More open threads than this are too many for one owner; `None` where any number is fine.
    pub load_limit: Option<usize>,
    /// A right that ends within this is about to expire.
    pub expires_soon: Span,
}
