//! Making and opening the ledger.

use super::chain::{self, Pen};
use super::{Ledger, explain, file, is_damage, records, search, threads};
use crate::domain::entry::{Actor, Event, Words};
use crate::domain::time::Timestamp;
use crate::error::Error;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::cmp::Ordering;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// "batn": what tells a ledger from any other SQLite file.
const APPLICATION_ID: i32 = 0x6261_746e;

/// How often a command asks whether another one's transaction is over, and after which pause: some 30 seconds in all.
/// SQLite's own handler asks less often the longer it waits, so that of many who write at once newcomers overtake
/// whoever came first; this is the other way round.
const ASKS: [(i32, Duration); 3] = [
    (50, Duration::from_millis(20)),
    (650, Duration::from_millis(5)),
    (13_650, Duration::from_millis(2)),
];

/// Waits a little for another one's transaction; false when it has waited long enough. `asked` counts from 0.
fn wait_for_others(asked: i32) -> bool {
    let pause = ASKS.iter().find(|(until, _)| asked < *until).map(|(_, pause)| *pause);
    pause.inspect(|pause| std::thread::sleep(*pause)).is_some()
}

/// Each brings the schema one version further; a ledger's version is how many of them it has had.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_ledger.sql"),
    include_str!("migrations/0002_hands.sql"),
    include_str!("migrations/0003_vanished.sql"),
    include_str!("migrations/0004_balance.sql"),
    include_str!("migrations/0005_bounces.sql"),
    include_str!("migrations/0006_ownership.sql"),
    include_str!("migrations/0007_offers.sql"),
    include_str!("migrations/0008_customers.sql"),
    include_str!("migrations/0009_search.sql"),
    include_str!("migrations/0010_review.sql"),
    include_str!("migrations/0011_metrics.sql"),
];

/// Since this version entries are found by the customer that they are about.
const CUSTOMERS_HAVE_ENTRIES: usize = 8;

/// Since this version the rows of threads have columns, and rows beside them, that only a replay can fill.
const ROWS_KNOW_MORE: usize = 10;

/// Since this version there is an index of words.
const WORDS_ARE_INDEXED: usize = 9;

impl Ledger {
    /// Makes a new ledger with what `first` puts into it; one that exists is refused.
    ///
    /// It is built beside its place and then linked there: whole, or not at all.
    pub fn create(
        path: &Path,
        test_world: bool,
        now: Timestamp,
        first: impl FnOnce(&mut Ledger) -> Result<(), Error>,
    ) -> Result<Ledger, Error> {
        let taken = || Error::refused(format!("there is a ledger already: {}", path.display()));
        if path.exists() {
            return Err(taken());
        }
        file::make_folder(path)?;
        refuse_network(
            path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")),
        )?;
        let beside = file::beside(path);
        let linked = build(&beside, test_world, now, first).and_then(|()| {
            std::fs::hard_link(&beside, path).map_err(|error| match error.kind() {
                std::io::ErrorKind::AlreadyExists => taken(),
                _ => Error::temporary(format!("cannot make {}: {error}", path.display()))
                    .hint("check the folder and its permissions"),
            })
        });
        file::remove_with_log(&beside);
        linked.and_then(|()| Ledger::open(path))
    }

    /// Opens a ledger; an older schema is brought up to date, a newer one refused.
    pub fn open(path: &Path) -> Result<Ledger, Error> {
        let real = real_path(path)?;
        let failed = |error| explain(&real, &error);
        let mut connection = connect(&real).map_err(failed)?;
        check_application(&connection, &real)?;
        migrate(&mut connection, &real)?;
        Ledger::from(connection, &real)
    }

    fn from(connection: Connection, path: &Path) -> Result<Ledger, Error> {
        let test_world: bool = connection
            .query_row("SELECT value = 'yes' FROM settings WHERE name = 'test-world'", [], |row| {
                row.get(0)
            })
            .map_err(|error| explain(path, &error))?;
        Ok(Ledger { connection, path: path.to_owned(), test_world, past: false })
    }
}

/// A file that should be a ledger, opened to be looked at and left alone.
pub enum Examined {
    Ledger(Connection),
    /// SQLite cannot read it, and why.
    Damaged(String),
}

