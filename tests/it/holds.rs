//! Holds: who is writing the reply, until when, and what ends it.

use std::thread;

use baton::domain::access::Power;
use baton::domain::entry::{Actor, Event, Words};
use baton::domain::thread::Decision;
use baton::store::{Doing, Ledger};
use insta::assert_snapshot;

use crate::session::{ana, answer, asked, session, two_asked};
use crate::world::{World, time};

fn held(world: &World) -> (Option<String>, Option<String>) {
    let thread = world.maya("show 1 --json").ok().json();
    let text = |field: &str| thread[field].as_str().map(str::to_owned);
    (text("held_by"), text("held_until"))
}

fn by(name: &str, until: &str) -> (Option<String>, Option<String>) {
    (Some(name.to_owned()), Some(until.to_owned()))
}

const NOBODY: (Option<String>, Option<String>) = (None, None);

/// Maya is away from now on, covered by jordan.
fn maya_is_away(world: &World, now: &str) {
    let mut ledger = Ledger::open(&world.ledger()).unwrap();
    let team = ledger.team().unwrap();
    let id = |name| team.named(name).unwrap().id;
    let (member, cover) = (id("maya"), Some(id("jordan")));
    let doing = Doing::new(Actor::member(member), time(now));
    let away = Event::Away { member, from: time(now), until: None, cover };
    let decision = Decision::with(away, Words::default());
    ledger.change_team(&doing, |_| (Power::Work, Ok::<_, ()>(decision))).unwrap().unwrap();
}

