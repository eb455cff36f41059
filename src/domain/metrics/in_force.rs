//! By what was judged at each time: a calendar or a promise that changes does not rewrite the past.

use crate::domain::calendar::Calendar;
use crate::domain::ids::CustomerId;
use crate::domain::policy::Policy;
use crate::domain::sla::Condition;
use crate::domain::time::Timestamp;
use std::collections::HashMap;

/// Hours, holidays and promises as they followed each other.
#[derive(Clone, Debug)]
pub struct InForce {
    /// From when on, the first first; the first one counts for all that was before.
    policies: Vec<(Timestamp, Policy)>,
    /// What members say of customers, where promises depend on it.
    pub statuses: HashMap<CustomerId, String>,
}

impl InForce {
    /// `now` is what is in force at the end, and where nothing else is known.
    pub fn new(mut before: Vec<(Timestamp, Policy)>, now: Policy) -> InForce {
        if before.is_empty() {
            before.push((Timestamp::MIN_UTC, now));
        }
        InForce { policies: before, statuses: HashMap::new() }
    }

    pub fn at(&self, at: Timestamp) -> &Policy {
        let place = self.policies.partition_point(|(from, _)| *from <= at);
        &self.policies[place.saturating_sub(1)].1
    }

    /// What is in force last: days and weeks are told by its clocks.
    pub fn calendar(&self) -> &Calendar {
        &self.policies[self.policies.len() - 1].1.calendar
    }

    /// Does any promise depend on what members say of the customer?
    pub fn asks_for_statuses(&self) -> bool {
        let slas = self.policies.iter().flat_map(|(_, policy)| &policy.slas);
        let mut conditions = slas.flat_map(|sla| &sla.when.0);
        conditions.any(|condition| matches!(condition, Condition::CustomerStatus(_)))
    }

    /// Any promise at all?
    pub fn promises(&self) -> bool {
        self.policies.iter().any(|(_, policy)| !policy.slas.is_empty())
    }

    /// Seconds inside the working hours that were in force while they passed; 0 when `to` is not after `from`.
    pub fn working_seconds(&self, from: Timestamp, to: Timestamp) -> i64 {
        let first = self.policies.partition_point(|(since, _)| *since <= from).saturating_sub(1);
        let mut seconds = 0;
        for (place, (since, policy)) in self.policies.iter().enumerate().skip(first) {
            let begin = if place == first { from } else { from.max(*since) };
            let end = self.policies.get(place + 1).map_or(to, |(next, _)| to.min(*next));
            seconds += policy.calendar.working_seconds(begin, end);
            if end >= to {
                break;
            }
        }
        seconds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn t(text: &str) -> Timestamp {
        chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn hours(text: &str) -> Policy {
        let hours = [text.to_owned()];
        let none = std::collections::BTreeSet::new();
        Policy::new(Calendar::new(chrono_tz::UTC, &hours, none).unwrap())
    }

    #[test]
    fn each_second_is_counted_by_the_hours_of_its_own_time() {
        let change = t("2026-03-03T12:00:00Z");
        let before = vec![
            (t("2026-01-01T00:00:00Z"), hours("mon-fri 09:00-17:00")),
            (change, hours("mon-fri 09:00-14:00")),
        ];
        let in_force = InForce::new(before, hours("mon-fri 00:00-24:00"));
        let worked = |from, to| in_force.working_seconds(t(from), t(to)) / 3_600;
        assert_eq!(worked("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"), 8);
        assert_eq!(worked("2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z"), 3 + 2);
        assert_eq!(worked("2026-03-02T16:00:00Z", "2026-03-04T10:00:00Z"), 1 + 5 + 1);
        assert_eq!(worked("2025-12-01T00:00:00Z", "2025-12-02T00:00:00Z"), 8, "before the first");
        assert_eq!(worked("2026-03-05T10:00:00Z", "2026-03-05T10:00:00Z"), 0);
    }
}
