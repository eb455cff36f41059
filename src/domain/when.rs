//! Dates as people write and read them: `fri 16:00`, `+2bd`, `2026-12-24`.
//!
//! A date to come (`--due`, `--until`) means the end of its day, one gone by (`--since`, `--from`) the start of it.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, SubsecRound, TimeDelta, Weekday};

use super::calendar::Calendar;
use super::span::Span;
use super::time::Timestamp;

const FORMS: &str =
    "write 2026-12-24, '2026-12-24 16:00', fri, 'fri 16:00', tomorrow, 16:00, +4h, +3d or +2bd";
const PAST_FORMS: &str =
    "write 2026-12-24, '2026-12-24 16:00', mon, 'mon 09:00', yesterday, 09:00, 4h, 3d or 2bd";

/// A year outside these is a slip of the keyboard.
const YEARS: RangeInclusive<i32> = 1970..=9999;

/// What was written is not a date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not a date: {forms}")]
pub struct WhenError {
    /// What was written.
    pub text: String,
    forms: &'static str,
}

/// The instant that a date to come means: a bare day its end, a weekday the next one after today.
pub fn parse(text: &str, now: Timestamp, calendar: &Calendar) -> Result<Timestamp, WhenError> {
    read(text, now, calendar, Bare::EndOfWork)
}

/// The instant from which on something is to be so: a bare day its first moment.
pub fn from(text: &str, now: Timestamp, calendar: &Calendar) -> Result<Timestamp, WhenError> {
    read(text, now, calendar, Bare::Start)
}

/// The instant until which something is to be so: of a bare day the first one that is not of it.
pub fn until(text: &str, now: Timestamp, calendar: &Calendar) -> Result<Timestamp, WhenError> {
    read(text, now, calendar, Bare::End)
}

fn read(
    text: &str,
    now: Timestamp,
    calendar: &Calendar,
    bare: Bare,
) -> Result<Timestamp, WhenError> {
    let reader = Reader { now, calendar, past: false, bare };
    reader.read(text).ok_or_else(|| WhenError { text: text.to_owned(), forms: FORMS })
}

/// The instant that a date gone by means: a bare day its start, a weekday the latest one, `3d` three days ago.
pub fn past(text: &str, now: Timestamp, calendar: &Calendar) -> Result<Timestamp, WhenError> {
    let reader = Reader { now, calendar, past: true, bare: Bare::Start };
    reader.read(text).ok_or_else(|| WhenError { text: text.to_owned(), forms: PAST_FORMS })
}

/// An instant for people: `today 16:00`, `tomorrow`, `Fri 27 Nov 16:00`; the year if it is another, the time unless
/// it is the end of the day.
pub fn show(at: Timestamp, now: Timestamp, calendar: &Calendar) -> String {
    let (local, today) = (calendar.local(at), calendar.day(now));
    let day = local.date_naive();
    let name = match (day - today).num_days() {
        -1 => "yesterday".to_owned(),
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        _ if day.year() == today.year() => local.format("%a %-d %b").to_string(),
        _ => local.format("%a %-d %b %Y").to_string(),
    };
    let at = at.trunc_subsecs(0);
    if at == calendar.end_of_day(day) || at == calendar.last_second(day) {
        return name;
    }
    format!("{name} {}", local.format("%H:%M"))
}

/// What a day without a time means.
#[derive(Clone, Copy)]
enum Bare {
    Start,
    EndOfWork,
    End,
}

struct Reader<'a> {
    now: Timestamp,
    calendar: &'a Calendar,
    /// Distances and days of the week go back.
    past: bool,
    bare: Bare,
}

