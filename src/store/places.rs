//! Where messages lie, so that they can be looked up there.

use super::Ledger;
use super::rows::{self, Columns};
use crate::domain::ids::{Seq, ThreadId};
use crate::domain::message::Headers;
use crate::error::Error;
use rusqlite::{Connection, Result};

/// One place of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub message: Seq,
    pub inbox: String,
    pub mailbox: String,
    /// UIDVALIDITY that the item belongs to; 0 for files.
    pub validity: u32,
    /// What the source calls it.
    pub item: String,
    key: String,
    from: Option<String>,
}

impl Place {
    /// Whether these are the headers of the message that lay here.
    pub fn is_of(&self, headers: &Headers) -> bool {
        rows::is_key_of(&self.key, headers)
            && (headers.from.as_ref().map(|from| &from.address) == self.from.as_ref()
                || rows::is_unreadable(&self.key))
    }
}

impl Ledger {
    /// Every place of the messages of a thread, by inbox and mailbox.
    pub fn places(&self, thread: ThreadId) -> std::result::Result<Vec<Place>, Error> {
        self.read(|connection| places(connection, thread))
    }
}

fn places(connection: &Connection, thread: ThreadId) -> Result<Vec<Place>> {
    connection
        .prepare_cached(
            "SELECT m.seq, i.name, b.name, b.validity, p.item, m.key, m.from_address FROM messages m
             JOIN places p ON p.message = m.seq
             JOIN mailboxes b ON b.mailbox = p.mailbox
             JOIN inboxes i ON i.inbox = b.inbox
             WHERE m.number IN (SELECT number FROM thread_numbers WHERE thread = $1)
             ORDER BY i.inbox, b.mailbox, m.seq, p.item",
        )?
        .query_map([thread.0], |row| {
            let mut columns = Columns::of(row);
            Ok(Place {
                message: Seq(columns.take()?),
                inbox: columns.take()?,
                mailbox: columns.take()?,
                validity: columns.take()?,
                item: columns.take()?,
                key: columns.take()?,
                from: columns.take()?,
            })
        })?
        .collect()
}
