use super::args::one_of;
use super::context::Context;
use super::metrics_import;
use crate::domain::metrics::{By, Period, Tally};
use crate::error::Error;
use crate::render::{json, metrics};

/// Show numbers: volume, first response, ownership lag, backlog
///
/// Each with how many were counted (n), percentiles, and how many were left out and why. --define says what they mean.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    pub(super) what: Option<What>,
    /// From this day on; four weeks ago, unless given
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub(super) from: Option<String>,
    /// Up to, not including, this moment; now, unless given
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub(super) to: Option<String>,
    /// Apart by this
    #[arg(long, value_name = "WHAT", value_parser = one_of::<By>(By::WORDS))]
    pub(super) by: Option<By>,
    /// Say what each number means
    #[arg(long)]
    pub(super) define: bool,
}

/// What else there is to do with numbers
#[derive(clap::Subcommand)]
pub enum What {
    Import(metrics_import::Args),
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    if let Some(What::Import(args)) = &args.what {
        return metrics_import::run(args, cx);
    }
    if args.define {
        return cx.print(&metrics::definitions());
    }
    let session = cx.open()?;
    let from = session.past(args.from.as_deref().unwrap_or("4w"))?;
    let to = args.to.as_deref().map_or(Ok(session.now), |to| session.past(to))?;
    if to <= from {
        return Err(
            Error::usage("the period ends before it begins").hint("--from is earlier than --to")
        );
    }
    let period = Period { from, to };
    let mut tally = Tally::new(period, args.by.unwrap_or(By::Nothing), &session.policy.calendar);
    session.ledger.histories(|history| tally.add(&history))?;
    let (rows, view) = (tally.rows(), session.view());
    if cx.globals.json {
        return cx.print(&json::metrics(&rows, period, &view));
    }
    cx.print(&metrics::table(&rows, period, &view, cx.form())?)
}
