//! Against a scripted server, which may lie, stammer and hang up as no real one can be made to.
//! What such servers make of a whole sync is in tests/it/hostile_servers.rs.

mod idle;
mod server;

use super::*;
use crate::error::Kind;
use crate::mail::{Arrival, Role};
use server::{Script, asked, password, row, serve};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

fn readable(all: &[Arrival]) -> Vec<u32> {
    all.iter().filter(|a| a.unreadable.is_none()).map(|a| a.item.parse().unwrap()).collect()
}

fn unreadable(all: &[Arrival]) -> Vec<u32> {
    all.iter().filter(|a| a.unreadable.is_some()).map(|a| a.item.parse().unwrap()).collect()
}

fn numbers(to: u32) -> Vec<u32> {
    (1..=to).collect()
}

#[test]
fn a_mailbox_is_read_in_batches_and_nothing_but_read() {
    let server = serve(&numbers(250), |_, _| None);
    let (all, error) = server.read();
    assert_eq!((readable(&all), error), (numbers(250), None));
    assert_eq!(all[0].received_at.to_rfc3339(), "2026-03-02T09:00:00+00:00");
    assert_eq!(server.heard("UID FETCH"), 3);
    for word in ["STORE", "EXPUNGE", "APPEND", "SELECT", "COPY", "MOVE", "CLOSE"] {
        assert_eq!(server.heard(word), 0, "{word}");
    }
    assert_eq!(server.heard("BODY.PEEK["), 3);
}

#[test]
fn a_few_new_messages_cost_one_command_and_none_cost_none() {
    let server = serve(&numbers(250), |_, _| None);
    let mut imap = server.open();
    imap.select("INBOX").unwrap();
    let batch = imap.after(247).unwrap().unwrap();
    assert_eq!((readable(&batch.arrivals), batch.up_to), (vec![248, 249, 250], 250));
    assert!(imap.after(250).unwrap().is_none());
    assert!(imap.after(u32::MAX).unwrap().is_none());
    assert_eq!((server.heard("SEARCH"), server.heard("FETCH")), (0, 1));
}

#[test]
fn gaps_of_millions_of_uids_cost_nothing() {
    let uids = [5, 2_000_000, 2_000_001, 4_000_000_000];
    let server = serve(&uids, |_, _| None);
    assert_eq!(readable(&server.read().0), uids);
    assert_eq!((server.heard("SEARCH"), server.heard("FETCH")), (1, 1));
    let mut imap = server.open();
    imap.select("INBOX").unwrap();
    assert_eq!(imap.items().unwrap(), ["0000000005", "0002000000", "0002000001", "4000000000"]);
    let batch =
        imap.fetch(&["0002000001".into(), "0000000005".into(), "7".into(), "x".into()]).unwrap();
    assert_eq!(readable(&batch.arrivals), [5, 2_000_001]);
}

#[test]
fn an_answer_to_search_may_come_in_parts_but_is_never_guessed() {
    fn parts(command: &str, _: &[u32]) -> Option<String> {
        let answer = "* SEARCH 1 2 3\r\n* SEARCH 4\r\nT OK done\r\n";
        command.starts_with("UID SEARCH").then(|| answer.into())
    }
    fn unreadable(command: &str, _: &[u32]) -> Option<String> {
        let answer = "* ESEARCH (TAG \"x\") UID ALL 1:*\r\nT OK done\r\n";
        command.starts_with("UID SEARCH").then(|| answer.into())
    }
    let mut imap = serve(&numbers(250), parts).open();
    imap.select("INBOX").unwrap();
    assert_eq!(imap.items().unwrap().len(), 4);
    let mut imap = serve(&numbers(250), unreadable).open();
    imap.select("INBOX").unwrap();
    let error = imap.items().unwrap_err();
    assert!(error.message.contains("answer to UID SEARCH cannot be read"), "{error}");
    assert_eq!(error.kind, Kind::Temporary);
}

#[test]
fn a_line_that_is_not_understood_costs_one_message() {
    fn script(command: &str, uids: &[u32]) -> Option<String> {
        let rows = |uid: u32| match uid {
            17 | 170 => format!("* {uid} FETCH (UID {uid} INTERNALDATE \"x\r\n"),
            uid => {
                row(uid)
                    + "* 3 EXISTS\r\n* 2 EXPUNGE\r\n* OK still here\r\n* NO [ALERT] quota {9}\r\n* 7 FETCH (FLAGS ())\r\n"
            }
        };
        let rows = |uids: Vec<u32>| {
            uids.into_iter().map(rows).collect::<String>() + "* gibberish(\r\nT OK done\r\n"
        };
        command.starts_with("UID FETCH").then(|| rows(asked(command, uids)))
    }
    let (all, error) = serve(&numbers(200), script).read();
    assert_eq!((unreadable(&all), error), (vec![17, 170], None));
    assert_eq!(readable(&all).len(), 198);
}

