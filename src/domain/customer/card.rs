//! A customer as lists and pages show them, and why one is not changed as somebody wants it.

use super::Record;
use crate::domain::access::Power;
use crate::domain::entry::{Event, Words};
use crate::domain::ids::{CustomerId, MemberId, TaskId, ThreadId};
use crate::domain::link::Target;
use crate::domain::member::Team;
use crate::domain::money::Money;
use crate::domain::note::NewNote;
use crate::domain::roster::Ownership;
use crate::domain::summary::Customer;
use crate::domain::task::{NewTask, TaskChange, TaskStatus};
use crate::domain::thread::{Decision, Refusal};
use crate::domain::time::Timestamp;

use super::Contact;

/// What is known of a customer: by mail, and by what members said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub customer: Customer,
    pub company: Option<String>,
    pub role: Option<String>,
    pub phone: Option<String>,
    pub status: Option<String>,
    pub tags: Vec<String>,
    /// All of them, the one that they are shown with first.
    pub addresses: Vec<String>,
    /// The numbers that were merged into it.
    pub merged: Vec<CustomerId>,
}

/// Why a customer is not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Whoever tried may not do it with the customer, or with this thread of theirs.
    Denied {
        power: Power,
        thread: Option<ThreadId>,
    },
    /// There is no such customer.
    Unknown(CustomerId),
    BackupIsOwner(MemberId),
    /// Nobody backs up nobody.
    NoOwner,
    /// They have left the team.
    Left(MemberId),
    /// They only look on, by role.
    Viewer(MemberId),
    /// The address is another record's.
    AddressTaken {
        address: String,
        by: CustomerId,
    },
    /// Both numbers are one record already.
    OneAlready(CustomerId),
    /// They are two members', and nobody says whose the one is to be.
    TwoOwners(MemberId, MemberId),
    NoNote,
    NoSuchTask(TaskId),
    TaskEnded {
        task: TaskId,
        status: TaskStatus,
    },
}

/// What somebody is about to do with a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// What every agent may do: note, link, add tasks, keep what is known of them up to date.
    Help,
    /// Change, complete or drop a task: who promised it may, and who acts for the customer's owner.
    Promise(TaskId),
    /// Merge records.
    Merge,
}

impl Errand {
    /// The power that it needs; `acts` says whether whoever does it acts for the owner now.
    pub fn needs(self, record: &Record, me: Option<MemberId>, acts: bool) -> Power {
        match self {
            Errand::Help => Power::Work,
            Errand::Merge => Power::Merge,
            Errand::Promise(task) => {
                let mine = record.task(task).is_some_and(|task| Some(task.owner) == me);
                if mine || acts || record.whose.owner.is_none() {
                    Power::Work
                } else {
                    Power::Others
                }
            }
        }
    }
}

impl Card {
    /// What is to be said of them that is not so already.
    pub fn change(&self, contact: &Contact) -> Decision {
        let news = |said: &Option<String>, known: &str| {
            said.clone().map(|said| said.trim().to_owned()).filter(|said| said != known)
        };
        let known = |known: &Option<String>| known.clone().unwrap_or_default();
        let change = Contact {
            name: news(&contact.name, &self.customer.name),
            company: news(&contact.company, &known(&self.company)),
            role: news(&contact.role, &known(&self.role)),
            phone: news(&contact.phone, &known(&self.phone)),
            status: news(&contact.status, &known(&self.status)),
            addresses: without(&contact.addresses, &self.addresses),
            tags: {
                let has = |tag: &&String| !self.tags.iter().any(|known| is_same(known, tag));
                contact.tags.iter().filter(has).cloned().collect()
            },
            tags_removed: {
                let is_meant =
                    |tag: &&String| contact.tags_removed.iter().any(|said| is_same(said, tag));
                self.tags.iter().filter(is_meant).cloned().collect()
            },
        };
        match change == Contact::default() {
            true => Decision::nothing(),
            false => {
                let event = Event::CustomerChanged { customer: self.customer.id };
                Decision::with(event, Words { contact: Some(Box::new(change)), ..Words::default() })
            }
        }
    }

    pub fn note(&self, note: NewNote) -> Decision {
        let (event, words) = note.entry(Some(self.customer.id));
        Decision::with(event, words)
    }

    pub fn link(&self, record: &Record, target: &Target, amount: Option<Money>) -> Decision {
        if target.is_among(&record.links, amount) {
            return Decision::nothing();
        }
        let (event, words) = target.entry(amount, Some(self.customer.id));
        Decision::with(event, words)
    }

    /// Adds a task, for its owner where one is named, else for `me`.
    pub fn promise(&self, task: NewTask, me: MemberId) -> Decision {
        let (event, words) = NewTask { customer: Some(self.customer.id), ..task }.entry(me);
        Decision::with(event, words)
    }

    /// Changes, completes or drops one of the tasks that are on no thread.
    pub fn change_task(
        &self,
        record: &Record,
        task: TaskId,
        change: &TaskChange,
    ) -> Result<Decision, Refused> {
        let known = record.task(task).ok_or(Refused::NoSuchTask(task))?;
        known.change(change, Some(self.customer.id)).map(Decision).map_err(
            |refused| match refused {
                Refusal::TaskEnded { task, status } => Refused::TaskEnded { task, status },
                _ => Refused::NoSuchTask(task),
            },
        )
    }

    /// Marks the notes for `me` as read, and their own that were due as looked at.
    pub fn ack(&self, record: &Record, me: MemberId, now: Timestamp) -> Result<Decision, Refused> {
        let asks = record.notes.iter().any(|note| note.asks(me, now));
        let acked = || Decision::one(Event::Acked { customer: Some(self.customer.id) });
        asks.then(acked).ok_or(Refused::NoNote)
    }

    /// The other record is this customer too. The owner is the one there is, unless one is named.
    pub fn merge(
        &self,
        other: &Card,
        owner: Option<MemberId>,
        reason: Option<String>,
        team: &Team,
        now: Timestamp,
    ) -> Result<Decision, Refused> {
        let (customer, from) = (self.customer.id, other.customer.id);
        if customer == from {
            return Err(Refused::OneAlready(customer));
        }
        let (mine, theirs) = (self.customer.whose, other.customer.whose);
        let owner = match (owner, mine.owner, theirs.owner) {
            (None, Some(mine), Some(theirs)) if mine != theirs => {
                return Err(Refused::TwoOwners(mine, theirs));
            }
            (named, mine, theirs) => named.or(mine).or(theirs),
        };
        if let Some(left) = owner.filter(|owner| !team.is_in(*owner)) {
            return Err(Refused::Left(left));
        }
        let looks_on = |member: &MemberId| team.right(*member, Power::Work, now).is_none();
        if let Some(viewer) = owner.filter(looks_on) {
            return Err(Refused::Viewer(viewer));
        }
        let backup = mine.backup.or(theirs.backup).filter(|backup| Some(*backup) != owner);
        let backup = backup.filter(|_| owner.is_some());
        let event = Event::CustomersMerged { customer, from, owner, backup };
        Ok(Decision::with(event, Words::reason(reason)))
    }

    /// Whose it is.
    pub fn whose(&self) -> Ownership {
        self.customer.whose
    }
}

/// Tags are the same whatever their case.
fn is_same(tag: &str, other: &str) -> bool {
    tag.to_lowercase() == other.to_lowercase()
}

fn without(said: &[String], known: &[String]) -> Vec<String> {
    said.iter().filter(|said| !known.contains(said)).cloned().collect()
}
