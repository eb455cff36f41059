//! Customers' mail that disappears from the mailbox before anybody answered it.

use std::fs;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::dovecot::Dovecot;
use crate::ledger;
use crate::scripted::{Scripted, Step, send};
use crate::session::{answer, asked, complaint};
use crate::sync::{scripted_inbox, show};
use crate::world::{Mail, World, time};

const NONE: [i64; 0] = [];
const NOW: &str = "2026-03-02T09:00Z";

/// A world that reads INBOX, Archive and Sent of this user, each mailbox in this order.
fn world(user: &str) -> World {
    let dovecot = Dovecot::shared();
    dovecot.imap(user).create("Archive");
    let inbox = dovecot.inbox("support", user);
    World::with_config(NOW, &format!("{inbox}mailboxes = [\"INBOX\", \"Archive\"]\n"))
}

fn question(user: &str, id: &str) -> u32 {
    let raw = format!(
        "Message-ID: <{id}>\nFrom: Ana Lopez <ana@example.com>\nTo: support@example.org\nSubject: {id}\n\nHello\n"
    );
    Dovecot::shared().deliver(user, "INBOX", &raw, time("2026-03-02T08:10Z"))
}

/// The threads in whose reasons `gone` is.
fn gone(world: &World) -> Vec<i64> {
    let queue = world.maya("list --all --json").ok().json();
    let numbers = queue["threads"].as_array().unwrap().iter();
    let mut numbers: Vec<i64> = numbers.map(|thread| thread["thread"].as_i64().unwrap()).collect();
    numbers.sort_unstable();
    numbers.retain(|number| {
        let reasons = show(world, u32::try_from(*number).unwrap())["reasons"].clone();
        reasons.as_array().unwrap().contains(&json!("gone"))
    });
    numbers
}

/// What people read of the review: sections and items, without the first two lines and the hash.
fn sections(world: &World) -> String {
    let review = world.maya("review").ok().stdout;
    let (_, sections) = review.split_once("\n\n").unwrap();
    sections.rsplit_once("\n\nledger").map(|(sections, _)| sections).unwrap_or("").to_owned()
}

/// Claimed, with a next action: nothing but what the test does to it brings it into the review.
fn cared_for(world: &World, thread: u32) {
    world.maya(&format!("claim {thread}")).ok();
    world.maya(&format!("next {thread} 'send quote' --due +20bd")).ok();
}