#[test]
fn a_huge_size_and_a_missing_date_do_no_harm() {
    fn script(command: &str, _: &[u32]) -> Option<String> {
        let row = "* 1 FETCH (UID 1 RFC822.SIZE 99999999999999999999 INTERNALDATE NIL BODY[HEADER.FIELDS (X)] {0}\r\n)\r\nT OK\r\n";
        command.starts_with("UID FETCH").then(|| row.into())
    }
    let (all, error) = serve(&[1], script).read();
    assert_eq!((all[0].size, all[0].unreadable.clone(), error), (i64::MAX as u64, None, None));
}

#[test]
fn a_message_the_server_would_not_give_is_kept_as_unreadable() {
    fn script(command: &str, uids: &[u32]) -> Option<String> {
        let asked = command.starts_with("UID FETCH").then(|| asked(command, uids))?;
        let rows: String =
            asked.iter().take_while(|uid| **uid != 42).map(|uid| row(*uid)).collect();
        Some(rows + if asked.contains(&42) { "T NO [SERVERBUG] broken\r\n" } else { "T OK\r\n" })
    }
    let (all, error) = serve(&numbers(99), script).read();
    assert_eq!((unreadable(&all), readable(&all).len(), error), (vec![42], 98, None));
    assert!(all[41].unreadable.as_deref().unwrap().contains("broken"));
}

#[test]
fn a_server_that_gives_nothing_makes_no_message_unreadable() {
    let server = serve(&numbers(300), |command, _| {
        command.starts_with("UID FETCH").then(|| "T NO sorry\r\n".into())
    });
    let (all, error) = server.read();
    assert!(all.is_empty() && error.unwrap().message.contains("sorry"));
}

#[test]
fn a_literal_over_the_limit_costs_one_message() {
    fn script(command: &str, uids: &[u32]) -> Option<String> {
        let asked = command.starts_with("UID FETCH").then(|| asked(command, uids))?;
        let rows = |uid: &u32| match uid {
            5 => "* 5 FETCH (UID 5 BODY[HEADER.FIELDS (X)] {4294967295}\r\nabc".to_owned(),
            uid => row(*uid),
        };
        Some(asked.iter().map(rows).collect::<String>() + "T OK done\r\n")
    }
    let server = serve(&numbers(40), script);
    let (all, error) = server.read();
    assert_eq!((unreadable(&all), readable(&all).len(), error), (vec![5], 39, None));
    assert!(
        all.iter().any(|a| a
            .unreadable
            .as_deref()
            .is_some_and(|why| why.contains("the limit is 1048576")))
    );
    assert!(server.heard("LOGIN") < 10);
}

#[test]
fn hostile_headers_are_read_in_smaller_batches() {
    fn script(command: &str, uids: &[u32]) -> Option<String> {
        let asked = command.starts_with("UID FETCH").then(|| asked(command, uids))?;
        let header = format!("Message-ID: <1@x>\r\nSubject: {}\r\n\r\n", "x".repeat(300_000));
        let row = |uid: &u32| {
            format!(
                "* 1 FETCH (UID {uid} BODY[HEADER.FIELDS (X)] {{{}}}\r\n{header})\r\n",
                header.len()
            )
        };
        Some(asked.iter().map(row).collect::<String>() + "T OK done\r\n")
    }
    let (all, error) = serve(&numbers(90), script).read();
    assert_eq!((readable(&all), error), (numbers(90), None));
    assert!(all.iter().all(|a| a.headers.truncated && a.headers.subject.len() <= 8192));
}

#[test]
fn what_came_before_the_connection_broke_is_kept() {
    fn script(command: &str, uids: &[u32]) -> Option<String> {
        let rows = |uids: Vec<u32>| uids.into_iter().take(30).map(row).collect::<String>();
        command
            .starts_with("UID FETCH 101")
            .then(|| rows(asked(command, uids)) + "* 1 FETCH (UID 1")
    }
    let mut server = serve(&numbers(250), script);
    server.settings.read_timeout = Duration::from_millis(500);
    let (all, error) = server.read();
    assert_eq!(readable(&all), numbers(130));
    let error = error.unwrap();
    assert!(
        error.kind == Kind::Temporary && error.message.contains("did not answer in time"),
        "{error}"
    );
}

