//! Taking back what was said of threads beside the work on them: scores and revenue, by the hundred thousand where they
//! were imported.
//!
//! Nothing can stand on them but what takes them back, and no row of a thread's work follows from them. So a thread is
//! replayed once and written once, however many of its entries are taken back.

use super::{TakenBack, one, taken_back};
use crate::domain::access::Deed;
use crate::domain::entry::{Entry, Event, Words};
use crate::domain::ids::{Seq, ThreadId};
use crate::domain::thread::{Refusal, Thread};
use crate::domain::undo;
use crate::store::chain::Pen;
use crate::store::change::Doing;
use crate::store::{lists, members, threads};
use rusqlite::{Connection, Result};
use std::collections::BTreeMap;
use std::collections::btree_map;
use std::rc::Rc;

/// An entry and its thread that cannot be taken back, and why.
type Refused = (Seq, Option<ThreadId>, Refusal);

/// Whether all of these are so.
pub fn are_all(connection: &Connection, targets: &[Entry]) -> Result<bool> {
    for target in targets {
        if target.thread.is_none() || !is_one(connection, target)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_one(connection: &Connection, entry: &Entry) -> Result<bool> {
    let Event::Undone { entry: mut about, .. } = entry.event else {
        return Ok(entry.event.is_aside());
    };
    // An entry takes back an earlier one only, so this ends.
    while let Some(earlier) = one(connection, about)? {
        match earlier.event {
            Event::Undone { entry, .. } => about = entry,
            event => return Ok(event.is_aside()),
        }
    }
    Ok(false)
}

/// Takes all of them back, or says which cannot be.
pub fn take_back(
    connection: &Connection,
    pen: &Pen,
    targets: Vec<Entry>,
    doing: &Doing,
) -> Result<std::result::Result<Vec<TakenBack>, Refused>> {
    let (team, taken) = (members::team(connection)?, taken_back(connection)?);
    let mut replayed: BTreeMap<ThreadId, Thread> = BTreeMap::new();
    let mut written = Vec::with_capacity(targets.len());
    for target in targets {
        let Some(number) = target.thread else { continue };
        let thread = threads::resolve(connection, number)?.unwrap_or(number);
        let stand = match replayed.entry(thread) {
            btree_map::Entry::Occupied(known) => known.into_mut(),
            btree_map::Entry::Vacant(new) => new.insert(threads::replay(connection, thread)?),
        };
        let refused = |refusal| Ok(Err((target.seq, Some(thread), refusal)));
        if let Err(why) = undo::may_undo_aside(&target, &taken) {
            return refused(Refusal::NotUndone { entry: target.seq, why });
        }
        // What others did since has nothing to do with it.
        let deed = Deed::TakeBack { of: target.actor.member, built_on: false };
        if let Err(refusal) = team.permits(deed, stand, doing.actor, doing.now) {
            return refused(refusal);
        }
        let event = Event::Undone { entry: target.seq, customer: None };
        // Beside what it takes back: where the thread is parted one day, it goes with it.
        let by = pen.append(Some(number), &event, &Words::reason(doing.reason.clone()))?.seq;
        written.push((target, by, thread));
    }
    let mut now = BTreeMap::new();
    for thread in replayed.into_keys() {
        threads::refresh(connection, thread)?;
        now.insert(thread, Rc::new(lists::one(connection, thread)?));
    }
    let done = |(target, by, thread)| TakenBack { target, by, thread: now.get(&thread).cloned() };
    Ok(Ok(written.into_iter().map(done).collect()))
}
