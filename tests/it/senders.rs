//! Who is behind a From that is not the writer's own (SPEC §6.6, §6.7): lists, forms, aliases, details after a plus.

use serde_json::{Value, json};

use crate::sync::show;
use crate::world::{Mail, World};

const NOW: &str = "2026-03-02T09:00Z";

/// A world whose inbox has an alias, a list and a contact form.
fn world() -> World {
    let world = World::at(NOW);
    let config = std::fs::read_to_string(world.config()).unwrap();
    let address = "address = \"support@example.org\"\n";
    assert!(config.contains(address));
    let all = format!(
        "{address}aliases = [\"help@example.org\"]\nown-lists = [\"support.example.org\"]\n\
         contact-form = [\"form@example.org\"]\n"
    );
    world.set_config(&config.replacen(address, &all, 1));
    world
}

/// Direction, status and customer's address of the first thread.
#[track_caller]
fn first(world: &World) -> (String, String, Value) {
    let thread = show(world, 1);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (
        text(&thread["messages"][0]["direction"]),
        text(&thread["status"]),
        thread["customer"]["address"].clone(),
    )
}

#[track_caller]
fn assert_asked_by(world: &World, customer: Option<&str>) {
    assert_eq!(first(world), ("inbound".into(), "open".into(), json!(customer)));
}

/// As Google Groups and Mailman send on what Ana wrote to the list.
fn from_list(from: &str) -> Mail {
    Mail::from(from)
        .to("Support <support@example.org>")
        .header("List-Id", "Support <support.example.org>")
        .header("Precedence", "list")
}

#[test]
fn a_list_that_rewrites_from_does_not_hide_the_person() {
    let ana = "Ana Lopez <ana@example.com>";
    for mail in [
        from_list("'Ana Lopez' via Support <support@example.org>").header("X-Original-From", ana),
        from_list("'Ana' via Support <support@example.org>")
            .header("X-Original-Sender", "ana@example.com"),
        from_list("Support <support@example.org>").header("X-Original-From", ana),
        from_list("\"Ana Lopez (via Support)\" <support@example.org>").header("Reply-To", ana),
        from_list("Ana Lopez via support <support@example.org>")
            .header("Reply-To", "Support <support@example.org>, Ana Lopez <ana@example.com>"),
        from_list("Ana Lopez via Support <support@example.org>")
            .header("Reply-To", "support@example.org")
            .cc("Ben <ben@example.net>, Ana Lopez <ana@example.com>"),
        from_list("Ana Lopez via Support <support+list@example.org>").header("Reply-To", ana),
        from_list("Ana Lopez via Help <help@example.org>").header("Reply-To", ana),
    ] {
        let world = world().and(mail.clone());
        assert_eq!(
            first(&world),
            ("inbound".into(), "open".into(), json!("ana@example.com")),
            "{mail:?}"
        );
    }
}

#[test]
fn a_rewritten_from_that_names_nobody_is_still_a_question() {
    let world = world().and(from_list("Ana via Support <support@example.org>").subject("Help"));
    assert_asked_by(&world, None);
    assert!(world.maya("list").ok().stdout.contains("Ana via"));
}

#[test]
fn what_a_member_writes_through_the_list_is_ours() {
    for mail in [
        Mail::from("'Maya' via Support <support@example.org>")
            .header("X-Original-From", "Maya <maya@example.org>"),
        Mail::from("'M. L.' via Support <support@example.org>")
            .header("X-Original-Sender", "maya@example.org"),
        Mail::from("Maya Lind via Support <support@example.org>")
            .header("Reply-To", "support@example.org"),
    ] {
        let world = world()
            .and(Mail::from("Ana <ana@example.com>").id("a@x").date("2026-03-02T08:00Z"))
            .and(
                mail.clone()
                    .to("Ana <ana@example.com>")
                    .cc("support@example.org")
                    .reply_to_id("a@x"),
            );
        let thread = show(&world, 1);
        assert_eq!(thread["status"], "waiting-customer", "{mail:?}");
        assert_eq!(thread["messages"][1]["author"], "maya", "{mail:?}");
    }
}

#[test]
fn a_contact_form_names_the_customer_in_reply_to() {
    let form = || Mail::from("Web form <form@example.org>").subject("New message");
    let named = world().and(form().header("Reply-To", "Ana Lopez <ana@example.com>"));
    assert_asked_by(&named, Some("ana@example.com"));
    // Nobody knows who wrote: the form is no customer whose mails would be one person's.
    for reply_to in ["", "support@example.org"] {
        assert_asked_by(&world().and(form().header("Reply-To", reply_to)), None);
    }
    // A form that sends in the inbox's own name, and is not in the config.
    let own = Mail::from("Support <support@example.org>").header("Reply-To", "ana@example.com");
    assert_asked_by(&world().and(own), Some("ana@example.com"));
}

#[test]
fn a_detail_after_a_plus_is_the_same_address_for_us_alone() {
    let world = world()
        .and(
            Mail::from("Ana <ana+bikes@example.com>")
                .to("support+web@example.org")
                .id("a@x")
                .date("2026-03-02T08:00Z"),
        )
        .and(
            Mail::from("ML <maya+work@example.org>")
                .to("Ana <ana+bikes@example.com>")
                .cc("Help+x@example.org")
                .reply_to_id("a@x")
                .date("2026-03-02T08:30Z"),
        )
        .and(
            Mail::from("ML <maya+work@example.org>")
                .to("support+web@example.org")
                .date("2026-03-02T08:40Z"),
        )
        .and(Mail::from("Ana <ana@example.com>").date("2026-03-02T08:50Z"));
    let thread = show(&world, 1);
    assert_eq!(thread["customer"]["address"], "ana+bikes@example.com");
    assert_eq!(
        (&thread["status"], &thread["messages"][1]["author"]),
        (&json!("waiting-customer"), &json!("maya"))
    );
    assert_eq!(show(&world, 2)["messages"][0]["direction"], "internal");
    // What Ana's server makes of a plus, only Ana's server knows.
    assert_ne!(show(&world, 3)["customer"]["customer"], thread["customer"]["customer"]);
}

#[test]
fn one_person_in_capitals_and_in_small_letters_is_one_customer() {
    let world = world();
    for (n, from) in ["Ana <ana@example.com>", "ANA <ANA@Example.COM>", "ana <ana@EXAMPLE.com.>"]
        .iter()
        .enumerate()
    {
        world.mail(Mail::from(from).subject(&format!("Question {n}")));
    }
    let customers: Vec<Value> =
        (1..=3).map(|thread| show(&world, thread)["customer"]["customer"].clone()).collect();
    assert_eq!(customers, [json!(1), json!(1), json!(1)]);
    world.mail(Mail::from("Ana <a.na@example.com>"));
    assert_eq!(show(&world, 4)["customer"]["customer"], 2);
}
