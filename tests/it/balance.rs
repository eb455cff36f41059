//! How little is asked of a server, and what is found all the same: STATUS first, ranges in flight, what vanished.

use crate::dovecot::Dovecot;
use crate::ledger;
use crate::scripted::{Connection, Scripted, Step, send};
use crate::sync::{question, scripted_inbox, show};
use crate::world::{Ran, World, time};

const NOW: &str = "2026-03-02T09:00Z";
const CONDSTORE: &str = "IMAP4rev1 CONDSTORE";

/// INBOX as STATUS shows it.
#[derive(Clone, Copy)]
struct Inbox {
    messages: u32,
    uid_next: u32,
    validity: u32,
    modseq: u32,
}

/// With messages 1 and 2.
const TWO: Inbox = Inbox { messages: 2, uid_next: 3, validity: 7, modseq: 5 };

/// Greeting, login and one STATUS of each mailbox; Sent is empty.
fn asked(capabilities: &str, inbox: Inbox) -> Vec<Step> {
    let Inbox { messages, uid_next, validity, modseq } = inbox;
    let modseq = if capabilities.contains("CONDSTORE") {
        format!(" HIGHESTMODSEQ {modseq}")
    } else {
        String::new()
    };
    vec![
        send(format!("* OK [CAPABILITY {capabilities}] hello\r\n")),
        Step::Expect("LOGIN"),
        send(format!("{{tag}} OK [CAPABILITY {capabilities}] in\r\n")),
        Step::Expect("STATUS \"INBOX\""),
        send(format!(
            "* STATUS INBOX (MESSAGES {messages} UIDNEXT {uid_next} UIDVALIDITY {validity}{modseq})\r\n{{tag}} OK done\r\n"
        )),
        Step::Expect("STATUS \"Sent\""),
        send("* STATUS Sent (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 8)\r\n{tag} OK done\r\n"),
    ]
}

fn opened(messages: u32, uid_next: u32, validity: u32) -> Vec<Step> {
    vec![
        Step::Expect("EXAMINE"),
        send(format!(
            "* {messages} EXISTS\r\n* OK [UIDVALIDITY {validity}] x\r\n* OK [UIDNEXT {uid_next}] x\r\n\
             {{tag}} OK [READ-ONLY] done\r\n"
        )),
    ]
}

fn rows(uids: std::ops::RangeInclusive<u32>) -> String {
    let row = |uid: u32| {
        let header = format!("Message-ID: <{uid}@example.com>\r\nSubject: {uid}\r\n\r\n");
        format!(
            "* 1 FETCH (UID {uid} INTERNALDATE \" 2-Mar-2026 08:00:00 +0000\" RFC822.SIZE 100 \
             BODY[HEADER.FIELDS (Message-ID)]<0> {{{}}}\r\n{header})\r\n",
            header.len()
        )
    };
    uids.map(row).collect()
}

/// QRESYNC is switched on before the first mailbox is opened, where there is such a thing.
fn enabled(capabilities: &str) -> Vec<Step> {
    if !capabilities.contains("QRESYNC") {
        return Vec::new();
    }
    vec![Step::Expect("ENABLE QRESYNC"), send("* ENABLED QRESYNC\r\n{tag} OK done\r\n")]
}

/// Both messages are read, and the empty Sent.
fn first(capabilities: &str) -> Vec<Step> {
    [
        asked(capabilities, TWO),
        enabled(capabilities),
        opened(2, 3, 7),
        vec![Step::Expect("UID FETCH 1:2 "), send(rows(1..=2) + "{tag} OK done\r\n")],
        opened(0, 1, 8),
        vec![Step::Expect("LOGOUT")],
    ]
    .concat()
}

/// What the client said, without tags.
fn commands(connection: &Connection) -> Vec<&str> {
    assert_eq!(connection.broke_off, None, "{:#?}", connection.lines);
    connection.lines.iter().filter_map(|line| Some(line.split_once(' ')?.1)).collect()
}

