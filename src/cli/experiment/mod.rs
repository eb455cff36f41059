mod list;
mod show;
mod start;
mod stop;

use super::context::Context;
use super::session::Session;
use crate::domain::experiment::{Experiment, Refused};
use crate::domain::tag::Tag;
use crate::error::Error;
use crate::render::days;
use crate::store::{Declined, Said};

/// Try something for a while, and see what the numbers say
#[derive(clap::Subcommand)]
pub enum Command {
    Start(start::Args),
    Stop(stop::Args),
    List(list::Args),
    Show(show::Args),
}

pub fn run(command: &Command, cx: &mut Context) -> Result<(), Error> {
    let session = cx.open()?;
    match command {
        Command::Start(args) => start::run(args, session, cx),
        Command::Stop(args) => stop::run(args, session, cx),
        Command::List(_) => list::run(&session, cx),
        Command::Show(args) => show::run(args, &session, cx),
    }
}

/// A name is one word, as a tag is.
fn name(text: &str) -> Result<Tag, String> {
    text.parse().map_err(|why: String| why.replace("no tag", "no name of an experiment"))
}

/// The last experiment of this name.
fn named(name: &Tag, session: &Session) -> Result<Experiment, Error> {
    let all = session.ledger.experiments()?;
    Experiment::named(&all, name).cloned().ok_or_else(|| unknown(name))
}

fn unknown(name: &Tag) -> Error {
    Error::refused(format!("there is no experiment {}", name.as_str()))
        .hint("see what there is: baton experiment list")
}

/// Says what is now true of an experiment, or would be; or why it was refused.
fn tell(
    outcome: Result<Said, Declined<Refused>>,
    name: &Tag,
    dry_run: bool,
    session: &Session,
    cx: &mut Context,
) -> Result<(), Error> {
    let said = outcome.map_err(|declined| refused(declined, name, session))?;
    let experiment = Experiment::named(&said.experiments, name).ok_or_else(|| unknown(name))?;
    if cx.globals.json {
        return cx.print(&days::experiment_json(experiment, &session.view()));
    }
    let would = if dry_run { "would be: " } else { "" };
    cx.say(&format!("{would}{}", days::headline(experiment)))
}

fn refused(declined: Declined<Refused>, name: &Tag, session: &Session) -> Error {
    let word = name.as_str();
    match declined {
        Declined::Denied(power) => session.denied(power),
        Declined::Refused(Refused::Unknown) => unknown(name),
        Declined::Refused(Refused::Runs { since }) => {
            Error::refused(format!("experiment {word} runs since {since}"))
                .hint(format!("end it first: baton experiment stop {word}; or give the new one another name"))
        }
        Declined::Refused(Refused::Ended { on }) => {
            Error::refused(format!("experiment {word} ended on {on}")).hint(format!(
                "see what it brought: baton experiment show {word}; to correct it, take back the entry that ended it: baton log, baton undo ENTRY"
            ))
        }
        Declined::Refused(Refused::NotBegun { from }) => {
            Error::refused(format!("experiment {word} begins on {from}, after that day"))
                .hint("give a later day, or take the start back: baton log, baton undo ENTRY")
        }
    }
}
