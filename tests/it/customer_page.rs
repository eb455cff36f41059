//! The page of a customer: eight answers and one story across inboxes; and records that may be one.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::session::{ana, complaint, session};
use crate::world::{Mail, World};

/// Ana asked support@; there is accounts@ too.
fn two_inboxes() -> World {
    let world = World::at("2026-03-02T09:00Z");
    for part in ["cur", "new", "tmp"] {
        std::fs::create_dir_all(world.path().join("accounts").join(part)).unwrap();
    }
    world.configure(&format!(
        "[[inbox]]\nname = \"accounts\"\naddress = \"accounts@example.org\"\n[inbox.maildir]\npath = \"{}\"\n",
        world.path().join("accounts").display()
    ));
    world.mail(ana().subject("Offer for 40 chairs").id("a1@example.com"));
    world
}

/// Ana writes to accounts@ from home.
fn from_home(world: &World) {
    let mail = "Message-ID: <h1@example.net>\nFrom: Ana <ana@home.example.net>\nTo: accounts@example.org\n\
        Date: Wed, 4 Mar 2026 10:00:00 +0100\nSubject: Invoice 114\n\nHello\n";
    std::fs::write(world.path().join("accounts/new/h1"), mail).unwrap();
    world.sync();
}

/// Two inboxes, two addresses, notes, tasks, documents, an owner.
fn story() -> World {
    let world = two_inboxes();
    world.maya("claim 1").ok();
    world.maya("note 1 'decides alone up to 5,000' --for jordan").ok();
    world.maya("next 1 'send the offer' --due 2026-03-03").ok();
    world
        .maya("customer set 1 --role 'Head of Purchasing' --phone '+49 30 5550 1234' --owner maya --tag vip")
        .ok();
    world.maya("customer set 1 --address ana@home.example.net").ok();
    world.now("2026-03-04T09:30Z");
    from_home(&world);
    world.jordan("note 2 'asked when the chairs come' --kind call").ok();
    world.jordan("customer link 1 contract:2026-7 --amount '5200 EUR'").ok();
    world.maya("link 2 invoice:114").ok();
    world.sam("task add 'check the street' --customer 1 --owner sam --due 2026-03-10").ok();
    world
}

fn page(world: &World, words: &str) -> Value {
    world.jordan(&format!("customer show {words} --json")).ok().json()
}

/// The lines of the story, newest first: subjects of mail and kinds of entries.
fn told(page: &Value) -> Vec<String> {
    let line = |moment: &Value| match moment["kind"].as_str().unwrap() {
        "mail" => moment["subject"].as_str().unwrap().to_owned(),
        kind => kind.to_owned(),
    };
    page["timeline"].as_array().unwrap().iter().map(line).collect()
}

#[test]
fn the_page_tells_one_story_across_inboxes() {
    let world = story();
    assert_snapshot!(session(&world, "jordan: customer show 1"));
    assert_snapshot!(session(&world, "jordan: --width 60 customer show 1"));
}

#[test]
fn scripts_read_the_same_page() {
    let world = story();
    let page = serde_json::to_string_pretty(&page(&world, "1 --all")).unwrap();
    assert_snapshot!(page);
}

