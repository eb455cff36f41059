//! Finding threads by words: what is found, from when on, and that any input is data.

use baton::domain::address::Address;
use baton::domain::ids::ThreadId;
use baton::domain::judge::Us;
use baton::domain::message::{Arrival, Headers};
use baton::domain::time::Timestamp;
use baton::store::{Ledger, Load, Mailbox, Received};
use insta::assert_snapshot;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::RefCell;
use std::collections::BTreeSet;
use tempfile::TempDir;

use crate::session::{ana, answer, asked, session, two_asked};
use crate::world::{Mail, World, time};

/// The numbers of the threads that a query finds, in ascending order.
fn found(world: &World, query: &str) -> Vec<i64> {
    let list = world.maya(&format!("list --json {query}")).ok().json();
    let threads = list["threads"].as_array().unwrap();
    let mut found: Vec<i64> = threads.iter().map(|t| t["thread"].as_i64().unwrap()).collect();
    found.sort_unstable();
    found
}

#[test]
fn accents_and_strokes_do_not_count_in_any_script() {
    let world = World::at("2026-03-02T08:59Z");
    for (name, id) in [
        ("Ελένη Παπαδοπούλου", "e@example.com"),
        ("Søren Łuczak", "s@example.com"),
        ("Jörg Großschönau", "g@example.com"),
    ] {
        world.mail(Mail::from(&format!("{name} <{id}>")).subject("Frage").id(id));
    }
    for words in ["ελενη", "ΠΑΠΑΔΟΠΟΥΛΟΥ", "soren luczak", "grossschonau", "Großschönau", "Ελένη"]
    {
        let list = world.maya(&format!("list {words} --json")).ok().json();
        assert_eq!(list["threads"].as_array().unwrap().len(), 1, "{words}");
        let list = world.maya(&format!("customer list {words} --json")).ok().json();
        assert_eq!(list["customers"].as_array().unwrap().len(), 1, "{words}");
    }
}

#[test]
fn words_are_found_wherever_they_stand() {
    let world = two_asked();
    world.maya("note 1 'wants the Müller contract'").ok();
    world.maya("next 2 'ask the workshop' --due +2bd").ok();
    // In a subject, a name, an address, a note, a task.
    for query in ["pricing", "lopez", "ana@example.com", "müller", "contract"] {
        assert_eq!(found(&world, query), [1], "{query}");
    }
    for query in ["colour", "okoro", "example.net", "workshop"] {
        assert_eq!(found(&world, query), [2], "{query}");
    }
    assert_eq!(found(&world, "example"), [1, 2]);
    // The beginning of a word, and without regard to case and accents.
    for query in ["contr", "MULLER", "QUEST"] {
        assert_eq!(found(&world, query), [1], "{query}");
    }
    assert_eq!(found(&world, "uestion"), [0; 0]);
}

#[test]
fn every_word_must_be_found_but_not_in_one_place() {
    let world = two_asked();
    world.maya("note 1 'the late invoice'").ok();
    assert_eq!(found(&world, "ana pricing invoice"), [1]);
    assert_eq!(found(&world, "ana colour"), [0; 0]);
    assert_eq!(found(&world, "'late invoice'"), [1]);
    assert_eq!(found(&world, "'late inv'"), [1]);
    assert_eq!(found(&world, "'invoice late'"), [0; 0]);
    assert_eq!(found(&world, "invoice late is:unowned"), [1]);
    world.maya("claim 1").ok();
    assert_eq!(found(&world, "invoice is:unowned"), [0; 0]);
    assert_eq!(found(&world, "invoice is:mine"), [1]);
}

#[test]
fn what_has_no_blanks_is_found_by_any_part() {
    let world = World::at("2026-03-02T09:00Z").and(ana().subject("東京タワーのチケット"));
    for query in ["東京", "タワー", "チケット", "東京タワーのチケット"] {
        assert_eq!(found(&world, query), [1], "{query}");
    }
    assert_eq!(found(&world, "京東"), [0; 0]);
}

