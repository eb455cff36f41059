//! Two hundred power cuts: a sync that is killed at any moment leaves nothing wrong behind.

use std::collections::HashSet;
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Stdio};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use crate::dovecot::Dovecot;
use crate::ledger;
use crate::world::{World, time};

/// Side by side, each in a world of its own: one would take twice as long.
const WORLDS: usize = 2;
const KILLS: usize = 200 / WORLDS;

/// More runs than these come to their end before they are killed only where nothing works.
const MOST_RUNS: usize = 10 * KILLS;

#[test]
fn two_hundred_kills_at_random_moments_of_a_sync_leave_no_trace() {
    let (dovecot, user) = (Dovecot::shared(), "kills");
    dovecot.fill(user, "INBOX", 1600, time("2026-03-02T08:00Z"));
    dovecot.fill(user, "Sent", 400, time("2026-03-02T08:30Z"));
    let config = dovecot.inbox("support", user);
    thread::scope(|worlds| {
        for _ in 0..WORLDS {
            worlds.spawn(|| kill_again_and_again(&config));
        }
    });
}

fn kill_again_and_again(config: &str) {
    let world = World::with_config("2026-03-02T09:00Z", config);
    let fresh = fs::read(world.ledger()).unwrap();
    // What the server says of a mailbox changes when it is opened for the first time.
    world.sync();
    start_anew(&world, &fresh);
    let started = Instant::now();
    world.sync();
    let mut longest = started.elapsed();
    let undisturbed = ledger::dump(&world);
    assert_eq!(ledger::count(&world, "messages"), Some(2000));

    // Nobody can choose the moments: the seed says which were tried.
    let seed = RandomState::new().hash_one(config);
    let mut random = Random(seed);
    let mut kills = 0;
    start_anew(&world, &fresh);
    for _ in 0..MOST_RUNS {
        if kills == KILLS {
            break;
        }
        let after = random.below(longest);
        if killed(&world, after) {
            kills += 1;
        } else {
            // It was done by then: the first one took longer, since the machine or the server was not warm.
            longest = after;
            assert_same(&world, &undisturbed, seed, kills);
            start_anew(&world, &fresh);
        }
    }
    assert_eq!(kills, KILLS, "seed {seed}");
    world.sync();
    assert_same(&world, &undisturbed, seed, kills);
}

/// Starts a sync and kills it after so long, unless it is done before: then false.
fn killed(world: &World, after: Duration) -> bool {
    let mut command = world.command("ada", "sync");
    let mut sync = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    sleep(after);
    sync.kill().unwrap();
    let ended: ExitStatus = sync.wait().unwrap();
    let by_us = ended.signal() == Some(Signal::SIGKILL as i32);
    assert!(by_us || ended.success(), "{ended}");
    by_us
}

/// The ledger as it was before its first sync.
fn start_anew(world: &World, fresh: &[u8]) {
    for log in ["ledger.db-wal", "ledger.db-shm"] {
        // What was closed in peace has none.
        let _ = fs::remove_file(world.path().join(log));
    }
    fs::write(world.ledger(), fresh).unwrap();
}

#[track_caller]
fn assert_same(world: &World, undisturbed: &str, seed: u64, kills: usize) {
    let whole: String = ledger::open(&world.ledger())
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(whole, "ok", "after {kills} kills with seed {seed}");
    let now = ledger::dump(world);
    let differing = |one: &str, other: &str| {
        let other: HashSet<&str> = other.lines().collect();
        one.lines().filter(|line| !other.contains(line)).map(str::to_owned).collect::<Vec<_>>()
    };
    let (gone, new) = (differing(undisturbed, &now), differing(&now, undisturbed));
    assert!(
        now == undisturbed,
        "after {kills} kills with seed {seed}: undisturbed {gone:#?}, now {new:#?}"
    );
}

/// Numbers that follow from a seed (SplitMix64).
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to `most`.
    pub fn up_to(&mut self, most: u64) -> u64 {
        self.next() % most.saturating_add(1)
    }

    pub fn below(&mut self, longest: Duration) -> Duration {
        longest.mul_f64(self.next() as f64 / u64::MAX as f64)
    }
}