#[test]
fn a_customer_is_found_by_number_name_address_or_mail() {
    let world = story();
    world.mail(complaint());
    for words in ["1", "c1", "'ana lopez'", "lop", "Ana", "ANA@example.com", "ana@home.example.net"]
    {
        assert_eq!(page(&world, words)["customer"], 1, "{words}");
    }
    let mail = "From: Ana <ana@home.example.net>\nSubject: x\n\n";
    let found = world.piped("jordan", "customer show - --json", mail).ok().json();
    assert_eq!(found["customer"], 1);
    world.mail(Mail::from("Ana Ruiz <ruiz@example.net>").id("r1@example.net"));
    assert_snapshot!(session(&world, "
        jordan: customer show ana
        jordan: customer show pez
        jordan: customer show 99
        jordan: customer show nobody@example.com
        jordan: customer set ana --company Example
    "), @r#"
    jordan$ baton customer show ana
    [stderr] baton: 2 customers could be "ana": 1 Ana Lopez, 3 Ana Ruiz
    [stderr] hint: name one by its number or address
    [exit 1]
    jordan$ baton customer show pez
    [stderr] baton: no customer is called "pez"
    [stderr] hint: see who there is: baton customer list
    [exit 1]
    jordan$ baton customer show 99
    [stderr] baton: there is no customer 99
    [stderr] hint: see who there is: baton customer list
    [exit 1]
    jordan$ baton customer show nobody@example.com
    [stderr] baton: no customer has written from nobody@example.com
    [stderr] hint: see who there is: baton customer list; make a record: baton customer add NAME --address ADDRESS
    [exit 1]
    jordan$ baton customer set ana --company Example
    [stderr] baton: no customer is called "ana"
    [stderr] hint: did you mean 1 Ana Lopez, 3 Ana Ruiz?
    [exit 1]
    "#);
}

#[test]
fn mail_in_somebody_elses_thread_is_told_and_what_others_wrote_there_is_not() {
    let world = two_inboxes();
    world.mail(complaint());
    world.later("1m");
    world.mail(ana().subject("My colleague's chair").reply_to_id("b1@example.net"));
    let page = page(&world, "ana@example.com");
    assert_eq!(told(&page), ["My colleague's chair", "Offer for 40 chairs"]);
    assert_eq!(page["mail"]["messages"], 2);
    assert_eq!(page["mail"]["threads"], 2);
    // She waits in Ben's thread as in her own.
    assert_eq!(page["threads"].as_array().unwrap().len(), 2);
}

#[test]
fn what_was_taken_back_is_not_told() {
    let world = two_inboxes();
    world.maya("claim 1").ok();
    world.maya("customer set 1 --company Wrong").ok();
    assert_eq!(told(&page(&world, "1")), ["customer-changed", "claimed", "Offer for 40 chairs"]);
    world.maya("undo").ok();
    assert_eq!(told(&page(&world, "1")), ["claimed", "Offer for 40 chairs"]);
    let log = world.maya("log --customer 1 --json").ok().json();
    let kinds: Vec<&Value> =
        log["entries"].as_array().unwrap().iter().map(|e| &e["kind"]).collect();
    assert_eq!(kinds, ["claimed", "customer-changed", "undone"]);
}

#[test]
fn a_long_story_is_cut_until_all_of_it_is_asked_for() {
    let world = two_inboxes();
    for n in 0..30 {
        world.later("1d");
        world.maya(&format!("note 1 'call {n}' --kind call")).ok();
    }
    let short = page(&world, "1");
    assert_eq!((told(&short).len(), &short["timeline_more"]), (20, &json!(11)));
    assert!(world.maya("customer show 1").ok().stdout.ends_with("\n… and 11 more: --all\n"));
    let whole = page(&world, "1 --all");
    assert_eq!((told(&whole).len(), &whole["timeline_more"]), (31, &json!(0)));
    let since = page(&world, "1 --since 2026-03-30");
    assert_eq!((told(&since).len(), &since["timeline_more"]), (3, &json!(0)));
    // The answers above it are of everything.
    assert_eq!(since["mail"]["messages"], 1);
    assert_eq!(since["notes"].as_array().unwrap().len(), 30);
}

#[test]
fn merged_records_have_one_story_and_each_its_own_again() {
    let world = two_inboxes();
    from_home(&world);
    world.maya("customer set 2 --company Example").ok();
    let apart = (page(&world, "1"), page(&world, "2"));
    world.admin("customer merge 1 2").ok();
    let one = page(&world, "ana@home.example.net");
    assert_eq!(one["customer"], 1);
    assert_eq!(one["mail"]["messages"], 2);
    assert_eq!(one["mail"]["inboxes"], json!(["support", "accounts"]));
    assert_eq!(one["company"], "Example");
    assert_eq!(told(&one).iter().filter(|line| *line == "customers-merged").count(), 1);
    assert_eq!(page(&world, "2"), one);
    let said = world.maya("customer show 1").ok().stdout;
    assert!(said.contains("\nwho        nobody's; with 2 in it\n"), "{said}");
    world.admin("undo").ok();
    assert_eq!((page(&world, "1"), page(&world, "2")), apart);
}

#[test]
fn a_company_is_suggested_from_what_is_said_of_others_there() {
    let world = two_inboxes();
    assert_eq!(page(&world, "1")["company_suggested"]["company"], "Example");
    world.mail(Mail::from("Ben <ben@sales.example.com>").id("b1@example.com"));
    world.maya("customer set 2 --company 'Example GmbH'").ok();
    assert_snapshot!(session(&world, "
        maya: customer set 1
        maya: customer set 1 --company 'Example GmbH'
    "), @"
    maya$ baton customer set 1
    [stderr] baton: nothing is to be set
    [stderr] hint: name something, such as baton customer set 1 --company 'Example GmbH'; see baton customer set --help
    [exit 2]
    maya$ baton customer set 1 --company 'Example GmbH'
    customer 1 (Ana Lopez, Example GmbH; ana@example.com) has no owner
    ");
    assert_eq!(page(&world, "1")["company_suggested"], Value::Null);
}

#[test]
fn hostile_names_and_subjects_are_harmless_on_the_page() {
    let world = two_inboxes();
    let name = "=?utf-8?q?Ana=1B[2J=E2=80=AE?= <evil@example.net>";
    world.mail(Mail::from(name).subject("=?utf-8?q?=1B]0;x=07?=").id("e1@example.net"));
    for words in [
        "customer show evil@example.net",
        "--json customer show evil@example.net",
        "customer dupes",
    ] {
        let said = world.maya(words).ok().stdout;
        assert!(
            !said.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'),
            "{said:?}"
        );
    }
}

#[test]
fn duplicates_are_named_with_the_command_that_settles_them() {
    let world = two_inboxes();
    assert_snapshot!(session(&world, "maya: customer dupes"), @"
    maya$ baton customer dupes
    [stderr] no two records look like one customer
    ");
    for (n, from) in [
        "ana lópez <al@mail.example.com>",
        "\"\u{410}na Lopez\" <ana@other.example.net>",
        "Bo <robert@shop.example.net>",
        "Bo Home <bo@home.example.com>",
    ]
    .into_iter()
    .enumerate()
    {
        let mail = Mail::from(from).id(&format!("d{n}@example.net"));
        world.mail(match n {
            2 => mail.header("Reply-To", "bo@home.example.com"),
            _ => mail,
        });
    }
    assert_snapshot!(session(&world, "
        maya: customer dupes
        maya: --plain customer dupes
        ada: customer merge 1 2
        maya: customer dupes --json
    "), @r#"
    maya$ baton customer dupes
    TO SETTLE IT              CUSTOMER     OTHER        WHY
    baton customer merge 1 2  1 Ana Lopez  2 ana lópez  same name at example.com
    baton customer show 3     1 Ana Lopez  3 Аna Lopez  names only look alike, one may pose as the other: ana@example.com and ana@other.example.net
    baton customer show 5     4 Bo         5 Bo Home    mail from robert@shop.example.net asks for answers to bo@home.example.com
    maya$ baton --plain customer dupes
    baton customer merge 1 2	1 Ana Lopez	2 ana lópez	same name at example.com
    baton customer show 3	1 Ana Lopez	3 Аna Lopez	names only look alike, one may pose as the other: ana@example.com and ana@other.example.net
    baton customer show 5	4 Bo	5 Bo Home	mail from robert@shop.example.net asks for answers to bo@home.example.com
    ada$ baton customer merge 1 2
    customer 1 (Ana Lopez; ana@example.com +1) has no owner; 2 is part of it now
    maya$ baton customer dupes --json
    {"version":1,"pairs":[{"customers":[1,3],"names":["Ana Lopez","Аna Lopez"],"why":"sister-domains","looks_alike":true,"text":"names only look alike, one may pose as the other: ana@example.com and ana@other.example.net","command":"baton customer show 3"},{"customers":[4,5],"names":["Bo","Bo Home"],"why":"reply-to","looks_alike":false,"text":"mail from robert@shop.example.net asks for answers to bo@home.example.com","command":"baton customer show 5"}],"crowds":[]}
    "#);
}

#[test]
fn viewers_may_look() {
    let world = two_inboxes();
    world.admin("member add vera --address vera@example.org --role viewer").ok();
    world.by("vera", "customer show 1").ok();
    world.by("vera", "customer dupes").ok();
}
