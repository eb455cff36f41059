//! The ledger as it was: tables of the connection's own, put before those of the file (sqlite.org/lang_naming.html), from
//! which everything is read as it would have been read then. The file is not written to.
//!
//! What is stored of threads, customers and the team follows from messages and entries, so it is worked out anew for
//! whatever was touched since, by the code that wrote it. What follows from neither is undone change by change.

use super::former::Position;
use super::open::connect;
use super::rows::Columns;
use super::{Ledger, explain, records, roster, threads};
use crate::domain::entry::Profile;
use crate::domain::ids::{CustomerId, MemberId, ThreadId};
use crate::domain::roster::Enrolled;
use crate::domain::time::Timestamp;
use crate::error::Error;
use rusqlite::{Connection, Result, params};
use std::collections::BTreeSet;

/// Tables that are copied, to be changed back.
const COPIED: [&str; 16] = [
    "inboxes",
    "mailboxes",
    "vanished",
    "conflicts",
    "thread_numbers",
    "threads",
    "customers",
    "customer_addresses",
    "tasks",
    "links",
    "open_notes",
    "members",
    "member_addresses",
    "absences",
    "grants",
    "outbox",
];

impl Ledger {
    /// The ledger as it was then, to be read; what is written to it fails.
    pub fn as_of(&self, position: Position, at: Timestamp) -> std::result::Result<Ledger, Error> {
        let path = self.path.clone();
        let rebuilt = || {
            let mut connection = connect(&path)?;
            // What was copied refers to what is only looked through to.
            connection.pragma_update(None, "foreign_keys", false)?;
            let transaction = connection.transaction()?;
            rebuild(&transaction, position, at)?;
            transaction.commit()?;
            connection.pragma_update(None, "query_only", true)?;
            Ok(connection)
        };
        let connection = rebuilt().map_err(|error: rusqlite::Error| explain(&path, &error))?;
        Ok(Ledger { connection, path, test_world: self.test_world, past: true })
    }
}

fn rebuild(connection: &Connection, position: Position, at: Timestamp) -> Result<()> {
    for table in COPIED {
        copy(connection, table)?;
    }
    // Words are not searched for in what was.
    connection.execute_batch("CREATE TEMP TABLE texts (words TEXT)")?;
    connection.execute_batch("CREATE TEMP TABLE texts_docsize (id INTEGER PRIMARY KEY)")?;
    let Position { upto, change } = position;
    let touched = Touched::since(connection, position)?;
    views(connection, upto)?;
    let was = touched.threads(connection)?;
    undo(connection, change)?;
    touched.refresh(connection, &was)?;
    connection.execute("DELETE FROM outbox WHERE upto IS NULL OR upto > $1", [upto])?;
    // What was only counted has no number of its own.
    let at = at.timestamp();
    connection.execute_batch(&format!(
        "CREATE TEMP VIEW stops AS SELECT * FROM main.stops WHERE seq <= {upto} AND at <= {at};
         CREATE TEMP VIEW policies AS SELECT * FROM main.policies WHERE at <= {at};
         CREATE TEMP VIEW former AS SELECT * FROM main.former WHERE change <= {change};"
    ))
}

/// Makes a table of the connection's own with all that the file's has; its indexes, too.
fn copy(connection: &Connection, table: &str) -> Result<()> {
    let mut statement = connection.prepare(
        "SELECT type, sql FROM main.sqlite_schema WHERE tbl_name = $1 AND type IN ('table', 'index') AND sql IS NOT NULL
         ORDER BY type DESC",
    )?;
    let made: Vec<(String, String)> = statement
        .query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_>>()?;
    for (kind, sql) in made {
        if kind == "table" {
            connection.execute_batch(&sql.replacen("CREATE TABLE", "CREATE TEMP TABLE", 1))?;
            connection
                .execute_batch(&format!("INSERT INTO temp.{table} SELECT * FROM main.{table}"))?;
        } else {
            let sql = sql.replacen("CREATE INDEX ", "CREATE INDEX temp.", 1);
            connection.execute_batch(&sql.replacen(
                "CREATE UNIQUE INDEX ",
                "CREATE UNIQUE INDEX temp.",
                1,
            ))?;
        }
    }
    Ok(())
}

