//! When mail was read, and what could not be: what numbers are worth.

use super::Ledger;
use super::rows::Columns;
use crate::domain::ids::InboxId;
use crate::domain::metrics::Period;
use crate::domain::quality::{InboxReads, LONG_PAUSE, MailboxReads, Reads};
use crate::domain::time::Timestamp;
use crate::error::Error;
use rusqlite::{Connection, OptionalExtension, Result, params};
use std::collections::HashMap;

impl Ledger {
    /// How mail was read, as far as a report on this period asks.
    pub fn reads(&self, period: Period) -> std::result::Result<Reads, Error> {
        let kept_from = self.kept_from()?;
        self.read(|connection| {
            // Where all was kept from the beginning, all is known.
            let known_from = match kept_from {
                0 => None,
                _ => first_change(connection)?,
            };
            Ok(Reads { inboxes: inboxes(connection, period)?, known_from })
        })
    }
}

fn first_change(connection: &Connection) -> Result<Option<Timestamp>> {
    connection
        .prepare_cached("SELECT at FROM former ORDER BY change LIMIT 1")?
        .query_row([], |row| Columns::of(row).time())
        .optional()
}

fn inboxes(connection: &Connection, period: Period) -> Result<Vec<InboxReads>> {
    let (mut mailboxes, mut vanished) = mailboxes(connection, period)?;
    let unreadable = unreadable(connection, period)?;
    let conflicts = conflicts(connection, period)?;
    connection
        .prepare_cached(
            "SELECT inbox, history_before, retired, failed FROM inboxes ORDER BY inbox",
        )?
        .query_map([], |row| {
            let mut columns = Columns::of(row);
            let inbox = InboxId(columns.take()?);
            Ok(InboxReads {
                inbox,
                history_before: columns.time()?,
                retired: columns.take()?,
                failed: columns.take()?,
                mailboxes: mailboxes.remove(&inbox).unwrap_or_default(),
                unreadable: unreadable.get(&inbox).copied().unwrap_or(0),
                conflicts: conflicts.get(&inbox).copied().unwrap_or(0),
                vanished: vanished.remove(&inbox).unwrap_or(0),
            })
        })?
        .collect()
}

type ByInbox<T> = HashMap<InboxId, T>;

/// The mailboxes of each inbox, and how much vanished from them.
fn mailboxes(
    connection: &Connection,
    period: Period,
) -> Result<(ByInbox<Vec<MailboxReads>>, ByInbox<usize>)> {
    let mut gone = vanished(connection, period)?;
    let (mut found, mut vanished) = (ByInbox::<Vec<MailboxReads>>::new(), ByInbox::new());
    let mut statement = connection.prepare_cached(
        "SELECT inbox, mailbox, name, retired, synced_at, sent, known FROM mailboxes ORDER BY mailbox",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut columns = Columns::of(row);
        let (inbox, mailbox) = (InboxId(columns.take()?), columns.take()?);
        let (name, retired, last) = (columns.take()?, columns.take()?, columns.maybe_time()?);
        let pauses = match last {
            Some(last) => Read { mailbox, last: last.timestamp() }.pauses(connection, period)?,
            None => Vec::new(),
        };
        *vanished.entry(inbox).or_default() += gone.remove(&mailbox).unwrap_or(0);
        found.entry(inbox).or_default().push(MailboxReads {
            name,
            retired,
            last,
            sent: columns.take()?,
            known: columns.count()?,
            pauses,
        });
    }
    Ok((found, vanished))
}

/// A mailbox, and when it was last read.
struct Read {
    mailbox: i64,
    last: i64,
}

