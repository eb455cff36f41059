//! What a member may do with a thread now. Decisions are verbs; what they yield is written as entries.

use super::{Hold, Owner, Stand, Thread};
use crate::domain::access::Power;
use crate::domain::entry::{Because, CloseReason, Event, WaitingOn, Words};
use crate::domain::handoff::{Brief, Offer};
use crate::domain::ids::{CustomerId, MemberId, Seq, TaskId, ThreadId};
use crate::domain::link::Target;
use crate::domain::member::Team;
use crate::domain::money::Money;
use crate::domain::note::NewNote;
use crate::domain::priority::Priority;
use crate::domain::tag::Tag;
use crate::domain::task::{NewTask, TaskChange, TaskStatus};
use crate::domain::time::Timestamp;
use crate::domain::undo::NotUndone;
use std::collections::BTreeSet;

/// How long a claim holds a thread unless it says otherwise.
pub const HOLD: chrono::TimeDelta = chrono::TimeDelta::minutes(45);

/// The longest that a claim may hold one.
pub const LONGEST_HOLD: chrono::TimeDelta = chrono::TimeDelta::hours(24);

/// The entries that a decision adds, in order; none when nothing changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision(pub Vec<(Event, Words)>);

impl Decision {
    pub fn nothing() -> Decision {
        Decision(Vec::new())
    }
    pub fn one(event: Event) -> Decision {
        Decision(vec![(event, Words::default())])
    }
    pub fn with(event: Event, words: Words) -> Decision {
        Decision(vec![(event, words)])
    }
    /// Why somebody who is to do something cannot: they are not in the team any more, or only look on.
    pub fn given_in_vain(&self, team: &Team, now: Timestamp) -> Option<Refusal> {
        let events = || self.0.iter().map(|(event, _)| event);
        let left = events().flat_map(Event::gives_to).find(|member| !team.is_in(*member));
        let hands_over = |event: &&Event| {
            matches!(
                event,
                Event::Assigned { .. }
                    | Event::TaskAdded { .. }
                    | Event::TaskSet { .. }
                    | Event::Offered { .. }
            )
        };
        let looks_on = |member: &MemberId| team.right(*member, Power::Work, now).is_none();
        let viewer = events().filter(hands_over).flat_map(Event::gives_to).find(looks_on);
        left.map(|member| Refusal::Left { member })
            .or(viewer.map(|member| Refusal::Viewer { member }))
    }
    fn and(mut self, more: Option<(Event, Words)>) -> Decision {
        self.0.extend(more);
        self
    }
}

/// Why something may not be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Closed,
    AlreadyOwned {
        by: MemberId,
        since: Timestamp,
    },
    /// Somebody else is preparing a reply.
    Held {
        by: MemberId,
        until: Timestamp,
    },
    /// Only who acts for the owner may hold it without owning it.
    NotStandingIn,
    /// Nobody sent it up.
    NotEscalated,
    /// The role does not allow it, nor does a grant.
    Denied {
        power: Power,
    },
    /// Whoever is to do something only looks on, by role.
    Viewer {
        member: MemberId,
    },
    /// Whoever is to do something has left the team.
    Left {
        member: MemberId,
    },
    NotUndone {
        entry: Seq,
        why: NotUndone,
    },
    NotOwned,
    OfferedToYou {
        by: MemberId,
    },
    /// It is that member's already.
    HandoffToOwner {
        owner: MemberId,
    },
    /// It is offered to that member, and to so many more.
    OfferPending {
        to: MemberId,
        more: usize,
    },
    NoOffer,
    OfferLapsed {
        at: Timestamp,
    },
    OfferNotToYou {
        to: MemberId,
        more: usize,
    },
    BackupIsOwner {
        member: MemberId,
    },
    /// Only the owner can say that it is still theirs.
    NotYours {
        owner: MemberId,
    },
    NoTask,
    /// It is done, or dropped.
    TaskEnded {
        task: TaskId,
        status: TaskStatus,
    },
    /// There is no such task here any more.
    NoSuchTask {
        task: TaskId,
    },
    /// There is no unread note for whoever asked.
    NoNote,
    TasksOpen {
        count: usize,
    },
    /// It and the other are two members'.
    TwoOwners {
        other: ThreadId,
        owners: (MemberId, MemberId),
    },
    /// They are one thread already.
    OneAlready,
    /// No message of it is meant.
    NoSuchMessage,
    /// All of it answers the message that is to leave.
    NothingStays,
    /// They are two threads already, and nothing says otherwise.
    TwoAlready {
        other: ThreadId,
    },
}

