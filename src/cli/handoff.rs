use super::args::{ThreadRef, Threads};
use super::brief::{self, Parts};
use super::context::Context;
use super::session::Session;
use crate::domain::access::Deed;
use crate::domain::handoff::Brief;
use crate::domain::ids::{MemberId, ThreadId};
use crate::domain::thread::{Decision, Refusal, Thread};
use crate::domain::time::Timestamp;
use crate::domain::urgency::Candidate;
use crate::error::{Error, Kind};
use crate::render::{headline, refusal};

/// Offer threads of yours to other members, with a brief
///
/// You stay the owner until the first of them accepts. An offer that nobody accepts lapses after handoff-lapse, one
/// working day unless the config says otherwise. The brief has five parts: --asked, --done, --waiting, --risk, --next.
/// Without any of them, on a terminal, your editor opens with the five headings, and below each what baton knows.
#[derive(clap::Args)]
pub struct Args {
    /// Number or Message-ID of one thread or several, then who should take it, one member or several
    #[arg(value_names = ["THREAD", "MEMBER"], num_args = 2.., required_unless_present = "all", conflicts_with = "all")]
    words: Vec<String>,
    /// Offer all open threads of a member, with one brief for all
    #[arg(long, requires = "to")]
    all: bool,
    /// With --all: whose threads; yours unless named
    #[arg(long, value_name = "MEMBER", requires = "all")]
    from: Option<String>,
    /// With --all: who should take them
    #[arg(long, value_name = "MEMBER", requires = "all", num_args = 1..)]
    to: Vec<String>,
    #[command(flatten)]
    parts: Parts,
    /// When the next step is due
    #[arg(long, value_name = "DATE")]
    due: Option<String>,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// What is offered, and to whom.
struct Offering {
    to: Vec<MemberId>,
    brief: Brief,
    due: Option<Timestamp>,
    lapses_at: Timestamp,
}

impl Offering {
    fn make(&self, thread: &Thread, now: Timestamp) -> Result<Decision, Refusal> {
        // A member is always named: without one there is nothing to offer.
        let Some((first, others)) = self.to.split_first() else { return Ok(Decision::nothing()) };
        thread.offer((*first, others), self.brief.clone(), self.due, self.lapses_at, now)
    }
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let due = args.due.as_deref().map(|due| session.date(due)).transpose()?;
    let lapses_at = session.policy.calendar.add(session.now, session.policy.handoff_lapse);
    let offering = |to| Offering { to, brief: Brief::default(), due, lapses_at };
    if args.all {
        let offering = offering(members(&args.to, &session)?);
        let brief = args.parts.given().map_or_else(|| brief::write(&[], &session, cx), Ok)?;
        let brief = brief::masked(brief, cx);
        return all(args, Offering { brief, ..offering }, &mut session, cx);
    }
    let (threads, to) = named(&args.words, &session)?;
    let offering = offering(to);
    let found = session.threads(&threads, cx)?;
    let brief = args.parts.given().map_or_else(|| written(&found, &offering, &session, cx), Ok)?;
    let offering = Offering { brief: brief::masked(brief, cx), ..offering };
    // Looked up once: standard input is read only once.
    let threads = found.iter().map(|thread| ThreadRef::Number(thread.0)).collect();
    let threads = Threads { threads, dry_run: args.dry_run };
    session.change(&threads, Deed::Decide, cx, |thread, who| offering.make(thread, who.now))
}

/// The brief from the giver's editor; what would be refused then is refused before anything is written.
fn written(
    threads: &[ThreadId],
    offering: &Offering,
    session: &Session,
    cx: &mut Context,
) -> Result<Brief, Error> {
    let (me, _) = session.me()?;
    let mut known = Vec::with_capacity(threads.len());
    for thread in threads {
        let replayed = session.ledger.replay(*thread)?;
        offering.make(&replayed, session.now).map_err(|refused| {
            refusal::explain(*thread, refused, &session.team.name(me), &session.view())
        })?;
        known.push((session.ledger.thread(*thread)?, replayed));
    }
    brief::write(&known, session, cx)
}

/// The threads that are named, and the members behind them.
fn named(words: &[String], session: &Session) -> Result<(Vec<ThreadRef>, Vec<MemberId>), Error> {
    let as_thread = |word: &String| match session.team.named(word) {
        Some(_) => Err(format!("{word} is a member: name a thread first")),
        None => word.parse::<ThreadRef>(),
    };
    let first = words.first().ok_or_else(|| Error::usage("no thread is named"))?;
    let first = as_thread(first).map_err(Error::usage)?;
    let more = words.iter().skip(1).map_while(|word| as_thread(word).ok());
    let threads: Vec<ThreadRef> = std::iter::once(first).chain(more).collect();
    let to = members(&words[threads.len()..], session)?;
    if to.is_empty() {
        return Err(Error::usage("nobody is named who should take it")
            .hint("name the members last: baton handoff THREAD MEMBER"));
    }
    Ok((threads, to))
}

/// Members by name, each once.
fn members(names: &[String], session: &Session) -> Result<Vec<MemberId>, Error> {
    let mut members = Vec::with_capacity(names.len());
    for name in names {
        let member = session.member(name)?.id;
        if !members.contains(&member) {
            members.push(member);
        }
    }
    Ok(members)
}

/// Offers every open thread of a member, but for what is offered already.
fn all(
    args: &Args,
    offering: Offering,
    session: &mut Session,
    cx: &mut Context,
) -> Result<(), Error> {
    let from = session.member(args.from.as_deref().unwrap_or("me"))?;
    let (from, name) = (from.id, from.name.clone());
    if offering.to.contains(&from) {
        return Err(Error::usage(format!("{name} has these threads already")));
    }
    let (now, doing) = (session.now, session.doing(None, args.dry_run)?);
    let mut offered_before = Vec::new();
    let choose = |threads: &[Candidate]| {
        let theirs = threads.iter().map(|candidate| &candidate.summary);
        let theirs = theirs.filter(|summary| summary.owner == Some(from));
        let (pending, free): (Vec<_>, Vec<_>) =
            theirs.partition(|summary| summary.open_offer(now).is_some());
        offered_before = pending.into_iter().cloned().collect();
        free.into_iter().map(|summary| summary.thread).collect()
    };
    let outcome = session
        .ledger
        .change_chosen(choose, Deed::Decide, &doing, |thread, _| offering.make(thread, now))?;
    let count = outcome.as_ref().map_or(0, Vec::len);
    session.tell_changed(outcome, args.dry_run, cx).map_err(none_changed)?;
    let view = session.view();
    for summary in &offered_before {
        let to = summary.open_offer(now).into_iter().flat_map(|offer| offer.receivers());
        let to = headline::receivers(to, &view);
        cx.tell(&format!("{} is offered to {to} already: left as it is", summary.thread));
    }
    if count == 0 {
        return Err(Error::refused(format!("{name} has no thread to be offered"))
            .hint(format!("see what is theirs: baton list --owner {name}")));
    }
    if cx.globals.json || cx.globals.csv || cx.globals.plain {
        return Ok(());
    }
    let to = headline::receivers(offering.to.iter().copied(), &view);
    let would = if args.dry_run { "would be: " } else { "" };
    let threads = if count == 1 { "1 thread".to_owned() } else { format!("{count} threads") };
    cx.say(&format!("{would}{threads} of {name} offered to {to}"))
}

fn none_changed(mut error: Error) -> Error {
    if error.kind == Kind::Refused {
        error.message += "; none of the threads was changed";
    }
    error
}
