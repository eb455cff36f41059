//! What the queue and the log show, to people and to scripts.

use insta::assert_snapshot;
use serde_json::Value;

use crate::session::{ana, answer, asked, complaint, session};
use crate::world::{Mail, World};

/// Seven threads of which one is closed, on Wednesday at noon in Berlin.
fn busy() -> World {
    let world = World::at("2026-03-02T08:00Z");
    let mail = |from: &str, subject: &str, id: &str| {
        world.mail(Mail::from(from).subject(subject).id(&format!("{id}@example.com")));
        world.later("10m");
    };
    mail("Ana Lopez <ana@example.com>", "Pricing question", "a1");
    mail("Ben Okoro <ben@example.net>", "Wrong colour", "b1");
    mail("Chen Wei <chen@example.com>", "東京タワーのチケット", "c1");
    mail("Dora <dora@example.com>", "The site is down", "d1");
    mail("Emil <emil@example.com>", "Thanks", "e1");
    mail("Fay <fay@example.com>", "Invoice twice", "f1");
    mail("Gus <gus@example.com>", "Refund", "g1");
    world.maya("claim 1 4").ok();
    world.mail(answer("maya"));
    world.maya("priority 4 urgent").ok();
    world.maya("next 4 'ask the host' --due 16:00").ok();
    world.jordan("assign 3 6 jordan").ok();
    world.jordan("wait 6 --on sam --for 'the ledger sheet'").ok();
    world.jordan("next 3 'send tickets' --due 'tue 12:00'").ok();
    world.sam("close 5").ok();
    world.now("2026-03-04T11:00Z");
    world
}

fn numbers(world: &World, words: &str) -> Vec<i64> {
    let list = world.maya(&format!("list --json {words}")).ok().json();
    list["threads"].as_array().unwrap().iter().map(|t| t["thread"].as_i64().unwrap()).collect()
}

