use super::*;
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
        secret: None,
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
    let secret = Some(Secret::new("hunter2"));
    let out = Out::Smtp(Smtp { tls: Tls::StartTls, user: Some("a".into()), secret, ..smtp });
    assert!(out.check().unwrap_err().message.contains("STARTTLS"));
    assert!(!thread.join().unwrap().contains("AUTH"));
    let Out::Smtp(smtp) = out else { panic!() };
    assert!(!format!("{smtp:?}").contains("hunter2"));
    let far = Out::Smtp(Smtp { tls: Tls::None, host: "smtp.example.org".into(), ..smtp });
    assert!(far.check().unwrap_err().message.contains("stays on this machine"));
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
