//! Waiting for mail, with a server that says what it is told to say.

use super::server::{Script, Server, serve};
use super::*;
use crate::mail::bell::Bell;

const LONG: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(20);

/// Knows IDLE; a script that answers anything else goes before.
fn idles(command: &str) -> Option<String> {
    match command {
        "CAPABILITY" => {
            Some("* CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN SASL-IR\r\nT OK\r\n".to_owned())
        }
        "IDLE" => Some("+ idling\r\n* OK still here\r\n* 1 FETCH (FLAGS (\\Seen))\r\n".to_owned()),
        _ => None,
    }
}

fn server(script: Script) -> (Server, Imap) {
    let server = serve(&[1], script);
    let mut imap = server.open();
    imap.select("INBOX").unwrap();
    (server, imap)
}

#[test]
fn a_wait_that_hears_nothing_is_ended_in_time_and_begun_again() {
    let (server, mut imap) = server(|command, _| idles(command));
    assert!(imap.can_idle());
    let bell = Bell::new().unwrap();
    for _ in 0..3 {
        let before = Instant::now();
        assert!(!imap.idle(&bell, SHORT).unwrap());
        assert!(before.elapsed() >= SHORT);
    }
    assert_eq!((server.heard("IDLE"), server.heard("DONE")), (3, 3));
    assert_eq!(server.heard("EXAMINE"), 1);
    // The connection is in step: it can be read from.
    assert_eq!(imap.select("INBOX").unwrap().exists, 1);
}

#[test]
fn news_end_a_wait_whenever_they_are_said() {
    let scripts: [Script; 3] = [
        |command, _| match command {
            "IDLE" => Some("+ idling\r\n* 2 EXISTS\r\n* 1 RECENT\r\n".into()),
            command => idles(command),
        },
        // RFC 2177 leaves what came before `+` to the server.
        |command, _| match command {
            "IDLE" => Some("* 2 EXISTS\r\n+ idling\r\n".into()),
            command => idles(command),
        },
        |command, _| match command {
            "IDLE" => Some("+ idling\r\n* 2 EXPUNGE\r\n* 2 EXISTS\r\n".into()),
            "DONE" => Some("* 3 EXISTS\r\nT OK\r\n".into()),
            command => idles(command),
        },
    ];
    for script in scripts {
        let (server, mut imap) = server(script);
        assert!(imap.idle(&Bell::new().unwrap(), LONG).unwrap());
        assert_eq!(server.heard("DONE"), 1);
        imap.select("INBOX").unwrap();
    }
}

#[test]
fn news_said_with_the_end_are_not_lost() {
    let (_server, mut imap) = server(|command, _| match command {
        "DONE" => Some("* 2 EXISTS\r\nT OK\r\n".into()),
        command => idles(command),
    });
    assert!(imap.idle(&Bell::new().unwrap(), SHORT).unwrap());
}

#[test]
fn a_bell_ends_a_wait() {
    let (server, mut imap) = server(|command, _| idles(command));
    let bell = Bell::new().unwrap();
    std::thread::scope(|scope| {
        let waits = scope.spawn(|| imap.idle(&bell, LONG).unwrap());
        bell.ring();
        assert!(!waits.join().unwrap());
    });
    assert_eq!(server.heard("DONE"), 1);
}

#[test]
fn a_server_that_died_without_a_word_shows_by_its_silence() {
    let mut server = serve(&[1], |command, _| match command {
        "DONE" => Some("* OK I am".into()),
        command => idles(command),
    });
    server.settings.read_timeout = Duration::from_millis(100);
    let mut imap = server.open();
    imap.select("INBOX").unwrap();
    let error = imap.idle(&Bell::new().unwrap(), SHORT).unwrap_err();
    assert_eq!(
        error.message,
        "cannot wait for mail from 127.0.0.1: the server did not answer in time"
    );
    assert_eq!(error.kind, Kind::Temporary);
}

#[test]
fn a_server_that_offers_to_wait_and_refuses_is_polled() {
    let (server, mut imap) = server(|command, _| match command {
        "IDLE" => Some("T NO not now\r\n".into()),
        command => idles(command),
    });
    assert!(imap.can_idle());
    assert!(!imap.idle(&Bell::new().unwrap(), LONG).unwrap());
    assert!(!imap.can_idle());
    // The connection is as good as before.
    imap.select("INBOX").unwrap();
    assert_eq!(server.heard("IDLE"), 1);
}

#[test]
fn a_server_that_ends_the_wait_or_hangs_up_is_an_error() {
    let scripts: [(Script, &str); 3] = [
        (
            |command, _| match command {
                "IDLE" => Some("+ idling\r\nT OK enough\r\n".into()),
                command => idles(command),
            },
            "the server would not wait: \"enough\"",
        ),
        (
            |command, _| match command {
                "IDLE" => Some("+ idling\r\n* BYE shutting down\r\n".into()),
                command => idles(command),
            },
            "the server said goodbye: \"shutting down\"",
        ),
        (
            |command, _| match command {
                "IDLE" => Some(String::new()),
                command => idles(command),
            },
            "the server closed the connection",
        ),
    ];
    for (script, says) in scripts {
        let (_server, mut imap) = server(script);
        let error = imap.idle(&Bell::new().unwrap(), LONG).unwrap_err();
        assert!(error.message.contains(says), "{error}");
    }
}
