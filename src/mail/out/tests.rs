use super::*;
use crate::mail::secret::Secret;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

/// A server that says its lines, each after it has read what the step before awaits, and returns
/// what it read.
fn server(answers: &'static [&'static str]) -> (Out, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let (mut reader, mut heard, mut in_data) =
            (BufReader::new(stream.try_clone().unwrap()), String::new(), false);
        let mut stream: TcpStream = stream;
        for answer in answers {
            stream.write_all(answer.as_bytes()).unwrap();
            stream.write_all(b"\r\n").unwrap();
            loop {
                let before = heard.len();
                if reader.read_line(&mut heard).unwrap_or(0) == 0 {
                    return heard;
                }
                if !in_data || &heard[before..] == ".\r\n" {
                    in_data = heard[before..].starts_with("DATA");
                    break;
                }
            }
        }
        heard
    });
    let short = Duration::from_millis(500);
    let smtp = Smtp {
        host: "127.0.0.1".into(),
        port,
        tls: Tls::None,
        user: None,
        login: None,
        ca_file: None,
        connect_timeout: short,
        read_timeout: short,
    };
    (Out::Smtp(smtp), thread)
}

fn outcome(answers: &'static [&'static str]) -> (Outcome, String) {
    let (out, _thread) = server(answers);
    let error =
        out.send("baton <a@example.org>", "b@example.org", b"Subject: x\r\n\r\ny\r\n").unwrap_err();
    (error.outcome, error.error.message)
}

#[test]
fn a_mail_arrives_once_with_its_dots_and_line_ends() {
    let (out, thread) =
        server(&["220 x", "250 x", "250 ok", "250 ok", "354 go", "250 queued", "221 bye"]);
    out.send(
        "baton <a@example.org>",
        "B <b@example.org>",
        b"Subject: x\n\n.\na\r.\rMAIL FROM:<evil@x>\n..\n",
    )
    .unwrap();
    let heard = thread.join().unwrap();
    let data = heard.split("DATA\r\n").nth(1).unwrap();
    assert_eq!(
        data,
        "Subject: x\r\n\r\n..\r\na\r\n..\r\nMAIL FROM:<evil@x>\r\n...\r\n.\r\nQUIT\r\n"
    );
    assert!(heard.contains("MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\n"), "{heard}");
}

#[test]
fn the_step_that_fails_says_whether_the_mail_went() {
    assert_eq!(outcome(&["554 no"]).0, Outcome::NotSent);
    assert_eq!(outcome(&["220 x", "250 x", "250 ok", "450 later"]).0, Outcome::NotSent);
    let (rejected, message) = outcome(&["220 x", "250 x", "250 ok", "550 no such user"]);
    assert_eq!(rejected, Outcome::Rejected);
    assert!(
        message.contains("b@example.org")
            && message.contains("550")
            && message.contains("no such user"),
        "{message}"
    );
    assert_eq!(outcome(&["220 x", "250 x", "250 ok", "250 ok", "451 later"]).0, Outcome::NotSent);
    assert_eq!(
        outcome(&["220 x", "250 x", "250 ok", "250 ok", "354 go", "554 spam"]).0,
        Outcome::Rejected
    );
    assert_eq!(
        outcome(&["220 x", "250 x", "250 ok", "250 ok", "354 go", "452 full"]).0,
        Outcome::NotSent
    );
    assert_eq!(
        outcome(&["220 x", "250 x", "250 ok", "250 ok", "250 what?", "354 go"]).0,
        Outcome::NotSent
    );
    // It hangs up, or says nothing, after the mail.
    assert_eq!(outcome(&["220 x", "250 x", "250 ok", "250 ok", "354 go"]).0, Outcome::Unknown);
    assert_eq!(
        outcome(&["220 x", "250 x", "250 ok", "250 ok", "354 go", "what?"]).0,
        Outcome::Unknown
    );
}

#[test]
fn nothing_is_said_without_the_tls_that_was_asked_for() {
    let (Out::Smtp(smtp), thread) = server(&["220 x", "250 x", "250 x"]) else { panic!() };
    let login = Some(Login::Password(Secret::new("hunter2")));
    let out = Out::Smtp(Smtp { tls: Tls::StartTls, user: Some("a".into()), login, ..smtp });
    assert!(out.check().unwrap_err().message.contains("STARTTLS"));
    assert!(!thread.join().unwrap().contains("AUTH"));
    let Out::Smtp(smtp) = out else { panic!() };
    assert!(!format!("{smtp:?}").contains("hunter2"));
    let far = Out::Smtp(Smtp { tls: Tls::None, host: "smtp.example.org".into(), ..smtp });
    assert!(far.check().unwrap_err().message.contains("stays on this machine"));
}