/// Opens a ledger read-only. One with another schema is refused: to bring it up to date would be to write.
pub fn to_examine(path: &Path) -> Result<Examined, Error> {
    let real = real_path(path)?;
    let opened = Connection::open_with_flags(
        &real,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    );
    let read = opened.and_then(|mut connection| {
        connection.busy_handler(Some(wait_for_others))?;
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.set_prepared_statement_cache_capacity(64);
        let ids = (application(&connection)?, version(&connection)?);
        Ok((connection, ids))
    });
    let (connection, (application, version)) = match read {
        Err(error) if is_damage(&error) => return Ok(Examined::Damaged(error.to_string())),
        read => read.map_err(|error| explain(&real, &error))?,
    };
    if application != APPLICATION_ID {
        return Err(no_ledger(&real));
    }
    match version.cmp(&MIGRATIONS.len()) {
        Ordering::Equal => Ok(Examined::Ledger(connection)),
        Ordering::Greater => Err(too_new(&real, version)),
        Ordering::Less => Err(Error::refused(format!(
            "the ledger {} has schema {version}, this baton brings it to {}; fsck writes nothing, so it was not checked",
            real.display(),
            MIGRATIONS.len()
        ))
        .hint("run another command first, such as baton list")),
    }
}

/// An empty ledger in memory, with the schema as it is made.
pub fn model() -> rusqlite::Result<Connection> {
    let connection = Connection::open_in_memory()?;
    // What its rows refer to is not in it.
    connection.pragma_update(None, "foreign_keys", false)?;
    for migration in MIGRATIONS {
        connection.execute_batch(migration)?;
    }
    Ok(connection)
}

/// Where the ledger lies: it must be there, and on a local disk.
fn real_path(path: &Path) -> Result<PathBuf, Error> {
    let real = std::fs::canonicalize(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            Error::usage(format!("there is no ledger at {}", path.display()))
                .hint("make one: baton init; or name it with --ledger or BATON_LEDGER")
        }
        _ => Error::temporary(format!("cannot open the ledger {}: {error}", path.display()))
            .hint("check its owner and its permissions"),
    })?;
    refuse_network(&real)?;
    Ok(real)
}

/// Makes a ledger at this place, and closes it, so that all of it lies in the one file.
fn build(
    path: &Path,
    test_world: bool,
    now: Timestamp,
    first: impl FnOnce(&mut Ledger) -> Result<(), Error>,
) -> Result<(), Error> {
    // SQLite gives -wal and -shm the permissions of the file that it finds.
    drop(file::make_private(path)?);
    let failed = |error| explain(path, &error);
    let mut connection = connect(path).map_err(failed)?;
    set_up(&mut connection, test_world, now).map_err(failed)?;
    let mut ledger = Ledger::from(connection, path)?;
    first(&mut ledger)?;
    ledger.connection.close().map_err(|(_, error)| failed(error))
}

fn refuse_network(path: &Path) -> Result<(), Error> {
    match file::network_file_system(path) {
        None => Ok(()),
        Some(kind) => Err(Error::usage(format!(
            "{} lies on a network file system ({kind}), where SQLite's write-ahead log can lose entries",
            path.display()
        ))
        .hint("put the ledger on a local disk: name it with --ledger or BATON_LEDGER")),
    }
}

/// How long what nobody waits for may take until another one's transaction is over.
const AT_ONCE: Duration = Duration::from_millis(50);

/// Does what is not worth waiting for: it fails where another writes.
pub fn without_waiting<T>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    connection.busy_timeout(AT_ONCE)?;
    let done = work(connection);
    connection.busy_handler(Some(wait_for_others))?;
    done
}

