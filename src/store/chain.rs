//! Appending entries: one sequence, each line sealed by the hash of the one before it.

use super::search;
use crate::domain::entry::{Actor, Entry, Event, Words};
use crate::domain::ids::{Seq, ThreadId};
use crate::domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use std::cell::Cell;

/// The hash that the first entry follows.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Takes the next `count` numbers of the sequence; the first of them.
pub fn take_numbers(connection: &Connection, counter: &str, count: i64) -> rusqlite::Result<i64> {
    // Two statements: RETURNING keeps its row in a table of its own, and takes twice the time of both.
    let last: i64 = connection
        .prepare_cached("SELECT value FROM counters WHERE name = $1")?
        .query_row([counter], |row| row.get(0))?;
    connection
        .prepare_cached("UPDATE counters SET value = $1 WHERE name = $2")?
        .execute(params![last + count, counter])?;
    Ok(last + 1)
}

/// A counter that hands out many numbers within a transaction; what it has in memory must be put back before anything
/// else takes numbers.
pub struct Counter<'a> {
    connection: &'a Connection,
    name: &'static str,
    last: Option<i64>,
}

impl<'a> Counter<'a> {
    pub fn new(connection: &'a Connection, name: &'static str) -> Counter<'a> {
        Counter { connection, name, last: None }
    }

    pub fn next(&mut self) -> rusqlite::Result<i64> {
        let next = match self.last {
            Some(last) => last + 1,
            None => take_numbers(self.connection, self.name, 1)?,
        };
        self.last = Some(next);
        Ok(next)
    }

    pub fn put_back(&mut self) -> rusqlite::Result<()> {
        if let Some(last) = self.last.take() {
            self.connection
                .prepare_cached("UPDATE counters SET value = $1 WHERE name = $2")?
                .execute(params![last, self.name])?;
        }
        Ok(())
    }
}

/// Appends the entries of one command to the chain.
pub struct Pen<'a> {
    connection: &'a Connection,
    actor: Actor,
    at: Timestamp,
    /// Its first entry.
    command: Cell<Option<Seq>>,
}

impl<'a> Pen<'a> {
    pub fn new(connection: &'a Connection, actor: Actor, at: Timestamp) -> Pen<'a> {
        Pen { connection, actor, at, command: Cell::new(None) }
    }

    /// The first entry that it wrote, if it wrote one.
    pub fn command(&self) -> Option<Seq> {
        self.command.get()
    }

    /// Appends one entry; of which thread, if it is about one.
    pub fn append(
        &self,
        thread: Option<ThreadId>,
        event: &Event,
        words: &Words,
    ) -> rusqlite::Result<Entry> {
        let seq = Seq(take_numbers(self.connection, "sequence", 1)?);
        let command = self.command.get().unwrap_or(seq);
        self.command.set(Some(command));
        let mut entry = Entry {
            seq,
            at: self.at,
            actor: self.actor,
            command: Some(command),
            thread,
            event: event.clone(),
            words: words.clone(),
            hash: String::new(),
        };
        let body = to_json(event)?;
        let (salt, text, words_hash) = seal(words)?;
        entry.hash = link(&newest_hash(self.connection)?, &entry, &body, &words_hash);
        self.insert(&entry, &body, &words_hash)?;
        if !words.is_empty() {
            self.connection
                .prepare_cached("INSERT INTO entry_words (seq, salt, words) VALUES ($1, $2, $3)")?
                .execute(params![seq.0, salt, text])?;
        }
        search::entry(self.connection, &entry)?;
        Ok(entry)
    }

    fn insert(&self, entry: &Entry, body: &str, words_hash: &str) -> rusqlite::Result<usize> {
        self.connection
            .prepare_cached(
                "INSERT INTO entries (seq, at, actor, behind, number, kind, body, words_hash, hash, command, customer)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            )?
            .execute(params![
                entry.seq.0,
                entry.at.timestamp(),
                entry.actor.member.map(|member| member.0),
                entry.actor.behind.map(|member| member.0),
                entry.thread.map(|thread| thread.0),
                entry.event.kind(),
                body,
                words_hash,
                entry.hash,
                entry.command.map(|command| command.0),
                entry.event.customer().map(|customer| customer.0),
            ])
    }
}

/// The hash of the newest entry.
pub fn newest_hash(connection: &Connection) -> rusqlite::Result<String> {
    connection
        .prepare_cached("SELECT hash FROM entries ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()
        .map(|hash| hash.unwrap_or_else(|| GENESIS.to_owned()))
}

/// Salt, JSON and salted hash of words; all empty where there are none.
fn seal(words: &Words) -> rusqlite::Result<(String, String, String)> {
    if words.is_empty() {
        return Ok(Default::default());
    }
    let (salt, text) = (random(), to_json(words)?);
    let hash = words_hash(&salt, &text);
    Ok((salt, text, hash))
}

/// The salted hash of an entry's words: without the salt nobody can guess at what was erased.
pub fn words_hash(salt: &str, words: &str) -> String {
    hex(&Sha256::new().chain_update(salt).chain_update(words).finalize())
}

/// The hash of an entry: over the hash before it, its own fields, and the salted hash of its words, a line each.
/// `body` is its event as it is stored; the entry's own hash and words do not count.
pub fn link(before: &str, entry: &Entry, body: &str, words_hash: &str) -> String {
    let number = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
    let mut line = format!(
        "{before}\n{}\n{}\n{}\n{}\n{}\n{body}\n{words_hash}\n",
        entry.seq,
        entry.at.timestamp(),
        number(entry.actor.member.map(|member| member.0)),
        number(entry.actor.behind.map(|member| member.0)),
        number(entry.thread.map(|thread| thread.0)),
    );
    // The first ledgers did not keep which command an entry belongs to.
    if let Some(command) = entry.command {
        line += &format!("{command}\n");
    }
    hex(&Sha256::digest(line))
}

/// 128 random bits in hex.
pub fn random() -> String {
    let mut bytes = [0; 16];
    // Without a source of randomness words could be guessed from their hash: stop rather than go on.
    if getrandom::fill(&mut bytes).is_err() {
        panic!("the system gives no random numbers");
    }
    hex(&bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn to_json(value: &impl serde::Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}
