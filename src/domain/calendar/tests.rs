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
        assert!(part(wrong).ends_with("needs days and hours, like mon-fri 09:00-17:00"), "{wrong}");
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
            (hours(zone, "sat-sun 09:00-17:00", short), hours(zone, "sun-sat 12:00-13:00", long)),
            (8, 1)
        );
    }
    assert_eq!(hours(Pacific::Apia, ALWAYS, "2011-12-30"), 0); // the day that Samoa left out
    // Both ends in the gap; apart on the clock but not in time; the first 02:20 until the second 02:30.
    let berlin = |hours: &str, day| whole_day(&calendar(Europe::Berlin, &[hours], &[]), day) / 60;
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
    let night =
        &["mon-fri 00:00-05:00 09:00-12:30 13:30-17:30 22:00-24:00", "sun 01:00-04:00 06:15-06:20"];
    let mut seed = 42_u64;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
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
        let team = calendar(zone, night, &["2018-11-05", "2022-03-25", "2026-12-25", "2027-01-01"]);
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
    let ages = [-1, 1_500, 26_999, 27_000, 54_000 + 3_599, 54_000 + 3 * 3_600].map(|s| team.age(s));
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
    let sum: i64 = (0..30_000).map(|n| team.working_seconds(from + TimeDelta::hours(n), to)).sum();
    assert!(sum > 0);
}
