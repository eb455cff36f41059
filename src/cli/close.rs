use super::args::Threads;
use super::context::Context;
use crate::domain::access::Deed;
use crate::error::Error;

/// Close threads that need nothing more
///
/// Refused while a thread has an open task: complete it with done, or give --drop-tasks. A mail from the customer that
/// comes in later reopens it.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Drop open tasks instead of refusing
    #[arg(long)]
    drop_tasks: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let reason = cx.maybe_masked(&args.reason);
    cx.open()?.change(&args.threads, Deed::Decide, cx, |thread, _| {
        thread.close(args.drop_tasks, reason.clone())
    })
}
