//! Sorting the messages of some threads anew, where one message alone cannot tell: after a decision by hand, and where
//! mail points to threads that it does not join.

use super::hands;
use super::placement::Placing;
use super::rows::{self, Columns};
use super::search;
use crate::domain::ids::{MemberId, Seq, ThreadId};
use crate::domain::threading::{Conversations, Node, Rule, conversations};
use rusqlite::{Connection, Result, params};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Threads with more messages than these are not divided for a suspicion: it would be looked at again with each batch.
const MOST_DIVIDED: i64 = 10_000;

/// A thread, and those that a mail in it points to without joining them.
pub type Conflict = (ThreadId, Vec<ThreadId>);

/// Some threads with all their messages.
pub struct Scope {
    pub threads: Vec<ThreadId>,
    pub nodes: Vec<Node>,
    /// The number that each message is filed under.
    pub filed: Vec<ThreadId>,
    /// Every number of these threads, and its thread.
    pub numbers: BTreeMap<ThreadId, ThreadId>,
}

/// Threads on which a decision by hand or a conflict bears.
pub fn special(connection: &Connection) -> Result<HashSet<ThreadId>> {
    connection
        .prepare_cached(
            "SELECT n.thread FROM conflicts c JOIN thread_numbers n ON n.number IN (c.number, c.other)
             UNION
             SELECT n.thread FROM hands h JOIN messages m ON m.seq IN (h.message, h.other)
             JOIN thread_numbers n ON n.number = m.number",
        )?
        .query_map([], |row| row.get(0).map(ThreadId))?
        .collect()
}

/// May a thread be divided without a word? Not once somebody did something about it: then it stays as they saw it.
pub fn may_divide(connection: &Connection, thread: ThreadId) -> Result<bool> {
    let count: i64 = connection
        .prepare_cached(
            "SELECT COUNT(*) FROM messages
             WHERE number IN (SELECT number FROM thread_numbers WHERE thread = $1)",
        )?
        .query_row([thread.0], |row| row.get(0))?;
    Ok(count <= MOST_DIVIDED && !is_touched(connection, thread)?)
}

pub fn is_touched(connection: &Connection, thread: ThreadId) -> Result<bool> {
    connection
        .prepare_cached(
            "SELECT 1 FROM entries
             WHERE number IN (SELECT number FROM thread_numbers WHERE thread = $1) AND kind <> 'denied' LIMIT 1",
        )?
        .exists([thread.0])
}

/// Sorts the messages of these threads, and of all that conflicts and decisions link them to; the conflicts that were
/// not known before.
pub fn anew(
    placing: &mut Placing,
    threads: impl IntoIterator<Item = ThreadId>,
) -> Result<Vec<Conflict>> {
    let scope = Scope::around(placing.connection, threads)?;
    let mut rules = scope.owned(placing.connection)?;
    rules.extend(hands::in_force(placing.connection)?.into_iter().map(|hand| hand.rule));
    for thread in &scope.threads {
        if is_touched(placing.connection, *thread)? {
            rules.extend(scope.pins(*thread, |seq| !placing.unclear.contains(&seq)));
        }
    }
    let found = conversations(&scope.nodes, &rules);
    let (_, conflicts) = scope.write(placing, &found, scope.homes(&found))?;
    scope.clear_suspects(placing.connection)?;
    Ok(conflicts)
}

impl Scope {
    /// These threads, and all that conflicts and decisions by hand link them to.
    pub fn around(
        connection: &Connection,
        seeds: impl IntoIterator<Item = ThreadId>,
    ) -> Result<Scope> {
        let mut found: BTreeSet<ThreadId> = BTreeSet::new();
        let mut open: Vec<ThreadId> = seeds.into_iter().collect();
        let mut linked = connection.prepare_cached(
            "WITH mine AS (SELECT number FROM thread_numbers WHERE thread = $1)
             SELECT n.thread FROM conflicts c JOIN thread_numbers n ON n.number = c.other
             WHERE c.number IN (SELECT number FROM mine)
             UNION SELECT n.thread FROM conflicts c JOIN thread_numbers n ON n.number = c.number
             WHERE c.other IN (SELECT number FROM mine)
             UNION SELECT n.thread FROM hands h JOIN messages a ON a.seq IN (h.message, h.other)
             JOIN messages b ON b.seq IN (h.message, h.other) JOIN thread_numbers n ON n.number = b.number
             WHERE a.number IN (SELECT number FROM mine)",
        )?;
        while let Some(thread) = open.pop() {
            if found.insert(thread) {
                let others: Vec<i64> =
                    linked.query_map([thread.0], |row| row.get(0))?.collect::<Result<_>>()?;
                open.extend(others.into_iter().map(ThreadId));
            }
        }
        Scope::of(connection, &found.into_iter().collect::<Vec<_>>())
    }

