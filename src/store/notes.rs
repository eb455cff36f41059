//! Notes that somebody should read or look at again, wherever they are: found by their rows.

use super::Ledger;
use super::rows::{self, Columns};
use crate::domain::ids::{CustomerId, ThreadId};
use crate::domain::note::{self, Note, OpenNote};
use crate::domain::roster::Ownership;
use crate::domain::summary::Customer;
use crate::error::Error;
use rusqlite::{Result, Row};

impl Ledger {
    /// All of them, the oldest first: on threads that are closed, too.
    pub fn open_notes(&self) -> std::result::Result<Vec<OpenNote>, Error> {
        let found: Vec<Vec<OpenNote>> = self.read(|connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {}, p.reader, p.review_after, p.thread, o.subject,
                        COALESCE(c.merged_into, c.customer), COALESCE(c.said_name, c.name),
                        COALESCE(c.said_address, c.address), c.owner, c.backup
                     FROM open_notes p
                     JOIN entries e ON e.seq = p.entry
                     LEFT JOIN entry_words w ON w.seq = p.entry
                     LEFT JOIN threads t ON t.thread = p.thread
                     LEFT JOIN messages o ON o.seq = t.opener
                     LEFT JOIN customers c ON c.customer = COALESCE(p.customer, t.customer)
                     ORDER BY p.entry",
                    rows::ENTRY
                ))?
                .query_map([], open)?
                .collect()
        })?;
        Ok(found.into_iter().flatten().collect())
    }
}

/// The one note of the entry, with what it is on.
fn open(row: &Row) -> Result<Vec<OpenNote>> {
    let mut columns = Columns::of(row);
    let mut notes = Vec::new();
    note::apply(&mut notes, &rows::entry_of(&mut columns)?);
    let (reader, review_after) = (columns.member()?, columns.maybe_time()?);
    let thread = columns.take::<Option<i64>>()?.map(ThreadId);
    let subject = columns.take::<Option<String>>()?.unwrap_or_default();
    let number = columns.take::<Option<i64>>()?.map(CustomerId);
    let (name, address): (Option<String>, Option<String>) = (columns.take()?, columns.take()?);
    let whose = Ownership { owner: columns.member()?, backup: columns.member()? };
    let customer = number.zip(name).zip(address).map(|((id, name), address)| Customer {
        id,
        name,
        address,
        whose,
    });
    let of = |note: Note| OpenNote {
        note: Note { read: reader.is_none(), review_after, ..note },
        thread: thread.map(|thread| (thread, subject.clone())),
        customer: customer.clone(),
    };
    Ok(notes.into_iter().map(of).collect())
}
