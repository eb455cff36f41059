//! Where a conversation stands: what mail and members together say about its status (SPEC §2).
//!
//! Mail is ordered by its own times, so that any order of arrival gives the same; against what members said it
//! counts as they could know it. A customer's mail that came in after a close reopens the thread even if it is
//! older. A reply of ours that was written before somebody said "closed" or "waiting" changes nothing: whoever
//! said it knew of the reply.

use super::{Said, Thread};
use crate::domain::entry::{SaidStatus, WaitingOn};
use crate::domain::message::{Automated, Direction, Fact};
use crate::domain::time::Timestamp;

/// The status without regard to the clock (a wait that ran out is judged when it is looked at).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    Open,
    Waiting { on: WaitingOn, until: Option<Timestamp> },
    Closed,
}

impl Thread {
    /// Where it stands, and since when.
    pub fn stand(&self) -> (Stand, Option<Timestamp>) {
        let decisive =
            self.facts.iter().filter(|fact| self.counts(fact)).max_by_key(|fact| fact.rank());
        match (decisive, self.said) {
            (Some(fact), _) => (stand_by(fact), Some(fact.at)),
            (None, Some(said)) => (said.stand(), Some(said.at)),
            // Automated and internal mail alone asks nothing of anybody.
            (None, None) => (Stand::Closed, None),
        }
    }

    /// Can this message change the status, after what was last said about it?
    fn counts(&self, fact: &Fact) -> bool {
        let speaks = fact.is_human() || self.is_bounce_of_ours(fact);
        let heard_already = self.said.is_some_and(|said| match fact.direction {
            Direction::Outbound => fact.seq < said.seq || fact.at <= said.at,
            Direction::Inbound | Direction::Internal => fact.seq < said.seq,
        });
        speaks && !heard_already
    }

    /// A bounce says that a reply of ours did not arrive.
    pub(super) fn is_bounce_of_ours(&self, fact: &Fact) -> bool {
        fact.automated == Some(Automated::Bounce)
            && self
                .facts
                .iter()
                .any(|ours| ours.is_human_outbound() && ours.order() <= fact.order())
    }

    /// The latest message a person wrote to or from outside.
    fn last_human(&self) -> Option<&Fact> {
        self.facts.iter().filter(|fact| fact.is_human()).max_by_key(|fact| fact.rank())
    }

    /// The customer's first message that nobody has answered yet, while the thread is not closed.
    pub fn unanswered_since(&self) -> Option<Timestamp> {
        self.last_human().filter(|last| last.direction == Direction::Inbound && !last.historic)?;
        if self.stand().0 == Stand::Closed {
            return None;
        }
        let last_reply =
            self.facts.iter().filter(|fact| fact.is_human_outbound()).map(Fact::order).max();
        self.facts
            .iter()
            .filter(|fact| fact.is_human_inbound() && !fact.historic)
            .filter(|fact| last_reply.is_none_or(|reply| fact.order() > reply))
            .map(|fact| fact.at)
            .min()
    }
}

impl Said {
    pub(super) fn stand(&self) -> Stand {
        match self.status {
            SaidStatus::Open => Stand::Open,
            SaidStatus::Closed => Stand::Closed,
            SaidStatus::Waiting { on, until } => Stand::Waiting { on, until },
        }
    }
}

pub(super) fn stand_by(fact: &Fact) -> Stand {
    match fact.direction {
        _ if fact.historic => Stand::Closed,
        Direction::Outbound => Stand::Waiting { on: WaitingOn::Customer, until: None },
        Direction::Inbound | Direction::Internal => Stand::Open,
    }
}
