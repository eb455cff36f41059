//! Which way a mail goes, and which of us wrote it (SPEC §6.6).

use serde_json::{Value, json};

use crate::sync::show;
use crate::world::{Mail, World};

const NOW: &str = "2026-03-02T09:00Z";

/// A world in which Ana asked at eight.
fn asked() -> World {
    World::at(NOW).and(
        Mail::from("Ana <ana@example.com>").id("a@x").subject("Pricing").date("2026-03-02T08:00Z"),
    )
}

fn reply(from: &str) -> Mail {
    Mail::from(from).to("Ana <ana@example.com>").reply_to_id("a@x").subject("Re: Pricing").sent()
}

/// Direction and author of the newest message, and the status of its thread.
#[track_caller]
fn newest(world: &World) -> (Value, Value, Value) {
    let thread = show(world, 1);
    let message = thread["messages"].as_array().unwrap().last().unwrap().clone();
    (message["direction"].clone(), message["author"].clone(), thread["status"].clone())
}

#[track_caller]
fn assert_newest(world: &World, direction: &str, author: Option<&str>, status: &str) {
    assert_eq!(newest(world), (json!(direction), json!(author), json!(status)));
}

#[test]
fn a_reply_from_a_members_address_is_theirs() {
    let world = asked().and(reply("whoever <MAYA@Example.org>"));
    assert_newest(&world, "outbound", Some("maya"), "waiting-customer");
}

#[test]
fn a_reply_from_the_inbox_is_by_the_member_in_its_display_name() {
    let world = asked().and(reply("Maya Lind <support@example.org>"));
    assert_newest(&world, "outbound", Some("maya"), "waiting-customer");
}

#[test]
fn a_reply_from_the_inbox_is_else_by_its_sender() {
    let world = asked()
        .and(reply("Example Support <support@example.org>").header("Sender", "jordan@example.org"));
    assert_newest(&world, "outbound", Some("jordan"), "waiting-customer");
}

#[test]
fn the_display_name_comes_before_the_sender() {
    let world =
        asked().and(reply("Sam <support@example.org>").header("Sender", "jordan@example.org"));
    assert_newest(&world, "outbound", Some("sam"), "waiting-customer");
}

#[test]
fn a_reply_from_the_inbox_is_else_by_who_held_the_thread_then() {
    let world = asked();
    world.maya("claim 1").ok();
    // Synced when the hold is long over: what counts is when it was written.
    world.deliver(reply("Support <support@example.org>").date("2026-03-02T09:20Z"));
    world.later("5h").sync();
    assert_newest(&world, "outbound", Some("maya"), "waiting-customer");
}

#[test]
fn a_reply_from_the_inbox_that_nobody_held_has_no_author() {
    let world = asked();
    world.maya("claim 1").ok();
    world.later("5h").mail(reply("Support <support@example.org>"));
    assert_newest(&world, "outbound", None, "waiting-customer");
}

#[test]
fn mail_among_us_is_internal_and_answers_nothing() {
    let world = asked().and(
        Mail::from("Jordan <jordan@example.org>")
            .to("support@example.org, maya@example.org")
            .reply_to_id("a@x"),
    );
    assert_newest(&world, "internal", Some("jordan"), "open");
}

#[test]
fn a_strangers_mail_is_inbound_whatever_name_it_bears() {
    let world = asked()
        .and(Mail::from("Maya Lind <maya@example.net>").reply_to_id("a@x").subject("Re: Pricing"));
    assert_newest(&world, "inbound", None, "open");
    assert_eq!(show(&world, 1)["messages"][1]["new_correspondent"], true);
}

#[test]
fn a_new_address_of_a_member_judges_earlier_mail_anew() {
    let world = asked().and(reply("Maya <maya@phone.example>"));
    assert_newest(&world, "inbound", None, "open");
    let before = show(&world, 1)["messages"].clone();

    let set = "member set maya --address maya@example.org --address maya@phone.example";
    let ran = world.admin(set).ok();
    assert_eq!(ran.stderr, "1 message is judged anew: who wrote it, and which way it goes\n");
    assert_newest(&world, "outbound", Some("maya"), "waiting-customer");
    let after = show(&world, 1);
    assert_eq!(after["messages"][0], before[0]);
    assert_eq!(after["customer"]["address"], "ana@example.com");

    // And taken away again, it is a customer's.
    world.admin("member set maya --address maya@example.org").ok();
    assert_newest(&world, "inbound", None, "open");
}

#[test]
fn a_new_member_judges_earlier_mail_anew() {
    let world = asked().and(reply("Kim <kim@example.org>"));
    assert_newest(&world, "inbound", None, "open");
    world.admin("member add kim --address kim@example.org").ok();
    assert_newest(&world, "outbound", Some("kim"), "waiting-customer");
}

#[test]
fn a_new_alias_of_the_inbox_judges_earlier_mail_anew() {
    let world = asked().and(reply("Sam <help@example.org>"));
    assert_newest(&world, "inbound", None, "open");
    alias(&world);
    world.sync();
    assert_newest(&world, "outbound", Some("sam"), "waiting-customer");
}

#[test]
fn mail_judged_anew_is_by_who_held_the_thread_then() {
    let world = asked();
    world.jordan("claim 1").ok();
    world.mail(reply("Help desk <help@example.org>"));
    assert_newest(&world, "inbound", None, "open");
    alias(&world);
    world.later("5h").sync();
    assert_newest(&world, "outbound", Some("jordan"), "waiting-customer");
}

/// Makes help@example.org another address of the inbox.
fn alias(world: &World) {
    let config = std::fs::read_to_string(world.config()).unwrap();
    let address = "address = \"support@example.org\"\n";
    assert!(config.contains(address));
    let aliases = format!("{address}aliases = [\"help@example.org\"]\n");
    world.set_config(&config.replacen(address, &aliases, 1));
}
