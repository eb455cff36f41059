//! Entering an absence, and coming back: what makes no sense is refused.

use super::{Absence, Absences};
use crate::domain::access::Power;
use crate::domain::entry::{Event, Words};
use crate::domain::ids::{MemberId, Seq};
use crate::domain::member::Team;
use crate::domain::thread::Decision;
use crate::domain::time::Timestamp;

/// An absence that is not entered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leave {
    pub member: MemberId,
    pub from: Timestamp,
    /// The first moment at which they are back; `None` until they say so.
    pub until: Option<Timestamp>,
    pub cover: Option<MemberId>,
}

/// Why an absence is not entered, or not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AbsenceRefused {
    /// Not in the team, or not any more.
    NoMember {
        member: MemberId,
    },
    CoversThemselves,
    /// The cover only looks on, by role.
    CoverIsViewer {
        cover: MemberId,
    },
    /// It would end before it begins.
    Backwards,
    Passed {
        until: Timestamp,
    },
    /// Away already at some of that time.
    Overlaps {
        other: Absence,
    },
    /// The covers of these absences, one after the other, lead back to the member.
    Circle {
        through: Vec<Absence>,
    },
    /// Nothing to come back from; the absence that comes next.
    NotAway {
        next: Option<Absence>,
    },
    /// No absence of this member that is not over has this number.
    NoSuchAbsence {
        entry: Seq,
    },
}

impl Absences {
    /// These and one more, which counts as entered last.
    pub fn with(&self, leave: Leave) -> (Absences, Absence) {
        let last = self.0.iter().map(|absence| absence.entry.0).max().unwrap_or_default();
        let Leave { member, from, until, cover } = leave;
        let absence = Absence { entry: Seq(last + 1), member, from, until, cover };
        let all = self.0.iter().copied().chain([absence]).collect();
        (Absences(all), absence)
    }

    /// These without one.
    pub fn without(&self, entry: Seq) -> Absences {
        Absences(self.0.iter().filter(|absence| absence.entry != entry).copied().collect())
    }

    /// The absence of a member that begins next.
    pub fn next(&self, member: MemberId, now: Timestamp) -> Option<&Absence> {
        let ahead = |absence: &&Absence| absence.member == member && absence.from > now;
        self.0.iter().filter(ahead).min_by_key(|absence| absence.from)
    }

    /// The absences of others through which the covers of this one lead back to its member at some moment of it.
    fn circle(&self, of: &Absence) -> Option<Vec<Absence>> {
        let mut path = vec![*of];
        self.leads_back(&mut path).then(|| {
            let whole = |part: &Absence| self.0.iter().find(|known| known.entry == part.entry);
            path.iter().skip(1).filter_map(whole).copied().collect()
        })
    }

    /// Follows the covers from the last of `path` on, each only for as long as all before it are away.
    fn leads_back(&self, path: &mut Vec<Absence>) -> bool {
        let Some(last) = path.last().copied() else { return false };
        let Some(cover) = last.cover else { return false };
        if cover == path[0].member {
            return true;
        }
        for next in self.0.iter().filter(|absence| absence.member == cover) {
            let seen = path.iter().any(|before| before.entry == next.entry);
            let Some(part) = next.within(&last).filter(|_| !seen) else { continue };
            path.push(part);
            if self.leads_back(path) {
                return true;
            }
            path.pop();
        }
        false
    }
}

impl Team {
    /// Enters an absence; covers may be away themselves and have covers of their own, but not in a circle.
    pub fn leave(
        &self,
        leave: Leave,
        note: Option<String>,
        now: Timestamp,
    ) -> Result<Decision, AbsenceRefused> {
        self.check(&self.absences, leave, now)?;
        let Leave { member, from, until, cover } = leave;
        let words = Words { text: note, ..Words::default() };
        Ok(Decision::with(Event::Away { member, from, until, cover }, words))
    }

    /// Would this absence make sense beside those?
    pub fn check(
        &self,
        beside: &Absences,
        leave: Leave,
        now: Timestamp,
    ) -> Result<(), AbsenceRefused> {
        let Leave { member, from, until, cover } = leave;
        let known = |member: &MemberId| self.iter().any(|known| known.id == *member);
        if let Some(member) = [Some(member), cover].into_iter().flatten().find(|m| !known(m)) {
            return Err(AbsenceRefused::NoMember { member });
        }
        if cover == Some(member) {
            return Err(AbsenceRefused::CoversThemselves);
        }
        let looks_on = |cover: &MemberId| self.right(*cover, Power::Work, now).is_none();
        if let Some(cover) = cover.filter(looks_on) {
            return Err(AbsenceRefused::CoverIsViewer { cover });
        }
        if let Some(until) = until.filter(|until| *until <= now) {
            return Err(AbsenceRefused::Passed { until });
        }
        if until.is_some_and(|until| until <= from) {
            return Err(AbsenceRefused::Backwards);
        }
        let (_, absence) = beside.with(leave);
        let overlaps = |other: &&Absence| other.member == member && other.meets(&absence);
        if let Some(other) = beside.iter().find(overlaps) {
            return Err(AbsenceRefused::Overlaps { other: *other });
        }
        match beside.circle(&absence) {
            Some(through) => Err(AbsenceRefused::Circle { through }),
            None => Ok(()),
        }
    }

