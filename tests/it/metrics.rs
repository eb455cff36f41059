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
    data: not complete; last read yesterday 12:30
      gap: support is not read since 2026-03-03 12:30
      1 of 4 threads is automated mail alone

    2026-02-04 00:00 to 2026-03-04 12:00 (Europe/Berlin)

    METRIC              CLOCK    N  P50  P90  VALUE   GAP  EXCLUDED
    volume_in                    3                    gap  automated:1
    volume_out                   2                    gap
    replies                      2                    gap
    first_response      working  2  1h   7h           gap  unanswered:1
    first_response      wall     2  1h   23h          gap  unanswered:1
    ownership_lag       working  2  30m  2h           gap  unowned:1
    ownership_lag       wall     2  30m  2h           gap  unowned:1
    ownership_lag_rule  working  0  -    -            gap  by-person:2 unowned:1
    ownership_lag_rule  wall     0  -    -            gap  by-person:2 unowned:1
    backlog             working  1  1bd  1bd          gap  waiting:2
    backlog             wall     1  1d   1d           gap  waiting:2
    backlog_1d_to_3d             1                    gap
    queue               working  1  1bd  1bd          gap
    queue               wall     1  1d   1d           gap
    workload                     2                    gap  unowned:1
    duplicates                   2            0 (0%)  gap  automated:1 unanswered:1

    nothing to count: next_response, resolution, no_action_needed, reopened,
    backlog_under_1d, backlog_3d_to_7d, backlog_over_7d, collisions_avoided,
    handoff_accept, handoff_follow_up, handoff_completed, handoff_declined,
    handoff_lapsed, sla_first_response, sla_next_response, sla_resolution,
    sla_update, satisfaction, revenue, quality

    as it is now, at any time: baton metrics replay --as-of 2026-03-04T11:00:00Z
    ");
    let Ran { stdout, .. } = world.maya("metrics --csv --by owner").ok();
    assert_snapshot!(stdout.replace("\r\n", "␍\n"), @"
    metric,by,unit,clock,n,hits,share,sum,currency,p50,p90,excluded,excluded_n,gap,examples,from,to,time_zone␍
    volume_in,,messages,,1,,,,,,,automated:1,1,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    volume_in,maya,messages,,1,,,,,,,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    volume_in,jordan,messages,,1,,,,,,,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    volume_out,maya,messages,,1,,,,,,,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    volume_out,jordan,messages,,1,,,,,,,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    replies,maya,messages,,1,,,,,,,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    replies,jordan,messages,,1,,,,,,,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    first_response,,seconds,working,0,,,,,,,unanswered:1,1,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    first_response,,seconds,wall,0,,,,,,,unanswered:1,1,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    first_response,maya,seconds,working,1,,,,,3600,3600,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    first_response,maya,seconds,wall,1,,,,,3600,3600,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    first_response,jordan,seconds,working,1,,,,,25200,25200,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    first_response,jordan,seconds,wall,1,,,,,82800,82800,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    ownership_lag,,seconds,working,0,,,,,,,unowned:1,1,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    ownership_lag,,seconds,wall,0,,,,,,,unowned:1,1,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    ownership_lag,maya,seconds,working,1,,,,,1800,1800,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    ownership_lag,maya,seconds,wall,1,,,,,1800,1800,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    ownership_lag,jordan,seconds,working,1,,,,,7200,7200,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    ownership_lag,jordan,seconds,wall,1,,,,,7200,7200,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    ownership_lag_rule,,seconds,working,0,,,,,,,unowned:1,1,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    ownership_lag_rule,,seconds,wall,0,,,,,,,unowned:1,1,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    ownership_lag_rule,maya,seconds,working,0,,,,,,,by-person:1,1,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    ownership_lag_rule,maya,seconds,wall,0,,,,,,,by-person:1,1,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    ownership_lag_rule,jordan,seconds,working,0,,,,,,,by-person:1,1,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    ownership_lag_rule,jordan,seconds,wall,0,,,,,,,by-person:1,1,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    backlog,,threads,working,1,,,,,28800,28800,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    backlog,,threads,wall,1,,,,,86400,86400,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    backlog,maya,threads,working,0,,,,,,,waiting:1,1,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    backlog,maya,threads,wall,0,,,,,,,waiting:1,1,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    backlog,jordan,threads,working,0,,,,,,,waiting:1,1,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    backlog,jordan,threads,wall,0,,,,,,,waiting:1,1,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    backlog_1d_to_3d,,threads,,1,,,,,,,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    queue,,threads,working,1,,,,,28800,28800,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    queue,,threads,wall,1,,,,,86400,86400,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    workload,,threads,,0,,,,,,,unowned:1,1,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    workload,maya,threads,,1,,,,,,,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    workload,jordan,threads,,1,,,,,,,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    duplicates,,messages,,0,0,,,,,,automated:1 unanswered:1,2,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    duplicates,maya,messages,,1,0,0.0000,,,,,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    duplicates,jordan,messages,,1,0,0.0000,,,,,,0,yes,,2026-02-03T23:00:00Z,2026-03-04T11:00:01Z,Europe/Berlin␍
    ");
}

