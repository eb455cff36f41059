//! What is urgent, defined once: for the order of `list`, of each section of the review, and for `claim --next`. The
//! help of `list` says it in words.

use super::ids::{InboxId, ThreadId};
use super::policy::Policy;
use super::priority::Priority;
use super::sla::{self, Setting, State};
use super::summary::{Listed, Status, Summary};
use super::time::Timestamp;
use std::cmp::Reverse;

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// We owe something, or something is overdue.
    Ours,
    Internal,
    Customer,
    Closed,
}

/// The key by which threads are ordered; what comes first is most urgent. No two threads have the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Urgency {
    turn: Turn,
    sla: State,
    /// Of what is soon due.
    due: Option<Timestamp>,
    level: Reverse<u8>,
    priority: Reverse<Priority>,
    on_time: bool,
    /// What has waited for no time at all comes last.
    age: (bool, i64),
    thread: ThreadId,
}

impl Urgency {
    pub fn of(summary: &Summary, setting: Setting, policy: &Policy, now: Timestamp) -> Urgency {
        let status = summary.status(now);
        let due = summary.due(policy, now).filter(|due| *due < now && status != Status::Closed);
        let turn = match status {
            Status::Closed => Turn::Closed,
            Status::Open => Turn::Ours,
            _ if due.is_some() => Turn::Ours,
            Status::WaitingInternal => Turn::Internal,
            Status::WaitingCustomer => Turn::Customer,
        };
        let deadline = sla::deadline(summary, setting, policy, now);
        let state = deadline.map_or(State::Fine, |deadline| deadline.state);
        Urgency {
            turn,
            sla: state,
            due: deadline.map(|deadline| deadline.due).filter(|_| state == State::Soon),
            level: Reverse(summary.level(now).map_or(0, |level| level.level)),
            priority: Reverse(summary.priority),
            on_time: due.is_none(),
            age: age(summary, turn, due),
            thread: summary.thread,
        }
    }

    pub fn of_listed(listed: &Listed, policy: &Policy, now: Timestamp) -> Urgency {
        Urgency::of(&listed.summary, listed.setting(), policy, now)
    }
}

/// Ordered like the age in working time, the oldest first: of two instants the later one never has more working time
/// behind it, so the instant itself tells, and also which of two that came on one night was earlier.
fn age(summary: &Summary, turn: Turn, due: Option<Timestamp>) -> (bool, i64) {
    let since = match turn {
        // What was closed last is looked for first.
        Turn::Closed => summary.last_activity().map(|at| -at.timestamp()),
        _ => due.into_iter().chain(summary.ages_from()).min().map(|at| at.timestamp()),
    };
    (since.is_none(), since.unwrap_or_default())
}

/// Puts the most urgent first.
pub fn sort(threads: &mut [Listed], policy: &Policy, now: Timestamp) {
    threads.sort_by_cached_key(|listed| Urgency::of_listed(listed, policy, now));
}

/// A thread as it is chosen by: its state, the inboxes where its mail lies, what is said of the customer.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub summary: Summary,
    pub inboxes: Vec<InboxId>,
    pub customer_status: Option<String>,
}

impl Candidate {
    fn setting(&self) -> Setting<'_> {
        Setting { inboxes: &self.inboxes, customer_status: self.customer_status.as_deref() }
    }
}

/// The most urgent thread that waits for an owner: we owe something, and nobody owns it or is at it.
pub fn waiting_for_owner(
    candidates: &[Candidate],
    policy: &Policy,
    now: Timestamp,
) -> Option<ThreadId> {
    let waits = |summary: &Summary| {
        summary.status(now) == Status::Open
            && summary.owner.is_none()
            && summary.hold(now).is_none()
            && !summary.automated
    };
    candidates
        .iter()
        .filter(|candidate| waits(&candidate.summary))
        .min_by_key(|one| Urgency::of(&one.summary, one.setting(), policy, now))
        .map(|candidate| candidate.summary.thread)
}
