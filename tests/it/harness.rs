//! The harness keeps its own promises: its servers are real, its clock is fixed, nothing outlives it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use insta::assert_snapshot;
use lettre::address::Envelope;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate as Trusted, Tls, TlsParameters};
use lettre::{Address, SmtpTransport, Transport};
use native_tls::TlsConnector;

use crate::certificates::Certificate;
use crate::dovecot::{Dovecot, PASSWORD};
use crate::imap_client::{Imap, MessageFlags};
use crate::scripted::{Scripted, Step, send};
use crate::service::wait_for;
use crate::smtp::{DROP, Mode, Smtp};
use crate::world::{Mail, Ran, World, time};

const QUESTION: &str = "Message-ID: <a1@example.com>\r\nFrom: Ana <ana@example.com>\r\n\
                        Subject: Pricing\r\n\r\nHow much?\r\n";

#[test]
fn a_message_comes_back_byte_for_byte_and_looking_changes_nothing() {
    let dovecot = Dovecot::shared();
    let user = "harness-append";
    let uid = dovecot.deliver(user, "INBOX", QUESTION, time("2026-03-02T08:00Z"));

    assert_eq!(dovecot.fetch(user, "INBOX", uid), QUESTION.as_bytes());
    let untouched = [MessageFlags { uid, flags: vec![], recent: true }];
    assert_eq!(dovecot.flags(user, "INBOX"), untouched);
    assert_eq!(dovecot.flags(user, "INBOX"), untouched);
    let mut imap = dovecot.imap(user);
    imap.examine("INBOX");
    let dates = imap.command(&format!("UID FETCH {uid} (INTERNALDATE)"));
    assert!(String::from_utf8_lossy(&dates[0]).contains("\"02-Mar-2026 08:00:00 +0000\""));
}

#[test]
fn flags_and_expunges_show() {
    let dovecot = Dovecot::shared();
    let user = "harness-flags";
    let mut imap = dovecot.imap(user);
    let first = imap.append("Sent", QUESTION.as_bytes(), None, &["\\Seen", "\\Answered"]);
    let second = imap.append("Sent", QUESTION.as_bytes(), None, &[]);
    assert_eq!(dovecot.flags(user, "Sent")[0].flags, ["\\Answered", "\\Seen"]);

    dovecot.expunge(user, "Sent", first);
    let left: Vec<u32> = dovecot.flags(user, "Sent").iter().map(|flags| flags.uid).collect();
    assert_eq!(left, [second]);
}

#[test]
fn a_recreated_mailbox_is_empty_and_its_old_uids_are_void() {
    let dovecot = Dovecot::shared();
    let user = "harness-recreate";
    for mailbox in ["INBOX", "Archive"] {
        dovecot.deliver(user, mailbox, QUESTION, time("2026-03-02T08:00Z"));
        // It checks for itself that UIDVALIDITY changed.
        dovecot.recreate(user, mailbox);
        assert_eq!(dovecot.flags(user, mailbox), []);
        assert_eq!(dovecot.deliver(user, mailbox, QUESTION, time("2026-03-02T08:00Z")), 1);
    }
}

#[test]
fn a_filled_mailbox_is_what_the_server_shows() {
    let dovecot = Dovecot::shared();
    let user = "harness-fill";
    dovecot.fill(user, "INBOX", 1000, time("2026-03-02T08:00Z"));
    dovecot.fill(user, "Sent", 10, time("2026-03-02T09:00Z"));

    assert_eq!(dovecot.flags(user, "INBOX").len(), 1000);
    assert_eq!(dovecot.flags(user, "Sent").len(), 10);
    let mut imap = dovecot.imap(user);
    imap.examine("INBOX");
    let last = imap.command("UID SEARCH HEADER Message-ID q999@example.com");
    assert_eq!(String::from_utf8_lossy(&last[0]), "* SEARCH 1000");
    let last = imap.command("UID FETCH 1000 (INTERNALDATE)");
    assert!(String::from_utf8_lossy(&last[0]).contains("\"02-Mar-2026 08:00:00 +0000\""));
}

#[test]
fn a_wrong_password_is_refused() {
    let mut imap = Imap::connect(Dovecot::shared().address());
    let refusal = imap.attempt("LOGIN harness-login wrong").unwrap_err();
    assert!(refusal.contains("[AUTHENTICATIONFAILED]"), "{refusal}");
}

