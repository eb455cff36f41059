//! Numbers: a week small enough to be counted by hand.

use insta::assert_snapshot;
use serde_json::Value;

use crate::session::answer;
use crate::world::{Mail, Ran, World};

/// Ana: Monday 10:00, claimed 10:30 by maya, answered 11:00.
/// Ben: Monday 11:00, claimed 13:00 by jordan, answered Tuesday 10:00.
/// Cleo: Tuesday 12:00, nobody's, not answered. Dora is out of office on Tuesday 12:30.
/// It is Wednesday 12:00; all times are Berlin's, an hour ahead of UTC, and work is from 9 to 17.
fn week() -> World {
    let world = World::at("2026-03-02T09:00Z");
    world.mail(Mail::from("Ana <ana@example.com>").subject("Price").id("a1@example.com"));
    world.now("2026-03-02T09:30Z").maya("claim 1").ok();
    world.now("2026-03-02T10:00Z").mail(answer("maya"));
    world.mail(Mail::from("Ben <ben@example.net>").subject("Colour").id("b1@example.net"));
    world.now("2026-03-02T12:00Z").jordan("claim 2").ok();
    world.now("2026-03-03T09:00Z");
    world.mail(answer("jordan").to("ben@example.net").reply_to_id("b1@example.net"));
    world.now("2026-03-03T11:00Z").mail(Mail::from("Cleo <cleo@example.com>").subject("Customs"));
    world.now("2026-03-03T11:30Z").mail(
        Mail::from("Dora <dora@example.com>")
            .subject("Out of office")
            .header("Auto-Submitted", "auto-replied"),
    );
    world.now("2026-03-04T11:00Z");
    world
}

/// n, p50, p90 and what was left out.
fn number(
    metrics: &Value,
    metric: &str,
    by: &str,
    clock: &str,
) -> (i64, Option<i64>, Option<i64>, String) {
    let found = metrics["metrics"].as_array().unwrap().iter().find(|row| {
        row["metric"] == metric && row["by"] == by && row["clock"].as_str().unwrap_or("") == clock
    });
    let row = found.unwrap_or_else(|| panic!("{metric} {by} {clock}: {metrics:#}"));
    (
        row["n"].as_i64().unwrap(),
        row["p50"].as_i64(),
        row["p90"].as_i64(),
        row["excluded"].to_string(),
    )
}

const HOUR: i64 = 3600;

