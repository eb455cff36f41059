//! Decisions by hand about which messages are one conversation.

use super::chain::Pen;
use super::change::{Changed, Doing, Outcome, current};
use super::parting::Parting;
use super::placement::Placing;
use super::rows::Columns;
use super::sort::Scope;
use super::{Ledger, lists, members, threads};
use crate::domain::access::Deed;
use crate::domain::entry::{Event, Words};
use crate::domain::ids::{CustomerId, MemberId, Seq, ThreadId};
use crate::domain::thread::Refusal;
use crate::domain::threading::{Opening, Rule};
use crate::error::Error;
use rusqlite::{Connection, Result, params};
use std::collections::HashSet;

/// A decision by hand that is in force.
#[derive(Clone, Copy, Debug)]
pub struct Hand {
    /// The entry by which it was made.
    pub entry: Seq,
    pub rule: Rule,
}

/// What is to leave a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// A message and what answers it.
    Message(Seq),
    /// Another thread, which was joined to it, or might be.
    Thread(ThreadId),
}

impl Ledger {
    /// Makes several threads one, the lowest number; `owner` where they have different ones.
    pub fn merge(
        &mut self,
        numbers: &[ThreadId],
        owner: Option<MemberId>,
        doing: &Doing,
    ) -> std::result::Result<Outcome, Error> {
        self.write_unless_refused(doing, |connection| {
            let mut wanted = current(connection, numbers)?;
            wanted.sort_unstable();
            let Some((&kept, others)) = wanted.split_first() else { return Ok(Ok(Vec::new())) };
            if others.is_empty() {
                return Ok(Err((kept, Refusal::OneAlready)));
            }
            if let Err(denied) = permitted(connection, kept, doing)? {
                return Ok(Err((kept, denied)));
            }
            if let Some(refused) = owner
                .map(|owner| taken_over(connection, &wanted, owner, doing))
                .transpose()?
                .flatten()
            {
                return Ok(Err(refused));
            }
            if let (None, Some(refused)) = (owner, two_owners(connection, &wanted)?) {
                return Ok(Err(refused));
            }
            let (mut events, pen) = (Vec::new(), doing.pen(connection));
            let parts = wanted
                .iter()
                .map(|thread| lists::one(connection, *thread))
                .collect::<Result<Vec<_>>>()?;
            for other in others {
                match merge_one(connection, &pen, (kept, *other), owner, doing)? {
                    Ok(event) => events.push(event),
                    Err(refused) => return Ok(Err((kept, refused))),
                }
            }
            let mut placing = Placing::new(connection, doing.now)?;
            super::sort::anew(&mut placing, [kept])?;
            refresh(connection, &placing)?;
            // What was kept apart until now may have joined to a lower number.
            let kept = threads::resolve(connection, kept)?.unwrap_or(kept);
            let now = lists::one(connection, kept)?;
            Ok(Ok(vec![Changed { now, events, done: Vec::new(), parts, offered: None }]))
        })
    }

    /// Takes something out of a thread: the thread that stays, and the one that left.
    pub fn split(
        &mut self,
        number: ThreadId,
        leaving: Leaving,
        doing: &Doing,
    ) -> std::result::Result<Outcome, Error> {
        self.write_unless_refused(doing, |connection| {
            let thread = threads::resolve(connection, number)?.unwrap_or(number);
            if let Err(denied) = permitted(connection, thread, doing)? {
                return Ok(Err((thread, denied)));
            }
            let parting = match Parting::of(connection, thread, leaving)? {
                Ok(parting) => parting,
                Err(refused) => return Ok(Err((thread, refused))),
            };
            parting.carry_out(connection, doing)
        })
    }
}

impl Ledger {
    /// Entries in force by which members put two messages into one thread.
    pub fn together(&self) -> std::result::Result<Vec<(Seq, [Seq; 2])>, Error> {
        let hands = self.read(in_force)?;
        let pair = |hand: Hand| match hand.rule {
            Rule::Together(one, other) => Some((hand.entry, [one, other])),
            _ => None,
        };
        Ok(hands.into_iter().filter_map(pair).collect())
    }

    /// Pairs of threads that a member has said to be two.
    pub fn apart(&self) -> std::result::Result<HashSet<(ThreadId, ThreadId)>, Error> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT MIN(a.thread, b.thread), MAX(a.thread, b.thread) FROM hands h
                     JOIN messages m ON m.seq = h.message JOIN thread_numbers a ON a.number = m.number
                     JOIN messages o ON o.seq = h.other JOIN thread_numbers b ON b.number = o.number
                     WHERE h.kind = 'apart'",
                )?
                .query_map([], |row| Ok((ThreadId(row.get(0)?), ThreadId(row.get(1)?))))?
                .collect()
        })
    }

    /// How each thread began that a person wrote.
    pub fn openings(&self) -> std::result::Result<Vec<Opening>, Error> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT t.thread, COALESCE(c.merged_into, t.customer), o.subject, t.first_at, t.last_message_at,
                        t.stand = 'closed'
                     FROM threads t JOIN messages o ON o.seq = t.opener JOIN customers c ON c.customer = t.customer
                     WHERE t.customer IS NOT NULL AND t.automated = 0 AND t.first_at IS NOT NULL
                       AND t.last_message_at IS NOT NULL",
                )?
                .query_map([], |row| {
                    let mut columns = Columns::of(row);
                    Ok(Opening {
                        thread: ThreadId(columns.take()?),
                        customer: CustomerId(columns.take()?),
                        subject: columns.take()?,
                        first_at: columns.time()?,
                        last_at: columns.time()?,
                        closed: columns.take()?,
                    })
                })?
                .collect()
        })
    }
}

