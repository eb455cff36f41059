//! A conversation: everything that follows from its messages and entries, replayed in the order of their numbers.
//!
//! [`Thread`] is what decisions are made on; [`Summary`](super::summary::Summary) is what lists show of it.

mod apply;
mod decide;
mod doubled;
mod join;
mod parts;
mod split;
mod stages;
mod stand;
#[cfg(test)]
mod tests;
mod then;
mod waits;

pub use decide::{Claim, Decision, HOLD, LONGEST_HOLD, Refusal};
pub use doubled::Doubled;
pub use split::Before;
pub use stages::{Ending, FirstOwned, Handed, Stage};
pub use stand::Stand;
pub use then::of_thread;
pub use waits::Turn;

use super::entry::{Entry, Event, SaidStatus, WaitingOn};
use super::handoff::{Brief, Offer, TakenOver, Unmet};
use super::ids::{CustomerId, MemberId, Seq, TaskId, ThreadId};
use super::link::Link;
use super::member::Team;
use super::message::Fact;
use super::note::Note;
use super::priority::Priority;
use super::task::Task;
use super::time::Timestamp;
use super::undo;
use parts::Parts;
use std::collections::{BTreeMap, BTreeSet};

/// A conversation, replayed.
#[derive(Clone, Debug)]
pub struct Thread {
    pub id: ThreadId,
    /// Its messages, by sequence number.
    pub facts: Vec<Fact>,
    pub owner: Option<Owner>,
    pub backup: Option<MemberId>,
    pub hold: Option<Hold>,
    /// Every hold there was: member, from, until.
    pub held: Vec<(MemberId, Timestamp, Timestamp)>,
    pub priority: Priority,
    /// What kind of matter it is.
    pub tags: BTreeSet<String>,
    /// All tasks, done ones included, in the order in which they were added.
    pub tasks: Vec<Task>,
    pub notes: Vec<Note>,
    pub links: Vec<Link>,
    pub offer: Option<Offer>,
    /// The words of the offer.
    pub brief: Option<Brief>,
    /// What became of the last offer, while the thread is with the owner whom it left it with.
    pub unmet: Vec<Unmet>,
    /// What the owner was told when they took it over.
    pub taken_over: Option<TakenOver>,
    /// The last thing a member, or baton by a rule, said about the status.
    pub said: Option<Said>,
    /// Everything that was ever said about it.
    pub sayings: Vec<Said>,
    /// Every close there was: number and time.
    pub closings: Vec<(Seq, Timestamp)>,
    /// When somebody first became its owner.
    pub first_owned: Option<FirstOwned>,
    /// Whose it was and what was promised for it, over time.
    pub stages: Vec<Stage>,
    /// Every offer there was.
    pub offers: Vec<Handed>,
    pub last_entry_at: Option<Timestamp>,
    pub last_entry: Option<Seq>,
    /// When each member last did something here themselves.
    pub seen: BTreeMap<MemberId, Timestamp>,
    /// How far up it was sent.
    pub level: Option<Level>,
    /// There is an entry about it, by a member or by baton.
    pub touched: bool,
    /// The threads that were joined to it, and how it stood before.
    pub joined: Vec<Before>,
}

/// Who owns a thread, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    pub member: MemberId,
    pub since: Timestamp,
}

/// A short lease: "I am preparing the reply".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The entry that began it.
    pub entry: Seq,
    pub by: MemberId,
    pub from: Timestamp,
    pub until: Timestamp,
}

impl Hold {
    pub fn is_on(&self, now: Timestamp) -> bool {
        now < self.until
    }
}

/// How far up a thread was sent, until then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    pub level: u8,
    pub since: Timestamp,
    pub until: Option<Timestamp>,
}

impl Level {
    /// Levels are counted from 1 up to this.
    pub const HIGHEST: u8 = 9;
}

/// A status that was set by an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    pub seq: Seq,
    pub at: Timestamp,
    pub status: SaidStatus,
    /// The entry whose words say whom it waits for.
    pub words: Option<Seq>,
}

impl Thread {
    /// A thread in which nothing has happened yet.
    pub fn new(id: ThreadId) -> Thread {
        Thread {
            id,
            facts: Vec::new(),
            owner: None,
            backup: None,
            hold: None,
            held: Vec::new(),
            priority: Priority::Normal,
            tags: BTreeSet::new(),
            tasks: Vec::new(),
            notes: Vec::new(),
            links: Vec::new(),
            offer: None,
            brief: None,
            unmet: Vec::new(),
            taken_over: None,
            said: None,
            sayings: Vec::new(),
            closings: Vec::new(),
            first_owned: None,
            stages: Vec::new(),
            offers: Vec::new(),
            last_entry_at: None,
            last_entry: None,
            seen: BTreeMap::new(),
            level: None,
            touched: false,
            joined: Vec::new(),
        }
    }

    /// The state that follows from these messages and entries, each in the order of its numbers.
    ///
    /// Until two threads were joined, what happened in the one is no business of the other: each number has a state of
    /// its own up to there.
    pub fn replay(id: ThreadId, facts: Vec<Fact>, entries: &[Entry]) -> Thread {
        let taken = undo::taken_back(entries);
        let mut parts = Parts::default();
        for entry in entries {
            let number = entry.thread.unwrap_or(id);
            match taken.get(&entry.seq) {
                Some(by) => {
                    let by = entries.iter().find(|entry| entry.seq == *by);
                    parts.of(number).pass_over(entry, by);
                }
                None if undo::is_aside(entry, entries) => parts.of(number).touched = true,
                None => parts.take(entry, number),
            }
        }
        let thread = parts.whole.remove(&id).map_or_else(|| Thread::new(id), |thread| *thread);
        let mut thread = Thread { facts, ..thread };
        thread.end_hold_by_reply();
        thread
    }

