//! Taking back entries, each by a new one.

mod asides;

use super::chain::Pen;
use super::change::Doing;
use super::rows;
use super::{Ledger, customers, lists, members, records, roster, threads};
use crate::domain::access::{Deed, Power};
use crate::domain::customer::Record;
use crate::domain::entry::{Entry, Event, Words};
use crate::domain::ids::{CustomerId, MemberId, Seq, ThreadId};
use crate::domain::member::Team;
use crate::domain::summary::Listed;
use crate::domain::thread::{Refusal, Stand, Thread};
use crate::domain::undo::{self, NotUndone};
use crate::error::Error;
use rusqlite::{Connection, OptionalExtension, Result, params};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What is to be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undo {
    /// Everything of the last command of this member that still counts.
    LastOf(MemberId),
    /// This entry; if it took something back itself, everything that its command took back.
    Entry(Seq),
}

/// One entry that was taken back, and the entry that says so.
#[derive(Debug)]
pub struct TakenBack {
    pub target: Entry,
    pub by: Seq,
    /// The thread as it is now, if it is about one.
    pub thread: Option<Rc<Listed>>,
}

/// What taking back comes to: all of it, newest first, or the entry and why it cannot be; `None` if there is nothing.
type Outcome = std::result::Result<Vec<TakenBack>, Option<(Seq, Option<ThreadId>, Refusal)>>;

impl Ledger {
    /// Takes back one entry, or a member's last command: all of it or nothing.
    pub fn undo(&mut self, what: Undo, doing: &Doing) -> std::result::Result<Outcome, Error> {
        let done =
            self.write_if_agreed(doing.keep, |connection| take_back(connection, what, doing))?;
        if let Err(Some((_, thread, Refusal::Denied { power }))) = &done {
            self.denied(*power, *thread, doing)?;
        }
        Ok(done)
    }
}

fn take_back(connection: &Connection, what: Undo, doing: &Doing) -> Result<Outcome> {
    let targets = targets(connection, what)?;
    if targets.is_empty() {
        return Ok(Err(None));
    }
    let pen = doing.pen(connection);
    if asides::are_all(connection, &targets)? {
        return Ok(asides::take_back(connection, &pen, targets, doing)?.map_err(Some));
    }
    let mut done = Vec::with_capacity(targets.len());
    let mut touched = Vec::new();
    for target in targets {
        let thread =
            target.thread.map(|number| threads::resolve(connection, number)).transpose()?;
        let thread = thread.flatten();
        match take_one(connection, &pen, target, thread, &mut touched, doing)? {
            Ok(taken) => done.push(taken),
            Err((entry, refusal)) => return Ok(Err(Some((entry, thread, refusal)))),
        }
    }
    if let Some((entry, refusal)) = refresh_customers(connection, &touched)? {
        return Ok(Err(Some((entry, None, refusal))));
    }
    Ok(Ok(done))
}

/// The entries that are meant, newest first.
fn targets(connection: &Connection, what: Undo) -> Result<Vec<Entry>> {
    let last = match what {
        Undo::Entry(seq) => one(connection, seq)?,
        Undo::LastOf(member) => last_of(connection, member)?,
    };
    let Some(last) = last else { return Ok(Vec::new()) };
    if taken_back(connection)?.contains_key(&last.seq) {
        // To be refused, with what has taken it back.
        return Ok(vec![last]);
    }
    let alone = matches!(what, Undo::Entry(_)) && !matches!(last.event, Event::Undone { .. });
    let Some(command) = last.command.filter(|_| !alone) else { return Ok(vec![last]) };
    let entries: Vec<Entry> = connection
        .prepare_cached(&format!(
            "SELECT {} FROM entries e LEFT JOIN entry_words w ON w.seq = e.seq
             WHERE e.seq >= $1 AND e.command = $1 ORDER BY e.seq DESC",
            rows::ENTRY
        ))?
        .query_map([command.0], rows::entry)?
        .collect::<Result<_>>()?;
    let taken = taken_back(connection)?;
    Ok(entries.into_iter().filter(|entry| !taken.contains_key(&entry.seq)).collect())
}

pub fn one(connection: &Connection, seq: Seq) -> Result<Option<Entry>> {
    connection
        .prepare_cached(&format!(
            "SELECT {} FROM entries e LEFT JOIN entry_words w ON w.seq = e.seq WHERE e.seq = $1",
            rows::ENTRY
        ))?
        .query_row([seq.0], rows::entry)
        .optional()
}

