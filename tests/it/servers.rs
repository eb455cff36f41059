//! The main path of a sync, and what must survive anything, on every server: one test file for all three.

use serde_json::{Value, json};

use crate::ledger;
use crate::server::Server;
use crate::sync::{balance, boxes, mail, question, show, similar};
use crate::world::{Ran, World, time};

const NOW: &str = "2026-03-02T09:00Z";

/// Makes each of these a test on each server.
macro_rules! on_every_server {
    ($($sentence:ident),+ $(,)?) => {
        on_every_server!(@ dovecot, Dovecot, $($sentence),+);
        on_every_server!(@ cyrus, Cyrus, $($sentence),+);
        on_every_server!(@ courier, Courier, $($sentence),+);
    };
    (@ $module:ident, $server:ident, $($sentence:ident),+) => {
        mod $module {
            $(
                #[test]
                fn $sentence() {
                    super::$sentence(super::Server::$server);
                }
            )+
        }
    };
}

on_every_server!(
    a_mailbox_is_read_and_a_reply_in_sent_found_and_no_flag_changes,
    a_second_sync_finds_nothing_new_and_changes_nothing,
    new_mail_is_found_and_nothing_else_read_anew,
    a_new_uidvalidity_keeps_numbers_owners_and_notes_and_doubles_nothing,
    the_trial_balance_holds_after_mail_was_expunged_and_threads_stay,
    a_mail_that_moves_is_the_same_and_one_that_vanishes_is_gone,
    a_mailbox_that_is_suddenly_empty_is_a_warning_and_removes_nothing,
);

/// A world that reads this user's mail.
fn world(server: Server, user: &str) -> World {
    World::with_config(NOW, &server.inbox(user))
}

/// The same, with these mailboxes.
fn world_of(server: Server, user: &str, mailboxes: &[&str]) -> World {
    let names: Vec<String> = mailboxes.iter().map(|mailbox| server.name(mailbox)).collect();
    for name in names.iter().filter(|name| *name != "INBOX") {
        server.imap(user).create(name);
    }
    World::with_config(NOW, &format!("{}mailboxes = {names:?}\n", server.inbox(user)))
}

/// A sync as everyone reads it: that Courier has all mailboxes under INBOX is left out.
fn synced(world: &World) -> String {
    let Ran { stdout, stderr, .. } = world.sync();
    (stdout + &stderr).replace("INBOX.", "")
}

fn counts(world: &World) -> Vec<(String, u64, u64)> {
    let plain =
        |(name, server, ledger): (String, u64, u64)| (name.replace("INBOX.", ""), server, ledger);
    balance(world).into_iter().map(plain).collect()
}

fn places(world: &World, thread: u32, message: usize) -> Value {
    let places = &show(world, thread)["messages"][message]["places"];
    serde_json::from_str(&places.to_string().replace("INBOX.", "")).unwrap()
}

fn a_mailbox_is_read_and_a_reply_in_sent_found_and_no_flag_changes(server: Server) {
    let user = "servers-main";
    server.deliver(
        user,
        "INBOX",
        &question("a1@example.com", "Pricing"),
        time("2026-03-02T08:00Z"),
    );
    server.deliver(user, "INBOX", &question("b1@example.com", "Lamp"), time("2026-03-02T08:01Z"));
    let world = world(server, user);
    let flags = || [server.flags(user, "INBOX"), server.flags(user, "Sent")];
    let untouched = flags();
    assert_eq!(
        synced(&world),
        "support: INBOX 2 of 2, 2 new\n\
         support: Sent 0 of 0, 0 new\n"
    );
    assert_eq!(flags(), untouched);
    let doctor = world.admin("doctor --json").json();
    let sent = doctor["checks"].as_array().unwrap().iter();
    let sent = sent.clone().find(|check| check["check"] == "support sent").unwrap();
    assert_eq!((&sent["ok"], &sent["text"]), (&json!(true), &json!(server.name("Sent"))));
    let thread = show(&world, 1);
    assert_eq!((&thread["subject"], &thread["status"]), (&json!("Pricing"), &json!("open")));
    assert_eq!(thread["first_at"], "2026-03-02T08:00:00Z");

    world.maya("claim 1").ok();
    let reply = "Message-ID: <r1@example.org>\nFrom: Maya <maya@example.org>\nTo: Ana <ana@example.com>\n\
                 Subject: Re: Pricing\nIn-Reply-To: <a1@example.com>\n\nTen.\n";
    server.deliver(user, "Sent", reply, time("2026-03-02T09:10Z"));
    let untouched = flags();
    assert_eq!(
        synced(world.later("15m")),
        "support: INBOX 2 of 2, 0 new\n\
         support: Sent 1 of 1, 1 new\n"
    );
    assert_eq!(show(&world, 1)["status"], "waiting-customer");
    assert_eq!(places(&world, 1, 1), json!(["support/Sent"]));
    assert_eq!(flags(), untouched);
}