pub fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_handler(Some(wait_for_others))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // Without it every new value bound has a statement planned anew: a third of a first sync (sqlite.org/queryplanner-ng.html).
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -32_000)?;
    // A first sync writes the same pages again and again: every 16 MB they are moved to their place, not every 4 MB.
    connection.pragma_update_and_check(None, "wal_autocheckpoint", 4000, |_| Ok(()))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn set_up(connection: &mut Connection, test_world: bool, now: Timestamp) -> rusqlite::Result<()> {
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for migration in MIGRATIONS {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", MIGRATIONS.len() as i64)?;
    let world = if test_world { "yes" } else { "no" };
    transaction.execute("INSERT INTO settings (name, value) VALUES ('test-world', $1)", [world])?;
    transaction
        .execute("INSERT INTO settings (name, value) VALUES ('ledger', $1)", [chain::random()])?;
    Pen::new(&transaction, Actor::BATON, now).append(
        None,
        &Event::LedgerCreated { test_world },
        &Words::default(),
    )?;
    transaction.commit()
}

fn check_application(connection: &Connection, path: &Path) -> Result<(), Error> {
    match application(connection).map_err(|error| explain(path, &error))? {
        APPLICATION_ID => Ok(()),
        _ => Err(no_ledger(path)),
    }
}

fn application(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "application_id", |row| row.get(0))
}

/// How many migrations a ledger has had.
fn version(connection: &Connection) -> rusqlite::Result<usize> {
    connection
        .pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))
        .map(|version| usize::try_from(version).unwrap_or(usize::MAX))
}

fn no_ledger(path: &Path) -> Error {
    Error::usage(format!("{} is not a baton ledger", path.display()))
        .hint("name the right file with --ledger, or make one: baton init")
}

