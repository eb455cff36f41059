//! Who is told by mail that a thread was sent up: the owners of its level, each once.

use insta::assert_snapshot;

use crate::delivery::{mail_to, parsed};
use crate::dovecot::Dovecot;
use crate::ledger;
use crate::session::{asked, session};
use crate::smtp::{Mode, Smtp};
use crate::world::{Mail, World};

/// Level 1 is jordan's, and ada's, who sends things up; a lead outside the team is told too.
fn world(smtp: &Smtp) -> World {
    let world = asked();
    mail_to(&world, &smtp.mail_out(), &["lead@example.org"]);
    world.configure(
        "[[level]]\nname = \"urgent outage\"\nowners = [\"jordan\", \"ada\"]\n\
         tell = [\"duty@example.org\", \"jordan@example.org\"]\n[[level]]\nname = \"board\"",
    );
    world
}

fn told(smtp: &Smtp) -> Vec<String> {
    smtp.envelopes().into_iter().flat_map(|envelope| envelope.to).collect()
}

#[test]
fn owners_of_the_level_are_told_at_once_and_once() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = world(&smtp);
    world.maya("claim 1").ok();
    assert_snapshot!(session(&world, "
        ada: escalate 1 --level 1 --reason 'the plant stands still' --until fri --dry-run
        ada: escalate 1 --level 1 --reason 'the plant stands still' --until fri
        ada: sync
    "), @"
    ada$ baton escalate 1 --level 1 --reason 'the plant stands still' --until fri --dry-run
    would be: 1 is maya's, level 1 (urgent outage) until Fri 6 Mar, held until 10:45
    ada$ baton escalate 1 --level 1 --reason 'the plant stands still' --until fri
    1 is maya's, level 1 (urgent outage) until Fri 6 Mar, held until 10:45
    jordan@example.org was told that 1 is escalated
    duty@example.org was told that 1 is escalated
    ada$ baton sync
    support: INBOX 1 of 1, 0 new
    support: Sent 0 of 0, 0 new
    ");
    assert_eq!(told(&smtp), ["jordan@example.org", "duty@example.org"]);
    let mail = smtp.envelopes().remove(0).raw;
    let mail = parsed(&mail);
    assert_eq!(
        mail.subject(),
        Some("baton: 1 was escalated to level 1 (urgent outage): Pricing question")
    );
    assert_eq!(mail.header_raw("Auto-Submitted").unwrap().trim(), "auto-generated");
    assert_snapshot!(mail.body_text(0).unwrap().replace("\r\n", "\n"), @r#"
    ada escalated 1 "Pricing question" (Ana Lopez) to level 1 (urgent outage), today 10:00, until Fri 6 Mar.
    Why: the plant stands still
    Customer: Ana Lopez
    Owner: maya

        baton show 1
        baton deescalate 1  # once it is settled
        mid:a1@example.com
    "#);
    let html = mail.body_html(0).unwrap();
    assert!(html.contains("<a href=\"mid:a1@example.com\">"), "{html}");
    // Sent up once more is told once more; a level of nobody's is told to nobody.
    world.later("1h").admin("escalate 1 --level 1 --reason still").ok();
    assert_eq!(told(&smtp).len(), 4);
    world.admin("escalate 1 --level 2 --reason worse").ok();
    world.sync();
    assert_eq!(told(&smtp).len(), 4);
}

#[test]
fn a_server_that_is_down_undoes_nothing_and_the_next_sync_tells() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = world(&smtp);
    smtp.behave(Mode::At("MAIL", "451 try later"));
    assert_snapshot!(world.admin("escalate 1 --level 1 --reason outage"), @r#"
    $ baton escalate 1 --level 1 --reason outage
    1 has no owner, level 1 (urgent outage)
    [stderr] baton: jordan@example.org was not told that 1 is escalated: cannot send mail to jordan@example.org by 127.0.0.1: the server said "451 try later"; a later baton sync tries again
    [stderr] baton: duty@example.org was not told that 1 is escalated: cannot send mail to duty@example.org by 127.0.0.1: the server said "451 try later"; a later baton sync tries again
    "#);
    world.later("1m").sync();
    smtp.behave(Mode::Recipient("duty@example.org", "550 no such user"));
    let mail = world.later("5m").sync();
    assert!(mail.stdout.contains("jordan@example.org was told that 1 is escalated"), "{mail}");
    assert!(mail.stderr.contains("duty@example.org is not told that 1 is escalated"), "{mail}");
    assert_eq!(told(&smtp), ["jordan@example.org"]);
    // Refused is refused: mail is read every few minutes.
    assert_eq!(world.later("1h").sync().stderr, "");
    let status = world.admin("review --status --csv").ok().stdout;
    assert_eq!(status.matches(",escalation,e").count(), 2, "{status}");
    assert_eq!(world.admin("show 1 --json").ok().json()["level"], 1);
}

#[test]
fn what_ended_lapsed_was_closed_or_is_old_is_told_to_nobody() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = world(&smtp);
    for (n, end) in ["deescalate 2", "undo", "close 4 --reason done", "", ""].iter().enumerate() {
        world.mail(Mail::from("ben@example.net").subject(&format!("Question {n}")));
        smtp.behave(Mode::At("MAIL", "451 try later"));
        let until = if n == 3 { "--until 12:00" } else { "" };
        world.admin(&format!("escalate {} --level 1 --reason outage {until}", n + 2)).ok();
        if !end.is_empty() {
            world.admin(end).ok();
        }
    }
    // The first three ended; of the last two one lapses at noon.
    smtp.behave(Mode::Well);
    world.now("2026-03-02T12:00Z").sync();
    let about = |raw: &[u8]| parsed(raw).subject().unwrap().to_owned();
    let said: Vec<String> = smtp.envelopes().iter().map(|mail| about(&mail.raw)).collect();
    assert!(said.iter().all(|subject| subject.contains("Question 4")), "{said:?}");
    assert_eq!(said.len(), 2);
    // What nobody could be told for a day is in the review.
    smtp.behave(Mode::At("MAIL", "451 try later"));
    world.admin("escalate 1 --level 1 --reason outage").ok();
    smtp.behave(Mode::Well);
    world.later("1d").later("1m").sync();
    assert_eq!(told(&smtp).len(), 2);
}

#[test]
fn without_a_way_out_nobody_is_told() {
    let world = asked();
    world.configure("[[level]]\nname = \"urgent outage\"\nowners = [\"jordan\"]");
    assert_snapshot!(world.admin("escalate 1 --level 1 --reason outage").ok(), @"
    $ baton escalate 1 --level 1 --reason outage
    1 has no owner, level 1 (urgent outage)
    ");
    assert_eq!(ledger::count(&world, "outbox"), Some(0));
}

#[test]
fn who_comes_in_over_ssh_sends_nothing_and_the_hosts_sync_does() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = world(&smtp);
    let mut command = world.command("ada", "gateway --as ada");
    command.env("SSH_ORIGINAL_COMMAND", "escalate 1 --level 1 --reason outage");
    world.run("gateway", command, "").ok();
    assert_eq!(told(&smtp).len(), 0);
    world.sync();
    assert_eq!(told(&smtp), ["jordan@example.org", "duty@example.org"]);
}

/// Each teammate escalates under their own login; the password may be another's to read.
#[test]
fn who_cannot_send_mail_escalates_all_the_same() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = world(&smtp);
    let config = std::fs::read_to_string(world.config()).unwrap();
    world.set_config(
        &config.replace("password-command = [\"echo\"", "password-command = [\"false\""),
    );
    assert_snapshot!(world.admin("escalate 1 --level 1 --reason outage").ok(), @"
    $ baton escalate 1 --level 1 --reason outage
    1 has no owner, level 1 (urgent outage)
    [stderr] baton: nobody was told yet of what is escalated: cannot get a password from the command false: it ended with status 1; a later baton sync tries again
    ");
    world.set_config(&config);
    world.sync();
    assert_eq!(told(&smtp), ["jordan@example.org", "duty@example.org"]);
}

#[test]
fn nothing_from_mail_leaves_the_subject_or_becomes_a_tag() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = world(&smtp);
    let subject = format!("<img src=x>\u{1b}[2J\u{202e} {}", "x".repeat(2000));
    let encoded: String = subject.bytes().map(|byte| format!("={byte:02X}")).collect();
    world.mail(Mail::from("evil@example.com").subject(&format!("=?utf-8?Q?{encoded}?=")));
    world.admin("escalate 2 --level 1 --reason '<script>alert(1)</script>'").ok();
    let envelope = smtp.envelopes().remove(0);
    assert!(envelope.raw.split(|byte| *byte == b'\n').all(|line| line.len() < 1000));
    let mail = parsed(&envelope.raw);
    let said = [mail.subject().unwrap(), &mail.body_text(0).unwrap(), &mail.body_html(0).unwrap()]
        .join("\n");
    assert!(!said.contains(['\u{1b}', '\u{202e}']), "{said}");
    let html = mail.body_html(0).unwrap();
    assert!(!html.contains("<img") && !html.contains("<script"), "{html}");
}