impl Read {
    /// Long pauses between two reads, as far as they reach into the period.
    ///
    /// There is a change for each read, a quarter of a million in a year where that is every two minutes. So they are not
    /// all looked at: from one the way leads to the last within the length of a pause, and only where there is none to
    /// the next.
    fn pauses(
        &self,
        connection: &Connection,
        period: Period,
    ) -> Result<Vec<(Timestamp, Timestamp)>> {
        let mut found = Vec::new();
        let Some((mut at, before)) = self.first(connection, period)? else { return Ok(found) };
        let time = |seconds| chrono::DateTime::from_timestamp(seconds, 0);
        let is_within = at > period.from.timestamp();
        let is_long = |before: &i64| is_within && at - before > LONG_PAUSE.num_seconds();
        let mut pause = before.filter(is_long);
        loop {
            found.extend(pause.and_then(time).zip(time(at)));
            if at >= period.to.timestamp() || at >= self.last {
                return Ok(found);
            }
            let soon = self.soon_after(connection, at)?;
            pause = if soon.is_none() { Some(at) } else { None };
            match soon.map_or_else(|| self.next_after(connection, at), |soon| Ok(Some(soon)))? {
                Some(next) => at = next,
                None => return Ok(found),
            }
        }
    }

    /// The first read in the period or after it, and the one before that.
    fn first(&self, connection: &Connection, period: Period) -> Result<Option<(i64, Option<i64>)>> {
        let from = period.from.timestamp();
        if self.last < from {
            return Ok(None);
        }
        connection
            .prepare_cached(
                "SELECT at, was FROM former WHERE at >= $1 AND what = 'synced' AND row = $2
                 ORDER BY at, change LIMIT 1",
            )?
            .query_row(params![from, self.mailbox], |row| {
                let (at, was): (i64, Option<String>) = (row.get(0)?, row.get(1)?);
                Ok((at, was.and_then(|was| was.parse().ok())))
            })
            .optional()
    }

    /// The last read within the length of a pause after this one.
    fn soon_after(&self, connection: &Connection, at: i64) -> Result<Option<i64>> {
        connection
            .prepare_cached(
                "SELECT at FROM former WHERE at > $1 AND at <= $2 AND what = 'synced' AND row = $3
                 ORDER BY at DESC LIMIT 1",
            )?
            .query_row(params![at, at + LONG_PAUSE.num_seconds(), self.mailbox], |row| row.get(0))
            .optional()
    }

    fn next_after(&self, connection: &Connection, at: i64) -> Result<Option<i64>> {
        connection
            .prepare_cached(
                "SELECT at FROM former WHERE at > $1 AND what = 'synced' AND row = $2 ORDER BY at LIMIT 1",
            )?
            .query_row(params![at, self.mailbox], |row| row.get(0))
            .optional()
    }
}

fn vanished(connection: &Connection, period: Period) -> Result<HashMap<i64, usize>> {
    connection
        .prepare_cached(
            "SELECT mailbox, COUNT(*) FROM vanished WHERE settled = 1 AND since >= $1 AND since < $2 GROUP BY mailbox",
        )?
        .query_map(within(period), |row| {
            let mut columns = Columns::of(row);
            Ok((columns.take()?, columns.count()?))
        })?
        .collect()
}

fn unreadable(connection: &Connection, period: Period) -> Result<ByInbox<usize>> {
    by_inbox(
        connection,
        "SELECT inboxes FROM messages WHERE unreadable IS NOT NULL AND at >= $1 AND at < $2",
        period,
    )
}

fn conflicts(connection: &Connection, period: Period) -> Result<ByInbox<usize>> {
    by_inbox(
        connection,
        "SELECT m.inboxes FROM (
            SELECT DISTINCT c.message FROM conflicts c
            JOIN thread_numbers a ON a.number = c.number JOIN thread_numbers b ON b.number = c.other
            WHERE a.thread <> b.thread) c
         JOIN messages m ON m.seq = c.message WHERE m.at >= $1 AND m.at < $2",
        period,
    )
}

/// Counts messages for the inbox where each came in first.
fn by_inbox(connection: &Connection, sql: &str, period: Period) -> Result<ByInbox<usize>> {
    let mut counts = ByInbox::new();
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(within(period))?;
    while let Some(row) = rows.next()? {
        if let Some(inbox) = Columns::of(row).inboxes()?.first() {
            *counts.entry(*inbox).or_default() += 1;
        }
    }
    Ok(counts)
}

