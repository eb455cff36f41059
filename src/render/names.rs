//! What rendering needs to know beside the data: names for numbers, the time zone, now.

use super::safe;
use crate::domain::calendar::Calendar;
use crate::domain::ids::{InboxId, MemberId};
use crate::domain::member::Team;
use crate::domain::policy::Policy;
use crate::domain::time::Timestamp;
use crate::domain::when;
use chrono::DateTime;
use chrono_tz::Tz;

/// How things look from here and now.
pub struct View<'a> {
    pub team: &'a Team,
    pub inboxes: &'a [(InboxId, String)],
    pub policy: &'a Policy,
    /// The clocks of whoever reads: the team's, unless they have their own. Ages are working time of the team's.
    pub clock: &'a Calendar,
    pub now: Timestamp,
}

impl<'a> View<'a> {
    /// The same by the clocks of somebody elsewhere.
    pub fn by(self, clock: &'a Calendar) -> View<'a> {
        View { clock, ..self }
    }

    /// The instant as the reader's clocks show it.
    pub fn local(&self, at: Timestamp) -> DateTime<Tz> {
        self.clock.local(at)
    }

    /// The zone of the times that are shown, where it is not the team's.
    pub fn own_zone(&self) -> Option<Tz> {
        Some(self.clock.zone()).filter(|zone| *zone != self.policy.calendar.zone())
    }

    pub fn member(&self, id: MemberId) -> String {
        safe::line(&self.team.name(id))
    }

    /// The member's name, or `-`.
    pub fn member_or_dash(&self, id: Option<MemberId>) -> String {
        id.map_or_else(|| "-".to_owned(), |id| self.member(id))
    }

    /// Did they leave the team?
    pub fn has_left(&self, id: MemberId) -> bool {
        self.team.get(id).is_some_and(|member| member.left_at.is_some())
    }

    pub fn inbox(&self, id: InboxId) -> String {
        let known = self.inboxes.iter().find(|(known, _)| *known == id);
        known.map_or_else(|| format!("inbox-{id}"), |(_, name)| safe::line(name))
    }

    /// "Fri 27 Nov 16:00" in the reader's zone.
    pub fn when(&self, at: Timestamp) -> String {
        when::show(at, self.now, self.clock)
    }

    /// [`View::when`] for a beginning: the day alone where it is its first moment.
    pub fn from(&self, at: Timestamp) -> String {
        let calendar = self.clock;
        let day = calendar.day(at);
        let is_whole = at == calendar.start_of_day(day);
        self.when(if is_whole { calendar.last_second(day) } else { at })
    }

    /// [`View::when`] for an end: the day before alone where it is the first moment after that.
    pub fn until(&self, at: Timestamp) -> String {
        let calendar = self.clock;
        let is_midnight = at == calendar.start_of_day(calendar.day(at));
        self.when(if is_midnight { at - chrono::TimeDelta::seconds(1) } else { at })
    }

    /// The day of [`View::when`]; its time too where that is today.
    pub fn day(&self, at: Timestamp) -> String {
        let calendar = self.clock;
        match calendar.day(at) == calendar.day(self.now) {
            true => self.when(at),
            false => when::show(calendar.end_of_day(calendar.day(at)), self.now, calendar),
        }
    }

    /// "16:00" today, [`View::when`] on another day.
    pub fn clock(&self, at: Timestamp) -> String {
        let calendar = self.clock;
        match calendar.day(at) == calendar.day(self.now) {
            true => calendar.local(at).format("%H:%M").to_string(),
            false => self.when(at),
        }
    }

    /// Working time since then: "3h", "2bd 3h".
    pub fn age(&self, since: Timestamp) -> String {
        let calendar = &self.policy.calendar;
        calendar.age(calendar.working_seconds(since, self.now))
    }

    /// `2026-03-02 10:00` in the reader's zone.
    pub fn stamp(&self, at: Timestamp) -> String {
        self.clock.local(at).format("%Y-%m-%d %H:%M").to_string()
    }
}