impl Reader<'_> {
    fn read(&self, text: &str) -> Option<Timestamp> {
        let text = text.trim().to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let at = match words[..] {
            [word] => rfc3339(word).or_else(|| self.word(word))?,
            [day, time] => self.day_at(day, time)?,
            _ => return None,
        };
        YEARS.contains(&self.calendar.local(at).year()).then(|| at.trunc_subsecs(0))
    }

    fn word(&self, word: &str) -> Option<Timestamp> {
        if let Some(time) = clock(word) {
            return Some(self.nearest(time));
        }
        if let Some(day) = self.day(word) {
            return Some(self.bare(day));
        }
        if let Some((day, time)) = word.split_once('t')
            && let (Some(day), Some(time)) = (iso(day), clock(time))
        {
            return Some(self.calendar.at(day, time));
        }
        match self.distance(word)? {
            (sign, Span::Seconds(seconds)) if !word.ends_with(['d', 'w']) => {
                Some(self.calendar.add(self.now, Span::Seconds(sign * seconds)))
            }
            _ => None,
        }
    }

    fn day_at(&self, day: &str, time: &str) -> Option<Timestamp> {
        let time = clock(time)?;
        let at = self.calendar.at(self.day(day)?, time);
        // "mon 16:00" gone by, said on a Monday at 9, was a week ago.
        let ahead = self.past && at > self.now && weekday(day).is_some();
        if ahead {
            Some(self.calendar.at(self.today() - TimeDelta::days(7), time))
        } else {
            Some(at)
        }
    }

    /// A day without a time. Today's end may have passed: then what is due today is due before midnight.
    fn bare(&self, day: NaiveDate) -> Timestamp {
        let end = match self.bare {
            Bare::Start => return self.calendar.start_of_day(day),
            Bare::End => return self.calendar.start_of_day(day + TimeDelta::days(1)),
            Bare::EndOfWork => self.calendar.end_of_day(day),
        };
        if day == self.today() && end <= self.now { self.calendar.last_second(day) } else { end }
    }

    /// A time without a day: the next such moment, or the latest.
    fn nearest(&self, time: NaiveTime) -> Timestamp {
        let today = self.calendar.at(self.today(), time);
        match (self.past, today > self.now) {
            (false, false) => self.calendar.at(self.today() + TimeDelta::days(1), time),
            (true, true) => self.calendar.at(self.today() - TimeDelta::days(1), time),
            _ => today,
        }
    }

    fn today(&self) -> NaiveDate {
        self.calendar.day(self.now)
    }

    fn day(&self, word: &str) -> Option<NaiveDate> {
        let today = self.today();
        match word {
            "today" => return Some(today),
            "tomorrow" => return today.succ_opt(),
            "yesterday" => return today.pred_opt(),
            _ => {}
        }
        if let Some(weekday) = weekday(word) {
            let days = if self.past {
                -i64::from(today.weekday().days_since(weekday))
            } else {
                i64::from((weekday.days_since(today.weekday()) + 6) % 7 + 1)
            };
            return Some(today + TimeDelta::days(days));
        }
        iso(word).or_else(|| self.days_away(word))
    }

    /// `+3d`, `+2w`, `+2bd`; a number of hours is no day.
    fn days_away(&self, word: &str) -> Option<NaiveDate> {
        match self.distance(word)? {
            (1, Span::WorkingDays(days)) => {
                Some(self.calendar.working_day_after(self.today(), days))
            }
            (_, Span::WorkingDays(days)) => {
                Some(self.calendar.working_day_before(self.today(), days))
            }
            (sign, Span::Seconds(seconds)) if word.ends_with(['d', 'w']) => {
                let day =
                    self.today().checked_add_signed(TimeDelta::try_seconds(sign * seconds)?)?;
                YEARS.contains(&day.year()).then_some(day)
            }
            _ => None,
        }
    }

    /// A sign and a span: to come it needs its `+`, gone by it goes back unless it has one.
    fn distance(&self, word: &str) -> Option<(i64, Span)> {
        match (word.strip_prefix('+'), self.past) {
            (Some(span), _) => Some((1, span.parse().ok()?)),
            (None, true) => Some((-1, word.strip_prefix('-').unwrap_or(word).parse().ok()?)),
            (None, false) => None,
        }
    }
}

fn weekday(word: &str) -> Option<Weekday> {
    word.parse().ok()
}

fn iso(word: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(word, "%Y-%m-%d").ok()?;
    YEARS.contains(&day.year()).then_some(day)
}

fn clock(word: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(word, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(word, "%H:%M:%S"))
        .ok()
}

