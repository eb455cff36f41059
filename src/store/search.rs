//! The index of words: writing it with what it is about, in the same transaction, and finding threads by it.
//!
//! It has no text, only words and where they are: a row is a message (its subject) or an entry by its sequence number,
//! or a customer by minus its number.

use super::{Ledger, lists, rows, undo};
use crate::domain::entry::{Entry, Event};
use crate::domain::ids::{CustomerId, Seq, ThreadId};
use crate::domain::search::{apart, of_entry, repeats};
use crate::domain::summary::Listed;
use crate::domain::urgency::Candidate;
use crate::error::Error;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// Puts a text under a row that has none. Many are fastest in ascending order of their rows: any other order makes
/// FTS5 write out what it has gathered so far.
fn put(connection: &Connection, row: i64, text: &str) -> Result<()> {
    connection
        .prepare_cached("INSERT INTO texts (rowid, words) VALUES ($1, $2)")?
        .execute(params![row, apart(text)])?;
    Ok(())
}

fn remove(connection: &Connection, row: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM texts WHERE rowid = $1")?.execute([row])?;
    Ok(())
}

fn is_there(connection: &Connection, row: i64) -> Result<bool> {
    // A table without content is not read by its rows, but this is where FTS5 keeps how long each is.
    connection.prepare_cached("SELECT 1 FROM texts_docsize WHERE id = $1")?.exists([row])
}

/// Subjects of new messages, to be written together.
pub struct Subjects<'a> {
    connection: &'a Connection,
    /// The subject of the first message of a number.
    firsts: HashMap<ThreadId, Cow<'a, str>>,
    new: Vec<(Seq, &'a str)>,
}