/// What a check with a password says, and what the server heard.
fn checked(tls: Tls, answers: &'static [&'static str]) -> (Result<String, Error>, String) {
    let (Out::Smtp(smtp), thread) = server(answers) else { panic!() };
    let login = Some(Login::Password(Secret::new("hunter2")));
    let said = Out::Smtp(Smtp { tls, user: Some("ana".into()), login, ..smtp }).check();
    if let Err(error) = &said {
        assert!(!error.message.contains("hunter2"), "{}", error.message);
    }
    (said, thread.join().unwrap())
}

#[test]
fn words_put_in_before_tls_end_the_connection() {
    let injected: [&'static [&'static str]; 3] = [
        &["220 x", "250-x\r\n250-AUTH PLAIN\r\n250 STARTTLS", "220 go\r\n250 AUTH PLAIN", "235 ok"],
        &["220 x\r\n250 x", "220 go"],
        &["220 x", "250-x\r\n250 STARTTLS\r\n220 go", "235 ok"],
    ];
    for answers in injected {
        let (said, heard) = checked(Tls::StartTls, answers);
        let message = said.unwrap_err().message;
        assert!(message.contains("before TLS") || message.contains("out of step"), "{message}");
        // Neither a password nor the first byte of a handshake.
        let lines: Vec<_> = heard.lines().collect();
        assert!(
            lines.iter().all(|line| ["EHLO [127.0.0.1]", "STARTTLS"].contains(line)),
            "{heard}"
        );
    }
}

#[test]
fn a_server_that_refuses_starttls_hears_no_more() {
    let (said, heard) = checked(Tls::StartTls, &["220 x", "250-x\r\n250 STARTTLS", "454 not now"]);
    let error = said.unwrap_err();
    assert_eq!(error.message, "cannot start TLS with 127.0.0.1: the server said \"454 not now\"");
    assert_eq!(heard, "EHLO [127.0.0.1]\r\nSTARTTLS\r\n");
    let (said, heard) = checked(Tls::StartTls, &["220 x", "250-x\r\n250 AUTH PLAIN", "235 ok"]);
    let error = said.unwrap_err();
    assert_eq!(
        error.message,
        "cannot start TLS with 127.0.0.1: the server does not offer STARTTLS"
    );
    assert_eq!(heard, "EHLO [127.0.0.1]\r\n");
}

#[test]
fn a_password_goes_the_way_that_the_server_offers() {
    let (said, heard) =
        checked(Tls::None, &["220 x", "250-x\r\n250 AUTH LOGIN PLAIN", "235 ok", "221 bye"]);
    assert!(said.unwrap().contains("logged in as ana"));
    assert_eq!(heard, "EHLO [127.0.0.1]\r\nAUTH PLAIN AGFuYQBodW50ZXIy\r\nQUIT\r\n");
    let login =
        &["220 x", "250-x\r\n250 auth=login", "334 VXNlcg", "334 UGFzcw", "235 ok", "221 bye"];
    let (said, heard) = checked(Tls::None, login);
    assert!(said.is_ok(), "{said:?}");
    assert!(heard.contains("AUTH LOGIN\r\nYW5h\r\naHVudGVyMg==\r\nQUIT"), "{heard}");
    let (said, heard) = checked(Tls::None, &["220 x", "250-x\r\n250 AUTH CRAM-MD5", "235 ok"]);
    assert!(said.unwrap_err().message.contains("no login by password"));
    assert!(!heard.contains("AUTH"), "{heard}");
    // A server that repeats what it was told.
    const ECHO: &str = "535 no: ana hunter2 AGFuYQBodW50ZXIy aHVudGVyMg==";
    let (said, _) = checked(Tls::None, &["220 x", "250-x\r\n250 AUTH PLAIN", ECHO]);
    let message = said.unwrap_err().message;
    assert_eq!(message, "cannot log in to 127.0.0.1 as ana: the server said \"535 no: ana … … …\"");
}

/// A server that says the same for ever, until the client has had enough.
fn endless(words: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (Out::Smtp(smtp), _thread) = server(&[]) else { panic!() };
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        while stream.write_all(words).is_ok() {}
    });
    let wait = Duration::from_secs(20);
    let message = Out::Smtp(Smtp { port, read_timeout: wait, ..smtp }).check().unwrap_err().message;
    thread.join().unwrap();
    message
}

#[test]
fn a_reply_without_end_is_refused() {
    assert!(endless(b"220 aaaaaaaaaaaaaa").contains("a line over the limit of 1024 bytes"));
    assert!(endless(b"220-hello\r\n").contains("a reply over the limit of 100 lines"));
    assert!(endless(b"* OK IMAP here\r\n").contains("does not speak SMTP"));
    assert!(endless(b"220-x\r\n250 x\r\n").contains("does not speak SMTP"));
}

