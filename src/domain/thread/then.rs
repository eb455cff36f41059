//! The entries of a thread as they stood at another time, when other threads were a part of it.

use crate::domain::entry::{Entry, Event};
use crate::domain::ids::ThreadId;
use std::collections::BTreeMap;

/// Of entries in the order of their numbers, those of the thread that a number stood for when the last of them was
/// written.
///
/// A number whose first entry came later stands for what `now` does.
pub fn of_thread(entries: Vec<Entry>, number: ThreadId, now: ThreadId) -> Vec<Entry> {
    let mut joined_to: BTreeMap<ThreadId, ThreadId> = BTreeMap::new();
    for entry in &entries {
        match (&entry.event, entry.thread) {
            (Event::Joined { from, .. } | Event::Merged { from, .. }, Some(thread)) => {
                joined_to.insert(*from, thread);
            }
            (Event::Split { into, .. }, _) => {
                joined_to.remove(into);
            }
            _ => {}
        }
    }
    let stood_for = |mut number: ThreadId| {
        // Never longer than there are joins: what is damaged must not go round for ever.
        for _ in 0..=joined_to.len() {
            match joined_to.get(&number) {
                Some(thread) => number = *thread,
                None => break,
            }
        }
        number
    };
    let is_known =
        joined_to.contains_key(&number) || entries.iter().any(|entry| entry.thread == Some(number));
    let wanted = stood_for(if is_known { number } else { now });
    entries.into_iter().filter(|entry| entry.thread.map(stood_for) == Some(wanted)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::{Actor, SaidStatus, Words};
    use crate::domain::ids::Seq;
    use crate::domain::time::Timestamp;

    fn entry(seq: i64, thread: i64, event: Event) -> Entry {
        Entry {
            seq: Seq(seq),
            at: Timestamp::UNIX_EPOCH,
            actor: Actor::BATON,
            command: None,
            thread: Some(ThreadId(thread)),
            event,
            words: Words::default(),
            hash: String::new(),
        }
    }

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
    fn a_thread_as_it_stood_has_what_was_joined_to_it_by_then() {
        let all = [
            entry(3, 1, Event::Released),
            entry(4, 2, Event::Released),
            entry(5, 1, merged(2)),
            entry(6, 1, Event::Reopened),
            entry(7, 1, split(2, vec![Seq(5)])),
            entry(8, 2, Event::Released),
        ];
        let then = |count: usize, number, now| {
            let found = of_thread(all[..count].to_vec(), ThreadId(number), ThreadId(now));
            found.into_iter().map(|entry| entry.seq.0).collect::<Vec<_>>()
        };
        assert_eq!(then(2, 1, 1), [3]);
        assert_eq!(then(4, 1, 1), [3, 4, 5, 6]);
        assert_eq!(then(4, 2, 2), [3, 4, 5, 6]);
        assert_eq!(then(6, 2, 2), [4, 8]);
        // A number that nothing was said of yet is a part of what it is now.
        assert_eq!(then(2, 9, 1), [3]);
    }
}
