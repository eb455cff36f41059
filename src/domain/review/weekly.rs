//! What the last seven days were like, and what the coming ones hold: beside the team's review, once a week.

mod misses;

pub use misses::Miss;

use crate::domain::absence::Absence;
use crate::domain::access::Grant;
use crate::domain::calendar::Calendar;
use crate::domain::member::Team;
use crate::domain::metrics::{
    By, Clock, History, InForce, Measured, Metric, Period, Row, Tally, measure, reopenings,
};
use crate::domain::note::OpenNote;
use crate::domain::policy::Policy;
use crate::domain::span::Span;
use crate::domain::summary::Listed;
use crate::domain::thread::Thread;
use crate::domain::time::Timestamp;
use chrono::Days;
use misses::Targets;

/// Days of a week that is looked back on, and of the one that is looked forward to.
const WEEK: u64 = 7;

/// What a week was like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Threads that a customer's mail, or ours to one, began.
    pub began: usize,
    /// Messages of people outside, and ours to them.
    pub mails_in: usize,
    pub mails_out: usize,
    pub closed: usize,
    /// Closed threads in which the customer wrote again.
    pub reopened: usize,
    /// First responses to what came in then; how many, and of their working time in seconds the percentiles.
    pub answered: usize,
    pub p50: Option<i64>,
    pub p90: Option<i64>,
    /// Not answered by now, of what came in then.
    pub unanswered: usize,
    /// Messages of theirs that two of ours answered then; of each thread the last.
    pub duplicates: usize,
    /// Threads in which we owed the customer something when the week ended.
    pub backlog: usize,
}

/// The week, the one before, and what is to come.
#[derive(Clone, Debug)]
pub struct Weekly {
    pub period: Period,
    /// Targets that were missed, the first first; whether or not what was promised has been done by now.
    pub misses: Vec<Miss>,
    pub numbers: Numbers,
    pub before: Numbers,
    /// Powers that end soon, the first first.
    pub expiring: Vec<Grant>,
    /// Absences that begin in the coming week while nobody stands in.
    pub uncovered: Vec<Absence>,
    /// Notes whose authors wanted to look at them again by the end of the coming week, the first first.
    pub notes: Vec<OpenNote>,
}

/// Gathers a week thread by thread.
pub struct Gathering<'a> {
    policy: &'a Policy,
    terms: &'a InForce,
    targets: Targets,
    this: Half<'a>,
    before: Half<'a>,
    misses: Vec<Miss>,
}

/// One of the two weeks.
struct Half<'a> {
    period: Period,
    tally: Tally<'a>,
    numbers: Numbers,
}

/// The seven days up to now, and the seven before: from the same time of day on the team's clocks.
pub fn periods(calendar: &Calendar, now: Timestamp) -> (Period, Period) {
    let back = |days: u64| {
        let local = calendar.local(now);
        let day = local.date_naive().checked_sub_days(Days::new(days));
        calendar.at(day.unwrap_or(local.date_naive()), local.time())
    };
    let (from, before) = (back(WEEK), back(2 * WEEK));
    (Period { from, to: now }, Period { from: before, to: from })
}

impl<'a> Gathering<'a> {
    pub fn new(policy: &'a Policy, terms: &'a InForce, now: Timestamp) -> Gathering<'a> {
        let (this, before) = periods(&policy.calendar, now);
        let half = |period| Half {
            period,
            tally: Tally::new(period, By::Nothing, terms),
            numbers: Numbers::default(),
        };
        Gathering {
            policy,
            terms,
            targets: Targets::of(policy),
            this: half(this),
            before: half(before),
            misses: Vec::new(),
        }
    }

    /// What happened before tells nothing, but of threads that are not closed.
    pub fn since(&self) -> Timestamp {
        self.before.period.from
    }

    /// Takes the history of a thread, which is `listed`, into the week; was anything missed on it?
    pub fn add(&mut self, history: &History, listed: &Listed) -> bool {
        let thread = Thread::replay(history.thread, history.facts.clone(), &history.entries);
        let measured = measure(history.clone(), self.terms, self.this.period.to);
        self.this.add(&measured, &thread);
        self.before.add(&measured, &thread);
        let missed = self.targets.missed(history, listed, self.this.period);
        let any = !missed.is_empty();
        self.misses.extend(missed);
        any
    }

    /// The week.
    pub fn done(mut self, team: &Team, notes: &[OpenNote]) -> Weekly {
        let (period, calendar) = (self.this.period, &self.policy.calendar);
        self.misses.sort_by_key(|miss| (miss.due, miss.thread));
        let coming = calendar.add(period.to, Span::Seconds(WEEK as i64 * 86_400));
        Weekly {
            period,
            misses: self.misses,
            numbers: self.this.done(),
            before: self.before.done(),
            expiring: expiring(team, period.to, calendar.add(period.to, self.policy.expires_soon)),
            uncovered: uncovered(team, period.to, coming),
            notes: to_look_at(notes, coming),
        }
    }
}

