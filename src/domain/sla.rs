//! What was promised to customers: by when we reply, and by when a thread is done with.
//!
//! Time is working time: of minutes and hours only those inside working hours count. It runs while we owe the customer
//! something, that is while a thread is open: one that waits for anybody is late for nothing, and when it is open again
//! the clock goes on where it stood. Only news of what was sent up are owed in real time, and whatever it waits for.

use super::calendar::Calendar;
use super::ids::InboxId;
use super::policy::Policy;
use super::priority::Priority;
use super::span::Span;
use super::summary::{Status, Summary};
use super::tag::Tag;
use super::time::Timestamp;

/// Targets for some threads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sla {
    pub when: When,
    /// From the customer's first mail to our first reply.
    pub first_response: Option<Span>,
    /// From the first mail that waits for an answer to the next reply.
    pub next_response: Option<Span>,
    /// From the thread's first mail to its end.
    pub resolution: Option<Span>,
    /// So long before it is due a target is soon missed.
    pub warn: Span,
}

/// Which threads: those for which all of these hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When(pub Vec<Condition>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    Priority(Priority),
    Inbox(InboxId),
    Tag(Tag),
    /// It was sent up so far, or further.
    Level(u8),
    /// What members say of the customer, in lower case.
    CustomerStatus(String),
}

impl Condition {
    fn holds(&self, subject: &Subject, setting: Setting) -> bool {
        match self {
            Condition::Priority(priority) => subject.priority == *priority,
            Condition::Inbox(inbox) => setting.inboxes.contains(inbox),
            Condition::Tag(tag) => (subject.tag)(tag.as_str()),
            Condition::Level(least) => subject.level.is_some_and(|at| at >= *least),
            Condition::CustomerStatus(status) => {
                setting.customer_status.is_some_and(|has| has.to_lowercase() == *status)
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    FirstResponse,
    NextResponse,
    Resolution,
    /// News for the customer of a thread that was sent up: so often, since then, when they were told last or it was sent
    /// up.
    Update {
        every: Span,
        since: Timestamp,
        told: bool,
    },
}

impl Target {
    pub fn word(self) -> &'static str {
        match self {
            Target::FirstResponse => "first-response",
            Target::NextResponse => "next-response",
            Target::Resolution => "resolution",
            Target::Update { .. } => "update",
        }
    }
}

/// The target of a thread that presses most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    pub target: Target,
    pub due: Timestamp,
    pub state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Breached,
    /// Within the warning time.
    Soon,
    Fine,
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            State::Breached => "breached",
            State::Soon => "soon",
            State::Fine => "fine",
        }
    }
}

impl Sla {
    pub fn is_for(&self, subject: &Subject, setting: Setting) -> bool {
        self.when.0.iter().all(|condition| condition.holds(subject, setting))
    }

    fn is_for_now(&self, summary: &Summary, setting: Setting, now: Timestamp) -> bool {
        let subject = Subject {
            priority: summary.priority,
            level: summary.level(now).map(|at| at.level),
            tag: &|tag| summary.tags.iter().any(|has| has == tag),
        };
        self.is_for(&subject, setting)
    }
}

/// What promises depend on of a thread as it stands at some time.
pub struct Subject<'a> {
    pub priority: Priority,
    /// How far up it was sent.
    pub level: Option<u8>,
    /// Does it have this tag?
    pub tag: &'a dyn Fn(&str) -> bool,
}

/// What of a thread the promises depend on, beside its state.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setting<'a> {
    pub inboxes: &'a [InboxId],
    /// What members say of the customer.
    pub customer_status: Option<&'a str>,
}

/// What presses most of what is due on a thread, if anything is.
pub fn deadline(
    summary: &Summary,
    setting: Setting,
    policy: &Policy,
    now: Timestamp,
) -> Option<Deadline> {
    let promised = policy.slas.iter().find(|sla| sla.is_for_now(summary, setting, now));
    let promised = promised.filter(|_| summary.status(now) == Status::Open);
    let targets = promised.map(|sla| targets(sla, summary, policy, now)).unwrap_or_default();
    let update = update(summary, policy, now);
    targets
        .into_iter()
        .flatten()
        .chain(update)
        .min_by_key(|deadline| (deadline.state, deadline.due))
}

