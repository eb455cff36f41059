//! The leads' digest: who has how much, which replies are at risk, what lapses; and who gets it by mail.

use std::fs;

use insta::assert_snapshot;
use mail_parser::MessageParser;
use serde_json::{Value, json};

use crate::absence::without_anchor;
use crate::delivery::reviewed;
use crate::dovecot::Dovecot;
use crate::hostile_text::{HOSTILE, harmless, hostile};
use crate::session::{answer, asked, session, two_asked};
use crate::smtp::Smtp;
use crate::world::World;

const TWO_HOURS: &str = "[[sla]]\nfirst-response = \"2h\"";

fn leads(world: &World) -> Value {
    world.maya("review --leads --json").ok().json()
}

fn row(world: &World, owner: Value) -> Value {
    let owners = leads(world)["leads"]["owners"].clone();
    owners.as_array().unwrap().iter().find(|row| row["owner"] == owner).unwrap().clone()
}

/// The threads at risk, each with why.
fn risks(world: &World) -> Vec<(i64, String)> {
    let risks = leads(world)["leads"]["risks"].clone();
    let risk = |risk: &Value| {
        (risk["thread"].as_i64().unwrap(), risk["reason"].as_str().unwrap().to_owned())
    };
    risks.as_array().unwrap().iter().map(risk).collect()
}

/// Puts lines into [review], with which the config that `init` wrote ends.
fn review_says(world: &World, lines: &str) {
    world.configure(lines);
}

/// Who leads gets the digest of leads.
fn lead_is(world: &World, address: &str) {
    let config = fs::read_to_string(world.config()).unwrap();
    world.set_config(&config.replace("\nto = [", &format!("\nleads = [{address:?}]\nto = [")));
}

#[test]
fn who_has_how_much_and_in_what_state_is_told_by_owner() {
    let world = two_asked();
    world.configure(TWO_HOURS);
    world.maya("claim 1").ok();
    world.maya("next 1 'send quote' --due 16:00").ok();
    world.maya("away --from tomorrow --until fri --cover jordan").ok();
    world.now("2026-03-03T09:00Z").sync();
    assert_eq!(
        row(&world, json!("maya")),
        json!({
            "owner": "maya", "open": 1, "waiting": 0, "limit": 30, "late": 1, "soon": 0, "overdue": 1, "stale": 0,
            "oldest_unanswered_at": "2026-03-02T08:59:00Z", "oldest_unanswered_working_seconds": 28_860,
            "away": true, "away_until": "2026-03-06T23:00:00Z", "cover": "jordan",
        })
    );
    assert_eq!(row(&world, json!(null))["open"], 1);
    assert_eq!(row(&world, json!("sam"))["open"], 0);
    assert_snapshot!(without_anchor(&world.sam("review --leads").ok().stdout));
    assert_snapshot!(world.sam("review --leads --csv").ok().stdout.replace("\r\n", "␍\n"));
    // One reply later the customer has what was promised.
    world.mail(answer("jordan"));
    world.jordan("done 1 --next 'ask whether it fits' --due fri").ok();
    let maya = row(&world, json!("maya"));
    assert_eq!(
        [&maya["open"], &maya["waiting"], &maya["late"], &maya["overdue"]],
        [&json!(0), &json!(1), &json!(0), &json!(0)]
    );
}

#[test]
fn what_is_due_by_the_end_of_the_next_working_day_is_at_risk_until_it_is_answered() {
    let world = asked();
    world.configure("[[sla]]\nfirst-response = \"1bd\"");
    world.maya("claim 1").ok();
    assert_eq!(risks(&world), [(1, "first reply in 7h".to_owned())]);
    world.mail(answer("maya"));
    assert_eq!(risks(&world), []);
}

#[test]
fn what_nobody_promised_a_time_for_is_not_at_risk() {
    let world = asked();
    world.maya("claim 1").ok();
    assert_eq!(risks(&world), []);
    world.configure("[[sla]]\nfirst-response = \"3bd\"");
    assert_eq!(risks(&world), []);
}

#[test]
fn who_is_away_and_has_not_answered_is_a_risk_until_they_are_back() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("away --until fri --cover jordan").ok();
    let why = "maya is away until Fri 6 Mar, covered by jordan";
    assert_eq!(risks(&world), [(1, why.to_owned())]);
    world.maya("back").ok();
    assert_eq!(risks(&world), []);
}

#[test]
fn who_has_more_than_the_limit_is_a_risk_for_whom_they_have_not_answered() {
    let world = two_asked();
    review_says(&world, "load-limit = 1");
    world.maya("claim 1 2").ok();
    let why = "maya has 2 open, more than 1";
    assert_eq!(risks(&world), [(1, why.to_owned()), (2, why.to_owned())]);
    world.maya("assign 2 jordan").ok();
    assert_eq!(risks(&world), []);
}

#[test]
fn an_offer_that_lapses_today_is_told_until_it_is_accepted() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("handoff 1 jordan --next 'send quote'").ok();
    let lapsing = |world: &World| leads(world)["leads"]["lapsing"].clone();
    assert_eq!(lapsing(&world), json!([]));
    world.now("2026-03-03T08:00Z").sync();
    assert_eq!(
        lapsing(&world),
        json!([{"thread": 1, "from": "maya", "offered_to": ["jordan"], "lapses_at": "2026-03-03T09:00:00Z"}])
    );
    let text = world.sam("review --leads").ok().stdout;
    assert!(text.contains("  1 Ana Lopez: maya to jordan, lapses today 10:00\n"), "{text}");
    world.jordan("accept 1").ok();
    assert_eq!(lapsing(&world), json!([]));
}

