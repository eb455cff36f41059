//! Inboxes, their mailboxes, and how far each was read.

use super::Ledger;
use super::former::set_moment;
use super::rows::Columns;
use crate::domain::ids::{InboxId, MailboxId};
use crate::domain::review::{IMPORT, MailboxHealth};
use crate::domain::time::Timestamp;
use crate::error::Error;
use rusqlite::{Connection, OptionalExtension, params};

/// A mailbox of an inbox, as the ledger knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mailbox {
    pub id: MailboxId,
    pub inbox: InboxId,
    /// Mail older than this came before baton.
    pub history_before: Timestamp,
}

/// How far it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailboxState {
    /// UIDVALIDITY (RFC 3501 §2.3.1.1) of the UIDs that are known; 0 when it was never read.
    pub validity: u32,
    /// Every message up to this UID is in the ledger.
    pub last_uid: u32,
    /// How many messages of it are in the ledger.
    pub known: u64,
    /// Whether they are as many as the server had when it was last read to its end, if it ever was: only then do
    /// equal counts tell that nothing is missing now.
    pub balanced: bool,
    /// UIDNEXT when it was last read to its end; 0 when it never was, or the server did not say.
    pub uid_next: u32,
    /// HIGHESTMODSEQ (RFC 7162) then, where the server keeps one.
    pub modseq: Option<u64>,
}

/// What a mailbox was when it was read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailboxRead {
    /// Messages on the server.
    pub server: u64,
    /// UIDNEXT and HIGHESTMODSEQ as of before it was read; see [`MailboxState`].
    pub uid_next: u32,
    pub modseq: Option<u64>,
}

impl Ledger {
    /// The inbox by this name, made at its first sync: from then on it is settled which mail came before baton.
    pub fn inbox(
        &mut self,
        name: &str,
        history_before: Timestamp,
        now: Timestamp,
    ) -> Result<InboxId, Error> {
        let known = self.read(|connection| {
            connection
                .prepare_cached("SELECT inbox FROM inboxes WHERE name = $1 AND retired = 0")?
                .query_row([name], |row| row.get(0).map(InboxId))
                .optional()
        })?;
        if let Some(known) = known {
            return Ok(known);
        }
        self.write(|transaction| {
            set_moment(transaction, now)?;
            transaction.execute(
                "INSERT INTO inboxes (name, history_before, retired) VALUES ($1, $2, 0)
                 ON CONFLICT (name) DO UPDATE SET retired = 0",
                params![name, history_before.timestamp()],
            )?;
            transaction.query_row("SELECT inbox FROM inboxes WHERE name = $1", [name], |row| {
                row.get(0).map(InboxId)
            })
        })
    }

