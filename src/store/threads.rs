//! Replaying one thread, and writing its row.

use super::promises::{self, On, Promises};
use super::rows::{self, Columns, seconds};
use crate::domain::entry::{Entry, WaitingOn};
use crate::domain::ids::{InboxId, MemberId, ThreadId};
use crate::domain::message::Fact;
use crate::domain::summary::Summary;
use crate::domain::thread::{Stand, Thread};
use rusqlite::{Connection, OptionalExtension, Result, params};

/// The thread that this number stands for now; a joined thread answers to all its numbers.
pub fn resolve(connection: &Connection, number: ThreadId) -> Result<Option<ThreadId>> {
    connection
        .prepare_cached("SELECT thread FROM thread_numbers WHERE number = $1")?
        .query_row([number.0], |row| row.get(0).map(ThreadId))
        .optional()
}

/// Replays a thread from its messages and entries.
pub fn replay(connection: &Connection, thread: ThreadId) -> Result<Thread> {
    let facts = facts(connection, thread)?;
    let entries = entries(connection, thread)?;
    Ok(Thread::replay(thread, facts, &entries))
}

pub fn facts(connection: &Connection, thread: ThreadId) -> Result<Vec<Fact>> {
    connection
        .prepare_cached(&format!(
            "SELECT {} FROM messages
             WHERE number IN (SELECT number FROM thread_numbers WHERE thread = $1) ORDER BY seq",
            rows::FACT
        ))?
        .query_map([thread.0], |row| rows::fact(&mut Columns::of(row)))?
        .collect()
}

pub fn entries(connection: &Connection, thread: ThreadId) -> Result<Vec<Entry>> {
    connection
        .prepare_cached(&format!(
            "SELECT {} FROM entries e LEFT JOIN entry_words w ON w.seq = e.seq
             WHERE e.number IN (SELECT number FROM thread_numbers WHERE thread = $1) ORDER BY e.seq",
            rows::ENTRY
        ))?
        .query_map([thread.0], rows::entry)?
        .collect()
}

/// Replays a thread and writes what follows as its row.
pub fn refresh(connection: &Connection, thread: ThreadId) -> Result<Summary> {
    refresh_with(connection, thread, true)
}

/// The same, where it is known whether there are entries about threads at all.
pub fn refresh_with(
    connection: &Connection,
    thread: ThreadId,
    any_entries: bool,
) -> Result<Summary> {
    let written = worked_out(connection, thread, any_entries)?;
    write(connection, &written.summary, &written.inboxes)?;
    if any_entries {
        promises::write(connection, On::Thread(thread), &written.promises)?;
    }
    Ok(written.summary)
}

/// What the rows of a thread hold.
pub struct Written {
    pub summary: Summary,
    pub inboxes: Vec<InboxId>,
    pub promises: Promises,
}

/// What a thread's rows follow from, replayed.
pub fn worked_out(connection: &Connection, thread: ThreadId, any_entries: bool) -> Result<Written> {
    let (facts, inboxes) = facts_and_inboxes(connection, thread)?;
    let entries = if any_entries { entries(connection, thread)? } else { Vec::new() };
    let thread = Thread::replay(thread, facts, &entries);
    let summary = Summary::from(&thread);
    let Thread { tasks, links, notes, .. } = thread;
    Ok(Written { summary, inboxes, promises: Promises { tasks, links, notes } })
}

/// Removes the rows of a thread that is a part of another now.
pub fn remove(connection: &Connection, thread: ThreadId) -> Result<()> {
    connection.prepare_cached("DELETE FROM threads WHERE thread = $1")?.execute([thread.0])?;
    promises::clear(connection, On::Thread(thread))
}

/// Writes the rows of all threads anew.
pub fn refresh_all(connection: &Connection) -> Result<()> {
    let threads: Vec<ThreadId> = connection
        .prepare("SELECT DISTINCT thread FROM thread_numbers")?
        .query_map([], |row| row.get(0).map(ThreadId))?
        .collect::<Result<_>>()?;
    for thread in threads {
        refresh(connection, thread)?;
    }
    Ok(())
}

/// Its messages, and every inbox where one of them was seen.
fn facts_and_inboxes(
    connection: &Connection,
    thread: ThreadId,
) -> Result<(Vec<Fact>, Vec<InboxId>)> {
    let (mut facts, mut inboxes) = (Vec::new(), Vec::new());
    let mut statement = connection.prepare_cached(&format!(
        "SELECT inboxes, {} FROM messages
         WHERE number IN (SELECT number FROM thread_numbers WHERE thread = $1) ORDER BY seq",
        rows::FACT
    ))?;
    let mut rows = statement.query([thread.0])?;
    while let Some(row) = rows.next()? {
        let mut columns = Columns::of(row);
        inboxes.extend(columns.inboxes()?);
        facts.push(rows::fact(&mut columns)?);
    }
    inboxes.sort_unstable();
    inboxes.dedup();
    Ok((facts, inboxes))
}

