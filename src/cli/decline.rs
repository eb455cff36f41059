use super::args::Threads;
use super::context::Context;
use crate::error::Error;

/// Decline threads offered to you: they stay with their owner
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    cx.open()?
        .change(&args.threads, cx, |thread, me, now| thread.decline(me, args.reason.clone(), now))
}
