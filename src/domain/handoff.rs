//! An offer of a thread to another member, with what they need to know.

use super::ids::{MemberId, Seq};
use super::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What became of an offer that left the thread with its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unmet {
    Declined { by: MemberId, at: Timestamp, reason: Option<String> },
    Lapsed { offer: Offer },
}

/// An offer that its owner accepted, and what they were told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenOver {
    pub offer: Offer,
    pub brief: Brief,
    pub at: Timestamp,
}

/// The five parts of a brief: what one must know to go on where another stopped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// What the customer asked for.
    pub asked: String,
    /// What we have done so far.
    pub done: String,
    /// What we wait for, and on whom.
    pub waiting: String,
    /// What can go wrong.
    pub risk: String,
    /// What to do next.
    pub next: String,
}

impl Brief {
    /// The parts with their headings, in the order in which they are asked for.
    pub fn parts(&self) -> [(&'static str, &str); 5] {
        [
            ("asked", &self.asked),
            ("done", &self.done),
            ("waiting", &self.waiting),
            ("risk", &self.risk),
            ("next", &self.next),
        ]
    }
}

/// An offer that nobody has accepted yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The entry that made it; its words are the brief.
    pub entry: Seq,
    pub from: MemberId,
    pub to: MemberId,
    /// Whom it is offered to as well: the first to accept has it.
    pub others: Vec<MemberId>,
    pub at: Timestamp,
    /// When the next step is due, for the task that accepting adds.
    pub due: Option<Timestamp>,
    /// From then on it counts as not made.
    pub lapses_at: Timestamp,
}

impl Offer {
    pub fn is_open(&self, now: Timestamp) -> bool {
        now < self.lapses_at
    }

    /// Everybody who may accept it.
    pub fn receivers(&self) -> impl Iterator<Item = MemberId> {
        std::iter::once(self.to).chain(self.others.iter().copied())
    }

    pub fn is_to(&self, member: MemberId) -> bool {
        self.receivers().any(|receiver| receiver == member)
    }

    /// The offer without one of its receivers; nothing where nobody is left.
    pub fn without(&self, member: MemberId) -> Option<Offer> {
        let mut left = self.receivers().filter(|receiver| *receiver != member);
        let to = left.next()?;
        Some(Offer { to, others: left.collect(), ..*self })
    }
}