pub fn write(connection: &Connection, summary: &Summary, inboxes: &[InboxId]) -> Result<()> {
    let (stand, on, member, until) = stand_columns(summary.stand);
    let member_number = |member: Option<MemberId>| member.map(|member| member.0);
    let (next, offer) = (summary.next, summary.offer.as_ref());
    connection
        .prepare_cached(
            "INSERT INTO threads VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
                $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36,
                $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52)
             ON CONFLICT (thread) DO UPDATE SET
                opener = excluded.opener, customer = excluded.customer, stand = excluded.stand,
                waiting_on = excluded.waiting_on, waiting_member = excluded.waiting_member,
                waiting_until = excluded.waiting_until, waiting_entry = excluded.waiting_entry,
                stands_since = excluded.stands_since, owner = excluded.owner, owned_since = excluded.owned_since,
                backup = excluded.backup, held_by = excluded.held_by, held_until = excluded.held_until,
                priority = excluded.priority, next_task = excluded.next_task, next_due = excluded.next_due,
                next_owner = excluded.next_owner, next_priority = excluded.next_priority,
                open_tasks = excluded.open_tasks, offer = excluded.offer, offer_from = excluded.offer_from,
                offer_to = excluded.offer_to, offer_at = excluded.offer_at, offer_due = excluded.offer_due,
                offer_lapses_at = excluded.offer_lapses_at, automated = excluded.automated,
                messages = excluded.messages, unanswered_since = excluded.unanswered_since,
                first_at = excluded.first_at, last_inbound_at = excluded.last_inbound_at,
                last_outbound_at = excluded.last_outbound_at, last_message_at = excluded.last_message_at,
                last_entry_at = excluded.last_entry_at, inboxes = excluded.inboxes, cared_at = excluded.cared_at,
                other_replies = excluded.other_replies, other_author = excluded.other_author,
                level = excluded.level, level_since = excluded.level_since, level_until = excluded.level_until,
                offer_others = excluded.offer_others, next_titled = excluded.next_titled, last_entry = excluded.last_entry, tags = excluded.tags,
                waits = excluded.waits, doubled = excluded.doubled, doubled_at = excluded.doubled_at,
                doubled_by = excluded.doubled_by, doubled_first_at = excluded.doubled_first_at,
                doubled_first_by = excluded.doubled_first_by, doubled_asked_at = excluded.doubled_asked_at",
        )?
        .execute(params![
            summary.thread.0,
            summary.opener.map(|seq| seq.0),
            summary.customer.map(|customer| customer.0),
            stand,
            on,
            member,
            until,
            summary.waiting_entry.map(|seq| seq.0),
            seconds(summary.stands_since),
            member_number(summary.owner),
            seconds(summary.owned_since),
            member_number(summary.backup),
            member_number(summary.held_by),
            seconds(summary.held_until),
            summary.priority.word(),
            next.map(|next| next.task.0),
            seconds(next.and_then(|next| next.due)),
            next.map(|next| next.owner.0),
            next.map(|next| next.priority.word()),
            summary.open_tasks as i64,
            offer.map(|offer| offer.entry.0),
            offer.map(|offer| offer.from.0),
            offer.map(|offer| offer.to.0),
            seconds(offer.map(|offer| offer.at)),
            seconds(offer.and_then(|offer| offer.due)),
            seconds(offer.map(|offer| offer.lapses_at)),
            summary.automated,
            summary.messages as i64,
            seconds(summary.unanswered_since),
            seconds(summary.first_at),
            seconds(summary.last_inbound_at),
            seconds(summary.last_outbound_at),
            seconds(summary.last_message_at),
            seconds(summary.last_entry_at),
            rows::write_inboxes(inboxes),
            seconds(summary.cared_at),
            summary.other_replies as i64,
            member_number(summary.other_author),
            summary.level.map(|level| level.level),
            seconds(summary.level.map(|level| level.since)),
            seconds(summary.level.and_then(|level| level.until)),
            offer.map(|offer| rows::write_members(&offer.others)).unwrap_or_default(),
            next.map(|next| next.titled.0),
            summary.last_entry.map(|seq| seq.0),
            summary.tags.join(" "),
            rows::write_periods(&summary.waits),
            summary.doubled.map(|doubled| doubled.reply.0),
            seconds(summary.doubled.map(|doubled| doubled.at)),
            member_number(summary.doubled.map(|doubled| doubled.by)),
            seconds(summary.doubled.map(|doubled| doubled.first_at)),
            member_number(summary.doubled.map(|doubled| doubled.first_by)),
            seconds(summary.doubled.map(|doubled| doubled.asked_at)),
        ])?;
    Ok(())
}

fn stand_columns(stand: Stand) -> (&'static str, Option<&'static str>, Option<i64>, Option<i64>) {
    match stand {
        Stand::Open => ("open", None, None, None),
        Stand::Closed => ("closed", None, None, None),
        Stand::Waiting { on, until } => {
            let (word, member) = match on {
                WaitingOn::Customer => ("customer", None),
                WaitingOn::Internal => ("internal", None),
                WaitingOn::Named => ("named", None),
                WaitingOn::Member(member) => ("member", Some(member.0)),
            };
            ("waiting", Some(word), member, seconds(until))
        }
    }
}
