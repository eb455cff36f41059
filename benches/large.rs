//! What baton takes on a mailbox of 100,000 messages: prints figures, judges nothing.
//!
//! `cargo bench --bench large [MESSAGES]`. A real Dovecot on loopback; each figure is of a whole process of the
//! release build: the first sync with its peak memory, and medians of a sync with nothing new, `list`, `review` and
//! `claim`.

// A benchmark says "this cannot fail" by failing, and prints.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, dead_code)]
#![allow(clippy::disallowed_methods, reason = "mail is laid out up to now")]

#[path = "../tests/it/certificates.rs"]
mod certificates;
#[path = "../tests/it/dovecot.rs"]
mod dovecot;
#[path = "../tests/it/imap_client.rs"]
mod imap_client;
#[path = "../tests/it/service.rs"]
mod service;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What one run of a process took.
struct Run {
    time: Duration,
    /// The most memory it ever held, in KiB.
    peak: u64,
}

fn main() {
    let messages: u32 =
        std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(100_000);
    let (inbox, sent) = (messages / 100 * 64, messages / 100 * 36);
    let server = dovecot::Dovecot::start();
    let now = chrono::Utc::now();
    println!("laying out {inbox} messages in INBOX, {sent} in Sent …");
    server.fill("large", "INBOX", inbox, now);
    server.fill("large", "Sent", sent, now);
    let folder = tempfile::tempdir().unwrap();
    let config =
        server.inbox("support", "large").replace("[inbox.imap]", "history = \"all\"\n[inbox.imap]");
    fs::write(folder.path().join("config.toml"), config).unwrap();
    run(folder.path(), "init --member maya");

    let first = run(folder.path(), "sync");
    println!(
        "first sync, cold server   {:>9.2} s, peak {} MB",
        first.time.as_secs_f64(),
        first.peak / 1024
    );
    let again = folder.path().join("again.db");
    run(folder.path(), &format!("init --member maya --ledger {}", again.display()));
    let warm = run(folder.path(), &format!("sync --ledger {}", again.display()));
    println!(
        "first sync, warm server   {:>9.2} s, peak {} MB",
        warm.time.as_secs_f64(),
        warm.peak / 1024
    );
    println!("ledger                    {:>9.1} MB", size(&folder.path().join("baton.db")));
    for (name, words) in [("sync, nothing new", "sync"), ("list", "list"), ("review", "review")] {
        report(name, (0..11).map(|_| run(folder.path(), words)).collect());
    }
    let claims = (1..=21).map(|thread| run(folder.path(), &format!("claim {}", thread * 31)));
    report("claim", claims.collect());
    report(
        "show",
        (1..=11).map(|thread| run(folder.path(), &format!("show {}", thread * 17))).collect(),
    );
}

fn run(folder: &Path, words: &str) -> Run {
    let start = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
    if !words.contains("--ledger") {
        command.arg("--ledger").arg(folder.join("baton.db"));
    }
    let mut child = command
        .arg("--config")
        .arg(folder.join("config.toml"))
        .args(words.split(' '))
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0;
    let status = loop {
        peak = peak.max(high_water(child.id()));
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_micros(200)),
        }
    };
    assert!(status.success(), "baton {words}: {status}");
    Run { time: start.elapsed(), peak }
}

/// VmHWM of a process (proc(5)); it only ever grows.
fn high_water(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

fn report(name: &str, mut runs: Vec<Run>) {
    runs.sort_by_key(|run| run.time);
    let ms = |run: &Run| run.time.as_secs_f64() * 1000.0;
    let median = ms(&runs[runs.len() / 2]);
    let peak = runs.iter().map(|run| run.peak).max().unwrap_or(0) / 1024;
    let (least, most) = (ms(&runs[0]), ms(&runs[runs.len() - 1]));
    println!(
        "{name:<25} {median:>9.1} ms median ({least:.1} to {most:.1}, {} runs), peak {peak} MB",
        runs.len()
    );
}

fn size(path: &Path) -> f64 {
    fs::metadata(path).unwrap().len() as f64 / 1e6
}
