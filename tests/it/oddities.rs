//! Twins of mail as it really comes: hand-written, one oddity each, in tests/mail/oddities. What baton makes of each
//! stands in tests/mail/oddities/expected.txt, one line a mail, to be read.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use baton::mail::header;
use baton::render::safe;
use rusqlite::params;
use serde_json::Value;

use crate::dovecot::{Dovecot, set_arrival};
use crate::ledger;
use crate::world::{Mail, World, time};

const NOW: &str = "2026-03-02T09:00Z";
/// When the files were written: the time of a mail that names none.
const WRITTEN: &str = "2026-03-02T08:30Z";

/// IMAP cannot carry a NUL (RFC 3501 §4.3.1): Dovecot puts another byte in its place.
const WITH_NUL: &str = "head-nul";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/oddities")
}

/// Name and bytes of each, in the order of their names.
fn twins() -> Vec<(String, Vec<u8>)> {
    let mut twins: Vec<(String, Vec<u8>)> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .map(|path| {
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap())
        })
        .collect();
    twins.sort();
    twins
}

/// A world into which the twins were imported.
fn imported() -> World {
    let world = World::at(NOW);
    fs::create_dir(world.path().join("twins")).unwrap();
    for (name, bytes) in twins() {
        let path = world.path().join("twins").join(name + ".eml");
        fs::write(&path, bytes).unwrap();
        set_arrival(&path, time(WRITTEN));
    }
    world.admin("import twins").ok();
    world
}

/// What the ledger has of a mail: its thread, its key, and how many references.
fn stored(world: &World, bytes: &[u8]) -> (i64, String, usize) {
    let digest = header::parse(bytes).digest;
    ledger::open(&world.ledger())
        .query_row(
            "SELECT n.thread, m.key, m.ancestors FROM places p JOIN messages m ON m.seq = p.message
             JOIN thread_numbers n ON n.number = m.number
             WHERE p.item LIKE $1 || '%' AND m.size = $2",
            params![digest, bytes.len() as i64],
            |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?)),
        )
        .map(|(thread, key, ancestors)| (thread, key, ancestors.split_whitespace().count()))
        .unwrap()
}

/// As a user sees it, cut where it is long.
fn shown(value: &Value) -> String {
    let text = safe::line(value.as_str().unwrap_or("-"));
    match text.chars().count() {
        0..=70 => text,
        long => format!("{}… ({long})", text.chars().take(30).collect::<String>()),
    }
}

/// One line about one mail.
fn row(
    name: &str,
    thread: &Value,
    message: &Value,
    first: &str,
    stored: (i64, String, usize),
) -> String {
    let (_, key, references) = stored;
    let id = match message["message_id"].is_null() {
        true => format!("[{}]", key.split(':').next().unwrap()),
        false => shown(&message["message_id"]),
    };
    let mut marks = vec![message["direction"].as_str().unwrap()];
    marks.extend(message["automated"].as_str());
    for mark in ["id_reused", "truncated", "new_correspondent"] {
        marks.extend((message[mark] == true).then_some(mark));
    }
    assert_eq!(message["unreadable"], Value::Null);
    let thread_is = if first == name { "opens".to_owned() } else { format!("joins {first}") };
    format!(
        "{name}: {thread_is}, {status}, {}\n    id {id}, {references} refs, at {}\n    from {}, customer {} <{}>\n    subject \"{}\"\n",
        marks.join(" "),
        message["at"].as_str().unwrap(),
        shown(&message["from"]),
        shown(&thread["customer"]["name"]),
        shown(&thread["customer"]["address"]),
        shown(&message["subject"]),
        status = thread["status"].as_str().unwrap(),
    )
}

#[test]
fn each_oddity_is_one_row_as_expected() {
    let world = imported();
    let twins = twins();
    assert!(twins.len() >= 60);
    let mut first: BTreeMap<i64, &str> = BTreeMap::new();
    let mut table = String::new();
    for (name, bytes) in &twins {
        let stored = stored(&world, bytes);
        let number = stored.0;
        let first = first.entry(number).or_insert(name);
        let thread = crate::sync::show(&world, number.try_into().unwrap());
        let messages = thread["messages"].as_array().unwrap();
        let id = Some(stored.1.as_str())
            .filter(|key| !key.starts_with("sha256:") && !key.starts_with("blank:"));
        let message = messages
            .iter()
            .find(|message| message["message_id"].as_str() == id)
            .unwrap_or_else(|| panic!("{name} is not in {thread}"));
        write!(table, "{}", row(name, &thread, message, first, stored)).unwrap();
    }
    let expected = folder().join("expected.txt");
    if std::env::var_os("BATON_REWRITE").is_some() {
        fs::write(&expected, &table).unwrap();
    }
    let expected = fs::read_to_string(expected).unwrap();
    for (found, expected) in table.split("\n    subject").zip(expected.split("\n    subject")) {
        assert_eq!(found, expected);
    }
    assert_eq!(table, expected);
}

