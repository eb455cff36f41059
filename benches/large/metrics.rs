//! The numbers of a year: 1,000,000 messages in 300,000 threads, all of them within that year.
//!
//! Week by week mail is laid out as an mbox file and taken in by `baton import`, the threads that are new are assigned,
//! and those of the week before are closed, so that every entry has the time that it would have had. None of that is
//! timed.

use crate::{Run, report, run_with_env};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

const CLOSED: i32 = 270_000;
const OPEN: i32 = 30_000;
const MEMBERS: i32 = 10;
const WEEKS: i32 = 52;
/// Threads that one command changes.
const AT_ONCE: i32 = 1_000;

pub fn measure() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let start = Instant::now();
    lay_out(folder);
    println!("{:<34} {:>9.1} s", "laid out in", start.elapsed().as_secs_f64());
    let year = "--from 2025-11-24";
    for (words, times) in [
        (format!("metrics --csv --by week {year}"), 11),
        (format!("metrics --csv --by owner {year}"), 3),
        ("metrics".to_owned(), 5),
        (format!("metrics --html {} {year}", folder.join("page.html").display()), 3),
    ] {
        report(&words, (0..times).map(|_| baton(folder, end(), &words)).collect());
    }
    for words in ["metrics --rows", "metrics --rows replies"] {
        let words = format!("{words} {year}");
        let lines = lines(folder, &words);
        let runs: Vec<Run> = (0..5).map(|_| baton(folder, end(), &words)).collect();
        let mut times: Vec<f64> = runs.iter().map(|run| run.time.as_secs_f64()).collect();
        times.sort_by(f64::total_cmp);
        report(&words, runs);
        let a_second = lines as f64 / times[times.len() / 2];
        println!("{words:<34} {lines} rows, {a_second:.0} rows/s at the median");
    }
}

/// The end of the year; all times are fixed, so that each run counts the same.
fn end() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 0, 0, 0).unwrap()
}

fn baton(folder: &Path, now: DateTime<Utc>, words: &str) -> Run {
    let now = now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let environment = [("BATON_NOW", now.as_str()), ("BATON_LOGIN", "maya")];
    run_with_env(folder, &words.split(' ').collect::<Vec<_>>(), &environment)
}

/// How many lines come out beside the header.
fn lines(folder: &Path, words: &str) -> usize {
    let now = end().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_baton"))
        .arg("--ledger")
        .arg(folder.join("baton.db"))
        .arg("--config")
        .arg(folder.join("config.toml"))
        .args(words.split(' '))
        .env("BATON_NOW", now)
        .env("BATON_LOGIN", "maya")
        .output()
        .unwrap();
    output.stdout.iter().filter(|byte| **byte == b'\n').count() - 1
}

/// When a thread began: the closed ones evenly up to a month ago, the others since.
fn began(thread: i32) -> DateTime<Utc> {
    let (start, lately) = (end() - TimeDelta::weeks(WEEKS.into()), end() - TimeDelta::days(29));
    match thread {
        ..CLOSED => start + (lately - TimeDelta::days(3) - start) / CLOSED * thread,
        _ => lately + (end() - TimeDelta::hours(12) - lately) / OPEN * (thread - CLOSED),
    }
}

fn messages_of(thread: i32) -> i32 {
    match thread {
        ..CLOSED => 3 + thread % 2,
        _ => [1, 2, 2, 1, 2, 3][usize::try_from(thread % 6).unwrap()],
    }
}

fn lay_out(folder: &Path) {
    let config = format!(
        "[[inbox]]\nname = \"support\"\naddress = \"support@example.org\"\nhistory = \"all\"\n[inbox.mbox]\n\
         path = \"{}\"\n[[sla]]\nwhen = \"priority:urgent\"\nfirst-response = \"1h\"\nnext-response = \"4h\"\n\
         [[sla]]\nwhen = \"\"\nfirst-response = \"3bd\"\nnext-response = \"3bd\"\n",
        folder.join("support.mbox").display()
    );
    fs::write(folder.join("config.toml"), config).unwrap();
    let start = end() - TimeDelta::weeks(WEEKS.into());
    baton(folder, start, "init --member maya --test-world");
    for n in 0..MEMBERS {
        let words = format!("member add m{n} --login m{n} --address m{n}@example.org");
        baton(folder, start, &words);
    }
    let mut mail: Vec<(DateTime<Utc>, i32, i32)> = (0..CLOSED + OPEN)
        .flat_map(|thread| (0..messages_of(thread)).map(move |turn| (thread, turn)))
        .map(|(thread, turn)| (began(thread) + TimeDelta::hours(5 * i64::from(turn)), thread, turn))
        .collect();
    mail.sort_unstable();
    let (mut written, mut known, mut closed) = (0, 0, 0);
    for week in 1..=WEEKS {
        let now = start + TimeDelta::weeks(week.into());
        let path = folder.join("week.mbox");
        let upto = mail.partition_point(|(at, _, _)| *at < now);
        let mut file = BufWriter::new(File::create(&path).unwrap());
        mail[written..upto].iter().for_each(|mail| message(&mut file, *mail));
        file.flush().unwrap();
        written = upto;
        baton(folder, now, &format!("import --inbox support {}", path.display()));
        let before = known;
        known =
            (known..CLOSED + OPEN).find(|thread| began(*thread) >= now).unwrap_or(CLOSED + OPEN);
        each(before, known, |threads, lot| {
            baton(folder, now, &format!("assign{threads} m{}", lot % MEMBERS));
        });
        each(closed, before.min(CLOSED), |threads, _| {
            baton(folder, now, &format!("close{threads}"));
        });
        closed = before.min(CLOSED);
    }
}

/// Threads from here up to there, as their numbers with blanks before, so many at once.
fn each(from: i32, to: i32, run: impl Fn(&str, i32)) {
    for first in (from..to).step_by(AT_ONCE.try_into().unwrap()) {
        let numbers = (first..to.min(first + AT_ONCE)).fold(String::new(), |mut text, thread| {
            write!(text, " {}", thread + 1).unwrap();
            text
        });
        run(&numbers, first / AT_ONCE);
    }
}

fn message(file: &mut impl Write, (at, thread, turn): (DateTime<Utc>, i32, i32)) {
    let customer =
        format!("Ana Family{thread} <c{}@company{}.com>", thread % 100_000, thread % 20_000);
    let member = format!("m{}@example.org", thread % MEMBERS);
    let (from, to) = match turn % 2 {
        0 => (customer.as_str(), "support@example.org"),
        _ => (member.as_str(), customer.as_str()),
    };
    let reply = match turn {
        0 => String::new(),
        _ => format!("In-Reply-To: <{thread}-{}@example.com>\n", turn - 1),
    };
    let date = at.to_rfc2822();
    writeln!(
        file,
        "From mail@example.org {}\nMessage-ID: <{thread}-{turn}@example.com>\nFrom: {from}\nTo: {to}\nDate: {date}\n\
         Received: by mail.example.org; {date}\nSubject: Order of chairs {thread}\n{reply}\nHello\n",
        at.format("%a %b %e %H:%M:%S %Y")
    )
    .unwrap();
}
