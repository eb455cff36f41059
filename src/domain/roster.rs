//! The team as its entries tell it: roles, grants, absences.

use super::absence::Absence;
use super::access::Grant;
use super::entry::{Entry, Event, Profile};
use super::ids::MemberId;
use super::member::Role;
use super::time::Timestamp;
use super::undo;
use std::collections::BTreeMap;

/// What follows from all entries that are about no thread and no customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    pub members: BTreeMap<MemberId, Enrolled>,
    pub grants: Vec<Grant>,
    pub absences: Vec<Absence>,
}

/// A member as the last entry about them has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    pub role: Role,
    /// `None` where it was erased, or not kept yet.
    pub profile: Option<Profile>,
    pub left_at: Option<Timestamp>,
}

/// Whose a customer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ownership {
    pub owner: Option<MemberId>,
    pub backup: Option<MemberId>,
}

impl Roster {
    /// Entries that are about no thread and no customer, in the order of their numbers.
    pub fn replay(entries: &[Entry]) -> Roster {
        let taken = undo::taken_back(entries);
        let mut roster = Roster::default();
        for entry in entries.iter().filter(|entry| !taken.contains_key(&entry.seq)) {
            roster.apply(entry);
        }
        roster
    }

    fn apply(&mut self, entry: &Entry) {
        match &entry.event {
            Event::MemberAdded { member, role } | Event::MemberChanged { member, role } => {
                // Who comes back stands for themselves again.
                if matches!(entry.event, Event::MemberAdded { .. }) {
                    self.absences.retain(|absence| absence.member != *member);
                }
                let profile = entry.words.profile.as_deref().cloned();
                self.members.insert(*member, Enrolled { role: *role, profile, left_at: None });
            }
            Event::MemberRemoved { member, to } => {
                if let Some(known) = self.members.get_mut(member) {
                    known.left_at = Some(entry.at);
                }
                self.grants.retain(|grant| grant.member != *member);
                // Threads that were theirs and come back one day find who took over.
                self.absent(entry, *member, entry.at, None, *to);
            }
            Event::Away { member, from, until, cover } => {
                self.absent(entry, *member, *from, *until, *cover);
            }
            Event::Back { absence } => {
                for known in self.absences.iter_mut().filter(|known| known.entry == *absence) {
                    known.until = Some(known.until.map_or(entry.at, |until| until.min(entry.at)));
                }
                // One that had not begun is as if it had never been entered.
                self.absences.retain(|known| known.until.is_none_or(|until| known.from < until));
            }
            Event::Granted { member, power, until } => self.grants.push(Grant {
                entry: entry.seq,
                member: *member,
                power: *power,
                until: *until,
            }),
            Event::Revoked { grant } => self.grants.retain(|known| known.entry != *grant),
            // Everything else is about a thread, or says nothing that lasts.
            _ => {}
        }
    }

    fn absent(
        &mut self,
        entry: &Entry,
        member: MemberId,
        from: Timestamp,
        until: Option<Timestamp>,
        cover: Option<MemberId>,
    ) {
        self.absences.push(Absence { entry: entry.seq, member, from, until, cover });
    }
}
