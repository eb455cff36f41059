//! Who owns a thread: claim, release, assign, and naming the thread.

use std::thread;

use insta::assert_snapshot;

use crate::session::{ana, asked, complaint, everything, session, two_asked};
use crate::world::World;

#[test]
fn of_twenty_claims_at_once_one_wins_and_nineteen_are_told_who() {
    let world = World::at("2026-03-02T08:59Z").and(ana());
    for n in 0..20 {
        world.admin(&format!("member add agent{n} --address agent{n}@example.org")).ok();
    }
    let children: Vec<_> =
        (0..20).map(|n| world.command(&format!("agent{n}"), "claim 1").spawn().unwrap()).collect();
    let outputs: Vec<_> = children
        .into_iter()
        .map(|child| thread::spawn(move || child.wait_with_output().unwrap()))
        .collect();
    let outputs: Vec<_> = outputs.into_iter().map(|output| output.join().unwrap()).collect();

    let list = world.maya("list --json").ok().json();
    let winner = list["threads"][0]["owner"].as_str().unwrap().to_owned();
    let status = |wanted| outputs.iter().filter(move |output| output.status.code() == Some(wanted));
    assert_eq!((status(0).count(), status(1).count()), (1, 19));
    for output in status(0) {
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.starts_with(&format!("1 is {winner}'s")), "{said}");
    }
    for output in status(1) {
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.starts_with(&format!("baton: 1 is owned by {winner} since ")), "{said}");
    }
    let log = world.maya("log 1 --json").ok().json();
    assert_eq!(log["entries"].as_array().unwrap().len(), 1, "{log:#}");
}

#[test]
fn a_claim_takes_a_thread_and_is_refused_to_others() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: claim 1
        jordan: claim 1
        later 10m
        maya: claim 1
        jordan: release 1
        maya: release 1
        maya: release 1
        jordan: claim 1
        later 1h
        maya: claim 1
    "), @"
    maya$ baton claim 1
    1 is maya's, held until 10:45
    jordan$ baton claim 1
    [stderr] baton: 1 is owned by maya since today 10:00
    [stderr] hint: maya can pass it on: baton handoff 1 jordan
    [exit 1]
    (10m later)
    maya$ baton claim 1
    1 is maya's, held until 10:55
    jordan$ baton release 1
    [stderr] baton: only a lead may change threads and customers of others
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    maya$ baton release 1
    1 has no owner
    maya$ baton release 1
    [stderr] baton: 1 has no owner
    [stderr] hint: take it: baton claim 1
    [exit 1]
    jordan$ baton claim 1
    1 is jordan's, held until 10:55
    (1h later)
    maya$ baton claim 1
    [stderr] baton: 1 is owned by jordan since today 10:10
    [stderr] hint: jordan can pass it on: baton handoff 1 maya
    [exit 1]
    ");
}

#[test]
fn a_closed_thread_is_not_claimed() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: close 1
        maya: claim 1
    "), @"
    maya$ baton close 1
    1 has no owner; closed
    maya$ baton claim 1
    [stderr] baton: 1 is closed
    [stderr] hint: baton reopen 1
    [exit 1]
    ");
}