/// Messages and entries up to there; messages that were changed since lie in a table of their own.
fn views(connection: &Connection, upto: i64) -> Result<()> {
    let sql: String = connection.query_row(
        "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'messages'",
        [],
        |row| row.get(0),
    )?;
    connection.execute_batch(&sql.replacen(
        "CREATE TABLE messages",
        "CREATE TEMP TABLE changed",
        1,
    ))?;
    connection.execute(
        "INSERT INTO temp.changed SELECT * FROM main.messages WHERE seq <= $1 AND seq IN (
            SELECT row FROM touched_messages)",
        [upto],
    )?;
    let mut indexes = connection.prepare(
        "SELECT sql FROM main.sqlite_schema WHERE tbl_name = 'messages' AND type = 'index' AND sql IS NOT NULL",
    )?;
    for sql in indexes.query_map([], |row| row.get::<_, String>(0))? {
        let sql = sql?.replacen("CREATE INDEX messages_", "CREATE INDEX temp.changed_", 1);
        connection.execute_batch(&sql.replacen(" ON messages ", " ON changed ", 1))?;
    }
    let whole = format!("SELECT * FROM main.messages WHERE seq <= {upto}");
    let none = !connection.prepare("SELECT 1 FROM temp.changed")?.exists([])?;
    let messages = match none {
        true => whole,
        false => format!(
            "{whole} AND seq NOT IN (SELECT seq FROM temp.changed) UNION ALL SELECT * FROM temp.changed"
        ),
    };
    connection.execute_batch(&format!(
        "CREATE TEMP VIEW messages AS {messages};
         CREATE TEMP VIEW entries AS SELECT * FROM main.entries WHERE seq <= {upto};"
    ))
}

/// Takes back every change that was made since, the newest first.
fn undo(connection: &Connection, since: i64) -> Result<()> {
    let mut statement = connection
        .prepare("SELECT what, row, was FROM former WHERE change > $1 ORDER BY change DESC")?;
    let mut rows = statement.query([since])?;
    while let Some(row) = rows.next()? {
        let mut columns = Columns::of(row);
        let what: String = columns.take()?;
        let (row, was): (i64, Option<String>) = (columns.take()?, columns.take()?);
        take_back(connection, &what, row, was.as_deref())?;
    }
    Ok(())
}

/// A column by the word that its changes are kept under: the statement that sets it.
const COLUMNS: [(&str, &str); 18] = [
    ("thread", "UPDATE thread_numbers SET thread = $1 WHERE number = $2"),
    ("number", "UPDATE changed SET number = $1 WHERE seq = $2"),
    ("inboxes", "UPDATE changed SET inboxes = $1 WHERE seq = $2"),
    ("direction", "UPDATE changed SET direction = $1 WHERE seq = $2"),
    ("automated", "UPDATE changed SET automated = $1 WHERE seq = $2"),
    ("author", "UPDATE changed SET author = $1 WHERE seq = $2"),
    ("customer", "UPDATE changed SET customer = $1 WHERE seq = $2"),
    ("name", "UPDATE customers SET name = $1 WHERE customer = $2"),
    ("address", "UPDATE customers SET address = $1 WHERE customer = $2"),
    ("settled", "UPDATE vanished SET settled = $1 WHERE message = $2"),
    ("synced", "UPDATE mailboxes SET synced_at = $1 WHERE mailbox = $2"),
    ("server", "UPDATE mailboxes SET server_count = $1 WHERE mailbox = $2"),
    ("known", "UPDATE mailboxes SET known = $1 WHERE mailbox = $2"),
    ("mailbox", "UPDATE mailboxes SET retired = $1 WHERE mailbox = $2"),
    ("sent", "UPDATE mailboxes SET sent = $1 WHERE mailbox = $2"),
    ("failed", "UPDATE inboxes SET failed = $1 WHERE inbox = $2"),
    ("inbox", "UPDATE inboxes SET retired = $1 WHERE inbox = $2"),
    ("not-vanished", "DELETE FROM vanished WHERE $1 IS NULL AND message = $2"),
];

