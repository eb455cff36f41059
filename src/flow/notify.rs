//! Whom to tell that a thread was sent up: the owners of its level or who stands in for them, each once, at once or with a later sync.

use crate::domain::entry::Entry;
use crate::domain::ids::ThreadId;
use crate::domain::mailing::{Mailing, State};
use crate::domain::member::Team;
use crate::domain::policy::Policy;
use crate::domain::summary::{Listed, Status};
use crate::domain::thread::Level;
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::store::Ledger;
use chrono::TimeDelta;
use std::collections::HashSet;

/// The kind of these mails; the entry stands in the place of the day.
pub const ESCALATION: &str = "escalation";

/// What was sent up longer ago than this is told by the review alone.
const TIMELY: TimeDelta = TimeDelta::days(1);

/// A server that does not answer is not asked more often, however often mail is read.
const PAUSE: TimeDelta = TimeDelta::minutes(4);

/// A thread that was sent up, and who does not know it yet.
pub struct Notice {
    pub entry: Entry,
    pub listed: Listed,
    pub level: Level,
    /// Addresses.
    pub to: Vec<String>,
}

impl Notice {
    /// What stands for the day in the outbox: there is one mail for each time a thread was sent up.
    pub fn slot(&self) -> String {
        slot(&self.entry)
    }
}

fn slot(entry: &Entry) -> String {
    format!("e{}", entry.seq.0)
}

/// What is to be told now: of the last day, still in force, and not told or refused.
pub fn due(
    ledger: &Ledger,
    policy: &Policy,
    team: &Team,
    now: Timestamp,
) -> Result<Vec<Notice>, Error> {
    let mut notices = Vec::new();
    let (mut seen, mut mailings) = (HashSet::new(), None);
    for entry in ledger.escalations(now - TIMELY)? {
        let Some((listed, level)) = in_force(&entry, &mut seen, ledger, now)? else { continue };
        let mailings = match &mut mailings {
            Some(read) => read,
            none => none.insert(ledger.mailings(now - TIMELY)?),
        };
        let mut to = told(&entry, level, policy, team, now);
        to.retain(|recipient| is_missing(mailings, &slot(&entry), recipient, now));
        if !to.is_empty() {
            notices.push(Notice { entry, listed, level, to });
        }
    }
    Ok(notices)
}

/// The thread, if this is the entry by which it stands where it does now.
fn in_force(
    entry: &Entry,
    seen: &mut HashSet<ThreadId>,
    ledger: &Ledger,
    now: Timestamp,
) -> Result<Option<(Listed, Level)>, Error> {
    let Some(number) = entry.thread else { return Ok(None) };
    let Some(thread) = ledger.resolve(number)?.filter(|thread| seen.insert(*thread)) else {
        return Ok(None);
    };
    let listed = ledger.thread(thread)?;
    let level = listed.summary.level(now).filter(|level| level.since == entry.at);
    Ok(level.filter(|_| listed.summary.status(now) != Status::Closed).map(|level| (listed, level)))
}

/// Who sees to the level at the first of their addresses, and whom else the level names; never who sent it up.
fn told(entry: &Entry, level: Level, policy: &Policy, team: &Team, now: Timestamp) -> Vec<String> {
    let Some(named) = policy.resort.level(level.level) else { return Vec::new() };
    let members = policy.resort.sees_to(level.level, &policy.absences, now);
    let members = members.iter().filter(|member| team.is_in(**member));
    let owners = members.filter_map(|member| team.get(*member)?.addresses.first());
    let by = [entry.actor.member, entry.actor.behind];
    let knows = |address: &String| {
        by.iter().flatten().filter_map(|by| team.get(*by)).any(|by| by.addresses.contains(address))
    };
    let mut to: Vec<String> = Vec::new();
    for address in owners.chain(&named.tell) {
        if !to.contains(address) && !knows(address) {
            to.push(address.clone());
        }
    }
    to
}

fn is_missing(mailings: &[Mailing], slot: &str, recipient: &str, now: Timestamp) -> bool {
    let mut tried = mailings.iter().filter(|mailing| {
        (&*mailing.kind, &*mailing.day, &*mailing.recipient) == (ESCALATION, slot, recipient)
    });
    tried.all(|mailing| {
        matches!(mailing.state, State::Pending | State::Sending)
            && (mailing.attempts == 0 || mailing.at + PAUSE <= now)
    })
}
