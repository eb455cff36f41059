//! How each entry changes a thread. The only place where ownership, tasks, notes and offers change.

use super::{Hold, Level, Owner, Said, Thread};
use crate::domain::entry::{Entry, Event, SaidStatus, WaitingOn};
use crate::domain::handoff::{Offer, TakenOver, Unmet};
use crate::domain::ids::{MemberId, TaskId};
use crate::domain::task::TaskStatus;
use crate::domain::time::Timestamp;
use crate::domain::{link, note, task};

impl Thread {
    /// Takes one entry into the state. Entries are facts: none is refused here.
    pub fn apply(&mut self, entry: &Entry) {
        let at = entry.at;
        // What somebody was not permitted to do is no sign of life.
        if matches!(entry.event, Event::Denied { .. }) {
            return;
        }
        self.touched = true;
        if let Some(member) = entry.actor.member {
            self.last_entry_at = Some(at);
            self.last_entry = Some(entry.seq);
            if entry.actor.behind.is_none() {
                self.seen.insert(member, at);
            }
        }
        let offer = self.offer.as_ref().map(|offer| offer.entry);
        self.change(entry);
        self.keep_stage(entry, offer);
    }

    fn change(&mut self, entry: &Entry) {
        let at = entry.at;
        match &entry.event {
            Event::Claimed { hold_until } => {
                if let Some(by) = entry.actor.member {
                    self.own(by, at);
                    self.hold_for(entry, by, *hold_until);
                }
            }
            Event::Held { hold_until } => {
                if let Some(by) = entry.actor.member {
                    self.hold_for(entry, by, *hold_until);
                }
            }
            Event::Released => {
                self.end_hold(at);
                self.owner = None;
                self.drop_offer();
                self.forget_handoffs();
            }
            Event::Assigned { owner, backup, .. } => {
                self.own(*owner, at);
                self.set_backup(backup.or(self.backup));
            }
            Event::Joined { owner, backup, status, since, words, .. }
            | Event::Merged { owner, backup, status, since, words, .. } => {
                self.settle(*owner, *backup, at);
                self.stands_so(Said { seq: entry.seq, at: *since, status: *status, words: *words });
            }
            Event::Split { into, .. } => self.let_go(*into),
            Event::SplitOff { owner, backup, priority, status, done, .. } => {
                if let Some(owner) = owner {
                    self.own(*owner, at);
                }
                self.set_backup(backup.or(self.backup));
                self.priority = priority.unwrap_or(self.priority);
                if let Some(status) = status {
                    self.say(entry, *status);
                }
                done.iter().for_each(|task| self.complete(*task, at));
            }
            Event::Noted { .. } | Event::Acked { .. } => note::apply(&mut self.notes, entry),
            Event::TaskAdded { .. }
            | Event::TaskDone { .. }
            | Event::TaskSet { .. }
            | Event::TaskCommented { .. } => task::apply(&mut self.tasks, entry),
            Event::Linked { .. } => link::apply(&mut self.links, entry),
            Event::Waited { on, until } => {
                self.say(entry, SaidStatus::Waiting { on: *on, until: *until });
                self.end_hold(at);
            }
            Event::Closed { .. } => {
                self.say(entry, SaidStatus::Closed);
                self.closings.push((entry.seq, at));
                self.level = None;
                self.end_hold(at);
                self.drop_offer();
                self.unmet.clear();
            }
            Event::Reopened => self.say(entry, SaidStatus::Open),
            Event::PrioritySet { priority } => self.priority = *priority,
            Event::Tagged { added, removed } => {
                self.tags.extend(added.iter().cloned());
                self.tags.retain(|tag| !removed.contains(tag));
            }
            Event::Offered { to, others, due, lapses_at } => {
                self.offer_by(entry, *to, others, *due, *lapses_at);
            }
            Event::Accepted => self.take_over(entry),
            Event::Declined => self.decline_by(entry),
            Event::Withdrawn => self.drop_offer(),
            Event::Lapsed => {
                self.unmet.extend(self.offer.take().map(|offer| Unmet::Lapsed { offer }));
                self.drop_offer();
            }
            Event::PassedOn { from, to } => self.pass_on(*from, *to, at),
            Event::Escalated { level, until } => {
                self.level = Some(Level { level: *level, since: at, until: *until });
            }
            Event::Deescalated => self.level = None,
            // What they say about members, customers and days is no business of a thread's; what was taken back was left
            // out, and so was what only says something about the work.
            Event::LedgerCreated { .. }
            | Event::MemberAdded { .. }
            | Event::MemberChanged { .. }
            | Event::MemberRemoved { .. }
            | Event::Away { .. }
            | Event::Back { .. }
            | Event::Granted { .. }
            | Event::Revoked { .. }
            | Event::Denied { .. }
            | Event::CustomerAdded { .. }
            | Event::CustomerChanged { .. }
            | Event::CustomerAssigned { .. }
            | Event::CustomersMerged { .. }
            | Event::Confirmed
            | Event::Forced { .. }
            | Event::Annotated { .. }
            | Event::ExperimentStarted { .. }
            | Event::ExperimentStopped { .. }
            | Event::Rated { .. }
            | Event::Earned { .. }
            | Event::Scored { .. }
            | Event::Undone { .. } => {}
        }
    }

