//! One member's own digest: as what they are asked, what they promised for today, and what they may do about it.

use insta::assert_snapshot;
use serde_json::Value;

use crate::absence::without_anchor;
use crate::session::{asked, two_asked};
use crate::world::{Mail, World};

/// Each section with its threads, as what the reader is asked, and the badges.
fn digest(world: &World, login: &str) -> Vec<(String, i64, Option<String>, String)> {
    let review = world.by(login, "review --personal --json").ok().json();
    let mut found = Vec::new();
    for section in review["sections"].as_array().unwrap() {
        for item in section["items"].as_array().unwrap() {
            found.push((
                section["section"].as_str().unwrap().to_owned(),
                item["thread"].as_i64().or(item["customer"].as_i64()).unwrap(),
                item["asked_as"].as_str().map(str::to_owned),
                item["also"].as_array().unwrap().iter().map(Value::to_string).collect::<String>(),
            ));
        }
    }
    found
}

fn item(
    section: &str,
    place: i64,
    asked_as: Option<&str>,
    also: &str,
) -> (String, i64, Option<String>, String) {
    (section.to_owned(), place, asked_as.map(str::to_owned), also.to_owned())
}

#[test]
fn each_item_says_as_what_its_reader_is_asked() {
    let world = two_asked();
    for n in 3..=5 {
        world.mail(
            Mail::from(&format!("c{n}@example.com"))
                .subject("Customs")
                .id(&format!("c{n}@example.com")),
        );
    }
    // Hers, in maya's stead, offered, waiting for her, and promised on sam's.
    world.jordan("claim 1").ok();
    world.maya("claim 2").ok();
    world.maya("next 2 'send a new one' --due +20bd").ok();
    world.maya("away --until fri --cover jordan").ok();
    world.sam("claim 3 4 5").ok();
    world.sam("handoff 3 jordan --next 'answer'").ok();
    world.sam("wait 4 --on jordan --for 'a refund'").ok();
    world.sam("next 5 'ask the carrier' --due 16:00 --owner jordan").ok();
    world.now("2026-03-02T16:00Z").sync();
    let mut asked: Vec<_> =
        digest(&world, "jordan").into_iter().map(|(_, n, asked, _)| (n, asked.unwrap())).collect();
    asked.sort();
    let words = ["owner", "cover", "offered", "blocks", "promised"];
    assert_eq!(asked, (1..).zip(words.map(str::to_owned)).collect::<Vec<_>>());
    assert_snapshot!(without_anchor(&world.jordan("review --personal").ok().stdout));
}

#[test]
fn what_is_promised_for_today_is_there_until_it_is_done() {
    let world = two_asked();
    world.maya("claim 1").ok();
    world.maya("next 1 'send quote' --due 16:00").ok();
    world.maya("task add 'send terms' --customer 2 --owner maya --due today").ok();
    world.maya("task add 'call' --customer 2 --owner maya --due tomorrow").ok();
    world.maya("task add 'thank them' --customer 2 --owner jordan --due today").ok();
    let today = |place| item("due-today", place, None, "");
    assert_eq!(digest(&world, "maya"), [today(1), today(2)]);
    assert_snapshot!(without_anchor(&world.maya("review --personal").ok().stdout));
    let team = world.maya("review --json").ok().json();
    assert!(!team.to_string().contains("due-today"), "{team}");
    world.maya("done 1 --next 'ask' --due thu").ok();
    assert_eq!(digest(&world, "maya"), [today(2)]);
    world.maya("away --until fri --cover sam").ok();
    assert!(digest(&world, "sam").contains(&today(2)));
}

#[test]
fn a_thread_that_stands_in_the_digest_anyway_is_marked_as_due_today() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("next 1 'send quote' --due 16:00 --priority urgent").ok();
    world.maya("priority 1 urgent").ok();
    assert_eq!(digest(&world, "maya"), [item("needs-backup", 1, Some("owner"), "\"due-today\"")]);
}

#[test]
fn a_promise_behind_another_one_is_not_forgotten() {
    let world = asked();
    world.sam("claim 1").ok();
    world.sam("next 1 'send quote' --due 12:00").ok();
    world.sam("task add 'ask the carrier' --thread 1 --owner jordan --due 15:00").ok();
    assert_eq!(digest(&world, "jordan"), [item("due-today", 1, None, "")]);
    world.now("2026-03-02T15:00Z").sync();
    assert_eq!(digest(&world, "jordan"), [item("promises", 1, None, "")]);
}

#[test]
fn only_commands_that_the_reader_may_run_are_named() {
    let world = asked();
    world.admin("member add lee --role lead").ok();
    world.maya("claim 1").ok();
    world.maya("next 1 'send quote' --due fri").ok();
    world.by("lee", "escalate 1 --level 1 --reason 'they are loud'").ok();
    let commands = |login: &str, words: &str| {
        let text = world.by(login, words).ok().stdout;
        let lines = text.lines().map(str::trim).filter(|line| line.starts_with("baton "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        commands("maya", "review --personal"),
        ["baton note 1 TEXT --for ada  # who may deescalate it"]
    );
    world.maya("note 1 'it is settled' --for ada").ok();
    assert_eq!(commands("maya", "review"), ["baton deescalate 1  # once it is settled"]);
    world.by("lee", "deescalate 1 --reason settled").ok();
    // What waits for jordan is for maya to take up again.
    world.maya("wait 1 --on jordan --for 'a refund'").ok();
    world.jordan("reopen 1").fails(77);
    assert_eq!(
        commands("jordan", "review --personal"),
        ["baton note 1 TEXT --for maya  # once it is settled"]
    );
    world.jordan("note 1 'refunded' --for maya").ok();
    world.maya("reopen 1").ok();
    assert_eq!(commands("jordan", "review --personal"), Vec::<String>::new());
}

#[test]
fn the_day_ends_where_the_reader_is() {
    let world = asked();
    world.admin("member set maya --time-zone America/Los_Angeles").ok();
    // 23:30 in Berlin, 14:30 for maya.
    world.now("2026-03-02T22:30Z").sync();
    world.maya("task add 'send terms' --customer 1 --owner maya --due '2026-03-03 02:00'").ok();
    world.maya("task add 'call' --customer 1 --owner maya --due '2026-03-03 10:00'").ok();
    assert_eq!(digest(&world, "maya"), [item("due-today", 1, None, "")]);
}
