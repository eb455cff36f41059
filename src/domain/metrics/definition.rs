//! What each number means. The one source of these words: `--define`, the man page, CSV, JSON and the page print them.

/// A number that is told of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    VolumeIn,
    VolumeOut,
    Replies,
    FirstResponse,
    NextResponse,
    OwnershipLag,
    OwnershipLagRule,
    Resolution,
    NoActionNeeded,
    Reopened,
    Backlog,
    BacklogUnder1d,
    Backlog1dTo3d,
    Backlog3dTo7d,
    BacklogOver7d,
    Queue,
    Workload,
    Duplicates,
    CollisionsAvoided,
    HandoffAccept,
    HandoffFollowUp,
    HandoffCompleted,
    HandoffDeclined,
    HandoffLapsed,
    SlaFirstResponse,
    SlaNextResponse,
    SlaResolution,
    SlaUpdate,
    Satisfaction,
    Revenue,
    Quality,
}

/// What is told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// How many: n.
    Count,
    /// How long: n, and percentiles in working and in clock time.
    Span,
    /// How many of n: hits and their share.
    Share,
    /// Percentiles of what was given, in hundredths.
    Score,
    /// Sums, by currency.
    Sum,
    /// How many at the end of the period.
    Stock,
    /// The same, with percentiles of how long they had been so.
    Ages,
}

/// What a number means, where it stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// For scripts; it never changes.
    pub name: &'static str,
    /// For people.
    pub title: &'static str,
    /// What n counts.
    pub unit: &'static str,
    pub shape: Shape,
    pub text: &'static str,
    /// Causes of being left out, and what each means.
    pub excludes: &'static [(&'static str, &'static str)],
}

const AUTOMATED: (&str, &str) = ("automated", "no person wrote it");
const HISTORIC: (&str, &str) = ("historic", "older than what the inbox's history setting covers");
const UNANSWERED: (&str, &str) = ("unanswered", "it still waits for a reply");
const CLOSED: (&str, &str) = ("closed", "the thread was closed without a reply to it");
const UNKNOWN_AUTHOR: (&str, &str) =
    ("unknown-author", "nobody knows which member wrote the reply");
const PENDING: (&str, &str) = ("pending", "nothing has come of it yet");
const NO_TARGET: (&str, &str) = ("no-target", "nothing was promised for it");
const RUNNING: (&str, &str) = ("running", "neither done nor late yet");

impl Metric {
    /// In the order in which they are told.
    pub const ALL: [Metric; 31] = [
        Metric::VolumeIn,
        Metric::VolumeOut,
        Metric::Replies,
        Metric::FirstResponse,
        Metric::NextResponse,
        Metric::OwnershipLag,
        Metric::OwnershipLagRule,
        Metric::Resolution,
        Metric::NoActionNeeded,
        Metric::Reopened,
        Metric::Backlog,
        Metric::BacklogUnder1d,
        Metric::Backlog1dTo3d,
        Metric::Backlog3dTo7d,
        Metric::BacklogOver7d,
        Metric::Queue,
        Metric::Workload,
        Metric::Duplicates,
        Metric::CollisionsAvoided,
        Metric::HandoffAccept,
        Metric::HandoffFollowUp,
        Metric::HandoffCompleted,
        Metric::HandoffDeclined,
        Metric::HandoffLapsed,
        Metric::SlaFirstResponse,
        Metric::SlaNextResponse,
        Metric::SlaResolution,
        Metric::SlaUpdate,
        Metric::Satisfaction,
        Metric::Revenue,
        Metric::Quality,
    ];

    /// By its name; a dash does for an underscore.
    pub fn named(name: &str) -> Option<Metric> {
        let name = name.to_lowercase().replace('-', "_");
        Metric::ALL.into_iter().find(|metric| metric.definition().name == name)
    }

