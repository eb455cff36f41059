//! What the numbers are worth, said before them.

use std::fs;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::dovecot::Dovecot;
use crate::session::{answer, asked, set, two_asked};
use crate::sync::question;
use crate::world::{Mail, Ran, World, time};

/// What stands before the table.
fn said(world: &World, options: &str) -> String {
    let Ran { stdout, .. } = world.maya(&format!("metrics {options}")).ok();
    stdout.split("\n\n").next().unwrap().to_owned()
}

fn quality(world: &World, options: &str) -> Value {
    world.maya(&format!("metrics --json {options}")).ok().json()["data_quality"].clone()
}

/// Whether each number of the backlog is marked.
fn marked(world: &World, options: &str) -> Vec<bool> {
    let metrics = world.maya(&format!("metrics --json {options}")).ok().json();
    let rows = metrics["metrics"].as_array().unwrap().iter();
    let backlog = rows.filter(|row| row["metric"] == "backlog" && row["clock"] == "wall");
    backlog.map(|row| row["gap"].as_bool().unwrap()).collect()
}

/// Ana and Ben asked on Monday, maya answered Ana; mail was read every 12 hours up to Friday noon, but not from Tuesday noon to
/// Thursday noon.
fn week() -> World {
    let world = two_asked();
    world.later("5m").mail(answer("maya"));
    for hours in [0, 12, 24, 72, 84, 96] {
        let day = 2 + hours / 24;
        world.now(&format!("2026-03-{day:02}T{:02}:00Z", 11 + hours % 24)).sync();
    }
    world
}

const WEEK: &str = "--from 2026-03-02 --by day";

#[test]
fn one_line_says_that_all_is_well() {
    let world = asked();
    world.later("5m").mail(answer("maya"));
    world.later("10m");
    assert_snapshot!(said(&world, ""), @"data: complete; last read today 10:05");
    assert_eq!(quality(&world, "")["complete"], true);
    assert_eq!(marked(&world, ""), [false]);
}