#[test]
fn who_stands_in_for_an_owner_who_is_away_is_told_in_their_stead() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = world(&smtp);
    world.configure("[[rota]]\nname = \"first line\"\nmembers = [\"maya\"]");
    world.admin("away jordan --until fri --cover sam").ok();
    world.admin("escalate 1 --level 1 --reason outage").ok();
    // Ada sent it up herself.
    let in_stead = ["sam@example.org", "duty@example.org", "jordan@example.org"];
    assert_eq!(told(&smtp), in_stead, "the level tells jordan's address by itself");
    world.admin("deescalate 1").ok();
    let config = std::fs::read_to_string(world.config()).unwrap();
    let own = "owners = [\"jordan\"]\ntell = []";
    let old =
        "owners = [\"jordan\", \"ada\"]\ntell = [\"duty@example.org\", \"jordan@example.org\"]";
    assert!(config.contains(old), "{config}");
    world.set_config(&config.replace(old, own));
    // Nobody stands in for jordan any more: maya is on duty.
    world.admin("back jordan").ok();
    world.admin("away jordan --until fri").ok();
    world.later("1h").admin("escalate 1 --level 1 --reason again").ok();
    assert_eq!(told(&smtp)[3..], ["maya@example.org"]);
}

#[test]
fn a_level_is_one_of_the_configs_and_the_same_once_more_is_nothing() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = world(&smtp);
    let ran = world.admin("escalate 1 --level 3 --reason outage").fails(2);
    assert!(ran.stderr.contains("levels are 1 urgent outage, 2 board"), "{ran}");
    let ran = world.admin("escalate 1 --level second --reason outage").fails(2);
    assert!(ran.stderr.contains("a level is a number from 1 to 9"), "{ran}");
    world.admin("escalate 1 --level 1 --until fri --reason outage").ok();
    let (mails, entries) = (told(&smtp).len(), world.admin("log 1").ok().stdout);
    let again = world.admin("escalate 1 --level 1 --until fri --reason outage").ok();
    assert!(again.stderr.contains("1 is at level 1 already: nothing was changed"), "{again}");
    assert_eq!((told(&smtp).len(), world.admin("log 1").ok().stdout), (mails, entries));
    let status = world.admin("review --status").ok().stdout;
    assert!(status.contains("  escalation  sent "), "{status}");
}

#[test]
fn who_cannot_act_is_no_owner_of_a_level_and_that_is_said() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = world(&smtp);
    world.admin("member set jordan --role viewer").ok();
    let ran = world.admin("escalate 1 --level 1 --reason outage").ok();
    assert!(ran.stderr.contains("not told: jordan is a viewer"), "{ran}");
    world.configure(
        "[[rota]]\nname = \"first line\"\nmembers = [\"jordan\", \"kim\"]\nstarts = \"2026-03-02\"",
    );
    let ran = world.admin("member rota").ok();
    assert!(ran.stderr.contains("jordan is a viewer"), "{ran}");
    assert!(ran.stderr.contains("there is no member \"kim\""), "{ran}");
    let doctor = world.admin("doctor").stdout;
    assert!(doctor.contains("[[level]]: jordan is a viewer"), "{doctor}");
}
