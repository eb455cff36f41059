//! Changing threads: replay, decide, append, write the row, all in one transaction.

use super::{Ledger, chain, lists, threads};
use crate::domain::entry::{Actor, Event};
use crate::domain::ids::ThreadId;
use crate::domain::summary::Listed;
use crate::domain::thread::{Decision, Refusal, Task, Thread};
use crate::domain::time::Timestamp;
use crate::error::Error;
use rusqlite::{Transaction, TransactionBehavior};

/// What is now true of a thread, and what was written for it; nothing when it was so already.
#[derive(Debug)]
pub struct Changed {
    pub now: Listed,
    pub events: Vec<Event>,
    /// Titles of the tasks that were completed.
    pub done: Vec<String>,
    /// The threads that became one, as they were.
    pub parts: Vec<Listed>,
}

/// Whether a change stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    Written,
    /// A dry run: all is done, looked at, and rolled back.
    Nothing,
}

/// What a change of several threads comes to: all of them, or the first that was refused and nothing.
pub type Outcome = Result<Vec<Changed>, (ThreadId, Refusal)>;

impl Ledger {
    /// Changes threads as `decide` says, all or none of them.
    ///
    /// Decisions are made on the replayed thread inside `BEGIN IMMEDIATE`, so of many at once one wins.
    pub fn change(
        &mut self,
        threads: &[ThreadId],
        actor: Actor,
        now: Timestamp,
        keep: Keep,
        decide: impl Fn(&Thread) -> Result<Decision, Refusal>,
    ) -> Result<Outcome, Error> {
        self.write_unless_refused(keep, |transaction| {
            // Everything is decided before anything is written: a refusal leaves no trace.
            let mut decisions = Vec::with_capacity(threads.len());
            for thread in current(transaction, threads)? {
                let replayed = threads::replay(transaction, thread)?;
                match decide(&replayed) {
                    Ok(decision) => decisions.push((replayed, decision)),
                    Err(refusal) => return Ok(Err((thread, refusal))),
                }
            }
            decisions
                .into_iter()
                .map(|(thread, decision)| record(transaction, thread, decision, actor, now))
                .collect::<rusqlite::Result<_>>()
                .map(Ok)
        })
    }

    /// Runs `work` in one `BEGIN IMMEDIATE` transaction, committed if it came through.
    pub(super) fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        let path = self.path.clone();
        let explain = |error| super::explain(&path, &error);
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(explain)?;
        let done = work(&transaction).map_err(explain)?;
        transaction.commit().map_err(explain)?;
        Ok(done)
    }

    /// The same where a refusal leaves no trace, whatever was written before it.
    pub(super) fn write_unless_refused(
        &mut self,
        keep: Keep,
        work: impl FnOnce(&Transaction) -> rusqlite::Result<Outcome>,
    ) -> Result<Outcome, Error> {
        let path = self.path.clone();
        let explain = |error| super::explain(&path, &error);
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(explain)?;
        let done = work(&transaction).map_err(explain)?;
        match (&done, keep) {
            (Ok(_), Keep::Written) => transaction.commit(),
            (Err(_), _) | (_, Keep::Nothing) => transaction.rollback(),
        }
        .map_err(explain)?;
        Ok(done)
    }
}

/// What these numbers stand for inside this transaction, each thread once: since they were looked up, a sync may have
/// joined one to another.
pub(super) fn current(
    transaction: &Transaction,
    numbers: &[ThreadId],
) -> rusqlite::Result<Vec<ThreadId>> {
    let mut threads = Vec::with_capacity(numbers.len());
    for number in numbers {
        let thread = threads::resolve(transaction, *number)?.unwrap_or(*number);
        if !threads.contains(&thread) {
            threads.push(thread);
        }
    }
    Ok(threads)
}

/// Appends what was decided, and rewrites the thread's row.
pub(super) fn record(
    transaction: &Transaction,
    before: Thread,
    Decision(events): Decision,
    actor: Actor,
    now: Timestamp,
) -> rusqlite::Result<Changed> {
    let thread = before.id;
    for (event, words) in &events {
        chain::append(transaction, now, actor, Some(thread), event, words)?;
    }
    if !events.is_empty() {
        threads::refresh(transaction, thread)?;
    }
    let now = lists::one(transaction, thread)?;
    let events: Vec<Event> = events.into_iter().map(|(event, _)| event).collect();
    let is_done = |task: &Task| events.contains(&Event::TaskDone { task: task.id });
    let done = before.tasks.into_iter().filter(is_done).map(|task| task.title).collect();
    Ok(Changed { now, events, done, parts: Vec::new() })
}
