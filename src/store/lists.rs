//! Reading: threads as lists show them, one thread with everything, the log.

use super::rows::{self, Columns};
use super::{Ledger, chain, records, threads};
use crate::domain::entry::Entry;
use crate::domain::ids::{CustomerId, InboxId, MemberId, ThreadId};
use crate::domain::message::{Message, Vanished};
use crate::domain::roster::Ownership;
use crate::domain::summary::{Customer, Gone, Listed};
use crate::domain::thread::Thread;
use crate::domain::time::Timestamp;
use crate::domain::urgency::Candidate;
use crate::error::Error;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use std::collections::HashMap;
use std::sync::Arc;

/// Another thread of the same customer.
pub struct Earlier {
    pub owner: Option<MemberId>,
    pub last_message_at: Option<Timestamp>,
}

/// Threads with the texts beside them; what is given are two WHEREs: which threads, and whose bounces `k.thread` are
/// to be looked at.
pub fn listed_sql(filter: &str, bounces: &str) -> String {
    // The bounces of all threads are gathered at once, from an index of bounces alone: looked for in each thread they
    // would take longer than all the rest.
    format!(
        "SELECT {}, t.inboxes, o.subject, o.from_name, o.from_address, COALESCE(c.merged_into, c.customer), COALESCE(c.said_name, c.name), COALESCE(c.said_address, c.address), c.owner, c.backup, c.status, n.words, f.words, w.words, b.last
         FROM threads t
         LEFT JOIN messages o ON o.seq = t.opener
         LEFT JOIN customers c ON c.customer = t.customer
         LEFT JOIN entry_words n ON n.seq = t.next_titled
         LEFT JOIN entry_words f ON f.seq = t.offer
         LEFT JOIN entry_words w ON w.seq = t.waiting_entry
         LEFT JOIN (SELECT k.thread, MAX(m.at) AS last FROM messages m JOIN thread_numbers k ON k.number = m.number
                    WHERE m.automated = 'bounce' AND {bounces} GROUP BY k.thread) b
            ON b.thread = t.thread AND t.stand = 'open'
         WHERE {filter}",
        rows::SUMMARY
    )
}

pub fn listed(row: &Row) -> Result<Listed> {
    let mut columns = Columns::of(row);
    let summary = rows::summary(&mut columns)?;
    let inboxes = columns.inboxes()?;
    let subject = columns.take::<Option<String>>()?.unwrap_or_default();
    let opened_by = rows::address(&mut columns)?;
    let id = columns.take::<Option<i64>>()?.map(CustomerId);
    let (name, address): (Option<String>, Option<String>) = (columns.take()?, columns.take()?);
    let whose = Ownership { owner: columns.member()?, backup: columns.member()? };
    let customer_status = columns.take()?;
    let customer = id.zip(name).zip(address).map(|((id, name), address)| Customer {
        id,
        name,
        address,
        whose,
    });
    let next = rows::words(columns.take()?);
    let brief = rows::words(columns.take()?).brief;
    let waiting = rows::words(columns.take()?);
    Ok(Listed {
        summary,
        subject,
        opened_by,
        customer,
        customer_status,
        inboxes,
        next_title: next.text,
        offered_next: brief.map(|brief| brief.next).filter(|next| !next.trim().is_empty()),
        waiting_name: waiting.on,
        waiting_for: waiting.text,
        gone: None,
        last_bounce_at: columns.maybe_time()?,
    })
}

/// Looking for mail that is gone begins with what vanished at all, which is little beside all threads.
const VANISHED_FIRST: &str =
    "vanished v CROSS JOIN messages m CROSS JOIN thread_numbers n CROSS JOIN threads t";

/// That of one thread is found the other way round.
const THREAD_FIRST: &str =
    "threads t CROSS JOIN thread_numbers n CROSS JOIN messages m CROSS JOIN vanished v";

/// The customers' mail that vanished before anybody answered it, oldest first; what is given is a FROM, whose order
/// SQLite keeps (sqlite.org/optoverview.html, CROSS JOIN), and a WHERE.
fn gone_sql(from: &str, filter: &str) -> String {
    format!(
        "SELECT t.thread, m.from_name, m.from_address, m.at, i.name || '/' || b.name, v.since
         FROM {from}
         JOIN mailboxes b ON b.mailbox = v.mailbox
         JOIN inboxes i ON i.inbox = b.inbox
         WHERE m.seq = v.message AND n.number = m.number AND t.thread = n.thread
            AND v.settled = 1 AND t.unanswered_since <= m.at AND m.direction = 'inbound' AND m.automated IS NULL
            AND m.historic = 0 AND {filter}
         ORDER BY m.at, m.seq"
    )
}

