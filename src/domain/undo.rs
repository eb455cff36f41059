//! Taking back entries: an entry that was taken back is as if it had not been made, and so is a taking back.
//!
//! Nothing is deleted: the entry stays in the log, and a new one says that it no longer counts.

use super::entry::{Entry, Event};
use super::ids::{CustomerId, MemberId, Seq, TaskId, ThreadId};
use std::collections::BTreeMap;

/// Why an entry cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotUndone {
    /// This entry has taken it back already.
    Already {
        by: Seq,
    },
    /// What came later stands on it.
    Later {
        entry: Seq,
    },
    /// baton did it by a rule, and would do it again.
    ByRule,
    /// It has gone out, or was only a refusal: there is nothing that could be taken back.
    Happened,
    /// It made the ledger.
    Ledger,
    /// It says who is a member.
    Member,
    /// Threads were joined or parted: another command takes that back.
    Joined,
    /// This one went into that.
    Merged {
        from: ThreadId,
        into: Option<ThreadId>,
    },
    Split,
    /// A task of a thread that is closed would be open again.
    ThreadClosed,
    /// An address that it gave is another customer's by now.
    AddressTaken {
        by: CustomerId,
    },
}

/// The entries that do not count any more. Entries of one thread, or of the team, in the order of their numbers.
pub fn taken_back(entries: &[Entry]) -> BTreeMap<Seq, Seq> {
    let mut taken = BTreeMap::new();
    for entry in entries.iter().rev() {
        if let Event::Undone { entry: target, .. } = entry.event
            && !taken.contains_key(&entry.seq)
        {
            taken.insert(target, entry.seq);
        }
    }
    taken
}

/// The entry of this number. `entries` are in the order of their numbers.
fn numbered(entries: &[Entry], seq: Seq) -> Option<&Entry> {
    entries.binary_search_by_key(&seq, |entry| entry.seq).ok().map(|at| &entries[at])
}

/// Whether an entry of a thread only says something about it, or took back one that did. `entries` are all of the thread,
/// in the order of their numbers.
pub fn is_aside(entry: &Entry, entries: &[Entry]) -> bool {
    match entry.event {
        // An entry takes back an earlier one only, so this ends.
        Event::Undone { entry: target, .. } => {
            numbered(entries, target).is_some_and(|target| is_aside(target, entries))
        }
        _ => entry.event.is_aside(),
    }
}

/// What an entry is about: of two that are about the same the later one stands on the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum About<'a> {
    Ownership,
    Status,
    Priority,
    Level,
    Task(TaskId),
    Itself(Seq),
    Absence(Seq),
    Grant(Seq),
    Customer(CustomerId),
    Member(MemberId),
    /// The experiments of this name: one of them runs at a time.
    Experiment(&'a str),
    Nothing,
}

/// `None` is everything there is about a thread, or about a customer.
fn about<'a>(entry: &'a Entry, entries: &'a [Entry]) -> Option<About<'a>> {
    Some(match &entry.event {
        Event::Claimed { .. }
        | Event::Held { .. }
        | Event::Released
        | Event::Assigned { .. }
        | Event::Offered { .. }
        | Event::Accepted
        | Event::Declined
        | Event::Withdrawn
        | Event::Lapsed => About::Ownership,
        Event::Waited { .. } | Event::Closed { .. } | Event::Reopened => About::Status,
        Event::PrioritySet { .. } => About::Priority,
        Event::Tagged { .. } => About::Itself(entry.seq),
        Event::Escalated { .. } | Event::Deescalated => About::Level,
        Event::TaskAdded { .. } => About::Task(TaskId(entry.seq.0)),
        Event::TaskDone { task, .. } | Event::TaskSet { task, .. } => About::Task(*task),
        // Of these each stands by itself.
        Event::Noted { .. }
        | Event::TaskCommented { .. }
        | Event::Linked { .. }
        | Event::CustomerChanged { .. }
        | Event::CustomersMerged { .. } => About::Itself(entry.seq),
        Event::Away { .. } => About::Absence(entry.seq),
        Event::Back { absence } => About::Absence(*absence),
        Event::Granted { .. } => About::Grant(entry.seq),
        Event::Revoked { grant } => About::Grant(*grant),
        Event::CustomerAssigned { customer, .. } => About::Customer(*customer),
        Event::MemberAdded { member, .. }
        | Event::MemberChanged { member, .. }
        | Event::MemberRemoved { member, .. } => About::Member(*member),
        Event::ExperimentStarted { .. } | Event::ExperimentStopped { .. } => {
            About::Experiment(entry.words.text.as_deref().unwrap_or_default())
        }
        Event::Undone { entry, .. } => {
            return about(numbered(entries, *entry)?, entries);
        }
        Event::Joined { .. }
        | Event::Merged { .. }
        | Event::Split { .. }
        | Event::SplitOff { .. }
        | Event::PassedOn { .. }
        | Event::CustomerAdded { .. } => return None,
        Event::LedgerCreated { .. }
        | Event::Confirmed
        | Event::Acked { .. }
        | Event::Forced { .. }
        | Event::Denied { .. }
        | Event::Annotated { .. }
        | Event::Rated { .. }
        | Event::Earned { .. }
        | Event::Scored { .. } => About::Nothing,
    })
}