    /// All inboxes by number and name.
    pub fn inboxes(&self) -> Result<Vec<(InboxId, String)>, Error> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT inbox, name FROM inboxes ORDER BY inbox")?
                .query_map([], |row| Ok((InboxId(row.get(0)?), row.get(1)?)))?
                .collect()
        })
    }

    /// The mailbox by this name, made when it is new.
    pub fn mailbox(
        &mut self,
        inbox: InboxId,
        name: &str,
        now: Timestamp,
    ) -> Result<Mailbox, Error> {
        if let Some(known) = self.read(|connection| mailbox(connection, inbox, name))? {
            return Ok(known);
        }
        self.write(|transaction| {
            set_moment(transaction, now)?;
            transaction.execute(
                "INSERT INTO mailboxes (inbox, name, validity, last_uid, retired) VALUES ($1, $2, 0, 0, 0)
                 ON CONFLICT (inbox, name) DO UPDATE SET retired = 0",
                params![inbox.0, name],
            )?;
            mailbox(transaction, inbox, name)?.ok_or(rusqlite::Error::QueryReturnedNoRows)
        })
    }

    pub fn mailbox_state(&self, mailbox: MailboxId) -> Result<MailboxState, Error> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT validity, last_uid, known, COALESCE(server_count = known, 1), uid_next, modseq
                     FROM mailboxes WHERE mailbox = $1",
                )?
                .query_row([mailbox.0], |row| {
                    let mut columns = Columns::of(row);
                    Ok(MailboxState {
                        validity: columns.take()?,
                        last_uid: columns.take()?,
                        known: columns.count()? as u64,
                        balanced: columns.take()?,
                        uid_next: columns.take()?,
                        modseq: columns.take::<Option<i64>>()?.map(i64::cast_unsigned),
                    })
                })
        })
    }

    /// A new UIDVALIDITY voids every UID that we hold (RFC 9051 §2.3.1.1). Messages are matched again by their
    /// Message-IDs, so threads and their owners survive.
    ///
    /// What does not come back has vanished.
    pub fn forget_uids(
        &mut self,
        mailbox: MailboxId,
        validity: u32,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.write(|transaction| {
            set_moment(transaction, now)?;
            let lay_there: Vec<i64> = transaction
                .prepare_cached("SELECT DISTINCT message FROM places WHERE mailbox = $1")?
                .query_map([mailbox.0], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            transaction.execute("DELETE FROM places WHERE mailbox = $1", [mailbox.0])?;
            lay_there.iter().try_for_each(|message| miss(transaction, *message, mailbox, now))?;
            transaction.execute(
                "UPDATE mailboxes SET validity = $1, last_uid = 0, uid_next = 0, modseq = NULL WHERE mailbox = $2",
                params![validity, mailbox.0],
            )?;
            Ok(())
        })
    }

    /// Everything the mailbox is known to hold, by the source's own names, in their order.
    pub fn items(&self, mailbox: MailboxId) -> Result<Vec<String>, Error> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT item FROM places WHERE mailbox = $1 ORDER BY item")?
                .query_map([mailbox.0], |row| row.get(0))?
                .collect()
        })
    }

    /// These messages are not in the mailbox any more. The messages themselves stay.
    pub fn vanish(
        &mut self,
        mailbox: MailboxId,
        items: &[String],
        now: Timestamp,
    ) -> Result<(), Error> {
        self.write(|transaction| {
            set_moment(transaction, now)?;
            let mut delete = transaction.prepare_cached(
                "DELETE FROM places WHERE mailbox = $1 AND item = $2 RETURNING message",
            )?;
            for item in items {
                let lay_there =
                    delete.query_row(params![mailbox.0, item], |row| row.get(0)).optional()?;
                if let Some(message) = lay_there {
                    miss(transaction, message, mailbox, now)?;
                }
            }
            Ok(())
        })
    }

    /// The mailbox was read to its end.
    pub fn mailbox_read(
        &mut self,
        mailbox: MailboxId,
        read: MailboxRead,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.write(|transaction| {
            set_moment(transaction, now)?;
            transaction.execute(
                "UPDATE mailboxes SET server_count = $1, synced_at = $2, uid_next = $3, modseq = $4 WHERE mailbox = $5",
                params![
                    read.server as i64,
                    now.timestamp(),
                    read.uid_next,
                    read.modseq.map(u64::cast_signed),
                    mailbox.0
                ],
            )?;
            Ok(())
        })
    }

    /// Reading the inbox failed, and why; it says so until it is read again.
    pub fn inbox_failed(&mut self, inbox: InboxId, why: &str, now: Timestamp) -> Result<(), Error> {
        self.write(|transaction| {
            set_moment(transaction, now)?;
            transaction.execute(
                "UPDATE inboxes SET failed = $1 WHERE inbox = $2",
                params![why, inbox.0],
            )?;
            Ok(())
        })
    }

    /// The inbox was read, and these are its mailboxes: others of it are not read any more, but for files that were
    /// taken in. What vanished from one of these, and was in no other, is gone. In those that are `unchanged` there was
    /// nothing to read; in those that are `sent` lies what we wrote.
    pub fn inbox_read(
        &mut self,
        inbox: InboxId,
        mailboxes: &[MailboxId],
        unchanged: &[MailboxId],
        sent: &[MailboxId],
        now: Timestamp,
    ) -> Result<(), Error> {
        self.write(|transaction| {
            set_moment(transaction, now)?;
            transaction.execute("UPDATE inboxes SET failed = NULL WHERE inbox = $1", [inbox.0])?;
            let read: Vec<String> = mailboxes.iter().map(MailboxId::to_string).collect();
            transaction.execute(
                &format!(
                    "UPDATE mailboxes SET retired = 1 WHERE inbox = $1 AND name <> $2 AND mailbox NOT IN ({})",
                    read.join(", ")
                ),
                params![inbox.0, IMPORT],
            )?;
            for mailbox in mailboxes {
                transaction
                    .execute("UPDATE mailboxes SET retired = 0 WHERE mailbox = $1", [mailbox.0])?;
                transaction.execute(
                    "UPDATE vanished SET settled = 1 WHERE settled = 0 AND mailbox = $1",
                    [mailbox.0],
                )?;
            }
            for mailbox in mailboxes {
                transaction.execute(
                    "UPDATE mailboxes SET sent = $1 WHERE mailbox = $2 AND sent IS NOT $1",
                    params![sent.contains(mailbox), mailbox.0],
                )?;
            }
            for mailbox in unchanged {
                transaction.execute(
                    "UPDATE mailboxes SET server_count = known, synced_at = $1 WHERE mailbox = $2",
                    params![now.timestamp(), mailbox.0],
                )?;
            }
            Ok(())
        })
    }

    /// Only these inboxes are in use: others do not make the ledger look incomplete.
    pub fn retire_inboxes_but(&mut self, names: &[&str], now: Timestamp) -> Result<(), Error> {
        let wrong: Vec<(InboxId, bool)> = self.read(|connection| {
            let mut wrong = Vec::new();
            let mut statement =
                connection.prepare_cached("SELECT inbox, name, retired FROM inboxes")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (name, retired): (String, bool) = (row.get(1)?, row.get(2)?);
                if retired == names.contains(&name.as_str()) {
                    wrong.push((InboxId(row.get(0)?), !retired));
                }
            }
            Ok(wrong)
        })?;
        // A sync with nothing new has nothing to wait for on the disk.
        if wrong.is_empty() {
            return Ok(());
        }
        self.write(|transaction| {
            set_moment(transaction, now)?;
            for (inbox, retired) in wrong {
                transaction.execute(
                    "UPDATE inboxes SET retired = $1 WHERE inbox = $2",
                    params![retired, inbox.0],
                )?;
            }
            Ok(())
        })
    }

    /// The trial balance of every mailbox.
    pub fn health(&self) -> Result<Vec<MailboxHealth>, Error> {
        self.read(health)
    }
}