#[test]
fn a_note_that_was_taken_back_is_found_no_more_until_it_counts_again() {
    let world = asked();
    world.maya("note 1 'wants a discount'").ok();
    assert_eq!(found(&world, "discount"), [1]);
    let undone = |world: &World| {
        let undone = world.maya("log --json").ok().json();
        undone["entries"].as_array().unwrap().last().unwrap()["entry"].as_i64().unwrap()
    };
    world.maya("undo").ok();
    assert_eq!(found(&world, "discount"), [0; 0]);
    world.maya(&format!("undo {}", undone(&world))).ok();
    assert_eq!(found(&world, "discount"), [1]);
    world.maya(&format!("undo {}", undone(&world))).ok();
    assert_eq!(found(&world, "discount"), [0; 0]);
    world.maya("fsck").ok();
}

#[test]
fn what_is_closed_is_counted_and_found_where_it_is_asked_for() {
    let world = two_asked();
    world.mail(ana().subject("Another pricing question"));
    world.mail(ana().subject("Pricing again"));
    world.maya("claim 1").ok();
    world.maya("close 1 3").ok();
    assert_snapshot!(session(&world, "
        maya: list pricing
        maya: list pricing --all
        maya: list pricing --owner me
        maya: list pricing --plain --owner me
        maya: list another
        maya: list pricing is:closed
        maya: list pricing colour
        maya: list pricing is:late
        maya: list '***'
    "), @r#"
    maya$ baton list pricing
    NO  AGE  CUSTOMER   SUBJECT        OWNER  STATUS  NEXT ACTION  DUE
    4   0s   Ana Lopez  Pricing again  -      open    -            -
    [stderr] 2 closed ones match too: --all
    maya$ baton list pricing --all
    NO  AGE  CUSTOMER   SUBJECT                   OWNER  STATUS  NEXT ACTION  DUE
    4   0s   Ana Lopez  Pricing again             -      open    -            -
    1   1m   Ana Lopez  Pricing question          maya   closed  -            -
    3   0s   Ana Lopez  Another pricing question  -      closed  -            -
    maya$ baton list pricing --owner me
    [stderr] 1 closed one matches that: --all
    maya$ baton list pricing --plain --owner me
    [stderr] 1 closed one matches that: --all
    maya$ baton list another
    [stderr] 1 closed one matches that: --all
    maya$ baton list pricing is:closed
    NO  AGE  CUSTOMER   SUBJECT                   OWNER  STATUS  NEXT ACTION  DUE
    1   1m   Ana Lopez  Pricing question          maya   closed  -            -
    3   0s   Ana Lopez  Another pricing question  -      closed  -            -
    maya$ baton list pricing colour
    [stderr] no thread is like that: see the whole queue with baton list
    maya$ baton list pricing is:late
    [stderr] error: invalid value 'is:late' for '[QUERY]...': a query is made of words to find, of is:open, is:waiting-customer, is:waiting-internal, is:closed, is:mine, is:unowned, is:automated and tag:…
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton list '***'
    [stderr] there is no letter or digit in "***", so it is found nowhere
    "#);
}

#[test]
fn a_reply_is_found_by_what_it_adds_and_after_a_split_by_what_it_repeats() {
    let world = asked();
    world.mail(answer("maya"));
    world.mail(
        ana().subject("Re: Pricing question").id("a2@example.com").reply_to_id("a1@example.com"),
    );
    world.mail(
        ana()
            .subject("Re: [#4711] Pricing question")
            .id("a3@example.com")
            .reply_to_id("a1@example.com"),
    );
    assert_eq!(found(&world, "4711"), [1]);
    world.admin("split 1 a2@example.com").ok();
    assert_eq!(found(&world, "pricing"), [1, 2]);
    assert_eq!(found(&world, "4711"), [1]);
    world.admin("merge 1 2").ok();
    assert_eq!(found(&world, "pricing"), [1]);
    world.maya("fsck").ok();
}

#[test]
fn looking_for_something_writes_nothing() {
    let world = asked();
    let before = std::fs::read(world.ledger()).unwrap();
    assert_eq!(found(&world, "pricing"), [1]);
    assert!(std::fs::read(world.ledger()).unwrap() == before);
}

#[test]
fn what_looks_like_a_query_language_is_data() {
    let world = World::at("2026-03-02T09:00Z");
    world.mail(ana().subject("NEAR the AND gate: \"quoted\" col:umn 50% -off ^top (sale) O'Brien"));
    for word in [
        "NEAR",
        "AND",
        "OR",
        "NOT",
        "\"\\\"quoted\\\"\"",
        "col:umn",
        "words:gate",
        "50%",
        "^top",
        "(sale)",
        "(",
        ")",
        "'AND gate'",
        "\"O'Brien\"",
        "'NEAR(the gate)'",
        "+",
        "'*'",
        "'\"'",
        "🎉",
        "'a* OR b*'",
        "'{x}'",
        "-- -off",
        "\"'\"",
        "';'",
        "'\\'",
        "''",
    ] {
        let ran = world.maya(&format!("list --json {word}")).ok();
        assert_eq!(ran.stderr, "", "{word}");
    }
    for word in
        ["NEAR", "AND", "'AND gate'", "col:umn", "50%", "^top", "(sale)", "\"O'Brien\"", "-- -off"]
    {
        assert_eq!(found(&world, word), [1], "{word}");
    }
    let long = "late ".repeat(2_000);
    assert_eq!(found(&world, &format!("'{long}'")), [0; 0]);
    assert_eq!(found(&world, &long), [0; 0]);
}

/// The numbers of the customers that a query finds, in the order of the list.
fn customers(world: &World, query: &str) -> Vec<i64> {
    let list = world.maya(&format!("customer list --json {query}")).ok().json();
    let customers = list["customers"].as_array().unwrap();
    customers.iter().map(|c| c["customer"].as_i64().unwrap()).collect()
}

/// Three customers: Ana, of whom much is known, Ben, and Chen, who wrote last.
fn known() -> World {
    let world = two_asked();
    world.later("1h");
    world.mail(Mail::from("Chen Wei <chen@example.com>").subject("Tickets").id("c1@example.com"));
    world
        .maya(
            "customer set 1 --company 'Rad & Tat GmbH' --role Einkäuferin --phone '+49 30 1234' --status lead \
             --tag vip --tag fair --address ana@private.example.net --owner maya",
        )
        .ok();
    world.maya("customer set 2 --status active --tag vip").ok();
    world
}

#[test]
fn customers_are_listed_by_their_last_mail() {
    let world = known();
    world.maya("close 2").ok();
    world.maya("customer add 'Dora Diaz' --company Example").ok();
    assert_snapshot!(session(&world, "
        maya: customer list
        maya: customer list ana
        maya: customer list --csv --limit 2
        maya: customer list --plain tag:vip
        maya: customer list nobody-like-this
        maya: customer list '**'
        maya: customer list is:open
        maya: customer list owner:kim
        maya: customer list tag:
    "), @r#"
    maya$ baton customer list
    NO  NAME       COMPANY         ADDRESS             STATUS  OWNER  OPEN  LAST MAIL
    3   Chen Wei   -               chen@example.com    -       -      1     today 11:00
    2   Ben Okoro  -               ben@example.net     active  -      0     today 10:00
    1   Ana Lopez  Rad & Tat GmbH  ana@example.com +1  lead    maya   1     today 09:59
    4   Dora Diaz  Example         -                   -       -      0     -
    maya$ baton customer list ana
    NO  NAME       COMPANY         ADDRESS             STATUS  OWNER  OPEN  LAST MAIL
    1   Ana Lopez  Rad & Tat GmbH  ana@example.com +1  lead    maya   1     today 09:59
    maya$ baton customer list --csv --limit 2
    customer,name,company,address,addresses,status,owner,open_threads,last_mail_at
    3,Chen Wei,,chen@example.com,1,,,1,2026-03-02T10:00:00Z
    2,Ben Okoro,,ben@example.net,1,active,,0,2026-03-02T09:00:00Z
    maya$ baton customer list --plain tag:vip
    2	Ben Okoro	-	ben@example.net	1	active	-	0	2026-03-02T09:00:00Z
    1	Ana Lopez	Rad & Tat GmbH	ana@example.com	2	lead	maya	1	2026-03-02T08:59:00Z
    maya$ baton customer list nobody-like-this
    [stderr] no customer is like that: see all of them with baton customer list
    maya$ baton customer list '**'
    [stderr] there is no letter or digit in "**", so it is found nowhere
    maya$ baton customer list is:open
    [stderr] error: invalid value 'is:open' for '[QUERY]...': a query is made of words to find, and of tag:, status:, owner:, is:unowned
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton customer list owner:kim
    [stderr] baton: there is no member "kim"
    [stderr] hint: see all members: baton member list
    [exit 1]
    maya$ baton customer list tag:
    [stderr] error: invalid value 'tag:' for '[QUERY]...': tag: says of nothing what it should be
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    "#);
}

#[test]
fn customers_are_narrowed_by_what_is_known_of_them() {
    let world = known();
    for query in [
        "lopez",
        "rad",
        "'rad & tat'",
        "einkauferin",
        "lead",
        "'+49 30 1234'",
        "private.example.net",
        "fair",
    ] {
        assert_eq!(customers(&world, query), [1], "{query}");
    }
    assert_eq!(customers(&world, "tag:vip"), [2, 1]);
    assert_eq!(customers(&world, "tag:vip tag:fair"), [1]);
    assert_eq!(customers(&world, "status:LEAD"), [1]);
    assert_eq!(customers(&world, "owner:maya"), [1]);
    assert_eq!(customers(&world, "owner:me okoro"), [0; 0]);
    assert_eq!(customers(&world, "is:unowned"), [3, 2]);
    assert_eq!(customers(&world, "is:unowned example.com"), [3]);
    // By what was noted and promised about them.
    world.maya("task add 'call after the fair in Leipzig' --customer 2 --owner sam").ok();
    world.maya("task add 'send the samples' --customer 3 --owner sam --due fri").ok();
    world.maya("customer link 3 contract:K-4711").ok();
    assert_eq!(customers(&world, "leipzig"), [2]);
    assert_eq!(customers(&world, "samples k-4711"), [3]);
    assert_eq!(customers(&world, "fair"), [2, 1]);
    world.maya("note --customer 1 'her plans' --ref https://example.com/blueprint.pdf").ok();
    assert_eq!(customers(&world, "plans blueprint"), [1]);
    // The subjects of their mail are for the list of threads.
    assert_eq!(customers(&world, "pricing"), [0; 0]);
}

#[test]
fn what_is_said_of_a_customer_finds_their_threads_at_once() {
    let world = known();
    assert_eq!(found(&world, "gmbh"), [1]);
    world.maya("customer set 3 --company 'Example GmbH' --name 'Wei Chen'").ok();
    assert_eq!(found(&world, "gmbh"), [1, 3]);
    assert_eq!(found(&world, "'wei chen'"), [3]);
    world.maya("undo").ok();
    assert_eq!(found(&world, "gmbh"), [1]);
    world.maya("customer set 1 --company ''").ok();
    assert_eq!(found(&world, "gmbh"), [0; 0]);
    world.maya("fsck").ok();
}

#[test]
fn a_merged_record_is_found_by_all_that_its_parts_had() {
    let world = known();
    world.admin("customer merge 1 3").ok();
    for query in ["lopez", "wei", "ana@example.com", "chen@example.com", "gmbh", "vip fair wei"] {
        assert_eq!(customers(&world, query), [1], "{query}");
        assert_eq!(found(&world, query), [1, 3], "{query}");
    }
    assert_eq!(customers(&world, ""), [1, 2]);
    assert_snapshot!(world.maya("customer list tag:fair"), @"
    $ baton customer list tag:fair
    NO  NAME       COMPANY         ADDRESS             STATUS  OWNER  OPEN  LAST MAIL
    1   Ana Lopez  Rad & Tat GmbH  ana@example.com +2  lead    maya   2     today 11:00
    ");
    // Mail to either address is theirs.
    world.later("1h").mail(Mail::from("chen@example.com").subject("And again"));
    assert_eq!(found(&world, "ana again"), [4]);
    world.maya("fsck").ok();
    world.admin("undo").ok();
    assert_eq!(customers(&world, "wei"), [3]);
    assert_eq!(customers(&world, "gmbh"), [1]);
    assert_eq!(found(&world, "ana"), [1]);
    assert_eq!(found(&world, "wei"), [3, 4]);
    world.maya("fsck").ok();
}

#[test]
fn a_record_that_was_taken_back_is_found_no_more() {
    let world = asked();
    world.maya("customer add 'Dora Diaz' --address dora@example.net").ok();
    assert_eq!(customers(&world, "dora"), [2]);
    world.maya("undo").ok();
    assert_eq!(customers(&world, "dora"), [0; 0]);
    world.mail(Mail::from("Dora <dora@example.net>").subject("Hello"));
    assert_eq!(found(&world, "dora"), [2]);
    world.maya("fsck").ok();
}

#[test]
fn an_address_without_a_name_is_found_by_the_name_that_it_shows_later() {
    let world = World::at("2026-03-02T09:00Z").and(Mail::from("ana@example.com"));
    assert_eq!(found(&world, "lopez"), [0; 0]);
    // Both in one sync: no name, then one.
    world.deliver(Mail::from("ben@example.net").subject("First"));
    world.deliver(Mail::from("Ben Okoro <ben@example.net>").subject("Second"));
    world.mail(ana().subject("Again"));
    assert_eq!(customers(&world, "lopez"), [1]);
    assert_eq!(customers(&world, "okoro"), [2]);
    assert_eq!(found(&world, "okoro"), [2, 3]);
    world.maya("fsck").ok();
}

/// A ledger that takes in one mail after the other.
struct Rig {
    _folder: TempDir,
    ledger: Ledger,
    mailbox: Mailbox,
    received: usize,
}

impl Rig {
    fn new() -> Rig {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("baton.db");
        let mut ledger = Ledger::create(&path, true, now(), |_| Ok(())).unwrap();
        let inbox = ledger.inbox("support", chrono::DateTime::UNIX_EPOCH, now()).unwrap();
        let mailbox = ledger.mailbox(inbox, "INBOX", now()).unwrap();
        Rig { _folder: folder, ledger, mailbox, received: 0 }
    }

    /// The thread that begins with this subject.
    fn receive(&mut self, subject: &str) -> ThreadId {
        self.received += 1;
        let us = Us { team: self.ledger.team().unwrap(), shared: Vec::new() };
        let id = format!("{}@example.com", self.received);
        let headers = Headers {
            message_id: Some(id.clone()),
            from: Some(Address::new("Ana", "ana@example.com")),
            subject: subject.to_owned(),
            ..Headers::default()
        };
        let item = format!("{:010}", self.received);
        let arrival = Arrival { item, headers, received_at: now(), size: 1, unreadable: None };
        let received = [Received { judged: us.judge(&arrival.headers), arrival }];
        let with = us.fingerprint();
        let load = Load { received: &received, validity: 1, up_to: None, judged_with: &with };
        self.ledger.receive(&self.mailbox, &load, now()).unwrap();
        self.ledger.thread_of(&id).unwrap().unwrap()
    }
}

fn now() -> Timestamp {
    time("2026-03-02T09:00Z")
}

fn runner() -> TestRunner {
    let config = ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() };
    TestRunner::new(config)
}

/// Quotes, operators, NUL and half of what Unicode has: never a complaint of the engine.
#[test]
fn any_text_can_be_looked_for() {
    let mut rig = Rig::new();
    let all = BTreeSet::from([rig.receive("Late invoice")]);
    let text = "(\\PC|[\"*:^()\\-+{}\0\n' ]|NEAR|AND|OR|NOT|late){0,40}";
    let queries = proptest::collection::vec(text, 1..4);
    let found = |words: Vec<String>| {
        prop_assert!(rig.ledger.threads_with(&words).unwrap().is_subset(&all));
        Ok(())
    };
    runner().run(&queries, found).unwrap();
}

/// Whatever stands in a subject, it is found by that.
#[test]
fn a_subject_is_found_by_itself() {
    let rig = RefCell::new(Rig::new());
    let subjects = ("(\\PC|[\"*:^()\\-' ]){0,60}", "[a-z]{8}");
    let found = |(before, word): (String, String)| {
        let mut rig = rig.borrow_mut();
        let subject = format!("{before} {word}");
        let thread = rig.receive(&subject);
        for words in [subject, word] {
            prop_assert!(rig.ledger.threads_with(&[words]).unwrap().contains(&thread));
        }
        Ok(())
    };
    runner().run(&subjects, found).unwrap();
}
