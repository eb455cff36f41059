//! Tasks on threads and on customers, and links.

use insta::assert_snapshot;

use crate::session::{asked, session, two_asked};
use crate::world::World;

fn tasks(world: &World, words: &str) -> Vec<(i64, String, String)> {
    let list = world.admin(&format!("task list {words} --json")).ok().json();
    let tasks = list["tasks"].as_array().unwrap().iter();
    let text = |task: &serde_json::Value, name: &str| task[name].as_str().unwrap().to_owned();
    tasks.map(|t| (t["task"].as_i64().unwrap(), text(t, "text"), text(t, "state"))).collect()
}

#[test]
fn a_task_is_promised_changed_and_done_on_a_thread() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: task add 'send the contract' --thread 1 --due fri
        maya: task add 'send the contract' --thread 1 --owner jordan --due fri --priority high
        maya: claim 1
        maya: task add 'call Ana' --thread 1 --due tomorrow
        maya: task list --all
        jordan: task set 7 --comment 'waiting for the lawyer' --status waiting
        jordan: task set 7 --due '+8d' --title 'send the signed contract'
        jordan: task list
        maya: task done 9
        maya: task done 9
        maya: show 1
        jordan: task drop 7 --reason 'not wanted any more'
        jordan: task done 99
        maya: log 1
    "), @"
    maya$ baton task add 'send the contract' --thread 1 --due fri
    [stderr] baton: a task needs an owner, and what it is on has none
    [stderr] hint: say who does it: --owner MEMBER, or --owner me
    [exit 1]
    maya$ baton task add 'send the contract' --thread 1 --owner jordan --due fri --priority high
    1 has no owner; next: send the contract (jordan), Fri 6 Mar
    maya$ baton claim 1
    1 is maya's, held until 10:45; next: send the contract (jordan), Fri 6 Mar
    maya$ baton task add 'call Ana' --thread 1 --due tomorrow
    1 is maya's, held until 10:45; next: call Ana, tomorrow
    maya$ baton task list --all
    TASK  STATUS     OWNER   THREAD  CUSTOMER   WHAT               DUE
    9     open       maya    1       Ana Lopez  call Ana           tomorrow
    7     open high  jordan  1       Ana Lopez  send the contract  Fri 6 Mar
    jordan$ baton task set 7 --comment 'waiting for the lawyer' --status waiting
    1 is maya's, held until 10:45; next: call Ana, tomorrow; task 7 commented; task 7 waiting
    jordan$ baton task set 7 --due '+8d' --title 'send the signed contract'
    1 is maya's, held until 10:45; next: call Ana, tomorrow; task 7 changed
    jordan$ baton task list
    TASK  STATUS   OWNER   THREAD  CUSTOMER   WHAT                      DUE
    7     waiting  jordan  1       Ana Lopez  send the signed contract  Tue 10 Mar
    maya$ baton task done 9
    1 is maya's, held until 10:45; next: send the signed contract (jordan), Tue 10 Mar; done: call Ana
    maya$ baton task done 9
    [stderr] baton: task 9 is done already
    [stderr] hint: if it is not: baton task set 9 --status open
    [exit 1]
    maya$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  maya, owner since today 10:00; maya is at it until today 10:45
    status      open, the customer has waited since today 09:59 (1m)
    next        send the signed contract (jordan), Tue 10 Mar

    tasks
      [ ] 7 send the signed contract (jordan, Tue 10 Mar, high, waiting)
          today 10:00 jordan: waiting for the lawyer
      [x] 9 call Ana (maya, tomorrow)

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    jordan$ baton task drop 7 --reason 'not wanted any more'
    1 is maya's, held until 10:45; task 7 dropped
    jordan$ baton task done 99
    [stderr] baton: there is no task 99
    [stderr] hint: see their numbers: baton task list --all
    [exit 1]
    maya$ baton log 1
    ENTRY  AT                THREAD  WHO     WHAT
    7      2026-03-02 10:00  1       maya    task 7 for jordan, due 2026-03-06 17:00: send the contract
    8      2026-03-02 10:00  1       maya    claimed, held until 2026-03-02 10:45
    9      2026-03-02 10:00  1       maya    task 9 for maya, due 2026-03-03 17:00: call Ana
    10     2026-03-02 10:00  1       jordan  task 7 commented: waiting for the lawyer
    11     2026-03-02 10:00  1       jordan  task 7 waiting
    12     2026-03-02 10:00  1       jordan  task 7 due 2026-03-10 17:00: send the signed contract
    13     2026-03-02 10:00  1       maya    task 9 done
    14     2026-03-02 10:00  1       jordan  task 7 dropped (not wanted any more)
    ");
}

