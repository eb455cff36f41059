use super::args::Threads;
use super::context::Context;
use crate::domain::access::Deed;
use crate::error::Error;

/// Give up threads of yours: hold and ownership
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    cx.open()?
        .change(&args.threads, Deed::Decide, cx, |thread, who| thread.release(who.me, who.now))
}
