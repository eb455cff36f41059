use super::args::Threads;
use super::context::Context;
use crate::domain::access::Deed;
use crate::error::Error;

/// Say that threads are still yours
///
/// The review asks for it (section owner-check) where the owner has done nothing for confirm-after, ten working days
/// unless the config says otherwise, or where others answer instead. Only the owner can say so. Who cannot: handoff.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let (me, actor) = session.me()?;
    if actor.behind.is_some() {
        let owner = session.team.name(me);
        let error = Error::refused(format!("only {owner} can say that it is still theirs"));
        return Err(error.hint("give it to somebody who takes care of it: baton assign"));
    }
    session.change(&args.threads, Deed::Help, cx, |thread, who| thread.confirm(who.me))
}
