//! The team's thresholds and working hours, by which the same facts are judged everywhere.

use super::absence::Absences;
use super::calendar::Calendar;
use super::ids::Seq;
use super::rota::Resort;
use super::sla::Sla;
use super::span::Span;
use super::time::Timestamp;

#[derive(Clone, Debug)]
pub struct Policy {
    pub calendar: Calendar,
    /// Quiet for longer than this is stale.
    pub stale_after: Span,
    /// An owner who has done nothing for longer than this is asked whether it is still theirs.
    pub confirm_after: Span,
    /// When to check for the customer's reply, after ours.
    pub follow_up_after: Span,
    /// When a thread that waits for the customer is closed.
    pub auto_close_after: Span,
    /// How long an offer stands.
    pub handoff_lapse: Span,
    /// A mailbox not read for longer than this is reported.
    pub sync_old_after: Span,
    /// Who is away, and who stands in for them.
    pub absences: Absences,
    /// What was promised to customers; the first that fits a thread counts.
    pub slas: Vec<Sla>,
    /// The last number that the team's review knew when it was last mailed, on an earlier day.
    pub reviewed_upto: Option<Seq>,
    /// Levels of escalation, and who is on duty.
    pub resort: Resort,
    /// More open threads than this are too many for one owner.
    pub load_limit: Option<usize>,
    /// A right that ends within this is about to expire.
    pub expires_soon: Span,
}

impl Policy {
    /// The defaults of SPEC §5, in working time of this calendar.
    pub fn new(calendar: Calendar) -> Policy {
        Policy {
            calendar,
            stale_after: Span::WorkingDays(3),
            confirm_after: Span::WorkingDays(10),
            follow_up_after: Span::WorkingDays(3),
            auto_close_after: Span::WorkingDays(10),
            handoff_lapse: Span::WorkingDays(1),
            sync_old_after: Span::Seconds(3600),
            absences: Absences::default(),
            slas: Vec::new(),
            reviewed_upto: None,
            resort: Resort::default(),
            load_limit: Some(30),
            expires_soon: Span::Seconds(14 * 86_400),
        }
    }

    /// Has this span passed since then?
    pub fn has_passed(&self, span: Span, since: Timestamp, now: Timestamp) -> bool {
        self.calendar.add(since, span) <= now
    }

    /// The name of a level of escalation, where it has one.
    pub fn level_name(&self, level: u8) -> Option<&str> {
        self.resort.level(level).map(|level| level.name.as_str())
    }

    /// Working seconds since then.
    pub fn age(&self, since: Timestamp, now: Timestamp) -> i64 {
        self.calendar.working_seconds(since, now)
    }
}
