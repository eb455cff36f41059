//! What a team tries for a while.

use insta::assert_snapshot;

use crate::session::{asked, everything, session};
use crate::world::{Mail, World};

#[test]
fn an_experiment_is_begun_ended_and_listed() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: experiment start Short-replies --hypothesis 'first replies under 2h, for they ask less' --on 2026-02-23
        maya: experiment start short-replies --hypothesis again
        maya: experiment start greeting --hypothesis warmer --dry-run
        jordan: experiment stop short-replies --on 2026-02-20
        jordan: experiment stop short-replies --on +1d
        jordan: experiment stop short-replies --result 'no difference' --dry-run
        jordan: experiment stop short-replies --result 'no difference'
        jordan: experiment stop short-replies
        maya: experiment show short-replies
        maya: experiment list
        maya: experiment list --json
        maya: experiment show greeting
        maya: experiment start two words
        maya: experiment start 'two words' --hypothesis x
        maya: log --since 2026-03-01 --plain
    "), @r#"
    maya$ baton experiment start Short-replies --hypothesis 'first replies under 2h, for they ask less' --on 2026-02-23
    experiment short-replies runs from 2026-02-23 on
    maya$ baton experiment start short-replies --hypothesis again
    [stderr] baton: experiment short-replies runs since 2026-02-23
    [stderr] hint: end it first: baton experiment stop short-replies; or give the new one another name
    [exit 1]
    maya$ baton experiment start greeting --hypothesis warmer --dry-run
    would be: experiment greeting runs from 2026-03-02 on
    jordan$ baton experiment stop short-replies --on 2026-02-20
    [stderr] baton: experiment short-replies begins on 2026-02-23, after that day
    [stderr] hint: give a later day, or take the start back: baton log, baton undo ENTRY
    [exit 1]
    jordan$ baton experiment stop short-replies --on +1d
    [stderr] baton: 2026-03-03 is still to come
    [stderr] hint: end it then, or give the day that was its last
    [exit 2]
    jordan$ baton experiment stop short-replies --result 'no difference' --dry-run
    would be: experiment short-replies ran from 2026-02-23 to 2026-03-02
    jordan$ baton experiment stop short-replies --result 'no difference'
    experiment short-replies ran from 2026-02-23 to 2026-03-02
    jordan$ baton experiment stop short-replies
    [stderr] baton: experiment short-replies ended on 2026-03-02
    [stderr] hint: see what it brought: baton experiment show short-replies; to correct it, take back the entry that ended it: baton log, baton undo ENTRY
    [exit 1]
    maya$ baton experiment show short-replies
    experiment short-replies ran from 2026-02-23 to 2026-03-02, begun by maya
    hypothesis: first replies under 2h, for they ask less
    result: no difference
    before: 2026-02-15 14:00 to 2026-02-23 00:00 (Europe/Berlin)
    after:  2026-02-23 00:00 to 2026-03-02 10:00 (Europe/Berlin)
    data: not complete; last read today 09:59
      support: its Sent mailbox is empty, replies may be missing

    METRIC            WHAT  BEFORE  AFTER  CHANGE  N BEFORE  N AFTER  FEW
    volume_in         n     0       1      +1      0         1        few
    backlog           n     0       1      +1      0         1        few
    backlog           p50   -       1m     -       0         1        few
    backlog           p90   -       1m     -       0         1        few
    backlog_under_1d  n     0       1      +1      0         1        few
    queue             n     0       1      +1      0         1        few
    queue             p50   -       1m     -       0         1        few
    queue             p90   -       1m     -       0         1        few

    few: fewer than 30 were counted before or after, so that chance alone may make
    the difference.

    The two times are no whole weeks, so that they may differ by their weekends.

    What came last may not be answered, closed or reopened yet; what is left out
    is in --json and --csv. Spans are working time. The table tells a difference,
    not its cause.
    maya$ baton experiment list
    NAME           FROM        TO          AUTHOR  HYPOTHESIS                                 RESULT
    short-replies  2026-02-23  2026-03-02  maya    first replies under 2h, for they ask less  no difference
    maya$ baton experiment list --json
    {"version":1,"experiments":[{"entry":7,"author":"maya","name":"short-replies","hypothesis":"first replies under 2h, for they ask less","from":"2026-02-23","to":"2026-03-02","result":"no difference"}]}
    maya$ baton experiment show greeting
    [stderr] baton: there is no experiment greeting
    [stderr] hint: see what there is: baton experiment list
    [exit 1]
    maya$ baton experiment start two words
    [stderr] error: unexpected argument 'words' found
    [stderr]
    [stderr] Usage: baton experiment start [OPTIONS] --hypothesis <TEXT> <NAME>
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton experiment start 'two words' --hypothesis x
    [stderr] error: invalid value 'two words' for '<NAME>': "two words" is no name of an experiment: one word of letters, digits, - _ . /, at most 40
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton log --since 2026-03-01 --plain
    1	2026-03-02 09:59	-	baton	ledger made, for tests
    2	2026-03-02 09:59	-	ada	member added: ada (login ada, admin, ada@example.org)
    3	2026-03-02 09:59	-	ada	member added: maya (login maya, agent, maya@example.org)
    4	2026-03-02 09:59	-	ada	member added: jordan (login jordan, agent, jordan@example.org)
    5	2026-03-02 09:59	-	ada	member added: sam (login sam, agent, sam@example.org)
    7	2026-03-02 10:00	-	maya	experiment from 2026-02-23 on: short-replies (first replies under 2h, for they ask less)
    8	2026-03-02 10:00	-	jordan	experiment ended with 2026-03-02: short-replies (no difference)
    "#);
}

