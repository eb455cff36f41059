//! What lists know of a thread: the part of its state that is stored as a row, and what follows from it now.

use super::absence::{Absence, Acting};
use super::address::Address;
use super::entry::WaitingOn;
use super::handoff::Offer;
use super::ids::{CustomerId, InboxId, MemberId, Seq, TaskId, ThreadId};
use super::message::{Direction, Fact, Vanished};
use super::policy::Policy;
use super::priority::Priority;
use super::roster::Ownership;
use super::sla::Setting;
use super::thread::{Doubled, Level, Stand, Thread};
use super::time::Timestamp;

/// The state of a thread without texts and without regard to the clock. Follows from [`Thread`] alone; `fsck`
/// compares the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub thread: ThreadId,
    /// The message whose subject stands for the thread: its oldest.
    pub opener: Option<Seq>,
    pub customer: Option<CustomerId>,
    pub stand: Stand,
    /// The entry that set the wait, for its words.
    pub waiting_entry: Option<Seq>,
    pub stands_since: Option<Timestamp>,
    pub owner: Option<MemberId>,
    pub owned_since: Option<Timestamp>,
    pub backup: Option<MemberId>,
    pub held_by: Option<MemberId>,
    pub held_until: Option<Timestamp>,
    pub priority: Priority,
    pub tags: Vec<String>,
    pub next: Option<NextTask>,
    pub open_tasks: usize,
    pub offer: Option<Offer>,
    /// Holds nothing but automated mail.
    pub automated: bool,
    pub messages: usize,
    /// The customer's first message that waits for an answer.
    pub unanswered_since: Option<Timestamp>,
    pub first_at: Option<Timestamp>,
    pub last_inbound_at: Option<Timestamp>,
    pub last_outbound_at: Option<Timestamp>,
    pub last_message_at: Option<Timestamp>,
    pub last_entry_at: Option<Timestamp>,
    /// The last one that a member wrote.
    pub last_entry: Option<Seq>,
    /// The owner's last sign of care.
    pub cared_at: Option<Timestamp>,
    /// Replies of others since then, and who wrote the last one.
    pub other_replies: usize,
    pub other_author: Option<MemberId>,
    /// How far up it was sent, since when, and until when.
    pub level: Option<Level>,
    /// Periods, the oldest first, in which it was not open; the one it is in now only where it is known when that ends.
    pub waits: Vec<(Timestamp, Timestamp)>,
    /// The last message that two members answered.
    pub doubled: Option<Doubled>,
}

/// The open task that comes first; its title is in the words of the entry with the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextTask {
    pub task: TaskId,
    /// The entry whose words are its title.
    pub titled: Seq,
    pub due: Option<Timestamp>,
    pub owner: MemberId,
    pub priority: Priority,
}

impl From<&Thread> for Summary {
    fn from(thread: &Thread) -> Summary {
        let (stand, stands_since) = thread.stand();
        let last = |direction: Direction| {
            thread
                .facts
                .iter()
                .filter(|fact| fact.direction == direction && fact.automated.is_none())
                .map(|fact| fact.at)
                .max()
        };
        let (other_replies, other_author) = thread.answered_by_others();
        let waiting_entry =
            thread.said.filter(|said| stands_since == Some(said.at)).and_then(|said| said.words);
        Summary {
            thread: thread.id,
            opener: thread.facts.iter().min_by_key(|f| f.rank()).map(|f| f.seq),
            customer: thread.customer(),
            stand,
            waiting_entry: waiting_entry.filter(|_| matches!(stand, Stand::Waiting { .. })),
            stands_since,
            owner: thread.owner.map(|owner| owner.member),
            owned_since: thread.owner.map(|owner| owner.since),
            backup: thread.backup,
            held_by: thread.hold.map(|hold| hold.by),
            held_until: thread.hold.map(|hold| hold.until),
            priority: thread.priority,
            tags: thread.tags.iter().cloned().collect(),
            next: thread.next_task().map(|task| NextTask {
                task: task.id,
                titled: task.titled,
                due: task.due,
                owner: task.owner,
                priority: task.priority,
            }),
            open_tasks: thread.open_tasks().count(),
            offer: thread.offer.clone(),
            automated: !thread.facts.is_empty()
                && thread.facts.iter().all(|fact| fact.automated.is_some()),
            messages: thread.facts.len(),
            unanswered_since: thread.unanswered_since(),
            first_at: thread.facts.iter().map(|fact| fact.at).min(),
            last_inbound_at: last(Direction::Inbound),
            last_outbound_at: last(Direction::Outbound),
            last_message_at: thread.facts.iter().map(|fact: &Fact| fact.at).max(),
            last_entry_at: thread.last_entry_at,
            last_entry: thread.last_entry,
            cared_at: thread.cared_at(),
            other_replies,
            other_author,
            level: thread.level,
            waits: thread.kept_waits(),
            doubled: thread.doubled(),
        }
    }
}

