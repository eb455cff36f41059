use super::args::{Because, Threads};
use super::context::Context;
use crate::domain::access::Deed;
use crate::error::Error;

/// Open threads again that are closed, or that wait
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    because: Because,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let reason = cx.maybe_masked(&args.because.reason);
    cx.open()?.change(
        &args.threads,
        Deed::Decide,
        cx,
        |thread, _| Ok(thread.reopen(reason.clone())),
    )
}
