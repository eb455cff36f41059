//! What falls into an absence, who would hold it, and where nobody would.

use super::{Absence, Absences};
use crate::domain::ids::{MemberId, ThreadId};
use crate::domain::summary::{Listed, Status, Summary};
use crate::domain::task::Task;
use crate::domain::thread::Stand;
use crate::domain::time::Timestamp;

/// What would happen with everything that is a member's while they are away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub absence: Absence,
    pub falls: Vec<Falls>,
    /// When nobody acts for threads of theirs, the earliest first.
    pub gaps: Vec<Gap>,
}

/// One thing that falls into the absence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Falls {
    pub thread: ThreadId,
    pub subject: String,
    pub what: What,
    /// Who would have it, one after the other.
    pub holders: Vec<Holder>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The thread is theirs.
    Owns,
    BacksUp,
    /// They would cover for its owner at some time of it.
    Covers {
        of: MemberId,
    },
    /// A task of theirs is due.
    Task {
        title: String,
        due: Timestamp,
    },
    /// A wait ends, and the thread counts as open from then on.
    WaitEnds {
        at: Timestamp,
    },
    /// It is offered to them, and lapses then.
    Offered {
        by: MemberId,
        lapses_at: Timestamp,
    },
}

/// Who would act, from when until when; `None` is nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    pub member: Option<MemberId>,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
}

/// A time in which nobody acts for these threads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    pub from: Timestamp,
    pub until: Option<Timestamp>,
    pub threads: Vec<ThreadId>,
    pub owner: Option<MemberId>,
    pub backup: Option<MemberId>,
    /// Who is away then: the owner, their cover, the cover's cover; and then the backup and theirs.
    pub away: Vec<Absence>,
}

impl Plan {
    /// Draws it up from threads with the open tasks of each. `absences` are all, this one among them.
    pub fn draw_up(
        absence: Absence,
        absences: &Absences,
        threads: &[(Listed, Vec<Task>)],
        now: Timestamp,
    ) -> Plan {
        // What is over needs nobody any more.
        let window = Absence { from: absence.from.max(now), ..absence };
        let mut plan = Plan { absence, falls: Vec::new(), gaps: Vec::new() };
        for (listed, tasks) in threads {
            let summary = &listed.summary;
            if summary.status(now) == Status::Closed {
                continue;
            }
            let holders = holders(summary, absences, window);
            let found = what(summary, tasks, absences, window, now);
            if found.iter().any(What::is_a_thread) {
                holders.iter().for_each(|holder| plan.add_gap(summary, *holder, absences));
            }
            plan.falls.extend(found.into_iter().map(|what| Falls {
                thread: summary.thread,
                subject: listed.subject.clone(),
                holders: what.held(summary, &holders, absences, window.member),
                what,
            }));
        }
        plan.falls.sort_by_key(|falls| (falls.what.order(), falls.thread));
        plan.gaps.sort_by_key(|gap| (gap.from, gap.threads.first().copied()));
        plan
    }

    /// Threads for which nobody acts at the same time and for the same reason are one gap.
    fn add_gap(&mut self, summary: &Summary, holder: Holder, absences: &Absences) {
        if holder.member.is_some() {
            return;
        }
        let (owner, backup) = (summary.owner, summary.backup);
        let same = |gap: &&mut Gap| {
            (gap.from, gap.until, gap.owner, gap.backup)
                == (holder.from, holder.until, owner, backup)
        };
        if let Some(gap) = self.gaps.iter_mut().find(same) {
            gap.threads.push(summary.thread);
            return;
        }
        let away = [owner, backup].into_iter().flatten();
        let away = away.flat_map(|member| absences.chain(member, holder.from)).collect();
        let threads = vec![summary.thread];
        self.gaps.push(Gap {
            from: holder.from,
            until: holder.until,
            threads,
            owner,
            backup,
            away,
        });
    }
}

impl What {
    fn is_a_thread(&self) -> bool {
        matches!(self, What::Owns | What::BacksUp | What::Covers { .. })
    }

