//! Which threads a list shows, and in which order.

use super::ids::{InboxId, MemberId};
use super::policy::Policy;
use super::summary::{Listed, Status};
use super::time::Timestamp;
use std::cmp::Reverse;

/// What a list is narrowed to; the default is everything that is not closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub owner: Option<MemberId>,
    pub unowned: bool,
    pub status: Option<Status>,
    pub inbox: Option<InboxId>,
    /// Closed ones too.
    pub all: bool,
}

impl Query {
    /// Can a closed thread be in the list?
    pub fn wants_closed(&self) -> bool {
        self.all || self.status == Some(Status::Closed)
    }

    pub fn matches(&self, listed: &Listed, now: Timestamp) -> bool {
        let summary = &listed.summary;
        let status = summary.status(now);
        self.owner.is_none_or(|owner| summary.owner == Some(owner))
            && (!self.unowned || summary.owner.is_none())
            && self.inbox.is_none_or(|inbox| listed.inboxes.contains(&inbox))
            && match self.status {
                Some(wanted) => status == wanted,
                None => self.all || status != Status::Closed,
            }
    }
}

/// Puts the most urgent first: what we owe or what is overdue, before what waits for others, before what is closed;
/// within these by priority, then what is overdue, then by how long it has waited.
pub fn by_urgency(threads: &mut [Listed], policy: &Policy, now: Timestamp) {
    threads.sort_by_cached_key(|listed| {
        let summary = &listed.summary;
        let overdue = summary.is_overdue(policy, now);
        let turn = match summary.status(now) {
            Status::Closed => 3,
            Status::Open => 0,
            _ if overdue => 0,
            Status::WaitingInternal => 1,
            Status::WaitingCustomer => 2,
        };
        let due = summary.due(policy, now).filter(|_| overdue);
        let since = match turn {
            // What was closed last is looked for first.
            3 => summary.last_activity().map(|at| -at.timestamp()),
            _ => due.into_iter().chain(summary.ages_from()).min().map(|at| at.timestamp()),
        };
        (turn, Reverse(summary.priority), !overdue, since.is_none(), since, summary.thread)
    });
}
