//! What baton does by itself, by a rule, after each sync: offers lapse, and what waited too long is closed.

use crate::domain::access::Deed;
use crate::domain::entry::{Actor, Event};
use crate::domain::ids::{InboxId, ThreadId};
use crate::domain::policy::Policy;
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::store::{Doing, Ledger};
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
    let lapsing: BTreeSet<ThreadId> = ledger.lapsed(now)?.into_iter().collect();
    let closing: BTreeSet<ThreadId> = ledger
        .awaiting_customer(now, too_long)?
        .into_iter()
        .filter(|(_, inboxes)| inboxes.iter().all(|inbox| read.contains(inbox)))
        .map(|(thread, _)| thread)
        .collect();
    let due: Vec<ThreadId> = lapsing.union(&closing).copied().collect();
    if due.is_empty() {
        return Ok(Default::default());
    }
    let doing = Doing::new(Actor::BATON, now);
    let changed = ledger.change(&due, Deed::Rule, &doing, |thread, _| {
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
