//! The review by mail, from the mailbox it is read from to the mailbox it is read in: a real Dovecot, a real SMTP.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::thread;

use insta::assert_snapshot;
use mail_parser::{Message, MessageParser, MimeHeaders};

use crate::certificates::Certificate;
use crate::dovecot::{Dovecot, PASSWORD};
use crate::scripted::{Scripted, Step, send};
use crate::session::{asked, session};
use crate::smtp::{DROP, Mode, Smtp};
use crate::world::{Mail, World, time};

/// Ana has asked; the review goes by this server to these people.
pub fn reviewed(smtp: &Smtp, to: &[&str]) -> World {
    let world = asked();
    mail_to(&world, &smtp.mail_out(), to);
    world
}

/// Sets how mail goes out, and to whom. The config that `init` wrote ends with [review].
pub fn mail_to(world: &World, mail_out: &str, to: &[&str]) {
    let config = fs::read_to_string(world.config()).unwrap();
    let kept = config.split("# who gets it").next().unwrap();
    world.set_config(&format!("{kept}# who gets it\nto = {to:?}\n{mail_out}"));
}

/// The recipients of what the server took, in order.
fn recipients(smtp: &Smtp) -> Vec<String> {
    smtp.envelopes().into_iter().flat_map(|envelope| envelope.to).collect()
}

fn message_ids(smtp: &Smtp) -> Vec<String> {
    let id = |raw: &[u8]| parsed(raw).message_id().unwrap().to_owned();
    smtp.envelopes().iter().map(|envelope| id(&envelope.raw)).collect()
}

pub fn parsed(raw: &[u8]) -> Message<'_> {
    MessageParser::default().parse(raw).unwrap()
}

