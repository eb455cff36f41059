use super::args::Threads;
use super::context::Context;
use crate::domain::priority::Priority;
use crate::error::Error;

/// Say how urgent threads are: low, normal, high or urgent
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
    /// low, normal, high or urgent
    priority: Priority,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    cx.open()?.change(&args.threads, cx, |thread, _, _| Ok(thread.prioritise(args.priority)))
}
