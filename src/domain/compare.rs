//! The numbers of an experiment beside those of the time before it: what is different, never why.

use super::calendar::Calendar;
use super::experiment::Experiment;
use super::metrics::{Clock, Metric, Period, Row, Shape, ten_thousandths};
use super::time::Timestamp;
use std::collections::BTreeMap;

/// Of fewer than so many, chance alone may make a difference.
pub const FEW: usize = 30;

/// The time of an experiment, and as long before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    pub before: Period,
    pub after: Period,
}

impl Windows {
    /// From the beginning of its first day to the end of its last, or to now; none where it has not begun.
    pub fn of(experiment: &Experiment, calendar: &Calendar, now: Timestamp) -> Option<Windows> {
        let from = calendar.start_of_day(experiment.from);
        let last = experiment.stopped.as_ref().and_then(|stopped| stopped.on.succ_opt());
        let to = last.map_or(now, |next| calendar.start_of_day(next).min(now));
        let before = Period { from: from - (to - from), to: from };
        (from < to).then_some(Windows { before, after: Period { from, to } })
    }

    /// Has each as many Mondays as the other, as many Sundays?
    pub fn are_whole_weeks(&self) -> bool {
        let Period { from, to } = self.after;
        // The clocks may have changed by an hour in either.
        let hours = ((to - from).num_minutes() + 30) / 60;
        [-1, 0, 1].iter().any(|hour| (hours + hour) % (7 * 24) == 0)
    }
}

/// What of a metric is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// How many.
    Count,
    /// Whole seconds of working time, or, of scores, hundredths.
    P50,
    P90,
    /// Of n, in ten-thousandths.
    Share,
    /// In the smallest unit of the currency.
    Sum,
}

impl What {
    pub fn word(self) -> &'static str {
        match self {
            What::Count => "n",
            What::P50 => "p50",
            What::P90 => "p90",
            What::Share => "share",
            What::Sum => "sum",
        }
    }
}

/// One number, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    pub metric: Metric,
    pub what: What,
    /// ISO 4217, of sums.
    pub currency: Option<String>,
    pub before: Side,
    pub after: Side,
}

/// One number of one time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// None where nothing was counted.
    pub value: Option<i64>,
    pub n: usize,
    /// How many were left out, by cause.
    pub excluded: BTreeMap<&'static str, usize>,
}

impl Compared {
    pub fn change(&self) -> Option<i64> {
        self.before.value.zip(self.after.value).map(|(before, after)| after - before)
    }

    /// Too few to tell a difference from chance.
    pub fn is_few(&self) -> bool {
        self.before.n.min(self.after.n) < FEW
    }

    /// Nothing was counted in either.
    pub fn is_empty(&self) -> bool {
        self.before.n == 0 && self.after.n == 0
    }
}

/// Each number of the one time beside that of the other, in the order in which metrics are told. Both are told apart by
/// nothing; of time it is working time.
pub fn compare(before: &[Row], after: &[Row]) -> Vec<Compared> {
    type Key = (Metric, What, Option<String>);
    let mut sides: BTreeMap<Key, [Side; 2]> = BTreeMap::new();
    for (side, rows) in [before, after].into_iter().enumerate() {
        for row in rows.iter().filter(|row| row.clock != Some(Clock::Wall)) {
            let currency = row.sum.as_ref().map(|(_, currency)| currency.clone());
            for (what, value) in values(row) {
                let key = (row.metric, what, currency.clone());
                let excluded = row.excluded.clone();
                sides.entry(key).or_default()[side] = Side { value, n: row.n, excluded };
            }
        }
    }
    let compared = |((metric, what, currency), [before, after]): (Key, [Side; 2])| Compared {
        metric,
        what,
        currency,
        before: known(what, before),
        after: known(what, after),
    };
    sides.into_iter().map(compared).collect()
}

/// Of what nothing was said in one of the two times there is 0, not nothing.
fn known(what: What, side: Side) -> Side {
    match what {
        What::Count | What::Sum => Side { value: Some(side.value.unwrap_or(0)), ..side },
        What::P50 | What::P90 | What::Share => side,
    }
}

