//! How a thread came to stand as it does: whose it was and what was promised for it, over time; what became of its
//! offers. Numbers are counted from it; nothing is decided on it.

use super::{Level, Thread};
use crate::domain::entry::{Entry, Event};
use crate::domain::handoff::Offer;
use crate::domain::ids::{MemberId, Seq};
use crate::domain::priority::Priority;
use crate::domain::time::Timestamp;
use std::collections::BTreeSet;

/// From an entry on, up to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    pub at: Timestamp,
    pub owner: Option<MemberId>,
    pub priority: Priority,
    pub level: Option<Level>,
    pub tags: BTreeSet<String>,
}

/// When somebody first became its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FirstOwned {
    pub at: Timestamp,
    /// baton made them so.
    pub by_rule: bool,
    pub owner: MemberId,
}

/// An offer, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    pub offer: Offer,
    pub ended: Option<(Timestamp, Ending)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By that member, with that entry.
    Accepted {
        by: MemberId,
        entry: Seq,
    },
    Declined,
    Lapsed,
    /// It was withdrawn, or the thread went another way.
    Void,
}

impl Thread {
    /// Keeps how it stands after this entry, and what it did to the offer that was open before.
    pub(super) fn keep_stage(&mut self, entry: &Entry, offer_before: Option<Seq>) {
        let owner = self.owner.map(|owner| owner.member);
        let last = self.stages.last();
        let same = match last {
            None => {
                owner.is_none()
                    && self.priority == Priority::default()
                    && self.level.is_none()
                    && self.tags.is_empty()
            }
            Some(last) => {
                (last.owner, last.priority, last.level) == (owner, self.priority, self.level)
                    && last.tags == self.tags
            }
        };
        if !same {
            let (priority, level, tags) = (self.priority, self.level, self.tags.clone());
            self.stages.push(Stage { at: entry.at, owner, priority, level, tags });
        }
        if let (None, Some(owner)) = (self.first_owned, owner) {
            let by_rule = entry.actor.member.is_none();
            self.first_owned = Some(FirstOwned { at: entry.at, by_rule, owner });
        }
        let offer_now = self.offer.as_ref().map(|offer| offer.entry);
        if offer_before != offer_now {
            self.end_offer(entry, offer_before);
            let begun = self.offer.iter().filter(|offer| offer.entry == entry.seq).cloned();
            self.offers.extend(begun.map(|offer| Handed { offer, ended: None }));
        }
    }

    /// Takes in how another thread stood before it was joined to this one, at this time: together they had whatever either
    /// had, whose it was as joining settles it.
    pub(super) fn join_stages(&mut self, other: &Thread, at: Timestamp) {
        let mine = std::mem::take(&mut self.stages);
        let mut times: Vec<Timestamp> =
            mine.iter().chain(&other.stages).map(|stage| stage.at).collect();
        times.sort_unstable();
        times.dedup();
        let nothing = Stage::default();
        let of = |stages: &[Stage], at: Timestamp| -> Stage {
            let place = stages.partition_point(|stage| stage.at <= at);
            stages[..place].last().unwrap_or(&nothing).clone()
        };
        self.stages = times
            .into_iter()
            .map(|at| {
                let (one, two) = (of(&mine, at), of(&other.stages, at));
                Stage {
                    at,
                    owner: one.owner.or(two.owner),
                    priority: one.priority.max(two.priority),
                    level: [one.level, two.level].into_iter().flatten().max_by_key(|at| at.level),
                    tags: one.tags.union(&two.tags).cloned().collect(),
                }
            })
            .collect();
        // Of two offers one goes on.
        let goes_on = self.offer.as_ref().or(other.offer.as_ref()).map(|offer| offer.entry);
        self.offers.extend(other.offers.iter().cloned());
        self.offers.sort_by_key(|handed| handed.offer.entry);
        for handed in &mut self.offers {
            if Some(handed.offer.entry) != goes_on && handed.ended.is_none() {
                let lapses_at = handed.offer.lapses_at;
                handed.ended = Some(match lapses_at <= at {
                    true => (lapses_at, Ending::Lapsed),
                    false => (at, Ending::Void),
                });
            }
        }
    }