#[test]
fn only_the_good_certificate_is_trusted() {
    let refusal = |dovecot: &Dovecot| {
        let authority = std::fs::read(&dovecot.authority).unwrap();
        let authority = native_tls::Certificate::from_pem(&authority).unwrap();
        let tls = TlsConnector::builder().add_root_certificate(authority).build().unwrap();
        let stream = TcpStream::connect(("127.0.0.1", dovecot.tls_port)).unwrap();
        tls.connect("127.0.0.1", stream).err().map(|error| error.to_string())
    };
    assert_eq!(refusal(Dovecot::shared()), None);
    for (certificate, reason) in [
        (Certificate::Expired, "certificate has expired"),
        (Certificate::OtherHost, "IP address mismatch"),
        (Certificate::SelfSigned, "self-signed certificate"),
    ] {
        let refused = refusal(&Dovecot::start_with(certificate)).expect("a refusal");
        assert!(refused.contains(reason), "{certificate:?}: {refused}");
    }
}

#[test]
fn mail_sent_by_smtp_arrives_in_the_mailbox_of_its_recipient() {
    let dovecot = Dovecot::shared();
    let smtp = Smtp::start(dovecot);
    for (port, tls) in [
        (smtp.tls_port, Tls::Wrapper(trusting(&smtp))),
        (smtp.starttls_port, Tls::Required(trusting(&smtp))),
        (smtp.port, Tls::None),
    ] {
        deliver(port, tls, "harness-smtp@example.org").unwrap();
    }

    let envelopes = smtp.envelopes();
    assert_eq!(
        envelopes.iter().map(|envelope| envelope.tls).collect::<Vec<_>>(),
        [true, true, false]
    );
    assert_eq!(envelopes[0].from, "baton@example.org");
    assert_eq!(envelopes[0].to, ["harness-smtp@example.org"]);
    assert_eq!(envelopes[0].user.as_deref(), Some("baton"));
    assert_eq!(envelopes[0].raw, QUESTION.as_bytes());
    assert_eq!(dovecot.flags("harness-smtp", "INBOX").len(), 3);
    assert_eq!(dovecot.fetch("harness-smtp", "INBOX", 1), QUESTION.as_bytes());
}

#[test]
fn a_mail_server_misbehaves_when_told_to() {
    let dovecot = Dovecot::shared();
    let smtp = Smtp::start(dovecot);
    let (ana, ben) = ("harness-ana@example.org", "harness-ben@example.org");
    let deliver = |to| deliver(smtp.port, Tls::None, to).map_err(|error| error.to_string());

    smtp.behave(Mode::Recipient(ana, "550 no such user"));
    assert!(deliver(ana).unwrap_err().contains("550"));
    deliver(ben).unwrap();
    smtp.behave(Mode::At(".", "451 try later"));
    assert!(deliver(ana).unwrap_err().contains("451"));
    smtp.behave(Mode::At(".", DROP));
    deliver(ana).unwrap_err();
    assert_eq!(smtp.envelopes().len(), 1);
    smtp.behave(Mode::At("saved", DROP));
    deliver(ana).unwrap_err();
    assert_eq!(smtp.envelopes().len(), 2);
    smtp.behave(Mode::Well);
    deliver(ana).unwrap();
    assert_eq!(smtp.envelopes().len(), 3);
}

fn trusting(smtp: &Smtp) -> TlsParameters {
    let authority = std::fs::read(&smtp.authority).unwrap();
    TlsParameters::builder("127.0.0.1".to_owned())
        .add_root_certificate(Trusted::from_pem(&authority).unwrap())
        .build()
        .unwrap()
}

fn deliver(port: u16, tls: Tls, to: &str) -> Result<(), lettre::transport::smtp::Error> {
    let address = |text: &str| text.parse::<Address>().unwrap();
    let envelope = Envelope::new(Some(address("baton@example.org")), vec![address(to)]).unwrap();
    SmtpTransport::builder_dangerous("127.0.0.1")
        .port(port)
        .tls(tls)
        .credentials(Credentials::new("baton".to_owned(), PASSWORD.to_owned()))
        .build()
        // lettre ends every mail with a line end of its own.
        .send_raw(&envelope, QUESTION.trim_end().as_bytes())
        .map(|_| ())
}

#[test]
fn a_scripted_server_says_what_it_is_told_and_records_what_it_heard() {
    let server = Scripted::start(vec![
        send("* OK hello\r\n"),
        Step::ServeUntil("UID FETCH"),
        send(b"* 1 FETCH (UID 1 BODY[] {4}\r\n\xff\x00"),
        Step::Repeat(b"x".to_vec(), 2),
        send(")\r\n{tag} OK done\r\n"),
        Step::Expect("LOGOUT"),
        Step::Close,
    ]);
    let mut imap = Imap::login(([127, 0, 0, 1], server.port()).into(), "ana", PASSWORD);
    assert_eq!(imap.fetch("INBOX", 1), b"\xff\x00xx");
    let mut imap = std::panic::AssertUnwindSafe(imap);
    std::panic::catch_unwind(move || imap.command("NOOP")).unwrap_err();

    let [connection] = &server.finish()[..] else { panic!("one connection") };
    assert_eq!(connection.lines[0], "t1 LOGIN \"ana\" \"secret\"");
    assert_eq!(connection.broke_off.as_deref(), Some("not \"LOGOUT\": \"t4 NOOP\""));
}

