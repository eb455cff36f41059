//! Several people and cron at once: one wins, nothing is lost, nobody reads of a locked database.

use std::process::{Child, Output};
use std::thread;

use crate::session::{ana, asked};

fn wait(children: Vec<Child>) -> Vec<Output> {
    let waits: Vec<_> = children
        .into_iter()
        .map(|child| thread::spawn(move || child.wait_with_output().unwrap()))
        .collect();
    waits.into_iter().map(|wait| wait.join().unwrap()).collect()
}

#[test]
fn an_offer_is_accepted_or_withdrawn_but_not_both() {
    let world = asked();
    for _ in 0..5 {
        world.admin("assign 1 maya").ok();
        world.maya("handoff 1 jordan --next call").ok();
        let outputs = wait(vec![
            world.command("jordan", "accept 1").spawn().unwrap(),
            world.command("maya", "withdraw 1").spawn().unwrap(),
        ]);
        let [accepted, withdrawn] = [&outputs[0], &outputs[1]].map(|output| output.status.code());
        let owner = world.maya("list --json").ok().json()["threads"][0]["owner"].clone();
        match (accepted, withdrawn) {
            (Some(0), Some(1)) => assert_eq!(owner, "jordan"),
            (Some(1), Some(0)) => assert_eq!(owner, "maya"),
            other => panic!("{other:?} {outputs:?}"),
        }
    }
}

#[test]
fn every_note_written_while_mail_is_read_is_in_the_log_once() {
    let world = asked();
    for _ in 0..20 {
        world.deliver(ana().reply_to_id("a1@example.com"));
    }
    let note = |n: usize| {
        let login = ["maya", "jordan", "sam"][n % 3];
        world.command(login, &format!("note 1 'note {n}'")).spawn().unwrap()
    };
    let mut children: Vec<Child> = (0..30).map(note).collect();
    children.extend((0..2).map(|_| world.command("ada", "sync").spawn().unwrap()));
    for output in wait(children) {
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let shown = world.maya("show 1 --json").ok().json();
    let mut notes: Vec<&str> = shown["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["text"].as_str().unwrap())
        .collect();
    notes.sort_unstable();
    let mut wanted: Vec<String> = (0..30).map(|n| format!("note {n}")).collect();
    wanted.sort_unstable();
    assert_eq!(notes, wanted);
    assert_eq!(shown["messages"].as_array().unwrap().len(), 21);
}
