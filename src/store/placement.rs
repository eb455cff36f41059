//! Which thread a message goes to, and which threads it shows to be one.

use super::chain::{Counter, Pen};
use super::former::set_moment;
use super::rows::Columns;
use super::sort::{self, Conflict};
use super::threads;
use crate::domain::entry::{Actor, Event, Words};
use crate::domain::ids::{MemberId, Seq, ThreadId};
use crate::domain::message::{Fact, Headers};
use crate::domain::threading::{Candidate, MOST_JOINED, Placement, place};
use crate::domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, params};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Puts messages into threads, within a transaction.
pub struct Placing<'a> {
    pub connection: &'a Connection,
    pub now: Timestamp,
    /// Threads whose rows must be written anew.
    pub touched: BTreeSet<ThreadId>,
    /// Threads on which more than headers bears.
    special: HashSet<ThreadId>,
    /// Threads that a message joined while it named ancestors that were not known.
    suspected: HashSet<ThreadId>,
    /// Threads whose messages are to be sorted anew.
    due: BTreeSet<ThreadId>,
    /// Messages whose thread is not settled yet.
    pub unclear: HashSet<Seq>,
    /// Threads opened in this transaction, of which all there is to know is in memory.
    pub fresh: HashMap<ThreadId, Vec<Fact>>,
    pub sequence: Counter<'a>,
    numbers: Counter<'a>,
    /// The numbers of ids that were looked up; `None` is not known.
    ids: HashMap<String, Option<ThreadId>>,
    /// The threads of numbers that were looked up, with their owners.
    found: HashMap<ThreadId, (ThreadId, Option<MemberId>)>,
    /// Somebody, or baton, did something about some thread.
    pub any_entries: bool,
}

/// Where a message was put.
pub struct Placed {
    pub thread: ThreadId,
    /// That is where it is until [`Placing::settle`] has looked at all messages of that thread.
    pub unclear: bool,
    suspect: bool,
}

