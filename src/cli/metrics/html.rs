//! `metrics --html`: the numbers as a page, of each inbox and of several periods, in one pass over the histories.

use super::{Asked, gather, known_upto, period, terms};
use crate::cli::context::Context;
use crate::cli::session::Session;
use crate::domain::calendar::Calendar;
use crate::domain::days::Days;
use crate::domain::ids::InboxId;
use crate::domain::metrics::{By, InForce, Measured, Metric, NOTES, Period, Tally};
use crate::domain::quality::{Counted, Quality, Reads};
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::render;
use crate::render::page::{self, Numbers, Page, Worth};
use chrono::{Datelike, NaiveDate};
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

/// What a view is of; of all inboxes where none is named.
struct Part<'a> {
    inbox: Option<InboxId>,
    frame: &'a Frame,
}

/// Numbers by time, as a whole, by owner and by hour, and what is wrong with single messages.
type Gathered<'a> = ([Tally<'a>; 4], Counted);

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
    let noted = noted(session)?;
    let drawn = |frame: &Frame| {
        page::Period::new(
            &frame.name,
            frame.period,
            frame.by,
            calendar,
            known_upto(session),
            &noted,
        )
    };
    let periods: Vec<page::Period> = frames.iter().map(drawn).collect();
    let names = || session.inboxes.iter().map(|(_, name)| name.clone());
    let (inboxes, scopes): (Vec<String>, Vec<Option<InboxId>>) = match session.inboxes.len() {
        1 => (names().collect(), vec![None]),
        _ => {
            let each = session.inboxes.iter().map(|(inbox, _)| Some(*inbox));
            let all = std::iter::once("all inboxes".to_owned());
            (all.chain(names()).collect(), std::iter::once(None).chain(each).collect())
        }
    };
    let parts = scopes.iter().flat_map(|scope| frames.iter().map(move |frame| (*scope, frame)));
    let parts: Vec<Part> = parts.map(|(inbox, frame)| Part { inbox, frame }).collect();
    let counted = numbers(&parts, &terms, session)?;
    let gaps = |(part, period): (&Part, &page::Period), quality: &Quality| {
        period.parts_where(|time| quality.gap_in(time.from, time.to, part.inbox))
    };
    let places = || parts.iter().zip(periods.iter().cycle());
    let view = session.view();
    let worth = counted.iter().map(|(_, quality)| Worth {
        is_complete: quality.is_complete(),
        headline: render::quality::headline(quality, &view),
        remarks: render::quality::remarks(quality, &view),
    });
    let quality = worth.collect();
    let numbers = counted.into_iter().zip(places()).map(|((tallies, quality), place)| {
        let [parts, whole, by_owner, by_hour] = tallies.map(Tally::rows);
        Numbers { parts, whole, by_owner, by_hour, gaps: gaps(place, &quality) }
    });
    let numbers: Vec<Numbers> = numbers.collect();
    let page = Page {
        title: format!("Metrics of {}", calendar.local(session.now).format("%-d %B %Y")),
        facts: vec![
            format!("As of {} ({})", view.stamp(session.now), calendar.zone().name()),
            format!("As it is now, at any time: {}", render::metrics::again(&view)),
        ],
        quality,
        inboxes,
        periods: &periods,
        chosen: 0,
        cards: page::cards(&numbers, &periods, calendar, &view),
        notes: NOTES,
    };
    Ok(page.html())
}

/// What was said of days, by day.
fn noted(session: &Session) -> Result<Vec<(NaiveDate, String)>, Error> {
    let Days { annotations, experiments } = session.ledger.days()?;
    let said = annotations.into_iter().map(|one| (one.date, one.text));
    let tried = experiments.into_iter().flat_map(|one| {
        let begun = (one.from, format!("experiment {} begins", one.name));
        let ended =
            one.stopped.map(|stopped| (stopped.on, format!("experiment {} ends", one.name)));
        std::iter::once(begun).chain(ended)
    });
    let mut noted: Vec<_> = said.chain(tried).collect();
    noted.sort_by_key(|(day, _)| *day);
    Ok(noted)
}

/// What is asked for, and what one looks at otherwise.
fn frames(asked: &Asked, session: &Session) -> Result<Vec<Frame>, Error> {
    let calendar = &session.policy.calendar;
    let (now, known) = (session.now, known_upto(session));
    let today = calendar.day(now);
    let monday = today - chrono::Days::new(u64::from(today.weekday().num_days_from_monday()));
    let since = |day: NaiveDate, before: u64, name: &str, by| Frame {
        name: name.to_owned(),
        period: Period { from: calendar.start_of_day(day - chrono::Days::new(before)), to: known },
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
        63..=740 => (By::Week, "week"),
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

/// Of each part its numbers, by time, as a whole, by owner and by hour, and what they are worth.
fn numbers<'a>(
    parts: &[Part],
    terms: &'a InForce,
    session: &Session,
) -> Result<Vec<([Tally<'a>; 4], Quality)>, Error> {
    let start = || -> Vec<Gathered> {
        let tallies = parts.iter().map(|Part { inbox, frame }| {
            let by = [frame.by, By::Nothing, By::Owner, By::Hour];
            by.map(|by| {
                let tally = Tally::new(frame.period, by, terms).of_inbox(*inbox);
                match by {
                    By::Owner => tally.telling(&[Metric::Workload, Metric::Replies]),
                    By::Hour => tally.telling(&[Metric::VolumeIn]),
                    _ => tally,
                }
            })
        });
        tallies.map(|tallies| (tallies, Counted::default())).collect()
    };
    let take = |all: &mut Vec<Gathered>, measured: &Measured| {
        for ((tallies, counted), part) in all.iter_mut().zip(parts) {
            if part.inbox.is_none() || part.inbox == measured.inbox {
                tallies.iter_mut().for_each(|tally| tally.add(measured));
                counted.add(&measured.facts, part.frame.period);
            }
        }
    };
    let join = |whole: &mut Vec<Gathered>, other: Vec<Gathered>| {
        for ((tallies, counted), (others, more)) in whole.iter_mut().zip(other) {
            tallies.iter_mut().zip(others).for_each(|(one, other)| one.join(other));
            counted.merge(&more);
        }
    };
    let periods = || parts.iter().map(|part| part.frame.period);
    let from = periods().map(|period| period.from).min().unwrap_or(session.now);
    let to = periods().map(|period| period.to).max().unwrap_or(session.now);
    session.ledger.consistently(|ledger| {
        let reads = periods().map(|period| ledger.reads(period));
        let reads = reads.collect::<Result<Vec<_>, Error>>()?;
        let all = gather(session, Period { from, to }, terms, start, take, join)?;
        let worth = |(((tallies, counted), part), reads): ((Gathered<'a>, &Part), Reads)| {
            let quality = Quality::of(part.frame.period, part.inbox, reads, &session.policy);
            (tallies, Quality { counted, ..quality })
        };
        Ok(all.into_iter().zip(parts).zip(reads).map(worth).collect())
    })
}

/// Whole or not at all: beside the file, then in its place, and as readable as any file that is made.
fn write(file: &Path, html: &str) -> Result<(), Error> {
    // The reason alone: the error itself names the file beside it, which nobody gave.
    let failed = |error: std::io::Error| {
        let why = std::io::Error::from(error.kind());
        Error::usage(format!("{} cannot be written: {why}", file.display())).hint(
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
