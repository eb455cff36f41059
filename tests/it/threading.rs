//! Which mails are one thread (SPEC §6.3), seen from the mailbox.

use serde_json::{Value, json};

use crate::ledger;
use crate::sync::show;
use crate::world::{Mail, World};

const NOW: &str = "2026-03-02T09:00Z";

fn ana() -> Mail {
    Mail::from("Ana <ana@example.com>")
}

/// The ids in a thread, oldest first.
#[track_caller]
fn ids(world: &World, thread: u32) -> Vec<String> {
    let shown = show(world, thread);
    let id = |message: &Value| message["message_id"].as_str().unwrap().to_owned();
    shown["messages"].as_array().unwrap().iter().map(id).collect()
}

/// The numbers of all threads.
fn threads(world: &World) -> Vec<u64> {
    let listed = world.maya("list --all --json").ok().json();
    let mut numbers: Vec<u64> = listed["threads"]
        .as_array()
        .unwrap()
        .iter()
        .map(|thread| thread["thread"].as_u64().unwrap())
        .collect();
    numbers.sort_unstable();
    numbers
}

#[test]
fn siblings_join_through_a_parent_that_never_came() {
    let world = World::at(NOW)
        .and(ana().id("b@x").reply_to_id("a@x").subject("Re: Pricing").date("2026-03-02T08:00Z"))
        .and(ana().id("c@x").reply_to_id("a@x").subject("Re: Pricing").date("2026-03-02T08:10Z"));
    assert_eq!(threads(&world), [1]);
    assert_eq!(ids(&world, 1), ["b@x", "c@x"]);
}

#[test]
fn a_late_parent_joins_its_replies_and_the_higher_number_still_resolves() {
    let world = World::at(NOW)
        .and(ana().id("b@x").reply_to_id("a@x").date("2026-03-02T08:20Z"))
        .and(ana().id("other@x").date("2026-03-02T08:25Z"))
        // It knows c, which is not here yet, and so opens a thread.
        .and(ana().id("d@x").reply_to_id("c@x").date("2026-03-02T08:30Z"));
    assert_eq!(threads(&world), [1, 2, 3]);

    world.mail(ana().id("c@x").references(&["a@x", "b@x"]).date("2026-03-02T08:10Z"));
    assert_eq!(threads(&world), [1, 2]);
    assert_eq!(ids(&world, 1), ["c@x", "b@x", "d@x"]);
    assert_eq!(show(&world, 3)["thread"], 1);
    world.maya("claim 3").ok();
    assert_eq!(show(&world, 1)["owner"], "maya");

    world.mail(ana().id("a@x").date("2026-03-02T08:00Z"));
    assert_eq!(ids(&world, 1), ["a@x", "c@x", "b@x", "d@x"]);
    assert_eq!(threads(&world), [1, 2]);
}

#[test]
fn a_joined_thread_keeps_what_both_had() {
    let world = World::at(NOW).and(ana().id("a@x")).and(ana().id("c@x").reply_to_id("b@x"));
    world.maya("claim 2").ok();
    world.maya("note 2 'asked twice'").ok();
    world.mail(ana().id("b@x").reply_to_id("a@x"));
    for number in [1, 2] {
        let thread = show(&world, number);
        assert_eq!((&thread["thread"], &thread["owner"]), (&json!(1), &json!("maya")));
        assert_eq!(thread["notes"][0]["text"], "asked twice");
    }
}

#[test]
fn the_same_mail_in_any_order_gives_the_same_threads() {
    let mails = [
        ana().id("a@x"),
        ana().id("b@x").reply_to_id("a@x"),
        ana().id("c@x").references(&["a@x", "b@x"]),
        ana().id("e@x").reply_to_id("ghost@x"),
        ana().id("f@x").references(&["ghost@x"]),
        ana().id("g@x"),
    ];
    let mut seen = Vec::new();
    for order in [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [2, 0, 4, 1, 5, 3], [4, 2, 5, 0, 3, 1]] {
        let world = World::at(NOW);
        for at in order {
            world.mail(mails[at].clone().date("2026-03-02T08:00Z"));
        }
        seen.push(ledger::partition(&world));
    }
    assert_eq!(seen[0].len(), 3);
    assert!(seen.iter().all(|partition| *partition == seen[0]), "{seen:#?}");
}

