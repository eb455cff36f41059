//! A conversation: everything that follows from its messages and entries, replayed in the order of their numbers.
//!
//! [`Thread`] is what decisions are made on; [`Summary`](super::summary::Summary) is what lists show of it.

mod apply;
mod decide;
mod join;
mod split;
mod stand;
#[cfg(test)]
mod tests;
mod then;

pub use decide::{Decision, NewTask, Refusal};
pub use split::Before;
pub use stand::Stand;
pub use then::of_thread;

use super::entry::{Entry, Event, NoteKind, SaidStatus};
use super::handoff::{Brief, Offer};
use super::ids::{CustomerId, MemberId, Seq, TaskId, ThreadId};
use super::message::Fact;
use super::priority::Priority;
use super::time::Timestamp;
use std::collections::BTreeMap;

/// A conversation, replayed.
#[derive(Clone, Debug)]
pub struct Thread {
    pub id: ThreadId,
    /// Its messages, by sequence number.
    pub facts: Vec<Fact>,
    pub owner: Option<Owner>,
    pub backup: Option<MemberId>,
    pub hold: Option<Hold>,
    /// Every hold there was: member, from, until.
    pub holds: Vec<(MemberId, Timestamp, Timestamp)>,
    pub priority: Priority,
    /// All tasks, done ones included, in the order in which they were added.
    pub tasks: Vec<Task>,
    pub notes: Vec<Note>,
    pub offer: Option<Offer>,
    /// The words of the offer.
    pub brief: Option<Brief>,
    /// The last thing a member, or baton by a rule, said about the status.
    pub said: Option<Said>,
    /// Every close there was: number and time.
    pub closings: Vec<(Seq, Timestamp)>,
    /// When somebody first became its owner.
    pub first_owned_at: Option<Timestamp>,
    pub last_entry_at: Option<Timestamp>,
    /// There is an entry about it, by a member or by baton.
    pub touched: bool,
    /// The threads that were joined to it, and how it stood before.
    pub joined: Vec<Before>,
}

/// Who owns a thread, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    pub member: MemberId,
    pub since: Timestamp,
}

/// A short lease: "I am preparing the reply".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    pub by: MemberId,
    pub until: Timestamp,
}

/// A promise on a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub id: TaskId,
    pub title: String,
    pub owner: MemberId,
    pub due: Option<Timestamp>,
    pub priority: Priority,
    pub done_at: Option<Timestamp>,
}

/// A remark on a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub entry: Seq,
    pub at: Timestamp,
    pub by: Option<MemberId>,
    pub reader: Option<MemberId>,
    pub kind: NoteKind,
    pub text: String,
}

/// A status that was set by an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    pub seq: Seq,
    pub at: Timestamp,
    pub status: SaidStatus,
    /// The entry whose words say whom it waits for.
    pub words: Option<Seq>,
}

impl Thread {
    /// A thread in which nothing has happened yet.
    pub fn new(id: ThreadId) -> Thread {
        Thread {
            id,
            facts: Vec::new(),
            owner: None,
            backup: None,
            hold: None,
            holds: Vec::new(),
            priority: Priority::Normal,
            tasks: Vec::new(),
            notes: Vec::new(),
            offer: None,
            brief: None,
            said: None,
            closings: Vec::new(),
            first_owned_at: None,
            last_entry_at: None,
            touched: false,
            joined: Vec::new(),
        }
    }

    /// The state that follows from these messages and entries, each in the order of its numbers.
    ///
    /// Until two threads were joined, what happened in the one is no business of the other: each number has a state of
    /// its own up to there.
    pub fn replay(id: ThreadId, facts: Vec<Fact>, entries: &[Entry]) -> Thread {
        let mut parts: BTreeMap<ThreadId, Thread> = BTreeMap::new();
        for entry in entries {
            let number = entry.thread.unwrap_or(id);
            let from = match &entry.event {
                Event::Joined { from, .. } | Event::Merged { from, .. } => Some(*from),
                _ => None,
            };
            let other = from.and_then(|from| parts.remove(&from));
            let part = parts.entry(number).or_insert_with(|| Thread::new(number));
            if let Some(from) = from {
                part.remember(entry, from, other.as_ref());
            }
            if let Some(other) = other {
                part.absorb(other);
            }
            part.apply(entry);
        }
        let thread = parts.remove(&id).unwrap_or_else(|| Thread::new(id));
        Thread { facts, ..thread }
    }

    /// The open task that comes first: by due date, then priority, then age.
    pub fn next_task(&self) -> Option<&Task> {
        self.open_tasks().min_by_key(|task| {
            (task.due.is_none(), task.due, std::cmp::Reverse(task.priority), task.id)
        })
    }

    pub fn open_tasks(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.done_at.is_none())
    }

    /// The offer that can still be answered.
    pub fn open_offer(&self, now: Timestamp) -> Option<Offer> {
        self.offer.filter(|offer| offer.is_open(now))
    }

    /// The customer: who first wrote to us, else whom we first wrote to.
    pub fn customer(&self) -> Option<CustomerId> {
        let known = || self.facts.iter().filter(|fact| fact.customer.is_some());
        known()
            .filter(|fact| fact.is_human_inbound())
            .min_by_key(|fact| fact.rank())
            .or_else(|| {
                known().filter(|fact| fact.is_human_outbound()).min_by_key(|fact| fact.rank())
            })
            .and_then(|fact| fact.customer)
    }
}
