//! Gathers what was counted of threads into the numbers of a period.
//!
//! Memory grows with what is measured, not with the mail; tallies of parts of the threads are joined.

use super::cell::{Cell, Example, Row, keep};
use super::measure::{Measured, Sample, Spell, Value};
use super::{By, InForce, Key, Metric, Period};
use crate::domain::ids::{InboxId, ThreadId};
use crate::domain::time::Timestamp;
use std::collections::HashMap;

/// The numbers of a period, as far as threads were taken in.
pub struct Tally<'a> {
    period: Period,
    by: By,
    terms: &'a InForce,
    /// Only threads whose first message came in there.
    only: Option<InboxId>,
    /// These numbers.
    metrics: &'static [Metric],
    /// So many examples of each number.
    examples: usize,
    /// Of numbers by time: the parts of the period, each with the place of its cells.
    parts: Vec<Period>,
    places: HashMap<Key, usize>,
    slots: Vec<Slot>,
}

struct Slot {
    key: Key,
    cells: [Option<Box<Cell>>; Metric::ALL.len()],
}

impl<'a> Tally<'a> {
    pub fn new(period: Period, by: By, terms: &'a InForce) -> Tally<'a> {
        let mut tally = Tally {
            period,
            by,
            terms,
            only: None,
            metrics: &Metric::ALL,
            examples: 0,
            parts: Vec::new(),
            places: HashMap::new(),
            slots: Vec::new(),
        };
        if by.is_by_time() {
            for (part, key) in period.parts(by, terms.calendar()) {
                tally.parts.push(part);
                tally.slot(key);
            }
        }
        tally
    }

    /// The same of one inbox alone.
    pub fn of_inbox(self, only: Option<InboxId>) -> Tally<'a> {
        Tally { only, ..self }
    }

    /// The same of these numbers alone.
    pub fn telling(self, metrics: &'static [Metric]) -> Tally<'a> {
        Tally { metrics, ..self }
    }

    fn tells(&self, metric: Metric) -> bool {
        self.metrics.len() == Metric::ALL.len() || self.metrics.contains(&metric)
    }

    /// The same with this many examples of each number.
    pub fn with_examples(self, examples: usize) -> Tally<'a> {
        Tally { examples, ..self }
    }

    /// Takes one thread into the numbers.
    pub fn add(&mut self, measured: &Measured) {
        if self.only.is_some_and(|only| measured.inbox != Some(only)) {
            return;
        }
        let period = self.period;
        for sample in measured.samples.iter().filter(|sample| period.holds(sample.at)) {
            if !self.tells(sample.metric) {
                continue;
            }
            self.places_of(sample.at, sample.owner, measured, |tally, place| {
                tally.count(place, sample, measured.thread);
            });
        }
        if self.by == By::Hour || !self.metrics.iter().any(|metric| metric.is_taken_at_the_end()) {
            return;
        }
        for spell in &measured.spells {
            if !self.by.is_by_time() {
                let end = self.period.to;
                if spell.holds_at_the_end(end) {
                    self.places_of(end, spell.owner, measured, |tally, place| {
                        tally.take(place, spell, end.min(measured.upto), measured.thread);
                    });
                }
                continue;
            }
            let first = self.parts.partition_point(|part| part.to <= spell.from);
            for place in first..self.parts.len() {
                let end = self.parts[place].to;
                if !spell.holds_at_the_end(end) {
                    break;
                }
                self.take(place, spell, end.min(measured.upto), measured.thread);
            }
        }
    }