#[test]
fn the_subject_never_joins_and_never_splits() {
    let world = World::at(NOW)
        .and(ana().id("a@x").subject("Pricing"))
        .and(ana().id("b@x").subject("Re: Pricing"))
        .and(ana().id("c@x").subject("Something else").reply_to_id("a@x"));
    assert_eq!(threads(&world), [1, 2]);
    assert_eq!(ids(&world, 1), ["a@x", "c@x"]);
}

#[test]
fn a_bare_id_counts_when_it_is_all_of_in_reply_to() {
    let world = World::at(NOW)
        .and(ana().id("a@x"))
        .and(ana().id("b@x").header("In-Reply-To", "a@x"))
        .and(ana().id("c@x").header("In-Reply-To", "your mail a@x of Monday"));
    assert_eq!(threads(&world), [1, 2]);
    assert_eq!(ids(&world, 1), ["a@x", "b@x"]);
}

#[test]
fn empty_references_and_references_to_itself_mean_nothing() {
    let world = World::at(NOW)
        .and(ana().id("a@x").header("In-Reply-To", "<>").header("References", ""))
        .and(ana().id("b@x").reply_to_id("b@x").header("References", "<> <b@x>"))
        .and(ana().id("c@x").reply_to_id("d@x"))
        .and(ana().id("d@x").reply_to_id("c@x"));
    assert_eq!(threads(&world), [1, 2, 3]);
    assert_eq!(ids(&world, 3), ["c@x", "d@x"]);
}

#[test]
fn a_mail_in_inbox_and_sent_is_one_message_in_two_places() {
    let reply = || {
        Mail::from("Maya <maya@example.org>")
            .to("Ana <ana@example.com>")
            .cc("support@example.org")
            .id("r@x")
            .reply_to_id("a@x")
            .subject("Re: Pricing")
            .date("2026-03-02T08:30Z")
    };
    let world = World::at(NOW)
        .and(ana().id("a@x").subject("Pricing").date("2026-03-02T08:00Z"))
        .and(reply().sent())
        .and(reply());
    let thread = show(&world, 1);
    assert_eq!(ids(&world, 1), ["a@x", "r@x"]);
    assert_eq!(thread["messages"][1]["places"], json!(["support/INBOX", "support/Sent"]));
    assert_eq!(thread["status"], "waiting-customer");
}

/// A world with a second inbox, sales@, in a Maildir of its own.
fn two_inboxes() -> World {
    let world = World::at(NOW);
    for part in ["cur", "new", "tmp"] {
        std::fs::create_dir_all(world.path().join("sales").join(part)).unwrap();
    }
    world.configure(
        "[[inbox]]\nname = \"sales\"\naddress = \"sales@example.org\"\n\
         [inbox.maildir]\npath = \"sales\"\n",
    );
    world
}

#[test]
fn a_mail_to_two_inboxes_is_one_message_in_one_thread() {
    let world = two_inboxes();
    let path = world.deliver(ana().to("support@example.org, sales@example.org").id("a@x"));
    std::fs::copy(&path, world.path().join("sales/new/1.sales")).unwrap();
    world.sync();
    let thread = show(&world, 1);
    assert_eq!(thread["inboxes"], json!(["support", "sales"]));
    assert_eq!(thread["messages"].as_array().unwrap().len(), 1);
    assert_eq!(thread["messages"][0]["places"], json!(["support/INBOX", "sales/INBOX"]));
    let of_sales = world.maya("list --inbox sales --json").ok().json();
    assert_eq!(of_sales["threads"][0]["thread"], 1);
}

#[test]
fn a_reused_message_id_is_another_message_and_a_warning() {
    let world = World::at(NOW).and(ana().id("a@x").subject("Pricing"));
    world.maya("claim 1").ok();
    for (from, subject) in
        [("Eve <eve@example.net>", "Pricing"), ("Ana <ana@example.com>", "Now this")]
    {
        world.deliver(Mail::from(from).id("a@x").subject(subject));
        let ran = world.sync();
        assert_eq!(
            ran.stderr, "warning: two different messages carry the Message-ID <a@x>\n",
            "{ran}"
        );
    }
    assert_eq!(threads(&world), [1, 2, 3]);
    let thread = show(&world, 1);
    assert_eq!(thread["messages"].as_array().unwrap().len(), 1);
    assert_eq!((&thread["subject"], &thread["owner"]), (&json!("Pricing"), &json!("maya")));
    assert_eq!(show(&world, 2)["messages"][0]["id_reused"], true);
    // A reply goes where the first one is.
    world.mail(ana().id("b@x").reply_to_id("a@x"));
    assert_eq!(ids(&world, 1), ["a@x", "b@x"]);
}

