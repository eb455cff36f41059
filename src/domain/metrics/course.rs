//! How a thread stood over time: in which spells we owed something, and whose it was then.

use super::measure::Spell;
use crate::domain::message::Fact;
use crate::domain::thread::{Stand, Thread};
use crate::domain::time::Timestamp;

/// The spells in which the thread was not closed, in their order; the last one may have no end.
pub fn spells(thread: &Thread, human: &[&Fact]) -> Vec<Spell> {
    let mut course = Course { thread, human, heard: 0, asked: None, spells: Vec::new() };
    let turns = thread.turns();
    for (place, turn) in turns.iter().enumerate() {
        let to = turns.get(place + 1).map(|next| next.at);
        if to == Some(turn.at) {
            continue;
        }
        course.stands(turn.stand, turn.at, to);
    }
    course.spells
}

struct Course<'a> {
    thread: &'a Thread,
    human: &'a [&'a Fact],
    /// So many of these have been heard.
    heard: usize,
    /// The customer's first message that waits for an answer.
    asked: Option<Timestamp>,
    spells: Vec<Spell>,
}

impl Course<'_> {
    fn stands(&mut self, stand: Stand, from: Timestamp, to: Option<Timestamp>) {
        self.hear(from);
        match stand {
            Stand::Closed => self.asked = None,
            Stand::Open => {
                let since = self.asked.unwrap_or(from);
                self.push(true, since, from, to);
            }
            Stand::Waiting { until: Some(until), .. }
                if to.is_none_or(|to| until < to) && from < until =>
            {
                self.push(false, from, from, Some(until));
                self.push(true, self.asked.unwrap_or(until), until, to);
            }
            Stand::Waiting { .. } => self.push(false, from, from, to),
        }
    }

    /// What was written up to then.
    fn hear(&mut self, upto: Timestamp) {
        while let Some(fact) = self.human.get(self.heard).filter(|fact| fact.at <= upto) {
            self.heard += 1;
            match fact.is_human_inbound() {
                true if !fact.historic => self.asked = self.asked.or(Some(fact.at)),
                true => {}
                false => self.asked = None,
            }
        }
    }

    /// A spell for each owner in it.
    fn push(&mut self, open: bool, since: Timestamp, from: Timestamp, to: Option<Timestamp>) {
        let stages = &self.thread.stages;
        let mut from = from;
        let mut owner = self.thread.owner_at(from);
        for stage in &stages[stages.partition_point(|stage| stage.at <= from)..] {
            if to.is_some_and(|to| stage.at >= to) {
                break;
            }
            if stage.owner != owner {
                self.spells.push(Spell { open, since, from, to: Some(stage.at), owner });
                (from, owner) = (stage.at, stage.owner);
            }
        }
        self.spells.push(Spell { open, since, from, to, owner });
    }
}