    /// What has a time of its own comes after the threads, by time.
    fn order(&self) -> (u8, Option<Timestamp>) {
        match self {
            What::Owns => (0, None),
            What::BacksUp => (1, None),
            What::Covers { .. } => (2, None),
            What::Task { due, .. } => (3, Some(*due)),
            What::WaitEnds { at } => (3, Some(*at)),
            What::Offered { lapses_at, .. } => (3, Some(*lapses_at)),
        }
    }

    /// A thread goes from hand to hand; what has a time is held by whoever has it then.
    fn held(
        &self,
        summary: &Summary,
        holders: &[Holder],
        absences: &Absences,
        away: MemberId,
    ) -> Vec<Holder> {
        let then = |at: Timestamp| {
            let whose = |holder: &&Holder| holder.until.is_none_or(|until| at < until);
            holders.iter().find(whose).or(holders.last()).and_then(|holder| holder.member)
        };
        let (at, member) = match self {
            What::Owns | What::BacksUp | What::Covers { .. } => return holders.to_vec(),
            What::Task { due, .. } => (*due, absences.stands_in(away, *due).or_else(|| then(*due))),
            What::WaitEnds { at } => (*at, then(*at)),
            What::Offered { by, lapses_at } => (*lapses_at, summary.owner.or(Some(*by))),
        };
        vec![Holder { member, from: at, until: None }]
    }
}

/// What of a thread falls into the absence.
fn what(
    summary: &Summary,
    tasks: &[Task],
    absences: &Absences,
    window: Absence,
    now: Timestamp,
) -> Vec<What> {
    let me = window.member;
    let mut found = Vec::new();
    if summary.owner == Some(me) {
        found.push(What::Owns);
    } else if summary.backup == Some(me) {
        found.push(What::BacksUp);
    } else if let Some(of) = summary.owner.filter(|owner| would_cover(me, *owner, absences, window))
    {
        found.push(What::Covers { of });
    }
    let mine = !found.is_empty();
    let due = tasks.iter().filter(|task| task.owner == me).filter_map(|task| {
        let due = task.due.filter(|due| window.is_on(*due))?;
        Some(What::Task { title: task.title.clone(), due })
    });
    found.extend(due);
    if let Stand::Waiting { until: Some(at), .. } = summary.stand
        && mine
        && window.is_on(at)
    {
        found.push(What::WaitEnds { at });
    }
    if let Some(offer) = summary.open_offer(now).filter(|offer| offer.to == me)
        && offer.lapses_at > window.from
    {
        found.push(What::Offered { by: offer.from, lapses_at: offer.lapses_at });
    }
    found
}

/// Is it this member's turn to stand in for the owner at some time of the absence, if they were there?
fn would_cover(me: MemberId, owner: MemberId, absences: &Absences, window: Absence) -> bool {
    turns(absences, window).into_iter().any(|at| {
        let chain = absences.chain(owner, at);
        chain.iter().any(|absence| absence.cover == Some(me))
    })
}

/// Who acts for a thread, from the beginning of the absence to its end.
fn holders(summary: &Summary, absences: &Absences, window: Absence) -> Vec<Holder> {
    let mut holders: Vec<Holder> = Vec::new();
    for from in turns(absences, window) {
        let acting = absences.acting(summary.owner, summary.backup, from);
        let member = acting.map(|acting| acting.member);
        match holders.last_mut() {
            Some(last) if last.member == member => {}
            last => {
                last.into_iter().for_each(|last| last.until = Some(from));
                holders.push(Holder { member, from, until: window.until });
            }
        }
    }
    holders
}

/// The moments of an absence at which somebody goes or comes back: only then can it be another's turn.
fn turns(absences: &Absences, window: Absence) -> Vec<Timestamp> {
    let ends = absences.iter().flat_map(|absence| [Some(absence.from), absence.until]);
    let inside = ends.flatten().filter(|at| *at > window.from && window.is_on(*at));
    let mut turns: Vec<Timestamp> = [window.from].into_iter().chain(inside).collect();
    turns.sort_unstable();
    turns.dedup();
    turns
}

