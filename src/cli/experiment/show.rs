use super::super::context::Context;
use super::super::metrics::{gather_with_quality, terms};
use super::super::session::Session;
use super::{name, named};
use crate::domain::compare::{Beside, Windows, compare};
use crate::domain::days::Days;
use crate::domain::metrics::{By, Tally};
use crate::domain::tag::Tag;
use crate::error::Error;
use crate::render::compare::{self as page, Comparison};

/// Show an experiment: what was tried, and the numbers before and after
///
/// After is from the beginning of its first day to the end of its last, or to now; before is as long before that. What
/// each number means: baton metrics --define. Where fewer than 30 were counted, or mail was not read for a part of the
/// time, it says so, and it never says that a difference is significant. Of several experiments of one name the last.
#[derive(clap::Args)]
pub struct Args {
    /// Its name
    #[arg(value_parser = name)]
    name: Tag,
}

pub fn run(args: &Args, session: &Session, cx: &mut Context) -> Result<(), Error> {
    let experiment = named(&args.name, session)?;
    let calendar = &session.policy.calendar;
    let windows = Windows::of(&experiment, calendar, session.now);
    let compared = windows.map(|windows| beside(windows, session)).transpose()?;
    let mut days = match windows {
        Some(windows) => session.ledger.days()?.within(windows.both(), calendar),
        None => Days::default(),
    };
    // What else was tried in that time.
    days.experiments.retain(|other| other.entry != experiment.entry);
    let comparison = Comparison { experiment: &experiment, beside: compared.as_ref(), days: &days };
    match cx.globals.json {
        true => cx.print(&page::json(&comparison, &session.view())),
        false => cx.print(&page::table(&comparison, &session.view(), cx.form())?),
    }
}

/// The numbers of both times, from one reading of the histories.
fn beside(windows: Windows, session: &Session) -> Result<Beside, Error> {
    let terms = terms(session)?;
    let Windows { before, after } = windows;
    let tallies = || [before, after].map(|period| Tally::new(period, By::Nothing, &terms));
    let ([before, after], quality) = gather_with_quality(
        session,
        windows.both(),
        None,
        &terms,
        tallies,
        |tallies, measured| tallies.iter_mut().for_each(|tally| tally.add(measured)),
        |tallies, others| {
            tallies.iter_mut().zip(others).for_each(|(tally, other)| tally.join(other));
        },
    )?;
    Ok(Beside { windows, compared: compare(&before.rows(), &after.rows()), quality })
}
