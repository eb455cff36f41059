//! `metrics --rows`, `--why` and `--examples`: what is behind the numbers, down to one thread.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use serde_json::Value;

use crate::hostile_text::harmless;
use crate::metrics_by_hand::world;
use crate::world::{Ran, World};

const WEEKS: &str = "--from 2026-03-23 --to 2026-04-06";

/// The rows of an answer in CSV, by the names of their columns.
fn rows(ran: &Ran) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
    let header = reader.headers().unwrap().clone();
    let row = |row: csv::StringRecord| {
        header.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_columns_stay_what_they_are() {
    let world = World::at("2026-03-02T09:00Z");
    let header = |words: &str| {
        let ran = world.maya(words).ok();
        assert!(ran.stdout.ends_with("\r\n") && ran.stdout.lines().count() == 1, "{ran}");
        ran.stdout.trim_end().to_owned()
    };
    assert_snapshot!(header("metrics --rows"), @"thread,inbox,customer,owner,tags,status,priority,historic,first_at,first_in_at,last_in_at,last_out_at,messages_in,messages_out,automated,first_owner,first_owner_at,first_owner_by,ownership_lag_wall,ownership_lag_working,first_reply_at,first_reply_by,first_response_wall,first_response_working,next_responses,closes,reopenings,first_close_at,last_close_at,resolution_wall,resolution_working,open_since,duplicates,offers,handoffs,sla_first_response,sla_resolution,satisfaction,quality");
    assert_snapshot!(header("metrics --rows replies --csv"), @"thread,message,at,author,owner,inbox,customer,answers,answered_message,answered_at,wall_seconds,working_seconds,duplicate,historic");
    let manual = world.maya("man metrics").ok().stdout.replace('\\', "");
    for words in ["metrics --rows", "metrics --rows replies", "metrics --csv"] {
        let csv = world.maya(words).ok().stdout;
        for name in csv.lines().next().unwrap().split(',') {
            assert!(manual.contains(&format!("\n.B {name}\n")), "{name} is not in the manual");
        }
    }
    for words in ["metrics --rows --json", "metrics --rows replies --plain"] {
        assert_eq!(world.maya(words).ok().stdout, "");
    }
    world.maya("metrics --rows messages").fails(2);
    world.maya("metrics --rows --by week").fails(2);
}

#[test]
fn a_row_has_every_time_behind_the_numbers() {
    let world = world();
    let threads = world.maya(&format!("metrics --rows {WEEKS}")).ok();
    harmless(&threads);
    assert_snapshot!(threads.stdout.replace("\r\n", "\n"), @"
    thread,inbox,customer,owner,tags,status,priority,historic,first_at,first_in_at,last_in_at,last_out_at,messages_in,messages_out,automated,first_owner,first_owner_at,first_owner_by,ownership_lag_wall,ownership_lag_working,first_reply_at,first_reply_by,first_response_wall,first_response_working,next_responses,closes,reopenings,first_close_at,last_close_at,resolution_wall,resolution_working,open_since,duplicates,offers,handoffs,sla_first_response,sla_resolution,satisfaction,quality
    1,support,2,sam,,closed,normal,false,2026-03-20T15:00:00Z,2026-03-20T15:00:00Z,2026-03-20T15:00:00Z,2026-03-23T08:40:00Z,1,1,0,sam,2026-03-20T15:10:00Z,member,600,600,2026-03-23T08:40:00Z,sam,236400,20400,0,1,0,2026-04-05T12:00:00Z,2026-04-05T12:00:00Z,236400,20400,,0,0,0,missed,met,,
    2,support,3,maya,billing,closed,normal,false,2026-03-23T09:00:00Z,2026-03-23T09:00:00Z,2026-03-23T15:00:00Z,2026-03-24T09:00:00Z,2,2,0,maya,2026-03-23T09:20:00Z,member,1200,1200,2026-03-23T10:30:00Z,maya,5400,5400,1,1,0,2026-03-24T12:00:00Z,2026-03-24T12:00:00Z,97200,39600,,0,0,0,met,met,4.5,4
    3,support,4,jordan,,closed,normal,false,2026-03-23T11:00:00Z,2026-03-23T11:00:00Z,2026-03-25T09:00:00Z,2026-03-25T12:00:00Z,2,2,0,jordan,2026-03-23T11:45:00Z,member,2700,2700,2026-03-23T13:00:00Z,jordan,7200,7200,0,2,1,2026-03-23T13:30:00Z,2026-03-26T15:00:00Z,108000,50400,,0,0,0,met,met,2,
    4,support,5,sam,,waiting-customer,normal,false,2026-03-23T13:00:00Z,2026-03-24T08:15:00Z,2026-04-03T18:00:00Z,2026-04-06T08:00:00Z,2,2,4,sam,2026-03-24T10:00:00Z,member,6300,6300,2026-03-24T14:00:00Z,sam,20700,20700,1,0,0,,,,,,0,0,0,missed,running,,
    5,support,6,,,open,normal,false,2026-03-24T09:30:00Z,2026-03-24T09:30:00Z,2026-03-26T14:00:00Z,2026-03-24T15:30:00Z,2,2,0,,,,,,2026-03-24T11:40:00Z,maya,7800,7800,0,0,0,,,,,2026-03-26T14:00:00Z,1,0,0,met,missed,,
    6,support,7,jordan,billing bug,closed,normal,false,2026-03-24T13:00:00Z,2026-03-24T13:00:00Z,2026-03-24T14:30:00Z,2026-03-25T10:15:00Z,2,1,0,jordan,2026-03-24T13:40:00Z,member,2400,2400,2026-03-25T10:15:00Z,jordan,76500,18900,0,1,0,2026-03-27T15:00:00Z,2026-03-27T15:00:00Z,266400,93600,,0,0,0,missed,met,3.25,2
    8,support,9,jordan,,open,normal,false,2026-03-25T10:00:00Z,2026-03-25T10:00:00Z,2026-04-05T12:00:00Z,2026-03-26T09:00:00Z,2,1,0,maya,2026-03-25T10:05:00Z,member,300,300,2026-03-26T09:00:00Z,jordan,82800,25200,0,0,0,,,,,2026-04-05T12:00:00Z,0,1,1,missed,running,,
    9,support,10,sam,,waiting-internal,normal,false,2026-03-26T10:00:00Z,2026-03-26T10:00:00Z,2026-03-31T09:00:00Z,2026-03-31T10:30:00Z,2,2,0,sam,2026-03-26T10:25:00Z,member,1500,1500,2026-03-30T12:00:00Z,sam,352800,79200,1,0,0,,,,,,0,3,0,missed,missed,,
    10,support,11,maya,,closed,normal,false,2026-03-28T20:00:00Z,2026-03-28T20:00:00Z,2026-03-28T20:00:00Z,2026-03-29T02:30:00Z,1,1,0,maya,2026-03-29T00:10:00Z,member,15000,600,2026-03-29T02:30:00Z,maya,23400,9000,0,1,0,2026-03-29T04:00:00Z,2026-03-29T04:00:00Z,28800,10800,,0,0,0,met,met,5,
    11,support,12,maya,,closed,normal,false,2026-03-30T08:00:00Z,2026-03-30T08:00:00Z,2026-03-30T08:00:00Z,,1,0,0,maya,2026-03-30T08:30:00Z,member,1800,1800,,,,,0,1,0,2026-03-30T09:00:00Z,2026-03-30T09:00:00Z,,,,0,0,0,closed,met,,
    12,support,13,maya,,waiting-customer,normal,false,2026-03-31T08:00:00Z,2026-04-01T10:00:00Z,2026-04-01T10:00:00Z,2026-04-01T11:45:00Z,1,2,0,maya,2026-03-31T10:00:00Z,member,0,0,2026-04-01T11:45:00Z,,6300,6300,0,0,0,,,,,,0,0,0,,running,,
    13,support,1,jordan,,waiting-customer,normal,false,2026-04-02T13:00:00Z,2026-04-02T13:00:00Z,2026-04-02T13:00:00Z,2026-04-06T07:30:00Z,1,1,0,jordan,2026-04-02T13:15:00Z,rule,900,900,2026-04-06T07:30:00Z,jordan,325800,23400,0,0,0,,,,,,0,0,0,missed,running,,
    ");
    let replies = world.maya(&format!("metrics --rows replies {WEEKS}")).ok();
    assert_snapshot!(replies.stdout.replace("\r\n", "\n"), @"
    thread,message,at,author,owner,inbox,customer,answers,answered_message,answered_at,wall_seconds,working_seconds,duplicate,historic
    1,10,2026-03-23T08:40:00Z,sam,sam,support,2,first,8,2026-03-20T15:00:00Z,236400,20400,false,false
    2,14,2026-03-23T10:30:00Z,maya,maya,support,3,first,11,2026-03-23T09:00:00Z,5400,5400,false,false
    2,25,2026-03-24T09:00:00Z,maya,maya,support,3,next,21,2026-03-23T15:00:00Z,64800,7200,false,false
    3,17,2026-03-23T13:00:00Z,jordan,jordan,support,4,first,15,2026-03-23T11:00:00Z,7200,7200,false,false
    3,45,2026-03-25T12:00:00Z,jordan,jordan,support,4,first,40,2026-03-25T09:00:00Z,10800,10800,false,false
    4,33,2026-03-24T14:00:00Z,sam,sam,support,5,first,22,2026-03-24T08:15:00Z,20700,20700,false,false
    5,28,2026-03-24T11:40:00Z,maya,,support,6,first,26,2026-03-24T09:30:00Z,7800,7800,false,false
    5,36,2026-03-24T15:30:00Z,jordan,,support,6,further,26,2026-03-24T09:30:00Z,,,true,false
    6,43,2026-03-25T10:15:00Z,jordan,jordan,support,7,first,31,2026-03-24T13:00:00Z,76500,18900,false,false
    8,48,2026-03-26T09:00:00Z,jordan,jordan,support,9,first,41,2026-03-25T10:00:00Z,82800,25200,false,false
    9,69,2026-03-30T12:00:00Z,sam,sam,support,10,first,50,2026-03-26T10:00:00Z,352800,79200,false,false
    9,73,2026-03-31T10:30:00Z,sam,sam,support,10,next,71,2026-03-31T09:00:00Z,5400,5400,false,false
    10,63,2026-03-29T02:30:00Z,maya,maya,support,11,first,61,2026-03-28T20:00:00Z,23400,9000,false,false
    12,70,2026-03-31T08:00:00Z,maya,,support,13,none,,,,,false,false
    12,79,2026-04-01T11:45:00Z,,maya,support,13,first,78,2026-04-01T10:00:00Z,6300,6300,false,false
    ");
    let first = lines(&world.maya(&format!("metrics --rows --json {WEEKS}")).ok())[5].to_string();
    assert_snapshot!(first, @r#"{"version":1,"thread":6,"inbox":"support","customer":7,"owner":"jordan","tags":["billing","bug"],"status":"closed","priority":"normal","historic":false,"first_at":"2026-03-24T13:00:00Z","first_in_at":"2026-03-24T13:00:00Z","last_in_at":"2026-03-24T14:30:00Z","last_out_at":"2026-03-25T10:15:00Z","messages_in":2,"messages_out":1,"automated":0,"first_owner":"jordan","first_owner_at":"2026-03-24T13:40:00Z","first_owner_by":"member","ownership_lag_wall":2400,"ownership_lag_working":2400,"first_reply_at":"2026-03-25T10:15:00Z","first_reply_by":"jordan","first_response_wall":76500,"first_response_working":18900,"next_responses":0,"closes":1,"reopenings":0,"first_close_at":"2026-03-27T15:00:00Z","last_close_at":"2026-03-27T15:00:00Z","resolution_wall":266400,"resolution_working":93600,"open_since":null,"duplicates":0,"offers":0,"handoffs":0,"sla_first_response":"missed","sla_resolution":"met","satisfaction":3.25,"quality":2}"#);
    let plain = world.maya(&format!("metrics --rows --plain {WEEKS}")).ok().stdout;
    assert_snapshot!(plain.lines().nth(4).unwrap(), @"5	support	6	-	-	open	normal	false	2026-03-24T09:30:00Z	2026-03-24T09:30:00Z	2026-03-26T14:00:00Z	2026-03-24T15:30:00Z	2	2	0	-	-	-	-	-	2026-03-24T11:40:00Z	maya	7800	7800	0	0	0	-	-	-	-	2026-03-26T14:00:00Z	1	0	0	met	missed	-	-");
}

#[test]
fn rows_add_up_to_the_numbers() {
    let world = world();
    let replies = rows(&world.maya(&format!("metrics --rows replies {WEEKS}")).ok());
    assert_eq!(replies.len(), 15);
    let mut first: Vec<i64> = rows(&world.maya("metrics --rows --from 2026-03-01").ok())
        .iter()
        .filter(|row| row["first_in_at"].as_str() >= "2026-03-22T23:00:00Z")
        .filter_map(|row| row["first_response_wall"].parse().ok())
        .collect();
    first.sort_unstable();
    // Those counted by hand, but for the 10800 of the segment after Dora's first close.
    let by_hand = [5400, 6300, 7200, 7800, 20700, 23400, 76500, 82800, 325800, 352800];
    assert_eq!(first, by_hand);
    let json = lines(&world.maya("metrics --rows replies --json --from 2026-03-01").ok());
    let spans = |kind: &str| -> Vec<i64> {
        let of = json.iter().filter(|row| row["answers"] == kind);
        let mut spans: Vec<i64> = of.filter_map(|row| row["working_seconds"].as_i64()).collect();
        spans.sort_unstable();
        spans
    };
    assert_eq!(spans("next"), [5400, 7200, 18000]);
    assert_eq!(spans("first").len(), 12);
    assert_eq!(json.iter().filter(|row| row["duplicate"] == true).count(), 1);
}

#[test]
fn rows_are_of_threads_in_which_something_happened_then() {
    let world = world();
    let threads = |words: &str| -> Vec<String> {
        let ran = world.maya(&format!("metrics --rows {words}")).ok();
        rows(&ran).into_iter().map(|row| row["thread"].clone()).collect()
    };
    assert_eq!(threads("--from 2026-03-27 --to 2026-03-28"), ["2", "6", "9"]);
    assert_eq!(threads("--from 2026-04-04 --to 2026-04-05"), [""; 0]);
    assert_eq!(threads(WEEKS).len(), 12);
    let replies = world.maya("metrics --rows replies --from 2026-03-29 --to 2026-03-30").ok();
    assert_eq!(rows(&replies).len(), 1);
}

#[test]
fn a_thread_says_how_it_counts_in_each_number_and_why_not() {
    let world = world();
    for thread in [4, 5, 8, 9, 11] {
        let ran = world.maya(&format!("metrics --why {thread}")).ok();
        assert!(ran.stdout.lines().all(|line| line.chars().count() <= 80), "{ran}");
    }
    assert_snapshot!(world.maya("metrics --why 3"), @"
    $ baton metrics --why 3
    3  dora asks
    up to 2026-04-06 10:30 (Europe/Berlin)

    volume_in: Mail in
      2026-W13 counts, 2026-03-23 12:00; jordan's, message 15
      2026-W13 counts, 2026-03-25 10:00; jordan's, message 40

    volume_out: Mail out
      2026-W13 counts, 2026-03-23 14:00; jordan's, message 17
      2026-W13 counts, 2026-03-25 13:00; jordan's, message 45

    replies: Replies of each member
      2026-W13 counts, 2026-03-23 14:00; jordan's, message 17
      2026-W13 counts, 2026-03-25 13:00; jordan's, message 45

    first_response: First response
      2026-W13 counts with 2h 00m of working time, 2h 00m by the clock, 2026-03-23
        12:00 to 2026-03-23 14:00; jordan's, message 15
      2026-W13 counts with 3h 00m of working time, 3h 00m by the clock, 2026-03-25
        10:00 to 2026-03-25 13:00; jordan's, message 40

    ownership_lag: Ownership lag, by a person
      2026-W13 counts with 45m 00s of working time, 45m 00s by the clock,
        2026-03-23 12:00 to 2026-03-23 12:45; jordan's, message 15

    ownership_lag_rule: Ownership lag, by a rule
      2026-W13 left out, by-person: a member gave it its first owner: see
        ownership_lag; 2026-03-23 12:00; jordan's, message 15

    resolution: Time to resolution
      2026-W13 counts with 2h 30m of working time, 2h 30m by the clock, 2026-03-23
        12:00 to 2026-03-23 14:30; jordan's, entry 19
      2026-W13 counts with 14h 00m of working time, 30h 00m by the clock,
        2026-03-25 10:00 to 2026-03-26 16:00; jordan's, entry 55

    reopened: Reopen rate
      2026-W13 counts: yes, 2026-03-23 14:30; jordan's, entry 19
      2026-W13 counts: no, 2026-03-26 16:00; jordan's, entry 55

    duplicates: Answered twice
      2026-W13 counts: no, 2026-03-23 12:00; jordan's, message 15
      2026-W13 counts: no, 2026-03-25 10:00; jordan's, message 40

    sla_first_response: SLA met: first response
      2026-W13 counts: yes, 2026-03-23 12:00; jordan's, message 15

    sla_next_response: SLA met: next response
      2026-W13 counts: yes, 2026-03-25 10:00; jordan's, message 40

    sla_resolution: SLA met: resolution
      2026-W13 counts: yes, 2026-03-23 12:00; jordan's, message 15

    satisfaction: Satisfaction
      2026-W13 counts with 2, 2026-03-27 00:00; jordan's, entry 81

    revenue: Revenue
      2026-W14 counts with -20.25 EUR, 2026-03-30 00:00; jordan's, entry 85

    nothing of it is of the kind of next_response, no_action_needed, backlog,
      backlog_under_1d, backlog_1d_to_3d, backlog_3d_to_7d, backlog_over_7d,
      queue, workload, collisions_avoided, handoff_accept, handoff_follow_up,
      handoff_completed, handoff_declined, handoff_lapsed, sla_update, quality
    ");
    assert_snapshot!(world.maya("metrics --why 9 --from 2026-03-30 --to 2026-04-06"), @"
    $ baton metrics --why 9 --from 2026-03-30 --to 2026-04-06
    9  ida asks
    from 2026-03-30 00:00 up to 2026-04-06 00:00 (Europe/Berlin)

    volume_in: Mail in
      2026-W14 counts, 2026-03-31 11:00; sam's, message 71

    volume_out: Mail out
      2026-W14 counts, 2026-03-30 14:00; sam's, message 69
      2026-W14 counts, 2026-03-31 12:30; sam's, message 73

    replies: Replies of each member
      2026-W14 counts, 2026-03-30 14:00; sam's, message 69
      2026-W14 counts, 2026-03-31 12:30; sam's, message 73

    next_response: Next response
      2026-W14 counts with 1h 30m of working time, 1h 30m by the clock, 2026-03-31
        11:00 to 2026-03-31 12:30; sam's, message 71

    backlog: Backlog
      2026-W14 left out, waiting: it waited for the customer or for somebody else;
        2026-04-06 00:00; sam's

    workload: Load of each member
      2026-W14 counts, 2026-04-06 00:00; sam's

    duplicates: Answered twice
      2026-W14 counts: no, 2026-03-31 11:00; sam's, message 71

    handoff_accept: Handoff: offered to accepted
      2026-W14 left out, withdrawn: it was withdrawn, or became void; 2026-04-01
        10:00; sam's, entry 75

    handoff_completed: Handoffs accepted
      2026-W14 left out, withdrawn: it was withdrawn, or became void; 2026-04-01
        10:00; sam's, entry 75

    sla_next_response: SLA met: next response
      2026-W14 counts: yes, 2026-03-31 11:00; sam's, message 71

    nothing of it is of the kind of first_response, ownership_lag,
      ownership_lag_rule, resolution, no_action_needed, reopened,
      backlog_under_1d, backlog_1d_to_3d, backlog_3d_to_7d, backlog_over_7d,
      queue, collisions_avoided, handoff_follow_up, handoff_declined,
      handoff_lapsed, sla_first_response, sla_resolution, sla_update,
      satisfaction, revenue, quality
    ");
    let json = world.maya("metrics --why 11 --json").ok().json();
    assert_snapshot!(serde_json::to_string_pretty(&json["reasons"][1]).unwrap(), @r#"
    {
      "metric": "first_response",
      "counts": false,
      "at": "2026-03-30T08:00:00Z",
      "week": "2026-W14",
      "owner": "maya",
      "message": 65,
      "entry": null,
      "cause": "closed",
      "why": "the thread was closed without a reply to it"
    }
    "#);
    // A number that was merged into another one still resolves.
    assert_eq!(world.maya("metrics --why 7 --json").ok().json()["thread"], 6);
    world.maya("metrics --why 99").fails(1);
}

#[test]
fn real_threads_stand_beside_each_number() {
    let world = world();
    let ran = world.maya(&format!("metrics --examples 2 {WEEKS}")).ok();
    assert_snapshot!(ran.stdout.split_once("\nEXAMPLE OF").unwrap().1, @"
              BY   THREAD  VALUE             SUBJECT
    volume_in           all  8       2026-04-05 14:00  hugo asks
    volume_in           all  4       2026-04-03 20:00  I am away
    volume_out          all  12      2026-04-01 13:45  Question
    volume_out          all  9       2026-03-31 12:30  ida asks
    replies             all  9       2026-03-31 12:30  ida asks
    replies             all  12      2026-03-31 10:00  Question
    first_response      all  9       4d 2h             ida asks
    first_response      all  13      3d 18h            lena asks
    next_response       all  4       2d 14h            I am away
    next_response       all  2       18h               cleo asks
    ownership_lag       all  10      4h                jana asks
    ownership_lag       all  4       1h                I am away
    ownership_lag_rule  all  13      15m               lena asks
    resolution          all  6       3d 2h             gina asks
    resolution          all  1       2d 17h            ben asks
    no_action_needed    all  11      2026-03-30 11:00  karl asks
    reopened            all  3       2026-03-23 14:30  dora asks
    backlog             all  5       10d 8h            finn asks
    backlog             all  13      3d 9h             lena asks
    backlog_under_1d    all  8       10h               hugo asks
    backlog_1d_to_3d    all  4       2d 4h             I am away
    backlog_3d_to_7d    all  13      3d 9h             lena asks
    backlog_over_7d     all  5       10d 8h            finn asks
    queue               all  5       10d 8h            finn asks
    workload            all  9       4d 13h            ida asks
    workload            all  12      4d 10h            Question
    duplicates          all  5       2026-03-24 10:30  finn asks
    collisions_avoided  all  8       2026-03-25 13:10  hugo asks
    handoff_accept      all  8       2h                hugo asks
    handoff_follow_up   all  8       19h               hugo asks
    handoff_completed   all  9       2026-03-27 15:00  ida asks
    handoff_declined    all  9       2026-03-26 12:00  ida asks
    handoff_lapsed      all  9       2026-03-27 15:00  ida asks
    sla_first_response  all  13      2026-04-02 15:00  lena asks
    sla_first_response  all  9       2026-03-26 11:00  ida asks
    sla_next_response   all  4       2026-04-03 20:00  I am away
    sla_next_response   all  5       2026-03-26 15:00  finn asks
    sla_resolution      all  9       2026-03-26 11:00  ida asks
    sla_resolution      all  5       2026-03-24 10:30  finn asks
    sla_update          all  2       2026-03-23 11:30  cleo asks
    satisfaction        all  3       2                 dora asks
    satisfaction        all  6       3.25              gina asks
    revenue             all  2       120.50 EUR        cleo asks
    revenue             all  8       0.75 EUR          hugo asks
    revenue             all  6       99.00 USD         gina asks
    quality             all  6       2                 gina asks
    quality             all  2       4                 cleo asks
    ");
    let csv = rows(&world.maya(&format!("metrics --examples 2 --csv {WEEKS}")).ok());
    let of = |metric: &str| {
        let row = csv.iter().find(|row| row["metric"] == metric).unwrap();
        row["examples"].clone()
    };
    // The slowest; those that were answered twice; those that were late; the latest.
    assert_eq!(of("first_response"), "9 13");
    assert_eq!(of("duplicates"), "5");
    assert_eq!(of("volume_in"), "8 4");
    assert_eq!(of("backlog"), "5 13");
    let json = world.maya(&format!("metrics --examples 1 --json {WEEKS}")).ok().json();
    let row = json["metrics"].as_array().unwrap().iter().find(|row| row["metric"] == "queue");
    assert_eq!(row.unwrap()["examples"], serde_json::json!([5]));
}
