//! Threads that were sent up, for telling whom they were sent up to.

use super::{Ledger, rows};
use crate::domain::entry::{Entry, Event};
use crate::domain::time::Timestamp;
use crate::error::Error;

impl Ledger {
    /// The entries since then by which threads were sent up, the newest first; whether they still are is not looked at.
    pub fn escalations(&self, since: Timestamp) -> Result<Vec<Entry>, Error> {
        self.read(|connection| {
            // Backwards along the primary key: what is older than wanted is not read.
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {} FROM entries e LEFT JOIN entry_words w ON w.seq = e.seq ORDER BY e.seq DESC",
                rows::ENTRY
            ))?;
            let mut found = Vec::new();
            for entry in statement.query_map([], rows::entry)? {
                let entry = entry?;
                if entry.at < since {
                    break;
                }
                if matches!(entry.event, Event::Escalated { .. }) {
                    found.push(entry);
                }
            }
            Ok(found)
        })
    }
}
