//! Who is away, who covers, and who acts: `away`, `back`, and what everything else makes of it.

use insta::assert_snapshot;
use serde_json::json;

use crate::delivery::reviewed;
use crate::dovecot::Dovecot;
use crate::session::{ana, answer, asked, session, two_asked};
use crate::smtp::{Mode, Smtp};
use crate::world::{Mail, World};

/// A review but for its last lines, which differ from ledger to ledger.
pub fn without_anchor(review: &str) -> String {
    let (kept, _) = review.split_once("\n\nledger proof: ").expect("an anchor");
    kept.to_owned()
}

/// The threads in a member's own digest, by section.
fn digest(world: &World, login: &str) -> Vec<(String, Vec<i64>)> {
    let review = world.by(login, "review --personal --json").ok().json();
    assert_eq!(review["member"], login);
    let section = |section: &serde_json::Value| {
        let items = section["items"].as_array().unwrap();
        let threads = items.iter().map(|item| item["thread"].as_i64().unwrap()).collect();
        (section["section"].as_str().unwrap().to_owned(), threads)
    };
    review["sections"].as_array().unwrap().iter().map(section).collect()
}

fn acting(world: &World, thread: i64) -> serde_json::Value {
    world.maya(&format!("show {thread} --json")).ok().json()["acting"].clone()
}

/// Maya owns Ana's question and has promised something on it.
fn promised() -> World {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("next 1 'send quote' --due +20bd").ok();
    world
}

#[test]
fn who_is_away_is_covered_until_they_are_back() {
    let world = two_asked();
    world.maya("assign 1 maya --backup sam").ok();
    assert_snapshot!(session(
        &world,
        "
        maya: away --until fri --cover jordan --note 'skiing'
        sam: show 1
        sam: list
        sam: away --list
        sam: note 1 'Ana called'
        maya: back
        maya: back
        sam: list is:mine
    "
    ));
}

#[test]
fn the_last_day_away_is_a_whole_day_in_the_teams_own_zone() {
    let world = promised();
    world.maya("away --from wed --until 2026-03-06 --cover jordan").ok();
    let acts = |now: &str| {
        world.now(now);
        acting(&world, 1)["member"].as_str().unwrap().to_owned()
    };
    assert_eq!(acts("2026-03-03T22:59Z"), "maya");
    assert_eq!(acts("2026-03-03T23:00Z"), "jordan");
    assert_eq!(acts("2026-03-06T22:59Z"), "jordan");
    assert_eq!(acts("2026-03-06T23:00Z"), "maya");
    // Over the night in which the clocks are set.
    world.maya("away --from 2026-03-28 --until 2026-03-29 --cover jordan").ok();
    assert_eq!(acts("2026-03-27T22:59Z"), "maya");
    assert_eq!(acts("2026-03-27T23:00Z"), "jordan");
    assert_eq!(acts("2026-03-29T21:59Z"), "jordan");
    assert_eq!(acts("2026-03-29T22:00Z"), "maya");
}

#[test]
fn covers_are_followed_and_the_backup_comes_last() {
    let world = promised();
    world.maya("away --until +10d --cover jordan").ok();
    let maya = |member: &str, why: &str| json!({ "member": member, "why": why, "of": "maya", "until": "2026-03-12T23:00:00Z" });
    assert_eq!(acting(&world, 1), maya("jordan", "cover"));
    world.jordan("away --until +2d --cover sam").ok();
    assert_eq!(acting(&world, 1), maya("sam", "cover"));
    world.sam("away --until +1d").ok();
    assert_eq!(acting(&world, 1), json!(null));
    world.admin("assign 1 maya --backup ada").ok();
    assert_eq!(acting(&world, 1), maya("ada", "backup"));
    assert_snapshot!(session(
        &world,
        "
        ada: show 1
        maya: away --list
        later 3d
        ada: list is:mine
        jordan: list is:mine
    "
    ));
}

#[test]
fn what_makes_no_sense_is_refused_with_what_to_type() {
    let world = asked();
    world.maya("away --from 2026-03-09 --until 2026-03-13 --cover jordan").ok();
    assert_snapshot!(session(
        &world,
        "
        jordan: away --from 2026-03-10 --until 2026-03-20 --cover maya
        jordan: away --from 2026-03-10 --until 2026-03-20 --cover sam
        sam: away --from 2026-03-12 --cover maya
        sam: away --cover sam
        sam: away --until yesterday
        sam: away --from fri --until thu
        sam: away --until soon
        sam: away --cover bob
        maya: away --from 2026-03-13
        maya: back
        maya: back --absence 999
        jordan: back maya
        jordan: away sam
        sam: away --list --plan
        maya: away --list
    "
    ));
}

