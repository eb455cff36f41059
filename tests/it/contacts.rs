//! Customers from files and into files: what an import makes, changes and refuses, and what an export says of them.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value;

use crate::session::{asked, everything, session};
use crate::world::World;

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Customers as the export has them, without their numbers.
fn customers(world: &World) -> Vec<Value> {
    let mut found = lines(&world.admin("export customers --json").ok().stdout);
    for customer in &mut found {
        let fields = customer.as_object_mut().unwrap();
        fields.remove("customer");
        fields.remove("merged");
    }
    found.sort_by_key(|customer| customer["address"].to_string());
    found
}

/// The number of the task with this title.
fn task(world: &World, title: &str) -> i64 {
    let list = world.admin("task list --all --ended --json").ok().json();
    let tasks = list["tasks"].as_array().unwrap();
    tasks.iter().find(|task| task["text"] == title).unwrap()["task"].as_i64().unwrap()
}

fn file(world: &World, name: &str, text: &str) {
    fs::write(world.path().join(name), text).unwrap();
}

const TABLE: &str = "Name,E-mail,Company,Phone,Tags,Shoe size\n\
    Ana Lopez,\"Ana@Example.com, a.lopez@example.com\",Example Ltd,+49 30 1,vip,38\n\
    Ben Okoro,ben@example.net,,,\"north, key account\",\n\
    ,ben@example.net,Okoro & Sons,,,\n";

