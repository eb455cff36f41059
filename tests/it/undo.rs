//! `undo`: every kind of entry is taken back by a new one, or refused with the reason.

use insta::assert_snapshot;
use serde_json::Value;

use crate::session::{answer, asked, session, two_asked};
use crate::world::World;

/// All that `show` says, but what lies in the log alone.
fn state(world: &World) -> Vec<Value> {
    ["1", "2"].map(|thread| world.admin(&format!("show {thread} --json")).json()).to_vec()
}

/// The newest entry of a kind.
#[track_caller]
fn newest(world: &World, kind: &str) -> i64 {
    let log = world.admin("log --json").ok().json();
    let entries = log["entries"].as_array().unwrap();
    let entry = entries.iter().rfind(|entry| entry["kind"] == kind);
    entry.unwrap_or_else(|| panic!("no {kind} in {log}"))["entry"].as_i64().unwrap()
}

/// What was done before, who does what then, and the kinds that it writes.
const COMMANDS: [(&str, &str, &str); 23] = [
    ("", "maya: claim 1", "claimed"),
    ("maya: claim 1", "maya: claim 1", "held"),
    ("maya: claim 1", "maya: release 1", "released"),
    ("", "ada: assign 1 maya --backup sam --next 'send quote' --due +2d", "assigned"),
    ("maya: claim 1", "ada: assign 1 jordan", "assigned"),
    ("", "jordan: note 1 'asked by phone too'", "noted"),
    ("maya: note 1 'read this' --for jordan", "jordan: ack 1", "acked"),
    ("maya: claim 1", "jordan: next 1 'send quote' --due +1d --priority high", "task-added"),
    ("maya: claim 1\nmaya: next 1 call", "maya: done 1 --next 'send quote'", "task-done"),
    ("maya: claim 1", "maya: wait 1 --on sam --for approval --until +2d", "waited"),
    ("maya: claim 1", "maya: close 1 --reason spam", "closed"),
    ("maya: claim 1\nmaya: next 1 call", "maya: close 1 --drop-tasks", "closed"),
    ("maya: claim 1\nmaya: close 1", "maya: reopen 1", "reopened"),
    ("", "maya: priority 1 urgent", "priority-set"),
    ("maya: claim 1", "maya: handoff 1 jordan --next call --due +1d", "offered"),
    ("maya: claim 1\nmaya: handoff 1 jordan --next call", "jordan: accept 1", "accepted"),
    ("maya: claim 1\nmaya: handoff 1 jordan --next call", "jordan: decline 1", "declined"),
    ("maya: claim 1\nmaya: handoff 1 jordan --next call", "maya: withdraw 1", "withdrawn"),
    ("maya: claim 1\nmaya: handoff 1 jordan --next call", "maya: close 1", "closed"),
    ("", "maya: claim 1 2", "claimed"),
    ("maya: claim 1 2", "maya: close 1 2", "closed"),
    ("maya: claim 1", "customer: and another thing\nmaya: wait 1 --on customer", "waited"),
    ("maya: claim 1\nmaya: undo", "maya: claim 1", "claimed"),
];

#[test]
fn what_was_undone_is_as_if_it_had_not_been_done_and_undoing_that_brings_it_back() {
    for (before, command, kind) in COMMANDS {
        let world = two_asked();
        session(&world, before);
        world.later("1m");
        let (mail, command) = command.split_once('\n').map_or(("", command), |both| both);
        session(&world, mail);
        let (login, words) = command.split_once(": ").unwrap();
        let then = state(&world);
        world.by(login, words).ok();
        let done = state(&world);
        assert_ne!(then, done, "{command}");
        let entry = newest(&world, kind);

        let undone = world.by(login, "undo").ok();
        assert_eq!(state(&world), then, "{command}\n{undone}");
        assert!(undone.stdout.contains("taken back by entry"), "{undone}");
        let by = newest(&world, "undone");
        world.by(login, &format!("undo {by}")).ok();
        assert_eq!(state(&world), done, "{command}");
        // Both stay in the log.
        let log = world.admin("log --json").ok().json();
        let known = |entry: i64| {
            log["entries"].as_array().unwrap().iter().any(|known| known["entry"] == entry)
        };
        assert!(known(entry) && known(by), "{command}");
    }
}

#[test]
fn a_session_of_second_thoughts() {
    let world = asked();
    assert_snapshot!(session(
        &world,
        "
        maya: claim 1
        maya: next 1 'send quote' --due +2d
        later 5m
        maya: undo --dry-run
        maya: undo --reason 'wrong thread'
        maya: undo
        maya: undo
        maya: log 1
        maya: undo 9
        maya: show 1
    "
    ));
}

