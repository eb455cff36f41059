//! Two threads that a mail shows to be one conversation.

use super::{Hold, Owner, Refusal, Stand, Thread};
use crate::domain::entry::{Event, SaidStatus};
use crate::domain::handoff::Offer;
use crate::domain::ids::{MemberId, Seq};
use crate::domain::time::Timestamp;

impl Thread {
    /// What joining `other` to this thread comes to; nothing where no member ever touched either.
    ///
    /// An owner stays. What we owe in either is owed in the one: it is closed only if both were.
    pub fn join(&self, other: &Thread, now: Timestamp) -> Option<Event> {
        if !self.touched && !other.touched {
            return None;
        }
        let (status, since, words) = self.standing_with(other);
        Some(Event::Joined {
            from: other.id,
            owner: self.owner.or(other.owner).map(|owner| owner.member),
            backup: self.backup.or(other.backup),
            status,
            since: since.unwrap_or(now),
            words,
        })
    }

    /// What a member's word that `other` is the same conversation comes to. The owner is the one there is, unless one
    /// is named; `messages` are one of each, `takes_back` the entries that said otherwise.
    pub fn merge(
        &self,
        other: &Thread,
        owner: Option<MemberId>,
        messages: (Seq, Seq),
        takes_back: Vec<Seq>,
        now: Timestamp,
    ) -> Result<Event, Refusal> {
        let owners = (self.owner.map(|owner| owner.member), other.owner.map(|owner| owner.member));
        let owner = match (owner, owners) {
            (None, (Some(mine), Some(theirs))) if mine != theirs => {
                return Err(Refusal::TwoOwners { other: other.id, owners: (mine, theirs) });
            }
            (named, (mine, theirs)) => named.or(mine).or(theirs),
        };
        let (status, since, words) = self.standing_with(other);
        Ok(Event::Merged {
            from: other.id,
            owner,
            backup: self.backup.or(other.backup).filter(|backup| Some(*backup) != owner),
            status,
            since: since.unwrap_or(now),
            words,
            messages,
            takes_back,
        })
    }

    /// Where the one stands: open if either was, else waiting if either was.
    fn standing_with(&self, other: &Thread) -> (SaidStatus, Option<Timestamp>, Option<Seq>) {
        let rank = |thread: &Thread| match thread.stand().0 {
            Stand::Open => 0,
            Stand::Waiting { .. } => 1,
            Stand::Closed => 2,
        };
        let decisive = if rank(other) < rank(self) { other } else { self };
        let (stand, since) = decisive.stand();
        let said = decisive.said.filter(|said| Some(said.at) == since);
        let status = match stand {
            Stand::Open => SaidStatus::Open,
            Stand::Closed => SaidStatus::Closed,
            Stand::Waiting { on, until } => SaidStatus::Waiting { on, until },
        };
        (status, since, said.and_then(|said| said.words))
    }

    /// Takes in what was promised, noted, held and offered in the other.
    pub(super) fn absorb(&mut self, other: Thread, at: Timestamp) {
        self.join_stages(&other, at);
        self.remember_parts(other.id, other.joined);
        self.tasks.extend(other.tasks);
        self.tasks.sort_by_key(|task| task.id);
        self.notes.extend(other.notes);
        self.notes.sort_by_key(|note| note.entry);
        self.links.extend(other.links);
        self.links.sort_by_key(|link| link.entry);
        self.held.extend(other.held);
        self.held.sort_by_key(|(_, from, _)| *from);
        self.tags.extend(other.tags);
        self.sayings.extend(other.sayings);
        self.sayings.sort_by_key(|said| said.seq);
        self.closings.extend(other.closings);
        self.closings.sort_unstable();
        self.owner = self.owner.or(other.owner);
        self.hold = self.hold.or(other.hold);
        self.priority = self.priority.max(other.priority);
        if self.offer.is_none() {
            (self.offer, self.brief) = (other.offer, other.brief);
        }
        if self.owner == other.owner {
            self.unmet.extend(other.unmet);
            self.taken_over = self.taken_over.take().or(other.taken_over);
        }
        self.first_owned = [self.first_owned, other.first_owned].into_iter().flatten().min();
        self.last_entry_at = self.last_entry_at.max(other.last_entry_at);
        self.last_entry = self.last_entry.max(other.last_entry);
        for (member, at) in other.seen {
            let seen = self.seen.entry(member).or_insert(at);
            *seen = at.max(*seen);
        }
        self.level = [self.level, other.level].into_iter().flatten().max_by_key(|at| at.level);
        self.touched |= other.touched;
    }

    /// Whose it is from now on, as the entry says.
    pub(super) fn settle(
        &mut self,
        owner: Option<MemberId>,
        backup: Option<MemberId>,
        at: Timestamp,
    ) {
        let since = self.owner.filter(|now| Some(now.member) == owner).map(|now| now.since);
        self.owner = owner.map(|member| Owner { member, since: since.unwrap_or(at) });
        self.set_backup(backup);
        let may_hold =
            |hold: &Hold| owner.is_none() || [owner, self.backup].contains(&Some(hold.by));
        if self.hold.is_some_and(|hold| !may_hold(&hold)) {
            self.end_hold(at);
        }
        // Nobody is offered what is theirs.
        let settled = |offer: &Offer| owner.is_none_or(|owner| offer.is_to(owner));
        if self.offer.as_ref().is_some_and(settled) {
            self.drop_offer();
        }
    }
}
