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
        ada: fsck
    "), @"");
}

#[test]
fn cards_are_taken_from_standard_input_whatever_they_are_called() {
    let world = asked();
    let cards = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lopez;Ana;;;\r\nORG:Example Ltd;Sales\r\nTITLE:Buyer\r\nitem1.EMAIL;type=pref:ana@example.com\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ben Okoro\r\nEMAIL:ben@example.net\r\nCATEGORIES:north\r\nEND:VCARD\r\n";
    assert_snapshot!(world.piped("maya", "customer import -", cards).ok(), @"");
    assert_snapshot!(world.piped("maya", "customer import - --format vcard", cards).ok(), @"");
    world.piped("maya", "customer import - --format csv", cards).fails(1);
    assert_snapshot!(world.admin("export customers").ok(), @"");
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
    assert_snapshot!(world.maya("customer import contacts.csv").fails(1), @"");
    assert_eq!(everything(&world), before);
    assert_snapshot!(world.maya("customer import contacts.csv --skip-invalid").ok(), @"");
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
    assert_snapshot!(world.maya("customer import contacts.csv").fails(1), @"");
    assert_eq!(everything(&world), before);
    world.admin("customer merge 1 2").ok();
    assert_snapshot!(world.maya("customer import contacts.csv").ok(), @"");
    assert_snapshot!(world.admin("export customers --plain").ok(), @"");
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
    "), @"");
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
    world.maya("task set 10 --comment 'asked, twice'").ok();
    world.jordan("task done 11").ok();
    let both = || {
        let ics = world.admin("export tasks --format ics").ok().stdout;
        (ics, world.admin("export customers --format vcard").ok().stdout)
    };
    let (ics, cards) = both();
    let uid = |line: &str| line.starts_with("UID:");
    let shown: Vec<&str> = ics.lines().filter(|line| !uid(line)).collect();
    assert_snapshot!(shown.join("\n"), @"");
    let shown: Vec<&str> = cards.lines().filter(|line| !uid(line)).collect();
    assert_snapshot!(shown.join("\n"), @"");
    world.later("400d");
    assert_eq!(both(), (ics.clone(), cards));
    // What is changed has a later stamp, and keeps its name.
    world.maya("task set 10 --due +1d").ok();
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
    let tasks = lines(&world.maya("export tasks --mine --json").ok().stdout);
    world.maya(&format!("task done {}", tasks[1]["task"])).ok();
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
    world.maya("task set 10 --comment 'still'").ok();
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
    "), @"");
}
