//! What needs someone: the digest of the morning (SPEC §7).
//!
//! Each thread is listed once, in the first section that applies; the others are its badges.

mod counts;
mod health;
mod kind;
pub mod leads;
mod ownership;
mod personal;
mod reason;
mod reasons;
mod section;
pub mod weekly;

pub use counts::{Before, Counts};
pub use health::{DataProblem, IMPORT, MailboxHealth};
pub use kind::Kind;
pub use personal::{Capacity, Hands, capacity, reasons_for};
pub use reason::{Alone, Reason};
pub use reasons::reasons;
pub use section::Section;

use super::absence::Absences;
use super::ids::{MemberId, ThreadId};
use super::note::{self, OpenNote};
use super::policy::Policy;
use super::sla::Deadline;
use super::summary::{Listed, Status};
use super::task;
use super::time::Timestamp;
use super::urgency::Urgency;
use chrono::NaiveDate;
use ownership::overloaded;
use std::sync::Arc;

/// A thread in a section.
#[derive(Clone, Debug)]
pub struct Item {
    pub listed: Arc<Listed>,
    pub reason: Reason,
    /// The other reasons, in the order of the sections.
    pub also: Vec<Section>,
    /// What was promised and is late, or soon will be, where another reason comes first.
    pub promised: Option<Deadline>,
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
                let rest: Vec<Reason> = found.collect();
                let item = Item {
                    listed: listed.clone(),
                    reason,
                    also: rest.iter().map(Reason::section).collect(),
                    promised: rest.iter().find_map(Reason::deadline),
                };
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

    /// Threads with a promise that is late, or soon will be, in whatever section they stand.
    pub fn pressing(&self) -> usize {
        let in_sla = self.counts().of(Section::Sla);
        let items = self.sections.iter().flat_map(|(_, items)| items);
        in_sla + items.filter(|item| item.promised.is_some()).count()
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
