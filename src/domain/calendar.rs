//! The team's working time: a zone, the hours of the week, holidays; and how much of it lies between two instants.
//!
//! Working time is real time: seconds that passed inside working hours, so a night shift on the day the clocks change
//! is an hour shorter or longer. A local time that the clocks skip means the end of the gap; one that they show twice
//! means the first for an opening and the second for a closing. Dates as people write them are read in `when`.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use chrono::{DateTime, Datelike, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime};
use chrono::{TimeDelta, TimeZone, Weekday};
use chrono_tz::Tz;

use super::span::{Span, human};
use super::time::Timestamp;

/// The hours of a team that has not said otherwise.
pub const DEFAULT_HOURS: &str = "mon-fri 09:00-17:00";

/// The years whose working time is counted; before and after them there is none.
const FIRST_YEAR: i32 = 1970;
const LAST_YEAR: i32 = 2100;

/// The minute at which a day ends: 24:00.
const MIDNIGHT: u32 = 24 * 60;

// chrono panics at the far ends of its range; what lies beyond the years 1 to 9999 is taken for the nearest within.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
const LAST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// Working hours of one day, in minutes since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Hours {
    opens: u32,
    closes: u32,
}

/// The hours of each day, Monday first, in order and apart from each other.
type Week = [Vec<Hours>; 7];

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

    fn of(zone: Tz, week: Week, holidays: BTreeSet<NaiveDate>) -> Calendar {
        let years = (FIRST_YEAR..=LAST_YEAR).map(|_| OnceLock::new()).collect();
        Calendar { zone, week, holidays, years }
    }

    /// The zone of the team's clocks.
    pub fn zone(&self) -> Tz {
        self.zone
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
        let year = self.local(at).year().clamp(FIRST_YEAR, LAST_YEAR);
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

fn index(day: Weekday) -> usize {
    usize::try_from(day.num_days_from_monday()).unwrap_or(0)
}

fn time_of(minutes: u32) -> NaiveTime {
    NaiveTime::from_num_seconds_from_midnight_opt(minutes * 60, 0).unwrap_or(NaiveTime::MIN)
}

/// Reads `mon-fri,sun 09:00-12:30 13:30-17:30` into the week, or says which part is wrong and why.
fn add_hours<'a>(week: &mut Week, text: &'a str) -> Result<(), (&'a str, &'static str)> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Timelike;
    use chrono_tz::{Africa, America, Asia, Europe, Pacific};

    const BREAK: &str = "mon-fri 09:00-12:30 13:30-17:30";
    const ALWAYS: &str = "mon-sun 00:00-24:00";
    const NIGHTS: &str = "mon-sun 00:00-06:00 22:00-24:00";

    fn calendar(zone: Tz, hours: &[&str], holidays: &[&str]) -> Calendar {
        let hours: Vec<String> = hours.iter().map(|text| (*text).to_owned()).collect();
        Calendar::new(zone, &hours, holidays.iter().map(|text| day(text)).collect()).unwrap()
    }

    fn refusal(hours: &[&str]) -> String {
        let hours: Vec<String> = hours.iter().map(|text| (*text).to_owned()).collect();
        Calendar::new(Tz::UTC, &hours, BTreeSet::new()).unwrap_err().to_string()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn utc(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn whole_day(calendar: &Calendar, text: &str) -> i64 {
        let next = day(text).succ_opt().unwrap();
        calendar.working_seconds(calendar.start_of_day(day(text)), calendar.start_of_day(next))
    }

    #[test]
    fn hours_add_up_over_strings_lists_and_ranges_past_sunday() {
        let shop = calendar(
            Tz::UTC,
            &["sun-thu 9:00-17:00", "Fri, sat 10:00-14:00", "friday 20:00-24:00"],
            &[],
        );
        let week = ["2026-03-02", "2026-03-06", "2026-03-07", "2026-03-08"]
            .map(|day| whole_day(&shop, day) / 3_600);
        assert_eq!(week, [8, 8, 4, 8]);
        assert!(!calendar(Tz::UTC, &[BREAK], &[]).is_working_day(day("2026-03-07")));
        let monday = calendar(Tz::UTC, &[DEFAULT_HOURS], &[]);
        assert_eq!(monday.week, Calendar::default_in(Tz::UTC).week);
    }

    #[test]
    fn wrong_hours_are_refused_by_name() {
        let part = |text: &str| refusal(&[text]);
        assert_eq!(
            part("mo 09:00-17:00"),
            "hours 'mo 09:00-17:00': 'mo' is not a day like mon, or days like mon-fri"
        );
        assert_eq!(
            part("mon 9-17"),
            "hours 'mon 9-17': '9-17' is not a span of hours like 09:00-17:30"
        );
        for wrong in [
            "mon 09:00-24:01",
            "mon 09:60-12:00",
            "mon 09:00-17:00 tue",
            "mon +9:00-10:00",
            "mon 09:00-",
        ] {
            assert!(part(wrong).contains(" is not a "), "{wrong}: {}", part(wrong));
        }
        for wrong in ["", "mon", "09:00-17:00"] {
            assert!(
                part(wrong).ends_with("needs days and hours, like mon-fri 09:00-17:00"),
                "{wrong}"
            );
        }
        assert!(part("mon 22:00-06:00").contains("'22:00-06:00' ends before it begins"));
        assert!(part("mon 09:00-09:00").contains("ends before it begins"));
        let twice = refusal(&["mon-fri 09:00-12:30", "wed 12:00-13:00"]);
        assert_eq!(
            twice,
            "hours 'wed 12:00-13:00': '12:00-13:00' overlaps other hours of the same day"
        );
        assert_eq!(refusal(&[]), "no working hours: write \"mon-fri 09:00-17:00\"");
    }

    #[test]
    fn only_working_time_counts() {
        let team = calendar(Europe::Berlin, &[BREAK], &["2026-12-25"]);
        let seconds = |from, to| team.working_seconds(utc(from), utc(to));
        assert_eq!(seconds("2026-03-02T08:00:00Z", "2026-03-02T08:00:30Z"), 30);
        assert_eq!(seconds("2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z"), 27_000);
        assert_eq!(seconds("2026-03-02T11:00:00Z", "2026-03-02T13:00:00Z"), 3_600); // lunch
        assert_eq!(seconds("2026-03-06T15:30:00Z", "2026-03-09T08:30:00Z"), 3_600 + 1_800); // weekend
        assert_eq!(seconds("2026-12-24T16:00:00Z", "2026-12-28T09:00:00Z"), 1_800 + 3_600); // Christmas
        assert_eq!(seconds("2026-03-03T08:00:00Z", "2026-03-02T08:00:00Z"), 0);
        assert!(!team.is_working_day(day("2026-12-25")));
    }

    #[test]
    fn nights_on_which_the_clocks_change_last_as_long_as_they_last() {
        let hours = |zone, hours, day| whole_day(&calendar(zone, &[hours], &[]), day) / 3_600;
        for (zone, short, long) in [
            (Europe::Berlin, "2026-03-29", "2026-10-25"),
            (America::New_York, "2026-03-08", "2026-11-01"),
            (America::Sao_Paulo, "2018-11-04", "2018-02-17"),
            (Asia::Beirut, "2022-03-27", "2022-10-29"),
            (America::Havana, "2026-03-08", "2026-11-01"),
        ] {
            assert_eq!((hours(zone, ALWAYS, short), hours(zone, ALWAYS, long)), (23, 25), "{zone}");
            assert_eq!((hours(zone, NIGHTS, short), hours(zone, NIGHTS, long)), (7, 9), "{zone}");
            assert_eq!(
                (
                    hours(zone, "sat-sun 09:00-17:00", short),
                    hours(zone, "sun-sat 12:00-13:00", long)
                ),
                (8, 1)
            );
        }
        assert_eq!(hours(Pacific::Apia, ALWAYS, "2011-12-30"), 0); // the day that Samoa left out
        // Both ends in the gap; apart on the clock but not in time; the first 02:20 until the second 02:30.
        let berlin =
            |hours: &str, day| whole_day(&calendar(Europe::Berlin, &[hours], &[]), day) / 60;
        assert_eq!(berlin("sun 02:10-02:50", "2026-03-29"), 0);
        assert_eq!(berlin("sun 02:30-04:00", "2026-03-29"), 60);
        assert_eq!(berlin("sun 02:20-02:30", "2026-10-25"), 70);
        assert_eq!(berlin("sun 01:00-02:20 02:40-04:00", "2026-10-25"), 240);
    }

    #[test]
    fn the_year_without_pause_is_as_long_as_the_clock_says() {
        for zone in
            [America::St_Johns, America::Havana, Africa::Casablanca, Pacific::Apia, Asia::Kathmandu]
        {
            let team = calendar(zone, &[ALWAYS], &[]);
            let (from, to) = (utc("1970-01-03T01:02:03Z"), utc("2026-07-01T04:05:06Z"));
            assert_eq!(team.working_seconds(from, to), (to - from).num_seconds(), "{zone}");
        }
    }

    #[test]
    fn working_seconds_agree_with_a_clock_watched_minute_by_minute() {
        let night = &[
            "mon-fri 00:00-05:00 09:00-12:30 13:30-17:30 22:00-24:00",
            "sun 01:00-04:00 06:15-06:20",
        ];
        let mut seed = 42_u64;
        let mut random = |below: u64| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            i64::try_from((seed >> 33) % below).unwrap()
        };
        for (zone, start) in [
            (Europe::Berlin, "2025-10-20T00:00:00Z"),
            (Europe::Berlin, "2026-12-20T00:00:00Z"),
            (America::New_York, "2026-03-01T00:00:00Z"),
            (America::Sao_Paulo, "2018-10-28T00:00:00Z"),
            (America::Sao_Paulo, "2018-02-10T00:00:00Z"),
            (Asia::Beirut, "2022-03-20T00:00:00Z"),
            (Asia::Beirut, "2022-10-25T00:00:00Z"),
        ] {
            let team =
                calendar(zone, night, &["2018-11-05", "2022-03-25", "2026-12-25", "2027-01-01"]);
            let works = |at: Timestamp| {
                let local = team.local(at);
                let minute = local.hour() * 60 + local.minute();
                team.hours(local.date_naive()).iter().any(|h| (h.opens..h.closes).contains(&minute))
            };
            for _ in 0..25 {
                let from = utc(start) + TimeDelta::minutes(random(12 * 1_440));
                let minutes = random(6 * 1_440);
                let watched = (0..minutes).filter(|n| works(from + TimeDelta::minutes(*n))).count();
                let to = from + TimeDelta::minutes(minutes);
                assert_eq!(
                    team.working_seconds(from, to),
                    i64::try_from(watched).unwrap() * 60,
                    "{zone} {from} {to}"
                );
            }
        }
    }

    #[test]
    fn a_working_day_later_is_the_same_time_on_the_next_working_day() {
        let team = calendar(Europe::Berlin, &[BREAK], &["2026-12-25"]);
        let later = |from, days| team.add(utc(from), Span::WorkingDays(days));
        assert_eq!(later("2026-03-27T10:00:00Z", 1), utc("2026-03-30T09:00:00Z")); // over the change of clocks
        assert_eq!(later("2026-12-24T10:00:00Z", 2), utc("2026-12-29T10:00:00Z"));
        assert_eq!(later("2026-03-07T20:00:00Z", 1), utc("2026-03-10T08:00:00Z")); // Saturday: Tuesday's opening
        assert_eq!(later("2026-03-07T20:00:00Z", 0), utc("2026-03-09T08:00:00Z"));
        assert_eq!(later("2026-03-06T20:00:00Z", 0), utc("2026-03-06T20:00:00Z"));
        assert_eq!(
            team.add(utc("2026-03-28T10:00:00Z"), Span::Seconds(86_400)),
            utc("2026-03-29T10:00:00Z")
        );
        let sundays = calendar(Europe::Berlin, &["sun 00:00-24:00"], &[]);
        let skipped = sundays.add(utc("2026-03-22T01:30:00Z"), Span::WorkingDays(1)); // 02:30, which the 29th lacks
        assert_eq!(skipped, utc("2026-03-29T01:00:00Z"));
        assert_eq!(team.working_day_before(day("2026-12-28"), 2), day("2026-12-23"));
    }

    #[test]
    fn a_day_starts_and_ends_where_its_clocks_say() {
        let team = calendar(America::Sao_Paulo, &[BREAK, "sat 10:00-24:00"], &[]);
        assert_eq!(team.start_of_day(day("2018-11-04")), utc("2018-11-04T03:00:00Z")); // at 01:00: no midnight
        assert_eq!(team.end_of_day(day("2018-11-03")), utc("2018-11-04T02:59:59Z"));
        assert_eq!(team.end_of_day(day("2018-11-04")), utc("2018-11-05T01:59:59Z"));
        assert_eq!(team.end_of_day(day("2018-11-05")), utc("2018-11-05T19:30:00Z"));
        let beirut = Calendar::default_in(Asia::Beirut);
        assert_eq!(beirut.local(beirut.start_of_day(day("2022-03-27"))).hour(), 1);
        assert_eq!(beirut.day(beirut.start_of_day(day("2022-03-27"))), day("2022-03-27"));
        assert_eq!(
            Calendar::default_in(Pacific::Apia).day(utc("2011-12-30T09:59:59Z")),
            day("2011-12-29")
        );
    }

    #[test]
    fn an_age_counts_in_working_days() {
        let team = calendar(Tz::UTC, &[BREAK, "sat 10:00-14:00"], &[]);
        assert_eq!(team.working_day_seconds(), 27_000);
        let ages =
            [-1, 1_500, 26_999, 27_000, 54_000 + 3_599, 54_000 + 3 * 3_600].map(|s| team.age(s));
        assert_eq!(ages, ["0s", "25m", "7h", "1bd", "2bd", "2bd 3h"]);
        assert_eq!(
            calendar(Tz::UTC, &["mon 09:00-10:00", "tue 09:00-12:00"], &[]).working_day_seconds(),
            10_800
        );
    }

    #[test]
    fn the_ends_of_time_are_clamped() {
        for zone in [Europe::Berlin, Pacific::Apia, America::New_York] {
            let team = Calendar::default_in(zone);
            let (first, last) = (Timestamp::MIN_UTC, Timestamp::MAX_UTC);
            let ever = team.working_seconds(first, last);
            let counted =
                team.working_seconds(utc("1969-06-01T00:00:00Z"), utc("2101-06-01T00:00:00Z"));
            assert_eq!(ever, counted);
            assert_eq!(team.working_seconds(utc("2150-01-01T00:00:00Z"), last), 0);
            for at in [first, last] {
                for days in [0, 3, u32::MAX] {
                    team.add(at, Span::WorkingDays(days));
                }
                for seconds in [i64::MIN, 0, i64::MAX] {
                    team.day(team.add(at, Span::Seconds(seconds)));
                }
            }
            for day in [NaiveDate::MIN, NaiveDate::MAX] {
                assert!(team.start_of_day(day) < team.end_of_day(day));
                team.working_day_before(day, 9);
            }
        }
    }

    #[test]
    fn years_of_thirty_thousand_threads_are_counted_at_once() {
        let team = calendar(Europe::Berlin, &[BREAK], &[]);
        let from = utc("2001-01-01T00:00:00Z");
        let to = utc("2031-01-01T00:00:00Z");
        let sum: i64 =
            (0..30_000).map(|n| team.working_seconds(from + TimeDelta::hours(n), to)).sum();
        assert!(sum > 0);
    }
}
