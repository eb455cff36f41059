//! What was promised to customers and not kept in time, looked for in what happened.
//!
//! Nothing is kept of a target that was missed: it follows from the history. After everything that happened on a
//! thread it is asked what was due next; where the due time comes before the next thing that happens, it was missed.

use crate::domain::entry::Entry;
use crate::domain::ids::{MemberId, ThreadId};
use crate::domain::message::Fact;
use crate::domain::metrics::{History, Period};
use crate::domain::policy::Policy;
use crate::domain::rota::Resort;
use crate::domain::sla::{self, Deadline, Sla, Target};
use crate::domain::summary::{Listed, Summary};
use crate::domain::thread::{Stand, Thread};
use crate::domain::time::Timestamp;
use std::collections::BTreeSet;

/// Something that was promised, and not done in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    pub thread: ThreadId,
    pub target: Target,
    /// What it is counted from: the customer's first mail that waited, or the thread's first.
    pub since: Timestamp,
    pub due: Timestamp,
    /// Whose the thread was then.
    pub owner: Option<MemberId>,
    /// When it was answered, closed or made to wait after all; `None` while it is still owed.
    pub ended_at: Option<Timestamp>,
}

/// What is promised, with replies, resolutions and updates apart: of several targets of a thread one is due first and
/// would hide the others.
pub struct Targets(Vec<Policy>);

impl Targets {
    pub fn of(policy: &Policy) -> Targets {
        let with = |keep: fn(Sla) -> Sla| {
            let slas: Vec<Sla> = policy.slas.iter().cloned().map(keep).collect();
            let any =
                |sla: &Sla| sla.first_response.or(sla.next_response).or(sla.resolution).is_some();
            // Updates are promised by levels.
            let promised = Policy { resort: Resort::default(), slas, ..policy.clone() };
            promised.slas.iter().any(any).then_some(promised)
        };
        let replies = with(|sla| Sla { resolution: None, ..sla });
        let ends = with(|sla| Sla { first_response: None, next_response: None, ..sla });
        let updates = policy.resort.levels.iter().any(|level| level.update_every.is_some());
        let updates = updates.then(|| Policy { slas: Vec::new(), ..policy.clone() });
        Targets(replies.into_iter().chain(ends).chain(updates).collect())
    }

    /// What was missed in this period on a thread, which is `listed` now.
    pub fn missed(&self, history: &History, listed: &Listed, period: Period) -> Vec<Miss> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let states = states(history, period);
        let each = self.0.iter().flat_map(|policy| missed(&states, listed, policy, period));
        each.map(|(state, deadline, ended)| Miss {
            thread: history.thread,
            target: deadline.target,
            since: since(deadline, state),
            due: deadline.due,
            owner: state.summary.owner,
            ended_at: ended.map(|state| state.from),
        })
        .collect()
    }
}

/// The states in which something was missed for the first time, what that was, and the state in which it was owed no
/// more.
fn missed<'a>(
    states: &'a [State],
    listed: &Listed,
    policy: &Policy,
    period: Period,
) -> Vec<(&'a State, Deadline, Option<&'a State>)> {
    let due = |state: &State| sla::deadline(&state.summary, listed.setting(), policy, state.from);
    let mut missed: Vec<(&State, Deadline, Option<&State>)> = Vec::new();
    for (place, state) in states.iter().enumerate() {
        let Some(deadline) = due(state).filter(|due| state.misses(due, period)) else { continue };
        let is_same = |other: Deadline, at: &State| {
            other.target == deadline.target && since(other, at) == since(deadline, state)
        };
        if missed.iter().any(|(at, other, _)| is_same(*other, at)) {
            continue;
        }
        let owes = |later: &State| due(later).is_some_and(|other| is_same(other, later));
        missed.push((state, deadline, states[place + 1..].iter().find(|later| !owes(later))));
    }
    missed
}

/// What a target is counted from.
fn since(deadline: Deadline, state: &State) -> Timestamp {
    let since = match deadline.target {
        Target::Resolution => state.summary.first_at,
        Target::Update { since, .. } => Some(since),
        Target::FirstResponse | Target::NextResponse => state.summary.unanswered_since,
    };
    since.unwrap_or(state.from)
}

/// How a thread stood from then until something happened, or until now.
struct State {
    summary: Summary,
    from: Timestamp,
    to: Timestamp,
}

impl State {
    /// Was this due while nothing happened, or before already?
    fn misses(&self, deadline: &Deadline, period: Period) -> bool {
        deadline.due < self.to && period.holds(deadline.due)
    }
}

/// Each moment is looked at with all that came before: where more happened within the period, the last of it counts.
const MOST_MOMENTS: usize = 500;

/// How a thread stood in this period: once for each thing that happened, and for each wait that ran out.
fn states(history: &History, period: Period) -> Vec<State> {
    // Nothing is owed or settled by automated mail.
    let facts = history.facts.iter().filter(|fact| fact.automated.is_none()).map(|fact| fact.at);
    let moments: BTreeSet<Timestamp> = facts
        .chain(history.entries.iter().map(|entry| entry.at))
        .filter(|at| *at <= period.to)
        .collect();
    let ends = moments.iter().copied().skip(1).chain([period.to]);
    let within: Vec<_> =
        moments.iter().copied().zip(ends).filter(|(_, to)| *to > period.from).collect();
    let mut states = Vec::new();
    for (from, to) in within.iter().skip(within.len().saturating_sub(MOST_MOMENTS)).copied() {
        let summary = at(history, from);
        let ran_out = match summary.stand {
            Stand::Waiting { until: Some(until), .. } if from < until && until < to => Some(until),
            _ => None,
        };
        states.push(State { summary: summary.clone(), from, to: ran_out.unwrap_or(to) });
        states.extend(ran_out.map(|from| State { summary, from, to }));
    }
    states
}

/// What followed from what had happened by then.
fn at(history: &History, moment: Timestamp) -> Summary {
    let facts: Vec<Fact> = history.facts.iter().copied().filter(|fact| fact.at <= moment).collect();
    let entries: Vec<Entry> =
        history.entries.iter().filter(|entry| entry.at <= moment).cloned().collect();
    Summary::from(&Thread::replay(history.thread, facts, &entries))
}
