//! Everything, row by row: memory does not grow with the ledger.

use super::Ledger;
use super::lists::{listed, listed_sql, message};
use super::rows::{self, Columns};
use crate::domain::entry::Entry;
use crate::domain::ids::ThreadId;
use crate::domain::message::{Message, Vanished};
use crate::domain::summary::Listed;
use crate::domain::time::Timestamp;
use crate::error::Error;
use rusqlite::{Connection, OptionalExtension, Params, Row};
use std::ops::ControlFlow;

/// A message with what the ledger knows of it besides.
pub struct Exported {
    /// Its thread as that is numbered now.
    pub thread: ThreadId,
    /// By what it is known again: its Message-ID, else a digest of its header.
    pub key: String,
    pub message: Message,
}

/// What takes a row, and says whether it wants another.
type Taken = Result<ControlFlow<()>, Error>;

impl Ledger {
    /// Every message from then on, in the order in which they came to be known.
    pub fn each_message(
        &self,
        since: Option<Timestamp>,
        take: impl FnMut(Exported) -> Taken,
    ) -> Result<(), Error> {
        let sql = format!(
            "SELECT {}, m.message_id, m.from_name, m.from_address, m.subject, m.ancestors, m.fields, m.size,
                    m.truncated, m.unreadable, m.id_reused, n.thread, m.key
             FROM messages m JOIN thread_numbers n ON n.number = m.number
             WHERE $1 IS NULL OR m.at >= $1 ORDER BY m.seq",
            rows::FACT
        );
        let read = |connection: &Connection, row: &Row| {
            let mut columns = Columns::of(row);
            let mut message = message(&mut columns)?;
            message.places = places(connection, message.fact.seq.0)?;
            message.vanished = vanished(connection, message.fact.seq.0)?;
            Ok(Exported { message, thread: ThreadId(columns.take()?), key: columns.take()? })
        };
        self.each(&sql, [rows::seconds(since)], read, take)
    }

    /// Every thread with a message or an entry from then on, by number.
    pub fn each_thread(
        &self,
        since: Option<Timestamp>,
        take: impl FnMut(Listed) -> Taken,
    ) -> Result<(), Error> {
        let sql = listed_sql(
            "$1 IS NULL OR t.last_message_at >= $1 OR t.last_entry_at >= $1 ORDER BY t.thread",
            "1",
        );
        self.each(&sql, [rows::seconds(since)], |_, row| listed(row), take)
    }

    /// Every entry from then on, by sequence number, with its thread as that is numbered now.
    pub fn each_entry(
        &self,
        since: Option<Timestamp>,
        take: impl FnMut((Entry, Option<ThreadId>)) -> Taken,
    ) -> Result<(), Error> {
        let sql = format!(
            "SELECT {}, n.thread FROM entries e LEFT JOIN entry_words w ON w.seq = e.seq
             LEFT JOIN thread_numbers n ON n.number = e.number
             WHERE $1 IS NULL OR e.at >= $1 ORDER BY e.seq",
            rows::ENTRY
        );
        let read = |_: &Connection, row: &Row| {
            let thread: Option<i64> = row.get("thread")?;
            Ok((rows::entry(row)?, thread.map(ThreadId)))
        };
        self.each(&sql, [rows::seconds(since)], read, take)
    }

    /// Reads row by row until there is none left, or none wanted.
    fn each<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl Fn(&Connection, &Row) -> rusqlite::Result<T>,
        mut take: impl FnMut(T) -> Taken,
    ) -> Result<(), Error> {
        let explain = |error| super::explain(&self.path, &error);
        let mut statement = self.connection.prepare_cached(sql).map_err(explain)?;
        let mut rows = statement.query(params).map_err(explain)?;
        while let Some(row) = rows.next().map_err(explain)? {
            if take(read(&self.connection, row).map_err(explain)?)?.is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn places(connection: &Connection, message: i64) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached(
            "SELECT i.name || '/' || b.name FROM places p
             JOIN mailboxes b ON b.mailbox = p.mailbox
             JOIN inboxes i ON i.inbox = b.inbox
             WHERE p.message = $1 ORDER BY i.inbox, b.mailbox",
        )?
        .query_map([message], |row| row.get(0))?
        .collect()
}

fn vanished(connection: &Connection, message: i64) -> rusqlite::Result<Option<Vanished>> {
    connection
        .prepare_cached(
            "SELECT i.name || '/' || b.name, v.since FROM vanished v
             JOIN mailboxes b ON b.mailbox = v.mailbox
             JOIN inboxes i ON i.inbox = b.inbox
             WHERE v.settled = 1 AND v.message = $1",
        )?
        .query_row([message], |row| {
            let mut columns = Columns::of(row);
            Ok(Vanished { from: columns.take()?, since: columns.time()? })
        })
        .optional()
}
