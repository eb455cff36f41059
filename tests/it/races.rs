//! Several people and cron at once: one wins, nothing is lost, nobody reads of a locked database.

use std::collections::BTreeMap;
use std::process::{Child, Output};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::kills::Random;
use crate::session::{ana, asked};
use crate::world::{Mail, World};

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

/// How long they are at it.
const AT_IT: Duration = Duration::from_secs(30);
const THREADS: i64 = 20;
const WRITERS: u64 = 50;
const READERS: u64 = 4;

/// Longer than a reader takes on whatever machine, unless somebody blocks it.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Default)]
struct Tally {
    /// Commands that were done, by their verb, and those that were refused.
    done: BTreeMap<&'static str, usize>,
    refused: usize,
    /// The one that took longest.
    longest: Duration,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        for (verb, count) in other.done {
            *self.done.entry(verb).or_default() += count;
        }
        self.refused += other.refused;
        self.longest = self.longest.max(other.longest);
    }
}

/// Runs one command after another until the time is up; what each answered is looked at at once.
fn at_it(
    world: &World,
    seed: u64,
    until: Instant,
    next: impl Fn(&mut Random) -> (&'static str, String),
    may_be_refused: bool,
) -> Tally {
    let (mut random, mut tally) = (Random(seed), Tally::default());
    while Instant::now() < until {
        let (verb, words) = next(&mut random);
        let login = ["ada", "maya", "jordan", "sam"][random.up_to(3) as usize];
        let started = Instant::now();
        let output = world.command(login, &words).output().unwrap();
        tally.longest = tally.longest.max(started.elapsed());
        let said = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(0) => *tally.done.entry(verb).or_default() += 1,
            Some(1) if may_be_refused => tally.refused += 1,
            other => panic!("baton {words}: {other:?} {said}"),
        }
        assert!(!said.contains("locked") && !said.contains("in use"), "baton {words}: {said}");
    }
    tally
}

fn write(random: &mut Random) -> (&'static str, String) {
    let verb = ["claim", "release", "assign", "note", "close", "reopen"][random.up_to(5) as usize];
    let thread = 1 + random.up_to(THREADS as u64 - 1);
    let member = ["ada", "maya", "jordan", "sam"][random.up_to(3) as usize];
    let rest = match verb {
        "assign" => member,
        "note" => "'called her'",
        _ => "",
    };
    (verb, format!("{verb} {thread} {rest}"))
}

fn read(random: &mut Random) -> (&'static str, String) {
    match random.up_to(2) {
        0 => ("list", "list --json".to_owned()),
        1 => ("review", "review --json".to_owned()),
        _ => ("show", format!("show {} --json", 1 + random.up_to(THREADS as u64 - 1))),
    }
}

/// Twenty threads, and four members who may do anything with any of them.
fn twenty_threads() -> World {
    let world = World::at("2026-03-02T09:00Z");
    for login in ["maya", "jordan", "sam"] {
        world.admin(&format!("member set {login} --role lead")).ok();
    }
    for n in 0..THREADS {
        world.deliver(Mail::from(&format!("customer{n}@example.com")));
    }
    world.sync();
    world
}

/// Per thread, whose it was after each entry: a claim took what nobody owned, a hold what was theirs.
fn assert_never_two_owners(entries: &[Value]) {
    let mut owners: BTreeMap<i64, String> = BTreeMap::new();
    for entry in entries {
        let Some(thread) = entry["thread"].as_i64() else { continue };
        let actor = entry["actor"].as_str().unwrap().to_owned();
        match entry["kind"].as_str().unwrap() {
            "claimed" => assert_eq!(owners.insert(thread, actor), None, "{entry}"),
            "held" => assert_eq!(owners.get(&thread), Some(&actor), "{entry}"),
            "released" => assert!(owners.remove(&thread).is_some(), "{entry}"),
            "assigned" => {
                let to = entry["text"].as_str().unwrap().strip_prefix("assigned to ").unwrap();
                owners.insert(thread, to.to_owned());
            }
            _ => {}
        }
    }
}

#[test]
fn fifty_at_once_for_half_a_minute_are_never_locked_out_and_no_thread_has_two_owners() {
    let world = twenty_threads();
    let until = Instant::now() + AT_IT;
    let (written, looked) = thread::scope(|scope| {
        let world = &world;
        let start = |seed, next: fn(&mut Random) -> _, refused| {
            scope.spawn(move || at_it(world, seed, until, next, refused))
        };
        let writers: Vec<_> = (0..WRITERS).map(|seed| start(seed, write, true)).collect();
        let readers: Vec<_> = (0..READERS).map(|seed| start(WRITERS + seed, read, false)).collect();
        let sum = |workers: Vec<thread::ScopedJoinHandle<Tally>>| {
            let mut sum = Tally::default();
            workers.into_iter().for_each(|worker| sum.add(worker.join().unwrap()));
            sum
        };
        (sum(writers), sum(readers))
    });
    assert!(looked.longest < PATIENCE, "a reader was blocked for {:?}", looked.longest);
    assert!(written.done.len() == 6 && looked.done.len() == 3, "not all was tried");

    world.maya("fsck").ok();
    let log = world.maya("log --json").ok().json();
    let entries = log["entries"].as_array().unwrap();
    let of = |kinds: &[&str]| {
        let is_meant = |entry: &&Value| kinds.contains(&entry["kind"].as_str().unwrap());
        entries.iter().filter(is_meant).count()
    };
    // What was said to be done is in the ledger, once.
    assert_eq!(of(&["noted"]), written.done["note"]);
    assert_eq!(of(&["claimed", "held"]), written.done["claim"]);
    assert_eq!(of(&["released"]), written.done["release"]);
    assert_never_two_owners(entries);
}
