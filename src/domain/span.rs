//! A length of time as the config and the command line write it: `45m`, `4h`, `3d`, `3bd`.
//!
//! What a working day is, the calendar knows; here it is only a count.

use std::fmt;
use std::str::FromStr;

/// The units of clock time, longest first: a span is shown in the first that divides it.
const UNITS: [(&str, i64); 5] = [("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

/// A length of time: so many seconds, or so many working days of the team's calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Span {
    /// Clock time; a day is 24 hours, a week seven of them.
    Seconds(i64),
    /// Working days: the same time of day on the nth working day after.
    WorkingDays(u32),
}

/// What was written is not a length of time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a length of time: write 30s, 45m, 4h, 3d, 2w, or 3bd for working days")]
pub struct SpanError(pub String);

impl FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Span, SpanError> {
        read(&text.trim().to_lowercase()).ok_or_else(|| SpanError(text.to_owned()))
    }
}

fn read(text: &str) -> Option<Span> {
    let (count, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    if unit == "bd" {
        return count.parse().ok().map(Span::WorkingDays);
    }
    let (_, seconds) = UNITS.into_iter().find(|(name, _)| *name == unit)?;
    count.parse::<i64>().ok()?.checked_mul(seconds).map(Span::Seconds)
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Span::WorkingDays(days) => write!(f, "{days}bd"),
            Span::Seconds(0) => f.write_str("0s"),
            Span::Seconds(seconds) => {
                let exact = UNITS.into_iter().find(|(_, size)| seconds % size == 0);
                let (unit, size) = exact.unwrap_or(("s", 1));
                write!(f, "{}{unit}", seconds / size)
            }
        }
    }
}

/// A span of clock time for people, rounded down: `30s`, `25m`, `4h`, `3d 2h`; nothing below zero.
pub fn human(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (days, hours) = (seconds / 86_400, seconds % 86_400 / 3_600);
    match (days, hours) {
        (0, 0) if seconds < 60 => format!("{seconds}s"),
        (0, 0) => format!("{}m", seconds / 60),
        (0, _) => format!("{hours}h"),
        (_, 0) => format!("{days}d"),
        _ => format!("{days}d {hours}h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_read() {
        let read = |text: &str| text.parse::<Span>().unwrap();
        assert_eq!(read("30s"), Span::Seconds(30));
        assert_eq!(read("45m"), Span::Seconds(2_700));
        assert_eq!(read(" 4H "), Span::Seconds(14_400));
        assert_eq!(read("3d"), Span::Seconds(259_200));
        assert_eq!(read("2w"), Span::Seconds(1_209_600));
        assert_eq!(read("3bd"), Span::WorkingDays(3));
    }

    #[test]
    fn a_span_is_shown_in_the_largest_unit_that_divides_it_and_reads_back() {
        for text in
            ["0s", "30s", "90s", "45m", "90m", "4h", "36h", "3d", "730d", "2w", "0bd", "3bd"]
        {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
        assert_eq!(Span::Seconds(-7_200).to_string(), "-2h");
        assert_eq!("60m".parse::<Span>().unwrap().to_string(), "1h");
    }

    #[test]
    fn what_is_no_span_is_refused_with_the_forms_that_are() {
        for text in [
            "",
            "3",
            "d",
            "-3d",
            "+3d",
            "3 d",
            "3x",
            "1h30m",
            "3.5h",
            "9999999999999999999s",
            "99999999999999999w",
            "5000000000bd",
            "٣d",
        ] {
            assert_eq!(text.parse::<Span>(), Err(SpanError(text.to_owned())), "{text}");
        }
        let error = "3 days".parse::<Span>().unwrap_err().to_string();
        assert_eq!(
            error,
            "'3 days' is not a length of time: write 30s, 45m, 4h, 3d, 2w, or 3bd for working days"
        );
    }

    #[test]
    fn an_age_for_people_has_at_most_two_units() {
        let ages = [-5, 30, 1_500, 4 * 3_600 + 1_800, 86_400, 3 * 86_400 + 7_300].map(human);
        assert_eq!(ages, ["0s", "30s", "25m", "4h", "1d", "3d 2h"]);
    }
}