/// How a thread is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    pub hold: chrono::TimeDelta,
    /// The hold that counts now, if there is one: [`Thread::hold_in_force`].
    pub others: Option<Hold>,
    /// Whoever claims it is its backup, or acts for its owner now.
    pub stands_in: bool,
    /// Hold it without becoming its owner.
    pub without_owning: bool,
}

impl Default for Claim {
    fn default() -> Claim {
        Claim { hold: HOLD, others: None, stands_in: false, without_owning: false }
    }
}

impl Thread {
    /// Takes a thread that nobody owns, and holds it; renews the hold of whoever acts for it.
    ///
    /// `stands_in`: the backup, or who covers the owner now. They hold it without owning it.
    pub fn claim(&self, me: MemberId, claim: Claim, now: Timestamp) -> Result<Decision, Refusal> {
        let hold_until = now + claim.hold;
        if self.stand().0 == Stand::Closed {
            return Err(Refusal::Closed);
        }
        if let Some(offer) = self.open_offer(now).filter(|offer| offer.is_to(me)) {
            return Err(Refusal::OfferedToYou { by: offer.from });
        }
        let is_theirs = |owner: &Owner| owner.member != me && !claim.stands_in;
        match self.owner.filter(is_theirs) {
            Some(_) if claim.without_owning => return Err(Refusal::NotStandingIn),
            Some(Owner { member: by, since }) => return Err(Refusal::AlreadyOwned { by, since }),
            None => {}
        }
        if let Some(hold) = claim.others.filter(|hold| hold.by != me) {
            return Err(Refusal::Held { by: hold.by, until: hold.until });
        }
        match (self.owner, claim.without_owning) {
            (None, false) => Ok(Decision::one(Event::Claimed { hold_until })),
            (None, true) if !claim.stands_in => Err(Refusal::NotStandingIn),
            _ => Ok(Decision::one(Event::Held { hold_until })),
        }
    }

    /// "Still mine": only the owner can say so.
    pub fn confirm(&self, me: MemberId) -> Result<Decision, Refusal> {
        match self.owner {
            _ if self.stand().0 == Stand::Closed => Err(Refusal::Closed),
            None => Err(Refusal::NotOwned),
            Some(owner) if owner.member != me => Err(Refusal::NotYours { owner: owner.member }),
            Some(_) => Ok(Decision::one(Event::Confirmed)),
        }
    }

    /// Gives up hold and ownership; who holds it without owning it gives up the hold.
    pub fn release(&self, me: MemberId, now: Timestamp) -> Result<Decision, Refusal> {
        let is_mine = self.owner.is_some_and(|owner| owner.member == me);
        match (self.owner, self.holds(now)) {
            (_, Some(hold)) if !is_mine && hold.by == me => {
                Ok(Decision::one(Event::Held { hold_until: now }))
            }
            (Some(_), _) => Ok(Decision::one(Event::Released)),
            (None, _) => Err(Refusal::NotOwned),
        }
    }

    /// Sets the owner, whoever it was before; the backup only where one is named.
    pub fn assign(
        &self,
        me: MemberId,
        owner: MemberId,
        backup: Option<MemberId>,
        next: Option<NewTask>,
        reason: Option<String>,
    ) -> Result<Decision, Refusal> {
        if backup == Some(owner) {
            return Err(Refusal::BackupIsOwner { member: owner });
        }
        if next.is_some() && self.stand().0 == Stand::Closed {
            return Err(Refusal::Closed);
        }
        let stays = self.owner.is_some_and(|now| now.member == owner)
            && (backup.is_none() || backup == self.backup);
        let assigned = match (stays, &reason) {
            (true, None) => Decision::nothing(),
            _ => {
                let event = Event::Assigned { owner, backup, because: None };
                Decision::with(event, Words::reason(reason))
            }
        };
        let next = next.map(|task| NewTask { owner: task.owner.or(Some(owner)), ..task });
        Ok(assigned.and(next.map(|task| self.task_entry(me, task))))
    }

    /// Goes to whoever owns its customer now; the backup only where one is named.
    pub fn follow(
        &self,
        customer: CustomerId,
        owner: MemberId,
        backup: Option<MemberId>,
        reason: Option<String>,
    ) -> Decision {
        let stays = self.owner.is_some_and(|now| now.member == owner)
            && (backup.is_none() || backup == self.backup);
        if stays || self.stand().0 == Stand::Closed {
            return Decision::nothing();
        }
        let because = Some(Because::Customer(customer));
        Decision::with(Event::Assigned { owner, backup, because }, Words::reason(reason))
    }

