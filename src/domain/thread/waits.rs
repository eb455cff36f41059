//! When a thread was not open: the clock of what was promised to the customer stood still.

use super::stand::stand_by;
use super::{Stand, Thread};
use crate::domain::ids::Seq;
use crate::domain::message::Direction;
use crate::domain::time::Timestamp;

/// Of a thread that goes to and fro for years the last ones tell enough.
const MOST: usize = 100;

/// What opened a thread, made it wait or closed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    pub at: Timestamp,
    pub seq: Seq,
    pub stand: Stand,
}

impl Thread {
    /// The last of [`Thread::all_waits`].
    pub fn waits(&self) -> Vec<(Timestamp, Timestamp)> {
        let mut waits = self.all_waits();
        waits.split_off(waits.len().saturating_sub(MOST))
    }

    /// Periods, the oldest first, in which it waited for anybody or was closed; not the one it is in now, unless it is
    /// known when that ends.
    ///
    /// Mail counts from its own time, or from what was said before it came in, where that is later.
    pub fn all_waits(&self) -> Vec<(Timestamp, Timestamp)> {
        let mut waits: Vec<(Timestamp, Timestamp)> = Vec::new();
        // What was automated before it owed nothing to anybody.
        let first = self.facts.iter().map(|fact| fact.at).min();
        let mut since: Option<(Timestamp, Option<Timestamp>)> = first.map(|first| (first, None));
        for Turn { at, stand, .. } in self.turns() {
            if let Some((from, ends)) = since.take() {
                let to = ends.map_or(at, |ends: Timestamp| ends.min(at));
                waits.extend((from < to).then_some((from, to)));
            }
            since = match stand {
                Stand::Open => None,
                Stand::Waiting { until, .. } => Some((at, until)),
                Stand::Closed => Some((at, None)),
            };
        }
        waits.extend(since.and_then(|(from, until)| until.map(|until| (from, until))));
        waits
    }

    /// Everything that opened it, made it wait or closed it, by time.
    pub fn turns(&self) -> Vec<Turn> {
        // The latest time of what was said up to each saying.
        let mut latest: Vec<(Seq, Timestamp)> = Vec::with_capacity(self.sayings.len());
        for said in &self.sayings {
            let before = latest.last().map_or(said.at, |(_, at)| *at);
            latest.push((said.seq, said.at.max(before)));
        }
        let said_before = |seq: Seq| {
            latest[..latest.partition_point(|(said, _)| *said < seq)].last().map(|(_, at)| *at)
        };
        let mail = self.facts.iter().filter(|fact| fact.is_human() || self.is_bounce_of_ours(fact));
        let mail = mail.map(|fact| {
            let at = match fact.direction {
                Direction::Outbound => fact.at,
                _ if fact.historic => fact.at,
                _ => said_before(fact.seq).max(Some(fact.at)).unwrap_or(fact.at),
            };
            Turn { at, seq: fact.seq, stand: stand_by(fact) }
        });
        let said = self.sayings.iter().map(|said| Turn {
            at: said.at,
            seq: said.seq,
            stand: said.stand(),
        });
        let mut turns: Vec<_> = mail.chain(said).collect();
        turns.sort_by_key(|turn| (turn.at, turn.seq));
        turns
    }

    /// The same as it is stored: of a thread that is closed for good nobody asks.
    pub fn kept_waits(&self) -> Vec<(Timestamp, Timestamp)> {
        if self.stand().0 == Stand::Closed { Vec::new() } else { self.waits() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::{Actor, CloseReason, Entry, Event, WaitingOn, Words};
    use crate::domain::ids::ThreadId;
    use crate::domain::message::{Automated, Fact};
    use chrono::TimeDelta;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    fn mail(seq: i64, hours: i64, direction: Direction) -> Fact {
        Fact {
            seq: Seq(seq),
            at: at(hours),
            dated: None,
            direction,
            automated: None,
            author: None,
            customer: None,
            historic: false,
            tie: 0,
        }
    }

    fn entry(seq: i64, hours: i64, event: Event) -> Entry {
        Entry {
            seq: Seq(seq),
            at: at(hours),
            actor: Actor::BATON,
            command: None,
            thread: Some(ThreadId(1)),
            event,
            words: Words::default(),
            hash: String::new(),
        }
    }

    #[test]
    fn before_the_customer_first_wrote_nothing_was_owed() {
        let confirmation =
            Fact { automated: Some(Automated::Auto), ..mail(1, 0, Direction::Outbound) };
        let facts = vec![confirmation, mail(2, 50, Direction::Inbound)];
        assert_eq!(Thread::replay(ThreadId(1), facts, &[]).waits(), [(at(0), at(50))]);
    }

    #[test]
    fn the_clock_stands_still_from_our_reply_or_a_wait_to_the_customers_next_mail() {
        let facts = vec![
            mail(1, 0, Direction::Inbound),
            mail(2, 2, Direction::Outbound),
            mail(3, 5, Direction::Inbound),
        ];
        let waited = Event::Waited { on: WaitingOn::Internal, until: Some(at(9)) };
        let closed = Event::Closed { why: CloseReason::Member };
        let thread = |entries: &[Entry]| Thread::replay(ThreadId(1), facts.clone(), entries);
        assert_eq!(thread(&[]).waits(), [(at(2), at(5))]);
        let until = [entry(4, 6, waited.clone())];
        assert_eq!(thread(&until).waits(), [(at(2), at(5)), (at(6), at(9))]);
        let cut_short = [entry(4, 6, waited), entry(5, 7, Event::Reopened)];
        assert_eq!(thread(&cut_short).waits(), [(at(2), at(5)), (at(6), at(7))]);
        let reopened = [entry(4, 8, closed), entry(5, 20, Event::Reopened)];
        assert_eq!(thread(&reopened).waits(), [(at(2), at(5)), (at(8), at(20))]);
    }

    #[test]
    fn of_many_waits_the_last_ones_are_kept_and_numbers_are_counted_from_all() {
        let facts: Vec<Fact> = (1..=260)
            .map(|n| match n % 2 {
                0 => mail(n, n, Direction::Outbound),
                _ => mail(n, n, Direction::Inbound),
            })
            .collect();
        let thread = Thread::replay(ThreadId(1), facts, &[]);
        let all = thread.all_waits();
        assert_eq!((all.len(), all[0]), (129, (at(2), at(3))));
        assert_eq!(thread.waits(), all[29..]);
    }
}
