//! Servers that lie, stammer and fall silent: each is named in an error, what came before is kept,
//! memory stays small, nothing is said that should not be, and the other inboxes are read.
//!
//! SECURITY-CASES 7 (STARTTLS stripped), 8 (bytes injected before TLS), 9 (PREAUTH, bad greeting),
//! 11 (huge literals and lines), 12 (rows nobody asked for, UID 0, NIL) and 13 (mailbox names).

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use crate::faults::row;
use crate::ledger;
use crate::scripted::{Scripted, Step, send};
use crate::sync::scripted_inbox;
use crate::world::{Mail, Ran, World};

const NOW: &str = "2026-03-02T09:00Z";
/// In KiB.
const MOST_MEMORY: u64 = 64 * 1024;

/// For a server that is not heard of again; the others have the usual time, however busy the machine.
const IMPATIENT: &str = "connect-timeout = \"2s\"\nread-timeout = \"2s\"\n";

/// A world with an inbox on this port, and a healthy one after it with one mail.
fn world(port: u16, change: impl Fn(String) -> String) -> World {
    let hostile = scripted_inbox("hostile", port);
    let healthy = "[[inbox]]\nname = \"healthy\"\naddress = \"healthy@example.org\"\n\
                   [inbox.maildir]\npath = \"mail\"\n";
    let world = World::with_config(NOW, &(change(hostile) + healthy));
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(world.maildir().join(part)).unwrap();
    }
    world.deliver(Mail::from("Ben <ben@example.net>").subject("From the healthy one").id("b@x"));
    world
}

/// Syncs, and looks at what must hold whatever a server does.
#[track_caller]
fn sync(world: &World, status: i32, kept: i64, says: &[&str]) -> Ran {
    let (ran, peak) = world.measured("ada", "sync");
    let ran = ran.fails(status);
    for words in says {
        assert!(format!("{ran}").contains(words), "no {words:?} in\n{ran}");
    }
    if status != 0 {
        assert!(ran.stderr.contains("\nhint: "), "no hint in\n{ran}");
    }
    let is_control = |c: char| c.is_control() && c != '\n';
    assert!(!ran.stdout.contains(is_control) && !ran.stderr.contains(is_control), "{ran:?}");
    assert!((1..MOST_MEMORY).contains(&peak), "{peak} KiB\n{ran}");
    assert!(ran.stdout.contains("healthy: INBOX 1 of 1, 1 new"), "{ran}");
    let threads = world.maya("list --all --json").ok().stdout;
    assert!(threads.contains("From the healthy one"), "{threads}");
    assert_eq!(ledger::count(world, "messages"), Some(kept + 1), "{ran}");
    ran
}

/// The same with one connection to a server of this script; what was said to it.
#[track_caller]
fn meet(tls: &str, script: Vec<Step>, kept: i64, says: &[&str]) -> Vec<String> {
    meet_for(tls, "", script, kept, says)
}

/// The same with a server that is not heard of again.
#[track_caller]
fn meet_silence(tls: &str, mut script: Vec<Step>, kept: i64, says: &[&str]) -> Vec<String> {
    script.push(Step::Stall);
    let says = [says, &["the server did not answer in time"]].concat();
    meet_for(tls, IMPATIENT, script, kept, &says)
}

#[track_caller]
fn meet_for(tls: &str, timeouts: &str, script: Vec<Step>, kept: i64, says: &[&str]) -> Vec<String> {
    let server = Scripted::start(script);
    let tls = format!("tls = \"{tls}\"");
    let world = world(server.port(), |config| config.replace("tls = \"none\"", &tls) + timeouts);
    sync(&world, 75, kept, says);
    let lines: Vec<String> =
        server.finish().into_iter().flat_map(|connection| connection.lines).collect();
    for word in ["STORE", "EXPUNGE", "APPEND", "SELECT", "BODY["] {
        assert!(!lines.iter().any(|line| line.contains(word)), "{word} in {lines:#?}");
    }
    lines
}

fn ordinary_until(word: &'static str) -> Vec<Step> {
    vec![send("* OK hello\r\n"), Step::ServeUntil(word)]
}

fn with(mut steps: Vec<Step>, more: impl IntoIterator<Item = Step>) -> Vec<Step> {
    steps.extend(more);
    steps
}

