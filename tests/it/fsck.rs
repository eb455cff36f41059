//! `fsck`: what it proves, that it changes nothing, and the anchor that a review mail carries away.

use std::fs;
use std::thread;

use insta::assert_snapshot;
use mail_parser::MessageParser;
use rusqlite::Connection;
use serde_json::json;

use crate::delivery::reviewed;
use crate::dovecot::Dovecot;
use crate::ledger;
use crate::session::{ana, asked, session};
use crate::smtp::Smtp;
use crate::world::World;

/// The newest hash, which differs from run to run.
fn newest(world: &World) -> String {
    world.maya("fsck --json").ok().json()["newest"].as_str().unwrap().to_owned()
}

#[test]
fn a_whole_ledger_is_said_to_be_whole_in_a_few_lines() {
    let world = asked();
    world.maya("claim 1").ok();
    let hash = newest(&world);
    assert_eq!(world.maya("review --json").ok().json()["hash"], hash);
    let ran = world.maya("fsck").ok().to_string().replace(&hash, "[hash]");
    assert_snapshot!(ran, @"
    $ baton fsck
    6 entries: chain whole, newest [hash]
    1 message: no number is missing
    1 thread: rows equal the replay
    members, merges and splits: as entries say
    SQLite: ok
    ");
    assert_snapshot!(world.maya("fsck --quiet").ok(), @"$ baton fsck --quiet");
}

#[test]
fn nobody_need_be_a_member_to_verify() {
    asked().by("cron", "fsck").ok();
}

#[test]
fn verifying_changes_no_byte_and_waits_for_no_writer() {
    let world = asked();
    world.maya("claim 1").ok();
    let before = fs::read(world.ledger()).unwrap();
    world.maya("fsck").ok();
    assert!(fs::read(world.ledger()).unwrap() == before);
    // Somebody is in the middle of writing, and it is no business of who verifies.
    let writer = Connection::open(world.ledger()).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE; UPDATE threads SET owner = 3").unwrap();
    world.maya("fsck").ok();
    writer.execute_batch("ROLLBACK").unwrap();
    drop(writer);
    // Nor does anybody wait for who verifies.
    let reader = ledger::open(&world.ledger());
    reader.execute_batch("BEGIN; SELECT * FROM entries").unwrap();
    world.maya("note 1 'written meanwhile'").ok();
    world.maya("fsck").ok();
}

#[test]
fn an_older_ledger_is_left_as_it_is() {
    let world = asked();
    let older = Connection::open(world.ledger()).unwrap();
    older.execute_batch("PRAGMA user_version = 4").unwrap();
    drop(older);
    let before = fs::read(world.ledger()).unwrap();
    let ran = world.maya("fsck").fails(1);
    assert!(ran.stderr.contains("has schema 4") && ran.stderr.contains("was not checked"), "{ran}");
    assert!(fs::read(world.ledger()).unwrap() == before);
}

#[test]
fn what_is_no_ledger_is_wrong_usage() {
    let world = asked();
    world.maya("fsck --ledger nowhere.db").fails(2);
    let other = world.path().join("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    world.maya("fsck --ledger other.db").fails(2);
    for wrong in ["0123456789a", "0123456789xy", "''", &"0".repeat(65)] {
        world.maya(&format!("fsck --anchor {wrong}")).fails(2);
    }
}

/// The hash as a reader of the mail finds it, in either part.
fn printed_hash(text: &str) -> String {
    let after = text.split("baton fsck --anchor ").nth(1).expect("the command");
    // In text it stands on a line of its own.
    let after = after.trim_start_matches(|c: char| c == '\\' || c.is_whitespace());
    after.chars().take_while(char::is_ascii_hexdigit).collect()
}

#[test]
fn the_hash_of_a_delivered_review_proves_that_its_line_is_still_there() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["fsck-team@example.org"]);
    world.maya("claim 1").ok();
    world.admin("review --email").ok();
    let raw = Dovecot::shared().fetch("fsck-team", "INBOX", 1);
    let mail = MessageParser::default().parse(&raw).unwrap();
    let anchor = printed_hash(&mail.body_text(0).unwrap());
    assert_eq!(anchor.len(), 64);
    assert_eq!(printed_hash(&mail.body_html(0).unwrap()), anchor);
    assert_eq!(world.maya("review --json").ok().json()["hash"], anchor);

    let backup = fs::read(world.ledger()).unwrap();
    world.later("1h").maya("note 1 'called her'").ok();
    world.maya("close 1").ok();
    let later = newest(&world);
    let short = anchor[..12].to_uppercase();
    let found = |words: &str| {
        let ran = world.maya(words).ok().to_string();
        ran.replace(&later, "[newest]").replace(&anchor, "[anchor]").replace(&short, "[ANCHOR]")
    };
    assert_snapshot!(found(&format!("fsck --anchor {anchor}")), @"
    $ baton fsck --anchor [anchor]
    8 entries: chain whole, newest [newest]
    1 message: no number is missing
    1 thread: rows equal the replay
    members, merges and splits: as entries say
    SQLite: ok
    anchor: entry 7 of 2026-03-02 10:00, 2 entries before the newest
    ");
    assert_snapshot!(found(&format!("fsck --anchor {short}")), @"
    $ baton fsck --anchor [ANCHOR]
    8 entries: chain whole, newest [newest]
    1 message: no number is missing
    1 thread: rows equal the replay
    members, merges and splits: as entries say
    SQLite: ok
    anchor: entry 7 of 2026-03-02 10:00, 2 entries before the newest
    ");
    let answer = world.maya(&format!("fsck --json --anchor {later}")).ok().json();
    assert_eq!(
        answer["anchor"],
        json!({"hash": later, "entry": 9, "at": "2026-03-02T10:00:00Z", "newer": 0, "whole": true})
    );

    // Somebody puts back an older copy, which is whole in itself.
    for log in ["ledger.db-wal", "ledger.db-shm"] {
        let _ = fs::remove_file(world.path().join(log));
    }
    fs::write(world.ledger(), backup).unwrap();
    world.maya("fsck").ok();
    world.maya(&format!("fsck --anchor {anchor}")).ok();
    let ran = world.maya(&format!("fsck --anchor {later}")).fails(1).to_string();
    assert_snapshot!(ran.replace(&later, "[later]").replace(&anchor, "[anchor]"), @"
    $ baton fsck --anchor [later]
    6 entries, newest [anchor]
    1 message
    1 thread
    BAD  anchor [later]: no entry has this hash: the ledger was replaced, or cut off or changed behind that mail
    [stderr] baton: [world]/ledger.db is not as baton wrote it: one problem
    [stderr] hint: keep a copy of the file as it is and restore the last backup that fsck finds whole; see Proof in the README
    [exit 1]
    ");
}

/// Whoever can write the file can compute all hashes anew; a hash that lies elsewhere they cannot.
#[test]
fn a_chain_that_was_forged_from_some_entry_on_is_shown_by_an_anchor() {
    let world = asked();
    let anchor = newest(&world);
    let forged = asked();
    forged.maya("claim 1").ok();
    forged.maya(&format!("fsck --anchor {anchor}")).fails(1);
}

#[test]
fn many_verify_at_once_while_others_write() {
    let world = asked();
    thread::scope(|scope| {
        for n in 0..4 {
            let world = &world;
            let write = world.command("maya", &format!("note 1 'note {n}'"));
            let verify = world.command("cron", "fsck");
            for mut command in [write, verify] {
                scope.spawn(move || {
                    let done = command.output().unwrap();
                    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
                });
            }
        }
    });
}

#[test]
fn the_log_as_of_a_time_is_what_it_was_then() {
    let world = asked();
    world.maya("claim 1").ok();
    world.later("1h").mail(ana().subject("Again").id("a2@example.com"));
    world.jordan("claim 2").ok();
    world.later("1h");
    let then = ["log", "log 1", "log 2", "log jordan", "log --json", "log 2 --json"];
    let before: Vec<String> = then.iter().map(|words| world.maya(words).ok().stdout).collect();
    world.later("1h").admin("merge 1 2 --owner maya").ok();
    world.jordan("note 2 'mine no more'").ok();
    world.later("2d");
    for (words, before) in then.iter().zip(&before) {
        for as_of in ["'2026-03-02 12:59'", "'mon 12:00'"] {
            assert_eq!(
                world.maya(&format!("{words} --as-of {as_of}")).ok().stdout,
                *before,
                "{words}"
            );
        }
        assert_ne!(world.maya(words).ok().stdout, *before);
    }
    assert_snapshot!(session(&world, "
        maya: log 2 --as-of 'mon 12:00'
        maya: log 2 --as-of 'mon 13:00' --since 'mon 10:30'
        maya: log --as-of 2026-03-02
        maya: log --as-of never
    "), @"
    maya$ baton log 2 --as-of 'mon 12:00'
    ENTRY  AT                THREAD  WHO     WHAT
    9      2026-03-02 11:00  2       jordan  claimed, held until 2026-03-02 11:45
    maya$ baton log 2 --as-of 'mon 13:00' --since 'mon 10:30'
    ENTRY  AT                THREAD  WHO     WHAT
    9      2026-03-02 11:00  2       jordan  claimed, held until 2026-03-02 11:45
    10     2026-03-02 13:00  1       ada     2 merged into it
    11     2026-03-02 13:00  1       jordan  noted: mine no more
    maya$ baton log --as-of 2026-03-02
    ENTRY  AT  THREAD  WHO  WHAT
    maya$ baton log --as-of never
    [stderr] baton: 'never' is not a date: write 2026-12-24, '2026-12-24 16:00', mon, 'mon 09:00', yesterday, 09:00, 4h, 3d or 2bd
    [exit 2]
    ");
}