#[test]
fn the_review_arrives_in_the_recipients_own_mailbox() {
    let dovecot = Dovecot::shared();
    let smtp = Smtp::start(dovecot);
    let config = dovecot.inbox("support", "delivery-support")
        + &smtp.mail_out()
        + "[calendar]\ntime-zone = \"Europe/Berlin\"\n\
           [review]\nto = [\"delivery-lead@example.org\", \"delivery-team@example.org\"]\n";
    let world = World::with_config("2026-03-02T09:00Z", &config);
    for (n, subject) in ["Pricing question", "Wrong colour"].iter().enumerate() {
        let raw = format!(
            "Message-ID: <d{n}@example.com>\r\nFrom: Ana <ana@example.com>\r\n\
             To: support@example.org\r\nBcc: spy@evil.example\r\nSubject: {subject}\r\n\r\nHello\r\n"
        );
        dovecot.deliver("delivery-support", "INBOX", &raw, time("2026-03-02T08:00Z"));
    }
    dovecot.imap("delivery-support").create("Sent");
    assert_snapshot!(session(&world, "
        ada: sync
        maya: claim 1
    "), @"
    ada$ baton sync
    support: INBOX 2 of 2, 2 new
    support: Sent 0 of 0, 0 new
    maya$ baton claim 1
    1 is maya's, held until 10:45
    ");
    let rehearsed = world.admin("review --email --dry-run").ok().stdout;
    assert_eq!(smtp.envelopes().len(), 0);
    assert_snapshot!(session(&world, "
        ada: review --email
        ada: review --email
    "), @"
    ada$ baton review --email
    review sent to delivery-lead@example.org
    review sent to delivery-team@example.org
    ada$ baton review --email
    review was sent to delivery-lead@example.org already, today 10:00
    review was sent to delivery-team@example.org already, today 10:00
    ");

    assert_eq!(recipients(&smtp), ["delivery-lead@example.org", "delivery-team@example.org"]);
    for envelope in smtp.envelopes() {
        assert_eq!((envelope.from.as_str(), envelope.tls), ("baton@example.org", true));
        assert_eq!(envelope.user.as_deref(), Some("baton"));
    }
    assert_eq!(dovecot.flags("delivery-lead", "INBOX").len(), 1);
    let lead = dovecot.fetch("delivery-lead", "INBOX", 1);
    let team = dovecot.fetch("delivery-team", "INBOX", 1);
    // The rehearsal printed these very bytes.
    assert_eq!(rehearsed, String::from_utf8([lead.clone(), team.clone()].concat()).unwrap());

    let mail = parsed(&lead);
    assert_eq!(mail.header_raw("Auto-Submitted").unwrap().trim(), "auto-generated");
    assert_eq!(mail.from().unwrap().first().unwrap().address(), Some("baton@example.org"));
    assert_eq!(mail.to().unwrap().first().unwrap().address(), Some("delivery-lead@example.org"));
    assert!(mail.cc().is_none() && mail.bcc().is_none());
    assert_eq!(mail.subject(), Some("baton Mon 2 Mar: 1 no owner"));
    let kind = mail.content_type().unwrap();
    assert_eq!((kind.ctype(), kind.subtype()), ("multipart", Some("alternative")));
    assert_eq!((mail.text_body_count(), mail.html_body_count()), (1, 1));
    let hash = world.maya("review --json").ok().json()["hash"].as_str().unwrap().to_owned();
    let text = mail.body_text(0).unwrap().replace(&hash, "[hash]").replace("\r\n", "\n");
    assert_snapshot!(text, @r"
    Review of Mon 2 Mar 2026, 10:00: complete to 10:00 (2 mailboxes, 2 messages)
    1 no owner; 2 not closed

    NO OWNER (1)
         2  Ana: Wrong colour · 1h
            nobody owns it, the customer has waited since today 09:00
            baton claim 2
            mid:d1@example.com

    ledger proof: baton fsck --anchor \
        [hash]
    ");
    let html = mail.body_html(0).unwrap();
    assert!(
        html.contains("Wrong colour") && html.contains("href=\"mid:d1@example.com\""),
        "{html}"
    );
    assert_ne!(mail.message_id(), parsed(&team).message_id());
    assert!(mail.message_id().unwrap().ends_with("@example.org"));
}

#[test]
fn the_next_day_has_a_review_of_its_own() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["delivery-day@example.org"]);
    world.admin("review --email").ok();
    world.now("2026-03-02T22:59Z").admin("review --email").ok();
    assert_eq!(smtp.envelopes().len(), 1);
    // Midnight in Berlin.
    world.now("2026-03-02T23:00Z").admin("review --email").ok();
    let ids = message_ids(&smtp);
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
}

#[test]
fn mail_goes_out_by_starttls_too() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = asked();
    let starttls = smtp
        .mail_out()
        .replace(&format!("port = {}", smtp.tls_port), &format!("port = {}", smtp.starttls_port))
        .replace("\"implicit\"", "\"starttls\"");
    mail_to(&world, &starttls, &["delivery-starttls@example.org"]);
    world.admin("review --email").ok();
    let envelopes = smtp.envelopes();
    assert_eq!((envelopes.len(), envelopes[0].tls), (1, true));
}

/// SECURITY: STARTTLS stripped, refused, or answered with more than one packet may hold (CVE-2011-0411).
#[test]
fn without_a_clean_start_of_tls_no_login_leaves() {
    let offer = "250-x\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n";
    for (offered, answer, wanted) in [
        ("250-x\r\n250 AUTH PLAIN LOGIN\r\n", "", "the server does not offer STARTTLS"),
        (offer, "454 TLS not available\r\n", "454 TLS not available"),
        (offer, "220 go\r\n250-x\r\n250 AUTH PLAIN\r\n235 ok\r\n", "before TLS"),
    ] {
        let server = Scripted::start(vec![
            send("220 x\r\n"),
            Step::Expect("EHLO"),
            send(offered),
            Step::Expect("STARTTLS"),
            send(answer),
            Step::Expect("nothing more"),
        ]);
        let world = asked();
        let mail_out = format!(
            "[mail-out]\nfrom = \"baton@example.org\"\n[mail-out.smtp]\nhost = \"127.0.0.1\"\n\
             port = {}\ntls = \"starttls\"\nuser = \"baton\"\npassword-command = [\"echo\", \"{PASSWORD}\"]\n",
            server.port()
        );
        mail_to(&world, &mail_out, &["lead@example.org"]);
        let said = world.admin("review --email").fails(75);
        assert!(said.stderr.contains(wanted), "{said}");
        assert!(!said.stderr.contains(PASSWORD), "{said}");
        let heard = server.finish()[0].lines.clone();
        assert!(
            heard.iter().all(|line| line.starts_with("EHLO ") || line == "STARTTLS"),
            "{heard:?}"
        );
    }
}

#[test]
fn a_server_that_nobody_vouches_for_gets_nothing() {
    let good = Smtp::start(Dovecot::shared());
    for certificate in [Certificate::SelfSigned, Certificate::OtherHost, Certificate::Expired] {
        let smtp = Smtp::start_with(Dovecot::shared(), certificate);
        let world = asked();
        // Trusted is the authority of the good server, and its own for the others.
        let authority = if certificate == Certificate::SelfSigned { &good } else { &smtp };
        let mail_out = smtp
            .mail_out()
            .replace(smtp.authority.to_str().unwrap(), authority.authority.to_str().unwrap());
        mail_to(&world, &mail_out, &["delivery-trust@example.org"]);
        let said = world.admin("review --email").fails(75);
        assert!(said.stderr.contains("certificate"), "{certificate:?}: {said}");
        assert_eq!(smtp.envelopes().len(), 0, "{certificate:?}");
    }
}

#[test]
fn a_program_of_the_host_can_take_the_mail() {
    let world = asked();
    let program = world.path().join("sendmail");
    let script =
        "#!/bin/sh\nn=$(ls | grep -c '^mail\\.')\nprintf '%s\\n' \"$@\" > args.$n\ncat > mail.$n\n";
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    let mail_out = format!(
        "[mail-out]\nfrom = \"baton@example.org\"\n[mail-out.sendmail]\ncommand = [\"{}\", \"-f\", \"baton@example.org\"]\n",
        program.display()
    );
    mail_to(&world, &mail_out, &["lead@example.org", "team@example.org"]);
    let rehearsed = world.admin("review --email --dry-run").ok().stdout;
    world.admin("review --email").ok();
    world.admin("review --email").ok();
    let read = |name: &str| fs::read_to_string(world.path().join(name)).unwrap();
    assert_eq!(read("args.0"), "-f\nbaton@example.org\n-i\n--\nlead@example.org\n");
    assert_eq!(read("args.1"), "-f\nbaton@example.org\n-i\n--\nteam@example.org\n");
    assert_eq!(read("mail.0") + &read("mail.1"), rehearsed.replace("\r\n", "\n"));
    assert!(!world.path().join("mail.2").exists());
}

#[test]
fn a_program_that_fails_is_run_again() {
    let world = asked();
    let out = |command: &str| {
        format!(
            "[mail-out]\nfrom = \"baton@example.org\"\n[mail-out.sendmail]\ncommand = {command}\n"
        )
    };
    mail_to(
        &world,
        &out("[\"sh\", \"-c\", \"echo queue is full >&2; exit 75\"]"),
        &["lead@example.org"],
    );
    assert_snapshot!(world.admin("review --email"), @r#"
    $ baton review --email
    [stderr] baton: no review to lead@example.org: cannot send mail to lead@example.org with the command sh: it ended with status 75 and said "queue is full"
    [stderr] baton: the review did not reach everyone
    [stderr] hint: check command under [mail-out.sendmail]: baton doctor
    [exit 75]
    "#);
    mail_to(&world, &out("[\"sh\", \"-c\", \"cat > got\"]"), &["lead@example.org"]);
    world.admin("review --email").ok();
    assert!(world.path().join("got").exists());
}

#[test]
fn of_two_crons_at_the_same_time_one_mails() {
    let smtp = Smtp::start(Dovecot::shared());
    let to =
        ["delivery-cron1@example.org", "delivery-cron2@example.org", "delivery-cron3@example.org"];
    let world = reviewed(&smtp, &to);
    let crons: Vec<_> =
        (0..4).map(|_| world.command("ada", "review --email").spawn().unwrap()).collect();
    let outputs: Vec<_> = crons
        .into_iter()
        .map(|cron| thread::spawn(move || cron.wait_with_output().unwrap()))
        .collect();
    for output in outputs {
        let output = output.join().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(recipients(&smtp), to);
}

#[test]
fn while_no_server_answers_nothing_is_lost() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = asked();
    // Nobody listens on a port that was free a moment ago.
    let free = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let down =
        smtp.mail_out().replace(&format!("port = {}", smtp.tls_port), &format!("port = {free}"));
    mail_to(&world, &down, &["delivery-down@example.org"]);
    assert_snapshot!(world.admin("review --email"), @"
    $ baton review --email
    [stderr] baton: no review to delivery-down@example.org: cannot connect to 127.0.0.1: Connection refused (os error 111)
    [stderr] baton: the review did not reach everyone
    [stderr] hint: check host, port, tls and ca-file under [mail-out.smtp] in the config, then run: baton doctor
    [exit 75]
    ");
    mail_to(&world, &smtp.mail_out(), &["delivery-down@example.org"]);
    assert_snapshot!(world.admin("review --email"), @"
    $ baton review --email
    review sent to delivery-down@example.org
    ");
    smtp.behave(Mode::At(".", "451 try later"));
    world.later("1d");
    assert_snapshot!(world.admin("review --email"), @r#"
    $ baton review --email
    [stderr] baton: no review to delivery-down@example.org: cannot send mail to delivery-down@example.org by 127.0.0.1: the server said "451 try later"
    [stderr] baton: the review did not reach everyone
    [stderr] hint: run it again; baton doctor tells more
    [exit 75]
    "#);
    assert_eq!(smtp.envelopes().len(), 1);
    smtp.behave(Mode::Well);
    assert_snapshot!(world.admin("review --email"), @"
    $ baton review --email
    review sent to delivery-down@example.org
    ");
    assert_eq!(smtp.envelopes().len(), 2);
}

#[test]
fn a_recipient_who_is_refused_does_not_stop_the_others() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["delivery-gone@example.org", "delivery-here@example.org"]);
    smtp.behave(Mode::Recipient("delivery-gone@example.org", "550 no such user\u{1b}[2J"));
    let said = world.admin("review --email");
    assert_snapshot!(said, @r#"
    $ baton review --email
    review sent to delivery-here@example.org
    [stderr] baton: the review to delivery-gone@example.org is refused: cannot send mail to delivery-gone@example.org by 127.0.0.1: the server said "550 no such user\u{1b}[2J"
    [stderr] baton: the review did not reach everyone
    [stderr] hint: correct the address (to or leads in [review], or baton member set), or ask who keeps that mail server; each run tries again: baton review --status
    [exit 1]
    "#);
    assert_eq!(recipients(&smtp), ["delivery-here@example.org"]);
    smtp.behave(Mode::Well);
    world.admin("review --email").ok();
    assert_eq!(recipients(&smtp), ["delivery-here@example.org", "delivery-gone@example.org"]);
}

#[test]
fn a_mail_whose_fate_is_unknown_is_sent_once_more_under_its_own_id() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["delivery-cut@example.org"]);
    smtp.behave(Mode::At("saved", DROP));
    assert_snapshot!(world.admin("review --email"), @"
    $ baton review --email
    [stderr] baton: no review to delivery-cut@example.org: cannot send mail to delivery-cut@example.org by 127.0.0.1: the connection broke; it may have gone out: the next run sends it once more, under the same Message-ID
    [stderr] baton: the review did not reach everyone
    [stderr] hint: run it again; baton doctor tells more
    [exit 75]
    ");
    smtp.behave(Mode::Well);
    assert_snapshot!(session(&world, "
        ada: review --email
        ada: review --email
    "), @"
    ada$ baton review --email
    review sent to delivery-cut@example.org again under the same Message-ID: an earlier run was cut off, and its state is unknown
    ada$ baton review --email
    review was sent to delivery-cut@example.org already, today 10:00
    ");
    let ids = message_ids(&smtp);
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
}

#[test]
fn a_server_that_always_hangs_up_gets_it_twice_at_most() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["delivery-hangup@example.org"]);
    smtp.behave(Mode::At("saved", DROP));
    world.admin("review --email").fails(75);
    world.admin("review --email").fails(1);
    assert_snapshot!(world.admin("review --email").fails(1), @"
    $ baton review --email
    [stderr] baton: nobody knows whether the review reached delivery-hangup@example.org: each try was cut off, last today 10:00: cannot send mail to delivery-hangup@example.org by 127.0.0.1: the connection broke
    [stderr] baton: the review may not have reached everyone
    [stderr] hint: ask them, or send it to all once more: baton review --email --again
    [exit 1]
    ");
    let ids = message_ids(&smtp);
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
}

#[test]
fn a_mail_that_the_server_lost_arrives_with_the_next_run() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["delivery-lost@example.org"]);
    smtp.behave(Mode::At(".", DROP));
    world.admin("review --email").fails(75);
    smtp.behave(Mode::Well);
    world.admin("review --email").ok();
    world.admin("review --email").ok();
    assert_eq!(recipients(&smtp), ["delivery-lost@example.org"]);
}

#[test]
fn again_sends_it_again_under_another_id() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["delivery-again@example.org"]);
    world.admin("review --email").ok();
    assert_snapshot!(world.admin("review --email --again"), @"
    $ baton review --email --again
    review sent to delivery-again@example.org
    ");
    let ids = message_ids(&smtp);
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
}

#[test]
fn a_review_with_nothing_in_it_is_one_line_or_no_mail() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["delivery-clear@example.org"]);
    world.maya("close 1").ok();
    assert_snapshot!(world.admin("review --email --quiet-if-empty"), @"$ baton review --email --quiet-if-empty");
    assert_eq!(smtp.envelopes().len(), 0);
    world.admin("review --email").ok();
    let raw = &smtp.envelopes()[0].raw;
    assert_eq!(parsed(raw).subject(), Some("baton Mon 2 Mar: inbox clear"));
    // A sync that is old is something to report.
    world.later("1d").admin("review --email --quiet-if-empty").ok();
    assert_eq!(smtp.envelopes().len(), 2);
}

#[test]
fn a_review_is_not_mailed_to_the_inbox_it_is_about() {
    let smtp = Smtp::start(Dovecot::shared());
    for to in ["support@example.org", "Support@EXAMPLE.org"] {
        let world = reviewed(&smtp, &["delivery-shared@example.org", to]);
        let said = world.admin("review --email").fails(2);
        assert!(said.stderr.contains("is a shared inbox"), "{to}: {said}");
        world.admin("review --email --dry-run").fails(2);
    }
    assert_eq!(smtp.envelopes().len(), 0);
}

#[test]
fn without_a_way_out_or_recipients_the_config_is_named() {
    let world = asked();
    assert_snapshot!(session(&world, "ada: review --email"), @r#"
    ada$ baton review --email
    [stderr] baton: [world]/config.toml names nobody to mail the review to
    [stderr] hint: add to = ["team@example.org"] to [review]
    [exit 2]
    "#);
    // Who wants no review by mail has nothing to mend.
    let doctor = world.admin("doctor").ok().stdout;
    assert!(doctor.contains("ok    mail out         none; baton review --email needs"), "{doctor}");
    world.configure("to = [\"lead@example.org\"]");
    let doctor = world.admin("doctor").fails(1).stdout;
    assert!(doctor.contains("FAIL  mail out"), "{doctor}");
    assert_snapshot!(session(&world, "ada: review --email"), @"
    ada$ baton review --email
    [stderr] baton: [world]/config.toml does not say how mail goes out
    [stderr] hint: add [mail-out] with from, and [mail-out.smtp] or [mail-out.sendmail]; see baton-config(5)
    [exit 2]
    ");
    world.configure("[mail-out]\nfrom = \"a@b.example\\r\\nBcc: evil@example.com\"\n[mail-out.sendmail]\ncommand = [\"true\"]");
    let said = world.admin("review --email").fails(2).stderr;
    assert!(said.contains("for from in mail-out: it holds a line break"), "{said}");
}

#[test]
fn nothing_from_mail_becomes_a_header_a_tag_or_a_link_of_the_review() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["delivery-hostile@example.org"]);
    for (n, text) in [
        "a\r\nBcc: evil@example.com\r\n\r\n.\r\nMAIL FROM:<x@y>",
        "<img src=http://x><script>alert(1)</script>",
        "\" onclick=\"alert(1)",
        "\u{1b}[2J \u{9b}31m \u{202e}",
    ]
    .iter()
    .enumerate()
    {
        let encoded: String = text.bytes().map(|byte| format!("={byte:02X}")).collect();
        world.deliver(
            Mail::from("Evil <evil@example.com>")
                .subject(&format!("=?utf-8?Q?{encoded}?="))
                .id(&format!("javascript:alert({n})\"<b>&x=@example.com")),
        );
    }
    world.sync();
    world.piped("maya", "next 2 -", "dot\n.\n\r\n.\r\nMAIL FROM:<x@y>\r\n").ok();
    world.admin("review --email").ok();
    let envelopes = smtp.envelopes();
    assert_eq!(envelopes.len(), 1);
    assert_eq!(envelopes[0].to, ["delivery-hostile@example.org"]);
    let mail = parsed(&envelopes[0].raw);
    let count = |name: &str| mail.headers().iter().filter(|header| header.name() == name).count();
    assert_eq!((count("Subject"), count("Bcc"), count("To")), (1, 0, 1));
    let (text, html) = (mail.body_text(0).unwrap(), mail.body_html(0).unwrap());
    for part in [&text, &html] {
        assert!(!part.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{part}");
    }
    assert!(!html.contains("<img") && !html.contains("<script"), "{html}");
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{html}");
    for link in html.split("<a ").skip(1) {
        let link = link.split('>').next().unwrap();
        let (ours, leads) = link.split_once(" href=").unwrap();
        assert_eq!(ours, "class=\"link\" style=\"color:#0b57a4\"");
        assert!(leads.starts_with("\"mid:") && leads.matches('"').count() == 2, "{link}");
        assert!(!link.contains("javascript:"), "{link}");
    }
}

#[test]
fn a_link_to_web_mail_has_the_id_percent_encoded() {
    let smtp = Smtp::start(Dovecot::shared());
    let world = reviewed(&smtp, &["delivery-web@example.org"]);
    let config = fs::read_to_string(world.config()).unwrap();
    let link = "web-link = \"https://mail.example.org/search?q=rfc822msgid:{message-id}\"";
    world.set_config(&config.replace("# who gets it", &format!("# who gets it\n{link}")));
    world.mail(Mail::from("x@example.com").id("a&b=\"c@example.com"));
    world.admin("review --email").ok();
    let raw = &smtp.envelopes()[0].raw;
    let html = parsed(raw).body_html(0).unwrap().into_owned();
    let wanted = "https://mail.example.org/search?q=rfc822msgid:a%26b%3D%22c@example.com\"";
    assert!(html.contains(wanted), "{html}");
    assert!(!raw.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes()));
}
