//! Who is on duty: members by turns, week after week, or always the same one.
//!
//! A week of duty begins at a time of the team's clocks, so it is an hour shorter or longer where these are changed. Who
//! is away on their turn is replaced by whoever stands in for them, else by the next in the order who is there.

use super::absence::{Absences, Acting, Stead};
use super::calendar::Calendar;
use super::escalation::EscalationLevel;
use super::ids::MemberId;
use super::thread::Level;
use super::time::Timestamp;
use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, Weekday};
use std::sync::Arc;

/// One duty, and the order in which it goes round.
#[derive(Clone, Debug)]
pub struct Rota {
    pub name: String,
    /// In the order of their weeks; `None` for a name that is no member's, whose week falls to the next.
    pub members: Vec<Option<MemberId>>,
    /// A day of the first one's first week; without it the first is on duty all the time.
    pub starts: Option<NaiveDate>,
    pub handover: Handover,
    /// When somebody is on duty at all; round the clock where nothing is said.
    pub hours: Option<Arc<Calendar>>,
    /// The team's clocks.
    pub clock: Arc<Calendar>,
}

/// When one week of duty ends and the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handover {
    pub day: Weekday,
    pub time: NaiveTime,
}

/// Somebody's duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duty {
    pub member: MemberId,
    /// Whose turn it is, where that is somebody else.
    pub instead_of: Option<MemberId>,
    /// When it ends, or passes to somebody else; `None` where no end is known.
    pub until: Option<Timestamp>,
}

/// A part of a week of duty in which the same member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    pub from: Timestamp,
    pub until: Timestamp,
    /// Whose turn it is.
    pub turn: Option<MemberId>,
    /// Who is on duty; `None` where nobody is there.
    pub member: Option<MemberId>,
}

/// One week: its place in the order, and its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Week {
    turn: usize,
    until: Option<Timestamp>,
}

impl Rota {
    /// Who is on duty then; `None` out of its hours, before its first week, and where nobody is there.
    pub fn member(&self, at: Timestamp, absences: &Absences) -> Option<MemberId> {
        let is_on = self.hours.as_ref().is_none_or(|hours| hours.is_open(at));
        self.stands(self.week(at).filter(|_| is_on)?.turn, at, absences)
    }

    /// The same, with its end.
    pub fn duty(&self, at: Timestamp, absences: &Absences) -> Option<Duty> {
        let member = self.member(at, absences)?;
        let week = self.week(at)?;
        let closes = self.hours.as_ref().and_then(|hours| hours.closes_after(at));
        let passes = changes(absences, at).into_iter().find(|change| {
            week.until.is_none_or(|end| *change < end)
                && self.stands(week.turn, *change, absences) != Some(member)
        });
        let turn = self.members.get(week.turn).copied().flatten();
        Some(Duty {
            member,
            instead_of: turn.filter(|turn| *turn != member),
            until: [week.until, closes, passes].into_iter().flatten().min(),
        })
    }

    /// Who stands from then on for so many weeks, the one that it lies in among them, by weeks and by who is away; its
    /// hours are not in it.
    pub fn shifts(&self, from: Timestamp, weeks: u16, absences: &Absences) -> Vec<Shift> {
        let last = from + TimeDelta::weeks(i64::from(weeks) - 1);
        let ends = self.week(last).and_then(|week| week.until);
        let to = ends.unwrap_or(last + TimeDelta::weeks(1));
        let changes = changes(absences, from);
        let mut shifts: Vec<Shift> = Vec::new();
        let mut at = from;
        while at < to {
            let week = self.week(at);
            let turns = week.map(|week| week.until).unwrap_or_else(|| self.begins());
            let change = changes.iter().find(|change| **change > at).copied();
            let until = [turns, change, Some(to)].into_iter().flatten().min().unwrap_or(to);
            let turn = week.and_then(|week| self.members.get(week.turn).copied().flatten());
            let member = week.and_then(|week| self.stands(week.turn, at, absences));
            match shifts.last_mut() {
                Some(last) if last.member == member && last.turn == turn => last.until = until,
                _ => shifts.push(Shift { from: at, until, turn, member }),
            }
            at = until;
        }
        shifts
    }