#[test]
fn unanswered_mail_that_is_deleted_is_reported_until_the_thread_is_closed() {
    let user = "gone-deleted";
    let uids = ["a@example.com", "b@example.com"].map(|id| question(user, id));
    let world = world(user);
    world.sync();
    cared_for(&world, 1);
    cared_for(&world, 2);
    world.now("2026-03-03T09:00Z");
    Dovecot::shared().expunge(user, "INBOX", uids[0]);
    world.sync();
    assert_eq!(gone(&world), [1]);
    assert_snapshot!(sections(&world), @"
    GONE (1)
         1  Ana Lopez: a@example.com · maya · 1bd
            Ana Lopez's mail of yesterday 08:10 is not in support/INBOX any more
              since today 09:00, and nobody answered it
            baton close 1  # if nobody has to answer
    ");
    let review = world.maya("review --json").ok().json();
    let section = &review["sections"][0];
    assert_eq!(
        (&section["section"], &section["items"][0]["since"]),
        (&json!("gone"), &json!("2026-03-03T09:00:00Z"))
    );
    assert_eq!(review["complete"], true);
    let vanished = json!({ "from": "support/INBOX", "since": "2026-03-03T09:00:00Z" });
    assert_eq!(show(&world, 1)["messages"][0]["vanished"], vanished);
    assert_eq!(show(&world, 2)["messages"][0]["vanished"], Value::Null);
    assert_snapshot!(world.maya("show 1"), @"
    $ baton show 1
    1  a@example.com
    customer    Ana Lopez <ana@example.com> (2nd thread, last with maya)
    to act now  maya, owner since yesterday 09:00
    status      open, the customer has waited since yesterday 08:10 (1bd)
    next        send quote (maya), Mon 30 Mar
    attention   Ana Lopez's mail of yesterday 08:10 is not in support/INBOX any more since today 09:00, and nobody answered it: baton close 1  # if nobody has to answer

    tasks
      [ ] 9 send quote (maya, Mon 30 Mar)

    messages
      2026-03-02 08:10 <- Ana Lopez <ana@example.com>: a@example.com [not in support/INBOX any more, since today 09:00]
    ");

    // Later syncs change neither that nor since when.
    world.later("1h").sync();
    assert_eq!(show(&world, 1)["messages"][0]["vanished"], vanished);
    world.maya("close 1 --drop-tasks").ok();
    assert_eq!(gone(&world), NONE);
}

#[test]
fn a_mail_that_vanished_is_no_longer_gone_once_somebody_answered_it() {
    let world = asked();
    world.maya("claim 1").ok();
    fs::remove_dir_all(world.maildir().join("new")).unwrap();
    fs::create_dir(world.maildir().join("new")).unwrap();
    // An empty mailbox would be a warning.
    world.mail(complaint());
    assert_eq!(gone(&world), [1]);
    world.later("1h").mail(answer("maya"));
    assert_eq!(gone(&world), NONE);
    // The next question is there.
    world.mail(Mail::from("ana@example.com").reply_to_id("a1@example.com"));
    assert_eq!(gone(&world), NONE);
}

#[test]
fn gone_is_a_badge_where_another_reason_comes_first() {
    let world = asked();
    let mail = world.deliver(complaint());
    world.sync();
    fs::remove_file(mail).unwrap();
    world.later("1m").sync();
    assert_snapshot!(sections(&world), @"
    NO OWNER (2)
         1  Ana Lopez: Pricing question · 2m
            nobody owns it, the customer has waited since today 09:59
            baton claim 1
         2  Ben Okoro: Wrong colour · 1m  [gone]
            nobody owns it, the customer has waited since today 10:00
            baton claim 2
    ");
}

#[test]
fn a_mail_that_is_put_back_is_not_gone_any_more() {
    let world = asked();
    let mail = world.deliver(complaint());
    world.sync();
    let aside = world.path().join("aside");
    fs::rename(&mail, &aside).unwrap();
    world.later("1m").sync();
    assert_eq!(gone(&world), [2]);
    fs::rename(&aside, &mail).unwrap();
    world.later("1m").sync();
    assert_eq!(gone(&world), NONE);
    assert_eq!(show(&world, 2)["messages"][0]["vanished"], Value::Null);
    // When it goes again, it is gone since then.
    fs::remove_file(&mail).unwrap();
    world.later("1m").sync();
    assert_eq!(show(&world, 2)["messages"][0]["vanished"]["since"], "2026-03-02T09:03:00Z");
}

#[test]
fn answered_automated_and_old_mail_may_go() {
    let world = asked();
    let older = Mail::from("old@example.com").date("2026-01-02T09:00Z");
    let robot = Mail::from("shop@example.com").header("Auto-Submitted", "auto-generated");
    let mails = [complaint(), older, robot].map(|mail| world.deliver(mail));
    world.later("1m").mail(
        Mail::from("maya@example.org").to("ben@example.net").reply_to_id("b1@example.net").sent(),
    );
    for mail in mails {
        fs::remove_file(mail).unwrap();
    }
    world.later("1m").sync();
    assert_eq!(ledger::count(&world, "vanished"), Some(3));
    assert_eq!(gone(&world), NONE);
}

#[test]
fn mail_that_moves_to_another_mailbox_of_the_config_is_not_gone() {
    let user = "gone-moved";
    let dovecot = Dovecot::shared();
    let uid = question(user, "a@example.com");
    question(user, "b@example.com");
    let world = world(user);
    // A mailbox that becomes empty would be a warning.
    let stays = b"From: ben@example.com\nTo: support@example.org\n\nHi\n";
    dovecot.imap(user).append("Archive", stays, None, &[]);
    world.sync();
    let move_mail = |from: &str, uid: u32, to: &str| {
        let mut imap = dovecot.imap(user);
        imap.command(&format!("SELECT {from}"));
        imap.command(&format!("UID MOVE {uid} {to}"));
    };
    // To a mailbox that is read later, and back to one that was read before.
    for (from, uid, to) in [("INBOX", uid, "Archive"), ("Archive", 2, "INBOX")] {
        move_mail(from, uid, to);
        world.later("5m").sync();
        assert_eq!(show(&world, 1)["messages"][0]["places"], json!([format!("support/{to}")]));
        assert_eq!(ledger::count(&world, "vanished"), Some(0), "from {from}");
    }
    // To one that baton does not read.
    dovecot.imap(user).create("Elsewhere");
    move_mail("INBOX", 3, "Elsewhere");
    world.later("5m").sync();
    assert_eq!(gone(&world), [1]);
}

#[test]
fn nothing_is_gone_before_every_mailbox_was_read() {
    let user = "gone-unread";
    let uid = question(user, "a@example.com");
    question(user, "b@example.com");
    let world = world(user);
    world.sync();
    let readable = fs::read_to_string(world.config()).unwrap();
    world.set_config(&readable.replace("Archive", "Misspelt"));
    Dovecot::shared().expunge(user, "INBOX", uid);
    world.later("5m").admin("sync").fails(2);
    assert_eq!(gone(&world), NONE);
    assert_eq!(show(&world, 1)["messages"][0]["vanished"], Value::Null);
    world.set_config(&readable);
    world.later("5m").sync();
    assert_eq!(gone(&world), [1]);
    // Missed since the sync that failed.
    let vanished = &show(&world, 1)["messages"][0]["vanished"];
    assert_eq!(vanished["since"], "2026-03-02T09:05:00Z");
}

#[test]
fn a_mail_that_is_missing_after_a_renumbering_is_gone() {
    let user = "gone-renumbered";
    let dovecot = Dovecot::shared();
    for id in ["a@example.com", "b@example.com", "c@example.com"] {
        question(user, id);
    }
    let world = world(user);
    world.sync();
    dovecot.recreate(user, "INBOX");
    for id in ["c@example.com", "a@example.com"] {
        question(user, id);
    }
    world.later("1h").sync();
    assert_eq!(gone(&world), [2]);
    assert_eq!(ledger::count(&world, "vanished"), Some(1));
}

#[test]
fn a_renumbered_mailbox_that_was_not_read_to_its_end_makes_nothing_gone() {
    let user = "gone-cut";
    question(user, "a@example.com");
    let world = world(user);
    world.sync();
    let config = fs::read_to_string(world.config()).unwrap();
    let server = Scripted::start(vec![
        send("* OK hello\r\n"),
        Step::ServeUntil("EXAMINE"),
        send("* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 2] x\r\n{tag} OK done\r\n"),
        Step::ServeUntil("UID FETCH"),
        Step::Close,
    ]);
    world.set_config(&scripted_inbox("support", server.port()));
    world.later("5m").admin("sync").fails(75);
    assert_eq!(ledger::count(&world, "places"), Some(0));
    assert_eq!(gone(&world), NONE);
    world.set_config(&config);
    world.later("5m").sync();
    assert_eq!(ledger::count(&world, "vanished"), Some(0));
}

#[test]
fn a_mailbox_that_the_config_does_not_name_any_more_makes_nothing_gone() {
    let user = "gone-retired";
    question(user, "a@example.com");
    let world = world(user);
    let mut imap = Dovecot::shared().imap(user);
    imap.append("Archive", b"From: ben@example.com\nTo: support@example.org\n\nHi\n", None, &[]);
    world.sync();
    let config = fs::read_to_string(world.config()).unwrap();
    world.set_config(&config.replace(", \"Archive\"", ""));
    world.later("5m").sync();
    world.later("5m").sync();
    assert_eq!(ledger::count(&world, "vanished"), Some(0));
    assert_eq!(gone(&world), NONE);
}

#[test]
fn a_copy_in_an_inbox_that_is_not_read_any_more_hides_nothing() {
    let dovecot = Dovecot::shared();
    let (user, old) = ("gone-kept", "gone-dropped");
    let uid = question(user, "a@example.com");
    question(user, "b@example.com");
    question(old, "a@example.com");
    let kept = dovecot.inbox("support", user);
    let world = World::with_config(NOW, &(kept + &dovecot.inbox("old", old)));
    world.sync();
    let config = fs::read_to_string(world.config()).unwrap();
    world.set_config(&config.replace(&dovecot.inbox("old", old), ""));
    world.later("5m").sync();
    assert_eq!(gone(&world), NONE);
    dovecot.expunge(user, "INBOX", uid);
    world.later("5m").sync();
    assert_eq!(gone(&world), [1]);
}

#[test]
fn a_file_that_was_imported_is_no_mailbox() {
    let world = asked();
    let mail = world.deliver(complaint());
    world.sync();
    let copy = world.path().join("copy.eml");
    fs::copy(&mail, &copy).unwrap();
    world.admin("import copy.eml").ok();
    fs::remove_file(&copy).unwrap();
    world.later("5m").sync();
    assert_eq!(gone(&world), NONE);
    fs::remove_file(&mail).unwrap();
    world.later("5m").sync();
    assert_eq!(gone(&world), [2]);
}

#[test]
fn a_mailbox_that_shows_nothing_makes_nothing_gone() {
    let world = asked();
    fs::remove_dir_all(world.maildir().join("new")).unwrap();
    fs::create_dir(world.maildir().join("new")).unwrap();
    world.later("5m").sync();
    assert_eq!(gone(&world), NONE);
    assert_eq!(show(&world, 1)["messages"][0]["places"], json!(["support/INBOX"]));
}
