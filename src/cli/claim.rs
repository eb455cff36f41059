use super::args::{ThreadRef, Threads};
use super::context::Context;
use super::session::{Session, Who};
use crate::domain::access::Deed;
use crate::domain::span::Span;
use crate::domain::thread::{Claim, Decision, LONGEST_HOLD, Refusal, Thread};
use crate::domain::urgency;
use crate::error::Error;
use chrono::TimeDelta;

/// Take a thread that nobody owns, and hold it for 45 minutes
///
/// The hold tells others that you are writing the reply. It ends by itself, with your reply, or with release; claiming
/// what is yours begins it anew. Refused if someone owns the thread already, or holds it: ask them for a handoff
/// instead; that you were stopped is counted, for metrics. Its backup, who covers for its owner, and who acts because
/// nobody nearer is there, hold it without becoming its owner.
#[derive(clap::Args)]
pub struct Args {
    /// Number or Message-ID of the thread, or - for a mail on standard input
    #[arg(required_unless_present = "next", num_args = 1.., value_name = "THREAD")]
    threads: Vec<ThreadRef>,
    /// Take the most urgent thread that nobody owns or holds, by the order of list
    #[arg(long, conflicts_with = "threads")]
    next: bool,
    /// How long to hold it: from 1m to 24h
    #[arg(long = "for", value_name = "DURATION", default_value = "45m", value_parser = hold)]
    hold: TimeDelta,
    /// As its backup, as the cover of its owner, or on duty: hold it, and do not become its owner
    #[arg(long, conflicts_with = "next")]
    cover: bool,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let claim = |thread: &Thread, who: &Who| -> Result<Decision, Refusal> {
        let others = thread.hold_in_force(who.team, who.now);
        let stands_in = who.team.acts_for(thread, who.me, who.now);
        let claim = Claim { hold: args.hold, others, stands_in, without_owning: args.cover };
        thread.claim(who.me, claim, who.now)
    };
    if args.next {
        return next(&mut session, args.dry_run, cx, claim);
    }
    let threads = Threads { threads: args.threads.clone(), dry_run: args.dry_run };
    session.change(&threads, Deed::Help, cx, claim)
}

fn next(
    session: &mut Session,
    dry_run: bool,
    cx: &mut Context,
    claim: impl Fn(&Thread, &Who) -> Result<Decision, Refusal>,
) -> Result<(), Error> {
    let ((me, _), now) = (session.me()?, session.now);
    let (doing, policy) = (session.doing(None, dry_run)?, &session.policy);
    let outcome = session.ledger.change_chosen(
        |threads| urgency::waiting_for_owner(threads, policy, now).into_iter().collect(),
        Deed::Help,
        &doing,
        |thread, team| claim(thread, &Who { me, now, team }),
    )?;
    if outcome.as_ref().is_ok_and(Vec::is_empty) {
        return Err(Error::refused("nothing waits for an owner"));
    }
    session.tell_changed(outcome, dry_run, cx)
}

/// A hold is minutes or hours of clock time.
fn hold(text: &str) -> Result<TimeDelta, String> {
    let range = || {
        format!("a hold is from 1m to {}h, such as 45m; it is clock time", LONGEST_HOLD.num_hours())
    };
    match text.parse::<Span>() {
        Ok(Span::Seconds(seconds)) if (60..=LONGEST_HOLD.num_seconds()).contains(&seconds) => {
            Ok(TimeDelta::seconds(seconds))
        }
        _ => Err(range()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::thread::HOLD;

    #[test]
    fn a_hold_is_from_a_minute_to_a_day() {
        assert_eq!(hold("45m"), Ok(HOLD));
        assert_eq!(hold("24h"), Ok(LONGEST_HOLD));
        for text in ["59s", "0m", "25h", "2d", "1bd", "", "soon", "-5m"] {
            assert!(hold(text).is_err(), "{text}");
        }
    }
}
