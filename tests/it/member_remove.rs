//! Members who leave, what becomes of what was theirs, and those who come back.

use insta::assert_snapshot;

use crate::session::{ana, answer, asked, everything, session, two_asked};
use crate::world::{Mail, World};

#[test]
fn absences_that_they_covered_are_covered_by_who_took_over() {
    let world = asked();
    world.jordan("claim 1").ok();
    world.jordan("away --until +10d --cover maya").ok();
    assert_snapshot!(session(&world, "
        ada: member remove maya
        ada: member remove maya --to jordan
        ada: member remove maya --to sam
    "), @"
    ada$ baton member remove maya
    [stderr] baton: maya covers jordan
    [stderr] hint: pass all of it on: baton member remove maya --to MEMBER
    [exit 1]
    ada$ baton member remove maya --to jordan
    [stderr] baton: whom you name after --to is away, and maya covers them: in the end nobody would act
    [stderr] hint: name somebody else after --to
    [exit 1]
    ada$ baton member remove maya --to sam
    maya has left; sam takes over the cover of jordan
    ");
    assert_eq!(shown(&world, 1)["effective_owner"], "sam");
    world.admin("fsck").ok();
}

/// Maya owns thread 1, backs up thread 2, promised something there, and owns Ana.
fn laden() -> World {
    let world = two_asked();
    world.maya("claim 1").ok();
    world.maya("next 1 'send quote' --due fri").ok();
    world.jordan("assign 2 jordan --backup maya").ok();
    world.jordan("next 2 'call the bank' --owner maya --due fri").ok();
    world.maya("assign --customer 1 maya").ok();
    world
}

#[test]
fn who_has_something_left_does_not_leave_before_it_is_passed_on() {
    let world = laden();
    let before = everything(&world);
    assert_snapshot!(session(&world, "
        ada: member remove maya
        ada: member remove maya --to maya
        ada: member remove maya --to zorro
        ada: member remove maya --to jordan --dry-run
    "), @r#"
    ada$ baton member remove maya
    [stderr] baton: maya owns 1; backs up 2; has open tasks on 1, 2; owns or backs up customer 1
    [stderr] hint: pass all of it on: baton member remove maya --to MEMBER
    [exit 1]
    ada$ baton member remove maya --to maya
    [stderr] baton: maya leaves, and cannot take it over
    [exit 2]
    ada$ baton member remove maya --to zorro
    [stderr] baton: there is no member "zorro"
    [stderr] hint: see all members: baton member list
    [exit 1]
    ada$ baton member remove maya --to jordan --dry-run
    would be: maya has left; jordan takes over 2 threads (1, 2) and 1 customer (1)
    "#);
    assert_eq!(everything(&world), before);
    assert_snapshot!(session(&world, "
        ada: member remove maya --to jordan --why 'new job'
        jordan: list
        jordan: show 1
        maya: list
        maya: claim 2
        jordan: assign 1 maya
        jordan: note 1 hello --for maya
        jordan: member list
        jordan: member show maya
        ada: undo
        ada: log --since 09:00
    "), @"
    ada$ baton member remove maya --to jordan --why 'new job'
    maya has left; jordan takes over 2 threads (1, 2) and 1 customer (1)
    jordan$ baton list
    NO  AGE  CUSTOMER   SUBJECT           OWNER   STATUS  NEXT ACTION    DUE
    1   1m   Ana Lopez  Pricing question  jordan  open    send quote     Fri 6 Mar
    2   0s   Ben Okoro  Wrong colour      jordan  open    call the bank  Fri 6 Mar
    jordan$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com> (jordan's)
    to act now  jordan, owner since today 10:00
    status      open, the customer has waited since today 09:59 (1m)
    next        send quote (jordan), Fri 6 Mar

    tasks
      [ ] 9 send quote (jordan, Fri 6 Mar)

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    maya$ baton list
    NO  AGE  CUSTOMER   SUBJECT           OWNER   STATUS  NEXT ACTION    DUE
    1   1m   Ana Lopez  Pricing question  jordan  open    send quote     Fri 6 Mar
    2   0s   Ben Okoro  Wrong colour      jordan  open    call the bank  Fri 6 Mar
    maya$ baton claim 2
    [stderr] baton: you are logged in as maya, and no member has that login
    [stderr] hint: an admin can add you: baton member add NAME --login maya
    [exit 77]
    jordan$ baton assign 1 maya
    [stderr] baton: maya has left the team
    [stderr] hint: an admin can bring them back: baton member add maya
    [exit 1]
    jordan$ baton note 1 hello --for maya
    [stderr] baton: maya has left the team
    [stderr] hint: an admin can bring them back: baton member add maya
    [exit 1]
    jordan$ baton member list
    NAME    ROLE   LOGIN   ADDRESSES           GRANTS  TIME ZONE
    ada     admin  ada     ada@example.org     -       -
    jordan  agent  jordan  jordan@example.org  -       -
    sam     agent  sam     sam@example.org     -       -
    jordan$ baton member show maya
    maya left today 10:00; maya@example.org
    ada$ baton undo
    [stderr] baton: entry 16 cannot be taken back: it is about who is a member
    [stderr] hint: say what should be true instead: baton member add, set or remove; what you did before it goes by its number: baton log, baton undo ENTRY
    [exit 1]
    ada$ baton log --since 09:00
    ENTRY  AT                THREAD  WHO     WHAT
    1      2026-03-02 09:59  -       baton   ledger made, for tests
    2      2026-03-02 09:59  -       ada     member added: ada (login ada, admin, ada@example.org)
    3      2026-03-02 09:59  -       ada     member added: maya (login maya, agent, maya@example.org)
    4      2026-03-02 09:59  -       ada     member added: jordan (login jordan, agent, jordan@example.org)
    5      2026-03-02 09:59  -       ada     member added: sam (login sam, agent, sam@example.org)
    8      2026-03-02 10:00  1       maya    claimed, held until 2026-03-02 10:45
    9      2026-03-02 10:00  1       maya    task 9 for maya, due 2026-03-06 17:00: send quote
    10     2026-03-02 10:00  2       jordan  assigned to jordan, backup maya
    11     2026-03-02 10:00  2       jordan  task 11 for maya, due 2026-03-06 17:00: call the bank
    12     2026-03-02 10:00  -       maya    customer 1 assigned to maya
    13     2026-03-02 10:00  1       ada     passed on from maya to jordan
    14     2026-03-02 10:00  2       ada     passed on from maya to jordan
    15     2026-03-02 10:00  -       ada     customer 1 assigned to jordan
    16     2026-03-02 10:00  -       ada     member removed, all passed on to jordan: maya (new job)
    ");
}

#[test]
fn who_has_nothing_leaves_at_once_and_the_only_admin_never() {
    let world = asked();
    assert_snapshot!(session(&world, "
        ada: member remove sam
        ada: member remove sam
        ada: member remove me --to maya
        ada: member add vic --role viewer
        ada: member remove jordan --to vic
        ada: member remove jordan --json
    "), @r#"
    ada$ baton member remove sam
    sam has left
    ada$ baton member remove sam
    [stderr] baton: sam has left the team
    [stderr] hint: an admin can bring them back: baton member add sam
    [exit 1]
    ada$ baton member remove me --to maya
    [stderr] baton: ada is the only admin
    [stderr] hint: make somebody else an admin first: baton member set NAME --role admin
    [exit 1]
    ada$ baton member add vic --role viewer
    vic is viewer, login vic, no address
    ada$ baton member remove jordan --to vic
    [stderr] baton: a viewer can take nothing over
    [stderr] hint: name somebody else after --to
    [exit 1]
    ada$ baton member remove jordan --json
    {"version":1,"member":"jordan","to":null,"threads":[],"customers":[]}
    "#);
}

#[test]
fn all_that_was_theirs_goes_with_it() {
    let world = laden();
    world.jordan("wait 2 --on maya").ok();
    world.maya("handoff 1 jordan --next call").ok();
    world.admin("member remove maya --to sam").ok();
    let (one, two) = (shown(&world, 1), shown(&world, 2));
    assert_eq!(
        (&one["owner"], &one["handoff"], &one["held_by"]),
        (&"sam".into(), &().into(), &().into())
    );
    assert_eq!(one["tasks"][0]["owner"], "sam");
    assert_eq!(one["customer"]["owner"], "sam");
    assert_eq!((&two["owner"], &two["backup"]), (&"jordan".into(), &"sam".into()));
    assert_eq!((&two["waiting_on"], &two["tasks"][0]["owner"]), (&"sam".into(), &"sam".into()));
    world.admin("fsck").ok();
}

fn shown(world: &World, thread: i64) -> serde_json::Value {
    world.admin(&format!("show {thread} --json")).ok().json()
}

#[test]
fn a_closed_thread_of_theirs_that_comes_back_finds_who_took_over() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("close 1").ok();
    world.admin("member remove maya --to jordan").ok();
    world.later("1d").mail(ana().subject("One more question").reply_to_id("a1@example.com"));
    let thread = shown(&world, 1);
    assert_eq!((&thread["owner"], &thread["effective_owner"]), (&"maya".into(), &"jordan".into()));
    world.sam("close 1").fails(77);
    assert_snapshot!(world.jordan("show 1"), @"
    $ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  jordan (maya has left); maya owns it since yesterday 10:00
    status      open, the customer has waited since yesterday 09:59 (1bd)
    attention   maya owns it, and nothing is said about what comes next: baton next 1 TEXT --due DATE

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
      2026-03-03 10:00 <- Ana Lopez <ana@example.com>: One more question
    ");
    world.jordan("next 1 'call Ana'").ok();
    assert_eq!(shown(&world, 1)["tasks"][0]["owner"], "jordan");
    world.jordan("done 1").ok();
    world.jordan("close 1").ok();
    assert!(!world.jordan("review").ok().stdout.contains("NO OWNER"));
}

#[test]
fn mail_that_they_wrote_stays_theirs() {
    let world = asked();
    world.mail(answer("maya"));
    world.admin("member remove maya").ok();
    world.mail(answer("maya").subject("Re: Pricing question, sent late"));
    let messages = shown(&world, 1)["messages"].clone();
    let authors: Vec<_> =
        messages.as_array().unwrap().iter().map(|m| m["author"].clone()).collect();
    assert_eq!(authors, [serde_json::Value::Null, "maya".into(), "maya".into()]);
}

#[test]
fn who_comes_back_is_who_they_were() {
    let world = asked();
    world.maya("claim 1").ok();
    world.mail(answer("maya"));
    world.admin("member grant maya export --until +5d --why audit").ok();
    world.admin("member remove maya --to sam").ok();
    assert_snapshot!(session(&world, "
        jordan: log maya
        ada: member add other --login maya
        ada: member add other --address maya@example.org
        ada: member add Maya --role agent --address maya@home.example --login maya
        maya: claim 1
        maya: note 1 'I am back'
        maya: log me
        maya: export threads
    "), @"
    jordan$ baton log maya
    ENTRY  AT                THREAD  WHO   WHAT
    7      2026-03-02 10:00  1       maya  claimed, held until 2026-03-02 10:45
    ada$ baton member add other --login maya
    [stderr] baton: login maya belongs to maya, who has left
    [exit 1]
    ada$ baton member add other --address maya@example.org
    [stderr] baton: address maya@example.org belongs to maya, who has left
    [exit 1]
    ada$ baton member add Maya --role agent --address maya@home.example --login maya
    Maya is agent, login maya, maya@home.example, maya@example.org
    maya$ baton claim 1
    [stderr] baton: 1 is owned by sam since today 10:00
    [stderr] hint: sam can pass it on: baton handoff 1 Maya
    [exit 1]
    maya$ baton note 1 'I am back'
    1 is sam's; waiting for the customer; noted
    maya$ baton log me
    ENTRY  AT                THREAD  WHO   WHAT
    7      2026-03-02 10:00  1       Maya  claimed, held until 2026-03-02 10:45
    13     2026-03-02 10:00  1       Maya  noted: I am back
    maya$ baton export threads
    [stderr] baton: only an admin may export the ledger
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    ");
    world.mail(
        Mail::from("maya@example.org").to("ana@example.com").reply_to_id("a1@example.com").sent(),
    );
    let messages = shown(&world, 1)["messages"].clone();
    assert_eq!(messages.as_array().unwrap().last().unwrap()["author"], "Maya");
}

#[test]
fn two_who_leave_one_after_the_other_leave_nothing_behind() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("close 1").ok();
    world.admin("member remove maya --to jordan").ok();
    world.admin("member remove jordan").fails(1);
    world.admin("member remove jordan --to sam").ok();
    world.mail(ana().subject("Once more").reply_to_id("a1@example.com"));
    assert_eq!(shown(&world, 1)["effective_owner"], "sam");
    // Maya's return frees whoever stood in for her.
    world.admin("member add maya").ok();
    assert_eq!(shown(&world, 1)["effective_owner"], "maya");
    world.admin("fsck").ok();
}
