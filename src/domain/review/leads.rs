//! What those who lead look after: who has how much, which replies are at risk, what nobody looks after.
//!
//! It is drawn up from the team's review: what that has found out of each thread is not worked out again.

use super::ownership::overloaded;
use super::{Item, Reason, Review, Section, order_key, reasons};
use crate::domain::absence::Absence;
use crate::domain::access::Power;
use crate::domain::ids::{MemberId, ThreadId};
use crate::domain::member::Team;
use crate::domain::policy::Policy;
use crate::domain::sla::{self, Deadline, State};
use crate::domain::summary::{Listed, Status};
use crate::domain::time::Timestamp;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The sections of the team's review that are for leads to settle.
const SECTIONS: [Section; 5] =
    [Section::NoOwner, Section::Sla, Section::Escalated, Section::NeedsBackup, Section::OwnerCheck];

/// What stands in the leads' digest beside its sections.
#[derive(Clone, Debug)]
pub struct Leads<'a> {
    /// Everyone who owns something, or may, and what nobody owns; the most troubled first.
    pub loads: Vec<Load>,
    /// What may be answered too late, what is due first first.
    pub risks: Vec<Risk<'a>>,
    /// Offers that lapse today, the first first.
    pub lapsing: Vec<&'a Listed>,
}

/// How much one member owns, and in what state that is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// `None`: what nobody owns.
    pub owner: Option<MemberId>,
    /// We owe the customer something.
    pub open: usize,
    /// Waiting for the customer, or internally.
    pub waiting: usize,
    /// With a next action past due.
    pub overdue: usize,
    /// Past what was promised to the customer.
    pub late: usize,
    /// Within the warning time before that.
    pub soon: usize,
    /// Without mail and entry for long.
    pub stale: usize,
    /// Since when the customer who waits longest waits.
    pub oldest: Option<Timestamp>,
    /// The absence that they are in.
    pub away: Option<Absence>,
    /// Who stands in for them then.
    pub cover: Option<MemberId>,
}

/// A thread in which the customer may get their answer too late.
#[derive(Clone, Debug)]
pub struct Risk<'a> {
    pub listed: &'a Listed,
    /// What was promised, where that is due by the end of the next working day.
    pub deadline: Option<Deadline>,
    /// The owner is in this absence, and has not answered.
    pub away: Option<Absence>,
    /// The owner has so many open threads, more than the limit, and has not answered.
    pub load: Option<usize>,
}

impl Load {
    /// What is most troubled comes first; who has nothing comes last.
    fn trouble(&self, limit: Option<usize>) -> impl Ord + use<> {
        let over = limit.map_or(0, |limit| self.open.saturating_sub(limit));
        let most = [self.late, over, self.overdue, self.soon, self.stale];
        let unanswered = (self.oldest.is_none(), self.oldest);
        (Reverse(most), unanswered, Reverse([self.open, self.waiting]), self.owner)
    }
}

/// The leads' part of the team's review: a thread that stands in another section there stands here under the first that
/// is theirs.
pub fn narrowed(review: &Review, threads: &[Arc<Listed>], policy: &Policy) -> Review {
    let now = review.as_of;
    let overloaded = overloaded(threads, policy, now);
    let items = review.sections.iter().flat_map(|(_, items)| items);
    let mut sections: BTreeMap<Section, Vec<Item>> = BTreeMap::new();
    for item in items.filter_map(|item| for_leads(item, &overloaded, policy, now)) {
        sections.entry(item.reason.section()).or_default().push(item);
    }
    for items in sections.values_mut() {
        items.sort_by_cached_key(|item| order_key(item, policy, now));
    }
    Review { sections: sections.into_iter().collect(), ..review.without_items() }
}

fn for_leads(
    item: &Item,
    overloaded: &HashMap<ThreadId, Reason>,
    policy: &Policy,
    now: Timestamp,
) -> Option<Item> {
    let own = item.reason.section();
    if SECTIONS.contains(&own) {
        return Some(item.clone());
    }
    let section = *item.also.iter().find(|also| SECTIONS.contains(also))?;
    // None of these sections is about conflicts.
    let all = reasons(&item.listed, &[], policy, now);
    let overload = overloaded.get(&item.listed.summary.thread).cloned();
    let reason = all.into_iter().chain(overload).find(|reason| reason.section() == section)?;
    let others = item.also.iter().copied().filter(|also| *also != section);
    let mut also: Vec<Section> = others.chain([own]).collect();
    also.sort();
    let promised = item.promised.filter(|_| reason.section() != Section::Sla);
    Some(Item { listed: item.listed.clone(), reason, also, promised })
}