fn take_back(connection: &Connection, what: &str, row: i64, was: Option<&str>) -> Result<()> {
    if let Some((_, sql)) = COLUMNS.iter().find(|(word, _)| *word == what) {
        return connection.prepare_cached(sql)?.execute(params![was, row]).map(drop);
    }
    let was: Vec<i64> = was.unwrap_or_default().split(' ').filter_map(|n| n.parse().ok()).collect();
    match (what, was.as_slice()) {
        ("vanished", [mailbox, since, settled]) => connection.execute(
            "INSERT INTO vanished (message, mailbox, since, settled) VALUES ($1, $2, $3, $4)
             ON CONFLICT (message) DO NOTHING",
            params![row, mailbox, since, settled],
        ),
        ("conflict", [number, other]) => connection.execute(
            "INSERT INTO conflicts (message, number, other) VALUES ($1, $2, $3)
             ON CONFLICT (message, other) DO NOTHING",
            params![row, number, other],
        ),
        ("no-conflict", [_, other]) => connection.execute(
            "DELETE FROM conflicts WHERE message = $1 AND other = $2",
            params![row, other],
        ),
        ("no-mailbox", _) => connection.execute("DELETE FROM mailboxes WHERE mailbox = $1", [row]),
        ("no-inbox", _) => connection.execute("DELETE FROM inboxes WHERE inbox = $1", [row]),
        _ => Ok(0),
    }
    .map(drop)
}

/// What messages, entries and changes were about since then.
struct Touched {
    numbers: BTreeSet<ThreadId>,
    customers: Vec<CustomerId>,
}

impl Touched {
    fn since(connection: &Connection, position: Position) -> Result<Touched> {
        let Position { upto, change } = position;
        connection.execute_batch("CREATE TEMP TABLE touched_messages (row INTEGER PRIMARY KEY)")?;
        connection.execute(
            "INSERT INTO touched_messages SELECT DISTINCT row FROM former
             WHERE change > $1 AND what IN ('number', 'inboxes', 'direction', 'automated', 'author', 'customer')",
            [change],
        )?;
        let numbers = connection
            .prepare(
                "SELECT number FROM main.messages WHERE seq > $1
                 UNION SELECT number FROM main.entries WHERE seq > $1 AND number IS NOT NULL
                 UNION SELECT number FROM main.messages WHERE seq IN (SELECT row FROM touched_messages)
                 UNION SELECT row FROM former WHERE change > $2 AND what = 'thread'
                 UNION SELECT CAST(was AS INTEGER) FROM former WHERE change > $2 AND what IN ('thread', 'number')",
            )?
            .query_map([upto, change], |row| row.get(0).map(ThreadId))?
            .collect::<Result<_>>()?;
        let customers = connection
            .prepare(
                "SELECT customer FROM main.entries WHERE seq > $1 AND customer IS NOT NULL
                 UNION SELECT row FROM former WHERE change > $2 AND what IN ('name', 'address')",
            )?
            .query_map([upto, change], |row| row.get(0).map(CustomerId))?
            .collect::<Result<_>>()?;
        Ok(Touched { numbers, customers })
    }

    /// The threads that the numbers stand for, as far as changes were taken back.
    fn threads(&self, connection: &Connection) -> Result<BTreeSet<ThreadId>> {
        let found: Result<Vec<Option<ThreadId>>> =
            self.numbers.iter().map(|number| threads::resolve(connection, *number)).collect();
        Ok(found?.into_iter().flatten().collect())
    }

    /// Works out anew what is stored; `now` are the threads as they are today.
    fn refresh(&self, connection: &Connection, now: &BTreeSet<ThreadId>) -> Result<()> {
        let then = self.threads(connection)?;
        for thread in now.union(&then) {
            threads::remove(connection, *thread)?;
        }
        for thread in then {
            if !threads::facts(connection, thread)?.is_empty() {
                threads::refresh(connection, thread)?;
            }
        }
        records::refresh(connection, &self.customers)?;
        let members = roster::refresh(connection)?.members;
        for (member, enrolled) in &members {
            enrol(connection, *member, enrolled)?;
        }
        let known: Vec<String> = members.keys().map(MemberId::to_string).collect();
        let known = known.join(", ");
        connection.execute_batch(&format!(
            "DELETE FROM member_addresses WHERE member NOT IN ({known});
             DELETE FROM members WHERE member NOT IN ({known});"
        ))
    }
}

/// Login and addresses as they were; what was not kept, or was erased, stays as it is.
fn enrol(connection: &Connection, member: MemberId, enrolled: &Enrolled) -> Result<()> {
    let Some(Profile { login, addresses, time_zone, .. }) = &enrolled.profile else {
        return Ok(());
    };
    connection.execute(
        "UPDATE members SET login = $1, time_zone = $2 WHERE member = $3",
        params![login, time_zone, member.0],
    )?;
    connection.execute("DELETE FROM member_addresses WHERE member = $1", [member.0])?;
    for address in addresses {
        connection.execute(
            "INSERT INTO member_addresses (address, member) VALUES ($1, $2) ON CONFLICT (address) DO NOTHING",
            params![address, member.0],
        )?;
    }
    Ok(())
}
