use super::super::context::Context;
use super::super::session::Session;
use super::{name, tell};
use crate::domain::experiment;
use crate::domain::tag::Tag;
use crate::error::Error;

/// End an experiment that runs
#[derive(clap::Args)]
pub struct Args {
    /// Its name
    #[arg(value_parser = name)]
    name: Tag,
    /// What came of it
    #[arg(long, value_name = "TEXT")]
    result: Option<String>,
    /// Its last day; today, unless given
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    on: Option<String>,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, mut session: Session, cx: &mut Context) -> Result<(), Error> {
    let on = session.day(args.on.as_deref().unwrap_or("today"))?;
    if on > session.policy.calendar.day(session.now) {
        return Err(Error::usage(format!("{on} is still to come"))
            .hint("end it then, or give the day that was its last"));
    }
    let result = args.result.as_deref().map(|text| cx.text(text)).transpose()?;
    let doing = session.doing(None, args.dry_run)?;
    let ended =
        session.ledger.change_days(&doing, |all| experiment::stop(all, &args.name, result, on))?;
    tell(ended, &args.name, args.dry_run, &session, cx)
}
