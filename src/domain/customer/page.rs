//! Everything that is known of a customer, as whoever opens the record wants it: what happened, what happens now, what
//! must happen next.

use super::Card;
use super::company::Suggestion;
use crate::domain::absence::Acting;
use crate::domain::address::Address;
use crate::domain::entry::{Entry, Event};
use crate::domain::ids::{InboxId, MemberId, Seq, ThreadId};
use crate::domain::link::Link;
use crate::domain::message::{Automated, Direction};
use crate::domain::note::Note;
use crate::domain::policy::Policy;
use crate::domain::roster::Ownership;
use crate::domain::summary::{Listed, NextAction, Status};
use crate::domain::task;
use crate::domain::time::Timestamp;
use std::cmp::Reverse;

/// The record of a customer with all that belongs to it.
#[derive(Clone, Debug)]
pub struct Page {
    pub card: Card,
    /// What the company may be called, where nobody said it.
    pub suggested: Option<Suggestion>,
    pub mail: Mail,
    /// All of them, newest first.
    pub notes: Vec<Remark>,
    /// Those that are open, what is due first first.
    pub tasks: Vec<task::Listed>,
    /// Those that are not closed, the most urgent first.
    pub threads: Vec<Listed>,
    /// The thread that was closed last.
    pub last_closed: Option<Listed>,
    pub links: Vec<Linked>,
    /// Newest first.
    pub timeline: Vec<Moment>,
    /// How much more there is of it.
    pub earlier: usize,
}

/// The mail of a customer, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    pub messages: usize,
    pub threads: usize,
    pub first_at: Option<Timestamp>,
    pub inboxes: Vec<InboxId>,
    pub last: Option<Last>,
}

/// The last message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Last {
    pub at: Timestamp,
    pub letter: Letter,
    pub to: Vec<Address>,
    pub thread: ThreadId,
}

/// A message as a line shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub direction: Direction,
    pub automated: Option<Automated>,
    pub author: Option<MemberId>,
    pub from: Option<Address>,
    pub inboxes: Vec<InboxId>,
    pub subject: String,
}

/// A note on the customer or on a thread of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub note: Note,
    pub thread: Option<ThreadId>,
}

/// A document that is linked to the customer or to a thread of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    pub link: Link,
    pub thread: Option<ThreadId>,
}

/// One line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    pub seq: Seq,
    pub at: Timestamp,
    pub thread: Option<ThreadId>,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Mail(Letter),
    Entry(Box<Entry>),
}

/// What must happen next, and who is to do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub thread: Option<ThreadId>,
    pub what: Action,
    pub due: Option<Timestamp>,
    /// Since when the customer waits for an answer.
    pub awaited_since: Option<Timestamp>,
    /// Whose it is, and who would step in.
    pub whose: Ownership,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A task, or what is implied after a reply of ours.
    Do(NextAction),
    /// We owe an answer, and nothing more is said of it.
    Answer,
    /// Whoever it waits for among us is to move.
    Unblock,
}

impl Step {
    /// Who should act right now.
    pub fn acting(&self, policy: &Policy, now: Timestamp) -> Option<Acting> {
        policy.absences.acting(self.whose.owner, self.whose.backup, now)
    }

    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.due.is_some_and(|due| due < now)
    }

    /// What comes first: what is late or unanswered, since the longest; then what is due, then what is not.
    fn order(&self, now: Timestamp) -> (bool, bool, Option<Timestamp>) {
        let presses = self.is_overdue(now) || self.awaited_since.is_some();
        let since = self.awaited_since.into_iter().chain(self.due).min();
        (!presses, since.is_none(), since)
    }
}

impl Page {
    /// The notes that are shown first: those that ask something of whoever looks, then the newest.
    pub fn notes_for(&self, me: Option<MemberId>, now: Timestamp, count: usize) -> Vec<&Remark> {
        let mut notes: Vec<&Remark> = self.notes.iter().collect();
        notes.sort_by_key(|Remark { note, .. }| {
            let asks = me.is_some_and(|me| note.asks(me, now));
            (!asks, Reverse((note.at, note.entry)))
        });
        notes.truncate(count);
        notes
    }

    /// What must happen next: of the most urgent thread, or a task of the customer that is to be done before that.
    pub fn next(&self, policy: &Policy, now: Timestamp) -> Option<Step> {
        let of_thread = self.threads.iter().find_map(|listed| step(listed, policy, now));
        let alone = self.tasks.iter().filter(|task| task.thread.is_none());
        let alone = alone.map(|task| self.kept(task)).min_by_key(|step| step.order(now));
        // Of two that are as urgent the thread's: somebody outside waits.
        of_thread.into_iter().chain(alone).min_by_key(|step| step.order(now))
    }

    /// A task without a thread, as a step; the customer's backup steps in.
    fn kept(&self, listed: &task::Listed) -> Step {
        let task = &listed.task;
        let backup = self.card.whose().backup.filter(|backup| *backup != task.owner);
        let action = NextAction {
            task: Some(task.id),
            text: task.title.clone(),
            due: task.due,
            owner: Some(task.owner),
        };
        Step {
            thread: None,
            what: Action::Do(action),
            due: task.due,
            awaited_since: None,
            whose: Ownership { owner: Some(task.owner), backup },
        }
    }
}

/// What a thread wants next; nothing where only the customer is to move.
fn step(listed: &Listed, policy: &Policy, now: Timestamp) -> Option<Step> {
    let summary = &listed.summary;
    let action = listed.next_action(policy, now);
    let due = action.as_ref().and_then(|action| action.due);
    let owner = summary.next.map(|next| next.owner).or(summary.owner);
    let what = match (action, summary.status(now)) {
        (Some(action), _) => Action::Do(action),
        (None, Status::Open) => Action::Answer,
        (None, Status::WaitingInternal) => Action::Unblock,
        (None, Status::WaitingCustomer | Status::Closed) => return None,
    };
    let backup = summary.backup.filter(|backup| Some(*backup) != owner);
    Some(Step {
        thread: Some(summary.thread),
        what,
        due,
        awaited_since: summary.unanswered_since,
        whose: Ownership { owner, backup },
    })
}

/// Is an entry part of the story? What only says that somebody was at it, or tried, is for the log alone; so is how
/// good one of us found the work of another.
pub fn is_told(event: &Event) -> bool {
    !matches!(
        event,
        Event::Held { .. }
            | Event::Confirmed
            | Event::Acked { .. }
            | Event::Denied { .. }
            | Event::Scored { .. }
            | Event::Undone { .. }
    )
}

/// Puts the newest first and keeps so many of what is not older than `since`; gives how many more there are.
pub fn newest(moments: &mut Vec<Moment>, since: Option<Timestamp>, count: usize) -> usize {
    moments.retain(|moment| since.is_none_or(|since| moment.at >= since));
    moments.sort_by_key(|moment| Reverse((moment.at, moment.seq)));
    let earlier = moments.len().saturating_sub(count);
    moments.truncate(count);
    earlier
}