#[test]
fn the_numbers_of_a_week_are_those_counted_by_hand() {
    let metrics = week().maya("metrics --json").ok().json();
    let number = |metric, clock| number(&metrics, metric, "all", clock);
    assert_eq!(number("volume_in", ""), (3, None, None, r#"{"automated":1}"#.into()));
    assert_eq!(number("volume_out", ""), (2, None, None, "{}".into()));
    let unanswered = || r#"{"unanswered":1}"#.to_owned();
    let first = number("first_response", "working");
    assert_eq!(first, (2, Some(HOUR), Some(7 * HOUR), unanswered()));
    let first = number("first_response", "wall");
    assert_eq!(first, (2, Some(HOUR), Some(23 * HOUR), unanswered()));
    let lag = (2, Some(HOUR / 2), Some(2 * HOUR), r#"{"unowned":1}"#.into());
    assert_eq!(number("ownership_lag", "working"), lag);
    assert_eq!(number("ownership_lag", "wall"), lag);
    let waiting = || r#"{"waiting":2}"#.to_owned();
    assert_eq!(number("backlog", "working"), (1, Some(8 * HOUR), Some(8 * HOUR), waiting()));
    assert_eq!(number("backlog", "wall"), (1, Some(24 * HOUR), Some(24 * HOUR), waiting()));
}

#[test]
fn numbers_are_told_apart_by_owner_week_and_inbox() {
    let world = week();
    let by_owner = world.maya("metrics --json --by owner").ok().json();
    let first = |by| number(&by_owner, "first_response", by, "working");
    assert_eq!(first("maya"), (1, Some(HOUR), Some(HOUR), "{}".into()));
    assert_eq!(first("jordan"), (1, Some(7 * HOUR), Some(7 * HOUR), "{}".into()));
    assert_eq!(first("-"), (0, None, None, r#"{"unanswered":1}"#.into()));

    let by_inbox = world.maya("metrics --json --by inbox").ok().json();
    assert_eq!(number(&by_inbox, "volume_in", "support", "").0, 3);

    world.now("2026-03-09T09:00Z").mail(Mail::from("Emil <emil@example.com>").subject("Hi"));
    world.later("1h");
    let by_week = world.maya("metrics --json --by week").ok().json();
    assert_eq!(number(&by_week, "volume_in", "2026-W10", "").0, 3);
    assert_eq!(number(&by_week, "volume_in", "2026-W11", "").0, 1);
}

#[test]
fn a_period_counts_what_arrived_in_it() {
    let world = week();
    let tuesday = world.maya("metrics --json --from 2026-03-03 --to 2026-03-04").ok().json();
    assert_eq!(number(&tuesday, "volume_in", "all", "").0, 1);
    assert_eq!(number(&tuesday, "volume_out", "all", "").0, 1);
    assert_eq!(number(&tuesday, "first_response", "all", "working").0, 0);
    world.maya("metrics --from 2026-03-04 --to 2026-03-03").fails(2);
}

#[test]
fn people_read_a_table_and_scripts_csv() {
    let world = week();
    assert_snapshot!(world.maya("metrics"), @"
    $ baton metrics
    2026-02-04 00:00 to 2026-03-04 12:00 (Europe/Berlin)

    METRIC          BY   CLOCK    N  P50  P90  EXCLUDED
    volume_in       all           3            automated:1
    volume_out      all           2
    first_response  all  working  2  1h   7h   unanswered:1
    first_response  all  wall     2  1h   23h  unanswered:1
    ownership_lag   all  working  2  30m  2h   unowned:1
    ownership_lag   all  wall     2  30m  2h   unowned:1
    backlog         all  working  1  1bd  1bd  waiting:2
    backlog         all  wall     1  1d   1d   waiting:2
    ");
    let Ran { stdout, .. } = world.maya("metrics --csv --by owner").ok();
    assert_snapshot!(stdout.replace("\r\n", "␍\n"), @"
    metric,by,unit,clock,n,p50,p90,excluded,from,to␍
    volume_in,,messages,,1,,,automated:1,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    volume_in,maya,messages,,1,,,,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    volume_in,jordan,messages,,1,,,,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    volume_out,maya,messages,,1,,,,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    volume_out,jordan,messages,,1,,,,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    first_response,,seconds,working,0,,,unanswered:1,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    first_response,,seconds,wall,0,,,unanswered:1,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    first_response,maya,seconds,working,1,3600,3600,,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    first_response,maya,seconds,wall,1,3600,3600,,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    first_response,jordan,seconds,working,1,25200,25200,,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    first_response,jordan,seconds,wall,1,82800,82800,,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    ownership_lag,,seconds,working,0,,,unowned:1,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    ownership_lag,,seconds,wall,0,,,unowned:1,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    ownership_lag,maya,seconds,working,1,1800,1800,,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    ownership_lag,maya,seconds,wall,1,1800,1800,,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    ownership_lag,jordan,seconds,working,1,7200,7200,,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    ownership_lag,jordan,seconds,wall,1,7200,7200,,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    backlog,,seconds,working,1,28800,28800,,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    backlog,,seconds,wall,1,86400,86400,,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    backlog,maya,seconds,working,0,,,waiting:1,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    backlog,maya,seconds,wall,0,,,waiting:1,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    backlog,jordan,seconds,working,0,,,waiting:1,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    backlog,jordan,seconds,wall,0,,,waiting:1,2026-02-03T23:00:00Z,2026-03-04T11:00:00Z␍
    ");
}

#[test]
fn every_number_says_what_it_means() {
    assert_snapshot!(World::empty("2026-03-02T09:00Z").maya("metrics --define"), @r#"
    $ baton metrics --define
    volume_in (messages)
        Messages that people outside wrote to us, by arrival (INTERNALDATE).
        Excluded: automated mail.

    volume_out (messages)
        Messages that we wrote to people outside, by the time they were stored.
        Excluded: automated mail.

    first_response (seconds)
        From the first message of a customer to our first reply after it, once for
        each segment: a thread, and again from the first message after each close.
        Counted by the arrival of the customer's message. Excluded: segments
        without a reply yet (unanswered), mail older than the inbox's history
        (historic).

    ownership_lag (seconds)
        From the arrival of a thread's first message of a customer to the moment
        it first had an owner; 0 where it had one before. Counted by that arrival.
        Excluded: threads that nobody has owned yet (unowned), threads that began
        before the inbox's history (historic).

    backlog (seconds)
        Threads in which we owed the customer something at the end of the period
        (status open); p50 and p90 are of how long each had been so. Excluded:
        threads waiting for the customer or internally (waiting).

    p50 and p90 are percentiles by nearest rank: the smallest value that at least
    50 or 90 of 100 do not exceed. Clock "working" counts time within [calendar]
    hours, "wall" all time. A period is from its first second up to, not
    including, its last; days and weeks are in the configured time zone, weeks are
    ISO 8601. By owner means the thread's owner now, by inbox the one where its
    first message came in.
    "#);
}