/// May whoever does it merge and split this thread?
fn permitted(
    connection: &Connection,
    thread: ThreadId,
    doing: &Doing,
) -> Result<std::result::Result<(), Refusal>> {
    let (team, thread) = (members::team(connection)?, threads::replay(connection, thread)?);
    Ok(team.permits(Deed::Arrange, &thread, doing.actor, doing.now))
}

/// The first of these threads that whoever merges them may not give to `owner`.
fn taken_over(
    connection: &Connection,
    wanted: &[ThreadId],
    owner: MemberId,
    doing: &Doing,
) -> Result<Option<(ThreadId, Refusal)>> {
    let team = members::team(connection)?;
    for thread in wanted {
        let replayed = threads::replay(connection, *thread)?;
        let is_theirs = replayed.owner.is_some_and(|now| now.member == owner);
        let refused = match team.permits(Deed::Decide, &replayed, doing.actor, doing.now) {
            Err(refused) if !is_theirs => Some(refused),
            _ => (!team.is_in(owner)).then_some(Refusal::Left { member: owner }),
        };
        if let Some(refused) = refused {
            return Ok(Some((*thread, refused)));
        }
    }
    Ok(None)
}

/// The first two of these threads that different members own.
fn two_owners(connection: &Connection, wanted: &[ThreadId]) -> Result<Option<(ThreadId, Refusal)>> {
    let mut first: Option<(ThreadId, MemberId)> = None;
    for thread in wanted {
        let owner = threads::replay(connection, *thread)?.owner.map(|owner| owner.member);
        match (first, owner) {
            (Some((one, mine)), Some(theirs)) if mine != theirs => {
                let refused = Refusal::TwoOwners { other: *thread, owners: (mine, theirs) };
                return Ok(Some((one, refused)));
            }
            (None, Some(owner)) => first = Some((*thread, owner)),
            _ => {}
        }
    }
    Ok(None)
}

fn merge_one(
    connection: &Connection,
    pen: &Pen,
    (kept, other): (ThreadId, ThreadId),
    owner: Option<MemberId>,
    doing: &Doing,
) -> Result<std::result::Result<Event, Refusal>> {
    let scope = Scope::of(connection, &[kept, other])?;
    let (Some(a), Some(b)) = (scope.first_of(kept), scope.first_of(other)) else {
        return Ok(Err(Refusal::NoSuchMessage));
    };
    let side = |seq: Seq| scope.node(seq).map(|node| scope.thread_of(node));
    let parted = |hand: &Hand| match hand.rule {
        Rule::Apart(one, two) => matches!((side(one), side(two)), (Some(x), Some(y)) if x != y),
        _ => false,
    };
    let mut takes_back: Vec<Seq> =
        in_force(connection)?.iter().filter(|hand| parted(hand)).map(|hand| hand.entry).collect();
    takes_back.dedup();
    let (one, two) = (threads::replay(connection, kept)?, threads::replay(connection, other)?);
    let event = match one.merge(&two, owner, (a, b), takes_back.clone(), doing.now) {
        Ok(event) => event,
        Err(refused) => return Ok(Err(refused)),
    };
    connection
        .prepare_cached("UPDATE thread_numbers SET thread = $1 WHERE thread = $2")?
        .execute(params![kept.0, other.0])?;
    threads::remove(connection, other)?;
    let words = Words::reason(doing.reason.clone());
    let entry = pen.append(Some(kept), &event, &words)?.seq;
    put_in_force(connection, entry, "together", a, Some(b))?;
    take_back(connection, &takes_back)?;
    threads::refresh(connection, kept)?;
    Ok(Ok(event))
}

pub fn put_in_force(
    connection: &Connection,
    entry: Seq,
    kind: &str,
    message: Seq,
    other: Option<Seq>,
) -> Result<()> {
    connection
        .prepare_cached("INSERT INTO hands (entry, kind, message, other) VALUES ($1, $2, $3, $4)")?
        .execute(params![entry.0, kind, message.0, other.map(|other| other.0)])?;
    Ok(())
}

pub fn take_back(connection: &Connection, entries: &[Seq]) -> Result<()> {
    let mut delete = connection.prepare_cached("DELETE FROM hands WHERE entry = $1")?;
    for entry in entries {
        delete.execute([entry.0])?;
    }
    Ok(())
}

pub fn refresh(connection: &Connection, placing: &Placing) -> Result<()> {
    for thread in &placing.touched {
        threads::refresh(connection, *thread)?;
    }
    Ok(())
}

/// All decisions in force, oldest first.
pub fn in_force(connection: &Connection) -> Result<Vec<Hand>> {
    connection
        .prepare_cached("SELECT entry, kind, message, other FROM hands ORDER BY entry, kind")?
        .query_map([], |row| {
            let mut columns = Columns::of(row);
            let entry = Seq(columns.take()?);
            let kind: String = columns.take()?;
            let message = Seq(columns.take()?);
            let other = columns.seq()?;
            let rule = match (kind.as_str(), other) {
                ("together", Some(other)) => Rule::Together(message, other),
                ("apart", Some(other)) => Rule::Apart(message, other),
                _ => Rule::Begins(message),
            };
            Ok(Hand { entry, rule })
        })?
        .collect()
}
