//! The dates of the sample mailbox, and the steps that its team took.

use crate::domain::access::Deed;
use crate::domain::calendar::Calendar;
use crate::domain::entry::{Actor, WaitingOn};
use crate::domain::handoff::Brief;
use crate::domain::ids::MemberId;
use crate::domain::member::Team;
use crate::domain::note::NewNote;
use crate::domain::policy::Policy;
use crate::domain::priority::Priority;
use crate::domain::task::NewTask;
use crate::domain::thread::{Claim, Decision, Refusal, Thread};
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::store::{Doing, Ledger};
use chrono::{NaiveDate, NaiveTime};
use serde::Deserialize;

/// Working days around today.
pub struct Days<'a> {
    today: NaiveDate,
    now: Timestamp,
    calendar: &'a Calendar,
}

impl Days<'_> {
    pub fn around(now: Timestamp, calendar: &Calendar) -> Days<'_> {
        Days { today: calendar.working_day_before(calendar.day(now), 0), now, calendar }
    }

    /// `-3 10:15`: so many working days from today, at this time.
    fn at(&self, spec: &str) -> Result<Timestamp, Error> {
        let wrong = || Error::bug(format!("the demo has no time \"{spec}\""));
        let (days, time) = spec.split_once(' ').ok_or_else(wrong)?;
        let time = NaiveTime::parse_from_str(time, "%H:%M").map_err(|_| wrong())?;
        let count: u32 = days.get(1..).and_then(|days| days.parse().ok()).ok_or_else(wrong)?;
        let day = match days.starts_with('-') {
            true => self.calendar.working_day_before(self.today, count),
            false => self.calendar.working_day_after(self.today, count),
        };
        Ok(self.calendar.at(day, time))
    }

    /// Fills the dates in; what would lie ahead has just happened.
    pub fn fill(&self, template: &str) -> Result<String, Error> {
        let mut filled = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("{{") {
            let broken = || Error::bug("the demo's mailbox has a broken date");
            let (slot, after) = after.split_once("}}").ok_or_else(broken)?;
            let (kind, spec) = slot.split_once(':').ok_or_else(broken)?;
            let at = self.at(spec)?.min(self.now);
            filled += before;
            filled += &match kind {
                "from" => at.format("%a %b %e %H:%M:%S %Y").to_string(),
                _ => at.to_rfc2822(),
            };
            rest = after;
        }
        Ok(filled + rest)
    }

    /// The steps of the story, in their order.
    pub fn steps(&self, story: &str) -> Result<Vec<Step>, Error> {
        #[derive(Deserialize)]
        struct Story {
            step: Vec<Told>,
        }
        let story: Story = toml::from_str(story).map_err(|error| {
            Error::bug(format!("the demo's story does not read: {}", error.message()))
        })?;
        story.step.into_iter().map(|told| self.step(told)).collect()
    }

    fn step(&self, told: Told) -> Result<Step, Error> {
        let date = |spec: &Option<String>| spec.as_deref().map(|spec| self.at(spec)).transpose();
        Ok(Step {
            at: self.at(&told.at)?.min(self.now),
            due: date(&told.due)?,
            until: date(&told.until)?,
            told,
        })
    }
}

/// A step as it stands in the story.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Told {
    at: String,
    r#as: String,
    on: String,
    r#do: String,
    to: String,
    backup: Option<String>,
    text: String,
    owner: Option<String>,
    due: Option<String>,
    whom: String,
    r#for: Option<String>,
    until: Option<String>,
    reason: Option<String>,
    asked: String,
    done: String,
    waiting: String,
    risk: String,
    next: String,
}

/// A step with its times.
pub struct Step {
    pub at: Timestamp,
    due: Option<Timestamp>,
    until: Option<Timestamp>,
    told: Told,
}

impl Step {
    /// Does what the story says, by the same decisions as everyone's.
    pub fn take(&self, ledger: &mut Ledger, policy: &Policy) -> Result<(), Error> {
        let told = &self.told;
        let team = ledger.team()?;
        let member = |name: &str| team.named(name).map(|member| member.id);
        let me =
            member(&told.r#as).ok_or_else(|| Error::bug("the demo has a stranger in its story"))?;
        let lost = || Error::bug(format!("the demo's story has no mail {}", told.on));
        let thread = ledger.thread_of(&told.on)?.ok_or_else(lost)?;
        let lapses_at = policy.calendar.add(self.at, policy.handoff_lapse);
        let decide = |thread: &Thread, _: &Team| self.decide(thread, me, &member, lapses_at);
        let doing = Doing::new(Actor::member(me), self.at);
        let outcome = ledger.change(&[thread], Deed::Help, &doing, decide)?;
        outcome.map(|_| ()).map_err(|(thread, refused)| {
            Error::bug(format!(
                "the demo's story was refused at {thread}, {}: {refused:?}",
                told.at
            ))
        })
    }

    fn decide(
        &self,
        thread: &Thread,
        me: MemberId,
        member: &dyn Fn(&str) -> Option<MemberId>,
        lapses_at: Timestamp,
    ) -> Result<Decision, Refusal> {
        let told = &self.told;
        let to = member(&told.to).unwrap_or(me);
        match told.r#do.as_str() {
            "claim" => thread.claim(me, Claim::default(), self.at),
            "release" => thread.release(me, self.at),
            "assign" => thread.assign(me, to, told.backup.as_deref().and_then(member), None, None),
            "note" => Ok(thread.note(NewNote { text: told.text.clone(), ..NewNote::default() })),
            "next" => {
                let owner = told.owner.as_deref().and_then(member);
                let (title, priority) = (told.text.clone(), Priority::Normal);
                thread.next(me, NewTask { title, owner, due: self.due, priority, customer: None })
            }
            "wait" => {
                let (on, name) = WaitingOn::read(&told.whom, member);
                Ok(thread.wait(on, name, told.r#for.clone(), self.until))
            }
            "close" => thread.close(false, told.reason.clone()),
            "priority" => Ok(thread.prioritise(told.to.parse().unwrap_or_default())),
            "handoff" => thread.offer((to, &[]), self.brief(), self.due, lapses_at, self.at),
            "accept" => thread.accept(me, self.at),
            _ => Ok(Decision::nothing()),
        }
    }

    fn brief(&self) -> Brief {
        let Told { asked, done, waiting, risk, next, .. } = &self.told;
        Brief {
            asked: asked.clone(),
            done: done.clone(),
            waiting: waiting.clone(),
            risk: risk.clone(),
            next: next.clone(),
        }
    }
}
