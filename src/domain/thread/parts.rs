//! The threads that a thread was put together from, while it is replayed.

use super::Thread;
use crate::domain::entry::{Entry, Event};
use crate::domain::ids::ThreadId;
use std::collections::BTreeMap;

/// Threads by their numbers, as far as the replay has come.
#[derive(Default)]
pub struct Parts {
    /// Those that stand by themselves; boxed, since a map has room for a dozen of them and most threads are one.
    pub whole: BTreeMap<ThreadId, Box<Thread>>,
    /// Those that were joined to another, by themselves: one that leaves again takes along what was its own.
    absorbed: BTreeMap<ThreadId, Absorbed>,
}

struct Absorbed {
    alone: Thread,
    into: ThreadId,
}

impl Parts {
    /// The thread that this number stands for.
    pub fn of(&mut self, number: ThreadId) -> &mut Thread {
        let number = self.standing_for(number).last().copied().unwrap_or(number);
        self.whole.entry(number).or_insert_with(|| Box::new(Thread::new(number)))
    }

    /// A number, and what it was joined to, and what that was joined to.
    fn standing_for(&self, number: ThreadId) -> Vec<ThreadId> {
        let mut numbers = vec![number];
        let mut last = number;
        // Never longer than there are joins: what is damaged must not go round for ever.
        for _ in 0..self.absorbed.len() {
            let Some(absorbed) = self.absorbed.get(&last) else { break };
            last = absorbed.into;
            numbers.push(last);
        }
        numbers
    }

    /// Takes in one entry, which was filed under this number.
    pub fn take(&mut self, entry: &Entry, number: ThreadId) {
        let into = self.of(number).id;
        let other = match &entry.event {
            Event::Joined { from, .. } | Event::Merged { from, .. } => {
                let other = self.whole.remove(from).map(|other| *other);
                self.of(number).remember(entry, *from, other.as_ref());
                let alone = other.clone().unwrap_or_else(|| Thread::new(*from));
                self.absorbed.insert(*from, Absorbed { alone, into });
                other
            }
            _ => None,
        };
        if let Some(other) = other {
            self.of(number).absorb(other, entry.at);
        }
        // What is filed under a part is the part's own business too.
        for part in self.standing_for(number) {
            if let Some(absorbed) = self.absorbed.get_mut(&part) {
                absorbed.alone.apply(entry);
            }
        }
        self.of(number).apply(entry);
        if let Event::Split { into, .. } = &entry.event
            && let Some(left) = self.absorbed.remove(into)
        {
            self.whole.insert(*into, Box::new(left.alone));
        }
    }
}
