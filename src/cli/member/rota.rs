use super::super::context::Context;
use super::super::policy;
use super::super::session::Session;
use crate::domain::time::Timestamp;
use crate::domain::when;
use crate::error::Error;
use crate::render::{rota, table};

/// Show who is on duty, and whose the coming weeks are
///
/// By each [[rota]] of the config. Who is away on their turn is replaced by their cover, else by the next in the order
/// who is there. Whoever is on duty sees to threads that nobody owns, and to those for which neither owner, cover,
/// backup nor an owner of their level of escalation is there; that does not make them theirs.
#[derive(clap::Args)]
pub struct Args {
    /// At another time
    #[arg(long, value_name = "DATE")]
    at: Option<String>,
    /// How many weeks to show, this one among them
    #[arg(long, value_name = "NUMBER", default_value = "4", value_parser = clap::value_parser!(u16).range(1..=520))]
    weeks: u16,
}

pub fn run(args: &Args, session: &Session, cx: &mut Context) -> Result<(), Error> {
    if session.policy.resort.rotas.is_empty() {
        return Err(Error::refused("nobody is on duty by turns: the config has no [[rota]]")
            .hint("add one with name, members and starts; see baton-config(5)"));
    }
    let turns = session.config.iter().flat_map(|config| &config.rotas);
    for why in
        turns.flat_map(|rota| &rota.members).filter_map(|name| policy::cannot_act(name, session))
    {
        cx.tell(&format!("baton: a week falls to the next: {}", why.message));
    }
    let at = args.at.as_deref().map(|text| instant(text, session)).transpose()?;
    let (at, view) = (at.unwrap_or(session.now), session.view());
    if cx.globals.json {
        return cx.print(&rota::json(at, args.weeks, &view));
    }
    if !(cx.globals.csv || cx.globals.plain) {
        for line in rota::standing(at, &view) {
            cx.say(&line)?;
        }
    }
    let (header, rows) = rota::rows(at, args.weeks, &view, cx.form());
    cx.print(&table::render(&header, &rows, cx.form())?)
}

/// A day means its beginning: of the time to come, and of that gone by.
fn instant(text: &str, session: &Session) -> Result<Timestamp, Error> {
    when::from(text, session.now, &session.policy.calendar)
        .map_err(|error| Error::usage(error.to_string()))
}
