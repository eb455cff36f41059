//! One row for each thread, and one for each reply, with every time that numbers are made of.

use super::measure::{AT_ONCE, Measured, Sample, Value, measure_thread};
use super::replies::{Run, Settled, human, runs, segments};
use super::{History, InForce, Metric, Period};
use crate::domain::ids::{CustomerId, InboxId, MemberId, Seq, ThreadId};
use crate::domain::message::Fact;
use crate::domain::priority::Priority;
use crate::domain::summary::Status;
use crate::domain::thread::{Ending, FirstOwned};
use crate::domain::time::Timestamp;
use std::collections::BTreeSet;

/// Seconds that something took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Took {
    pub wall: i64,
    pub working: i64,
}

impl Took {
    pub fn of(from: Timestamp, to: Timestamp, terms: &InForce) -> Took {
        let wall = (to - from).num_seconds().max(0);
        Took { wall, working: terms.working_seconds(from, to) }
    }
}

/// A thread as it is now. What was measured is of its first segment, and the last close.
#[derive(Clone, Debug)]
pub struct ThreadRow {
    pub thread: ThreadId,
    pub inbox: Option<InboxId>,
    pub customer: Option<CustomerId>,
    pub owner: Option<MemberId>,
    pub tags: BTreeSet<String>,
    pub status: Status,
    pub priority: Priority,
    pub historic: bool,
    /// Of any message.
    pub first_at: Option<Timestamp>,
    /// Of people.
    pub first_in_at: Option<Timestamp>,
    pub last_in_at: Option<Timestamp>,
    pub last_out_at: Option<Timestamp>,
    pub messages_in: i64,
    pub messages_out: i64,
    pub automated: i64,
    pub first_owned: Option<FirstOwned>,
    pub ownership_lag: Option<Took>,
    pub first_reply_at: Option<Timestamp>,
    pub first_reply_by: Option<MemberId>,
    pub first_response: Option<Took>,
    /// How often they were answered after the first time in a segment.
    pub next_responses: i64,
    pub closes: i64,
    pub reopenings: i64,
    pub first_close_at: Option<Timestamp>,
    pub last_close_at: Option<Timestamp>,
    pub resolution: Option<Took>,
    /// Since when we owe them something.
    pub open_since: Option<Timestamp>,
    pub duplicates: i64,
    pub offers: i64,
    pub handoffs: i64,
    pub sla_first_response: Option<Value>,
    pub sla_resolution: Option<Value>,
    /// The last one, in hundredths.
    pub satisfaction: Option<i64>,
    pub quality: Option<i64>,
}

/// How a reply stands to what the customer wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// The first in its segment.
    First,
    Next,
    /// Another one to the same message.
    Further,
    /// The customer had not written yet.
    Nothing,
}

impl Answers {
    pub fn word(self) -> &'static str {
        match self {
            Answers::First => "first",
            Answers::Next => "next",
            Answers::Further => "further",
            Answers::Nothing => "none",
        }
    }
}

/// A message that we wrote to people outside.
#[derive(Clone, Debug)]
pub struct ReplyRow {
    pub thread: ThreadId,
    pub message: Seq,
    pub at: Timestamp,
    pub author: Option<MemberId>,
    pub owner: Option<MemberId>,
    pub inbox: Option<InboxId>,
    pub customer: Option<CustomerId>,
    pub answers: Answers,
    /// The customer's first message since our last reply, and when it came in.
    pub asked: Option<(Seq, Timestamp)>,
    pub took: Option<Took>,
    /// Another member had answered the same message within 24 hours before.
    pub duplicate: bool,
    pub historic: bool,
}

/// Did anything happen in it then?
pub fn happened(history: &History, period: Period) -> bool {
    history.facts.iter().any(|fact| period.holds(fact.at))
        || history.entries.iter().any(|entry| period.holds(entry.at))
}

/// The row of a thread, as it stands now.
pub fn thread_row(mut history: History, terms: &InForce, now: Timestamp) -> ThreadRow {
    let thread = history.replay();
    let measured = measure_thread(&history, &thread, terms, now);
    let found = Found { samples: &measured.samples, terms };
    let inbound = || thread.facts.iter().filter(|fact| fact.is_human_inbound());
    let outbound = || thread.facts.iter().filter(|fact| fact.is_human_outbound());
    let first_in = inbound().min_by_key(|fact| fact.rank());
    let first_reply = first_in.and_then(|asked| {
        let later = outbound().filter(|fact| fact.order() > asked.order());
        later.min_by_key(|fact| fact.rank())
    });
    let accepted = |ended: &(Timestamp, Ending)| matches!(ended.1, Ending::Accepted { .. });
    ThreadRow {
        thread: history.thread,
        inbox: measured.inbox,
        customer: measured.customer,
        owner: thread.owner.map(|owner| owner.member),
        status: thread.stand().0.status(now),
        priority: thread.priority,
        historic: measured.historic,
        first_at: thread.facts.iter().map(|fact| fact.at).min(),
        first_in_at: first_in.map(|fact| fact.at),
        last_in_at: inbound().map(|fact| fact.at).max(),
        last_out_at: outbound().map(|fact| fact.at).max(),
        messages_in: count(inbound()),
        messages_out: count(outbound()),
        automated: count(thread.facts.iter().filter(|fact| fact.automated.is_some())),
        first_owned: thread.first_owned,
        ownership_lag: found
            .took(Metric::OwnershipLag)
            .or_else(|| found.took(Metric::OwnershipLagRule)),
        first_reply_at: first_reply.map(|fact| fact.at),
        first_reply_by: first_reply.and_then(|fact| fact.author),
        first_response: found.took(Metric::FirstResponse),
        next_responses: count(found.of(Metric::NextResponse).filter_map(Sample::span)),
        closes: count(thread.closings.iter()),
        reopenings: count(found.of(Metric::Reopened).filter(|sample| sample.is_hit())),
        first_close_at: thread.closings.first().map(|(_, at)| *at),
        last_close_at: thread.closings.last().map(|(_, at)| *at),
        resolution: found.last_took(Metric::Resolution),
        open_since: open_since(&measured, now),
        duplicates: count(found.of(Metric::Duplicates).filter(|sample| sample.is_hit())),
        offers: count(thread.offers.iter()),
        handoffs: count(thread.offers.iter().filter_map(|handed| handed.ended).filter(accepted)),
        sla_first_response: found.of(Metric::SlaFirstResponse).next().map(|sample| sample.value),
        sla_resolution: found.of(Metric::SlaResolution).next().map(|sample| sample.value),
        satisfaction: found.score(Metric::Satisfaction),
        quality: found.score(Metric::Quality),
        tags: measured.tags,
    }
}

