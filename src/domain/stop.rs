//! Two would have done the same, and one was told in time.

use super::check::Against;
use super::ids::{MemberId, Seq};
use super::thread::Refusal;
use super::time::Timestamp;

/// Somebody was stopped because of somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    pub at: Timestamp,
    /// Who was stopped.
    pub member: MemberId,
    pub by: StoppedBy,
    /// The last message or entry then.
    pub seq: Seq,
}

/// What said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoppedBy {
    /// A claim that was refused.
    Claim,
    Check,
    Guard,
}

impl StoppedBy {
    const ALL: [StoppedBy; 3] = [StoppedBy::Claim, StoppedBy::Check, StoppedBy::Guard];

    pub fn word(self) -> &'static str {
        match self {
            StoppedBy::Claim => "claim",
            StoppedBy::Check => "check",
            StoppedBy::Guard => "guard",
        }
    }

    pub fn read(word: &str) -> Option<StoppedBy> {
        StoppedBy::ALL.into_iter().find(|by| by.word() == word)
    }
}

impl Refusal {
    /// Was it refused because somebody else owns the thread, or is at it?
    pub fn is_for_another(&self) -> bool {
        matches!(self, Refusal::AlreadyOwned { .. } | Refusal::Held { .. })
    }
}

impl Against {
    /// Does another member stand against it? Who answered without a name may have been the same person.
    pub fn is_of_another(&self) -> bool {
        let answered = self.answered.is_some_and(|answered| answered.by.is_some());
        self.owner.is_some() || self.hold.is_some() || answered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for by in StoppedBy::ALL {
            assert_eq!(StoppedBy::read(by.word()), Some(by));
        }
        assert_eq!(StoppedBy::read("handoff"), None);
    }
}