    pub fn note(&self, note: NewNote) -> Decision {
        let (event, words) = note.entry(None);
        Decision::with(event, words)
    }

    pub fn link(&self, target: &Target, amount: Option<Money>) -> Decision {
        if target.is_among(&self.links, amount) {
            return Decision::nothing();
        }
        let (event, words) = target.entry(amount, None);
        Decision::with(event, words)
    }

    /// Changes, completes or drops one of its tasks.
    pub fn change_task(&self, task: TaskId, change: &TaskChange) -> Result<Decision, Refusal> {
        let task = self.task(task).ok_or(Refusal::NoSuchTask { task })?;
        let reopens = change.status.is_some_and(|status| !status.is_ended()) && !task.is_open();
        if reopens && self.stand().0 == Stand::Closed {
            return Err(Refusal::Closed);
        }
        task.change(change, None).map(Decision)
    }

    /// Marks the notes for `me` as read, and their own that were due as looked at.
    pub fn ack(&self, me: MemberId, now: Timestamp) -> Result<Decision, Refusal> {
        let asks = self.notes.iter().any(|note| note.asks(me, now));
        asks.then(|| Decision::one(Event::Acked { customer: None })).ok_or(Refusal::NoNote)
    }

    /// Adds the next action. What is closed is not looked at any more, and a promise on it would be lost.
    pub fn next(&self, me: MemberId, task: NewTask) -> Result<Decision, Refusal> {
        if self.stand().0 == Stand::Closed {
            return Err(Refusal::Closed);
        }
        let (event, words) = self.task_entry(me, task);
        Ok(Decision::with(event, words))
    }

    /// Completes the next action, and adds the following one.
    pub fn done(&self, me: MemberId, following: Option<NewTask>) -> Result<Decision, Refusal> {
        let task = self.next_task().ok_or(Refusal::NoTask)?.id;
        if following.is_some() && self.stand().0 == Stand::Closed {
            return Err(Refusal::Closed);
        }
        Ok(Decision::one(Event::TaskDone { task, customer: None })
            .and(following.map(|task| self.task_entry(me, task))))
    }

    /// Says whom we wait for; `name` where it is no member's.
    pub fn wait(
        &self,
        on: WaitingOn,
        name: Option<String>,
        what: Option<String>,
        until: Option<Timestamp>,
    ) -> Decision {
        Decision::with(
            Event::Waited { on, until },
            Words { on: name, text: what, ..Words::default() },
        )
    }

    /// Closes it. What was promised must be done or dropped first.
    pub fn close(&self, drop_tasks: bool, reason: Option<String>) -> Result<Decision, Refusal> {
        let open: Vec<_> = self.open_tasks().map(|task| task.id).collect();
        if self.stand().0 == Stand::Closed && open.is_empty() {
            return Ok(Decision::nothing());
        }
        if !open.is_empty() && !drop_tasks {
            return Err(Refusal::TasksOpen { count: open.len() });
        }
        let mut decision =
            Decision(open.into_iter().map(|task| (dropped(task), dropped_why())).collect());
        decision.0.push((Event::Closed { why: CloseReason::Member }, Words::reason(reason)));
        Ok(decision)
    }

    /// We owe something again: ends a wait too.
    pub fn reopen(&self, reason: Option<String>) -> Decision {
        match self.stand().0 {
            Stand::Open => Decision::nothing(),
            _ => Decision::with(Event::Reopened, Words::reason(reason)),
        }
    }

    pub fn prioritise(&self, priority: Priority) -> Decision {
        match self.priority == priority {
            true => Decision::nothing(),
            false => Decision::one(Event::PrioritySet { priority }),
        }
    }

    /// Puts words on it and takes words off; those that it has, or has not, are passed over.
    pub fn tag(&self, add: &[Tag], remove: &[Tag]) -> Decision {
        let words = |tags: &[Tag], has: bool| {
            let new = tags.iter().filter(|tag| self.tags.contains(tag.as_str()) == has);
            new.map(|tag| tag.as_str().to_owned()).collect::<BTreeSet<_>>().into_iter().collect()
        };
        let (added, removed): (Vec<String>, Vec<String>) = (words(add, false), words(remove, true));
        match added.is_empty() && removed.is_empty() {
            true => Decision::nothing(),
            false => Decision::one(Event::Tagged { added, removed }),
        }
    }

    /// Sends it up to this level, until then or until somebody takes that back.
    pub fn escalate(
        &self,
        level: u8,
        until: Option<Timestamp>,
        reason: String,
    ) -> Result<Decision, Refusal> {
        if self.stand().0 == Stand::Closed {
            return Err(Refusal::Closed);
        }
        let words = Words::reason(Some(reason));
        Ok(Decision::with(Event::Escalated { level, until }, words))
    }

