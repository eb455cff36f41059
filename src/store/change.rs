//! Changing threads: replay, decide, append, write the row, all in one transaction.

use super::chain::Pen;
use super::former::set_moment;
use super::{Ledger, lists, members, stops, threads};
use crate::domain::access::{Deed, Power};
use crate::domain::entry::{Actor, Event, Words};
use crate::domain::handoff::{Brief, Offer};
use crate::domain::ids::ThreadId;
use crate::domain::member::Team;
use crate::domain::rota::Resort;
use crate::domain::stop::StoppedBy;
use crate::domain::summary::Listed;
use crate::domain::task::Task;
use crate::domain::thread::{Decision, Refusal, Thread};
use crate::domain::time::Timestamp;
use crate::domain::urgency::Candidate;
use crate::error::Error;
use rusqlite::{Connection, Transaction, TransactionBehavior};

/// What is now true of a thread, and what was written for it; nothing when it was so already.
#[derive(Debug)]
pub struct Changed {
    pub now: Listed,
    pub events: Vec<Event>,
    /// Titles of the tasks that were completed.
    pub done: Vec<String>,
    /// The threads that became one, as they were.
    pub parts: Vec<Listed>,
    /// The offer that was open before, and its brief.
    pub offered: Option<(Offer, Brief)>,
}

impl Changed {
    /// What was accepted.
    pub fn taken_over(&self) -> Option<&(Offer, Brief)> {
        self.offered.as_ref().filter(|_| self.events.contains(&Event::Accepted))
    }
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

/// Who does it, when and why.
#[derive(Clone, Debug)]
pub struct Doing {
    pub actor: Actor,
    pub now: Timestamp,
    pub reason: Option<String>,
    pub keep: Keep,
    /// Who may act where nobody of those whose a thread is, is there.
    pub resort: Resort,
}

impl Doing {
    pub fn new(actor: Actor, now: Timestamp) -> Doing {
        Doing { actor, now, reason: None, keep: Keep::Written, resort: Resort::default() }
    }

    pub(super) fn pen<'a>(&self, connection: &'a Connection) -> Pen<'a> {
        Pen::new(connection, self.actor, self.now)
    }
}

impl Ledger {
    /// Changes threads as `decide` says, all or none of them, where `deed` is permitted.
    ///
    /// Decisions are made on the replayed thread inside `BEGIN IMMEDIATE`, so of many at once one wins.
    pub fn change(
        &mut self,
        threads: &[ThreadId],
        deed: Deed,
        doing: &Doing,
        decide: impl Fn(&Thread, &Team) -> Result<Decision, Refusal>,
    ) -> Result<Outcome, Error> {
        self.write_unless_refused(doing, |transaction| {
            let threads = current(transaction, threads)?;
            change_all(transaction, &threads, deed, doing, decide)
        })
    }

