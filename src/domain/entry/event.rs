//! What an entry says that happened.

use super::{Because, CloseReason, NoteKind, SaidStatus, WaitingOn};
use crate::domain::access::Power;
use crate::domain::ids::{CustomerId, MemberId, Seq, TaskId, ThreadId};
use crate::domain::link::LinkKind;
use crate::domain::member::Role;
use crate::domain::priority::Priority;
use crate::domain::task::TaskStatus;
use crate::domain::time::Timestamp;
use chrono::NaiveDate;
use chrono::serde::{ts_seconds, ts_seconds_option};
use serde::{Deserialize, Serialize};

/// What happened. Numbers and times only: free text lies beside the entry in [`Words`](super::Words), where it can be erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Event {
    LedgerCreated {
        test_world: bool,
    },
    MemberAdded {
        member: MemberId,
        role: Role,
    },
    MemberChanged {
        member: MemberId,
        role: Role,
    },
    /// Left the team; what was theirs is the other's.
    MemberRemoved {
        member: MemberId,
        to: Option<MemberId>,
    },
    /// Is away from then on, until then or until they say that they are back.
    Away {
        member: MemberId,
        #[serde(with = "ts_seconds")]
        from: Timestamp,
        #[serde(with = "ts_seconds_option")]
        until: Option<Timestamp>,
        cover: Option<MemberId>,
    },
    /// Ends the absence that this entry began.
    Back {
        absence: Seq,
    },
    /// May do something until then, which the role alone does not allow.
    Granted {
        member: MemberId,
        power: Power,
        #[serde(with = "ts_seconds")]
        until: Timestamp,
    },
    /// Ends the grant that this entry gave.
    Revoked {
        grant: Seq,
    },
    /// Tried something without being permitted.
    Denied {
        power: Power,
    },
    /// Owner and backup of a customer.
    CustomerAssigned {
        customer: CustomerId,
        owner: Option<MemberId>,
        backup: Option<MemberId>,
    },
    /// A member made a record of somebody who had not written yet.
    CustomerAdded {
        customer: CustomerId,
    },
    /// What is known of a customer; the words say what.
    CustomerChanged {
        customer: CustomerId,
    },
    /// Two records are of one customer: this one goes on, and says whose they are.
    CustomersMerged {
        customer: CustomerId,
        from: CustomerId,
        owner: Option<MemberId>,
        backup: Option<MemberId>,
    },
    /// Took a thread that nobody owned, and holds it.
    Claimed {
        #[serde(with = "ts_seconds")]
        hold_until: Timestamp,
    },
    /// Holds a thread that is theirs already, or that they back up or cover; until now where they give that up.
    Held {
        #[serde(with = "ts_seconds")]
        hold_until: Timestamp,
    },
    Released,
    /// Owner set by somebody; the backup stays where none is named.
    Assigned {
        owner: MemberId,
        backup: Option<MemberId>,
        /// Why, where nobody named the owner for this thread.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<Because>,
    },
    /// "Still mine": the owner stands by it.
    Confirmed,
    /// Whatever was the one's here is the other's: they left the team.
    PassedOn {
        from: MemberId,
        to: MemberId,
    },
    /// How far up it has to go; until then, or until somebody takes it back.
    Escalated {
        level: u8,
        #[serde(with = "ts_seconds_option")]
        until: Option<Timestamp>,
    },
    Deescalated,
    /// That entry counts no more, as if it had not been made.
    Undone {
        entry: Seq,
        /// Whose it is, where it is about a customer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<CustomerId>,
    },
    /// A remark, on a customer where one is named.
    Noted {
        #[serde(rename = "for")]
        reader: Option<MemberId>,
        note: NoteKind,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<CustomerId>,
        /// When whoever wrote it wants to look at it again.
        #[serde(default, with = "ts_seconds_option", skip_serializing_if = "Option::is_none")]
        review_after: Option<Timestamp>,
    },
    /// A task; its number is this entry's sequence number. On a thread, for a customer, or both.
    TaskAdded {
        owner: MemberId,
        #[serde(with = "ts_seconds_option")]
        due: Option<Timestamp>,
        priority: Priority,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<CustomerId>,
    },
    /// The customer is named where the task is on no thread; here and below.
    TaskDone {
        task: TaskId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<CustomerId>,
    },
    /// What is different about a task; its title where there are words.
    TaskSet {
        task: TaskId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<MemberId>,
        #[serde(default, with = "ts_seconds_option", skip_serializing_if = "Option::is_none")]
        due: Option<Timestamp>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        priority: Option<Priority>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<TaskStatus>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<CustomerId>,
    },
    TaskCommented {
        task: TaskId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<CustomerId>,
    },
    /// Something elsewhere belongs to it; the words say where it is.
    Linked {
        link: LinkKind,
        /// In the currency's smallest unit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<i64>,
        /// ISO 4217.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        currency: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<CustomerId>,
    },
    Waited {
        on: WaitingOn,
        #[serde(with = "ts_seconds_option")]
        until: Option<Timestamp>,
    },
    Closed {
        why: CloseReason,
    },
    Reopened,
    PrioritySet {
        priority: Priority,
    },
    /// What kind of matter it is, in words.
    Tagged {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        added: Vec<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        removed: Vec<String>,
    },
    Offered {
        to: MemberId,
        /// Whom it is offered to as well: the first to accept has it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        others: Vec<MemberId>,
        #[serde(with = "ts_seconds_option")]
        due: Option<Timestamp>,
        #[serde(with = "ts_seconds")]
        lapses_at: Timestamp,
    },
    Accepted,
    Declined,
    Withdrawn,
    Lapsed,
    /// A mail showed that two threads are one; says whose it is and where it stands from then on. What was promised,
    /// noted and offered in either goes on in the one.
    Joined {
        from: ThreadId,
        owner: Option<MemberId>,
        backup: Option<MemberId>,
        status: SaidStatus,
        /// Since when it stands so.
        #[serde(with = "ts_seconds")]
        since: Timestamp,
        /// The entry whose words say whom it waits for.
        words: Option<Seq>,
    },
    /// A member said that two threads are one; otherwise like [`Event::Joined`].
    Merged {
        from: ThreadId,
        owner: Option<MemberId>,
        backup: Option<MemberId>,
        status: SaidStatus,
        #[serde(with = "ts_seconds")]
        since: Timestamp,
        words: Option<Seq>,
        /// A message of each, by which it is known which two conversations were meant.
        messages: (Seq, Seq),
        /// Entries by which members had taken the two apart.
        takes_back: Vec<Seq>,
    },
    /// A member said that a message and what answers it is another thread, or that two threads are two.
    Split {
        into: ThreadId,
        /// A message of the other thread.
        message: Seq,
        /// A message that stays.
        from: Seq,
        /// The message begins the other thread: what it answers does not count.
        begins: bool,
        /// Entries by which members had put the two together.
        takes_back: Vec<Seq>,
    },
    /// What left a thread begins with this; what is `None` is as it was before it came there.
    SplitOff {
        from: ThreadId,
        owner: Option<MemberId>,
        backup: Option<MemberId>,
        priority: Option<Priority>,
        status: Option<SaidStatus>,
        /// Its tasks that were done meanwhile.
        done: Vec<TaskId>,
    },
    /// A reply was sent although somebody else had the thread in hand; says what stood against it.
    Forced {
        /// Who owned it.
        owner: Option<MemberId>,
        held_by: Option<MemberId>,
        /// Who had answered already, where that is known.
        answered_by: Option<MemberId>,
    },
    /// Read the notes that were for them so far, and looked again at their own that were due.
    Acked {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<CustomerId>,
    },
    /// Something that happened on that day, for whoever reads the numbers of it.
    Annotated {
        date: NaiveDate,
    },
    /// From that day on something is tried; the words have its name, and what it should bring.
    ExperimentStarted {
        date: NaiveDate,
    },
    /// That day was its last; the words have its name, and what came of it.
    ExperimentStopped {
        experiment: Seq,
        date: NaiveDate,
    },
    /// How content the customer was, in hundredths: 450 is a score of 4.5.
    Rated {
        hundredths: i64,
        /// When they said so, where that is known.
        #[serde(default, with = "ts_seconds_option", skip_serializing_if = "Option::is_none")]
        rated_at: Option<Timestamp>,
    },
    /// What it brought in; less than 0 where that was paid back.
    Earned {
        /// In the currency's smallest unit.
        amount: i64,
        /// ISO 4217.
        currency: String,
        #[serde(default, with = "ts_seconds_option", skip_serializing_if = "Option::is_none")]
        earned_at: Option<Timestamp>,
    },
    /// How good a member found our work on it, from 1 to 5.
    Scored {
        score: u8,
    },
}