fn gone(row: &Row) -> Result<(ThreadId, Gone)> {
    let mut columns = Columns::of(row);
    let thread = ThreadId(columns.take()?);
    let sender = rows::address(&mut columns)?;
    let at = columns.time()?;
    let vanished = Vanished { from: columns.take()?, since: columns.time()? };
    Ok((thread, Gone { sender, at, vanished }))
}

pub fn one(connection: &Connection, thread: ThreadId) -> Result<Listed> {
    let (this, number) = ("t.thread = $1", [thread.0]);
    let listed =
        connection.prepare_cached(&listed_sql(this, "k.thread = $1"))?.query_row(number, listed)?;
    let gone = connection
        .prepare_cached(&gone_sql(THREAD_FIRST, this))?
        .query_row(number, gone)
        .optional()?;
    Ok(Listed { gone: gone.map(|(_, gone)| gone), ..listed })
}

pub fn all(connection: &Connection, filter: &str) -> Result<Vec<Listed>> {
    all_as(connection, filter, std::convert::identity, |listed| Some(listed))
}

/// All of them as what `wrap` makes of each, which `inside` opens again.
fn all_as<T>(
    connection: &Connection,
    filter: &str,
    wrap: impl Fn(Listed) -> T,
    inside: impl Fn(&mut T) -> Option<&mut Listed>,
) -> Result<Vec<T>> {
    let mut oldest: HashMap<ThreadId, Gone> = HashMap::new();
    for row in connection.prepare_cached(&gone_sql(VANISHED_FIRST, filter))?.query_map([], gone)? {
        let (thread, gone) = row?;
        oldest.entry(thread).or_insert(gone);
    }
    let mut all: Vec<T> = connection
        .prepare_cached(&listed_sql(filter, "1"))?
        .query_map([], |row| listed(row).map(&wrap))?
        .collect::<Result<_>>()?;
    if !oldest.is_empty() {
        for listed in all.iter_mut().filter_map(inside) {
            listed.gone = oldest.remove(&listed.summary.thread);
        }
    }
    Ok(all)
}

/// Which threads are in the queue.
pub const NOT_CLOSED: &str = "t.stand <> 'closed'";

/// Threads without texts: enough to choose by.
pub fn candidates(connection: &Connection, filter: &str) -> Result<Vec<Candidate>> {
    connection
        .prepare_cached(&format!(
            "SELECT {}, t.inboxes, c.status FROM threads t LEFT JOIN customers c ON c.customer = t.customer
             WHERE {filter} ORDER BY t.thread",
            rows::SUMMARY
        ))?
        .query_map([], |row| {
            let mut columns = Columns::of(row);
            Ok(Candidate {
                summary: rows::summary(&mut columns)?,
                inboxes: columns.inboxes()?,
                customer_status: columns.take()?,
            })
        })?
        .collect()
}

impl Ledger {
    /// All threads as lists show them, closed ones only where they are asked for.
    pub fn threads(&self, closed: bool) -> std::result::Result<Vec<Listed>, Error> {
        let filter = if closed { "1" } else { NOT_CLOSED };
        self.read(|connection| all(connection, filter))
    }

    /// All threads that are not closed, for several to look at.
    pub fn open_threads(&self) -> std::result::Result<Vec<Arc<Listed>>, Error> {
        self.read(|connection| all_as(connection, NOT_CLOSED, Arc::new, Arc::get_mut))
    }

    /// Threads that wait for the customer with nothing promised, the longest waiting first, for as long as `too_long`
    /// says so of the time since when; with the inboxes of each.
    pub fn awaiting_customer(
        &self,
        now: Timestamp,
        too_long: impl Fn(Timestamp) -> bool,
    ) -> std::result::Result<Vec<(ThreadId, Vec<InboxId>)>, Error> {
        self.read(|connection| {
            let mut found = Vec::new();
            let mut statement = connection.prepare_cached(
                "SELECT stands_since, thread, inboxes FROM threads
                 WHERE stand = 'waiting' AND waiting_on = 'customer' AND next_task IS NULL AND stands_since IS NOT NULL
                    AND (waiting_until IS NULL OR waiting_until > $1) ORDER BY stands_since",
            )?;
            let mut rows = statement.query([now.timestamp()])?;
            while let Some(row) = rows.next()? {
                let mut columns = Columns::of(row);
                if !too_long(columns.time()?) {
                    break;
                }
                found.push((ThreadId(columns.take()?), columns.inboxes()?));
            }
            Ok(found)
        })
    }

