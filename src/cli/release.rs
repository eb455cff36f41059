use super::args::Threads;
use super::context::Context;
use crate::domain::access::Deed;
use crate::error::Error;

/// Give up threads of yours: hold and ownership
///
/// Who holds a thread without owning it, as its backup or cover, gives up the hold alone. Leads give up what is others'.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    cx.open()?
        .change(&args.threads, Deed::GiveUp, cx, |thread, who| thread.release(who.me, who.now))
}