#[test]
fn numbers_of_days_in_which_mail_was_not_read_are_marked() {
    let world = week();
    assert_snapshot!(said(&world, WEEK), @"
    data: not complete; last read today 12:00
      gap: support was not read from 2026-03-03 12:00 to 2026-03-05 12:00, only
        later
    ");
    assert_eq!(
        quality(&world, WEEK)["gaps"],
        json!([{
            "inbox": "support", "mailboxes": [], "kind": "late",
            "from": "2026-03-03T11:00:00Z", "to": "2026-03-05T11:00:00Z",
        }])
    );
    let days = marked(&world, WEEK);
    assert_eq!(days, [false, true, true, true, false]);
    let text = world.maya(&format!("metrics {WEEK}")).ok().stdout;
    let is_marked = |day: &str| {
        let mut lines = text.lines().filter(|line| line.starts_with("backlog "));
        lines.find(|line| line.contains(day)).unwrap().contains("  gap")
    };
    assert!(!is_marked("2026-03-02") && is_marked("2026-03-03"), "{text}");
    let csv = world.maya(&format!("metrics --csv --comments {WEEK}")).ok().stdout;
    assert!(csv.starts_with("# data: not complete; last read today 12:00\r\n"), "{csv}");
    let column = csv.lines().find(|line| line.starts_with("metric,")).unwrap().split(',');
    let column = column.collect::<Vec<_>>().iter().position(|name| *name == "gap").unwrap();
    let cells: Vec<&str> = csv
        .lines()
        .filter(|line| line.starts_with("backlog,") && line.contains(",wall,"))
        .map(|line| line.split(',').nth(column).unwrap())
        .collect();
    let expected: Vec<&str> = days.iter().map(|gap| if *gap { "yes" } else { "" }).collect();
    assert_eq!(cells, expected);
}

#[test]
fn who_reads_seldom_on_purpose_has_no_gap() {
    let world = week();
    set(&world, "sync-old-after", "\"3d\"");
    assert_eq!(quality(&world, WEEK)["gaps"], json!([]));
}

#[test]
fn what_is_not_read_yet_is_said_until_it_is() {
    let world = asked();
    world.later("5m").mail(answer("maya"));
    world.later("3h");
    let before = said(&world, "");
    assert_snapshot!(before, @"
    data: not complete; last read today 10:05
      gap: support is not read since 2026-03-02 10:05
    ");
    assert!(marked(&world, "")[0]);
    assert!(!marked(&world, "--to 2026-03-02T10:00")[0], "a period that was read to its end");
    world.sync();
    assert_snapshot!(said(&world, ""), @"data: complete; last read today 13:05");
}

#[test]
fn before_the_history_of_its_inbox_a_number_is_marked() {
    let world = asked();
    assert_eq!(marked(&world, "--from 2026-01-01 --to 2026-01-20"), [true]);
    assert_eq!(marked(&world, "--from 2026-01-20 --to 2026-02-20"), [true]);
    assert_eq!(marked(&world, "--from 2026-02-01 --to 2026-02-20"), [false]);
    let lines = said(&world, "--from 2026-01-01");
    assert!(lines.contains("gap: support begins with mail of 2026-01-31"), "{lines}");
}

#[test]
fn clocks_that_are_off_and_replies_by_nobody_known_are_counted() {
    let world = asked();
    world.mail(Mail::from("ben@example.net").header("Date", "Mon, 2 Mar 2026 12:00:00 +0000"));
    world.mail(Mail::from("cleo@example.net").header("Date", "Fri, 27 Feb 2026 12:00:00 +0000"));
    world.mail(Mail::from("dora@example.net").header("Date", "yesterday"));
    world.mail(answer("support"));
    world.mail(answer("maya"));
    world.mail(
        Mail::from("Mailer <noreply@example.com>").header("Auto-Submitted", "auto-generated"),
    );
    world.later("1m");
    assert_snapshot!(said(&world, ""), @"
    data: complete; last read today 10:00
      1 of 2 replies is by nobody known
      1 of 7 messages is dated after it came: a clock is off
      1 of 7 messages is dated more than a day before it came
      1 of 7 messages has no Date
      1 of 5 threads is automated mail alone
    ");
    let quality = quality(&world, "");
    for (name, n) in [
        ("messages", 7),
        ("replies", 2),
        ("replies_by_unknown", 1),
        ("dated_after_arrival", 1),
        ("dated_long_before_arrival", 1),
        ("without_date", 1),
        ("threads", 5),
        ("threads_automated", 1),
        ("threads_historic", 0),
    ] {
        assert_eq!(quality[name], n, "{name}: {quality:#}");
    }
}

#[test]
fn mail_that_cannot_be_read_and_mail_that_is_gone_is_said() {
    let world = asked();
    world.later("5m").mail(answer("maya"));
    let path = world.deliver(Mail::from("ben@example.net"));
    world.sync();
    fs::remove_file(path).unwrap();
    world.later("5m").sync();
    world.later("1m");
    assert_eq!(quality(&world, "")["vanished"], 1);
    assert!(said(&world, "").contains("1 message vanished"), "{}", said(&world, ""));
}

#[test]
fn a_server_that_is_not_read_and_a_sent_mailbox_that_is_empty_are_said() {
    let (dovecot, user) = (Dovecot::start(), "quality");
    dovecot.deliver(user, "INBOX", &question("a1@example.com", "Price"), time("2026-03-02T08:00Z"));
    let world = World::with_config("2026-03-02T09:00Z", &dovecot.inbox("support", user));
    world.sync();
    world.later("5m");
    assert_snapshot!(said(&world, ""), @"
    data: not complete; last read today 09:00
      support: its Sent mailbox is empty, replies may be missing
      1 of 1 messages has no Date
    ");
    let reply = "Message-ID: <r1@example.org>\nFrom: maya@example.org\nTo: ana@example.com\n\
                 In-Reply-To: <a1@example.com>\nSubject: Re: Price\n\nTen.\n";
    let date = Some(time("2026-03-02T09:04Z"));
    dovecot.imap(user).append("Sent", reply.as_bytes(), date, &["\\Seen"]);
    world.sync();
    assert_snapshot!(said(&world, ""), @"
    data: complete; last read today 09:05
      2 of 2 messages have no Date
    ");
    dovecot.kill();
    world.later("2d").maya("sync").fails(75);
    let lines = said(&world, "");
    assert!(lines.contains("gap: support is not read since 2026-03-02 09:05"), "{lines}");
    assert!(lines.contains("could not be read when it was last tried"), "{lines}");
    assert!(marked(&world, "")[0]);
    let _again = dovecot.start_again();
    world.sync();
    let gap = "gap: support was not read from 2026-03-02 09:05 to 2026-03-04 09:05,";
    assert!(said(&world, "").contains(gap), "{}", said(&world, ""));
}

#[test]
fn an_inbox_without_sent_mail_is_said() {
    let world = World::empty("2026-03-02T09:00Z");
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(world.maildir().join(part)).unwrap();
    }
    let inbox = format!(
        "[[inbox]]\nname = \"support\"\naddress = \"support@example.org\"\n[inbox.maildir]\npath = \"{}\"\n",
        world.maildir().display()
    );
    world.set_config(&inbox);
    let world = world.started();
    world.mail(Mail::from("ana@example.com"));
    assert_eq!(
        quality(&world, "")["missing_sent"],
        json!([{"inbox": "support", "why": "not-read"}])
    );
    assert!(said(&world, "").contains("support: no Sent mailbox is read"), "{}", said(&world, ""));
}

#[test]
fn imported_files_have_no_gaps() {
    let world = World::empty("2026-03-02T09:00Z");
    world.set_config(
        "[[inbox]]\nname = \"support\"\naddress = \"support@example.org\"\n[inbox.mbox]\npath = \"none.mbox\"\n",
    );
    let world = world.started();
    let file = world.path().join("one.eml");
    fs::write(&file, question("a1@example.com", "Price")).unwrap();
    world.admin(&format!("import --inbox support '{}'", file.display())).ok();
    world.later("9d");
    assert_eq!(quality(&world, "")["gaps"], json!([]));
    assert_snapshot!(said(&world, "").lines().next().unwrap(), @"data: complete; nothing is read from a server");
}
