//! A report that was printed is printed again, byte for byte, whatever happened since.

use std::fs;

use crate::session::{ana, answer, complaint, set, two_asked};
use crate::world::{Mail, World};

/// Every form of a report.
const FORMS: [&str; 14] = [
    "",
    "--json",
    "--csv",
    "--csv --comments --by week",
    "--plain --by day --from 2026-02-20",
    "--json --by owner",
    "--by tag --examples 3",
    "--csv --by customer",
    "--html -",
    "--rows",
    "--rows replies --json",
    "--why 2",
    "--why 1 --json",
    "--by inbox --from 2026-03-01 --to 2026-03-02T12:00",
];

/// Everything as it is printed now.
fn printed(world: &World, command: &str) -> Vec<String> {
    let print = |form: &&str| world.maya(&format!("{command} {form}")).ok().stdout;
    FORMS.iter().map(print).collect()
}

/// A world in which all sorts of things have happened by Tuesday 10:00 in Berlin.
fn world() -> World {
    let world = two_asked();
    set(&world, "holidays", "[\"2026-03-06\"]");
    world.configure("[[sla]]\nwhen = \"\"\nfirst-response = \"2h\"\nresolution = \"2bd\"");
    world.maya("claim 1").ok();
    world.jordan("claim 1").fails(1);
    world.jordan("check 1").fails(1);
    world.jordan("tag 2 +billing").ok();
    world.later("30m").mail(answer("maya"));
    world.maya("handoff 1 jordan --asked a --done b --waiting c --risk d --next e").ok();
    world.later("2h").jordan("accept 1").ok();
    world.mail(complaint().id("b2@example.net").subject("Once more"));
    world.sam("claim 2").ok();
    world.sam("close 2").ok();
    world.maya("annotate 2026-03-02 'new prices'").ok();
    world.maya("experiment start fair --hypothesis 'more mail' --on 2026-03-02").ok();
    world.piped("ada", "metrics import -", "thread,score\n1,4.5\n2,3\n").ok();
    world.maya("score 2 4").ok();
    world.now("2026-03-03T09:00Z").mail(Mail::from("cleo@example.com").id("c1@example.com"));
    world.sync();
    world.later("10m");
    world
}

fn as_of_tuesday(world: &World) -> Vec<String> {
    printed(world, "metrics replay --as-of '2026-03-03 10:10'")
}

#[track_caller]
fn same(after: &str, then: &[String], replayed: &[String]) {
    for (form, (then, replayed)) in FORMS.iter().zip(then.iter().zip(replayed)) {
        assert_eq!(replayed, then, "metrics {form} after {after}");
    }
}

#[test]
fn a_report_is_printed_again_whatever_happened_since() {
    let world = world();
    let then = printed(&world, "metrics");
    world.later("1m");
    same("nothing", &then, &as_of_tuesday(&world));
    let deeds: [(&str, &dyn Fn()); 11] = [
        ("scores and days", &|| {
            world.jordan("annotate 2026-03-03 outage").ok();
            world.maya("experiment stop fair --result 'no'").ok();
            let table = "thread,score,date\n1,1,2026-03-02\n3,5,2026-03-03\n";
            world.piped("ada", "metrics import -", table).ok();
            let table = "thread,amount,date\n1,100 EUR,2026-03-02\n";
            world.piped("ada", "metrics import - --kind revenue", table).ok();
            world.maya("score 2 1").ok();
            world.jordan("score 1 5").ok();
        }),
        ("a stop, which is no entry", &|| {
            world.sam("check 1").fails(1);
            world.sam("claim 1").fails(1);
        }),
        ("mail", &|| {
            world.mail(ana().reply_to_id("a1@example.com").subject("And"));
            world.mail(answer("jordan").id("late@example.org"));
        }),
        ("mail of then that was read late", &|| {
            world.mail(complaint().id("b3@example.net").date("2026-03-02T09:30Z"));
            world.mail(answer("sam").to("ben@example.net").reply_to_id("b1@example.net"));
        }),
        ("a merge", &|| {
            world.admin("merge 1 2 --owner jordan").ok();
        }),
        ("what was taken back", &|| {
            world.admin("split 1 2").ok();
            world.maya("note 3 'no'").ok();
            world.maya("undo").ok();
        }),
        ("tags and owners", &|| {
            world.admin("tag 2 -billing +fair").ok();
            world.admin("assign 3 sam").ok();
            world.maya("claim 3").fails(1);
        }),
        ("another calendar", &|| {
            set(&world, "hours", "[\"mon-sat 06:00-10:00\"]");
            let config = fs::read_to_string(world.config()).unwrap();
            world.set_config(
                &config
                    .replace("2026-03-06", "2026-03-03")
                    .replace("Europe/Berlin", "Asia/Tokyo")
                    .replace("first-response = \"2h\"", "first-response = \"1m\""),
            );
        }),
        ("a customer with another name", &|| {
            world.maya("customer set ana@example.com --name 'Ana Maria' --status vip").ok();
            world.admin("customer merge ana@example.com ben@example.net").ok();
        }),
        ("an import", &|| {
            let file = world.path().join("old.eml");
            let old = "Message-ID: <o1@example.com>\nFrom: ana@example.com\nTo: support@example.org\n\
                       Date: Mon, 2 Mar 2026 07:00:00 +0000\nReferences: <a1@example.com>\n\nHi\n";
            fs::write(&file, old).unwrap();
            world.admin(&format!("import --inbox support '{}'", file.display())).ok();
        }),
        ("a member who left", &|| {
            world.admin("member remove jordan --to maya").ok();
            world.admin("member set sam --address sam@example.net").ok();
        }),
    ];
    for (what, happens) in deeds {
        world.later("3h");
        happens();
        // Its time is now another on the clocks of the team.
        let replay = if fs::read_to_string(world.config()).unwrap().contains("Asia/Tokyo") {
            printed(&world, "metrics replay --as-of '2026-03-03 18:10'")
        } else {
            as_of_tuesday(&world)
        };
        same(what, &then, &replay);
    }
    world.later("30h").sync();
    same("a late sync", &then, &printed(&world, "metrics replay --as-of '2026-03-03 18:10'"));
    assert_ne!(then, printed(&world, "metrics"));
    world.admin("fsck").ok();
}