#[test]
fn a_scripted_server_that_nobody_calls_ends() {
    assert!(Scripted::start(vec![Step::Stall]).finish().is_empty());
}

#[test]
fn a_scripted_server_stalls_until_the_client_hangs_up() {
    let server = Scripted::start(vec![Step::Stall]);
    TcpStream::connect(("127.0.0.1", server.port())).unwrap().write_all(b"a NOOP\r\n").unwrap();
    assert_eq!(server.finish()[0].lines, ["a NOOP"]);
}

/// Runs this very test once more in a process of its own, which starts servers and is killed.
#[test]
fn servers_end_with_the_test_process_even_if_it_is_killed() {
    const MARK: &str = "BATON_TEST_TO_BE_KILLED";
    if let Some(file) = std::env::var_os(MARK) {
        let dovecot = Dovecot::shared();
        let smtp = Smtp::start(dovecot);
        let report = format!("{}\n{}\n", dovecot.port, dovecot.directory().display())
            + &format!("{}\n{}\n", smtp.port, smtp.authority.parent().unwrap().display());
        let file = PathBuf::from(file);
        std::fs::write(file.with_extension("new"), report).unwrap();
        std::fs::rename(file.with_extension("new"), file).unwrap();
        let _ = std::io::stdin().read(&mut [0]);
        return;
    }
    let notes = tempfile::tempdir().unwrap();
    let file = notes.path().join("servers");
    let mut tests = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "harness::servers_end_with_the_test_process_even_if_it_is_killed"])
        .env(MARK, &file)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let report = wait_for(|| std::fs::read_to_string(&file).ok());
    tests.kill().unwrap();
    tests.wait().unwrap();

    let report = report.expect("servers in the other process");
    let [dovecot, dovecot_files, smtp, smtp_files] = report.lines().collect::<Vec<_>>()[..] else {
        panic!("{report}")
    };
    for (port, files) in [(dovecot, dovecot_files), (smtp, smtp_files)] {
        let address = SocketAddr::from(([127, 0, 0, 1], port.parse().unwrap()));
        wait_for(|| TcpStream::connect(address).is_err().then_some(())).expect("no server");
        wait_for(|| (!PathBuf::from(files).exists()).then_some(())).expect("no files");
    }
}

#[test]
fn a_server_is_gone_when_it_is_dropped() {
    let dovecot = Dovecot::start();
    let (address, files) = (dovecot.address(), dovecot.directory().to_owned());
    drop(dovecot);
    assert!(TcpStream::connect(address).is_err());
    assert!(!files.exists());
}

#[test]
fn a_new_world_has_an_empty_queue() {
    let world = World::at("2026-03-02T09:00Z");
    assert_eq!(world.maya("list --json").ok().json()["threads"], serde_json::json!([]));
}

#[test]
fn mail_arrives_in_the_world_at_the_time_it_says() {
    let world = World::empty("2026-03-02T09:00Z");
    for part in ["new", ".Sent/cur"] {
        std::fs::create_dir_all(world.maildir().join(part)).unwrap();
    }
    let asked = world.deliver(
        Mail::from("Ana <ana@example.com>")
            .subject("Pricing question")
            .id("a1@example.com")
            .date("2026-03-02T08:00Z"),
    );
    let arrived = std::fs::metadata(&asked).unwrap().modified().unwrap();
    assert_eq!(arrived, time("2026-03-02T08:00Z").into());
    assert_snapshot!(std::fs::read_to_string(asked).unwrap(), @r"
    To: support@example.org
    From: Ana <ana@example.com>
    Subject: Pricing question
    Message-ID: <a1@example.com>
    Date: Mon, 2 Mar 2026 08:00:00 +0000

    Hello
    ");

    world.later("90m");
    let answered =
        world.deliver(Mail::from("Maya <maya@example.org>").reply_to_id("a1@example.com").sent());
    let arrived = std::fs::metadata(&answered).unwrap().modified().unwrap();
    assert_eq!(arrived, time("2026-03-02T10:30Z").into());
    assert!(answered.starts_with(world.maildir().join(".Sent/cur")));
}

#[test]
fn a_transcript_is_what_a_person_saw() {
    let ran = Ran {
        words: "claim 42 'a b'".to_owned(),
        stdout: "43 is maya's\n".to_owned(),
        stderr: "baton: 42 is owned by jordan\nhint: ask\n".to_owned(),
        status: Some(1),
    };
    assert_snapshot!(ran.fails(1), @r"
    $ baton claim 42 'a b'
    43 is maya's
    [stderr] baton: 42 is owned by jordan
    [stderr] hint: ask
    [exit 1]
    ");
}
