//! What there is to count of one thread.

use super::course::spells;
use super::promised;
use super::replies::{Run, Segment, Settled, human, runs, segments};
use super::{History, InForce, Metric};
use crate::domain::entry::{CloseReason, Event};
use crate::domain::feedback::{Feedback, Rating, Revenue, Score};
use crate::domain::ids::{CustomerId, InboxId, MemberId, Seq, ThreadId};
use crate::domain::message::{Direction, Fact};
use crate::domain::thread::{Ending, Handed, Thread};
use crate::domain::time::Timestamp;
use crate::domain::undo;
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet};

/// Later than this a second reply is another word on the matter.
pub(super) const AT_ONCE: TimeDelta = TimeDelta::hours(24);

/// Who is told the same within this is told it once more, and no second time.
const SOON_AGAIN: TimeDelta = TimeDelta::hours(1);

/// Everything that is counted of one thread, by whatever period.
#[derive(Clone, Debug)]
pub struct Measured {
    pub thread: ThreadId,
    pub inbox: Option<InboxId>,
    pub customer: Option<CustomerId>,
    pub tags: BTreeSet<String>,
    pub samples: Vec<Sample>,
    /// Its messages, for what is counted of them by itself.
    pub facts: Vec<Fact>,
    /// When it was not closed.
    pub spells: Vec<Spell>,
    /// Older than the history of its inbox as a whole.
    pub historic: bool,
    /// What happened up to then is known.
    pub upto: Timestamp,
}

/// One thing that counts in a number, or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    pub metric: Metric,
    /// What it is filed under.
    pub at: Timestamp,
    /// Whose the thread was when it ended.
    pub owner: Option<MemberId>,
    /// The message or entry that it is about.
    pub about: Seq,
    pub value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    One,
    /// From then to then.
    Span(Timestamp, Timestamp),
    Hit(bool),
    /// Hundredths.
    Score(i64),
    /// In the currency's smallest unit, with its ISO 4217 letters.
    Sum(i64, [u8; 3]),
    /// Left out, and why.
    Out(&'static str),
}

/// A time in which a thread was not closed and had this owner, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// We owed something; else it waited.
    pub open: bool,
    /// Since when we did.
    pub since: Timestamp,
    pub from: Timestamp,
    pub to: Option<Timestamp>,
    pub owner: Option<MemberId>,
}

impl Spell {
    /// Was it so at the end of a period, just before this?
    pub fn holds_at_the_end(&self, end: Timestamp) -> bool {
        self.from < end && self.to.is_none_or(|to| end <= to)
    }
}

/// Takes everything that happened up to `now` into samples and spells.
pub fn measure(mut history: History, terms: &InForce, now: Timestamp) -> Measured {
    let thread = history.replay();
    let measured = measure_thread(&history, &thread, terms, now);
    Measured { facts: thread.facts, ..measured }
}

/// The same of a thread that was replayed from that history, which keeps its messages.
pub fn measure_thread(
    history: &History,
    thread: &Thread,
    terms: &InForce,
    now: Timestamp,
) -> Measured {
    let human = human(thread);
    let segments = segments(thread);
    let runs = runs(thread, &human, &segments);
    let samples = Vec::with_capacity(24);
    let mut measure = Measure { history, thread, now, samples };
    measure.volume();
    measure.responses(&runs);
    measure.ownership(&human);
    measure.closes(&human, &segments);
    measure.duplicates(&human);
    measure.handoffs();
    measure.collisions();
    measure.feedback();
    if terms.promises() || thread.stages.iter().any(|stage| stage.level.is_some()) {
        promised::measure(&mut measure, &runs, terms);
    }
    let samples = measure.samples;
    let spells = spells(thread, &human);
    let historic = human.iter().all(|fact| fact.historic) && !human.is_empty();
    Measured {
        thread: history.thread,
        inbox: history.inbox(),
        customer: thread.customer(),
        spells,
        samples,
        historic,
        upto: now,
        tags: thread.tags.clone(),
        facts: Vec::new(),
    }
}

/// A thread that is being counted.
pub struct Measure<'a> {
    /// Its messages are with the thread.
    pub history: &'a History,
    pub thread: &'a Thread,
    pub now: Timestamp,
    samples: Vec<Sample>,
}