/// RFC 3339, also without seconds.
fn rfc3339(word: &str) -> Option<Timestamp> {
    let word = word.to_uppercase();
    let full = DateTime::parse_from_rfc3339(&word);
    full.or_else(|_| DateTime::parse_from_str(&word, "%Y-%m-%dT%H:%M%#z"))
        .ok()
        .map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{America, Europe, Tz};
    use std::collections::BTreeSet;

    /// Monday to Friday until 17:30 in Berlin, Christmas off.
    fn berlin() -> Calendar {
        let holidays = BTreeSet::from(["2026-12-25".parse().unwrap()]);
        Calendar::new(Europe::Berlin, &["mon-fri 09:00-12:30 13:30-17:30".to_owned()], holidays)
            .unwrap()
    }

    fn utc(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Wednesday, 10:00 in Berlin.
    fn now() -> Timestamp {
        utc("2026-11-25T09:00:00Z")
    }

    fn local(at: Result<Timestamp, WhenError>) -> String {
        at.map_or_else(
            |error| error.to_string(),
            |at| berlin().local(at).format("%a %F %T").to_string(),
        )
    }

    fn due(text: &str) -> String {
        local(parse(text, now(), &berlin()))
    }

    fn since(text: &str) -> String {
        local(past(text, now(), &berlin()))
    }

    #[test]
    fn a_bare_day_to_come_means_its_end() {
        assert_eq!(due("2026-12-24"), "Thu 2026-12-24 17:30:00");
        assert_eq!(due("2026-12-25"), "Fri 2026-12-25 23:59:59");
        assert_eq!(due("today"), "Wed 2026-11-25 17:30:00");
        assert_eq!(due(" Tomorrow "), "Thu 2026-11-26 17:30:00");
        assert_eq!(due("fri"), "Fri 2026-11-27 17:30:00");
        assert_eq!(due("Friday"), "Fri 2026-11-27 17:30:00");
        assert_eq!(due("wed"), "Wed 2026-12-02 17:30:00");
        assert_eq!(due("tue"), "Tue 2026-12-01 17:30:00");
        assert_eq!(due("+3d"), "Sat 2026-11-28 23:59:59");
        assert_eq!(due("+1w"), "Wed 2026-12-02 17:30:00");
        assert_eq!(due("+2bd"), "Fri 2026-11-27 17:30:00");
        assert_eq!(due("+3bd"), "Mon 2026-11-30 17:30:00");
    }

    #[test]
    fn a_time_off_is_of_whole_days() {
        let from = |text| local(from(text, now(), &berlin()));
        let until = |text| local(until(text, now(), &berlin()));
        assert_eq!(from("fri"), "Fri 2026-11-27 00:00:00");
        assert_eq!(from("today"), "Wed 2026-11-25 00:00:00");
        assert_eq!(from("fri 12:00"), "Fri 2026-11-27 12:00:00");
        assert_eq!(until("2027-01-01"), "Sat 2027-01-02 00:00:00");
        assert_eq!(until("2027-03-28"), "Mon 2027-03-29 00:00:00");
        assert_eq!(until("today"), "Thu 2026-11-26 00:00:00");
        assert_eq!(until("+2bd"), "Sat 2026-11-28 00:00:00");
        assert_eq!(until("16:00"), "Wed 2026-11-25 16:00:00");
    }

    #[test]
    fn a_time_is_exact() {
        assert_eq!(due("2026-12-24 16:00"), "Thu 2026-12-24 16:00:00");
        assert_eq!(due("2026-12-24T16:00"), "Thu 2026-12-24 16:00:00");
        assert_eq!(due("2026-12-24T16:00:00Z"), "Thu 2026-12-24 17:00:00");
        assert_eq!(due("2026-12-24T16:00Z"), "Thu 2026-12-24 17:00:00");
        assert_eq!(due("2026-12-24t16:00:00.5+02:00"), "Thu 2026-12-24 15:00:00");
        assert_eq!(due("16:00"), "Wed 2026-11-25 16:00:00");
        assert_eq!(due("9:30"), "Thu 2026-11-26 09:30:00");
        assert_eq!(due("10:00"), "Thu 2026-11-26 10:00:00");
        assert_eq!(due("FRI  16:00"), "Fri 2026-11-27 16:00:00");
        assert_eq!(due("tomorrow 16:00"), "Thu 2026-11-26 16:00:00");
        assert_eq!(due("+2bd 12:00"), "Fri 2026-11-27 12:00:00");
        assert_eq!(due("+4h"), "Wed 2026-11-25 14:00:00");
        assert_eq!(due("+45m"), "Wed 2026-11-25 10:45:00");
        assert_eq!(due("2027-03-28 02:30"), "Sun 2027-03-28 03:00:00"); // skipped by the clocks
    }

    #[test]
    fn what_is_due_today_after_work_is_due_before_midnight() {
        let evening = utc("2026-11-25T18:00:00Z");
        for text in ["today", "+0d", "2026-11-25"] {
            assert_eq!(local(parse(text, evening, &berlin())), "Wed 2026-11-25 23:59:59", "{text}");
        }
        let saturday = utc("2026-11-28T09:00:00Z");
        assert_eq!(local(parse("+1bd", saturday, &berlin())), "Mon 2026-11-30 17:30:00");
    }

    #[test]
    fn a_bare_day_gone_by_means_its_start() {
        assert_eq!(since("2026-11-20"), "Fri 2026-11-20 00:00:00");
        assert_eq!(since("today"), "Wed 2026-11-25 00:00:00");
        assert_eq!(since("yesterday"), "Tue 2026-11-24 00:00:00");
        assert_eq!(since("wed"), "Wed 2026-11-25 00:00:00");
        assert_eq!(since("thu"), "Thu 2026-11-19 00:00:00");
        assert_eq!(since("3d"), "Sun 2026-11-22 00:00:00");
        assert_eq!(since("-3d"), since("3d"));
        assert_eq!(since("2w"), "Wed 2026-11-11 00:00:00");
        assert_eq!(since("3bd"), "Fri 2026-11-20 00:00:00");
        assert_eq!(since("+1d"), "Thu 2026-11-26 00:00:00");
    }

    #[test]
    fn a_time_gone_by_is_the_latest_such_moment() {
        assert_eq!(since("4h"), "Wed 2026-11-25 06:00:00");
        assert_eq!(since("-45m"), "Wed 2026-11-25 09:15:00");
        assert_eq!(since("10:00"), "Wed 2026-11-25 10:00:00");
        assert_eq!(since("16:00"), "Tue 2026-11-24 16:00:00");
        assert_eq!(since("wed 09:00"), "Wed 2026-11-25 09:00:00");
        assert_eq!(since("wed 16:00"), "Wed 2026-11-18 16:00:00");
        assert_eq!(since("2026-11-20 16:00"), "Fri 2026-11-20 16:00:00");
    }

    #[test]
    fn what_is_no_date_is_refused_with_the_forms_that_are() {
        for text in [
            "",
            "soon",
            "2026-02-30",
            "26-12-24",
            "24.12.2026",
            "fri 25:00",
            "fri 16:00 cet",
            "16:00 fri",
        ] {
            assert!(parse(text, now(), &berlin()).is_err(), "{text}");
            assert!(past(text, now(), &berlin()).is_err(), "{text}");
        }
        for text in [
            "3d",
            "-3d",
            "+3",
            "+-3d",
            "+4h 16:00",
            "+99999999d",
            "9999-99-99",
            "+999999999999999999w",
        ] {
            assert!(parse(text, now(), &berlin()).is_err(), "{text}");
        }
        assert_eq!(since("soon"), format!("'soon' is not a date: {PAST_FORMS}"));
        assert_eq!(due("soon"), format!("'soon' is not a date: {FORMS}"));
    }

    #[test]
    fn a_day_without_midnight_starts_after_the_gap() {
        let team = Calendar::default_in(America::Sao_Paulo);
        let now = utc("2018-11-02T12:00:00Z");
        assert_eq!(past("2018-11-04", now, &team), Ok(utc("2018-11-04T03:00:00Z")));
        assert_eq!(parse("2018-11-04 00:30", now, &team), Ok(utc("2018-11-04T03:00:00Z")));
        assert_eq!(parse("sat", now, &team), Ok(utc("2018-11-04T02:59:59Z")));
    }

    #[test]
    fn a_date_is_shown_as_short_as_it_can_be_told() {
        let shown = |text: &str| show(parse(text, now(), &berlin()).unwrap(), now(), &berlin());
        assert_eq!(shown("16:00"), "today 16:00");
        assert_eq!(shown("today"), "today");
        assert_eq!(shown("tomorrow"), "tomorrow");
        assert_eq!(shown("tomorrow 9:05"), "tomorrow 09:05");
        assert_eq!(shown("yesterday 16:00"), "yesterday 16:00");
        assert_eq!(shown("fri"), "Fri 27 Nov");
        assert_eq!(shown("fri 16:00"), "Fri 27 Nov 16:00");
        assert_eq!(shown("fri 23:59:59"), "Fri 27 Nov");
        assert_eq!(shown("2026-12-04"), "Fri 4 Dec");
        assert_eq!(shown("2027-01-02"), "Sat 2 Jan 2027");
        assert_eq!(shown("2027-01-02 16:00"), "Sat 2 Jan 2027 16:00");
        let utc = Calendar::default_in(Tz::UTC);
        assert!(!show(Timestamp::MAX_UTC, Timestamp::MIN_UTC, &utc).is_empty());
    }
}
