//! `metrics`: what each form of a report needs, gathered in one place.

mod html;
mod replay;
mod rows;
mod why;

use super::args::{ThreadRef, one_of};
use super::context::Context;
use super::metrics_import;
use super::policy;
use super::session::Session;
use crate::domain::ids::{InboxId, ThreadId};
use crate::domain::metrics::{By, InForce, Measured, Metric, Period, Row, Tally, measure};
use crate::domain::quality::{Counted, Quality};
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::render::examples;
use crate::render::metrics::{self, Report};
use crate::render::table::Form;
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

/// Show numbers: volume, responses, backlog, handoffs, SLA
///
/// Each with how many were counted (n), percentiles in working and in clock time, and how many were left out and why.
/// --define says what they mean.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(flatten)]
    pub(super) asked: Asked,
    #[command(subcommand)]
    pub(super) more: Option<More>,
}

/// What else there is to do with numbers
#[derive(clap::Subcommand)]
pub enum More {
    Replay(replay::Args),
    Import(metrics_import::Args),
}

/// What is to be told.
#[derive(clap::Args)]
pub struct Asked {
    /// From this day on; four weeks ago, unless given
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub(super) from: Option<String>,
    /// Up to, not including, this moment; now, unless given
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub(super) to: Option<String>,
    /// Apart by this
    #[arg(long, value_name = "WHAT", value_parser = one_of::<By>(By::WORDS))]
    pub(super) by: Option<By>,
    /// Say what each number means, or this one
    #[arg(long, value_name = "NAME", num_args = 0..=1)]
    pub(super) define: Option<Option<String>>,
    /// This many threads behind each number: the slowest, the latest, those that were not met
    #[arg(long, value_name = "N")]
    pub(super) examples: Option<usize>,
    /// With --csv: what each number means, in lines that begin with #
    #[arg(long)]
    pub(super) comments: bool,
    /// One line for each thread in which something happened then, with every time behind the numbers, as CSV; or for
    /// each reply that was written then
    #[arg(
        long, value_name = "WHAT", num_args = 0..=1, default_missing_value = "threads",
        value_parser = one_of::<rows::What>(rows::What::WORDS), conflicts_with_all = ["by", "define", "examples", "comments"]
    )]
    pub(super) rows: Option<rows::What>,
    /// How this thread counts in each number, and why it does not
    #[arg(long, value_name = "THREAD", conflicts_with_all = ["by", "define", "examples", "comments", "rows"])]
    pub(super) why: Option<ThreadRef>,
    /// Write a page with charts to this file, - for standard output
    #[arg(long, value_name = "FILE", conflicts_with_all = ["by", "examples", "comments", "define", "rows", "why"])]
    pub(super) html: Option<PathBuf>,
}

/// As many examples as a line has room for.
const MOST_EXAMPLES: usize = 20;

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    match &args.more {
        Some(More::Replay(replay)) => return replay::run(replay, cx),
        Some(More::Import(import)) => return metrics_import::run(import, cx),
        None => {}
    }
    let asked = &args.asked;
    if define_if_asked(asked, cx)? {
        return Ok(());
    }
    let mut session = cx.open()?;
    // For a replay. The numbers are as good where the ledger may only be read.
    session.keep_policy_at_once();
    tell(asked, &session, cx)
}

/// Says what the numbers mean, if that is what is asked.
fn define_if_asked(asked: &Asked, cx: &mut Context) -> Result<bool, Error> {
    let Some(which) = &asked.define else { return Ok(false) };
    let which = which.as_deref().map(named).transpose()?;
    define(which, cx)?;
    Ok(true)
}

/// What is asked for, as of the session's time.
fn tell(asked: &Asked, session: &Session, cx: &mut Context) -> Result<(), Error> {
    if let Some(what) = asked.rows {
        return rows::run(what, asked, session, cx);
    }
    if let Some(thread) = &asked.why {
        return why::run(thread, asked, session, cx);
    }
    if let Some(file) = &asked.html {
        return html::run(asked, file, session, cx);
    }
    report(asked, session, cx)
}

