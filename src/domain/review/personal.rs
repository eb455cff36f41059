//! What of the review is one member's: threads that they should act on now, what others wait for from them, and what they
//! promised for today.

use super::{Reason, Review, Section, reasons};
use crate::domain::absence::{Absences, Stead};
use crate::domain::entry::WaitingOn;
use crate::domain::ids::{MemberId, ThreadId};
use crate::domain::policy::Policy;
use crate::domain::summary::{Listed, Status, Summary};
use crate::domain::task::{self, Task};
use crate::domain::time::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// As what a thread asks something of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Capacity {
    /// They should act on it now, in their own name or in another's.
    Acts(Stead),
    /// This member offered it to them.
    Offered { by: MemberId },
    /// It waits for them.
    Blocks,
    /// The next action is theirs.
    Promised,
}

impl Capacity {
    pub fn word(self) -> &'static str {
        match self {
            Capacity::Acts(Stead::Owner) => "owner",
            Capacity::Acts(Stead::Cover { .. }) => "cover",
            Capacity::Acts(Stead::Backup { .. }) => "backup",
            Capacity::Acts(Stead::Level { .. }) => "level",
            Capacity::Acts(Stead::Duty) => "duty",
            Capacity::Offered { .. } => "offered",
            Capacity::Blocks => "blocks",
            Capacity::Promised => "promised",
        }
    }
}

/// As what this thread asks something of this member, if it does.
pub fn capacity(
    me: MemberId,
    summary: &Summary,
    policy: &Policy,
    now: Timestamp,
) -> Option<Capacity> {
    if summary.status(now) == Status::Closed {
        return None;
    }
    if let Some(acting) = summary.acting(policy, now).filter(|acting| acting.member == me) {
        return Some(Capacity::Acts(acting.why));
    }
    if let Some(offer) = summary.open_offer(now).filter(|offer| offer.is_to(me)) {
        return Some(Capacity::Offered { by: offer.from });
    }
    let blocks = summary.waiting_on(now) == Some(WaitingOn::Member(me));
    let promised = summary.next.is_some_and(|next| next.owner == me);
    match (blocks, promised) {
        (true, _) => Some(Capacity::Blocks),
        (false, true) => Some(Capacity::Promised),
        (false, false) => None,
    }
}

/// How many threads ask something of a member, by as what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hands(BTreeMap<Capacity, usize>);

impl Hands {
    pub fn add(&mut self, capacity: Capacity) {
        *self.0.entry(capacity).or_default() += 1;
    }

    pub fn iter(&self) -> impl Iterator<Item = (Capacity, usize)> {
        self.0.iter().map(|(capacity, count)| (*capacity, *count))
    }
}

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

impl Review {
    /// The same with what this member promised, or has to keep for who is away: what is late, and what is due by
    /// tonight. A thread that stands in it already is not named again, but marked.
    pub(super) fn with_promises_of(
        mut self,
        me: MemberId,
        tasks: &[task::Listed],
        absences: &Absences,
        tonight: Timestamp,
    ) -> Review {
        let now = self.as_of;
        let places: HashMap<ThreadId, (usize, usize)> = self.places();
        for listed in tasks.iter().filter(|listed| keeps(me, &listed.task, absences, now)) {
            let is_late = listed.task.is_overdue(now);
            if !is_late && listed.task.due.is_none_or(|due| due > tonight) {
                continue;
            }
            match listed.thread.and_then(|thread| places.get(&thread)) {
                Some((section, item)) => {
                    let also = &mut self.sections[*section].1[*item].also;
                    if !is_late && !also.contains(&Section::DueToday) {
                        also.push(Section::DueToday);
                        also.sort();
                    }
                }
                None if is_late => self.promises.push(listed.clone()),
                None => self.due_today.push(listed.clone()),
            }
        }
        self
    }

    /// Where each thread stands.
    fn places(&self) -> HashMap<ThreadId, (usize, usize)> {
        let sections = self.sections.iter().enumerate();
        let places = sections.flat_map(|(section, (_, items))| {
            let items = items.iter().enumerate();
            items.map(move |(place, item)| (item.listed.summary.thread, (section, place)))
        });
        places.collect()
    }
}

/// Is it this member's to keep: their own promise, or that of somebody for whom they stand in?
pub(super) fn keeps(me: MemberId, task: &Task, absences: &Absences, now: Timestamp) -> bool {
    task.owner == me || absences.stands_in(task.owner, now) == Some(me)
}
