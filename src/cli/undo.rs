use super::context::Context;
use super::session::Session;
use crate::domain::entry::Event;
use crate::domain::ids::{Seq, ThreadId};
use crate::domain::thread::Refusal;
use crate::error::Error;
use crate::render::digest::thousands;
use crate::render::{headline, json, log, refusal};
use crate::store::{Keep, TakenBack, Undo};
use std::collections::BTreeSet;

/// Of more entries than these there is one line for all.
const MOST_LINES: usize = 20;

/// Take back your last command, or one entry
///
/// Without ENTRY, everything of your last command that still counts; run again, the one before it. With ENTRY, that
/// entry alone; an entry that took something back is taken back too, and what it had taken back counts again. Nothing
/// is deleted: log shows both. What others have gone on from since is for whoever decides on the thread. Refused where something later stands on it, and for what cannot be taken back: members,
/// threads joined by mail (see split), merge and split (each takes back the other), and what baton did by a rule.
#[derive(clap::Args)]
pub struct Args {
    /// Number of the entry, as log shows it
    #[arg(value_name = "ENTRY", value_parser = clap::value_parser!(i64).range(1..))]
    entry: Option<i64>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let (me, _) = session.me()?;
    let doing = session.doing(cx.maybe_masked(&args.reason), args.dry_run)?;
    let what = args.entry.map_or(Undo::LastOf(me), |entry| Undo::Entry(Seq(entry)));
    match session.ledger.undo(what, &doing)? {
        Ok(taken) => tell(&taken, doing.keep, &session, cx),
        Err(None) => Err(nothing(args.entry)),
        Err(Some((entry, thread, refused))) => {
            Err(match (thread, refused) {
                (_, Refusal::NotUndone { why, .. }) => {
                    let mut error = refusal::not_undone(entry, why);
                    if let (None, Some(hint)) = (args.entry, &mut error.hint) {
                        hint.push_str("; what you did before it goes by its number: baton log, baton undo ENTRY");
                    }
                    error
                }
                (Some(thread), refused) => {
                    refusal::explain(thread, refused, &session.team.name(me), &session.view())
                }
                (None, Refusal::Denied { power }) => session.denied(power),
                (None, Refusal::Left { member }) => Error::refused(format!(
                    "{} has left the team, and a task would be theirs again",
                    session.view().member(member)
                ))
                .hint("promise it anew: baton task add TEXT --owner MEMBER"),
                (None, other) => Error::bug(format!("entry {entry} was refused: {other:?}")),
            })
        }
    }
}

fn nothing(entry: Option<i64>) -> Error {
    match entry {
        Some(entry) => Error::refused(format!("the ledger has no entry {entry}"))
            .hint("see their numbers: baton log"),
        None => Error::refused("you have done nothing yet that could be taken back").hint(
            "take back an entry of somebody else's by its number: baton log, baton undo ENTRY",
        ),
    }
}

/// What is now true of each thread, and which entry says so.
fn tell(taken: &[TakenBack], keep: Keep, session: &Session, cx: &mut Context) -> Result<(), Error> {
    let view = session.view();
    if cx.globals.json {
        return cx.print(&json::undo(taken.iter().map(|taken| (&taken.target, taken.by)), &view));
    }
    let would = if keep == Keep::Nothing { "would be: " } else { "" };
    if taken.len() > MOST_LINES {
        return cx.say(&format!("{would}{}", summed_up(taken)));
    }
    for TakenBack { target, by, thread } in taken {
        let what = match target.event {
            Event::Undone { entry, .. } => format!("entry {entry} counts again (entry {by})"),
            Event::CustomersMerged { customer, .. } => format!(
                "taken back by entry {by}: {}; what was said of them meanwhile stays with customer {customer}",
                log::text(target, &view)
            ),
            _ => format!("taken back by entry {by}: {}", log::text(target, &view)),
        };
        let sentence = match thread {
            Some(now) => format!("{}; {what}", headline::sentence(now, &view)),
            None => what,
        };
        cx.say(&format!("{would}{sentence}"))?;
    }
    Ok(())
}

/// "took back 200,000 entries: 200,000 scores on 3 threads": log and --json have each of them.
fn summed_up(taken: &[TakenBack]) -> String {
    let all = thousands(taken.len());
    let threads: BTreeSet<ThreadId> =
        taken.iter().filter_map(|one| Some(one.thread.as_ref()?.summary.thread)).collect();
    let on = match threads.len() {
        0 => String::new(),
        1 => " on 1 thread".to_owned(),
        several => format!(" on {} threads", thousands(several)),
    };
    if taken.iter().any(|one| matches!(one.target.event, Event::Undone { .. })) {
        return format!("{all} entries{on} count again");
    }
    let count = |is: fn(&Event) -> bool| taken.iter().filter(|one| is(&one.target.event)).count();
    let scores = count(|event| matches!(event, Event::Rated { .. } | Event::Scored { .. }));
    let amounts = count(|event| matches!(event, Event::Earned { .. }));
    let kinds: Vec<String> = [(scores, "scores"), (amounts, "amounts")]
        .into_iter()
        .filter(|(count, _)| *count == taken.len())
        .map(|(count, kind)| format!(": {} {kind}", thousands(count)))
        .collect();
    format!("took back {all} entries{}{on}", kinds.concat())
}