/// SECURITY 7 and 8: STARTTLS stripped, refused, or answered with more than one packet may hold (CVE-2011-0411).
#[test]
fn without_a_clean_start_of_tls_no_login_leaves() {
    let cannot = "cannot start TLS with 127.0.0.1: ";
    for (greeting, answer, says) in [
        // Not offered, and so not known.
        (
            "* OK [CAPABILITY IMAP4rev1] hello\r\n",
            "{tag} BAD unknown\r\n",
            "refused STARTTLS: \"unknown\"",
        ),
        ("* OK hello\r\n", "{tag} NO not today\r\n", "refused STARTTLS: \"not today\""),
        ("* OK hello\r\n", "* BYE go away\r\n", "goodbye: \"go away\""),
        ("* OK hello\r\n", "* 1 EXISTS\r\n{tag} OK begin\r\n", "unexpected words before TLS"),
        (
            "* OK hello\r\n",
            "{tag} OK begin\r\n* CAPABILITY IMAP4rev1\r\nB1 OK done\r\nB2 OK in\r\n",
            "more after its OK to STARTTLS",
        ),
    ] {
        let script = vec![send(greeting), Step::Expect("STARTTLS"), send(answer), Step::Stall];
        let lines = meet("starttls", script, 0, &[cannot, says]);
        assert_eq!(lines[0], "T0 STARTTLS");
        for word in ["LOGIN", "AUTHENTICATE", "CAPABILITY"] {
            assert!(!lines.iter().any(|line| line.contains(word)), "{lines:?}");
        }
    }
    let early = "* OK hello\r\nT0 OK begin TLS\r\nB1 OK done\r\n";
    let lines =
        meet("starttls", vec![send(early), Step::Stall], 0, &[cannot, "more than its greeting"]);
    assert_eq!(lines, [""; 0]);
}

/// SECURITY 8.
#[test]
fn words_after_the_handshake_began_are_no_login() {
    let script = vec![
        send("* OK hello\r\n"),
        Step::Expect("STARTTLS"),
        send("{tag} OK begin\r\n"),
        // The first bytes of the client's hello hold no line end that matters here.
        Step::Expect(""),
        send("B1 OK done\r\nB2 OK in\r\n"),
        Step::Stall,
    ];
    let lines = meet("starttls", script, 0, &["cannot start TLS with 127.0.0.1: "]);
    assert!(!lines.iter().any(|line| line.contains("LOGIN")), "{lines:?}");
}

/// SECURITY 9: CVE-2021-39272, CVE-2020-28896.
#[test]
fn a_greeting_that_is_none_is_answered_by_nothing() {
    for tls in ["none", "starttls"] {
        for (greeting, says) in [
            ("* PREAUTH welcome back\r\n", "the greeting says PREAUTH, as if we had logged in"),
            ("HTTP/1.1 400 Bad Request\r\n\r\n", "the greeting is not that of an IMAP server"),
            ("220 mail.example.org ESMTP\r\n", "the greeting is not that of an IMAP server"),
            ("\u{16}\u{3}\u{1}\0\u{1b}[2J\u{7}\r\n", "the greeting is not that of an IMAP server"),
            ("* BYE too many\u{1b}[2J\r\n", "goodbye: \"too many\\u{1b}[2J\""),
            ("", "the server closed the connection"),
        ] {
            assert_eq!(meet(tls, vec![send(greeting)], 0, &[says]), [""; 0], "{greeting:?}");
        }
    }
}

#[test]
fn a_server_that_falls_silent_times_out() {
    for greeting in ["", "* OK"] {
        let script = || vec![send(greeting)];
        assert_eq!(meet_silence("none", script(), 0, &["cannot connect to 127.0.0.1"]), [""; 0]);
        assert_eq!(meet_silence("starttls", script(), 0, &["cannot start TLS"]), [""; 0]);
    }
    let hello = || send("* OK hello\r\n");
    meet_silence("none", vec![hello()], 0, &["cannot log in to 127.0.0.1"]);
    let fetching = [send(row(1, "a@x")), send("* 2 FETCH (UID 2 ")];
    let script = with(ordinary_until("UID FETCH"), fetching);
    meet_silence("none", script, 1, &["cannot read from 127.0.0.1"]);

    // In the middle of a handshake.
    let begun = vec![hello(), Step::Expect("STARTTLS"), send("{tag} OK begin\r\n")];
    for (tls, script) in [("implicit", vec![]), ("starttls", begun)] {
        let lines = meet_silence(tls, script, 0, &["cannot start TLS with 127.0.0.1"]);
        assert!(!lines.iter().any(|line| line.contains("LOGIN")), "{lines:?}");
    }
}