#[test]
fn what_something_later_stands_on_is_not_taken_back() {
    let world = asked();
    assert_snapshot!(session(
        &world,
        "
        maya: claim 1
        maya: handoff 1 jordan --next 'send quote'
        jordan: accept 1
        maya: undo
        maya: undo 7
        jordan: done 1
        jordan: undo 10
        jordan: undo 99
    "
    ));
}

#[test]
fn what_others_did_is_for_leads_to_take_back() {
    let world = asked();
    world.maya("claim 1").ok();
    let entry = newest(&world, "claimed");
    let refused = world.jordan(&format!("undo {entry}")).fails(77);
    assert!(refused.stderr.contains("only a lead may"), "{refused}");
    assert_eq!(state_of(&world)["owner"], "maya");
    world.admin(&format!("undo {entry}")).ok();
    assert_eq!(state_of(&world)["owner"], Value::Null);
}

fn state_of(world: &World) -> Value {
    world.admin("show 1 --json").ok().json()
}

#[test]
fn what_cannot_be_taken_back_says_why_and_what_to_type_instead() {
    let world = two_asked();
    world.admin("merge 1 2").ok();
    world.admin("split 1 2").ok();
    let mut transcript = String::new();
    for kind in ["ledger-created", "member-added", "merged", "split", "split-off"] {
        let ran = world.admin(&format!("undo {}", newest(&world, kind)));
        transcript += &format!("{kind}: {}", ran.fails(1).stderr);
    }
    // A mail that has gone out.
    let world = two_asked();
    world.maya("claim 1").ok();
    world.piped("jordan", "guard --ask --force", "In-Reply-To: <a1@example.com>\n\n").ok();
    let ran = world.admin(&format!("undo {}", newest(&world, "forced")));
    transcript += &format!("forced: {}", ran.fails(1).stderr);
    // Mail joins two threads that members have touched; and what baton did by a rule.
    let world = two_asked();
    world.maya("claim 1").ok();
    world.maya("handoff 1 jordan --next call").ok();
    world.mail(crate::session::ana().references(&["a1@example.com", "b1@example.net"]));
    world.later("7d").sync();
    for kind in ["joined", "lapsed"] {
        let ran = world.admin(&format!("undo {}", newest(&world, kind)));
        transcript += &format!("{kind}: {}", ran.fails(1).stderr);
    }
    assert_snapshot!(transcript);
}

#[test]
fn nothing_is_taken_back_in_part() {
    let world = two_asked();
    world.maya("claim 1 2").ok();
    world.admin("assign 2 sam").ok();
    let before = state(&world);
    let refused = world.maya("undo").fails(1);
    assert!(refused.stderr.contains("what came later stands on it"), "{refused}");
    assert_eq!(state(&world), before);
}

/// A hold that was taken back still tells who wrote the reply of that time.
#[test]
fn a_reply_from_the_shared_address_stays_that_of_whoever_held_the_thread_then() {
    let world = asked();
    world.maya("claim 1").ok();
    world.later("5m").deliver(answer("support"));
    world.later("1m").maya("undo").ok();
    world.later("1m").sync();
    let shown = state_of(&world);
    assert_eq!(shown["messages"][1]["author"], "maya", "{shown}");
    assert_eq!(shown["owner"], Value::Null);
}

#[test]
fn nothing_is_given_back_to_who_has_left_the_team() {
    let world = asked();
    world.admin("member add kim").ok();
    world.by("kim", "claim 1").ok();
    world.admin("assign 1 maya").ok();
    let entry = newest(&world, "assigned");
    world.admin("member remove kim").ok();
    let refused = world.admin(&format!("undo {entry}")).fails(1);
    assert!(refused.stderr.contains("kim has left the team"), "{refused}");
    assert_eq!(state_of(&world)["owner"], "maya");
}

#[test]
fn an_assignment_is_taken_back_until_the_other_has_gone_on_with_it() {
    let world = asked();
    world.maya("assign 1 jordan").ok();
    world.maya("undo").ok();
    assert_eq!(state_of(&world)["owner"], Value::Null);
    world.maya("assign 1 jordan").ok();
    let entry = newest(&world, "assigned");
    world.jordan("note 1 'called her'").ok();
    world.maya(&format!("undo {entry}")).fails(77);
    world.admin(&format!("undo {entry}")).ok();
}

#[test]
fn no_task_of_a_closed_thread_is_open_again() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("next 1 call").ok();
    world.maya("undo").ok();
    let undone = newest(&world, "undone");
    world.maya("close 1").ok();
    let refused = world.maya(&format!("undo {undone}")).fails(1);
    assert!(refused.stderr.contains("the thread is closed"), "{refused}");
    // Taken back already, it says by what.
    let refused = world.maya("undo 8").fails(1);
    assert!(refused.stderr.contains(&format!("entry {undone} has done so already")), "{refused}");
}
