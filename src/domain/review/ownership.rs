//! Where ownership is wanting: nobody acts, too few stand behind, the owner is one on paper.

use super::{Alone, Reason};
use crate::domain::absence::Stead;
use crate::domain::ids::{MemberId, ThreadId};
use crate::domain::policy::Policy;
use crate::domain::priority::Priority;
use crate::domain::summary::{Listed, Status, Summary};
use crate::domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;

pub fn no_owner(
    listed: &Listed,
    status: Status,
    policy: &Policy,
    now: Timestamp,
) -> Option<Reason> {
    let summary = &listed.summary;
    let acting = summary.acting(policy, now);
    // Duty is not ownership: whoever has it sees to the thread until somebody owns it.
    let nobody = acting.is_none_or(|acting| acting.is_last_resort());
    (status == Status::Open && nobody).then(|| Reason::NoOwner {
        since: summary.ages_from(),
        bounced_at: listed.bounced_at(),
        away: summary.away(policy, now),
        meanwhile: acting,
    })
}

pub fn needs_backup(
    listed: &Listed,
    status: Status,
    policy: &Policy,
    now: Timestamp,
) -> Option<Reason> {
    let summary = &listed.summary;
    let owner = summary.owner?;
    let acting = summary.acting(policy, now).filter(|acting| !acting.is_last_resort());
    let alone = match (summary.away(policy, now), acting) {
        (Some(absence), Some(acting)) if matches!(acting.why, Stead::Backup { .. }) => {
            Alone::Away { absence, backup: Some(acting.member) }
        }
        // While the customer waits that is worse: nobody acts.
        (Some(absence), None) if status != Status::Open => Alone::Away { absence, backup: None },
        _ if summary.priority == Priority::Urgent && summary.backup.is_none() => Alone::Urgent,
        _ if summary.level(now).is_some() && summary.backup.is_none() => Alone::Escalated,
        _ => return None,
    };
    Some(Reason::NeedsBackup { owner, alone })
}

/// Of each owner of too many open threads the one that came last and has no backup: one line for each owner, and not
/// one for each thread beyond the limit.
pub fn overloaded(
    threads: &[Arc<Listed>],
    policy: &Policy,
    now: Timestamp,
) -> HashMap<ThreadId, Reason> {
    let Some(limit) = policy.load_limit else { return HashMap::new() };
    let mut loads: HashMap<MemberId, (usize, Option<&Summary>)> = HashMap::new();
    for summary in threads.iter().map(|listed| &listed.summary) {
        let Some(owner) = summary.owner.filter(|_| summary.status(now) == Status::Open) else {
            continue;
        };
        let (open, newest) = loads.entry(owner).or_default();
        *open += 1;
        if summary.backup.is_none() {
            let both = newest.iter().copied().chain([summary]);
            let last = both.max_by_key(|summary| (summary.owned_since, summary.thread));
            *newest = last;
        }
    }
    let over = loads.into_iter().filter(|(_, (open, _))| *open > limit);
    over.filter_map(|(owner, (open, last))| {
        let alone = Alone::Load { open, limit };
        Some((last?.thread, Reason::NeedsBackup { owner, alone }))
    })
    .collect()
}

/// How many replies of others say that somebody else is the owner in fact.
const OTHERS_ANSWER: usize = 2;

/// Asks whether it is still the owner's; not while they are away. Who comes back has all the time from then on, and
/// is not measured by what others wrote meanwhile.
pub fn owner_check(listed: &Listed, policy: &Policy, now: Timestamp) -> Option<Reason> {
    let summary = &listed.summary;
    let (owner, cared) = summary.owner.zip(summary.cared_at)?;
    if policy.absences.of(owner, now).is_some() {
        return None;
    }
    let back = policy.absences.last_end(owner, now).filter(|back| *back > cared);
    let (since, replies) = match back {
        Some(back) => (back, 0),
        None => (cared, summary.other_replies),
    };
    let asked = replies >= OTHERS_ANSWER || policy.has_passed(policy.confirm_after, since, now);
    let author = summary.other_author.filter(|_| replies > 0);
    asked.then_some(Reason::OwnerCheck { owner, since, replies, author })
}