fn too_new(path: &Path, version: usize) -> Error {
    Error::usage(format!(
        "the ledger {} has schema {version}, this baton knows up to {}; nothing was changed",
        path.display(),
        MIGRATIONS.len()
    ))
    .hint("use the newer baton that wrote it last")
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), Error> {
    let failed = |error: rusqlite::Error| explain(path, &error);
    let found = version(connection).map_err(failed)?;
    if found > MIGRATIONS.len() {
        return Err(too_new(path, found));
    }
    if found == MIGRATIONS.len() {
        return Ok(());
    }
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    // Another baton may have been faster.
    let found = version(&transaction).map_err(failed)?;
    for migration in MIGRATIONS.iter().skip(found) {
        transaction.execute_batch(migration).map_err(failed)?;
    }
    if found < CUSTOMERS_HAVE_ENTRIES {
        records::file_domains(&transaction).map_err(failed)?;
        records::file_entries(&transaction).map_err(failed)?;
    }
    if found < ROWS_KNOW_MORE {
        threads::refresh_all(&transaction).map_err(failed)?;
    }
    if found < WORDS_ARE_INDEXED {
        search::fill(&transaction).map_err(failed)?;
    }
    transaction.pragma_update(None, "user_version", MIGRATIONS.len() as i64).map_err(failed)?;
    transaction.commit().map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::CustomerId;
    use std::os::unix::fs::PermissionsExt;

    fn now() -> Timestamp {
        chrono::DateTime::from_timestamp(1_772_442_000, 0).unwrap()
    }

    /// SQLite before 3.51.3 may corrupt a WAL file that two connections reset at once.
    #[test]
    fn the_engine_has_the_wal_reset_fix() {
        assert!(rusqlite::version_number() >= 3_051_003);
    }

    #[test]
    fn a_newer_schema_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("baton.db");
        let ledger = Ledger::create(&path, false, now(), |_| Ok(())).unwrap();
        ledger.connection.pragma_update(None, "user_version", 99).unwrap();
        drop(ledger);
        let error = Ledger::open(&path).err().unwrap();
        assert!(error.message.contains("has schema 99"), "{error}");
    }

    #[test]
    fn an_older_ledger_is_counted_and_its_threads_replayed_when_its_schema_is_brought_up_to_date() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("baton.db");
        drop(file::make_private(&path).unwrap());
        let connection = connect(&path).unwrap();
        connection.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        connection.execute_batch(MIGRATIONS[0]).unwrap();
        connection
            .execute_batch(
                "INSERT INTO settings VALUES ('test-world', 'no');
                 INSERT INTO inboxes VALUES (1, 'support', 0, 0, NULL);
                 INSERT INTO mailboxes VALUES (1, 1, 'INBOX', 7, 2, 2, 0, 0), (2, 1, 'Sent', 7, 0, 0, 0, 0);
                 INSERT INTO messages VALUES (1, 1, 'k', NULL, 0, 0, NULL, 'inbound', NULL, NULL, NULL, 0, '1',
                    NULL, NULL, 'Late invoice', '', '{}', 1, 0, NULL);
                 INSERT INTO places VALUES (1, '0000000001', 1), (1, '0000000002', 1);
                 INSERT INTO thread_numbers VALUES (1, 1);
                 INSERT INTO members VALUES (1, 'maya', 'maya', 'agent');
                 INSERT INTO customers VALUES (1, 'Ana', 'ana@example.com'), (2, 'Ben', 'ben@example.net');
                 INSERT INTO customer_addresses VALUES ('ana@example.com', 1), ('ben@example.net', 2);
                 INSERT INTO entries VALUES
                    (3, 61, 1, NULL, NULL, 'customer-assigned',
                        '{\"kind\":\"customer-assigned\",\"customer\":1,\"owner\":1,\"backup\":null}', '', 'h'),
                    (4, 62, 1, NULL, NULL, 'customer-assigned',
                        '{\"kind\":\"customer-assigned\",\"customer\":2,\"owner\":1,\"backup\":null}', '', 'h'),
                    (5, 63, 1, NULL, NULL, 'undone', '{\"kind\":\"undone\",\"entry\":4}', '', 'h'),
                    (6, 60, 1, NULL, 1, 'task-added',
                        '{\"kind\":\"task-added\",\"owner\":1,\"due\":null,\"priority\":\"normal\"}', '', 'h');
                 INSERT INTO entries VALUES (2, 60, 1, NULL, 1, 'claimed', '{\"kind\":\"claimed\",\"hold_until\":90}',
                    '', 'hash');
                 PRAGMA user_version = 1;",
            )
            .unwrap();
        drop(connection);
        let mut ledger = Ledger::open(&path).unwrap();
        // What only a replay can tell is in the rows of threads too.
        let thread = ledger.thread(crate::domain::ids::ThreadId(1)).unwrap().summary;
        assert_eq!(thread.cared_at.map(|at| at.timestamp()), Some(60));
        // So are the tasks, and what is said of customers is found by them, with what was taken back of it.
        assert_eq!(ledger.tasks(super::super::Wanted::default()).unwrap().len(), 1);
        let whose = |number| {
            let card = ledger.card(CustomerId(number)).unwrap().unwrap();
            card.whose().owner.map(|owner| owner.0)
        };
        assert_eq!((whose(1), whose(2)), (Some(1), None));
        assert!(ledger.connection.execute("UPDATE entries SET at = 0", []).is_err());
        // And it is found by what it says.
        let found = ledger.threads_with(&["invoice".to_owned()]).unwrap();
        assert_eq!(found.len(), 1);
        let [inbox, sent] = [1, 2].map(crate::domain::ids::MailboxId);
        let known = |ledger: &Ledger, mailbox| ledger.mailbox_state(mailbox).unwrap().known;
        assert_eq!((known(&ledger, inbox), known(&ledger, sent)), (2, 0));
        ledger.vanish(inbox, &["0000000002".to_owned(), "0000000009".to_owned()], now()).unwrap();
        assert_eq!(known(&ledger, inbox), 1);
    }

    #[test]
    fn another_sqlite_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("other.db");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
        let error = Ledger::open(&path).err().unwrap();
        assert!(error.message.contains("is not a baton ledger"), "{error}");
    }

    #[test]
    fn entries_can_neither_be_changed_nor_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let ledger =
            Ledger::create(&folder.path().join("baton.db"), false, now(), |_| Ok(())).unwrap();
        for sql in ["UPDATE entries SET at = 0", "DELETE FROM entries"] {
            let error = ledger.connection.execute(sql, []).err().unwrap();
            assert!(error.to_string().contains("never"), "{error}");
        }
    }

    #[test]
    fn ledger_wal_and_shm_are_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("baton.db");
        let _ledger = Ledger::create(&path, false, now(), |_| Ok(())).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        for name in ["baton.db", "baton.db-wal", "baton.db-shm"] {
            assert_eq!(mode(&path.with_file_name(name)), 0o600, "{name}");
        }
    }
}
