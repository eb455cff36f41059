//! May a member reply to a thread now? Its answers are what `check` prints and what `guard` lets pass (SPEC §3).

use super::entry::{Event, Words};
use super::ids::{MemberId, Seq};
use super::judge::Us;
use super::message::{Direction, Fact, Headers};
use super::thread::{Decision, Hold, Note, Owner, Thread};
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
    /// Does this mail of ours go to nobody outside? `recipients` are those that its envelope names, in lower case.
    pub fn keep_among_us(&self, headers: &Headers, recipients: &[String]) -> bool {
        let named = !headers.to.is_empty() || !headers.cc.is_empty();
        named
            && self.judge(headers).direction == Direction::Internal
            && recipients.iter().all(|address| self.is_us(address))
    }
}

impl Thread {
    /// What stands against a reply by `me` to that message.
    pub fn against(&self, me: MemberId, question: Option<&Fact>, now: Timestamp) -> Against {
        Against {
            owner: self.owner.filter(|owner| owner.member != me),
            hold: self.hold.filter(|hold| hold.by != me && now < hold.until),
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
        self.notes.iter().rfind(|note| note.reader == Some(me) && note.is_unread())
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
