//! The weekly review: what was missed, what the week was like, what ends and is due in the next one.

use insta::assert_snapshot;
use mail_parser::MessageParser;
use serde_json::{Value, json};

use crate::absence::without_anchor;
use crate::delivery::reviewed;
use crate::dovecot::Dovecot;
use crate::session::{ana, answer, asked, session, two_asked};
use crate::smtp::Smtp;
use crate::world::World;

fn weekly(world: &World) -> Value {
    world.sam("review --weekly --json").ok().json()["weekly"].clone()
}

/// What was missed: thread, target, due, and when it ended.
fn misses(world: &World) -> Vec<Value> {
    let misses = weekly(world)["misses"].clone();
    let miss = |miss: &Value| {
        json!([miss["thread"], miss["target"], miss["due"], miss["owner"], miss["ended_at"]])
    };
    misses.as_array().unwrap().iter().map(miss).collect()
}

#[test]
fn a_reply_that_came_too_late_is_told_for_a_week_though_it_has_come() {
    let world = asked();
    world.configure("[[sla]]\nfirst-response = \"2h\"\nnext-response = \"1h\"");
    world.maya("claim 1").ok();
    assert_eq!(misses(&world), Vec::<Value>::new());
    world.now("2026-03-02T12:00Z").sync();
    let first = |ended: Value| json!([1, "first-response", "2026-03-02T10:59:00Z", "maya", ended]);
    assert_eq!(misses(&world), [first(Value::Null)]);
    world.mail(answer("maya"));
    assert_eq!(misses(&world), [first(json!("2026-03-02T12:00:00Z"))]);
    // Answered in time, and once more too late.
    world.now("2026-03-03T09:00Z").mail(ana().reply_to_id("a1@example.com").id("a2@example.com"));
    world.now("2026-03-03T09:30Z").mail(answer("maya"));
    world.now("2026-03-03T10:00Z").mail(ana().reply_to_id("a1@example.com").id("a3@example.com"));
    world.now("2026-03-03T12:00Z").mail(answer("jordan"));
    let next = json!([1, "next-response", "2026-03-03T11:00:00Z", "maya", "2026-03-03T12:00:00Z"]);
    assert_eq!(misses(&world), [first(json!("2026-03-02T12:00:00Z")), next.clone()]);
    world.now("2026-03-09T10:58Z").sync();
    assert_eq!(misses(&world).len(), 2);
    world.now("2026-03-09T11:00Z").sync();
    assert_eq!(misses(&world), [next]);
}

#[test]
fn reply_and_resolution_are_told_apart_and_the_clock_stands_still_in_a_wait() {
    let world = asked();
    world.configure("[[sla]]\nfirst-response = \"2h\"\nresolution = \"4h\"");
    world.maya("claim 1").ok();
    world.now("2026-03-02T14:00Z").sync();
    let resolution = |due: &str| json!([1, "resolution", due, "maya", null]);
    assert_eq!(
        misses(&world)[1..],
        [resolution("2026-03-02T12:59:00Z")],
        "both are missed: {:?}",
        misses(&world)
    );
    let world = asked();
    world.configure("[[sla]]\nresolution = \"4h\"");
    world.maya("claim 1").ok();
    world.maya("wait 1 --on jordan --until 13:00").ok();
    world.now("2026-03-02T14:00Z").sync();
    assert_eq!(misses(&world), Vec::<Value>::new());
    // Three hours of waiting later.
    world.now("2026-03-03T09:00Z").sync();
    assert_eq!(misses(&world), [resolution("2026-03-02T15:59:00Z")]);
    world.maya("close 1").ok();
    assert_eq!(misses(&world)[0][4], "2026-03-03T09:00:00Z");
}

#[test]
fn the_week_stands_beside_the_one_before() {
    let world = two_asked();
    world.maya("claim 1").ok();
    world.now("2026-03-02T10:00Z").mail(answer("maya"));
    world.maya("close 1").ok();
    world.now("2026-03-10T09:00Z").mail(ana().reply_to_id("a1@example.com"));
    world.now("2026-03-10T09:30Z").mail(answer("maya"));
    world.now("2026-03-10T10:00Z").mail(answer("jordan"));
    world.now("2026-03-11T09:00Z").sync();
    let week = weekly(&world);
    assert_eq!(
        (&week["from"], &week["to"]),
        (&json!("2026-03-04T09:00:00Z"), &json!("2026-03-11T09:00:00Z"))
    );
    assert_eq!(
        week["before"],
        json!({
            "new": 2, "mails_in": 2, "replies_out": 1, "closed": 1, "reopened": 0, "first_responses": 1,
            "p50": 3660, "p90": 3660, "unanswered": 1, "duplicates": 0, "backlog": 1,
        })
    );
    assert_eq!(
        week["numbers"],
        json!({
            "new": 0, "mails_in": 1, "replies_out": 2, "closed": 0, "reopened": 1, "first_responses": 1,
            "p50": 1800, "p90": 1800, "unanswered": 0, "duplicates": 1, "backlog": 1,
        })
    );
    let text = without_anchor(&world.sam("review --weekly").ok().stdout);
    assert_snapshot!(text.split("\n\n").nth(1).unwrap());
}

