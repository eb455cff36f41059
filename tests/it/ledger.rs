//! The ledger's tables as they lie on the disk, read only: for what no command shows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};

use crate::world::World;

pub fn open(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

/// Every row of every table. When mail was last read, and what was known before, is left out: it is the one thing that a
/// sync with nothing new may change.
pub fn dump(world: &World) -> String {
    let ledger = open(&world.ledger());
    let mut tables = ledger
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'former' ORDER BY name",
        )
        .unwrap();
    let tables: Vec<String> =
        tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut dump = String::new();
    for table in tables {
        let mut rows = ledger.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns: Vec<String> = rows.column_names().map(str::to_owned).collect();
        let line = |row: &rusqlite::Row| {
            let mut line = table.clone();
            for (at, column) in columns.iter().enumerate().filter(|(_, name)| *name != "synced_at")
            {
                write!(line, " {column}={:?}", row.get::<_, Value>(at).unwrap()).unwrap();
            }
            Ok(line)
        };
        let mut lines: Vec<String> =
            rows.query_map([], line).unwrap().map(Result::unwrap).collect();
        lines.retain(|line| !line.contains("moment"));
        lines.sort();
        dump += &(lines.join("\n") + "\n");
    }
    dump
}

/// How many rows a table has; none while the ledger is not there or busy being made.
pub fn count(world: &World, table: &str) -> Option<i64> {
    let ledger =
        Connection::open_with_flags(world.ledger(), OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
    ledger.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get(0)).ok()
}

/// Which messages stand together, whatever number their thread has.
pub fn partition(world: &World) -> BTreeSet<BTreeSet<String>> {
    let ledger = open(&world.ledger());
    let mut messages = ledger
        .prepare(
            "SELECT n.thread, m.key || ' ' || m.subject FROM messages m
             JOIN thread_numbers n ON n.number = m.number",
        )
        .unwrap();
    let mut threads: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    for row in messages.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap() {
        let (thread, message) = row.unwrap();
        assert!(threads.entry(thread).or_default().insert(message), "a message twice");
    }
    threads.into_values().collect()
}
