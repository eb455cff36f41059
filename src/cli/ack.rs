use super::args::Threads;
use super::context::Context;
use crate::domain::access::Deed;
use crate::error::Error;

/// Say that you have read the notes for you
///
/// All notes on the thread that are for you count as read from then on. Refused if there is none that you have not read.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    cx.open()?.change(&args.threads, Deed::Help, cx, |thread, who| thread.ack(who.me, who.now))
}