    /// Threads whose offer nobody answered in time.
    pub fn lapsed(&self, now: Timestamp) -> std::result::Result<Vec<ThreadId>, Error> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT thread FROM threads WHERE offer IS NOT NULL AND stand <> 'closed' AND offer_lapses_at <= $1",
                )?
                .query_map([now.timestamp()], |row| row.get(0).map(ThreadId))?
                .collect()
        })
    }

    /// One thread as lists show it.
    pub fn thread(&self, thread: ThreadId) -> std::result::Result<Listed, Error> {
        self.read(|connection| one(connection, thread))
    }

    /// The thread that this number stands for now.
    pub fn resolve(&self, number: ThreadId) -> std::result::Result<Option<ThreadId>, Error> {
        self.read(|connection| threads::resolve(connection, number))
    }

    /// The thread that a message belongs to, by Message-ID without `<>`; ids that are only referred to count.
    pub fn thread_of(&self, message_id: &str) -> std::result::Result<Option<ThreadId>, Error> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT n.thread FROM message_ids i JOIN thread_numbers n ON n.number = i.number WHERE i.id = $1",
                )?
                .query_row([message_id], |row| row.get(0).map(ThreadId))
                .optional()
        })
    }

    /// A thread replayed: what a list row does not hold.
    pub fn replay(&self, thread: ThreadId) -> std::result::Result<Thread, Error> {
        self.read(|connection| threads::replay(connection, thread))
    }

    /// The messages of a thread in the order of their times.
    pub fn messages(&self, thread: ThreadId) -> std::result::Result<Vec<Message>, Error> {
        self.read(|connection| messages(connection, thread))
    }

    /// Messages that point to other threads which were not joined: by thread, the others.
    pub fn conflicts(&self) -> std::result::Result<HashMap<ThreadId, Vec<ThreadId>>, Error> {
        self.read(conflicts)
    }

    /// The other threads of a customer, newest first.
    pub fn earlier(
        &self,
        customer: CustomerId,
        than: ThreadId,
    ) -> std::result::Result<Vec<Earlier>, Error> {
        self.read(|connection| {
            let customer = records::root(connection, customer)?.unwrap_or(customer);
            connection
                .prepare_cached(
                    "SELECT owner, last_message_at FROM threads
                     WHERE customer IN (SELECT $1 UNION ALL SELECT customer FROM customers WHERE merged_into = $1)
                        AND thread <> $2
                     ORDER BY last_message_at DESC, thread DESC",
                )?
                .query_map(params![customer.0, than.0], |row| {
                    let mut columns = Columns::of(row);
                    Ok(Earlier {
                        owner: columns.member()?,
                        last_message_at: columns.maybe_time()?,
                    })
                })?
                .collect()
        })
    }

    /// The Message-ID of the newest message of a thread.
    pub fn newest_id(&self, thread: ThreadId) -> std::result::Result<Option<String>, Error> {
        self.read(|connection| {
            let found: Option<Option<String>> = connection
                .prepare_cached(
                    "SELECT message_id FROM messages
                     WHERE number IN (SELECT number FROM thread_numbers WHERE thread = $1)
                     ORDER BY at DESC, seq DESC LIMIT 1",
                )?
                .query_row([thread.0], |row| row.get(0))
                .optional()?;
            Ok(found.flatten())
        })
    }

    /// The entries of a thread, by sequence number.
    pub fn entries_of(&self, thread: ThreadId) -> std::result::Result<Vec<Entry>, Error> {
        self.read(|connection| threads::entries(connection, thread))
    }

    /// All entries from then on, by sequence number; of one member where one is named.
    pub fn entries(
        &self,
        actor: Option<MemberId>,
        since: Option<Timestamp>,
    ) -> std::result::Result<Vec<Entry>, Error> {
        self.read(|connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {} FROM entries e LEFT JOIN entry_words w ON w.seq = e.seq
                     WHERE ($1 IS NULL OR e.actor = $1) AND ($2 IS NULL OR e.at >= $2) ORDER BY e.seq",
                    rows::ENTRY
                ))?
                .query_map(params![actor.map(|a| a.0), rows::seconds(since)], rows::entry)?
                .collect()
        })
    }

    /// The hash of the newest entry.
    pub fn newest_hash(&self) -> std::result::Result<String, Error> {
        self.read(chain::newest_hash)
    }

    /// The threads of messages that could not be read, once for each message.
    pub fn unreadable(&self) -> std::result::Result<Vec<ThreadId>, Error> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT n.thread FROM messages m JOIN thread_numbers n ON n.number = m.number
                     WHERE m.unreadable IS NOT NULL ORDER BY n.thread",
                )?
                .query_map([], |row| row.get(0).map(ThreadId))?
                .collect()
        })
    }
}