fn a_second_sync_finds_nothing_new_and_changes_nothing(server: Server) {
    let user = "servers-twice";
    for n in 0..20 {
        let raw = question(&format!("q{n}@example.com"), &format!("Question {n}"));
        server.deliver(user, "INBOX", &raw, time(&format!("2026-03-02T08:{n:02}Z")));
    }
    let world = world(server, user);
    world.sync();
    world.maya("claim 3").ok();
    let before = ledger::dump(&world);
    assert_eq!(
        synced(world.later("10m")),
        "support: INBOX 20 of 20, 0 new\n\
         support: Sent 0 of 0, 0 new\n"
    );
    similar(&ledger::dump(&world), &before);
}

fn new_mail_is_found_and_nothing_else_read_anew(server: Server) {
    let user = "servers-new";
    let world = world(server, user);
    world.sync();
    for (n, subject) in ["First", "Second", "Third"].into_iter().enumerate() {
        let raw = question(&format!("n{n}@example.com"), subject);
        server.deliver(user, "INBOX", &raw, time("2026-03-02T08:30Z"));
        world.later("5m");
        let expected = format!("support: INBOX {0} of {0}, 1 new", n + 1);
        assert_eq!(synced(&world).lines().next(), Some(expected.as_str()));
    }
    assert_eq!(show(&world, 3)["subject"], "Third");
}

fn a_new_uidvalidity_keeps_numbers_owners_and_notes_and_doubles_nothing(server: Server) {
    let user = "servers-renumbered";
    let deliver = |raw: &str, minute: u32| {
        let date = time(&format!("2026-03-02T08:{minute:02}Z"));
        server.deliver(user, "Desk", raw, date);
    };
    let nameless = "From: Ben <ben@example.com>\nTo: support@example.org\nSubject: No id\n\
                    Date: Mon, 2 Mar 2026 08:03:00 +0000\n\nHello\n";
    let old = [
        question("a1@example.com", "Pricing"),
        mail(
            "a2@example.com",
            "Ana <ana@example.com>",
            "Re: Pricing",
            "In-Reply-To: <a1@example.com>\n",
        ),
        nameless.to_owned(),
        question("c1@example.com", "Broken lamp"),
        question("d1@example.com", "Delivery"),
    ];
    for (minute, raw) in (0..).zip(&old) {
        deliver(raw, minute);
    }
    let world = world_of(server, user, &["Desk"]);
    world.sync();
    world.maya("claim 1").ok();
    world.jordan("claim 2").ok();
    world.sam("note 3 'called her'").ok();

    // The same in another order, Delivery gone, two new ones: one thread, one reply.
    server.recreate(user, "Desk");
    deliver(&question("e1@example.com", "New one"), 10);
    for (minute, raw) in (0..4).zip(&old).rev() {
        deliver(raw, minute);
    }
    deliver(
        &mail(
            "c2@example.com",
            "Ana <ana@example.com>",
            "Re: Broken lamp",
            "In-Reply-To: <c1@example.com>\n",
        ),
        11,
    );
    assert_eq!(
        synced(&world),
        "support: Desk 6 of 6, 2 new\n\
         support: Sent 0 of 0, 0 new\n\
         warning: support: the server renumbered Desk (UIDVALIDITY); all of it is matched again by Message-ID\n"
    );

    assert_eq!(counts(&world)[0], ("support/Desk".to_owned(), 6, 6));
    let thread = |number| {
        let thread = show(&world, number);
        let messages = thread["messages"].as_array().unwrap().len();
        (thread["subject"].clone(), thread["owner"].clone(), messages)
    };
    assert_eq!(thread(1), (json!("Pricing"), json!("maya"), 2));
    assert_eq!(thread(2), (json!("No id"), json!("jordan"), 1));
    assert_eq!(thread(3), (json!("Broken lamp"), Value::Null, 2));
    assert_eq!(show(&world, 3)["notes"][0]["text"], "called her");
    assert_eq!(thread(4), (json!("Delivery"), Value::Null, 1));
    assert_eq!(show(&world, 4)["messages"][0]["places"], json!([]));
    assert_eq!(thread(5), (json!("New one"), Value::Null, 1));
    assert_eq!(ledger::count(&world, "messages"), Some(7));

    let before = ledger::dump(&world);
    world.sync();
    similar(&ledger::dump(&world), &before);
}