#[test]
fn mail_without_message_id_is_known_by_its_header() {
    let nameless = |minute: u32| {
        Mail::raw(format!(
            "From: Ana <ana@example.com>\nTo: support@example.org\nSubject: Hello\n\
             Date: Mon, 2 Mar 2026 08:{minute:02}:00 +0000\n\nHello\n"
        ))
    };
    let world = World::at(NOW).and(nameless(1)).and(nameless(2)).and(nameless(1));
    assert_eq!(threads(&world), [1, 2]);
    let messages = show(&world, 1)["messages"].clone();
    assert_eq!(messages.as_array().unwrap().len(), 1);
    assert_eq!(messages[0]["message_id"], Value::Null);
    assert_eq!(messages[0]["places"], json!(["support/INBOX", "support/INBOX"]));
}

/// The threads in the data section of the review.
fn data_section(world: &World) -> Vec<Value> {
    let review = world.maya("review --json").ok().json();
    let sections = review["sections"].as_array().unwrap();
    let also = |item: &&Value| item["also"].as_array().unwrap().contains(&json!("data"));
    sections
        .iter()
        .flat_map(|section| {
            let items = section["items"].as_array().unwrap();
            let whole = section["section"] == "data";
            items.iter().filter(move |item| whole || also(item))
        })
        .map(|item| item["thread"].clone())
        .collect()
}

#[test]
fn threads_of_different_owners_are_not_joined_and_the_conflict_is_shown() {
    let world = World::at(NOW).and(ana().id("a@x")).and(ana().id("b@x"));
    world.maya("claim 1").ok();
    world.jordan("claim 2").ok();
    assert!(data_section(&world).is_empty());

    world.deliver(ana().id("c@x").references(&["a@x", "b@x"]));
    let ran = world.sync();
    assert_eq!(ran.stderr, "warning: a mail in 2 points to 1 too; not joined\n", "{ran}");
    assert_eq!(threads(&world), [1, 2]);
    // It answers b.
    assert_eq!(ids(&world, 2), ["b@x", "c@x"]);
    assert_eq!(show(&world, 1)["owner"], "maya");
    assert_eq!(show(&world, 2)["owner"], "jordan");
    assert_eq!(data_section(&world), [json!(2)]);
    assert!(show(&world, 2)["reasons"].as_array().unwrap().contains(&json!("data")));
    // It is said once, and stays in the review.
    assert_eq!(world.sync().stderr, "");
    assert_eq!(data_section(&world), [json!(2)]);
}

#[test]
fn a_mail_that_refers_to_six_threads_joins_none() {
    let world = World::at(NOW);
    let opened: Vec<String> = (1..=6).map(|n| format!("m{n}@x")).collect();
    for id in &opened {
        world.mail(ana().id(id));
    }
    let ids_of = |ids: &[String]| ids.iter().map(|id| format!("<{id}>")).collect::<String>();
    world.deliver(ana().id("bridge@x").header("References", &ids_of(&opened)));
    let ran = world.sync();
    assert_eq!(ran.stderr, "warning: a mail in 6 points to 1, 2, 3, 4, 5 too; not joined\n");
    assert_eq!(threads(&world), [1, 2, 3, 4, 5, 6]);
    assert_eq!(ids(&world, 6), ["m6@x", "bridge@x"]);

    // Five are still one conversation; with that the first mail names no more than two.
    world.mail(ana().id("five@x").header("References", &ids_of(&opened[1..])));
    assert_eq!(threads(&world), [1]);
}

#[test]
fn of_many_references_the_first_and_the_last_thousand_are_read() {
    let world =
        World::at(NOW).and(ana().id("first@x")).and(ana().id("r5@x")).and(ana().id("last@x"));
    let many: String = (0..5000).map(|n| format!("<r{n}@x>\n ")).collect();
    world.mail(ana().id("b@x").header("References", &format!("<first@x> {many}<last@x>")));
    assert_eq!(ids(&world, 1), ["first@x", "last@x", "b@x"]);
    assert_eq!(ids(&world, 2), ["r5@x"]);
}
