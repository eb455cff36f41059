//! What needs someone: the digest of the morning (SPEC §7).
//!
//! Each thread is listed once, in the first section that applies; the others are its badges.

mod counts;
mod kind;
pub mod leads;
mod ownership;
mod personal;
pub mod weekly;

pub use counts::{Before, Counts};
pub use kind::Kind;
pub use personal::{Capacity, Hands, capacity, reasons_for};

use super::absence::{Absence, Absences, Acting};
use super::entry::WaitingOn;
use super::ids::{MemberId, ThreadId};
use super::note::{self, OpenNote};
use super::policy::Policy;
use super::sla::{self, Deadline, State};
use super::span::Span;
use super::summary::{Gone, Listed, Status};
use super::task;
use super::thread::{Doubled, Level};
use super::time::Timestamp;
use super::urgency::Urgency;
use chrono::NaiveDate;
use ownership::{needs_backup, no_owner, overloaded, owner_check};
use std::sync::Arc;

/// Why something needs someone. The order is the order of the sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// In a member's own digest alone; what is in it is no thread.
    NotesForYou,
    NoOwner,
    Sla,
    Escalated,
    Duplicates,
    Overdue,
    /// What was promised to a customer on no thread, and is past due.
    Promises,
    /// In a member's own digest alone: what they promised for today.
    DueToday,
    NoNextAction,
    WaitingInternal,
    NeedsBackup,
    Stale,
    Handoffs,
    OwnerCheck,
    /// In a member's own digest alone.
    StandingIn,
    Gone,
    Data,
}

impl Section {
    pub const ALL: [Section; 17] = [
        Section::NotesForYou,
        Section::NoOwner,
        Section::Sla,
        Section::Escalated,
        Section::Duplicates,
        Section::Overdue,
        Section::Promises,
        Section::DueToday,
        Section::NoNextAction,
        Section::WaitingInternal,
        Section::NeedsBackup,
        Section::Stale,
        Section::Handoffs,
        Section::OwnerCheck,
        Section::StandingIn,
        Section::Gone,
        Section::Data,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Section::NotesForYou => "notes-for-you",
            Section::NoOwner => "no-owner",
            Section::Sla => "sla",
            Section::Escalated => "escalated",
            Section::Duplicates => "duplicates",
            Section::Overdue => "overdue",
            Section::Promises => "promises",
            Section::DueToday => "due-today",
            Section::NoNextAction => "no-next-action",
            Section::WaitingInternal => "waiting-internal",
            Section::NeedsBackup => "needs-backup",
            Section::Stale => "stale",
            Section::Handoffs => "handoffs",
            Section::OwnerCheck => "owner-check",
            Section::StandingIn => "standing-in",
            Section::Gone => "gone",
            Section::Data => "data",
        }
    }
}

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
    /// A mail links it to other threads that have other owners, or to too many.
    Conflict { others: Vec<ThreadId> },
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
        (!conflicts.is_empty()).then(|| Reason::Conflict { others: conflicts.to_vec() }),
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

/// The mailbox that imported files are listed under: they were read once, and do not grow old.
pub const IMPORT: &str = "import";

/// The trial balance of one mailbox: what the server showed, what the ledger holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailboxHealth {
    /// `inbox/mailbox`
    pub name: String,
    /// Messages on the server when it was last read; `None` when it never was.
    pub server: Option<u64>,
    /// Messages of it in the ledger.
    pub ledger: u64,
    pub synced_at: Option<Timestamp>,
    /// What the last try ran into, if it failed.
    pub failed: Option<String>,
}

impl MailboxHealth {
    pub fn is_import(&self) -> bool {
        self.name.rsplit_once('/').is_some_and(|(_, mailbox)| mailbox == IMPORT)
    }

    pub fn is_balanced(&self) -> bool {
        self.server == Some(self.ledger)
    }

