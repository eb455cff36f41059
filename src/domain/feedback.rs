//! What was said about a thread beside the work on it: how content the customer was, what it brought in, how good a
//! member found our replies.

use super::entry::{Entry, Event, Words};
use super::hundredths::Hundredths;
use super::ids::{MemberId, Seq};
use super::money::Money;
use super::thread::{Decision, Thread};
use super::time::Timestamp;
use super::undo;
use std::collections::HashMap;

/// All that was said so about one thread, and not taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feedback {
    pub ratings: Vec<Rating>,
    pub revenue: Vec<Revenue>,
    /// The last of each member.
    pub scores: Vec<Score>,
    /// Those that the same member said something else after.
    pub replaced: Vec<Score>,
}

/// How content the customer was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rating {
    pub entry: Seq,
    /// When they said so; where that is not known, when it was imported.
    pub at: Timestamp,
    pub score: Hundredths,
}

/// What it brought in, or, less than 0, what was paid back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revenue {
    pub entry: Seq,
    /// When; where that is not known, when it was imported.
    pub at: Timestamp,
    pub money: Money,
}

/// How good a member found our work, from 1 to 5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    pub entry: Seq,
    pub at: Timestamp,
    pub by: MemberId,
    pub score: u8,
    pub note: Option<String>,
}

impl Feedback {
    /// From the entries of one thread, in the order of their numbers.
    pub fn of(entries: &[Entry]) -> Feedback {
        // Of most threads there is none.
        if !entries.iter().any(|entry| entry.event.is_aside()) {
            return Feedback::default();
        }
        let taken = undo::taken_back(entries);
        let mut feedback = Feedback::default();
        for entry in entries.iter().filter(|entry| !taken.contains_key(&entry.seq)) {
            feedback.take(entry);
        }
        feedback
    }

    fn take(&mut self, entry: &Entry) {
        let seq = entry.seq;
        match &entry.event {
            Event::Rated { hundredths, rated_at } => self.ratings.push(Rating {
                entry: seq,
                at: rated_at.unwrap_or(entry.at),
                score: Hundredths(*hundredths),
            }),
            Event::Earned { amount, currency, earned_at } => {
                let at = earned_at.unwrap_or(entry.at);
                let money = Money::new(*amount, currency);
                self.revenue.extend(money.map(|money| Revenue { entry: seq, at, money }));
            }
            Event::Scored { score } => {
                let Some(by) = entry.actor.member else { return };
                self.replaced.extend(self.scores.extract_if(.., |known| known.by == by));
                let (at, note) = (entry.at, entry.words.text.clone());
                self.scores.push(Score { entry: seq, at, by, score: *score, note });
            }
            _ => {}
        }
    }
}

impl Thread {
    /// Says how good our work on it was, from 1 to 5; in place of what the same member said before.
    pub fn score(&self, score: u8, note: Option<String>) -> Decision {
        Decision::with(Event::Scored { score }, Words { text: note, ..Words::default() })
    }
}

/// Of what a file says about one thread, what is not there already; `known` are the events about it that count.
///
/// Equal ones of one file are different customers', or one who said it twice: each counts. What came with an earlier
/// file is not taken again.
pub fn new_among(said: Vec<Event>, known: Vec<Event>) -> Vec<Event> {
    let mut times: HashMap<Fact, usize> = HashMap::with_capacity(known.len());
    for fact in known.iter().filter_map(fact) {
        *times.entry(fact).or_default() += 1;
    }
    let mut is_new = |event: &Event| match fact(event).and_then(|fact| times.get_mut(&fact)) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    };
    said.into_iter().filter(|event| is_new(event)).collect()
}

/// A value, the currency of an amount, and when.
type Fact = (i64, Option<String>, Option<Timestamp>);

/// What a file says; what members say is in none.
fn fact(event: &Event) -> Option<Fact> {
    match event {
        Event::Rated { hundredths, rated_at } => Some((*hundredths, None, *rated_at)),
        Event::Earned { amount, currency, earned_at } => {
            Some((*amount, Some(currency.clone()), *earned_at))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::Actor;
    use super::*;

    fn entry(seq: i64, by: i64, event: Event) -> Entry {
        Entry {
            seq: Seq(seq),
            at: Timestamp::UNIX_EPOCH + chrono::TimeDelta::minutes(seq),
            actor: Actor::member(MemberId(by)),
            command: None,
            thread: None,
            event,
            words: Words::default(),
            hash: String::new(),
        }
    }

    fn rated(hundredths: i64) -> Event {
        Event::Rated { hundredths, rated_at: None }
    }

    #[test]
    fn the_last_score_of_each_member_counts_and_what_was_taken_back_does_not() {
        let said = [
            entry(1, 1, Event::Scored { score: 2 }),
            entry(2, 2, Event::Scored { score: 5 }),
            entry(3, 1, Event::Scored { score: 3 }),
            entry(4, 1, Event::Scored { score: 4 }),
            entry(5, 1, Event::Undone { entry: Seq(4), customer: None }),
            entry(6, 1, rated(450)),
            entry(7, 1, rated(450)),
        ];
        let feedback = Feedback::of(&said);
        let scores: Vec<_> = feedback.scores.iter().map(|of| (of.by.0, of.score)).collect();
        assert_eq!(scores, [(2, 5), (1, 3)]);
        assert_eq!((feedback.replaced.len(), feedback.ratings.len()), (1, 2));
    }

    #[test]
    fn a_second_import_of_a_file_adds_nothing_and_equal_rows_of_one_file_all_count() {
        let file = || vec![rated(450), rated(450), rated(100)];
        assert_eq!(new_among(file(), vec![]), file());
        assert_eq!(new_among(file(), file()), vec![]);
        assert_eq!(new_among(file(), vec![rated(450)]), [rated(450), rated(100)]);
    }
}
