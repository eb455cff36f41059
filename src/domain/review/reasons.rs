//! Which reasons there are for a thread, whoever reads the review.

use super::Reason;
use super::ownership::{needs_backup, no_owner, owner_check};
use crate::domain::ids::ThreadId;
use crate::domain::policy::Policy;
use crate::domain::sla::{self, State};
use crate::domain::span::Span;
use crate::domain::summary::{Listed, Status};
use crate::domain::time::Timestamp;

/// All reasons why this thread needs someone now, the most pressing first.
pub fn reasons(
    listed: &Listed,
    conflicts: &[ThreadId],
    policy: &Policy,
    now: Timestamp,
) -> Vec<Reason> {
    let summary = &listed.summary;
    let status = summary.status(now);
    if status == Status::Closed {
        return Vec::new();
    }
    [
        no_owner(listed, status, policy, now),
        missed(listed, policy, now),
        summary.level(now).map(|level| Reason::Escalated { level }),
        duplicates(listed, policy, now),
        overdue(listed, policy, now),
        no_next_action(listed, status, now),
        waiting_internal(listed, status, now),
        needs_backup(listed, status, policy, now),
        stale(listed, policy, now),
        handoff(listed, now),
        owner_check(listed, policy, now),
        listed.gone.clone().map(|gone| Reason::Gone { gone }),
        (!conflicts.is_empty())
            .then(|| Reason::Conflict { others: conflicts.to_vec(), owner: summary.owner }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn missed(listed: &Listed, policy: &Policy, now: Timestamp) -> Option<Reason> {
    let deadline = sla::deadline(&listed.summary, listed.setting(), policy, now)?;
    let presses = deadline.state != State::Fine;
    presses.then_some(Reason::Sla { deadline, owner: listed.summary.owner })
}

/// What is new where no review was mailed yet.
const UNREVIEWED: Span = Span::WorkingDays(2);

/// Whatever a member does on the thread afterwards says that it was seen.
fn duplicates(listed: &Listed, policy: &Policy, now: Timestamp) -> Option<Reason> {
    let doubled = listed.summary.doubled?;
    let is_new = match policy.reviewed_upto {
        Some(upto) => doubled.reply > upto,
        None => !policy.has_passed(UNREVIEWED, doubled.at, now),
    };
    let seen = listed.summary.last_entry.is_some_and(|entry| entry > doubled.reply);
    (is_new && !seen).then_some(Reason::Duplicates { doubled })
}

fn overdue(listed: &Listed, policy: &Policy, now: Timestamp) -> Option<Reason> {
    let next = listed.next_action(policy, now)?;
    let due = next.due.filter(|due| *due < now)?;
    Some(Reason::Overdue { text: next.text, due, owner: next.owner, implied: next.task.is_none() })
}

/// A hold says that the owner is at it right now.
fn no_next_action(listed: &Listed, status: Status, now: Timestamp) -> Option<Reason> {
    let summary = &listed.summary;
    let idle = status == Status::Open && summary.next.is_none() && summary.hold(now).is_none();
    let bounced_at = listed.bounced_at();
    summary.owner.filter(|_| idle).map(|owner| Reason::NoNextAction { owner, bounced_at })
}

fn waiting_internal(listed: &Listed, status: Status, now: Timestamp) -> Option<Reason> {
    let on = listed.summary.waiting_on(now).filter(|_| status == Status::WaitingInternal)?;
    Some(Reason::WaitingInternal {
        on,
        name: listed.waiting_name.clone(),
        what: listed.waiting_for.clone(),
        since: listed.summary.stands_since,
    })
}

fn stale(listed: &Listed, policy: &Policy, now: Timestamp) -> Option<Reason> {
    let since = listed.summary.last_activity()?;
    policy.has_passed(policy.stale_after, since, now).then_some(Reason::Stale { since })
}

fn handoff(listed: &Listed, now: Timestamp) -> Option<Reason> {
    listed.summary.open_offer(now).map(|offer| Reason::Handoff {
        from: offer.from,
        to: offer.receivers().collect(),
        next: listed.offered_next.clone(),
        since: offer.at,
        lapses_at: offer.lapses_at,
    })
}
