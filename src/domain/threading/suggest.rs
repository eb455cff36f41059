//! Threads that may be one, though no header says so: the subject alone never joins (SPEC §6.3).

use crate::domain::ids::{CustomerId, ThreadId};
use crate::domain::time::Timestamp;
use chrono::TimeDelta;
use mail_parser::parsers::fields::thread::thread_name;
use std::collections::HashMap;

/// The later one may begin so long after the last mail of the other.
const WITHIN: TimeDelta = TimeDelta::days(14);

/// How a thread began, and when it was last heard of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    pub thread: ThreadId,
    pub customer: CustomerId,
    pub subject: String,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    pub closed: bool,
}

/// Two threads that may be one: the second began as a reply to a mail that was never seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub first: Opening,
    pub second: Opening,
}

/// The base subject (RFC 5256 §2.1, with the prefixes of other languages), in lower case, and whether the subject was
/// that of a reply.
fn base(subject: &str) -> (String, bool) {
    let subject = subject.trim();
    let base = thread_name(subject).trim();
    (base.to_lowercase(), !subject.to_lowercase().starts_with(&base.to_lowercase()))
}

/// Same customer, same base subject, the later one begins like a reply, at most 14 days apart; not both closed.
pub fn suggest(openings: &[Opening]) -> Vec<Suggestion> {
    let mut alike: HashMap<(CustomerId, String), Vec<(&Opening, bool)>> = HashMap::new();
    for opening in openings {
        let (base, is_reply) = base(&opening.subject);
        if !base.is_empty() {
            alike.entry((opening.customer, base)).or_default().push((opening, is_reply));
        }
    }
    let mut found = Vec::new();
    for group in alike.values_mut() {
        group.sort_by_key(|(opening, _)| (opening.first_at, opening.thread));
        for (index, (second, is_reply)) in group.iter().enumerate().skip(1) {
            let near = |first: &&&Opening| {
                second.first_at - first.last_at <= WITHIN && !(first.closed && second.closed)
            };
            let before = group[..index].iter().rev().map(|(first, _)| first);
            if let Some(first) = before.filter(|_| *is_reply).find(near) {
                found.push(Suggestion { first: (*first).clone(), second: (*second).clone() });
            }
        }
    }
    found.sort_by_key(|pair| (pair.second.first_at, pair.second.thread));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opening(thread: i64, subject: &str, day: i64) -> Opening {
        let at = chrono::DateTime::from_timestamp(1_772_442_000 + day * 86_400, 0).unwrap();
        Opening {
            thread: ThreadId(thread),
            customer: CustomerId(1),
            subject: subject.to_owned(),
            first_at: at,
            last_at: at,
            closed: false,
        }
    }

    fn pairs(openings: &[Opening]) -> Vec<(i64, i64)> {
        suggest(openings).iter().map(|pair| (pair.first.thread.0, pair.second.thread.0)).collect()
    }

    #[test]
    fn a_reply_goes_with_the_nearest_thread_of_the_same_subject() {
        let threads =
            [opening(1, "Pricing", 0), opening(2, "Re: pricing", 3), opening(3, "AW: Pricing ", 5)];
        assert_eq!(pairs(&threads), [(1, 2), (2, 3)]);
    }

    #[test]
    fn a_new_mail_of_the_same_subject_is_no_reply() {
        assert!(pairs(&[opening(1, "Pricing", 0), opening(2, "Pricing", 3)]).is_empty());
    }

    #[test]
    fn what_is_too_late_or_another_customers_or_all_closed_is_not_suggested() {
        assert!(pairs(&[opening(1, "Pricing", 0), opening(2, "Re: Pricing", 15)]).is_empty());
        let other = Opening { customer: CustomerId(2), ..opening(2, "Re: Pricing", 1) };
        assert!(pairs(&[opening(1, "Pricing", 0), other]).is_empty());
        let closed = |thread, subject| Opening { closed: true, ..opening(thread, subject, 1) };
        assert!(pairs(&[closed(1, "Pricing"), closed(2, "Re: Pricing")]).is_empty());
        assert!(pairs(&[opening(1, "", 0), opening(2, "Re:", 1)]).is_empty());
    }
}
