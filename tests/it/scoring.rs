//! Reviews of quality: threads drawn at random, and scored.

use insta::assert_snapshot;
use serde_json::Value;

use crate::session::{answer, asked, session};
use crate::world::{Mail, World};

/// Twelve threads of which ten were answered and closed on Monday, one was closed without an answer and one is open.
/// It is Tuesday.
fn closed() -> World {
    let world = World::at("2026-03-02T09:00Z");
    for n in 1..=12 {
        let (id, from) = (format!("q{n}@example.com"), format!("c{n}@example.com"));
        world.mail(Mail::from(&from).subject(&format!("Question {n}")).id(&id));
    }
    world.later("1h");
    for n in 1..=11 {
        world.deliver(
            Mail::from("maya@example.org")
                .to(&format!("c{n}@example.com"))
                .reply_to_id(&format!("q{n}@example.com"))
                .sent(),
        );
    }
    world.sync();
    world.maya("claim 1 2 3").ok();
    world.admin("close 1 2 3 4 5 6 7 8 9 10 12").ok();
    world.now("2026-03-03T09:00Z");
    world
}

fn threads(answer: &Value) -> Vec<i64> {
    let threads = answer["threads"].as_array().unwrap().iter();
    threads.map(|thread| thread["thread"].as_i64().unwrap()).collect()
}

#[test]
fn two_members_draw_the_same_threads_on_one_day() {
    let world = closed();
    let drawn = world.maya("sample --json").ok().json();
    assert_eq!((&drawn["seed"], &drawn["of"]), (&"2026-03-03".into(), &10.into()));
    assert_eq!(threads(&drawn).len(), 5);
    world.later("3h");
    world.jordan(&format!("score {} 4", threads(&drawn)[0])).ok();
    // What is closed meanwhile changes nothing.
    world.admin("close 11").ok();
    assert_eq!(threads(&world.jordan("sample --json").ok().json()), threads(&drawn));
    let other = world.jordan("sample --seed other --json").ok().json();
    assert_ne!(threads(&other), threads(&drawn));
    let more = threads(&world.jordan("sample --n 7 --json").ok().json());
    assert_eq!(more[..5], threads(&drawn));
}

#[test]
fn a_sample_is_drawn_from_what_was_closed_after_a_reply_of_ours() {
    let world = closed();
    let all = |words: &str| {
        let mut all = threads(&world.maya(&format!("sample --n 100 --json {words}")).ok().json());
        all.sort_unstable();
        all
    };
    assert_eq!(all(""), (1..=10).collect::<Vec<_>>());
    assert_eq!(all("--owner maya").len(), 3);
    assert_eq!(all("--from 2026-03-03 --to tomorrow"), [0i64; 0]);
    world.maya("sample --from 2026-03-03 --to 2026-03-02").fails(2);
    world.maya("sample --n 0").fails(2);
    world.maya("sample --owner nobody").fails(1);
    let none = world.maya("sample --from 2026-03-03 --to tomorrow").ok().stdout;
    assert!(
        none.starts_with("no thread was closed 2026-03-03 00:00 to 2026-03-04 00:00"),
        "{none}"
    );
}