#[test]
fn a_host_that_answers_no_connection_times_out() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // Nobody accepts: when the queue is full, the system drops what else calls.
    let patience = Duration::from_millis(300);
    let queue: Vec<TcpStream> =
        std::iter::from_fn(|| TcpStream::connect_timeout(&address, patience).ok()).collect();
    let world = world(address.port(), |config| config + IMPATIENT);
    let says = format!("cannot connect to 127.0.0.1 port {}: connection timed out", address.port());
    sync(&world, 75, 0, &[&says]);
    drop(queue);
}

/// SECURITY 11: CVE-2021-3657.
#[test]
fn a_literal_that_nobody_could_hold_is_not_waited_for() {
    for size in ["4294967295", "4294967296", "-1", "99999999999999999999", "1048577"] {
        let says = format!("the server sent a literal of {size} bytes; the limit is 1048576");
        let header = format!("* 2 FETCH (UID 2 BODY[HEADER.FIELDS (X)]<0> {{{size}}}\r\nabc");
        let script = with(ordinary_until("UID FETCH"), [send(row(1, "a@x")), send(header)]);
        meet("none", script, 1, &[&says]);
        let early = [send(format!("* LIST () \"/\" {{{size}}}\r\nabc")), Step::Stall];
        meet("none", with(ordinary_until("EXAMINE"), early), 0, &[&says]);
    }
}

#[test]
fn a_literal_over_the_limit_costs_its_message_alone() {
    fn answer(line: &str) -> Option<String> {
        let uids = asked(line)?;
        let rows = uids.iter().map(|uid| match uid {
            2 => "* 2 FETCH (UID 2 BODY[HEADER.FIELDS (X)]<0> {4294967295}\r\nabc".into(),
            uid => text(row(*uid, &format!("{uid}@x"))),
        });
        Some(rows.collect::<String>() + "{tag} OK done\r\n")
    }
    let connection = || vec![send("* OK hello\r\n"), Step::Serve(answer)];
    let server = Scripted::connections((0..20).map(|_| connection()).collect());
    let world = world(server.port(), |config| config);
    let says = [
        "hostile: INBOX 3 of 3, 3 new",
        "1 messages could not be read, and are kept with what is known",
    ];
    // One of each mailbox.
    sync(&world, 0, 2 + 2, &says);
    assert!(format!("{}", world.admin("doctor")).contains("2 could not be read"));
}

/// SECURITY 11.
#[test]
fn a_line_of_a_hundred_megabytes_is_cut_off() {
    let megabyte = || Step::Repeat(vec![b'x'; 1 << 20], 100);
    let says = ["the server sent a line over the limit of 1048576 bytes"];
    meet("none", vec![megabyte()], 0, &says);
    meet("starttls", vec![megabyte()], 0, &says);
    let fetched = [send(row(1, "a@x")), send("* 2 FETCH ("), megabyte()];
    meet("none", with(ordinary_until("UID FETCH"), fetched), 1, &says);
    // Without UIDNEXT the UIDs are searched for; a mailbox of millions has a long line of them.
    let examined = "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n{tag} OK done\r\n";
    let searched = [
        send(examined),
        Step::ServeUntil("UID SEARCH"),
        send("* SEARCH"),
        Step::Repeat(b" 1".repeat(1 << 19), 100),
    ];
    let says = ["the server sent a line over the limit of 16777216 bytes"];
    meet("none", with(ordinary_until("EXAMINE"), searched), 0, &says);
}

#[test]
fn a_flood_of_rows_is_not_held() {
    let flood = Step::Repeat(row(9, "z@x").repeat(1000), 100);
    let rows = [row(1, "a@x"), row(2, "b@x"), row(3, "c@x")].map(send);
    let script = with(ordinary_until("UID FETCH"), [flood]);
    let goodbye = [send("* BYE enough\r\n")];
    meet("none", with(with(script, rows), goodbye), 3, &["goodbye: \"enough\""]);
}