impl Event {
    /// Does it only say something about a thread, without being any work on it? Then it is no sign of life: nothing
    /// about the thread is otherwise for it.
    pub fn is_aside(&self) -> bool {
        matches!(self, Event::Rated { .. } | Event::Earned { .. } | Event::Scored { .. })
    }

    /// The members whom it gives something to do.
    pub fn gives_to(&self) -> Vec<MemberId> {
        let given = match self {
            Event::Assigned { owner, backup, .. } => vec![Some(*owner), *backup],
            Event::Noted { reader, .. } => vec![*reader],
            Event::TaskAdded { owner, .. } => vec![Some(*owner)],
            Event::TaskSet { owner, .. } => vec![*owner],
            Event::Waited { on: WaitingOn::Member(member), .. } => vec![Some(*member)],
            Event::Offered { to, others, .. } => {
                std::iter::once(to).chain(others).map(|to| Some(*to)).collect()
            }
            _ => Vec::new(),
        };
        given.into_iter().flatten().collect()
    }

    /// Did a member do something for the thread with it?
    pub fn is_a_deed(&self) -> bool {
        let is_none =
            matches!(self, Event::Denied { .. } | Event::Acked { .. } | Event::Undone { .. });
        !is_none && !self.is_aside()
    }

    /// The customer that it is about, as numbered then.
    pub fn customer(&self) -> Option<CustomerId> {
        match self {
            Event::CustomerAdded { customer }
            | Event::CustomerChanged { customer }
            | Event::CustomerAssigned { customer, .. }
            | Event::CustomersMerged { customer, .. } => Some(*customer),
            Event::Undone { customer, .. }
            | Event::Noted { customer, .. }
            | Event::Acked { customer }
            | Event::TaskAdded { customer, .. }
            | Event::TaskDone { customer, .. }
            | Event::TaskSet { customer, .. }
            | Event::TaskCommented { customer, .. }
            | Event::Linked { customer, .. } => *customer,
            _ => None,
        }
    }