#[test]
fn an_assignment_says_who_what_and_by_when() {
    let world = asked();
    assert_snapshot!(session(&world, "
        ada: assign 1 maya --backup jordan --next 'send quote' --due fri --reason 'knows the product'
        ada: assign 1 jordan
        ada: assign 1 jordan --backup jordan
        ada: assign 1 me
        sam: log 1
    "), @"
    ada$ baton assign 1 maya --backup jordan --next 'send quote' --due fri --reason 'knows the product'
    1 is maya's (backup jordan); next: send quote, Fri 6 Mar
    ada$ baton assign 1 jordan
    1 is jordan's; next: send quote, Fri 6 Mar
    ada$ baton assign 1 jordan --backup jordan
    [stderr] baton: jordan cannot be owner and backup of 1
    [exit 1]
    ada$ baton assign 1 me
    1 is ada's; next: send quote, Fri 6 Mar
    sam$ baton log 1
    ENTRY  AT                THREAD  WHO  WHAT
    7      2026-03-02 10:00  1       ada  assigned to maya, backup jordan (knows the product)
    8      2026-03-02 10:00  1       ada  task 8 for maya, due 2026-03-06 17:00: send quote
    9      2026-03-02 10:00  1       ada  assigned to jordan
    10     2026-03-02 10:00  1       ada  assigned to ada
    ");
}

#[test]
fn what_the_owner_promised_passes_to_the_new_owner() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: claim 1
        maya: next 1 'send quote' --due tomorrow
        maya: next 1 'call the bank' --owner sam --due fri
        ada: assign 1 jordan
        sam: show 1
    "), @"
    maya$ baton claim 1
    1 is maya's, held until 10:45
    maya$ baton next 1 'send quote' --due tomorrow
    1 is maya's, held until 10:45; next: send quote, tomorrow
    maya$ baton next 1 'call the bank' --owner sam --due fri
    1 is maya's, held until 10:45; next: send quote, tomorrow; task added
    ada$ baton assign 1 jordan
    1 is jordan's; next: send quote, tomorrow
    sam$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  jordan, owner since today 10:00
    status      open, the customer has waited since today 09:59 (1m)
    next        send quote (jordan), tomorrow

    tasks
      [ ] 8 send quote (jordan, tomorrow)
      [ ] 9 call the bank (sam, Fri 6 Mar)

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    ");
}

#[test]
fn several_threads_change_together_or_not_at_all() {
    let world = two_asked();
    world.jordan("claim 2").ok();
    let before = everything(&world);
    assert_snapshot!(session(&world, "
        maya: claim 1 2
        maya: close 1 2 99
        maya: note 1 99 'called'
    "), @"
    maya$ baton claim 1 2
    [stderr] baton: 2 is owned by jordan since today 10:00; none of the threads was changed
    [stderr] hint: jordan can pass it on: baton handoff 2 maya
    [exit 1]
    maya$ baton close 1 2 99
    [stderr] baton: the ledger has no thread 99
    [stderr] hint: see what there is: baton list --all; read new mail: baton sync
    [exit 1]
    maya$ baton note 1 99 'called'
    [stderr] baton: the ledger has no thread 99
    [stderr] hint: see what there is: baton list --all; read new mail: baton sync
    [exit 1]
    ");
    assert_eq!(everything(&world), before);
    assert_snapshot!(session(&world, "
        ada: assign 1 2 1 sam
        sam: wait 1 2 --on customer --until +2bd
    "), @"
    ada$ baton assign 1 2 1 sam
    1 is sam's
    2 is sam's
    sam$ baton wait 1 2 --on customer --until +2bd
    1 is sam's; waiting for the customer until Wed 4 Mar
    2 is sam's; waiting for the customer until Wed 4 Mar
    ");
}

#[test]
fn a_dry_run_changes_nothing() {
    let world = two_asked();
    world.maya("claim 1").ok();
    world.maya("next 1 'send quote' --due fri").ok();
    let before = everything(&world);
    assert_snapshot!(session(&world, "
        maya: claim 2 --dry-run
        maya: release 1 --dry-run
        maya: assign 1 2 jordan --dry-run
        maya: note 1 called --dry-run
        maya: next 1 call --due fri --dry-run
        maya: done 1 --dry-run
        maya: wait 1 --on customer --dry-run
        maya: close 2 --dry-run
        maya: priority 1 urgent --dry-run
        maya: handoff 1 jordan --next call --dry-run
    "), @"
    maya$ baton claim 2 --dry-run
    would be: 2 is maya's, held until 10:45
    maya$ baton release 1 --dry-run
    would be: 1 has no owner; next: send quote (maya), Fri 6 Mar
    maya$ baton assign 1 2 jordan --dry-run
    would be: 1 is jordan's; next: send quote, Fri 6 Mar
    would be: 2 is jordan's
    maya$ baton note 1 called --dry-run
    would be: 1 is maya's, held until 10:45; next: send quote, Fri 6 Mar; noted
    maya$ baton next 1 call --due fri --dry-run
    would be: 1 is maya's, held until 10:45; next: send quote, Fri 6 Mar
    maya$ baton done 1 --dry-run
    would be: 1 is maya's, held until 10:45; done: send quote
    maya$ baton wait 1 --on customer --dry-run
    would be: 1 is maya's; waiting for the customer; next: send quote, Fri 6 Mar
    maya$ baton close 2 --dry-run
    would be: 2 has no owner; closed
    maya$ baton priority 1 urgent --dry-run
    would be: 1 is maya's, urgent, held until 10:45; next: send quote, Fri 6 Mar
    maya$ baton handoff 1 jordan --next call --dry-run
    would be: 1 is maya's, held until 10:45; offered to jordan until tomorrow 10:00; next: send quote, Fri 6 Mar
    ");
    assert_eq!(everything(&world), before);
}

#[test]
fn a_thread_is_named_by_number_message_id_url_or_mail() {
    let world = asked();
    for name in ["1", "t1", "a1@example.com", "<a1@example.com>", "mid:a1%40example.com"] {
        let shown = world.maya(&format!("show '{name}' --json")).ok().json();
        assert_eq!(shown["thread"], 1, "{name}");
    }
    let mail = "Message-ID: <a1@example.com>\nSubject: Pricing question\n\nHello\n";
    assert_eq!(world.piped("maya", "show - --json", mail).ok().json()["thread"], 1);
    let mail = mail.replace('\n', "\r\n");
    assert_eq!(world.piped("maya", "show - --json", mail).ok().json()["thread"], 1);
    let draft = "Message-ID: <draft@laptop>\nReferences: <unknown@x> <a1@example.com>\n\nDear Ana";
    let claimed = world.piped("maya", "claim -", draft).ok();
    assert_snapshot!(claimed, @"
    $ baton claim -
    1 is maya's, held until 10:45
    ");
}

#[test]
fn a_thread_that_is_not_there_is_named_in_the_refusal() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: show 42
        maya: claim '<nobody@example.com>'
        maya: claim forty-two
    "), @"
    maya$ baton show 42
    [stderr] baton: the ledger has no thread 42
    [stderr] hint: see what there is: baton list --all; read new mail: baton sync
    [exit 1]
    maya$ baton claim '<nobody@example.com>'
    [stderr] baton: the ledger has no message <nobody@example.com>
    [stderr] hint: see what there is: baton list --all; read new mail: baton sync
    [exit 1]
    maya$ baton claim forty-two
    [stderr] error: invalid value 'forty-two' for '[THREAD]...': a thread is a number (42 or t42), a Message-ID, a mid: URL, or -
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    ");
    assert_snapshot!(world.piped("maya", "claim -", "Subject: no id\n\nHello"), @"
    $ baton claim -
    [stderr] baton: the ledger has no message that this mail answers, and it has no Message-ID
    [stderr] hint: see what there is: baton list --all; read new mail: baton sync
    [exit 1]
    ");
    assert_snapshot!(world.piped("maya", "claim -", ""), @"
    $ baton claim -
    [stderr] baton: the ledger has no message that this mail answers, and it has no Message-ID
    [stderr] hint: see what there is: baton list --all; read new mail: baton sync
    [exit 1]
    ");
}

#[test]
fn a_member_is_suggested_where_a_name_is_misspelt() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: assign 1 jordn
        maya: assign 1 zorro
        maya: list --owner may
        maya: log jordn
    "), @r#"
    maya$ baton assign 1 jordn
    [stderr] baton: there is no member "jordn"
    [stderr] hint: did you mean jordan? all members: baton member list
    [exit 1]
    maya$ baton assign 1 zorro
    [stderr] baton: there is no member "zorro"
    [stderr] hint: see all members: baton member list
    [exit 1]
    maya$ baton list --owner may
    [stderr] baton: there is no member "may"
    [stderr] hint: did you mean maya? all members: baton member list
    [exit 1]
    maya$ baton log jordn
    [stderr] baton: "jordn" is neither a thread nor a member
    [stderr] hint: did you mean jordan? see baton member list
    [exit 1]
    "#);
}

#[test]
fn only_members_change_anything() {
    let world = asked();
    let (list, log) = everything(&world);
    assert_snapshot!(session(&world, "
        mallory: claim 1
        mallory: note 1 hello
        mallory: member add mallory --role admin
        maya: member set me --role admin
        maya: member add mallory
        ada: member set me --role agent
    "), @"
    mallory$ baton claim 1
    [stderr] baton: you are logged in as mallory, and no member has that login
    [stderr] hint: an admin can add you: baton member add NAME --login mallory
    [exit 77]
    mallory$ baton note 1 hello
    [stderr] baton: you are logged in as mallory, and no member has that login
    [stderr] hint: an admin can add you: baton member add NAME --login mallory
    [exit 77]
    mallory$ baton member add mallory --role admin
    [stderr] baton: you are logged in as mallory, and no member has that login
    [stderr] hint: an admin can add you: baton member add NAME --login mallory
    [exit 77]
    maya$ baton member set me --role admin
    [stderr] baton: only an admin may change members
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    maya$ baton member add mallory
    [stderr] baton: only an admin may change members
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    ada$ baton member set me --role agent
    [stderr] baton: ada is the only admin
    [stderr] hint: make somebody else an admin first: baton member set NAME --role admin
    [exit 1]
    ");
    let now = everything(&world);
    assert_eq!(now.0, list);
    // Who is a member and tried is on record; strangers are not.
    let added = now.1.matches("\"kind\":").count() - log.matches("\"kind\":").count();
    assert_eq!((added, now.1.matches("\"kind\":\"denied\"").count()), (2, 2));
}

#[test]
fn only_an_admin_acts_as_somebody_else_and_it_is_on_record() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: --as jordan claim 1
        ada: --as jordan claim 1
        ada: --as jordn claim 1
        maya: log 1
    "), @r#"
    maya$ baton --as jordan claim 1
    [stderr] baton: only an admin may act as somebody else
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    ada$ baton --as jordan claim 1
    1 is jordan's, held until 10:45
    ada$ baton --as jordn claim 1
    [stderr] baton: there is no member "jordn"
    [stderr] hint: did you mean jordan? all members: baton member list
    [exit 1]
    maya$ baton log 1
    ENTRY  AT                THREAD  WHO              WHAT
    8      2026-03-02 10:00  1       jordan (by ada)  claimed, held until 2026-03-02 10:45
    "#);
    let log = world.maya("log 1 --json").ok().json();
    assert_eq!(
        (&log["entries"][0]["actor"], &log["entries"][0]["behind"]),
        (&"jordan".into(), &"ada".into())
    );
}

#[test]
fn a_mail_that_arrives_owns_nothing() {
    let world = asked();
    world.maya("claim 1").ok();
    world.mail(complaint().reply_to_id("a1@example.com"));
    assert_snapshot!(world.maya("show 1"), @"
    $ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  maya, owner since today 10:00; maya is at it until today 10:45
    status      open, the customer has waited since today 09:59 (1m)

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
      2026-03-02 10:00 <- Ben Okoro <ben@example.net>: Wrong colour [new correspondent]
    ");
}
