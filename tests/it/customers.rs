//! Whose customers are: assigning them, what follows, and what their new threads inherit.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::dovecot::Dovecot;
use crate::session::{ana, answer, asked, complaint, everything, session, two_asked};
use crate::world::{Mail, World, time};

/// Ana has three threads: 1, and 3 and 4 beside Ben's 2.
fn three_asked() -> World {
    let world = two_asked();
    for (id, subject) in [("a2@example.com", "Invoice"), ("a3@example.com", "Delivery")] {
        world.mail(ana().subject(subject).id(id));
    }
    world
}

fn thread(world: &World, number: i64) -> Value {
    world.admin(&format!("show {number} --json")).ok().json()
}

fn owners(world: &World) -> Vec<(i64, Value)> {
    let list = world.admin("list --all --json").ok().json();
    let threads = list["threads"].as_array().unwrap().iter();
    let mut owners: Vec<_> =
        threads.map(|t| (t["thread"].as_i64().unwrap(), t["owner"].clone())).collect();
    owners.sort_by_key(|(number, _)| *number);
    owners
}

#[test]
fn a_customer_is_assigned_with_the_threads_that_are_open() {
    let world = three_asked();
    world.maya("claim 1").ok();
    world.jordan("close 4").ok();
    let before = everything(&world);
    assert_snapshot!(session(&world, "
        maya: assign --customer 1 maya --backup jordan --dry-run
    "), @"
    maya$ baton assign --customer 1 maya --backup jordan --dry-run
    would be: customer 1 (Ana Lopez) is maya's (backup jordan); 2 threads follow: 1, 3
    ");
    assert_eq!(everything(&world), before);
    assert_snapshot!(session(&world, "
        maya: assign --customer ana@example.com maya --backup jordan --reason 'knows her'
        maya: show 3 --why
        maya: log
        maya: undo
        maya: list
    "), @"
    maya$ baton assign --customer ana@example.com maya --backup jordan --reason 'knows her'
    customer 1 (Ana Lopez) is maya's (backup jordan); 2 threads follow: 1, 3
    maya$ baton show 3 --why
    3  Invoice
    customer    Ana Lopez <ana@example.com> (maya's; 3rd thread, last with maya)
    to act now  maya, owner since today 10:00, backup jordan
    status      open, the customer has waited since today 10:00 (0s)
    attention   maya owns it, and nothing is said about what comes next: baton next 3 TEXT --due DATE

    messages
      m1    2026-03-02 10:00 <- Ana Lopez <ana@example.com>: Invoice

    why
      m1    the first message
      owner maya, since customer 1 is maya's, 2026-03-02 10:00 (entry 14)
      review no-next-action since today 10:00: maya owns it, and nothing is said about what comes next
    maya$ baton log
    ENTRY  AT                THREAD  WHO     WHAT
    1      2026-03-02 09:59  -       baton   ledger made, for tests
    2      2026-03-02 09:59  -       ada     member added: ada (login ada, admin, ada@example.org)
    3      2026-03-02 09:59  -       ada     member added: maya (login maya, agent, maya@example.org)
    4      2026-03-02 09:59  -       ada     member added: jordan (login jordan, agent, jordan@example.org)
    5      2026-03-02 09:59  -       ada     member added: sam (login sam, agent, sam@example.org)
    10     2026-03-02 10:00  1       maya    claimed, held until 2026-03-02 10:45
    11     2026-03-02 10:00  4       jordan  closed
    12     2026-03-02 10:00  -       maya    customer 1 assigned to maya, backup jordan (knows her)
    13     2026-03-02 10:00  1       maya    assigned to maya, backup jordan, owner of customer 1 (knows her)
    14     2026-03-02 10:00  3       maya    assigned to maya, backup jordan, owner of customer 1 (knows her)
    maya$ baton undo
    3 has no owner; taken back by entry 15: assigned to maya, backup jordan, owner of customer 1 (knows her)
    1 is maya's, held until 10:45; taken back by entry 16: assigned to maya, backup jordan, owner of customer 1 (knows her)
    taken back by entry 17: customer 1 assigned to maya, backup jordan (knows her)
    maya$ baton list
    NO  AGE  CUSTOMER   SUBJECT           OWNER  STATUS  NEXT ACTION  DUE
    1   1m   Ana Lopez  Pricing question  maya   open    -            -
    2   0s   Ben Okoro  Wrong colour      -      open    -            -
    3   0s   Ana Lopez  Invoice           -      open    -            -
    ");
    assert_eq!(everything(&world).0, before.0, "one undo takes all of it back");
}

#[test]
fn threads_stay_where_that_is_wanted_and_nobody_is_an_owner_too() {
    let world = three_asked();
    assert_snapshot!(session(&world, "
        maya: assign --customer 1 maya --keep-threads
        maya: assign --customer 1 maya --keep-threads
        maya: list
        maya: assign --customer 1 nobody
        maya: assign --customer 1 nobody
        maya: show 1
    "), @"
    maya$ baton assign --customer 1 maya --keep-threads
    customer 1 (Ana Lopez) is maya's
    maya$ baton assign --customer 1 maya --keep-threads
    customer 1 (Ana Lopez) is maya's
    maya$ baton list
    NO  AGE  CUSTOMER   SUBJECT           OWNER  STATUS  NEXT ACTION  DUE
    1   1m   Ana Lopez  Pricing question  -      open    -            -
    2   0s   Ben Okoro  Wrong colour      -      open    -            -
    3   0s   Ana Lopez  Invoice           -      open    -            -
    4   0s   Ana Lopez  Delivery          -      open    -            -
    maya$ baton assign --customer 1 nobody
    customer 1 (Ana Lopez) has no owner
    maya$ baton assign --customer 1 nobody
    customer 1 (Ana Lopez) has no owner
    maya$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  nobody owns it
    status      open, the customer has waited since today 09:59 (1m)
    attention   nobody owns it, the customer has waited since today 09:59: baton claim 1

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    ");
}

#[test]
fn a_customer_is_named_in_three_ways_or_refused() {
    let world = two_asked();
    let mail = "From: Ben <BEN@example.net>\nSubject: hello\n\nHello\n";
    assert_snapshot!(world.piped("sam", "assign --customer - sam", mail), @"
    $ baton assign --customer - sam
    customer 2 (Ben Okoro) is sam's; 1 thread follows: 2
    ");
    assert_snapshot!(session(&world, "
        maya: assign --customer 99 maya
        maya: assign --customer zoe@example.com maya
        maya: assign --customer Ana maya
        maya: assign --customer 1 1 maya
        maya: assign maya
        maya: assign --customer 1 zorro
        maya: assign --customer 1 maya --backup maya
        maya: assign --customer 1 nobody --backup maya
        maya: assign --customer 1 maya --next call
        maya: assign 1 maya --keep-threads
    "), @r#"
    maya$ baton assign --customer 99 maya
    [stderr] baton: there is no customer 99
    [stderr] hint: see who there is: baton customer list
    [exit 1]
    maya$ baton assign --customer zoe@example.com maya
    [stderr] baton: no customer has written from zoe@example.com
    [stderr] hint: see who there is: baton customer list; make a record: baton customer add NAME --address ADDRESS
    [exit 1]
    maya$ baton assign --customer Ana maya
    [stderr] baton: no customer is called "Ana"
    [stderr] hint: did you mean 1 Ana Lopez?
    [exit 1]
    maya$ baton assign --customer 1 1 maya
    [stderr] baton: either threads are assigned or a customer, not both
    [exit 2]
    maya$ baton assign maya
    [stderr] baton: threads and a member are needed
    [stderr] hint: baton assign THREAD maya
    [exit 2]
    maya$ baton assign --customer 1 zorro
    [stderr] baton: there is no member "zorro"
    [stderr] hint: see all members: baton member list
    [exit 1]
    maya$ baton assign --customer 1 maya --backup maya
    [stderr] baton: maya cannot be owner and backup
    [exit 1]
    maya$ baton assign --customer 1 nobody --backup maya
    [stderr] baton: where nobody is the owner there is no backup
    [exit 2]
    maya$ baton assign --customer 1 maya --next call
    [stderr] error: the argument '--customer <CUSTOMER>' cannot be used with '--next <TEXT>'
    [stderr]
    [stderr] Usage: baton assign [OPTIONS] <THREAD>... <MEMBER>
    [stderr]        baton assign [OPTIONS] --customer <CUSTOMER> <MEMBER>
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton assign 1 maya --keep-threads
    [stderr] error: the following required arguments were not provided:
    [stderr]   --customer <CUSTOMER>
    [stderr]
    [stderr] Usage: baton assign [OPTIONS] <THREAD>... <MEMBER>
    [stderr]        baton assign [OPTIONS] --customer <CUSTOMER> <MEMBER>
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    "#);
    assert_snapshot!(world.piped("sam", "assign --customer - sam", "Subject: x\n\nHello"), @"
    $ baton assign --customer - sam
    [stderr] baton: the mail does not say who wrote it
    [exit 1]
    ");
}

#[test]
fn customers_of_others_and_threads_of_others_are_for_leads() {
    let world = three_asked();
    world.jordan("claim 3").ok();
    let before = world.admin("list --json").ok().stdout;
    assert_snapshot!(session(&world, "
        maya: assign --customer 1 maya
        maya: log 3
        ada: assign --customer 1 jordan --keep-threads
        maya: assign --customer 1 maya --keep-threads
        maya: assign --customer 1 nobody
        jordan: assign --customer 1 maya --keep-threads
    "), @"
    maya$ baton assign --customer 1 maya
    [stderr] baton: only a lead may change threads and customers of others, and 3 is not yours; nothing was changed
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    maya$ baton log 3
    ENTRY  AT                THREAD  WHO     WHAT
    10     2026-03-02 10:00  3       jordan  claimed, held until 2026-03-02 10:45
    11     2026-03-02 10:00  3       maya    denied: may not change threads and customers of others
    ada$ baton assign --customer 1 jordan --keep-threads
    customer 1 (Ana Lopez) is jordan's
    maya$ baton assign --customer 1 maya --keep-threads
    [stderr] baton: only a lead may change threads and customers of others
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    maya$ baton assign --customer 1 nobody
    [stderr] baton: only a lead may change threads and customers of others
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    jordan$ baton assign --customer 1 maya --keep-threads
    customer 1 (Ana Lopez) is maya's
    ");
    let after = world.admin("list --json").ok().stdout;
    assert_eq!(
        after.replace("\"owner\":\"maya\",\"backup\":null}", "\"owner\":null,\"backup\":null}"),
        before
    );
}

#[test]
fn the_answer_in_json_has_the_customer_and_the_threads() {
    let world = two_asked();
    let answer = world.maya("assign --customer 1 maya --backup sam --json").ok().json();
    assert_eq!(
        answer["customer"],
        json!({"customer": 1, "name": "Ana Lopez", "address": "ana@example.com", "owner": "maya", "backup": "sam"})
    );
    assert_eq!((&answer["version"], &answer["threads"][0]["owner"]), (&json!(1), &json!("maya")));
    assert_eq!(thread(&world, 1)["customer"], answer["customer"]);
}

#[test]
fn a_new_thread_of_theirs_is_the_owners_at_once_and_says_why() {
    let world = asked();
    world.maya("assign --customer 1 maya --backup sam --keep-threads").ok();
    world.later("1h").mail(ana().subject("Invoice").id("a2@example.com"));
    assert_snapshot!(session(&world, "
        maya: show 2 --why
        maya: log 2
        maya: undo 9
        jordan: close 2
        sam: close 2
    "), @"
    maya$ baton show 2 --why
    2  Invoice
    customer    Ana Lopez <ana@example.com> (maya's; 2nd thread)
    to act now  maya, owner since today 11:00, backup sam
    status      open, the customer has waited since today 11:00 (0s)
    attention   maya owns it, and nothing is said about what comes next: baton next 2 TEXT --due DATE

    messages
      m1    2026-03-02 11:00 <- Ana Lopez <ana@example.com>: Invoice

    why
      m1    the first message
      owner maya, since customer 1 is maya's, 2026-03-02 11:00 (entry 9)
      review no-next-action since today 11:00: maya owns it, and nothing is said about what comes next
    maya$ baton log 2
    ENTRY  AT                THREAD  WHO    WHAT
    9      2026-03-02 11:00  2       baton  assigned to maya, backup sam, owner of customer 1
    maya$ baton undo 9
    [stderr] baton: entry 9 cannot be taken back: baton did it by a rule, and would do it again
    [stderr] hint: say what should be true instead: baton handoff, assign or reopen
    [exit 1]
    jordan$ baton close 2
    [stderr] baton: only a lead may change threads and customers of others
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    sam$ baton close 2
    2 is maya's (backup sam); closed
    ");
    // The thread there was is not touched, nor is anybody else's.
    world.mail(ana().subject("Once more").reply_to_id("a1@example.com"));
    world.mail(complaint());
    assert_eq!(owners(&world), [(1, Value::Null), (2, json!("maya")), (3, Value::Null)]);
}

#[test]
fn whoever_wrote_first_a_thread_with_the_customer_is_the_owners() {
    let world = asked();
    world.maya("assign --customer 1 maya").ok();
    world.mail(
        answer("jordan").subject("Our new prices").header("In-Reply-To", "").id("o1@example.org"),
    );
    assert_eq!(thread(&world, 2)["owner"], "maya");
}

#[test]
fn automatic_and_old_mail_inherits_nothing() {
    let world = asked();
    world.maya("assign --customer 1 maya").ok();
    world.mail(ana().subject("Out of office").header("Auto-Submitted", "auto-replied"));
    world.mail(ana().subject("Long ago").date("2025-06-02T09:00Z"));
    assert_eq!(owners(&world)[1..], [(2, Value::Null), (3, Value::Null)]);
}

#[test]
fn the_same_mail_once_more_changes_nothing() {
    let world = asked();
    world.maya("assign --customer 1 maya --keep-threads").ok();
    let mail = ana().subject("Invoice").id("a2@example.com");
    world.mail(mail.clone());
    world.maya("release 2").ok();
    let before = everything(&world);
    world.mail(mail);
    world.mail(ana().subject("Pricing question").id("a1@example.com"));
    assert_eq!(owners(&world), [(1, Value::Null), (2, Value::Null)]);
    assert_eq!(everything(&world).1, before.1);
}

#[test]
fn a_mail_and_its_answer_in_one_sync_are_one_thread_with_one_entry() {
    let world = asked();
    world.maya("assign --customer 1 maya --keep-threads").ok();
    world.deliver(ana().subject("Invoice").id("a2@example.com"));
    world.deliver(ana().subject("Re: Invoice").id("a3@example.com").reply_to_id("a2@example.com"));
    world.deliver(ana().subject("Delivery").id("a4@example.com"));
    world.sync();
    assert_eq!(owners(&world), [(1, Value::Null), (2, json!("maya")), (3, json!("maya"))]);
    let log = world.maya("log 2 --json").ok().json();
    assert_eq!(log["entries"].as_array().unwrap().len(), 1);
    // What comes next goes on counting where this stopped.
    world.jordan("note 2 hello").ok();
    world.mail(complaint());
    assert_eq!(thread(&world, 4)["subject"], "Wrong colour");
    world.admin("fsck").ok();
}

#[test]
fn whoever_took_over_inherits_for_who_left() {
    let world = asked();
    world.maya("assign --customer 1 maya --keep-threads").ok();
    world.admin("assign --customer 1 jordan --keep-threads").ok();
    world.admin("member remove maya --to sam").ok();
    // Jordan's assignment taken back: the customer is again whose who left, and so is the one who took over.
    let log = world.admin("log --json").ok().json();
    let mut assigned = log["entries"].as_array().unwrap().iter();
    let last = assigned.rfind(|entry| entry["kind"] == "customer-assigned").unwrap();
    world.admin(&format!("undo {}", last["entry"])).ok();
    world.mail(ana().subject("Invoice").id("a2@example.com"));
    assert_eq!(thread(&world, 2)["owner"], "sam");
    world.admin("fsck").ok();
}

#[test]
fn two_customers_in_one_thread_are_a_conflict_as_ever() {
    let world = two_asked();
    world.maya("assign --customer 1 maya").ok();
    world.jordan("assign --customer 2 jordan").ok();
    world.mail(
        ana().subject("Both").id("c@example.com").references(&["a1@example.com", "b1@example.net"]),
    );
    let reasons = thread(&world, 2)["reasons"].clone();
    assert!(reasons.as_array().unwrap().contains(&json!("data")), "{reasons}");
    assert_eq!(owners(&world), [(1, json!("maya")), (2, json!("jordan"))]);
}

/// Over IMAP, and through a change of UIDVALIDITY.
#[test]
fn a_real_server_round_trip_inherits_once() {
    let (dovecot, user) = (Dovecot::shared(), "customers");
    let at = time("2026-03-02T08:10Z");
    let question = |id: &str| {
        format!(
            "Message-ID: <{id}>\nFrom: Ana Lopez <ana@example.com>\nTo: support@example.org\nSubject: {id}\n\nHello\n"
        )
    };
    dovecot.deliver(user, "INBOX", &question("a1@example.com"), at);
    let world = World::with_config("2026-03-02T09:00Z", &dovecot.inbox("support", user));
    world.sync();
    world.maya("assign --customer ana@example.com maya --keep-threads").ok();
    dovecot.deliver(user, "INBOX", &question("a2@example.com"), at);
    world.sync();
    assert_eq!(owners(&world), [(1, Value::Null), (2, json!("maya"))]);
    world.maya("release 2").ok();
    let before = everything(&world).1;
    dovecot.recreate(user, "INBOX");
    for id in ["a1@example.com", "a2@example.com"] {
        dovecot.deliver(user, "INBOX", &question(id), at);
    }
    world.sync();
    assert_eq!(owners(&world), [(1, Value::Null), (2, Value::Null)]);
    assert_eq!(everything(&world).1, before);
}

/// A contact form's mail is its writer's.
#[test]
fn mail_is_inherited_by_who_wrote_it_not_by_who_sent_it() {
    let world = asked();
    world.maya("assign --customer 1 maya").ok();
    world.mail(
        Mail::from("'Ana Lopez' via Support <support@example.org>")
            .header("Reply-To", "ana@example.com")
            .subject("Form"),
    );
    assert_eq!(thread(&world, 2)["owner"], "maya");
}
