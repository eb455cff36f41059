use super::args::Threads;
use super::context::Context;
use crate::domain::access::Deed;
use crate::error::Error;

/// Accept threads that are offered to you
///
/// You become the owner; the next step of the brief becomes your task.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    cx.open()?.change(&args.threads, Deed::Help, cx, |thread, who| thread.accept(who.me, who.now))
}