/// The four words for where a thread stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// We owe the customer something.
    Open,
    WaitingCustomer,
    WaitingInternal,
    Closed,
}

impl Status {
    pub const ALL: [Status; 4] =
        [Status::Open, Status::WaitingCustomer, Status::WaitingInternal, Status::Closed];

    pub fn word(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::WaitingCustomer => "waiting-customer",
            Status::WaitingInternal => "waiting-internal",
            Status::Closed => "closed",
        }
    }
}

impl Stand {
    /// The word for it now: a wait whose end has passed counts as open.
    pub fn status(self, now: Timestamp) -> Status {
        match self {
            Stand::Open => Status::Open,
            Stand::Closed => Status::Closed,
            Stand::Waiting { until: Some(until), .. } if until <= now => Status::Open,
            Stand::Waiting { on: WaitingOn::Customer, .. } => Status::WaitingCustomer,
            Stand::Waiting { .. } => Status::WaitingInternal,
        }
    }
}

impl std::str::FromStr for Status {
    type Err = String;

    fn from_str(text: &str) -> Result<Status, String> {
        Status::ALL.into_iter().find(|status| status.word() == text).ok_or_else(|| {
            format!("\"{text}\" is no status: open, waiting-customer, waiting-internal or closed")
        })
    }
}

/// What is to be done next on a thread: a task, or what is implied after a reply of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextAction {
    pub task: Option<TaskId>,
    pub text: String,
    pub due: Option<Timestamp>,
    pub owner: Option<MemberId>,
}

/// What is to be done, unsaid, after every reply of ours.
pub const IMPLIED: &str = "check for the customer's reply";

impl Summary {
    /// Where it stands now: a wait whose end has passed counts as open.
    pub fn status(&self, now: Timestamp) -> Status {
        self.stand.status(now)
    }

    /// Whom it waits for now.
    pub fn waiting_on(&self, now: Timestamp) -> Option<WaitingOn> {
        match (self.status(now), self.stand) {
            (Status::WaitingCustomer | Status::WaitingInternal, Stand::Waiting { on, .. }) => {
                Some(on)
            }
            _ => None,
        }
    }

    /// Who should act right now, and in whose stead.
    pub fn acting(&self, policy: &Policy, now: Timestamp) -> Option<Acting> {
        let acting = policy.absences.acting(self.owner, self.backup, now);
        let last_resort = || policy.resort.acting(self.level(now), &policy.absences, now);
        if self.stand == Stand::Closed { acting } else { acting.or_else(last_resort) }
    }

    /// Who should act right now: the owner; if away, who covers them; if nobody does, the backup; in the end who owns
    /// its level of escalation, or is on duty (SPEC §1).
    pub fn effective_owner(&self, policy: &Policy, now: Timestamp) -> Option<MemberId> {
        self.acting(policy, now).map(|acting| acting.member)
    }

    /// The absence that its owner is in.
    pub fn away(&self, policy: &Policy, now: Timestamp) -> Option<Absence> {
        policy.absences.of(self.owner?, now).copied()
    }

    /// How far up it is now.
    pub fn level(&self, now: Timestamp) -> Option<Level> {
        self.level.filter(|level| level.until.is_none_or(|until| now < until))
    }

    /// Who holds it now, and until when.
    pub fn hold(&self, now: Timestamp) -> Option<(MemberId, Timestamp)> {
        self.held_by.zip(self.held_until).filter(|(_, until)| now < *until)
    }

