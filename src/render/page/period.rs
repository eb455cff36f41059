//! Days, weeks or months of a chart, one after the other.

use super::time::{Bucket, Mark};
use crate::domain::calendar::Calendar;
use crate::domain::metrics::{By, Key, Period as Time};
use crate::domain::time::Timestamp;
use chrono::NaiveDate;
use std::collections::HashMap;

/// A time that charts are of, and its parts.
pub struct Period {
    /// `4 weeks by day`.
    pub name: String,
    /// `Mon 2 Feb 2026 to Sun 1 Mar 2026`.
    pub span: String,
    /// What a bucket is: `day`.
    pub step: &'static str,
    pub buckets: Vec<Bucket>,
    pub marks: Vec<Mark>,
    parts: Vec<(Time, Key)>,
}

impl Period {
    /// The time in days, weeks or months; what ends `now` is told as not over. `noted` is what was said of days.
    pub fn new(
        name: &str,
        time: Time,
        by: By,
        calendar: &Calendar,
        now: Timestamp,
        noted: &[(NaiveDate, String)],
    ) -> Period {
        let step = match by {
            By::Day => "day",
            By::Week => "week",
            _ => "month",
        };
        let parts = time.parts(by, calendar);
        let bucket = |(part, _): &(Time, Key)| {
            let day = calendar.day(part.from);
            let (short, name) = match by {
                By::Day => (day.format("%-d %b"), day.format("%a %-d %b %Y")),
                By::Week => (day.format("%-d %b"), day.format("week of %-d %b %Y")),
                _ => (day.format("%b %y"), day.format("%B %Y")),
            };
            let so_far = if part.to == now { ", so far" } else { "" };
            Bucket { short: short.to_string(), name: format!("{name}{so_far}") }
        };
        let marks = noted.iter().filter_map(|(day, text)| {
            let at = calendar.start_of_day(*day).max(time.from);
            let place = parts.partition_point(|(part, _)| part.to <= at);
            let (part, _) = parts.get(place).filter(|_| calendar.end_of_day(*day) > time.from)?;
            let share = |to: Timestamp| (to - part.from).num_seconds() as f64;
            Some(Mark {
                at: place as f64 + share(at) / share(part.to),
                day: day.format("%-d %b %Y").to_string(),
                text: text.clone(),
            })
        });
        let date = |at| calendar.day(at).format("%a %-d %b %Y").to_string();
        Period {
            name: name.to_owned(),
            span: format!(
                "{} to {}",
                date(time.from),
                date(time.to - chrono::TimeDelta::seconds(1))
            ),
            step,
            buckets: parts.iter().map(bucket).collect(),
            marks: marks.collect(),
            parts,
        }
    }

    /// Which bucket is of which key.
    pub fn places(&self) -> HashMap<&Key, usize> {
        self.parts.iter().enumerate().map(|(place, (_, key))| (key, place)).collect()
    }

    /// Of which of its parts this is true.
    pub fn parts_where(&self, is: impl Fn(Time) -> bool) -> Vec<bool> {
        self.parts.iter().map(|(part, _)| is(*part)).collect()
    }

    /// What is said of it where it is chosen.
    pub fn words(&self) -> String {
        format!("{}: {}", self.name, self.span)
    }
}
