//! What SQLite itself can tell: the file's structure, rows that others refer to, and the schema as baton made it.

use crate::domain::proof::Report;
use rusqlite::{Connection, Result};
use std::collections::BTreeMap;

/// Tables, indexes and triggers are as in an empty ledger, and there is no other trigger: one could undo what another
/// refuses.
pub fn schema(connection: &Connection, model: &Connection, report: &mut Report) -> Result<()> {
    let (mut found, wanted) = (made(connection)?, made(model)?);
    for (what, sql) in wanted {
        match found.remove(&what) {
            None => report.problems.add(&what, "missing"),
            Some(found) if found != sql => report.problems.add(&what, "not as baton made it"),
            Some(_) => {}
        }
    }
    for what in found.keys().filter(|what| what.starts_with("trigger ")) {
        report.problems.add(what, "not made by baton");
    }
    Ok(())
}

/// What there is, by kind and name, with the SQL that made it.
fn made(connection: &Connection) -> Result<BTreeMap<String, String>> {
    connection
        .prepare("SELECT type || ' ' || name, sql FROM sqlite_schema WHERE sql IS NOT NULL")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// SQLite's own checks of its file (sqlite.org/pragma.html).
pub fn integrity(connection: &Connection, report: &mut Report) -> Result<()> {
    let mut statement = connection.prepare("PRAGMA integrity_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let says: String = row.get(0)?;
        if says != "ok" {
            report.problems.add("SQLite", says);
        }
    }
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (table, number): (String, Option<i64>) = (row.get(0)?, row.get(1)?);
        let parent: String = row.get(2)?;
        let place = number.map_or_else(|| table.clone(), |number| format!("{table} {number}"));
        report.problems.add(place, format!("it refers to something in {parent} that is not there"));
    }
    Ok(())
}
