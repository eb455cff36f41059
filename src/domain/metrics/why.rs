//! How one thread counts in each number, and why it does not.

use super::Metric;
use super::measure::{Measured, Sample, Spell, Value};
use super::tally::bucket;
use crate::domain::ids::{MemberId, Seq};
use crate::domain::time::Timestamp;

/// One thing that counts in a number, or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    pub metric: Metric,
    /// What it is filed under; of what is taken at the end of a period that end.
    pub at: Timestamp,
    pub owner: Option<MemberId>,
    /// The message or entry that it is about.
    pub about: Option<Seq>,
    pub value: Value,
}

/// Everything of a thread that counts in a number or was left out of it, in the order of the numbers; and how it stands
/// at the end of a period.
pub fn reasons(measured: &Measured, end: Timestamp) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = measured.samples.iter().map(Reason::of).collect();
    let spell = measured.spells.iter().find(|spell| spell.holds_at_the_end(end));
    reasons.extend(spell.into_iter().flat_map(|spell| at_the_end(spell, end)));
    reasons.sort_by_key(|reason| (reason.metric, reason.at, reason.about));
    reasons
}

/// Those that have neither counted nor been left out.
pub fn untouched(reasons: &[Reason]) -> impl Iterator<Item = Metric> {
    let told = |metric: &Metric| reasons.iter().any(|reason| reason.metric == *metric);
    Metric::ALL.into_iter().filter(move |metric| !told(metric))
}

impl Reason {
    fn of(sample: &Sample) -> Reason {
        let Sample { metric, at, owner, about, value } = *sample;
        Reason { metric, at, owner, about: Some(about), value }
    }
}

/// What of the backlog, the queue and the load it is.
fn at_the_end(spell: &Spell, end: Timestamp) -> Vec<Reason> {
    let owner = spell.owner;
    let age = Value::Span(spell.since, end);
    let workload = if owner.is_some() { Value::One } else { Value::Out("unowned") };
    let mut found = vec![(Metric::Workload, workload)];
    if spell.open {
        let queue = if owner.is_some() { Value::Out("owned") } else { age };
        found.extend([(Metric::Backlog, age), (Metric::Queue, queue)]);
        found.push((bucket((end - spell.since).num_seconds()), Value::One));
    } else {
        found.push((Metric::Backlog, Value::Out("waiting")));
    }
    let reason = |(metric, value)| Reason { metric, at: end, owner, about: None, value };
    found.into_iter().map(reason).collect()
}

impl Metric {
    /// A cause of being left out in words.
    pub fn why(self, cause: &str) -> &'static str {
        let excludes = self.definition().excludes;
        excludes.iter().find(|(known, _)| *known == cause).map_or("", |(_, why)| why)
    }
}
