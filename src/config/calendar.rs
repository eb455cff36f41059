//! `[calendar]`: the time zone by its name, working hours, holidays as days or in files.

use std::cell::Cell;
use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::{TZ_VARIANTS, Tz};

use super::holidays;
use super::section::Section;
use super::unknown::nearest;
use crate::domain::calendar::{Calendar, CalendarError};
use crate::error::Error;

/// The calendar all due dates and working hours are counted by.
pub(super) fn calendar(section: &Section<'_>) -> Result<Calendar, Error> {
    let zone = section.required("time-zone", zone)?;
    let hours = section.texts("hours", |line| hours(zone, line))?;
    let of_file = Cell::new(false);
    let holidays = section.texts("holidays", |text| {
        let path = text.strip_prefix("file:");
        of_file.set(path.is_some());
        match path {
            Some(path) => holidays::read(&section.file.resolve(path)?, zone),
            None => holiday(text).map(|day| BTreeSet::from([day])),
        }
    });
    let holidays = holidays.map_err(|error| match of_file.get() {
        true => error.hint(
            "check that file; it is named from the folder of the config: holidays = [\"file:holidays.ics\"]",
        ),
        false => error,
    })?;
    Calendar::new(zone, &hours, holidays.into_iter().flatten().collect())
        .map_err(|why| section.refuse("hours", why))
}

/// When somebody is on duty, where that is not round the clock.
pub(super) fn duty_hours(section: &Section<'_>, zone: Tz) -> Result<Option<Calendar>, Error> {
    let hours = section.texts("hours", |line| hours(zone, line))?;
    if !section.has("hours") {
        return Ok(None);
    }
    let calendar = Calendar::new(zone, &hours, BTreeSet::new());
    calendar.map(Some).map_err(|why| section.refuse("hours", why))
}

/// One line of hours, tried alone: so an error points at this line and not at the list.
fn hours(zone: Tz, line: &str) -> Result<String, String> {
    match Calendar::new(zone, &[line.to_owned()], BTreeSet::new()) {
        Err(CalendarError::Hours { part, problem, .. }) => Err(format!("{part:?} {problem}")),
        Err(CalendarError::Empty) | Ok(_) => Ok(line.to_owned()),
    }
}

/// A time zone by its IANA name, or the name that was probably meant.
pub fn zone(text: &str) -> Result<Tz, String> {
    text.parse::<Tz>().map_err(|_| match nearest_zone(text) {
        Some(zone) => format!("there is no such IANA time zone; did you mean {zone}?"),
        None => "a time zone has an IANA name, such as Europe/Berlin".to_owned(),
    })
}

/// By the city first, since nobody mistakes that, whatever the case or the continent; then by likeness.
fn nearest_zone(text: &str) -> Option<&'static str> {
    let names = || TZ_VARIANTS.iter().map(|zone| zone.name());
    let of_city = |city: &str| names().find(|name| city_of(name).eq_ignore_ascii_case(city));
    of_city(city_of(text))
        .or_else(|| nearest(text, names()))
        .or_else(|| nearest(text, names().map(city_of)).and_then(of_city))
}

fn city_of(zone: &str) -> &str {
    zone.rsplit('/').next().unwrap_or(zone)
}

/// A day.
pub(super) fn date(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| "it is a date, year-month-day".to_owned())
}

fn holiday(text: &str) -> Result<NaiveDate, String> {
    date(text)
        .map_err(|_| "a holiday is a date, year-month-day, or file: and a calendar file".to_owned())
}