    /// Who held it for the reply that has come by now holds it no more.
    fn end_hold_by_reply(&mut self) {
        let replied = |hold: &Hold| {
            let by_holder =
                |author: Option<MemberId>| author.is_none_or(|author| author == hold.by);
            self.facts.iter().any(|fact| {
                let since = fact.seq > hold.entry && fact.at >= hold.from;
                fact.is_human_outbound() && since && by_holder(fact.author)
            })
        };
        self.hold = self.hold.filter(|hold| !replied(hold));
    }

    /// The open task that comes first: by due date, then priority, then age.
    pub fn next_task(&self) -> Option<&Task> {
        self.open_tasks().min_by_key(|task| task.rank())
    }

    /// The number that an entry is filed under: what is about a task goes with the task, where the thread is parted one
    /// day.
    pub fn filed_under(&self, event: &Event) -> ThreadId {
        let task = match event {
            Event::TaskDone { task, .. }
            | Event::TaskSet { task, .. }
            | Event::TaskCommented { task, .. } => self.task(*task),
            _ => None,
        };
        task.and_then(|task| task.thread).unwrap_or(self.id)
    }

    pub fn task(&self, id: TaskId) -> Option<&Task> {
        self.tasks.iter().find(|task| task.id == id)
    }

    pub fn open_tasks(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.is_open())
    }

    /// Who holds it now.
    pub fn holds(&self, now: Timestamp) -> Option<Hold> {
        self.hold.filter(|hold| hold.is_on(now))
    }

    /// Everyone who has something of it in hand: owner, backup, who promised something, giver and receivers of an offer.
    pub fn in_hands(&self) -> BTreeSet<MemberId> {
        let tasks = self.open_tasks().map(|task| task.owner);
        let offered = self.offer.iter().flat_map(|offer| offer.receivers().chain([offer.from]));
        let owner = self.owner.map(|owner| owner.member);
        owner.into_iter().chain(self.backup).chain(tasks).chain(offered).collect()
    }

    /// Who holds it now and has a say: its owner, its backup, whoever stands in for the owner; or anybody, where nobody
    /// owns it. The hold of a cover whose owner is back counts no more.
    pub fn hold_in_force(&self, team: &Team, now: Timestamp) -> Option<Hold> {
        let owner = self.owner.map(|owner| owner.member);
        let acting = team.acting_on(self, now).map(|acting| acting.member);
        self.holds(now)
            .filter(|hold| owner.is_none() || [owner, self.backup, acting].contains(&Some(hold.by)))
    }

    /// How far up it is now.
    pub fn level(&self, now: Timestamp) -> Option<Level> {
        self.level.filter(|level| level.until.is_none_or(|until| now < until))
    }

    /// The last sign that the owner cares: they took it, did something with it, or answered.
    pub fn cared_at(&self) -> Option<Timestamp> {
        let owner = self.owner?;
        let replies = self.facts.iter().filter(|fact| fact.is_human_outbound());
        let answered =
            replies.filter(|fact| fact.author == Some(owner.member)).map(|fact| fact.at).max();
        answered.max(self.seen.get(&owner.member).copied()).max(Some(owner.since))
    }

    /// Replies of others since the owner last cared: how many, and who wrote the last one.
    pub fn answered_by_others(&self) -> (usize, Option<MemberId>) {
        let (Some(owner), Some(cared)) = (self.owner, self.cared_at()) else { return (0, None) };
        let others = || {
            self.facts.iter().filter(|fact| {
                fact.is_human_outbound()
                    && fact.at > cared
                    && fact.author.is_some_and(|author| author != owner.member)
            })
        };
        let last = others().max_by_key(|fact| fact.rank()).and_then(|fact| fact.author);
        (others().count(), last)
    }

    /// Does a member hold it, does it wait for them, or is an offer to or from them pending?
    pub fn engages(&self, member: MemberId, now: Timestamp) -> bool {
        let waits = self.said.is_some_and(|said| match said.status {
            SaidStatus::Waiting { on, .. } => on == WaitingOn::Member(member),
            _ => false,
        });
        let offer = self.open_offer(now);
        waits
            || offer.is_some_and(|offer| offer.from == member || offer.is_to(member))
            || self.holds(now).is_some_and(|hold| hold.by == member)
    }

    /// The offer that can still be answered.
    pub fn open_offer(&self, now: Timestamp) -> Option<&Offer> {
        self.offer.as_ref().filter(|offer| offer.is_open(now))
    }

    /// What became of the last offer, up to now: one that has lapsed has, whether or not baton took note of it.
    pub fn unmet(&self, now: Timestamp) -> Vec<Unmet> {
        let lapsed = self.offer.as_ref().filter(|offer| !offer.is_open(now));
        let lapsed = lapsed.map(|offer| Unmet::Lapsed { offer: offer.clone() });
        self.unmet.iter().cloned().chain(lapsed).collect()
    }

    /// The customer of a conversation that begins now: its first mail is no history.
    pub fn begun_with(&self) -> Option<CustomerId> {
        let people = self.facts.iter().filter(|fact| fact.is_human());
        let first = people.min_by_key(|fact| fact.rank())?;
        self.customer().filter(|_| !first.historic)
    }

    /// The customer: who first wrote to us, else whom we first wrote to.
    pub fn customer(&self) -> Option<CustomerId> {
        let known = || self.facts.iter().filter(|fact| fact.customer.is_some());
        known()
            .filter(|fact| fact.is_human_inbound())
            .min_by_key(|fact| fact.rank())
            .or_else(|| {
                known().filter(|fact| fact.is_human_outbound()).min_by_key(|fact| fact.rank())
            })
            .and_then(|fact| fact.customer)
    }
}
