//! Verifying a ledger: everything that follows from something else is worked out once more and compared.
//!
//! It reads one state of a file that it opens read-only: others go on reading and writing beside it. What cannot be
//! read is a finding like any other, and never the end of the rest.

mod customers;
mod lines;
mod promises;
mod search;
mod sqlite;
mod state;
mod team;

use super::open::{self, Examined};
use super::{explain, is_damage};
use crate::domain::proof::{Anchor, Problems, Report};
use crate::error::Error;
use lines::Told;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result, Row};
use std::path::Path;

/// Verifies the ledger at this path; `anchor` are the first digits of a hash, in lower case, that it should contain.
///
/// It is an error where there is no ledger, or one of another schema, and where it cannot be got at.
pub fn fsck(path: &Path, anchor: Option<&str>) -> std::result::Result<Report, Error> {
    let mut report = Report::default();
    let examined = match open::to_examine(path)? {
        Examined::Ledger(connection) => connection,
        Examined::Damaged(why) => {
            report.problems.add("SQLite", why);
            report.anchor = anchor.map(|hash| Anchor { hash: hash.to_owned(), found: None });
            return Ok(report);
        }
    };
    let snapshot = examined.unchecked_transaction().map_err(|error| explain(path, &error))?;
    let mut checking = Checking { connection: &snapshot, path, report };
    let model = open::model().map_err(|error| explain(path, &error))?;
    let told = checking.lines(anchor)?;
    checking.run("threads", |connection, report| state::threads(connection, &model, report))?;
    checking.run("thread numbers", state::numbers)?;
    checking.run("mailboxes", state::mailboxes)?;
    checking
        .run("customers", |connection, report| customers::customers(connection, &model, report))?;
    checking.run("tasks, links and notes", promises::on_nothing)?;
    checking.run("team", |connection, report| team::team(connection, &model, report))?;
    // Where not all entries can be read, nothing can be held against them.
    if let Some(told) = told {
        checking.run("settings", |connection, report| team::settings(connection, &told, report))?;
        checking
            .run("hands", |connection, report| team::hands(connection, &model, &told, report))?;
        checking.run("index of words", search::index)?;
    }
    checking.run("schema", |connection, report| sqlite::schema(connection, &model, report))?;
    checking.run("SQLite", sqlite::integrity)?;
    Ok(checking.report)
}

struct Checking<'a> {
    connection: &'a Connection,
    path: &'a Path,
    report: Report,
}

impl Checking<'_> {
    /// Runs one check.
    fn run<T: Default>(
        &mut self,
        place: &str,
        check: impl FnOnce(&Connection, &mut Report) -> Result<T>,
    ) -> std::result::Result<T, Error> {
        match check(self.connection, &mut self.report) {
            Err(error) if is_damage(&error) => {
                self.report.problems.add(place, format!("cannot be read: {error}"));
                Ok(T::default())
            }
            done => done.map_err(|error| explain(self.path, &error)),
        }
    }

    /// The lines, in the order of their numbers: what is missing stands where it was.
    fn lines(&mut self, anchor: Option<&str>) -> std::result::Result<Option<Told>, Error> {
        let mut found = Vec::new();
        self.run("numbers", |connection, report| lines::numbers(connection, report, &mut found))?;
        let told = self.run("entries", |connection, report| {
            lines::entries(connection, anchor, report, &mut found).map(Some)
        })?;
        found.sort_by_key(|(seq, _)| *seq);
        let mut problems = Problems::default();
        for (_, problem) in found {
            problems.add(problem.place, problem.what);
        }
        problems.append(std::mem::take(&mut self.report.problems));
        self.report.problems = problems;
        Ok(told)
    }
}

/// A value as people read it, whatever it is: what lies there need not be what should.
fn shown(value: ValueRef) -> String {
    match value {
        ValueRef::Null => "nothing".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => format!("\"{}\"", String::from_utf8_lossy(text)),
        ValueRef::Blob(bytes) => format!("{} bytes", bytes.len()),
    }
}

/// Text as it lies there: bytes that are none would be no reason to stop, and their hash is another.
fn text(row: &Row, index: usize) -> Result<String> {
    Ok(match row.get_ref(index)? {
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        other => shown(other),
    })
}

/// The columns of a table as it should be. A damaged one may have names that are no text.
fn columns(model: &Connection, table: &str) -> Result<Vec<String>> {
    let statement = model.prepare_cached(&format!("SELECT * FROM {table} LIMIT 0"))?;
    Ok(statement.column_names().map(str::to_owned).collect())
}
