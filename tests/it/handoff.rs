//! Passing a thread on: offered with a brief, accepted, declined, withdrawn, lapsed.

use insta::assert_snapshot;

use crate::session::{asked, everything, session};
use crate::world::World;

const OFFER: &str = "handoff 1 jordan --asked 'a price for 20 seats' --done 'asked sales' \
    --waiting 'sales, by Tuesday' --risk 'renewal ends Friday' --next 'send the quote' --due fri";

/// Maya owns thread 1 and has offered it to jordan.
fn offered() -> World {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya(OFFER).ok();
    world
}

#[test]
fn the_giver_stays_owner_until_the_offer_is_accepted() {
    let world = asked();
    world.maya("claim 1").ok();
    assert_snapshot!(world.maya(OFFER), @"
    $ baton handoff 1 jordan --asked 'a price for 20 seats' --done 'asked sales' --waiting 'sales, by Tuesday' --risk 'renewal ends Friday' --next 'send the quote' --due fri
    1 is maya's, held until 10:45; offered to jordan until tomorrow 10:00
    ");
    assert_snapshot!(world.jordan("show 1"), @"
    $ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  maya, owner since today 10:00; maya is at it until today 10:45
    status      open, the customer waits since today 09:59 (1m)
    attention   maya offered it to jordan, who has not answered; lapses tomorrow 10:00: baton accept 1

    handoff from maya to jordan, lapses tomorrow 10:00
      asked    a price for 20 seats
      done     asked sales
      waiting  sales, by Tuesday
      risk     renewal ends Friday
      next     send the quote
      due      Fri 6 Mar

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    ");
    assert_eq!(world.maya("list --json").ok().json()["threads"][0]["owner"], "maya");
    assert_snapshot!(session(&world, "
        jordan: claim 1
        sam: accept 1
        jordan: accept 1
        jordan: show 1
        jordan: accept 1
    "), @"
    jordan$ baton claim 1
    [stderr] baton: 1 is offered to you by maya
    [stderr] hint: baton accept 1, or: baton decline 1 --reason …
    [exit 1]
    sam$ baton accept 1
    [stderr] baton: 1 is offered to jordan, not to you
    [exit 1]
    jordan$ baton accept 1
    1 is jordan's; next: send the quote, Fri 6 Mar
    jordan$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  jordan, owner since today 10:00
    status      open, the customer waits since today 09:59 (1m)
    next        send the quote (jordan), Fri 6 Mar

    tasks
      [ ] send the quote (jordan, Fri 6 Mar)

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    jordan$ baton accept 1
    [stderr] baton: nobody has offered 1
    [stderr] hint: see who owns it: baton show 1
    [exit 1]
    ");
}

#[test]
fn a_declined_offer_leaves_the_owner_unchanged() {
    let world = offered();
    assert_snapshot!(session(&world, "
        sam: decline 1
        jordan: decline 1 --reason 'on leave'
        jordan: accept 1
        maya: log 1
    "), @"
    sam$ baton decline 1
    [stderr] baton: 1 is offered to jordan, not to you
    [exit 1]
    jordan$ baton decline 1 --reason 'on leave'
    1 is maya's, held until 10:45; declined
    jordan$ baton accept 1
    [stderr] baton: nobody has offered 1
    [stderr] hint: see who owns it: baton show 1
    [exit 1]
    maya$ baton log 1
    ENTRY  AT                THREAD  WHO     WHAT
    7      2026-03-02 10:00  1       maya    claimed, held until 2026-03-02 10:45
    8      2026-03-02 10:00  1       maya    offered to jordan, lapses 2026-03-03 10:00
    9      2026-03-02 10:00  1       jordan  declined (on leave)
    ");
}

#[test]
fn only_the_giver_withdraws_an_offer() {
    let world = offered();
    assert_snapshot!(session(&world, "
        jordan: withdraw 1
        maya: withdraw 1 --reason 'done already'
        maya: withdraw 1
    "), @"
    jordan$ baton withdraw 1
    [stderr] baton: 1 was offered by maya: only they can take that back
    [exit 1]
    maya$ baton withdraw 1 --reason 'done already'
    1 is maya's, held until 10:45; offer withdrawn
    maya$ baton withdraw 1
    [stderr] baton: nobody has offered 1
    [stderr] hint: see who owns it: baton show 1
    [exit 1]
    ");
}

#[test]
fn an_offer_that_nobody_answers_lapses() {
    let world = offered();
    assert_snapshot!(session(&world, "
        later 1d
        jordan: accept 1
        maya: show 1
        ada: sync
        maya: log 1
        maya: handoff 1 sam --next 'call Ana'
    "), @"
    (1d later)
    jordan$ baton accept 1
    [stderr] baton: the offer of 1 lapsed today 10:00
    [stderr] hint: ask for it again: the owner can run baton handoff once more
    [exit 1]
    maya$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  maya, owner since yesterday 10:00
    status      open, the customer waits since yesterday 09:59 (1bd)
    attention   maya owns it, and nothing is said about what comes next: baton next 1 TEXT --due DATE

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    ada$ baton sync
    support: INBOX 1 of 1, 0 new
    support: Sent 0 of 0, 0 new
    1: the offer lapsed, it stays with its owner
    maya$ baton log 1
    ENTRY  AT                THREAD  WHO    WHAT
    7      2026-03-02 10:00  1       maya   claimed, held until 2026-03-02 10:45
    8      2026-03-02 10:00  1       maya   offered to jordan, lapses 2026-03-03 10:00
    9      2026-03-03 10:00  1       baton  offer lapsed
    maya$ baton handoff 1 sam --next 'call Ana'
    1 is maya's; offered to sam until tomorrow 10:00
    ");
}

#[test]
fn an_offer_over_the_weekend_lapses_after_a_working_day() {
    let world = offered();
    world.maya("withdraw 1").ok();
    world.now("2026-03-06T16:00Z");
    assert_snapshot!(session(&world, "
        maya: handoff 1 jordan --next 'call Ana'
        later 2d
        jordan: accept 1
    "), @"
    maya$ baton handoff 1 jordan --next 'call Ana'
    1 is maya's; offered to jordan until Mon 9 Mar
    (2d later)
    jordan$ baton accept 1
    1 is jordan's; next: call Ana
    ");
}

#[test]
fn what_may_not_be_offered_is_refused() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: handoff 1 jordan --next call
        maya: claim 1
        maya: handoff 1 maya --next call
        maya: handoff 1 jordan
        maya: handoff 1 jordan --next call
        maya: handoff 1 sam --next call
        jordan: handoff 1 sam --next call
    "), @"
    maya$ baton handoff 1 jordan --next call
    [stderr] baton: 1 has no owner
    [stderr] hint: take it: baton claim 1
    [exit 1]
    maya$ baton claim 1
    1 is maya's, held until 10:45
    maya$ baton handoff 1 maya --next call
    [stderr] baton: 1 is yours already
    [exit 1]
    maya$ baton handoff 1 jordan
    [stderr] baton: there is no text, and no terminal to write one
    [stderr] hint: give it on the command line, or - for standard input; see --help
    [exit 2]
    maya$ baton handoff 1 jordan --next call
    1 is maya's, held until 10:45; offered to jordan until tomorrow 10:00
    maya$ baton handoff 1 sam --next call
    [stderr] baton: 1 is offered to jordan already
    [stderr] hint: take the offer back first: baton withdraw 1
    [exit 1]
    jordan$ baton handoff 1 sam --next call
    [stderr] baton: only a lead may change threads and customers of others
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    ");
    let before = everything(&world);
    world.maya("handoff 1 jordn --next call").fails(1);
    assert_eq!(everything(&world), before);
}

#[test]
fn an_assignment_settles_an_offer() {
    let world = offered();
    assert_snapshot!(session(&world, "
        ada: assign 1 sam
        jordan: accept 1
    "), @"
    ada$ baton assign 1 sam
    1 is sam's
    jordan$ baton accept 1
    [stderr] baton: nobody has offered 1
    [stderr] hint: see who owns it: baton show 1
    [exit 1]
    ");
}
