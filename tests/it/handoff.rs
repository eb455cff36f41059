//! Passing a thread on: offered with a brief, accepted, declined, withdrawn, lapsed.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::session::{ana, asked, everything, session};
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
    status      open, the customer has waited since today 09:59 (1m)
    attention   maya offered it to jordan today 10:00, no answer yet; lapses tomorrow 10:00; next: send the quote: baton accept 1

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
      asked    a price for 20 seats
      done     asked sales
      waiting  sales, by Tuesday
      risk     renewal ends Friday
      next     send the quote
      due      Fri 6 Mar
    jordan$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  jordan, owner since today 10:00
    status      open, the customer has waited since today 09:59 (1m)
    next        send the quote (jordan), Fri 6 Mar

    taken over from maya today 10:00
      asked    a price for 20 seats
      done     asked sales
      waiting  sales, by Tuesday
      risk     renewal ends Friday
      next     send the quote
      due      Fri 6 Mar

    tasks
      [ ] 10 send the quote (jordan, Fri 6 Mar)

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
    [stderr] baton: only a lead may change threads and customers of others
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
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
    status      open, the customer has waited since yesterday 09:59 (1bd)
    attention   maya owns it, and nothing is said about what comes next: baton next 1 TEXT --due DATE

    the offer to jordan lapsed today 10:00

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
      next     call Ana
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
fn what_settles_an_offer_says_that_it_is_void() {
    let world = offered();
    assert_snapshot!(session(&world, "
        ada: assign 1 sam
        jordan: accept 1
        sam: handoff 1 jordan maya --next call
        sam: release 1
        sam: claim 1
        sam: handoff 1 jordan --next call
        sam: close 1
        sam: reopen 1
        jordan: accept 1
        sam: handoff 1 jordan --next call
        jordan: accept 1
    "), @"
    ada$ baton assign 1 sam
    1 is sam's; the offer to jordan is void
    jordan$ baton accept 1
    [stderr] baton: nobody has offered 1
    [stderr] hint: see who owns it: baton show 1
    [exit 1]
    sam$ baton handoff 1 jordan maya --next call
    1 is sam's; offered to jordan or maya until tomorrow 10:00
    sam$ baton release 1
    1 has no owner; the offer to jordan or maya is void
    sam$ baton claim 1
    1 is sam's, held until 10:45
    sam$ baton handoff 1 jordan --next call
    1 is sam's, held until 10:45; offered to jordan until tomorrow 10:00
    sam$ baton close 1
    1 is sam's; closed; the offer to jordan is void
    sam$ baton reopen 1
    1 is sam's; reopened
    jordan$ baton accept 1
    [stderr] baton: nobody has offered 1
    [stderr] hint: see who owns it: baton show 1
    [exit 1]
    sam$ baton handoff 1 jordan --next call
    1 is sam's; offered to jordan until tomorrow 10:00
    jordan$ baton accept 1
    1 is jordan's; next: call
      next     call
    ");
}

#[test]
fn of_several_the_first_to_accept_has_it_and_the_last_to_decline_ends_the_offer() {
    let world = asked();
    world.admin("member add kim --address kim@example.org").ok();
    world.maya("claim 1").ok();
    assert_snapshot!(session(&world, "
        maya: handoff 1 jordan sam jordan --asked 'a price' --next 'send the quote'
        maya: list
        kim: accept 1
        maya: handoff 1 kim --next call
        jordan: decline 1 --reason 'on leave'
        jordan: accept 1
        maya: show 1
        sam: accept 1
        jordan: accept 1
        sam: handoff 1 maya jordan --next call
        maya: decline 1
        jordan: decline 1 --reason 'no time'
        jordan: accept 1
        sam: show 1
        sam: log 1
    "), @"
    maya$ baton handoff 1 jordan sam jordan --asked 'a price' --next 'send the quote'
    1 is maya's, held until 10:45; offered to jordan or sam until tomorrow 10:00
    maya$ baton list
    NO  AGE  CUSTOMER   SUBJECT           OWNER         STATUS  NEXT ACTION  DUE
    1   1m   Ana Lopez  Pricing question  maya>jordan+  open    -            -
    kim$ baton accept 1
    [stderr] baton: 1 is offered to jordan and 1 more, not to you
    [exit 1]
    maya$ baton handoff 1 kim --next call
    [stderr] baton: 1 is offered to jordan and 1 more already
    [stderr] hint: take the offer back first: baton withdraw 1
    [exit 1]
    jordan$ baton decline 1 --reason 'on leave'
    1 is maya's, held until 10:45; offered to sam until tomorrow 10:00; declined
    jordan$ baton accept 1
    [stderr] baton: 1 is offered to sam, not to you
    [exit 1]
    maya$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  maya, owner since today 10:00; maya is at it until today 10:45
    status      open, the customer has waited since today 09:59 (1m)
    attention   maya offered it to sam today 10:00, no answer yet; lapses tomorrow 10:00; next: send the quote: baton accept 1

    jordan declined it today 10:00: on leave

    handoff from maya to sam, lapses tomorrow 10:00
      asked    a price
      next     send the quote

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    sam$ baton accept 1
    1 is sam's; next: send the quote
      asked    a price
      next     send the quote
    jordan$ baton accept 1
    [stderr] baton: nobody has offered 1
    [stderr] hint: see who owns it: baton show 1
    [exit 1]
    sam$ baton handoff 1 maya jordan --next call
    1 is sam's; offered to maya or jordan until tomorrow 10:00; next: send the quote
    maya$ baton decline 1
    1 is sam's; offered to jordan until tomorrow 10:00; next: send the quote; declined
    jordan$ baton decline 1 --reason 'no time'
    1 is sam's; next: send the quote; declined
    jordan$ baton accept 1
    [stderr] baton: nobody has offered 1
    [stderr] hint: see who owns it: baton show 1
    [exit 1]
    sam$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  sam, owner since today 10:00
    status      open, the customer has waited since today 09:59 (1m)
    next        send the quote (sam)

    maya declined it today 10:00
    jordan declined it today 10:00: no time

    taken over from maya today 10:00
      asked    a price
      next     send the quote

    tasks
      [ ] 12 send the quote (sam)

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    sam$ baton log 1
    ENTRY  AT                THREAD  WHO     WHAT
    8      2026-03-02 10:00  1       maya    claimed, held until 2026-03-02 10:45
    9      2026-03-02 10:00  1       maya    offered to jordan or sam, lapses 2026-03-03 10:00
    10     2026-03-02 10:00  1       jordan  declined (on leave)
    11     2026-03-02 10:00  1       sam     accepted
    12     2026-03-02 10:00  1       sam     task 12 for sam: send the quote
    13     2026-03-02 10:00  1       sam     offered to maya or jordan, lapses 2026-03-03 10:00
    14     2026-03-02 10:00  1       maya    declined
    15     2026-03-02 10:00  1       jordan  declined (no time)
    ");
}

#[test]
fn the_review_names_all_receivers_and_the_next_step() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("handoff 1 jordan sam --next 'send the quote'").ok();
    let review = world.maya("review --json").ok().json();
    assert_eq!(review["sections"][0]["section"], "handoffs");
    assert_eq!(
        review["sections"][0]["items"][0]["reason"],
        "maya offered it to jordan or sam today 10:00, no answer yet; lapses tomorrow 10:00; next: send the quote"
    );
}

#[test]
fn scripts_see_all_receivers_what_was_accepted_and_what_was_declined() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("handoff 1 jordan sam --asked 'a price' --next 'send it' --due fri").ok();
    let shown = world.maya("show 1 --json").ok().json();
    assert_eq!(shown["handoff"]["to"], "jordan");
    assert_eq!(shown["handoff"]["offered_to"], json!(["jordan", "sam"]));
    world.jordan("decline 1 --reason busy").ok();
    let shown = world.maya("show 1 --json").ok().json();
    assert_eq!(shown["handoff"]["to"], "sam");
    assert_eq!(shown["unmet_offers"][0]["how"], "declined");
    assert_eq!(shown["unmet_offers"][0]["reason"], "busy");
    let accepted = world.sam("accept 1 --json").ok().json();
    assert_eq!(accepted["threads"][0]["owner"], "sam");
    assert_eq!(accepted["threads"][0]["handoff"]["asked"], "a price");
    let shown = world.sam("show 1 --json").ok().json();
    assert_eq!(shown["handoff"], Value::Null);
    assert_eq!(shown["taken_over"]["next"], "send it");
    assert_eq!(shown["unmet_offers"], json!([]));
}

#[test]
fn the_giver_who_acts_for_them_and_a_lead_withdraw_an_offer() {
    let world = asked();
    world.admin("assign 1 maya --backup sam").ok();
    for (giver, taker) in [("maya", "maya"), ("maya", "ada"), ("maya", "sam"), ("ada", "maya")] {
        world.by(giver, "handoff 1 jordan --next call").ok();
        world.by(taker, "withdraw 1").ok();
        assert_eq!(world.maya("show 1 --json").ok().json()["owner"], "maya");
    }
}

#[test]
fn an_offer_lapses_after_a_working_day_whatever_lies_between() {
    let world = asked();
    let config = std::fs::read_to_string(world.config()).unwrap();
    let holidays = "holidays = [\"2026-03-09\", \"2026-03-10\"]";
    let changed = config.replace("#holidays = [\"2026-12-25\", \"2026-12-26\"]", holidays);
    assert_ne!(changed, config);
    world.set_config(&changed);
    world.maya("claim 1").ok();
    // Friday 16:30; from Saturday to Tuesday nobody works.
    world.now("2026-03-06T15:30Z");
    world.maya("handoff 1 jordan --next call").ok();
    world.now("2026-03-11T15:29Z");
    assert_eq!(world.maya("show 1 --json").ok().json()["handoff"]["to"], "jordan");
    world.now("2026-03-11T15:30Z");
    let lapsed = "the offer to jordan lapsed today 16:30";
    let shown = world.maya("show 1").ok().stdout;
    assert!(shown.contains(lapsed), "{shown}");
    // And so it is after baton has taken note of it.
    assert!(world.sync().stdout.contains("1: the offer lapsed"));
    let shown = world.maya("show 1 --json").ok().json();
    assert_eq!((shown["owner"].as_str(), &shown["handoff"]), (Some("maya"), &Value::Null));
    assert_eq!(shown["unmet_offers"][0]["at"], "2026-03-11T15:30:00Z");
    assert!(world.maya("show 1").ok().stdout.contains(lapsed));
}

/// Maya owns 1, 2 and 4, jordan 3; 2 is offered to sam already, and 5 is closed.
fn on_leave() -> World {
    let world = asked();
    for subject in ["two", "three", "four", "five"] {
        world.mail(ana().subject(subject));
    }
    world.maya("claim 1 2 4 5").ok();
    world.jordan("claim 3").ok();
    world.maya("close 5").ok();
    world.maya("handoff 2 sam --next call").ok();
    world
}

#[test]
fn all_threads_of_a_member_are_offered_at_once() {
    let world = on_leave();
    let before = everything(&world);
    assert_snapshot!(
        world.maya("handoff --all --to jordan sam --asked 'see the notes' --dry-run"), @"
    $ baton handoff --all --to jordan sam --asked 'see the notes' --dry-run
    would be: 1 is maya's, held until 10:45; offered to jordan or sam until tomorrow 10:00
    would be: 4 is maya's, held until 10:45; offered to jordan or sam until tomorrow 10:00
    would be: 2 threads of maya offered to jordan or sam
    [stderr] 2 is offered to sam already: left as it is
    ");
    assert_eq!(everything(&world), before);
    assert_snapshot!(session(&world, "
        jordan: handoff --all --from maya --to sam --next call
        ada: handoff --all --from maya --to maya --next call
        ada: handoff --all --from maya --next call
        ada: handoff 1 jordan --all --to sam --next call
        ada: handoff --all --from maya --to jordan sam --asked 'see the notes' --next 'call them'
        ada: handoff --all --from maya --to jordan --next call
        ada: handoff --all --to jordan --next call
        jordan: accept 4
        ada: undo
    "), @"
    jordan$ baton handoff --all --from maya --to sam --next call
    [stderr] baton: only a lead may change threads and customers of others
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    ada$ baton handoff --all --from maya --to maya --next call
    [stderr] baton: maya has these threads already
    [exit 2]
    ada$ baton handoff --all --from maya --next call
    [stderr] error: the following required arguments were not provided:
    [stderr]   --to <MEMBER>...
    [stderr]
    [stderr] Usage: baton handoff --all --to <MEMBER>... --from <MEMBER> --next <TEXT> [THREAD] [MEMBER]...
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    ada$ baton handoff 1 jordan --all --to sam --next call
    [stderr] error: the argument '[THREAD] [MEMBER]...' cannot be used with '--all'
    [stderr]
    [stderr] Usage: baton handoff --to <MEMBER>... --next <TEXT> <THREAD> <MEMBER>...
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    ada$ baton handoff --all --from maya --to jordan sam --asked 'see the notes' --next 'call them'
    1 is maya's, held until 10:45; offered to jordan or sam until tomorrow 10:00
    4 is maya's, held until 10:45; offered to jordan or sam until tomorrow 10:00
    2 threads of maya offered to jordan or sam
    [stderr] 2 is offered to sam already: left as it is
    ada$ baton handoff --all --from maya --to jordan --next call
    [stderr] 1 is offered to jordan or sam already: left as it is
    [stderr] 2 is offered to sam already: left as it is
    [stderr] 4 is offered to jordan or sam already: left as it is
    [stderr] baton: maya has no thread to be offered
    [stderr] hint: see what is theirs: baton list --owner maya
    [exit 1]
    ada$ baton handoff --all --to jordan --next call
    [stderr] baton: ada has no thread to be offered
    [stderr] hint: see what is theirs: baton list --owner ada
    [exit 1]
    jordan$ baton accept 4
    4 is jordan's; next: call them
      asked    see the notes
      next     call them
    ada$ baton undo
    [stderr] baton: entry 20 cannot be taken back: what came later stands on it, entry 21
    [stderr] hint: take that back first: baton undo 21; what you did before it goes by its number: baton log, baton undo ENTRY
    [exit 1]
    ");
    let list = world.maya("list --json").ok().json();
    assert!(list["threads"].as_array().unwrap().iter().all(|thread| thread["owner"].is_string()));
}

#[test]
fn several_threads_go_to_several_members_and_words_that_are_neither_are_refused() {
    let world = on_leave();
    assert_snapshot!(session(&world, "
        maya: handoff 1 4 jordan sam --next call
        maya: handoff 1 4
        maya: handoff jordan 1
        maya: handoff 1 jordan 4 --next call
        maya: handoff 1
    "), @r#"
    maya$ baton handoff 1 4 jordan sam --next call
    1 is maya's, held until 10:45; offered to jordan or sam until tomorrow 10:00
    4 is maya's, held until 10:45; offered to jordan or sam until tomorrow 10:00
    maya$ baton handoff 1 4
    [stderr] baton: nobody is named who should take it
    [stderr] hint: name the members last: baton handoff THREAD MEMBER
    [exit 2]
    maya$ baton handoff jordan 1
    [stderr] baton: jordan is a member: name a thread first
    [exit 2]
    maya$ baton handoff 1 jordan 4 --next call
    [stderr] baton: there is no member "4"
    [stderr] hint: see all members: baton member list
    [exit 1]
    maya$ baton handoff 1
    [stderr] error: 2 values required by '[THREAD] [MEMBER]...'; only 1 was provided
    [stderr]
    [stderr] Usage: baton handoff [OPTIONS] [THREAD] [MEMBER]...
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    "#);
}