impl Measure<'_> {
    /// One more; `ended` is when it did, if it has.
    pub fn add(
        &mut self,
        metric: Metric,
        about: Seq,
        at: Timestamp,
        ended: Option<Timestamp>,
        value: Value,
    ) {
        let owner = self.thread.owner_at(ended.unwrap_or(self.now));
        self.samples.push(Sample { metric, at, owner, about, value });
    }

    fn of(&mut self, metric: Metric, fact: &Fact, ended: Option<Timestamp>, value: Value) {
        self.add(metric, fact.seq, fact.at, ended, value);
    }

    fn volume(&mut self) {
        let thread = self.thread;
        let replies = thread.facts.iter().filter(|fact| fact.is_human_outbound());
        let mut replies: Vec<_> = replies.map(Fact::order).collect();
        replies.sort_unstable();
        let answered = |asked: &Fact| {
            let place = replies.partition_point(|reply| *reply <= asked.order());
            replies.get(place).map(|(at, _, _)| *at)
        };
        for fact in &thread.facts {
            let value = match fact.automated {
                Some(_) => Value::Out("automated"),
                None => Value::One,
            };
            match fact.direction {
                Direction::Internal => {}
                Direction::Inbound => self.of(Metric::VolumeIn, fact, answered(fact), value),
                Direction::Outbound => {
                    self.of(Metric::VolumeOut, fact, Some(fact.at), value);
                    let value = match fact.author {
                        None if fact.automated.is_none() => Value::Out("unknown-author"),
                        _ => value,
                    };
                    let (metric, at, about) = (Metric::Replies, fact.at, fact.seq);
                    self.samples.push(Sample { metric, at, owner: fact.author, about, value });
                }
            }
        }
    }

    fn responses(&mut self, runs: &[Run]) {
        for run in runs {
            let metric = if run.is_first { Metric::FirstResponse } else { Metric::NextResponse };
            let (ended, value) = match run.settled {
                Settled::Replied(reply) => (Some(reply.at), Value::Span(run.asked.at, reply.at)),
                Settled::Closed => (None, Value::Out("closed")),
                Settled::Not => (None, Value::Out("unanswered")),
            };
            let value = if run.asked.historic { Value::Out("historic") } else { value };
            self.of(metric, run.asked, ended, value);
        }
    }

    fn ownership(&mut self, human: &[&Fact]) {
        let Some(first) = human.iter().find(|fact| fact.is_human_inbound()) else { return };
        let owned = self.thread.first_owned;
        for (metric, rule) in [(Metric::OwnershipLag, false), (Metric::OwnershipLagRule, true)] {
            let value = match owned {
                _ if first.historic => Value::Out("historic"),
                None => Value::Out("unowned"),
                Some(owned) if owned.by_rule == rule => {
                    Value::Span(first.at, owned.at.max(first.at))
                }
                Some(_) if rule => Value::Out("by-person"),
                Some(_) => Value::Out("by-rule"),
            };
            let owner = owned.map(|owned| owned.owner);
            let (at, about) = (first.at, first.seq);
            self.samples.push(Sample { metric, at, owner, about, value });
        }
    }

    fn closes(&mut self, human: &[&Fact], segments: &[Segment]) {
        for (part, (seq, at)) in self.thread.closings.iter().copied().enumerate() {
            let asked_in = |part: usize| segments.iter().find(|segment| segment.part == part);
            let again = asked_in(part + 1).is_some();
            self.add(Metric::Reopened, seq, at, Some(at), Value::Hit(again));
            let Some(Segment { asked, .. }) = asked_in(part) else {
                self.add(Metric::Resolution, seq, at, Some(at), Value::Out("no-question"));
                continue;
            };
            let replies = human.iter().filter(|fact| fact.is_human_outbound());
            let last = replies
                .filter(|reply| reply.order() > asked.order() && reply.at <= at)
                .map(|reply| reply.at)
                .max();
            let value = match last {
                _ if asked.historic => Value::Out("historic"),
                None => Value::Out("no-reply"),
                Some(last) if self.by_silence(seq) => Value::Span(asked.at, last),
                Some(_) => Value::Span(asked.at, at),
            };
            self.add(Metric::Resolution, seq, at, Some(at), value);
            if value == Value::Out("no-reply") {
                self.add(Metric::NoActionNeeded, seq, at, Some(at), Value::One);
            }
        }
    }

    /// Did baton close it because the customer did not answer?
    fn by_silence(&self, seq: Seq) -> bool {
        let entries = &self.history.entries;
        let found = entries.binary_search_by_key(&seq, |entry| entry.seq).map(|at| &entries[at]);
        found.is_ok_and(|entry| entry.event == Event::Closed { why: CloseReason::NoReply })
    }

    fn duplicates(&mut self, human: &[&Fact]) {
        let thread = self.thread;
        let inbound = thread.facts.iter().filter(|fact| fact.direction == Direction::Inbound);
        for fact in inbound.filter(|fact| fact.automated.is_some()) {
            self.of(Metric::Duplicates, fact, None, Value::Out("automated"));
        }
        // The first reply after each message, from the last one on.
        let mut next: Vec<Option<&Fact>> = Vec::with_capacity(human.len());
        let mut reply: Option<&Fact> = None;
        for fact in human.iter().rev() {
            next.push(reply);
            reply = if fact.is_human_outbound() { Some(fact) } else { reply };
        }
        next.reverse();
        let last_close = thread.closings.iter().map(|(seq, _)| *seq).max();
        for (place, asked) in human.iter().enumerate().filter(|(_, fact)| fact.is_human_inbound()) {
            let before_next = human[place + 1..].iter().take_while(|fact| fact.is_human_outbound());
            let Some(first) = next[place] else {
                let closed = last_close.is_some_and(|seq| seq > asked.seq);
                let cause = match (asked.historic, closed) {
                    (true, _) => "historic",
                    (_, true) => "closed",
                    _ => "unanswered",
                };
                self.of(Metric::Duplicates, asked, None, Value::Out(cause));
                continue;
            };
            let at_once: Vec<_> =
                before_next.filter(|reply| reply.at - first.at <= AT_ONCE).collect();
            let authors: BTreeSet<_> = at_once.iter().filter_map(|reply| reply.author).collect();
            let value = match (asked.historic, at_once.len(), authors.len()) {
                (true, _, _) => Value::Out("historic"),
                (_, _, 2..) => Value::Hit(true),
                (_, 2.., _) if at_once.iter().any(|reply| reply.author.is_none()) => {
                    Value::Out("unknown-author")
                }
                _ => Value::Hit(false),
            };
            self.of(Metric::Duplicates, asked, Some(first.at), value);
        }
    }

    fn collisions(&mut self) {
        let mut told: BTreeMap<MemberId, Timestamp> = BTreeMap::new();
        for stop in &self.history.stops {
            let before = told.insert(stop.member, stop.at);
            let value = match before {
                Some(before) if stop.at - before <= SOON_AGAIN => Value::Out("repeated"),
                _ => Value::One,
            };
            self.add(Metric::CollisionsAvoided, stop.seq, stop.at, Some(stop.at), value);
        }
    }

    fn handoffs(&mut self) {
        for handed in &self.thread.offers {
            let Handed { offer, ended } = handed;
            let lapsed = (offer.lapses_at <= self.now).then_some((offer.lapses_at, Ending::Lapsed));
            let ended = ended.or(lapsed);
            let (accept, completed) = match ended {
                None => (Value::Out("pending"), Value::Out("pending")),
                Some((_, Ending::Void)) => (Value::Out("withdrawn"), Value::Out("withdrawn")),
                Some((_, Ending::Declined)) => (Value::Out("declined"), Value::Hit(false)),
                Some((_, Ending::Lapsed)) => (Value::Out("lapsed"), Value::Hit(false)),
                Some((at, Ending::Accepted { .. })) => {
                    (Value::Span(offer.at, at), Value::Hit(true))
                }
            };
            let at = ended.map(|(at, _)| at);
            self.add(Metric::HandoffAccept, offer.entry, offer.at, at, accept);
            self.add(Metric::HandoffCompleted, offer.entry, offer.at, at, completed);
            match ended {
                Some((at, Ending::Declined)) => {
                    self.add(Metric::HandoffDeclined, offer.entry, offer.at, Some(at), Value::One);
                }
                Some((at, Ending::Lapsed)) => {
                    self.add(Metric::HandoffLapsed, offer.entry, offer.at, Some(at), Value::One);
                }
                Some((at, Ending::Accepted { by, entry })) => self.follow_up(by, entry, at),
                _ => {}
            }
        }
    }

    /// What was said of it beside the work on it.
    fn feedback(&mut self) {
        let Feedback { ratings, revenue, scores, replaced } = Feedback::of(&self.history.entries);
        for Rating { entry, at, score } in ratings {
            self.add(Metric::Satisfaction, entry, at, Some(at), Value::Score(score.0));
        }
        for Revenue { entry, at, money } in revenue {
            let value = Value::Sum(money.minor, money.letters());
            self.add(Metric::Revenue, entry, at, Some(at), value);
        }
        for Score { entry, at, score, .. } in scores {
            let value = Value::Score(i64::from(score) * 100);
            self.add(Metric::Quality, entry, at, Some(at), value);
        }
        for Score { entry, at, .. } in replaced {
            self.add(Metric::Quality, entry, at, Some(at), Value::Out("replaced"));
        }
    }

    /// What whoever accepted did first.
    fn follow_up(&mut self, by: MemberId, accepted: Seq, at: Timestamp) {
        let entries = &self.history.entries;
        let command =
            entries.iter().find(|entry| entry.seq == accepted).and_then(|entry| entry.command);
        let taken: BTreeMap<Seq, Seq> = undo::taken_back(entries);
        let deeds = entries.iter().filter(|entry| {
            entry.seq > accepted
                && entry.actor.member == Some(by)
                && (entry.command.is_none() || entry.command != command)
                && entry.event.is_a_deed()
                && !taken.contains_key(&entry.seq)
        });
        let replies =
            self.thread.facts.iter().filter(|fact| {
                fact.is_human_outbound() && fact.author == Some(by) && fact.at >= at
            });
        let first = deeds.map(|entry| entry.at).chain(replies.map(|fact| fact.at)).min();
        let mut later = self.thread.stages.iter().filter(|stage| stage.at > at);
        let lost = later.find(|stage| stage.owner != Some(by)).map(|stage| stage.at);
        let value = match (first, lost) {
            (Some(first), lost) if lost.is_none_or(|lost| first <= lost) => Value::Span(at, first),
            (_, Some(_)) => Value::Out("passed-on"),
            _ => Value::Out("pending"),
        };
        self.add(Metric::HandoffFollowUp, accepted, at, first.or(lost), value);
    }
}