    pub fn open_offer(&self, now: Timestamp) -> Option<&Offer> {
        self.offer.as_ref().filter(|offer| offer.is_open(now))
    }

    /// The customer's mail waits for an answer.
    pub fn awaits_reply(&self) -> bool {
        self.unanswered_since.is_some()
    }

    /// When "check for the customer's reply" is due, if that is all there is to do: nothing is promised, and the
    /// wait for the customer has no end of its own.
    pub fn implied_due(&self, policy: &Policy, now: Timestamp) -> Option<Timestamp> {
        let implied = self.next.is_none()
            && self.status(now) == Status::WaitingCustomer
            && matches!(self.stand, Stand::Waiting { until: None, .. });
        let since = self.stands_since.filter(|_| implied)?;
        Some(policy.calendar.add(since, policy.follow_up_after))
    }

    /// When the next action is due, said or implied.
    pub fn due(&self, policy: &Policy, now: Timestamp) -> Option<Timestamp> {
        match &self.next {
            Some(next) => next.due,
            None => self.implied_due(policy, now),
        }
    }

    pub fn is_overdue(&self, policy: &Policy, now: Timestamp) -> bool {
        self.status(now) != Status::Closed && self.due(policy, now).is_some_and(|due| due < now)
    }

    /// The last sign of life: a message, or something a member did.
    pub fn last_activity(&self) -> Option<Timestamp> {
        self.last_message_at.max(self.last_entry_at)
    }

    /// Since when it has been as it is: the customer's first unanswered message, else the last message.
    pub fn ages_from(&self) -> Option<Timestamp> {
        self.unanswered_since.or(self.last_message_at)
    }
}

/// Who the customer of a thread is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    pub id: CustomerId,
    pub name: String,
    pub address: String,
    pub whose: Ownership,
}

impl Customer {
    /// The name, else the address. A name that looks like an address is none: it would stand for somebody else.
    pub fn display(&self) -> &str {
        let is_name = !self.name.is_empty() && !self.name.contains('@');
        if is_name || self.address.is_empty() { &self.name } else { &self.address }
    }
}

/// A thread with the texts that lists show beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub summary: Summary,
    pub subject: String,
    /// From of the oldest message.
    pub opened_by: Option<Address>,
    pub customer: Option<Customer>,
    /// What members say of the customer: lead, vip, …
    pub customer_status: Option<String>,
    /// Names of the inboxes where its messages lie.
    pub inboxes: Vec<InboxId>,
    pub next_title: Option<String>,
    /// What the brief of the offer says is to be done next.
    pub offered_next: Option<String>,
    /// Whom it waits for, by a name that is no member's.
    pub waiting_name: Option<String>,
    /// What it waits for.
    pub waiting_for: Option<String>,
    pub gone: Option<Gone>,
    /// When the last bounce came, where the thread is open.
    pub last_bounce_at: Option<Timestamp>,
}

/// The customer's oldest mail that vanished before anybody answered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    pub sender: Option<Address>,
    /// When it had come.
    pub at: Timestamp,
    pub vanished: Vanished,
}

impl Listed {
    /// What of it what was promised depends on, beside its state.
    pub fn setting(&self) -> Setting<'_> {
        Setting { inboxes: &self.inboxes, customer_status: self.customer_status.as_deref() }
    }

    /// When our reply bounced, if that is why the thread is open.
    pub fn bounced_at(&self) -> Option<Timestamp> {
        let summary = &self.summary;
        let is_why = summary.stand == Stand::Open && summary.stands_since == self.last_bounce_at;
        self.last_bounce_at.filter(|_| is_why && !summary.awaits_reply())
    }

    pub fn next_action(&self, policy: &Policy, now: Timestamp) -> Option<NextAction> {
        let summary = &self.summary;
        if let Some(next) = summary.next {
            let text = self.next_title.clone().unwrap_or_default();
            return Some(NextAction {
                task: Some(next.task),
                text,
                due: next.due,
                owner: Some(next.owner),
            });
        }
        summary.implied_due(policy, now).map(|due| NextAction {
            task: None,
            text: IMPLIED.to_owned(),
            due: Some(due),
            owner: summary.effective_owner(policy, now),
        })
    }
}
