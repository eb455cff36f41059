//! The hours of a week as people write them: `mon-fri 09:00-12:30 13:30-17:30`.

use chrono::{NaiveTime, Weekday};
use std::collections::BTreeSet;

/// The minute at which a day ends: 24:00.
pub const MIDNIGHT: u32 = 24 * 60;

/// Working hours of one day, in minutes since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hours {
    pub opens: u32,
    pub closes: u32,
}

/// The hours of each day, Monday first, in order and apart from each other.
pub type Week = [Vec<Hours>; 7];

pub fn index(day: Weekday) -> usize {
    usize::try_from(day.num_days_from_monday()).unwrap_or(0)
}

pub fn time_of(minutes: u32) -> NaiveTime {
    NaiveTime::from_num_seconds_from_midnight_opt(minutes * 60, 0).unwrap_or(NaiveTime::MIN)
}

/// Reads `mon-fri,sun 09:00-12:30 13:30-17:30` into the week, or says which part is wrong and why.
pub fn add_hours<'a>(week: &mut Week, text: &'a str) -> Result<(), (&'a str, &'static str)> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let first = parts.iter().position(|part| !part.starts_with(|c: char| c.is_alphabetic()));
    let (names, spans) = parts.split_at(first.unwrap_or(parts.len()));
    if names.is_empty() || spans.is_empty() {
        return Err((text, "needs days and hours, like mon-fri 09:00-17:00"));
    }
    let mut days = BTreeSet::new();
    for name in names {
        days.extend(read_days(name).ok_or((*name, "is not a day like mon, or days like mon-fri"))?);
    }
    for span in spans {
        let hours = read_hours(span).ok_or((*span, "is not a span of hours like 09:00-17:30"))?;
        if hours.closes <= hours.opens {
            return Err((
                span,
                "ends before it begins; a night is 22:00-24:00 and, next day, 00:00-06:00",
            ));
        }
        for day in &days {
            let taken = &mut week[*day];
            if taken.iter().any(|other| hours.opens < other.closes && other.opens < hours.closes) {
                return Err((span, "overlaps other hours of the same day"));
            }
            taken.push(hours);
            taken.sort_unstable();
        }
    }
    Ok(())
}

/// Days of the week from `mon`, `mon,wed` or `sun-thu`, which may run past Sunday.
fn read_days(text: &str) -> Option<Vec<usize>> {
    let mut days = Vec::new();
    for piece in text.trim_end_matches(',').split(',') {
        let (first, last) = piece.split_once('-').unwrap_or((piece, piece));
        let (first, last) = (index(first.parse().ok()?), index(last.parse().ok()?));
        days.extend((0..=(last + 7 - first) % 7).map(|n| (first + n) % 7));
    }
    Some(days)
}

fn read_hours(text: &str) -> Option<Hours> {
    let (opens, closes) = text.split_once('-')?;
    Some(Hours { opens: read_minutes(opens)?, closes: read_minutes(closes)? })
}

fn read_minutes(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once(':')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hours) || !digits(minutes) || hours.len() > 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes) = (hours.parse::<u32>().ok()?, minutes.parse::<u32>().ok()?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= MIDNIGHT).then_some(total)
}
