//! Reading the whole history thread by thread, in bounded memory.

use super::Ledger;
use super::lists::{self, NOT_CLOSED};
use super::rows::{self, Columns};
use crate::domain::entry::Entry;
use crate::domain::ids::{InboxId, ThreadId};
use crate::domain::message::Fact;
use crate::domain::metrics::History;
use crate::domain::summary::Listed;
use crate::domain::time::Timestamp;
use crate::error::Error;
use rusqlite::{Connection, Result};
use std::collections::HashMap;

impl Ledger {
    /// Calls `take` with the history of each thread, by number.
    pub fn histories(&self, take: impl FnMut(History)) -> std::result::Result<(), Error> {
        self.read(|connection| each_history(connection, "1", take))
    }

    /// The same of those threads in which something happened since then, and of those that are not closed, each with
    /// what lists show of it.
    pub fn histories_since(
        &self,
        since: Timestamp,
        mut take: impl FnMut(History, &Listed),
    ) -> std::result::Result<(), Error> {
        let since = since.timestamp();
        let active =
            format!("({NOT_CLOSED} OR t.last_message_at >= {since} OR t.last_entry_at >= {since})");
        self.read(|connection| {
            let listed = lists::all(connection, &active)?;
            let listed: HashMap<ThreadId, Listed> =
                listed.into_iter().map(|listed| (listed.summary.thread, listed)).collect();
            let these = format!("n.thread IN (SELECT t.thread FROM threads t WHERE {active})");
            each_history(connection, &these, |history| {
                if let Some(listed) = listed.get(&history.thread) {
                    take(history, listed);
                }
            })
        })
    }
}

/// Which is a WHERE on `n.thread`.
fn each_history(connection: &Connection, which: &str, mut take: impl FnMut(History)) -> Result<()> {
    let mut messages = connection.prepare_cached(&format!(
            "SELECT n.thread, m.inboxes, m.seq, m.at, m.dated, m.direction, m.automated, m.author, m.customer,
                    m.historic, m.key
             FROM messages m JOIN thread_numbers n ON n.number = m.number WHERE {which} ORDER BY n.thread, m.seq",
        ))?;
    let mut entries = connection.prepare_cached(&format!(
        "SELECT {}, n.thread FROM entries e JOIN thread_numbers n ON n.number = e.number
             LEFT JOIN entry_words w ON w.seq = e.seq WHERE {which} ORDER BY n.thread, e.seq",
        rows::ENTRY
    ))?;
    let mut entries = entries
        .query_map([], |row| Ok((ThreadId(row.get("thread")?), rows::entry(row)?)))?
        .peekable();
    let mut history: Option<History> = None;
    let mut rows = messages.query([])?;
    while let Some(row) = rows.next()? {
        let (thread, inbox, fact) = read(&mut Columns::of(row))?;
        if let Some(done) = history.take_if(|history| history.thread != thread) {
            take(done);
        }
        match &mut history {
            Some(history) => history.facts.push(fact),
            None => {
                let entries = entries_of(thread, &mut entries)?;
                history = Some(History { thread, facts: vec![fact], entries, inbox });
            }
        }
    }
    history.into_iter().for_each(take);
    Ok(())
}

fn read(columns: &mut Columns) -> Result<(ThreadId, Option<InboxId>, Fact)> {
    let thread = ThreadId(columns.take()?);
    let inbox = columns.inboxes()?.first().copied();
    Ok((thread, inbox, rows::fact(columns)?))
}

/// Both are by thread: the entries up to this one, those of earlier threads passed over.
fn entries_of<I>(thread: ThreadId, entries: &mut std::iter::Peekable<I>) -> Result<Vec<Entry>>
where
    I: Iterator<Item = Result<(ThreadId, Entry)>>,
{
    let mut found = Vec::new();
    while let Some(next) =
        entries.next_if(|next| next.as_ref().is_ok_and(|(of, _)| *of <= thread) || next.is_err())
    {
        let (of, entry) = next?;
        if of == thread {
            found.push(entry);
        }
    }
    Ok(found)
}