    fn end_offer(&mut self, entry: &Entry, offer: Option<Seq>) {
        let by = self.owner.map(|owner| owner.member);
        let ended = self.offers.iter_mut().rfind(|handed| Some(handed.offer.entry) == offer);
        let Some(handed) = ended.filter(|handed| handed.ended.is_none()) else { return };
        let lapses_at = handed.offer.lapses_at;
        handed.ended = Some(match (&entry.event, by) {
            (Event::Accepted, Some(by)) => (entry.at, Ending::Accepted { by, entry: entry.seq }),
            (Event::Lapsed, _) => (lapses_at, Ending::Lapsed),
            _ if lapses_at <= entry.at => (lapses_at, Ending::Lapsed),
            (Event::Declined, _) => (entry.at, Ending::Declined),
            _ => (entry.at, Ending::Void),
        });
    }

    /// How it stood then; `None` before anything had been decided.
    pub fn stage(&self, at: Timestamp) -> Option<&Stage> {
        self.stages[..self.stages.partition_point(|stage| stage.at <= at)].last()
    }

    /// Whose it was then.
    pub fn owner_at(&self, at: Timestamp) -> Option<MemberId> {
        self.stage(at).and_then(|stage| stage.owner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::{Actor, SaidStatus, Words};
    use crate::domain::ids::ThreadId;
    use chrono::TimeDelta;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    fn entry(seq: i64, thread: i64, event: Event) -> Entry {
        Entry {
            seq: Seq(seq),
            at: at(seq),
            actor: Actor::member(MemberId(1)),
            command: None,
            thread: Some(ThreadId(thread)),
            event,
            words: Words::default(),
            hash: String::new(),
        }
    }

    fn merged(seq: i64) -> Entry {
        let event = Event::Merged {
            from: ThreadId(2),
            owner: Some(MemberId(1)),
            backup: None,
            status: SaidStatus::Open,
            since: at(0),
            words: None,
            messages: (Seq(100), Seq(101)),
            takes_back: Vec::new(),
        };
        entry(seq, 1, event)
    }

    fn offered(seq: i64, thread: i64) -> Entry {
        let (others, due) = (Vec::new(), None);
        entry(seq, thread, Event::Offered { to: MemberId(2), others, due, lapses_at: at(90) })
    }

    #[test]
    fn what_was_joined_keeps_whose_it_was_before() {
        let claimed = entry(3, 2, Event::Claimed { hold_until: at(4) });
        let urgent = entry(2, 1, Event::PrioritySet { priority: Priority::Urgent });
        let thread = Thread::replay(ThreadId(1), Vec::new(), &[urgent, claimed, merged(6)]);
        let owners: Vec<_> = [1, 2, 3, 5, 6].map(|hour| thread.owner_at(at(hour))).to_vec();
        let jordan = Some(MemberId(1));
        assert_eq!(owners, [None, None, jordan, jordan, jordan]);
        assert_eq!(thread.stage(at(5)).map(|stage| stage.priority), Some(Priority::Urgent));
        assert_eq!(thread.first_owned.map(|first| first.at), Some(at(3)));
    }

    #[test]
    fn of_two_offers_that_are_joined_one_goes_on_and_the_other_is_void() {
        let claims = |seq, thread| entry(seq, thread, Event::Claimed { hold_until: at(4) });
        let entries = [claims(1, 1), claims(2, 2), offered(3, 1), offered(4, 2), merged(6)];
        let thread = Thread::replay(ThreadId(1), Vec::new(), &entries);
        let ended: Vec<_> = thread.offers.iter().map(|handed| handed.ended).collect();
        assert_eq!(ended, [None, Some((at(6), Ending::Void))]);
        assert_eq!(thread.offer.map(|offer| offer.entry), Some(Seq(3)));
    }
}
