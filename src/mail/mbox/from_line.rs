//! The date in a `From ` line, which delivery wrote: `From ana@example.org Mon Mar  2 09:00:00
//! 2026`.

use super::super::Timestamp;
use chrono::{FixedOffset, NaiveDate, NaiveTime};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// RFC 4155 appendix A: asctime in UTC. Some writers add a zone before or after the year.
pub fn date(line: &[u8]) -> Option<Timestamp> {
    let line = String::from_utf8_lossy(line);
    let words: Vec<&str> = line.split_ascii_whitespace().take(64).collect();
    // From the end: a sender may be called anything.
    let day = words.iter().rposition(|word| DAYS.contains(word))?;
    let month = MONTHS.iter().position(|month| Some(month) == words.get(day + 1))? as u32 + 1;
    let day_of_month = words.get(day + 2)?.parse().ok()?;
    let time = words.get(day + 3)?;
    let time = NaiveTime::parse_from_str(time, "%H:%M:%S")
        .or_else(|_| NaiveTime::parse_from_str(time, "%H:%M"))
        .ok()?;
    let rest = words.get(day + 4..)?;
    let year = rest
        .iter()
        .find(|word| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()))?;
    let local = NaiveDate::from_ymd_opt(year.parse().ok()?, month, day_of_month)?.and_time(time);
    let zone = rest
        .iter()
        .find(|word| word.starts_with(['+', '-']))
        .and_then(|word| word.parse::<FixedOffset>().ok());
    match zone {
        Some(zone) => local.and_local_timezone(zone).single().map(|date| date.to_utc()),
        None => Some(local.and_utc()),
    }
}