/// May this entry be taken back? `entries` are all of its thread, customer, or of the team, in the order of their numbers;
/// `command` is the one that does it, which may have taken back others already.
pub fn may_undo(target: &Entry, entries: &[Entry], command: Option<Seq>) -> Result<(), NotUndone> {
    let taken = taken_back(entries);
    may_undo_aside(target, &taken)?;
    let subject = about(target, entries);
    let redoes = matches!(target.event, Event::Undone { .. });
    let cancels = |entry: &Entry| matches!(entry.event, Event::Undone { .. });
    let later = entries
        .iter()
        .filter(|entry| entry.seq > target.seq && !taken.contains_key(&entry.seq))
        .filter(|entry| command.is_none() || entry.command != command)
        // What was taken back in between is settled, unless something is to count again.
        .filter(|entry| redoes || !cancels(entry))
        .find(|entry| match (about(entry, entries), subject) {
            (Some(About::Nothing), _) | (_, Some(About::Nothing)) => false,
            (None, _) | (_, None) => true,
            (Some(one), Some(other)) => one == other,
        });
    later.map_or(Ok(()), |entry| Err(NotUndone::Later { entry: entry.seq }))
}

/// The same for what only says something about a thread, and what took such a thing back: nothing stands on it. `taken`
/// is what counts no more, and what took it back.
pub fn may_undo_aside(target: &Entry, taken: &BTreeMap<Seq, Seq>) -> Result<(), NotUndone> {
    kind_allows(target)?;
    taken.get(&target.seq).map_or(Ok(()), |by| Err(NotUndone::Already { by: *by }))
}

/// Some kinds are for ever.
fn kind_allows(target: &Entry) -> Result<(), NotUndone> {
    match &target.event {
        Event::Joined { .. } => Err(NotUndone::Joined),
        Event::Merged { from, .. } => Err(NotUndone::Merged { from: *from, into: target.thread }),
        Event::Split { .. } | Event::SplitOff { .. } => Err(NotUndone::Split),
        Event::LedgerCreated { .. } => Err(NotUndone::Ledger),
        Event::MemberAdded { .. }
        | Event::MemberChanged { .. }
        | Event::MemberRemoved { .. }
        | Event::PassedOn { .. } => Err(NotUndone::Member),
        Event::Denied { .. } | Event::Forced { .. } => Err(NotUndone::Happened),
        _ if target.actor.member.is_none() => Err(NotUndone::ByRule),
        _ => Ok(()),
    }
}

/// Whether an entry is one that `undo` without a number passes over: it took something back, or nothing can take it
/// back.
pub fn is_passed_over(entry: &Entry, taken: &BTreeMap<Seq, Seq>) -> bool {
    matches!(entry.event, Event::Undone { .. } | Event::Denied { .. } | Event::Forced { .. })
        || taken.contains_key(&entry.seq)
}
