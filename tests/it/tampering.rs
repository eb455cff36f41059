//! A ledger edited with sqlite3 by somebody who knows how: `fsck` names the line, whichever it is and whatever was
//! done to it.

use std::fs;
use std::path::{Path, PathBuf};

use baton::domain::proof::{Problem, Report};
use baton::error::Kind;
use insta::assert_snapshot;
use rusqlite::types::Value;
use rusqlite::{Connection, params};
use tempfile::TempDir;

use crate::kills::Random;
use crate::ledger;
use crate::session::{ana, answer, two_asked};
use crate::world::World;

/// A ledger with entries of many kinds, with and without words; threads merged, split, offered, closed and waiting.
fn world() -> World {
    let world = two_asked();
    world.maya("claim 1").ok();
    world.mail(answer("maya"));
    world.maya("next 1 'send quote' --due +2bd --priority high").ok();
    world.maya("assign 1 maya --backup sam").ok();
    world.maya("handoff 1 jordan --asked 'a price' --next 'send quote' --due fri").ok();
    world.later("1h");
    world.mail(ana().subject("Again").id("a2@example.com"));
    world.mail(ana().subject("Re: Again").id("a3@example.com").reply_to_id("a2@example.com"));
    world.jordan("assign 3 jordan").ok();
    world.admin("merge 2 3 --owner jordan --reason 'one affair'").ok();
    world.admin("split 2 a3@example.com --reason 'another bike'").ok();
    world.sam("note 2 'wants 20 seats' --for maya --kind call").ok();
    world.jordan("wait 2 --on 'the workshop' --for 'a frame' --until fri").ok();
    world.jordan("close 4").ok();
    world.admin("member set sam --role lead").ok();
    world
}

/// Copies of one ledger, each to be spoilt in another way.
struct Lab {
    folder: TempDir,
    whole: Vec<u8>,
}

impl Lab {
    fn new() -> Lab {
        let world = world();
        let report = fsck(&world.ledger());
        assert!(report.is_clean(), "{:?}", report.problems);
        // The log is empty: who closed the ledger last has moved all of it to its place.
        let lab =
            Lab { folder: tempfile::tempdir().unwrap(), whole: fs::read(world.ledger()).unwrap() };
        assert_eq!(lab.after(|_| ()).entries, report.entries);
        lab
    }

    fn fresh(&self) -> PathBuf {
        let path = self.folder.path().join("ledger.db");
        for log in ["ledger.db-wal", "ledger.db-shm"] {
            let _ = fs::remove_file(self.folder.path().join(log));
        }
        fs::write(&path, &self.whole).unwrap();
        path
    }

    /// What fsck says of a copy with which this was done, triggers and constraints out of the way.
    fn after(&self, attack: impl FnOnce(&Connection)) -> Report {
        let path = self.fresh();
        let ledger = Connection::open(&path).unwrap();
        ledger.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        let triggers: Vec<(String, String)> = ledger
            .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for (name, _) in &triggers {
            ledger.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
        }
        attack(&ledger);
        for (_, sql) in &triggers {
            ledger.execute_batch(sql).unwrap();
        }
        drop(ledger);
        fsck(&path)
    }

    /// The same for statements of SQL.
    fn after_sql(&self, sql: &str) -> Report {
        self.after(|ledger| ledger.execute_batch(sql).unwrap())
    }

