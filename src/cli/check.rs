use super::args::ThreadRef;
use super::context::Context;
use crate::domain::stop::StoppedBy;
use crate::error::{Error, Kind};
use crate::render::check::{self, Page};
use crate::render::json;

/// Say whether to reply now: whose it is, who is at it, who answered
///
/// Five lines say who owns the thread, whether somebody prepares a reply, whether a note for you is unread, whether
/// the customer waits, and whether a teammate has answered. The last line says "go ahead" (exit 0) or "stop" (exit 1)
/// and why. With --quiet the exit status is the answer. Nothing is changed; that it said stop because of a teammate is
/// counted, for metrics.
#[derive(clap::Args)]
pub struct Args {
    /// Number or Message-ID of the thread, or - for a mail on standard input
    #[arg(value_name = "THREAD")]
    thread: ThreadRef,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<u8, Error> {
    let mut session = cx.open()?;
    let (me, _) = session.me()?;
    let thread = session.thread(&args.thread, cx)?;
    let thread = session.ledger.replay(thread)?;
    let against = thread.against(me, thread.last_question(), &session.team, session.now);
    let (page, view) = (Page { thread, me, against }, session.view());
    if cx.globals.json {
        cx.print(&json::answer(check::shape(&page, &view)))?;
    } else if !cx.globals.quiet {
        cx.print(&check::text(&page, &view, cx.env.width()))?;
    }
    let status = if page.is_clear() { 0 } else { Kind::Refused.status() };
    let Page { thread, against, .. } = page;
    // The answer first.
    cx.flush()?;
    session.count_stop(thread.id, against, StoppedBy::Check);
    Ok(status)
}
