//! Holidays from a calendar file (iCalendar, RFC 5545): the days that its events cover from midnight to midnight.
//!
//! Every command reads the config, so what a file can cost is bounded: its size, its days, and how often it repeats.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

use calcard::common::timezone::Tz as EventZone;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType as Kind, ICalendarFrequency as Frequency,
    ICalendarProperty as Property, ICalendarRecurrenceRule, ICalendarStatus, ICalendarValue,
};
use calcard::{Entry, Parser};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use chrono_tz::Tz;

use crate::domain::calendar::{FIRST_YEAR, LAST_YEAR};

/// A country's holidays for decades are a tenth of it.
const LONGEST: u64 = 1024 * 1024;

/// Days off in a century and a third; who has every weekend in the file stays below.
const MOST_DAYS: usize = 20_000;

/// The calendar begins anew after 400 years: so a rule that has one day has the next within as many steps as its years,
/// months, weeks or days are in them, the crate looks no further than 100,000, and whoever has none at all is refused.
const MOST_RULES: usize = 60;

/// By days or weeks; every weekend is two.
const MOST_BY_DAYS: usize = 10;

/// Numbers and weekdays in one rule: each is looked at for each of its days.
const MOST_PARTS: usize = 20;

/// What a file may still have, over all calendars in it: days off, days on which an event begins, rules.
struct Left {
    days: usize,
    begins: usize,
    rules: usize,
    by_days: usize,
}

impl Default for Left {
    fn default() -> Left {
        Left { days: MOST_DAYS, begins: MOST_DAYS, rules: MOST_RULES, by_days: MOST_BY_DAYS }
    }
}

/// The days off that a file names; what a time without a zone means, and where a day begins, is said by `zone`.
pub(super) fn read(path: &Path, zone: Tz) -> Result<BTreeSet<NaiveDate>, String> {
    days(&text(path)?, zone).map_err(|why| format!("{}: {why}", path.display()))
}

