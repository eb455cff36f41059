//! What is gathered for one number of one key, and the rows that it comes to.

use super::{Key, Metric, Period, Shape};
use crate::domain::ids::ThreadId;
use std::collections::BTreeMap;

/// What time a span is told in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clock {
    Working,
    Wall,
}

impl Clock {
    pub fn word(self) -> &'static str {
        match self {
            Clock::Working => "working",
            Clock::Wall => "wall",
        }
    }
}

/// One number of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub metric: Metric,
    pub key: Key,
    /// The time that it is about.
    pub period: Period,
    /// Of spans and ages.
    pub clock: Option<Clock>,
    pub n: usize,
    /// Of shares: how many of n.
    pub hits: Option<usize>,
    /// Of sums: in the currency's smallest unit, and its ISO 4217 letters.
    pub sum: Option<(i64, String)>,
    /// Seconds; of scores hundredths.
    pub p50: Option<i64>,
    pub p90: Option<i64>,
    /// How many were left out, by cause.
    pub excluded: BTreeMap<&'static str, usize>,
    /// Threads behind it that are worth a look: the slowest, the hits, the lowest scores, the latest.
    pub examples: Vec<Example>,
}

/// A thread behind a number, with its value: seconds, hundredths, the smallest unit of a currency, or when it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Example {
    /// The higher the more it is worth a look.
    pub rank: i64,
    pub thread: ThreadId,
    pub value: i64,
}

/// What was gathered of one metric under one key.
#[derive(Default)]
pub struct Cell {
    pub counted: usize,
    pub hits: usize,
    /// Seconds by the clock; of scores hundredths.
    pub wall: Vec<i64>,
    /// Seconds.
    pub working: Vec<i64>,
    pub sums: BTreeMap<[u8; 3], Sum>,
    pub excluded: Vec<(&'static str, usize)>,
    pub examples: Vec<Example>,
}

/// Amounts of one currency.
#[derive(Default)]
pub struct Sum {
    pub counted: usize,
    /// As wide as no number of amounts fills: the order in which they are added says nothing.
    pub sum: i128,
    pub examples: Vec<Example>,
}

impl Cell {
    /// So many were left out, and why.
    pub fn exclude(&mut self, cause: &'static str, n: usize) {
        match self.excluded.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, count)) => *count += n,
            None => self.excluded.push((cause, n)),
        }
    }

    /// One more is counted.
    pub fn one(&mut self, example: Example, most: usize) {
        self.counted += 1;
        keep(&mut self.examples, example, most);
    }

    /// Takes in what was gathered of other threads; keeps this many examples at most.
    pub fn join(&mut self, other: Cell, most: usize) {
        self.counted += other.counted;
        self.hits += other.hits;
        self.wall.extend(other.wall);
        self.working.extend(other.working);
        for (currency, theirs) in other.sums {
            let mine = self.sums.entry(currency).or_default();
            mine.counted += theirs.counted;
            mine.sum += theirs.sum;
            for example in theirs.examples {
                keep(&mut mine.examples, example, most);
            }
        }
        for (cause, n) in other.excluded {
            self.exclude(cause, n);
        }
        for example in other.examples {
            keep(&mut self.examples, example, most);
        }
    }

    /// A row; of time one for each clock, of sums one for each currency.
    pub fn rows(self, metric: Metric, key: &Key, period: Period) -> Vec<Row> {
        let Cell { counted: n, hits, mut wall, mut working, sums, excluded, examples } = self;
        let row = Row {
            metric,
            key: key.clone(),
            period,
            clock: None,
            n,
            hits: None,
            sum: None,
            p50: None,
            p90: None,
            excluded: excluded.into_iter().collect(),
            examples,
        };
        let told = |row: &Row, clock, values: &mut Vec<i64>| {
            values.sort_unstable();
            let (p50, p90) = (percentile(values, 50), percentile(values, 90));
            Row { clock, p50, p90, ..row.clone() }
        };
        match metric.shape() {
            Shape::Count | Shape::Stock => vec![row],
            Shape::Share => vec![Row { hits: Some(hits), ..row }],
            Shape::Score => vec![told(&row, None, &mut wall)],
            Shape::Span | Shape::Ages => vec![
                told(&row, Some(Clock::Working), &mut working),
                told(&row, Some(Clock::Wall), &mut wall),
            ],
            Shape::Sum if sums.is_empty() => vec![row],
            Shape::Sum => sums
                .into_iter()
                .map(|(letters, Sum { counted: n, sum, examples })| {
                    let currency = letters.iter().copied().map(char::from).collect();
                    let most = if sum < 0 { i64::MIN } else { i64::MAX };
                    let sum = i64::try_from(sum).unwrap_or(most);
                    Row { n, sum: Some((sum, currency)), examples, ..row.clone() }
                })
                .collect(),
        }
    }
}

/// Keeps the highest; of equals those with the lower number, so that it is the same in any order.
pub fn keep(examples: &mut Vec<Example>, example: Example, most: usize) {
    if most == 0 {
        return;
    }
    let order = |one: &Example| (std::cmp::Reverse(one.rank), one.thread, one.value);
    let place = examples.partition_point(|known| order(known) < order(&example));
    // A thread is shown once, with what is most worth a look.
    if examples[..place].iter().any(|known| known.thread == example.thread) {
        return;
    }
    examples.insert(place, example);
    let mut seen = Vec::with_capacity(most);
    examples.retain(|known| {
        let new = !seen.contains(&known.thread);
        seen.push(known.thread);
        new
    });
    examples.truncate(most);
}

/// A share, rounded to the nearest; `n` is not 0.
pub fn ten_thousandths(hits: usize, n: usize) -> u64 {
    ((hits * 20_000 + n) / (2 * n)) as u64
}

/// Nearest rank: the smallest value that at least `percent` of 100 do not exceed.
pub fn percentile(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.max(1) - 1).copied()
}