/// By when we reply, and by when it is to be done with.
fn targets(sla: &Sla, summary: &Summary, policy: &Policy, now: Timestamp) -> [Option<Deadline>; 2] {
    let (target, reply) = match summary.last_outbound_at {
        None => (Target::FirstResponse, sla.first_response),
        Some(_) => (Target::NextResponse, sla.next_response),
    };
    [
        (target, reply, summary.unanswered_since),
        (Target::Resolution, sla.resolution, summary.first_at),
    ]
    .map(|(target, span, since)| {
        let due = due(since?, span?, &summary.waits, &policy.calendar);
        let state = match due {
            due if due <= now => State::Breached,
            due if due <= policy.calendar.add_working(now, sla.warn) => State::Soon,
            _ => State::Fine,
        };
        Some(Deadline { target, due, state })
    })
}

/// When a span of working time has passed since then in which the thread was open: what of a wait came before that
/// puts it off.
pub fn due(
    since: Timestamp,
    span: Span,
    waits: &[(Timestamp, Timestamp)],
    calendar: &Calendar,
) -> Timestamp {
    let mut due = calendar.add_working(since, span);
    for (from, to) in waits.iter().filter(|(_, to)| *to > since) {
        // It was late before it waited.
        if *from >= due {
            break;
        }
        let stood_still = calendar.working_seconds(since.max(*from), *to);
        due = calendar.add_working(due, Span::Seconds(stood_still));
    }
    due
}

