//! What happened on a day, for whoever reads the numbers of that time: a release, an outage, a price.

use super::calendar::Calendar;
use super::entry::{Entry, Event, Words};
use super::ids::{MemberId, Seq};
use super::metrics::Period;
use super::thread::Decision;
use super::time::Timestamp;
use super::undo;
use chrono::NaiveDate;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    pub entry: Seq,
    /// When somebody said so.
    pub at: Timestamp,
    pub by: Option<MemberId>,
    /// The day that it is about, by the team's calendar.
    pub date: NaiveDate,
    /// Empty where it was erased.
    pub text: String,
}

impl Annotation {
    /// Those that count, by day. Of `entries`, in the order of their numbers, others are passed over.
    pub fn all(entries: &[Entry]) -> Vec<Annotation> {
        let taken = undo::taken_back(entries);
        let counts = entries.iter().filter(|entry| !taken.contains_key(&entry.seq));
        let mut all: Vec<Annotation> = counts.filter_map(Annotation::of).collect();
        all.sort_by_key(|annotation| (annotation.date, annotation.entry));
        all
    }

    /// Does its day fall into the period, in part at least?
    pub fn is_in(&self, period: Period, calendar: &Calendar) -> bool {
        let end = self.date.succ_opt().map(|next| calendar.start_of_day(next));
        calendar.start_of_day(self.date) < period.to && end.is_none_or(|end| period.from < end)
    }

    fn of(entry: &Entry) -> Option<Annotation> {
        let Event::Annotated { date } = entry.event else { return None };
        let (by, text) = (entry.actor.member, entry.words.text.clone().unwrap_or_default());
        Some(Annotation { entry: entry.seq, at: entry.at, by, date, text })
    }
}

/// Says what happened on that day.
pub fn annotate(date: NaiveDate, text: String) -> Decision {
    Decision::with(Event::Annotated { date }, Words::text(text))
}
