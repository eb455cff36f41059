//! Decisions by hand about which messages are one conversation.

use super::rows::Columns;
use crate::domain::ids::Seq;
use crate::domain::threading::Rule;
use rusqlite::{Connection, Result};

/// A decision by hand that is in force.
#[derive(Clone, Copy, Debug)]
pub struct Hand {
    /// The entry by which it was made.
    pub entry: Seq,
    pub rule: Rule,
}

/// All decisions in force, oldest first.
pub fn in_force(connection: &Connection) -> Result<Vec<Hand>> {
    connection
        .prepare_cached("SELECT entry, kind, message, other FROM hands ORDER BY entry, kind")?
        .query_map([], |row| {
            let mut columns = Columns::of(row);
            let entry = Seq(columns.take()?);
            let kind: String = columns.take()?;
            let message = Seq(columns.take()?);
            let other = columns.seq()?;
            let rule = match (kind.as_str(), other) {
                ("together", Some(other)) => Rule::Together(message, other),
                ("apart", Some(other)) => Rule::Apart(message, other),
                _ => Rule::Begins(message),
            };
            Ok(Hand { entry, rule })
        })?
        .collect()
}
