//! `merge --suggest`: threads that may be one.

use super::context::Context;
use super::session::Session;
use crate::domain::threading::suggest;
use crate::error::Error;
use crate::render::{json, suggestions};

pub fn run(session: &Session, cx: &mut Context) -> Result<(), Error> {
    let apart = session.ledger.apart()?;
    let mut found = suggest(&session.ledger.openings()?);
    found.retain(|pair| {
        let (one, other) = (pair.first.thread, pair.second.thread);
        !apart.contains(&(one.min(other), one.max(other)))
    });
    if cx.globals.json {
        return cx.print(&json::answer(suggestions::json(&found)));
    }
    if found.is_empty() && !cx.globals.csv {
        cx.tell("no two threads look like one conversation");
        return Ok(());
    }
    cx.print(&suggestions::list(&found, cx.form())?)
}
