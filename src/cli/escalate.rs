use super::args::Threads;
use super::context::Context;
use super::notices;
use crate::domain::access::Deed;
use crate::domain::thread::Level;
use crate::error::Error;

/// Send threads up: for leads, with a level and a reason
///
/// An escalated thread comes before others of its kind in every list, and is in the review until it is closed,
/// deescalated, or the date has passed. Levels have names in the config, under [[level]]; their owners, and the addresses
/// under tell, are told by mail at once, else by the next sync.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
    /// How far up, from 1 to 9
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=i64::from(Level::HIGHEST)))]
    level: u8,
    /// Until when; without it, until it is taken back
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let until = args.until.as_deref().map(|until| session.date(until)).transpose()?;
    let reason = cx.text(&args.reason)?;
    session.change(&args.threads, Deed::Escalate, cx, |thread, _| {
        thread.escalate(args.level, until, reason.clone())
    })?;
    if !args.threads.dry_run {
        notices::tell(&mut session, cx);
    }
    Ok(())
}
