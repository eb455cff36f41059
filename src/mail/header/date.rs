//! Dates of header fields: RFC 5322 §3.3, its obsolete forms (§4.3), and what else is sent in their place.

use crate::domain::time::Timestamp;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Zones by name, in hours east of Greenwich: those of RFC 5322 §4.3, and Central Europe's, which many
/// write without a number. Any other name says nothing (the same section) and counts as UTC.
const ZONES: [(&str, i64); 10] = [
    ("edt", -4),
    ("est", -5),
    ("cdt", -5),
    ("cst", -6),
    ("mdt", -6),
    ("mst", -7),
    ("pdt", -7),
    ("pst", -8),
    ("cet", 1),
    ("cest", 2),
];

/// No zone on earth is further from Greenwich than this; what claims to be says nothing.
const FURTHEST: i64 = 14 * 60;

/// A date that exists in the calendar. The name of the day is not looked at; seconds and zone may be missing.
pub fn parse(text: &str) -> Option<Timestamp> {
    let text = without_comments(text);
    if let Ok(date) = DateTime::parse_from_rfc3339(text.trim()) {
        return Some(date.to_utc());
    }
    let words: Vec<&str> = text
        .split(|c: char| c.is_ascii_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .take(12)
        .collect();
    let clock = words.iter().position(|word| word.contains(':'))?;
    let (before, after) = (&words[..clock], &words[clock + 1..]);
    let time = time(words[clock])?;
    // asctime, as in "Mon Mar  2 09:00:00 2026", has the year behind the time, with or without a zone between.
    let (day, rest) = match numbered_day(before) {
        Some(day) => (day, after),
        None => {
            let at = after.iter().position(|word| word.len() == 4 && year(word).is_some())?;
            let (month, day) = month_and_day(before)?;
            let zone = if at == 0 { &after[1..] } else { &after[..at] };
            (NaiveDate::from_ymd_opt(year(after[at])?, month, day)?, zone)
        }
    };
    let east = rest.first().map_or(0, |zone| minutes_east(zone));
    let utc: NaiveDateTime = day.and_time(time).checked_sub_signed(TimeDelta::minutes(east))?;
    Some(utc.and_utc())
}

/// Comments stand anywhere and nest (RFC 5322 §3.2.2); one that does not end goes to the end.
fn without_comments(text: &str) -> String {
    let mut depth = 0usize;
    text.chars()
        .filter(|c| {
            match c {
                '(' => depth += 1,
                ')' if depth > 0 => {
                    depth -= 1;
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

/// "2 Mar 2026" or "02-Mar-26", whatever stands before it.
fn numbered_day(words: &[&str]) -> Option<NaiveDate> {
    let parts: Vec<&str> = words.iter().flat_map(|word| word.split('-')).collect();
    let [.., day, month, year] = parts.as_slice() else { return None };
    NaiveDate::from_ymd_opt(self::year(year)?, self::month(month)?, day.parse().ok()?)
}

fn month_and_day(words: &[&str]) -> Option<(u32, u32)> {
    let [.., month, day] = words else { return None };
    Some((self::month(month)?, day.parse().ok()?))
}

fn month(word: &str) -> Option<u32> {
    let begin = word.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|month| *month == begin).map(|at| at as u32 + 1)
}

/// RFC 5322 §4.3: two digits are of 1950 to 2049, three count from 1900.
fn year(word: &str) -> Option<i32> {
    let year: i32 = word.bytes().all(|b| b.is_ascii_digit()).then(|| word.parse().ok())??;
    match word.len() {
        2 if year < 50 => Some(year + 2000),
        2 | 3 => Some(year + 1900),
        4 => Some(year),
        _ => None,
    }
}

/// Hours and minutes, perhaps seconds; a leap second is the one before it.
fn time(word: &str) -> Option<NaiveTime> {
    let mut parts = word.split(':').map(|part| part.parse::<u32>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    NaiveTime::from_hms_opt(hour, minute, second.min(59)).filter(|_| second <= 60)
}

/// Minutes east of Greenwich; 0 where the zone says nothing that could be meant.
fn minutes_east(zone: &str) -> i64 {
    let numeric = |sign: i64, digits: &str| {
        let digits = digits.replace(':', "");
        let number: i64 = match digits.len() {
            4 if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().unwrap_or(0),
            _ => 0,
        };
        sign * (number / 100 * 60 + number % 100)
    };
    let minutes = match zone.as_bytes().first() {
        Some(b'+') => numeric(1, &zone[1..]),
        Some(b'-') => numeric(-1, &zone[1..]),
        _ => {
            let name = zone.to_ascii_lowercase();
            ZONES.iter().find(|(known, _)| *known == name).map_or(0, |(_, hours)| hours * 60)
        }
    };
    if minutes.abs() > FURTHEST { 0 } else { minutes }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> String {
        parse(text).map_or("none".into(), |date| date.format("%Y-%m-%d %H:%M:%S").to_string())
    }

    #[test]
    fn dates_are_read_as_they_are_written() {
        for (text, expected) in [
            ("Mon, 2 Mar 2026 10:00:00 +0100", "2026-03-02 09:00:00"),
            ("Mon, 2 Mar 2026 10:00:00 +0100 (CET)", "2026-03-02 09:00:00"),
            ("2 Mar 2026 10:00:00 -0330", "2026-03-02 13:30:00"),
            ("2 Mar 2026 09:59 +0100", "2026-03-02 08:59:00"),
            ("Mon,2 Mar 2026 10:00:00 GMT", "2026-03-02 10:00:00"),
            (
                "Mon (Monday), 2 (second) Mar 2026 10:00:00 (a (nested) one) +0000",
                "2026-03-02 10:00:00",
            ),
            // The name of the day is wrong.
            ("Fri, 2 Mar 2026 10:00:00 +0000", "2026-03-02 10:00:00"),
            ("Mon, 02 March 2026 10:00:00 +0000", "2026-03-02 10:00:00"),
            ("Mon, 2 Mar 26 10:00:00 EST", "2026-03-02 15:00:00"),
            ("2 Mar 99 10:00:00 PDT", "1999-03-02 17:00:00"),
            ("2 Mar 126 10:00:00 +0000", "2026-03-02 10:00:00"),
            ("02-Mar-2026 10:00:00 +0000", "2026-03-02 10:00:00"),
            ("Mon Mar  2 10:00:00 2026", "2026-03-02 10:00:00"),
            ("Mon Mar  2 10:00:00 EST 2026", "2026-03-02 15:00:00"),
            ("Mon Mar  2 10:00:00 2026 +0200", "2026-03-02 08:00:00"),
            ("2026-03-02T10:00:00+01:00", "2026-03-02 09:00:00"),
            ("Mon, 2 Mar 2026 10:00:00 CEST", "2026-03-02 08:00:00"),
            ("Mon, 2 Mar 2026 10:00:00 +01:00", "2026-03-02 09:00:00"),
            // Military zones say nothing, as no one knew which way they count (RFC 5322 §4.3).
            ("Mon, 2 Mar 2026 10:00:00 A", "2026-03-02 10:00:00"),
            ("Mon, 2 Mar 2026 10:00:00 Z", "2026-03-02 10:00:00"),
            ("Mon, 2 Mar 2026 10:00:00", "2026-03-02 10:00:00"),
            ("Mon, 2 Mar 2026 10:00:00 +9999", "2026-03-02 10:00:00"),
            ("Mon, 2 Mar 2026 10:00:00 Mitteleuropäische Zeit", "2026-03-02 10:00:00"),
            ("Sat, 31 Dec 2016 23:59:60 +0000", "2016-12-31 23:59:59"),
            ("Thu, 1 Jan 1970 00:00:00 +0000", "1970-01-01 00:00:00"),
            ("Sun, 1 Nov 2099 00:00:00 +0000", "2099-11-01 00:00:00"),
        ] {
            assert_eq!(utc(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "yesterday",
            "Mon, 31 Feb 2026 10:00:00 +0000",
            "Mon, 2 Mar 2026 25:00:00 +0000",
            "Mon, 2 Mar 2026 10:00:61 +0000",
            "99999999999",
            "1:2",
            ":",
            "2 Mar 2026 1:99999999999",
            "é-é-é 10:00",
            "2 Mär 2026 10:00",
        ] {
            assert_eq!(utc(text), "none", "{text}");
        }
    }
}