fn the_trial_balance_holds_after_mail_was_expunged_and_threads_stay(server: Server) {
    let user = "servers-expunged";
    let uids: Vec<u32> = ["a1@example.com", "b1@example.com", "c1@example.com"]
        .map(|id| server.deliver(user, "INBOX", &question(id, id), time("2026-03-02T08:00Z")))
        .to_vec();
    let world = world(server, user);
    world.sync();
    world.maya("claim 2").ok();

    // One goes and one comes: the count alone would show nothing.
    server.expunge(user, "INBOX", uids[1]);
    server.deliver(user, "INBOX", &question("d1@example.com", "Fourth"), time("2026-03-02T08:30Z"));
    assert_eq!(synced(&world).lines().next(), Some("support: INBOX 3 of 3, 1 new"));
    assert_eq!(counts(&world), boxes([3, 0]));
    let thread = show(&world, 2);
    assert_eq!((&thread["owner"], &thread["status"]), (&json!("maya"), &json!("open")));
    assert_eq!(thread["messages"][0]["places"], json!([]));
    assert_eq!(show(&world, 4)["subject"], "Fourth");
}

fn a_mail_that_moves_is_the_same_and_one_that_vanishes_is_gone(server: Server) {
    let user = "servers-moved";
    let uids = ["a1@example.com", "b1@example.com", "c1@example.com"]
        .map(|id| server.deliver(user, "INBOX", &question(id, id), time("2026-03-02T08:00Z")));
    let world = world_of(server, user, &["INBOX", "Archive"]);
    world.sync();
    // RFC 6851 MOVE is not everywhere: this is what clients do without it.
    let mut imap = server.imap(user);
    imap.command("SELECT INBOX");
    imap.command(&format!("UID COPY {} \"{}\"", uids[0], server.name("Archive")));
    imap.command("CLOSE");
    server.expunge(user, "INBOX", uids[0]);
    server.expunge(user, "INBOX", uids[1]);
    assert_eq!(
        synced(world.later("1h")),
        "support: INBOX 1 of 1, 0 new\n\
         support: Archive 1 of 1, 0 new\n\
         support: Sent 0 of 0, 0 new\n"
    );
    let gone = |thread| show(&world, thread)["reasons"].to_string().contains("gone");
    assert_eq!(places(&world, 1, 0), json!(["support/Archive"]));
    assert_eq!([1, 2, 3].map(gone), [false, true, false]);
}

fn a_mailbox_that_is_suddenly_empty_is_a_warning_and_removes_nothing(server: Server) {
    let user = "servers-emptied";
    let uids: Vec<u32> = (1..=3)
        .map(|n| {
            let raw = question(&format!("e{n}@example.com"), "Question");
            server.deliver(user, "INBOX", &raw, time("2026-03-02T08:00Z"))
        })
        .collect();
    let world = world(server, user);
    world.sync();
    world.maya("claim 1").ok();
    let threads = || world.maya("list --all --json").ok().stdout;
    let (before, places) = (threads(), ledger::count(&world, "places"));

    for uid in uids {
        server.expunge(user, "INBOX", uid);
    }
    assert_eq!(
        synced(&world),
        "support: INBOX 3 of 0, 0 new\n\
         support: Sent 0 of 0, 0 new\n\
         warning: support: INBOX suddenly shows no mail, it had 3 messages; nothing was removed from the ledger\n"
    );
    assert_eq!(threads(), before);
    assert_eq!(ledger::count(&world, "places"), places);
    assert_eq!(world.maya("review --json").ok().json()["complete"], false);

    // Mail comes in again: what is gone is gone, what is new is read.
    server.deliver(user, "INBOX", &question("f@example.com", "New"), time("2026-03-02T08:50Z"));
    assert_eq!(synced(&world).lines().next(), Some("support: INBOX 1 of 1, 1 new"));
    assert_eq!(counts(&world), boxes([1, 0]));
    assert_eq!(show(&world, 1)["owner"], "maya");
}