    /// The same for the threads that `choose` takes of what is not closed, in the same transaction: of many at once
    /// each chooses after the other has changed.
    pub fn change_chosen(
        &mut self,
        choose: impl FnOnce(&[Candidate]) -> Vec<ThreadId>,
        deed: Deed,
        doing: &Doing,
        decide: impl Fn(&Thread, &Team) -> Result<Decision, Refusal>,
    ) -> Result<Outcome, Error> {
        self.write_unless_refused(doing, |transaction| {
            let threads = choose(&lists::candidates(transaction, lists::NOT_CLOSED)?);
            change_all(transaction, &threads, deed, doing, decide)
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

    /// The same where a refusal leaves no trace, whatever was written before it, and neither does a dry run.
    pub(super) fn write_if_agreed<T, R>(
        &mut self,
        keep: Keep,
        work: impl FnOnce(&Connection) -> rusqlite::Result<Result<T, R>>,
    ) -> Result<Result<T, R>, Error> {
        self.write_or_trace(keep, work, |_, _| Ok(()))
    }

    /// The same where all that a refusal leaves is what `trace` writes, in the same transaction.
    fn write_or_trace<T, R>(
        &mut self,
        keep: Keep,
        work: impl FnOnce(&Connection) -> rusqlite::Result<Result<T, R>>,
        trace: impl FnOnce(&Connection, &R) -> rusqlite::Result<()>,
    ) -> Result<Result<T, R>, Error> {
        let path = self.path.clone();
        let decided = || {
            let mut transaction =
                self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let written = transaction.savepoint()?;
            let done = work(&written)?;
            match (&done, keep) {
                (Ok(_), Keep::Written) => {
                    written.commit()?;
                    transaction.commit()?;
                }
                (Err(refused), Keep::Written) => {
                    written.finish()?;
                    trace(&transaction, refused)?;
                    transaction.commit()?;
                }
                (_, Keep::Nothing) => {
                    written.finish()?;
                    transaction.rollback()?;
                }
            }
            Ok(done)
        };
        decided().map_err(|error| super::explain(&path, &error))
    }

    /// The same for threads; that somebody was not permitted to do it is put on record, and that somebody else was
    /// before them is counted.
    pub(super) fn write_unless_refused(
        &mut self,
        doing: &Doing,
        work: impl FnOnce(&Connection) -> rusqlite::Result<Outcome>,
    ) -> Result<Outcome, Error> {
        let work = |connection: &Connection| {
            set_moment(connection, doing.now)?;
            work(connection)
        };
        let done = self.write_or_trace(doing.keep, work, |connection, (thread, refused)| {
            match doing.actor.member.filter(|_| refused.is_for_another()) {
                Some(member) => {
                    stops::append(connection, *thread, member, StoppedBy::Claim, doing.now)
                }
                None => Ok(()),
            }
        })?;
        if let Err((thread, Refusal::Denied { power })) = &done {
            self.denied(*power, Some(*thread), doing)?;
        }
        Ok(done)
    }

    /// Puts on record that somebody was not permitted to do something; what was only rehearsed is not.
    pub fn denied(
        &mut self,
        power: Power,
        thread: Option<ThreadId>,
        doing: &Doing,
    ) -> Result<(), Error> {
        if doing.keep == Keep::Nothing {
            return Ok(());
        }
        self.write(|connection| {
            let words = Words::reason(doing.reason.clone());
            doing.pen(connection).append(thread, &Event::Denied { power }, &words)?;
            thread.map_or(Ok(()), |thread| threads::refresh(connection, thread).map(drop))
        })
    }
}

fn change_all(
    transaction: &Connection,
    threads: &[ThreadId],
    deed: Deed,
    doing: &Doing,
    decide: impl Fn(&Thread, &Team) -> Result<Decision, Refusal>,
) -> rusqlite::Result<Outcome> {
    let mut team = members::team(transaction)?;
    team.resort = doing.resort.clone();
    // Everything is decided before anything is written: a refusal leaves no trace.
    let mut decisions = Vec::with_capacity(threads.len());
    for thread in threads {
        let replayed = threads::replay(transaction, *thread)?;
        let permitted = team.permits(deed, &replayed, doing.actor, doing.now);
        let decision = permitted.and_then(|()| decide(&replayed, &team));
        match decision.and_then(|decision| check(decision, &team, doing.now)) {
            Ok(decision) => decisions.push((replayed, decision)),
            Err(refusal) => return Ok(Err((*thread, refusal))),
        }
    }
    let pen = doing.pen(transaction);
    decisions
        .into_iter()
        .map(|(thread, decision)| record(transaction, &pen, thread, decision, doing.now))
        .collect::<rusqlite::Result<_>>()
        .map(Ok)
}

/// Since its names were looked up, somebody may have left.
fn check(decision: Decision, team: &Team, now: Timestamp) -> Result<Decision, Refusal> {
    match decision.given_in_vain(team, now) {
        Some(refusal) => Err(refusal),
        None => Ok(decision),
    }
}

/// What these numbers stand for inside this transaction, each thread once: since they were looked up, a sync may have
/// joined one to another.
pub(super) fn current(
    transaction: &Connection,
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
    connection: &Connection,
    pen: &Pen,
    before: Thread,
    Decision(events): Decision,
    at: Timestamp,
) -> rusqlite::Result<Changed> {
    let thread = before.id;
    for (event, words) in &events {
        pen.append(Some(before.filed_under(event)), event, words)?;
    }
    if !events.is_empty() {
        threads::refresh(connection, thread)?;
    }
    let now = lists::one(connection, thread)?;
    let events: Vec<Event> = events.into_iter().map(|(event, _)| event).collect();
    let is_done = |task: &Task| events.contains(&Event::TaskDone { task: task.id, customer: None });
    let brief = before.brief.clone().unwrap_or_default();
    let offered = before.open_offer(at).map(|offer| (offer.clone(), brief));
    let done = before.tasks.into_iter().filter(is_done).map(|task| task.title).collect();
    Ok(Changed { now, events, done, parts: Vec::new(), offered })
}