#[cfg(test)]
mod tests {
    use super::super::Leave;
    use super::super::tests::{JORDAN, MAYA, SAM, at, away};
    use super::*;
    use crate::domain::member::{Member, Role, Team};
    use crate::domain::thread::{Owner, Thread};
    use proptest::prelude::*;

    /// A thread that has been open since then.
    fn thread(number: i64, owner: Option<MemberId>, backup: Option<MemberId>) -> Listed {
        let mut thread = Thread::new(ThreadId(number));
        thread.owner = owner.map(|member| Owner { member, since: at(0) });
        thread.backup = backup;
        let mut summary = Summary::from(&thread);
        summary.stand = Stand::Open;
        Listed {
            summary,
            subject: format!("Question {number}"),
            opened_by: None,
            customer: None,
            customer_status: None,
            inboxes: Vec::new(),
            next_title: None,
            waiting_name: None,
            waiting_for: None,
            offered_next: None,
            gone: None,
            last_bounce_at: None,
        }
    }

    fn plan(others: Vec<Absence>, cover: Option<MemberId>, threads: Vec<Listed>) -> Plan {
        let leave = Leave { member: MAYA, from: at(10), until: Some(at(50)), cover };
        let (all, absence) = Absences::new(others).with(leave);
        let threads: Vec<_> = threads.into_iter().map(|listed| (listed, Vec::new())).collect();
        Plan::draw_up(absence, &all, &threads, at(0))
    }

    fn held(holders: &[Holder]) -> Vec<(Option<MemberId>, Timestamp)> {
        holders.iter().map(|holder| (holder.member, holder.from)).collect()
    }

    #[test]
    fn a_thread_goes_from_hand_to_hand() {
        let jordan = away(1, JORDAN, 20, 30, Some(SAM));
        let plan = plan(vec![jordan], Some(JORDAN), vec![thread(1, Some(MAYA), None)]);
        assert_eq!(
            held(&plan.falls[0].holders),
            [(Some(JORDAN), at(10)), (Some(SAM), at(20)), (Some(JORDAN), at(30))]
        );
        assert_eq!(plan.gaps, []);
    }

    #[test]
    fn where_nobody_acts_is_a_gap_from_its_first_moment_to_its_last() {
        let jordan = away(1, JORDAN, 20, 30, None);
        let mine = [thread(1, Some(MAYA), None), thread(2, Some(MAYA), None)];
        let backed = thread(3, Some(MAYA), Some(SAM));
        let others = thread(4, Some(SAM), None);
        let threads = [mine.to_vec(), vec![backed, others]].concat();
        let plan = plan(vec![jordan], Some(JORDAN), threads);
        let gap = &plan.gaps[0];
        assert_eq!((gap.from, gap.until), (at(20), Some(at(30))));
        assert_eq!(gap.threads, [ThreadId(1), ThreadId(2)]);
        assert_eq!(gap.away, [plan.absence, jordan]);
        assert_eq!(plan.gaps.len(), 1);
        assert_eq!(plan.falls.len(), 3);
        assert_eq!(
            held(&plan.falls[2].holders),
            [(Some(JORDAN), at(10)), (Some(SAM), at(20)), (Some(JORDAN), at(30))]
        );
    }

    #[test]
    fn what_they_back_up_or_cover_falls_into_it_too() {
        let jordan = away(1, JORDAN, 40, 60, Some(MAYA));
        let threads = vec![
            thread(1, None, Some(MAYA)),
            thread(2, Some(JORDAN), None),
            thread(3, Some(SAM), Some(MAYA)),
        ];
        let plan = plan(vec![jordan], None, threads);
        let what: Vec<_> = plan.falls.iter().map(|falls| falls.what.clone()).collect();
        assert_eq!(what, [What::BacksUp, What::BacksUp, What::Covers { of: JORDAN }]);
        let gaps: Vec<_> = plan.gaps.iter().map(|gap| (gap.from, gap.threads[0].0)).collect();
        assert_eq!(gaps, [(at(10), 1), (at(40), 2)]);
    }

