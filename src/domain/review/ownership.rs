//! Where ownership is wanting: nobody acts, too few stand behind, the owner is one on paper.

use super::{Alone, Reason};
use crate::domain::absence::Stead;
use crate::domain::policy::Policy;
use crate::domain::priority::Priority;
use crate::domain::summary::{Listed, Status};
use crate::domain::time::Timestamp;

pub fn no_owner(
    listed: &Listed,
    status: Status,
    policy: &Policy,
    now: Timestamp,
) -> Option<Reason> {
    let summary = &listed.summary;
    let nobody = status == Status::Open && summary.effective_owner(policy, now).is_none();
    nobody.then(|| Reason::NoOwner {
        since: summary.ages_from(),
        bounced_at: listed.bounced_at(),
        away: summary.away(policy, now),
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
    let alone = match (summary.away(policy, now), summary.acting(policy, now)) {
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