/// Two syncs against these scripts: the second one, and what its connection heard.
fn twice(capabilities: &str, second: Vec<Step>) -> (World, Ran, Connection) {
    let server = Scripted::connections(vec![first(capabilities), second]);
    let world = World::with_config(NOW, &scripted_inbox("support", server.port()));
    world.sync();
    let ran = world.admin("sync");
    let mut connections = server.finish();
    assert_eq!(connections[0].broke_off, None);
    (world, ran, connections.remove(1))
}

#[test]
fn a_sync_with_nothing_new_asks_for_the_status_of_each_mailbox_and_no_more() {
    for capabilities in [CONDSTORE, "IMAP4rev1"] {
        let second = [asked(capabilities, TWO), vec![Step::Expect("LOGOUT")]].concat();
        let (_world, ran, connection) = twice(capabilities, second);
        assert_eq!(ran.ok().stdout, "support: INBOX 2 of 2, 0 new\nsupport: Sent 0 of 0, 0 new\n");
        let words = |command: &&str| command.split(' ').next().unwrap().to_owned();
        let said: Vec<String> = commands(&connection).iter().map(words).collect();
        assert_eq!(said, ["LOGIN", "STATUS", "STATUS", "LOGOUT"]);
    }
}

/// Dovecot 2.3 goes through a whole Maildir for a STATUS that follows a LIST.
#[test]
fn what_the_config_names_is_asked_about_before_the_names_of_all() {
    let named = "* LIST () \"/\" INBOX\r\n* LIST (\\Sent) \"/\" Out\r\n{tag} OK done\r\n";
    let server = Scripted::start(vec![
        send("* OK [CAPABILITY IMAP4rev1] hello\r\n"),
        Step::Expect("LOGIN"),
        send("{tag} OK [CAPABILITY IMAP4rev1] in\r\n"),
        Step::Expect("STATUS \"INBOX\""),
        // One round trip: the names are asked for while this is not answered yet.
        Step::Expect("LIST"),
        send("* STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 7)\r\nB2 OK done\r\n"),
        send(named),
        Step::Expect("STATUS \"Out\""),
    ]);
    let config = scripted_inbox("support", server.port()).replace("sent = [\"Sent\"]\n", "");
    World::with_config(NOW, &config).admin("sync").fails(75);
    commands(&server.finish()[0]);
}

#[test]
fn a_mailbox_of_which_any_number_changed_is_opened() {
    let changed = [
        Inbox { messages: 1, ..TWO },
        Inbox { uid_next: 4, ..TWO },
        Inbox { validity: 9, ..TWO },
        Inbox { modseq: 6, ..TWO },
    ];
    for inbox in changed {
        let second = [asked(CONDSTORE, inbox), vec![Step::Expect("EXAMINE \"INBOX\"")]].concat();
        let (_world, ran, connection) = twice(CONDSTORE, second);
        ran.fails(75);
        commands(&connection);
    }
}

#[test]
fn a_mailbox_without_an_answer_to_status_is_opened() {
    let second = vec![
        send("* OK [CAPABILITY IMAP4rev1] hello\r\n"),
        Step::ServeUntil("STATUS \"INBOX\""),
        send("{tag} NO not today\r\n"),
        Step::Expect("STATUS \"Sent\""),
        send("* STATUS Elsewhere (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 8)\r\n{tag} OK done\r\n"),
    ];
    let second = [second, opened(2, 3, 7), opened(0, 1, 8), vec![Step::Expect("LOGOUT")]].concat();
    let (_world, ran, connection) = twice("IMAP4rev1", second);
    assert!(ran.ok().stdout.starts_with("support: INBOX 2 of 2, 0 new\n"));
    commands(&connection);
}

