//! What members decided by hand about which messages are one conversation, as far as it holds.

use super::Rule;
use crate::domain::entry::Event;
use crate::domain::ids::Seq;
use std::collections::BTreeMap;

/// What members decided by hand about threads and is in force, by the entry that says so: it follows from entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InForce(BTreeMap<Seq, Vec<Rule>>);

impl InForce {
    /// Takes the next entry in; its number and what it says.
    pub fn apply(&mut self, entry: Seq, event: &Event) {
        let (rules, takes_back) = match event {
            Event::Merged { messages: (one, other), takes_back, .. } => {
                (vec![Rule::Together(*one, *other)], takes_back)
            }
            Event::Split { message, from, begins, takes_back, .. } => {
                let begins = begins.then_some(Rule::Begins(*message));
                let apart = Rule::Apart(*message, *from);
                (std::iter::once(apart).chain(begins).collect(), takes_back)
            }
            _ => return,
        };
        self.0.insert(entry, rules);
        for entry in takes_back {
            self.0.remove(entry);
        }
    }

    /// By entry, each with its rules.
    pub fn iter(&self) -> impl Iterator<Item = (Seq, &[Rule])> {
        self.0.iter().map(|(entry, rules)| (*entry, rules.as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::SaidStatus;
    use crate::domain::ids::ThreadId;
    use crate::domain::time::Timestamp;

    fn merged(from: i64) -> Event {
        Event::Merged {
            from: ThreadId(from),
            owner: None,
            backup: None,
            status: SaidStatus::Open,
            since: Timestamp::UNIX_EPOCH,
            words: None,
            messages: (Seq(1), Seq(2)),
            takes_back: vec![],
        }
    }

    fn split(into: i64, takes_back: Vec<Seq>) -> Event {
        let (message, from) = (Seq(2), Seq(1));
        Event::Split { into: ThreadId(into), message, from, begins: true, takes_back }
    }

    #[test]
    fn what_a_later_entry_takes_back_is_not_in_force() {
        let mut hands = InForce::default();
        hands.apply(Seq(3), &merged(2));
        hands.apply(Seq(4), &Event::Released);
        hands.apply(Seq(5), &split(2, vec![Seq(3)]));
        let rules: Vec<_> = hands.iter().collect();
        let apart = [Rule::Apart(Seq(2), Seq(1)), Rule::Begins(Seq(2))];
        assert_eq!(rules, [(Seq(5), &apart[..])]);
    }
}
