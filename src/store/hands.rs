//! Decisions by hand about which messages are one conversation.

use super::change::{Changed, Keep, Outcome, current, record};
use super::placement::Placing;
use super::rows::Columns;
use super::sort::Scope;
use super::{Ledger, chain, lists, threads};
use crate::domain::entry::{Actor, Event, Words};
use crate::domain::ids::{CustomerId, MemberId, Seq, ThreadId};
use crate::domain::thread::{Decision, Refusal, Thread};
use crate::domain::threading::{Opening, Rule, conversations, replies};
use crate::domain::time::Timestamp;
use crate::error::Error;
use rusqlite::{Connection, Result, Transaction, params};
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

/// Who does it, when and why.
#[derive(Clone, Debug)]
pub struct Doing {
    pub actor: Actor,
    pub now: Timestamp,
    pub reason: Option<String>,
    pub keep: Keep,
}

impl Ledger {
    /// Makes several threads one, the lowest number; `owner` where they have different ones.
    pub fn merge(
        &mut self,
        numbers: &[ThreadId],
        owner: Option<MemberId>,
        doing: &Doing,
    ) -> std::result::Result<Outcome, Error> {
        self.write_unless_refused(doing.keep, |connection| {
            let mut wanted = current(connection, numbers)?;
            wanted.sort_unstable();
            let Some((&kept, others)) = wanted.split_first() else { return Ok(Ok(Vec::new())) };
            if others.is_empty() {
                return Ok(Err((kept, Refusal::OneAlready)));
            }
            if let (None, Some(refused)) = (owner, two_owners(connection, &wanted)?) {
                return Ok(Err(refused));
            }
            let mut events = Vec::new();
            for other in others {
                match merge_one(connection, kept, *other, owner, doing)? {
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
            Ok(Ok(vec![Changed { now, events, done: Vec::new() }]))
        })
    }

    /// Takes something out of a thread: the thread that stays, and the one that left.
    pub fn split(
        &mut self,
        number: ThreadId,
        leaving: Leaving,
        doing: &Doing,
    ) -> std::result::Result<Outcome, Error> {
        self.write_unless_refused(doing.keep, |connection| {
            let thread = threads::resolve(connection, number)?.unwrap_or(number);
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
                    "SELECT t.thread, t.customer, o.subject, t.first_at, t.last_message_at, t.stand = 'closed'
                     FROM threads t JOIN messages o ON o.seq = t.opener
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
    kept: ThreadId,
    other: ThreadId,
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
    connection.prepare_cached("DELETE FROM threads WHERE thread = $1")?.execute([other.0])?;
    let words = Words::reason(doing.reason.clone());
    let entry = chain::append(connection, doing.now, doing.actor, Some(kept), &event, &words)?.seq;
    put_in_force(connection, entry, "together", a, Some(b))?;
    take_back(connection, &takes_back)?;
    threads::refresh(connection, kept)?;
    Ok(Ok(event))
}

/// How a thread is to be parted.
struct Parting {
    thread: ThreadId,
    scope: Scope,
    /// A message that leaves, and one that stays.
    leaves: Seq,
    stays: Seq,
    /// The message that leaves begins a conversation.
    begins: bool,
    takes_back: Vec<Seq>,
    rules: Vec<Rule>,
}

impl Parting {
    fn of(
        connection: &Connection,
        thread: ThreadId,
        leaving: Leaving,
    ) -> Result<std::result::Result<Parting, Refusal>> {
        let other = match leaving {
            Leaving::Thread(number) => threads::resolve(connection, number)?,
            Leaving::Message(_) => None,
        };
        let scope = Scope::around(connection, std::iter::once(thread).chain(other))?;
        let found = match leaving {
            Leaving::Message(seq) => scope.message_parted(thread, seq),
            Leaving::Thread(number) => scope.numbers_parted(thread, number),
        };
        let (leaves, stays) = match found {
            Ok(found) => found,
            Err(refused) => return Ok(Err(refused)),
        };
        let begins = matches!(leaving, Leaving::Message(_));
        let (mut rules, mut together) = (scope.owned(connection)?, Vec::new());
        for hand in in_force(connection)? {
            match hand.rule {
                Rule::Together(..) => together.push(hand),
                rule => rules.push(rule),
            }
        }
        rules.push(Rule::Apart(leaves, stays));
        rules.extend(begins.then_some(Rule::Begins(leaves)));
        let takes_back = scope.hold_together(&mut rules, &together, (leaves, stays));
        for touched in scope.threads.iter().filter(|touched| **touched != thread) {
            if super::sort::is_touched(connection, *touched)? {
                rules.extend(scope.pins(*touched, |_| true));
            }
        }
        if let Some(other) = other.filter(|other| *other != thread) {
            // Two threads that are two already: nothing moves.
            rules.extend([thread, other].iter().flat_map(|thread| scope.pins(*thread, |_| true)));
        }
        let parted = conversations(&scope.nodes, &rules);
        let leaving_too = scope.node(leaves).map(|node| parted.of[node]);
        let stays_there = |seq: Seq| scope.node(seq).map(|node| parted.of[node]) != leaving_too;
        if !stays_there(stays) {
            return Ok(Err(Refusal::NothingStays));
        }
        if super::sort::is_touched(connection, thread)? {
            rules.extend(scope.pins(thread, stays_there));
        }
        Ok(Ok(Parting { thread, scope, leaves, stays, begins, takes_back, rules }))
    }

    fn carry_out(&self, connection: &Transaction, doing: &Doing) -> Result<Outcome> {
        let before = threads::replay(connection, self.thread)?;
        let found = conversations(&self.scope.nodes, &self.rules);
        let group = |seq: Seq| self.scope.node(seq).map(|node| found.of[node]);
        let mut homes = self.scope.homes(&found);
        if let Some(stays) = group(self.stays) {
            homes.insert(self.thread, stays);
        }
        let mut placing = Placing::new(connection, doing.now)?;
        let was_apart = group(self.leaves).is_some_and(|group| {
            self.scope
                .threads
                .iter()
                .any(|other| *other != self.thread && homes.get(other) == Some(&group))
        });
        let (threads, _) = self.scope.write(&mut placing, &found, homes)?;
        let thread = |seq: Seq| group(seq).and_then(|group| threads.get(&group).copied());
        let (Some(into), Some(rest)) = (thread(self.leaves), thread(self.stays)) else {
            return Ok(Err((self.thread, Refusal::NothingStays)));
        };
        let entry = self.say(connection, rest, into, doing)?;
        put_in_force(connection, entry, "apart", self.leaves, Some(self.stays))?;
        if self.begins {
            put_in_force(connection, entry, "begins", self.leaves, None)?;
        }
        take_back(connection, &self.takes_back)?;
        let mut changed = Vec::new();
        if !was_apart {
            let left = Thread::new(into);
            let event = (before.split_off(into), Words::default());
            changed.push(record(connection, left, Decision(vec![event]), doing.actor, doing.now)?);
        }
        refresh(connection, &placing)?;
        let now = lists::one(connection, rest)?;
        changed.insert(0, Changed { now, events: Vec::new(), done: Vec::new() });
        Ok(Ok(changed))
    }

    fn say(
        &self,
        connection: &Connection,
        rest: ThreadId,
        into: ThreadId,
        doing: &Doing,
    ) -> Result<Seq> {
        let event = Event::Split {
            into,
            message: self.leaves,
            from: self.stays,
            begins: self.begins,
            takes_back: self.takes_back.clone(),
        };
        let words = Words::reason(doing.reason.clone());
        let entry = chain::append(connection, doing.now, doing.actor, Some(rest), &event, &words)?;
        Ok(entry.seq)
    }
}

impl Scope {
    /// The message that is to leave, and one that does not answer it.
    fn message_parted(
        &self,
        thread: ThreadId,
        seq: Seq,
    ) -> std::result::Result<(Seq, Seq), Refusal> {
        let inside = |node: &usize| self.thread_of(*node) == thread;
        let node = self.node(seq).filter(inside).ok_or(Refusal::NoSuchMessage)?;
        let leaving = replies(&self.nodes, node);
        let stays = (0..self.nodes.len()).filter(inside).find(|node| !leaving.contains(node));
        let stays = stays.ok_or(Refusal::NothingStays)?;
        Ok((seq, self.nodes[stays].seq))
    }

    /// The first message of what another number stands for, and the first of the rest.
    fn numbers_parted(
        &self,
        thread: ThreadId,
        number: ThreadId,
    ) -> std::result::Result<(Seq, Seq), Refusal> {
        let other = self.numbers.get(&number).copied().ok_or(Refusal::NoSuchMessage)?;
        let first = |is_meant: &dyn Fn(usize) -> bool| {
            (0..self.nodes.len()).find(|node| is_meant(*node)).map(|node| self.nodes[node].seq)
        };
        let (leaves, stays) = match other == thread {
            false => (self.first_of(other), self.first_of(thread)),
            true => (
                first(&|node| self.filed[node] == number),
                // What was joined to the number that leaves may leave with it.
                first(&|node| self.filed[node] == thread).or_else(|| {
                    first(&|node| self.thread_of(node) == thread && self.filed[node] != number)
                }),
            ),
        };
        leaves.zip(stays).filter(|_| number != thread).ok_or(Refusal::NoSuchMessage)
    }

    /// Keeps what was put together by hand, the newest first, as far as it does not hold the two together that are to
    /// part; the entries that would.
    fn hold_together(
        &self,
        rules: &mut Vec<Rule>,
        together: &[Hand],
        (leaves, stays): (Seq, Seq),
    ) -> Vec<Seq> {
        let Some((leaves, stays)) = self.node(leaves).zip(self.node(stays)) else {
            return Vec::new();
        };
        let mut takes_back = Vec::new();
        let is_here = |hand: &&Hand| match hand.rule {
            Rule::Together(one, other) => self.node(one).is_some() && self.node(other).is_some(),
            _ => false,
        };
        for hand in together.iter().rev().filter(is_here) {
            rules.push(hand.rule);
            let found = conversations(&self.nodes, rules);
            if found.of[leaves] == found.of[stays] {
                rules.pop();
                takes_back.push(hand.entry);
            }
        }
        takes_back
    }
}

fn put_in_force(
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

fn take_back(connection: &Connection, entries: &[Seq]) -> Result<()> {
    let mut delete = connection.prepare_cached("DELETE FROM hands WHERE entry = $1")?;
    for entry in entries {
        delete.execute([entry.0])?;
    }
    Ok(())
}

fn refresh(connection: &Connection, placing: &Placing) -> Result<()> {
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
