//! Work on a thread: notes, next actions, waiting, closing, priority; and what mail does to it.

use insta::assert_snapshot;

use crate::session::{ana, answer, asked, question, session};
use crate::world::{World, time};

fn status(world: &World) -> String {
    let shown = world.maya("show 1 --json").ok().json();
    shown["status"].as_str().unwrap().to_owned()
}

#[test]
fn a_note_is_text_or_standard_input_and_may_be_for_somebody() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: note 1 'Ana called: two licences'
        maya: note 1 'ask for a discount code' --for jordan
        maya: note 1 'refund granted' --kind decision
        maya: note 1 '  '
        maya: note 1 x --kind gossip
        maya: note 1 x --for jordn
    "), @r#"
    maya$ baton note 1 'Ana called: two licences'
    1 has no owner; noted
    maya$ baton note 1 'ask for a discount code' --for jordan
    1 has no owner; noted for jordan
    maya$ baton note 1 'refund granted' --kind decision
    1 has no owner; noted
    maya$ baton note 1 '  '
    [stderr] baton: the text is empty, so nothing was changed
    [exit 2]
    maya$ baton note 1 x --kind gossip
    [stderr] error: invalid value 'gossip' for '--kind <KIND>'
    [stderr]   [possible values: note, call, decision]
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton note 1 x --for jordn
    [stderr] baton: there is no member "jordn"
    [stderr] hint: did you mean jordan? all members: baton member list
    [exit 1]
    "#);
    world.piped("maya", "note 1 - --kind call", "She said:\ntwo, or three\n").ok();
    assert_snapshot!(world.maya("show 1"), @"
    $ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  nobody owns it
    status      open, the customer has waited since today 09:59 (1m)
    attention   nobody owns it, the customer has waited since today 09:59: baton claim 1

    notes
      today 10:00 maya, note: Ana called: two licences
      today 10:00 maya, note for jordan, unread: ask for a discount code
      today 10:00 maya, decision: refund granted
      today 10:00 maya, call: She said:
        two, or three

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    ");
    assert_snapshot!(world.maya("log 1"), @"
    $ baton log 1
    ENTRY  AT                THREAD  WHO   WHAT
    7      2026-03-02 10:00  1       maya  noted: Ana called: two licences
    8      2026-03-02 10:00  1       maya  noted for jordan: ask for a discount code
    9      2026-03-02 10:00  1       maya  noted a decision: refund granted
    10     2026-03-02 10:00  1       maya  noted a call: She said: two, or three
    ");
}

#[test]
fn a_note_without_text_needs_a_terminal() {
    let world = asked();
    assert_snapshot!(world.maya("note 1"), @"
    $ baton note 1
    [stderr] baton: there is no text, and no terminal to write one
    [stderr] hint: give it on the command line, or - for standard input; see --help
    [exit 2]
    ");
    assert_snapshot!(world.piped("maya", "note 1 -", ""), @"
    $ baton note 1 -
    [stderr] baton: the text is empty, so nothing was changed
    [exit 2]
    ");
}

#[test]
fn the_next_action_is_the_task_that_is_due_first() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: claim 1
        maya: next 1 'write the contract' --due 2026-12-24
        maya: next 1 'send quote' --due fri --priority high
        maya: next 1 'think'
        maya: done 1
        maya: done 1 --next 'call Ana' --due 'tue 16:00'
        maya: show 1
        maya: done 1 --due fri
    "), @"
    maya$ baton claim 1
    1 is maya's, held until 10:45
    maya$ baton next 1 'write the contract' --due 2026-12-24
    1 is maya's, held until 10:45; next: write the contract, Thu 24 Dec
    maya$ baton next 1 'send quote' --due fri --priority high
    1 is maya's, held until 10:45; next: send quote, Fri 6 Mar
    maya$ baton next 1 'think'
    1 is maya's, held until 10:45; next: send quote, Fri 6 Mar; task added
    maya$ baton done 1
    1 is maya's, held until 10:45; next: write the contract, Thu 24 Dec; done: send quote
    maya$ baton done 1 --next 'call Ana' --due 'tue 16:00'
    1 is maya's, held until 10:45; next: call Ana, tomorrow 16:00; done: write the contract
    maya$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  maya, owner since today 10:00; maya is at it until today 10:45
    status      open, the customer has waited since today 09:59 (1m)
    next        call Ana (maya), tomorrow 16:00

    tasks
      [x] 8 write the contract (maya, Thu 24 Dec)
      [x] 9 send quote (maya, Fri 6 Mar, high)
      [ ] 10 think (maya)
      [ ] 13 call Ana (maya, tomorrow 16:00)

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    maya$ baton done 1 --due fri
    [stderr] error: the following required arguments were not provided:
    [stderr]   --next <TEXT>
    [stderr]
    [stderr] Usage: baton done --next <TEXT> --due <DATE> <THREAD>...
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    ");
}

#[test]
fn nothing_is_done_where_nothing_was_promised() {
    let world = asked();
    assert_snapshot!(session(&world, "maya: done 1"), @"
    maya$ baton done 1
    [stderr] baton: 1 has no open task
    [stderr] hint: add one: baton next 1 TEXT --due DATE
    [exit 1]
    ");
}

#[test]
fn a_date_is_written_as_people_write_it() {
    let world = asked();
    for (written, meant) in [
        ("2026-12-24", "2026-12-24T16:00:00Z"),
        ("'2026-12-24 16:00'", "2026-12-24T15:00:00Z"),
        ("fri", "2026-03-06T16:00:00Z"),
        ("'fri 16:00'", "2026-03-06T15:00:00Z"),
        ("tomorrow", "2026-03-03T16:00:00Z"),
        ("16:00", "2026-03-02T15:00:00Z"),
        ("+3d", "2026-03-05T16:00:00Z"),
        ("+2bd", "2026-03-04T16:00:00Z"),
        ("+5bd", "2026-03-09T16:00:00Z"),
        ("+4h", "2026-03-02T13:00:00Z"),
    ] {
        let said = world
            .maya(&format!("next 1 '{}' --due {written} --json", written.replace('\'', "")))
            .ok();
        let shown = world.maya("show 1 --json").ok().json();
        let task = shown["tasks"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(task["due"], meant, "{written}\n{said}");
    }
    assert_snapshot!(session(&world, "
        maya: next 1 call --due someday
        maya: next 1 call --due 2025-03-06
        maya: wait 1 --on customer --until 2026-02-30
    "), @"
    maya$ baton next 1 call --due someday
    [stderr] baton: 'someday' is not a date: write 2026-12-24, '2026-12-24 16:00', fri, 'fri 16:00', tomorrow, 16:00, +4h, +3d or +2bd
    [exit 2]
    maya$ baton next 1 call --due 2025-03-06
    [stderr] baton: '2025-03-06' has passed: 2025-03-06 17:00
    [stderr] hint: give a date to come
    [exit 2]
    maya$ baton wait 1 --on customer --until 2026-02-30
    [stderr] baton: '2026-02-30' is not a date: write 2026-12-24, '2026-12-24 16:00', fri, 'fri 16:00', tomorrow, 16:00, +4h, +3d or +2bd
    [exit 2]
    ");
}

#[test]
fn a_wait_says_for_whom_and_what_until_when() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: claim 1
        maya: wait 1 --on customer
        maya: wait 1 --on internal --for 'a decision'
        maya: wait 1 --on jordan --for 'refund approval' --until thu
        maya: wait 1 --on jordn
        maya: wait 1 --on 'Acme Logistics' --until +2bd
        maya: list
        maya: show 1
        maya: log 1
    "), @r#"
    maya$ baton claim 1
    1 is maya's, held until 10:45
    maya$ baton wait 1 --on customer
    1 is maya's; waiting for the customer
    maya$ baton wait 1 --on internal --for 'a decision'
    1 is maya's; waiting for us (a decision)
    maya$ baton wait 1 --on jordan --for 'refund approval' --until thu
    1 is maya's; waiting for jordan (refund approval) until Thu 5 Mar
    maya$ baton wait 1 --on jordn
    1 is maya's; waiting for jordn
    [stderr] note: "jordn" is no member, and taken as a name; did you mean jordan?
    maya$ baton wait 1 --on 'Acme Logistics' --until +2bd
    1 is maya's; waiting for Acme Logistics until Wed 4 Mar
    maya$ baton list
    NO  AGE  CUSTOMER   SUBJECT           OWNER  STATUS             NEXT ACTION  DUE
    1   1m   Ana Lopez  Pricing question  maya   on Acme Logistics  -            -
    maya$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  maya, owner since today 10:00
    status      waiting for Acme Logistics until Wed 4 Mar, since today 10:00
    attention   waits on Acme Logistics since today 10:00: baton reopen 1  # once that is settled

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    maya$ baton log 1
    ENTRY  AT                THREAD  WHO   WHAT
    7      2026-03-02 10:00  1       maya  claimed, held until 2026-03-02 10:45
    8      2026-03-02 10:00  1       maya  waits for the customer
    9      2026-03-02 10:00  1       maya  waits for us (a decision)
    10     2026-03-02 10:00  1       maya  waits for jordan (refund approval) until 2026-03-05 17:00
    11     2026-03-02 10:00  1       maya  waits for jordn
    12     2026-03-02 10:00  1       maya  waits for Acme Logistics until 2026-03-04 17:00
    "#);
}

#[test]
fn a_wait_whose_time_is_up_counts_as_open() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("wait 1 --on customer --until 'tue 12:00'").ok();
    assert_eq!(status(&world), "waiting-customer");
    world.now("2026-03-03T11:00Z");
    assert_eq!(status(&world), "open");
    assert_snapshot!(world.maya("show 1"), @"
    $ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  maya, owner since yesterday 10:00
    status      open, the customer has waited since yesterday 09:59 (1bd 2h)
    attention   maya owns it, and nothing is said about what comes next: baton next 1 TEXT --due DATE

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    ");
}

#[test]
fn mail_from_the_customer_ends_a_wait() {
    let world = asked();
    world.maya("wait 1 --on jordan").ok();
    world.later("1h").mail(ana().subject("Any news?").reply_to_id("a1@example.com"));
    assert_eq!(status(&world), "open");
}

#[test]
fn closing_reopening_and_priority_say_what_is_now_true() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: claim 1
        maya: next 1 'send quote' --due fri
        maya: close 1
        maya: close 1 --drop-tasks --reason 'bought elsewhere'
        maya: close 1
        maya: list
        maya: list --all
        maya: reopen 1 --reason 'wrong thread'
        maya: reopen 1
        maya: priority 1 urgent
        maya: priority 1 burning
        maya: show 1
        maya: log 1
    "), @"
    maya$ baton claim 1
    1 is maya's, held until 10:45
    maya$ baton next 1 'send quote' --due fri
    1 is maya's, held until 10:45; next: send quote, Fri 6 Mar
    maya$ baton close 1
    [stderr] baton: 1 has an open task, so it is not closed
    [stderr] hint: baton done 1, or: baton close 1 --drop-tasks
    [exit 1]
    maya$ baton close 1 --drop-tasks --reason 'bought elsewhere'
    1 is maya's; closed; task 8 dropped
    maya$ baton close 1
    1 is maya's; closed
    maya$ baton list
    [stderr] the queue is empty: read new mail with baton sync, or see closed threads with baton list --all
    maya$ baton list --all
    NO  AGE  CUSTOMER   SUBJECT           OWNER  STATUS  NEXT ACTION  DUE
    1   1m   Ana Lopez  Pricing question  maya   closed  -            -
    maya$ baton reopen 1 --reason 'wrong thread'
    1 is maya's; reopened
    maya$ baton reopen 1
    1 is maya's
    maya$ baton priority 1 urgent
    1 is maya's, urgent
    maya$ baton priority 1 burning
    [stderr] error: invalid value 'burning' for '<PRIORITY>'
    [stderr]   [possible values: low, normal, high, urgent]
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  maya, owner since today 10:00
    status      open, the customer has waited since today 09:59 (1m)
    priority    urgent
    attention   maya owns it, and nothing is said about what comes next: baton next 1 TEXT --due DATE
    attention   urgent, and nobody stands behind maya: baton assign 1 maya --backup MEMBER

    tasks
      [-] 8 send quote (maya, Fri 6 Mar)

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    maya$ baton log 1
    ENTRY  AT                THREAD  WHO   WHAT
    7      2026-03-02 10:00  1       maya  claimed, held until 2026-03-02 10:45
    8      2026-03-02 10:00  1       maya  task 8 for maya, due 2026-03-06 17:00: send quote
    9      2026-03-02 10:00  1       maya  task 8 dropped (dropped at closing)
    10     2026-03-02 10:00  1       maya  closed (bought elsewhere)
    11     2026-03-02 10:00  1       maya  reopened (wrong thread)
    12     2026-03-02 10:00  1       maya  priority urgent
    ");
}

#[test]
fn mail_from_the_customer_reopens_a_closed_thread_even_if_its_date_is_older() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("close 1").ok();
    // Written and arrived before the close, seen by baton after it.
    world.mail(
        ana().subject("One more thing").reply_to_id("a1@example.com").date("2026-03-02T08:59:30Z"),
    );
    let shown = world.maya("show 1 --json").ok().json();
    assert_eq!((&shown["status"], &shown["owner"]), (&"open".into(), &"maya".into()));
}

#[test]
fn a_reply_written_before_the_close_and_synced_after_it_reopens_nothing() {
    let world = asked();
    world.later("1h").maya("close 1").ok();
    world.later("10m").mail(answer("maya").date("2026-03-02T09:30Z"));
    assert_eq!(status(&world), "closed");
}

#[test]
fn after_a_reply_the_next_action_is_implied_until_the_customer_writes() {
    let world = asked();
    world.maya("claim 1").ok();
    world.later("30m").mail(answer("maya"));
    assert_snapshot!(session(&world, "
        maya: list
        maya: show 1
        customer: Thanks, and one more question
        maya: list
    "), @"
    maya$ baton list
    NO  AGE  CUSTOMER   SUBJECT           OWNER  STATUS       NEXT ACTION               DUE
    1   0s   Ana Lopez  Pricing question  maya   on customer  check for the customer'…  Thu 5 Mar
    maya$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  maya, owner since today 10:00
    status      waiting for the customer, since today 10:30
    next        check for the customer's reply (maya), Thu 5 Mar 10:30 (implied)

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
      2026-03-02 10:30 -> maya: Re: Pricing question
    (ana writes: Thanks, and one more question)
    maya$ baton list
    NO  AGE  CUSTOMER   SUBJECT           OWNER  STATUS  NEXT ACTION  DUE
    1   0s   Ana Lopez  Pricing question  maya   open    -            -
    ");
}

#[test]
fn a_thread_that_waits_ten_working_days_for_the_customer_is_closed() {
    let world = asked();
    world.maya("claim 1").ok();
    world.mail(answer("maya"));
    world.now("2026-03-16T08:59Z").sync();
    assert_eq!(status(&world), "waiting-customer");
    world.now("2026-03-16T09:00Z");
    assert_snapshot!(session(&world, "
        ada: sync
        maya: show 1
        maya: log 1
        later 1d
        customer: I was on holiday
        maya: list
    "), @"
    ada$ baton sync
    support: INBOX 1 of 1, 0 new
    support: Sent 1 of 1, 0 new
    1 closed: no reply from the customer
    maya$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  maya, owner since Mon 2 Mar 10:00
    status      closed since today 10:00

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
      2026-03-02 10:00 -> maya: Re: Pricing question
    maya$ baton log 1
    ENTRY  AT                THREAD  WHO    WHAT
    7      2026-03-02 10:00  1       maya   claimed, held until 2026-03-02 10:45
    9      2026-03-16 10:00  1       baton  closed: no reply from the customer
    (1d later)
    (ana writes: I was on holiday)
    maya$ baton list
    NO  AGE  CUSTOMER   SUBJECT           OWNER  STATUS  NEXT ACTION  DUE
    1   0s   Ana Lopez  Pricing question  maya   open    -            -
    ");
}

#[test]
fn a_promise_keeps_a_thread_from_being_closed_unanswered() {
    let world = asked();
    world.maya("next 1 'send the sample' --due +30d").ok();
    world.mail(answer("maya"));
    world.now("2026-04-20T09:00Z").sync();
    assert_eq!(status(&world), "waiting-customer");
}

#[test]
fn a_new_world_begins_with_the_customers_question() {
    let world = World::at("2026-03-02T09:00Z").and(question().date("2026-03-02T08:00Z"));
    let shown = world.maya("show 1 --json").ok().json();
    let arrived = time("2026-03-02T08:00Z").format("%Y-%m-%dT%H:%M:%SZ").to_string();
    assert_eq!(shown["waiting_since"].as_str(), Some(&*arrived));
}
