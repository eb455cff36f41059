//! The review of 1,000,000 messages in 300,000 threads, of which 30,000 are not closed.
//!
//! The mail is laid out as an mbox file and taken in by `baton import`, which is not timed; a team of ten owns two
//! thirds of what is open, and all that sections look at is there.

use crate::{report, run, run_words};
use baton::domain::calendar::Calendar;
use baton::domain::policy::Policy;
use baton::domain::review::Review;
use baton::store::{Ledger, Wanted};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

const CLOSED: i32 = 270_000;
const OPEN: i32 = 30_000;
const MEMBERS: i32 = 10;

pub fn measure() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let messages = lay_out(folder);
    println!("taking in {messages} messages in {} threads …", CLOSED + OPEN);
    let start = Instant::now();
    run(folder, "init --member maya");
    run(folder, &format!("import --inbox support {}", folder.join("support.mbox").display()));
    decided(folder);
    println!("{:<34} {:>9.1} s", "laid out in", start.elapsed().as_secs_f64());
    for (words, times) in [
        ("review", 21),
        ("review --json", 5),
        ("review --personal", 11),
        ("review --leads", 11),
        ("review --weekly", 5),
        ("list", 11),
        ("review --as-of yesterday", 3),
    ] {
        report(words, (0..times).map(|_| run(folder, words)).collect());
    }
    split(folder);
}

/// What each part of a review takes, and what is in each section.
fn split(folder: &Path) {
    let ledger = Ledger::open(&folder.join("baton.db")).unwrap();
    let (policy, now) = (Policy::new(Calendar::default_in(chrono_tz::UTC)), Utc::now());
    let mut parts: BTreeMap<&str, f64> = BTreeMap::new();
    let mut timed = |name, start: Instant| {
        let took = start.elapsed().as_secs_f64() * 1000.0;
        let best = parts.entry(name).or_insert(took);
        *best = best.min(took);
    };
    for turn in 0..5 {
        let start = Instant::now();
        let threads = ledger.open_threads().unwrap();
        timed("read the threads", start);
        let start = Instant::now();
        let conflicts = ledger.conflicts().unwrap();
        let (notes, tasks) =
            (ledger.open_notes().unwrap(), ledger.tasks(Wanted::default()).unwrap());
        timed("read conflicts, notes and tasks", start);
        let start = Instant::now();
        let of = |thread| conflicts.get(&thread).cloned().unwrap_or_default();
        let health = ledger.health().unwrap();
        let review = Review::draw_up(&threads, of, health, String::new(), None, &policy, now);
        let review = review.with_asides(&notes, &tasks, &policy.absences, now);
        timed("draw up", start);
        if turn == 0 {
            let sections =
                review.sections.iter().fold(String::new(), |mut text, (section, items)| {
                    write!(text, " {} {}", section.word(), items.len()).unwrap();
                    text
                });
            println!("sections:{sections}");
        }
    }
    for (name, took) in parts {
        println!("{name:<34} {took:>9.1} ms, the least of 5");
    }
}

/// Owners, next actions, urgency and waits, a thousand threads a command.
fn decided(folder: &Path) {
    for n in 0..MEMBERS {
        run(folder, &format!("member add m{n} --login m{n} --address m{n}@example.org"));
    }
    let threads = |from: i32, count: i32| -> Vec<String> {
        (CLOSED + from..CLOSED + from + count).map(|number| (number + 1).to_string()).collect()
    };
    let given = |first: &[&str], threads: Vec<String>, last: &[&str]| {
        let threads: Vec<&str> = threads.iter().map(String::as_str).collect();
        run_words(folder, "config.toml", &[first, &threads[..], last].concat());
    };
    for lot in 0..20 {
        given(&["assign"], threads(lot * 1000, 1000), &[&format!("m{}", lot % MEMBERS)]);
    }
    for number in threads(500, 100) {
        run(folder, &format!("next {number} call --due +{}d", number.len()));
    }
    given(&["priority"], threads(3000, 1000), &["urgent"]);
    given(&["escalate", "--level", "1", "--reason", "outage"], threads(5000, 500), &[]);
    given(&["wait", "--on", "m3", "--for", "prices"], threads(7000, 1000), &[]);
}

/// The config, and the mail in the order of its times; how many messages.
fn lay_out(folder: &Path) -> usize {
    let file = folder.join("support.mbox");
    let config = format!(
        "[[inbox]]\nname = \"support\"\naddress = \"support@example.org\"\n[inbox.mbox]\npath = \"{}\"\n\
         [[sla]]\nwhen = \"priority:urgent\"\nfirst-response = \"1h\"\nnext-response = \"4h\"\n\
         [[sla]]\nwhen = \"\"\nfirst-response = \"3bd\"\nnext-response = \"3bd\"\n[[level]]\nname = \"outage\"\n",
        file.display()
    );
    fs::write(folder.join("config.toml"), config).unwrap();
    let (now, mut file) =
        (Utc::now() - TimeDelta::hours(1), BufWriter::new(File::create(file).unwrap()));
    let (long_ago, lately) = (now - TimeDelta::days(3 * 365), now - TimeDelta::days(29));
    let mut messages = 0;
    let mut thread = |number: i32, first: DateTime<Utc>, count: i32| {
        (0..count).for_each(|turn| {
            message(&mut file, number, turn, first + TimeDelta::hours(5 * i64::from(turn)));
        });
        messages += usize::try_from(count).unwrap();
    };
    for number in 0..CLOSED {
        let at = long_ago + (lately - TimeDelta::days(10) - long_ago) / CLOSED * number;
        thread(number, at, 3 + number % 2);
    }
    for number in 0..OPEN {
        let count = [1, 2, 2, 1, 2, 3][usize::try_from(number % 6).unwrap()];
        thread(
            CLOSED + number,
            lately + (now - TimeDelta::hours(12) - lately) / OPEN * number,
            count,
        );
    }
    messages
}

fn message(file: &mut impl Write, thread: i32, turn: i32, at: DateTime<Utc>) {
    let customer =
        format!("Ana Family{thread} <c{}@company{}.com>", thread % 100_000, thread % 20_000);
    let (from, to) = match turn % 2 {
        0 => (customer.as_str(), "support@example.org"),
        _ => ("support@example.org", customer.as_str()),
    };
    let date = at.to_rfc2822();
    let reply = if turn == 0 {
        String::new()
    } else {
        format!("In-Reply-To: <{thread}-{}@example.com>\n", turn - 1)
    };
    writeln!(
        file,
        "From mail@example.org {}\nMessage-ID: <{thread}-{turn}@example.com>\nFrom: {from}\nTo: {to}\nDate: {date}\n\
         Received: by mail.example.org; {date}\nSubject: Order of chairs {thread}\n{reply}\nHello\n",
        at.format("%a %b %e %H:%M:%S %Y")
    )
    .unwrap();
}