impl Weekly {
    /// Something was missed, or is to be done in time.
    pub fn asks(&self) -> bool {
        let to_do =
            [self.misses.len(), self.expiring.len(), self.uncovered.len(), self.notes.len()];
        to_do.iter().any(|count| *count > 0)
    }

    /// Nothing happened, and there is nothing to do.
    pub fn is_quiet(&self) -> bool {
        !self.asks() && self.numbers == Numbers::default()
    }
}

impl Half<'_> {
    fn add(&mut self, measured: &Measured, thread: &Thread) {
        self.tally.add(measured);
        let (numbers, period) = (&mut self.numbers, self.period);
        let human = thread.facts.iter().filter(|fact| fact.is_human() && !fact.historic);
        let first = human.map(|fact| fact.at).min();
        numbers.began += usize::from(first.is_some_and(|at| period.holds(at)));
        numbers.closed += thread.closings.iter().filter(|(_, at)| period.holds(*at)).count();
        numbers.duplicates +=
            usize::from(thread.doubled().is_some_and(|doubled| period.holds(doubled.at)));
        numbers.reopened += reopenings(thread).filter(|at| period.holds(*at)).count();
    }

    fn done(self) -> Numbers {
        let rows = self.tally.rows();
        let row = |metric, clock| {
            let is = |row: &&Row| row.metric == metric && row.clock == clock;
            rows.iter().find(is)
        };
        let count = |metric, clock| row(metric, clock).map_or(0, |row| row.n);
        let working = Some(Clock::Working);
        let first = row(Metric::FirstResponse, working);
        Numbers {
            mails_in: count(Metric::VolumeIn, None),
            mails_out: count(Metric::VolumeOut, None),
            answered: count(Metric::FirstResponse, working),
            p50: first.and_then(|row| row.p50),
            p90: first.and_then(|row| row.p90),
            unanswered: first.and_then(|row| row.excluded.get("unanswered")).copied().unwrap_or(0),
            backlog: count(Metric::Backlog, working),
            ..self.numbers
        }
    }
}

fn expiring(team: &Team, now: Timestamp, by: Timestamp) -> Vec<Grant> {
    let grants = team.grants.iter().copied();
    let mut ending: Vec<Grant> = grants
        .filter(|grant| team.is_in(grant.member) && now < grant.until && grant.until <= by)
        .collect();
    ending.sort_by_key(|grant| (grant.until, grant.entry));
    ending
}

/// Covers who are away themselves stand in for nobody.
fn uncovered(team: &Team, now: Timestamp, by: Timestamp) -> Vec<Absence> {
    let begins = |absence: &&Absence| now < absence.from && absence.from <= by;
    let alone =
        |absence: &&Absence| team.absences.stands_in(absence.member, absence.from).is_none();
    let absences = team.absences.iter().filter(begins).filter(alone);
    let mut found: Vec<Absence> =
        absences.filter(|absence| team.is_in(absence.member)).copied().collect();
    found.sort_by_key(|absence| (absence.from, absence.entry));
    found
}

fn to_look_at(notes: &[OpenNote], by: Timestamp) -> Vec<OpenNote> {
    let due = |open: &&OpenNote| open.note.review_after.is_some_and(|after| after <= by);
    let mut found: Vec<OpenNote> = notes.iter().filter(due).cloned().collect();
    found.sort_by_key(|open| (open.note.review_after, open.note.entry));
    found
}
