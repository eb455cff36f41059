//! Where the ledger was at a time: which entries and messages it had, and which changes had been made that follow from
//! neither (table `former`, which triggers fill).

use super::rows::Columns;
use super::{Ledger, open};
use crate::domain::review::Counts;
use crate::domain::time::Timestamp;
use crate::error::Error;
use rusqlite::{Connection, OptionalExtension, Result, params};

/// How far the ledger had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The last number of the sequence that was known.
    pub upto: i64,
    /// The last change of a column that is kept.
    pub change: i64,
}

/// A review that was mailed, or was to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailed {
    pub recipient: String,
    pub message_id: String,
    /// When it was drawn up.
    pub at: Timestamp,
    pub position: Position,
}

/// Says when the changes of this transaction were made.
pub fn set_moment(connection: &Connection, now: Timestamp) -> Result<()> {
    connection
        .prepare_cached("UPDATE counters SET value = $1 WHERE name = 'moment' AND value <> $1")?
        .execute([now.timestamp()])
        .map(drop)
}

/// How far the ledger is now.
pub fn position(connection: &Connection) -> Result<Position> {
    connection
        .prepare_cached(
            "SELECT value, (SELECT COALESCE(MAX(change), 0) FROM former) FROM counters WHERE name = 'sequence'",
        )?
        .query_row([], |row| Ok(Position { upto: row.get(0)?, change: row.get(1)? }))
}

impl Ledger {
    /// How far the ledger is now.
    pub fn position(&self) -> std::result::Result<Position, Error> {
        self.read(position)
    }

    /// How far it was then: the last thing that was written at that time or before.
    pub fn position_at(&self, at: Timestamp) -> std::result::Result<Position, Error> {
        self.read(|connection| {
            let upto: i64 = connection.query_row(
                "SELECT MAX(COALESCE((SELECT MAX(seq) FROM entries WHERE at <= $1), 0),
                    COALESCE((SELECT MAX(seq) FROM former WHERE at <= $1), 0))",
                [at.timestamp()],
                |row| row.get(0),
            )?;
            let change = connection.query_row(
                "SELECT COALESCE(MAX(change), 0) FROM former WHERE at <= $1",
                [at.timestamp()],
                |row| row.get(0),
            )?;
            Ok(Position { upto, change })
        })
    }

    /// The number up to which nothing is known of how it was: what an older baton wrote.
    pub fn kept_from(&self) -> std::result::Result<i64, Error> {
        self.read(|connection| super::inboxes::setting(connection, "kept-from"))
            .map(|text| text.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    /// The reviews of one kind that were mailed on this day, in the order of their times and recipients.
    pub fn mailed(&self, kind: &str, day: &str) -> std::result::Result<Vec<Mailed>, Error> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT recipient, message_id, at, upto, change FROM outbox
                     WHERE kind = $1 AND day = $2 AND state NOT IN ('pending', 'refused') AND upto IS NOT NULL
                     ORDER BY at, recipient",
                )?
                .query_map([kind, day], |row| {
                    let mut columns = Columns::of(row);
                    Ok(Mailed {
                        recipient: columns.take()?,
                        message_id: columns.take()?,
                        at: columns.time()?,
                        position: Position { upto: columns.take()?, change: columns.take()? },
                    })
                })?
                .collect()
        })
    }

    /// Of the last review of this kind that went out on an earlier day, to this recipient where one is named: when it was
    /// drawn up, how far the ledger was, and the counts.
    pub fn mailed_before(
        &self,
        kind: &str,
        recipient: Option<&str>,
        day: &str,
    ) -> std::result::Result<Option<(Timestamp, Position, Counts)>, Error> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT at, upto, change, counts FROM outbox
                     WHERE kind = $1 AND ($2 IS NULL OR recipient = $2) AND day < $3 AND state IN ('sent', 'returned')
                        AND upto IS NOT NULL AND counts IS NOT NULL
                     ORDER BY day DESC, at DESC, recipient LIMIT 1",
                )?
                .query_row(params![kind, recipient, day], |row| {
                    let mut columns = Columns::of(row);
                    let at = columns.time()?;
                    let position = Position { upto: columns.take()?, change: columns.take()? };
                    Ok((at, position, Counts::read(&columns.take::<String>()?)))
                })
                .optional()
        })
    }

    /// Counts what is not closed, for this day; only what was counted last on a day stays.
    pub fn count_day(&mut self, day: &str) -> std::result::Result<(), Error> {
        let known = self.read(|connection| {
            connection
                .prepare_cached("SELECT open = (SELECT COUNT(*) FROM threads WHERE stand <> 'closed') FROM days WHERE day = $1")?
                .query_row([day], |row| row.get(0))
                .optional()
        })?;
        // A sync with nothing new has nothing to wait for on the disk.
        if known == Some(true) {
            return Ok(());
        }
        self.write(|connection| {
            connection
                .execute(
                    "INSERT INTO days (day, open) SELECT $1, COUNT(*) FROM threads WHERE stand <> 'closed'
                     ON CONFLICT (day) DO UPDATE SET open = excluded.open",
                    [day],
                )
                .map(drop)
        })
    }

    /// What was counted on these days, both included, by day.
    pub fn counted_days(
        &self,
        from: &str,
        to: &str,
    ) -> std::result::Result<std::collections::BTreeMap<String, usize>, Error> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT day, open FROM days WHERE day BETWEEN $1 AND $2")?
                .query_map([from, to], |row| {
                    let mut columns = Columns::of(row);
                    Ok((columns.take()?, columns.count()?))
                })?
                .collect()
        })
    }

    /// Keeps the thresholds and hours that are in force, where they are others than before.
    pub fn keep_policy(&mut self, text: &str, now: Timestamp) -> std::result::Result<(), Error> {
        match self.read(|connection| is_in_force(connection, text))? {
            true => Ok(()),
            false => self.write(|connection| put_in_force(connection, text, now)),
        }
    }

    /// The same, if it can be done at once: where another command writes, or the ledger may only be read, nothing is kept.
    pub fn keep_policy_at_once(&mut self, text: &str, now: Timestamp) {
        let kept = open::without_waiting(&mut self.connection, |connection| {
            match is_in_force(connection, text)? {
                true => Ok(()),
                false => put_in_force(connection, text, now),
            }
        });
        // See above.
        drop(kept);
    }

    /// All that was kept, and since when, oldest first.
    pub fn policies(&self) -> std::result::Result<Vec<(Timestamp, String)>, Error> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT at, text FROM policies ORDER BY at, policy")?
                .query_map([], |row| {
                    let mut columns = Columns::of(row);
                    Ok((columns.time()?, columns.take()?))
                })?
                .collect()
        })
    }

    /// What was in force then; none where nothing was kept yet.
    pub fn policy_at(&self, at: Timestamp) -> std::result::Result<Option<String>, Error> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT text FROM policies WHERE at <= $1 ORDER BY at DESC, policy DESC LIMIT 1",
                )?
                .query_row([at.timestamp()], |row| row.get(0))
                .optional()
        })
    }
}

/// Whether these are the thresholds and hours that were kept last.
fn is_in_force(connection: &Connection, text: &str) -> Result<bool> {
    let last = connection
        .prepare_cached("SELECT text = $1 FROM policies ORDER BY policy DESC LIMIT 1")?
        .query_row([text], |row| row.get(0))
        .optional()?;
    Ok(last.unwrap_or(false))
}

fn put_in_force(connection: &Connection, text: &str, now: Timestamp) -> Result<()> {
    connection
        .execute("INSERT INTO policies (at, text) VALUES ($1, $2)", params![now.timestamp(), text])
        .map(drop)
}