/// The newest entry of a member that still counts, and took nothing back itself.
fn last_of(connection: &Connection, member: MemberId) -> Result<Option<Entry>> {
    let taken = taken_back(connection)?;
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {} FROM entries e LEFT JOIN entry_words w ON w.seq = e.seq
         WHERE e.actor = $1 ORDER BY e.seq DESC",
        rows::ENTRY
    ))?;
    for entry in statement.query_map(params![member.0], rows::entry)? {
        let entry = entry?;
        if !undo::is_passed_over(&entry, &taken) {
            return Ok(Some(entry));
        }
    }
    Ok(None)
}

/// Everything in the ledger that counts no more, and what took it back.
pub fn taken_back(connection: &Connection) -> Result<BTreeMap<Seq, Seq>> {
    let undoing: Vec<Entry> = connection
        .prepare_cached(&format!(
            "SELECT {} FROM entries e LEFT JOIN entry_words w ON w.seq = e.seq
             WHERE e.kind = 'undone' ORDER BY e.seq",
            rows::ENTRY
        ))?
        .query_map([], rows::entry)?
        .collect::<Result<_>>()?;
    Ok(undo::taken_back(&undoing))
}

type One = std::result::Result<TakenBack, (Seq, Refusal)>;

fn take_one(
    connection: &Connection,
    pen: &Pen,
    target: Entry,
    thread: Option<ThreadId>,
    touched: &mut Vec<(CustomerId, Seq)>,
    doing: &Doing,
) -> Result<One> {
    let customer = match thread {
        Some(_) => None,
        None => customer_of(connection, &target)?,
    };
    let entries = match (thread, customer) {
        (Some(thread), _) => threads::entries(connection, thread)?,
        (None, Some(customer)) => records::entries(connection, customer)?,
        (None, None) => roster::entries(connection)?,
    };
    if let Err(why) = undo::may_undo(&target, &entries, pen.command()) {
        return Ok(Err((target.seq, Refusal::NotUndone { entry: target.seq, why })));
    }
    let permitted = match customer {
        Some(_) => permitted_for_customer(connection, &target, &entries, doing)?,
        None => permitted(connection, &target, &entries, thread, doing)?,
    };
    if let Err(refusal) = permitted {
        return Ok(Err((target.seq, refusal)));
    }
    // Beside what it takes back, as a thread's is.
    let filed_under = match customer {
        Some(_) => target_number(connection, &target)?,
        None => target.event.customer(),
    };
    let before = thread.map(|thread| threads::replay(connection, thread)).transpose()?;
    let event = Event::Undone { entry: target.seq, customer: filed_under };
    let words = Words::reason(doing.reason.clone());
    // Beside what it takes back: where the thread is parted one day, it goes with it.
    let by = pen.append(target.thread, &event, &words)?.seq;
    let thread = match thread {
        Some(thread) => {
            threads::refresh(connection, thread)?;
            let after = threads::replay(connection, thread)?;
            let team = members::team(connection)?;
            if let Some(refusal) =
                before.and_then(|before| senseless(&before, &after, &target, &team))
            {
                return Ok(Err((target.seq, refusal)));
            }
            Some(Rc::new(lists::one(connection, thread)?))
        }
        None => {
            match customer {
                // All at once, at the end: an import is one command.
                Some(customer) => touched.push((customer, target.seq)),
                None => drop(roster::refresh(connection)?),
            }
            None
        }
    };
    Ok(Ok(TakenBack { target, by, thread }))
}

/// The record that an entry is about, whatever became of it.
fn customer_of(connection: &Connection, target: &Entry) -> Result<Option<CustomerId>> {
    connection
        .prepare_cached(
            "SELECT COALESCE(c.merged_into, c.customer) FROM entries e JOIN customers c ON c.customer = e.customer
             WHERE e.seq = $1",
        )?
        .query_row([target.seq.0], |row| row.get(0).map(CustomerId))
        .optional()
}

/// The number of the record that an entry was filed under.
fn target_number(connection: &Connection, target: &Entry) -> Result<Option<CustomerId>> {
    connection
        .prepare_cached("SELECT customer FROM entries WHERE seq = $1")?
        .query_row([target.seq.0], |row| Ok(row.get::<_, Option<i64>>(0)?.map(CustomerId)))
}

/// Writes what follows now about customers, each with an entry about it that was taken back; the first entry that cannot
/// be, and why.
fn refresh_customers(
    connection: &Connection,
    touched: &[(CustomerId, Seq)],
) -> Result<Option<(Seq, Refusal)>> {
    if touched.is_empty() {
        return Ok(None);
    }
    let numbers: Vec<CustomerId> = touched.iter().map(|(customer, _)| *customer).collect();
    records::refresh(connection, &numbers)?;
    let (team, merged) = (members::team(connection)?, records::merged(connection)?);
    let roots: BTreeMap<CustomerId, Seq> =
        touched.iter().map(|(customer, entry)| (merged.root(*customer), *entry)).collect();
    for (root, entry) in roots {
        let record = records::replay_with(connection, root, &merged)?;
        if let Some(refusal) = unsettled(connection, root, &record, entry, &team)? {
            return Ok(Some((entry, refusal)));
        }
    }
    Ok(None)
}