    /// Calls with the place of each number that something of this thread belongs to.
    fn places_of(
        &mut self,
        at: Timestamp,
        owner: Option<crate::domain::ids::MemberId>,
        measured: &Measured,
        mut each: impl FnMut(&mut Self, usize),
    ) {
        let key = match self.by {
            By::Day | By::Week | By::Month => {
                let place = self.parts.partition_point(|part| part.to <= at);
                return each(self, place.min(self.parts.len() - 1));
            }
            By::Tag if !measured.tags.is_empty() => {
                for tag in &measured.tags {
                    let place = self.slot(Key::Tag(Some(tag.clone())));
                    each(self, place);
                }
                return;
            }
            By::Nothing => Key::All,
            By::Tag => Key::Tag(None),
            By::Inbox => Key::Inbox(measured.inbox),
            By::Owner => Key::Owner(owner),
            By::Customer => Key::Customer(measured.customer),
            By::Hour => Key::hour(at, self.terms.calendar()),
        };
        let place = self.slot(key);
        each(self, place);
    }

    fn slot(&mut self, key: Key) -> usize {
        if let Some(place) = self.places.get(&key) {
            return *place;
        }
        self.places.insert(key.clone(), self.slots.len());
        self.slots.push(Slot { key, cells: [const { None }; Metric::ALL.len()] });
        self.slots.len() - 1
    }

    fn cell(&mut self, place: usize, metric: Metric) -> &mut Cell {
        self.slots[place].cells[metric as usize].get_or_insert_default()
    }

    fn count(&mut self, place: usize, sample: &Sample, thread: ThreadId) {
        let (most, at) = (self.examples, sample.at.timestamp());
        let (rank, value) = match sample.value {
            Value::Out(cause) => return self.cell(place, sample.metric).exclude(cause, 1),
            Value::Span(from, to) => {
                return self.measure(place, sample.metric, from, to, thread);
            }
            Value::One => (at, at),
            Value::Hit(hit) => {
                let misses = sample.metric.is_good();
                let cell = self.cell(place, sample.metric);
                cell.hits += usize::from(hit);
                (if hit != misses { at } else { i64::MIN }, at)
            }
            Value::Score(score) => {
                self.cell(place, sample.metric).wall.push(score);
                (-score, score)
            }
            Value::Sum(amount, currency) => {
                let cell = self.cell(place, sample.metric);
                cell.counted += 1;
                let sum = cell.sums.entry(currency).or_default();
                (sum.counted, sum.sum) = (sum.counted + 1, sum.sum + i128::from(amount));
                keep(&mut sum.examples, Example { rank: amount, thread, value: amount }, most);
                return;
            }
        };
        let cell = self.cell(place, sample.metric);
        cell.counted += 1;
        if rank > i64::MIN {
            keep(&mut cell.examples, Example { rank, thread, value }, most);
        }
    }

    fn measure(
        &mut self,
        place: usize,
        metric: Metric,
        from: Timestamp,
        to: Timestamp,
        thread: ThreadId,
    ) {
        let working = self.terms.working_seconds(from, to);
        let wall = (to.timestamp() - from.timestamp()).max(0);
        let most = self.examples;
        let cell = self.cell(place, metric);
        cell.counted += 1;
        cell.wall.push(wall);
        cell.working.push(working);
        keep(&mut cell.examples, Example { rank: wall, thread, value: wall }, most);
    }

    /// What was so at the end of a period.
    fn take(&mut self, place: usize, spell: &Spell, end: Timestamp, thread: ThreadId) {
        let most = self.examples;
        let age = end.timestamp() - spell.since.timestamp();
        let example = Example { rank: age, thread, value: age };
        let stood = end.timestamp() - spell.from.timestamp();
        match spell.owner {
            Some(_) => {
                let example = Example { rank: stood, thread, value: stood };
                self.cell(place, Metric::Workload).one(example, most);
            }
            None => self.cell(place, Metric::Workload).exclude("unowned", 1),
        }
        if !self.tells(Metric::Backlog) {
            return;
        }
        if !spell.open {
            return self.cell(place, Metric::Backlog).exclude("waiting", 1);
        }
        self.measure(place, Metric::Backlog, spell.since, end, thread);
        match spell.owner {
            None => self.measure(place, Metric::Queue, spell.since, end, thread),
            Some(_) => self.cell(place, Metric::Queue).exclude("owned", 1),
        }
        self.cell(place, bucket(age)).one(example, most);
    }

