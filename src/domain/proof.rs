//! What `fsck` found: how much it verified, and everything that is not as it should be.

use super::ids::Seq;
use super::time::Timestamp;
use std::ops::RangeInclusive;

/// Problems of one sort that are kept: whoever sees so many needs no more, and memory does not grow with the damage.
pub const MOST_KEPT: usize = 1000;

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// `entry 917`, `thread 42`.
    pub place: String,
    /// What is wrong with it. Text of the ledger may stand in it.
    pub what: String,
}

/// Problems in the order in which they are to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    pub kept: Vec<Problem>,
    /// How many there are beside these.
    pub more: u64,
}

impl Problems {
    pub fn add(&mut self, place: impl ToString, what: impl Into<String>) {
        match self.kept.len() < MOST_KEPT {
            true => self.kept.push(Problem { place: place.to_string(), what: what.into() }),
            false => self.more += 1,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.kept.len() as u64 + self.more
    }

    pub fn append(&mut self, other: Problems) {
        self.kept.extend(other.kept);
        self.more += other.more;
    }
}

/// What was verified, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub entries: u64,
    pub messages: u64,
    pub threads: u64,
    /// The hash of the newest entry, as it is stored.
    pub newest: Option<String>,
    pub problems: Problems,
    /// What became of the hash that was asked for.
    pub anchor: Option<Anchor>,
}

impl Report {
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }
}

/// A hash that a review mail printed, and the entry that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// As it was asked for: its first digits, in lower case.
    pub hash: String,
    pub found: Option<Anchored>,
}

/// The entry that an anchor names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchored {
    pub entry: Seq,
    pub at: Timestamp,
    /// Entries that came after it.
    pub newer: u64,
    /// The chain is whole from there to the newest entry.
    pub whole: bool,
}

/// Looks through numbers, given in ascending order, that should be those from 1 to `last`, each once.
pub fn numbering(
    numbers: impl IntoIterator<Item = i64>,
    last: i64,
    mut missing: impl FnMut(RangeInclusive<i64>),
    mut wrong: impl FnMut(i64, Misnumbered),
) {
    let mut next = 1;
    for number in numbers {
        if number < 1 || number > last {
            wrong(number, Misnumbered::NeverHandedOut);
        } else if number < next {
            wrong(number, Misnumbered::Twice);
        } else {
            if number > next {
                missing(next..=number - 1);
            }
            next = number + 1;
        }
    }
    if next <= last {
        missing(next..=last);
    }
}

/// What is wrong with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misnumbered {
    NeverHandedOut,
    Twice,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(numbers: &[i64], last: i64) -> Vec<String> {
        let found = std::cell::RefCell::new(Vec::new());
        numbering(
            numbers.iter().copied(),
            last,
            |range| found.borrow_mut().push(format!("{range:?} missing")),
            |number, wrong| found.borrow_mut().push(format!("{number} {wrong:?}")),
        );
        found.into_inner()
    }

    #[test]
    fn numbers_that_are_missing_twice_or_never_handed_out_are_found() {
        assert!(numbered(&[], 0).is_empty());
        assert!(numbered(&[1, 2, 3], 3).is_empty());
        assert_eq!(numbered(&[2, 3, 6], 7), ["1..=1 missing", "4..=5 missing", "7..=7 missing"]);
        assert_eq!(
            numbered(&[-1, 1, 1, 2, 9], 2),
            ["-1 NeverHandedOut", "1 Twice", "9 NeverHandedOut"]
        );
    }
}
