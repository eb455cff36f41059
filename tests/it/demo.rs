//! The demo: no network, no config, nothing left behind.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// Runs the demo, or a command after it, with nothing in the environment but these.
fn baton(words: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_baton"))
        .args(words)
        .env_clear()
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

const SECTIONS: [&str; 9] = [
    "no-owner",
    "duplicates",
    "overdue",
    "no-next-action",
    "waiting-internal",
    "needs-backup",
    "stale",
    "handoffs",
    "data",
];

#[test]
fn the_demo_leaves_nothing_behind() {
    let (temporary, home) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let places = [
        ("TMPDIR", temporary.path().to_str().unwrap()),
        ("HOME", home.path().to_str().unwrap()),
        ("BATON_NOW", "2026-03-04T10:00:00Z"),
    ];
    let shown = baton(&["demo"], &places);
    assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
    assert!(shown.stderr.is_empty(), "{}", String::from_utf8_lossy(&shown.stderr));
    assert!(shown.stdout.len() > 2000);
    for place in [&temporary, &home] {
        assert_eq!(fs::read_dir(place).unwrap().count(), 0);
    }
    // The same time tells the same story, but for the ledger's own hash.
    let again = baton(&["demo"], &places);
    let story = |output: &Output| {
        let text = String::from_utf8(output.stdout.clone()).unwrap();
        let of_the_ledger = |line: &str| line.len() == 68 && line.trim().len() == 64;
        text.lines().filter(|line| !of_the_ledger(line)).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(story(&again), story(&shown));
}

#[test]
fn the_demo_runs_with_an_empty_environment() {
    let shown = baton(&["demo"], &[]);
    assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
}

#[test]
fn whenever_it_is_run_every_section_of_the_review_has_something() {
    for now in [
        "2026-03-01T02:00:00Z", // Sunday night
        "2026-03-02T09:00:00Z", // Monday morning
        "2026-03-06T18:00:00Z", // Friday evening
        "2026-03-29T01:30:00Z", // when the clocks change
        "2027-01-01T00:00:00Z",
    ] {
        let review = json(&baton(&["demo", "--json"], &[("BATON_NOW", now)]));
        let sections: Vec<&str> = review["sections"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|section| !section["items"].as_array().unwrap().is_empty())
            .map(|section| section["section"].as_str().unwrap())
            .collect();
        assert_eq!(sections, SECTIONS, "{now}");
    }
}

#[test]
fn a_demo_that_is_kept_can_be_played_with() {
    let folder = TempDir::new().unwrap();
    let kept = folder.path().join("demo");
    let kept = kept.to_str().unwrap();
    let now = ("BATON_NOW", "2026-03-04T10:00:00Z");
    let shown = baton(&["demo", "--keep", kept], &[now]);
    assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));

    let (ledger, config) = (format!("{kept}/baton.db"), format!("{kept}/config.toml"));
    let maya =
        [now, ("BATON_LEDGER", &*ledger), ("BATON_CONFIG", &*config), ("BATON_LOGIN", "maya")];
    let list = json(&baton(&["list", "--all", "--json"], &maya));
    let threads = list["threads"].as_array().unwrap();
    let messages: i64 = threads.iter().map(|thread| thread["messages"].as_i64().unwrap()).sum();
    assert!(
        threads.len() >= 20 && messages >= 40,
        "{} threads, {messages} messages",
        threads.len()
    );

    let unowned = json(&baton(&["list", "--unowned", "--json"], &maya));
    let number = unowned["threads"][0]["thread"].to_string();
    let claimed = json(&baton(&["claim", &number, "--json"], &maya));
    assert_eq!(claimed["threads"][0]["owner"], "maya");
    for words in [&["show", &*number][..], &["review"], &["log"], &["metrics"], &["sync"]] {
        let done = baton(words, &maya);
        assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
    }
    let synced = json(&baton(&["list", "--all", "--json"], &maya));
    assert_eq!(synced["threads"].as_array().unwrap().len(), threads.len());

    let relative = Command::new(env!("CARGO_BIN_EXE_baton"))
        .args(["demo", "--keep", "beside"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&relative.stdout);
    assert!(said.contains(&format!("BATON_LEDGER={}/beside/baton.db", folder.path().display())));

    let over = baton(&["demo", "--keep", kept], &[now]);
    assert_eq!(over.status.code(), Some(1), "{}", String::from_utf8_lossy(&over.stderr));
}