impl<'a> Subjects<'a> {
    pub fn new(connection: &'a Connection) -> Subjects<'a> {
        Subjects { connection, firsts: HashMap::new(), new: Vec::new() }
    }

    /// A message that is about to be filed under this number, whose first it may be known to be.
    pub fn add(
        &mut self,
        number: ThreadId,
        is_first: bool,
        seq: Seq,
        subject: &'a str,
    ) -> Result<()> {
        if !is_first && !self.firsts.contains_key(&number) {
            let first = first_subject(self.connection, number)?;
            self.firsts.extend(first.map(|first| (number, Cow::Owned(first))));
        }
        match self.firsts.get(&number) {
            Some(first) if repeats(subject, first) => return Ok(()),
            Some(_) => {}
            None => {
                self.firsts.insert(number, Cow::Borrowed(subject));
            }
        }
        self.new.push((seq, subject));
        Ok(())
    }

    pub fn write(&mut self) -> Result<()> {
        let connection = self.connection;
        self.new.drain(..).try_for_each(|(seq, subject)| put(connection, seq.0, subject))
    }
}

/// The subject of the first message of a number: it is always in the index.
fn first_subject(connection: &Connection, number: ThreadId) -> Result<Option<String>> {
    connection
        .prepare_cached("SELECT subject FROM messages WHERE number = $1 ORDER BY seq LIMIT 1")?
        .query_row([number.0], |row| row.get(0))
        .optional()
}

/// The subject of a message whose number was parted: what it repeats may not go with it.
pub fn subject_on_its_own(connection: &Connection, seq: Seq) -> Result<()> {
    if is_there(connection, seq.0)? {
        return Ok(());
    }
    let subject: String = connection
        .prepare_cached("SELECT subject FROM messages WHERE seq = $1")?
        .query_row([seq.0], |row| row.get(0))?;
    put(connection, seq.0, &subject)
}

/// What an entry says that was just written; what it takes back is not found any more, or is again.
pub fn entry(connection: &Connection, entry: &Entry) -> Result<()> {
    match entry.event {
        Event::Undone { entry, .. } => turned(connection, entry),
        _ => put_entry(connection, entry),
    }
}

fn put_entry(connection: &Connection, entry: &Entry) -> Result<()> {
    match of_entry(&entry.event, &entry.words) {
        Some(text) => put(connection, entry.seq.0, &text),
        None => Ok(()),
    }
}

/// An entry was taken back; where it took something back itself, that counts again.
fn turned(connection: &Connection, target: Seq) -> Result<()> {
    let entry = |seq| undo::one(connection, seq)?.ok_or(rusqlite::Error::QueryReturnedNoRows);
    let (mut target, mut counts) = (entry(target)?, false);
    while let Event::Undone { entry: before, .. } = target.event {
        (target, counts) = (entry(before)?, !counts);
    }
    match counts {
        true => put_entry(connection, &target),
        false if of_entry(&target.event, &target.words).is_some() => {
            remove(connection, target.seq.0)
        }
        false => Ok(()),
    }
}

/// The number of the customer who came last; 0 where there is none.
pub fn newest_customer(connection: &Connection) -> Result<CustomerId> {
    let newest: Option<i64> = connection
        .prepare_cached("SELECT MAX(customer) FROM customers")?
        .query_row([], |row| row.get(0))?;
    Ok(CustomerId(newest.unwrap_or(0)))
}

/// The records of all customers who came after this one, in the order of their rows.
pub fn customers_after(connection: &Connection, known: CustomerId) -> Result<()> {
    let records: Vec<CustomerId> = connection
        .prepare_cached(
            "SELECT customer FROM customers
             WHERE customer > $1 AND merged_into IS NULL AND dropped = 0 ORDER BY customer DESC",
        )?
        .query_map([known.0], |row| row.get(0).map(CustomerId))?
        .collect::<Result<_>>()?;
    records.into_iter().try_for_each(|record| customer(connection, record))
}

/// What a customer's record says now, of all numbers that it has.
pub fn customer(connection: &Connection, record: CustomerId) -> Result<()> {
    let mut text = String::new();
    let mut add = |row: &Row| {
        for column in 0..row.as_ref().column_count() {
            if let Some(words) = row.get::<_, Option<String>>(column)? {
                text += &words;
                text.push('\n');
            }
        }
        Ok(())
    };
    let mut records = connection.prepare_cached(
        "SELECT said_name, name, company, role, phone, status, tags FROM customers WHERE customer = $1
         UNION ALL SELECT said_name, name, NULL, NULL, NULL, NULL, NULL FROM customers WHERE merged_into = $1",
    )?;
    let mut addresses = connection.prepare_cached(
        "SELECT address FROM customer_addresses
         WHERE customer IN (SELECT $1 UNION ALL SELECT customer FROM customers WHERE merged_into = $1)",
    )?;
    for statement in [&mut records, &mut addresses] {
        statement.query_map([record.0], &mut add)?.collect::<Result<()>>()?;
    }
    no_customer(connection, record)?;
    put(connection, -record.0, &text)
}

/// A record that is none any more, or a part of another.
pub fn no_customer(connection: &Connection, record: CustomerId) -> Result<()> {
    match is_there(connection, -record.0)? {
        true => remove(connection, -record.0),
        false => Ok(()),
    }
}

/// Indexes all that a ledger has which was made before there was an index.
pub fn fill(connection: &Connection) -> Result<()> {
    customers_after(connection, CustomerId(0))?;
    let mut firsts: HashMap<i64, String> = HashMap::new();
    let mut messages =
        connection.prepare("SELECT seq, number, subject FROM messages ORDER BY seq")?;
    let mut rows = messages.query([])?;
    while let Some(row) = rows.next()? {
        let (seq, number, subject): (i64, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if firsts.get(&number).is_some_and(|first| repeats(&subject, first)) {
            continue;
        }
        put(connection, seq, &subject)?;
        firsts.entry(number).or_insert(subject);
    }
    let mut entries = connection.prepare(&format!(
        "SELECT {} FROM entries e JOIN entry_words w ON w.seq = e.seq ORDER BY e.seq",
        rows::ENTRY
    ))?;
    let taken = undo::taken_back(connection)?;
    let mut rows = entries.query([])?;
    while let Some(row) = rows.next()? {
        let entry = rows::entry(row)?;
        if !taken.contains_key(&entry.seq) {
            put_entry(connection, &entry)?;
        }
    }
    Ok(())
}

/// Words as FTS5 looks for them: one after the other, the last as the beginning of one (sqlite.org/fts5.html §3).
/// Between quotes there is no syntax but the quote itself.
fn phrase(words: &str) -> String {
    format!("\"{}\" *", apart(words).replace(['"', '\0'], " "))
}

/// The threads where these words are found: in the subject of a message, in a note or a task, or in what is known of
/// the customer.
fn threads_with(connection: &Connection, words: &str) -> Result<BTreeSet<ThreadId>> {
    // CROSS JOIN has what was found looked up, however much it is (sqlite.org/optoverview.html).
    connection
        .prepare_cached(
            "SELECT n.thread FROM texts CROSS JOIN messages m ON m.seq = texts.rowid
             CROSS JOIN thread_numbers n ON n.number = m.number WHERE texts MATCH $1
             UNION ALL
             SELECT n.thread FROM texts CROSS JOIN entries e ON e.seq = texts.rowid
             CROSS JOIN thread_numbers n ON n.number = e.number WHERE texts MATCH $1
             UNION ALL
             SELECT t.thread FROM texts CROSS JOIN threads t ON t.customer = -texts.rowid WHERE texts MATCH $1
             UNION ALL
             SELECT t.thread FROM texts CROSS JOIN customers c ON c.merged_into = -texts.rowid
             CROSS JOIN threads t ON t.customer = c.customer WHERE texts MATCH $1",
        )?
        .query_map([phrase(words)], |row| row.get(0).map(ThreadId))?
        .collect()
}

/// The records of customers where these words are found: in what is known of them, in a note, a task or a link.
pub fn customers_with(connection: &Connection, words: &str) -> Result<BTreeSet<CustomerId>> {
    connection
        .prepare_cached(
            "SELECT -rowid FROM texts WHERE texts MATCH $1 AND rowid < 0
             UNION ALL
             SELECT COALESCE(c.merged_into, c.customer) FROM texts CROSS JOIN entries e ON e.seq = texts.rowid
             CROSS JOIN customers c ON c.customer = e.customer WHERE texts MATCH $1",
        )?
        .query_map([phrase(words)], |row| row.get(0).map(CustomerId))?
        .collect()
}

/// What is found for each of these; `find` finds it for one.
pub fn with_all<T: Ord + Copy>(
    all: &[String],
    find: impl Fn(&str) -> Result<BTreeSet<T>>,
) -> Result<BTreeSet<T>> {
    let Some((first, others)) = all.split_first() else { return Ok(BTreeSet::new()) };
    let mut found = find(first)?;
    for words in others {
        if found.is_empty() {
            break;
        }
        let with = find(words)?;
        found.retain(|one| with.contains(one));
    }
    Ok(found)
}

impl Ledger {
    /// The threads where each of these is found somewhere: words in this order, the last of which may be the beginning
    /// of one. Case and accents do not count. No text is an error.
    pub fn threads_with(&self, all: &[String]) -> std::result::Result<BTreeSet<ThreadId>, Error> {
        self.read(|connection| with_all(all, |words| threads_with(connection, words)))
    }

    /// Those of these threads that are not closed, as lists show them; closed ones only where they are asked for.
    pub fn threads_among(
        &self,
        threads: &BTreeSet<ThreadId>,
        closed: bool,
    ) -> std::result::Result<Vec<Listed>, Error> {
        let filter = if closed { "1" } else { lists::NOT_CLOSED };
        self.read(|connection| {
            let some = |these: &[ThreadId]| {
                lists::all(connection, &format!("{filter} AND {}", among(these)))
            };
            in_parts(threads, some)
        })
    }

    /// Those of these threads that are closed, without texts.
    pub fn closed_among(
        &self,
        threads: &BTreeSet<ThreadId>,
    ) -> std::result::Result<Vec<Candidate>, Error> {
        self.read(|connection| {
            let some = |these: &[ThreadId]| {
                lists::candidates(connection, &format!("t.stand = 'closed' AND {}", among(these)))
            };
            in_parts(threads, some)
        })
    }
}

/// A statement may be a million bytes long (sqlite.org/limits.html), and a word may be in every thread.
const AT_ONCE: usize = 10_000;

fn in_parts<T>(
    threads: &BTreeSet<ThreadId>,
    read: impl Fn(&[ThreadId]) -> Result<Vec<T>>,
) -> Result<Vec<T>> {
    let threads: Vec<ThreadId> = threads.iter().copied().collect();
    let parts = threads.chunks(AT_ONCE).map(read).collect::<Result<Vec<_>>>()?;
    Ok(parts.into_iter().flatten().collect())
}

fn among(threads: &[ThreadId]) -> String {
    let numbers: Vec<String> = threads.iter().map(ThreadId::to_string).collect();
    format!("t.thread IN ({})", numbers.join(", "))
}