    /// The kind as the ledger, JSON and `log` name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Event::LedgerCreated { .. } => "ledger-created",
            Event::MemberAdded { .. } => "member-added",
            Event::MemberChanged { .. } => "member-changed",
            Event::MemberRemoved { .. } => "member-removed",
            Event::Away { .. } => "away",
            Event::Back { .. } => "back",
            Event::Granted { .. } => "granted",
            Event::Revoked { .. } => "revoked",
            Event::Denied { .. } => "denied",
            Event::CustomerAssigned { .. } => "customer-assigned",
            Event::CustomerAdded { .. } => "customer-added",
            Event::CustomerChanged { .. } => "customer-changed",
            Event::CustomersMerged { .. } => "customers-merged",
            Event::Confirmed => "confirmed",
            Event::PassedOn { .. } => "passed-on",
            Event::Escalated { .. } => "escalated",
            Event::Deescalated => "deescalated",
            Event::Undone { .. } => "undone",
            Event::Claimed { .. } => "claimed",
            Event::Held { .. } => "held",
            Event::Released => "released",
            Event::Assigned { .. } => "assigned",
            Event::Noted { .. } => "noted",
            Event::TaskAdded { .. } => "task-added",
            Event::TaskDone { .. } => "task-done",
            Event::TaskSet { .. } => "task-set",
            Event::TaskCommented { .. } => "task-commented",
            Event::Linked { .. } => "linked",
            Event::Waited { .. } => "waited",
            Event::Closed { .. } => "closed",
            Event::Reopened => "reopened",
            Event::PrioritySet { .. } => "priority-set",
            Event::Tagged { .. } => "tagged",
            Event::Offered { .. } => "offered",
            Event::Accepted => "accepted",
            Event::Declined => "declined",
            Event::Withdrawn => "withdrawn",
            Event::Lapsed => "lapsed",
            Event::Joined { .. } => "joined",
            Event::Merged { .. } => "merged",
            Event::Split { .. } => "split",
            Event::SplitOff { .. } => "split-off",
            Event::Forced { .. } => "forced",
            Event::Acked { .. } => "acked",
            Event::Annotated { .. } => "annotated",
            Event::ExperimentStarted { .. } => "experiment-started",
            Event::ExperimentStopped { .. } => "experiment-stopped",
            Event::Rated { .. } => "rated",
            Event::Earned { .. } => "earned",
            Event::Scored { .. } => "scored",
        }
    }
}
