//! Numbers with their definitions (SPEC §8), each of which can be followed down to the threads behind it.
//!
//! One function, [`measure`], makes of a thread's history what there is to count of it: samples, each with its time and
//! its value or the cause why it does not count, and spells, in which something was owed. Everything else is made of
//! these: tallies of a period, the reasons of `--why`, examples, the page.

mod cell;
mod course;
mod definition;
mod in_force;
mod measure;
mod period;
mod promised;
mod raw;
mod replies;
mod tally;
mod why;

pub use cell::{Clock, Example, Row, percentile, ten_thousandths};
pub use definition::{Definition, Metric, NOTES, Shape};
pub use in_force::InForce;
pub use measure::{Measured, Sample, Spell, Value, measure};
pub use period::{By, Key, Period};
pub use raw::{Answers, ReplyRow, ThreadRow, Took, happened, reply_rows, thread_row};
pub use replies::{Run, Segment, Settled, segments};
pub use tally::Tally;
pub use why::{Reason, reasons, untouched};

use super::entry::Entry;
use super::ids::{InboxId, ThreadId};
use super::message::Fact;
use super::stop::Stop;
use super::thread::Thread;
use super::time::Timestamp;

/// All that is known of one thread.
#[derive(Clone, Debug)]
pub struct History {
    pub thread: ThreadId,
    /// By sequence number.
    pub facts: Vec<Fact>,
    /// By sequence number; their words are left out.
    pub entries: Vec<Entry>,
    /// Who was stopped because of somebody else, in their order.
    pub stops: Vec<Stop>,
    /// Where it was seen; first, where its first message came in.
    pub inboxes: Vec<InboxId>,
}

impl History {
    /// It was seen there, too; before everything else where that is its first message.
    pub fn seen_in(&mut self, inboxes: Vec<InboxId>, first: bool) {
        let before = std::mem::take(&mut self.inboxes);
        let (one, other) = if first { (inboxes, before) } else { (before, inboxes) };
        for inbox in one.into_iter().chain(other) {
            if !self.inboxes.contains(&inbox) {
                self.inboxes.push(inbox);
            }
        }
    }

    /// The thread; its messages are there from now on.
    pub fn replay(&mut self) -> Thread {
        Thread::replay(self.thread, std::mem::take(&mut self.facts), &self.entries)
    }

    /// Where its first message came in.
    pub fn inbox(&self) -> Option<InboxId> {
        self.inboxes.first().copied()
    }
}

/// When the customer wrote again after a close, each time.
pub fn reopenings(thread: &Thread) -> impl Iterator<Item = Timestamp> {
    let closed = |segment: &Segment| segment.part > 0;
    segments(thread).into_iter().filter(closed).map(|segment| segment.asked.at)
}
