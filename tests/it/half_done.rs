//! Commands that are killed: what a command had said is in the ledger, and of what it had not said all or nothing.

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use crate::kills::Random;
use crate::ledger;
use crate::world::{Mail, World};

/// Side by side, each in a world of its own: one would take as many times as long.
const WORLDS: u64 = 4;
const COMMANDS: u64 = 500 / WORLDS;
const THREADS: u64 = 10;

/// A command, and the kinds of the entries that it writes when it is done.
struct Wanted {
    login: &'static str,
    words: String,
    writes: &'static [&'static str],
}

/// A command of one entry or several, whatever was done before.
fn any(random: &mut Random, n: u64) -> Wanted {
    let thread = 1 + random.up_to(THREADS - 1);
    let wanted = |login, words: String, writes| Wanted { login, words, writes };
    match random.up_to(6) {
        0 => wanted("maya", format!("note {thread} 'note {n}'"), &["noted"]),
        1 => wanted(
            "ada",
            format!("assign {thread} maya --next 'call {n}' --due +1d --reason 'reason {n}'"),
            &["assigned", "task-added"],
        ),
        2 => wanted(
            "ada",
            format!("next {thread} 'task {n}' --due +1d --owner jordan"),
            &["task-added"],
        ),
        3 => {
            wanted("ada", format!("done {thread} --next 'then {n}'"), &["task-done", "task-added"])
        }
        4 => {
            wanted("ada", format!("close {thread} --drop-tasks --reason 'reason {n}'"), &["closed"])
        }
        5 => wanted("maya", format!("handoff {thread} jordan --next 'go on {n}'"), &["offered"]),
        _ => wanted("jordan", format!("accept {thread}"), &["accepted", "task-added"]),
    }
}

/// The kinds of the entries after this one, and the number of the last.
fn written_after(world: &World, last: &mut i64) -> Vec<String> {
    let ledger = ledger::open(&world.ledger());
    let mut new =
        ledger.prepare("SELECT kind, seq FROM entries WHERE seq > $1 ORDER BY seq").unwrap();
    let mut kinds = Vec::new();
    for row in new.query_map([*last], |row| Ok((row.get(0)?, row.get(1)?))).unwrap() {
        let (kind, seq) = row.unwrap();
        kinds.push(kind);
        *last = seq;
    }
    kinds
}

/// Is this all of what such a command writes? A close drops as many tasks as there are.
fn is_whole(found: &[String], writes: &[&str]) -> bool {
    match (writes, found.split_last()) {
        (["closed"], Some((last, dropped))) => {
            last == "closed" && dropped.iter().all(|kind| kind == "task-set")
        }
        _ => found == writes,
    }
}

/// Starts a command and kills it after so long, unless it is done before; what it printed, and whether it was killed.
fn killed(mut command: Command, output: &Path, after: Duration) -> (String, bool) {
    let to = fs::File::create(output).unwrap();
    let mut child = command.stdin(Stdio::null()).stdout(to).stderr(Stdio::null()).spawn().unwrap();
    sleep(after);
    child.kill().unwrap();
    let ended = child.wait().unwrap();
    (fs::read_to_string(output).unwrap(), ended.code().is_none())
}

/// How many were killed, and how many of them had written all and said nothing yet.
struct Seen {
    killed: u64,
    silent: u64,
}

fn kill_commands(seed: u64) -> Seen {
    let world = World::at("2026-03-02T09:00Z");
    for login in ["maya", "jordan"] {
        world.admin(&format!("member set {login} --role lead")).ok();
    }
    for n in 0..THREADS {
        world.deliver(Mail::from(&format!("customer{n}@example.com")));
    }
    world.sync();
    let started = Instant::now();
    world.maya("note 1 'how long does it take'").ok();
    let mut longest = started.elapsed();
    let (mut random, mut seen, mut last) = (Random(seed), Seen { killed: 0, silent: 0 }, 0);
    written_after(&world, &mut last);
    for n in 0..COMMANDS {
        let Wanted { login, words, writes } = any(&mut random, n);
        let after = random.below(longest);
        let (said, was_killed) =
            killed(world.command(login, &words), &world.path().join("output"), after);
        // However busy the machine is now: two of three are killed before their end.
        longest = longest.mul_f64(if was_killed { 1.02 } else { 0.96 });
        let found = written_after(&world, &mut last);
        let context = format!("command {n}, baton {words}, seed {seed}: {said:?}, wrote {found:?}");
        assert!(said.is_empty() || said.ends_with('\n'), "half a line: {context}");
        let is_whole = is_whole(&found, writes);
        assert!(found.is_empty() || is_whole, "half done: {context}");
        // Who closes what is closed is told so, and nothing is written.
        let is_closed = || said.contains(" closed") && words.starts_with("close");
        assert!(said.is_empty() || is_whole || is_closed(), "lost: {context}");
        seen.killed += u64::from(was_killed);
        seen.silent += u64::from(was_killed && said.is_empty() && is_whole);
    }
    world.maya("fsck").ok();
    seen
}

#[test]
fn five_hundred_commands_killed_at_random_moments_are_done_or_not_and_true_once_they_said_so() {
    // Nobody can choose the moments: the seed says which were tried.
    let seed = RandomState::new().hash_one("commands");
    let seen: Vec<Seen> = thread::scope(|scope| {
        let worlds = (0..WORLDS).map(|n| scope.spawn(move || kill_commands(seed.wrapping_add(n))));
        let worlds: Vec<_> = worlds.collect();
        worlds.into_iter().map(|world| world.join().unwrap()).collect()
    });
    let killed: u64 = seen.iter().map(|seen| seen.killed).sum();
    let silent: u64 = seen.iter().map(|seen| seen.silent).sum();
    assert!(
        (100..450).contains(&killed),
        "{killed} were killed, {silent} of them before they said what they had done, seed {seed}"
    );
}
