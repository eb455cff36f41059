//! Sets of UIDs, held as ranges: a mailbox of a million messages without gaps is one pair of
//! numbers.

use std::fmt::Write;

/// More ranges than these are not held at once: 16 MiB, and more than one line of an answer has room for.
pub const MAX_RANGES: usize = 2 * 1024 * 1024;

/// UIDs in ascending order, none of them 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uids(Vec<(u32, u32)>);

impl Uids {
    /// From numbers and ranges in any order, overlapping or reversed; 0 is no UID (RFC 3501 §9,
    /// nz-number).
    pub fn new(mut ranges: Vec<(u32, u32)>) -> Uids {
        for (first, last) in &mut ranges {
            (*first, *last) = (*first.min(last).max(&mut 1), *first.max(last));
        }
        ranges.retain(|(_, last)| *last > 0);
        ranges.sort_unstable();
        // In place: a server may list millions.
        ranges.dedup_by(|(first, last), (_, end)| {
            let joins = *first <= end.saturating_add(1);
            if joins {
                *end = (*end).max(*last);
            }
            joins
        });
        Uids(ranges)
    }

    /// How many they are.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|(first, last)| u64::from(last - first) + 1).sum()
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().flat_map(|(first, last)| *first..=*last)
    }

    pub fn contains(&self, uid: u32) -> bool {
        let after = self.0.partition_point(|(first, _)| *first <= uid);
        after > 0 && uid <= self.0[after - 1].1
    }

    pub fn last(&self) -> Option<u32> {
        self.0.last().map(|(_, last)| *last)
    }

    /// The first `count` UIDs above `uid`.
    pub fn above(&self, uid: u32, count: u32) -> Uids {
        let (mut left, mut ranges) = (count, Vec::new());
        for &(first, last) in &self.0[self.0.partition_point(|(_, last)| *last <= uid)..] {
            let first = first.max(uid.saturating_add(1));
            if left == 0 {
                break;
            }
            let last = last.min(first.saturating_add(left - 1));
            left -= last - first + 1;
            ranges.push((first, last));
        }
        Uids(ranges)
    }

    /// The first and the last; what lies between is the smallest range that holds them all.
    pub fn ends(&self) -> Option<(u32, u32)> {
        Some((self.0.first()?.0, self.last()?))
    }

    /// The smallest range that holds them all, where the gaps are known to hold nothing.
    pub fn span(&self) -> Uids {
        self.ends().map(|ends| Uids(vec![ends])).unwrap_or_default()
    }

    /// Two halves of about the same number; the second is empty when there is only one UID.
    pub fn halves(&self) -> (Uids, Uids) {
        let first = self.above(0, u32::try_from(self.count().div_ceil(2)).unwrap_or(u32::MAX));
        let second = self.above(first.last().unwrap_or(0), u32::MAX);
        (first, second)
    }

    /// Those that `known` does not have.
    pub fn without(&self, known: impl Fn(u32) -> bool) -> Uids {
        Uids::new(self.iter().filter(|uid| !known(*uid)).map(|uid| (uid, uid)).collect())
    }

    /// As sequence-sets (RFC 3501 §9) of at most `length` bytes each: servers refuse long lines
    /// (RFC 2683 §3.2.1.5).
    pub fn sets(&self, length: usize) -> Vec<String> {
        let mut sets = vec![String::new()];
        for (first, last) in &self.0 {
            let mut range = String::new();
            // Writing to a String cannot fail.
            let _ = if first == last {
                write!(range, "{first}")
            } else {
                write!(range, "{first}:{last}")
            };
            match sets.last_mut() {
                Some(set) if set.is_empty() => *set = range,
                Some(set) if set.len() + 1 + range.len() <= length => {
                    set.push(',');
                    set.push_str(&range);
                }
                _ => sets.push(range),
            }
        }
        sets.retain(|set| !set.is_empty());
        sets
    }
}

/// UIDs as a server lists them, in any number of answers: sorted and merged once.
#[derive(Default)]
pub struct Gathered {
    ranges: Vec<(u32, u32)>,
    too_many: bool,
}

impl Gathered {
    pub fn add(&mut self, uids: &Uids) {
        self.too_many |= self.ranges.len() + uids.0.len() > MAX_RANGES;
        if !self.too_many {
            self.ranges.extend_from_slice(&uids.0);
        }
    }

    /// All of them; `None` where they were more ranges than are held.
    pub fn all(self) -> Option<Uids> {
        (!self.too_many).then(|| Uids::new(self.ranges))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numbers: &[u32]) -> Uids {
        Uids::new(numbers.iter().map(|n| (*n, *n)).collect())
    }

    #[test]
    fn ranges_are_sorted_merged_and_without_zero() {
        let uids = Uids::new(vec![(9, 7), (0, 2), (3, 3), (8, 12), (0, 0), (u32::MAX, u32::MAX)]);
        assert_eq!(uids.sets(100), ["1:3,7:12,4294967295"]);
        assert_eq!(uids.count(), 10);
        assert!(
            uids.contains(1)
                && uids.contains(12)
                && !uids.contains(0)
                && !uids.contains(4)
                && !uids.contains(13)
        );
        assert_eq!(Uids::new(vec![(0, u32::MAX)]).count(), u64::from(u32::MAX));
    }

    #[test]
    fn the_next_ones_are_taken_across_gaps() {
        let uids = of(&[1, 2, 50, 4_000_000_000, 4_000_000_001]);
        assert_eq!(uids.above(1, 3), of(&[2, 50, 4_000_000_000]));
        assert_eq!(uids.above(4_000_000_001, 3), of(&[]));
        assert_eq!(uids.above(0, u32::MAX), uids);
        assert_eq!(uids.above(1, 3).span().sets(100), ["2:4000000000"]);
        assert_eq!(uids.halves(), (of(&[1, 2, 50]), of(&[4_000_000_000, 4_000_000_001])));
        assert_eq!(of(&[7]).halves(), (of(&[7]), of(&[])));
        assert_eq!(uids.without(|uid| uid > 2), of(&[1, 2]));
    }

    #[test]
    fn a_long_set_is_cut_into_several() {
        let sets = of(&(1..=1000).map(|n| n * 2).collect::<Vec<_>>()).sets(100);
        assert!(sets.len() > 30 && sets.iter().all(|set| set.len() <= 100));
        assert_eq!(sets.join(",").split(',').count(), 1000);
        assert!(of(&[]).sets(100).is_empty());
    }
}