#[test]
fn a_server_that_drips_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (Out::Smtp(smtp), _thread) = server(&[]) else { panic!() };
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        // Each byte comes well before a time-out for one read would be over.
        while stream.write_all(b"2").is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    let wait = Duration::from_millis(200);
    let message = Out::Smtp(Smtp { port, read_timeout: wait, ..smtp }).check().unwrap_err().message;
    assert!(message.contains("did not answer in time"), "{message}");
    thread.join().unwrap();
}

#[test]
fn an_address_beyond_ascii_needs_a_server_that_takes_it() {
    let send = |answers| {
        let (out, thread) = server(answers);
        (out.send("a@example.org", "jörg@example.org", b"x\r\n"), thread.join().unwrap())
    };
    let (said, heard) = send(&["220 x", "250-x\r\n250 8BITMIME", "250 ok"]);
    let error = said.unwrap_err();
    assert_eq!(error.outcome, Outcome::Rejected);
    assert!(error.error.message.contains("SMTPUTF8"), "{}", error.error.message);
    assert!(!heard.contains("MAIL"), "{heard}");
    let (said, heard) = send(&[
        "220 x",
        "250-x\r\n250 SMTPUTF8",
        "250 ok",
        "250 ok",
        "354 go",
        "250 queued",
        "221 bye",
    ]);
    said.unwrap();
    assert!(heard.contains("MAIL FROM:<a@example.org> SMTPUTF8\r\nRCPT TO:<jörg@example.org>"));
}

#[test]
fn a_yes_said_ahead_of_time_is_not_taken_for_the_mail() {
    let ahead = &["220 x", "250 x", "250 ok", "250 ok", "354 go\r\n250 queued"];
    let (outcome, message) = outcome(ahead);
    assert_eq!(outcome, Outcome::NotSent);
    assert!(message.contains("out of step"), "{message}");
}

#[test]
fn a_silent_server_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (Out::Smtp(smtp), _thread) = server(&[]) else { panic!() };
    let wait = Duration::from_millis(100);
    let port = listener.local_addr().unwrap().port();
    for tls in [Tls::Implicit, Tls::StartTls, Tls::None] {
        let smtp = Smtp { tls, port, connect_timeout: wait, read_timeout: wait, ..smtp.clone() };
        let started = std::time::Instant::now();
        assert!(Out::Smtp(smtp).check().is_err());
        assert!(started.elapsed() < Duration::from_secs(3), "{tls:?}");
    }
}

#[test]
fn a_program_gets_the_mail_and_the_recipient_after_a_dash() {
    let dir = tempfile::tempdir().unwrap();
    let got = dir.path().join("got");
    let script = format!("cat > {0}; echo \"$@\" >> {0}", got.display());
    let sh = |script: &str, millis| {
        let command = ["sh", "-c", script, "sendmail"].map(str::to_owned).to_vec();
        Out::Sendmail(Sendmail {
            command,
            search: "/usr/bin:/bin".into(),
            timeout: Duration::from_millis(millis),
        })
    };
    sh(&script, 9000).send("a@x.org", "B <b@x.org>", b"Subject: x\r\n\r\n$(y)\r\n").unwrap();
    assert_eq!(fs::read_to_string(&got).unwrap(), "Subject: x\n\n$(y)\n-- b@x.org\n");
    let fails =
        |script: &str, millis| sh(script, millis).send("a@x.org", "b@x.org", b"x").unwrap_err();
    assert_eq!(fails("echo no such user >&2; exit 67", 9000).outcome, Outcome::Rejected);
    assert!(fails("echo full >&2; exit 75", 9000).error.message.contains("full"));
    assert_eq!(fails("exit 75", 9000).outcome, Outcome::NotSent);
    assert_eq!(fails("kill -9 $$", 9000).outcome, Outcome::Unknown);
    assert_eq!(fails("sleep 30", 200).outcome, Outcome::Unknown);
    let none = Out::Sendmail(Sendmail {
        command: vec!["/nonexistent".into()],
        search: "".into(),
        timeout: SENDMAIL_TIMEOUT,
    });
    assert_eq!(none.send("a@x.org", "b@x.org", b"x").unwrap_err().outcome, Outcome::NotSent);
    assert!(none.check().is_err());
    assert!(sh("", 1).check().unwrap().contains("/sh can be run"));
}

#[test]
fn a_recipient_that_is_no_address_is_refused() {
    let out = Out::Sendmail(Sendmail {
        command: vec!["true".into()],
        search: "".into(),
        timeout: SENDMAIL_TIMEOUT,
    });
    for bad in ["-oQ/tmp/x@y.org", "b", "b@x.org\r\nRCPT TO:<c@x.org>", "b@x.org c@x.org"] {
        assert_eq!(out.send("a@x.org", bad, b"x").unwrap_err().outcome, Outcome::Rejected, "{bad}");
    }
}