/// A message is missed where it lay, unless it lies in another mailbox: files that were taken in are none, nor are
/// those of an inbox that is not read any more.
fn miss(
    connection: &Connection,
    message: i64,
    mailbox: MailboxId,
    now: Timestamp,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO vanished (message, mailbox, since, settled)
             SELECT $1, $2, $3, 0 WHERE NOT EXISTS (
                SELECT 1 FROM places p JOIN mailboxes b ON b.mailbox = p.mailbox
                JOIN inboxes i ON i.inbox = b.inbox
                WHERE p.message = $1 AND b.name <> $4 AND i.retired = 0)
             ON CONFLICT (message) DO NOTHING",
        )?
        .execute(params![message, mailbox.0, now.timestamp(), IMPORT])?;
    Ok(())
}

/// A message that had vanished is there again; in a file that was taken in it is not.
pub fn found_again(
    connection: &Connection,
    message: i64,
    mailbox: MailboxId,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "DELETE FROM vanished WHERE message = $1
             AND EXISTS (SELECT 1 FROM mailboxes WHERE mailbox = $2 AND name <> $3)",
        )?
        .execute(params![message, mailbox.0, IMPORT])?;
    Ok(())
}

/// A mailbox that is read, by its name.
fn mailbox(
    connection: &Connection,
    inbox: InboxId,
    name: &str,
) -> rusqlite::Result<Option<Mailbox>> {
    connection
        .prepare_cached(
            "SELECT m.mailbox, m.inbox, i.history_before FROM mailboxes m JOIN inboxes i ON i.inbox = m.inbox
             WHERE m.inbox = $1 AND m.name = $2 AND m.retired = 0",
        )?
        .query_row(params![inbox.0, name], |row| {
            let mut columns = Columns::of(row);
            Ok(Mailbox {
                id: MailboxId(columns.take()?),
                inbox: InboxId(columns.take()?),
                history_before: columns.time()?,
            })
        })
        .optional()
}

pub fn setting(connection: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT value FROM settings WHERE name = $1")?
        .query_row([name], |row| row.get(0))
        .optional()
}

fn health(connection: &Connection) -> rusqlite::Result<Vec<MailboxHealth>> {
    connection
        .prepare_cached(
            // An inbox that was never read has no mailbox yet: it stands for itself.
            "SELECT CASE WHEN m.name IS NULL THEN i.name ELSE i.name || '/' || m.name END, m.server_count,
                    m.synced_at, i.failed, COALESCE(m.known, 0)
             FROM inboxes i LEFT JOIN mailboxes m ON m.inbox = i.inbox AND m.retired = 0
             WHERE i.retired = 0 ORDER BY i.inbox, m.mailbox",
        )?
        .query_map([], |row| {
            let mut columns = Columns::of(row);
            Ok(MailboxHealth {
                name: columns.take()?,
                server: columns.take::<Option<i64>>()?.and_then(|count| u64::try_from(count).ok()),
                synced_at: columns.maybe_time()?,
                failed: columns.take()?,
                ledger: columns.count()? as u64,
            })
        })?
        .collect()
}
