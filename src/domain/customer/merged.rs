//! Which records are one customer: what members merged, and did not take back.

use crate::domain::entry::{Entry, Event};
use crate::domain::ids::CustomerId;
use crate::domain::undo;
use std::collections::BTreeMap;

/// Numbers that stand for another record now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The record that each went into, and the order in which that happened.
    into: BTreeMap<CustomerId, (CustomerId, usize)>,
}

impl Merged {
    /// From all entries that merged records, with those that took one back, in the order of their numbers. One that
    /// finds both to be one already, since another was taken back and counts again, says nothing.
    pub fn of(entries: &[Entry]) -> Merged {
        let taken = undo::taken_back(entries);
        let mut merged = Merged::default();
        for entry in entries.iter().filter(|entry| !taken.contains_key(&entry.seq)) {
            if let Event::CustomersMerged { customer, from, .. } = entry.event {
                let (root, other) = (merged.root(customer), merged.root(from));
                if root != other {
                    let place = merged.into.len();
                    merged.into.insert(other, (root, place));
                }
            }
        }
        merged
    }

    /// The record that this number stands for.
    pub fn root(&self, customer: CustomerId) -> CustomerId {
        let mut root = customer;
        // Each goes into one that went into none then, so there is no circle.
        while let Some((into, _)) = self.into.get(&root) {
            root = *into;
        }
        root
    }

    /// The other numbers that stand for this record, in the order in which they were merged.
    pub fn into(&self, root: CustomerId) -> Vec<CustomerId> {
        let mut others: Vec<(usize, CustomerId)> = self
            .into
            .iter()
            .filter(|(number, _)| self.root(**number) == root)
            .map(|(number, (_, place))| (*place, *number))
            .collect();
        others.sort_unstable();
        others.into_iter().map(|(_, number)| number).collect()
    }

    /// Every number that stands for another, and for which.
    pub fn all(&self) -> BTreeMap<CustomerId, CustomerId> {
        self.into.keys().map(|number| (*number, self.root(*number))).collect()
    }
}