/// RFC 3501 §5.5: nothing obliges a server to end one FETCH before it begins the next.
#[test]
fn rows_of_two_ranges_may_come_mixed_and_their_ends_in_any_order() {
    fn script(command: &str, uids: &[u32]) -> Option<String> {
        let rows = |uids: &[u32]| uids.iter().map(|uid| row(*uid)).collect::<String>();
        // Nothing until both were asked for; then all of both, the second first.
        if command.starts_with("UID FETCH 1:100 ") {
            return Some("* OK wait\r\n".into());
        }
        let mixed =
            || rows(&uids[95..200]) + "T OK second\r\n" + &rows(&uids[..97]) + "B6 OK first\r\n";
        command.starts_with("UID FETCH 101:200 ").then(mixed)
    }
    let server = serve(&numbers(200), script);
    let (all, error) = server.read();
    assert_eq!((readable(&all), error), (numbers(200), None));
    assert_eq!(server.heard("UID FETCH"), 2);
}

#[test]
fn a_refused_login_quotes_the_server_and_never_the_password() {
    fn script(command: &str, _: &[u32]) -> Option<String> {
        command
            .starts_with("LOGIN")
            .then(|| format!("T NO [AUTHENTICATIONFAILED] not {command} AGFuYQBodW50ZXIy\r\n"))
    }
    let server = serve(&[], script);
    let error = Imap::open(server.settings.clone()).err().unwrap();
    assert!(error.message.starts_with(
        "cannot log in to 127.0.0.1 as ana: the server said \"[AUTHENTICATIONFAILED]"
    ));
    let shown = format!("{error:?} {:?}", server.settings);
    assert!(!shown.contains("hunter2") && !shown.contains("AGFuYQBodW50ZXIy"), "{shown}");
}

