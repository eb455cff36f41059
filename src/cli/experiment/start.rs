use super::super::context::Context;
use super::super::session::Session;
use super::{name, tell};
use crate::domain::experiment;
use crate::domain::tag::Tag;
use crate::error::Error;

/// Begin an experiment
///
/// What you try, and what it should bring, said before the numbers are known. One experiment of a name runs at a time.
#[derive(clap::Args)]
pub struct Args {
    /// One word, such as two-line-greeting
    #[arg(value_parser = name)]
    name: Tag,
    /// What should become better by it, and why
    #[arg(long, value_name = "TEXT")]
    hypothesis: String,
    /// Its first day; today, unless given
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    on: Option<String>,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, mut session: Session, cx: &mut Context) -> Result<(), Error> {
    let from = session.day(args.on.as_deref().unwrap_or("today"))?;
    let hypothesis = cx.text(&args.hypothesis)?;
    let doing = session.doing(None, args.dry_run)?;
    let begun = session
        .ledger
        .change_days(&doing, |all| experiment::start(all, &args.name, hypothesis, from))?;
    tell(begun, &args.name, args.dry_run, &session, cx)
}