    /// The week that an instant lies in; `None` before the first.
    fn week(&self, at: Timestamp) -> Option<Week> {
        let Some(first) = self.first_day() else {
            return (!self.members.is_empty()).then_some(Week { turn: 0, until: None });
        };
        // The nth week begins 7 n days after the first: its end is looked for from a day before.
        let days = (self.clock.day(at) - first).num_days();
        let number = (days.div_euclid(7) - 1..)
            .find(|number| at < self.handover_on(first + TimeDelta::days(7 * (number + 1))))?;
        let place = usize::try_from(number).ok()?.checked_rem(self.members.len())?;
        let until = self.handover_on(first + TimeDelta::days(7 * (number + 1)));
        Some(Week { turn: place, until: Some(until) })
    }

    /// The day on which the first week begins: on the day that is said, or before it.
    fn first_day(&self) -> Option<NaiveDate> {
        let starts = self.starts?;
        let behind = starts.weekday().days_since(self.handover.day);
        starts.checked_sub_signed(TimeDelta::days(i64::from(behind)))
    }

    fn handover_on(&self, day: NaiveDate) -> Timestamp {
        self.clock.at(day, self.handover.time)
    }

    /// When the first week begins.
    pub fn begins(&self) -> Option<Timestamp> {
        self.first_day().map(|day| self.handover_on(day))
    }

    /// Who is there: the one whose turn it is, who stands in for them, else the next who is there themselves.
    fn stands(&self, turn: usize, at: Timestamp, absences: &Absences) -> Option<MemberId> {
        let own = self.members.get(turn).copied().flatten();
        own.and_then(|member| absences.stands_in(member, at)).or_else(|| {
            let next = self.members.iter().cycle().skip(turn + 1).take(self.members.len());
            next.flatten().copied().find(|member| absences.of(*member, at).is_none())
        })
    }
}

/// When anybody leaves or comes back from then on, in that order.
fn changes(absences: &Absences, after: Timestamp) -> Vec<Timestamp> {
    let ends = absences.iter().flat_map(|absence| [Some(absence.from), absence.until]);
    let mut changes: Vec<Timestamp> = ends.flatten().filter(|at| *at > after).collect();
    changes.sort_unstable();
    changes.dedup();
    changes
}

/// Who acts where neither owner nor cover nor backup is there: owners of the level of escalation, then who is on duty.
#[derive(Clone, Debug, Default)]
pub struct Resort {
    /// What the levels of escalation are called and whose they are, from the first on.
    pub levels: Vec<EscalationLevel>,
    pub rotas: Vec<Rota>,
}

impl Resort {
    pub fn level(&self, level: u8) -> Option<&EscalationLevel> {
        self.levels.get(usize::from(level).checked_sub(1)?)
    }

    /// Who sees to what is sent up to a level: its owners, who stands in for those who are away, and where nobody of
    /// them is there who is on duty.
    pub fn sees_to(&self, level: u8, absences: &Absences, at: Timestamp) -> Vec<MemberId> {
        let owners = self.level(level).map(|level| level.owners.as_slice()).unwrap_or_default();
        let there: Vec<_> =
            owners.iter().filter_map(|owner| absences.stands_in(*owner, at)).collect();
        if !there.is_empty() || owners.is_empty() {
            return there;
        }
        self.on_duty(absences, at).map(|(_, duty)| duty.member).into_iter().collect()
    }

    /// Who acts for a thread that is this far up.
    pub fn acting(
        &self,
        level: Option<Level>,
        absences: &Absences,
        at: Timestamp,
    ) -> Option<Acting> {
        let of_level = level.and_then(|level| {
            let owners = &self.level(level.level)?.owners;
            let member = *owners.iter().find(|owner| absences.of(**owner, at).is_none())?;
            Some(Acting { member, why: Stead::Level { level: level.level } })
        });
        of_level.or_else(|| {
            let mut on_duty = self.rotas.iter().filter_map(|rota| rota.member(at, absences));
            on_duty.next().map(|member| Acting { member, why: Stead::Duty })
        })
    }