#[test]
fn a_range_is_asked_for_before_the_one_before_it_was_answered_and_a_cut_loses_no_row() {
    let many = Inbox { messages: 5000, uid_next: 5001, ..TWO };
    let all = (1..=5000).map(|uid: u32| uid.to_string()).collect::<Vec<_>>().join(" ");
    let cut = [
        asked("IMAP4rev1", many),
        opened(5000, 5001, 7),
        vec![
            Step::Expect("UID SEARCH UID 1:*"),
            send(format!("* SEARCH {all}\r\n{{tag}} OK done\r\n")),
            Step::Expect("B6 UID FETCH 1:2000 "),
            Step::Expect("B7 UID FETCH 2001:4000 "),
            send(rows(1..=2000) + "B6 OK done\r\n"),
            Step::Expect("B8 UID FETCH 4001:5000 "),
            send(rows(2001..=2300)),
        ],
    ]
    .concat();
    let rest = [
        asked("IMAP4rev1", many),
        opened(5000, 5001, 7),
        vec![
            Step::Expect("UID SEARCH UID 2001:*"),
            send(format!("* SEARCH {all}\r\n{{tag}} OK done\r\n")),
            Step::Expect("UID FETCH 2001:4000 "),
            Step::Expect("UID FETCH 4001:5000 "),
            send(rows(2001..=4000) + "B6 OK done\r\n" + &rows(4001..=5000) + "B7 OK done\r\n"),
        ],
        opened(0, 1, 8),
        vec![Step::Expect("LOGOUT")],
    ]
    .concat();
    let server = Scripted::connections(vec![cut, rest]);
    let world = World::with_config(NOW, &scripted_inbox("support", server.port()));
    let ran = world.admin("sync").fails(75);
    assert_eq!(ran.stdout, "support: INBOX 2300 of 5000, 2300 new so far\n");
    assert_eq!(ledger::count(&world, "messages"), Some(2300));
    assert_eq!(world.sync().stdout.lines().next(), Some("support: INBOX 5000 of 5000, 2700 new"));
    server.finish().iter().for_each(|connection| drop(commands(connection)));
}

/// Message 2 went; `told` is how the second sync learns of it.
#[track_caller]
fn finds_the_vanished_message(capabilities: &str, told: Vec<Step>) {
    let one = Inbox { messages: 1, modseq: 6, ..TWO };
    let second = [asked(capabilities, one), told, vec![Step::Expect("LOGOUT")]].concat();
    let (world, ran, connection) = twice(capabilities, second);
    commands(&connection);
    assert_eq!(ran.ok().stdout, "support: INBOX 1 of 1, 0 new\nsupport: Sent 0 of 0, 0 new\n");
    let places = |thread| show(&world, thread)["messages"][0]["places"].as_array().unwrap().len();
    assert_eq!((places(1), places(2)), (1, 0));
}

const RESYNC: &str = "IMAP4rev1 CONDSTORE ENABLE QRESYNC";

fn resync(told: &str) -> Vec<Step> {
    let ask = vec![
        Step::Expect("UID FETCH 1:* (UID) (CHANGEDSINCE 5 VANISHED)"),
        send(format!("{told}{{tag}} OK done\r\n")),
    ];
    [enabled(RESYNC), opened(1, 3, 7), ask].concat()
}

fn searched(command: &'static str, answer: &str) -> Vec<Step> {
    let ask = vec![Step::Expect(command), send(format!("{answer}\r\n{{tag}} OK done\r\n"))];
    [opened(1, 3, 7), ask, opened(1, 3, 7)].concat()
}

#[test]
fn a_vanished_message_is_found_by_qresync() {
    // What the ledger never had is no matter; what only changed is none either.
    let told = "* VANISHED (EARLIER) 2,70:80\r\n* 1 FETCH (UID 1 MODSEQ (6))\r\n";
    finds_the_vanished_message(RESYNC, resync(told));
}