    /// An absence of one of four members, covered by one of the others or by nobody.
    fn leave() -> impl Strategy<Value = Leave> {
        let times = (0..40_i64, proptest::option::weighted(0.8, 1..20_i64));
        (1..5_i64, times, proptest::option::weighted(0.7, 1..5_i64)).prop_map(
            |(member, (from, long), cover)| Leave {
                member: MemberId(member),
                from: at(from),
                until: long.map(|long| at(from + long)),
                cover: cover.map(MemberId),
            },
        )
    }

    /// Enters what is not refused.
    fn entered(leaves: &[Leave]) -> Absences {
        let member = |id: i64| Member {
            id: MemberId(id),
            name: format!("m{id}"),
            login: format!("m{id}"),
            addresses: Vec::new(),
            role: Role::Agent,
            time_zone: None,
            left_at: None,
        };
        let team = Team::new((1..5).map(member).collect());
        leaves.iter().fold(Absences::default(), |all, leave| {
            match team.check(&all, *leave, at(0)) {
                Ok(()) => all.with(*leave).0,
                Err(_) => all,
            }
        })
    }

    proptest! {
        #[test]
        fn whoever_stands_in_is_there_and_covers_never_go_round(
            leaves in proptest::collection::vec(leave(), 0..12),
        ) {
            let all = entered(&leaves);
            for (minute, member) in (0..60).flat_map(|m| (1..5).map(move |id| (m, MemberId(id)))) {
                let chain = all.chain(member, at(minute));
                let on_the_way: Vec<MemberId> = chain.iter().map(|a| a.member).collect();
                let mut once = on_the_way.clone();
                once.sort_unstable();
                once.dedup();
                prop_assert_eq!(once.len(), on_the_way.len());
                match all.stands_in(member, at(minute)) {
                    Some(there) => {
                        prop_assert!(all.of(there, at(minute)).is_none());
                        prop_assert!(!on_the_way.contains(&there));
                    }
                    // The chain ends with somebody whom nobody covers, not in a circle.
                    None => prop_assert_eq!(chain.last().and_then(|last| last.cover), None),
                }
            }
        }

        #[test]
        fn a_plan_says_at_every_moment_what_will_be_so(
            leaves in proptest::collection::vec(leave(), 0..12),
            owner in proptest::option::of(1..5_i64),
            backup in proptest::option::of(1..5_i64),
        ) {
            let (owner, backup) = (owner.map(MemberId), backup.map(MemberId));
            let all = entered(&leaves);
            for absence in all.iter() {
                let threads = [(thread(1, owner, backup), Vec::new())];
                let plan = Plan::draw_up(*absence, &all, &threads, at(0));
                for moment in (0..60).map(at).filter(|moment| absence.is_on(*moment)) {
                    let acts = all.acting(owner, backup, moment).map(|acting| acting.member);
                    let is_on = |from: Timestamp, until: Option<Timestamp>| {
                        from <= moment && until.is_none_or(|until| moment < until)
                    };
                    for falls in &plan.falls {
                        let held: Vec<_> =
                            falls.holders.iter().filter(|h| is_on(h.from, h.until)).collect();
                        prop_assert_eq!(held.len(), 1);
                        prop_assert_eq!(held[0].member, acts);
                    }
                    let gap = plan.gaps.iter().any(|gap| is_on(gap.from, gap.until));
                    prop_assert_eq!(gap, !plan.falls.is_empty() && acts.is_none());
                }
            }
        }
    }

    #[test]
    fn an_absence_without_an_end_has_a_gap_without_one() {
        let leave = Leave { member: MAYA, from: at(-10), until: None, cover: None };
        let (all, absence) = Absences::default().with(leave);
        let threads = [(thread(1, Some(MAYA), None), Vec::new())];
        let plan = Plan::draw_up(absence, &all, &threads, at(5));
        assert_eq!((plan.gaps[0].from, plan.gaps[0].until), (at(5), None));
    }
}
