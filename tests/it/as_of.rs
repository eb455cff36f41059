//! What a review was: rebuilt from the ledger, byte for byte.

use std::fs;

use crate::delivery::reviewed;
use crate::dovecot::Dovecot;
use crate::session::{ana, answer, asked, complaint};
use crate::smtp::Smtp;
use crate::world::{Mail, World};

/// What was delivered, by recipient.
fn delivered(smtp: &Smtp) -> Vec<(String, Vec<u8>)> {
    smtp.envelopes().into_iter().map(|envelope| (envelope.to.concat(), envelope.raw)).collect()
}

/// Line ends as on the wire.
fn on_the_wire(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

/// Everything that may happen in a day: mail, replies, commands, joins, a customer renamed, an absence, a failing sync.
fn a_day_later(world: &World) {
    world.now("2026-03-02T10:00Z");
    world.maya("claim 1").ok();
    world.maya("next 1 'send quote' --due wed").ok();
    world.maya("tag 1 +billing").ok();
    world.jordan("claim 2").ok();
    world.admin("merge 1 2 --owner maya").ok();
    world.maya("customer set ana@example.com --name 'Ana Maria' --status vip").ok();
    world.maya("note 1 'she is in a hurry' --for jordan").ok();
    world.admin("away jordan --until fri --cover sam").ok();
    world.mail(answer("maya")).mail(ana().subject("And another thing").id("more@example.com"));
    world.now("2026-03-02T15:00Z").sync();
    fs::rename(world.maildir(), world.path().join("moved")).unwrap();
    world.maya("sync").fails(2);
    fs::rename(world.path().join("moved"), world.maildir()).unwrap();
    world.maya("close 1 --drop-tasks").ok();
    world.maya("undo").ok();
}

#[test]
fn yesterdays_review_is_printed_byte_for_byte_as_it_was_sent() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["lead@example.org", "team@example.org"]);
    world.mail(complaint()).now("2026-03-02T09:05Z").sync();
    world.maya("review --email").ok();
    let sent = delivered(&smtp);
    assert_eq!(sent.len(), 2);
    a_day_later(&world);
    world.now("2026-03-03T09:00Z").sync();

    let rebuilt = world.maya("review --as-of yesterday --email --dry-run").ok().stdout;
    let sent: String = sent.into_iter().map(|(_, raw)| String::from_utf8(raw).unwrap()).collect();
    assert_eq!(on_the_wire(&rebuilt), on_the_wire(&sent));
    // And it is not what it would be now.
    let now = world.maya("review --email --dry-run").ok().stdout;
    assert_ne!(on_the_wire(&now), on_the_wire(&sent));
}

#[test]
fn each_members_own_review_is_as_it_was_sent_too() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["lead@example.org"]);
    world.mail(complaint()).now("2026-03-02T09:05Z").sync();
    world.maya("claim 1").ok();
    world.jordan("assign 2 sam").ok();
    world.now("2026-03-02T10:30Z");
    world.maya("review --personal --email").ok();
    let sent = delivered(&smtp);
    assert_eq!(sent.len(), 2, "maya and sam");
    world.now("2026-03-02T11:00Z");
    world.sam("note 2 'called her' --for maya").ok();
    world.maya("handoff 1 sam --asked a --done b --waiting c --risk d --next e").ok();
    world.admin("member set sam --address sam@example.net").ok();
    world.now("2026-03-03T09:00Z").sync();
    let rebuilt = world.maya("review --as-of yesterday --personal --email --dry-run").ok().stdout;
    let sent: String = sent.into_iter().map(|(_, raw)| String::from_utf8(raw).unwrap()).collect();
    assert_eq!(on_the_wire(&rebuilt), on_the_wire(&sent));
}

#[test]
fn what_was_printed_at_a_time_is_printed_again_as_of_that_time() {
    let world = asked();
    world.mail(complaint()).now("2026-03-02T09:05Z").sync();
    world.jordan("claim 2").ok();
    world.now("2026-03-02T09:30Z");
    let then = world.maya("review").ok().stdout;
    let json = world.maya("review --json").ok().stdout;
    a_day_later(&world);
    world.now("2026-03-04T09:00Z").sync();
    assert_eq!(world.maya("review --as-of '2026-03-02 10:30'").ok().stdout, then);
    assert_eq!(world.maya("review --json --as-of '2026-03-02 10:30'").ok().stdout, json);
    assert_ne!(world.maya("review").ok().stdout, then);
    // Nothing of that was written.
    world.maya("fsck").ok();
}