    /// Ends the absence that a member is in, or the one that is named, which need not have begun.
    pub fn come_back(
        &self,
        member: MemberId,
        named: Option<Seq>,
        now: Timestamp,
    ) -> Result<Decision, AbsenceRefused> {
        let ends = match named {
            Some(entry) => self
                .absences
                .iter()
                .filter(|absence| absence.until.is_none_or(|until| now < until))
                .find(|absence| absence.member == member && absence.entry == entry)
                .ok_or(AbsenceRefused::NoSuchAbsence { entry })?,
            None => self.absences.of(member, now).ok_or_else(|| {
                let next = self.absences.next(member, now).copied();
                AbsenceRefused::NotAway { next }
            })?,
        };
        Ok(Decision::one(Event::Back { absence: ends.entry }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{JORDAN, MAYA, SAM, at, away};
    use super::*;
    use crate::domain::member::{Member, Role};

    fn team(absences: Vec<Absence>) -> Team {
        let member = |(id, name): (MemberId, &str)| Member {
            id,
            name: name.into(),
            login: name.into(),
            addresses: vec![],
            role: Role::Agent,
            time_zone: None,
            left_at: None,
        };
        let members = [(MAYA, "maya"), (JORDAN, "jordan"), (SAM, "sam")].map(member);
        let mut team = Team::new(members.into());
        team.absences = Absences::new(absences);
        team
    }

    fn leave(member: MemberId, from: i64, until: i64, cover: MemberId) -> Leave {
        Leave { member, from: at(from), until: Some(at(until)), cover: Some(cover) }
    }

    fn refused(absences: Vec<Absence>, leave: Leave) -> Option<AbsenceRefused> {
        team(absences).leave(leave, None, at(0)).err()
    }

    #[test]
    fn a_chain_of_covers_is_entered_and_a_circle_refused_with_all_of_it() {
        let chain = vec![away(1, JORDAN, 10, 20, Some(SAM)), away(2, SAM, 15, 30, Some(MAYA))];
        assert_eq!(refused(chain[..1].to_vec(), leave(MAYA, 0, 30, JORDAN)), None);
        assert_eq!(
            refused(chain.clone(), leave(MAYA, 0, 30, JORDAN)),
            Some(AbsenceRefused::Circle { through: chain })
        );
    }

    #[test]
    fn covers_who_are_never_away_at_once_make_no_circle() {
        // Jordan is away with each of the two, but sam is back before maya leaves.
        let others = vec![away(1, JORDAN, 0, 30, Some(SAM)), away(2, SAM, 0, 10, Some(MAYA))];
        assert_eq!(refused(others.clone(), leave(MAYA, 10, 30, JORDAN)), None);
        assert!(refused(others, leave(MAYA, 9, 30, JORDAN)).is_some());
    }

    #[test]
    fn a_circle_of_two_is_one() {
        let jordan = away(1, JORDAN, 0, 10, Some(MAYA));
        let circle = AbsenceRefused::Circle { through: vec![jordan] };
        assert_eq!(refused(vec![jordan], leave(MAYA, 5, 30, JORDAN)), Some(circle));
        assert_eq!(refused(vec![jordan], leave(MAYA, 10, 30, JORDAN)), None);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let here = Vec::new;
        let until = |until| Leave { until: Some(at(until)), ..leave(MAYA, -9, 0, SAM) };
        assert_eq!(refused(here(), leave(MAYA, 5, 5, SAM)), Some(AbsenceRefused::Backwards));
        assert_eq!(refused(here(), until(0)), Some(AbsenceRefused::Passed { until: at(0) }));
        assert_eq!(refused(here(), until(1)), None);
        assert_eq!(
            refused(here(), leave(MAYA, 5, 9, MAYA)),
            Some(AbsenceRefused::CoversThemselves)
        );
        let gone = AbsenceRefused::NoMember { member: MemberId(9) };
        assert_eq!(refused(here(), leave(MAYA, 5, 9, MemberId(9))), Some(gone));
        let other = away(1, MAYA, 10, 20, None);
        let overlaps = AbsenceRefused::Overlaps { other };
        assert_eq!(refused(vec![other], leave(MAYA, 19, 30, SAM)), Some(overlaps.clone()));
        assert_eq!(refused(vec![other], leave(MAYA, 5, 40, SAM)), Some(overlaps));
        assert_eq!(refused(vec![other], leave(MAYA, 20, 30, SAM)), None);
        assert_eq!(refused(vec![other], leave(MAYA, 5, 10, SAM)), None);
    }

    #[test]
    fn who_is_not_away_cannot_come_back_but_may_drop_what_is_to_come() {
        let next = away(4, MAYA, 10, 20, None);
        let team = team(vec![away(3, MAYA, -9, 0, None), next]);
        let back = |named| team.come_back(MAYA, named, at(0));
        assert_eq!(back(None), Err(AbsenceRefused::NotAway { next: Some(next) }));
        assert_eq!(back(Some(Seq(4))), Ok(Decision::one(Event::Back { absence: Seq(4) })));
        let over = AbsenceRefused::NoSuchAbsence { entry: Seq(3) };
        assert_eq!(back(Some(Seq(3))), Err(over));
        assert_eq!(
            team.come_back(MAYA, None, at(10)),
            Ok(Decision::one(Event::Back { absence: Seq(4) }))
        );
    }
}
