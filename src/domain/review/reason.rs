//! Why a thread is in a review.

use super::Section;
use crate::domain::absence::{Absence, Acting};
use crate::domain::entry::WaitingOn;
use crate::domain::ids::{MemberId, ThreadId};
use crate::domain::sla::Deadline;
use crate::domain::summary::Gone;
use crate::domain::thread::{Doubled, Level};
use crate::domain::time::Timestamp;

/// Why a thread is in a section, with what the sentence about it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The customer waits, or our reply to them bounced then, and nobody acts; since then. Where it has an owner they
    /// are away, and nobody stands in.
    /// Whose level it is at or who is on duty acts meanwhile.
    NoOwner {
        since: Option<Timestamp>,
        bounced_at: Option<Timestamp>,
        away: Option<Absence>,
        meanwhile: Option<Acting>,
    },
    /// What was promised to the customer is late, or soon will be; whose it is to act.
    Sla { deadline: Deadline, owner: Option<MemberId> },
    /// It was sent up.
    Escalated { level: Level },
    /// Two members answered the same message since the last review, and nobody has done anything about it since.
    Duplicates { doubled: Doubled },
    /// The next action is past due.
    Overdue { text: String, due: Timestamp, owner: Option<MemberId>, implied: bool },
    /// Owned, and nothing is said about what comes next; after a reply of ours bounced then.
    NoNextAction { owner: MemberId, bounced_at: Option<Timestamp> },
    /// Somebody of ours, or a third party, holds it up.
    WaitingInternal {
        on: WaitingOn,
        name: Option<String>,
        what: Option<String>,
        since: Option<Timestamp>,
    },
    /// Nobody stands behind the owner, or behind whoever stands in for them.
    NeedsBackup { owner: MemberId, alone: Alone },
    /// Nothing has happened since then.
    Stale { since: Timestamp },
    /// Offered, and not answered.
    Handoff {
        from: MemberId,
        to: Vec<MemberId>,
        since: Timestamp,
        lapses_at: Timestamp,
        next: Option<String>,
    },
    /// The owner has done nothing since then; others have written so many replies, and who the last of them.
    OwnerCheck { owner: MemberId, since: Timestamp, replies: usize, author: Option<MemberId> },
    /// The customer waits, and the owner, who is away until then, has somebody stand in.
    StandingIn { of: MemberId, until: Option<Timestamp>, since: Option<Timestamp> },
    /// The customer's mail vanished, and nobody had answered it.
    Gone { gone: Gone },
    /// A mail links it to other threads that have other owners, or to too many; its own owner.
    Conflict { others: Vec<ThreadId>, owner: Option<MemberId> },
}

/// Who is alone with a thread, and why that is too little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alone {
    /// It is urgent, and there is no backup.
    Urgent,
    /// Sent up, and without backup.
    Escalated,
    /// The owner is away without a cover who is there; the backup, if there is one, acts.
    Away { absence: Absence, backup: Option<MemberId> },
    /// They have so many open threads, and that is more than one can see to; this one came last.
    Load { open: usize, limit: usize },
}

impl Reason {
    pub fn section(&self) -> Section {
        match self {
            Reason::NoOwner { .. } => Section::NoOwner,
            Reason::Sla { .. } => Section::Sla,
            Reason::Escalated { .. } => Section::Escalated,
            Reason::Duplicates { .. } => Section::Duplicates,
            Reason::Overdue { .. } => Section::Overdue,
            Reason::NoNextAction { .. } => Section::NoNextAction,
            Reason::WaitingInternal { .. } => Section::WaitingInternal,
            Reason::NeedsBackup { .. } => Section::NeedsBackup,
            Reason::Stale { .. } => Section::Stale,
            Reason::Handoff { .. } => Section::Handoffs,
            Reason::OwnerCheck { .. } => Section::OwnerCheck,
            Reason::StandingIn { .. } => Section::StandingIn,
            Reason::Gone { .. } => Section::Gone,
            Reason::Conflict { .. } => Section::Data,
        }
    }

    /// What was promised, where that is the reason.
    pub fn deadline(&self) -> Option<Deadline> {
        match self {
            Reason::Sla { deadline, .. } => Some(*deadline),
            _ => None,
        }
    }

    /// Since when, where that is more than the thread's age.
    pub fn since(&self) -> Option<Timestamp> {
        match self {
            Reason::NoOwner { since, .. }
            | Reason::WaitingInternal { since, .. }
            | Reason::StandingIn { since, .. } => *since,
            Reason::Overdue { due, .. } => Some(*due),
            Reason::Sla { deadline, .. } => Some(deadline.due),
            Reason::Escalated { level } => Some(level.since),
            Reason::Duplicates { doubled } => Some(doubled.at),
            Reason::Stale { since }
            | Reason::Handoff { since, .. }
            | Reason::OwnerCheck { since, .. } => Some(*since),
            Reason::Gone { gone } => Some(gone.vanished.since),
            Reason::NoNextAction { bounced_at, .. } => *bounced_at,
            Reason::NeedsBackup { .. } | Reason::Conflict { .. } => None,
        }
    }
}