fn text(path: &Path) -> Result<String, String> {
    let cannot = |why: std::io::Error| format!("cannot read {}: {why}", path.display());
    // Opening a pipe would wait for whoever writes to it.
    if !std::fs::metadata(path).map_err(cannot)?.is_file() {
        return Err(format!("{} is not a file", path.display()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(cannot)?;
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > LONGEST {
        return Err(format!(
            "{} is larger than 1 MiB: that is no list of holidays",
            path.display()
        ));
    }
    String::from_utf8(bytes).map_err(|_| format!("{}: not UTF-8 text", path.display()))
}

fn days(text: &str, zone: Tz) -> Result<BTreeSet<NaiveDate>, String> {
    is_whole(text)?;
    let (mut days, mut events, mut left) = (BTreeSet::new(), 0, Left::default());
    let mut parser = Parser::new(text);
    loop {
        match parser.entry() {
            Entry::Eof => break,
            Entry::ICalendar(calendar) => events += add(calendar, zone, &mut days, &mut left)?,
            _ => return Err("it is no iCalendar file".to_owned()),
        }
    }
    match events {
        0 => Err("there is no event in it".to_owned()),
        _ => Ok(days),
    }
}

/// What was cut off in the middle, by a full disk or a broken download, would be read as fewer days off.
fn is_whole(text: &str) -> Result<(), String> {
    let mut open: Vec<String> = Vec::new();
    for line in text.trim_start_matches('\u{feff}').lines() {
        let Some((word, name)) = line.trim_end().split_once(':') else { continue };
        if word.eq_ignore_ascii_case("BEGIN") {
            open.push(name.to_ascii_uppercase());
        } else if word.eq_ignore_ascii_case("END") && open.pop() != Some(name.to_ascii_uppercase())
        {
            return Err(format!("it has an END:{name} without its BEGIN"));
        }
    }
    match open.pop() {
        Some(name) => Err(format!("it is cut off: END:{name} is missing")),
        None => Ok(()),
    }
}

/// Which day of which event another one stands for: RECURRENCE-ID (RFC 5545 §3.8.4.4).
type Replaced = HashSet<(String, NaiveDate)>;

/// Adds the days of one calendar, as many as are left; how many events there are in it.
fn add(
    calendar: ICalendar,
    zone: Tz,
    days: &mut BTreeSet<NaiveDate>,
    left: &mut Left,
) -> Result<usize, String> {
    let (mut kept, mut replaced, mut uids) = (Vec::new(), Replaced::new(), HashMap::new());
    let mut events = 0;
    for mut component in calendar.components {
        match component.component_type {
            Kind::VTimezone => kept.push(component),
            Kind::VEvent => {
                events += 1;
                let uid = component.uid().unwrap_or_default().to_owned();
                // Sorting out whose day it replaces by hand: the crate does it by SEQUENCE, which the other has not.
                let instead_of = take_replaced(&mut component);
                replaced.extend(instead_of.map(|day| (uid.clone(), day)));
                if component.status() == Some(&ICalendarStatus::Cancelled) {
                    continue;
                }
                bound_rules(&mut component, left)?;
                if instead_of.is_none() {
                    uids.insert(kept.len(), uid);
                }
                kept.push(component);
            }
            _ => {}
        }
    }
    let calendar = ICalendar { components: kept };
    let found = calendar.expand_dates(EventZone::Floating, left.begins + 1);
    if let Some(wrong) = found.errors.first() {
        let event = calendar.components.get(wrong.comp_id as usize);
        return Err(format!("event {:?}: {}", summary(event), wrong.error));
    }
    left.begins = left.begins.checked_sub(found.events.len()).ok_or_else(too_many)?;
    for event in found.events {
        let master = usize::try_from(event.comp_id).ok().and_then(|place| uids.get(&place));
        let Some(event) = event.try_into_date_time() else { continue };
        let (start, end) = (local(event.start, zone), local(event.end, zone));
        let is_replaced = |uid: &String| replaced.contains(&(uid.clone(), start.date()));
        if !master.is_some_and(is_replaced) {
            cover(start, end, days, &mut left.days)?;
        }
    }
    Ok(events)
}

/// The day that an event stands for; it is taken out of the event.
fn take_replaced(event: &mut ICalendarComponent) -> Option<NaiveDate> {
    let at = event.entries.iter().position(|entry| entry.name == Property::RecurrenceId)?;
    let entry = event.entries.remove(at);
    let value = entry.values.first()?.as_partial_date_time()?;
    value.to_date_time().map(|at| at.date_time.date())
}

/// Ends what repeats with the years that are counted.
fn bound_rules(event: &mut ICalendarComponent, left: &mut Left) -> Result<(), String> {
    let name = summary(Some(event));
    let start = event.property(&Property::Dtstart).and_then(|entry| entry.values.first());
    let year = start.and_then(ICalendarValue::as_partial_date_time).and_then(|start| start.year);
    let is_ancient = year.is_some_and(|year| i32::from(year) < FIRST_YEAR);
    let mut repeats = false;
    let values = event.entries.iter_mut().filter(|entry| entry.name == Property::Rrule);
    for value in values.flat_map(|entry| entry.values.iter_mut()) {
        let ICalendarValue::RecurrenceRule(rule) = value else {
            return Err(format!("event {name:?}: its RRULE is none"));
        };
        if is_ancient {
            return Err(format!("event {name:?}: it repeats since before {FIRST_YEAR}"));
        }
        bound(rule).map_err(|why| format!("event {name:?}: {why}"))?;
        repeats = true;
        left.rules = left
            .rules
            .checked_sub(1)
            .ok_or_else(|| format!("more than {MOST_RULES} of its events repeat"))?;
        if matches!(rule.freq, Frequency::Daily | Frequency::Weekly) {
            left.by_days = left.by_days.checked_sub(1).ok_or_else(|| {
                format!("more than {MOST_BY_DAYS} of its events repeat by days or weeks")
            })?;
        }
    }
    if repeats && has_no_day(event) {
        return Err(format!("event {name:?}: its rule fits no day"));
    }
    Ok(())
}

/// Whether its rule alone gives it no day up to the last year that is counted.
fn has_no_day(event: &ICalendarComponent) -> bool {
    let is_kept = |name: &Property| !matches!(name, Property::Exdate | Property::Rdate);
    let entries = event.entries.iter().filter(|entry| is_kept(&entry.name)).cloned().collect();
    let alone = ICalendarComponent { component_type: Kind::VEvent, entries, ..Default::default() };
    let found = ICalendar { components: vec![alone] }.expand_dates(EventZone::Floating, 1);
    found.errors.is_empty() && found.events.is_empty()
}

fn bound(rule: &mut ICalendarRecurrenceRule) -> Result<(), String> {
    if !matches!(
        rule.freq,
        Frequency::Yearly | Frequency::Monthly | Frequency::Weekly | Frequency::Daily
    ) || [&rule.byhour, &rule.byminute, &rule.bysecond].iter().any(|times| !times.is_empty())
    {
        return Err("it repeats within the day".to_owned());
    }
    let months = rule.bymonth.len() + rule.bymonthday.len();
    let days = rule.byday.len() + rule.byyearday.len() + rule.byweekno.len();
    if months + days + rule.bysetpos.len() > MOST_PARTS {
        return Err(format!("its rule has more than {MOST_PARTS} parts"));
    }
    let last = u16::try_from(LAST_YEAR).ok();
    let year = rule.until.as_ref().and_then(|until| until.year);
    if year.is_none() || year > last {
        let (month, day) = (Some(12), Some(31));
        rule.until =
            Some(calcard::common::PartialDateTime { year: last, month, day, ..Default::default() });
    }
    Ok(())
}

fn summary(event: Option<&ICalendarComponent>) -> String {
    let entry = event.and_then(|event| event.property(&Property::Summary));
    let text = entry.and_then(|entry| entry.values.first()).and_then(ICalendarValue::as_text);
    text.unwrap_or("without a name").chars().take(60).collect()
}

/// As clocks show it in the team's zone; a time without a zone, and a date, is the same everywhere.
fn local(at: chrono::DateTime<EventZone>, zone: Tz) -> NaiveDateTime {
    match at.timezone() {
        EventZone::Floating => at.naive_local(),
        _ => at.with_timezone(&zone).naive_local(),
    }
}

/// Adds the days from the first midnight to the last, as long as some are left; an end at 23:59 means that midnight.
fn cover(
    start: NaiveDateTime,
    end: NaiveDateTime,
    days: &mut BTreeSet<NaiveDate>,
    left: &mut usize,
) -> Result<(), String> {
    let begins = start.time() == NaiveTime::MIN;
    let first = if begins { Some(start.date()) } else { start.date().succ_opt() };
    let ends = end.hour() == 23 && end.minute() == 59;
    let after = if ends { end.date().succ_opt() } else { Some(end.date()) };
    let (Some(first), Some(after)) = (first, after) else { return Ok(()) };
    let counted = first.max(NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or(first)).iter_days();
    // Days that several events cover count for each: many long ones would take as long as they are.
    for day in counted.take_while(|day| *day < after && day.year() <= LAST_YEAR) {
        *left = left.checked_sub(1).ok_or_else(too_many)?;
        days.insert(day);
    }
    Ok(())
}

fn too_many() -> String {
    format!("it has more than {MOST_DAYS} days off")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Tz = chrono_tz::Europe::Berlin;

    /// A calendar with one event for each of these groups of lines.
    fn calendar(events: &[&str]) -> String {
        let events = events.iter().map(|lines| format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT\n"));
        format!("BEGIN:VCALENDAR\nVERSION:2.0\n{}END:VCALENDAR\n", events.collect::<String>())
    }

    /// The days of the first years, as text.
    fn off(events: &[&str]) -> String {
        let days = days(&calendar(events), ZONE).unwrap();
        let shown = days.iter().take(6).map(ToString::to_string);
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn an_event_of_days_covers_them_without_its_end() {
        assert_eq!(off(&["DTSTART;VALUE=DATE:20261225"]), "2026-12-25");
        let two = "DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227";
        assert_eq!(off(&[two]), "2026-12-25 2026-12-26");
        let week = "DTSTART;VALUE=DATE:20261224\nDURATION:P3D";
        assert_eq!(off(&[week]), "2026-12-24 2026-12-25 2026-12-26");
        // Google marks the holidays of a country as no reason to be busy.
        assert_eq!(off(&["DTSTART;VALUE=DATE:20261225\nTRANSP:TRANSPARENT"]), "2026-12-25");
    }

    #[test]
    fn of_an_event_with_times_only_whole_days_of_the_team_count() {
        assert_eq!(off(&["DTSTART:20261224T140000\nDTEND:20261224T180000"]), "");
        let party =
            "DTSTART;TZID=Europe/Berlin:20261224T140000\nDTEND;TZID=Europe/Berlin:20261226T090000";
        assert_eq!(off(&[party]), "2026-12-25");
        // Midnight to midnight in Berlin.
        assert_eq!(off(&["DTSTART:20261224T230000Z\nDTEND:20261225T230000Z"]), "2026-12-25");
        assert_eq!(off(&["DTSTART:20261225T000000Z\nDTEND:20261226T000000Z"]), "");
        assert_eq!(off(&["DTSTART:20261225T000000\nDTEND:20261225T235900"]), "2026-12-25");
    }

    #[test]
    fn what_repeats_is_followed_to_the_end_of_the_years_that_are_counted() {
        let christmas = "UID:c\nDTSTART;VALUE=DATE:20241225\nRRULE:FREQ=YEARLY";
        let found = days(&calendar(&[christmas]), ZONE).unwrap();
        assert_eq!((found.len(), found.last().unwrap().year()), (77, 2100));
        // The last Monday of May, without the one that was cancelled and with one more.
        let monday = "UID:m\nDTSTART;VALUE=DATE:20260525\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=4\n\
            EXDATE;VALUE=DATE:20270531\nRDATE;VALUE=DATE:20270601";
        assert_eq!(off(&[monday]), "2026-05-25 2027-06-01 2028-05-29 2029-05-28");
        let until = "DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20261205";
        assert_eq!(off(&[until]), "2026-12-01 2026-12-03 2026-12-05");
    }

    #[test]
    fn an_event_that_is_cancelled_or_moved_is_not_where_it_was() {
        let day = "UID:a\nDTSTART;VALUE=DATE:20261201";
        assert_eq!(off(&[&format!("{day}\nSTATUS:CANCELLED")]), "");
        let rule = format!("{day}\nRRULE:FREQ=YEARLY;COUNT=3");
        let moved =
            "UID:a\nSEQUENCE:4\nRECURRENCE-ID;VALUE=DATE:20271201\nDTSTART;VALUE=DATE:20271203";
        assert_eq!(off(&[&rule, moved]), "2026-12-01 2027-12-03 2028-12-01");
        let gone = "UID:a\nRECURRENCE-ID;VALUE=DATE:20281201\nDTSTART;VALUE=DATE:20281201\nSTATUS:CANCELLED";
        assert_eq!(off(&[gone, &rule]), "2026-12-01 2027-12-01");
    }

    #[test]
    fn what_is_no_calendar_is_refused_with_the_reason() {
        let why = |text: &str| days(text, ZONE).unwrap_err();
        assert_eq!(why(""), "there is no event in it");
        assert_eq!(why("hello\n"), "it is no iCalendar file");
        assert_eq!(why("BEGIN:VCARD\nFN:Ana\nEND:VCARD\n"), "it is no iCalendar file");
        assert_eq!(why("BEGIN:VCALENDAR\nEND:VCALENDAR\n"), "there is no event in it");
        assert_eq!(why(&calendar(&["SUMMARY:Never"])), "event \"Never\": Missing DTSTART property");
        assert_eq!(
            why(&calendar(&["DTSTART:soon"])),
            "event \"without a name\": Missing DTSTART property"
        );
        let hourly = "SUMMARY:Tick\nDTSTART:20260101T000000\nRRULE:FREQ=SECONDLY";
        assert_eq!(why(&calendar(&[hourly])), "event \"Tick\": it repeats within the day");
        let ages = "DTSTART;VALUE=DATE:19000101\nDTEND;VALUE=DATE:99991231";
        assert_eq!(why(&calendar(&[ages])), "it has more than 20000 days off");
        let daily = "DTSTART;VALUE=DATE:20200101\nRRULE:FREQ=DAILY";
        assert_eq!(why(&calendar(&[daily])), "it has more than 20000 days off");
        let many = vec!["DTSTART;VALUE=DATE:20200101\nRRULE:FREQ=YEARLY"; 61];
        assert_eq!(why(&calendar(&many)), "more than 60 of its events repeat");
        for part in ["BYHOUR=0,1,2", "BYMINUTE=5", "BYSECOND=30"] {
            let often = format!("DTSTART:20260101T000000\nRRULE:FREQ=DAILY;{part}");
            let within = "event \"without a name\": it repeats within the day";
            assert_eq!(why(&calendar(&[&often])), within);
        }
        let old =
            "SUMMARY:Rome\nDTSTART;VALUE=DATE:00010101\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30";
        assert_eq!(why(&calendar(&[old])), "event \"Rome\": it repeats since before 1970");
        let long = format!(
            "SUMMARY:Long\nDTSTART:20260101\nRRULE:FREQ=YEARLY;BYYEARDAY=1{}",
            ",1".repeat(20)
        );
        assert_eq!(why(&calendar(&[&long])), "event \"Long\": its rule has more than 20 parts");
    }

    #[test]
    fn what_a_file_may_have_holds_for_all_calendars_in_it() {
        let often = |rule: &str, times| {
            let event = format!("SUMMARY:Odd\nDTSTART;VALUE=DATE:20280229\nRRULE:FREQ={rule}");
            days(&calendar(&[&event]).repeat(times), ZONE).map(|days| days.len())
        };
        assert_eq!(often("YEARLY", 60), Ok(18));
        assert_eq!(often("YEARLY", 61).unwrap_err(), "more than 60 of its events repeat");
        let leap_days = "DAILY;BYMONTH=2;BYMONTHDAY=29";
        assert_eq!(often(leap_days, 10), Ok(18));
        let why = "more than 10 of its events repeat by days or weeks";
        assert_eq!(often(leap_days, 11).unwrap_err(), why);
        // One that is looked for in vain is one too many.
        for freq in ["YEARLY", "MONTHLY", "WEEKLY", "DAILY"] {
            let never = format!("{freq};BYMONTH=2;BYMONTHDAY=30\nEXDATE:20280101\nRDATE:20280102");
            let why = often(&never, 1).unwrap_err();
            assert!(freq == "WEEKLY" || why == "event \"Odd\": its rule fits no day", "{why}");
        }
        let years = calendar(&["DTSTART;VALUE=DATE:20000101\nRRULE:FREQ=DAILY;UNTIL=20301231"]);
        assert_eq!(days(&years, ZONE).unwrap().len(), 11_323);
        assert_eq!(days(&years.repeat(2), ZONE), Err(too_many()));
    }

    #[test]
    fn a_file_that_is_cut_off_is_refused_wherever_that_is() {
        let whole = calendar(&["DTSTART;VALUE=DATE:20261225", "DTSTART;VALUE=DATE:20261226"]);
        assert_eq!(days(&whole, ZONE).unwrap().len(), 2);
        for end in 1..whole.trim_end().len() {
            assert!(days(&whole[..end], ZONE).is_err(), "{:?}", &whole[..end]);
        }
        let inside = whole.find("END:VEVENT").unwrap();
        let why = days(&whole[..inside], ZONE).unwrap_err();
        assert_eq!(why, "it is cut off: END:VEVENT is missing");
    }

    // A rule of the far past, of no day, or with numbers beyond all bounds ends, in an answer or an error.
    #[test]
    fn no_rule_runs_for_ever_or_panics() {
        let parts = [
            "",
            ";INTERVAL=65535",
            ";INTERVAL=0",
            ";COUNT=0",
            ";BYWEEKNO=53,-53,99",
            ";BYYEARDAY=-366,366,9999",
            ";BYSETPOS=-366;BYDAY=MO",
            ";BYDAY=-53SU,5MO",
            ";BYDAY=99999MO",
            ";BYHOUR=99",
            ";UNTIL=00010101",
            ";WKST=SU;BYDAY=SA",
            ";BYMONTH=13",
            ";BYMONTHDAY=-31,31,127,-128",
            ";UNTIL=99991231T235959Z",
            ";BYEASTER=1",
        ];
        let starts = [
            ";VALUE=DATE:20240229",
            ";VALUE=DATE:99991231",
            ":20261231T235959Z",
            ";TZID=America/Havana:20260308T000000",
            ";TZID=Nowhere:20260101T000000",
            ";VALUE=DATE:00000000",
        ];
        let never = "DTSTART:20260101T000000\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30";
        assert!(days(&calendar(&[never]), ZONE).unwrap_err().contains("fits no day"));
        let ancient = calendar(&["DTSTART;VALUE=DATE:00010101\nRRULE:FREQ=DAILY"]);
        assert!(days(&ancient, ZONE).unwrap_err().contains("before 1970"));
        for start in starts {
            for part in parts {
                for freq in ["YEARLY", "MONTHLY", "WEEKLY", "DAILY"] {
                    let event =
                        format!("DTSTART{start}\nDURATION:P99999W\nRRULE:FREQ={freq}{part}");
                    let _ = days(&calendar(&[&event]), ZONE);
                }
            }
        }
    }
}
