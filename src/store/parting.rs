//! Parting threads by hand: a message and what answers it leaves, or what was joined leaves again.

use super::chain::Pen;
use super::change::{Changed, Doing, Outcome, record};
use super::hands::{Hand, Leaving, in_force, put_in_force, refresh, take_back};
use super::placement::Placing;
use super::sort::{self, Scope};
use super::{lists, threads};
use crate::domain::entry::{Event, Words};
use crate::domain::ids::{Seq, ThreadId};
use crate::domain::thread::{Decision, Refusal, Thread};
use crate::domain::threading::{Rule, conversations, replies};
use rusqlite::{Connection, Result};

/// How a thread is to be parted.
pub struct Parting {
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
    pub fn of(
        connection: &Connection,
        thread: ThreadId,
        leaving: Leaving,
    ) -> Result<std::result::Result<Parting, Refusal>> {
        let other = match leaving {
            Leaving::Thread(number) => threads::resolve(connection, number)?,
            Leaving::Message(_) => None,
        };
        let scope = Scope::around(connection, std::iter::once(thread).chain(other))?;
        if let Some(other) = other.filter(|other| *other != thread)
            && !may_be_one(connection, thread, other)?
        {
            return Ok(Err(Refusal::TwoAlready { other }));
        }
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
        let mut parting = Parting { thread, scope, leaves, stays, begins, takes_back, rules };
        let other = other.filter(|other| *other != thread);
        Ok(parting.pin(connection, other)?.map(|()| parting))
    }

    /// What nobody asked to move stays where members have seen it; in two threads that are two already, all of it.
    fn pin(
        &mut self,
        connection: &Connection,
        other: Option<ThreadId>,
    ) -> Result<std::result::Result<(), Refusal>> {
        let (scope, thread) = (&self.scope, self.thread);
        for touched in scope.threads.iter().filter(|touched| **touched != thread) {
            if sort::is_touched(connection, *touched)? {
                self.rules.extend(scope.pins(*touched, |_| true));
            }
        }
        for whole in other.map(|other| [thread, other]).into_iter().flatten() {
            self.rules.extend(scope.pins(whole, |_| true));
        }
        let parted = conversations(&scope.nodes, &self.rules);
        let part = |seq: Seq| scope.node(seq).map(|node| parted.of[node]);
        let stays_there = |seq: Seq| part(seq) != part(self.leaves);
        if !stays_there(self.stays) {
            return Ok(Err(Refusal::NothingStays));
        }
        if sort::is_touched(connection, thread)? {
            self.rules.extend(scope.pins(thread, stays_there));
        }
        Ok(Ok(()))
    }

    pub fn carry_out(&self, connection: &Connection, doing: &Doing) -> Result<Outcome> {
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
        let pen = doing.pen(connection);
        let entry = self.say(&pen, rest, into, doing)?;
        put_in_force(connection, entry, "apart", self.leaves, Some(self.stays))?;
        if self.begins {
            put_in_force(connection, entry, "begins", self.leaves, None)?;
        }
        take_back(connection, &self.takes_back)?;
        let mut changed = Vec::new();
        if !was_apart {
            let left = Thread::new(into);
            let event = (before.split_off(into), Words::default());
            changed.push(record(connection, &pen, left, Decision(vec![event]), doing.now)?);
        }
        refresh(connection, &placing)?;
        let now = lists::one(connection, rest)?;
        let (events, done, parts) = (Vec::new(), Vec::new(), Vec::new());
        changed.insert(0, Changed { now, events, done, parts, offered: None });
        Ok(Ok(changed))
    }

    fn say(&self, pen: &Pen, rest: ThreadId, into: ThreadId, doing: &Doing) -> Result<Seq> {
        let event = Event::Split {
            into,
            message: self.leaves,
            from: self.stays,
            begins: self.begins,
            takes_back: self.takes_back.clone(),
        };
        let words = Words::reason(doing.reason.clone());
        Ok(pen.append(Some(rest), &event, &words)?.seq)
    }
}

/// Would anything take these two for one: a mail that names both, or that they are one customer's?
fn may_be_one(connection: &Connection, one: ThreadId, other: ThreadId) -> Result<bool> {
    connection
        .prepare_cached(
            "SELECT 1 FROM conflicts c JOIN thread_numbers a ON a.number = c.number
             JOIN thread_numbers b ON b.number = c.other
             WHERE (a.thread, b.thread) IN (VALUES ($1, $2), ($2, $1))
             UNION ALL
             SELECT 1 FROM threads a JOIN customers c ON c.customer = a.customer
             CROSS JOIN threads b JOIN customers d ON d.customer = b.customer
                AND COALESCE(d.merged_into, d.customer) = COALESCE(c.merged_into, c.customer)
             WHERE a.thread = $1 AND b.thread = $2",
        )?
        .exists([one.0, other.0])
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