#[test]
fn every_number_says_what_it_means() {
    assert_snapshot!(World::empty("2026-03-02T09:00Z").maya("metrics --define"), @r#"
    $ baton metrics --define
    volume_in (messages): Mail in
        Messages that people outside wrote to us, by arrival (INTERNALDATE). Left
        out: no person wrote it (automated).

    volume_out (messages): Mail out
        Messages that we wrote to people outside, by the time at which they were
        stored. Left out: no person wrote it (automated).

    replies (messages): Replies of each member
        The same messages of ours where it is known which member wrote them; by
        owner means their author. Left out: no person wrote it (automated); nobody
        knows which member wrote the reply (unknown-author).

    first_response (seconds): First response
        From the first message of a customer to our first reply after it, once for
        each segment: a thread is one, and another begins with the first message
        after each close. Filed under the arrival of that message. Left out: it
        still waits for a reply (unanswered); the thread was closed without a
        reply to it (closed); older than what the inbox's history setting covers
        (historic).

    next_response (seconds): Next response
        From a customer's message that followed a reply of ours, the first since
        that reply, to our next reply in the same segment. Filed under the arrival
        of that message. Left out: it still waits for a reply (unanswered); the
        thread was closed without a reply to it (closed); older than what the
        inbox's history setting covers (historic).

    ownership_lag (seconds): Ownership lag, by a person
        From the arrival of a thread's first message of a customer to its first
        owner, where a member made them so; 0 where it had one before. Filed under
        that arrival. Left out: a rule gave it its first owner: see
        ownership_lag_rule (by-rule); nobody has owned it yet (unowned); older
        than what the inbox's history setting covers (historic).

    ownership_lag_rule (seconds): Ownership lag, by a rule
        The same where baton gave the thread its first owner, because of the
        customer's owner or a rule. Left out: a member gave it its first owner:
        see ownership_lag (by-person); nobody has owned it yet (unowned); older
        than what the inbox's history setting covers (historic).

    resolution (seconds): Time to resolution
        From a segment's first message of the customer to the close that ended it,
        where we replied in between at least once; to our last reply where baton
        closed it because the customer did not answer. Filed under the close. Left
        out: closed without a reply of ours: see no_action_needed (no-reply); no
        customer had written before it (no-question); older than what the inbox's
        history setting covers (historic).

    no_action_needed (closes): Closed without a reply
        Segments of a thread in which a customer wrote and which were closed
        without a reply of ours. Filed under the close.

    reopened (closes): Reopen rate
        Of all closes, those after which the customer wrote again in the same
        thread before it was closed again, whenever that was. Filed under the
        close.

    backlog (threads): Backlog
        Threads in which we owed the customer something at the end of the period
        (status open), and how long we had: since their first message without an
        answer, else since it was opened. Left out: it waited for the customer or
        for somebody else (waiting).

    backlog_under_1d (threads): Backlog younger than a day
        Of the backlog, what was younger than 24 hours in clock time.

    backlog_1d_to_3d (threads): Backlog of one to three days
        Of the backlog, what was 24 to less than 72 hours old in clock time.

    backlog_3d_to_7d (threads): Backlog of three to seven days
        Of the backlog, what was 72 to less than 168 hours old in clock time.

    backlog_over_7d (threads): Backlog of a week and more
        Of the backlog, what was 168 hours old or older in clock time.

    queue (threads): Queue
        Of the backlog, what nobody owned at the end of the period, and how long
        we had owed it. Left out: somebody owned it (owned).

    workload (threads): Load of each member
        Threads that were not closed at the end of the period and had an owner.
        Left out: nobody owned it (unowned).

    duplicates (messages): Answered twice
        Of the customers' messages that were answered, those that two members
        answered, each by themselves, within 24 hours of the first reply and
        before the customer wrote again. Filed under the arrival of the message.
        Left out: it still waits for a reply (unanswered); the thread was closed
        without a reply to it (closed); it had two replies, and nobody knows which
        member wrote one of them (unknown-author); no person wrote it (automated);
        older than what the inbox's history setting covers (historic).

    collisions_avoided (stops): Collisions avoided
        How often a member was told that another one has the thread in hand: a
        claim that was refused, a check or a guarded mail that was stopped. Left
        out: the same member was told so of the same thread within the hour before
        (repeated).

    handoff_accept (seconds): Handoff: offered to accepted
        From the offer of a thread to its acceptance. Filed under the offer. Left
        out: every receiver declined (declined); nobody answered in time (lapsed);
        it was withdrawn, or became void (withdrawn); nothing has come of it yet
        (pending).

    handoff_follow_up (seconds): Handoff: accepted to taken up
        From the acceptance of a thread to the first reply of whoever accepted, or
        the first thing they did with it. Filed under the acceptance. Left out:
        nothing has come of it yet (pending); somebody else owned it before they
        did anything (passed-on).

    handoff_completed (offers): Handoffs accepted
        Of the offers that were accepted, declined or lapsed, those that were
        accepted. Filed under the offer. Left out: it was withdrawn, or became
        void (withdrawn); nothing has come of it yet (pending).

    handoff_declined (offers): Handoffs declined
        Offers that every receiver declined. Filed under the offer.

    handoff_lapsed (offers): Handoffs lapsed
        Offers that nobody answered in time. Filed under the offer.

    sla_first_response (promises): SLA met: first response
        Of the first replies in a thread that were promised by an [[sla]] in force
        when the customer wrote, those that came in time; one that is late counts
        as missed before it is answered. Filed under the arrival of the message.
        Unlike first_response, where we had written to the customer before, also
        before a close, it is a next response. Left out: nothing was promised for
        it (no-target); neither done nor late yet (running); the thread was closed
        without a reply to it (closed); older than what the inbox's history
        setting covers (historic).

    sla_next_response (promises): SLA met: next response
        The same of all later replies in a thread, each owed to the customer's
        first message since the reply before. Left out: nothing was promised for
        it (no-target); neither done nor late yet (running); the thread was closed
        without a reply to it (closed); older than what the inbox's history
        setting covers (historic).

    sla_resolution (promises): SLA met: resolution
        Of the threads for which an end was promised by an [[sla]] in force when
        their first message came, those that were closed in time; the clock stands
        still while a thread waits. Filed under that arrival. Left out: nothing
        was promised for it (no-target); neither done nor late yet (running);
        older than what the inbox's history setting covers (historic).

    sla_update (promises): SLA met: updates
        Of the updates that a level of escalation promised (update-every), those
        that we wrote in time, in clock time; after one that was missed the next
        is owed from our next mail on. Filed under the time from which it is
        counted. Left out: neither done nor late yet (running).

    satisfaction (scores): Satisfaction
        Scores of customers that were imported, by their own date, else by that of
        the import.

    revenue (amounts): Revenue
        Amounts that were imported for threads, by their own date, else by that of
        the import, each currency by itself.

    quality (scores): Quality
        Scores from 1 to 5 that members gave to threads (baton score), by the time
        they gave them; of scores that one member gave the same thread the last
        counts. Left out: the same member scored the thread again (replaced).

    p50 and p90 are percentiles by nearest rank: the smallest value that at least
    50 or 90 of 100 do not exceed. Clock "working" counts time within [calendar]
    hours and without its holidays, as the config had them at the time; "wall"
    counts all time. A period is from its first second up to, not including, its
    last; days, weeks and months are those of the time zone that is named, weeks
    are ISO 8601. What happened later, up to now, is known: a message of the
    period counts as answered whenever it was. What was taken back (undo) counts
    as if it had not been done. Threads that were joined count as one conversation
    from the first message of either; before they were joined it was whoever's
    either was. By owner means who owned the thread when what is counted ended: at
    the reply, the close, the acceptance; now, where it has not ended; for mail of
    customers, when it was answered. By inbox means the one where the thread's
    first message came in, by tag and customer those it has now; a thread with two
    tags counts under each. By hour means the hour of the week; what is taken at
    the end of a period is not told by hour. A number is marked where its time
    overlaps a gap in the mail that was read.

    A gap is a stretch in which a mailbox was not read: before the history that
    the inbox began with (before); between two syncs that were more than 24 hours
    apart, or more than sync-old-after in [review] where that is longer (late);
    from the last sync to the end of the period, where that is longer than
    sync-old-after (unread). Mail of a late stretch counts by its arrival, but
    nobody could own it before it was read, and what was deleted meanwhile was
    never seen. Imported files have no gaps. A number is marked where a gap lies
    in the time that it counts; before, in all inboxes together, only where none
    of them had begun. A reply by nobody known is one whose author is no member. A
    clock is off where Date is more than 10 minutes after the arrival; where it is
    more than a day before it, the mail was delayed or a clock is off.
    "#);
}

#[test]
fn what_was_done_in_this_very_second_is_in_the_report() {
    let world = week();
    world.maya("claim 3").ok();
    world.maya("score 1 5").ok();
    world.maya("close 3").ok();
    let metrics = world.maya("metrics --json").ok().json();
    let number = |metric, clock| number(&metrics, metric, "all", clock);
    assert_eq!(number("quality", "").0, 1);
    assert_eq!(number("backlog", "wall"), (0, None, None, r#"{"waiting":2}"#.into()));
    assert_eq!(number("ownership_lag", "wall").0, 3);
}

#[test]
fn before_two_threads_are_merged_each_is_whose_it_was() {
    let world = World::at("2026-03-02T09:00Z");
    world.mail(Mail::from("Ana <ana@example.com>").subject("Price").id("a1@example.com"));
    world.mail(Mail::from("Ana <ana@example.com>").subject("Prices").id("a2@example.com"));
    world.now("2026-03-02T09:30Z").jordan("claim 2").ok();
    world.now("2026-03-02T10:00Z").mail(answer("jordan").reply_to_id("a2@example.com"));
    world.now("2026-03-02T11:00Z").jordan("handoff 2 maya --next call").ok();
    let first = |words: &str| {
        let metrics = world.maya(&format!("metrics --json {words}")).ok().json();
        number(&metrics, "first_response", "jordan", "wall")
    };
    assert_eq!(first("--by owner").0, 1);
    world.later("1h").admin("merge 1 2").ok();
    assert_eq!(first("--by owner"), (1, Some(HOUR), Some(HOUR), "{}".into()));
}

#[test]
fn a_mail_long_after_a_close_is_no_answer() {
    let world = World::at("2026-03-02T09:00Z");
    world.mail(Mail::from("Ana <ana@example.com>").subject("Thanks").id("a1@example.com"));
    world.later("1h").maya("claim 1").ok();
    world.maya("close 1").ok();
    world.now("2026-03-10T09:00Z").mail(answer("maya"));
    world.later("1h");
    let metrics = world.maya("metrics --json").ok().json();
    let number = |metric, clock| number(&metrics, metric, "all", clock);
    assert_eq!(number("first_response", "wall"), (0, None, None, r#"{"closed":1}"#.into()));
    assert_eq!(number("no_action_needed", "").0, 1);
}

#[test]
fn before_any_mail_is_read_nothing_is_said_to_be_complete() {
    let world = World::at("2026-03-02T09:00Z");
    let report = world.maya("metrics").ok().stdout;
    assert!(
        report.starts_with("data: not complete; no mail was read yet: baton sync\n"),
        "{report}"
    );
}
