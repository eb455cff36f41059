//! Which thread a message goes to, and which threads it shows to be one.

use super::rows::Columns;
use super::{chain, threads};
use crate::domain::entry::{Actor, Words};
use crate::domain::ids::ThreadId;
use crate::domain::message::{Fact, Headers};
use crate::domain::threading::{Candidate, Placement, place};
use crate::domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, params};
use std::collections::{BTreeSet, HashMap};

/// Puts messages into threads, within a transaction.
pub struct Placing<'a> {
    pub connection: &'a Connection,
    pub now: Timestamp,
    /// Threads whose rows must be written anew.
    pub touched: &'a mut BTreeSet<ThreadId>,
    /// Threads opened in this transaction, of which all there is to know is in memory.
    pub fresh: &'a mut HashMap<ThreadId, Vec<Fact>>,
}

impl Placing<'_> {
    /// Finds or opens the thread, and joins what the message shows to be one.
    ///
    /// A reused Message-ID says nothing about the thread: anyone can write one. Beside the thread come those that
    /// the message points to without joining them.
    pub fn thread_for(
        &mut self,
        headers: &Headers,
        id_reused: bool,
    ) -> Result<(ThreadId, Vec<ThreadId>)> {
        let own = headers.message_id.as_ref().filter(|_| !id_reused);
        let ids: Vec<&String> = own.into_iter().chain(&headers.references).collect();
        let (mut candidates, mut unknown) = (Vec::new(), Vec::new());
        for id in ids {
            match self.candidate(id)? {
                Some(candidate) => candidates.push(candidate),
                None => unknown.push(id),
            }
        }
        let (thread, apart) = match place(&candidates) {
            Placement::New => (self.open_thread()?, Vec::new()),
            Placement::Into { thread, joining } => {
                for other in joining {
                    self.join(thread, other)?;
                }
                (thread, Vec::new())
            }
            Placement::Conflict { thread, others } => (thread, others),
        };
        for id in unknown {
            self.connection
                .prepare_cached(
                    "INSERT INTO message_ids (id, number) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
                )?
                .execute(params![id, thread.0])?;
        }
        Ok((thread, apart))
    }

    fn candidate(&self, id: &str) -> Result<Option<Candidate>> {
        self.connection
            .prepare_cached(
                "SELECT n.thread, t.owner FROM message_ids i
                 JOIN thread_numbers n ON n.number = i.number
                 LEFT JOIN threads t ON t.thread = n.thread WHERE i.id = $1",
            )?
            .query_row([id], |row| {
                let mut columns = Columns::of(row);
                Ok(Candidate { thread: ThreadId(columns.take()?), owner: columns.member()? })
            })
            .optional()
    }

    fn open_thread(&mut self) -> Result<ThreadId> {
        let number = chain::take_numbers(self.connection, "thread", 1)?;
        self.connection
            .prepare_cached("INSERT INTO thread_numbers (number, thread) VALUES ($1, $1)")?
            .execute([number])?;
        self.fresh.insert(ThreadId(number), Vec::new());
        Ok(ThreadId(number))
    }

    /// Two threads become one: the lower number stays, the other goes on to answer to it.
    fn join(&mut self, thread: ThreadId, other: ThreadId) -> Result<()> {
        let (kept, gone) =
            (threads::replay(self.connection, thread)?, threads::replay(self.connection, other)?);
        self.connection
            .prepare_cached("UPDATE thread_numbers SET thread = $1 WHERE thread = $2")?
            .execute(params![thread.0, other.0])?;
        self.connection
            .prepare_cached("DELETE FROM threads WHERE thread = $1")?
            .execute([other.0])?;
        self.fresh.remove(&thread);
        self.fresh.remove(&other);
        self.touched.remove(&other);
        self.touched.insert(thread);
        if let Some(event) = kept.join(&gone, self.now) {
            chain::append(
                self.connection,
                self.now,
                Actor::BATON,
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