    pub fn deescalate(&self, reason: Option<String>, now: Timestamp) -> Result<Decision, Refusal> {
        self.level(now).ok_or(Refusal::NotEscalated)?;
        Ok(Decision::with(Event::Deescalated, Words::reason(reason)))
    }

    /// Offers it to other members; the giver stays owner until the first of them accepts.
    pub fn offer(
        &self,
        (to, others): (MemberId, &[MemberId]),
        brief: Brief,
        due: Option<Timestamp>,
        lapses_at: Timestamp,
        now: Timestamp,
    ) -> Result<Decision, Refusal> {
        let owner = self.owner.ok_or(Refusal::NotOwned)?;
        if self.stand().0 == Stand::Closed {
            return Err(Refusal::Closed);
        }
        if to == owner.member || others.contains(&owner.member) {
            return Err(Refusal::HandoffToOwner { owner: owner.member });
        }
        if let Some(Offer { to, others, .. }) = self.open_offer(now) {
            return Err(Refusal::OfferPending { to: *to, more: others.len() });
        }
        let words = Words { brief: Some(Box::new(brief)), ..Words::default() };
        let others = others.to_vec();
        Ok(Decision::with(Event::Offered { to, others, due, lapses_at }, words))
    }

    /// Takes what was offered; the brief's next step becomes a task.
    pub fn accept(&self, me: MemberId, now: Timestamp) -> Result<Decision, Refusal> {
        let offer = self.offer_to(me, now)?;
        let next =
            self.brief.as_ref().map(|brief| brief.next.trim()).filter(|next| !next.is_empty());
        let task = next.map(|next| {
            let (due, priority) = (offer.due, Priority::Normal);
            let event = Event::TaskAdded { owner: me, due, priority, customer: None };
            (event, Words::text(next))
        });
        Ok(Decision::one(Event::Accepted).and(task))
    }

    pub fn decline(
        &self,
        me: MemberId,
        reason: Option<String>,
        now: Timestamp,
    ) -> Result<Decision, Refusal> {
        self.offer_to(me, now)?;
        Ok(Decision::with(Event::Declined, Words::reason(reason)))
    }

    pub fn withdraw(&self, reason: Option<String>, now: Timestamp) -> Result<Decision, Refusal> {
        self.answerable(now)?;
        Ok(Decision::with(Event::Withdrawn, Words::reason(reason)))
    }

    /// An offer that nobody answered in time lapses: baton's own doing.
    pub fn lapse(&self, now: Timestamp) -> Decision {
        match &self.offer {
            Some(offer) if !offer.is_open(now) => Decision::one(Event::Lapsed),
            _ => Decision::nothing(),
        }
    }

    /// A thread that has waited too long for the customer, with nothing promised, is closed: baton's own doing. A wait
    /// with an end of its own is left to that end.
    pub fn close_unanswered(&self, is_too_long: impl Fn(Timestamp) -> bool) -> Decision {
        let (stand, since) = self.stand();
        let waits = stand == Stand::Waiting { on: WaitingOn::Customer, until: None };
        if !waits || self.open_tasks().next().is_some() || !since.is_some_and(is_too_long) {
            return Decision::nothing();
        }
        Decision::one(Event::Closed { why: CloseReason::NoReply })
    }

    fn offer_to(&self, me: MemberId, now: Timestamp) -> Result<&Offer, Refusal> {
        let offer = self.answerable(now)?;
        match offer.is_to(me) {
            true => Ok(offer),
            false => Err(Refusal::OfferNotToYou { to: offer.to, more: offer.others.len() }),
        }
    }

    fn answerable(&self, now: Timestamp) -> Result<&Offer, Refusal> {
        let offer = self.offer.as_ref().ok_or(Refusal::NoOffer)?;
        if offer.is_open(now) {
            Ok(offer)
        } else {
            Err(Refusal::OfferLapsed { at: offer.lapses_at })
        }
    }

    fn task_entry(&self, me: MemberId, task: NewTask) -> (Event, Words) {
        let owner = self.owner.map(|owner| owner.member).unwrap_or(me);
        task.entry(owner)
    }
}

fn dropped(task: TaskId) -> Event {
    let status = Some(TaskStatus::Dropped);
    Event::TaskSet { task, owner: None, due: None, priority: None, status, customer: None }
}

fn dropped_why() -> Words {
    Words::reason(Some("dropped at closing".to_owned()))
}
