//! The index of words has a row for each text that can be found, and no other.

use super::text;
use crate::domain::proof::Report;
use crate::domain::search::{of_entry, repeats};
use crate::store::{rows, undo};
use rusqlite::{Connection, Result, Row};
use std::collections::BTreeSet;

/// What it says of its words SQLite checks itself: there is no text to hold them against.
pub fn index(connection: &Connection, report: &mut Report) -> Result<()> {
    customers(connection, report)?;
    entries(connection, report)?;
    subjects(connection, report)
}

const MISSING: &str = "it is missing in the index of words";
const NOTHING: &str = "the index of words has it, and there is no text of it";

fn customers(connection: &Connection, report: &mut Report) -> Result<()> {
    let missing = "SELECT customer FROM customers WHERE merged_into IS NULL AND dropped = 0
            AND NOT EXISTS (SELECT 1 FROM texts_docsize WHERE id = -customer)";
    let extra = "SELECT -id FROM texts_docsize WHERE id <= 0 AND NOT EXISTS (
            SELECT 1 FROM customers WHERE customer = -id AND merged_into IS NULL AND dropped = 0)";
    for (sql, what) in [(missing, MISSING), (extra, NOTHING)] {
        for customer in numbers(connection, sql)? {
            report.problems.add(format!("customer {customer}"), what);
        }
    }
    Ok(())
}

fn numbers(connection: &Connection, sql: &str) -> Result<BTreeSet<i64>> {
    connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

/// Entries that say something and were not taken back.
fn entries(connection: &Connection, report: &mut Report) -> Result<()> {
    let found = numbers(
        connection,
        "SELECT id FROM texts_docsize
         WHERE id > 0 AND NOT EXISTS (SELECT 1 FROM messages WHERE seq = id)",
    )?;
    let taken = undo::taken_back(connection)?;
    let mut wanted = BTreeSet::new();
    let mut statement = connection.prepare(&format!(
        "SELECT {} FROM entries e JOIN entry_words w ON w.seq = e.seq",
        rows::ENTRY
    ))?;
    for entry in statement.query_map([], rows::entry)? {
        let entry = entry?;
        if of_entry(&entry.event, &entry.words).is_some() && !taken.contains_key(&entry.seq) {
            wanted.insert(entry.seq.0);
        }
    }
    for missing in wanted.difference(&found) {
        report.problems.add(format!("entry {missing}"), MISSING);
    }
    for extra in found.difference(&wanted) {
        report.problems.add(format!("number {extra}"), NOTHING);
    }
    Ok(())
}

/// Each subject, or one under the same number that it repeats.
fn subjects(connection: &Connection, report: &mut Report) -> Result<()> {
    let mut statement = connection.prepare(
        "SELECT m.number, m.seq, m.subject, d.id IS NOT NULL FROM messages m
         LEFT JOIN texts_docsize d ON d.id = m.seq ORDER BY m.number, m.seq",
    )?;
    let mut rows = statement.query([])?;
    let mut filed = Filed::default();
    while let Some(row) = rows.next()? {
        filed.add(row, report)?;
    }
    filed.end(report);
    Ok(())
}

/// The messages under one number.
#[derive(Default)]
struct Filed {
    number: i64,
    indexed: BTreeSet<String>,
    left_out: Vec<(i64, String)>,
}

impl Filed {
    fn add(&mut self, row: &Row, report: &mut Report) -> Result<()> {
        let (number, seq, subject): (i64, i64, _) = (row.get(0)?, row.get(1)?, text(row, 2)?);
        if number != self.number {
            std::mem::take(self).end(report);
            self.number = number;
        }
        match row.get(3)? {
            true => drop(self.indexed.insert(subject)),
            false => self.left_out.push((seq, subject)),
        }
        Ok(())
    }

    fn end(self, report: &mut Report) {
        for (seq, subject) in self.left_out {
            if !self.indexed.iter().any(|indexed| repeats(&subject, indexed)) {
                report.problems.add(format!("message {seq}"), MISSING);
            }
        }
    }
}
