//! Where mail comes from and goes to. Nothing here knows the ledger; `flow` brings the two
//! together.
//!
//! Every source yields the same [`Batch`] of the same [`Arrival`]s, whatever it is made of.

pub mod bell;
pub mod body;
pub mod command;
pub mod compose;
pub mod draft;
pub mod file;
pub mod header;
pub mod imap;
pub mod import;
pub mod login;
pub mod maildir;
pub mod mbox;
pub mod net;
pub mod out;
mod sasl;
pub mod secret;
pub mod source;
mod tls;

use crate::domain::message::Headers;
use crate::domain::time::Timestamp;

pub use crate::domain::message::Arrival;

/// Some messages of one mailbox, in the order of their UIDs, small enough to hold in memory.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub arrivals: Vec<Arrival>,
    /// Every UID up to this one is in this batch or an earlier one, or does not exist (IMAP).
    pub up_to: u32,
}

/// What came of looking for one message.
#[derive(Debug)]
pub enum Found {
    Mail(Box<body::Mail>),
    /// It is not there.
    Gone,
    /// It is there and cannot be read, and why.
    Refused(String),
}

/// What a mailbox is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Inbox,
    Sent,
}

/// What a server says of a mailbox that was just opened, read only, or asked about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selected {
    /// UIDVALIDITY (RFC 3501 §2.3.1.1); 0 for files, which have none.
    pub validity: u32,
    /// Messages in it.
    pub exists: u64,
    /// UIDNEXT; 0 when the server did not say, and for files.
    pub uid_next: u32,
    /// HIGHESTMODSEQ (RFC 7162 §3.1.2.1), where the server keeps one: it changes with every change of the mailbox.
    pub modseq: Option<u64>,
}

/// A message that is there and cannot be read: kept by its place, so that it stops nothing and
/// `doctor` names it.
pub(crate) fn unreadable(
    item: &str,
    received_at: Timestamp,
    size: u64,
    reason: impl Into<String>,
) -> Arrival {
    let headers = Headers { digest: header::digest_of(item.as_bytes()), ..Headers::default() };
    Arrival { item: item.to_owned(), headers, received_at, size, unreadable: Some(reason.into()) }
}