/// Why a customer cannot be as they would be then: an address would be two records', now or when these part again; or
/// something would be promised by who left the team.
fn unsettled(
    connection: &Connection,
    root: CustomerId,
    record: &Record,
    entry: Seq,
    team: &Team,
) -> Result<Option<Refusal>> {
    let taken = |by| Refusal::NotUndone { entry, why: NotUndone::AddressTaken { by } };
    if let Some(by) = record.contested.values().next() {
        return Ok(Some(taken(*by)));
    }
    for address in record.addresses.keys() {
        if let Some(by) = customers::holder(connection, address)?.filter(|by| *by != root) {
            return Ok(Some(taken(by)));
        }
    }
    // Whose a customer is goes on to whoever took over; what was promised does not.
    let mut promised = record.open_tasks().map(|task| task.owner);
    let left = promised.find(|member| !team.is_in(*member));
    Ok(left.map(|member| Refusal::Left { member }))
}

/// What others said takes more than what oneself did.
fn permitted_for_customer(
    connection: &Connection,
    target: &Entry,
    entries: &[Entry],
    doing: &Doing,
) -> Result<std::result::Result<(), Refusal>> {
    let mut origin = target;
    // An entry takes back an earlier one only, so this ends.
    while let Event::Undone { entry, .. } = &origin.event
        && let Some(earlier) = entries.iter().find(|known| known.seq == *entry)
    {
        origin = earlier;
    }
    let power = match origin.event {
        Event::CustomersMerged { .. } => Power::Merge,
        _ => Power::Work,
    };
    let team = members::team(connection)?;
    let is_mine = target.actor.member == doing.actor.member;
    // Whose they are is for who acts for them, once others have gone on from it.
    let others = |entry: &Entry| entry.actor.member != doing.actor.member;
    let is_built_on = matches!(origin.event, Event::CustomerAssigned { owner, .. }
        if owner != doing.actor.member)
        && entries.iter().any(|entry| entry.seq > target.seq && others(entry));
    let power = if is_mine && !is_built_on { power } else { power.max(Power::Others) };
    Ok(team
        .lacks(doing.actor, power, doing.now)
        .map_or(Ok(()), |power| Err(Refusal::Denied { power })))
}

/// Why a thread cannot be as it would be then: something would be with who left the team, or promised on a closed one.
fn senseless(before: &Thread, after: &Thread, target: &Entry, team: &Team) -> Option<Refusal> {
    let had = before.in_hands();
    let left =
        after.in_hands().into_iter().find(|member| !had.contains(member) && !team.is_in(*member));
    if let Some(member) = left {
        return Some(Refusal::Left { member });
    }
    let promised = |thread: &Thread| match thread.stand().0 {
        Stand::Closed => thread.open_tasks().count(),
        _ => 0,
    };
    let why = NotUndone::ThreadClosed;
    (promised(after) > promised(before)).then_some(Refusal::NotUndone { entry: target.seq, why })
}

fn permitted(
    connection: &Connection,
    target: &Entry,
    entries: &[Entry],
    thread: Option<ThreadId>,
    doing: &Doing,
) -> Result<std::result::Result<(), Refusal>> {
    let team = members::team(connection)?;
    if let Some(thread) = thread {
        let replayed = threads::replay(connection, thread)?;
        // What others did since goes by what is so now. A note or a task is whose it was.
        let is_help = matches!(
            target.event,
            Event::Noted { .. }
                | Event::TaskAdded { .. }
                | Event::TaskCommented { .. }
                | Event::Linked { .. }
                | Event::Acked { .. }
        );
        let by_others = |entry: &Entry| {
            let other = entry.actor.member.is_some_and(|by| Some(by) != doing.actor.member);
            let is_work =
                !matches!(entry.event, Event::Denied { .. }) && !undo::is_aside(entry, entries);
            entry.seq > target.seq && other && is_work
        };
        let built_on = !is_help && entries.iter().any(by_others);
        let deed = Deed::TakeBack { of: target.actor.member, built_on };
        return Ok(team.permits(deed, &replayed, doing.actor, doing.now));
    }
    let said = Power::to_take_back(&target.event, entries, doing.actor.member);
    let said = match target.actor.member == doing.actor.member {
        true => said,
        false => said.max(Power::Others),
    };
    // Whom a grant lets change members does not bring back what was taken from them.
    let by_grant = said == Power::Members && !team.reaches(doing.actor, said.least_role());
    Ok(match team.lacks(doing.actor, said, doing.now).or(by_grant.then_some(said)) {
        None => Ok(()),
        Some(power) => Err(Refusal::Denied { power }),
    })
}