    /// What is wrong with it now, if anything.
    pub fn problem(&self, policy: &Policy, now: Timestamp) -> Option<DataProblem> {
        match self.synced_at {
            None => Some(DataProblem::NeverRead),
            Some(_) if self.is_import() => None,
            Some(at) if self.failed.is_some() => Some(DataProblem::Failed { at }),
            Some(at) if policy.has_passed(policy.sync_old_after, at, now) => {
                Some(DataProblem::Old { at })
            }
            Some(_) if !self.is_balanced() => Some(DataProblem::CountsDiffer),
            Some(_) => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataProblem {
    NeverRead,
    Old {
        at: Timestamp,
    },
    /// It was read then, and the last try failed.
    Failed {
        at: Timestamp,
    },
    CountsDiffer,
}

/// A thread in a section.
#[derive(Clone, Debug)]
pub struct Item {
    pub listed: Arc<Listed>,
    pub reason: Reason,
    /// The other reasons, in the order of the sections.
    pub also: Vec<Section>,
}

/// The digest.
#[derive(Clone, Debug)]
pub struct Review {
    pub as_of: Timestamp,
    pub mailboxes: Vec<(MailboxHealth, Option<DataProblem>)>,
    /// Sections that have something in them, in their order; `Data` also when only mailboxes have problems.
    pub sections: Vec<(Section, Vec<Item>)>,
    /// What whose digest it is should read or look at again; none in the team's.
    pub notes: Vec<OpenNote>,
    /// Tasks on no thread that are past due; in a member's digest those on threads that are not in it, too.
    pub promises: Vec<task::Listed>,
    /// What a member promised for today, on threads that are not in their digest otherwise; none in the team's.
    pub due_today: Vec<task::Listed>,
    pub kind: Kind,
    /// Whose digest it is; `None` is the whole team's.
    pub reader: Option<MemberId>,
    /// As what how many threads ask something of whose digest it is; nothing in the team's.
    pub hands: Hands,
    /// Not closed, in all; in a member's digest those that they should act on.
    pub open: usize,
    /// What was counted when one of this kind was last mailed on an earlier day, and when; none where there was none, and
    /// in what is printed.
    pub before: Option<Before>,
    /// Threads that were not closed at the end of each of the last days, the oldest first, today's last; `None` where
    /// nobody counted.
    pub backlog: Vec<(NaiveDate, Option<usize>)>,
    /// The newest hash of the ledger: whoever has this mail holds an anchor of it.
    pub hash: String,
}

impl Review {
    /// Draws up the review from all threads that are not closed; the part of it that is a member's where one is named.
    pub fn draw_up(
        threads: &[Arc<Listed>],
        conflicts: impl Fn(ThreadId) -> Vec<ThreadId>,
        mailboxes: Vec<MailboxHealth>,
        hash: String,
        reader: Option<MemberId>,
        policy: &Policy,
        now: Timestamp,
    ) -> Review {
        let mut items: Vec<Vec<Item>> = Section::ALL.iter().map(|_| Vec::new()).collect();
        let (mut open, mut hands) = (0, Hands::default());
        let overloaded = overloaded(threads, policy, now);
        for listed in threads {
            let (summary, conflicts) = (&listed.summary, conflicts(listed.summary.thread));
            let asked = reader.and_then(|me| capacity(me, summary, policy, now));
            asked.into_iter().for_each(|capacity| hands.add(capacity));
            let counts = reader.is_none() || asked.is_some();
            open += usize::from(counts && summary.status(now) != Status::Closed);
            let theirs = reader.is_none() || matches!(asked, Some(Capacity::Acts(_)));
            let mut found = match reader {
                Some(me) => reasons_for(me, listed, &conflicts, policy, now),
                None => reasons(listed, &conflicts, policy, now),
            };
            let overload = overloaded.get(&summary.thread).filter(|_| theirs);
            let is_new = |over: &&Reason| found.iter().all(|one| one.section() != over.section());
            if let Some(overload) = overload.filter(is_new).cloned() {
                found.push(overload);
                found.sort_by_key(Reason::section);
            }
            let mut found = found.into_iter();
            if let Some(reason) = found.next() {
                let also = found.map(|reason| reason.section()).collect();
                let item = Item { listed: listed.clone(), reason, also };
                items[item.reason.section() as usize].push(item);
            }
        }
        let mailboxes: Vec<_> = mailboxes
            .into_iter()
            .map(|health| {
                let problem = health.problem(policy, now);
                (health, problem)
            })
            .collect();
        // What is wrong with the mail is the team's matter: a digest has it in its first line.
        let data_problem = reader.is_none()
            && (mailboxes.is_empty() || mailboxes.iter().any(|(_, problem)| problem.is_some()));
        let mut sections: Vec<(Section, Vec<Item>)> = Section::ALL
            .into_iter()
            .zip(items)
            .filter(|(section, items)| {
                !items.is_empty() || (*section == Section::Data && data_problem)
            })
            .collect();
        for (_, items) in &mut sections {
            items.sort_by_cached_key(|item| order_key(item, policy, now));
        }
        Review {
            as_of: now,
            mailboxes,
            sections,
            notes: Vec::new(),
            promises: Vec::new(),
            due_today: Vec::new(),
            kind: if reader.is_some() { Kind::Personal } else { Kind::Team },
            reader,
            hands,
            open,
            before: None,
            backlog: Vec::new(),
            hash,
        }
    }

    /// The same, with what beside threads asks something of whose digest it is: of these notes, and of these tasks,
    /// which come first what comes first. Who stands in keeps promises, too. `tonight` is when the reader's day ends.
    pub fn with_asides(
        self,
        open: &[OpenNote],
        tasks: &[task::Listed],
        absences: &Absences,
        tonight: Timestamp,
    ) -> Review {
        let now = self.as_of;
        let Some(me) = self.reader else {
            let late =
                |listed: &&task::Listed| listed.thread.is_none() && listed.task.is_overdue(now);
            return Review { promises: tasks.iter().filter(late).cloned().collect(), ..self };
        };
        let notes = note::asking(open, me, now);
        Review { notes, ..self.with_promises_of(me, tasks, absences, tonight) }
    }

    /// The same, with what went before.
    pub fn with_history(
        self,
        before: Option<Before>,
        backlog: Vec<(NaiveDate, Option<usize>)>,
    ) -> Review {
        Review { before, backlog, ..self }
    }

    /// The same with nothing in its sections, for another digest of the same state.
    fn without_items(&self) -> Review {
        Review {
            sections: Vec::new(),
            mailboxes: self.mailboxes.clone(),
            notes: Vec::new(),
            promises: Vec::new(),
            due_today: Vec::new(),
            hands: Hands::default(),
            before: self.before.clone(),
            backlog: self.backlog.clone(),
            hash: self.hash.clone(),
            ..*self
        }
    }

    /// How much there is in each section.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { open: self.open, ..Counts::default() };
        for (section, items) in &self.sections {
            // What is wrong with the mail alone is one thing, too.
            counts.sections.insert(*section, items.len().max(1));
        }
        let asides = [
            (Section::NotesForYou, self.notes.len()),
            (Section::Promises, self.promises.len()),
            (Section::DueToday, self.due_today.len()),
        ];
        counts.sections.extend(asides.into_iter().filter(|(_, count)| *count > 0));
        counts
    }

    /// Every mailbox was read lately, and the counts agree; without any, nothing is known.
    pub fn is_complete(&self) -> bool {
        !self.mailboxes.is_empty() && self.mailboxes.iter().all(|(_, problem)| problem.is_none())
    }

    /// Nothing needs anyone.
    pub fn is_clear(&self) -> bool {
        let asides = [self.promises.len(), self.due_today.len(), self.notes.len()];
        self.sections.is_empty() && asides.iter().all(|count| *count == 0)
    }

    /// Up to when the ledger is complete: the mailbox read longest ago.
    pub fn complete_to(&self) -> Option<Timestamp> {
        let read = |import| {
            let read =
                self.mailboxes.iter().filter(move |(health, _)| health.is_import() == import);
            read.map(|(health, _)| health.synced_at).min().flatten()
        };
        read(false).or_else(|| read(true))
    }
}

/// By who blocks for what waits on somebody; then the most urgent first.
fn order_key(item: &Item, policy: &Policy, now: Timestamp) -> (String, Urgency) {
    let blocker = match &item.reason {
        Reason::WaitingInternal { on, name, .. } => {
            format!("{on:?}{}", name.as_deref().unwrap_or(""))
        }
        _ => String::new(),
    };
    (blocker, Urgency::of_listed(&item.listed, policy, now))
}
