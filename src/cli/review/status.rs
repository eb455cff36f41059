//! What was mailed to whom, and what became of it.

use crate::cli::context::Context;
use crate::cli::session::Session;
use crate::error::Error;
use crate::render::mailings;

/// Days that are looked back, today included.
const DAYS: u64 = 14;

pub fn status(since: Option<&str>, session: &Session, cx: &mut Context) -> Result<(), Error> {
    let calendar = &session.policy.calendar;
    let since = match since {
        Some(since) => session.past(since)?,
        None => calendar.start_of_day(calendar.day(session.now) - chrono::Days::new(DAYS - 1)),
    };
    let today = calendar.day(session.now).to_string();
    let found = session.ledger.mailings(since)?;
    let found: Vec<_> = found.into_iter().map(|mailing| mailing.on(&today)).collect();
    if cx.globals.json {
        return cx.print(&mailings::json(&found));
    }
    if found.is_empty() {
        cx.tell(&format!("no review was mailed since {}", session.view().when(since)));
    }
    cx.print(&mailings::list(&found, &session.view(), cx.form())?)
}