fn values(row: &Row) -> Vec<(What, Option<i64>)> {
    let count = (What::Count, i64::try_from(row.n).ok());
    let percentiles = [(What::P50, row.p50), (What::P90, row.p90)];
    match row.metric.shape() {
        Shape::Count | Shape::Stock => vec![count],
        Shape::Span | Shape::Score => percentiles.to_vec(),
        Shape::Ages => [&[count][..], &percentiles].concat(),
        Shape::Share => {
            let share = row.hits.filter(|_| row.n > 0).map(|hits| ten_thousandths(hits, row.n));
            vec![(What::Share, share.and_then(|share| i64::try_from(share).ok()))]
        }
        // Without an amount there is no currency to tell it in.
        Shape::Sum => row.sum.iter().map(|(sum, _)| (What::Sum, Some(*sum))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::experiment::Stopped;
    use super::super::ids::Seq;
    use super::super::metrics::Key;
    use super::*;

    fn t(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn experiment(from: &str, to: Option<&str>) -> Experiment {
        let stopped = to.map(|on| Stopped { entry: Seq(2), on: on.parse().unwrap(), result: None });
        let from = from.parse().unwrap();
        Experiment { entry: Seq(1), by: None, name: "x".into(), hypothesis: None, from, stopped }
    }

    #[test]
    fn as_long_before_its_first_day_as_it_ran() {
        let calendar = Calendar::default_in(chrono_tz::UTC);
        let of = |from, to| {
            let windows = Windows::of(&experiment(from, to), &calendar, t("2026-03-20T12:00:00Z"))?;
            let days = windows.are_whole_weeks();
            Some((windows.before.from, windows.before.to, windows.after.to, days))
        };
        assert_eq!(
            of("2026-03-02", Some("2026-03-08")),
            Some((
                t("2026-02-23T00:00:00Z"),
                t("2026-03-02T00:00:00Z"),
                t("2026-03-09T00:00:00Z"),
                true
            ))
        );
        // One that runs, or ends today, is compared up to now.
        for to in [None, Some("2026-03-20")] {
            assert_eq!(
                of("2026-03-20", to),
                Some((
                    t("2026-03-19T12:00:00Z"),
                    t("2026-03-20T00:00:00Z"),
                    t("2026-03-20T12:00:00Z"),
                    false
                ))
            );
        }
        assert_eq!(of("2026-03-21", None), None);
        // In Berlin the clocks go forward in the week of 23 March: its seven days have 167 hours.
        let berlin = Calendar::default_in(chrono_tz::Europe::Berlin);
        let summer = experiment("2026-03-23", Some("2026-03-29"));
        let windows = Windows::of(&summer, &berlin, t("2026-04-20T12:00:00Z")).unwrap();
        assert!(windows.are_whole_weeks());
        assert_eq!((windows.after.to - windows.after.from).num_hours(), 167);
    }

    fn row(metric: Metric, clock: Option<Clock>, n: usize) -> Row {
        let at = t("2026-03-02T00:00:00Z");
        Row {
            metric,
            key: Key::All,
            period: Period { from: at, to: at },
            clock,
            n,
            hits: None,
            sum: None,
            p50: None,
            p90: None,
            excluded: BTreeMap::new(),
            examples: Vec::new(),
        }
    }

    #[test]
    fn what_stands_beside_each_other_is_the_same_number_in_the_same_unit() {
        let span =
            |n, p50| Row { p50: Some(p50), ..row(Metric::FirstResponse, Some(Clock::Working), n) };
        let money = |n, sum: i64, code: &str| Row {
            sum: Some((sum, code.to_owned())),
            ..row(Metric::Revenue, None, n)
        };
        let share = |n, hits| Row { hits: Some(hits), ..row(Metric::Reopened, None, n) };
        let before = [
            span(40, 3_600),
            row(Metric::FirstResponse, Some(Clock::Wall), 40),
            share(3, 1),
            money(2, 5_000, "EUR"),
        ];
        let after = [span(30, 1_800), share(0, 0), money(1, 100, "JPY"), money(1, -1, "EUR")];
        let told: Vec<_> = compare(&before, &after)
            .into_iter()
            .map(|one| {
                let few = one.is_few();
                let change = one.change();
                (
                    one.metric.name(),
                    one.what.word(),
                    one.currency,
                    one.before.value,
                    one.after.value,
                    change,
                    few,
                )
            })
            .collect();
        let text = |code: &str| Some(code.to_owned());
        assert_eq!(
            told,
            [
                ("first_response", "p50", None, Some(3_600), Some(1_800), Some(-1_800), false),
                ("first_response", "p90", None, None, None, None, false),
                ("reopened", "share", None, Some(3_333), None, None, true),
                ("revenue", "sum", text("EUR"), Some(5_000), Some(-1), Some(-5_001), true),
                ("revenue", "sum", text("JPY"), Some(0), Some(100), Some(100), true),
            ]
        );
    }
}