#[test]
fn a_server_that_tells_wrongly_what_vanished_is_asked_what_is_there() {
    for told in ["* VANISHED (EARLIER) 1:2\r\n", "* VANISHED (EARLIER) 9:*\r\n", ""] {
        let search = searched("UID SEARCH UID 1:*", "* SEARCH 1").split_off(2);
        finds_the_vanished_message(RESYNC, [resync(told), search].concat());
    }
}

#[test]
fn a_vanished_message_is_found_by_esearch() {
    let told = searched("UID SEARCH RETURN (ALL) UID 1:*", "* ESEARCH (TAG \"x\") UID ALL 1");
    finds_the_vanished_message("IMAP4rev1 CONDSTORE ESEARCH", told);
}

#[test]
fn a_vanished_message_is_found_by_plain_search() {
    finds_the_vanished_message("IMAP4rev1", searched("UID SEARCH UID 1:*", "* SEARCH 1"));
}

#[test]
fn a_vanished_message_is_found_on_a_server_with_and_without_extensions() {
    let plain = Dovecot::start_with_capabilities("IMAP4rev1 LITERAL+ UIDPLUS");
    for dovecot in [Dovecot::shared(), &plain] {
        let user = "balance-vanished";
        let deliver =
            |id: &str| dovecot.deliver(user, "INBOX", &question(id, id), time("2026-03-02T08:00Z"));
        let uids = ["a1@example.com", "b1@example.com", "c1@example.com"].map(deliver);
        let world = World::with_config(NOW, &dovecot.inbox("support", user));
        world.sync();
        dovecot.expunge(user, "INBOX", uids[1]);
        assert_eq!(world.sync().stdout.lines().next(), Some("support: INBOX 2 of 2, 0 new"));
        assert_eq!(show(&world, 2)["messages"][0]["places"], serde_json::json!([]));
        assert_eq!(ledger::count(&world, "places"), Some(2));
    }
}

/// A message that the server keeps back, and another that goes, leave as many as before.
#[test]
fn equal_counts_hide_nothing_after_a_read_that_did_not_balance() {
    let capabilities = "IMAP4rev1";
    let withheld = [
        asked(capabilities, TWO),
        opened(2, 3, 7),
        vec![
            Step::Expect("UID FETCH 1:2 "),
            send(rows(1..=1) + "{tag} OK done\r\n"),
            Step::Expect("UID SEARCH UID 1:*"),
            send("* SEARCH 1 2\r\n{tag} OK done\r\n"),
            Step::Expect("UID FETCH 2 "),
            send("{tag} OK done\r\n"),
        ],
        opened(2, 3, 7),
        opened(0, 1, 8),
        vec![Step::Expect("LOGOUT")],
    ]
    .concat();
    let one = Inbox { messages: 1, ..TWO };
    let given = [
        asked(capabilities, one),
        opened(1, 3, 7),
        vec![
            Step::Expect("UID SEARCH UID 1:*"),
            send("* SEARCH 2\r\n{tag} OK done\r\n"),
            Step::Expect("UID FETCH 2 "),
            send(rows(2..=2) + "{tag} OK done\r\n"),
        ],
        opened(1, 3, 7),
        vec![Step::Expect("LOGOUT")],
    ]
    .concat();
    let server = Scripted::connections(vec![withheld, given]);
    let world = World::with_config(NOW, &scripted_inbox("support", server.port()));
    let ran = world.admin("sync").ok();
    assert!(ran.stderr.contains("the server has 2 messages, the ledger 1"), "{ran}");
    let ran = world.admin("sync").ok();
    server.finish().iter().for_each(|connection| {
        commands(connection);
    });
    assert_eq!(ran.stdout, "support: INBOX 1 of 1, 1 new\nsupport: Sent 0 of 0, 0 new\n");
    let places = |thread| show(&world, thread)["messages"][0]["places"].as_array().unwrap().len();
    assert_eq!((places(1), places(2)), (0, 1));
}