#[test]
fn a_calendar_that_changes_does_not_rewrite_the_past() {
    let world = two_asked();
    world.now("2026-03-02T13:00Z").mail(answer("maya"));
    let first = |world: &World| {
        let metrics = world.maya("metrics --json --from 2026-03-02").ok().json();
        let rows = metrics["metrics"].as_array().unwrap().clone();
        let mut rows = rows.into_iter();
        rows.find(|row| row["metric"] == "first_response" && row["clock"] == "working").unwrap()
    };
    let before = first(&world);
    assert!(before["p50"].as_i64().unwrap() > 3 * 3600, "{before}");
    world.later("1h").sync();
    set(&world, "hours", "[\"mon-fri 13:00-13:30\"]");
    world.later("1h");
    assert_eq!(first(&world)["p50"], before["p50"]);
    world.later("1d").sync();
    assert_eq!(first(&world)["p50"], before["p50"]);
}

#[test]
fn a_report_keeps_the_hours_that_it_counted_by() {
    let world = world();
    // Nothing is synced between the change and the report.
    set(&world, "hours", "[\"mon-fri 08:00-09:00\"]");
    world.later("1m");
    let then = world.maya("metrics").ok().stdout;
    world.later("1m");
    let config = fs::read_to_string(world.config()).unwrap();
    world.set_config(&config.replace("08:00-09:00", "08:00-20:00"));
    assert_eq!(world.maya("metrics replay --as-of '2026-03-03 10:11'").ok().stdout, then);
    world.later("1d").sync();
    assert_eq!(world.maya("metrics replay --as-of '2026-03-03 10:11'").ok().stdout, then);
}

#[test]
fn no_time_to_come_and_none_before_the_ledger_is_replayed() {
    let world = two_asked();
    world.maya("metrics replay --as-of tomorrow").fails(2);
    let early = world.maya("metrics replay --as-of 2020-01-01").fails(1);
    assert!(early.stderr.contains("there was no ledger"), "{early}");
    world.maya("metrics replay").fails(2);
    world.maya("--json metrics replay --as-of today").ok().json();
    world.maya("metrics --by week replay --as-of today").fails(2);
}

#[test]
fn of_a_day_it_is_what_was_known_when_it_ended() {
    let world = world();
    world.now("2026-03-03T22:59:59Z");
    let then = world.maya("metrics").ok().stdout;
    world.now("2026-03-04T09:00Z").mail(answer("maya").id("r9@example.org"));
    assert_eq!(world.maya("metrics replay --as-of 2026-03-03").ok().stdout, then);
}

#[test]
fn a_report_says_how_to_get_it_again() {
    let world = world();
    let then = world.maya("metrics").ok().stdout;
    let again =
        then.lines().find_map(|line| line.strip_prefix("as it is now, at any time: baton "));
    let again = again.unwrap_or_else(|| panic!("{then}")).to_owned();
    world.later("3h").maya("close 3").ok();
    assert_ne!(world.maya("metrics").ok().stdout, then);
    assert_eq!(world.maya(&again).ok().stdout, then);
}