#[test]
fn of_two_who_name_each_other_at_once_one_is_refused() {
    let world = asked();
    for _ in 0..5 {
        let commands = [("maya", "jordan"), ("jordan", "maya")].map(|(login, cover)| {
            let words = format!("away --until fri --cover {cover}");
            (login, world.command(login, &words).spawn().unwrap())
        });
        let ended = commands.map(|(login, child)| (login, child.wait_with_output().unwrap()));
        let mut statuses = ended.each_ref().map(|(_, output)| output.status.code().unwrap());
        statuses.sort_unstable();
        assert_eq!(statuses, [0, 1], "{ended:?}");
        let (away, _) = ended.iter().find(|(_, output)| output.status.success()).unwrap();
        world.by(away, "back").ok();
        world.later("1m");
    }
}

#[test]
fn covers_in_turn_are_no_circle() {
    let world = asked();
    world.maya("away --from 2026-03-09 --until 2026-03-11 --cover jordan").ok();
    world.jordan("away --from 2026-03-12 --until 2026-03-13 --cover maya").ok();
    world.sam("away --from 2026-03-09 --until 2026-03-13 --cover maya").ok();
    let shown = world.sam("away --list --json").ok().json();
    assert_eq!(shown["absences"].as_array().unwrap().len(), 3);
}

#[test]
fn an_absence_that_is_to_come_can_be_dropped_and_that_taken_back() {
    let world = promised();
    world.maya("away --from 2026-03-09 --until 2026-03-13 --cover jordan").ok();
    let listed = || world.maya("away --list --json").ok().json()["absences"].clone();
    let before = listed();
    let entry = before[0]["entry"].as_i64().unwrap();
    assert_snapshot!(world.maya(&format!("back --absence {entry} --dry-run")).ok().stdout);
    assert_eq!(listed(), before);
    world.maya(&format!("back --absence {entry}")).ok();
    assert_eq!(listed(), json!([]));
    world.now("2026-03-10T09:00Z");
    world.maya("away --until fri --cover sam").ok();
    world.maya("back").ok();
    assert_eq!(acting(&world, 1)["member"], "maya");
    world.maya("undo").ok();
    assert_eq!(acting(&world, 1)["member"], "sam");
}

#[test]
fn a_rehearsed_absence_is_not_entered() {
    let world = promised();
    let said = world.maya("away --until fri --cover jordan --dry-run").ok().stdout;
    assert!(
        said.starts_with("would be: maya is away until Fri 6 Mar, covered by jordan"),
        "{said}"
    );
    assert_eq!(world.maya("away --list --json").ok().json()["absences"], json!([]));
    assert_eq!(acting(&world, 1)["why"], "owner");
}

#[test]
fn without_a_cover_it_says_for_what_nobody_acts() {
    let world = two_asked();
    world.maya("assign 1 maya --backup sam").ok();
    world.maya("claim 2").ok();
    let said = session(
        &world,
        "
        maya: away --until fri
        later 1h
        sam: review
    ",
    );
    assert_snapshot!(without_anchor(&said));
    world.sam("assign 1 sam").fails(0);
    let sections = |section: &str| {
        let review = world.sam("review --json").ok().json();
        review["sections"].to_string().contains(section)
    };
    assert!(!sections("needs-backup"));
    world.admin("assign 2 jordan").ok();
    assert!(!sections("no-owner"));
}

#[test]
fn a_plan_tells_who_would_hold_what_and_ends_with_one_where_nobody_would() {
    let world = two_asked();
    world.maya("assign 1 maya --backup sam").ok();
    world.maya("next 1 'send quote' --due 2026-03-11").ok();
    world.maya("claim 2").ok();
    world.maya("wait 2 --on customer --until 2026-03-12").ok();
    world.jordan("away --from 2026-03-10 --until 2026-03-11").ok();
    assert_snapshot!(session(
        &world,
        "
        maya: away --plan --from 2026-03-09 --until 2026-03-13 --cover jordan
        maya: away --plan --from 2026-03-09 --until 2026-03-13 --cover sam
        maya: away --from 2026-03-09 --until 2026-03-13 --cover jordan
        sam: away --plan maya
        sam: away --plan
        maya: away --plan --cover sam
    "
    ));
    let plan = world.sam("away --plan maya --json").fails(1).json();
    assert_eq!(plan["gaps"][0]["threads"], json!([2]));
    assert_eq!(plan["gaps"][0]["from"], "2026-03-09T23:00:00Z");
    assert_eq!(plan["gaps"][0]["until"], "2026-03-11T23:00:00Z");
    assert_eq!(world.sam("away --list --json").ok().json()["absences"][0]["member"], "maya");
}

#[test]
fn a_plan_knows_what_waits_for_the_absent_and_what_they_would_cover() {
    let world = two_asked();
    world.jordan("claim 1").ok();
    world.jordan("handoff 1 maya --next 'answer'").ok();
    world.sam("claim 2").ok();
    world.sam("away --from 2026-03-04 --until 2026-03-05 --cover maya").ok();
    assert_snapshot!(world.maya("away --plan --until fri"));
}