#[test]
fn words_that_cannot_be_quoted_go_by_authenticate_or_as_literals() {
    let server = serve(&[], |_, _| None);
    let settings = ImapSettings { login: password("pässword"), ..server.settings.clone() };
    Imap::open(settings).unwrap();
    assert_eq!(
        (server.heard("AUTHENTICATE PLAIN AGFuYQBww6Rzc3dvcmQ="), server.heard("LOGIN")),
        (1, 0)
    );
    let quoted = serve(&[], |_, _| None);
    Imap::open(ImapSettings { login: password("a\"b\\c"), ..quoted.settings.clone() }).unwrap();
    assert_eq!(quoted.heard(r#"LOGIN "ana" "a\"b\\c""#), 1);
    fn plain(command: &str, _: &[u32]) -> Option<String> {
        match command {
            "CAPABILITY" => Some("* CAPABILITY IMAP4rev1\r\nT OK\r\n".into()),
            command if command.ends_with('}') => Some("+ go\r\n".into()),
            "pässword" => Some("B2 OK in\r\n".into()),
            _ => None,
        }
    }
    let server = serve(&[], plain);
    Imap::open(ImapSettings { login: password("pässword"), ..server.settings.clone() }).unwrap();
    assert_eq!(server.heard("LOGIN \"ana\" {9}"), 1);
}

#[test]
fn sent_mail_is_found_by_its_mark_or_its_one_customary_name() {
    let scripts: [(Script, &[&str]); 4] = [
        (
            |command, _| {
                listed(command, "* LIST (\\Sent) \"/\" Gesendet\r\n* LIST () \"/\" Sent\r\n")
            },
            &["INBOX", "Gesendet"],
        ),
        (
            |command, _| {
                listed(command, "* LIST () \"/\" \"Sent Items\"\r\n* LIST () \"/\" \"ü\r\n")
            },
            &["INBOX", "Sent Items"],
        ),
        (
            |command, _| {
                listed(command, "* LIST () \"/\" Sent\r\n* LIST () \"/\" \"Sent Items\"\r\n")
            },
            &["INBOX"],
        ),
        (|command, _| listed(command, "* LIST (\\Noselect) \"/\" Sent\r\n"), &["INBOX"]),
    ];
    for (script, names) in scripts {
        let found = serve(&[], script).open().mailboxes().unwrap();
        let roles = [Role::Inbox, Role::Sent];
        let expected = names.iter().map(|name| name.to_string()).zip(roles).collect::<Vec<_>>();
        assert_eq!(found, expected);
    }
}

fn listed(command: &str, names: &str) -> Option<String> {
    command.starts_with("LIST").then(|| format!("{names}T OK\r\n"))
}

#[test]
fn hostile_names_are_not_sent_and_ten_thousand_are_enough() {
    fn script(command: &str, _: &[u32]) -> Option<String> {
        let many: String = (0..20_000).map(|n| format!("* LIST () \"/\" ../../{n}\r\n")).collect();
        command
            .starts_with("LIST")
            .then(|| format!("* LIST () \"/\" {{9}}\r\nINBOX\r\nX \r\n{many}T OK\r\n"))
    }
    let server = serve(&[], script);
    let mut imap = server.open();
    imap.mailboxes().unwrap();
    assert!(imap.select("INBOX\r\nX ").unwrap_err().kind == Kind::Temporary);
    assert_eq!(server.heard("EXAMINE"), 0);
}

#[test]
fn an_unknown_mailbox_is_answered_with_those_there_are() {
    fn script(command: &str, _: &[u32]) -> Option<String> {
        match command.split(' ').next()? {
            "EXAMINE" => Some("T NO no such mailbox\r\n".into()),
            "LIST" => {
                Some("* LIST () \"/\" INBOX\r\n* LIST () \"/\" \"Entw&APw-rfe\"\r\nT OK\r\n".into())
            }
            _ => None,
        }
    }
    let mut server = serve(&[], script);
    server.settings.mailboxes = vec!["Archiv".into()];
    let error = server.open().select("Archiv").unwrap_err();
    assert_eq!(
        (error.kind, error.hint.as_deref()),
        (Kind::Usage, Some("the mailboxes are: INBOX, Entwürfe"))
    );
    let mut imap = server.open();
    imap.mailboxes().unwrap();
    assert_eq!(imap.select("Entwürfe").unwrap_err().kind, Kind::Temporary);
    assert_eq!(server.heard("EXAMINE \"Entw&APw-rfe\""), 1);
}

#[test]
fn a_set_that_no_mailbox_has_is_not_believed() {
    let server = serve(&numbers(500), |command, _| {
        command
            .starts_with("UID SEARCH")
            .then(|| "* ESEARCH (TAG \"x\") UID ALL 1:4294967295\r\nT OK\r\n".into())
    });
    assert!(server.read().1.unwrap().message.contains("the limit is 11000"));
}

#[test]
fn sets_by_the_million_are_merged_once_and_no_more_than_fit_are_held() {
    let server = serve(&numbers(500), |command, _| {
        let line = |n: usize| format!("* SEARCH {}\r\n", n % 499 + 1);
        command
            .starts_with("UID SEARCH")
            .then(|| (0..50_000).map(line).collect::<String>() + "T OK done\r\n")
    });
    let mut imap = server.open();
    imap.select("INBOX").unwrap();
    assert_eq!(imap.items().unwrap().len(), 499);
    let mut gathered = super::uids::Gathered::default();
    let odd = super::uids::Uids::new((0..1_000_000).map(|n| (2 * n + 1, 2 * n + 1)).collect());
    gathered.add(&odd);
    gathered.add(&odd);
    gathered.add(&odd);
    assert_eq!(gathered.all(), None);
}

#[test]
fn status_of_mailboxes_that_nobody_asked_about_is_not_kept() {
    let server = serve(&numbers(5), |command, _| {
        let others: String =
            (0..1000).map(|n| format!("* STATUS other{n} (MESSAGES {n})\r\n")).collect();
        let inbox = "* STATUS inbox (MESSAGES 5 UIDNEXT 6 UIDVALIDITY 7)\r\n".repeat(1000);
        command.starts_with("STATUS").then(|| others + &inbox + "T OK done\r\n")
    });
    let mut session = super::session::Session::open(&server.settings).unwrap();
    let names = [b"INBOX".to_vec()];
    let asked = session.ask_statuses(&names).unwrap();
    let counts = session.counts(asked, &names).unwrap();
    assert_eq!(counts.iter().map(|counts| counts.messages).collect::<Vec<_>>(), [5]);
}

#[test]
fn large_headers_in_descending_order_are_all_read() {
    fn script(command: &str, uids: &[u32]) -> Option<String> {
        let asked = command.starts_with("UID FETCH").then(|| asked(command, uids))?;
        let header = format!("Message-ID: <1@x>\r\nSubject: {}\r\n\r\n", "x".repeat(250_000));
        let row = |uid: &u32| {
            format!(
                "* 1 FETCH (UID {uid} BODY[HEADER.FIELDS (X)] {{{}}}\r\n{header})\r\n",
                header.len()
            )
        };
        Some(asked.iter().rev().map(row).collect::<String>() + "T OK done\r\n")
    }
    let server = serve(&numbers(60), script);
    assert_eq!(readable(&server.read().0), numbers(60));
    let mut imap = server.open();
    imap.select("INBOX").unwrap();
    let items: Vec<String> = numbers(60).into_iter().map(fetch::item).collect();
    assert_eq!(readable(&imap.fetch(&items).unwrap().arrivals), numbers(60));
}

#[test]
fn a_server_that_drips_is_not_waited_for_for_ever() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = serve(&[], |_, _| None);
    let settings = ImapSettings {
        port: listener.local_addr().unwrap().port(),
        read_timeout: Duration::from_millis(100),
        ..server.settings
    };
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        while stream.write_all(b"*").is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = stream.read(&mut [0]);
    });
    let started = Instant::now();
    assert!(Imap::open(settings).err().unwrap().message.contains("did not answer in time"));
    assert!(started.elapsed() < Duration::from_secs(5));
}