    /// These threads alone, in ascending order.
    pub fn of(connection: &Connection, threads: &[ThreadId]) -> Result<Scope> {
        let mut scope = Scope {
            threads: threads.to_vec(),
            nodes: Vec::new(),
            filed: Vec::new(),
            numbers: BTreeMap::new(),
        };
        scope.load(connection)?;
        Ok(scope)
    }

    fn load(&mut self, connection: &Connection) -> Result<()> {
        let mut messages: Vec<(Node, ThreadId)> = Vec::new();
        for thread in &self.threads {
            let mut numbers =
                connection.prepare_cached("SELECT number FROM thread_numbers WHERE thread = $1")?;
            for number in numbers.query_map([thread.0], |row| row.get(0))? {
                self.numbers.insert(ThreadId(number?), *thread);
            }
            let mut rows = connection.prepare_cached(
                "SELECT seq, number, CASE id_reused WHEN 0 THEN message_id END, ancestors FROM messages
                 WHERE number IN (SELECT number FROM thread_numbers WHERE thread = $1)",
            )?;
            let node = |row: &rusqlite::Row| {
                let mut columns = Columns::of(row);
                let (seq, number) = (Seq(columns.take()?), ThreadId(columns.take()?));
                let (id, ancestors): (_, String) = (columns.take()?, columns.take()?);
                let references = rows::ids(&ancestors);
                Ok((Node { seq, id, references }, number))
            };
            for message in rows.query_map([thread.0], node)? {
                messages.push(message?);
            }
        }
        messages.sort_unstable_by_key(|(node, _)| node.seq);
        (self.nodes, self.filed) = messages.into_iter().unzip();
        Ok(())
    }

    /// Whose these threads are.
    pub fn owned(&self, connection: &Connection) -> Result<Vec<Rule>> {
        let mut rules = Vec::new();
        for thread in &self.threads {
            let owner: Option<i64> = connection
                .prepare_cached("SELECT owner FROM threads WHERE thread = $1")?
                .query_map([thread.0], |row| row.get(0))?
                .next()
                .transpose()?
                .flatten();
            let first = self.first_of(*thread);
            rules.extend(owner.zip(first).map(|(owner, seq)| Rule::Owned(seq, MemberId(owner))));
        }
        Ok(rules)
    }

    /// What is in a thread on which somebody acted stays in it.
    pub fn pins(&self, thread: ThreadId, holds: impl Fn(Seq) -> bool) -> Vec<Rule> {
        let pinned: Vec<Seq> = (0..self.nodes.len())
            .filter(|node| self.thread_of(*node) == thread && holds(self.nodes[*node].seq))
            .map(|node| self.nodes[node].seq)
            .collect();
        pinned.windows(2).map(|pair| Rule::Together(pair[0], pair[1])).collect()
    }

    /// The thread that a message was in.
    pub fn thread_of(&self, node: usize) -> ThreadId {
        self.numbers.get(&self.filed[node]).copied().unwrap_or(self.filed[node])
    }

    /// The message of a thread that came first.
    pub fn first_of(&self, thread: ThreadId) -> Option<Seq> {
        (0..self.nodes.len())
            .find(|node| self.thread_of(*node) == thread)
            .map(|node| self.nodes[node].seq)
    }

    pub fn node(&self, seq: Seq) -> Option<usize> {
        self.nodes.binary_search_by_key(&seq, |node| node.seq).ok()
    }

    /// The conversation that each number goes on with: that of the first message filed under it.
    pub fn homes(&self, found: &Conversations) -> BTreeMap<ThreadId, usize> {
        let (mut homes, mut of_thread) = (BTreeMap::new(), BTreeMap::new());
        for (node, number) in self.filed.iter().enumerate() {
            homes.entry(*number).or_insert(found.of[node]);
            of_thread.entry(self.thread_of(node)).or_insert(found.of[node]);
        }
        for (number, thread) in &self.numbers {
            // Nothing is filed under it any more: it goes on with its thread.
            if let Some(home) = of_thread.get(thread) {
                homes.entry(*number).or_insert(*home);
            }
        }
        homes
    }

    /// Writes what was found: the thread of each conversation, and the conflicts that were not known before.
    pub fn write(
        &self,
        placing: &mut Placing,
        found: &Conversations,
        homes: BTreeMap<ThreadId, usize>,
    ) -> Result<(BTreeMap<usize, ThreadId>, Vec<Conflict>)> {
        let mut parts = self.parts(placing.connection, &homes)?;
        for conversation in &found.of {
            if !parts.contains_key(conversation) {
                parts.insert(*conversation, BTreeSet::from([placing.open_thread()?]));
            }
        }
        // The lowest number stands for a conversation.
        let threads = parts.iter().filter_map(|(c, parts)| Some((*c, *parts.first()?))).collect();
        self.file(placing.connection, found, &homes, &threads)?;
        for (conversation, parts) in &parts {
            for other in parts.iter().skip(1) {
                placing.join(threads[conversation], *other)?;
            }
        }
        let conflicts = self.write_conflicts(placing.connection, found, &threads)?;
        for thread in self.threads.iter().chain(threads.values()) {
            placing.fresh.remove(thread);
        }
        placing.forget();
        placing.put_back()?;
        placing.touched.extend(threads.values().copied());
        Ok((threads, conflicts))
    }