impl<'a> Placing<'a> {
    pub fn new(connection: &'a Connection, now: Timestamp) -> Result<Placing<'a>> {
        set_moment(connection, now)?;
        Ok(Placing {
            connection,
            now,
            touched: BTreeSet::new(),
            special: sort::special(connection)?,
            suspected: suspected(connection)?,
            due: BTreeSet::new(),
            unclear: HashSet::new(),
            fresh: HashMap::new(),
            sequence: Counter::new(connection, "sequence"),
            numbers: Counter::new(connection, "thread"),
            ids: HashMap::new(),
            found: HashMap::new(),
            any_entries: any_entries(connection)?,
        })
    }

    /// Finds or opens the thread, and joins what the message shows to be one.
    ///
    /// A reused Message-ID says nothing about the thread: anyone can write one.
    pub fn thread_for(&mut self, headers: &Headers, id_reused: bool) -> Result<Placed> {
        let own = headers.message_id.as_ref().filter(|_| !id_reused);
        let awaited = own.map(|id| self.candidate(id)).transpose()?.flatten();
        let mut candidates: Vec<Candidate> = awaited.into_iter().collect();
        let mut unknown = Vec::new();
        for id in &headers.references {
            match self.candidate(id)? {
                Some(candidate) => candidates.push(candidate),
                None => unknown.push(id),
            }
        }
        let mut joined: Vec<ThreadId> = candidates.iter().map(|c| c.thread).collect();
        let nearest = joined.last().copied();
        joined.sort_unstable();
        joined.dedup();
        let suspect = headers.references.len() > 1 && joined.len() + unknown.len() > MOST_JOINED;
        let (thread, unclear) = match (place(&candidates), nearest) {
            (Placement::Into { thread, joining }, _) => {
                for other in joining {
                    self.join(thread, other)?;
                }
                (thread, false)
            }
            (Placement::Unclear { threads }, Some(nearest)) => {
                self.special.extend(threads.iter().copied());
                self.due.extend(threads);
                (nearest, true)
            }
            (Placement::New | Placement::Unclear { .. }, _) => (self.open_thread()?, false),
        };
        if awaited.is_some() && self.suspected.contains(&thread) {
            self.due.insert(thread);
        }
        if suspect {
            self.suspected.insert(thread);
        }
        for id in own.filter(|_| awaited.is_none()).into_iter().chain(unknown) {
            self.connection
                .prepare_cached(
                    "INSERT INTO message_ids (id, number) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
                )?
                .execute(params![id, thread.0])?;
            self.ids.insert(id.clone(), Some(thread));
        }
        Ok(Placed { thread, unclear, suspect })
    }

    /// The message that was put there has its number now.
    pub fn written(&mut self, fact: &Fact, placed: &Placed) -> Result<()> {
        let seq = fact.seq;
        self.touched.insert(placed.thread);
        if let Some(facts) = self.fresh.get_mut(&placed.thread) {
            facts.push(*fact);
        }
        if placed.unclear {
            self.unclear.insert(seq);
        }
        if placed.suspect {
            self.connection
                .prepare_cached("INSERT INTO suspects (message) VALUES ($1)")?
                .execute([seq.0])?;
        }
        Ok(())
    }

    /// Sorts anew what one message alone could not tell; the conflicts that this brings to light.
    pub fn settle(&mut self) -> Result<Vec<Conflict>> {
        let mut due = BTreeSet::new();
        for number in std::mem::take(&mut self.due) {
            let Some(thread) = threads::resolve(self.connection, number)? else { continue };
            let special = self.special.contains(&number) || self.special.contains(&thread);
            if special || sort::may_divide(self.connection, thread)? {
                due.insert(thread);
            }
        }
        match due.is_empty() {
            true => Ok(Vec::new()),
            false => sort::anew(self, due),
        }
    }

    /// What joining two threads comes to; nothing where nobody ever touched either.
    fn joining(&self, thread: ThreadId, other: ThreadId) -> Result<Option<Event>> {
        let connection = self.connection;
        let touched = self.any_entries
            && (sort::is_touched(connection, thread)? || sort::is_touched(connection, other)?);
        if !touched {
            return Ok(None);
        }
        let (kept, gone) =
            (threads::replay(connection, thread)?, threads::replay(connection, other)?);
        // It may have been here before: then nothing of it is new.
        let is_back = kept.joined.iter().any(|before| before.from == other);
        Ok(kept.join(&gone, self.now).filter(|_| !is_back))
    }

    fn candidate(&mut self, id: &str) -> Result<Option<Candidate>> {
        let Some(number) = self.number_of(id)? else { return Ok(None) };
        let (thread, owner) = match self.found.get(&number) {
            Some(found) => *found,
            None => {
                let found = thread_of(self.connection, number)?;
                self.found.insert(number, found);
                found
            }
        };
        Ok(Some(Candidate { thread, owner, special: self.special.contains(&thread) }))
    }

    /// The number that an id is filed under, whether its message was seen or not.
    pub fn number_of(&mut self, id: &str) -> Result<Option<ThreadId>> {
        if let Some(known) = self.ids.get(id) {
            return Ok(*known);
        }
        let number = self
            .connection
            .prepare_cached("SELECT number FROM message_ids WHERE id = $1")?
            .query_row([id], |row| row.get(0).map(ThreadId))
            .optional()?;
        self.ids.insert(id.to_owned(), number);
        Ok(number)
    }

    /// What was looked up holds no longer.
    pub fn forget(&mut self) {
        self.ids.clear();
        self.found.clear();
    }

    /// Puts the numbers back that were handed out.
    pub fn put_back(&mut self) -> Result<()> {
        self.sequence.put_back()?;
        self.numbers.put_back()
    }

    pub fn open_thread(&mut self) -> Result<ThreadId> {
        let number = self.numbers.next()?;
        self.connection
            .prepare_cached("INSERT INTO thread_numbers (number, thread) VALUES ($1, $1)")?
            .execute([number])?;
        let thread = ThreadId(number);
        self.fresh.insert(thread, Vec::new());
        self.found.insert(thread, (thread, None));
        Ok(thread)
    }

    /// Two threads become one: the lower number stays, the other goes on to answer to it.
    pub fn join(&mut self, thread: ThreadId, other: ThreadId) -> Result<()> {
        let event = self.joining(thread, other)?;
        self.connection
            .prepare_cached("UPDATE thread_numbers SET thread = $1 WHERE thread = $2")?
            .execute(params![thread.0, other.0])?;
        threads::remove(self.connection, other)?;
        self.fresh.remove(&thread);
        self.fresh.remove(&other);
        self.found.clear();
        self.touched.remove(&other);
        self.touched.insert(thread);
        if self.suspected.remove(&other) {
            self.suspected.insert(thread);
        }
        if let Some(event) = event {
            self.put_back()?;
            self.any_entries = true;
            Pen::new(self.connection, Actor::BATON, self.now).append(
                Some(thread),
                &event,
                &Words::default(),
            )?;
            // The next message of this batch may ask who owns it.
            threads::refresh(self.connection, thread)?;
        }
        Ok(())
    }
}

fn any_entries(connection: &Connection) -> Result<bool> {
    connection.prepare_cached("SELECT 1 FROM entries WHERE number IS NOT NULL LIMIT 1")?.exists([])
}

fn thread_of(connection: &Connection, number: ThreadId) -> Result<(ThreadId, Option<MemberId>)> {
    connection
        .prepare_cached(
            "SELECT n.thread, t.owner FROM thread_numbers n
             LEFT JOIN threads t ON t.thread = n.thread WHERE n.number = $1",
        )?
        .query_row([number.0], |row| {
            let mut columns = Columns::of(row);
            Ok((ThreadId(columns.take()?), columns.member()?))
        })
}

fn suspected(connection: &Connection) -> Result<HashSet<ThreadId>> {
    connection
        .prepare_cached(
            "SELECT DISTINCT n.thread FROM suspects s JOIN messages m ON m.seq = s.message
             JOIN thread_numbers n ON n.number = m.number",
        )?
        .query_map([], |row| row.get(0).map(ThreadId))?
        .collect()
}
