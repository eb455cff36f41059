//! From when to when is counted, and apart by what.

use crate::domain::calendar::Calendar;
use crate::domain::ids::{CustomerId, InboxId, MemberId};
use crate::domain::time::Timestamp;
use chrono::{Datelike, NaiveDate, Timelike};

/// Numbers apart by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Nothing,
    Day,
    Week,
    Month,
    Inbox,
    Tag,
    Owner,
    Customer,
    Hour,
}

impl By {
    pub const WORDS: [&str; 8] =
        ["day", "week", "month", "inbox", "tag", "owner", "customer", "hour"];

    /// Each key is a time of its own.
    pub fn is_by_time(self) -> bool {
        matches!(self, By::Day | By::Week | By::Month)
    }
}

impl std::str::FromStr for By {
    type Err = String;

    fn from_str(text: &str) -> Result<By, String> {
        Ok(match text {
            "day" => By::Day,
            "week" => By::Week,
            "month" => By::Month,
            "inbox" => By::Inbox,
            "tag" => By::Tag,
            "owner" => By::Owner,
            "customer" => By::Customer,
            "hour" => By::Hour,
            _ => {
                let words = By::WORDS.join(", ");
                return Err(format!("\"{text}\" is nothing to tell numbers apart by: {words}"));
            }
        })
    }
}

/// From, inclusive, to, exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: Timestamp,
    pub to: Timestamp,
}

impl Period {
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }

    /// The days, weeks or months that it touches, cut at its ends.
    pub fn parts(&self, by: By, calendar: &Calendar) -> Vec<(Period, Key)> {
        let mut parts = Vec::new();
        let mut from = self.from;
        while from < self.to {
            let day = calendar.day(from);
            let (key, next) = match by {
                By::Day => (Key::Day(day), day.succ_opt()),
                By::Week => {
                    let week = day.iso_week();
                    let left = 7 - u64::from(day.weekday().num_days_from_monday());
                    let next = day.checked_add_days(chrono::Days::new(left));
                    (Key::Week(week.year(), week.week()), next)
                }
                _ => {
                    let first = day.with_day(1).unwrap_or(day);
                    let next = first.checked_add_months(chrono::Months::new(1));
                    (Key::Month(day.year(), day.month()), next)
                }
            };
            let end = next.map_or(self.to, |next| calendar.start_of_day(next));
            let to = end.min(self.to).max(from + chrono::TimeDelta::seconds(1));
            parts.push((Period { from, to }, key));
            from = to;
        }
        parts
    }
}

/// What a number is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    All,
    Day(NaiveDate),
    /// ISO 8601 year and week.
    Week(i32, u32),
    Month(i32, u32),
    Inbox(Option<InboxId>),
    Tag(Option<String>),
    Owner(Option<MemberId>),
    Customer(Option<CustomerId>),
    /// Day of the week, Monday 0, and hour, on the team's clocks.
    Hour(u32, u32),
}

impl Key {
    /// The hour of the week.
    pub fn hour(at: Timestamp, calendar: &Calendar) -> Key {
        let local = calendar.local(at);
        Key::Hour(local.weekday().num_days_from_monday(), local.hour())
    }
}
