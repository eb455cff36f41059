//! Who becomes, stays and leaves as a member, and what a grant adds: what may be done about the team.

use super::absence::{Absence, Absences};
use super::access::{Grant, Power};
use super::entry::{Actor, Event, Words};
use super::ids::{CustomerId, MemberId, Seq, TaskId, ThreadId};
use super::member::{Role, Team};
use super::roster::Ownership;
use super::thread::{Decision, Stand, Thread};
use super::time::Timestamp;
use chrono_tz::Tz;

/// Why the team is not changed as somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotChanged {
    /// They may not.
    Denied(Power),
    /// They may change members by a grant alone, and this role is above their own.
    Beyond(Role),
    /// What of a member another one has already, in words.
    Taken(String),
    /// They are not in the team any more.
    NotThere,
    OnlyAdmin,
    /// The role allows it already.
    ByRole(Role),
    /// A grant is for a while, not for ever.
    TooLong,
    /// There is no such grant in force.
    NoGrant,
    /// Something is theirs still, and nobody is named whose it is to be.
    Burdened(Box<Burden>),
    /// Everything would be passed on to the one who leaves.
    ToSelf,
    /// Who is to take everything over is a viewer.
    ToViewer,
    /// Who is to take everything over is away, and who leaves covers them: in the end nobody would.
    ToCovered,
}

/// A grant lasts no longer than a year, however the year falls.
const LONGEST: chrono::TimeDelta = chrono::TimeDelta::days(366);

/// Who is to become a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMember<'a> {
    pub name: &'a str,
    pub login: &'a str,
    /// In lower case.
    pub addresses: &'a [String],
    pub role: Role,
    pub time_zone: Option<Tz>,
}

impl<'a> NewMember<'a> {
    /// One whose clocks are the team's.
    pub fn new(
        name: &'a str,
        login: &'a str,
        addresses: &'a [String],
        role: Role,
    ) -> NewMember<'a> {
        NewMember { name, login, addresses, role, time_zone: None }
    }
}

/// What a member may be changed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    pub login: Option<String>,
    /// All of them, in place of those there were.
    pub addresses: Option<Vec<String>>,
    pub role: Option<Role>,
    /// `Some(None)`: the team's again.
    pub time_zone: Option<Option<Tz>>,
}

/// What is a member's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Burden {
    /// Open threads that they own.
    pub owned: Vec<ThreadId>,
    /// Open threads that they back up.
    pub backed: Vec<ThreadId>,
    /// Threads with open tasks of theirs.
    pub tasks: Vec<ThreadId>,
    /// Threads that they hold, that wait for them, or that are offered by them or to them.
    pub engaged: Vec<ThreadId>,
    /// Customers whom they own or back up.
    pub customers: Vec<(CustomerId, Ownership)>,
    /// Open tasks of theirs that are on customers.
    pub promised: Vec<(TaskId, CustomerId)>,
    /// Members whom they cover, now or later.
    pub covered: Vec<MemberId>,
}

impl Burden {
    /// Takes in what is theirs in a thread.
    pub fn add(&mut self, thread: &Thread, member: MemberId, now: Timestamp) {
        let id = thread.id;
        if thread.open_tasks().any(|task| task.owner == member) {
            self.tasks.push(id);
        }
        if thread.stand().0 == Stand::Closed {
            return;
        }
        if thread.owner.is_some_and(|owner| owner.member == member) {
            self.owned.push(id);
        }
        if thread.backup == Some(member) {
            self.backed.push(id);
        }
        if thread.engages(member, now) {
            self.engaged.push(id);
        }
    }

