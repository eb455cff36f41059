//! Mail that no person wrote (SPEC §6.4): marked, listed, out of the queue; and bounces of what we wrote.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::delivery::reviewed;
use crate::dovecot::Dovecot;
use crate::smtp::Smtp;
use crate::sync::show;
use crate::world::{Mail, World};

const NOW: &str = "2026-03-02T09:00Z";

/// A world in which Ana asked at eight and Maya answered half an hour later.
fn answered() -> World {
    World::at(NOW)
        .and(
            Mail::from("Ana <ana@example.com>")
                .id("a@x")
                .subject("Pricing")
                .date("2026-03-02T08:00Z"),
        )
        .and(
            Mail::from("Maya <maya@example.org>")
                .to("Ana <ana@example.com>")
                .id("r@x")
                .reply_to_id("a@x")
                .subject("Re: Pricing")
                .date("2026-03-02T08:30Z")
                .sent(),
        )
}

fn bounce() -> Mail {
    Mail::from("Mail Delivery System <MAILER-DAEMON@mx.example.org>")
        .id("b@x")
        .subject("Undelivered Mail Returned to Sender")
        .header("Content-Type", "multipart/report; report-type=delivery-status; boundary=x")
        .header("Auto-Submitted", "auto-replied")
}

fn threads(world: &World, words: &str) -> Vec<i64> {
    let listed = world.maya(&format!("list {words} --json")).ok().json();
    let threads = listed["threads"].as_array().unwrap();
    threads.iter().map(|thread| thread["thread"].as_i64().unwrap()).collect()
}

fn is_clear(world: &World) -> bool {
    world.maya("review --json").ok().json()["sections"] == json!([])
}

#[test]
fn automated_mail_is_listed_when_asked_for_and_is_in_no_queue() {
    let world = World::at(NOW)
        .and(
            Mail::from("News <news@example.net>")
                .header("List-Id", "Weekly <weekly.example.net>")
                .subject("News"),
        )
        .and(
            Mail::from("Ana <ana@example.com>")
                .header("Auto-Submitted", "auto-replied")
                .subject("Away"),
        )
        .and(bounce())
        .and(Mail::from("Ben <ben@example.net>").subject("A question"));
    assert_eq!(threads(&world, ""), [4]);
    assert_eq!(threads(&world, "is:automated"), [1, 2, 3]);
    assert_eq!(threads(&world, "is:automated is:open"), [0; 0]);
    assert_eq!(threads(&world, "--all").len(), 4);
    world.maya("claim 4").ok();
    assert!(is_clear(&world));
    assert_eq!(show(&world, 1)["messages"][0]["automated"], "bulk");
    // Somebody who cares reopens it, and it stays what it is.
    world.maya("reopen 2").ok();
    assert_eq!(threads(&world, "is:automated is:open"), [2]);
    // A person who answers in it makes it a conversation.
    world.mail(Mail::from("News <news@example.net>").reply_to_id("mail-0@mail.example"));
    assert_eq!(threads(&world, "is:automated"), [2, 3]);
}