    /// Takes in what another one gathered of other threads.
    pub fn join(&mut self, other: Tally) {
        for slot in other.slots {
            let place = self.slot(slot.key);
            for (metric, cell) in Metric::ALL.into_iter().zip(slot.cells) {
                if let Some(cell) = cell {
                    let most = self.examples;
                    self.cell(place, metric).join(*cell, most);
                }
            }
        }
    }

    /// The numbers, each metric in turn, of each its keys; a metric without anything has a row that says 0, unless it is
    /// told apart by something.
    pub fn rows(mut self) -> Vec<Row> {
        if self.by == By::Nothing {
            let place = self.slot(Key::All);
            for metric in self.metrics {
                self.cell(place, *metric);
            }
        }
        let metrics = self.metrics;
        let periods = self.parts.iter().copied().chain(std::iter::repeat(self.period));
        let mut slots: Vec<(Slot, Period)> = self.slots.into_iter().zip(periods).collect();
        slots.sort_by(|(one, _), (other, _)| one.key.cmp(&other.key));
        let mut rows = Vec::new();
        for metric in Metric::ALL.into_iter().filter(|metric| metrics.contains(metric)) {
            for (slot, period) in &mut slots {
                if let Some(cell) = slot.cells[metric as usize].take() {
                    rows.extend(cell.rows(metric, &slot.key, *period));
                }
            }
        }
        rows
    }
}

impl Metric {
    /// A share of what went well: what did not is worth a look.
    fn is_good(self) -> bool {
        use Metric::{
            HandoffCompleted, SlaFirstResponse, SlaNextResponse, SlaResolution, SlaUpdate,
        };
        let good = [HandoffCompleted, SlaFirstResponse, SlaNextResponse, SlaResolution, SlaUpdate];
        good.contains(&self)
    }
}

/// Which part of the backlog is so many seconds old.
pub fn bucket(age: i64) -> Metric {
    match age / 86_400 {
        ..=0 => Metric::BacklogUnder1d,
        1..=2 => Metric::Backlog1dTo3d,
        3..=6 => Metric::Backlog3dTo7d,
        _ => Metric::BacklogOver7d,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Calendar;
    use crate::domain::ids::Seq;
    use crate::domain::policy::Policy;
    use std::collections::BTreeSet;

    fn earned(amounts: &[i64]) -> Measured {
        let at = Timestamp::UNIX_EPOCH;
        let sample = |amount: &i64| Sample {
            metric: Metric::Revenue,
            at,
            owner: None,
            about: Seq(1),
            value: Value::Sum(*amount, *b"EUR"),
        };
        Measured {
            thread: ThreadId(1),
            inbox: None,
            customer: None,
            tags: BTreeSet::new(),
            samples: amounts.iter().map(sample).collect(),
            spells: Vec::new(),
            historic: false,
            upto: at,
            facts: Vec::new(),
        }
    }

    #[test]
    fn a_sum_is_the_same_in_any_order_and_however_it_was_parted() {
        let terms = InForce::new(Vec::new(), Policy::new(Calendar::default_in(chrono_tz::UTC)));
        let day = chrono::TimeDelta::days(1);
        let period = Period { from: Timestamp::UNIX_EPOCH, to: Timestamp::UNIX_EPOCH + day };
        let tally = |amounts: &[i64]| {
            let mut tally = Tally::new(period, By::Nothing, &terms).telling(&[Metric::Revenue]);
            tally.add(&earned(amounts));
            tally
        };
        let sum = |tally: Tally| tally.rows()[0].sum.clone();
        let most = i64::MAX;
        let whole = sum(tally(&[most, most, -most, 7]));
        assert_eq!(whole, Some((most, "EUR".to_owned())), "more than a column holds");
        let mut joined = tally(&[most, most]);
        joined.join(tally(&[-most, -most, -5]));
        assert_eq!(sum(joined), Some((-5, "EUR".to_owned())));
    }
}
