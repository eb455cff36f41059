//! Who waited for whom: the customer's questions and our replies, segment by segment.
//!
//! A segment begins with the thread, and with the first message that came in after each close, as baton could know it:
//! a message that was synced after a close is of the next segment, whatever its own time.

use crate::domain::entry::SaidStatus;
use crate::domain::ids::Seq;
use crate::domain::message::Fact;
use crate::domain::thread::{Stand, Thread};
use std::collections::{BTreeMap, BTreeSet};

/// From a customer's message to our reply.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The first message since our last reply, or of the segment.
    pub asked: &'a Fact,
    /// It began the segment.
    pub is_first: bool,
    /// We had written to the customer before.
    pub is_known: bool,
    pub settled: Settled<'a>,
}

#[derive(Clone, Copy, Debug)]
pub enum Settled<'a> {
    Replied(&'a Fact),
    /// The thread was closed, and that was that.
    Closed,
    Not,
}

/// What was asked between two closes.
#[derive(Clone, Copy, Debug)]
pub struct Segment<'a> {
    /// How many closes had been before.
    pub part: usize,
    pub asked: &'a Fact,
}

/// How many closes were known when it came in.
fn part(thread: &Thread, fact: &Fact) -> usize {
    thread.closings.iter().filter(|(seq, _)| *seq < fact.seq).count()
}

/// Each segment with the customer's message that began it, by their order.
pub fn segments(thread: &Thread) -> Vec<Segment<'_>> {
    let mut first: BTreeMap<usize, &Fact> = BTreeMap::new();
    for fact in thread.facts.iter().filter(|fact| fact.is_human_inbound()) {
        let asked = first.entry(part(thread, fact)).or_insert(fact);
        if fact.rank() < asked.rank() {
            *asked = fact;
        }
    }
    first.into_iter().map(|(part, asked)| Segment { part, asked }).collect()
}

/// What people wrote, in its order.
pub fn human(thread: &Thread) -> Vec<&Fact> {
    let mut human: Vec<&Fact> = thread.facts.iter().filter(|fact| fact.is_human()).collect();
    human.sort_by_key(|fact| fact.rank());
    human
}

/// Every message that a reply was owed to, and what became of it.
pub fn runs<'a>(thread: &Thread, human: &[&'a Fact], segments: &[Segment]) -> Vec<Run<'a>> {
    let openers: BTreeSet<Seq> = segments.iter().map(|segment| segment.asked.seq).collect();
    let mut runs: Vec<Run> = Vec::new();
    let (mut open, mut is_known) = (false, false);
    for fact in human {
        let begins = openers.contains(&fact.seq);
        if fact.is_human_outbound() {
            if let Some(run) = runs.last_mut().filter(|_| open) {
                open = settled_before(thread, run.asked, fact);
                run.settled = if open { run.settled } else { Settled::Replied(fact) };
            }
            is_known = true;
        } else if begins || !open {
            let closed = thread.closings.iter().any(|(seq, _)| *seq > fact.seq);
            let settled = if closed { Settled::Closed } else { Settled::Not };
            runs.push(Run { asked: fact, is_first: begins, is_known, settled });
            open = true;
        }
    }
    // A member opened it again: the reply is still owed.
    if let Some(run) = runs.last_mut().filter(|_| open && thread.stand().0 == Stand::Open) {
        run.settled = Settled::Not;
    }
    runs
}

/// Was the thread closed after the question, and not opened again by a member, when this was written? Then it is no
/// answer to it any more.
fn settled_before(thread: &Thread, asked: &Fact, reply: &Fact) -> bool {
    let said = thread.sayings.iter().filter(|said| said.seq > asked.seq && said.at < reply.at);
    said.max_by_key(|said| said.seq).is_some_and(|said| said.status == SaidStatus::Closed)
}
