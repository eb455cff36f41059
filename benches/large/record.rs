//! One customer among 100,000, in a ledger of 1,000,000 messages: the page of the record, lists and duplicates.
//!
//! The mail is laid out as two mbox files and taken in by `baton import`, which is not timed.

use crate::{report, run};
use chrono::{DateTime, TimeDelta, Utc};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

const CUSTOMERS: u32 = 100_000;
/// Messages of each, in two threads.
const EACH: u32 = 10;
/// Messages of the one whose page is shown, over a year: in twenty threads, to two inboxes, from three addresses.
const OF_ANA: u32 = 200;
const ANAS: [&str; 3] = ["ana@example.com", "ana.lopez@example.net", "lopez@mail.example.com"];
const INBOXES: [&str; 2] = ["support", "accounts"];

pub fn measure() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    lay_out(folder);
    println!("taking in {} messages of {CUSTOMERS} customers …", CUSTOMERS * EACH + OF_ANA);
    let start = Instant::now();
    run(folder, "init --member maya");
    let [first, second, third] = ANAS;
    let known = ["--address", first, "--address", second, "--address", third];
    given(folder, &[&["customer", "add", "Ana Lopez"], &known[..]].concat());
    for inbox in INBOXES {
        let file = folder.join(format!("{inbox}.mbox"));
        given(folder, &["import", "--inbox", inbox, file.to_str().unwrap()]);
    }
    said(folder);
    println!("{:<34} {:>9.1} s", "laid out in", start.elapsed().as_secs_f64());
    for (words, times) in [
        ("customer show ana@example.com", 51),
        ("customer show ana@example.com --json", 51),
        ("customer show ana@example.com --all", 21),
        ("customer list ana", 11),
        ("list ana-7", 11),
        ("list chair", 11),
        ("list", 11),
        ("customer dupes", 5),
    ] {
        report(words, (0..times).map(|_| run(folder, words)).collect());
    }
}

/// Notes, tasks and documents of the one customer.
fn said(folder: &Path) {
    let due = |n: u32| format!("+{}d", n + 1);
    for n in 0..30 {
        let text = format!("called about order {n}: decides on Tuesdays");
        given(folder, &["note", &format!("ana-{}-0@example.com", n % 20), &text]);
    }
    for n in 0..20 {
        let text = format!("send the offer for order {n}");
        given(
            folder,
            &["task", "add", &text, "--owner", "maya", "--due", &due(n), "--customer", ANAS[0]],
        );
    }
    for n in 0..10 {
        let link = format!("invoice:2026-{n}");
        given(folder, &["customer", "link", ANAS[0], &link, "--amount", "1250.00 EUR"]);
    }
}

fn given(folder: &Path, words: &[&str]) {
    crate::run_words(folder, "config.toml", words);
}

/// The config, and the mail of both inboxes in the order of its times.
fn lay_out(folder: &Path) {
    let inbox = |name: &str| {
        format!(
            "[[inbox]]\nname = \"{name}\"\naddress = \"{name}@example.org\"\n\
             [inbox.mbox]\npath = \"{}\"\n",
            folder.join(format!("{name}.mbox")).display()
        )
    };
    fs::write(folder.join("config.toml"), INBOXES.map(inbox).concat()).unwrap();
    let mut files = INBOXES
        .map(|name| BufWriter::new(File::create(folder.join(format!("{name}.mbox"))).unwrap()));
    let (total, now) = (CUSTOMERS * EACH, Utc::now() - TimeDelta::hours(1));
    let years = TimeDelta::days(3 * 365);
    let mut anas = 0;
    for place in 0..total {
        let at =
            now - years + years / i32::try_from(total).unwrap() * i32::try_from(place).unwrap();
        let ana_at = |n: u32| {
            now - TimeDelta::days(365) + TimeDelta::days(365) / 200 * i32::try_from(n).unwrap()
        };
        while anas < OF_ANA && ana_at(anas) <= at {
            let thread = anas / 10;
            let inbox = usize::try_from(thread % 2).unwrap();
            let address = ANAS[usize::try_from(thread % 3).unwrap()];
            let from = format!("Ana Lopez <{address}>");
            message(
                &mut files[inbox],
                INBOXES[inbox],
                &format!("ana-{thread}"),
                anas % 10,
                &from,
                ana_at(anas),
            );
            anas += 1;
        }
        let (customer, turn) = (place % CUSTOMERS, place / CUSTOMERS);
        let (half, inbox) = (turn / 5, usize::try_from(turn / 5).unwrap());
        // One of a hundred shares the name with four others at their company.
        let named = if customer % 100 == 99 { customer % 20_000 } else { customer };
        let from = format!("{} <c{customer}@company{}.com>", name(named), customer % 20_000);
        let thread = format!("c{customer}-{half}");
        message(&mut files[inbox], INBOXES[inbox], &thread, turn % 5, &from, at);
    }
}

fn name(customer: u32) -> String {
    const FIRST: [&str; 10] =
        ["Ana", "Ben", "Cleo", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivo", "Juno"];
    let first = FIRST[usize::try_from(customer % 10).unwrap()];
    format!("{first} Family{}", customer / 10)
}

/// The nth message of a conversation: theirs and ours in turns.
fn message(
    file: &mut impl Write,
    inbox: &str,
    thread: &str,
    turn: u32,
    customer: &str,
    at: DateTime<Utc>,
) {
    let shared = format!("{inbox}@example.org");
    let (from, to) = match turn % 2 {
        0 => (customer, shared.as_str()),
        _ => (shared.as_str(), customer),
    };
    let date = at.to_rfc2822();
    writeln!(file, "From mail@example.org {}", at.format("%a %b %e %H:%M:%S %Y")).unwrap();
    writeln!(
        file,
        "Message-ID: <{thread}-{turn}@example.com>\nFrom: {from}\nTo: {to}\nDate: {date}"
    )
    .unwrap();
    writeln!(file, "Received: by mail.example.org; {date}").unwrap();
    let subject = if turn == 0 { "Order of chairs" } else { "Re: Order of chairs" };
    writeln!(file, "Subject: {subject} {thread}").unwrap();
    if turn > 0 {
        let ids: Vec<String> = (0..turn).map(|n| format!("<{thread}-{n}@example.com>")).collect();
        writeln!(file, "In-Reply-To: {}\nReferences: {}", ids[ids.len() - 1], ids.join(" "))
            .unwrap();
    }
    if turn == 0 && thread.ends_with("7-0") {
        writeln!(file, "Reply-To: {thread}@example.net").unwrap();
    }
    writeln!(file, "\nHello\n").unwrap();
}