#[test]
fn a_reviewer_draws_reads_and_scores() {
    let world = asked();
    world.mail(answer("maya"));
    world.maya("close 1").ok();
    world.now("2026-03-03T09:00Z");
    assert_snapshot!(session(&world, "
        jordan: sample
        jordan: score 1 4 --note 'friendly, but the price is missing' --dry-run
        jordan: score 1 4 --note 'friendly, but the price is missing'
        sam: score 1 2
        sam: score 1 5
        sam: score 1 6
        jordan: sample
        jordan: sample --csv
        jordan: sample --json
        jordan: log 1
        sam: undo
        jordan: sample --plain
    "), @r#"
    jordan$ baton sample
    1 of 1 thread closed 2026-02-03 00:00 to 2026-03-03 00:00 (Europe/Berlin)
      after a reply of ours, seed 2026-03-03
    say of each how good it is: baton score THREAD 1-5

    NO  CLOSED           CUSTOMER   SUBJECT           OWNER  SCORES
    1   yesterday 10:00  Ana Lopez  Pricing question  -
    jordan$ baton score 1 4 --note 'friendly, but the price is missing' --dry-run
    would be: 1 has no owner; closed; scored 4 of 5
    jordan$ baton score 1 4 --note 'friendly, but the price is missing'
    1 has no owner; closed; scored 4 of 5
    sam$ baton score 1 2
    1 has no owner; closed; scored 2 of 5
    sam$ baton score 1 5
    1 has no owner; closed; scored 5 of 5
    sam$ baton score 1 6
    [stderr] error: invalid value '6' for '<1-5>': 6 is not in 1..=5
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    jordan$ baton sample
    1 of 1 thread closed 2026-02-03 00:00 to 2026-03-03 00:00 (Europe/Berlin)
      after a reply of ours, seed 2026-03-03
    say of each how good it is: baton score THREAD 1-5

    NO  CLOSED           CUSTOMER   SUBJECT           OWNER  SCORES
    1   yesterday 10:00  Ana Lopez  Pricing question  -      4 jordan, 5 sam
    jordan$ baton sample --csv
    thread,closed_at,customer,subject,owner,scores,seed
    1,2026-03-02T09:00:00Z,Ana Lopez,Pricing question,,"4 jordan, 5 sam",2026-03-03
    jordan$ baton sample --json
    {"version":1,"seed":"2026-03-03","from":"2026-02-02T23:00:00Z","to":"2026-03-02T23:00:00Z","of":1,"threads":[{"thread":1,"subject":"Pricing question","customer":"Ana Lopez","owner":null,"closed_at":"2026-03-02T09:00:00Z","scores":[{"entry":9,"at":"2026-03-03T09:00:00Z","author":"jordan","score":4,"note":"friendly, but the price is missing"},{"entry":11,"at":"2026-03-03T09:00:00Z","author":"sam","score":5,"note":null}]}]}
    jordan$ baton log 1
    ENTRY  AT                THREAD  WHO     WHAT
    8      2026-03-02 10:00  1       maya    closed
    9      2026-03-03 10:00  1       jordan  scored 4 of 5: friendly, but the price is missing
    10     2026-03-03 10:00  1       sam     scored 2 of 5
    11     2026-03-03 10:00  1       sam     scored 5 of 5
    sam$ baton undo
    1 has no owner; closed; taken back by entry 12: scored 5 of 5
    jordan$ baton sample --plain
    1	2026-03-02T09:00:00Z	Ana Lopez	Pricing question	-	4 jordan, 2 sam	2026-03-03
    "#);
}

/// The thread with all that lists, pages and reviews show of it.
fn seen(world: &World) -> (String, String, String) {
    let stdout = |words: &str| world.maya(words).ok().stdout;
    let show = stdout("show 1 --json");
    // The hash of the ledger is another, and the mail says so.
    let mut review: Value = serde_json::from_str(&stdout("review --json")).unwrap();
    review["hash"] = Value::Null;
    (stdout("list --all --json"), show, review.to_string())
}

#[test]
fn what_is_said_about_a_thread_is_no_sign_of_life_on_it() {
    let world = asked();
    world.maya("claim 1").ok();
    world.mail(answer("maya"));
    world.mail(answer("jordan"));
    world.mail(answer("maya").reply_to_id("a1@example.com").id("m2@example.org"));
    world.maya("reopen 1").ok();
    world.now("2026-03-13T09:00Z");
    let before = seen(&world);
    assert!(before.2.contains("owner-check") || before.2.contains("stale"), "{}", before.2);
    for words in ["score 1 3 --note slow", "undo", "score 1 4"] {
        world.maya(words).ok();
        world.jordan(words).ok();
    }
    let table = "thread,score,amount\n1,4.5,12.50 EUR\n";
    for kind in ["satisfaction", "revenue"] {
        world.piped("ada", &format!("metrics import - --kind {kind}"), table).ok();
    }
    assert_eq!(seen(&world), before);
    world.maya("fsck").ok();
    // Nobody has built on what maya did, so it is hers to take back.
    let mine = &world.maya("log 1 --json").ok().json()["entries"];
    let reopened = mine.as_array().unwrap().iter().find(|entry| entry["kind"] == "reopened");
    world.maya(&format!("undo {}", reopened.unwrap()["entry"])).ok();
}