#[test]
fn a_name_is_free_again_and_undo_keeps_to_one_experiment_of_a_name() {
    let world = asked();
    world.maya("experiment start short --hypothesis one").ok();
    world.maya("experiment stop short").ok();
    world.maya("experiment start short --hypothesis two").ok();
    let shown = world.maya("experiment show short --json").ok().json();
    assert_eq!((&shown["hypothesis"], &shown["to"]), (&"two".into(), &().into()));
    let entry = |n: usize| {
        let list = world.maya("log maya --json").ok().json();
        list["entries"][n]["entry"].as_i64().unwrap()
    };
    // Two would run at once, or one would end that never began.
    for n in [0, 1] {
        let refused = world.maya(&format!("undo {}", entry(n))).fails(1);
        assert!(refused.stderr.contains("later"), "{refused}");
    }
    world.maya("undo").ok();
    world.maya(&format!("undo {}", entry(1))).ok();
    let shown = world.maya("experiment show short --json").ok().json();
    assert_eq!((&shown["hypothesis"], &shown["to"]), (&"one".into(), &().into()));
    world.maya("experiment stop short").ok();
    world.maya("fsck").ok();
}

#[test]
fn who_only_reads_begins_and_ends_none() {
    let world = asked();
    world.admin("member add vic --role viewer").ok();
    world.maya("experiment start short --hypothesis one").ok();
    let before = everything(&world).0;
    world.by("vic", "experiment stop short").fails(77);
    world.by("vic", "experiment start other --hypothesis one").fails(77);
    world.by("vic", "experiment show short").ok();
    assert_eq!(everything(&world).0, before);
}

/// A question on each of these days at 10:00 in Berlin, answered so many minutes later, closed, and rated.
fn answered(world: &World, days: &[&str], minutes: i64, score: &str) {
    for day in days {
        let (id, customer) = (format!("{day}@example.com"), format!("c{day}@example.com"));
        world.now(&format!("{day}T09:00Z"));
        world.mail(Mail::from(&customer).subject("Question").id(&id));
        world.later(&format!("{minutes}m"));
        let reply = Mail::from("maya@example.org").to(&customer).reply_to_id(&id).sent();
        world.mail(reply);
        world.maya(&format!("close {id}")).ok();
        let table = format!("message-id,score,amount\n{id},{score},12.50 EUR\n");
        for kind in ["satisfaction", "revenue"] {
            world.piped("ada", &format!("metrics import - --kind {kind}"), &table).ok();
        }
    }
}

/// Two weeks: in the second one answers come in half an hour instead of two.
fn tried() -> World {
    let world = World::at("2026-03-02T08:00Z");
    answered(&world, &["2026-03-02", "2026-03-04"], 120, "3.5");
    world.maya("experiment start short-replies --hypothesis 'faster, for they ask less' --on 2026-03-09").ok();
    answered(&world, &["2026-03-09", "2026-03-10", "2026-03-12"], 30, "5");
    world.now("2026-03-20T08:00Z");
    world.maya("annotate 2026-03-11 outage").ok();
    world.maya("experiment stop short-replies --on 2026-03-15 --result 'kept'").ok();
    world
}

