//! What is known of customers: said by members, shown by mail; records that are one.

use insta::assert_snapshot;
use serde_json::Value;

use crate::session::{ana, answer, session, two_asked};
use crate::world::{Mail, World};

fn card(world: &World, customer: &str) -> Value {
    // What changes nothing says what is so.
    let line = format!("customer set {customer} --tag=-none --json --dry-run");
    world.admin(&line).ok().json()
}

fn customer_of(world: &World, thread: i64) -> Value {
    world.admin(&format!("show {thread} --json")).ok().json()["customer"].clone()
}

#[test]
fn members_say_what_is_known_of_a_customer() {
    let world = two_asked();
    assert_snapshot!(session(&world, "
        maya: customer set 1 --company 'Example GmbH' --role buyer --phone '+49 30 123456' --status lead --tag vip --tag new
        maya: customer set ana@example.com --tag=-new --address ana.lopez@example.net --owner maya --backup sam
        maya: customer set 'ana lopez' --name 'Ana Lopez Garcia'
        maya: customer set 1 --name 'Ana Lopez Garcia'
        maya: customer set 1 --role ''
        maya: customer set 1
        maya: customer set 1 --tag 'two words'
        maya: customer set 1 --address support@example.org
        maya: customer set 1 --address maya@example.org
        maya: customer set 1 --address ben@example.net
        maya: customer set 99 --name x
        maya: customer set 'Zoe' --name x
        maya: list
        maya: log
    "), @r#"
    maya$ baton customer set 1 --company 'Example GmbH' --role buyer --phone '+49 30 123456' --status lead --tag vip --tag new
    customer 1 (Ana Lopez, buyer, Example GmbH; ana@example.com; +49 30 123456; lead; new vip) has no owner
    maya$ baton customer set ana@example.com --tag=-new --address ana.lopez@example.net --owner maya --backup sam
    customer 1 (Ana Lopez, buyer, Example GmbH; ana@example.com +1; +49 30 123456; lead; vip) is maya's (backup sam)
    maya$ baton customer set 'ana lopez' --name 'Ana Lopez Garcia'
    customer 1 (Ana Lopez Garcia, buyer, Example GmbH; ana@example.com +1; +49 30 123456; lead; vip) is maya's (backup sam)
    maya$ baton customer set 1 --name 'Ana Lopez Garcia'
    customer 1 (Ana Lopez Garcia, buyer, Example GmbH; ana@example.com +1; +49 30 123456; lead; vip) is maya's (backup sam)
    maya$ baton customer set 1 --role ''
    customer 1 (Ana Lopez Garcia, Example GmbH; ana@example.com +1; +49 30 123456; lead; vip) is maya's (backup sam)
    maya$ baton customer set 1
    [stderr] baton: nothing is to be set
    [stderr] hint: name something, such as --company "Example"; see baton customer set --help
    [exit 2]
    maya$ baton customer set 1 --tag 'two words'
    [stderr] baton: "two words" is no tag: one word, such as vip
    [exit 2]
    maya$ baton customer set 1 --address support@example.org
    [stderr] baton: support@example.org is ours: an inbox or a member has it
    [exit 1]
    maya$ baton customer set 1 --address maya@example.org
    [stderr] baton: maya@example.org is ours: an inbox or a member has it
    [exit 1]
    maya$ baton customer set 1 --address ben@example.net
    [stderr] baton: ben@example.net is customer 2's
    [stderr] hint: say more of them: baton customer set 2; if both are one: baton customer merge 2 OTHER
    [exit 1]
    maya$ baton customer set 99 --name x
    [stderr] baton: there is no customer 99
    [stderr] hint: see who there is: baton customer list
    [exit 1]
    maya$ baton customer set 'Zoe' --name x
    [stderr] baton: no customer is called "Zoe"
    [stderr] hint: see who there is: baton customer list
    [exit 1]
    maya$ baton list
    NO  AGE  CUSTOMER          SUBJECT           OWNER  STATUS  NEXT ACTION  DUE
    1   1m   Ana Lopez Garcia  Pricing question  -      open    -            -
    2   0s   Ben Okoro         Wrong colour      -      open    -            -
    maya$ baton log
    ENTRY  AT                THREAD  WHO    WHAT
    1      2026-03-02 09:59  -       baton  ledger made, for tests
    2      2026-03-02 09:59  -       ada    member added: ada (login ada, admin, ada@example.org)
    3      2026-03-02 09:59  -       ada    member added: maya (login maya, agent, maya@example.org)
    4      2026-03-02 09:59  -       ada    member added: jordan (login jordan, agent, jordan@example.org)
    5      2026-03-02 09:59  -       ada    member added: sam (login sam, agent, sam@example.org)
    8      2026-03-02 10:00  -       maya   customer 1 changed: company Example GmbH, role buyer, phone +49 30 123456, status lead, tag vip new
    9      2026-03-02 10:00  -       maya   customer 1 changed: address ana.lopez@example.net, no more tag new
    10     2026-03-02 10:00  -       maya   customer 1 assigned to maya, backup sam
    11     2026-03-02 10:00  -       maya   customer 1 changed: name Ana Lopez Garcia
    12     2026-03-02 10:00  -       maya   customer 1 changed: no role
    "#);
}

#[test]
fn mail_never_changes_what_members_said() {
    let world = two_asked();
    world.maya("customer set 1 --name 'Ana L.' --company Example --owner maya").ok();
    world.maya("customer set 1 --address ana.lopez@example.net").ok();
    let before = card(&world, "1");
    let asks_for = |reply_to: &str| {
        Mail::from(r#""Evil Twin" <ana@example.com>"#).subject("Pay").header("Reply-To", reply_to)
    };
    // Another name and another Reply-To on her address; somebody else's mail in her thread, with her name.
    world.mail(asks_for("evil@example.net").id("f1@example.com"));
    world.mail(asks_for("Ana Lopez <ana.lopez@example.net>").id("f2@example.com"));
    world.mail(
        Mail::from(r#""Ana Lopez" <evil@example.net>"#)
            .subject("Re: Pricing question")
            .reply_to_id("a1@example.com")
            .id("f3@example.com"),
    );
    world.mail(answer("maya").id("f4@example.com").to(r#""Not Ana" <ana@example.com>"#));
    assert_eq!(card(&world, "1"), before);
    // Who writes from another address is somebody else, whatever their name.
    let evil = card(&world, "evil@example.net");
    assert_ne!(evil["customer"], before["customer"]);
    assert_eq!(evil["owner"], Value::Null);
    assert_eq!(customer_of(&world, 1)["customer"], before["customer"]);
    world.admin("fsck").ok();
}

#[test]
fn mail_from_any_address_of_a_record_is_theirs() {
    let world = two_asked();
    world.maya("customer set 1 --address ana.lopez@example.net --owner maya").ok();
    world.mail(Mail::from("ana.lopez@example.net").subject("From home").id("h1@example.com"));
    assert_eq!(customer_of(&world, 3)["customer"], 1);
    let shown = world.admin("show 3 --json").ok().json();
    assert_eq!(shown["owner"], "maya");
    // Added before anybody wrote.
    world.maya("customer add 'Zoe Quist' --address zoe@example.com --company Quist").ok();
    world.mail(Mail::from(r#""Z." <zoe@example.com>"#).subject("Hello").id("z1@example.com"));
    assert_eq!(customer_of(&world, 4)["name"], "Zoe Quist");
    // A record without a name gets the first that mail shows.
    world.mail(Mail::from("bo@example.net").subject("One").id("b1@example.com"));
    assert_eq!(customer_of(&world, 5)["name"], "");
    world.mail(Mail::from(r#""Bo Berg" <bo@example.net>"#).subject("Two").id("b2@example.com"));
    assert_eq!(customer_of(&world, 5)["name"], "Bo Berg");
    world.mail(Mail::from(r#""Boo" <bo@example.net>"#).subject("Three").id("b3@example.com"));
    assert_eq!(customer_of(&world, 5)["name"], "Bo Berg");
    world.admin("fsck").ok();
}

#[test]
fn two_records_become_one_and_two_again() {
    let world = two_asked();
    world.maya("customer set 2 --company Okoro --tag vip --phone 123").ok();
    world.maya("task add call --customer 2 --owner me").ok();
    assert_snapshot!(session(&world, "
        maya: customer merge 1 2
        ada: customer merge 1 2 --dry-run
        ada: customer merge 1 2 --reason 'the same person'
        ada: customer merge 2 1
        maya: customer set ben@example.net --role owner
        maya: list
        maya: task list --customer 2
    "), @"
    maya$ baton customer merge 1 2
    [stderr] baton: only a lead may merge and split
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    ada$ baton customer merge 1 2 --dry-run
    would be: customer 1 (Ana Lopez, Okoro; ana@example.com +1; 123; vip) has no owner; 2 is part of it now
    ada$ baton customer merge 1 2 --reason 'the same person'
    customer 1 (Ana Lopez, Okoro; ana@example.com +1; 123; vip) has no owner; 2 is part of it now
    ada$ baton customer merge 2 1
    [stderr] baton: these are one record already, customer 1
    [exit 1]
    maya$ baton customer set ben@example.net --role owner
    customer 1 (Ana Lopez, owner, Okoro; ana@example.com +1; 123; vip) has no owner
    maya$ baton list
    NO  AGE  CUSTOMER   SUBJECT           OWNER  STATUS  NEXT ACTION  DUE
    1   1m   Ana Lopez  Pricing question  -      open    -            -
    2   0s   Ana Lopez  Wrong colour      -      open    -            -
    maya$ baton task list --customer 2
    TASK  STATUS  OWNER  THREAD  CUSTOMER   WHAT  DUE
    9     open    maya   -       Ana Lopez  call  -
    ");
    // Mail in between goes to the one record, from either address.
    world.mail(ana().subject("Again").id("a9@example.com"));
    world.mail(Mail::from("ben@example.net").subject("Also").id("b9@example.com"));
    assert_eq!(customer_of(&world, 3)["customer"], 1);
    assert_eq!(customer_of(&world, 4)["customer"], 1);
    world.admin("fsck").ok();
    let log = world.admin("log --json").ok().json();
    let entries = log["entries"].as_array().unwrap();
    let merged = entries.iter().find(|entry| entry["kind"] == "customers-merged").unwrap();
    world.admin(&format!("undo {}", merged["entry"])).ok();
    // What was its own is its own again, with the mail that came meanwhile.
    assert_eq!(customer_of(&world, 2)["customer"], 2);
    assert_eq!(customer_of(&world, 4)["customer"], 2);
    assert_eq!(card(&world, "2")["company"], "Okoro");
    assert_eq!(card(&world, "1")["company"], Value::Null);
    assert_eq!(card(&world, "1")["role"], "owner", "said of the one while they were one");
    world.admin("fsck").ok();
}

#[test]
fn owners_that_differ_are_decided() {
    let world = two_asked();
    world.maya("customer set 1 --owner maya").ok();
    world.jordan("customer set 2 --owner jordan --backup sam").ok();
    assert_snapshot!(session(&world, "
        ada: customer merge 1 2
        ada: customer merge 1 2 --owner jordan
        maya: customer set 1 --owner maya
        ada: undo
        ada: customer merge 1 1
        ada: customer merge 1 zoe@example.com
    "), @"
    ada$ baton customer merge 1 2
    [stderr] baton: the one is maya's, the other jordan's
    [stderr] hint: say whose they are then: --owner maya, or --owner jordan
    [exit 1]
    ada$ baton customer merge 1 2 --owner jordan
    customer 1 (Ana Lopez; ana@example.com +1) is jordan's (backup sam); 2 is part of it now
    maya$ baton customer set 1 --owner maya
    [stderr] baton: only a lead may change threads and customers of others
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    ada$ baton undo
    taken back by entry 12: customer 2 merged into customer 1, owner jordan; what was said of them meanwhile stays with customer 1
    ada$ baton customer merge 1 1
    [stderr] baton: these are one record already, customer 1
    [exit 1]
    ada$ baton customer merge 1 zoe@example.com
    [stderr] baton: no customer has written from zoe@example.com
    [stderr] hint: see who there is: baton customer list; make a record: baton customer add NAME --address ADDRESS
    [exit 1]
    ");
    world.admin("fsck").ok();
}

#[test]
fn a_record_that_was_added_by_mistake_is_taken_back() {
    let world = two_asked();
    world.maya("customer add Zoe --address zoe@example.com").ok();
    assert_snapshot!(session(&world, "
        maya: customer add Zoe --address zoe@example.com
        maya: undo
        maya: customer set 3 --name x
        maya: customer set zoe@example.com --name x
    "), @"
    maya$ baton customer add Zoe --address zoe@example.com
    [stderr] baton: zoe@example.com is customer 3's
    [stderr] hint: say more of them: baton customer set 3; if both are one: baton customer merge 3 OTHER
    [exit 1]
    maya$ baton undo
    taken back by entry 9: customer 3 added: name Zoe, address zoe@example.com
    maya$ baton customer set 3 --name x
    [stderr] baton: there is no customer 3
    [stderr] hint: see who there is: baton customer list
    [exit 1]
    maya$ baton customer set zoe@example.com --name x
    [stderr] baton: no customer has written from zoe@example.com
    [stderr] hint: see who there is: baton customer list; make a record: baton customer add NAME --address ADDRESS
    [exit 1]
    ");
    world.mail(Mail::from("zoe@example.com").subject("Hi").id("z@example.com"));
    // Having it count again would give two records one address.
    let log = world.admin("log --json").ok().json();
    let last = log["entries"].as_array().unwrap().last().unwrap()["entry"].clone();
    assert_snapshot!(world.maya(&format!("undo {last}")), @"
    $ baton undo 9
    [stderr] baton: entry 9 cannot be taken back: an address that it gave is customer 4's by now
    [stderr] hint: see them: baton customer show 4
    [exit 1]
    ");
    world.admin("fsck").ok();
}

#[test]
fn what_the_other_record_had_can_be_taken_off_and_is_back_when_they_part() {
    let world = two_asked();
    world.maya("customer set 2 --company Okoro --phone 123 --tag vip --tag old").ok();
    world.admin("customer merge 1 2").ok();
    world.maya("customer set 1 --company '' --tag=-OLD").ok();
    let one = card(&world, "1");
    assert_eq!((&one["company"], &one["tags"]), (&Value::Null, &serde_json::json!(["vip"])));
    assert_eq!(one["phone"], "123");
    // Said before they were one, it takes nothing off.
    let log = world.admin("log --json").ok().json();
    let entries = log["entries"].as_array().unwrap();
    let merged = entries.iter().find(|entry| entry["kind"] == "customers-merged").unwrap();
    world.admin(&format!("undo {}", merged["entry"])).ok();
    assert_eq!(card(&world, "2")["tags"], serde_json::json!(["old", "vip"]));
    assert_eq!(card(&world, "2")["company"], "Okoro");
    world.maya("customer set 1 --tag late").ok();
    world.maya("customer set 1 --tag=-late").ok();
    world.maya("customer set 2 --tag late").ok();
    world.admin("customer merge 1 2").ok();
    assert_eq!(card(&world, "1")["tags"], serde_json::json!(["late", "old", "vip"]));
    world.admin("fsck").ok();
}

#[test]
fn who_wrote_in_anothers_thread_waits_there() {
    let world = two_asked();
    world.mail(
        Mail::from("Joe <joe@example.net>")
            .subject("Re: Pricing question")
            .reply_to_id("a1@example.com")
            .id("j1@example.net"),
    );
    let shown = world.maya("customer show joe@example.net").ok().stdout;
    assert!(shown.contains("status     1 open"), "{shown}");
    assert!(!shown.contains("nothing is to be done"), "{shown}");
}

#[test]
fn a_promise_for_a_customer_on_anothers_thread_leaves_no_trace_once_it_is_taken_back() {
    let world = two_asked();
    world.maya("task add 'TT one' --thread 2 --customer 1 --owner maya").ok();
    assert!(world.maya("customer show 1").ok().stdout.contains("TT one"));
    world.maya("undo").ok();
    assert!(!world.maya("customer show 1").ok().stdout.contains("TT one"));
    world.admin("fsck").ok();
}

/// The entry of the last command.
fn last(world: &World) -> Value {
    let log = world.admin("log --json").ok().json();
    log["entries"].as_array().unwrap().last().unwrap()["entry"].clone()
}

#[test]
fn an_address_that_was_given_twice_and_counts_again_is_one_records() {
    let world = two_asked();
    world.maya("customer set 1 --address x@example.net").ok();
    world.maya("undo").ok();
    let taken_back = last(&world);
    world.maya("customer set 1 --address x@example.net").ok();
    world.maya(&format!("undo {taken_back}")).ok();
    world.admin("fsck").ok();
    // Given to two records that are one meanwhile, it could be only one of theirs when they part.
    world.maya("customer set 1 --address p@example.net").ok();
    world.maya("undo").ok();
    let taken_back = last(&world);
    world.maya("customer set 2 --address p@example.net").ok();
    world.admin("customer merge 1 2").ok();
    let merged = last(&world);
    world.maya(&format!("undo {taken_back}")).fails(1);
    world.admin(&format!("undo {merged}")).ok();
    assert_eq!(card(&world, "p@example.net")["customer"], 2);
    world.admin("fsck").ok();
}

#[test]
fn an_address_that_mail_came_or_went_by_stays_when_its_record_is_taken_back() {
    let world = two_asked();
    world.maya("customer add Out --address out@example.net").ok();
    world.maya("customer add In --address in@example.net").ok();
    world.mail(Mail::from("maya@example.org").to("out@example.net").subject("Offer").sent());
    world.mail(Mail::from("in@example.net").subject("Question").id("i1@example.net"));
    world.maya("undo").ok();
    world.maya("undo").ok();
    for (address, thread) in [("out@example.net", 3), ("in@example.net", 4)] {
        assert_eq!(customer_of(&world, thread)["address"], address);
        let before = card(&world, address)["customer"].clone();
        world.mail(Mail::from(address).subject("More").id(&format!("m-{address}")));
        assert_eq!(card(&world, address)["customer"], before);
        assert_eq!(card(&world, address)["name"], "");
    }
    assert_eq!(customer_of(&world, 5)["customer"], customer_of(&world, 3)["customer"]);
    world.admin("fsck").ok();
}

#[test]
fn who_only_looks_on_owns_no_customer() {
    let world = two_asked();
    world.admin("member add vera --role viewer").ok();
    for line in [
        "customer set 1 --owner vera",
        "customer set 1 --owner maya --backup vera",
        "assign --customer 1 vera",
        "customer merge 1 2 --owner vera",
    ] {
        world.admin(line).fails(1);
    }
    assert_eq!(card(&world, "1")["owner"], Value::Null);
}

#[test]
fn ones_own_link_and_comment_are_taken_back_whatever_others_did_since() {
    let world = two_asked();
    world.jordan("claim 1").ok();
    world.jordan("task add quote --thread 1").ok();
    for line in ["link 1 invoice:9", "task set 9 --comment late"] {
        let line = line.replace(
            "set 9",
            &format!("set {}", world.jordan("task list --json").ok().json()["tasks"][0]["task"]),
        );
        let by = if line.starts_with("link") { "maya" } else { "jordan" };
        world.by(by, &line).ok();
        world.admin("note 1 'seen'").ok();
        world.by(by, "undo").ok();
    }
    // But whose a customer is stays, once others have gone on from it.
    world.maya("customer set 1 --owner jordan").ok();
    world.jordan("note --customer 1 'I look after her'").ok();
    world.maya("undo").fails(77);
}

#[test]
fn a_mail_on_standard_input_leads_to_its_customer_whoever_wrote_it() {
    let world = two_asked();
    world.mail(answer("maya").id("r1@example.org"));
    for mail in [
        "From: Ana <ana@example.com>\n\n",
        "From: maya@example.org\nTo: ana@example.com\nMessage-ID: <new@example.org>\n\n",
        "From: noreply@example.org\nMessage-ID: <a1@example.com>\n\n",
    ] {
        let shown = world.piped("maya", "customer show - --json", mail).ok().json();
        assert_eq!(shown["customer"], 1, "{mail}");
    }
}