#[test]
fn a_lead_speaks_for_others_and_an_agent_for_themselves() {
    let world = promised();
    world.admin("member set sam --role lead").ok();
    world.jordan("away maya --until fri").fails(77);
    world.sam("away maya --until fri --cover jordan").ok();
    world.jordan("back maya").fails(77);
    world.maya("back").ok();
    let log = world.admin("log --json").ok().json();
    let denied = log["entries"].as_array().unwrap().iter().filter(|e| e["kind"] == "denied");
    assert_eq!(denied.count(), 2);
}

#[test]
fn a_customers_mail_to_an_absent_owner_is_in_the_digest_of_the_cover() {
    let world = promised();
    world.maya("away --until 2026-03-13 --cover jordan").ok();
    assert_eq!(digest(&world, "jordan"), [("standing-in".to_owned(), vec![1])]);
    world.mail(answer("jordan"));
    assert_eq!(digest(&world, "jordan"), []);
    world.later("1h").mail(ana().subject("And the price?").reply_to_id("a1@example.com"));
    assert_eq!(digest(&world, "jordan"), [("standing-in".to_owned(), vec![1])]);
    assert_eq!(digest(&world, "maya"), []);
    assert_eq!(digest(&world, "sam"), []);
    assert_snapshot!(without_anchor(&world.jordan("review --personal").ok().stdout));
    world.now("2026-03-16T09:00Z").sync();
    assert_eq!(digest(&world, "jordan"), []);
}

#[test]
fn a_digest_has_what_others_wait_for_and_each_thread_once() {
    let world = two_asked();
    world.maya("claim 1").ok();
    world.maya("wait 1 --on jordan --for 'a refund'").ok();
    world.sam("claim 2").ok();
    world.sam("handoff 2 jordan --next 'answer'").ok();
    world.mail(Mail::from("cleo@example.com").subject("Customs"));
    world.jordan("next 3 'ask the carrier' --due 16:00").ok();
    world.now("2026-03-02T16:00Z").sync();
    assert_eq!(
        digest(&world, "jordan"),
        [
            ("overdue".to_owned(), vec![3]),
            ("waiting-internal".to_owned(), vec![1]),
            ("handoffs".to_owned(), vec![2])
        ]
    );
    // What is nobody's is the team's matter.
    world.jordan("review --personal --check --quiet").fails(1);
    world.admin("review --personal --check --quiet").ok();
    assert_snapshot!(world.admin("review --personal").ok().stdout.lines().nth(2).unwrap());
}

#[test]
fn each_member_is_mailed_their_own_once_a_day_and_who_has_nothing_gets_none() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["delivery-cover@example.org"]);
    world.maya("claim 1").ok();
    world.maya("next 1 'send quote' --due +20bd").ok();
    world.maya("away --until fri --cover jordan").ok();
    world.mail(ana().subject("And the price?").reply_to_id("a1@example.com"));
    assert_snapshot!(session(
        &world,
        "
        ada: review --personal --email
        ada: review --personal --email
        ada: review --email
    "
    ));
    let sent = smtp.envelopes();
    let to: Vec<&str> = sent.iter().flat_map(|envelope| &envelope.to).map(String::as_str).collect();
    assert_eq!(to, ["jordan@example.org", "delivery-cover@example.org"]);
    let mail = String::from_utf8(sent[0].raw.clone()).unwrap();
    assert!(mail.contains("Subject: baton Mon 2 Mar for jordan: "), "{mail}");
    assert!(
        mail.contains("for maya, away until Fri 6 Mar") && mail.contains("Pricing question"),
        "{mail}"
    );
    // The next day there is another.
    world.later("1d").sync();
    world.admin("review --personal --email").ok();
    assert_eq!(smtp.envelopes().len(), 3);
}

#[test]
fn a_member_whose_address_is_refused_does_not_keep_the_others_from_theirs() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["delivery-cover@example.org"]);
    world.mail(Mail::from("cleo@example.com").subject("Customs"));
    world.jordan("claim 1").ok();
    world.maya("claim 2").ok();
    world.later("1h").sync();
    smtp.behave(Mode::Recipient("jordan@example.org", "550 no such user"));
    let ran = world.admin("review --personal --email").fails(1);
    assert!(ran.stderr.contains("the review to jordan@example.org is refused"), "{ran}");
    smtp.behave(Mode::Well);
    assert_snapshot!(world.admin("review --personal --email").ok());
    let to: Vec<String> = smtp.envelopes().into_iter().flat_map(|envelope| envelope.to).collect();
    assert_eq!(to, ["maya@example.org", "jordan@example.org"]);
}