/// The table of numbers.
fn report(asked: &Asked, session: &Session, cx: &mut Context) -> Result<(), Error> {
    let (period, terms) = (period(asked, session)?, terms(session)?);
    let by = asked.by.unwrap_or(By::Nothing);
    let examples = asked.examples.unwrap_or(0).min(MOST_EXAMPLES);
    let tally = || Tally::new(period, by, &terms).with_examples(examples);
    let (tally, quality) =
        gather_with_quality(session, period, None, &terms, tally, Tally::add, Tally::join)?;
    let (rows, view) = (tally.rows(), session.view());
    let days = session.ledger.days()?.within(period, &session.policy.calendar);
    let report =
        Report { rows: &rows, period, by, examples: examples > 0, quality: &quality, days: &days };
    if cx.globals.json {
        return cx.print(&metrics::json(&report, &view));
    }
    let form = cx.form();
    cx.print(&metrics::table(&report, asked.comments, &view, form)?)?;
    match form {
        Form::Aligned { .. } => {
            cx.print(&examples::table(&rows, &subjects(&rows, session)?, &view, form)?)
        }
        Form::Plain | Form::Csv => Ok(()),
    }
}

/// What the threads beside the numbers are about.
fn subjects(rows: &[Row], session: &Session) -> Result<HashMap<ThreadId, String>, Error> {
    let threads: BTreeSet<ThreadId> =
        rows.iter().flat_map(|row| &row.examples).map(|example| example.thread).collect();
    let subject = |thread| Ok((thread, session.ledger.thread(thread)?.subject));
    threads.into_iter().map(subject).collect()
}

/// Takes what was counted of each thread that can matter in a period into one `A`.
pub fn gather<A: Send>(
    session: &Session,
    period: Period,
    terms: &InForce,
    start: impl Fn() -> A + Sync,
    take: impl Fn(&mut A, &Measured) + Sync,
    join: impl Fn(&mut A, A),
) -> Result<A, Error> {
    let now = session.now;
    let parts = session.ledger.fold_histories(Some(period.from), &start, |gathered, history| {
        take(gathered, &measure(history, terms, now));
    })?;
    let mut whole = start();
    parts.into_iter().for_each(|part| join(&mut whole, part));
    Ok(whole)
}

/// The same, and what the numbers are worth; of one inbox where one is named.
pub fn gather_with_quality<A: Send>(
    session: &Session,
    period: Period,
    inbox: Option<InboxId>,
    terms: &InForce,
    start: impl Fn() -> A + Sync,
    take: impl Fn(&mut A, &Measured) + Sync,
    join: impl Fn(&mut A, A),
) -> Result<(A, Quality), Error> {
    let start = || (start(), Counted::default());
    let take = |(gathered, counted): &mut (A, Counted), measured: &Measured| {
        if inbox.is_none() || measured.inbox == inbox {
            counted.add(&measured.facts, period);
        }
        take(gathered, measured);
    };
    let join = |whole: &mut (A, Counted), part: (A, Counted)| {
        join(&mut whole.0, part.0);
        whole.1.merge(&part.1);
    };
    session.ledger.consistently(|ledger| {
        let reads = ledger.reads(period)?;
        let (gathered, counted) = gather(session, period, terms, start, take, join)?;
        let quality = Quality::of(period, inbox, reads, &session.policy);
        Ok((gathered, Quality { counted, ..quality }))
    })
}

/// From when to when: the last four weeks, unless said. This second is known, and no other to come.
pub fn period(asked: &Asked, session: &Session) -> Result<Period, Error> {
    let from = session.past(asked.from.as_deref().unwrap_or("4w"))?;
    let known = known_upto(session);
    let to = asked.to.as_deref().map_or(Ok(known), |to| session.past(to))?.min(known);
    if from >= known {
        let begins = session.view().stamp(from);
        return Err(Error::usage(format!("the period begins {begins}, which is still to come"))
            .hint("--from names a time gone by"));
    }
    if to <= from {
        return Err(
            Error::usage("the period ends before it begins").hint("--from is earlier than --to")
        );
    }
    Ok(Period { from, to })
}

/// The end of the last second of which anything is known.
pub fn known_upto(session: &Session) -> Timestamp {
    session.now + chrono::TimeDelta::seconds(1)
}

/// Hours and promises as they followed each other.
pub fn terms(session: &Session) -> Result<InForce, Error> {
    let mut terms = InForce::new(policy::in_force_over_time(session)?, session.policy.clone());
    if terms.asks_for_statuses() {
        terms.statuses = session.ledger.customer_statuses()?;
    }
    Ok(terms)
}

/// A number by its name.
fn named(name: &str) -> Result<Metric, Error> {
    Metric::named(name).ok_or_else(|| {
        let names: Vec<&str> = Metric::ALL.iter().map(|metric| metric.name()).collect();
        let error = Error::usage(format!("there is no number \"{name}\""));
        error.hint(format!("there are: {}", names.join(", ")))
    })
}

fn define(which: Option<Metric>, cx: &mut Context) -> Result<(), Error> {
    if cx.globals.json {
        return cx.print(&metrics::definitions_json(which));
    }
    cx.print(&metrics::definitions(which))
}