/// Everything that follows from the header, for each mail by its key; times apart, which sources keep differently.
fn facts(world: &World) -> Vec<String> {
    let ledger = ledger::open(&world.ledger());
    let mut rows = ledger
        .prepare(
            "SELECT key, message_id, from_name, from_address, subject, ancestors, fields, direction, automated,
                    dated, truncated, unreadable FROM messages WHERE key NOT LIKE 'blank:%'",
        )
        .unwrap();
    let row = |row: &rusqlite::Row| {
        let values = (0..12).map(|at| row.get::<_, rusqlite::types::Value>(at));
        Ok(format!("{:?}", values.collect::<Result<Vec<_>, _>>()?))
    };
    let mut facts: Vec<String> = rows.query_map([], row).unwrap().map(Result::unwrap).collect();
    facts.sort();
    facts
}

/// Fails at the first mail that differs, not with two hundred kilobytes.
#[track_caller]
fn assert_same(found: &[String], expected: &[String]) {
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len());
}

#[test]
fn each_oddity_is_the_same_from_every_source() {
    let files = facts(&imported());

    let maildir = World::at(NOW);
    let mut mbox = Vec::new();
    let (dovecot, user) = (Dovecot::shared(), "oddities");
    let mut imap = dovecot.imap(user);
    for (name, bytes) in twins() {
        maildir.deliver(Mail::raw(&bytes).arrived(WRITTEN));
        mbox.extend_from_slice(b"From x@example.com Mon Mar  2 08:30:00 2026\n");
        mbox.extend(quoted(&bytes));
        mbox.extend_from_slice(b"\n\n");
        if name != WITH_NUL {
            imap.append("INBOX", &bytes, Some(time(WRITTEN)), &[]);
        }
    }
    maildir.sync();
    assert_same(&facts(&maildir), &files);

    let from_mbox = World::at(NOW);
    fs::write(from_mbox.path().join("twins.mbox"), mbox).unwrap();
    from_mbox.admin("import twins.mbox").ok();
    assert_same(&facts(&from_mbox), &files);

    let from_imap = World::with_config(NOW, &dovecot.inbox("support", user));
    from_imap.sync();
    let without: Vec<String> = files
        .into_iter()
        .filter(|fact| !fact.contains("nul@oddities.example\"), Text(\"nul@"))
        .collect();
    assert_same(&facts(&from_imap), &without);
}

/// As a writer of mbox does it: a line that would begin a message gets a `>`.
fn quoted(mail: &[u8]) -> Vec<u8> {
    let lines = mail.split_inclusive(|byte| *byte == b'\n');
    let quote = |line: &[u8]| if line.starts_with(b"From ") { &b">"[..] } else { b"" };
    lines.flat_map(|line| [quote(line), line].concat()).collect()
}

/// Imports one file and says what came in: the threads, as `list --all` has them.
fn import(world: &World, name: &str, bytes: &[u8]) -> Vec<Value> {
    fs::write(world.path().join(name), bytes).unwrap();
    world.admin(&format!("import {name}")).ok();
    world.maya("list --all --json").ok().json()["threads"].as_array().unwrap().clone()
}

#[test]
fn a_chain_of_a_hundred_thousand_mails_is_one_thread() {
    let world = World::at(NOW);
    let mut threads = Vec::new();
    // In parts, so that no one command takes longer than the tests wait.
    for part in 0..5 {
        let mut mbox = String::new();
        for n in part * 20_000..(part + 1) * 20_000 {
            write!(
                mbox,
                "From a@x Mon Mar  2 08:00:00 2026\nMessage-ID: <{n}@deep.example>\n\
                 In-Reply-To: <{}@deep.example>\nFrom: Ana <ana@example.com>\nTo: support@example.org\n\
                 Subject: Deep\n\n\n",
                n + 1
            )
            .unwrap();
        }
        threads = import(&world, "deep.mbox", mbox.as_bytes());
    }
    assert_eq!(threads.len(), 1);
    assert_eq!(threads[0]["messages"], 100_000);
}

