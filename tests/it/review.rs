//! The review: what each section is for, and that the command it names settles it.

use insta::assert_snapshot;

use crate::session::{ana, answer, asked, complaint};
use crate::world::{Mail, Ran, World};

/// The sections that have something in them, each with its threads.
fn sections(world: &World) -> Vec<(String, Vec<i64>)> {
    let review = world.maya("review --json").ok().json();
    let section = |section: &serde_json::Value| {
        let items = section["items"].as_array().unwrap();
        let threads = items.iter().map(|item| item["thread"].as_i64().unwrap()).collect();
        (section["section"].as_str().unwrap().to_owned(), threads)
    };
    review["sections"].as_array().unwrap().iter().map(section).collect()
}

/// What a person reads; the ledger's hash differs from run to run.
fn read(world: &World) -> String {
    let Ran { stdout, .. } = world.maya("review").ok();
    let hash = world.maya("review --json").ok().json()["hash"].as_str().unwrap().to_owned();
    stdout.replace(&hash, "[hash]")
}

fn only(world: &World, section: &str) {
    assert_eq!(sections(world), [(section.to_owned(), vec![1])]);
}

fn clear(world: &World) {
    assert_eq!(sections(world), []);
}

#[test]
fn a_thread_that_nobody_owns_is_claimed() {
    let world = asked();
    only(&world, "no-owner");
    assert_snapshot!(read(&world), @r"
    Review of Mon 2 Mar 2026, 10:00: complete to 09:59 (2 mailboxes, 1 message)
    1 no owner; 1 not closed

    NO OWNER (1)
         1  Ana Lopez: Pricing question · 1m
            nobody owns it, the customer has waited since today 09:59
            baton claim 1

    ledger proof: baton fsck --anchor \
        [hash]
    ");
    world.maya("claim 1").ok();
    clear(&world);
}

#[test]
fn a_task_past_due_is_done() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("next 1 'send quote' --due 16:00").ok();
    world.now("2026-03-03T09:00Z").sync();
    only(&world, "overdue");
    assert_snapshot!(read(&world), @r#"
    Review of Tue 3 Mar 2026, 10:00: complete to 10:00 (2 mailboxes, 1 message)
    1 overdue; 1 not closed
    not closed, 2 days: ██  1 on Mon 2 Mar, 1 now

    OVERDUE (1)
         1  Ana Lopez: Pricing question · maya · 1bd
            "send quote" was due yesterday 16:00 (maya)
            baton done 1

    ledger proof: baton fsck --anchor \
        [hash]
    "#);
    world.maya("done 1 --next 'check that it came' --due thu").ok();
    clear(&world);
}

#[test]
fn a_customer_who_does_not_answer_is_checked_after_three_working_days() {
    let world = asked();
    world.maya("claim 1").ok();
    world.mail(answer("maya"));
    world.now("2026-03-05T08:59Z").sync();
    clear(&world);
    world.now("2026-03-05T09:01Z").sync();
    assert_eq!(sections(&world)[0].0, "overdue");
    assert_snapshot!(read(&world), @r"
    Review of Thu 5 Mar 2026, 10:01: complete to 10:01 (2 mailboxes, 2 messages)
    1 overdue; 1 not closed
    not closed, 4 days: █··█  1 on Mon 2 Mar, 1 now; 2 days were not counted

    OVERDUE (1)
         1  Ana Lopez: Pricing question · maya · 3bd  [stale]
            no reply from the customer; a check was due today 10:00
            baton close 1  # or write to them once more

    ledger proof: baton fsck --anchor \
        [hash]
    ");
    world.maya("close 1").ok();
    clear(&world);
}

#[test]
fn an_owned_thread_without_a_next_action_gets_one() {
    let world = asked();
    world.maya("claim 1").ok();
    world.later("46m").sync();
    only(&world, "no-next-action");
    assert_snapshot!(read(&world), @r"
    Review of Mon 2 Mar 2026, 10:46: complete to 10:46 (2 mailboxes, 1 message)
    1 no next action; 1 not closed

    NO NEXT ACTION (1)
         1  Ana Lopez: Pricing question · maya · 47m
            maya owns it, and nothing is said about what comes next
            baton next 1 TEXT --due DATE

    ledger proof: baton fsck --anchor \
        [hash]
    ");
    world.maya("next 1 'send quote' --due tomorrow").ok();
    clear(&world);
}

#[test]
fn whoever_blocks_is_named_with_how_many_wait() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("next 1 'send quote' --due fri").ok();
    world.maya("wait 1 --on jordan --for 'refund approval'").ok();
    only(&world, "waiting-internal");
    world.later("1h").mail(complaint()).sync();
    world.maya("wait 2 --on jordan").ok();
    world.mail(Mail::from("cleo@example.com").subject("Customs"));
    world.maya("wait 3 --on 'Acme Logistics'").ok();
    world.sync();
    assert_snapshot!(read(&world), @r"
    Review of Mon 2 Mar 2026, 11:00: complete to 11:00 (2 mailboxes, 3 messages)
    3 waiting internally; 3 not closed

    WAITING INTERNALLY (3)
      2 customers wait on jordan, oldest since today 10:00
      1 customer waits on Acme Logistics, oldest since today 11:00
         1  Ana Lopez: Pricing question · maya · 1h
            waits on jordan since today 10:00: refund approval
            baton reopen 1  # once that is settled
         2  Ben Okoro: Wrong colour · 0s
            waits on jordan since today 11:00
            baton reopen 2  # once that is settled
         3  cleo@example.com: Customs · 0s
            waits on Acme Logistics since today 11:00
            baton reopen 3  # once that is settled

    ledger proof: baton fsck --anchor \
        [hash]
    ");
    world.maya("reopen 1").ok();
    assert_eq!(sections(&world), [("waiting-internal".to_owned(), vec![2, 3])]);
}

#[test]
fn an_urgent_thread_gets_a_backup() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("next 1 'send quote' --due fri --priority urgent").ok();
    world.maya("priority 1 urgent").ok();
    only(&world, "needs-backup");
    assert_snapshot!(read(&world), @r"
    Review of Mon 2 Mar 2026, 10:00: complete to 09:59 (2 mailboxes, 1 message)
    1 needs a backup; 1 not closed

    NEEDS A BACKUP (1)
         1  Ana Lopez: Pricing question · maya · 1m
            urgent, and nobody stands behind maya
            baton assign 1 maya --backup MEMBER

    ledger proof: baton fsck --anchor \
        [hash]
    ");
    world.maya("assign 1 maya --backup jordan").ok();
    clear(&world);
}

#[test]
fn a_quiet_thread_is_stale_after_three_working_days() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("next 1 'send the sample' --due +20bd").ok();
    world.now("2026-03-05T08:59Z").sync();
    clear(&world);
    world.now("2026-03-05T09:00Z").sync();
    only(&world, "stale");
    assert_snapshot!(read(&world), @r"
    Review of Thu 5 Mar 2026, 10:00: complete to 10:00 (2 mailboxes, 1 message)
    1 stale; 1 not closed
    not closed, 4 days: █··█  1 on Mon 2 Mar, 1 now; 2 days were not counted

    STALE (1)
         1  Ana Lopez: Pricing question · maya · 3bd
            no mail and no entry since Mon 2 Mar 10:00
            baton note 1 TEXT

    ledger proof: baton fsck --anchor \
        [hash]
    ");
    world.maya("note 1 'the sample is on its way'").ok();
    clear(&world);
}

#[test]
fn an_offer_that_nobody_answered_is_accepted() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("next 1 'send quote' --due fri").ok();
    world.maya("handoff 1 jordan --asked 'a price'").ok();
    only(&world, "handoffs");
    assert_snapshot!(read(&world), @r"
    Review of Mon 2 Mar 2026, 10:00: complete to 09:59 (2 mailboxes, 1 message)
    1 handoff not answered; 1 not closed

    HANDOFFS NOT ANSWERED (1)
         1  Ana Lopez: Pricing question · maya · 1m
            maya offered it to jordan today 10:00, no answer yet; lapses tomorrow
              10:00
            baton accept 1

    ledger proof: baton fsck --anchor \
        [hash]
    ");
    world.jordan("accept 1").ok();
    clear(&world);
}

#[test]
fn a_sync_that_is_old_is_said_first() {
    let world = World::at("2026-03-02T09:00Z");
    world.sync();
    clear(&world);
    assert_snapshot!(read(&world), @r"
    Review of Mon 2 Mar 2026, 10:00: complete to 10:00 (2 mailboxes, 0 messages)
    inbox clear; 0 not closed

    ledger proof: baton fsck --anchor \
        [hash]
    ");
    world.later("1h");
    assert_eq!(sections(&world), [("data".to_owned(), vec![])]);
    assert_snapshot!(read(&world), @r"
    Review of Mon 2 Mar 2026, 11:00:
      MAIL NOT COMPLETE: support/INBOX was last read today 10:00; support/Sent was
      last read today 10:00
    mail not complete; 0 not closed

    MAIL IN DOUBT
      support/INBOX was last read today 10:00: run baton sync, or baton doctor
      support/Sent was last read today 10:00: run baton sync, or baton doctor

    ledger proof: baton fsck --anchor \
        [hash]
    ");
    world.sync();
    clear(&world);
}

#[test]
fn a_ledger_that_was_never_synced_is_no_clear_inbox() {
    let world = World::at("2026-03-02T09:00Z");
    world.maya("review --check").fails(1);
    assert_snapshot!(read(&world), @r"
    Review of Mon 2 Mar 2026, 10:00:
      MAIL NOT COMPLETE: no mailbox was read yet: run baton sync
    mail not complete; 0 not closed

    MAIL IN DOUBT
      no mailbox was read yet: run baton sync

    ledger proof: baton fsck --anchor \
        [hash]
    ");
}

#[test]
fn each_thread_stands_once_with_its_other_reasons_beside_it() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("priority 1 urgent").ok();
    world.maya("next 1 'send quote' --due tomorrow").ok();
    world.now("2026-03-06T09:00Z").sync();
    let review = world.maya("review --json").ok().json();
    assert_eq!(sections(&world), [("overdue".to_owned(), vec![1])]);
    let item = &review["sections"][0]["items"][0];
    assert_eq!(item["also"], serde_json::json!(["needs-backup", "stale"]));
    assert_snapshot!(read(&world), @r#"
    Review of Fri 6 Mar 2026, 10:00: complete to 10:00 (2 mailboxes, 1 message)
    1 overdue; 1 not closed
    not closed, 5 days: █···█  1 on Mon 2 Mar, 1 now; 3 days were not counted

    OVERDUE (1)
         1  Ana Lopez: Pricing question · maya · 4bd  [needs-backup, stale]
            "send quote" was due Tue 3 Mar (maya)
            baton done 1

    ledger proof: baton fsck --anchor \
        [hash]
    "#);
    assert_snapshot!(world.maya("review --csv").ok().stdout.replace("\r\n", "␍\n"), @r#"
    section,thread,customer,subject,owner,reason,also␍
    overdue,1,Ana Lopez,Pricing question,maya,"""send quote"" was due Tue 3 Mar (maya)",needs-backup stale␍
    "#);
}

#[test]
fn check_tells_scripts_whether_anything_is_in_it() {
    let world = asked();
    let checked = world.maya("review --check --quiet").fails(1);
    assert_snapshot!(checked.stderr, @"baton: not clear: 1 no owner");
    assert_eq!(checked.stdout, "");
    world.maya("claim 1").ok();
    world.maya("review --check").ok();
    world.maya("review --check --json").ok();
    world.later("2h");
    world.maya("review --check").fails(1);
}

#[test]
fn ages_and_due_dates_are_counted_in_working_time() {
    let world = World::at("2026-03-06T15:00Z");
    let config = std::fs::read_to_string(world.config()).unwrap();
    world.set_config(&config.replace(
        "time-zone = \"Europe/Berlin\"",
        "time-zone = \"Europe/Berlin\"\nhours = [\"mon-fri 09:00-12:30 13:30-17:30\"]\nholidays = [\"2026-03-09\"]",
    ));
    // Friday 16:00; Monday is a holiday; Tuesday 14:30.
    world.mail(ana().id("a1@example.com"));
    world.maya("claim 1").ok();
    world.maya("next 1 call --due +1bd").ok();
    world.now("2026-03-10T13:30Z").sync();
    let thread = &world.maya("list --json").ok().json()["threads"][0];
    let hours = |hours: f64| serde_json::json!((hours * 3600.0) as i64);
    assert_eq!(thread["age_working_seconds"], hours(1.5 + 3.5 + 1.0));
    assert_eq!(thread["next_action"]["due"], "2026-03-10T16:30:00Z");
    clear(&world);
    // Three working days after Friday 16:00, Monday not counted: Thursday 16:00.
    world.now("2026-03-12T14:59Z").sync();
    assert_eq!(sections(&world)[0], ("overdue".to_owned(), vec![1]));
    let also = |world: &World| {
        world.maya("review --json").ok().json()["sections"][0]["items"][0]["also"].clone()
    };
    assert_eq!(also(&world), serde_json::json!([]));
    world.now("2026-03-12T15:00Z").sync();
    assert_eq!(also(&world), serde_json::json!(["stale"]));
}

#[test]
fn an_import_does_not_grow_old() {
    let world = World::at("2026-03-02T09:00Z");
    std::fs::write(
        world.path().join("one.eml"),
        "From: ana@example.com\nTo: support@example.org\nSubject: Hi\n\nHello\n",
    )
    .unwrap();
    world.sync();
    world.admin("import one.eml").ok();
    world.maya("claim 1").ok();
    world.later("1d").sync();
    world.maya("close 1").ok();
    clear(&world);
}

#[test]
fn what_two_members_answered_is_told_once_and_settled_by_whoever_says_whose_it_is() {
    let world = asked();
    world.maya("claim 1").ok();
    world.now("2026-03-02T09:10Z").mail(answer("maya").id("m1@example.org"));
    world.now("2026-03-02T09:24Z").mail(answer("jordan").id("j1@example.org"));
    world.now("2026-03-02T09:30Z").sync();
    only(&world, "duplicates");
    assert_snapshot!(read(&world), @r"
    Review of Mon 2 Mar 2026, 10:30: complete to 10:30 (2 mailboxes, 3 messages)
    1 answered twice; 1 not closed

    ANSWERED TWICE (1)
         1  Ana Lopez: Pricing question · maya · 6m
            maya and jordan both answered the mail of today 09:59, 14m apart
            baton note 1 TEXT  # who of you goes on with it

    ledger proof: baton fsck --anchor \
        [hash]
    ");
    world.maya("confirm 1").ok();
    clear(&world);
}

#[test]
fn what_two_members_answered_before_the_last_review_is_not_told_again() {
    let smtp = crate::smtp::Smtp::start(crate::dovecot::Dovecot::shared());
    let world = crate::delivery::reviewed(&smtp, &["lead@example.org"]);
    world.maya("claim 1").ok();
    world.now("2026-03-02T09:10Z").mail(answer("maya").id("m1@example.org"));
    world.now("2026-03-02T09:24Z").mail(answer("jordan").id("j1@example.org"));
    world.now("2026-03-02T09:30Z").sync();
    world.maya("review --email").ok();
    only(&world, "duplicates");
    world.now("2026-03-03T09:30Z").sync();
    clear(&world);
}
