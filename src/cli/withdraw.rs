use super::args::{Because, Threads};
use super::context::Context;
use crate::domain::access::Deed;
use crate::error::Error;

/// Take back an offer of yours that nobody has answered
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    because: Because,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    cx.open()?.change(&args.threads, Deed::Help, cx, |thread, who| {
        thread.withdraw(who.me, args.because.reason.clone(), who.now)
    })
}