    /// The threads that each conversation is made of. A number that leaves its thread is one of its own first.
    fn parts(
        &self,
        connection: &Connection,
        homes: &BTreeMap<ThreadId, usize>,
    ) -> Result<BTreeMap<usize, BTreeSet<ThreadId>>> {
        let mut parts: BTreeMap<usize, BTreeSet<ThreadId>> = BTreeMap::new();
        let mut leave = connection
            .prepare_cached("UPDATE thread_numbers SET thread = number WHERE number = $1")?;
        for (number, thread) in &self.numbers {
            let (Some(home), Some(of_thread)) = (homes.get(number), homes.get(thread)) else {
                continue;
            };
            if home != of_thread {
                leave.execute([number.0])?;
            }
            if number == thread || home != of_thread {
                parts.entry(*home).or_default().insert(*number);
            }
        }
        Ok(parts)
    }

    /// Files messages and ids under a number of their conversation.
    fn file(
        &self,
        connection: &Connection,
        found: &Conversations,
        homes: &BTreeMap<ThreadId, usize>,
        threads: &BTreeMap<usize, ThreadId>,
    ) -> Result<()> {
        let mut update =
            connection.prepare_cached("UPDATE messages SET number = $1 WHERE seq = $2")?;
        let mut left = BTreeSet::new();
        for (node, conversation) in found.of.iter().enumerate() {
            let thread = threads.get(conversation);
            if let Some(thread) =
                thread.filter(|_| homes.get(&self.filed[node]) != Some(conversation))
            {
                update.execute(params![thread.0, self.nodes[node].seq.0])?;
                left.insert(self.filed[node]);
            }
        }
        let parted = self.nodes.iter().zip(&self.filed).filter(|(_, number)| left.contains(number));
        for (node, _) in parted {
            search::subject_on_its_own(connection, node.seq)?;
        }
        let mut filed =
            connection.prepare_cached("SELECT number FROM message_ids WHERE id = $1")?;
        let mut update =
            connection.prepare_cached("UPDATE message_ids SET number = $1 WHERE id = $2")?;
        for (id, conversation) in &found.ids {
            let numbers: Vec<i64> =
                filed.query_map([id], |row| row.get(0))?.collect::<Result<_>>()?;
            let home = numbers.first().and_then(|number| homes.get(&ThreadId(*number)));
            if let Some(thread) =
                threads.get(conversation).filter(|_| home.is_some_and(|home| home != conversation))
            {
                update.execute(params![thread.0, id])?;
            }
        }
        Ok(())
    }

    /// Keeps which messages point to other threads; those that did not before.
    fn write_conflicts(
        &self,
        connection: &Connection,
        found: &Conversations,
        threads: &BTreeMap<usize, ThreadId>,
    ) -> Result<Vec<Conflict>> {
        let mut before = HashSet::new();
        let mut delete = connection.prepare_cached("DELETE FROM conflicts WHERE message = $1")?;
        for node in &self.nodes {
            if delete.execute([node.seq.0])? > 0 {
                before.insert(node.seq);
            }
        }
        let mut insert = connection
            .prepare_cached("INSERT INTO conflicts (message, number, other) VALUES ($1, $2, $3)")?;
        let mut fresh = Vec::new();
        for (node, others) in &found.conflicts {
            let seq = self.nodes[*node].seq;
            let Some(thread) = threads.get(&found.of[*node]) else { continue };
            let others: Vec<ThreadId> =
                others.iter().filter_map(|other| threads.get(other).copied()).collect();
            for other in &others {
                insert.execute(params![seq.0, thread.0, other.0])?;
            }
            if !before.contains(&seq) {
                fresh.push((*thread, others));
            }
        }
        Ok(fresh)
    }

    /// A message all of whose ancestors are known by now is above suspicion.
    fn clear_suspects(&self, connection: &Connection) -> Result<()> {
        let seen: HashSet<&str> = self.nodes.iter().filter_map(|node| node.id.as_deref()).collect();
        let mut delete = connection.prepare_cached("DELETE FROM suspects WHERE message = $1")?;
        for node in &self.nodes {
            if node.references.iter().all(|id| seen.contains(id.as_str())) {
                delete.execute([node.seq.0])?;
            }
        }
        Ok(())
    }
}
