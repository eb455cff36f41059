//! Who may do what (SPEC §9): what each role may, what a grant adds for a while, and what each deed needs.

use super::absence::Acting;
use super::entry::{Actor, Entry, Event};
use super::ids::{MemberId, Seq, TaskId};
use super::member::{Role, Team};
use super::roster::Ownership;
use super::thread::{Refusal, Stand, Thread};
use super::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Something that a member may do, by role or by a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Power {
    /// Claim, note, add tasks; close and hand off what is theirs.
    Work,
    /// The same with threads and customers of others.
    Others,
    /// Merge and split threads, merge customers.
    Merge,
    /// Escalate.
    Escalate,
    /// Enter absences of others.
    Absences,
    /// Add, change and remove members; grant and revoke.
    Members,
    /// Export the ledger.
    Export,
    /// Act in another member's name.
    ActAs,
}

impl Power {
    pub const ALL: [Power; 8] = [
        Power::Work,
        Power::Others,
        Power::Merge,
        Power::Escalate,
        Power::Absences,
        Power::Members,
        Power::Export,
        Power::ActAs,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Power::Work => "work",
            Power::Others => "others",
            Power::Merge => "merge",
            Power::Escalate => "escalate",
            Power::Absences => "absences",
            Power::Members => "members",
            Power::Export => "export",
            Power::ActAs => "act-as",
        }
    }

    /// What it allows, to stand behind "may".
    pub fn meaning(self) -> &'static str {
        match self {
            Power::Work => "claim, note, add tasks, close and hand off what is theirs",
            Power::Others => "change threads and customers of others",
            Power::Merge => "merge and split",
            Power::Escalate => "escalate",
            Power::Absences => "enter absences of others",
            Power::Members => "change members",
            Power::Export => "export the ledger",
            Power::ActAs => "act as somebody else",
        }
    }

    /// The least role that has it.
    pub fn least_role(self) -> Role {
        match self {
            Power::Work => Role::Agent,
            Power::Others | Power::Merge | Power::Escalate | Power::Absences => Role::Lead,
            Power::Members | Power::Export | Power::ActAs => Role::Admin,
        }
    }
}

impl fmt::Display for Power {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Power {
    type Err = String;

    fn from_str(text: &str) -> Result<Power, String> {
        Power::ALL.into_iter().find(|power| power.word() == text).ok_or_else(|| {
            let words = Power::ALL.map(Power::word).join(", ");
            format!("\"{text}\" is nothing that can be granted: {words}")
        })
    }
}

impl Role {
    pub fn has(self, power: Power) -> bool {
        self >= power.least_role()
    }
}

/// A power given to one member for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The entry that gave it; its words say why.
    pub entry: Seq,
    pub member: MemberId,
    pub power: Power,
    /// From then on it is as if it had not been given.
    pub until: Timestamp,
}

/// By what a member may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    Role(Role),
    Grant(Grant),
}

/// What somebody is about to do with a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// baton itself, by a rule.
    Rule,
    /// What every agent may do with every thread: claim, note, add a task, answer an offer.
    Help,
    /// What is the owner's to do, or whoever acts for them: close, wait, assign, hand off.
    Decide,
    /// Give up ownership or a hold: one's own, or what is others'.
    GiveUp,
    /// Take back an offer of it: who made it may.
    Withdraw,
    /// Complete its next action: who promised it may.
    Complete,
    /// Change, complete or drop this task of it: who promised it may.
    Promise(TaskId),
    /// Merge or split it.
    Arrange,
    Escalate,
    /// Take back an entry of this member. Once others have gone on from it, that is for who decides on the thread.
    TakeBack {
        of: Option<MemberId>,
        built_on: bool,
    },
}

impl Deed {
    /// The power that it needs on this thread; `acts` says whether whoever does it acts for the owner now.
    pub fn needs(self, thread: &Thread, me: MemberId, acts: bool, now: Timestamp) -> Option<Power> {
        match self {
            Deed::Rule => None,
            Deed::Help => Some(Power::Work),
            Deed::Decide => match thread.owner {
                Some(owner) if owner.member != me && !acts => Some(Power::Others),
                _ => Some(Power::Work),
            },
            Deed::GiveUp => match (thread.owner, thread.holds(now)) {
                (Some(owner), hold) if owner.member != me => {
                    let holds = hold.is_some_and(|hold| hold.by == me);
                    Some(if holds { Power::Work } else { Power::Others })
                }
                _ => Some(Power::Work),
            },
            Deed::Withdraw => match &thread.offer {
                Some(offer) if offer.from != me => Deed::Decide.needs(thread, me, acts, now),
                _ => Some(Power::Work),
            },
            Deed::Complete if thread.next_task().is_some_and(|task| task.owner == me) => {
                Some(Power::Work)
            }
            Deed::Promise(task) if thread.task(task).is_some_and(|task| task.owner == me) => {
                Some(Power::Work)
            }
            Deed::Complete | Deed::Promise(_) => Deed::Decide.needs(thread, me, acts, now),
            Deed::Arrange => Some(Power::Merge),
            Deed::Escalate => Some(Power::Escalate),
            Deed::TakeBack { of, built_on: false } if of == Some(me) => Some(Power::Work),
            Deed::TakeBack { of, .. } if of == Some(me) => {
                Deed::Decide.needs(thread, me, acts, now)
            }
            Deed::TakeBack { .. } => Some(Power::Others),
        }
    }
}