    /// The first duty that somebody has then.
    pub fn on_duty(&self, absences: &Absences, at: Timestamp) -> Option<(&Rota, Duty)> {
        self.rotas.iter().find_map(|rota| Some((rota, rota.duty(at, absences)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::absence::Absence;
    use crate::domain::ids::Seq;
    use std::collections::BTreeSet;

    const MAYA: MemberId = MemberId(1);
    const JORDAN: MemberId = MemberId(2);
    const SAM: MemberId = MemberId(3);

    /// As the clocks of Berlin show it: "2026-03-23 09:00".
    fn at(text: &str) -> Timestamp {
        let (day, time) = text.split_once(' ').unwrap();
        let time = NaiveTime::parse_from_str(time, "%H:%M").unwrap();
        berlin().at(day.parse().unwrap(), time)
    }

    fn berlin() -> Calendar {
        Calendar::default_in(chrono_tz::Europe::Berlin)
    }

    /// Maya, jordan, sam by turns from Monday, 16 March 2026, 9:00 on; the clocks change on the 29th.
    fn rota() -> Rota {
        Rota {
            name: "first line".into(),
            members: vec![Some(MAYA), Some(JORDAN), Some(SAM)],
            starts: "2026-03-18".parse().ok(),
            handover: Handover {
                day: Weekday::Mon,
                time: NaiveTime::from_hms_opt(9, 0, 0).unwrap(),
            },
            hours: None,
            clock: Arc::new(berlin()),
        }
    }

    fn away(member: MemberId, from: &str, until: &str, cover: Option<MemberId>) -> Absence {
        Absence { entry: Seq(1), member, from: at(from), until: Some(at(until)), cover }
    }

    fn who(rota: &Rota, absences: &Absences, when: &str) -> Option<(MemberId, Option<Timestamp>)> {
        rota.duty(at(when), absences).map(|duty| (duty.member, duty.until))
    }

    #[test]
    fn the_weeks_go_round_and_end_at_the_same_time_of_day_in_summer_and_winter() {
        let (rota, none) = (rota(), Absences::default());
        let until = |when: &str| Some(at(when));
        assert_eq!(who(&rota, &none, "2026-03-16 08:59"), None, "it has not begun");
        assert_eq!(who(&rota, &none, "2026-03-16 09:00"), Some((MAYA, until("2026-03-23 09:00"))));
        assert_eq!(who(&rota, &none, "2026-03-23 08:59"), Some((MAYA, until("2026-03-23 09:00"))));
        assert_eq!(
            who(&rota, &none, "2026-03-23 09:00"),
            Some((JORDAN, until("2026-03-30 09:00")))
        );
        // An hour was skipped on Sunday.
        assert_eq!(at("2026-03-30 09:00") - at("2026-03-23 09:00"), TimeDelta::hours(7 * 24 - 1));
        assert_eq!(who(&rota, &none, "2026-03-30 08:30").unwrap().0, JORDAN);
        assert_eq!(who(&rota, &none, "2026-03-30 09:00").unwrap().0, SAM);
        assert_eq!(who(&rota, &none, "2026-04-06 09:00").unwrap().0, MAYA);
        // And the hour comes back in October.
        assert_eq!(who(&rota, &none, "2026-10-26 08:59").unwrap().0, JORDAN);
        assert_eq!(who(&rota, &none, "2026-10-26 09:00").unwrap().0, SAM);
    }

    #[test]
    fn a_handover_in_the_skipped_hour_is_at_its_end_and_in_the_doubled_one_at_the_first() {
        let sunday =
            Handover { day: Weekday::Sun, time: NaiveTime::from_hms_opt(2, 30, 0).unwrap() };
        let rota = Rota { handover: sunday, ..rota() };
        let utc = |text: &str| text.parse::<Timestamp>().unwrap();
        let duty = |when: &str| rota.duty(utc(when), &Absences::default()).unwrap();
        assert_eq!(duty("2026-03-29T00:59:59Z").until, Some(utc("2026-03-29T01:00:00Z")));
        assert_ne!(duty("2026-03-29T00:59:59Z").member, duty("2026-03-29T01:00:00Z").member);
        assert_eq!(duty("2026-10-25T00:29:59Z").until, Some(utc("2026-10-25T00:30:00Z")));
        assert_eq!(duty("2026-10-25T01:30:00Z").until, Some(utc("2026-11-01T01:30:00Z")));
    }

    #[test]
    fn who_is_away_is_replaced_by_their_cover_else_by_the_next_who_is_there() {
        let rota = rota();
        let covered =
            Absences::new(vec![away(MAYA, "2026-03-18 00:00", "2026-03-20 00:00", Some(SAM))]);
        let on = |when: &str| rota.duty(at(when), &covered).unwrap();
        assert_eq!(on("2026-03-17 12:00").until, Some(at("2026-03-18 00:00")));
        let in_stead =
            Duty { member: SAM, instead_of: Some(MAYA), until: Some(at("2026-03-20 00:00")) };
        assert_eq!(on("2026-03-18 12:00"), in_stead);
        assert_eq!(on("2026-03-20 00:00").member, MAYA);

        let both = Absences::new(vec![
            away(MAYA, "2026-03-18 00:00", "2026-03-20 00:00", None),
            away(JORDAN, "2026-03-19 00:00", "2026-03-21 00:00", None),
        ]);
        let who = |when: &str| rota.member(at(when), &both);
        assert_eq!(who("2026-03-18 12:00"), Some(JORDAN));
        assert_eq!(who("2026-03-19 12:00"), Some(SAM));
        let shifts = rota.shifts(at("2026-03-16 09:00"), 2, &both).into_iter();
        let shifts: Vec<_> = shifts.map(|shift| (shift.member.unwrap(), shift.until)).collect();
        let parts = [
            (MAYA, "2026-03-18 00:00"),
            (JORDAN, "2026-03-19 00:00"),
            (SAM, "2026-03-20 00:00"),
            (MAYA, "2026-03-23 09:00"),
            (JORDAN, "2026-03-30 09:00"),
        ];
        assert_eq!(shifts, parts.map(|(member, until)| (member, at(until))));
    }

    #[test]
    fn out_of_its_hours_nobody_is_on_duty_and_an_unknown_name_leaves_its_week_to_the_next() {
        let days = ["mon-fri 09:00-17:00".to_owned()];
        let hours = Calendar::new(chrono_tz::Europe::Berlin, &days, BTreeSet::new()).unwrap();
        let rota =
            Rota { hours: Some(Arc::new(hours)), members: vec![None, Some(JORDAN)], ..rota() };
        let none = Absences::default();
        let today = Some(at("2026-03-17 17:00"));
        assert_eq!(who(&rota, &none, "2026-03-17 12:00"), Some((JORDAN, today)));
        assert_eq!(who(&rota, &none, "2026-03-17 17:00"), None);
        assert_eq!(who(&rota, &none, "2026-03-21 12:00"), None);
    }

    #[test]
    fn one_member_without_a_start_is_always_on_duty() {
        let rota = Rota { starts: None, members: vec![Some(SAM)], ..rota() };
        assert_eq!(who(&rota, &Absences::default(), "2001-01-01 00:00"), Some((SAM, None)));
        let away = Absences::new(vec![away(SAM, "2026-03-18 00:00", "2026-03-20 00:00", None)]);
        assert_eq!(
            who(&rota, &away, "2026-03-17 00:00"),
            Some((SAM, Some(at("2026-03-18 00:00"))))
        );
        assert_eq!(who(&rota, &away, "2026-03-18 00:00"), None);
    }
}
