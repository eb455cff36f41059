//! What is urgent: response targets, escalation, priority, age; one order for the queue, the review and `claim --next`.

use insta::assert_snapshot;

use crate::session::{ana, answer, asked, section, session, two_asked};
use crate::world::{Mail, World};

const SLA: &str = r#"
[[sla]]
when = "priority:urgent"
first-response = "30m"
warn = "10m"

[[sla]]
when = "inbox:support"
first-response = "2h"
next-response = "1h"
resolution = "3bd"
warn = "30m"

[[level]]
name = "second line"

[[level]]
name = "urgent outage"
"#;

fn order(world: &World, words: &str) -> Vec<i64> {
    let list = world.maya(&format!("list --json {words}")).ok().json();
    list["threads"].as_array().unwrap().iter().map(|t| t["thread"].as_i64().unwrap()).collect()
}

/// Six threads, an hour apart from Monday 9:00 to 14:00, and it is 15:00.
fn afternoon() -> World {
    let world = World::at("2026-03-02T08:00Z");
    for n in 1..=6 {
        world.mail(Mail::from(&format!("c{n}@example.com")).subject(&format!("Question {n}")));
        world.later("1h");
    }
    world
}

#[test]
fn the_order_is_targets_then_level_then_priority_then_what_is_overdue_then_age() {
    let world = afternoon();
    assert_eq!(order(&world, ""), [1, 2, 3, 4, 5, 6]);
    world.admin("next 6 'call back' --owner maya --due 15:30").ok();
    world.later("31m");
    assert_eq!(order(&world, ""), [6, 1, 2, 3, 4, 5]);
    world.admin("priority 5 high").ok();
    assert_eq!(order(&world, ""), [5, 6, 1, 2, 3, 4]);
    world.admin("escalate 4 --level 1 --reason loud").ok();
    world.admin("escalate 3 --level 2 --reason louder").ok();
    assert_eq!(order(&world, ""), [3, 4, 5, 6, 1, 2]);
    // From 15:31 on: 2 was due, 1 was answered, 5 is due 16:00, nothing is promised for the others.
    world.configure("[[sla]]\nwhen = \"priority:low\"\nfirst-response = \"5h\"\n[[sla]]\nwhen = \"priority:high\"\nfirst-response = \"3h\"");
    world.admin("priority 2 low").ok();
    assert_eq!(order(&world, ""), [2, 5, 3, 4, 6, 1]);
    // What waits comes after what we owe, however urgent it is.
    world.admin("wait 2 --on customer").ok();
    world.admin("wait 3 --on sam").ok();
    assert_eq!(order(&world, ""), [5, 4, 6, 1, 3, 2]);
    // The review has the same order.
    let review: Vec<i64> =
        section(&world, "no-owner").into_iter().map(|(thread, _)| thread).collect();
    assert_eq!(review, [5, 4, 6, 1]);
    assert!(world.maya("claim --next").ok().stdout.starts_with("5 is maya's"));
}

#[test]
fn of_two_that_came_on_one_night_the_earlier_is_first() {
    let world = World::at("2026-03-02T20:00Z");
    for n in 1..=3 {
        world.mail(Mail::from(&format!("c{n}@example.com")));
        world.later("10m");
    }
    world.now("2026-03-03T08:30Z");
    assert_eq!(order(&world, ""), [1, 2, 3]);
}

