use super::args::Threads;
use super::context::Context;
use super::notices;
use super::policy;
use super::session::Session;
use crate::domain::access::Deed;
use crate::domain::thread::{Decision, Level};
use crate::error::Error;
use std::cell::RefCell;

/// Send threads up: for leads, with a level and a reason
///
/// An escalated thread comes before others of its kind in every list, and is in the review until it is closed,
/// deescalated, or the date has passed. Levels have names in the config, under [[level]]; their owners, or
/// who stands in for them, and the addresses under tell are told by mail at once, else by the next sync.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
    /// How far up, from 1 to 9
    #[arg(long, value_name = "N", value_parser = number)]
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
    let level = known(args.level, &session)?;
    let already = RefCell::new(Vec::new());
    session.change(&args.threads, Deed::Escalate, cx, |thread, who| {
        let stands = thread.level(who.now).map(|stands| (stands.level, stands.until));
        if stands == Some((level, until)) {
            already.borrow_mut().push(thread.id);
            return Ok(Decision::nothing());
        }
        thread.escalate(level, until, reason.clone())
    })?;
    for thread in already.into_inner() {
        cx.tell(&format!("baton: {thread} is at level {level} already: nothing was changed"));
    }
    for why in untold(level, &session) {
        cx.tell(&format!("baton: not told: {why}"));
    }
    if !args.threads.dry_run {
        notices::tell(&mut session, cx);
    }
    Ok(())
}

/// A level that the config has, where it has any.
fn known(level: u8, session: &Session) -> Result<u8, Error> {
    let levels = &session.policy.resort.levels;
    if levels.is_empty() || usize::from(level) <= levels.len() {
        return Ok(level);
    }
    let names = (1..).zip(levels).map(|(n, level): (u8, _)| format!("{n} {}", level.name));
    let names: Vec<String> = names.collect();
    Err(Error::usage(format!("there is no level {level}: levels are {}", names.join(", "))))
}

fn number(text: &str) -> Result<u8, String> {
    let level = text.parse().ok().filter(|level| (1..=Level::HIGHEST).contains(level));
    level.ok_or_else(|| format!("a level is a number from 1 to {}", Level::HIGHEST))
}

/// Whom the config names as owners of a level, and why they are not told.
fn untold(level: u8, session: &Session) -> Vec<String> {
    let Some(config) = &session.config else { return Vec::new() };
    let named = config.levels.get(usize::from(level) - 1);
    let owners = named.map(|level| level.owners.as_slice()).unwrap_or_default();
    owners
        .iter()
        .filter_map(|name| policy::cannot_act(name, session))
        .map(|why| why.message)
        .collect()
}
