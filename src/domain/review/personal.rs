//! What of the review is one member's: threads that they should act on now, and what others wait for from them.

use super::{Reason, reasons};
use crate::domain::absence::Stead;
use crate::domain::entry::WaitingOn;
use crate::domain::ids::{MemberId, ThreadId};
use crate::domain::policy::Policy;
use crate::domain::summary::{Listed, Status};
use crate::domain::time::Timestamp;

/// Why this thread needs this member now, the most pressing first.
pub fn reasons_for(
    me: MemberId,
    listed: &Listed,
    conflicts: &[ThreadId],
    policy: &Policy,
    now: Timestamp,
) -> Vec<Reason> {
    let mut found = reasons(listed, conflicts, policy, now);
    if listed.summary.effective_owner(policy, now) != Some(me) {
        found.retain(|reason| reason.is_for(me));
        return found;
    }
    // What is on its way to be somebody else's, or waits on somebody else, stays with whoever acts.
    found.extend(standing_in(listed, policy, now));
    found.sort_by_key(Reason::section);
    found
}

impl Reason {
    /// Does it ask something of this member, whoever acts for the thread?
    fn is_for(&self, me: MemberId) -> bool {
        match self {
            Reason::Overdue { owner, implied: false, .. } => *owner == Some(me),
            Reason::WaitingInternal { on, .. } => *on == WaitingOn::Member(me),
            Reason::Handoff { to, .. } => to.contains(&me),
            _ => false,
        }
    }
}

/// A customer's mail to somebody who is away waits for whoever stands in, also where a next action is known.
fn standing_in(listed: &Listed, policy: &Policy, now: Timestamp) -> Option<Reason> {
    let summary = &listed.summary;
    let waits = summary.status(now) == Status::Open && summary.awaits_reply();
    let acting = summary.acting(policy, now).filter(|_| waits)?;
    let (of, until) = match acting.why {
        Stead::Cover { of, until } | Stead::Backup { of: Some((of, until)) } => (of, until),
        // What nobody owns, or nobody near is there for, is told as that.
        Stead::Owner | Stead::Backup { of: None } | Stead::Level { .. } | Stead::Duty => {
            return None;
        }
    };
    Some(Reason::StandingIn { of, until, since: summary.unanswered_since })
}
