//! What was promised to customers, kept or missed.

use super::measure::{Measure, Value};
use super::replies::{Run, Settled};
use super::{InForce, Metric};
use crate::domain::ids::Seq;
use crate::domain::sla::{self, Setting, Sla, Subject};
use crate::domain::thread::{Level, Stage};
use crate::domain::time::Timestamp;

/// Takes in every promise that was made for this thread.
pub fn measure(measure: &mut Measure, runs: &[Run], terms: &InForce) {
    let waits = measure.thread.all_waits();
    if terms.promises() {
        responses(measure, runs, &waits, terms);
        resolution(measure, &waits, terms);
    }
    updates(measure, terms);
}

/// The promise that was in force when something was asked, for the thread as it was when that ended.
fn promise<'a>(
    measure: &Measure,
    asked: Timestamp,
    ended: Timestamp,
    terms: &'a InForce,
) -> Option<&'a Sla> {
    let nothing = Stage::default();
    let stage = measure.thread.stage(ended).unwrap_or(&nothing);
    // Hardly any promise depends on it.
    let customer = if terms.statuses.is_empty() { None } else { measure.thread.customer() };
    let setting = Setting {
        inboxes: &measure.history.inboxes,
        customer_status: customer.and_then(|id| terms.statuses.get(&id)).map(String::as_str),
    };
    let level = stage.level.filter(|level| level.until.is_none_or(|until| ended < until));
    let subject = Subject {
        priority: stage.priority,
        level: level.map(|level| level.level),
        tag: &|tag| stage.tags.contains(tag),
    };
    terms.at(asked).slas.iter().find(|sla| sla.is_for(&subject, setting))
}

/// Was what was promised for then done in time?
fn kept(due: Timestamp, done: Option<Timestamp>, now: Timestamp) -> Value {
    match done {
        Some(done) => Value::Hit(done <= due),
        None if due <= now => Value::Hit(false),
        None => Value::Out("running"),
    }
}

type Waits = [(Timestamp, Timestamp)];

fn responses(measure: &mut Measure, runs: &[Run], waits: &Waits, terms: &InForce) {
    for run in runs {
        let metric = match run.is_known {
            false => Metric::SlaFirstResponse,
            true => Metric::SlaNextResponse,
        };
        let (asked, now) = (run.asked, measure.now);
        let done = match run.settled {
            Settled::Replied(reply) => Some(reply.at),
            Settled::Closed | Settled::Not => None,
        };
        let sla = promise(measure, asked.at, done.unwrap_or(now), terms);
        let span = sla.and_then(|sla| match run.is_known {
            false => sla.first_response,
            true => sla.next_response,
        });
        let value = match (span, run.settled) {
            _ if asked.historic => Value::Out("historic"),
            (None, _) => Value::Out("no-target"),
            (Some(_), Settled::Closed) => Value::Out("closed"),
            (Some(span), _) => {
                kept(sla::due(asked.at, span, waits, &terms.at(asked.at).calendar), done, now)
            }
        };
        measure.add(metric, asked.seq, asked.at, done, value);
    }
}

/// From the thread's first message to its first close.
fn resolution(measure: &mut Measure, waits: &Waits, terms: &InForce) {
    let facts = &measure.thread.facts;
    let Some(asked) =
        facts.iter().filter(|fact| fact.is_human_inbound()).min_by_key(|fact| fact.rank())
    else {
        return;
    };
    let (asked, seq, historic) = (asked.at, asked.seq, asked.historic);
    let since = facts.iter().map(|fact| fact.at).min().unwrap_or(asked);
    let (now, done) = (measure.now, measure.thread.closings.first().map(|(_, at)| *at));
    let span = promise(measure, asked, done.unwrap_or(now), terms).and_then(|sla| sla.resolution);
    let value = match span {
        _ if historic => Value::Out("historic"),
        None => Value::Out("no-target"),
        Some(span) => kept(sla::due(since, span, waits, &terms.at(asked).calendar), done, now),
    };
    measure.add(Metric::SlaResolution, seq, asked, done, value);
}

/// News that a level of escalation owed the customer, one after the other.
fn updates(measure: &mut Measure, terms: &InForce) {
    let stages = &measure.thread.stages;
    let mut samples: Vec<(Timestamp, Option<Timestamp>, Value)> = Vec::new();
    let mut last: Option<Level> = None;
    for (place, stage) in stages.iter().enumerate() {
        let Some(level) = stage.level.filter(|level| last != Some(*level)) else {
            last = stage.level;
            continue;
        };
        last = Some(level);
        let ended = stages[place..].iter().find(|later| later.level != Some(level));
        let ended = ended.map(|later| later.at).into_iter().chain(level.until).min();
        let policy = terms.at(level.since);
        let every = policy.resort.level(level.level).and_then(|level| level.update_every);
        if let Some(every) = every {
            let due = |since| policy.calendar.add(since, every);
            samples.extend(owed(measure, level.since, ended, due));
        }
    }
    let about = measure.thread.facts.first().map_or(Seq(0), |fact| fact.seq);
    for (since, done, value) in samples {
        measure.add(Metric::SlaUpdate, about, since, done, value);
    }
}

/// From since on, until the level ended: each time from when the next word was owed, when it was written, and whether
/// in time.
fn owed(
    measure: &Measure,
    since: Timestamp,
    ended: Option<Timestamp>,
    due: impl Fn(Timestamp) -> Timestamp,
) -> Vec<(Timestamp, Option<Timestamp>, Value)> {
    let mut replies: Vec<Timestamp> = measure
        .thread
        .facts
        .iter()
        .filter(|fact| fact.is_human_outbound() && fact.at > since)
        .map(|fact| fact.at)
        .filter(|at| ended.is_none_or(|ended| *at < ended))
        .collect();
    replies.sort_unstable();
    let mut found = Vec::new();
    let mut since = since;
    for reply in replies {
        found.push((since, Some(reply), Value::Hit(reply <= due(since))));
        since = reply;
    }
    let due = due(since);
    if ended.is_none_or(|ended| due < ended) {
        found.push((since, None, kept(due, None, measure.now)));
    }
    found
}