    fn complete(&mut self, task: TaskId, at: Timestamp) {
        if let Some(task) = self.tasks.iter_mut().find(|open| open.id == task && open.is_open()) {
            task.become_so(TaskStatus::Done, at);
        }
    }

    /// A new owner: what the former one had promised here is now theirs, and an offer is settled.
    fn own(&mut self, member: MemberId, at: Timestamp) {
        let former = self.owner.map(|owner| owner.member);
        if former == Some(member) {
            return;
        }
        self.end_hold(at);
        self.drop_offer();
        self.forget_handoffs();
        for task in self.tasks.iter_mut().filter(|task| task.is_open()) {
            if Some(task.owner) == former {
                task.owner = member;
            }
        }
        self.owner = Some(Owner { member, since: at });
        self.set_backup(self.backup);
    }

    /// Everything that was a member's here is another's.
    fn pass_on(&mut self, from: MemberId, to: MemberId, at: Timestamp) {
        if self.hold.is_some_and(|hold| hold.by == from) {
            self.end_hold(at);
        }
        match &self.offer {
            Some(offer) if offer.from == from => self.drop_offer(),
            Some(_) => self.take_off_offer(from),
            None => {}
        }
        for task in self.tasks.iter_mut().filter(|task| task.is_open()) {
            if task.owner == from {
                task.owner = to;
            }
        }
        let backup = self.backup.map(|backup| if backup == from { to } else { backup });
        if self.owner.is_some_and(|owner| owner.member == from) {
            self.own(to, at);
        }
        self.set_backup(backup);
        if let Some(Said { status: SaidStatus::Waiting { on, .. }, .. }) = &mut self.said
            && *on == WaitingOn::Member(from)
        {
            *on = WaitingOn::Member(to);
        }
    }

    /// Nobody backs up themselves.
    pub(super) fn set_backup(&mut self, backup: Option<MemberId>) {
        let owner = self.owner.map(|owner| owner.member);
        self.backup = backup.filter(|backup| Some(*backup) != owner);
    }

    /// Leaves out an entry that was taken back. That its member held the thread until then stays true: it tells who wrote
    /// a reply of that time.
    pub(super) fn pass_over(&mut self, entry: &Entry, taken_back_by: Option<&Entry>) {
        self.touched = true;
        if let Event::Claimed { hold_until } | Event::Held { hold_until } = entry.event
            && let (Some(by), Some(taken)) = (entry.actor.member, taken_back_by)
        {
            self.held.push((by, entry.at, hold_until.min(taken.at)));
        }
    }

    fn hold_for(&mut self, entry: &Entry, by: MemberId, until: Timestamp) {
        let from = entry.at;
        self.end_hold(from);
        self.hold = Some(Hold { entry: entry.seq, by, from, until });
        self.held.push((by, from, until));
    }

    pub(super) fn end_hold(&mut self, at: Timestamp) {
        if let Some(hold) = self.hold.take()
            && let Some((_, _, until)) =
                self.held.iter_mut().rfind(|(by, from, _)| *by == hold.by && *from == hold.from)
        {
            *until = (*until).min(at);
        }
    }

    fn offer_by(
        &mut self,
        entry: &Entry,
        to: MemberId,
        others: &[MemberId],
        due: Option<Timestamp>,
        lapses_at: Timestamp,
    ) {
        let Some(from) = entry.actor.member else { return };
        let others = others.to_vec();
        self.offer =
            Some(Offer { entry: entry.seq, from, to, others, at: entry.at, due, lapses_at });
        self.brief = entry.words.brief.as_deref().cloned();
        self.unmet.clear();
    }

    fn take_over(&mut self, entry: &Entry) {
        let (Some(offer), brief) = (self.offer.take(), self.brief.take()) else { return };
        let by = entry.actor.member.filter(|member| offer.is_to(*member)).unwrap_or(offer.to);
        self.own(by, entry.at);
        let brief = brief.unwrap_or_default();
        self.taken_over = Some(TakenOver { offer, brief, at: entry.at });
    }

    fn decline_by(&mut self, entry: &Entry) {
        let Some(by) = entry.actor.member else { return };
        let reason = entry.words.reason.clone();
        self.unmet.push(Unmet::Declined { by, at: entry.at, reason });
        self.take_off_offer(by);
    }

    /// One of its receivers is none any more: the last one ends the offer.
    fn take_off_offer(&mut self, receiver: MemberId) {
        self.offer = self.offer.as_ref().and_then(|offer| offer.without(receiver));
        if self.offer.is_none() {
            self.drop_offer();
        }
    }

    /// What became of offers tells a new owner nothing.
    fn forget_handoffs(&mut self) {
        self.unmet.clear();
        self.taken_over = None;
    }

    pub(super) fn drop_offer(&mut self) {
        self.offer = None;
        self.brief = None;
    }

    fn say(&mut self, entry: &Entry, status: SaidStatus) {
        let words = Some(entry.seq);
        self.stands_so(Said { seq: entry.seq, at: entry.at, status, words });
    }

    fn stands_so(&mut self, said: Said) {
        self.said = Some(said);
        self.sayings.push(said);
    }
}