    fn numbers(&self, sql: &str) -> Vec<i64> {
        let ledger = ledger::open(&self.fresh());
        let mut rows = ledger.prepare(sql).unwrap();
        rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    fn entries(&self) -> Vec<i64> {
        self.numbers("SELECT seq FROM entries ORDER BY seq")
    }
}

fn fsck(path: &Path) -> Report {
    baton::store::fsck(path, None).unwrap()
}

/// The problem that is named first.
#[track_caller]
fn first(report: &Report) -> &Problem {
    report.problems.kept.first().expect("a problem is named")
}

#[track_caller]
fn names(report: &Report, place: &str) {
    let found = report.problems.kept.iter().any(|problem| problem.place == place);
    assert!(found, "{place} is not named: {:?}", report.problems.kept);
}

fn columns(ledger: &Connection, table: &str) -> Vec<String> {
    let rows = ledger.prepare(&format!("SELECT * FROM {table} LIMIT 0")).unwrap();
    rows.column_names().map(str::to_owned).collect()
}

/// A value with one byte changed, for each of several of its bytes; a number is another number.
fn changed(value: &Value, is_text: bool) -> Vec<Value> {
    match value {
        Value::Null if is_text => vec![Value::Text("x".to_owned())],
        Value::Null => vec![Value::Integer(1)],
        Value::Integer(number) => vec![Value::Integer(number + 1), Value::Integer(i64::MIN)],
        Value::Text(text) if text.is_empty() => vec![Value::Text("x".to_owned())],
        Value::Text(text) => {
            let ends = [0, text.len() / 2, text.len() - 1];
            ends.into_iter()
                .map(|at| {
                    let mut bytes = text.clone().into_bytes();
                    // The low bit alone: a digit is another digit, and what was UTF-8 stays UTF-8.
                    bytes[at] ^= 1;
                    Value::Text(String::from_utf8(bytes).unwrap())
                })
                .collect()
        }
        other => panic!("{other:?} in a ledger"),
    }
}

/// Every value of a table's column, changed: the number of the row, and what to put there.
fn changes(ledger: &Connection, table: &str, key: &str, column: &str) -> Vec<(i64, Value)> {
    let is_text: bool = ledger
        .query_row(
            "SELECT type = 'TEXT' FROM pragma_table_info($1) WHERE name = $2",
            [table, column],
            |row| row.get(0),
        )
        .unwrap();
    let mut rows = ledger.prepare(&format!("SELECT {key}, {column} FROM {table}")).unwrap();
    let values: Vec<(i64, Value)> = rows
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let each = |(number, value)| changed(&value, is_text).into_iter().map(move |new| (number, new));
    values.into_iter().flat_map(each).collect()
}

/// Changes every value of a table, one at a time, and asks whether fsck names its row.
fn every_change_is_named(table: &str, key: &str, spared: &[&str], place: impl Fn(i64) -> String) {
    let lab = Lab::new();
    let (columns, mut tried) = (columns(&ledger::open(&lab.fresh()), table), 0);
    for column in columns.iter().filter(|column| !spared.contains(&column.as_str())) {
        let changes = changes(&ledger::open(&lab.fresh()), table, key, column);
        for (number, value) in changes {
            let report = lab.after(|ledger| {
                let sql = format!("UPDATE {table} SET {column} = $1 WHERE {key} = $2");
                assert_eq!(ledger.execute(&sql, params![value, number]), Ok(1));
            });
            let named = report.problems.kept.iter().any(|problem| problem.place == place(number));
            assert!(
                named,
                "{table}.{column} of {number} is {value:?} now: {:?}",
                report.problems.kept
            );
            tried += 1;
        }
    }
    assert!(tried > 4 * columns.len(), "{tried} changes of {table}");
}

#[test]
fn one_byte_changed_in_any_column_of_any_entry_is_named() {
    every_change_is_named("entries", "seq", &["seq"], |entry| format!("entry {entry}"));
}

#[test]
fn what_the_index_of_words_lacks_or_makes_up_is_named() {
    let lab = Lab::new();
    let rows = lab.numbers("SELECT id FROM texts_docsize");
    assert!(rows.len() > 5 && rows.iter().any(|row| *row < 0), "{rows:?}");
    let entries = lab.entries();
    for row in rows {
        let report = lab.after_sql(&format!("DELETE FROM texts WHERE rowid = {row}"));
        match row {
            1.. if entries.contains(&row) => names(&report, &format!("entry {row}")),
            1.. => names(&report, &format!("message {row}")),
            customer => names(&report, &format!("customer {}", -customer)),
        }
    }
    let made_up = |row: i64| {
        lab.after_sql(&format!("INSERT INTO texts (rowid, words) VALUES ({row}, 'made up')"))
    };
    names(&made_up(4000), "number 4000");
    names(&made_up(-4000), "customer 4000");
    // What says where the words are has lost a page.
    names(&lab.after_sql("DELETE FROM texts_data WHERE id > 10"), "SQLite");
    let report =
        lab.after_sql("UPDATE texts_data SET block = zeroblob(length(block)) WHERE id > 10");
    names(&report, "SQLite");
}

#[test]
fn one_byte_changed_in_the_words_of_any_entry_is_named() {
    every_change_is_named("entry_words", "seq", &["seq"], |entry| format!("entry {entry}"));
}

#[test]
fn a_change_in_any_column_of_any_threads_row_is_named() {
    every_change_is_named("threads", "thread", &["thread"], |thread| format!("thread {thread}"));
}

#[test]
fn a_changed_entry_is_named_once_and_first() {
    let lab = Lab::new();
    for entry in lab.entries() {
        let report = lab.after_sql(&format!("UPDATE entries SET at = at + 1 WHERE seq = {entry}"));
        let lines =
            report.problems.kept.iter().filter(|problem| problem.place.starts_with("entry"));
        assert_eq!(lines.count(), 1, "{:?}", report.problems.kept);
        assert_eq!(first(&report).place, format!("entry {entry}"));
    }
}

#[test]
fn an_entry_with_another_number_is_named_where_it_was_and_where_it_is() {
    let lab = Lab::new();
    for entry in lab.entries() {
        let moved = entry + 1000;
        let report = lab.after_sql(&format!(
            "UPDATE entries SET seq = {moved} WHERE seq = {entry};
             UPDATE entry_words SET seq = {moved} WHERE seq = {entry};"
        ));
        assert_eq!(first(&report).place, format!("number {entry}"));
        names(&report, &format!("number {moved}"));
        names(&report, &format!("entry {moved}"));
    }
}

#[test]
fn an_entry_that_was_deleted_is_named_be_it_the_first_or_the_last() {
    let lab = Lab::new();
    for entry in lab.entries() {
        for words in [true, false] {
            let too = if words { "DELETE FROM entry_words WHERE seq =" } else { "SELECT" };
            let report =
                lab.after_sql(&format!("DELETE FROM entries WHERE seq = {entry}; {too} {entry}"));
            assert_eq!(first(&report).place, format!("number {entry}"));
            assert!(report.problems.count() < 8, "{:?}", report.problems.kept);
        }
    }
    let report = lab.after_sql("DELETE FROM entries; DELETE FROM entry_words");
    names(&report, "entries");
}

#[test]
fn words_that_were_deleted_or_added_are_named() {
    let lab = Lab::new();
    let with_words = lab.numbers("SELECT seq FROM entry_words");
    for entry in lab.entries() {
        let report = match with_words.contains(&entry) {
            true => lab.after_sql(&format!("DELETE FROM entry_words WHERE seq = {entry}")),
            false => {
                lab.after_sql(&format!("INSERT INTO entry_words VALUES ({entry}, 'a', '{{}}')"))
            }
        };
        assert_eq!(first(&report).place, format!("entry {entry}"));
    }
}

#[test]
fn two_entries_that_were_swapped_are_both_named() {
    let lab = Lab::new();
    let entries = lab.entries();
    for pair in entries.windows(2).chain([[entries[0], entries[entries.len() - 1]].as_slice()]) {
        let (one, other) = (pair[0], pair[1]);
        let swap = |table: &str| {
            format!(
                "UPDATE {table} SET seq = -1 WHERE seq = {one};
                 UPDATE {table} SET seq = {one} WHERE seq = {other};
                 UPDATE {table} SET seq = {other} WHERE seq = -1;"
            )
        };
        let report = lab.after_sql(&(swap("entries") + &swap("entry_words")));
        assert_eq!(first(&report).place, format!("entry {one}"));
        names(&report, &format!("entry {other}"));
    }
}

/// In the place of a message, with a hash that follows the entry before it, as only somebody who knows the format can.
#[test]
fn an_entry_that_was_put_in_is_named() {
    let lab = Lab::new();
    let last = *lab.entries().last().unwrap();
    let copy = |to: i64| {
        format!(
            "INSERT INTO entries SELECT {to}, at, actor, behind, number, kind, body, '', hash, command, customer
             FROM entries
             WHERE kind = 'claimed' LIMIT 1;"
        )
    };
    for number in lab.numbers("SELECT seq FROM messages") {
        let report = lab.after_sql(&copy(number));
        assert_eq!(first(&report).place, format!("number {number}"));
        names(&report, &format!("entry {number}"));
    }
    for number in [-1, 0, last + 1, i64::MAX] {
        let report = lab.after_sql(&copy(number));
        names(&report, &format!("number {number}"));
        names(&report, &format!("entry {number}"));
    }
}

#[test]
fn messages_that_were_deleted_are_named() {
    let lab = Lab::new();
    for message in lab.numbers("SELECT seq FROM messages") {
        let report = lab.after_sql(&format!("DELETE FROM messages WHERE seq = {message}"));
        assert_eq!(first(&report).place, format!("number {message}"));
    }
}

/// What else follows from messages and entries, and who may do what.
#[test]
fn other_state_that_was_edited_is_named() {
    let lab = Lab::new();
    for (attack, place) in [
        ("UPDATE members SET role = 'admin' WHERE name = 'maya'", "member 2"),
        ("DELETE FROM members WHERE name = 'maya'", "member 2"),
        (
            "INSERT INTO members (member, name, login, role) VALUES (9, 'eve', 'eve', 'admin')",
            "member 9",
        ),
        ("UPDATE members SET login = 'eve' WHERE name = 'ada'", "member 1"),
        ("UPDATE members SET name = 'eve' WHERE name = 'ada'", "member 1"),
        ("UPDATE members SET left_at = 1772442000 WHERE name = 'ada'", "member 1"),
        ("UPDATE member_addresses SET member = 1", "member 1"),
        ("INSERT INTO grants VALUES (7, 2, 'export', 1872442000)", "grants 7"),
        ("INSERT INTO absences VALUES (7, 1, 1772442000, NULL, 2)", "absences 7"),
        ("UPDATE customers SET owner = 2 WHERE customer = 1", "customer 1"),
        ("UPDATE customers SET backup = 2 WHERE customer = 2", "customer 2"),
        ("UPDATE settings SET value = 'no' WHERE name = 'test-world'", "settings"),
        ("DELETE FROM settings", "settings"),
        ("UPDATE counters SET value = value + 1 WHERE name = 'sequence'", "number 23"),
        ("UPDATE counters SET value = value + 1 WHERE name = 'thread'", "thread number 5"),
        ("DELETE FROM counters", "counters"),
        ("DELETE FROM thread_numbers WHERE number = 3", "thread number 3"),
        ("UPDATE thread_numbers SET thread = 1 WHERE number = 3", "thread 1"),
        ("DELETE FROM threads WHERE thread = 1", "thread 1"),
        ("UPDATE threads SET thread = 9 WHERE thread = 1", "thread 9"),
        ("UPDATE messages SET number = 9 WHERE seq = 6", "message 6"),
        ("UPDATE messages SET direction = 'sideways' WHERE seq = 6", "thread 1"),
        (
            "UPDATE message_ids SET number = 9 WHERE id = 'a1@example.com'",
            "Message-ID a1@example.com",
        ),
        ("DELETE FROM places", "mailbox INBOX"),
        ("DELETE FROM hands WHERE kind = 'begins'", "hands 17"),
        ("UPDATE hands SET kind = 'ends' WHERE kind = 'begins'", "hands 17"),
        ("UPDATE hands SET message = 6 WHERE kind = 'apart'", "hands 17"),
        ("CREATE TRIGGER t AFTER INSERT ON entries BEGIN DELETE FROM places; END", "trigger t"),
        ("DROP INDEX entries_by_number", "index entries_by_number"),
        ("DROP TABLE hands", "table hands"),
        ("DROP TABLE threads", "table threads"),
    ] {
        names(&lab.after_sql(attack), place);
    }
    let path = lab.fresh();
    Connection::open(&path)
        .unwrap()
        .execute_batch("DROP TRIGGER entries_are_never_deleted")
        .unwrap();
    names(&fsck(&path), "trigger entries_are_never_deleted");
}

/// Bytes beneath SQLite's hands. Not each of them bears on something, but each such file is looked at to its end.
#[test]
fn a_file_with_bytes_overwritten_at_random_is_answered_and_never_a_bug() {
    let lab = Lab::new();
    let seed = 20_260_302;
    let mut random = Random(seed);
    let mut named = 0;
    for round in 0..150 {
        let path = lab.fresh();
        let mut bytes = lab.whole.clone();
        for _ in 0..=random.up_to(8) {
            let at = random.up_to(bytes.len() as u64 - 1) as usize;
            bytes[at] = random.up_to(255) as u8;
        }
        if round % 10 == 0 {
            bytes.truncate(random.up_to(bytes.len() as u64) as usize);
        }
        fs::write(&path, &bytes).unwrap();
        match baton::store::fsck(&path, None) {
            Ok(report) => named += usize::from(!report.is_clean()),
            Err(error) => assert!(error.kind != Kind::Bug, "round {round}: {error}"),
        }
    }
    assert!(named > 50, "{named} of 150 were found damaged");
}

/// By the program, as cron runs it.
#[test]
fn what_is_wrong_is_named_with_exit_status_one() {
    let world = world();
    let spoil = |sql: &str| {
        let ledger = Connection::open(world.ledger()).unwrap();
        ledger.execute_batch(sql).unwrap();
    };
    spoil("UPDATE threads SET owner = 3 WHERE thread = 1");
    let newest = world.maya("review --json").ok().json()["hash"].as_str().unwrap().to_owned();
    let said = world.maya("fsck").fails(1).to_string();
    assert_snapshot!(said.replace(&newest, "[newest]"), @"
    $ baton fsck
    17 entries, newest [newest]
    5 messages
    3 threads
    BAD  thread 1: its row differs: owner is 3 and should be 2
    [stderr] baton: [world]/ledger.db is not as baton wrote it: one problem
    [stderr] hint: keep a copy of the file as it is and restore the last backup that fsck finds whole; see Proof in the README
    [exit 1]
    ");
    assert_snapshot!(world.maya("fsck --quiet").fails(1), @"
    $ baton fsck --quiet
    [stderr] BAD  thread 1: its row differs: owner is 3 and should be 2
    [stderr] baton: [world]/ledger.db is not as baton wrote it: one problem
    [stderr] hint: keep a copy of the file as it is and restore the last backup that fsck finds whole; see Proof in the README
    [exit 1]
    ");
    spoil(
        "DROP TRIGGER entries_are_never_updated; UPDATE entries SET actor = 4 WHERE kind = 'claimed';",
    );
    assert_snapshot!(world.maya("fsck --quiet").fails(1), @"
    $ baton fsck --quiet
    [stderr] BAD  entry 8: its hash does not follow: it was changed, or what stood between it and entry 5
    [stderr] BAD  thread 1: its row differs: owner is 3 and should be 2
    [stderr] BAD  trigger entries_are_never_updated: missing
    [stderr] baton: [world]/ledger.db is not as baton wrote it: 3 problems
    [stderr] hint: keep a copy of the file as it is and restore the last backup that fsck finds whole; see Proof in the README
    [exit 1]
    ");
}

#[test]
fn a_ledger_that_sqlite_cannot_read_is_damaged_and_no_bug() {
    let world = world();
    let whole = fs::read(world.ledger()).unwrap();
    let mut headless = whole.clone();
    headless[..16].fill(b'x');
    let mut holed = whole.clone();
    holed[4096..20_480].fill(0xff);
    for (damage, bytes) in
        [("headless", headless), ("holed", holed), ("cut", whole[..9000].to_vec())]
    {
        fs::write(world.ledger(), bytes).unwrap();
        let ran = world.maya("fsck").fails(1);
        assert!(ran.stdout.contains("BAD "), "{damage}: {ran}");
        let answer = world.maya("fsck --json --anchor 0123456789ab").fails(1).json();
        assert_eq!(
            (&answer["ok"], &answer["anchor"]["entry"]),
            (&false.into(), &().into()),
            "{damage}"
        );
    }
}
