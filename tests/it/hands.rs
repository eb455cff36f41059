//! `merge` and `split`: what members decide outranks headers, survives every sync, and can be taken back.

use serde_json::{Value, json};

use crate::sync::show;
use crate::world::{Mail, World};

const NOW: &str = "2026-03-02T09:00Z";

fn ana() -> Mail {
    Mail::from("Ana <ana@example.com>")
}

fn bob() -> Mail {
    Mail::from("Bob <bob@example.net>")
}

/// The ids in a thread, oldest first.
#[track_caller]
fn ids(world: &World, thread: u32) -> Vec<String> {
    let shown = show(world, thread);
    let id = |message: &Value| message["message_id"].as_str().unwrap().to_owned();
    shown["messages"].as_array().unwrap().iter().map(id).collect()
}

/// Everything that `show` says of these numbers.
fn pages(world: &World, numbers: &[u32]) -> Vec<Value> {
    numbers.iter().map(|number| show(world, *number)).collect()
}

/// Two threads, each with an owner's task and note on it.
fn two() -> World {
    let world = World::at(NOW)
        .and(ana().id("a@x").subject("Pricing").date("2026-03-02T08:00Z"))
        .and(ana().id("b@x").subject("Pricing for ten").date("2026-03-02T08:10Z"));
    world.maya("claim 2").ok();
    world.maya("next 2 'send the list' --due tomorrow").ok();
    world.jordan("note 2 'asked by phone too'").ok();
    world
}

/// A conversation in which another matter begins with the third mail.
fn two_matters() -> World {
    World::at(NOW)
        .and(ana().id("a@x").subject("Pricing").date("2026-03-02T08:00Z"))
        .and(ana().id("b@x").reply_to_id("a@x").date("2026-03-02T08:05Z"))
        .and(
            ana()
                .id("m@x")
                .references(&["a@x", "b@x"])
                .subject("Invoice")
                .date("2026-03-02T08:10Z"),
        )
        .and(ana().id("n@x").references(&["a@x", "b@x", "m@x"]).date("2026-03-02T08:15Z"))
}

#[test]
fn merged_threads_are_one_and_later_replies_to_either_follow() {
    let world = two();
    insta::assert_snapshot!(
        world.admin("merge 1 2 --reason 'same question'"),
        @r#"
    $ baton merge 1 2 --reason 'same question'
    1 is maya's, held until 10:45; next: send the list, tomorrow; 2 "Pricing for ten" (Ana) is part of it now
    "#
    );
    assert_eq!(ids(&world, 1), ["a@x", "b@x"]);
    assert_eq!(show(&world, 2)["thread"], 1);
    assert_eq!(show(&world, 1)["tasks"][0]["text"], "send the list");
    world.mail(ana().id("c@x").reply_to_id("b@x").date("2026-03-02T08:20Z"));
    world.mail(ana().id("d@x").reply_to_id("a@x").date("2026-03-02T08:30Z"));
    assert_eq!(ids(&world, 1), ["a@x", "b@x", "c@x", "d@x"]);
}

#[test]
fn a_merge_taken_back_leaves_both_as_they_were() {
    let world = two();
    let before = pages(&world, &[1, 2]);
    world.admin("merge 1 2").ok();
    world.admin("split 1 2").ok();
    assert_eq!(pages(&world, &[1, 2]), before);
    // And it stays so.
    world.maya("sync").ok();
    assert_eq!(pages(&world, &[1, 2]), before);
    world.mail(ana().id("c@x").reply_to_id("b@x").date("2026-03-02T08:20Z"));
    assert_eq!(ids(&world, 2), ["b@x", "c@x"]);
}

#[test]
fn what_was_done_while_they_were_one_holds_for_both() {
    let world = two();
    world.admin("merge 1 2").ok();
    world.maya("done 1").ok();
    world.maya("assign 1 sam").ok();
    world.admin("split 1 2").ok();
    let (one, two) = (show(&world, 1), show(&world, 2));
    assert_eq!((&one["owner"], &two["owner"]), (&json!("sam"), &json!("sam")));
    assert_eq!(one["tasks"], json!([]));
    assert_eq!(two["tasks"][0]["state"], "done", "{two:#}");
}

