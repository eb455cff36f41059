use super::args::{Because, Threads};
use super::context::Context;
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
    cx.open()?.change(&args.threads, cx, |thread, me, now| {
        thread.withdraw(me, args.because.reason.clone(), now)
    })
}