    pub fn name(self) -> &'static str {
        self.definition().name
    }

    pub fn shape(self) -> Shape {
        self.definition().shape
    }

    /// Taken at the end of a period, not counted through it.
    pub fn is_taken_at_the_end(self) -> bool {
        matches!(self.shape(), Shape::Stock | Shape::Ages)
    }

    pub fn definition(self) -> &'static Definition {
        &DEFINITIONS[self as usize]
    }
}

const DEFINITIONS: [Definition; Metric::ALL.len()] = [
    Definition {
        name: "volume_in",
        title: "Mail in",
        unit: "messages",
        shape: Shape::Count,
        text: "Messages that people outside wrote to us, by arrival (INTERNALDATE).",
        excludes: &[AUTOMATED],
    },
    Definition {
        name: "volume_out",
        title: "Mail out",
        unit: "messages",
        shape: Shape::Count,
        text: "Messages that we wrote to people outside, by the time at which they were stored.",
        excludes: &[AUTOMATED],
    },
    Definition {
        name: "replies",
        title: "Replies of each member",
        unit: "messages",
        shape: Shape::Count,
        text: "The same messages of ours where it is known which member wrote them; by owner means their author.",
        excludes: &[AUTOMATED, UNKNOWN_AUTHOR],
    },
    Definition {
        name: "first_response",
        title: "First response",
        unit: "seconds",
        shape: Shape::Span,
        text: "From the first message of a customer to our first reply after it, once for each segment: a thread is one, \
               and another begins with the first message after each close. Filed under the arrival of that message.",
        excludes: &[UNANSWERED, CLOSED, HISTORIC],
    },
    Definition {
        name: "next_response",
        title: "Next response",
        unit: "seconds",
        shape: Shape::Span,
        text: "From a customer's message that followed a reply of ours, the first since that reply, to our next reply in \
               the same segment. Filed under the arrival of that message.",
        excludes: &[UNANSWERED, CLOSED, HISTORIC],
    },
    Definition {
        name: "ownership_lag",
        title: "Ownership lag, by a person",
        unit: "seconds",
        shape: Shape::Span,
        text: "From the arrival of a thread's first message of a customer to its first owner, where a member made them \
               so; 0 where it had one before. Filed under that arrival.",
        excludes: &[
            ("by-rule", "a rule gave it its first owner: see ownership_lag_rule"),
            ("unowned", "nobody has owned it yet"),
            HISTORIC,
        ],
    },
    Definition {
        name: "ownership_lag_rule",
        title: "Ownership lag, by a rule",
        unit: "seconds",
        shape: Shape::Span,
        text: "The same where baton gave the thread its first owner, because of the customer's owner or a rule.",
        excludes: &[
            ("by-person", "a member gave it its first owner: see ownership_lag"),
            ("unowned", "nobody has owned it yet"),
            HISTORIC,
        ],
    },
    Definition {
        name: "resolution",
        title: "Time to resolution",
        unit: "seconds",
        shape: Shape::Span,
        text: "From a segment's first message of the customer to the close that ended it, where we replied in between at \
               least once; to our last reply where baton closed it because the customer did not answer. Filed under the \
               close.",
        excludes: &[
            ("no-reply", "closed without a reply of ours: see no_action_needed"),
            ("no-question", "no customer had written before it"),
            HISTORIC,
        ],
    },
    Definition {
        name: "no_action_needed",
        title: "Closed without a reply",
        unit: "closes",
        shape: Shape::Count,
        text: "Segments of a thread in which a customer wrote and which were closed without a reply of ours. Filed under the \
               close.",
        excludes: &[],
    },
    Definition {
        name: "reopened",
        title: "Reopen rate",
        unit: "closes",
        shape: Shape::Share,
        text: "Of all closes, those after which the customer wrote again in the same thread before it was closed again, \
               whenever that was. Filed under the close.",
        excludes: &[],
    },
    Definition {
        name: "backlog",
        title: "Backlog",
        unit: "threads",
        shape: Shape::Ages,
        text: "Threads in which we owed the customer something at the end of the period (status open), and how long we had: \
               since their first message without an answer, else since it was opened.",
        excludes: &[("waiting", "it waited for the customer or for somebody else")],
    },
    Definition {
        name: "backlog_under_1d",
        title: "Backlog younger than a day",
        unit: "threads",
        shape: Shape::Stock,
        text: "Of the backlog, what was younger than 24 hours in clock time.",
        excludes: &[],
    },
    Definition {
        name: "backlog_1d_to_3d",
        title: "Backlog of one to three days",
        unit: "threads",
        shape: Shape::Stock,
        text: "Of the backlog, what was 24 to less than 72 hours old in clock time.",
        excludes: &[],
    },
    Definition {
        name: "backlog_3d_to_7d",
        title: "Backlog of three to seven days",
        unit: "threads",
        shape: Shape::Stock,
        text: "Of the backlog, what was 72 to less than 168 hours old in clock time.",
        excludes: &[],
    },
    Definition {
        name: "backlog_over_7d",
        title: "Backlog of a week and more",
        unit: "threads",
        shape: Shape::Stock,
        text: "Of the backlog, what was 168 hours old or older in clock time.",
        excludes: &[],
    },
    Definition {
        name: "queue",
        title: "Queue",
        unit: "threads",
        shape: Shape::Ages,
        text: "Of the backlog, what nobody owned at the end of the period, and how long we had owed it.",
        excludes: &[("owned", "somebody owned it")],
    },
    Definition {
        name: "workload",
        title: "Load of each member",
        unit: "threads",
        shape: Shape::Stock,
        text: "Threads that were not closed at the end of the period and had an owner.",
        excludes: &[("unowned", "nobody owned it")],
    },
    Definition {
        name: "duplicates",
        title: "Answered twice",
        unit: "messages",
        shape: Shape::Share,
        text: "Of the customers' messages that were answered, those that two members answered, each by themselves, within 24 \
               hours of the first reply and before the customer wrote again. Filed under the arrival of the message.",
        excludes: &[
            UNANSWERED,
            CLOSED,
            (
                "unknown-author",
                "it had two replies, and nobody knows which member wrote one of them",
            ),
            AUTOMATED,
            HISTORIC,
        ],
    },
    Definition {
        name: "collisions_avoided",
        title: "Collisions avoided",
        unit: "stops",
        shape: Shape::Count,
        text: "How often a member was told that another one has the thread in hand: a claim that was refused, a check or a \
               guarded mail that was stopped.",
        excludes: &[(
            "repeated",
            "the same member was told so of the same thread within the hour before",
        )],
    },
    Definition {
        name: "handoff_accept",
        title: "Handoff: offered to accepted",
        unit: "seconds",
        shape: Shape::Span,
        text: "From the offer of a thread to its acceptance. Filed under the offer.",
        excludes: &[
            ("declined", "every receiver declined"),
            ("lapsed", "nobody answered in time"),
            ("withdrawn", "it was withdrawn, or became void"),
            PENDING,
        ],
    },
    Definition {
        name: "handoff_follow_up",
        title: "Handoff: accepted to taken up",
        unit: "seconds",
        shape: Shape::Span,
        text: "From the acceptance of a thread to the first reply of whoever accepted, or the first thing they did with it. \
               Filed under the acceptance.",
        excludes: &[PENDING, ("passed-on", "somebody else owned it before they did anything")],
    },
    Definition {
        name: "handoff_completed",
        title: "Handoffs accepted",
        unit: "offers",
        shape: Shape::Share,
        text: "Of the offers that were accepted, declined or lapsed, those that were accepted. Filed under the offer.",
        excludes: &[("withdrawn", "it was withdrawn, or became void"), PENDING],
    },
    Definition {
        name: "handoff_declined",
        title: "Handoffs declined",
        unit: "offers",
        shape: Shape::Count,
        text: "Offers that every receiver declined. Filed under the offer.",
        excludes: &[],
    },
    Definition {
        name: "handoff_lapsed",
        title: "Handoffs lapsed",
        unit: "offers",
        shape: Shape::Count,
        text: "Offers that nobody answered in time. Filed under the offer.",
        excludes: &[],
    },
    Definition {
        name: "sla_first_response",
        title: "SLA met: first response",
        unit: "promises",
        shape: Shape::Share,
        text: "Of the first replies in a thread that were promised by an [[sla]] in force when the customer wrote, those that \
               came in time; one that is late counts as missed before it is answered. Filed under the arrival of the \
               message. Unlike first_response, where we had written to the customer before, also before a close, it \
               is a next response.",
        excludes: &[NO_TARGET, RUNNING, CLOSED, HISTORIC],
    },
    Definition {
        name: "sla_next_response",
        title: "SLA met: next response",
        unit: "promises",
        shape: Shape::Share,
        text: "The same of all later replies in a thread, each owed to the customer's first message since the reply before.",
        excludes: &[NO_TARGET, RUNNING, CLOSED, HISTORIC],
    },
    Definition {
        name: "sla_resolution",
        title: "SLA met: resolution",
        unit: "promises",
        shape: Shape::Share,
        text: "Of the threads for which an end was promised by an [[sla]] in force when their first message came, those that \
               were closed in time; the clock stands still while a thread waits. Filed under that arrival.",
        excludes: &[NO_TARGET, RUNNING, HISTORIC],
    },
    Definition {
        name: "sla_update",
        title: "SLA met: updates",
        unit: "promises",
        shape: Shape::Share,
        text: "Of the updates that a level of escalation promised (update-every), those that we wrote in time, in clock time; \
               after one that was missed the next is owed from our next mail on. Filed under the time from which it is \
               counted.",
        excludes: &[RUNNING],
    },
    Definition {
        name: "satisfaction",
        title: "Satisfaction",
        unit: "scores",
        shape: Shape::Score,
        text: "Scores of customers that were imported, by their own date, else by that of the import.",
        excludes: &[],
    },
    Definition {
        name: "revenue",
        title: "Revenue",
        unit: "amounts",
        shape: Shape::Sum,
        text: "Amounts that were imported for threads, by their own date, else by that of the import, each currency by \
               itself.",
        excludes: &[],
    },
    Definition {
        name: "quality",
        title: "Quality",
        unit: "scores",
        shape: Shape::Score,
        text: "Scores from 1 to 5 that members gave to threads (baton score), by the time they gave them; of scores that one \
               member gave the same thread the last counts.",
        excludes: &[("replaced", "the same member scored the thread again")],
    },
];