/// The UIDs of 1, 2, 3 that a FETCH asks for.
fn asked(line: &str) -> Option<Vec<u32>> {
    let set = line.split_once("UID FETCH ")?.1.split(' ').next()?;
    let holds = |uid: &u32| {
        set.split(',').any(|range| {
            let (first, last) = range.split_once(':').unwrap_or((range, range));
            (first.parse().unwrap()..=last.parse().unwrap()).contains(uid)
        })
    };
    Some([1, 2, 3].into_iter().filter(holds).collect())
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// Syncs with a server that answers so, with INBOX alone.
#[track_caller]
fn serve(answer: fn(&str) -> Option<String>, status: i32, kept: i64, says: &[&str]) -> World {
    let server = Scripted::start(vec![send("* OK hello\r\n"), Step::Serve(answer)]);
    let world = world(server.port(), |config| config);
    sync(&world, status, kept, says);
    world
}

/// SECURITY 12.
#[test]
fn rows_that_nobody_asked_for_are_not_stored() {
    serve(
        |line| {
            let stray = [row(0, "zero@x"), row(77, "stray@x"), row(u32::MAX, "last@x")].concat();
            let stray =
                text(stray) + "* 1 FETCH (BODY[HEADER.FIELDS (X)]<0> \"Subject: none\")\r\n";
            let rows = asked(line)?.into_iter().map(|uid| text(row(uid, &format!("{uid}@x"))));
            let rows = rows.map(|row| format!("{stray}{row}{stray}")).collect::<String>();
            Some(rows + "{tag} OK done\r\n")
        },
        0,
        3,
        &["hostile: INBOX 3 of 3, 3 new"],
    );
    // Not even before anything was asked, or in the middle of another answer.
    serve(
        |line| {
            let rows = text([row(1, "early-1@x"), row(2, "early-2@x")].concat());
            match asked(line) {
                Some(_) => Some(
                    text([row(1, "a@x"), row(2, "b@x"), row(3, "c@x")].concat()) + "{tag} OK\r\n",
                ),
                None if line.contains("LOGIN") => Some(rows + "{tag} OK done\r\n"),
                None if line.contains("EXAMINE") => Some(format!(
                    "{rows}* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 4] ok\r\n{{tag}} OK\r\n"
                )),
                None => None,
            }
        },
        0,
        3,
        &["hostile: INBOX 3 of 3, 3 new"],
    );
}

#[test]
fn a_uid_sent_twice_is_the_first_that_came() {
    let world = serve(
        |line| {
            asked(line)?;
            let rows = [row(1, "a@x"), row(2, "b@x"), row(2, "c@x"), row(3, "d@x"), row(1, "e@x")];
            Some(text(rows.concat()) + "{tag} OK done\r\n")
        },
        0,
        3,
        &["hostile: INBOX 3 of 3, 3 new"],
    );
    let exported = world.maya("show 2 --json").ok().stdout;
    assert!(exported.contains("b@x") && !exported.contains("c@x"), "{exported}");
}

#[test]
fn uid_zero_in_the_place_of_a_message_is_named_as_missing() {
    serve(
        |line| match asked(line) {
            Some(_) => {
                Some(text([row(0, "a@x"), row(2, "b@x"), row(3, "c@x")].concat()) + "{tag} OK\r\n")
            }
            None if line.contains("SEARCH") => Some("* SEARCH 0 2 3\r\n{tag} OK\r\n".into()),
            None => None,
        },
        0,
        2,
        &["warning: hostile: INBOX: the server has 3 messages, the ledger 2"],
    );
    serve(
        |line| {
            line.contains("EXAMINE").then(|| {
                "* 3 EXISTS\r\n* OK [UIDVALIDITY 0] ok\r\n* OK [UIDNEXT 0] ok\r\n{tag} OK\r\n"
                    .into()
            })
        },
        75,
        0,
        &["no UIDVALIDITY for a mailbox"],
    );
}

/// SECURITY 12.
#[test]
fn nil_everywhere_is_a_message_without_header() {
    serve(
        |line| {
            if line.contains("EXAMINE") {
                return Some(
                    "* FLAGS NIL\r\n* NIL EXISTS\r\n* 3 EXISTS\r\n* NIL RECENT\r\n* NIL\r\n\
                     * OK [UIDVALIDITY NIL] NIL\r\n* OK [UIDVALIDITY 7] NIL\r\n\
                     * OK [UIDNEXT 4] NIL\r\n{tag} OK NIL\r\n"
                        .into(),
                );
            }
            let row = |uid| {
                format!(
                    "* {uid} FETCH (UID {uid} FLAGS NIL ENVELOPE NIL INTERNALDATE NIL \
                     RFC822.SIZE NIL BODY[HEADER.FIELDS (X)]<0> NIL)\r\n* {uid} FETCH NIL\r\n"
                )
            };
            Some(asked(line)?.into_iter().map(row).collect::<String>() + "{tag} OK NIL\r\n")
        },
        0,
        // Without any header one is like the other.
        1,
        &["hostile: INBOX 3 of 3, 1 new"],
    );
    // A message without a number cannot be kept by it.
    serve(
        |line| {
            asked(line)?;
            Some("* 1 FETCH (UID NIL BODY[HEADER.FIELDS (X)]<0> NIL)\r\n{tag} OK\r\n".into())
        },
        0,
        3 + 3,
        &["3 messages could not be read"],
    );
    serve(
        |line| match asked(line) {
            Some(_) => Some("{tag} OK\r\n".into()),
            None if line.contains("SEARCH") => Some("* SEARCH NIL\r\n{tag} OK\r\n".into()),
            None => None,
        },
        75,
        0,
        &["the answer to UID SEARCH cannot be read"],
    );
}

#[test]
fn a_goodbye_in_mid_fetch_is_quoted_and_what_came_is_kept() {
    let bye = "* BYE [UNAVAILABLE] maintenance\u{1b}[2J\r\n";
    let script =
        with(ordinary_until("UID FETCH"), [send(row(1, "a@x")), send(row(2, "b@x")), send(bye)]);
    let says = "cannot read from 127.0.0.1: the server said goodbye: \
                \"[UNAVAILABLE] maintenance\\u{1b}[2J\"";
    meet("none", script, 2, &[says]);
}

/// LIST gives these names, and every mailbox has three messages.
macro_rules! listing {
    ($names:expr) => {
        |line: &str| match asked(line) {
            Some(uids) => {
                let rows = uids.into_iter().map(|uid| text(row(uid, &format!("{uid}@x"))));
                Some(rows.collect::<String>() + "{tag} OK done\r\n")
            }
            None => line.contains(" LIST ").then(|| format!("{}{{tag}} OK done\r\n", $names)),
        }
    };
}

/// Syncs with a server of such names, none of which the config says.
#[track_caller]
fn list(answer: fn(&str) -> Option<String>, status: i32, says: &[&str]) -> Vec<String> {
    let server = Scripted::start(vec![send("* OK hello\r\n"), Step::Serve(answer)]);
    let world = world(server.port(), |config| config.replace("sent = [\"Sent\"]\n", ""));
    let files = || fs::read_dir(world.path()).unwrap().count();
    let before = files();
    sync(&world, status, 3, says);
    assert!(files() <= before + 4, "the ledger's own files: {}", files());
    server.finish().into_iter().flat_map(|connection| connection.lines).collect()
}

/// SECURITY 13: CVE-2021-20247.
#[test]
fn a_name_of_a_mailbox_is_a_name_and_no_path() {
    let heard = list(
        listing!("* LIST () \"/\" INBOX\r\n* LIST (\\Sent) \"/\" \"../../../../escaped\"\r\n"),
        0,
        &["hostile: INBOX 3 of 3, 3 new", "hostile: ../../../../escaped 3 of 3"],
    );
    assert!(
        heard.iter().any(|line| line.ends_with("EXAMINE \"../../../../escaped\"")),
        "{heard:?}"
    );
}

#[test]
fn a_name_that_would_be_a_command_is_never_said() {
    let heard = list(
        listing!("* LIST (\\Sent) \"/\" {27}\r\nSent\"\r\nX1 DELETE INBOX\r\nX2 \r\n"),
        75,
        &["hostile: INBOX 3 of 3, 3 new", "cannot open the mailbox", "no mailbox has such a name"],
    );
    assert!(!heard.iter().any(|line| line.contains("DELETE")), "{heard:?}");
}

#[test]
fn names_by_the_thousand_and_in_no_charset_are_borne() {
    let says = ["hostile: INBOX 3 of 3, 3 new", "hostile: Sent\\u{1b}\\u{202e} 3 of 3"];
    list(
        listing!(
            "* LIST () \"/\" ../../many\r\n".repeat(20_000)
                + "* LIST NIL NIL NIL\r\n* LIST (NIL) NIL NIL\r\n* LIST\r\n* LIST (\r\n"
        ),
        0,
        &says[..1],
    );
    list(
        listing!("* LIST () \"/\" \"&&-\u{1b}[2J&APw\"\r\n* LIST (\\Sent) \"/\" Sent&ABsgLg-\r\n"),
        0,
        &says,
    );
    // The server's own mailbox, which it does not give: no mistake of the config.
    list(
        |line| match line.contains("EXAMINE \"Out\"") || line.contains("EXAMINE Out") {
            true => Some("{tag} NO [NONEXISTENT] no such mailbox\r\n".into()),
            false => (listing!("* LIST (\\Sent) \"/\" Out\r\n"))(line),
        },
        75,
        &["hostile: INBOX 3 of 3, 3 new", "cannot open the mailbox Out of 127.0.0.1"],
    );
}

/// RFC 3501 and not a word more: what is not in it is BAD.
fn bare(line: &str) -> Option<String> {
    let command = line.split_once(' ')?.1;
    if let Some(uids) = asked(line) {
        let rows = uids.into_iter().map(|uid| text(row(uid, &format!("{uid}@x"))));
        return Some(rows.collect::<String>() + "{tag} OK done\r\n");
    }
    let examine =
        "* FLAGS ()\r\n* 3 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 7] ok\r\n{tag} OK done\r\n";
    Some(match command {
        "UID SEARCH UID 1:*" => "* SEARCH 1 2 3\r\n{tag} OK done\r\n".into(),
        command if command.starts_with("UID SEARCH UID ") => {
            "* SEARCH 3\r\n{tag} OK done\r\n".into()
        }
        "LIST \"\" \"*\"" => {
            "* LIST () \"/\" INBOX\r\n* LIST () \"/\" \"Sent Items\"\r\n{tag} OK done\r\n".into()
        }
        command if command.starts_with("EXAMINE ") => examine.into(),
        command if command.starts_with("STATUS ") => {
            // RFC 3501 §6.3.10 has these and RECENT and UNSEEN.
            let known = command.ends_with(" (MESSAGES UIDNEXT UIDVALIDITY)");
            let name = command.split(" (").next().unwrap_or_default();
            match known {
                true => {
                    format!("* {name} (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 7)\r\n{{tag}} OK done\r\n")
                }
                false => "{tag} BAD unknown item\r\n".into(),
            }
        }
        "CAPABILITY" | "LOGOUT" | "NOOP" => return None,
        command if command.starts_with("LOGIN ") => return None,
        _ => "{tag} BAD not in RFC 3501\r\n".into(),
    })
}

#[test]
fn a_server_without_any_extension_just_works() {
    let connection = || vec![send("* OK IMAP4rev1 ready\r\n"), Step::Serve(bare)];
    let server = Scripted::connections(vec![connection(), connection()]);
    let world = world(server.port(), |config| config.replace("sent = [\"Sent\"]\n", ""));
    let ran = sync(&world, 0, 3, &["hostile: INBOX 3 of 3, 3 new", "hostile: Sent Items 3 of 3"]);
    assert_eq!(ran.stderr, "");
    let again = world.sync();
    assert!(again.stdout.contains("hostile: INBOX 3 of 3, 0 new"), "{again}");
    assert_eq!((ledger::count(&world, "messages"), again.stderr.as_str()), (Some(4), ""));
    for line in server.finish().into_iter().flat_map(|connection| connection.lines) {
        for word in
            ["ENABLE", "RETURN", "CHANGEDSINCE", "MODSEQ", "IDLE", "COMPRESS", "SPECIAL-USE"]
        {
            assert!(!line.contains(word), "{line}");
        }
    }
}
