use super::super::context::Context;
use super::super::metrics::{gather_with_quality, terms};
use super::super::session::Session;
use super::{name, named};
use crate::domain::compare::{Compared, Windows, compare};
use crate::domain::days::Days;
use crate::domain::metrics::{By, Period, Tally};
use crate::domain::quality::Quality;
use crate::domain::tag::Tag;
use crate::error::Error;
use crate::render::compare::{self as page, Comparison};

/// Show an experiment: what was tried, and the numbers before and after
///
/// After is from the beginning of its first day to the end of its last, or to now; before is as long before that. What
/// each number means: baton metrics --define. Where fewer than 30 were counted it says so, and it never says that a
/// difference is significant. Of several experiments of one name the last.
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
    let compared = windows.map(|windows| compared(windows, session)).transpose()?;
    let mut days = match windows {
        Some(Windows { before, after }) => {
            let both = Period { from: before.from, to: after.to };
            session.ledger.days()?.within(both, calendar)
        }
        None => Days::default(),
    };
    // What else was tried in that time.
    days.experiments.retain(|other| other.entry != experiment.entry);
    let comparison = Comparison {
        experiment: &experiment,
        compared: windows.zip(compared.as_ref().map(|(compared, _)| compared.as_slice())),
        quality: compared.as_ref().map(|(_, quality)| quality),
        days: &days,
    };
    match cx.globals.json {
        true => cx.print(&page::json(&comparison, &session.view())),
        false => cx.print(&page::table(&comparison, &session.view(), cx.form())?),
    }
}

/// The numbers of both times, from one reading of the histories, and what they are worth.
fn compared(
    Windows { before, after }: Windows,
    session: &Session,
) -> Result<(Vec<Compared>, Quality), Error> {
    let terms = terms(session)?;
    let both = Period { from: before.from, to: after.to };
    let tallies = || [before, after].map(|period| Tally::new(period, By::Nothing, &terms));
    let ([before, after], quality) = gather_with_quality(
        session,
        both,
        None,
        &terms,
        tallies,
        |tallies, measured| tallies.iter_mut().for_each(|tally| tally.add(measured)),
        |tallies, others| {
            tallies.iter_mut().zip(others).for_each(|(tally, other)| tally.join(other));
        },
    )?;
    Ok((compare(&before.rows(), &after.rows()), quality))
}
