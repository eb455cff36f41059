//! May a member reply to a thread now? Its answers are what `check` prints and what `guard` lets pass (SPEC §3).

use super::entry::{Event, Words};
use super::ids::{MemberId, Seq};
use super::judge::Us;
use super::member::Team;
use super::message::{Direction, Fact, Headers};
use super::note::Note;
use super::thread::{Decision, Hold, Owner, Thread};
use super::time::Timestamp;

/// What others have in hand or did, and a reply would cross.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Against {
    /// Somebody else owns it, and the member does not act for them.
    pub owner: Option<Owner>,
    /// Somebody else prepares a reply.
    pub hold: Option<Hold>,
    /// Somebody else has answered.
    pub answered: Option<Answered>,
}

/// A reply that went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The member, where the mail says who it was.
    pub by: Option<MemberId>,
    pub at: Timestamp,
}

impl Against {
    pub fn is_empty(&self) -> bool {
        *self == Against::default()
    }
}

impl Us {
    /// Does this mail of ours name recipients, and nobody outside?
    pub fn keep_among_us(&self, headers: &Headers) -> bool {
        let named = !headers.to.is_empty() || !headers.cc.is_empty();
        named && self.judge(headers).direction == Direction::Internal
    }
}

impl Thread {
    /// What stands against a reply by `me` to that message.
    pub fn against(
        &self,
        me: MemberId,
        question: Option<&Fact>,
        team: &Team,
        now: Timestamp,
    ) -> Against {
        let hold = self.hold_in_force(team, now);
        // Of those who do not own it, only who stands in for the owner can hold it.
        let is_mine = |owner: &Owner| {
            let acting = team.acting_on(self, now);
            owner.member == me
                || acting.is_some_and(|acting| acting.member == me)
                || hold.is_some_and(|hold| hold.by == me)
        };
        Against {
            owner: self.owner.filter(|owner| !is_mine(owner)),
            hold: hold.filter(|hold| hold.by != me),
            answered: question.and_then(|asked| self.answer(asked, |by| by != Some(me))),
        }
    }

    /// The customer's last message.
    pub fn last_question(&self) -> Option<&Fact> {
        self.facts.iter().filter(|fact| fact.is_human_inbound()).max_by_key(|fact| fact.rank())
    }

    /// The message that a reply answers: the last of those that its In-Reply-To names, else the customer's last.
    pub fn question(&self, named: &[Seq]) -> Option<&Fact> {
        let named = self.facts.iter().filter(|fact| named.contains(&fact.seq));
        named.max_by_key(|fact| fact.rank()).or_else(|| self.last_question())
    }

    /// The first reply after a message that a person wrote, of those whose author counts.
    pub fn answer(
        &self,
        asked: &Fact,
        counts: impl Fn(Option<MemberId>) -> bool,
    ) -> Option<Answered> {
        let later = self.facts.iter().filter(|fact| fact.order() > asked.order());
        later
            .filter(|fact| fact.is_human_outbound() && counts(fact.author))
            .min_by_key(|fact| fact.rank())
            .map(|fact| Answered { by: fact.author, at: fact.at })
    }

    /// The newest note for `me` that is not read yet.
    pub fn unread_note(&self, me: MemberId) -> Option<&Note> {
        self.notes.iter().rfind(|note| note.is_unread_by(me))
    }

    /// A reply goes out whatever stands against it; nothing is to be said where nothing does.
    pub fn force(&self, against: Against, reason: Option<String>) -> Decision {
        if against.is_empty() {
            return Decision::nothing();
        }
        let forced = Event::Forced {
            owner: against.owner.map(|owner| owner.member),
            held_by: against.hold.map(|hold| hold.by),
            answered_by: against.answered.and_then(|answered| answered.by),
        };
        Decision::with(forced, Words::reason(reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::absence::{Absence, Absences};
    use crate::domain::ids::ThreadId;

    const MAYA: MemberId = MemberId(1);
    const JORDAN: MemberId = MemberId(2);
    const SAM: MemberId = MemberId(3);

    fn at(minutes: i64) -> Timestamp {
        chrono::DateTime::from_timestamp(1_772_442_000 + 60 * minutes, 0).unwrap()
    }

    fn mail(seq: i64, direction: Direction, author: Option<MemberId>) -> Fact {
        Fact {
            seq: Seq(seq),
            at: at(seq),
            dated: None,
            direction,
            automated: None,
            author,
            customer: None,
            historic: false,
            tie: 0,
        }
    }

    /// Maya's, with jordan as backup.
    fn mayas() -> Thread {
        let owner = Some(Owner { member: MAYA, since: at(0) });
        Thread { owner, backup: Some(JORDAN), ..Thread::new(ThreadId(1)) }
    }

    fn owner_against(thread: &Thread, me: MemberId, absences: &Absences) -> bool {
        let mut team = Team::new(Vec::new());
        team.absences = absences.clone();
        thread.against(me, None, &team, at(5)).owner.is_some()
    }

    #[test]
    fn the_backup_may_reply_while_the_owner_is_away_and_the_cover_before_them() {
        let away = |cover| {
            let (from, until) = (at(0), Some(at(9)));
            Absences::new(vec![Absence { entry: Seq(1), member: MAYA, from, until, cover }])
        };
        let may = |absences| [MAYA, JORDAN, SAM].map(|me| !owner_against(&mayas(), me, &absences));
        assert_eq!(may(Absences::default()), [true, false, false]);
        assert_eq!(may(away(None)), [true, true, false]);
        assert_eq!(may(away(Some(SAM))), [true, false, true]);
    }

    #[test]
    fn who_holds_it_in_the_owners_stead_may_reply_and_the_owner_waits() {
        let hold = Hold { entry: Seq(2), by: JORDAN, from: at(1), until: at(9) };
        let thread = Thread { hold: Some(hold), ..mayas() };
        let against = |me, now| thread.against(me, None, &Team::default(), at(now));
        assert!(against(JORDAN, 5).is_empty());
        assert_eq!(against(MAYA, 5), Against { hold: Some(hold), ..Against::default() });
        assert!(against(MAYA, 9).is_empty() && against(JORDAN, 9).owner.is_some());
    }

    #[test]
    fn what_a_reply_answers_decides_whether_it_was_answered() {
        let facts = vec![
            mail(1, Direction::Inbound, None),
            mail(2, Direction::Outbound, Some(JORDAN)),
            mail(3, Direction::Inbound, None),
        ];
        let thread = Thread { facts, ..Thread::new(ThreadId(1)) };
        let answered = |me, named: &[Seq]| {
            thread.against(me, thread.question(named), &Team::default(), at(5)).answered
        };
        let by_jordan = Some(Answered { by: Some(JORDAN), at: at(2) });
        assert_eq!(answered(MAYA, &[Seq(1)]), by_jordan);
        assert_eq!(answered(JORDAN, &[Seq(1)]), None);
        assert_eq!(answered(MAYA, &[Seq(2)]), None);
        assert_eq!(answered(MAYA, &[Seq(1), Seq(3)]), None);
        assert_eq!(answered(MAYA, &[]), None);
    }

    #[test]
    fn a_notice_that_no_person_wrote_answers_nothing() {
        let mut notice = mail(2, Direction::Outbound, Some(JORDAN));
        notice.automated = Some(crate::domain::message::Automated::Auto);
        let facts = vec![mail(1, Direction::Inbound, None), notice];
        let thread = Thread { facts, ..Thread::new(ThreadId(1)) };
        let question = thread.last_question();
        assert!(thread.against(MAYA, question, &Team::default(), at(5)).is_empty());
    }
}
