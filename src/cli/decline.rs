use super::args::{Because, Threads};
use super::context::Context;
use crate::domain::access::Deed;
use crate::error::Error;

/// Decline threads offered to you: they stay with their owner
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    because: Because,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let reason = cx.maybe_masked(&args.because.reason);
    cx.open()?.change(&args.threads, Deed::Help, cx, |thread, who| {
        thread.decline(who.me, reason.clone(), who.now)
    })
}