#[test]
fn an_experiment_stands_beside_as_long_a_time_before_it() {
    let world = tried();
    let shown = world.maya("experiment show short-replies").ok();
    assert_snapshot!(shown, @"
    $ baton experiment show short-replies
    experiment short-replies ran from 2026-03-09 to 2026-03-15, begun by maya
    hypothesis: faster, for they ask less
    result: kept
    before: 2026-03-02 00:00 to 2026-03-09 00:00 (Europe/Berlin)
    after:  2026-03-09 00:00 to 2026-03-16 00:00 (Europe/Berlin)
    data: not complete; last read Thu 12 Mar 10:30
      gap: support was not read from 2026-03-02 12:00 to 2026-03-04 10:00, only
        later
      gap: support was not read from 2026-03-04 12:00 to 2026-03-09 10:00, only
        later
      gap: support was not read from 2026-03-10 10:30 to 2026-03-12 10:00, only
        later
      gap: support is not read since 2026-03-12 10:30

    METRIC          WHAT     BEFORE  AFTER  CHANGE          N BEFORE  N AFTER  FEW
    volume_in       n        2       3      +1 (+50%)       2         3        few
    volume_out      n        2       3      +1 (+50%)       2         3        few
    replies         n        2       3      +1 (+50%)       2         3        few
    first_response  p50      2h      30m    -1h 30m (-75%)  2         3        few
    first_response  p90      2h      30m    -1h 30m (-75%)  2         3        few
    resolution      p50      2h      30m    -1h 30m (-75%)  2         3        few
    resolution      p90      2h      30m    -1h 30m (-75%)  2         3        few
    reopened        share    0%      0%     0               2         3        few
    duplicates      share    0%      0%     0               2         3        few
    satisfaction    p50      3.5     5      +1.5            2         3        few
    satisfaction    p90      3.5     5      +1.5            2         3        few
    revenue         sum EUR  25.00   37.50  +12.50 (+50%)   2         3        few

    gap: mail was not read for a part of the time before and after: its numbers
    may not be whole.

    few: fewer than 30 were counted before or after, so that chance alone may make
    the difference.

    What came last may not be answered, closed or reopened yet; what is left out
    is in --json and --csv. Spans are working time. The table tells a difference,
    not its cause.

    what happened meanwhile:
      2026-03-11: outage
    ");
    assert!(!shown.stdout.contains("significan"), "{shown}");
    assert_snapshot!(world.maya("experiment show short-replies --csv").ok(), @"
    $ baton experiment show short-replies --csv
    metric,what,unit,before,after,change,n_before,n_after,excluded_before,excluded_after,few,gap_before,gap_after
    volume_in,n,messages,2,3,1,2,3,,,yes,yes,yes
    volume_out,n,messages,2,3,1,2,3,,,yes,yes,yes
    replies,n,messages,2,3,1,2,3,,,yes,yes,yes
    first_response,p50,seconds,7200,1800,-5400,2,3,,,yes,yes,yes
    first_response,p90,seconds,7200,1800,-5400,2,3,,,yes,yes,yes
    next_response,p50,seconds,,,,0,0,,,yes,yes,yes
    next_response,p90,seconds,,,,0,0,,,yes,yes,yes
    ownership_lag,p50,seconds,,,,0,0,unowned:2,unowned:3,yes,yes,yes
    ownership_lag,p90,seconds,,,,0,0,unowned:2,unowned:3,yes,yes,yes
    ownership_lag_rule,p50,seconds,,,,0,0,unowned:2,unowned:3,yes,yes,yes
    ownership_lag_rule,p90,seconds,,,,0,0,unowned:2,unowned:3,yes,yes,yes
    resolution,p50,seconds,7200,1800,-5400,2,3,,,yes,yes,yes
    resolution,p90,seconds,7200,1800,-5400,2,3,,,yes,yes,yes
    no_action_needed,n,closes,0,0,0,0,0,,,yes,yes,yes
    reopened,share,share,0.0000,0.0000,0.0000,2,3,,,yes,yes,yes
    backlog,n,threads,0,0,0,0,0,,,yes,yes,yes
    backlog,p50,seconds,,,,0,0,,,yes,yes,yes
    backlog,p90,seconds,,,,0,0,,,yes,yes,yes
    backlog_under_1d,n,threads,0,0,0,0,0,,,yes,yes,yes
    backlog_1d_to_3d,n,threads,0,0,0,0,0,,,yes,yes,yes
    backlog_3d_to_7d,n,threads,0,0,0,0,0,,,yes,yes,yes
    backlog_over_7d,n,threads,0,0,0,0,0,,,yes,yes,yes
    queue,n,threads,0,0,0,0,0,,,yes,yes,yes
    queue,p50,seconds,,,,0,0,,,yes,yes,yes
    queue,p90,seconds,,,,0,0,,,yes,yes,yes
    workload,n,threads,0,0,0,0,0,,,yes,yes,yes
    duplicates,share,share,0.0000,0.0000,0.0000,2,3,,,yes,yes,yes
    collisions_avoided,n,stops,0,0,0,0,0,,,yes,yes,yes
    handoff_accept,p50,seconds,,,,0,0,,,yes,yes,yes
    handoff_accept,p90,seconds,,,,0,0,,,yes,yes,yes
    handoff_follow_up,p50,seconds,,,,0,0,,,yes,yes,yes
    handoff_follow_up,p90,seconds,,,,0,0,,,yes,yes,yes
    handoff_completed,share,share,,,,0,0,,,yes,yes,yes
    handoff_declined,n,offers,0,0,0,0,0,,,yes,yes,yes
    handoff_lapsed,n,offers,0,0,0,0,0,,,yes,yes,yes
    sla_first_response,share,share,,,,0,0,,,yes,yes,yes
    sla_next_response,share,share,,,,0,0,,,yes,yes,yes
    sla_resolution,share,share,,,,0,0,,,yes,yes,yes
    sla_update,share,share,,,,0,0,,,yes,yes,yes
    satisfaction,p50,scores,3.5,5,1.5,2,3,,,yes,yes,yes
    satisfaction,p90,scores,3.5,5,1.5,2,3,,,yes,yes,yes
    revenue,sum,EUR,25.00,37.50,12.50,2,3,,,yes,yes,yes
    quality,p50,scores,,,,0,0,,,yes,yes,yes
    quality,p90,scores,,,,0,0,,,yes,yes,yes
    ");
}

#[test]
fn the_numbers_of_an_experiment_are_those_of_metrics_in_the_same_times() {
    let world = tried();
    let shown = world.maya("experiment show short-replies --json").ok().json();
    for (side, from, to) in
        [("before", "2026-03-02", "2026-03-09"), ("after", "2026-03-09", "2026-03-16")]
    {
        let metrics = world.maya(&format!("metrics --from {from} --to {to} --json")).ok().json();
        let rows = metrics["metrics"].as_array().unwrap();
        assert_eq!((&shown[side]["from"], &shown[side]["to"]), (&metrics["from"], &metrics["to"]));
        for number in shown["numbers"].as_array().unwrap() {
            let row = rows
                .iter()
                .find(|row| row["metric"] == number["metric"] && row["clock"] != "wall")
                .unwrap();
            let what = number["what"].as_str().unwrap();
            let (told, known) = (&number[side], &row[what]);
            // A share is told to four places.
            let same = match (told.as_f64(), known.as_f64()) {
                (Some(told), Some(known)) => (told - known).abs() < 1e-4,
                _ => told == known,
            };
            assert!(same, "{side}: {number} {row}");
            assert_eq!(number[format!("n_{side}")], row["n"]);
        }
    }
    let satisfaction = shown["numbers"].as_array().unwrap().iter();
    let satisfaction = satisfaction.filter(|number| number["metric"] == "satisfaction");
    let changes: Vec<f64> = satisfaction.map(|number| number["change"].as_f64().unwrap()).collect();
    assert_eq!(changes, [1.5, 1.5]);
}

#[test]
fn what_has_not_begun_or_counted_nothing_is_said_so() {
    let world = asked();
    world.maya("experiment start later --hypothesis faster --on +3d").ok();
    let shown = world.maya("experiment show later").ok().stdout;
    assert!(shown.contains("it has not begun"), "{shown}");
    let shown = world.maya("experiment show later --json").ok().json();
    assert_eq!((&shown["before"], &shown["numbers"]), (&().into(), &serde_json::json!([])));
    world.maya("experiment show later --csv").ok();
    world.now("2026-04-30T08:00Z");
    world.maya("experiment start quiet --hypothesis faster --on 2026-04-29").ok();
    world.maya("experiment show quiet").ok();
}
