//! Mails of baton's own that went out, or are on their way: at most one a recipient, kind and day.
//!
//! `pending` → `sending` → `sent`, written before the first mail of a run, and before and after each goes out. A crash
//! in between leaves `sending`: the next run sends the same Message-ID once more (`unsure`), so that the recipient has
//! it at least once and can tell a second copy. Where that second try certainly failed it is `sending` as before: that
//! the first may have gone out is still so. What the server refuses for good is `refused`, and what bounced `returned`. The delivery lock makes sure that no other process is at it.

use super::former::Position;
use super::inboxes::setting;
use super::rows::Columns;
use super::{Ledger, chain};
use crate::domain::mailing::{Mailing, State};
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
    /// It was sent, then; and whether it bounced.
    Done { at: Timestamp, returned: bool },
    /// It was tried as often as it may be, and whether it went out is not known.
    Unsure { at: Timestamp, why: Option<String> },
    /// Send it under this Message-ID; `unsure` when a crash left it open whether it went out before.
    Due { message_id: String, unsure: bool },
}

/// How a try ended, where that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried<'a> {
    /// The server took it.
    Sent,
    /// It certainly did not go out, and why: the next run tries again.
    NotSent(&'a str),
    /// The server takes it never, and why: somebody has to mend something.
    Refused(&'a str),
    /// It may have gone out, and what went wrong.
    Unknown(&'a str),
}

impl Ledger {
    /// A name for this ledger that no other has; Message-IDs are derived from it.
    pub fn identity(&self) -> Result<String, Error> {
        self.read(|connection| setting(connection, "ledger")).map(Option::unwrap_or_default)
    }

    /// Keeps that these are to be sent, under these Message-IDs, before the first of them is: where a run is cut off,
    /// it shows who is missing.
    pub fn plan(&mut self, mails: &[(Slot, String)], now: Timestamp) -> Result<(), Error> {
        self.write(|connection| {
            let mut statement = connection.prepare_cached(
                "INSERT INTO outbox (recipient, kind, day, message_id, state, attempts, at)
                 SELECT $1, $2, $3, $4, 'pending', 0, $5
                 WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE recipient = $1 AND kind = $2 AND day = $3)",
            )?;
            for (slot, message_id) in mails {
                statement.execute(params![
                    slot.recipient,
                    slot.kind,
                    slot.day,
                    message_id,
                    now.timestamp()
                ])?;
            }
            Ok(())
        })
    }

    /// Looks what is to be done for a slot, and writes that it is on its way if something is. `fresh` is the Message-ID
    /// of a first attempt; with `again`, what was sent before does not count.
    pub fn begin_sending(
        &mut self,
        slot: Slot,
        fresh: &str,
        again: bool,
        drawn: &Drawn,
        now: Timestamp,
    ) -> Result<Sending, Error> {
        self.write(|connection| {
            let found = last(connection, slot)?;
            let (message_id, state) = match found {
                Some(Last { state: state @ (State::Sent | State::Returned), at, .. }) if !again => {
                    return Ok(Sending::Done { at, returned: state == State::Returned });
                }
                Some(Last { state: State::Unsure, at, error, .. }) if !again => {
                    return Ok(Sending::Unsure { at, why: error });
                }
                Some(Last { id, state, .. }) => match state {
                    State::Sent | State::Returned => {
                        (format!("{}.{fresh}", chain::random()), State::Sending)
                    }
                    State::Sending | State::Unsure => (id, State::Unsure),
                    State::Pending | State::Unsent | State::Refused => (id, State::Sending),
                },
                None => (fresh.to_owned(), State::Sending),
            };
            connection.execute(
                "INSERT INTO outbox (recipient, kind, day, message_id, state, attempts, at, upto, change, counts)
                 VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9)
                 ON CONFLICT (recipient, kind, day, message_id)
                 DO UPDATE SET state = excluded.state, attempts = attempts + 1, at = excluded.at, error = NULL,
                    upto = excluded.upto, change = excluded.change, counts = excluded.counts",
                params![
                    slot.recipient,
                    slot.kind,
                    slot.day,
                    message_id,
                    state.word(),
                    now.timestamp(),
                    drawn.position.upto,
                    drawn.position.change,
                    drawn.counts
                ],
            )?;
            Ok(Sending::Due { message_id, unsure: state == State::Unsure })
        })
    }

    /// Keeps how the try ended that [`Ledger::begin_sending`] began.
    pub fn tried(
        &mut self,
        slot: Slot,
        message_id: &str,
        tried: Tried,
        now: Timestamp,
    ) -> Result<(), Error> {
        // What may have gone out stays as it is, for the next run to repeat it once. So does what may have before this
        // try, whatever is known of this one: a count that began anew would send copy after copy.
        let (state, error) = match tried {
            Tried::Sent => (Some(State::Sent), None),
            Tried::NotSent(why) => (Some(State::Pending), Some(why)),
            Tried::Refused(why) => (Some(State::Refused), Some(why)),
            Tried::Unknown(why) => (None, Some(why)),
        };
        self.write(|connection| {
            connection.execute(
                "UPDATE outbox SET state = CASE WHEN state = 'unsure' AND $1 IN ('pending', 'refused') THEN 'sending'
                    ELSE COALESCE($1, state) END, error = $2, at = $3
                 WHERE recipient = $4 AND kind = $5 AND day = $6 AND message_id = $7",
                params![
                    state.map(State::word),
                    error,
                    now.timestamp(),
                    slot.recipient,
                    slot.kind,
                    slot.day,
                    message_id
                ],
            )?;
            Ok(())
        })
    }

    /// What became of each mail that was at work since then, the newest last.
    pub fn mailings(&self, since: Timestamp) -> Result<Vec<Mailing>, Error> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT kind, day, recipient, state, at, message_id, attempts, error FROM outbox
                     WHERE at >= $1 ORDER BY at, kind, recipient, message_id",
                )?
                .query_map([since.timestamp()], |row| {
                    let mut columns = Columns::of(row);
                    Ok(Mailing {
                        kind: columns.take()?,
                        day: columns.take()?,
                        recipient: columns.take()?,
                        state: columns.word(State::of)?,
                        at: columns.time()?,
                        message_id: columns.take()?,
                        attempts: columns.take()?,
                        error: columns.take()?,
                    })
                })?
                .collect()
        })
    }
}

/// The mail that counts for a slot.
struct Last {
    id: String,
    state: State,
    at: Timestamp,
    error: Option<String>,
}

/// What is not settled before what was sent, the newest.
fn last(connection: &Connection, slot: Slot) -> SqlResult<Option<Last>> {
    connection
        .prepare_cached(
            "SELECT message_id, state, at, error FROM outbox WHERE recipient = $1 AND kind = $2 AND day = $3
             ORDER BY CASE WHEN state IN ('sent', 'returned') THEN 1 ELSE 0 END, at DESC, message_id LIMIT 1",
        )?
        .query_row(params![slot.recipient, slot.kind, slot.day], |row| {
            let mut columns = Columns::of(row);
            Ok(Last {
                id: columns.take()?,
                state: columns.word(State::of)?,
                at: columns.time()?,
                error: columns.take()?,
            })
        })
        .optional()
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
                "UPDATE outbox SET state = 'returned', error = 'it came back' WHERE message_id = $1 RETURNING recipient",
            )?;
            for recipient in statement.query_map([id], |row| row.get(0))? {
                recipients.push(recipient?);
            }
        }
        Ok(recipients)
    }
}