#[test]
fn what_was_mailed_is_not_mailed_again_and_no_day_to_come_is_known() {
    let world = asked();
    world.maya("review --email --as-of yesterday").fails(2);
    world.maya("review --as-of tomorrow").fails(2);
    let early = world.maya("review --as-of '2020-01-01'").fails(1);
    assert!(early.stderr.contains("there was no ledger"), "{early:?}");
}

#[test]
fn a_mailbox_that_was_emptied_and_filled_again_is_as_it_was_in_between() {
    let world = asked();
    let path = world.deliver(Mail::from("ben@example.com").subject("Lost and found"));
    world.now("2026-03-02T10:00Z").sync();
    let kept = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    world.now("2026-03-02T11:00Z").sync();
    let missed = world.maya("review").ok().stdout;
    assert!(missed.contains("[gone]"), "{missed}");
    fs::write(&path, kept).unwrap();
    world.now("2026-03-02T12:00Z").sync();
    assert!(!world.maya("review").ok().stdout.contains("[gone]"));
    assert_eq!(world.maya("review --as-of '2026-03-02 12:00'").ok().stdout, missed);
}

#[test]
fn a_config_that_was_changed_since_does_not_rewrite_the_past() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["lead@example.org"]);
    world.maya("claim 1").ok();
    world.now("2026-03-02T10:05Z").sync();
    world.maya("review --email").ok();
    let sent = String::from_utf8(delivered(&smtp).remove(0).1).unwrap();
    let config = fs::read_to_string(world.config()).unwrap();
    let changed = config
        .replace("to = [\"lead@example.org\"]", "to = [\"boss@example.org\"]\nstale-after = \"1m\"")
        .replace("time-zone = \"Europe/Berlin\"", "time-zone = \"Asia/Tokyo\"")
        .replace("from = \"", "from = \"Reviews at ");
    assert_ne!(changed, config);
    world.set_config(&changed);
    world.now("2026-03-03T10:05Z").sync();
    let then = world.maya("review --as-of '2026-03-02' --email --dry-run").ok().stdout;
    assert_eq!(on_the_wire(&then), on_the_wire(&sent));
}

#[test]
fn what_was_sent_again_and_to_leads_is_there_too() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["lead@example.org"]);
    let config = fs::read_to_string(world.config()).unwrap();
    let leads = "to = [\"lead@example.org\"]\nleads = [\"boss@example.org\"]";
    world.set_config(&config.replace("to = [\"lead@example.org\"]", leads));
    world.maya("review --email").ok();
    world.now("2026-03-02T10:00Z").mail(complaint()).sync();
    world.maya("review --email --again").ok();
    let mut sent = delivered(&smtp);
    assert_eq!(sent.len(), 4, "two copies to each");
    // The team's first, then the leads', each in the order of time.
    sent.sort_by_key(|(to, _)| to.contains("boss"));
    let sent: String = sent.into_iter().map(|(_, raw)| String::from_utf8(raw).unwrap()).collect();
    world.now("2026-03-03T09:00Z").sync();
    let rebuilt = world.maya("review --as-of yesterday --email --dry-run").ok().stdout;
    assert_eq!(on_the_wire(&rebuilt), on_the_wire(&sent));
}

#[test]
fn mail_that_was_judged_anew_since_is_as_it_was_judged_then() {
    let world = asked();
    for n in 0..40 {
        let mail = answer("jordan").id(&format!("r{n}@example.org"));
        world.mail(mail.header("From", "Jo Park <jo.park@example.net>"));
    }
    world.now("2026-03-02T10:00Z").sync();
    let then = world.maya("review --json").ok().stdout;
    world.now("2026-03-02T11:00Z");
    world.admin("member set jordan --address jo.park@example.net").ok();
    world.sync();
    assert_ne!(world.maya("review --json").ok().stdout, then);
    assert_eq!(world.maya("review --json --as-of '2026-03-02 11:00'").ok().stdout, then);
}
