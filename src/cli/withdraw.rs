use super::args::{Because, Threads};
use super::context::Context;
use crate::domain::access::Deed;
use crate::error::Error;

/// Take back an offer that nobody has accepted
///
/// The thread stays with its owner. Who acts for its owner may take it back too, and so may a lead.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    because: Because,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let reason = cx.maybe_masked(&args.because.reason);
    cx.open()?.change(&args.threads, Deed::Withdraw, cx, |thread, who| {
        thread.withdraw(reason.clone(), who.now)
    })
}