#[test]
fn a_file_makes_and_changes_customers_once_and_undo_takes_all_of_it_back() {
    let world = asked();
    file(&world, "contacts.csv", TABLE);
    let before = everything(&world);
    world.maya("customer import contacts.csv --dry-run").ok();
    assert_eq!(everything(&world), before);
    assert_snapshot!(session(&world, "
        maya: customer import contacts.csv --dry-run
        maya: customer import contacts.csv
        maya: customer import contacts.csv
        maya: customer import contacts.csv --json
        ada: export customers --plain
        maya: undo
        ada: export customers --plain
    "), @r#"
    maya$ baton customer import contacts.csv --dry-run
    would be: 1 customer made, 1 changed
    [stderr] columns not taken over: Shoe size
    maya$ baton customer import contacts.csv
    1 customer made, 1 changed
    [stderr] columns not taken over: Shoe size
    maya$ baton customer import contacts.csv
    nothing new: 2 customers as they were
    [stderr] columns not taken over: Shoe size
    maya$ baton customer import contacts.csv --json
    {"version":1,"made":0,"changed":0,"unchanged":2,"skipped":[],"columns_left_out":["Shoe size"]}
    [stderr] columns not taken over: Shoe size
    ada$ baton export customers --plain
    1	Ana Lopez	ana@example.com	ana@example.com, a.lopez@example.com	Example Ltd	-	+49 30 1	-	vip	-	-	
    2	Ben Okoro	ben@example.net	ben@example.net	Okoro & Sons	-	-	-	key-account, north	-	-	
    maya$ baton undo
    taken back by entry 9: customer 2 added: name Ben Okoro, company Okoro & Sons, address ben@example.net, tag north key-account
    taken back by entry 10: customer 1 changed: company Example Ltd, phone +49 30 1, address a.lopez@example.com, tag vip
    ada$ baton export customers --plain
    1	Ana Lopez	ana@example.com	ana@example.com	-	-	-	-		-	-	
    "#);
}

#[test]
fn customers_are_taken_from_files_by_agents_and_a_rehearsed_refusal_leaves_no_trace() {
    let world = asked();
    world.admin("member add vic --role viewer").ok();
    file(&world, "contacts.csv", TABLE);
    let before = everything(&world);
    world.by("vic", "customer import contacts.csv --dry-run").fails(77);
    assert_eq!(everything(&world), before);
    world.by("vic", "customer import contacts.csv").fails(77);
    let log = world.admin("log --json").ok().json();
    assert_eq!(log["entries"].as_array().unwrap().last().unwrap()["kind"], "denied");
    world.admin("assign --customer 1 jordan").ok();
    // What is known of a customer is everybody's to say, as with customer set.
    world.sam("customer import contacts.csv").ok();
    world.admin("fsck").ok();
}

#[test]
fn cards_are_taken_from_standard_input_whatever_they_are_called() {
    let world = asked();
    let cards = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lopez;Ana;;;\r\nORG:Example Ltd;Sales\r\nTITLE:Buyer\r\nitem1.EMAIL;type=pref:ana@example.com\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ben Okoro\r\nEMAIL:ben@example.net\r\nCATEGORIES:north\r\nEND:VCARD\r\n";
    assert_snapshot!(world.piped("maya", "customer import -", cards).ok(), @"
    $ baton customer import -
    1 customer made, 1 changed
    ");
    assert_snapshot!(world.piped("maya", "customer import - --format vcard", cards).ok(), @"
    $ baton customer import - --format vcard
    nothing new: 2 customers as they were
    ");
    world.piped("maya", "customer import - --format csv", cards).fails(1);
    assert_snapshot!(world.admin("export customers").ok(), @"
    $ baton export customers
    customer,name,address,addresses,company,role,phone,status,tags,owner,backup,merged
    1,Ana Lopez,ana@example.com,ana@example.com,Example Ltd,Buyer,,,,,,
    2,Ben Okoro,ben@example.net,ben@example.net,,,,,north,,,
    ");
}

#[test]
fn rows_that_cannot_be_taken_stop_the_import_or_are_left_out_by_name() {
    let world = asked();
    let rows: String = (0..12).map(|n| format!("Nobody {n},\n")).collect();
    file(
        &world,
        "contacts.csv",
        &format!(
            "name,email\nBen,\"ben@example.net; ben at work\"\n{rows}Us,maya@example.org\nShared,support@example.org\n"
        ),
    );
    let before = everything(&world);
    assert_snapshot!(world.maya("customer import contacts.csv").fails(1), @r#"
    $ baton customer import contacts.csv
    [stderr] line 2: left out, "ben" is no address: it has no @; an address is local@domain
    [stderr] line 2: left out, "at" is no address: it has no @; an address is local@domain
    [stderr] line 2: left out, "work" is no address: it has no @; an address is local@domain
    [stderr] line 3: not taken, it has no address
    [stderr] line 4: not taken, it has no address
    [stderr] line 5: not taken, it has no address
    [stderr] line 6: not taken, it has no address
    [stderr] line 7: not taken, it has no address
    [stderr] line 8: not taken, it has no address
    [stderr] line 9: not taken, it has no address
    [stderr] line 10: not taken, it has no address
    [stderr] line 11: not taken, it has no address
    [stderr] line 12: not taken, it has no address
    [stderr] 4 more not taken
    [stderr] baton: 14 of 15 rows cannot be taken, and nothing was changed
    [stderr] hint: correct them, or take the others: --skip-invalid
    [exit 1]
    "#);
    assert_eq!(everything(&world), before);
    assert_snapshot!(world.maya("customer import contacts.csv --skip-invalid").ok(), @r#"
    $ baton customer import contacts.csv --skip-invalid
    1 customer made
    [stderr] line 2: left out, "ben" is no address: it has no @; an address is local@domain
    [stderr] line 2: left out, "at" is no address: it has no @; an address is local@domain
    [stderr] line 2: left out, "work" is no address: it has no @; an address is local@domain
    [stderr] line 3: not taken, it has no address
    [stderr] line 4: not taken, it has no address
    [stderr] line 5: not taken, it has no address
    [stderr] line 6: not taken, it has no address
    [stderr] line 7: not taken, it has no address
    [stderr] line 8: not taken, it has no address
    [stderr] line 9: not taken, it has no address
    [stderr] line 10: not taken, it has no address
    [stderr] line 11: not taken, it has no address
    [stderr] line 12: not taken, it has no address
    [stderr] 4 more not taken
    "#);
    let answer = world.maya("customer import contacts.csv --skip-invalid --json").ok().json();
    assert_eq!(answer["skipped"].as_array().unwrap().len(), 14);
    assert_eq!(answer["unchanged"], 1);
}

#[test]
fn a_row_of_two_customers_is_refused_with_the_command_that_makes_them_one() {
    let world = asked();
    world.maya("customer add 'Ana at home' --address ana@example.net").ok();
    file(
        &world,
        "contacts.csv",
        "name,email\nEve,eve@example.com\nAna,ana@example.com ana@example.net\n",
    );
    let before = everything(&world);
    assert_snapshot!(world.maya("customer import contacts.csv").fails(1), @"
    $ baton customer import contacts.csv
    [stderr] baton: line 3 has addresses of two customers, 1 and 2; nothing was changed
    [stderr] hint: if they are one: baton customer merge 1 2; else part them in the file
    [exit 1]
    ");
    assert_eq!(everything(&world), before);
    world.admin("customer merge 1 2").ok();
    assert_snapshot!(world.maya("customer import contacts.csv").ok(), @"
    $ baton customer import contacts.csv
    1 customer made, 1 changed
    ");
    assert_snapshot!(world.admin("export customers --plain").ok(), @"
    $ baton export customers --plain
    1	Ana	ana@example.com	ana@example.com, ana@example.net	-	-	-	-		-	-	2
    3	Eve	eve@example.com	eve@example.com	-	-	-	-		-	-
    ");
}

#[test]
fn what_is_no_file_of_contacts_says_so() {
    let world = asked();
    file(&world, "towns.csv", "name,town\nAna,Berlin\n");
    file(&world, "binary", "\u{0}\u{1}\u{2}\u{1b}[2J\n");
    assert_snapshot!(session(&world, "
        maya: customer import towns.csv
        maya: customer import binary
        maya: customer import nowhere.csv
        maya: customer import .
        maya: customer import towns.csv --format vcard
    "), @r#"
    maya$ baton customer import towns.csv
    [stderr] baton: no column of the table holds addresses: they are name, town
    [stderr] hint: the first line names the columns: name, email, company, role, phone, status, tags
    [exit 1]
    maya$ baton customer import binary
    [stderr] baton: the file is no table of text
    [stderr] hint: save it as CSV: a spreadsheet program does so with "save as"
    [exit 1]
    maya$ baton customer import nowhere.csv
    [stderr] baton: cannot read nowhere.csv: No such file or directory (os error 2)
    [stderr] hint: give the path of a file, or - for standard input
    [exit 1]
    maya$ baton customer import .
    [stderr] baton: cannot read .: Is a directory (os error 21)
    [stderr] hint: give the path of a file, or - for standard input
    [exit 1]
    maya$ baton customer import towns.csv --format vcard
    [stderr] baton: the file holds no contact as vCard
    [stderr] hint: a card begins with BEGIN:VCARD; for a table give --format csv
    [exit 1]
    "#);
}

#[test]
fn an_export_makes_the_same_customers_in_a_new_ledger() {
    let world = asked();
    file(&world, "contacts.csv", TABLE);
    world.maya("customer import contacts.csv").ok();
    world.maya("customer set 1 --name '=Ana \"the\" L; Lopez, x' --status lead --role '@home' --phone +4930123 --tag two").ok();
    world
        .maya("customer add 'Zoë Müller 🙂' --address zoe@example.com --address a.zoe@example.com")
        .ok();
    world.maya("customer add 'Zoë again' --address z@example.org.uk").ok();
    world.admin("customer merge 3 4").ok();
    let customers_here = customers(&world);
    assert_eq!(customers_here.len(), 3);
    for format in ["csv", "csv --raw", "vcard"] {
        let export = world.admin(&format!("export customers --format {format}")).ok().stdout;
        let fresh = World::at("2026-03-02T09:00Z");
        fresh.piped("maya", "customer import -", &export).ok();
        assert_eq!(customers(&fresh), customers_here, "{format}:\n{export}");
        let again = fresh.piped("maya", "customer import -", &export).ok().stdout;
        assert!(again.starts_with("nothing new"), "{again}");
        fresh.admin("fsck").ok();
    }
}

#[test]
fn cards_and_calendars_are_the_same_bytes_whenever_they_are_written() {
    let world = asked();
    world.maya("claim 1").ok();
    world
        .maya("task add 'send, quote; now' --thread 1 --owner maya --due fri --priority high")
        .ok();
    world.later("1h");
    world.maya("task add 'call back' --customer 1 --owner jordan").ok();
    let quote = task(&world, "send, quote; now");
    world.maya(&format!("task set {quote} --comment 'asked, twice'")).ok();
    world.jordan(&format!("task done {}", task(&world, "call back"))).ok();
    let both = || {
        let ics = world.admin("export tasks --format ics").ok().stdout;
        (ics, world.admin("export customers --format vcard").ok().stdout)
    };
    let (ics, cards) = both();
    let uid = |line: &str| line.starts_with("UID:");
    let shown: Vec<&str> = ics.lines().filter(|line| !uid(line)).collect();
    assert_snapshot!(shown.join("\n"), @r"
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//baton//tasks//EN
    BEGIN:VTODO
    DTSTAMP:20260302T100000Z
    SUMMARY:send\, quote\; now
    DUE:20260306T160000Z
    PRIORITY:3
    STATUS:NEEDS-ACTION
    DESCRIPTION:owner: maya\nthread 1: Pricing question\ncustomer 1: Ana Lopez
     \n2026-03-02 11:00 maya: asked\, twice
    END:VTODO
    BEGIN:VTODO
    DTSTAMP:20260302T100000Z
    SUMMARY:call back
    PRIORITY:5
    STATUS:COMPLETED
    COMPLETED:20260302T100000Z
    DESCRIPTION:owner: jordan\ncustomer 1: Ana Lopez
    END:VTODO
    END:VCALENDAR
    ");
    let shown: Vec<&str> = cards.lines().filter(|line| !uid(line)).collect();
    assert_snapshot!(shown.join("\n"), @"
    BEGIN:VCARD
    VERSION:4.0
    FN:Ana Lopez
    N:;Ana Lopez;;;
    EMAIL;PREF=1:ana@example.com
    END:VCARD
    ");
    world.later("400d");
    assert_eq!(both(), (ics.clone(), cards));
    // What is changed has a later stamp, and keeps its name.
    world.maya(&format!("task set {quote} --due +1d")).ok();
    let (changed, _) = both();
    let of = |text: &str, property: &str| -> Vec<String> {
        text.lines().filter(|line| line.starts_with(property)).map(str::to_owned).collect()
    };
    assert_eq!(of(&changed, "UID"), of(&ics, "UID"));
    assert!(of(&changed, "DTSTAMP")[0] > of(&ics, "DTSTAMP")[0]);
}

#[test]
fn everybody_has_their_own_open_tasks_for_their_calendar() {
    let world = asked();
    world.admin("member add vic --role viewer").ok();
    world.maya("task add 'hers' --thread 1 --owner maya --due fri").ok();
    world.maya("task add 'his' --thread 1 --owner jordan --due fri").ok();
    world.maya("task add 'done' --thread 1 --owner maya").ok();
    world.maya(&format!("task done {}", task(&world, "done"))).ok();
    let summaries = |login: &str| -> Vec<String> {
        let ics = world.by(login, "export tasks --mine --format ics").ok().stdout;
        ics.lines().filter_map(|line| line.strip_prefix("SUMMARY:")).map(str::to_owned).collect()
    };
    assert_eq!(summaries("maya"), ["hers"]);
    assert_eq!(summaries("jordan"), ["his"]);
    assert_eq!(summaries("vic"), [""; 0]);
    world.maya("export tasks --format ics").fails(77);
}

#[test]
fn an_export_of_customers_and_tasks_may_begin_at_a_day() {
    let world = asked();
    world.maya("task add 'old' --thread 1 --owner maya").ok();
    world.maya("customer add Ben --address ben@example.net").ok();
    world.now("2026-03-05T09:00Z");
    let count = |what: &str| {
        lines(&world.admin(&format!("export {what} --json --since 2026-03-04")).ok().stdout).len()
    };
    assert_eq!((count("customers"), count("tasks")), (0, 0));
    world.maya(&format!("task set {} --comment still", task(&world, "old"))).ok();
    world.maya("customer set ben@example.net --tag vip").ok();
    assert_eq!((count("customers"), count("tasks")), (1, 1));
}

#[test]
fn a_format_that_does_not_fit_says_what_does() {
    let world = asked();
    assert_snapshot!(session(&world, "
        ada: export threads --format vcard
        ada: export customers --format ics
        ada: export messages --mine
        ada: export tasks --format ics --raw
        ada: export customers --format vcard --json
    "), @"
    ada$ baton export threads --format vcard
    [stderr] baton: this format is for customers alone
    [stderr] hint: all others come as --format csv or --format jsonl
    [exit 2]
    ada$ baton export customers --format ics
    [stderr] baton: this format is for tasks alone
    [stderr] hint: all others come as --format csv or --format jsonl
    [exit 2]
    ada$ baton export messages --mine
    [stderr] baton: --mine is for tasks
    [stderr] hint: baton export tasks --mine
    [exit 2]
    ada$ baton export tasks --format ics --raw
    [stderr] baton: --raw is about the cells of CSV
    [exit 2]
    ada$ baton export customers --format vcard --json
    [stderr] baton: two formats are asked for, and the answer has only one
    [stderr] hint: give --format alone
    [exit 2]
    ");
}
