//! What the team said of days: annotations and experiments.

use super::change::Doing;
use super::roster::Declined;
use super::{Ledger, members, rows, undo};
use crate::domain::access::Power;
use crate::domain::annotation::Annotation;
use crate::domain::days::Days;
use crate::domain::entry::Entry;
use crate::domain::experiment::{Experiment, Refused};
use crate::domain::thread::Decision;
use crate::error::Error;
use rusqlite::{Connection, Result};

/// What was said of days, and the experiments as they are with it.
#[derive(Debug)]
pub struct Said {
    pub entries: Vec<Entry>,
    pub experiments: Vec<Experiment>,
}

impl Ledger {
    /// Those that count, by day.
    pub fn annotations(&self) -> std::result::Result<Vec<Annotation>, Error> {
        self.days().map(|days| days.annotations)
    }

    /// Those that count, in the order in which they were begun.
    pub fn experiments(&self) -> std::result::Result<Vec<Experiment>, Error> {
        self.days().map(|days| days.experiments)
    }

    /// The annotations and experiments that count.
    pub fn days(&self) -> std::result::Result<Days, Error> {
        self.read(|connection| Ok(Days::of(&in_force(connection)?)))
    }

    /// Writes entries about days as `decide` says, which is given the experiments as they are then.
    pub fn change_days(
        &mut self,
        doing: &Doing,
        decide: impl FnOnce(&[Experiment]) -> std::result::Result<Decision, Refused>,
    ) -> std::result::Result<std::result::Result<Said, Declined<Refused>>, Error> {
        let done = self.write_if_agreed(doing.keep, |connection| {
            let power = members::team(connection)?.lacks(doing.actor, Power::Work, doing.now);
            if let Some(power) = power {
                return Ok(Err(Declined::Denied(power)));
            }
            let Decision(events) = match decide(&Days::of(&in_force(connection)?).experiments) {
                Ok(decision) => decision,
                Err(refused) => return Ok(Err(Declined::Refused(refused))),
            };
            let pen = doing.pen(connection);
            let append = |(event, words)| pen.append(None, &event, &words);
            let entries = events.into_iter().map(append).collect::<Result<_>>()?;
            Ok(Ok(Said { entries, experiments: Days::of(&in_force(connection)?).experiments }))
        })?;
        if let Err(Declined::Denied(power)) = &done {
            self.denied(*power, None, doing)?;
        }
        Ok(done)
    }
}

/// The entries about days that were not taken back, by number.
fn in_force(connection: &Connection) -> Result<Vec<Entry>> {
    let taken = undo::taken_back(connection)?;
    let entries: Vec<Entry> = connection
        .prepare_cached(&format!(
            "SELECT {} FROM entries e LEFT JOIN entry_words w ON w.seq = e.seq
             WHERE e.kind IN ('annotated', 'experiment-started', 'experiment-stopped') ORDER BY e.seq",
            rows::ENTRY
        ))?
        .query_map([], rows::entry)?
        .collect::<Result<_>>()?;
    Ok(entries.into_iter().filter(|entry| !taken.contains_key(&entry.seq)).collect())
}