#[test]
fn a_query_is_of_words_that_help_names() {
    let world = answered();
    assert_eq!(threads(&world, "is:waiting-customer is:unowned"), [1]);
    assert_eq!(threads(&world, "is:open"), [0; 0]);
    let refused = world.maya("list is:opne").fails(2).stderr;
    assert!(refused.contains("is:open") && refused.contains("is:automated"), "{refused}");
    assert_snapshot!(world.maya("list is:open is:closed"), @r"
    $ baton list is:open is:closed
    [stderr] baton: no thread is open and closed at once
    [exit 2]
    ");
}

#[test]
fn an_automatic_reply_answers_nothing_and_reopens_nothing() {
    let world = answered();
    world.mail(
        Mail::from("Ana <ana@example.com>")
            .reply_to_id("r@x")
            .subject("Out of office")
            .header("Auto-Submitted", "auto-replied"),
    );
    let thread = show(&world, 1);
    assert_eq!(
        (&thread["status"], &thread["messages"][2]["automated"]),
        (&json!("waiting-customer"), &json!("auto"))
    );
}

#[test]
fn a_bounce_of_our_reply_is_shown_and_reopens_the_thread() {
    let world = answered();
    world.maya("claim 1").ok();
    world.later("1h").mail(bounce().reply_to_id("r@x"));
    assert_snapshot!(world.maya("list"), @"
    $ baton list
    NO  AGE  CUSTOMER  SUBJECT  OWNER  STATUS   NEXT ACTION  DUE
    1   0s   Ana       Pricing  maya   bounced  -            -
    ");
    assert_snapshot!(world.maya("show 1"), @"
    $ baton show 1
    1  Pricing
    customer    Ana <ana@example.com>
    to act now  maya, owner since today 10:00
    status      open, your reply bounced today 11:00
    attention   maya owns it, and your reply bounced today 11:00: baton next 1 TEXT --due DATE

    messages
      2026-03-02 09:00 <- Ana <ana@example.com>: Pricing
      2026-03-02 09:30 -> maya: Re: Pricing
      2026-03-02 11:00 <- Mail Delivery System <mailer-daemon@mx.example.org>: Undelivered Mail Returned to Sender [bounce]
    ");
    let review = world.maya("review --json").ok().json();
    assert_eq!(review["sections"][0]["section"], "no-next-action");
    assert_eq!(
        review["sections"][0]["items"][0]["reason"],
        "maya owns it, and your reply bounced today 11:00"
    );
    // A second attempt, to another address, settles it.
    world.later("1h").mail(
        Mail::from("Maya <maya@example.org>")
            .to("ana@example.net")
            .reply_to_id("a@x")
            .subject("Re: Pricing")
            .sent(),
    );
    let thread = show(&world, 1);
    assert_eq!(
        (&thread["status"], &thread["bounced_at"]),
        (&json!("waiting-customer"), &Value::Null)
    );
}

#[test]
fn a_bounce_reopens_what_waited_or_was_closed() {
    for settle in ["wait 1 --on jordan", "wait 1 --on customer --until fri", "close 1"] {
        let world = answered();
        world.maya(settle).ok();
        world.later("1h").mail(bounce().reply_to_id("r@x"));
        let thread = show(&world, 1);
        assert_eq!(thread["status"], "open", "{settle}");
        assert_eq!(thread["bounced_at"], "2026-03-02T10:00:00Z", "{settle}");
        assert_eq!(thread["reasons"], json!(["no-owner"]), "{settle}");
    }
}

#[test]
fn a_bounce_is_tied_to_what_its_header_names() {
    for (field, value) in [
        ("X-Original-Message-ID", "<r@x>"),
        ("Original-Message-ID", "r@x"),
        ("References", "<a@x> <r@x>"),
        ("In-Reply-To", "<r@x>"),
    ] {
        let world = answered().and(bounce().header(field, value));
        assert_eq!(show(&world, 1)["status"], "open", "{field}");
    }
    // What only the body names is listed by itself: no bodies are read.
    let world = answered().and(bounce().header("X-Failed-Recipients", "ana@example.com"));
    assert_eq!(show(&world, 1)["status"], "waiting-customer");
    assert_eq!(threads(&world, "is:automated"), [2]);
}

#[test]
fn a_bounce_of_what_we_never_wrote_opens_nothing() {
    let world =
        World::at(NOW).and(Mail::from("Ana <ana@example.com>").id("a@x").date("2026-03-02T08:00Z"));
    world.maya("close 1").ok();
    world.mail(bounce().reply_to_id("a@x"));
    assert_eq!(show(&world, 1)["status"], "closed");
    // A later mail of ours did not bounce before it was written.
    assert_eq!(show(&world, 1)["bounced_at"], Value::Null);
}

#[test]
fn what_people_write_to_the_inboxs_own_list_is_no_list_mail() {
    let world = World::at(NOW);
    let config = std::fs::read_to_string(world.config()).unwrap();
    let address = "address = \"support@example.org\"\n";
    let own = format!("{address}own-lists = [\"support.example.org\"]\n");
    world.set_config(&config.replacen(address, &own, 1));
    world
        .mail(
            Mail::from("Ana <ana@example.com>")
                .header("List-Id", "\"Support <our desk>\" <Support.example.org>")
                .header("Precedence", "list")
                .subject("Pricing"),
        )
        .mail(Mail::from("News <news@example.net>").header("List-Id", "<other.example.net>"));
    assert_eq!(threads(&world, ""), [1]);
    assert_eq!(show(&world, 1)["messages"][0]["automated"], Value::Null);
}

/// The review as it went out, and its Message-ID.
fn mailed(world: &World, smtp: &Smtp) -> (String, String) {
    world.admin("review --email --force").ok();
    let raw = String::from_utf8(smtp.envelopes().pop().unwrap().raw).unwrap();
    let id = raw.split_once("Message-ID: <").unwrap().1.split_once('>').unwrap().0.to_owned();
    (raw, id)
}

/// What became of a mail in a thread of its own, the second: its place in the list, who asked, its mark.
fn second(world: &World) -> (Value, Value, Value, Value) {
    let thread = show(world, 2);
    let message = &thread["messages"][0];
    let of = |value: &Value| value.clone();
    (
        of(&thread["status"]),
        of(&thread["customer"]),
        of(&message["direction"]),
        of(&message["automated"]),
    )
}

#[test]
fn a_review_that_lands_in_a_mailbox_that_is_read_asks_nothing() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["support@example.org"]);
    world.admin("review --email").fails(2);
    let (raw, _) = mailed(&world, &smtp);
    // Known by its Message-ID alone: a gateway may drop the rest.
    let stripped = raw.replace("Auto-Submitted: auto-generated\r\n", "");
    assert_ne!(raw, stripped);
    world.mail(Mail::raw(&stripped)).mail(Mail::raw(&stripped).sent());
    let asks_nothing = (json!("closed"), Value::Null, json!("internal"), json!("auto"));
    assert_eq!(second(&world), asks_nothing);
    assert_eq!(threads(&world, ""), [1]);
    // Judged anew, it is still known.
    world.admin("member set maya --address maya@example.org --address maya@phone.example").ok();
    assert_eq!(second(&world), asks_nothing);
}

#[test]
fn an_answer_of_ours_to_a_review_is_no_reply_to_a_customer() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["team@example.net"]);
    let (_, id) = mailed(&world, &smtp);
    world.mail(
        Mail::from("Maya <maya@example.org>")
            .to("baton@example.org")
            .reply_to_id(&id)
            .subject("Mine!")
            .sent(),
    );
    assert_eq!(second(&world), (json!("closed"), Value::Null, json!("internal"), Value::Null));
    assert_eq!(threads(&world, ""), [1]);
}

#[test]
fn mail_that_only_looks_like_a_review_is_mail() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["team@example.net"]);
    let (_, id) = mailed(&world, &smtp);
    let guessed = id.replacen(|c: char| c.is_ascii_digit(), "f", 1);
    assert_ne!(id, guessed);
    world.mail(
        Mail::from("baton <baton@example.org>")
            .id(&guessed)
            .subject("baton Mon 2 Mar: inbox clear")
            .header("X-Baton-Review", "1"),
    );
    assert_eq!(show(&world, 2)["status"], "open");
    assert_eq!(threads(&world, "").len(), 2);
}

#[test]
fn a_review_that_bounces_is_reported_and_opens_nothing() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["team@example.net"]);
    let (_, id) = mailed(&world, &smtp);
    world.deliver(bounce().reply_to_id(&id));
    assert_eq!(
        world.sync().stderr,
        "warning: the review to team@example.net came back: correct to in [review], or ask why\n"
    );
    assert_eq!(threads(&world, ""), [1]);
    assert_eq!(world.sync().stderr, "");
}