#[test]
fn a_first_reply_is_due_in_working_time_and_the_review_says_so_before_and_after() {
    let world = World::at("2026-03-06T14:59Z");
    world.configure(SLA);
    world.mail(ana().subject("Pricing question").id("a1@example.com"));
    world.later("1m").maya("claim 1").ok();
    assert_eq!(section(&world, "sla"), []);
    let shown = world.maya("show 1").ok().stdout;
    assert!(shown.contains("promised    first reply due Mon 9 Mar 09:59, in 1h"), "{shown}");
    // Half an hour before it is due, in working time: Monday 9:29.
    world.now("2026-03-09T08:29Z");
    assert_snapshot!(session(&world, "maya: show 1"), @"
    maya$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  maya, owner since Fri 6 Mar 16:00
    status      open, the customer has waited since Fri 6 Mar 15:59 (1h)
    attention   first reply due today 09:59, in 30m
    attention   maya owns it, and nothing is said about what comes next: baton next 1 TEXT --due DATE

    messages
      2026-03-06 15:59 <- Ana Lopez <ana@example.com>: Pricing question
    ");
    assert_eq!(section(&world, "sla").len(), 1);
    world.now("2026-03-09T10:59Z");
    assert_eq!(
        section(&world, "sla"),
        [(1, "first reply was due today 09:59, 2h over".to_owned())]
    );
    let shown = world.maya("show 1 --json").ok().json();
    assert_eq!(shown["sla"]["target"], "first-response");
    assert_eq!(shown["sla"]["state"], "breached");
    assert_eq!(shown["sla"]["due"], "2026-03-09T08:59:00Z");
    assert_eq!(shown["reasons"][0], "sla");
    // The reply settles it, and no clock runs while we wait.
    world.mail(answer("maya"));
    world.now("2026-03-16T10:59Z").sync();
    assert_eq!(section(&world, "sla"), []);
    assert_eq!(world.maya("show 1 --json").ok().json()["sla"], serde_json::Value::Null);
}

#[test]
fn after_a_reply_the_next_one_is_due_and_at_last_the_end() {
    let world = asked();
    // An hour and a minute of it are gone when she writes for the third time: the clock stood still after each reply.
    world.configure(&SLA.replace("3bd", "90m"));
    world.maya("claim 1").ok();
    world.mail(answer("maya"));
    world.later("2h").mail(ana().reply_to_id("a1@example.com"));
    world.later("1h");
    assert_eq!(section(&world, "sla"), [(1, "reply was due today 13:00, 0s over".to_owned())]);
    world.mail(answer("maya"));
    world.now("2026-03-05T08:30Z").mail(ana().reply_to_id("a1@example.com"));
    assert_eq!(section(&world, "sla"), [(1, "resolution due today 09:59, in 29m".to_owned())]);
}

#[test]
fn the_first_sla_that_fits_counts() {
    let world = asked();
    world.configure(SLA);
    world.later("30m");
    assert_eq!(world.maya("show 1 --json").ok().json()["sla"]["state"], "fine");
    world.admin("priority 1 urgent").ok();
    assert_eq!(world.maya("show 1 --json").ok().json()["sla"]["state"], "breached");
}

#[test]
fn nobody_owns_it_comes_before_that_it_is_late() {
    let world = asked();
    world.configure(SLA);
    world.later("3h").sync();
    let review = world.maya("review").ok().stdout;
    assert!(review.contains("NO OWNER (1)") && review.contains("[sla]"), "{review}");
}

#[test]
fn the_review_says_what_was_promised_and_what_was_sent_up() {
    let world = two_asked();
    world.configure(SLA);
    world.maya("claim 1").ok();
    world.jordan("claim 2").ok();
    world.admin("escalate 2 --level 2 --until fri --reason 'the whole site'").ok();
    assert_eq!(section(&world, "sla"), []);
    assert_eq!(
        section(&world, "escalated"),
        [(2, "escalated to level 2 (urgent outage) since today 10:00 until Fri 6 Mar".to_owned())]
    );
    world.later("105m").sync();
    let review = world.maya("review").ok().stdout;
    let hash = world.maya("review --json").ok().json()["hash"].as_str().unwrap().to_owned();
    assert_snapshot!(review.replace(&hash, "[hash]"), @r"
    Review of Mon 2 Mar 2026, 11:45: complete to 11:45 (2 mailboxes, 2 messages)
    2 past or near SLA; 2 not closed

    SLA (2)
         1  Ana Lopez: Pricing question · maya · 1h  [no-next-action]
            first reply due today 11:59, in 14m
            baton show 1 --mail  # and answer it
         2  Ben Okoro: Wrong colour
            jordan · 1h  [escalated, no-next-action, needs-backup]
            first reply due today 12:00, in 15m
            baton show 2 --mail  # and answer it

    WHAT THE PROMISES ARE
      promised for priority urgent: first reply in 30m
      promised for inbox support: first reply in 2h, next reply in 1h, settled in
        3bd
      working time is mon-fri 09:00-17:00, Europe/Berlin

    ledger proof: baton fsck --anchor \
        [hash]
    ");
}

#[test]
fn threads_are_sent_up_by_leads_with_a_reason_and_come_down_by_themselves() {
    let world = asked();
    world.configure(SLA);
    world.maya("claim 1").ok();
    assert_snapshot!(session(&world, "
        maya: escalate 1 --level 2 --reason 'the whole site'
        ada: escalate 1 --level 2
        ada: escalate 1 --level 10 --reason x
        ada: escalate 1 --level 2 --reason ' '
        ada: deescalate 1
        ada: escalate 1 --level 2 --until tomorrow --reason 'the whole site'
        maya: show 1
        ada: log 1
        ada: undo
        maya: list
        ada: undo 9
        later 2d
        maya: show 1
        ada: escalate 1 --level 2 --reason again
        ada: deescalate 1 --reason settled
        ada: undo
    "), @"
    maya$ baton escalate 1 --level 2 --reason 'the whole site'
    [stderr] baton: only a lead may escalate
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    ada$ baton escalate 1 --level 2
    [stderr] error: the following required arguments were not provided:
    [stderr]   --reason <TEXT>
    [stderr]
    [stderr] Usage: baton escalate --level <N> --reason <TEXT> <THREAD>...
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    ada$ baton escalate 1 --level 10 --reason x
    [stderr] error: invalid value '10' for '--level <N>': a level is a number from 1 to 9
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    ada$ baton escalate 1 --level 2 --reason ' '
    [stderr] baton: the text is empty, so nothing was changed
    [exit 2]
    ada$ baton deescalate 1
    [stderr] baton: 1 is not escalated
    [stderr] hint: send it up: baton escalate 1 --level N --reason TEXT
    [exit 1]
    ada$ baton escalate 1 --level 2 --until tomorrow --reason 'the whole site'
    1 is maya's, level 2 (urgent outage) until tomorrow, held until 10:45
    maya$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  maya, owner since today 10:00; maya is at it until today 10:45
    status      open, the customer has waited since today 09:59 (1m)
    escalated   to level 2 (urgent outage) since today 10:00 until tomorrow
    promised    first reply due today 11:59, in 1h
    attention   escalated to level 2 (urgent outage) since today 10:00 until tomorrow: baton deescalate 1  # once it is settled
    attention   escalated, and nobody stands behind maya: baton assign 1 maya --backup MEMBER

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    ada$ baton log 1
    ENTRY  AT                THREAD  WHO   WHAT
    7      2026-03-02 10:00  1       maya  claimed, held until 2026-03-02 10:45
    8      2026-03-02 10:00  1       maya  denied: may not escalate
    9      2026-03-02 10:00  1       ada   escalated to level 2 until 2026-03-03 17:00 (the whole site)
    ada$ baton undo
    1 is maya's, held until 10:45; taken back by entry 10: escalated to level 2 until 2026-03-03 17:00 (the whole site)
    maya$ baton list
    NO  AGE  CUSTOMER   SUBJECT           OWNER  STATUS  NEXT ACTION  DUE
    1   1m   Ana Lopez  Pricing question  maya   open    -            -
    ada$ baton undo 9
    [stderr] baton: entry 9 cannot be taken back: entry 10 has done so already
    [stderr] hint: to have it count again: baton undo 10
    [exit 1]
    (2d later)
    maya$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  maya, owner since Mon 2 Mar 10:00
    status      open, the customer has waited since Mon 2 Mar 09:59 (2bd)
    attention   first reply was due Mon 2 Mar 11:59, 1bd 6h over
    attention   maya owns it, and nothing is said about what comes next: baton next 1 TEXT --due DATE

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    ada$ baton escalate 1 --level 2 --reason again
    1 is maya's, level 2 (urgent outage)
    ada$ baton deescalate 1 --reason settled
    1 is maya's; not escalated any more
    ada$ baton undo
    1 is maya's, level 2 (urgent outage); taken back by entry 13: escalation ended (settled)
    ");
    let shown = world.maya("show 1 --json").ok().json();
    assert_eq!((shown["level"].as_i64(), shown["level_until"].as_str()), (Some(2), None));
}

#[test]
fn what_an_sla_cannot_be_is_refused_with_what_it_can() {
    let world = asked();
    let config = std::fs::read_to_string(world.config()).unwrap();
    let refused = |tables: &str| {
        world.set_config(&format!("{config}\n{tables}\n"));
        let ran = world.maya("list").fails(2);
        ran.stderr.replace("[world]/", "")
    };
    let texts = [
        "[[sla]]\nwhen = \"tags:vip\"\nfirst-response = \"1h\"",
        "[[sla]]\nwhen = \"inbox:sales\"\nfirst-response = \"1h\"",
        "[[sla]]\nwhen = \"priority:hihg\"\nfirst-response = \"1h\"",
        "[[sla]]\nfirst-response = \"2d\"",
        "[[sla]]\nwarn = \"1h\"",
        "[[level]]\nname = \"one\"\nowner = \"maya\"",
        "[[level]]",
    ]
    .map(refused);
    // Without the line, which depends on how long the config before it is.
    let what = |text: &String| {
        let (_, what) = text.split_once("line ").unwrap();
        what.split_once(": ").unwrap().1.trim_end().to_owned()
    };
    assert_snapshot!(texts.iter().map(what).collect::<Vec<_>>().join("\n--\n"), @r#"
    bad value "tags:vip" for when in sla: tags:vip: known are priority:, inbox:, tag:, level: and customer-status:, and nothing for all
    hint: write it like this: when = "priority:urgent"
    --
    bad value "inbox:sales" for when in sla: inbox:sales is none of inbox:support
    hint: write it like this: when = "priority:urgent"
    --
    bad value "priority:hihg" for when in sla: priority:hihg is none of priority:low, priority:normal, priority:high, priority:urgent
    hint: write it like this: when = "priority:urgent"
    --
    bad value "2d" for first-response in sla: it is working time: write days as 3bd, less than one as 45m or 4h
    hint: write it like this: first-response = "1h"
    --
    sla promises nothing
    hint: have one of first-response, next-response, resolution
    --
    unknown key "owner" in level
    hint: did you mean "owners"?
    --
    missing key "name" in level
    hint: add: name = "urgent outage"
    "#);
    world.set_config(&format!("{config}\n[[sla]]\nwhen = \"\"\nfirst-response = \"1h\"\n"));
    world.maya("list").ok();
}
