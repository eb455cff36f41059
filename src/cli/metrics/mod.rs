//! `metrics`: what each form of a report needs, gathered in one place.

mod html;

use super::args::one_of;
use super::context::Context;
use super::session::Session;
use crate::domain::metrics::{By, InForce, Measured, Metric, Period, Tally, measure};
use crate::error::Error;
use crate::render::metrics::{self, Report};
use std::path::PathBuf;

/// Show numbers: volume, responses, ownership, backlog, handoffs, SLA
///
/// Each with how many were counted (n), percentiles in working and in clock time, and how many were left out and why.
/// --define says what they mean.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(flatten)]
    pub(super) asked: Asked,
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
    /// Write a page with charts to this file, - for standard output
    #[arg(long, value_name = "FILE", conflicts_with_all = ["by", "examples", "comments", "define"])]
    pub(super) html: Option<PathBuf>,
}

/// As many examples as a line has room for.
const MOST_EXAMPLES: usize = 20;

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let asked = &args.asked;
    if let Some(which) = &asked.define {
        let which = which.as_deref().map(named).transpose()?;
        return define(which, cx);
    }
    let session = cx.open()?;
    if let Some(file) = &asked.html {
        return html::run(asked, file, &session, cx);
    }
    report(asked, &session, cx)
}

/// The table of numbers.
fn report(asked: &Asked, session: &Session, cx: &mut Context) -> Result<(), Error> {
    let (period, terms) = (period(asked, session)?, terms(session)?);
    let by = asked.by.unwrap_or(By::Nothing);
    let examples = asked.examples.unwrap_or(0).min(MOST_EXAMPLES);
    let tally = || Tally::new(period, by, &terms).with_examples(examples);
    let rows = gather(session, period, &terms, tally, Tally::add, Tally::join)?.rows();
    let view = session.view();
    let report = Report { rows: &rows, period, by, examples: examples > 0 };
    if cx.globals.json {
        return cx.print(&metrics::json(&report, &view));
    }
    cx.print(&metrics::table(&report, asked.comments, &view, cx.form())?)
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

/// From when to when: the last four weeks, unless said.
pub fn period(asked: &Asked, session: &Session) -> Result<Period, Error> {
    let from = session.past(asked.from.as_deref().unwrap_or("4w"))?;
    let to = asked.to.as_deref().map_or(Ok(session.now), |to| session.past(to))?;
    if to <= from {
        return Err(
            Error::usage("the period ends before it begins").hint("--from is earlier than --to")
        );
    }
    Ok(Period { from, to })
}

/// Hours and promises as they followed each other.
pub fn terms(session: &Session) -> Result<InForce, Error> {
    Ok(InForce::new(Vec::new(), session.policy.clone()))
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
