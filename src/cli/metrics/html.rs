//! `metrics --html`: the numbers as a page, of each inbox and of several periods, in one pass over the histories.

use super::{Asked, gather, period, terms};
use crate::cli::context::Context;
use crate::cli::session::Session;
use crate::domain::calendar::Calendar;
use crate::domain::ids::InboxId;
use crate::domain::metrics::{By, InForce, Measured, NOTES, Period, Tally};
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::render::page::{self, Numbers, Page, Quality};
use chrono::{Datelike, Days, NaiveDate};
use std::fs::Permissions;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// So many days, weeks or months are drawn at most: a page of more is too large to open.
const MOST_PARTS: usize = 600;

/// A period, told apart by days, weeks or months.
struct Frame {
    name: String,
    period: Period,
    by: By,
}

/// Writes the page; `-` is standard output.
pub fn run(asked: &Asked, file: &Path, session: &Session, cx: &mut Context) -> Result<(), Error> {
    if cx.globals.json || cx.globals.csv || cx.globals.plain {
        return Err(Error::usage("two formats are asked for, and the answer has only one")
            .hint("give --html alone"));
    }
    let html = page(asked, session)?;
    if file == Path::new("-") {
        return cx.print(&html);
    }
    write(file, &html)?;
    cx.say(&format!("the page is {}", file.display()))
}

fn page(asked: &Asked, session: &Session) -> Result<String, Error> {
    let (frames, terms) = (frames(asked, session)?, terms(session)?);
    let calendar = terms.calendar();
    let periods: Vec<page::Period> = frames
        .iter()
        .map(|frame| {
            let Frame { name, period, by } = frame;
            page::Period::new(name, *period, *by, calendar, session.now, |_| false, &[])
        })
        .collect();
    let names: Vec<String> = session.inboxes.iter().map(|(_, name)| name.clone()).collect();
    let (inboxes, scopes) = match &names[..] {
        [only] => (vec![only.clone()], vec![None]),
        _ => {
            let all = ["all inboxes".to_owned()].into_iter().chain(names).collect();
            let each = session.inboxes.iter().map(|(inbox, _)| Some(*inbox));
            (all, [None].into_iter().chain(each).collect())
        }
    };
    let numbers = numbers(&frames, &scopes, &terms, session)?;
    let view = session.view();
    let page = Page {
        title: "Numbers".to_owned(),
        facts: vec![format!("As of {} ({})", view.stamp(session.now), calendar.zone().name())],
        quality: Quality { is_clean: true, lines: Vec::new() },
        inboxes,
        periods: &periods,
        chosen: 0,
        cards: page::cards(&numbers, &periods, calendar, &view),
        notes: NOTES,
    };
    Ok(page.html())
}

/// What is asked for, and what one looks at otherwise.
fn frames(asked: &Asked, session: &Session) -> Result<Vec<Frame>, Error> {
    let calendar = &session.policy.calendar;
    let now = session.now;
    let today = calendar.day(now);
    let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
    let since = |day: NaiveDate, before: u64, name: &str, by| Frame {
        name: name.to_owned(),
        period: Period { from: calendar.start_of_day(day - Days::new(before)), to: now },
        by,
    };
    let mut frames = Vec::new();
    if asked.from.is_some() || asked.to.is_some() {
        frames.push(asked_for(period(asked, session)?, calendar)?);
    }
    frames.push(since(today, 27, "4 weeks by day", By::Day));
    frames.push(since(monday, 7 * 12, "13 weeks by week", By::Week));
    frames.push(since(monday, 7 * 51, "52 weeks by week", By::Week));
    // On the stroke of midnight.
    frames.retain(|frame| frame.period.from < frame.period.to);
    Ok(frames)
}

/// In steps of which there are not too many to see.
fn asked_for(period: Period, calendar: &Calendar) -> Result<Frame, Error> {
    let days = (period.to - period.from).num_days();
    let (by, word) = match days {
        ..=62 => (By::Day, "day"),
        ..=740 => (By::Week, "week"),
        _ => (By::Month, "month"),
    };
    if days > 31 * MOST_PARTS as i64 {
        return Err(Error::usage("the period is too long for a page").hint("--from is later"));
    }
    let date = |at: Timestamp| calendar.day(at).format("%-d %b %Y");
    let last = period.to - chrono::TimeDelta::seconds(1);
    let name = format!("{} to {} by {word}", date(period.from), date(last));
    Ok(Frame { name, period, by })
}

/// Of each inbox in turn the numbers of each period.
fn numbers(
    frames: &[Frame],
    scopes: &[Option<InboxId>],
    terms: &InForce,
    session: &Session,
) -> Result<Vec<Numbers>, Error> {
    let each = || scopes.iter().flat_map(|scope| frames.iter().map(move |frame| (*scope, frame)));
    let start = || {
        let tallies = each().flat_map(|(scope, frame)| {
            let by = [frame.by, By::Nothing, By::Owner, By::Hour];
            by.map(|by| Tally::new(frame.period, by, terms).of_inbox(scope))
        });
        tallies.collect::<Vec<_>>()
    };
    let take = |tallies: &mut Vec<Tally>, measured: &Measured| {
        tallies.iter_mut().for_each(|tally| tally.add(measured));
    };
    let join = |whole: &mut Vec<Tally>, part: Vec<Tally>| {
        whole.iter_mut().zip(part).for_each(|(one, other)| one.join(other));
    };
    let from = frames.iter().map(|frame| frame.period.from).min().unwrap_or(session.now);
    let to = frames.iter().map(|frame| frame.period.to).max().unwrap_or(session.now);
    let tallies = gather(session, Period { from, to }, terms, start, take, join)?;
    let mut rows = tallies.into_iter().map(Tally::rows);
    let mut next = || rows.next().unwrap_or_default();
    let numbers =
        each().map(|_| Numbers { parts: next(), whole: next(), by_owner: next(), by_hour: next() });
    Ok(numbers.collect())
}

/// Whole or not at all: beside the file, then in its place, and as readable as any file that is made.
fn write(file: &Path, html: &str) -> Result<(), Error> {
    let failed = |error: std::io::Error| {
        Error::usage(format!("{} cannot be written: {error}", file.display())).hint(
            "--html takes the path of a file in a folder that exists, or - for standard output",
        )
    };
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut beside = tempfile::Builder::new()
        .prefix(".baton-")
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .map_err(failed)?;
    beside.write_all(html.as_bytes()).map_err(failed)?;
    beside.as_file().sync_all().map_err(failed)?;
    beside.persist(file).map_err(|error| failed(error.error))?;
    Ok(())
}