#[test]
fn a_hold_ends_by_itself_and_its_holder_begins_it_anew() {
    let world = asked();
    world.maya("claim 1 --for 30m").ok();
    assert_eq!(held(&world), by("maya", "2026-03-02T09:30:00Z"));
    world.later("20m");
    assert_snapshot!(world.maya("claim 1"), @"
    $ baton claim 1
    1 is maya's, held until 11:05
    ");
    world.later("44m");
    assert_eq!(held(&world), by("maya", "2026-03-02T10:05:00Z"));
    world.later("1m");
    assert_eq!(held(&world), NOBODY);
    assert_snapshot!(session(&world, "
        maya: show 1
        maya: claim 1 --for 24h
    "), @"
    maya$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  maya, owner since today 10:00
    status      open, the customer has waited since today 09:59 (1h)
    attention   maya owns it, and nothing is said about what comes next: baton next 1 TEXT --due DATE

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    maya$ baton claim 1 --for 24h
    1 is maya's, held until tomorrow 11:05
    ");
}

#[test]
fn a_hold_is_clock_time_of_a_minute_to_a_day() {
    let world = asked();
    for words in ["claim 1 --for 30s", "claim 1 --for 25h", "claim 1 --for 1bd", "claim 1 --for x"]
    {
        let ran = world.maya(words).fails(2);
        assert!(ran.stderr.contains("a hold is from 1m to 24h"), "{ran}");
    }
    assert_eq!(held(&world), NOBODY);
}

#[test]
fn the_reply_of_the_holder_ends_the_hold_when_it_is_read_and_another_members_does_not() {
    let world = asked();
    world.maya("claim 1").ok();
    world.later("5m").deliver(answer("jordan"));
    assert_eq!(held(&world), by("maya", "2026-03-02T09:45:00Z"));
    world.sync();
    assert_eq!(held(&world), by("maya", "2026-03-02T09:45:00Z"));
    world.later("5m").deliver(answer("maya"));
    assert_eq!(held(&world), by("maya", "2026-03-02T09:45:00Z"));
    world.sync();
    assert_eq!(held(&world), NOBODY);
}

#[test]
fn a_reply_that_nobody_signed_is_the_holders() {
    let world = asked();
    world.maya("claim 1").ok();
    world.later("5m").mail(answer("support"));
    assert_eq!(held(&world), NOBODY);
}

#[test]
fn a_reply_from_before_the_hold_does_not_end_it() {
    let world = asked();
    world.deliver(answer("maya"));
    world.later("5m").maya("claim 1").ok();
    world.sync();
    assert_eq!(held(&world), by("maya", "2026-03-02T09:50:00Z"));
}

#[test]
fn the_backup_holds_without_owning_and_nobody_else_does() {
    let world = asked();
    assert_snapshot!(session(&world, "
        ada: assign 1 maya --backup jordan
        sam: claim 1 --cover
        sam: claim 1
        jordan: claim 1
        maya: claim 1
        jordan: show 1
        jordan: release 1
        maya: claim 1
        jordan: claim 1 --cover
    "), @"
    ada$ baton assign 1 maya --backup jordan
    1 is maya's (backup jordan)
    sam$ baton claim 1 --cover
    [stderr] baton: you are neither backup of 1 nor cover for its owner now
    [stderr] hint: see who acts: baton show 1
    [exit 1]
    sam$ baton claim 1
    [stderr] baton: 1 is owned by maya since today 10:00
    [stderr] hint: maya can pass it on: baton handoff 1 sam
    [exit 1]
    jordan$ baton claim 1
    1 is maya's (backup jordan), held by jordan until 10:45
    maya$ baton claim 1
    [stderr] baton: 1 is held by jordan until today 10:45: a reply is being written
    [stderr] hint: ask jordan, or wait: baton check 1
    [exit 1]
    jordan$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  maya, owner since today 10:00, backup jordan; jordan is at it until today 10:45
    status      open, the customer has waited since today 09:59 (1m)

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    jordan$ baton release 1
    1 is maya's (backup jordan)
    maya$ baton claim 1
    1 is maya's (backup jordan), held until 10:45
    jordan$ baton claim 1 --cover
    [stderr] baton: 1 is held by maya until today 10:45: a reply is being written
    [stderr] hint: ask maya, or wait: baton check 1
    [exit 1]
    ");
}

#[test]
fn the_backup_of_a_thread_without_owner_holds_it_or_takes_it() {
    let world = asked();
    world.admin("assign 1 maya --backup jordan").ok();
    world.maya("release 1").ok();
    assert_snapshot!(session(&world, "
        jordan: claim 1 --cover
        sam: claim 1
        sam: claim --next
        jordan: claim 1
    "), @"
    jordan$ baton claim 1 --cover
    1 has no owner (backup jordan), held by jordan until 10:45
    sam$ baton claim 1
    [stderr] baton: 1 is held by jordan until today 10:45: a reply is being written
    [stderr] hint: ask jordan, or wait: baton check 1
    [exit 1]
    sam$ baton claim --next
    [stderr] baton: nothing waits for an owner
    [exit 1]
    jordan$ baton claim 1
    1 is jordan's, held until 10:45
    ");
}

#[test]
fn the_cover_of_an_absent_owner_holds_without_owning() {
    let world = asked();
    world.maya("claim 1").ok();
    world.later("50m");
    assert!(world.jordan("claim 1").fails(1).stderr.contains("is owned by maya"));
    maya_is_away(&world, "2026-03-02T09:50Z");
    assert_snapshot!(session(&world, "
        jordan: claim 1
        sam: claim 1
        later 45m
        sam: claim 1 --cover
        maya: list
    "), @"
    jordan$ baton claim 1
    1 is maya's, to act now: jordan (covers maya), held by jordan until 11:35
    sam$ baton claim 1
    [stderr] baton: 1 is owned by maya since today 10:00
    [stderr] hint: maya can pass it on: baton handoff 1 sam
    [exit 1]
    (45m later)
    sam$ baton claim 1 --cover
    [stderr] baton: you are neither backup of 1 nor cover for its owner now
    [stderr] hint: see who acts: baton show 1
    [exit 1]
    maya$ baton list
    NO  AGE  CUSTOMER   SUBJECT           OWNER                STATUS  NEXT ACTION  DUE
    1   1h   Ana Lopez  Pricing question  maya (away: jordan)  open    -            -
    ");
    assert_eq!(held(&world), NOBODY);
}

#[test]
fn the_next_thread_is_the_most_urgent_that_nobody_owns() {
    let world = two_asked();
    world.admin("priority 2 high").ok();
    assert_snapshot!(session(&world, "
        maya: claim --next --for 20m
        jordan: claim --next --dry-run
        jordan: claim --next
        sam: claim --next
        sam: claim 1 --next
        sam: claim
    "), @"
    maya$ baton claim --next --for 20m
    2 is maya's, high, held until 10:20
    jordan$ baton claim --next --dry-run
    would be: 1 is jordan's, held until 10:45
    jordan$ baton claim --next
    1 is jordan's, held until 10:45
    sam$ baton claim --next
    [stderr] baton: nothing waits for an owner
    [exit 1]
    sam$ baton claim 1 --next
    [stderr] error: the argument '[THREAD]...' cannot be used with '--next'
    [stderr]
    [stderr] Usage: baton claim <THREAD>...
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    sam$ baton claim
    [stderr] error: the following required arguments were not provided:
    [stderr]   <THREAD>...
    [stderr]
    [stderr] Usage: baton claim <THREAD>...
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    ");
    world.mail(ana().subject("One more"));
    let next = world.sam("claim --next --json").ok().json();
    assert_eq!(next["threads"][0]["thread"], 3);
    assert_eq!(next["threads"][0]["owner"], "sam");
}

#[test]
fn what_waits_or_is_closed_or_automated_is_not_next() {
    let world = two_asked();
    world.admin("wait 1 --on customer --until 16:00").ok();
    world.admin("close 2").ok();
    let list = ana().subject("News").header("Precedence", "bulk");
    world.mail(list);
    world.admin("reopen 3").ok();
    world.maya("claim --next").fails(1);
    // A wait that is over is ours again.
    world.now("2026-03-02T15:01Z");
    assert!(world.maya("claim --next").ok().stdout.starts_with("1 is maya's"));
}

#[test]
fn of_twenty_who_take_the_next_at_once_twelve_have_one_each_in_order() {
    let world = World::at("2026-03-02T08:00Z");
    for n in 0..12 {
        world.deliver(ana().subject(&format!("Question {n}")));
        world.later("1m");
    }
    world.sync();
    for n in 0..20 {
        world.admin(&format!("member add agent{n} --address agent{n}@example.org")).ok();
    }
    // Neither the order of their numbers nor of their age.
    world.admin("priority 7 3 high").ok();
    world.admin("priority 11 urgent").ok();
    let list = world.maya("list --json").ok().json();
    let numbers = |json: &serde_json::Value| -> Vec<i64> {
        let threads = json["threads"].as_array().unwrap().iter();
        threads.map(|thread| thread["thread"].as_i64().unwrap()).collect()
    };
    let order = numbers(&list);
    assert_eq!(order.len(), 12);
    assert_eq!(order[..4], [11, 3, 7, 1]);

    let children: Vec<_> = (0..20)
        .map(|n| world.command(&format!("agent{n}"), "claim --next").spawn().unwrap())
        .collect();
    let outputs: Vec<_> = children
        .into_iter()
        .map(|child| thread::spawn(move || child.wait_with_output().unwrap()))
        .collect();
    let outputs: Vec<_> = outputs.into_iter().map(|output| output.join().unwrap()).collect();
    let status = |wanted| outputs.iter().filter(move |output| output.status.code() == Some(wanted));
    assert_eq!((status(0).count(), status(1).count()), (12, 8));
    for output in status(1) {
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(said, "baton: nothing waits for an owner\n");
    }
    // Whoever came first has the most urgent one.
    let log = world.maya("log --json").ok().json();
    let claimed = log["entries"].as_array().unwrap().iter().filter(|e| e["kind"] == "claimed");
    let claimed: Vec<i64> = claimed.map(|entry| entry["thread"].as_i64().unwrap()).collect();
    assert_eq!(claimed, order);
}

#[test]
fn ones_own_hold_is_ones_own_to_release_and_nothing_else() {
    let world = asked();
    world.admin("assign 1 maya --backup jordan").ok();
    // It has ended: there is nothing of jordan's to give up, and the thread stays maya's.
    world.jordan("claim 1").ok();
    world.later("1h").jordan("release 1").fails(77);
    assert_eq!(world.maya("show 1 --json").ok().json()["owner"], "maya");
    // A thread that nobody owns, held by its backup.
    world.maya("release 1").ok();
    world.jordan("claim 1 --cover --for 24h").ok();
    world.jordan("release 1").ok();
    assert_eq!(held(&world), NOBODY);
    world.maya("claim 1").ok();
}

#[test]
fn the_hold_of_a_cover_ends_where_the_owner_is_back() {
    let world = asked();
    world.maya("claim 1").ok();
    world.later("1h").maya("away --until +2d --cover jordan").ok();
    world.jordan("claim 1 --for 20h").ok();
    world.later("1m").maya("back").ok();
    world.maya("check 1").ok();
    world.maya("claim 1").ok();
    assert_eq!(held(&world).0.as_deref(), Some("maya"));
}