impl<'a> Leads<'a> {
    /// From all threads that are not closed, and the whole team's review of them.
    pub fn draw_up(
        threads: &'a [Arc<Listed>],
        review: &Review,
        team: &Team,
        policy: &Policy,
    ) -> Leads<'a> {
        let now = review.as_of;
        let mut loads: BTreeMap<Option<MemberId>, Load> = team
            .who_may(Power::Work, now)
            .map(|member| (Some(member.id), Load::default()))
            .collect();
        threads.iter().for_each(|listed| count(listed, &mut loads, now));
        let items = review.sections.iter().flat_map(|(_, items)| items);
        items.for_each(|item| tell(item, &mut loads, policy, now));
        let mut loads: Vec<Load> = loads
            .into_iter()
            .map(|(owner, load)| {
                let away = owner.and_then(|owner| policy.absences.of(owner, now)).copied();
                let cover = away.and_then(|away| policy.absences.stands_in(away.member, now));
                Load { owner, away, cover, ..load }
            })
            .collect();
        let risks = risks(threads, &loads, policy, now);
        loads.sort_by_cached_key(|load| load.trouble(policy.load_limit));
        Leads { loads, risks, lapsing: lapsing(threads, policy, now) }
    }

    /// No customer may get their answer too late, and no offer lapses.
    pub fn is_clear(&self) -> bool {
        self.risks.is_empty() && self.lapsing.is_empty()
    }
}

fn count(listed: &Listed, loads: &mut BTreeMap<Option<MemberId>, Load>, now: Timestamp) {
    let summary = &listed.summary;
    let status = summary.status(now);
    if status == Status::Closed {
        return;
    }
    let load = loads.entry(summary.owner).or_default();
    match status {
        Status::Open => load.open += 1,
        _ => load.waiting += 1,
    }
    load.oldest = [load.oldest, summary.unanswered_since].into_iter().flatten().min();
}

/// Takes what the review says of a thread into its owner's row.
fn tell(
    item: &Item,
    loads: &mut BTreeMap<Option<MemberId>, Load>,
    policy: &Policy,
    now: Timestamp,
) {
    let load = loads.entry(item.listed.summary.owner).or_default();
    let sections = item.also.iter().copied().chain([item.reason.section()]);
    for section in sections {
        match section {
            Section::Overdue => load.overdue += 1,
            Section::Stale => load.stale += 1,
            Section::Sla => match promised(&item.listed, policy, now).map(|due| due.state) {
                Some(State::Breached) => load.late += 1,
                _ => load.soon += 1,
            },
            _ => {}
        }
    }
}

fn promised(listed: &Listed, policy: &Policy, now: Timestamp) -> Option<Deadline> {
    sla::deadline(&listed.summary, listed.setting(), policy, now)
}

fn risks<'a>(
    threads: &'a [Arc<Listed>],
    loads: &[Load],
    policy: &Policy,
    now: Timestamp,
) -> Vec<Risk<'a>> {
    let calendar = &policy.calendar;
    let by = calendar.end_of_day(calendar.working_day_after(calendar.day(now), 1));
    let risk = |listed: &'a Listed| {
        let summary = &listed.summary;
        if summary.status(now) != Status::Open {
            return None;
        }
        let deadline = promised(listed, policy, now).filter(|deadline| deadline.due <= by);
        let unanswered = summary.owner.filter(|_| summary.awaits_reply());
        let owner = loads.iter().find(|load| unanswered.is_some() && load.owner == unanswered);
        let away = owner.and_then(|load| load.away);
        let load = owner
            .map(|load| load.open)
            .filter(|open| policy.load_limit.is_some_and(|limit| *open > limit));
        let risk = Risk { listed, deadline, away, load };
        (deadline.is_some() || away.is_some() || load.is_some()).then_some(risk)
    };
    let mut risks: Vec<Risk> = threads.iter().map(Arc::as_ref).filter_map(risk).collect();
    risks.sort_by_key(|risk| {
        let due = risk.deadline.map(|deadline| deadline.due);
        (due.is_none(), due, risk.listed.summary.unanswered_since, risk.listed.summary.thread)
    });
    risks
}

fn lapsing<'a>(threads: &'a [Arc<Listed>], policy: &Policy, now: Timestamp) -> Vec<&'a Listed> {
    let tonight = policy.calendar.last_second(policy.calendar.day(now));
    let lapses = |listed: &Listed| listed.summary.open_offer(now).map(|offer| offer.lapses_at);
    let mut lapsing: Vec<&Listed> = threads
        .iter()
        .map(Arc::as_ref)
        .filter(|listed| lapses(listed).is_some_and(|at| at <= tonight))
        .collect();
    lapsing.sort_by_key(|listed| (lapses(listed), listed.summary.thread));
    lapsing
}
