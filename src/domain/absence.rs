//! Who stands in for whom, and who should act right now.

mod enter;
mod plan;

pub use enter::{AbsenceRefused, Leave};
pub use plan::{Falls, Gap, Holder, Plan, What};

use super::ids::{MemberId, Seq};
use super::time::Timestamp;

/// A time in which a member is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absence {
    /// The entry that said so; its words are the note.
    pub entry: Seq,
    pub member: MemberId,
    pub from: Timestamp,
    /// The first moment at which they are back; `None` until they say so.
    pub until: Option<Timestamp>,
    pub cover: Option<MemberId>,
}

impl Absence {
    pub fn is_on(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }

    /// Do the two have a moment in common?
    pub fn meets(&self, other: &Absence) -> bool {
        self.until.is_none_or(|until| other.from < until)
            && other.until.is_none_or(|until| self.from < until)
    }

    /// The part of it that lies in the other.
    fn within(&self, other: &Absence) -> Option<Absence> {
        let until = [self.until, other.until].into_iter().flatten().min();
        self.meets(other).then(|| Absence { from: self.from.max(other.from), until, ..*self })
    }
}

/// Who should act, and in whose stead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acting {
    pub member: MemberId,
    pub why: Stead,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stead {
    Owner,
    /// Covers this member until then.
    Cover {
        of: MemberId,
        until: Option<Timestamp>,
    },
    /// The backup; of this owner, who is away until then, where there is one.
    Backup {
        of: Option<(MemberId, Option<Timestamp>)>,
    },
    /// One of the owners of the level it was sent up to: nobody nearer is there.
    Level {
        level: u8,
    },
    /// On duty: nobody else is there.
    Duty,
}

impl Acting {
    /// Do they act because somebody has to, and not for anybody who owns it?
    pub fn is_last_resort(&self) -> bool {
        matches!(self.why, Stead::Level { .. } | Stead::Duty)
    }
}

/// All absences that are entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Absences(Vec<Absence>);

impl Absences {
    pub fn new(absences: Vec<Absence>) -> Absences {
        Absences(absences)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Absence> {
        self.0.iter()
    }

    /// The absence that a member is in; the one entered last where several are.
    pub fn of(&self, member: MemberId, at: Timestamp) -> Option<&Absence> {
        self.0
            .iter()
            .filter(|absence| absence.member == member && absence.is_on(at))
            .max_by_key(|absence| absence.entry)
    }

    /// When a member last came back.
    pub fn last_end(&self, member: MemberId, now: Timestamp) -> Option<Timestamp> {
        let own = self.0.iter().filter(|absence| absence.member == member);
        own.filter_map(|absence| absence.until).filter(|until| *until <= now).max()
    }

    /// Who is there in this member's stead: they themselves, else their cover, else the cover's cover.
    pub fn stands_in(&self, member: MemberId, at: Timestamp) -> Option<MemberId> {
        match self.chain(member, at).last() {
            None => Some(member),
            Some(absence) => absence.cover.filter(|cover| self.of(*cover, at).is_none()),
        }
    }

    /// The absence that a member is in, that of their cover, that of the cover's cover, and so on.
    pub fn chain(&self, member: MemberId, at: Timestamp) -> Vec<Absence> {
        let mut chain: Vec<Absence> = Vec::new();
        let mut next = self.of(member, at);
        // Covers that go round in a circle are refused, but taking back a "back" can make one.
        while let Some(absence) = next.filter(|absence| !chain.contains(absence)) {
            chain.push(*absence);
            next = absence.cover.and_then(|cover| self.of(cover, at));
        }
        chain
    }

    /// The effective owner: the owner; if away, who covers them; if nobody does, the backup (SPEC §1).
    pub fn acting(
        &self,
        owner: Option<MemberId>,
        backup: Option<MemberId>,
        at: Timestamp,
    ) -> Option<Acting> {
        let away = owner.and_then(|owner| self.of(owner, at));
        let by_owner = owner.and_then(|owner| self.stands_in(owner, at)).map(|member| Acting {
            member,
            why: match away {
                None => Stead::Owner,
                Some(absence) => Stead::Cover { of: absence.member, until: absence.until },
            },
        });
        by_owner.or_else(|| {
            let member = self.stands_in(backup?, at)?;
            let of = away.map(|absence| (absence.member, absence.until));
            Some(Acting { member, why: Stead::Backup { of } })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub const MAYA: MemberId = MemberId(1);
    pub const JORDAN: MemberId = MemberId(2);
    pub const SAM: MemberId = MemberId(3);

    pub fn at(minutes: i64) -> Timestamp {
        chrono::DateTime::from_timestamp(1_772_442_000 + 60 * minutes, 0).unwrap()
    }

    pub fn away(
        entry: i64,
        member: MemberId,
        from: i64,
        until: i64,
        cover: Option<MemberId>,
    ) -> Absence {
        Absence { entry: Seq(entry), member, from: at(from), until: Some(at(until)), cover }
    }

    #[test]
    fn the_cover_acts_from_the_first_moment_to_the_last() {
        let absences = Absences::new(vec![away(1, MAYA, 10, 20, Some(JORDAN))]);
        let acting = |minute| absences.acting(Some(MAYA), Some(SAM), at(minute)).unwrap();
        assert_eq!(acting(9), Acting { member: MAYA, why: Stead::Owner });
        let covers = Stead::Cover { of: MAYA, until: Some(at(20)) };
        assert_eq!(acting(10), Acting { member: JORDAN, why: covers });
        assert_eq!(acting(19), Acting { member: JORDAN, why: covers });
        assert_eq!(acting(20).member, MAYA);
    }

    #[test]
    fn a_cover_who_is_away_passes_it_on_and_the_backup_comes_last() {
        let chain = vec![away(1, MAYA, 0, 20, Some(JORDAN)), away(2, JORDAN, 5, 10, Some(SAM))];
        let absences = Absences::new(chain);
        assert_eq!(absences.stands_in(MAYA, at(7)), Some(SAM));
        let broken =
            Absences::new(vec![away(1, MAYA, 0, 20, Some(JORDAN)), away(2, JORDAN, 5, 10, None)]);
        let acting = broken.acting(Some(MAYA), Some(SAM), at(7)).unwrap();
        assert_eq!(acting.member, SAM);
        assert_eq!(acting.why, Stead::Backup { of: Some((MAYA, Some(at(20)))) });
        assert_eq!(broken.acting(Some(MAYA), None, at(7)), None);
    }

    #[test]
    fn covers_in_a_circle_are_nobody() {
        let round = vec![away(1, MAYA, 0, 20, Some(JORDAN)), away(2, JORDAN, 0, 20, Some(MAYA))];
        assert_eq!(Absences::new(round).stands_in(MAYA, at(7)), None);
    }
}
