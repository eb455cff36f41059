//! What baton takes on a mailbox of 100,000 messages: prints figures, judges nothing.
//!
//! `cargo bench --bench large record` is about one customer among 100,000 instead (`record.rs`), and
//! `cargo bench --bench large review` about the review of a million (`review.rs`), `cargo bench --bench large metrics`
//! about the numbers of a year of these (`metrics.rs`).
//! `cargo bench --bench large [MESSAGES]`. A real Dovecot on loopback, 64 of 100 messages in INBOX and the others in
//! Sent; each figure of baton is of a whole process of the release build. Beside a first sync stand a bare loop that
//! reads the same bytes and discards them, what its parts take alone, and mbsync (Debian: isync) on the same mailbox.

// A benchmark says "this cannot fail" by failing, and prints.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, dead_code)]
#![allow(clippy::disallowed_methods, reason = "mail is laid out up to now")]

mod beside;
mod metrics;
mod record;
mod review;

#[path = "../../tests/it/certificates.rs"]
mod certificates;
#[path = "../../tests/it/dovecot.rs"]
mod dovecot;
#[path = "../../tests/it/imap_client.rs"]
mod imap_client;
#[path = "../../tests/it/service.rs"]
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
    if std::env::args().any(|argument| argument == "record") {
        return record::measure();
    }
    if std::env::args().any(|argument| argument == "review") {
        return review::measure();
    }
    if std::env::args().any(|argument| argument == "metrics") {
        return metrics::measure();
    }
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
    fs::write(folder.path().join("config.toml"), &config).unwrap();
    let plain = config
        .replace(&format!("port = {}", server.tls_port), &format!("port = {}", server.port))
        .replace("tls = \"implicit\"", "tls = \"none\"");
    fs::write(folder.path().join("plain.toml"), plain).unwrap();
    run(folder.path(), "init --member maya");
    let first = run(folder.path(), "sync");
    println!("{:<34} {:>9.2} s, peak {} MB", "first sync, cold server", first.secs(), first.mb());
    let best = first_syncs(folder.path(), &server);
    nothing_new(folder.path());
    fifty_new(folder.path(), &server);
    beside::mbsync(folder.path(), &server, best);
    others(folder.path());
}

/// First syncs of a server whose cache is warm, in turns with the bare loop; the shortest.
fn first_syncs(folder: &Path, server: &dovecot::Dovecot) -> Duration {
    let mut least = Duration::MAX;
    for (what, config, secure) in [("TLS", "config.toml", true), ("plain", "plain.toml", false)] {
        let (mut syncs, mut loops) = (Vec::new(), Vec::new());
        for turn in 0..3 {
            let ledger = folder.join(format!("{what}-{turn}.db"));
            let words = |command: &str| format!("{command} --ledger {}", ledger.display());
            run_with(folder, config, &words("init --member maya"));
            loops.push(beside::bare_loop(server, secure));
            syncs.push(run_with(folder, config, &words("sync")));
        }
        let bare = loops.into_iter().min().unwrap();
        let sync = syncs.into_iter().min_by_key(|sync| sync.time).unwrap();
        println!(
            "{:<34} {:>9.2} s, peak {} MB: {:.2} times a bare loop ({:.2} s)",
            format!("first sync, warm server, {what}"),
            sync.secs(),
            sync.mb(),
            sync.secs() / bare.as_secs_f64(),
            bare.as_secs_f64()
        );
        least = least.min(sync.time);
    }
    beside::parts(server);
    println!("{:<34} {:>9.1} MB", "ledger", size(&folder.join("baton.db")));
    least
}

fn nothing_new(folder: &Path) {
    for (name, config) in [("TLS", "config.toml"), ("plain", "plain.toml")] {
        let runs = (0..21).map(|_| run_with(folder, config, "sync")).collect();
        report(&format!("sync, nothing new, {name}"), runs);
    }
}

fn fifty_new(folder: &Path, server: &dovecot::Dovecot) {
    let runs = (0..5).map(|round| {
        let mut imap = server.imap("large");
        for n in 0..50 {
            let raw = format!(
                "Message-ID: <new-{round}-{n}@example.com>\nFrom: Ana <ana@example.com>\n\
                 To: support@example.org\nSubject: New {n}\n\nHello\n"
            );
            imap.append("INBOX", raw.as_bytes(), None, &[]);
        }
        run(folder, "sync")
    });
    report("sync, 50 new, TLS", runs.collect());
}

fn others(folder: &Path) {
    for name in ["list", "review"] {
        report(name, (0..11).map(|_| run(folder, name)).collect());
    }
    let claims = (1..=21).map(|thread| run(folder, &format!("claim {}", thread * 31)));
    report("claim", claims.collect());
    let shows = (1..=11).map(|thread| run(folder, &format!("show {}", thread * 17)));
    report("show", shows.collect());
}

impl Run {
    fn secs(&self) -> f64 {
        self.time.as_secs_f64()
    }
    fn mb(&self) -> u64 {
        self.peak / 1024
    }
}

fn run(folder: &Path, words: &str) -> Run {
    run_with(folder, "config.toml", words)
}

fn run_with(folder: &Path, config: &str, words: &str) -> Run {
    run_words(folder, config, &words.split(' ').collect::<Vec<_>>())
}

fn run_words(folder: &Path, config: &str, words: &[&str]) -> Run {
    let mut command = command(folder, config, words);
    watch(command.args(words), words)
}

/// The same with the config of the folder, and with these variables of the environment.
fn run_with_env(folder: &Path, words: &[&str], environment: &[(&str, &str)]) -> Run {
    let mut command = command(folder, "config.toml", words);
    watch(command.args(words).envs(environment.iter().copied()), words)
}

fn command(folder: &Path, config: &str, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
    if !words.contains(&"--ledger") {
        command.arg("--ledger").arg(folder.join("baton.db"));
    }
    // As cron starts it: a folder of authorities is not read twice.
    command.env_remove("SSL_CERT_FILE").env_remove("SSL_CERT_DIR");
    command.arg("--config").arg(folder.join(config)).stdout(Stdio::null());
    command
}

/// Runs it to its end, and looks at its memory meanwhile.
fn watch(command: &mut Command, words: &[&str]) -> Run {
    let start = Instant::now();
    let mut child = command.spawn().unwrap();
    let mut peak = 0;
    let status = loop {
        peak = peak.max(high_water(child.id()));
        match child.try_wait().unwrap() {
            Some(status) => break status,
            // Whoever looks often takes time from what needs all processors, and tells nothing more of what takes long.
            None => std::thread::sleep((start.elapsed() / 500).max(Duration::from_micros(200))),
        }
    };
    assert!(status.success(), "baton {}: {status}", words.join(" "));
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
        "{name:<34} {median:>9.1} ms median ({least:.1} to {most:.1}, {} runs), peak {peak} MB",
        runs.len()
    );
}

fn size(path: &Path) -> f64 {
    fs::metadata(path).unwrap().len() as f64 / 1e6
}
