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