    /// All threads in which something is theirs, in ascending order.
    pub fn threads(&self) -> Vec<ThreadId> {
        let lists = [&self.owned, &self.backed, &self.tasks, &self.engaged];
        let mut all: Vec<ThreadId> = lists.into_iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Nothing would be left without anybody: a hold ends by itself, and an offer lapses.
    pub fn is_light(&self) -> bool {
        self.owned.is_empty()
            && self.backed.is_empty()
            && self.tasks.is_empty()
            && self.customers.is_empty()
            && self.promised.is_empty()
            && self.covered.is_empty()
    }

    /// What becomes of the customers, and of what was promised them.
    pub fn customers_passed_on(&self, from: MemberId, to: MemberId) -> Vec<Event> {
        let other = |member: Option<MemberId>| member.map(|m| if m == from { to } else { m });
        let passed_on = |(customer, whose): &(CustomerId, Ownership)| {
            let owner = other(whose.owner);
            let backup = other(whose.backup).filter(|backup| Some(*backup) != owner);
            Event::CustomerAssigned { customer: *customer, owner, backup }
        };
        let promised = self.promised.iter().map(|(task, customer)| Event::TaskSet {
            task: *task,
            owner: Some(to),
            due: None,
            priority: None,
            status: None,
            customer: Some(*customer),
        });
        self.customers.iter().map(passed_on).chain(promised).collect()
    }
}

impl Team {
    /// May whoever acts change members, up to this role?
    pub fn may_change(&self, actor: Actor, role: Role, now: Timestamp) -> Result<(), NotChanged> {
        if let Some(power) = self.lacks(actor, Power::Members, now) {
            return Err(NotChanged::Denied(power));
        }
        match self.reaches(actor, role) {
            true => Ok(()),
            false => Err(NotChanged::Beyond(role)),
        }
    }

    /// There must be somebody who can let others in.
    pub fn stays_led(&self, without: MemberId) -> Result<(), NotChanged> {
        match self.iter().any(|member| member.role == Role::Admin && member.id != without) {
            true => Ok(()),
            false => Err(NotChanged::OnlyAdmin),
        }
    }

    /// Gives a power until then, which the role alone does not allow.
    pub fn grant(
        &self,
        member: MemberId,
        power: Power,
        until: Timestamp,
        why: String,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Decision, NotChanged> {
        let role = self.role_in_team(member)?;
        self.may_change(actor, role.max(power.least_role()), now)?;
        if role.has(power) {
            return Err(NotChanged::ByRole(role));
        }
        if until > now + LONGEST {
            return Err(NotChanged::TooLong);
        }
        Ok(Decision::with(Event::Granted { member, power, until }, Words::reason(Some(why))))
    }

    /// Ends all grants of a power.
    pub fn revoke(
        &self,
        member: MemberId,
        power: Power,
        why: Option<String>,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Decision, NotChanged> {
        let role = self.role_in_team(member)?;
        self.may_change(actor, role, now)?;
        let ended: Vec<_> = self
            .granted(member, now)
            .filter(|grant| grant.power == power)
            .map(|grant| (Event::Revoked { grant: grant.entry }, Words::reason(why.clone())))
            .collect();
        match (ended.is_empty(), role.has(power)) {
            (false, _) => Ok(Decision(ended)),
            (true, true) => Err(NotChanged::ByRole(role)),
            (true, false) => Err(NotChanged::NoGrant),
        }
    }

    /// The grants that a member has now.
    pub fn granted(&self, member: MemberId, now: Timestamp) -> impl Iterator<Item = &Grant> {
        self.grants.iter().filter(move |grant| grant.member == member && now < grant.until)
    }

    /// May this member leave, with what is theirs going to the other?
    pub fn may_leave(
        &self,
        member: MemberId,
        to: Option<MemberId>,
        burden: &Burden,
        actor: Actor,
        now: Timestamp,
    ) -> Result<(), NotChanged> {
        self.may_change(actor, self.role_in_team(member)?, now)?;
        self.stays_led(member)?;
        let Some(to) = to else {
            return match burden.is_light() {
                true => Ok(()),
                false => Err(NotChanged::Burdened(Box::new(burden.clone()))),
            };
        };
        if to == member {
            return Err(NotChanged::ToSelf);
        }
        if !self.role_in_team(to)?.has(Power::Work) {
            return Err(NotChanged::ToViewer);
        }
        match self.leaves_a_circle(member, to, now) {
            true => Err(NotChanged::ToCovered),
            false => Ok(()),
        }
    }

    /// Would covers go round in a circle once `to` stands in for `member` for ever?
    fn leaves_a_circle(&self, member: MemberId, to: MemberId, now: Timestamp) -> bool {
        let gone =
            Absence { entry: Seq(i64::MAX), member, from: now, until: None, cover: Some(to) };
        let after = Absences::new(self.absences.iter().copied().chain([gone]).collect());
        let later = self.absences.iter().map(|absence| absence.from.max(now)).chain([now]);
        later.into_iter().any(|at| {
            self.absences.stands_in(to, at).is_some() && after.stands_in(to, at).is_none()
        })
    }

    fn role_in_team(&self, member: MemberId) -> Result<Role, NotChanged> {
        let found = self.iter().find(|known| known.id == member);
        found.map(|known| known.role).ok_or(NotChanged::NotThere)
    }
}
