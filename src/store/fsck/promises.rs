//! The rows of tasks, links and notes to be read: each is what its thread or customer replays to.

use super::{columns, shown, text};
use crate::domain::proof::Report;
use crate::store::promises::{self, On, Promises};
use rusqlite::{Connection, Result};
use std::collections::HashSet;

const TABLES: [(&str, &str); 3] = [("tasks", "task"), ("links", "entry"), ("open_notes", "entry")];

/// The threads that have such rows.
pub fn of_threads(connection: &Connection) -> Result<HashSet<i64>> {
    connection
        .prepare(
            "SELECT thread FROM tasks WHERE thread IS NOT NULL UNION SELECT thread FROM links WHERE thread IS NOT NULL
             UNION SELECT thread FROM open_notes WHERE thread IS NOT NULL",
        )?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// What is wrong with the rows of a thread or of a customer. `model` is an empty ledger: there they are written as they
/// should be, by the code that wrote them here.
pub fn fault(
    connection: &Connection,
    model: &Connection,
    on: On,
    wanted: &Promises,
) -> Result<Option<String>> {
    promises::write(model, on, wanted)?;
    let mut differing = Vec::new();
    for (table, key) in TABLES {
        let found = rows(connection, model, table, key, on)?;
        if found != rows(model, model, table, key, on)? {
            differing.push(table.replace('_', " "));
        }
    }
    promises::clear(model, on)?;
    Ok((!differing.is_empty())
        .then(|| format!("its {} are not what entries say", differing.join(" and "))))
}

/// The rows of a table that are on it, as people read them.
fn rows(
    connection: &Connection,
    model: &Connection,
    table: &str,
    key: &str,
    on: On,
) -> Result<Vec<Vec<String>>> {
    let columns = columns(model, table)?;
    let (filter, number) = match on {
        On::Thread(thread) => ("thread = $1", thread.0),
        On::Customer(customer) => ("customer = $1 AND thread IS NULL", customer.0),
    };
    let columns_sql = columns.join(", ");
    connection
        .prepare_cached(&format!(
            "SELECT {columns_sql} FROM {table} WHERE {filter} ORDER BY {key}"
        ))?
        .query_map([number], |row| {
            (0..columns.len()).map(|index| Ok(shown(row.get_ref(index)?))).collect()
        })?
        .collect()
}

/// Rows that are on no thread and on no customer there is.
pub fn on_nothing(connection: &Connection, report: &mut Report) -> Result<()> {
    for (table, key) in TABLES {
        let mut statement = connection.prepare(&format!(
            "SELECT {key} FROM {table} p
             WHERE (thread IS NULL AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.customer = p.customer))
                OR (thread IS NOT NULL AND NOT EXISTS (SELECT 1 FROM threads t WHERE t.thread = p.thread))
             ORDER BY {key}"
        ))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let place = format!("{} {}", table.replace('_', " "), text(row, 0)?);
            report.problems.add(place, "is on no thread and on no customer there is");
        }
    }
    Ok(())
}
