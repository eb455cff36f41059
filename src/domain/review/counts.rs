//! How much stood in a review: what the next one is compared with.

use super::Section;
use crate::domain::time::Timestamp;
use std::collections::BTreeMap;
use std::fmt;

/// How much there is in each section that has something in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Not closed, in all.
    pub open: usize,
    pub sections: BTreeMap<Section, usize>,
}

/// What was counted before, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    pub at: Timestamp,
    pub counts: Counts,
}

impl Counts {
    /// In this section; 0 where there is nothing in it.
    pub fn of(&self, section: Section) -> usize {
        self.sections.get(&section).copied().unwrap_or(0)
    }

    /// Reads what [`Counts`] prints; words that are unknown by now are left out.
    pub fn read(text: &str) -> Counts {
        let mut counts = Counts::default();
        for (word, count) in text.split_whitespace().filter_map(|pair| pair.split_once('=')) {
            let Ok(count) = count.parse() else { continue };
            match Section::ALL.into_iter().find(|section| section.word() == word) {
                Some(section) => drop(counts.sections.insert(section, count)),
                None if word == OPEN => counts.open = count,
                None => {}
            }
        }
        counts
    }
}

const OPEN: &str = "open";

/// `open=19 no-owner=5 overdue=2`: as the outbox keeps it.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{OPEN}={}", self.open)?;
        self.sections
            .iter()
            .try_for_each(|(section, count)| write!(f, " {}={count}", section.word()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_as_they_were_written() {
        let sections = BTreeMap::from([(Section::NoOwner, 5), (Section::Stale, 2)]);
        let counts = Counts { open: 19, sections };
        assert_eq!(counts.to_string(), "open=19 no-owner=5 stale=2");
        assert_eq!(Counts::read(&counts.to_string()), counts);
        assert_eq!(Counts::read("open=3 long-gone=2 stale=x").open, 3);
    }
}