#[test]
fn a_task_is_for_who_promised_it_and_for_who_decides() {
    let world = two_asked();
    world.jordan("claim 1").ok();
    world.jordan("task add quote --thread 1").ok();
    let task = tasks(&world, "--all")[0].0;
    world.maya(&format!("task done {task}")).fails(77);
    world.jordan(&format!("task set {task} --owner maya")).ok();
    assert_snapshot!(session(&world, "
        maya: task list
        maya: task list --owner jordan
    "), @"
    maya$ baton task list
    TASK  STATUS  OWNER  THREAD  CUSTOMER   WHAT   DUE
    9     open    maya   1       Ana Lopez  quote  -
    maya$ baton task list --owner jordan
    [stderr] no tasks
    ");
    world.maya(&format!("task done {task}")).ok();
    world.maya("task add x --thread 1 --owner nobody").fails(1);
    world.admin("member add vera --role viewer").ok();
    world.jordan("task add x --thread 1 --owner vera").fails(1);
    world.jordan("task add x --thread 1 --due yesterday").fails(2);
    world.jordan("task add '' --thread 1").fails(2);
    world.jordan("task add x").fails(2);
    world.jordan("task set 1").fails(2);
}

#[test]
fn a_task_on_a_customer_needs_no_thread_and_stays_when_it_is_done() {
    let world = two_asked();
    assert_snapshot!(session(&world, "
        maya: task add 'send the price list' --customer ana@example.com
        maya: task add 'send the price list' --customer ana@example.com --owner me --due wed
        maya: task add 'ring her back' --customer 1 --owner jordan --priority urgent
        maya: task list --customer 'ana lopez'
        maya: task set 8 --due thu --comment 'asked sales'
        maya: task done 8
        maya: task list --customer 1 --ended
        maya: task set 8 --status open
        maya: undo
        maya: undo
    "), @"
    maya$ baton task add 'send the price list' --customer ana@example.com
    [stderr] baton: a task needs an owner, and what it is on has none
    [stderr] hint: say who does it: --owner MEMBER, or --owner me
    [exit 1]
    maya$ baton task add 'send the price list' --customer ana@example.com --owner me --due wed
    customer 1 (Ana Lopez; ana@example.com) has no owner; task 8: send the price list (maya, Wed 4 Mar)
    maya$ baton task add 'ring her back' --customer 1 --owner jordan --priority urgent
    customer 1 (Ana Lopez; ana@example.com) has no owner; task 9: ring her back (jordan)
    maya$ baton task list --customer 'ana lopez'
    TASK  STATUS       OWNER   THREAD  CUSTOMER   WHAT                 DUE
    8     open         maya    -       Ana Lopez  send the price list  Wed 4 Mar
    9     open urgent  jordan  -       Ana Lopez  ring her back        -
    maya$ baton task set 8 --due thu --comment 'asked sales'
    customer 1 (Ana Lopez; ana@example.com) has no owner; task 8 commented; task 8 changed
    maya$ baton task done 8
    customer 1 (Ana Lopez; ana@example.com) has no owner; task 8 done
    maya$ baton task list --customer 1 --ended
    TASK  STATUS       OWNER   THREAD  CUSTOMER   WHAT                 DUE
    9     open urgent  jordan  -       Ana Lopez  ring her back        -
    8     done         maya    -       Ana Lopez  send the price list  Thu 5 Mar
    maya$ baton task set 8 --status open
    customer 1 (Ana Lopez; ana@example.com) has no owner; task 8 open
    maya$ baton undo
    taken back by entry 14: task 8 open
    maya$ baton undo
    taken back by entry 15: task 8 done
    ");
    let all = tasks(&world, "--all --ended");
    assert_eq!(all.len(), 2, "{all:?}");
}

#[test]
fn what_is_overdue_is_listed_by_itself() {
    let world = asked();
    world.maya("task add soon --thread 1 --owner me --due wed").ok();
    world.maya("task add late --thread 1 --owner me --due tomorrow").ok();
    world.maya("task add whenever --thread 1 --owner me").ok();
    assert_eq!(tasks(&world, "--all --overdue"), []);
    world.now("2026-03-04T09:00Z");
    let overdue = tasks(&world, "--all --overdue");
    assert_eq!(overdue.iter().map(|(_, text, _)| text.as_str()).collect::<Vec<_>>(), ["late"]);
    assert_snapshot!(world.maya("task list"), @"
    $ baton task list
    TASK  STATUS  OWNER  THREAD  CUSTOMER   WHAT      DUE
    8     open    maya   1       Ana Lopez  late      yesterday overdue
    7     open    maya   1       Ana Lopez  soon      today
    9     open    maya   1       Ana Lopez  whenever  -
    ");
}

#[test]
fn what_is_closed_takes_no_promise_and_closing_drops_what_was_open() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("task add quote --thread 1").ok();
    assert_snapshot!(session(&world, "
        maya: close 1
        maya: close 1 --drop-tasks
        maya: next 1 more
        maya: task add more --thread 1
        maya: task list --all --ended
        maya: task set 8 --status open
        maya: reopen 1
        maya: task set 8 --status open
    "), @"
    maya$ baton close 1
    [stderr] baton: 1 has an open task, so it is not closed
    [stderr] hint: baton done 1, or: baton close 1 --drop-tasks
    [exit 1]
    maya$ baton close 1 --drop-tasks
    1 is maya's; closed; task 8 dropped
    maya$ baton next 1 more
    [stderr] baton: 1 is closed
    [stderr] hint: baton reopen 1
    [exit 1]
    maya$ baton task add more --thread 1
    [stderr] baton: 1 is closed
    [stderr] hint: baton reopen 1
    [exit 1]
    maya$ baton task list --all --ended
    TASK  STATUS   OWNER  THREAD  CUSTOMER   WHAT   DUE
    8     dropped  maya   1       Ana Lopez  quote  -
    maya$ baton task set 8 --status open
    [stderr] baton: 1 is closed
    [stderr] hint: baton reopen 1
    [exit 1]
    maya$ baton reopen 1
    1 is maya's; reopened
    maya$ baton task set 8 --status open
    1 is maya's; next: quote; task 8 open
    ");
}

#[test]
fn tasks_of_who_leaves_are_passed_on_also_those_on_customers() {
    let world = two_asked();
    world.jordan("task add terms --customer 2 --owner jordan").ok();
    world.admin("member remove jordan").fails(1);
    assert_snapshot!(world.admin("member remove jordan"), @"
    $ baton member remove jordan
    [stderr] baton: jordan has open tasks 8
    [stderr] hint: pass all of it on: baton member remove jordan --to MEMBER
    [exit 1]
    ");
    assert_snapshot!(world.admin("member remove jordan --to sam"), @"
    $ baton member remove jordan --to sam
    jordan has left; sam takes over 1 task (8)
    ");
    let list = world.sam("task list --json").ok().json();
    assert_eq!(list["tasks"][0]["owner"], "sam");
    world.admin("fsck").ok();
}

#[test]
fn what_was_promised_commented_and_linked_leaves_with_its_thread_and_comes_back_with_it() {
    let world = two_asked();
    world.jordan("task add 'on one' --thread 1 --owner jordan").ok();
    world.jordan("task add 'on two' --thread 2 --owner jordan").ok();
    let task = tasks(&world, "--all").iter().find(|(_, text, _)| text == "on two").unwrap().0;
    world.admin("merge 1 2").ok();
    // Said while it is a part of 1.
    world.jordan(&format!("task set {task} --comment 'half done' --title 'on both'")).ok();
    let shown = |thread: &str| world.admin(&format!("show {thread} --json")).ok().json();
    assert_eq!(shown("1")["tasks"].as_array().unwrap().len(), 2);
    world.admin("split 1 2").ok();
    let two = shown("2");
    assert_eq!(two["tasks"][0]["text"], "on both");
    assert_eq!(two["tasks"][0]["comments"][0]["text"], "half done");
    assert_eq!(shown("1")["tasks"][0]["text"], "on one");
    world.admin("merge 1 2").ok();
    let one = shown("1");
    let mut texts: Vec<_> =
        one["tasks"].as_array().unwrap().iter().map(|t| t["text"].as_str().unwrap()).collect();
    texts.sort_unstable();
    assert_eq!(texts, ["on both", "on one"]);
    world.admin("fsck").ok();
}

#[test]
fn links_have_a_kind_and_an_exact_amount() {
    let world = two_asked();
    assert_snapshot!(session(&world, "
        maya: link 1 invoice:2026-17 --amount '1250 EUR'
        maya: link 1 https://example.org/contract.pdf
        maya: customer link ana@example.com contract:C-9
        maya: link 1 bill:7
        maya: link 1 invoice:7 --amount '1,250.00 EUR'
        maya: link 1 invoice:7 --amount 1250
        maya: show 1
        maya: log
        maya: undo
    "), @r#"
    maya$ baton link 1 invoice:2026-17 --amount '1250 EUR'
    1 has no owner; invoice linked
    maya$ baton link 1 https://example.org/contract.pdf
    1 has no owner; document linked
    maya$ baton customer link ana@example.com contract:C-9
    customer 1 (Ana Lopez; ana@example.com) has no owner; contract C-9 linked
    maya$ baton link 1 bill:7
    [stderr] error: invalid value 'bill:7' for '<URL|KIND:ID>': "bill:7" is no link: a URL, or KIND:ID where KIND is one of opportunity, invoice, contract, payment, document, issue
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton link 1 invoice:7 --amount '1,250.00 EUR'
    [stderr] error: invalid value '1,250.00 EUR' for '--amount <AMOUNT>': "1,250.00 EUR" is no amount: digits with a point before the decimals, such as "1250.00 EUR"
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton link 1 invoice:7 --amount 1250
    [stderr] error: invalid value '1250' for '--amount <AMOUNT>': "1250" is no amount: a number and a currency of three letters, such as "1250.00 EUR"
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  nobody owns it
    status      open, the customer has waited since today 09:59 (1m)
    attention   nobody owns it, the customer has waited since today 09:59: baton claim 1

    links
      invoice 2026-17, 1250.00 EUR (maya, today 10:00)
      document https://example.org/contract.pdf (maya, today 10:00)

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    maya$ baton log
    ENTRY  AT                THREAD  WHO    WHAT
    1      2026-03-02 09:59  -       baton  ledger made, for tests
    2      2026-03-02 09:59  -       ada    member added: ada (login ada, admin, ada@example.org)
    3      2026-03-02 09:59  -       ada    member added: maya (login maya, agent, maya@example.org)
    4      2026-03-02 09:59  -       ada    member added: jordan (login jordan, agent, jordan@example.org)
    5      2026-03-02 09:59  -       ada    member added: sam (login sam, agent, sam@example.org)
    8      2026-03-02 10:00  1       maya   invoice linked, 1250.00 EUR: 2026-17
    9      2026-03-02 10:00  1       maya   document linked: https://example.org/contract.pdf
    10     2026-03-02 10:00  -       maya   contract linked on customer 1: C-9
    maya$ baton undo
    taken back by entry 11: contract linked on customer 1: C-9
    "#);
}

#[test]
fn what_was_promised_to_a_customer_and_is_late_is_in_the_review_until_it_is_done() {
    let world = two_asked();
    world.maya("claim 1").ok();
    world.maya("wait 1 --on customer").ok();
    world.maya("close 2").ok();
    world.maya("task add 'send terms' --customer 2 --owner jordan --due tomorrow").ok();
    let sections = |world: &World, who: &str, words: &str| {
        let review = world.by(who, &format!("review {words} --json")).ok().json();
        let sections = review["sections"].as_array().unwrap().clone();
        let word = |section: &serde_json::Value| section["section"].as_str().unwrap().to_owned();
        sections.iter().map(word).collect::<Vec<_>>()
    };
    assert_eq!(sections(&world, "jordan", "--personal"), Vec::<String>::new());
    world.now("2026-03-04T09:00Z");
    world.sync();
    let review = world.jordan("review --personal").ok().stdout;
    assert!(review.contains("1 overdue for a customer; 0 to act on"), "{review}");
    let lines = [
        "OVERDUE FOR A CUSTOMER (1)",
        "    c2  Ben Okoro",
        "        jordan promised \"send terms\" for yesterday",
        "        baton task done 11, or: baton task set 11 --due DATE",
    ];
    assert!(review.contains(&lines.join("\n")), "{review}");
    assert_eq!(sections(&world, "jordan", "--personal"), ["promises"]);
    assert_eq!(sections(&world, "maya", "--personal"), Vec::<String>::new());
    assert!(sections(&world, "sam", "").contains(&"promises".to_owned()));
    // Who stands in keeps it.
    world.jordan("away --until +5d --cover maya").ok();
    assert_eq!(sections(&world, "maya", "--personal"), ["promises"]);
    let task = tasks(&world, "--all")[0].0;
    world.jordan(&format!("task done {task}")).ok();
    assert!(!sections(&world, "sam", "").contains(&"promises".to_owned()));
}