fn messages(connection: &Connection, thread: ThreadId) -> Result<Vec<Message>> {
    let (mut places, mut vanished) = (places(connection, thread)?, vanished(connection, thread)?);
    let mut found: Vec<Message> = connection
        .prepare_cached(&format!(
            "SELECT {}, message_id, from_name, from_address, subject, ancestors, fields, size, truncated,
                    unreadable, id_reused
             FROM messages WHERE number IN (SELECT number FROM thread_numbers WHERE thread = $1)",
            rows::FACT
        ))?
        .query_map([thread.0], |row| message(&mut Columns::of(row)))?
        .collect::<Result<_>>()?;
    for message in &mut found {
        message.places = places.remove(&message.fact.seq.0).unwrap_or_default();
        message.vanished = vanished.remove(&message.fact.seq.0);
    }
    found.sort_by_key(|message| (message.fact.order(), message.fact.seq));
    Ok(found)
}

pub fn message(columns: &mut Columns) -> Result<Message> {
    let fact = rows::fact(columns)?;
    let message_id = columns.take()?;
    let from = rows::address(columns)?;
    let subject = columns.take()?;
    let references = columns.references()?;
    let fields: rows::Fields = columns.json()?;
    Ok(Message {
        in_reply_to: fields.in_reply_to(&references),
        fact,
        message_id,
        from,
        to: fields.to,
        cc: fields.cc,
        subject,
        references,
        size: columns.count()? as u64,
        truncated: columns.take()?,
        unreadable: columns.take()?,
        id_reused: columns.take()?,
        places: Vec::new(),
        vanished: None,
    })
}

fn places(connection: &Connection, thread: ThreadId) -> Result<HashMap<i64, Vec<String>>> {
    let mut found: HashMap<i64, Vec<String>> = HashMap::new();
    let mut statement = connection.prepare_cached(
        "SELECT p.message, i.name || '/' || b.name FROM messages m
         JOIN places p ON p.message = m.seq
         JOIN mailboxes b ON b.mailbox = p.mailbox
         JOIN inboxes i ON i.inbox = b.inbox
         WHERE m.number IN (SELECT number FROM thread_numbers WHERE thread = $1)
         ORDER BY p.message, i.inbox, b.mailbox",
    )?;
    for row in statement.query_map([thread.0], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (message, place) = row?;
        found.entry(message).or_default().push(place);
    }
    Ok(found)
}

fn vanished(connection: &Connection, thread: ThreadId) -> Result<HashMap<i64, Vanished>> {
    connection
        .prepare_cached(
            "SELECT v.message, i.name || '/' || b.name, v.since FROM messages m
             JOIN vanished v ON v.message = m.seq
             JOIN mailboxes b ON b.mailbox = v.mailbox
             JOIN inboxes i ON i.inbox = b.inbox
             WHERE v.settled = 1 AND m.number IN (SELECT number FROM thread_numbers WHERE thread = $1)",
        )?
        .query_map([thread.0], |row| {
            let mut columns = Columns::of(row);
            let message = columns.take()?;
            Ok((message, Vanished { from: columns.take()?, since: columns.time()? }))
        })?
        .collect()
}

fn conflicts(connection: &Connection) -> Result<HashMap<ThreadId, Vec<ThreadId>>> {
    let mut found: HashMap<ThreadId, Vec<ThreadId>> = HashMap::new();
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT a.thread, b.thread FROM conflicts c
         JOIN thread_numbers a ON a.number = c.number
         JOIN thread_numbers b ON b.number = c.other
         WHERE a.thread <> b.thread ORDER BY 1, 2",
    )?;
    for row in statement.query_map([], |row| Ok((ThreadId(row.get(0)?), ThreadId(row.get(1)?))))? {
        let (thread, other) = row?;
        found.entry(thread).or_default().push(other);
    }
    Ok(found)
}