#[test]
fn a_thread_stands_under_what_is_for_leads_whatever_else_it_needs() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("next 1 'send quote' --due 16:00").ok();
    world.now("2026-03-03T09:00Z").sync();
    assert_eq!(leads(&world)["sections"], json!([]));
    world.maya("priority 1 urgent").ok();
    let sections = leads(&world)["sections"].clone();
    assert_eq!(sections.as_array().unwrap().len(), 1);
    assert_eq!(sections[0]["section"], "needs-backup");
    assert_eq!(sections[0]["items"][0]["also"], json!(["overdue"]));
    world.maya("assign 1 maya --backup jordan").ok();
    assert_eq!(leads(&world)["sections"], json!([]));
}

#[test]
fn check_tells_whether_anything_is_for_leads() {
    let world = asked();
    world.maya("claim 1").ok();
    world.later("2h").sync();
    // Without a next action: that is for maya.
    world.maya("review --check -q").fails(1);
    world.maya("review --leads --check -q").ok();
    world.maya("away --until fri --cover jordan").ok();
    assert_snapshot!(session(&world, "sam: review --leads --check -q"));
}

#[test]
fn leads_are_mailed_theirs_with_the_teams_review_and_once_a_day() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["leads-team@example.org", "leads-lead@example.org"]);
    lead_is(&world, "leads-lead@example.org");
    assert_snapshot!(session(
        &world,
        "
        ada: review --email
        ada: review --email
        ada: review --leads --email
        later 1d
        ada: review --leads --email
        ada: review --leads --email --again
    "
    ));
    let mails: Vec<(String, String, String)> = smtp
        .envelopes()
        .iter()
        .map(|envelope| {
            let mail = MessageParser::default().parse(&envelope.raw).unwrap();
            let text = mail.body_text(0).unwrap().into_owned();
            let subject = mail.subject().unwrap().to_owned();
            (
                envelope.to.join(" "),
                subject,
                if text.contains("WHO HAS WHAT") { "leads" } else { "team" }.to_owned(),
            )
        })
        .collect();
    let of = |to: &str, subject: &str, kind: &str| {
        (format!("leads-{to}@example.org"), subject.to_owned(), kind.to_owned())
    };
    let (team, lead) = ("baton Mon 2 Mar: 1 no owner", "baton Mon 2 Mar for the leads: 1 no owner");
    assert_eq!(
        mails[..3],
        [of("team", team, "team"), of("lead", team, "team"), of("lead", lead, "leads")]
    );
    assert_eq!(mails.len(), 5);
    let ids: std::collections::BTreeSet<_> = smtp
        .envelopes()
        .iter()
        .map(|envelope| {
            MessageParser::default().parse(&envelope.raw).unwrap().message_id().unwrap().to_owned()
        })
        .collect();
    assert_eq!(ids.len(), 5);
}

#[test]
fn where_nobody_leads_that_is_said() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["leads-team@example.org"]);
    assert_snapshot!(session(
        &world,
        "
        ada: review --leads --email
        ada: review --leads --weekly
        ada: review --personal --leads --email
    "
    ));
    lead_is(&world, "support@example.org");
    assert_snapshot!(session(&world, "ada: review --leads --email"));
    assert_eq!(smtp.envelopes().len(), 0);
}

#[test]
fn with_nothing_for_leads_nothing_is_sent_where_that_was_asked_for() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["leads-team@example.org"]);
    lead_is(&world, "leads-lead@example.org");
    world.maya("claim 1").ok();
    world.later("50m").sync();
    world.admin("review --email --quiet-if-empty").ok();
    let to: Vec<String> = smtp.envelopes().into_iter().flat_map(|envelope| envelope.to).collect();
    assert_eq!(to, ["leads-team@example.org"]);
    world.admin("review --leads --email").ok();
    assert_eq!(smtp.envelopes().len(), 2);
}

#[test]
fn hostile_names_stay_texts_in_every_table() {
    let world = hostile(&HOSTILE);
    world.configure(TWO_HOURS);
    world.configure(
        "[mail-out]\nfrom = \"baton@example.org\"\n[mail-out.sendmail]\ncommand = [\"/bin/true\"]",
    );
    let config = fs::read_to_string(world.config()).unwrap();
    world.set_config(&config.replace(
        "[review]\n",
        "[review]\nleads = [\"lead@example.org\"]\nto = [\"team@example.org\"]\n",
    ));
    world.later("4h").sync();
    assert_eq!(risks(&world).len(), HOSTILE.len());
    for words in
        ["review --leads", "review --leads --json", "review --leads --csv", "review --weekly"]
    {
        harmless(&world.maya(words).ok());
    }
    for words in ["review --leads --email --dry-run", "review --weekly --email --dry-run"] {
        let mail = world.admin(words).ok().stdout;
        let mail = MessageParser::default().parse(mail.as_bytes()).unwrap();
        let html = mail.body_html(0).unwrap();
        assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
        assert!(html.contains("&lt;img"), "{html}");
        assert_eq!((mail.text_body_count(), mail.html_body_count()), (1, 1));
    }
}
