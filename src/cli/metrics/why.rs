//! `metrics --why`: a number, followed down to one thread.

use super::super::args::ThreadRef;
use super::super::context::Context;
use super::super::session::Session;
use super::{Asked, terms};
use crate::domain::metrics::{Period, measure, reasons};
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::render::counted::{self, Counted};

pub fn run(
    thread: &ThreadRef,
    asked: &Asked,
    session: &Session,
    cx: &mut Context,
) -> Result<(), Error> {
    let thread = session.thread(thread, cx)?;
    // Of all times, unless something else is asked for.
    let from = asked.from.as_deref().map(|from| session.past(from)).transpose()?;
    let to = asked.to.as_deref().map_or(Ok(session.now), |to| session.past(to))?;
    let period = Period { from: from.unwrap_or(Timestamp::MIN_UTC), to };
    let terms = terms(session)?;
    let history = session.ledger.history(thread)?.ok_or_else(|| {
        Error::refused(format!("{thread} has no messages yet, so nothing of it is counted"))
    })?;
    let messages: Vec<_> = history.facts.iter().map(|fact| fact.seq).collect();
    let mut found = reasons(&measure(history, &terms, session.now), to);
    found.retain(|reason| period.holds(reason.at) || reason.about.is_none());
    let listed = session.ledger.thread(thread)?;
    let told = Counted {
        thread,
        subject: &listed.subject,
        from,
        to,
        reasons: &found,
        messages: &messages,
        terms: &terms,
    };
    let view = session.view();
    cx.print(&if cx.globals.json {
        counted::json(&told, &view)
    } else {
        counted::text(&told, &view)
    })
}
