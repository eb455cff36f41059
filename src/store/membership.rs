//! Changes of the team: grants, and members who leave.

use super::chain::Pen;
use super::change::Doing;
use super::rows::Columns;
use super::{Ledger, members, records, roster, threads};
use crate::domain::access::Power;
use crate::domain::entry::{Entry, Event, Words};
use crate::domain::ids::{CustomerId, MemberId, TaskId, ThreadId};
use crate::domain::member::Team;
use crate::domain::membership::{Burden, NotChanged};
use crate::domain::thread::Decision;
use crate::domain::time::Timestamp;
use crate::error::Error;
use rusqlite::{Connection, Result, params};

type Outcome<T> = std::result::Result<std::result::Result<T, NotChanged>, Error>;

impl Ledger {
    /// Gives a member a power until then; the entry that says so.
    pub fn grant(
        &mut self,
        member: MemberId,
        power: Power,
        until: Timestamp,
        why: String,
        doing: &Doing,
    ) -> Outcome<Vec<Entry>> {
        let (actor, now) = (doing.actor, doing.now);
        self.change_members(doing, |_, team, pen| {
            match team.grant(member, power, until, why, actor, now) {
                Ok(granted) => append(pen, granted).map(Ok),
                Err(refused) => Ok(Err(refused)),
            }
        })
    }

    /// Ends a member's grants of a power; the entries that say so.
    pub fn revoke(&mut self, member: MemberId, power: Power, doing: &Doing) -> Outcome<Vec<Entry>> {
        let (actor, now, why) = (doing.actor, doing.now, doing.reason.clone());
        self.change_members(doing, |_, team, pen| {
            match team.revoke(member, power, why, actor, now) {
                Ok(revoked) => append(pen, revoked).map(Ok),
                Err(refused) => Ok(Err(refused)),
            }
        })
    }

    /// Lets a member leave; what is theirs goes to the other in the same transaction. What that was.
    pub fn remove_member(
        &mut self,
        member: MemberId,
        to: Option<MemberId>,
        doing: &Doing,
    ) -> Outcome<Burden> {
        self.change_members(doing, |connection, team, pen| {
            let burden = burden(connection, team, member, doing.now)?;
            let may = team.may_leave(member, to, &burden, doing.actor, doing.now);
            if let Err(refused) = may {
                return Ok(Err(refused));
            }
            if let Some(to) = to {
                pass_on(connection, pen, &burden, member, to)?;
            }
            let words =
                Words { text: Some(team.name(member)), ..Words::reason(doing.reason.clone()) };
            pen.append(None, &Event::MemberRemoved { member, to }, &words)?;
            Ok(Ok(burden))
        })
    }

    /// Changes the team as `work` does, and the rows that follow; that somebody may not do so is put on record.
    pub(super) fn change_members<T>(
        &mut self,
        doing: &Doing,
        work: impl FnOnce(&Connection, &Team, &Pen) -> Result<std::result::Result<T, NotChanged>>,
    ) -> Outcome<T> {
        let done = self.write_if_agreed(doing.keep, |connection| {
            let done = work(connection, &members::team(connection)?, &doing.pen(connection))?;
            if done.is_ok() {
                roster::refresh(connection)?;
            }
            Ok(done)
        })?;
        let denied = match &done {
            Err(NotChanged::Denied(power)) => Some(*power),
            Err(NotChanged::Beyond(_)) => Some(Power::Members),
            _ => None,
        };
        if let Some(power) = denied {
            self.denied(power, None, doing)?;
        }
        Ok(done)
    }
}

/// Everything that is a member's now.
fn burden(
    connection: &Connection,
    team: &Team,
    member: MemberId,
    now: Timestamp,
) -> Result<Burden> {
    let mut burden = Burden::default();
    for thread in perhaps_theirs(connection, member)? {
        burden.add(&threads::replay(connection, thread)?, member, now);
    }
    burden.promised = promised(connection, member)?;
    let owners = records::owners(connection)?.into_iter();
    burden.customers = owners
        .filter(|(_, whose)| whose.owner == Some(member) || whose.backup == Some(member))
        .collect();
    let covered = team.absences.iter().filter(|absence| absence.cover == Some(member));
    let lasting = covered.filter(|absence| absence.until.is_none_or(|until| now < until));
    burden.covered = lasting.map(|absence| absence.member).collect();
    burden.covered.sort_unstable();
    burden.covered.dedup();
    Ok(burden)
}

/// Threads that have to do with a member, and those with open tasks or an offer: whose these are only the thread tells.
fn perhaps_theirs(connection: &Connection, member: MemberId) -> Result<Vec<ThreadId>> {
    connection
        .prepare_cached(
            "SELECT thread FROM threads WHERE open_tasks > 0 OR (stand <> 'closed' AND
                (offer IS NOT NULL OR $1 IN (owner, backup, held_by, waiting_member))) ORDER BY thread",
        )?
        .query_map(params![member.0], |row| Columns::of(row).take().map(ThreadId))?
        .collect()
}

/// Open tasks of a member that are on customers.
fn promised(connection: &Connection, member: MemberId) -> Result<Vec<(TaskId, CustomerId)>> {
    connection
        .prepare_cached(
            "SELECT task, customer FROM tasks
             WHERE done_at IS NULL AND thread IS NULL AND owner = $1 ORDER BY task",
        )?
        .query_map([member.0], |row| Ok((TaskId(row.get(0)?), CustomerId(row.get(1)?))))?
        .collect()
}

fn pass_on(
    connection: &Connection,
    pen: &Pen,
    burden: &Burden,
    from: MemberId,
    to: MemberId,
) -> Result<()> {
    for thread in burden.threads() {
        pen.append(Some(thread), &Event::PassedOn { from, to }, &Words::default())?;
        threads::refresh(connection, thread)?;
    }
    let mut touched = Vec::new();
    for event in burden.customers_passed_on(from, to) {
        pen.append(None, &event, &Words::default())?;
        touched.extend(event.customer());
    }
    records::refresh(connection, &touched)
}

fn append(pen: &Pen, Decision(events): Decision) -> Result<Vec<Entry>> {
    events.into_iter().map(|(event, words)| pen.append(None, &event, &words)).collect()
}
