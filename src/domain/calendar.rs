//! The team's working time: a zone, the hours of the week, holidays; and how much of it lies between two instants.
//!
//! Working time is real time: seconds that passed inside working hours, so a night shift on the day the clocks change
//! is an hour shorter or longer. A local time that the clocks skip means the end of the gap; one that they show twice
//! means the first for an opening and the second for a closing. Dates as people write them are read in `when`.

mod hours;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use chrono::{DateTime, Datelike, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime};
use chrono::{TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::span::{Span, human};
use super::time::Timestamp;
use hours::{Hours, MIDNIGHT, Week, add_hours, index, time_of};

/// The hours of a team that has not said otherwise.
pub const DEFAULT_HOURS: &str = "mon-fri 09:00-17:00";

/// The years whose working time is counted; before and after them there is none.
pub const FIRST_YEAR: i32 = 1970;
pub const LAST_YEAR: i32 = 2100;

// chrono panics at the far ends of its range; what lies beyond the years 1 to 9999 is taken for the nearest within.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
const LAST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// When a team works.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: Tz,
    week: Week,
    holidays: BTreeSet<NaiveDate>,
    years: Vec<OnceLock<Year>>,
}

/// The working time of one year, built when it is first asked for.
#[derive(Clone, Debug, Default)]
struct Year {
    stretches: Vec<Stretch>,
    total: i64,
}

/// Unix seconds from opening to closing, and the working seconds of the year before it.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    opens: i64,
    closes: i64,
    before: i64,
}

/// Why working hours cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// One of the strings is wrong, at this part of it.
    #[error("hours '{text}': '{part}' {problem}")]
    Hours { text: String, part: String, problem: &'static str },
    /// No day of the week has hours.
    #[error("no working hours: write \"{DEFAULT_HOURS}\"")]
    Empty,
}

impl Calendar {
    /// A calendar from hours such as `mon-fri 09:00-12:30 13:30-17:30`; several strings add up.
    pub fn new(
        zone: Tz,
        hours: &[String],
        holidays: BTreeSet<NaiveDate>,
    ) -> Result<Calendar, CalendarError> {
        let mut week = Week::default();
        for text in hours {
            add_hours(&mut week, text).map_err(|(part, problem)| CalendarError::Hours {
                text: text.clone(),
                part: part.to_owned(),
                problem,
            })?;
        }
        if week.iter().all(Vec::is_empty) {
            return Err(CalendarError::Empty);
        }
        Ok(Calendar::of(zone, week, holidays))
    }

    /// Monday to Friday, nine to five, no holidays.
    pub fn default_in(zone: Tz) -> Calendar {
        let nine_to_five = Hours { opens: 9 * 60, closes: 17 * 60 };
        let week = std::array::from_fn(|day| if day < 5 { vec![nine_to_five] } else { Vec::new() });
        Calendar::of(zone, week, BTreeSet::new())
    }

    /// Every hour of every day: clocks of a zone, by which nobody's work is counted.
    pub fn round_the_clock(zone: Tz) -> Calendar {
        let all_day = vec![Hours { opens: 0, closes: MIDNIGHT }];
        Calendar::of(zone, std::array::from_fn(|_| all_day.clone()), BTreeSet::new())
    }

    fn of(zone: Tz, week: Week, holidays: BTreeSet<NaiveDate>) -> Calendar {
        let years = (FIRST_YEAR..=LAST_YEAR).map(|_| OnceLock::new()).collect();
        Calendar { zone, week, holidays, years }
    }

    /// Days on which nobody works, from this one on.
    pub fn holidays_from(&self, day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        self.holidays.range(day..).copied()
    }

    /// Working hours of each day of the week, Monday first, in minutes since midnight.
    pub fn week(&self) -> [Vec<(u32, u32)>; 7] {
        self.week.each_ref().map(|day| day.iter().map(|h| (h.opens, h.closes)).collect())
    }

