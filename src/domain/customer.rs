//! Customers: what is known of them, whose they are, and what that makes of their threads.

mod card;
pub mod company;
mod contact;
pub mod dupes;
mod freemail;
mod groups;
pub mod list;
mod merged;
pub mod page;
mod record;
pub mod story;

pub use card::{Card, Errand, Refused};
pub use contact::Contact;
pub use groups::{Group, Groups, Imported, Mixed};
pub use merged::Merged;
pub use record::Record;

use super::access::Power;
use super::entry::{Actor, Event};
use super::ids::{CustomerId, MemberId};
use super::member::Team;
use super::roster::Ownership;
use super::time::Timestamp;

/// Whose a customer is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handing {
    pub customer: CustomerId,
    /// `None` is nobody.
    pub owner: Option<MemberId>,
    /// The one there is stays where none is named.
    pub backup: Option<MemberId>,
    /// The threads stay whose they are.
    pub keep_threads: bool,
}

impl Handing {
    /// The entry that says so, where it is not so already.
    pub fn of(
        &self,
        whose: Ownership,
        team: &Team,
        now: Timestamp,
    ) -> Result<Option<Event>, Refused> {
        let Handing { customer, owner, backup, .. } = *self;
        if let Some(left) = owner.into_iter().chain(backup).find(|member| !team.is_in(*member)) {
            return Err(Refused::Left(left));
        }
        let looks_on = |member: &MemberId| team.right(*member, Power::Work, now).is_none();
        if let Some(viewer) = owner.into_iter().chain(backup).find(looks_on) {
            return Err(Refused::Viewer(viewer));
        }
        if let Some(owner) = owner.filter(|_| owner == backup) {
            return Err(Refused::BackupIsOwner(owner));
        }
        let backup = backup.or(whose.backup).filter(|backup| Some(*backup) != owner);
        let backup = backup.filter(|_| owner.is_some());
        let event = Event::CustomerAssigned { customer, owner, backup };
        Ok(Some(event).filter(|_| whose != Ownership { owner, backup }))
    }
}

impl Handing {
    /// May whoever acts give them to somebody?
    pub fn permitted(
        &self,
        whose: Ownership,
        team: &Team,
        actor: Actor,
        now: Timestamp,
    ) -> Result<(), Refused> {
        let lacks = team.lacks_for_customer(whose, actor, now);
        lacks.map_or(Ok(()), |power| Err(Refused::Denied { power, thread: None }))
    }
}

impl Team {
    /// The power that whoever acts would need to assign this customer, and does not have.
    pub fn lacks_for_customer(
        &self,
        whose: Ownership,
        actor: Actor,
        now: Timestamp,
    ) -> Option<Power> {
        let acts = actor.member.is_none_or(|me| self.acts_in_stead(whose, me, now));
        let power = if whose.owner.is_none() || acts { Power::Work } else { Power::Others };
        self.lacks(actor, power, now)
    }

    /// Owner and backup of what comes in for a customer now; for who left the team, whoever took over.
    pub fn heirs(&self, whose: Ownership, now: Timestamp) -> Option<(MemberId, Option<MemberId>)> {
        let owner = self.heir(whose.owner?, now)?;
        let backup = whose.backup.and_then(|backup| self.heir(backup, now));
        Some((owner, backup.filter(|backup| *backup != owner)))
    }

    /// The member; whoever took over, if they left the team.
    pub fn heir(&self, member: MemberId, now: Timestamp) -> Option<MemberId> {
        match self.is_in(member) {
            true => Some(member),
            false => self.absences.stands_in(member, now),
        }
    }
}