#[test]
fn a_week_in_which_nothing_happened_says_so_in_one_line_each() {
    let world = World::at("2026-03-02T09:00Z");
    world.sync();
    assert_snapshot!(without_anchor(&world.sam("review --weekly").ok().stdout));
    world.sam("review --weekly --check -q").ok();
}

#[test]
fn access_that_ends_soon_is_told_until_it_is_renewed_or_revoked() {
    let world = World::at("2026-03-02T09:00Z");
    world.sync();
    world.admin("member grant maya export --until +20d --why 'quarterly audit'").ok();
    let expiring = |world: &World| weekly(world)["expiring"].clone();
    assert_eq!(expiring(&world), json!([]));
    world.later("7d").sync();
    let grant = &expiring(&world)[0];
    assert_eq!(
        [&grant["member"], &grant["power"], &grant["granted_by"], &grant["why"]],
        [&json!("maya"), &json!("export"), &json!("ada"), &json!("quarterly audit")]
    );
    let text = world.sam("review --weekly").ok().stdout;
    assert!(
        text.contains("ACCESS THAT ENDS SOON (1)") && text.contains("quarterly audit"),
        "{text}"
    );
    world.configure("expires-soon = \"3d\"");
    assert_eq!(expiring(&world), json!([]));
    world.configure("");
    world.later("12d").sync();
    assert_eq!(expiring(&world)[0]["member"], "maya");
    world.admin("member revoke maya export").ok();
    assert_eq!(expiring(&world), json!([]));
}

#[test]
fn an_absence_that_begins_next_week_wants_a_cover() {
    let world = World::at("2026-03-02T09:00Z");
    world.sync();
    world.maya("away --from +3d --until +6d").ok();
    world.jordan("away --from +10d --until +12d").ok();
    assert_eq!(
        weekly(&world)["uncovered"],
        json!([{"member": "maya", "from": "2026-03-04T23:00:00Z", "until": "2026-03-08T23:00:00Z", "cover": null}])
    );
    let text = world.sam("review --weekly").ok().stdout;
    assert!(text.contains("maya is away from Thu 5 Mar until"), "{text}");
    world.maya("undo").ok();
    world.maya("away --from +3d --until +6d --cover sam").ok();
    assert_eq!(weekly(&world)["uncovered"], json!([]));
    // A cover who is away covers nothing.
    world.sam("away --from +2d --until +7d").ok();
    assert_eq!(weekly(&world)["uncovered"].as_array().unwrap().len(), 2);
}

#[test]
fn notes_that_are_due_for_another_look_are_told_until_somebody_has_looked() {
    let world = asked();
    world.maya("note 1 'the trial ends: ask whether they stay' --review-after fri").ok();
    world.maya("note 1 'much later' --review-after +60d").ok();
    let notes = |world: &World| {
        let notes = weekly(world)["notes"].clone();
        notes.as_array().unwrap().iter().map(|note| note["text"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(notes(&world), ["the trial ends: ask whether they stay"]);
    let text = world.sam("review --weekly").ok().stdout;
    assert!(text.contains("NOTES DUE FOR ANOTHER LOOK (1)"), "{text}");
    world.now("2026-03-07T09:00Z").sync();
    assert_eq!(notes(&world).len(), 1);
    world.maya("ack 1").ok();
    assert_eq!(notes(&world), Vec::<Value>::new());
}

#[test]
fn it_is_mailed_to_the_team_beside_the_mornings_review() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["weekly-team@example.org"]);
    world.admin("member grant maya export --until +5d --why audit").ok();
    assert_snapshot!(session(
        &world,
        "
        ada: review --email
        ada: review --weekly --email
        ada: review --weekly --email
    "
    ));
    let envelopes = smtp.envelopes();
    assert_eq!(envelopes.len(), 2);
    let mail = MessageParser::default().parse(&envelopes[1].raw).unwrap();
    // Of the seven days up to Monday morning most lie in the week before.
    assert_eq!(mail.subject(), Some("baton week 9: 1 no owner; 1 power ends soon"));
    let html = mail.body_html(0).unwrap();
    assert!(html.contains("Access that ends soon") && html.contains("<th"), "{html}");
}

#[test]
fn a_week_of_the_past_is_told_as_it_was() {
    let world = asked();
    world.configure("[[sla]]\nfirst-response = \"2h\"");
    world.maya("claim 1").ok();
    world.now("2026-03-02T12:00Z").sync();
    let then = world.sam("review --weekly").ok().stdout;
    let leads = world.sam("review --leads").ok().stdout;
    world.later("2d").mail(answer("maya"));
    world.maya("close 1").ok();
    assert_eq!(world.sam("review --weekly --as-of '2026-03-02 13:00'").ok().stdout, then);
    assert_eq!(world.sam("review --leads --as-of '2026-03-02 13:00'").ok().stdout, leads);
}

#[test]
fn where_levels_promise_updates_something_was_promised() {
    let world = asked();
    let nothing = "nothing was promised: the config has no [[sla]]";
    assert!(world.admin("review --weekly").ok().stdout.contains(nothing));
    world.configure("[[level]]\nname = \"outage\"\nupdate-every = \"1h\"");
    let weekly = world.admin("review --weekly").ok().stdout;
    assert!(weekly.contains("all that was promised was kept in time"), "{weekly}");
}
