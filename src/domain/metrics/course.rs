//! How a thread stood over time: in which spells we owed something, and whose it was then.

use super::measure::Spell;
use crate::domain::message::Fact;
use crate::domain::thread::{Stand, Thread};
use crate::domain::time::Timestamp;

/// The spells in which the thread was not closed, in their order; the last one may have no end.
pub fn spells(thread: &Thread, human: &[&Fact]) -> Vec<Spell> {
    let mut course = Course { thread, human, heard: 0, asked: None, spells: Vec::new() };
    let turns = thread.turns();
    for (place, turn) in turns.iter().enumerate() {
        let to = turns.get(place + 1).map(|next| next.at);
        if to == Some(turn.at) {
            continue;
        }
        course.stands(turn.stand, turn.at, to);
    }
    course.spells
}

struct Course<'a> {
    thread: &'a Thread,
    human: &'a [&'a Fact],
    /// So many of these have been heard.
    heard: usize,
    /// The customer's first message that waits for an answer.
    asked: Option<Timestamp>,
    spells: Vec<Spell>,
}

impl Course<'_> {
    fn stands(&mut self, stand: Stand, from: Timestamp, to: Option<Timestamp>) {
        self.hear(from);
        match stand {
            Stand::Closed => self.asked = None,
            Stand::Open => {
                let since = self.asked.unwrap_or(from);
                self.push(true, since, from, to);
            }
            Stand::Waiting { until: Some(until), .. }
                if to.is_none_or(|to| until < to) && from < until =>
            {
                self.push(false, from, from, Some(until));
                self.push(true, self.asked.unwrap_or(until), until, to);
            }
            Stand::Waiting { .. } => self.push(false, from, from, to),
        }
    }

    /// What was written up to then.
    fn hear(&mut self, upto: Timestamp) {
        while let Some(fact) = self.human.get(self.heard).filter(|fact| fact.at <= upto) {
            self.heard += 1;
            match fact.is_human_inbound() {
                true if !fact.historic => self.asked = self.asked.or(Some(fact.at)),
                true => {}
                false => self.asked = None,
            }
        }
    }

    /// A spell for each owner in it.
    fn push(&mut self, open: bool, since: Timestamp, from: Timestamp, to: Option<Timestamp>) {
        let stages = &self.thread.stages;
        let mut from = from;
        let mut owner = self.thread.owner_at(from);
        for stage in &stages[stages.partition_point(|stage| stage.at <= from)..] {
            if to.is_some_and(|to| stage.at >= to) {
                break;
            }
            if stage.owner != owner {
                self.spells.push(Spell { open, since, from, to: Some(stage.at), owner });
                (from, owner) = (stage.at, stage.owner);
            }
        }
        self.spells.push(Spell { open, since, from, to, owner });
    }
}

#[cfg(test)]
mod tests {
    use super::super::replies;
    use super::*;
    use crate::domain::entry::{Actor, CloseReason, Entry, Event, WaitingOn, Words};
    use crate::domain::ids::{MemberId, Seq, ThreadId};
    use crate::domain::message::{Automated, Direction};
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    fn mail(seq: i64, direction: Direction, automated: Option<Automated>) -> Fact {
        Fact {
            seq: Seq(seq),
            at: at(seq * 10),
            dated: None,
            direction,
            automated,
            author: None,
            customer: None,
            historic: false,
            tie: 0,
        }
    }

    fn entry(seq: i64, event: Event) -> Entry {
        Entry {
            seq: Seq(seq),
            at: at(seq * 10),
            actor: Actor::member(MemberId(1)),
            command: None,
            thread: Some(ThreadId(1)),
            event,
            words: Words::default(),
            hash: String::new(),
        }
    }

    /// What happens by number, ten hours apart; waits run out after 5, 15, 25 … hours.
    fn history(kinds: &[u8]) -> (Vec<Fact>, Vec<Entry>) {
        let (mut facts, mut entries) = (Vec::new(), Vec::new());
        for (seq, kind) in (1..).zip(kinds) {
            let until = (kind % 2 == 0).then(|| at(seq * 10 + 5 + i64::from(kind % 5) * 10));
            let hold_until = at(seq * 10 + 1);
            match kind % 9 {
                0 | 1 => facts.push(mail(seq, Direction::Inbound, None)),
                2 => facts.push(mail(seq, Direction::Outbound, None)),
                3 => facts.push(mail(seq, Direction::Inbound, Some(Automated::Auto))),
                4 => entries.push(entry(seq, Event::Waited { on: WaitingOn::Internal, until })),
                5 => entries.push(entry(seq, Event::Closed { why: CloseReason::Member })),
                6 => entries.push(entry(seq, Event::Reopened)),
                7 => entries.push(entry(seq, Event::Claimed { hold_until })),
                _ => entries.push(entry(seq, Event::Released)),
            }
        }
        (facts, entries)
    }

    /// Open with its owner, waiting with its owner, or closed.
    fn stood(thread: &Thread, end: Timestamp) -> Option<(bool, Option<MemberId>)> {
        let owner = thread.owner.map(|owner| owner.member);
        match thread.stand().0 {
            Stand::Closed => None,
            Stand::Waiting { until, .. } if until.is_none_or(|until| until >= end) => {
                Some((false, owner))
            }
            _ => Some((true, owner)),
        }
    }

    proptest! {
        /// What spells say of a time is what was true with all that had happened by then.
        #[test]
        fn spells_are_how_the_thread_stood(kinds in prop::collection::vec(0..90u8, 1..14)) {
            let (facts, entries) = history(&kinds);
            let whole = Thread::replay(ThreadId(1), facts.clone(), &entries);
            let spells = spells(&whole, &replies::human(&whole));
            for end in (1..200).map(at) {
                let facts: Vec<Fact> = facts.iter().copied().filter(|fact| fact.at < end).collect();
                if facts.is_empty() {
                    continue;
                }
                let entries: Vec<Entry> =
                    entries.iter().filter(|entry| entry.at < end).cloned().collect();
                let then = stood(&Thread::replay(ThreadId(1), facts, &entries), end);
                let told: Vec<_> = spells.iter().filter(|spell| spell.holds_at_the_end(end)).collect();
                prop_assert!(told.len() <= 1, "{:?}", told);
                let told = told.first().map(|spell| (spell.open, spell.owner));
                prop_assert_eq!(told, then, "{} of {:?}", end, spells);
            }
        }
    }
}