#[test]
fn the_queue_has_what_is_not_closed_most_urgent_first() {
    let world = busy();
    assert_snapshot!(world.maya("list"), @"
    $ baton list
    NO  AGE  CUSTOMER   SUBJECT               OWNER   STATUS       NEXT ACTION              DUE
    4   2bd  Dora       The site is down      maya    open         ask the host             Mon 2 Mar!
    3   2bd  Chen Wei   東京タワーのチケット  jordan  open         send tickets             yesterday!
    2   2bd  Ben Okoro  Wrong colour          -       open         -                        -
    7   2bd  Gus        Refund                -       open         -                        -
    6   2bd  Fay        Invoice twice         jordan  on sam       -                        -
    1   2bd  Ana Lopez  Pricing question      maya    on customer  check for the customer…  tomorrow
    ");
    assert_snapshot!(world.maya("ls --all"), @"
    $ baton ls --all
    NO  AGE  CUSTOMER   SUBJECT               OWNER   STATUS       NEXT ACTION              DUE
    4   2bd  Dora       The site is down      maya    open         ask the host             Mon 2 Mar!
    3   2bd  Chen Wei   東京タワーのチケット  jordan  open         send tickets             yesterday!
    2   2bd  Ben Okoro  Wrong colour          -       open         -                        -
    7   2bd  Gus        Refund                -       open         -                        -
    6   2bd  Fay        Invoice twice         jordan  on sam       -                        -
    1   2bd  Ana Lopez  Pricing question      maya    on customer  check for the customer…  tomorrow
    5   2bd  Emil       Thanks                -       closed       -                        -
    ");
}

#[test]
fn a_list_is_narrowed_by_owner_status_and_inbox() {
    let world = busy();
    assert_eq!(numbers(&world, "--owner me"), [4, 1]);
    assert_eq!(numbers(&world, "--owner jordan"), [3, 6]);
    assert_eq!(numbers(&world, "--unowned"), [2, 7]);
    assert_eq!(numbers(&world, "--unowned --all"), [2, 7, 5]);
    assert_eq!(numbers(&world, "--status open"), [4, 3, 2, 7]);
    assert_eq!(numbers(&world, "--status waiting-customer"), [1]);
    assert_eq!(numbers(&world, "--status waiting-internal"), [6]);
    assert_eq!(numbers(&world, "--status closed"), [5]);
    assert_eq!(numbers(&world, "--inbox support --owner jordan --status open"), [3]);
    assert_snapshot!(session(&world, "
        maya: list --inbox sales
        maya: list --status answered
        maya: list --owner maya --unowned
        maya: list --owner sam
    "), @r#"
    maya$ baton list --inbox sales
    [stderr] baton: there is no inbox "sales"
    [stderr] hint: inboxes that were synced: support
    [exit 1]
    maya$ baton list --status answered
    [stderr] error: invalid value 'answered' for '--status <STATUS>'
    [stderr]   [possible values: open, waiting-customer, waiting-internal, closed]
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton list --owner maya --unowned
    [stderr] error: the argument '--owner <MEMBER>' cannot be used with '--unowned'
    [stderr]
    [stderr] Usage: baton list --owner <MEMBER> [QUERY]...
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton list --owner sam
    [stderr] no thread is like that: see the whole queue with baton list
    "#);
}

#[test]
fn a_dash_for_a_subject_is_no_empty_cell() {
    let world = busy();
    world.mail(Mail::from("Hal <hal@example.com>").subject("-"));
    let csv = world.maya("list --csv").ok().stdout;
    assert!(csv.contains(",Hal,'-,,open,,\r\n"), "{csv}");
}

#[test]
fn scripts_read_a_list_as_tabs_or_csv() {
    let world = busy();
    assert_snapshot!(world.maya("list --plain --owner me").ok().stdout.replace('\t', "→"), @"
    4→66600→Dora→The site is down→maya→open→ask the host→2026-03-02T15:00:00Z
    1→64200→Ana Lopez→Pricing question→maya→waiting-customer→check for the customer's reply→2026-03-05T09:10:00Z
    ");
    let csv = world.maya("list --csv").ok().stdout;
    assert_snapshot!(csv.replace("\r\n", "␍\n"), @"
    thread,age_working_seconds,customer,subject,owner,status,next_action,due␍
    4,66600,Dora,The site is down,maya,open,ask the host,2026-03-02T15:00:00Z␍
    3,67200,Chen Wei,東京タワーのチケット,jordan,open,send tickets,2026-03-03T11:00:00Z␍
    2,67800,Ben Okoro,Wrong colour,,open,,␍
    7,64800,Gus,Refund,,open,,␍
    6,65400,Fay,Invoice twice,jordan,waiting-internal,,␍
    1,64200,Ana Lopez,Pricing question,maya,waiting-customer,check for the customer's reply,2026-03-05T09:10:00Z␍
    ");
    assert_snapshot!(world.maya("list --csv --owner sam").ok().stdout.replace("\r\n", "␍\n"), @"thread,age_working_seconds,customer,subject,owner,status,next_action,due␍");
    assert_snapshot!(world.maya("list --csv --json"), @"
    $ baton list --csv --json
    [stderr] error: the argument '--csv' cannot be used with '--json'
    [stderr]
    [stderr] Usage: baton list --csv [QUERY]...
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    ");
}

#[test]
fn threads_with_automated_mail_alone_are_out_of_the_queue() {
    let world = asked();
    world.mail(
        Mail::from("mailer@example.com")
            .subject("Out of office")
            .header("Auto-Submitted", "auto-replied"),
    );
    assert_eq!(numbers(&world, ""), [1]);
    assert_eq!(numbers(&world, "--all"), [1, 2]);
}

#[test]
fn the_log_has_every_entry_newest_last() {
    let world = asked();
    world.maya("claim 1").ok();
    world.later("1d");
    world.jordan("note 1 'she called'").ok();
    assert_snapshot!(session(&world, "
        maya: log
        maya: log jordan
        maya: log 1
        maya: log --since yesterday
        maya: log 1 --since today
        maya: log 42
    "), @"
    maya$ baton log
    ENTRY  AT                THREAD  WHO     WHAT
    1      2026-03-02 09:59  -       baton   ledger made, for tests
    2      2026-03-02 09:59  -       ada     member added: ada (login ada, admin, ada@example.org)
    3      2026-03-02 09:59  -       ada     member added: maya (login maya, agent, maya@example.org)
    4      2026-03-02 09:59  -       ada     member added: jordan (login jordan, agent, jordan@example.org)
    5      2026-03-02 09:59  -       ada     member added: sam (login sam, agent, sam@example.org)
    7      2026-03-02 10:00  1       maya    claimed, held until 2026-03-02 10:45
    8      2026-03-03 10:00  1       jordan  noted: she called
    maya$ baton log jordan
    ENTRY  AT                THREAD  WHO     WHAT
    8      2026-03-03 10:00  1       jordan  noted: she called
    maya$ baton log 1
    ENTRY  AT                THREAD  WHO     WHAT
    7      2026-03-02 10:00  1       maya    claimed, held until 2026-03-02 10:45
    8      2026-03-03 10:00  1       jordan  noted: she called
    maya$ baton log --since yesterday
    ENTRY  AT                THREAD  WHO     WHAT
    1      2026-03-02 09:59  -       baton   ledger made, for tests
    2      2026-03-02 09:59  -       ada     member added: ada (login ada, admin, ada@example.org)
    3      2026-03-02 09:59  -       ada     member added: maya (login maya, agent, maya@example.org)
    4      2026-03-02 09:59  -       ada     member added: jordan (login jordan, agent, jordan@example.org)
    5      2026-03-02 09:59  -       ada     member added: sam (login sam, agent, sam@example.org)
    7      2026-03-02 10:00  1       maya    claimed, held until 2026-03-02 10:45
    8      2026-03-03 10:00  1       jordan  noted: she called
    maya$ baton log 1 --since today
    ENTRY  AT                THREAD  WHO     WHAT
    8      2026-03-03 10:00  1       jordan  noted: she called
    maya$ baton log 42
    [stderr] baton: the ledger has no thread 42
    [stderr] hint: see what there is: baton list --all; read new mail: baton sync
    [exit 1]
    ");
}

#[test]
fn show_has_a_section_for_everything_that_is_known() {
    let world = asked();
    world.maya("claim 1").ok();
    world.mail(answer("maya").subject("Re: Pricing question"));
    world.later("1d");
    world.mail(ana().subject("Re: Pricing question").reply_to_id("a1@example.com"));
    world.mail(complaint().subject("me too").reply_to_id("a1@example.com"));
    world.maya("assign 1 maya --backup sam").ok();
    world.maya("next 1 'send quote' --due +2bd").ok();
    world.maya("note 1 'wants 20 seats' --for sam").ok();
    world.maya("handoff 1 jordan --asked 'a price' --done 'asked sales' --next 'send quote'").ok();
    assert_snapshot!(world.jordan("show 1"), @"
    $ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  maya, owner since yesterday 10:00, backup sam
    status      open, the customer has waited since today 10:00 (0s)
    next        send quote (maya), Thu 5 Mar
    attention   maya offered it to jordan today 10:00, no answer yet; lapses tomorrow 10:00; next: send quote: baton accept 1

    handoff from maya to jordan, lapses tomorrow 10:00
      asked    a price
      done     asked sales
      next     send quote

    tasks
      [ ] 12 send quote (maya, Thu 5 Mar)

    notes
      today 10:00 maya, note for sam, unread: wants 20 seats

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
      2026-03-02 10:00 -> maya: Re: Pricing question
      2026-03-03 10:00 <- Ana Lopez <ana@example.com>: Re: Pricing question
      2026-03-03 10:00 <- Ben Okoro <ben@example.net>: me too [new correspondent]
    ");
}

#[test]
fn a_returning_customer_is_shown_as_one() {
    let world = asked();
    world.maya("claim 1").ok();
    world.later("1d").mail(ana().subject("Another thing"));
    assert_snapshot!(world.jordan("show 2"), @"
    $ baton show 2
    2  Another thing
    customer    Ana Lopez <ana@example.com> (2nd thread, last with maya)
    to act now  nobody owns it
    status      open, the customer has waited since today 10:00 (0s)
    attention   nobody owns it, the customer has waited since today 10:00: baton claim 2

    messages
      2026-03-03 10:00 <- Ana Lopez <ana@example.com>: Another thing
    ");
}

#[test]
fn several_threads_are_shown_one_after_the_other() {
    let world = asked();
    world.mail(complaint());
    assert_snapshot!(world.maya("show 2 1"), @"
    $ baton show 2 1
    2  Wrong colour
    customer    Ben Okoro <ben@example.net>
    to act now  nobody owns it
    status      open, the customer has waited since today 10:00 (0s)
    attention   nobody owns it, the customer has waited since today 10:00: baton claim 2

    messages
      2026-03-02 10:00 <- Ben Okoro <ben@example.net>: Wrong colour

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
fn in_json_each_thread_that_is_shown_is_one_object_a_line() {
    let world = asked();
    world.mail(complaint());
    let shown = world.maya("show 1 2 --json").ok().stdout;
    for line in shown.lines() {
        assert_eq!(serde_json::from_str::<Value>(line).unwrap()["version"], 1);
    }
}