#[test]
fn a_split_takes_the_replies_along_and_later_ones_follow() {
    let world = two_matters();
    world.maya("claim 1").ok();
    insta::assert_snapshot!(world.admin("split 1 m3"), @"
    $ baton split 1 m3
    1 is maya's, held until 10:45
    2 is maya's; split off from 1
    ");
    assert_eq!(
        (ids(&world, 1), ids(&world, 2)),
        (vec!["a@x".to_owned(), "b@x".to_owned()], vec!["m@x".to_owned(), "n@x".to_owned()],)
    );
    assert_eq!(show(&world, 2)["owner"], "maya");
    // They name the mails that stayed, too.
    world.mail(ana().id("o@x").references(&["a@x", "b@x", "m@x", "n@x"]).date("2026-03-02T08:20Z"));
    world.mail(ana().id("c@x").references(&["a@x", "b@x"]).date("2026-03-02T08:25Z"));
    // One that names mails of both goes with the one that it is nearest to, and makes them one no more.
    world.mail(ana().id("p@x").references(&["n@x", "c@x"]).date("2026-03-02T08:30Z"));
    assert_eq!(ids(&world, 1), ["a@x", "b@x", "c@x", "p@x"]);
    assert_eq!(ids(&world, 2), ["m@x", "n@x", "o@x"]);
}

#[test]
fn a_split_thread_merges_back() {
    let world = two_matters();
    let before = ids(&world, 1);
    world.admin("split 1 m@x").ok();
    world.admin("merge 1 2").ok();
    assert_eq!(ids(&world, 1), before);
    world.mail(ana().id("o@x").references(&["m@x", "n@x"]).date("2026-03-02T08:20Z"));
    assert_eq!(ids(&world, 1).len(), 5);
}

#[test]
fn a_dry_run_says_what_would_be_and_changes_nothing() {
    let world = two_matters();
    let before = world.maya("log").ok().stdout;
    let said = world.admin("split 1 m3 --dry-run").ok().stdout;
    assert!(said.starts_with("would be: 1 "), "{said}");
    assert_eq!(world.maya("log").ok().stdout, before);
    assert_eq!(ids(&world, 1).len(), 4);
}

#[test]
fn what_cannot_be_merged_or_split_is_refused() {
    let world = two_matters();
    world.mail(bob().id("z@x"));
    world.maya("claim 1").ok();
    world.jordan("claim 2").ok();
    insta::assert_snapshot!(world.admin("merge 1 2"), @"
    $ baton merge 1 2
    [stderr] baton: 1 is owned by maya, 2 by jordan
    [stderr] hint: say whose it is then: baton merge 1 2 --owner maya
    [exit 1]
    ");
    insta::assert_snapshot!(world.admin("split 1 m1"), @"
    $ baton split 1 m1
    [stderr] baton: all of 1 answers that message: nothing would stay
    [stderr] hint: name the first message that is to leave; see: baton show 1 --why
    [exit 1]
    ");
    insta::assert_snapshot!(world.admin("split 1 m9"), @"
    $ baton split 1 m9
    [stderr] baton: 1 has no such message
    [stderr] hint: see its messages: baton show 1 --why
    [exit 1]
    ");
    insta::assert_snapshot!(world.admin("split 1 z@x"), @"
    $ baton split 1 z@x
    [stderr] baton: 1 has no such message
    [stderr] hint: see its messages: baton show 1 --why
    [exit 1]
    ");
    insta::assert_snapshot!(world.admin("split 1 2"), @"
    $ baton split 1 2
    [stderr] baton: 1 and 2 are two threads already, and no mail links them
    [stderr] hint: a message is m2, as show --why counts: baton split 1 m2
    [exit 1]
    ");
    insta::assert_snapshot!(world.admin("split 1 1"), @"
    $ baton split 1 1
    [stderr] baton: 1 has no such message
    [stderr] hint: see its messages: baton show 1 --why
    [exit 1]
    ");
    insta::assert_snapshot!(world.admin("merge 1"), @"
    $ baton merge 1
    [stderr] baton: merge takes two threads or more
    [stderr] hint: see what may be one: baton merge --suggest
    [exit 2]
    ");
    insta::assert_snapshot!(world.admin("merge 1 1"), @"
    $ baton merge 1 1
    [stderr] baton: these are one thread already, 1
    [stderr] hint: see its messages: baton show 1
    [exit 1]
    ");
    insta::assert_snapshot!(world.admin("merge 1 2 --owner jordan"), @r#"
    $ baton merge 1 2 --owner jordan
    1 is jordan's; 2 "Question" (Bob) is part of it now
    [stderr] note: the customers differ: 1 "Pricing" (Ana), 2 "Question" (Bob)
    "#);
    assert_eq!(show(&world, 1)["owner"], "jordan");
}

/// Two owned threads, and a mail that points to both.
fn in_conflict() -> World {
    let world = World::at(NOW)
        .and(ana().id("a@x").subject("Pricing").date("2026-03-02T08:00Z"))
        .and(ana().id("b@x").subject("Delivery").date("2026-03-02T08:10Z"));
    world.maya("claim 1").ok();
    world.jordan("claim 2").ok();
    world.mail(ana().id("c@x").references(&["a@x", "b@x"]).date("2026-03-02T08:20Z"));
    world
}

fn data(world: &World) -> Value {
    let review = world.maya("review --json").ok().json();
    let sections = review["sections"].as_array().unwrap().clone();
    let data = sections.into_iter().find(|section| section["section"] == "data");
    data.map_or(json!([]), |section| section["items"].clone())
}

#[test]
fn two_owners_meeting_is_a_conflict_until_somebody_decides() {
    let world = in_conflict();
    // It answers b; that it names a, too, is shown.
    assert_eq!(
        (ids(&world, 1), ids(&world, 2)),
        (vec!["a@x".to_owned()], vec!["b@x".to_owned(), "c@x".to_owned()],)
    );
    let page = world.maya("show 2").ok().stdout;
    assert!(page.contains("baton split 2 1, or: baton merge 2 1"), "{page}");

    world.admin("merge 2 1 --owner maya").ok();
    assert_eq!(ids(&world, 1), ["a@x", "b@x", "c@x"]);
    assert_eq!(show(&world, 2)["owner"], "maya");
    assert!(!world.maya("show 1").ok().stdout.contains("baton merge"));
}

#[test]
fn a_conflict_is_settled_by_saying_that_they_are_two() {
    let world = in_conflict();
    world.admin("split 2 1").ok();
    assert_eq!(ids(&world, 2), ["b@x", "c@x"]);
    assert!(!world.maya("show 2").ok().stdout.contains("baton merge"));
    assert_eq!(data(&world), json!([]));
    // Nor do they meet again once they have one owner.
    world.admin("assign 1 jordan").ok();
    world.mail(ana().id("d@x").references(&["a@x", "c@x"]).date("2026-03-02T08:30Z"));
    assert_eq!((ids(&world, 1).len(), ids(&world, 2).len()), (1, 3));
}

#[test]
fn threads_that_were_kept_apart_for_their_owners_join_when_they_have_one() {
    let world = in_conflict();
    world.admin("assign 1 jordan").ok();
    world.mail(ana().id("d@x").reply_to_id("c@x").date("2026-03-02T08:30Z"));
    assert_eq!(ids(&world, 1), ["a@x", "b@x", "c@x", "d@x"]);
}

#[test]
fn threads_that_may_be_one_are_suggested_and_never_joined() {
    let world = World::at(NOW)
        .and(ana().id("a@x").subject("Pricing").date("2026-02-20T08:00Z"))
        .and(ana().id("b@x").subject("Re: Pricing").date("2026-02-27T09:00Z"))
        .and(bob().id("c@x").subject("Re: Pricing").date("2026-02-27T10:00Z"));
    insta::assert_snapshot!(world.maya("merge --suggest"), @"
    $ baton merge --suggest
    TO MAKE THEM ONE  APART   SUBJECT
    baton merge 1 2   7 days  Re: Pricing
    ");
    insta::assert_snapshot!(world.maya("merge --suggest --json"), @r#"
    $ baton merge --suggest --json
    {"version":1,"suggestions":[{"threads":[1,2],"customer":1,"subject":"Re: Pricing","apart_seconds":608400}]}
    "#);
    world.admin("split 1 2").ok();
    insta::assert_snapshot!(world.maya("merge --suggest"), @"
    $ baton merge --suggest
    [stderr] no two threads look like one conversation
    ");
}

#[test]
fn show_says_why_each_message_is_there_and_who_owns_it_since_when() {
    let world = two_matters();
    world.mail(bob().id("z@x").header("In-Reply-To", "<ghost@x>").date("2026-03-02T08:30Z"));
    world.mail(bob().id("y@x").references(&["ghost@x"]).date("2026-03-02T08:40Z"));
    world.maya("claim 2").ok();
    world.admin("merge 1 2 --reason 'Bob is her husband'").ok();
    insta::assert_snapshot!(world.maya("show 1 --why"), @"
    $ baton show 1 --why
    1  Pricing
    customer    Ana <ana@example.com>
    to act now  maya, owner since today 10:00; maya is at it until today 10:45
    status      open, the customer has waited since today 09:00 (1h)

    messages
      m1    2026-03-02 09:00 <- Ana <ana@example.com>: Pricing
      m2    2026-03-02 09:05 <- Ana <ana@example.com>: Question
      m3    2026-03-02 09:10 <- Ana <ana@example.com>: Invoice
      m4    2026-03-02 09:15 <- Ana <ana@example.com>: Question
      m5    2026-03-02 09:30 <- Bob <bob@example.net>: Question [new correspondent]
      m6    2026-03-02 09:40 <- Bob <bob@example.net>: Question

    why
      m1    the first message
      m2    answers m1: its In-Reply-To names <a@x>
      m3    answers m2: its References names <b@x>
      m4    answers m3: its References names <m@x>
      m5    2 merged into it (Bob is her husband) by ada, 2026-03-02 10:00 (entry 13)
      m6    its References names <ghost@x>, never seen here, as m5 does
      owner 2 merged into it (Bob is her husband) by ada, 2026-03-02 10:00 (entry 13)
      review it is in no section
    ");
    insta::assert_snapshot!(world.maya("show 1 --why --json").ok().json()["why"], @r#"{"messages":[{"message_id":"a@x","by":"opens","with":null,"id":null,"entry":null},{"message_id":"b@x","by":"answers","with":"a@x","id":"a@x","entry":null},{"message_id":"m@x","by":"answers","with":"b@x","id":"b@x","entry":null},{"message_id":"n@x","by":"answers","with":"m@x","id":"m@x","entry":null},{"message_id":"z@x","by":"by-hand","with":null,"id":null,"entry":13},{"message_id":"y@x","by":"shares","with":"z@x","id":"ghost@x","entry":null}],"owner_entry":13,"sections":[]}"#);
}

#[test]
fn a_thread_leaves_again_also_after_what_it_was_merged_into_was_merged() {
    let world = two();
    world.mail(bob().id("c@x").subject("Delivery").date("2026-03-02T08:20Z"));
    let before = pages(&world, &[1, 2, 3]);
    world.admin("merge 2 3").ok();
    world.admin("merge 1 2").ok();
    world.maya("done 1").ok();
    world.admin("split 1 2").ok();
    assert_eq!(
        (ids(&world, 1), ids(&world, 2)),
        (vec!["a@x".to_owned()], vec!["b@x".to_owned(), "c@x".to_owned()],)
    );
    world.admin("split 2 3").ok();
    assert_eq!(ids(&world, 3), ["c@x"]);
    assert_eq!(show(&world, 2)["tasks"][0]["state"], "done");
    assert_eq!((&show(&world, 1), &show(&world, 3)), (&before[0], &before[2]));
}

#[test]
fn what_was_done_two_merges_deep_is_done_where_it_was_promised() {
    let world = two();
    world.mail(bob().id("c@x").subject("Delivery").date("2026-03-02T08:20Z"));
    world.jordan("claim 3").ok();
    world.jordan("next 3 'call Bob' --due tomorrow").ok();
    world.admin("merge 2 3 --owner jordan").ok();
    world.admin("merge 1 2").ok();
    world.jordan("done 1").ok();
    world.jordan("done 1").ok();
    world.admin("split 1 3").ok();
    let three = show(&world, 3);
    assert_eq!((&three["owner"], &three["tasks"][0]["state"]), (&json!("jordan"), &json!("done")));
    assert_eq!(show(&world, 2)["thread"], 1);
    assert_eq!(show(&world, 1)["tasks"].as_array().unwrap().len(), 1);
}

#[test]
fn who_answered_is_not_forgotten_when_its_mail_is_split_off_and_the_team_changes() {
    let world = two_matters();
    world.maya("claim 1").ok();
    world.mail(ana().id("o@x").reply_to_id("n@x").date("2026-03-02T08:20Z"));
    world.now("2026-03-02T09:20Z");
    let reply = Mail::from("support@example.org").to("ana@example.com").id("r@x").sent();
    world.mail(reply.reply_to_id("n@x").date("2026-03-02T09:10Z"));
    let author = |thread| {
        show(&world, thread)["messages"].as_array().unwrap().last().unwrap()["author"].clone()
    };
    assert_eq!(author(1), "maya");
    world.admin("split 1 m@x").ok();
    world.admin("member add eve --address eve@example.org --role agent").ok();
    world.maya("sync").ok();
    assert_eq!(author(2), "maya");
}

#[test]
fn a_mail_between_two_owners_goes_with_the_one_that_in_reply_to_names() {
    let world = World::at(NOW)
        .and(ana().id("a@x").date("2026-03-02T08:00Z"))
        .and(bob().id("b@x").date("2026-03-02T08:10Z"));
    world.maya("claim 1").ok();
    world.jordan("claim 2").ok();
    // Her mail client put the neighbour's mail behind the one that she answers.
    let mail = ana().id("c@x").header("References", "<a@x> <b@x>");
    world.mail(mail.header("In-Reply-To", "<a@x>").date("2026-03-02T08:20Z"));
    assert_eq!((ids(&world, 1).len(), ids(&world, 2).len()), (2, 1));
    assert!(world.maya("show 1").ok().stdout.contains("baton split 1 2, or: baton merge 1 2"));
}
