use super::args::Threads;
use super::context::Context;
use crate::domain::access::Deed;
use crate::domain::thread::Claim;
use crate::error::Error;

/// Take a thread that nobody owns, and hold it for 45 minutes
///
/// The hold tells others that you are writing the reply. Refused if someone owns the thread already: ask them for a
/// handoff instead. Claiming what is yours renews the hold.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    cx.open()?.change(&args.threads, Deed::Help, cx, |thread, who| {
        let claim =
            Claim { stands_in: who.team.acts_for(thread, who.me, who.now), ..Claim::default() };
        thread.claim(who.me, claim, who.now)
    })
}