/// The next word that the customer was promised for as long as the thread is at a level, whatever it waits for. It is
/// soon owed in the last third of the time.
fn update(summary: &Summary, policy: &Policy, now: Timestamp) -> Option<Deadline> {
    let level = summary.level(now).filter(|_| summary.status(now) != Status::Closed)?;
    let every = policy.resort.level(level.level)?.update_every?;
    let last = summary.last_outbound_at.filter(|at| *at > level.since);
    let since = last.unwrap_or(level.since);
    let due = policy.calendar.add(since, every);
    let state = match due {
        due if due <= now => State::Breached,
        due if (due - now) * 3 <= due - since => State::Soon,
        _ => State::Fine,
    };
    Some(Deadline { target: Target::Update { every, since, told: last.is_some() }, due, state })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Calendar;
    use crate::domain::escalation::EscalationLevel;
    use crate::domain::ids::{Seq, ThreadId};
    use crate::domain::message::{Direction, Fact};
    use crate::domain::rota::Resort;
    use crate::domain::thread::{Level, Thread};
    use chrono::TimeDelta;

    /// Minutes after Friday 16:00, an hour before the week ends.
    fn at(minutes: i64) -> Timestamp {
        chrono::DateTime::from_timestamp(1_772_812_800, 0).unwrap() + TimeDelta::minutes(minutes)
    }

    fn mail(seq: i64, minutes: i64, direction: Direction) -> Fact {
        Fact {
            seq: Seq(seq),
            at: at(minutes),
            dated: None,
            direction,
            automated: None,
            author: None,
            customer: None,
            historic: false,
            tie: 0,
        }
    }

    fn due(facts: &[Fact], minutes: i64) -> Option<(Target, Timestamp, State)> {
        let (hour, day) = (Span::Seconds(3_600), Span::WorkingDays(1));
        let sla = Sla {
            when: When::default(),
            first_response: Some(Span::Seconds(7_200)),
            next_response: Some(day),
            resolution: None,
            warn: hour,
        };
        let policy =
            Policy { slas: vec![sla], ..Policy::new(Calendar::default_in(chrono_tz::UTC)) };
        let summary = Summary::from(&Thread::replay(ThreadId(1), facts.to_vec(), &[]));
        deadline(&summary, Setting::default(), &policy, at(minutes))
            .map(|due| (due.target, due.due, due.state))
    }

    /// Monday 10:00: one hour was left on Friday.
    const MONDAY: i64 = 66 * 60;

    #[test]
    fn a_target_in_hours_is_counted_in_working_hours() {
        let asked = [mail(1, 0, Direction::Inbound)];
        let first = |state| Some((Target::FirstResponse, at(MONDAY), state));
        assert_eq!(due(&asked, 0), first(State::Fine));
        // The hour before it is due begins when the week ends.
        assert_eq!(due(&asked, 59), first(State::Fine));
        assert_eq!(due(&asked, 60), first(State::Soon));
        assert_eq!(due(&asked, MONDAY - 1), first(State::Soon));
        assert_eq!(due(&asked, MONDAY), first(State::Breached));
    }

    /// Working time passes from Friday 16:00 on as in [`at`]; the clock stands still from the first to the second.
    fn paused(span: Span, waits: &[(i64, i64)]) -> Timestamp {
        let calendar = Calendar::default_in(chrono_tz::UTC);
        let waits: Vec<_> = waits.iter().map(|(from, to)| (at(*from), at(*to))).collect();
        super::due(at(0), span, &waits, &calendar)
    }

    #[test]
    fn the_clock_stands_still_while_a_thread_is_not_open() {
        let two_hours = Span::Seconds(7_200);
        assert_eq!(paused(two_hours, &[]), at(MONDAY));
        // Twenty minutes of Friday's last hour, and then the night and the weekend count for nothing anyway.
        assert_eq!(paused(two_hours, &[(10, 30)]), at(MONDAY + 20));
        assert_eq!(paused(two_hours, &[(-60, 30)]), at(MONDAY + 30), "only what came after");
        assert_eq!(paused(two_hours, &[(90, 1_000)]), at(MONDAY), "no working time");
        assert_eq!(paused(two_hours, &[(10, 30), (MONDAY - 30, MONDAY)]), at(MONDAY + 50));
        assert_eq!(paused(two_hours, &[(MONDAY + 5, MONDAY + 60)]), at(MONDAY), "late before");
        // Monday 16:00, and twenty minutes later.
        let monday = 3 * 1_440;
        assert_eq!(paused(Span::WorkingDays(1), &[(10, 30)]), at(monday + 20));
    }

    #[test]
    fn all_words_of_a_condition_must_hold() {
        let thread = Thread::replay(ThreadId(1), vec![mail(1, 0, Direction::Inbound)], &[]);
        let mut summary = Summary::from(&thread);
        summary.tags = vec!["billing".into()];
        summary.level = Some(Level { level: 2, since: at(0), until: Some(at(60)) });
        let (tag, vip) =
            (Condition::Tag("billing".parse().unwrap()), Condition::CustomerStatus("vip".into()));
        let inbox = Condition::Inbox(InboxId(7));
        let is_for = |conditions: &[Condition], minutes| {
            let span = Some(Span::Seconds(60));
            let (first_response, next_response, resolution) = (span, None, None);
            let (when, warn) = (When(conditions.to_vec()), Span::Seconds(60));
            let sla = Sla { when, first_response, next_response, resolution, warn };
            let setting = Setting { inboxes: &[InboxId(7)], customer_status: Some("VIP") };
            sla.is_for_now(&summary, setting, at(minutes))
        };
        assert!(is_for(&[], 0));
        assert!(is_for(&[tag.clone(), vip, inbox, Condition::Level(2)], 0));
        assert!(is_for(&[Condition::Level(1)], 59));
        assert!(!is_for(&[Condition::Level(1)], 60), "it is not up there any more");
        assert!(!is_for(&[Condition::Level(3)], 0));
        assert!(!is_for(&[tag, Condition::Priority(Priority::Urgent)], 0));
    }

    #[test]
    fn an_update_is_owed_in_real_time_from_our_last_mail_or_the_escalation() {
        let level = EscalationLevel {
            name: "outage".into(),
            owners: Vec::new(),
            update_every: Some(Span::Seconds(1_800)),
            tell: Vec::new(),
        };
        let resort = Resort { levels: vec![level], rotas: Vec::new() };
        let policy = Policy { resort, ..Policy::new(Calendar::default_in(chrono_tz::UTC)) };
        let owed = |facts: &[Fact], minutes: i64| {
            let mut summary = Summary::from(&Thread::replay(ThreadId(1), facts.to_vec(), &[]));
            summary.level = Some(Level { level: 1, since: at(100), until: None });
            let deadline = deadline(&summary, Setting::default(), &policy, at(minutes)).unwrap();
            (deadline.due, deadline.state)
        };
        // Friday evening, after work.
        let asked = [mail(1, 0, Direction::Inbound), mail(2, 50, Direction::Outbound)];
        assert_eq!(owed(&asked, 119), (at(130), State::Fine));
        assert_eq!(owed(&asked, 120), (at(130), State::Soon));
        assert_eq!(owed(&asked, 130), (at(130), State::Breached));
        // It waits for the customer now, and news are owed all the same.
        let told = [mail(1, 0, Direction::Inbound), mail(2, 125, Direction::Outbound)];
        assert_eq!(owed(&told, 130), (at(155), State::Fine));
    }

    #[test]
    fn after_our_first_reply_the_next_one_is_due_from_the_first_mail_that_waits() {
        let mut facts = vec![mail(1, 0, Direction::Inbound), mail(2, 10, Direction::Outbound)];
        assert_eq!(due(&facts, 20), None, "the customer is to answer");
        facts.extend([mail(3, 30, Direction::Inbound), mail(4, 40, Direction::Inbound)]);
        let monday = at(3 * 1440 + 30);
        assert_eq!(due(&facts, 50), Some((Target::NextResponse, monday, State::Fine)));
    }
}
