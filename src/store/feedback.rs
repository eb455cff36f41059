//! Taking scores and revenue of many threads at once, in one transaction and as one command.

use super::change::Doing;
use super::{Ledger, chain::Pen, members, threads};
use crate::domain::access::Power;
use crate::domain::entry::{Event, Words};
use crate::domain::feedback::new_among;
use crate::domain::ids::ThreadId;
use crate::domain::undo;
use crate::error::Error;
use rusqlite::{Connection, Result};
use std::collections::BTreeMap;

/// What came of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub new: usize,
    /// Threads about which something new was said.
    pub threads: usize,
    /// What the ledger has already.
    pub known: usize,
}

impl Ledger {
    /// Takes what a file says about threads, and is not there already; the power that whoever does it would need.
    pub fn import_feedback(
        &mut self,
        said: Vec<(ThreadId, Event)>,
        doing: &Doing,
    ) -> std::result::Result<std::result::Result<Taken, Power>, Error> {
        let done = self.write_if_agreed(doing.keep, |connection| {
            let power = members::team(connection)?.lacks(doing.actor, Power::Others, doing.now);
            if let Some(power) = power {
                return Ok(Err(power));
            }
            let mut of: BTreeMap<ThreadId, Vec<Event>> = BTreeMap::new();
            for (number, event) in said {
                // Since it was looked up, a sync may have joined it to another.
                let thread = threads::resolve(connection, number)?.unwrap_or(number);
                of.entry(thread).or_default().push(event);
            }
            let (pen, mut taken) = (doing.pen(connection), Taken::default());
            for (thread, events) in of {
                let all = events.len();
                let new = write(connection, &pen, thread, events)?;
                taken.new += new;
                taken.known += all - new;
                taken.threads += usize::from(new > 0);
            }
            Ok(Ok(taken))
        })?;
        if let Err(power) = &done {
            self.denied(*power, None, doing)?;
        }
        Ok(done)
    }
}

/// Writes what is new about a thread; how many that was.
fn write(
    connection: &Connection,
    pen: &Pen,
    thread: ThreadId,
    events: Vec<Event>,
) -> Result<usize> {
    let entries = threads::entries(connection, thread)?;
    let taken = undo::taken_back(&entries);
    let known = entries
        .into_iter()
        .filter(|entry| entry.event.is_aside() && !taken.contains_key(&entry.seq))
        .map(|entry| entry.event)
        .collect();
    let new = new_among(events, known);
    for event in &new {
        pen.append(Some(thread), event, &Words::default())?;
    }
    if !new.is_empty() {
        threads::refresh(connection, thread)?;
    }
    Ok(new.len())
}
