//! What the team said of days: what happened, and what was tried.

use super::annotation::Annotation;
use super::calendar::Calendar;
use super::entry::Entry;
use super::experiment::Experiment;
use super::metrics::Period;

#[derive(Clone, Debug, Default)]
pub struct Days {
    /// By day.
    pub annotations: Vec<Annotation>,
    /// In the order in which they were begun.
    pub experiments: Vec<Experiment>,
}

impl Days {
    /// Of `entries`, in the order of their numbers, others are passed over.
    pub fn of(entries: &[Entry]) -> Days {
        Days { annotations: Annotation::all(entries), experiments: Experiment::all(entries) }
    }

    /// Those that fall into a period, in part at least.
    pub fn within(mut self, period: Period, calendar: &Calendar) -> Days {
        self.annotations.retain(|annotation| annotation.is_in(period, calendar));
        self.experiments.retain(|experiment| experiment.is_in(period, calendar));
        self
    }
}