impl Power {
    /// What it takes to enter or end an absence of this member.
    pub fn over_absence(of: MemberId, me: Option<MemberId>) -> Power {
        if Some(of) == me { Power::Work } else { Power::Absences }
    }

    /// What it takes to say this about the team, for whom it is said by.
    pub fn to_say(event: &Event, me: Option<MemberId>) -> Power {
        match event {
            Event::Away { member, .. } => Power::over_absence(*member, me),
            Event::Back { .. } => Power::Absences,
            Event::Annotated { .. }
            | Event::ExperimentStarted { .. }
            | Event::ExperimentStopped { .. } => Power::Work,
            _ => Power::Members,
        }
    }

    /// What it takes to take this back: what it took to say what it ended or took back itself. `entries` are all of the
    /// team.
    pub fn to_take_back(event: &Event, entries: &[Entry], me: Option<MemberId>) -> Power {
        let (Event::Back { absence: of } | Event::Undone { entry: of, .. }) = event else {
            return Power::to_say(event, me);
        };
        // An entry is about earlier ones only, so this ends.
        let of = entries.iter().find(|entry| entry.seq == *of);
        of.map_or(Power::Members, |of| Power::to_take_back(&of.event, entries, me))
    }
}

impl Team {
    /// May this be done with this thread now? Who acts in another's name needs the right to do so, and their own.
    pub fn permits(
        &self,
        deed: Deed,
        thread: &Thread,
        actor: Actor,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let Some(me) = actor.member else { return Ok(()) };
        let needs = deed.needs(thread, me, self.acts_for(thread, me, now), now);
        match needs.and_then(|power| self.lacks(actor, power, now)) {
            Some(power) => Err(Refusal::Denied { power }),
            None => Ok(()),
        }
    }

    /// The power that whoever acts would need and does not have: this one, or that to act in another's name.
    pub fn lacks(&self, actor: Actor, power: Power, now: Timestamp) -> Option<Power> {
        let mut needs = std::iter::once(power).chain(actor.behind.map(|_| Power::ActAs));
        needs.find(|power| !self.may(actor, *power, now))
    }

    /// May whoever acts do this now?
    pub fn may(&self, actor: Actor, power: Power, now: Timestamp) -> bool {
        match actor.behind.or(actor.member) {
            None => true,
            Some(member) => self.right(member, power, now).is_some(),
        }
    }

    /// Does whoever acts stand at least so high by role? Nobody gives to others, or takes from them, what is above
    /// their own role: else whom a grant lets change members for a week could make themselves an admin for ever.
    pub fn reaches(&self, actor: Actor, role: Role) -> bool {
        let member = actor.behind.or(actor.member).map(|member| self.get(member));
        member.is_none_or(|member| member.is_some_and(|member| member.role >= role))
    }

    /// Is it this member's to act on what is theirs: the owner, the backup, or whoever covers for them?
    pub fn acts_in_stead(&self, whose: Ownership, me: MemberId, now: Timestamp) -> bool {
        let effective = self.absences.acting(whose.owner, whose.backup, now);
        [whose.owner, whose.backup, effective.map(|acting| acting.member)].contains(&Some(me))
    }

    /// Who should act on the thread, and in whose stead.
    pub fn acting_on(&self, thread: &Thread, now: Timestamp) -> Option<Acting> {
        let owner = thread.owner.map(|owner| owner.member);
        let acting = self.absences.acting(owner, thread.backup, now);
        let last_resort = || self.resort.acting(thread.level(now), &self.absences, now);
        if thread.stand().0 == Stand::Closed { acting } else { acting.or_else(last_resort) }
    }

    /// Is it this member's to act on the thread?
    pub fn acts_for(&self, thread: &Thread, me: MemberId, now: Timestamp) -> bool {
        let owner = thread.owner.map(|owner| owner.member);
        let acting = self.acting_on(thread, now).map(|acting| acting.member);
        [owner, thread.backup, acting].contains(&Some(me))
    }
}
