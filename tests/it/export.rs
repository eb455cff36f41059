//! Everything written out: the same in CSV and JSON lines, in flat memory, with threads as `show` has them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};

use insta::assert_snapshot;
use serde_json::Value;

use crate::hostile_text::{FORMULAS, HOSTILE, harmless, hostile};
use crate::session::{answer, asked, complaint};
use crate::world::{Mail, World};

/// The objects of JSON lines.
fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A table as a CSV reader reads it: header and rows.
fn table(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let cells = |row: &csv::StringRecord| row.iter().map(str::to_owned).collect::<Vec<_>>();
    let header = cells(reader.headers().unwrap());
    (header, reader.records().map(|row| cells(&row.unwrap())).collect())
}

fn world() -> World {
    let world = asked();
    world.maya("claim 1").ok();
    world.mail(answer("maya"));
    world.later("1h").mail(complaint());
    world.maya("next 2 'send, quote' --due +2bd").ok();
    world
}

#[test]
fn the_columns_stay_what_they_are() {
    let world = world();
    let header = |what: &str| {
        let answer = world.admin(&format!("export {what}")).ok().stdout;
        assert!(answer.ends_with("\r\n"), "{answer:?}");
        answer.lines().next().unwrap().to_owned()
    };
    assert_snapshot!(header("messages"), @"thread,seq,message_id,key,at,dated,direction,automated,author,customer,from_name,from,to,cc,subject,references,size,places,vanished_from,vanished_since,truncated,unreadable,historic,id_reused");
    assert_snapshot!(header("threads"), @"thread,subject,customer,customer_name,customer_address,inboxes,status,waiting_on,owner,backup,effective_owner,held_by,held_until,priority,tags,next_action,next_action_task,next_action_due,next_action_owner,next_action_implied,automated,bounced_at,messages,awaiting_reply,first_at,last_inbound_at,last_outbound_at,waiting_since,age_working_seconds,acting_why,acting_of,acting_until,customer_owner,customer_backup,level,level_until,sla_target,sla_due,sla_state");
    assert_snapshot!(header("entries"), @"entry,at,actor,behind,kind,thread,thread_now,text,hash");
    assert_snapshot!(header("customers"), @"customer,name,address,addresses,company,role,phone,status,tags,owner,backup,merged");
    assert_snapshot!(header("tasks"), @"task,text,state,overdue,owner,due,priority,thread,subject,customer,customer_name,customer_address,customer_owner,customer_backup,comments,added_at,changed_at,done_at");
    let first = |what: &str| {
        let answer = world.admin(&format!("export {what} --format jsonl")).ok().stdout;
        answer.lines().last().unwrap().to_owned()
    };
    assert_snapshot!(first("messages"), @r#"{"version":1,"message_id":"b1@example.net","from":"ben@example.net","subject":"Wrong colour","at":"2026-03-02T10:00:00Z","direction":"inbound","author":null,"automated":null,"places":["support/INBOX"],"vanished":null,"id_reused":false,"truncated":false,"unreadable":null,"thread":2,"seq":9,"key":"b1@example.net","dated":"2026-03-02T10:00:00Z","customer":2,"from_name":"Ben Okoro","to":["support@example.org"],"cc":[],"references":[],"size":153,"historic":false}"#);
    assert_snapshot!(first("threads"), @r#"{"version":1,"thread":2,"subject":"Wrong colour","customer":{"customer":2,"name":"Ben Okoro","address":"ben@example.net","owner":null,"backup":null},"inboxes":["support"],"status":"open","waiting_on":null,"owner":null,"backup":null,"effective_owner":null,"acting":null,"held_by":null,"held_until":null,"priority":"normal","level":null,"level_until":null,"sla":null,"tags":[],"next_action":{"task":10,"text":"send, quote","due":"2026-03-04T16:00:00Z","owner":"maya","implied":false},"automated":false,"bounced_at":null,"messages":1,"awaiting_reply":true,"first_at":"2026-03-02T10:00:00Z","last_inbound_at":"2026-03-02T10:00:00Z","last_outbound_at":null,"waiting_since":"2026-03-02T10:00:00Z","age_working_seconds":0}"#);
    assert_snapshot!(first("customers"), @r#"{"version":1,"customer":2,"name":"Ben Okoro","address":"ben@example.net","owner":null,"backup":null,"company":null,"role":null,"phone":null,"status":null,"tags":[],"addresses":["ben@example.net"],"merged":[]}"#);
    assert_snapshot!(first("tasks"), @r#"{"version":1,"task":10,"text":"send, quote","owner":"maya","due":"2026-03-04T16:00:00Z","priority":"normal","state":"open","overdue":false,"added_at":"2026-03-02T10:00:00Z","done_at":null,"comments":[],"thread":2,"customer":{"customer":2,"name":"Ben Okoro","address":"ben@example.net","owner":null,"backup":null},"subject":"Wrong colour","changed_at":"2026-03-02T10:00:00Z"}"#);
    let mut entry: Value = serde_json::from_str(&first("entries")).unwrap();
    entry["hash"] = "[hash]".into();
    assert_snapshot!(entry, @r#"{"version":1,"entry":10,"at":"2026-03-02T10:00:00Z","actor":"maya","behind":null,"kind":"task-added","thread":2,"text":"task 10 for maya, due 2026-03-04 17:00: send, quote","hash":"[hash]","thread_now":2}"#);
}

#[test]
fn every_column_and_every_field_is_in_the_manual() {
    let world = world();
    let pages = baton::cli::generated().unwrap();
    let page = &pages.iter().find(|(path, _)| path.ends_with("baton-json.7")).unwrap().1;
    let page = String::from_utf8_lossy(page).into_owned();
    let section = page.split(".SH EXPORT").nth(1).unwrap().split(".SH ").next().unwrap();
    let words = |text: &str| -> BTreeSet<String> {
        text.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned).collect()
    };
    for what in ["messages", "threads", "entries", "customers", "tasks"] {
        let (header, _) = table(&world.admin(&format!("export {what}")).ok().stdout);
        let inherited = if what == "entries" { page.as_str() } else { section };
        let known = words(inherited);
        for column in &header {
            assert!(known.contains(column), "export {what}: {column} is not in baton-json.7");
        }
        for line in lines(&world.admin(&format!("export {what} --json")).ok().stdout) {
            assert_eq!(line["version"], 1);
            for field in line.as_object().unwrap().keys() {
                assert!(words(&page).contains(field), "export {what}: {field} is not documented");
                let column =
                    |name: &String| name == field || name.starts_with(&format!("{field}_"));
                assert!(
                    field == "version" || header.iter().any(column),
                    "{what}: no column {field}"
                );
            }
        }
    }
}

/// Every message has the thread that `show` says.
#[track_caller]
fn agrees_with_show(world: &World) {
    let messages = lines(&world.admin("export messages --json").ok().stdout);
    assert_eq!(messages.len(), 4);
    for message in &messages {
        let id = message["message_id"].as_str().unwrap();
        let shown = world.maya(&format!("show {id} --json")).ok().json();
        assert_eq!(message["thread"], shown["thread"], "{id}");
        let same = |other: &&Value| other["message_id"] == message["message_id"];
        let shown = shown["messages"].as_array().unwrap().iter().find(same).unwrap();
        for field in ["from", "subject", "at", "direction", "author", "automated", "places"] {
            assert_eq!(message[field], shown[field], "{field} of {id}");
        }
    }
}

#[test]
fn every_message_has_the_thread_that_show_says_also_after_threads_were_joined() {
    let world = asked();
    world.mail(complaint());
    world.maya("note 2 'the second thread'").ok();
    // It answers both, so that the two are one.
    world.mail(
        Mail::from("Ana <ana@example.com>")
            .id("c@x")
            .references(&["a1@example.com", "b1@example.net"]),
    );
    world.mail(Mail::from("Carl <carl@example.com>").id("d@x").subject("Alone"));
    agrees_with_show(&world);
    let threads: Vec<Value> = lines(&world.admin("export threads --json").ok().stdout)
        .iter()
        .map(|t| t["thread"].clone())
        .collect();
    assert_eq!(threads, [1, 3]);
    let entries = lines(&world.admin("export entries --json").ok().stdout);
    let noted = entries.iter().find(|entry| entry["kind"] == "noted").unwrap();
    assert_eq!((&noted["thread"], &noted["thread_now"]), (&Value::from(2), &Value::from(1)));
    world.admin("split 1 b1@example.net").ok();
    agrees_with_show(&world);
}

#[test]
fn a_csv_reader_finds_what_json_says_and_no_formula() {
    let texts: Vec<&str> = HOSTILE.into_iter().chain(FORMULAS).collect();
    let world = hostile(&texts);
    world.maya("note 1 '=1+1, \"quoted\"'").ok();
    world.maya("next 1 '=2+2' --due fri").ok();
    world.maya("customer set 1 --company '=3+3' --phone '+49 30 1' --tag '+vip'").ok();
    for what in ["messages", "threads", "entries", "customers", "tasks"] {
        let plain = world.admin(&format!("export {what} --csv")).ok();
        harmless(&plain);
        let raw = world.admin(&format!("export {what} --format csv --raw")).ok();
        harmless(&raw);
        let json = world.admin(&format!("export {what} --format jsonl")).ok();
        harmless(&json);
        let (objects, (header, guarded)) = (lines(&json.stdout), table(&plain.stdout));
        let (_, rows) = table(&raw.stdout);
        assert_eq!((rows.len(), guarded.len()), (objects.len(), objects.len()));
        assert!(guarded.iter().flatten().all(|cell| {
            !cell.trim_start().starts_with(['=', '+', '-', '@', '＝']) && !cell.starts_with('\t')
        }));
        for ((row, guarded), object) in rows.iter().zip(&guarded).zip(&objects) {
            for ((name, cell), guarded) in header.iter().zip(row).zip(guarded) {
                assert_eq!(
                    guarded.strip_prefix('\'').unwrap_or(guarded),
                    cell.strip_prefix('\'').unwrap_or(cell)
                );
                match object.get(name) {
                    Some(Value::String(text))
                        if !text.chars().any(|c| c.is_control() || !c.is_ascii()) =>
                    {
                        assert_eq!(cell, text, "{name}");
                    }
                    Some(Value::Number(number)) => assert_eq!(*cell, number.to_string(), "{name}"),
                    Some(Value::Bool(truth)) => assert_eq!(*cell, truth.to_string(), "{name}"),
                    Some(Value::Null) => assert_eq!(cell, "", "{name}"),
                    _ => {}
                }
            }
        }
    }
    let tabs = world.admin("export messages --plain").ok().stdout;
    assert_eq!(tabs.lines().count(), texts.len());
    assert!(tabs.lines().all(|line| line.split('\t').count() == 24));
}

#[test]
fn an_export_may_begin_at_a_day() {
    let world = world();
    let count = |words: &str| lines(&world.admin(words).ok().stdout).len();
    assert_eq!(count("export messages --json --since '2026-03-02 10:30'"), 1);
    assert_eq!(count("export threads --json --since '2026-03-02 10:30'"), 1);
    assert_eq!(count("export entries --json --since '2026-03-02 10:30'"), 1);
    assert_eq!(count("export messages --json --since 2026-03-03"), 0);
}

#[test]
fn two_formats_at_once_are_wrong_usage() {
    let world = World::at("2026-03-02T09:00Z");
    assert_snapshot!(world.admin("export messages --csv --format jsonl").fails(2), @"
    $ baton export messages --csv --format jsonl
    [stderr] baton: two formats are asked for, and the answer has only one
    [stderr] hint: give --format alone
    [exit 2]
    ");
    world.admin("export messages --plain --format csv").fails(2);
    world.admin("export messages --json --format csv").fails(2);
    world.admin("export threads --json --raw").fails(2);
    world.admin("export everything").fails(2);
    world.admin("export messages --json --format jsonl").ok();
}

/// An mbox of threads of four messages.
fn mbox(messages: u32) -> String {
    let mut text = String::new();
    for n in 0..messages {
        let opener = n - n % 4;
        let reply = if n == opener {
            String::new()
        } else {
            format!("In-Reply-To: <m{}@example.com>\nReferences: <m{opener}@example.com>\n", n - 1)
        };
        write!(
            text,
            "From ana@example.com Mon Mar  2 08:00:00 2026\nMessage-ID: <m{n}@example.com>\n\
             From: Customer {c} <c{c}@example.com>\nTo: support@example.org\nSubject: Question {opener}\n{reply}\nHello\n\n",
            c = opener % 997,
        )
        .unwrap();
    }
    text
}

#[test]
fn memory_does_not_grow_with_the_export_and_a_reader_may_leave() {
    let peaks = [2_000, 20_000].map(|messages| {
        let world = World::at("2026-03-02T09:00Z");
        fs::write(world.path().join("all.mbox"), mbox(messages)).unwrap();
        world.admin("import all.mbox").ok();
        let exports = ["messages", "threads", "entries", "messages --json", "threads --json"];
        let peaks = exports.map(|what| {
            let (ran, peak) = world.measured("ada", &format!("export {what}"));
            let rows = ran.ok().stdout.lines().count() as u32;
            match what.split(' ').next() {
                Some("messages") => assert!(rows >= messages),
                Some("threads") => assert!(rows >= messages / 4),
                _ => {}
            }
            peak
        });
        let mut child = world.command("ada", "export messages").spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert!(first.starts_with("thread,"), "{first}");
        let left = child.wait_with_output().unwrap();
        assert!(left.status.success() && left.stderr.is_empty(), "{left:?}");
        peaks
    });
    for (few, many) in peaks[0].iter().zip(peaks[1]) {
        // SQLite holds more of the larger file, up to 16 MB: here 5. The rows would be 10 and more. A run may be over
        // before it was looked at, and holds 16 MB at least.
        assert!(
            many < few.max(&(16 * 1024)) + 9 * 1024,
            "{few} KiB for 2,000 messages, {many} KiB for 20,000"
        );
    }
}
