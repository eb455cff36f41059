//! Scores of satisfaction and revenue, from files.

use std::fs;

use insta::assert_snapshot;

use crate::session::{everything, session, two_asked};
use crate::world::World;

fn world() -> World {
    let world = two_asked();
    world.admin("member add lee --role lead").ok();
    world
}

fn file(world: &World, name: &str, bytes: impl AsRef<[u8]>) {
    fs::write(world.path().join(name), bytes).unwrap();
}

#[test]
fn scores_are_taken_once_and_undo_takes_all_of_it_back() {
    let world = world();
    file(
        &world,
        "csat.csv",
        "Message-ID;Score;Date;Agent\n<a1@example.com>;4.5;2026-03-01;maya\n<b1@example.net>;5;;maya\n<a1@example.com>;4.5;2026-03-01;jordan\n",
    );
    file(&world, "more.csv", "thread,score,date\n1,4.5,2026-03-01\n2,5,\n2,1,\n");
    assert_snapshot!(session(&world, "
        lee: metrics import csat.csv --dry-run
        lee: metrics import csat.csv
        lee: metrics import csat.csv --json
        lee: metrics import more.csv
        lee: log --since today
        lee: undo
        lee: undo
        lee: metrics import csat.csv
    "), @r#"
    lee$ baton metrics import csat.csv --dry-run
    would be: 3 scores of 2 threads taken
    [stderr] columns not taken over: Agent
    lee$ baton metrics import csat.csv
    3 scores of 2 threads taken
    [stderr] columns not taken over: Agent
    lee$ baton metrics import csat.csv --json
    {"version":1,"kind":"satisfaction","new":0,"threads":0,"known":3,"skipped":[],"columns_left_out":["Agent"]}
    [stderr] columns not taken over: Agent
    lee$ baton metrics import more.csv
    1 score of 1 thread taken; 2 there already
    lee$ baton log --since today
    ENTRY  AT                THREAD  WHO    WHAT
    1      2026-03-02 09:59  -       baton  ledger made, for tests
    2      2026-03-02 09:59  -       ada    member added: ada (login ada, admin, ada@example.org)
    3      2026-03-02 09:59  -       ada    member added: maya (login maya, agent, maya@example.org)
    4      2026-03-02 09:59  -       ada    member added: jordan (login jordan, agent, jordan@example.org)
    5      2026-03-02 09:59  -       ada    member added: sam (login sam, agent, sam@example.org)
    8      2026-03-02 10:00  -       ada    member added: lee (login lee, lead)
    9      2026-03-02 10:00  1       lee    satisfaction 4.5 of 2026-03-01 00:00
    10     2026-03-02 10:00  1       lee    satisfaction 4.5 of 2026-03-01 00:00
    11     2026-03-02 10:00  2       lee    satisfaction 5
    12     2026-03-02 10:00  2       lee    satisfaction 1
    lee$ baton undo
    2 has no owner; taken back by entry 13: satisfaction 1
    lee$ baton undo
    2 has no owner; taken back by entry 14: satisfaction 5
    1 has no owner; taken back by entry 15: satisfaction 4.5 of 2026-03-01 00:00
    1 has no owner; taken back by entry 16: satisfaction 4.5 of 2026-03-01 00:00
    lee$ baton metrics import csat.csv
    3 scores of 2 threads taken
    [stderr] columns not taken over: Agent
    "#);
}

#[test]
fn an_import_of_thousands_is_taken_back_and_brought_back_in_one_line_each() {
    let world = world();
    let row =
        |n: usize| format!("{},{}.{:02},2026-02-{:02}\n", 1 + n % 2, n % 5, n % 100, 1 + n % 28);
    let rows: String = (0..3_000).map(row).collect();
    file(&world, "csat.csv", format!("thread,score,date\n{rows}"));
    let imported =
        |options: &str| world.by("lee", &format!("metrics import csat.csv{options}")).ok();
    assert_eq!(imported("").stdout, "3000 scores of 2 threads taken\n");
    for (undo, says) in [
        ("undo --dry-run", "would be: took back 3,000 entries: 3,000 scores on 2 threads\n"),
        ("undo", "took back 3,000 entries: 3,000 scores on 2 threads\n"),
    ] {
        assert_eq!(world.by("lee", undo).ok().stdout, says);
    }
    world.by("lee", "fsck").ok();
    // Nothing of the file is there any more, or all of it.
    assert_eq!(imported(" --dry-run").stdout, "would be: 3000 scores of 2 threads taken\n");
    assert_eq!(
        world.by("lee", "undo 3009").ok().stdout,
        "3,000 entries on 2 threads count again\n"
    );
    world.by("lee", "fsck").ok();
    assert_eq!(imported("").stdout, "nothing new: 3000 scores as before\n");
    let undone = world.by("lee", "undo 6009 --json").ok();
    assert_eq!(undone.stdout.matches("taken_back_by").count(), 3_000);
}

#[test]
fn revenue_is_exact_in_its_currency_and_may_be_paid_back() {
    let world = world();
    let table = "thread,amount,currency,date\n1,1250.00,EUR,2026-03-01T10:00:00Z\n1,-0.05,EUR,\n2,1000,JPY,\n";
    world.piped("lee", "metrics import -", table).ok();
    assert_snapshot!(session(&world, "
        lee: log 1
        lee: log 2
    "), @"
    lee$ baton log 1
    ENTRY  AT                THREAD  WHO  WHAT
    9      2026-03-02 10:00  1       lee  revenue 1250.00 EUR of 2026-03-01 11:00
    10     2026-03-02 10:00  1       lee  revenue -0.05 EUR
    lee$ baton log 2
    ENTRY  AT                THREAD  WHO  WHAT
    11     2026-03-02 10:00  2       lee  revenue 1000 JPY
    ");
}

#[test]
fn rows_that_cannot_be_taken_stop_the_import_or_are_left_out_by_name() {
    let world = world();
    let before = everything(&world);
    file(
        &world,
        "csat.csv",
        "thread,message-id,score\n1,b1@example.net,5\n9,,5\n,gone@example.org,5\n1,,good\n2,,4\n",
    );
    assert_snapshot!(session(&world, "lee: metrics import csat.csv"), @r#"
    lee$ baton metrics import csat.csv
    [stderr] line 2: not taken, its message is of thread 2, not of 1
    [stderr] line 3: not taken, the ledger has no thread 9
    [stderr] line 4: not taken, the ledger has no message <gone@example.org>
    [stderr] line 5: not taken, "good" is no score: digits with a point before the decimals, such as 4 or 4.5
    [stderr] baton: 4 of 5 rows cannot be taken, and nothing was changed
    [stderr] hint: correct them, or take the others: --skip-invalid
    [exit 1]
    "#);
    assert_eq!(everything(&world), before);
    assert_snapshot!(session(&world, "
        lee: metrics import csat.csv --skip-invalid --json
    "), @r#"
    lee$ baton metrics import csat.csv --skip-invalid --json
    {"version":1,"kind":"satisfaction","new":1,"threads":1,"known":0,"skipped":[{"line":2,"why":"its message is of thread 2, not of 1"},{"line":3,"why":"the ledger has no thread 9"},{"line":4,"why":"the ledger has no message <gone@example.org>"},{"line":5,"why":"\"good\" is no score: digits with a point before the decimals, such as 4 or 4.5"}],"columns_left_out":[]}
    [stderr] line 2: not taken, its message is of thread 2, not of 1
    [stderr] line 3: not taken, the ledger has no thread 9
    [stderr] line 4: not taken, the ledger has no message <gone@example.org>
    [stderr] line 5: not taken, "good" is no score: digits with a point before the decimals, such as 4 or 4.5
    "#);
}

#[test]
fn a_file_that_is_no_such_table_is_refused() {
    let world = world();
    let before = everything(&world);
    for (table, says) in [
        ("", "it is empty"),
        ("thread,points\n1,2\n", "they are thread, points"),
        ("thread,score,amount\n1,2,3\n", "--kind satisfaction"),
        ("\u{1b}[31m,score\n1,2\n", "thread or message-id"),
        ("PK\u{3}\u{4}\u{0}\u{0}\u{8}score", "no table of text"),
        ("thread,score\n", "the table has no rows"),
        ("thread,amount\n1,5 XXQ\n", "ISO 4217 knows no currency XXQ"),
    ] {
        let refused = world.piped("lee", "metrics import -", table);
        assert!(matches!(refused.status, Some(1 | 2)), "{refused}");
        assert!(refused.stderr.contains(says), "{refused}");
        assert!(!refused.stderr.contains('\u{1b}'), "{refused}");
    }
    for nothing in ["nowhere.csv", "."] {
        let refused = world.by("lee", &format!("metrics import {nothing}")).fails(1);
        assert!(refused.stderr.contains("hint: give the path of a file"), "{refused}");
    }
    let wide = format!("{}\n1,2\n", "column,".repeat(1_000));
    let refused = world.piped("lee", "metrics import -", wide.as_str()).fails(1);
    assert!(refused.stderr.lines().all(|line| line.chars().count() < 130), "{refused}");
    world.by("lee", "metrics import csat.csv --kind happiness").fails(2);
    // What is to be shown, and what is to be taken, are two commands.
    world.by("lee", "metrics --by week import csat.csv").fails(2);
    world.by("lee", "metrics --define").ok();
    assert_eq!(everything(&world), before);
}

#[test]
fn scores_are_taken_by_leads_and_an_attempt_of_others_is_on_record() {
    let world = world();
    let table = "thread,score\n1,5\n";
    world.piped("maya", "metrics import - --dry-run", table).fails(77);
    world.piped("maya", "metrics import -", table).fails(77);
    let log = world.admin("log maya --json").ok().json();
    assert_eq!(log["entries"].as_array().unwrap().len(), 1);
    assert_eq!(log["entries"][0]["kind"], "denied");
    // The flags of the answer may stand before the command.
    let answer = world.piped("lee", "--json metrics import -", table).ok().json();
    assert_eq!((&answer["new"], &answer["known"]), (&1.into(), &0.into()));
}

#[test]
fn a_score_stays_with_its_thread_when_that_is_merged_and_is_known_there() {
    let world = world();
    let table = "message-id,score\nb1@example.net,5\n";
    world.piped("lee", "metrics import -", table).ok();
    world.admin("merge 1 2").ok();
    let answer = world.piped("lee", "metrics import - --json", table).ok().json();
    assert_eq!((&answer["new"], &answer["known"]), (&0.into(), &1.into()));
    // It can be taken back all the same.
    world.by("lee", "undo").ok();
    world.admin("fsck").ok();
}

/// The rows of these numbers in a report.
fn told(world: &World, words: &str) -> Vec<String> {
    let csv = world.maya(&format!("metrics --plain {words}")).ok().stdout;
    let wanted = ["satisfaction", "revenue", "quality"];
    csv.lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|cells| wanted.contains(&cells[0]))
        .map(|cells| [&cells[..2], &cells[4..5], &cells[7..12]].concat().join(" "))
        .collect()
}

#[test]
fn what_was_imported_and_scored_is_in_the_numbers_of_its_time() {
    let world = world();
    world.admin("close 1 2").ok();
    // Nothing else has happened on the threads for weeks.
    world.now("2026-04-20T08:00Z");
    let scores = "thread,score,date\n1,4.5,2026-04-01\n1,-1,2026-04-02\n2,5,\n1,3,2026-03-02\n";
    world.piped("lee", "metrics import -", scores).ok();
    let amounts = "thread,amount,currency,date\n1,100.10,EUR,2026-04-01\n2,-0.15,EUR,2026-04-02\n2,1000,JPY,2026-04-02\n";
    world.piped("lee", "metrics import -", amounts).ok();
    world.maya("score 1 2").ok();
    world.maya("score 1 4").ok();
    world.jordan("score 2 5").ok();
    assert_snapshot!(told(&world, "--from 2026-04-01 --to tomorrow").join("\n"), @"
    satisfaction all 3   4.5 5 
    revenue all 2 99.95 EUR   
    revenue all 1 1000 JPY   
    quality all 2   4 5 replaced:1
    ");
    assert_snapshot!(told(&world, "--from 2026-03-01 --to 2026-04-01").join("\n"), @"
    satisfaction all 1   3 3 
    revenue all 0     
    quality all 0
    ");
    world.jordan("undo").ok();
    assert_snapshot!(told(&world, "--from 2026-04-20 --to tomorrow --by day").join("\n"), @"
    satisfaction 2026-04-20 1   5 5 
    quality 2026-04-20 1   4 4 replaced:1
    ");
}
