//! What a team tries for a while, to see whether the numbers become better.

use super::calendar::Calendar;
use super::entry::{Entry, Event, Words};
use super::ids::{MemberId, Seq};
use super::metrics::Period;
use super::tag::Tag;
use super::thread::Decision;
use super::undo;
use chrono::NaiveDate;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Experiment {
    /// The entry that began it.
    pub entry: Seq,
    pub by: Option<MemberId>,
    /// One word; empty where it was erased.
    pub name: String,
    pub hypothesis: Option<String>,
    /// Its first day, by the team's calendar.
    pub from: NaiveDate,
    pub stopped: Option<Stopped>,
}

/// How an experiment ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    pub entry: Seq,
    /// Its last day.
    pub on: NaiveDate,
    pub result: Option<String>,
}

/// Why an experiment cannot begin, or end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// One of this name runs.
    Runs { since: NaiveDate },
    /// None of this name was ever begun.
    Unknown,
    /// The last one of this name has ended.
    Ended { on: NaiveDate },
    /// It begins after the day that is to be its last.
    NotBegun { from: NaiveDate },
}

impl Experiment {
    /// Those that count, in the order in which they were begun. Of `entries`, in the order of their numbers, others are
    /// passed over.
    pub fn all(entries: &[Entry]) -> Vec<Experiment> {
        let taken = undo::taken_back(entries);
        let mut all: Vec<Experiment> = Vec::new();
        for entry in entries.iter().filter(|entry| !taken.contains_key(&entry.seq)) {
            let words = &entry.words;
            match entry.event {
                Event::ExperimentStarted { date } => all.push(Experiment {
                    entry: entry.seq,
                    by: entry.actor.member,
                    name: words.text.clone().unwrap_or_default(),
                    hypothesis: words.reason.clone(),
                    from: date,
                    stopped: None,
                }),
                Event::ExperimentStopped { experiment, date } => {
                    let result = words.reason.clone();
                    let stopped = Stopped { entry: entry.seq, on: date, result };
                    all.iter_mut()
                        .filter(|known| known.entry == experiment)
                        .for_each(|known| known.stopped = Some(stopped.clone()));
                }
                _ => {}
            }
        }
        all
    }

    /// Did it run in the period, in part at least?
    pub fn is_in(&self, period: Period, calendar: &Calendar) -> bool {
        let last = self.stopped.as_ref().and_then(|stopped| stopped.on.succ_opt());
        let end = last.map(|next| calendar.start_of_day(next));
        calendar.start_of_day(self.from) < period.to && end.is_none_or(|end| period.from < end)
    }

    /// The last one of this name.
    pub fn named<'a>(all: &'a [Experiment], name: &Tag) -> Option<&'a Experiment> {
        all.iter().rfind(|known| known.name == name.as_str())
    }
}

/// Begins one; a name is free again once the one that had it has ended.
pub fn start(
    all: &[Experiment],
    name: &Tag,
    hypothesis: String,
    from: NaiveDate,
) -> Result<Decision, Refused> {
    match Experiment::named(all, name) {
        Some(Experiment { stopped: None, from, .. }) => Err(Refused::Runs { since: *from }),
        _ => Ok(Decision::with(
            Event::ExperimentStarted { date: from },
            named(name, Some(hypothesis)),
        )),
    }
}

/// Ends the one that runs by this name; `on` is its last day.
pub fn stop(
    all: &[Experiment],
    name: &Tag,
    result: Option<String>,
    on: NaiveDate,
) -> Result<Decision, Refused> {
    let known = Experiment::named(all, name).ok_or(Refused::Unknown)?;
    if let Some(stopped) = &known.stopped {
        return Err(Refused::Ended { on: stopped.on });
    }
    if on < known.from {
        return Err(Refused::NotBegun { from: known.from });
    }
    let event = Event::ExperimentStopped { experiment: known.entry, date: on };
    Ok(Decision::with(event, named(name, result)))
}

fn named(name: &Tag, reason: Option<String>) -> Words {
    Words { text: Some(name.as_str().to_owned()), ..Words::reason(reason) }
}
