//! Who waited for whom: the customer's questions and our replies, segment by segment.
//!
//! A segment begins with the thread, and with the first message that came in after each close, as baton could know it:
//! a message that was synced after a close is of the next segment, whatever its own time.

use crate::domain::message::Fact;
use crate::domain::thread::{Stand, Thread};
use std::collections::BTreeMap;

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
    let begins = |fact: &Fact| segments.iter().any(|segment| segment.asked.seq == fact.seq);
    let closed = |asked: &Fact| thread.closings.iter().any(|(seq, _)| *seq > asked.seq);
    let mut runs: Vec<Run> = Vec::new();
    let (mut open, mut is_known) = (false, false);
    for fact in human {
        if fact.is_human_outbound() {
            if let Some(run) = runs.last_mut().filter(|_| open) {
                run.settled = Settled::Replied(fact);
            }
            (open, is_known) = (false, true);
        } else if begins(fact) || !open {
            let settled = if closed(fact) { Settled::Closed } else { Settled::Not };
            runs.push(Run { asked: fact, is_first: begins(fact), is_known, settled });
            open = true;
        }
    }
    // A member opened it again: the reply is still owed.
    if let Some(run) = runs.last_mut().filter(|_| open && thread.stand().0 != Stand::Closed) {
        run.settled = Settled::Not;
    }
    runs
}