#[test]
fn of_ten_thousand_references_the_first_and_the_last_join() {
    let world = World::at(NOW);
    let plain = |id: &str| {
        let from = "From: Ana <ana@example.com>\nTo: support@example.org\nSubject: One of many\n\n";
        format!("Message-ID: <{id}>\n{from}")
    };
    for id in ["0@refs.example", "5000@refs.example", "9999@refs.example"] {
        import(&world, "one.eml", plain(id).as_bytes());
    }
    let many: String = (0..10_000).map(|n| format!(" <{n}@refs.example>\n")).collect();
    let threads =
        import(&world, "many.eml", format!("References:{many}{}", plain("m@x")).as_bytes());
    let sizes: Vec<i64> = threads.iter().map(|t| t["messages"].as_i64().unwrap()).collect();
    assert_eq!(sizes.iter().max(), Some(&3), "{sizes:?}");
    assert_eq!(threads.len(), 2);
}

/// Runs baton with so little address space that it could not hold what it reads.
fn in_little_memory(world: &World, words: &str) {
    let command = world.command("ada", words);
    let limited =
        crate::world::started_by(&["sh", "-c", "ulimit -v 262144; exec \"$0\" \"$@\""], &command);
    world.run(words, limited, "").ok();
}

#[test]
fn a_header_of_fifty_megabytes_is_cut_and_takes_no_memory() {
    let mut mail = b"Message-ID: <huge@x>\nFrom: Ana <ana@example.com>\nSubject: Huge\n".to_vec();
    mail.extend(b"To: support@example.org, someone@example.net\n".repeat(600_000));
    mail.extend(b"X-Junk: ");
    mail.extend(std::iter::repeat_n(b'y', 25_000_000));
    mail.extend(b"\nReferences: <too-late@x>\n\nHello\n");
    assert!(mail.len() > 50_000_000);

    let world = World::at(NOW);
    fs::write(world.path().join("huge.eml"), &mail).unwrap();
    in_little_memory(&world, "import huge.eml");
    let message = crate::sync::show(&world, 1)["messages"][0].clone();
    assert_eq!((&message["message_id"], &message["truncated"]), (&"huge@x".into(), &true.into()));

    let mut mbox = b"From a@x Mon Mar  2 08:00:00 2026\n".to_vec();
    mbox.extend(mail);
    let other = World::at(NOW);
    fs::write(other.path().join("huge.mbox"), &mbox).unwrap();
    in_little_memory(&other, "import huge.mbox");
    assert_same(&facts(&other), &facts(&world));
}

#[test]
fn what_an_imap_server_cuts_is_cut_the_same() {
    let mut mail = b"Message-ID: <long@x>\nFrom: Ana <ana@example.com>\nSubject: Long\n".to_vec();
    mail.extend(b"To: support@example.org, someone@example.net\n".repeat(20_000));
    mail.extend(b"References: <too-late@x>\n\nHello\n");
    let world = World::at(NOW);
    import(&world, "long.eml", &mail);
    let dovecot = Dovecot::shared();
    dovecot.imap("oddities-long").append("INBOX", &mail, Some(time(WRITTEN)), &[]);
    let imap = World::with_config(NOW, &dovecot.inbox("support", "oddities-long"));
    imap.sync();
    assert_same(&facts(&imap), &facts(&world));
    assert!(facts(&world)[0].contains("Text(\"long@x\")"));
}

#[test]
fn nothing_of_a_body_is_read_however_it_is_built() {
    let head = |id: &str| {
        format!(
            "Message-ID: <{id}@mime.example>\nFrom: Ana <ana@example.com>\nTo: support@example.org\n\
             Subject: Parts\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b0\n\n"
        )
    };
    let mut parts = head("parts");
    for _ in 0..100_000 {
        parts += "--b0\n\nx\n";
    }
    let mut deep = head("deep");
    for n in 0..10_000 {
        write!(deep, "--b{n}\nContent-Type: multipart/mixed; boundary=b{}\n\n", n + 1).unwrap();
    }
    let world = World::at(NOW);
    import(&world, "parts.eml", parts.as_bytes());
    let threads = import(&world, "deep.eml", deep.as_bytes());
    assert_eq!(threads.len(), 2);
    assert!(threads.iter().all(|thread| thread["subject"] == "Parts"));
}

#[test]
fn mail_from_the_future_came_now() {
    let world = World::at(NOW);
    let ask = "Message-ID: <future@x>\nDate: Sun, 1 Nov 2099 12:00:00 +0000\nFrom: Ana <ana@example.com>\n\
               To: support@example.org\nSubject: Soon\n\n";
    import(&world, "future.eml", ask.as_bytes());
    assert_eq!(crate::sync::show(&world, 1)["messages"][0]["at"], "2026-03-02T09:00:00Z");
    // So an answer answers it.
    world.later("1h").mail(
        Mail::from("Maya <maya@example.org>").to("ana@example.com").reply_to_id("future@x").sent(),
    );
    assert_eq!(crate::sync::show(&world, 1)["status"], "waiting-customer");
}
