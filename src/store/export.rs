//! Everything, row by row: memory does not grow with the ledger.

use super::lists::{listed, listed_sql, message};
use super::rows::{self, Columns};
use super::{Ledger, customers, records, tasks, threads};
use crate::domain::customer::Card;
use crate::domain::entry::Entry;
use crate::domain::ids::{CustomerId, MemberId, ThreadId};
use crate::domain::message::{Message, Vanished};
use crate::domain::summary::Listed;
use crate::domain::task;
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

/// A task, with its comments, and what it is on.
pub struct ExportedTask {
    pub listed: task::Listed,
    /// Subject of the thread; empty where it is on none.
    pub subject: String,
    pub changed_at: Timestamp,
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

    /// Every customer with a message or an entry from then on, by number. What was merged stands in the one it is now.
    pub fn each_customer(
        &self,
        since: Option<Timestamp>,
        mut take: impl FnMut(Card) -> Taken,
    ) -> Result<(), Error> {
        let sql = "SELECT c.customer FROM customers c WHERE c.merged_into IS NULL AND c.dropped = 0
            AND ($1 IS NULL OR EXISTS (
                SELECT 1 FROM customers n WHERE (n.customer = c.customer OR n.merged_into = c.customer)
                AND (EXISTS (SELECT 1 FROM entries e WHERE e.customer = n.customer AND e.at >= $1)
                    OR EXISTS (SELECT 1 FROM messages m WHERE m.customer = n.customer AND m.at >= $1))))
            ORDER BY c.customer";
        let read = |connection: &Connection, row: &Row| {
            customers::card(connection, CustomerId(row.get("customer")?))
        };
        let take = |card: Option<Card>| card.map_or(Ok(ControlFlow::Continue(())), &mut take);
        self.each(sql, [rows::seconds(since)], read, take)
    }

    /// Every task that was added or changed from then on, by number; of one member, those that are open.
    pub fn each_task(
        &self,
        since: Option<Timestamp>,
        mine: Option<MemberId>,
        mut take: impl FnMut(ExportedTask) -> Taken,
    ) -> Result<(), Error> {
        let sql = format!(
            "SELECT {}, (SELECT o.subject FROM messages o WHERE o.seq = t.opener) AS subject FROM {}
             WHERE $1 IS NULL OR (k.owner = $1 AND k.done_at IS NULL) ORDER BY k.task",
            tasks::LISTED,
            tasks::FROM
        );
        let read = |connection: &Connection, row: &Row| {
            let subject: Option<String> = row.get("subject")?;
            whole(connection, tasks::listed(row)?, subject.unwrap_or_default())
        };
        let take = |task: ExportedTask| match since.is_none_or(|since| task.changed_at >= since) {
            true => take(task),
            false => Ok(ControlFlow::Continue(())),
        };
        self.each(&sql, [mine.map(|member| member.0)], read, take)
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

/// With what its row does not have: its comments, and when it was last changed.
fn whole(
    connection: &Connection,
    mut listed: task::Listed,
    subject: String,
) -> rusqlite::Result<ExportedTask> {
    let (known, entries) = match (listed.thread, listed.task.customer) {
        (Some(thread), _) => {
            let entries = threads::entries(connection, thread)?;
            (threads::replay(connection, thread)?.tasks, entries)
        }
        (None, Some(customer)) => {
            let entries = records::entries(connection, customer)?;
            (records::replay(connection, customer)?.tasks, entries)
        }
        (None, None) => Default::default(),
    };
    let task = &mut listed.task;
    if let Some(known) = known.into_iter().find(|known| known.id == task.id) {
        task.comments = known.comments;
    }
    let changed_at = task::changed_at(task.id, &entries).unwrap_or(task.added_at);
    Ok(ExportedTask { listed, subject, changed_at })
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