/// Since when something is owed, where it is now.
fn open_since(measured: &Measured, now: Timestamp) -> Option<Timestamp> {
    let is_now = |to: Option<Timestamp>| to.is_none_or(|to| now < to);
    let now = measured.spells.iter().rfind(|spell| spell.from <= now && is_now(spell.to));
    now.filter(|spell| spell.open).map(|spell| spell.since)
}

fn count<T>(what: impl Iterator<Item = T>) -> i64 {
    i64::try_from(what.count()).unwrap_or(i64::MAX)
}

/// What was counted of a thread.
struct Found<'a> {
    samples: &'a [Sample],
    terms: &'a InForce,
}

impl<'a> Found<'a> {
    fn of(&self, metric: Metric) -> impl Iterator<Item = &'a Sample> {
        self.samples.iter().filter(move |sample| sample.metric == metric)
    }

    /// What the first one took, where it counts.
    fn took(&self, metric: Metric) -> Option<Took> {
        let (from, to) = self.of(metric).next()?.span()?;
        Some(Took::of(from, to, self.terms))
    }

    fn last_took(&self, metric: Metric) -> Option<Took> {
        let (from, to) = self.of(metric).last()?.span()?;
        Some(Took::of(from, to, self.terms))
    }

    fn score(&self, metric: Metric) -> Option<i64> {
        let scores = self.of(metric).filter_map(|sample| match sample.value {
            Value::Score(score) => Some((sample.at, sample.about, score)),
            _ => None,
        });
        scores.max().map(|(_, _, score)| score)
    }
}

impl Sample {
    /// From when to when, where it is measured.
    pub fn span(&self) -> Option<(Timestamp, Timestamp)> {
        match self.value {
            Value::Span(from, to) => Some((from, to)),
            _ => None,
        }
    }

    fn is_hit(&self) -> bool {
        self.value == Value::Hit(true)
    }
}

/// The rows of those replies of a thread that were written in this time.
pub fn reply_rows(mut history: History, terms: &InForce, period: Period) -> Vec<ReplyRow> {
    let wanted = |fact: &Fact| fact.is_human_outbound() && period.holds(fact.at);
    if !history.facts.iter().any(wanted) {
        return Vec::new();
    }
    let thread = history.replay();
    let human = human(&thread);
    let runs = runs(&thread, &human, &segments(&thread));
    let (customer, inbox) = (thread.customer(), history.inbox());
    let mut rows = Vec::new();
    // What our last reply settled, and who answered it first.
    let (mut run, mut first): (Option<&Run>, Option<&Fact>) = (None, None);
    for fact in human {
        if fact.is_human_inbound() {
            (run, first) = (None, None);
            continue;
        }
        let settles = runs.iter().find(|run| match run.settled {
            Settled::Replied(reply) => reply.seq == fact.seq,
            Settled::Closed | Settled::Not => false,
        });
        let answers = match (settles, run) {
            (Some(run), _) if run.is_first => Answers::First,
            (Some(_), _) => Answers::Next,
            (None, Some(_)) => Answers::Further,
            (None, None) => Answers::Nothing,
        };
        run = settles.or(run);
        let duplicate = first.is_some_and(|first| is_duplicate(first, fact));
        first = first.or(settles.map(|_| fact));
        if !period.holds(fact.at) {
            continue;
        }
        let counts = settles.filter(|run| !run.asked.historic);
        rows.push(ReplyRow {
            thread: history.thread,
            message: fact.seq,
            at: fact.at,
            author: fact.author,
            owner: thread.owner_at(fact.at),
            inbox,
            customer,
            answers,
            asked: run.map(|run| (run.asked.seq, run.asked.at)),
            took: counts.map(|run| Took::of(run.asked.at, fact.at, terms)),
            duplicate,
            historic: fact.historic,
        });
    }
    rows
}

/// Two members answered the same, the one within a day of the other.
fn is_duplicate(first: &Fact, reply: &Fact) -> bool {
    let both = first.author.zip(reply.author);
    both.is_some_and(|(one, other)| one != other) && reply.at - first.at <= AT_ONCE
}
