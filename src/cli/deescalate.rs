use super::args::{Because, Threads};
use super::context::Context;
use crate::domain::access::Deed;
use crate::error::Error;

/// Take back that threads were sent up
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    because: Because,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let reason = cx.maybe_masked(&args.because.reason);
    cx.open()?.change(&args.threads, Deed::Escalate, cx, |thread, who| {
        thread.deescalate(reason.clone(), who.now)
    })
}
