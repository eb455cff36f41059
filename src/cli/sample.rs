use super::context::Context;
use super::session::Session;
use crate::domain::feedback::Feedback;
use crate::domain::ids::{MemberId, ThreadId};
use crate::domain::metrics::{History, Period};
use crate::domain::sample::{Drawn, closed_in, draw};
use crate::domain::thread::Thread;
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::render::sample;
use std::collections::HashMap;

/// Draw threads at random, for a review of quality
///
/// Of those that were closed in the period with at least one reply of ours before. The same seed draws the same threads,
/// whoever asks: score each with baton score, and compare.
#[derive(clap::Args)]
pub struct Args {
    /// How many
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1000))]
    n: u16,
    /// Any text; today's date, unless given
    #[arg(long, value_name = "TEXT")]
    seed: Option<String>,
    /// Closed from this day on; four weeks ago, unless given
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    from: Option<String>,
    /// Closed up to, not including, this moment; the beginning of today, unless given
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    to: Option<String>,
    /// Only threads of this member
    #[arg(long, value_name = "MEMBER")]
    owner: Option<String>,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let session = cx.open()?;
    let from = session.past(args.from.as_deref().unwrap_or("4w"))?;
    let to = session.past(args.to.as_deref().unwrap_or("today"))?;
    if to <= from {
        return Err(
            Error::usage("the period ends before it begins").hint("--from is earlier than --to")
        );
    }
    let period = Period { from, to };
    let owner = args.owner.as_deref().map(|name| session.anyone(name)).transpose()?;
    let today = || session.policy.calendar.day(session.now).to_string();
    let seed = args.seed.clone().unwrap_or_else(today);
    let mut closed = closed(&session, period, owner.map(|owner| owner.id))?;
    let all = closed.len();
    let threads = draw(&seed, closed.keys().copied(), args.n.into());
    let mut drawn = Vec::with_capacity(threads.len());
    for thread in threads {
        if let Some(closed_at) = closed.remove(&thread) {
            let scores = Feedback::of(&session.ledger.entries_of(thread)?).scores;
            drawn.push(Drawn { listed: session.ledger.thread(thread)?, closed_at, scores });
        }
    }
    let (view, of) = (session.view(), sample::Of { seed: &seed, period, all });
    match cx.globals.json {
        true => cx.print(&sample::json(&drawn, of, &view)),
        false => cx.print(&sample::table(&drawn, of, &view, cx.form())?),
    }
}

/// The threads to draw from, and when each was closed.
fn closed(
    session: &Session,
    period: Period,
    owner: Option<MemberId>,
) -> Result<HashMap<ThreadId, Timestamp>, Error> {
    let mut closed = HashMap::new();
    session.ledger.histories_since(
        period.from,
        |History { thread, facts, entries, .. }, listed| {
            if owner.is_some() && listed.summary.owner != owner {
                return;
            }
            if let Some(at) = closed_in(&Thread::replay(thread, facts, &entries), period) {
                closed.insert(thread, at);
            }
        },
    )?;
    Ok(closed)
}