/// How percentiles, clocks and groups are to be read; printed with the definitions.
pub const NOTES: &str = "p50 and p90 are percentiles by nearest rank: the smallest value that at least 50 or 90 of 100 do \
    not exceed. Clock \"working\" counts time within [calendar] hours and without its holidays, as the config had them at \
    the time; \"wall\" counts all time. A period is from its first second up to, not including, its last; days, weeks and \
    months are those of the time zone that is named, weeks are ISO 8601. What happened later, up to now, is known: a \
    message of the period counts as answered whenever it was. What was taken back (undo) counts as if it had not been \
    done. Threads that were joined count as one conversation from the first message of either; before they were joined it \
    was whoever's either was. By owner means who owned the thread when what is counted ended: at the reply, the close, the acceptance; now, \
    where it has not ended; for mail of customers, when it was answered. By inbox means the one where the thread's first \
    message came in, by tag and customer those it has now; a thread with two tags counts under each. By hour means the hour \
    of the week; what is taken at the end of a period is not told by hour. A number is marked where its time overlaps a \
    gap in the mail that was read.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_definition_stands_at_the_place_of_its_metric() {
        for (place, metric) in Metric::ALL.into_iter().enumerate() {
            assert_eq!(metric as usize, place);
            assert_eq!(Metric::named(metric.name()), Some(metric));
        }
        assert_eq!(Metric::ALL[3].name(), "first_response");
        assert_eq!(Metric::named("Sla-Update"), Some(Metric::SlaUpdate));
    }
}