fn within(period: Period) -> [i64; 2] {
    [period.from.timestamp(), period.to.timestamp()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::MailboxRead;

    /// Hours since the ledger was made.
    fn at(hours: i64) -> Timestamp {
        chrono::DateTime::from_timestamp(1_772_442_000 + 3600 * hours, 0).unwrap()
    }

    fn period(from: i64, to: i64) -> Period {
        Period { from: at(from), to: at(to) }
    }

    /// Whose INBOX was read in these hours, and whose Sent every hour.
    fn ledger(folder: &tempfile::TempDir, hours: &[i64]) -> Ledger {
        let path = folder.path().join("baton.db");
        let mut ledger = Ledger::create(&path, true, at(0), |_| Ok(())).unwrap();
        let inbox = ledger.inbox("support", at(-24), at(0)).unwrap();
        let [id, sent] =
            ["INBOX", "Sent"].map(|name| ledger.mailbox(inbox, name, at(0)).unwrap().id);
        let read = MailboxRead { server: 0, uid_next: 1, modseq: None };
        for hour in 0..=*hours.last().unwrap() {
            if hours.contains(&hour) {
                ledger.mailbox_read(id, read, at(hour)).unwrap();
            }
            ledger.mailbox_read(sent, read, at(hour)).unwrap();
        }
        ledger.inbox_read(inbox, &[id, sent], &[], &[sent], at(*hours.last().unwrap())).unwrap();
        ledger
    }

    fn pauses(ledger: &Ledger, period: Period) -> Vec<(Timestamp, Timestamp)> {
        let mut reads = ledger.reads(period).unwrap();
        let mailboxes = reads.inboxes.remove(0).mailboxes;
        assert_eq!((mailboxes[0].sent, mailboxes[1].sent), (Some(false), Some(true)));
        assert_eq!(mailboxes[1].pauses, []);
        mailboxes[0].pauses.clone()
    }

    #[test]
    fn pauses_of_more_than_a_day_are_found_wherever_the_period_begins() {
        let folder = tempfile::tempdir().unwrap();
        let hours = [1, 2, 3, 30, 31, 55, 56, 57, 90, 91, 92, 118, 119];
        let ledger = ledger(&folder, &hours);
        let all: Vec<_> =
            [(3, 30), (57, 90), (92, 118)].map(|(from, to)| (at(from), at(to))).to_vec();
        for (from, to, expected) in [
            (0, 200, 0..3),
            (3, 200, 0..3),
            (4, 200, 0..3),
            (30, 200, 1..3),
            (31, 92, 1..2),
            (31, 57, 1..1),
            (31, 58, 1..2),
            (58, 60, 1..2),
            (119, 200, 3..3),
            (-50, -40, 0..0),
        ] {
            let found = pauses(&ledger, period(from, to));
            assert_eq!(found, all[expected], "{from} to {to}");
        }
    }

    #[test]
    fn what_an_older_baton_did_not_keep_is_not_known() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(&folder, &[1, 2]);
        assert_eq!(ledger.reads(period(-10, 20)).unwrap().known_from, None);
        let upgraded = "UPDATE settings SET value = '7' WHERE name = 'kept-from'";
        ledger.connection.execute(upgraded, []).unwrap();
        assert_eq!(ledger.reads(period(-10, 20)).unwrap().known_from, Some(at(0)));
    }

    #[test]
    fn as_of_a_time_a_pause_that_ended_later_is_not_known_yet() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(&folder, &[1, 2, 30, 31]);
        let then = ledger.as_of(ledger.position_at(at(20)).unwrap(), at(20)).unwrap();
        let reads = then.reads(period(0, 20)).unwrap();
        let inbox = &reads.inboxes[0].mailboxes[0];
        assert_eq!((inbox.last, inbox.sent, inbox.pauses.len()), (Some(at(2)), None, 0));
        assert_eq!(pauses(&ledger, period(0, 20)), [(at(2), at(30))]);
    }
}
