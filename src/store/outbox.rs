//! Reviews that were mailed, or are being mailed: at most one a recipient, kind and day.
//!
//! `pending` → `sending` → `sent`, each written before and after the mail goes out. A crash in between leaves
//! `sending`: the next run sends the same Message-ID once more, so that the recipient has it at least once and can
//! tell a second copy. The delivery lock makes sure that no other process is at it.

use super::former::Position;
use super::inboxes::setting;
use super::rows::Columns;
use super::{Ledger, chain};
use crate::domain::time::Timestamp;
use crate::error::Error;
use rusqlite::{Connection, OptionalExtension, Result as SqlResult, params};
use std::collections::HashSet;

/// A recipient's place for one kind of review on one day (in the team's time zone).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot<'a> {
    pub recipient: &'a str,
    pub kind: &'a str,
    /// `2026-03-02`
    pub day: &'a str,
}

/// What a review that is mailed was drawn up from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    pub position: Position,
    pub counts: String,
}

/// What is to be done for a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sending {
    /// It was sent, then.
    Done { at: Timestamp },
    /// It was tried as often as it may be, and whether it went out is not known.
    Unsure { at: Timestamp },
    /// Send it under this Message-ID; `unsure` when a crash left it open whether it went out before.
    Due { message_id: String, unsure: bool },
}

/// How often a mail whose fate is not known is tried: once, and once more.
const MOST_UNSURE: i64 = 2;

impl Ledger {
    /// A name for this ledger that no other has; Message-IDs are derived from it.
    pub fn identity(&self) -> Result<String, Error> {
        self.read(|connection| setting(connection, "ledger")).map(Option::unwrap_or_default)
    }

    /// Looks what is to be done for a slot, and writes `sending` if something is. `fresh` is the Message-ID of a first
    /// attempt; with `again`, what was sent before does not count.
    pub fn begin_sending(
        &mut self,
        slot: Slot,
        fresh: &str,
        again: bool,
        drawn: &Drawn,
        now: Timestamp,
    ) -> Result<Sending, Error> {
        self.write(|connection| {
            let found = connection
                .prepare_cached(
                    "SELECT message_id, state, attempts, at FROM outbox
                     WHERE recipient = $1 AND kind = $2 AND day = $3 ORDER BY CASE state WHEN 'sent' THEN 1 ELSE 0 END, at DESC, message_id LIMIT 1",
                )?
                .query_row(params![slot.recipient, slot.kind, slot.day], |row| {
                    let mut columns = Columns::of(row);
                    Ok((
                        columns.take::<String>()?,
                        columns.take::<String>()?,
                        columns.take::<i64>()?,
                        columns.time()?,
                    ))
                })
                .optional()?;
            let (message_id, unsure) = match found {
                Some((_, state, _, at)) if state == "sent" && !again => return Ok(Sending::Done { at }),
                Some((_, state, attempts, at)) if state == "sending" && attempts >= MOST_UNSURE && !again => {
                    return Ok(Sending::Unsure { at });
                }
                Some((_, state, ..)) if state == "sent" => (format!("{}.{fresh}", chain::random()), false),
                Some((id, state, ..)) => (id, state == "sending"),
                None => (fresh.to_owned(), false),
            };
            connection.execute(
                "INSERT INTO outbox (recipient, kind, day, message_id, state, attempts, at, upto, change, counts)
                 VALUES ($1, $2, $3, $4, 'sending', 1, $5, $6, $7, $8)
                 ON CONFLICT (recipient, kind, day, message_id)
                 DO UPDATE SET state = 'sending', attempts = attempts + 1, at = excluded.at, error = NULL,
                    upto = excluded.upto, change = excluded.change, counts = excluded.counts",
                params![
                    slot.recipient,
                    slot.kind,
                    slot.day,
                    message_id,
                    now.timestamp(),
                    drawn.position.upto,
                    drawn.position.change,
                    drawn.counts
                ],
            )?;
            Ok(Sending::Due { message_id, unsure })
        })
    }

    /// The server took it.
    pub fn sent(&mut self, slot: Slot, message_id: &str, now: Timestamp) -> Result<(), Error> {
        self.settle(slot, message_id, "sent", None, now)
    }

    /// It certainly did not go out, and why: the next run tries again.
    pub fn not_sent(
        &mut self,
        slot: Slot,
        message_id: &str,
        why: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.settle(slot, message_id, "pending", Some(why), now)
    }

    fn settle(
        &mut self,
        slot: Slot,
        message_id: &str,
        state: &str,
        error: Option<&str>,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.write(|connection| {
            // A try that certainly failed leaves nothing unsure behind.
            connection.execute(
                "UPDATE outbox SET state = $1, error = $2, at = $3, attempts = CASE $1 WHEN 'pending' THEN 0 ELSE attempts END
                 WHERE recipient = $4 AND kind = $5 AND day = $6 AND message_id = $7",
                params![state, error, now.timestamp(), slot.recipient, slot.kind, slot.day, message_id],
            )?;
            Ok(())
        })
    }
}

/// Reviews that went out, or may have: by exact Message-ID, the one thing that tells them from mail that only looks
/// like one.
pub struct Reviews(HashSet<String>);

impl Reviews {
    pub fn of(connection: &Connection) -> SqlResult<Reviews> {
        let mut statement = connection.prepare_cached("SELECT message_id FROM outbox")?;
        Ok(Reviews(statement.query_map([], |row| row.get(0))?.collect::<SqlResult<_>>()?))
    }

    pub fn contains(&self, message_id: &str) -> bool {
        self.0.contains(message_id)
    }

    /// Keeps that the review a bounce refers to came back, and tells whom it did not reach.
    pub fn came_back(
        &self,
        connection: &Connection,
        references: &[String],
    ) -> SqlResult<Vec<String>> {
        let mut recipients = Vec::new();
        for id in references.iter().filter(|id| self.contains(id)) {
            let mut statement = connection.prepare_cached(
                "UPDATE outbox SET error = 'it came back' WHERE message_id = $1 RETURNING recipient",
            )?;
            for recipient in statement.query_map([id], |row| row.get(0))? {
                recipients.push(recipient?);
            }
        }
        Ok(recipients)
    }
}