    /// The zone of the team's clocks.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// Days off, in their order.
    pub fn holidays(&self) -> impl Iterator<Item = NaiveDate> {
        self.holidays.iter().copied()
    }

    /// The instant as the team's clocks show it.
    pub fn local(&self, at: Timestamp) -> DateTime<Tz> {
        within(at).with_timezone(&self.zone)
    }

    /// The team's date at this instant.
    pub fn day(&self, at: Timestamp) -> NaiveDate {
        self.local(at).date_naive()
    }

    /// The instant at which the team's clocks show this; the first of two, the end of a gap.
    pub fn at(&self, day: NaiveDate, time: NaiveTime) -> Timestamp {
        self.instants(day.clamp(FIRST_DAY, LAST_DAY).and_time(time)).0
    }

    /// Whether anybody works on this day: it has hours and is no holiday.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        !self.hours(day).is_empty()
    }

    /// The nth working day after this one; with 0 the day itself, or the next working day if it is none.
    pub fn working_day_after(&self, day: NaiveDate, n: u32) -> NaiveDate {
        self.nth_working_day(day, n, NaiveDate::succ_opt)
    }

    /// The nth working day before this one; with 0 the day itself, or the last working day if it is none.
    pub fn working_day_before(&self, day: NaiveDate, n: u32) -> NaiveDate {
        self.nth_working_day(day, n, NaiveDate::pred_opt)
    }

    fn nth_working_day(
        &self,
        from: NaiveDate,
        n: u32,
        step: fn(&NaiveDate) -> Option<NaiveDate>,
    ) -> NaiveDate {
        let (mut day, mut left) = (from.clamp(FIRST_DAY, LAST_DAY), n);
        while left > 0 || !self.is_working_day(day) {
            match step(&day) {
                Some(next) if (FIRST_DAY..=LAST_DAY).contains(&next) => day = next,
                _ => break,
            }
            left -= u32::from(left > 0 && self.is_working_day(day));
        }
        day
    }

    /// Seconds that passed inside working hours; 0 when `to` is not after `from`.
    pub fn working_seconds(&self, from: Timestamp, to: Timestamp) -> i64 {
        if to <= from {
            return 0;
        }
        let (first, last) = (self.year_of(from), self.year_of(to));
        let years_between: i64 = (first..last).map(|year| self.year(year).total).sum();
        years_between + self.year(last).before(to) - self.year(first).before(from)
    }

    /// The instant a span later. Working days keep the time of day; a span that begins on a day off begins when the
    /// next working day opens, so Saturday + 1bd is Tuesday's opening: one whole working day was given.
    pub fn add(&self, from: Timestamp, span: Span) -> Timestamp {
        match span {
            Span::Seconds(seconds) => {
                let sum = TimeDelta::try_seconds(seconds)
                    .and_then(|delta| from.checked_add_signed(delta));
                let beyond = if seconds < 0 { Timestamp::MIN_UTC } else { Timestamp::MAX_UTC };
                within(sum.unwrap_or(beyond))
            }
            Span::WorkingDays(days) => {
                let (local, first) = (self.local(from), self.working_day_after(self.day(from), 0));
                let opening =
                    self.hours(first).first().map_or(NaiveTime::MIN, |hours| time_of(hours.opens));
                let time = if first == local.date_naive() { local.time() } else { opening };
                self.at(self.working_day_after(first, days), time).max(within(from))
            }
        }
    }

    /// The instant by which a span of working time has passed: of hours and minutes, only those inside working hours
    /// count. Working days are those of [`Calendar::add`].
    pub fn add_working(&self, from: Timestamp, span: Span) -> Timestamp {
        let Span::Seconds(seconds) = span else { return self.add(from, span) };
        let first = self.year_of(from);
        let mut left = seconds + self.year(first).before(from);
        for place in first..self.years.len() {
            let year = self.year(place);
            if left <= year.total {
                return year.after(left).unwrap_or(from).max(from);
            }
            left -= year.total;
        }
        self.last_second(LAST_DAY)
    }

    /// Is it working time now?
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.stretches_from(at).next().is_some_and(|next| next.opens <= at.timestamp())
    }

    /// When the working time that an instant lies in ends; of time that goes on for weeks a moment of it. `None` where
    /// it lies in none.
    pub fn closes_after(&self, at: Timestamp) -> Option<Timestamp> {
        let mut stretches = self.stretches_from(at);
        let mut closes = stretches.next().filter(|first| first.opens <= at.timestamp())?.closes;
        let long = at.timestamp() + 14 * 86_400;
        while let Some(next) = stretches.next().filter(|next| next.opens == closes) {
            closes = next.closes;
            if closes > long {
                break;
            }
        }
        DateTime::from_timestamp(closes, 0)
    }

    /// When working time next begins.
    pub fn opens_after(&self, at: Timestamp) -> Option<Timestamp> {
        let opens =
            self.stretches_from(at).map(|next| next.opens).find(|at_| *at_ > at.timestamp());
        DateTime::from_timestamp(opens?, 0)
    }

    /// Everything from the one that an instant lies in, or the next, on.
    fn stretches_from(&self, at: Timestamp) -> impl Iterator<Item = &Stretch> {
        let years = (self.year_of(at)..self.years.len()).map(|place| self.year(place));
        let at = at.timestamp();
        years.flat_map(|year| &year.stretches).skip_while(move |stretch| stretch.closes <= at)
    }

    /// Local midnight, or the first instant of a day whose midnight the clocks skip.
    pub fn start_of_day(&self, day: NaiveDate) -> Timestamp {
        self.at(day, NaiveTime::MIN)
    }

    /// When the day's work ends; on a day off, and for hours until 24:00, its last second.
    pub fn end_of_day(&self, day: NaiveDate) -> Timestamp {
        let day = day.clamp(FIRST_DAY, LAST_DAY);
        let last = self.last_second(day);
        self.openings(day).last().map_or(last, |(_, closes)| closes.min(last))
    }

    /// 23:59:59 local: the last second that bears this date.
    pub fn last_second(&self, day: NaiveDate) -> Timestamp {
        let next = day.clamp(FIRST_DAY, LAST_DAY).succ_opt().unwrap_or(LAST_DAY);
        self.instants(next.and_time(NaiveTime::MIN)).0 - TimeDelta::seconds(1)
    }

    /// Length of a usual working day: the most frequent one of the week, the longest of equals.
    pub fn working_day_seconds(&self) -> i64 {
        let lengths =
            self.week.each_ref().map(|day| day.iter().map(|h| h.closes - h.opens).sum::<u32>());
        let usual = lengths.iter().filter(|length| **length > 0);
        let usual = usual.max_by_key(|length| {
            (lengths.iter().filter(|other| other == length).count(), **length)
        });
        usual.map_or(86_400, |minutes| i64::from(*minutes) * 60)
    }

    /// An age in working time for people, rounded down: `25m`, `3h`, `2bd`, `2bd 3h`.
    pub fn age(&self, seconds: i64) -> String {
        let day = self.working_day_seconds();
        if seconds < 3_600 {
            return human(seconds);
        }
        let (days, hours) = (seconds / day, seconds % day / 3_600);
        match (days, hours) {
            (0, _) => format!("{hours}h"),
            (_, 0) => format!("{days}bd"),
            _ => format!("{days}bd {hours}h"),
        }
    }

    fn hours(&self, day: NaiveDate) -> &[Hours] {
        if self.holidays.contains(&day) { &[] } else { &self.week[index(day.weekday())] }
    }

    /// Openings and closings of one day. 24:00 is where the next day starts, even if the clocks show that twice.
    fn openings(&self, day: NaiveDate) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        self.hours(day).iter().map(move |hours| {
            let closes = if hours.closes == MIDNIGHT {
                self.last_second(day) + TimeDelta::seconds(1)
            } else {
                self.instants(day.and_time(time_of(hours.closes))).1
            };
            (self.at(day, time_of(hours.opens)), closes)
        })
    }

    /// The first and the last instant at which the clocks show this; the end of the gap if they never do.
    fn instants(&self, at: NaiveDateTime) -> (Timestamp, Timestamp) {
        match self.zone.from_local_datetime(&at) {
            MappedLocalTime::Single(only) => (only.to_utc(), only.to_utc()),
            MappedLocalTime::Ambiguous(one, other) => {
                (one.min(other).to_utc(), one.max(other).to_utc())
            }
            MappedLocalTime::None => {
                let end = self.end_of_gap(at);
                (end, end)
            }
        }
    }

    /// The first second at which the clocks show more than `at`. They can skip a whole day (Apia, 2011-12-30), and
    /// stand up to 14 hours from UTC: two days on each side are enough.
    fn end_of_gap(&self, at: NaiveDateTime) -> Timestamp {
        let near = at.and_utc();
        let (mut before, mut after) = (-2 * 86_400, 2 * 86_400);
        while after - before > 1 {
            let middle = (before + after) / 2;
            if self.local(near + TimeDelta::seconds(middle)).naive_local() < at {
                before = middle;
            } else {
                after = middle;
            }
        }
        near + TimeDelta::seconds(after)
    }

    /// Place in `years` of the local year, or the nearest there is.
    fn year_of(&self, at: Timestamp) -> usize {
        // Clocks are never two days apart: away from New Year no zone is asked, which takes longer than all the rest.
        let utc = at.naive_utc();
        let year =
            if (3..=363).contains(&utc.ordinal()) { utc.year() } else { self.local(at).year() };
        let year = year.clamp(FIRST_YEAR, LAST_YEAR);
        usize::try_from(year - FIRST_YEAR).unwrap_or(0)
    }

    fn year(&self, place: usize) -> &Year {
        self.years[place].get_or_init(|| {
            let first =
                i32::try_from(place).ok().and_then(|n| NaiveDate::from_yo_opt(FIRST_YEAR + n, 1));
            let first = first.unwrap_or(FIRST_DAY);
            let days = first.iter_days().take_while(|day| day.year() == first.year());
            Year::of(days.flat_map(|day| self.openings(day)))
        })
    }
}

