//! What baton does by itself, by a rule, after each sync: offers lapse, and what waited too long is closed.

use crate::domain::entry::{Actor, Event, WaitingOn};
use crate::domain::ids::{InboxId, ThreadId};
use crate::domain::policy::Policy;
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::store::{Keep, Ledger};
use std::collections::BTreeSet;

/// Lapses and closes what is due: threads whose offer lapsed, threads that were closed.
///
/// Only threads of inboxes that were `read` just now are closed: elsewhere the customer's answer may wait unread.
pub fn run(
    ledger: &mut Ledger,
    policy: &Policy,
    read: &[InboxId],
    now: Timestamp,
) -> Result<(Vec<ThreadId>, Vec<ThreadId>), Error> {
    let too_long = |since| policy.has_passed(policy.auto_close_after, since, now);
    let (mut lapsing, mut closing) = (BTreeSet::new(), BTreeSet::new());
    for listed in ledger.threads(false)? {
        let summary = &listed.summary;
        let waits = summary.waiting_on(now) == Some(WaitingOn::Customer) && summary.next.is_none();
        let is_read = listed.inboxes.iter().all(|inbox| read.contains(inbox));
        if waits && is_read && summary.stands_since.is_some_and(too_long) {
            closing.insert(summary.thread);
        }
        if summary.offer.is_some_and(|offer| !offer.is_open(now)) {
            lapsing.insert(summary.thread);
        }
    }
    let due: Vec<ThreadId> = lapsing.union(&closing).copied().collect();
    let changed = ledger.change(&due, Actor::BATON, now, Keep::Written, |thread| {
        let mut decision = thread.lapse(now);
        if closing.contains(&thread.id) {
            decision.0.extend(thread.close_unanswered(too_long).0);
        }
        Ok(decision)
    })?;
    // A rule of baton's own is never refused.
    let changed = changed.unwrap_or_default();
    let with = |wanted: fn(&Event) -> bool| {
        changed
            .iter()
            .filter(|changed| changed.events.iter().any(wanted))
            .map(|changed| changed.now.summary.thread)
            .collect()
    };
    Ok((
        with(|event| matches!(event, Event::Lapsed)),
        with(|event| matches!(event, Event::Closed { .. })),
    ))
}