impl Year {
    fn of(openings: impl Iterator<Item = (Timestamp, Timestamp)>) -> Year {
        let mut year = Year::default();
        let mut closed = i64::MIN;
        for (opens, closes) in openings {
            // Where the clocks show an hour twice, two spans apart on the clock can overlap in time.
            let opens = opens.timestamp().max(closed);
            closed = closes.timestamp().max(opens);
            year.stretches.push(Stretch { opens, closes: closed, before: year.total });
            year.total += closed - opens;
        }
        year
    }

    /// The first instant by which so many working seconds of this year have passed; `None` if it has none.
    fn after(&self, seconds: i64) -> Option<Timestamp> {
        let index = self.stretches.partition_point(|stretch| stretch.before < seconds);
        let stretch = self.stretches.get(index.saturating_sub(1))?;
        chrono::DateTime::from_timestamp(stretch.opens + seconds - stretch.before, 0)
    }

    /// Working seconds of this year before an instant.
    fn before(&self, at: Timestamp) -> i64 {
        let at = at.timestamp();
        match self.stretches[..self.stretches.partition_point(|stretch| stretch.opens <= at)].last()
        {
            Some(stretch) => stretch.before + at.min(stretch.closes) - stretch.opens,
            None => 0,
        }
    }
}

fn within(at: Timestamp) -> Timestamp {
    at.clamp(
        FIRST_DAY.and_time(NaiveTime::MIN).and_utc(),
        LAST_DAY.and_time(NaiveTime::MIN).and_utc(),
    )
}

#[cfg(test)]
mod tests;
