//! `show --mail`: what the messages say, read where they lie, and nothing changed there.

use std::fmt::Display;
use std::fs;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::dovecot::Dovecot;
use crate::hostile_text::{HOSTILE, encoded, harmless};
use crate::imap_client::MessageFlags;
use crate::ledger;
use crate::scripted::{Scripted, Step, send};
use crate::sources::snapshot_of;
use crate::world::{Mail, World, time};

const NOW: &str = "2026-03-02T09:00Z";

/// Ana's question: alternatives, an offer, and a mail she forwards.
const QUESTION: &str = "Message-ID: <a1@example.com>\nFrom: Ana <ana@example.com>\nTo: support@example.org\n\
    Subject: Pricing\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m\n\n\
    --m\nContent-Type: multipart/alternative; boundary=a\n\n\
    --a\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n\
    Gr=FC=DFe, how much are\n> 20 seats\nFrom now on?\n\
    --a\nContent-Type: text/html\n\n<p>The same in <b>HTML</b></p>\n--a--\n\
    --m\nContent-Type: application/pdf; name=\"offer.pdf\"\nContent-Disposition: attachment\n\
    Content-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n\
    --m\nContent-Type: message/rfc822\n\nSubject: What they said\n\nNever mind.\n--m--\n";

const ANSWER: &str = "Message-ID: <r1@example.org>\nFrom: Maya <maya@example.org>\nTo: Ana <ana@example.com>\n\
    Subject: Re: Pricing\nIn-Reply-To: <a1@example.com>\nContent-Type: text/html; charset=utf-8\n\n\
    <div>Ten.</div><div>Maya</div>\n";

/// `text` of every message of a thread.
fn texts(world: &World, thread: impl Display) -> Vec<Value> {
    let shown = world.maya(&format!("show {thread} --mail --json")).ok().json();
    shown["messages"].as_array().unwrap().iter().map(|message| message["text"].clone()).collect()
}

/// Why the texts of a thread cannot be had.
fn missing(world: &World, thread: impl Display) -> Vec<Value> {
    let shown = world.maya(&format!("show {thread} --mail --json")).ok().json();
    let of = |message: &Value| {
        assert_eq!((&message["text"], &message["attachments"]), (&Value::Null, &json!([])));
        message["text_missing"].clone()
    };
    shown["messages"].as_array().unwrap().iter().map(of).collect()
}

fn world(user: &str) -> World {
    World::with_config(NOW, &Dovecot::shared().inbox("support", user))
}

#[test]
fn the_texts_of_a_thread_are_read_from_the_server_and_no_flag_changes() {
    let (dovecot, user) = (Dovecot::shared(), "texts-thread");
    dovecot.deliver(user, "INBOX", QUESTION, time("2026-03-02T08:00Z"));
    dovecot.deliver(
        user,
        "INBOX",
        "Message-ID: <b@x>\n\nanother thread",
        time("2026-03-02T08:01Z"),
    );
    let answered = Some(time("2026-03-02T08:30Z"));
    dovecot.imap(user).append("Sent", ANSWER.as_bytes(), answered, &["\\Flagged"]);
    let world = world(user);
    world.sync();
    let flags = || ["INBOX", "Sent"].map(|mailbox| dovecot.flags(user, mailbox));
    let (untouched, before) = (flags(), ledger::dump(&world));
    assert!(
        untouched[0].iter().all(|MessageFlags { recent, flags, .. }| *recent && flags.is_empty())
    );

    assert_snapshot!(world.maya("show 1 --mail").ok(), @"
    $ baton show 1 --mail
    1  Pricing
    customer    Ana <ana@example.com>
    to act now  nobody owns it
    status      waiting for the customer, since today 08:30
    next        check for the customer's reply, Thu 5 Mar 08:30 (implied)

    messages
      2026-03-02 08:00 <- Ana <ana@example.com>: Pricing
          Grüße, how much are
          > 20 seats
          From now on?
        + offer.pdf (application/pdf, 9 bytes)
        + What they said (message/rfc822, 36 bytes)

      2026-03-02 08:30 -> maya: Re: Pricing
          Ten.
          Maya
    ");
    let messages = world.maya("show 1 --mail --json").ok().json()["messages"].clone();
    assert_eq!(
        messages[0]["attachments"],
        json!([
            {"name": "offer.pdf", "type": "application/pdf", "size": 9},
            {"name": "What they said", "type": "message/rfc822", "size": 36}
        ])
    );
    assert_eq!(messages[1]["text"], "Ten.\nMaya");
    assert_eq!(flags(), untouched);
    assert_eq!(ledger::dump(&world), before);
    // Without --mail nothing is said of it.
    let plain = world.maya("show 1 --json").ok().json();
    assert!(plain["messages"][0].get("text").is_none());
}

#[test]
fn several_threads_are_read_at_once() {
    let world = World::at(NOW);
    world.deliver(Mail::raw(QUESTION)).metadata().unwrap();
    world.deliver(Mail::raw("Message-ID: <b@x>\nSubject: b\n\nanother thread\n"));
    world.sync();
    let shown = world.maya("show 1 2 --mail --json").ok().json();
    assert_eq!(shown["threads"][1]["messages"][0]["text"], "another thread");
    assert_eq!(shown["threads"][0]["messages"][0]["attachments"][0]["name"], "offer.pdf");
    let page = world.maya("show 2 1 --mail").ok().stdout;
    assert!(page.find("another thread").unwrap() < page.find("how much are").unwrap(), "{page}");
}

#[test]
fn a_maildir_is_read_and_left_as_it_is_also_after_mail_was_flagged() {
    let world = World::at(NOW);
    let path = world.deliver(Mail::raw(QUESTION));
    world.later("30m").deliver(Mail::raw(ANSWER).sent());
    world.sync();
    let name = path.file_name().unwrap().to_str().unwrap();
    fs::rename(&path, world.maildir().join(format!("cur/{name}:2,S"))).unwrap();
    let before = snapshot_of(&world.maildir());
    assert_eq!(texts(&world, 1), ["Grüße, how much are\n> 20 seats\nFrom now on?", "Ten.\nMaya"]);
    assert!(snapshot_of(&world.maildir()) == before);
}

#[test]
fn an_mbox_is_read_and_its_quoting_undone() {
    let world = World::with_config(
        NOW,
        "[[inbox]]\nname = \"support\"\naddress = \"support@example.org\"\n\
         [inbox.mbox]\npath = \"in.mbox\"\nsent = \"sent.mbox\"\n",
    );
    let from = "From ana@example.com Mon Mar  2 08:00:00 2026\n";
    let other = format!("{from}Message-ID: <0@x>\nSubject: first\n\none\n\n");
    let quoted = QUESTION.replace("\nFrom now on", "\n>From now on");
    let inbox = format!("{other}{from}{quoted}\n{}", other.replace("<0@x>", "<9@x>"));
    fs::write(world.path().join("in.mbox"), &inbox).unwrap();
    fs::write(
        world.path().join("sent.mbox"),
        format!("{}{ANSWER}\n", from.replace("08:00", "08:30")),
    )
    .unwrap();
    world.sync();
    let wanted = ["Grüße, how much are\n> 20 seats\nFrom now on?", "Ten.\nMaya"];
    assert_eq!(texts(&world, "a1@example.com"), wanted);
    assert_eq!(texts(&world, "0@x"), ["one"]);
    // It was rewritten without its first mail: what is looked for lies elsewhere.
    fs::write(world.path().join("in.mbox"), &inbox[other.len()..]).unwrap();
    assert_eq!(texts(&world, "a1@example.com"), wanted);
    assert_eq!(missing(&world, "0@x"), ["not found where it lay: run baton sync"]);
}

#[test]
fn what_is_in_no_mailbox_says_why_it_cannot_be_read() {
    let world = World::at(NOW);
    let path = world.deliver(Mail::raw("Message-ID: <gone@x>\nSubject: gone\n\nwords\n"));
    world.sync();
    fs::write(
        world.path().join("old.eml"),
        "Message-ID: <old@x>\nDate: Mon, 2 Mar 2026 08:00:00 +0000\nSubject: old\n\nwords\n",
    )
    .unwrap();
    world.admin("import old.eml").ok();
    assert_eq!(missing(&world, 2), ["it was imported from a file, and baton keeps no texts"]);
    fs::remove_file(path).unwrap();
    assert_eq!(missing(&world, 1), ["not found where it lay: run baton sync"]);
    world.deliver(Mail::raw("Message-ID: <b@x>\nSubject: b\n\nwords\n"));
    world.sync();
    assert_eq!(missing(&world, 1), ["it is in no mailbox any more"]);
    assert_snapshot!(world.maya("show 2 --mail").ok(), @"
    $ baton show 2 --mail
    2  old
    customer    -
    to act now  nobody owns it
    status      open, the customer has waited since today 09:00 (1h)
    attention   nobody owns it, the customer has waited since today 09:00: baton claim 2

    messages
      2026-03-02 09:00 <- no sender: old
        ! it was imported from a file, and baton keeps no texts
    ");
    world.set_config("");
    assert_eq!(missing(&world, 3), ["the config names no inbox support"]);
}

#[test]
fn another_mail_in_its_place_is_never_taken_for_it() {
    let world = World::at(NOW);
    let path =
        world.deliver(Mail::raw("Message-ID: <a@x>\nFrom: ana@example.com\nSubject: a\n\nmine\n"));
    let nameless = world.deliver(Mail::raw("From: ben@example.com\nSubject: b\n\nwithout an id\n"));
    world.sync();
    assert_eq!(texts(&world, 1), ["mine"]);
    assert_eq!(texts(&world, 2), ["without an id"]);
    for other in [
        "Message-ID: <b@x>\nFrom: ana@example.com\nSubject: a\n\nanother\n",
        "Message-ID: <a@x>\nFrom: eve@example.com\nSubject: a\n\nanother\n",
        "\nanother\n",
    ] {
        fs::write(&path, other).unwrap();
        fs::write(&nameless, other).unwrap();
        for thread in [1, 2] {
            assert_eq!(missing(&world, thread), ["not found where it lay: run baton sync"]);
        }
    }
}

#[test]
fn a_renumbered_mailbox_has_to_be_synced_first() {
    let (dovecot, user) = (Dovecot::shared(), "texts-renumbered");
    let deliver = || dovecot.deliver(user, "INBOX", QUESTION, time("2026-03-02T08:00Z"));
    deliver();
    let world = world(user);
    world.sync();
    dovecot.recreate(user, "INBOX");
    deliver();
    assert_eq!(missing(&world, 1), ["the server renumbered its mailbox: run baton sync"]);
    world.sync();
    assert_eq!(texts(&world, 1), ["Grüße, how much are\n> 20 seats\nFrom now on?"]);
}

#[test]
fn a_message_in_two_places_is_read_at_the_one_where_it_still_lies() {
    let (dovecot, user) = (Dovecot::shared(), "texts-places");
    let deliver = |mailbox| dovecot.deliver(user, mailbox, QUESTION, time("2026-03-02T08:00Z"));
    let (archived, uid) = (deliver("Archive"), deliver("INBOX"));
    let config = dovecot.inbox("support", user) + "mailboxes = [\"INBOX\", \"Archive\"]\n";
    let world = World::with_config(NOW, &config);
    world.sync();
    let wanted = ["Grüße, how much are\n> 20 seats\nFrom now on?"];
    dovecot.expunge(user, "Archive", archived);
    assert_eq!(texts(&world, 1), wanted);
    // The whole mailbox is gone, which is no reason either.
    dovecot.imap(user).command("DELETE \"Archive\"");
    assert_eq!(texts(&world, 1), wanted);
    dovecot.expunge(user, "INBOX", uid);
    let ran = world.maya("show 1 --mail").fails(2);
    assert!(ran.stdout.contains("! not fetched: cannot open the mailbox Archive"), "{ran}");
}

#[test]
fn a_server_that_cannot_be_reached_is_an_error_after_all_that_is_known() {
    let (dovecot, user) = (Dovecot::shared(), "texts-unreachable");
    dovecot.deliver(user, "INBOX", QUESTION, time("2026-03-02T08:00Z"));
    let world = world(user);
    world.sync();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let config = dovecot.inbox("support", user);
    world.set_config(
        &config.replace(&format!("port = {}", dovecot.tls_port), &format!("port = {closed}")),
    );
    let shown = world.maya("show 1 --mail").fails(75);
    let blind = |text: &str| text.replace(&closed.to_string(), "[port]");
    assert_snapshot!(blind(&shown.to_string()), @"
    $ baton show 1 --mail
    1  Pricing
    customer    Ana <ana@example.com>
    to act now  nobody owns it
    status      open, the customer has waited since today 08:00 (0s)
    attention   nobody owns it, the customer has waited since today 08:00: baton claim 1

    messages
      2026-03-02 08:00 <- Ana <ana@example.com>: Pricing
        ! not fetched: cannot connect to 127.0.0.1 port [port]: Connection refused (os error 111)
    [stderr] baton: cannot connect to 127.0.0.1 port [port]: Connection refused (os error 111)
    [stderr] hint: check host and port in the config, then run: baton doctor
    [exit 75]
    ");
    // What was never there needs no server.
    fs::write(world.path().join("old.eml"), "Message-ID: <old@x>\nSubject: old\n\nwords\n")
        .unwrap();
    world.admin("import old.eml").ok();
    assert_eq!(missing(&world, 2), ["it was imported from a file, and baton keeps no texts"]);
    let both = world.maya("show 1 2 --mail").fails(75);
    assert!(
        both.stdout.contains("! it was imported") && both.stdout.contains("! not fetched"),
        "{both}"
    );
    let answer = world.maya("show 1 --mail --json").fails(75);
    assert_eq!(answer.stdout, "");
}

/// What a server says until a message is asked for.
fn scripted(user: &str, steps: Vec<Step>) -> (World, Scripted) {
    let dovecot = Dovecot::shared();
    dovecot.deliver(user, "INBOX", QUESTION, time("2026-03-02T08:00Z"));
    let world = world(user);
    world.sync();
    let validity = dovecot.imap(user).uid_validity("INBOX");
    let selected = format!("* 1 EXISTS\r\n* OK [UIDVALIDITY {validity}] x\r\n{{tag}} OK\r\n");
    let mut script = vec![send("* OK hello\r\n"), Step::ServeUntil("EXAMINE")];
    script.extend([send(selected), Step::Expect("UID FETCH")]);
    script.extend(steps);
    let server = Scripted::start(script);
    let config = dovecot
        .inbox("support", user)
        .replace(&format!("port = {}", dovecot.tls_port), &format!("port = {}", server.port()))
        .replace("implicit", "none");
    world.set_config(&config);
    (world, server)
}

#[test]
fn a_server_that_refuses_or_misleads_is_quoted_or_not_believed() {
    for (user, says, why) in [
        ("texts-no", "{tag} NO \x1b[2Jnot today\r\n", "the server said \"\\u{1b}[2Jnot today\""),
        ("texts-none", "{tag} OK\r\n", "not found where it lay: run baton sync"),
        (
            "texts-other",
            "* 2 FETCH (UID 9 BODY[]<0> \"\")\r\n{tag} OK\r\n",
            "not found where it lay: run baton sync",
        ),
        (
            "texts-empty",
            "* 1 FETCH (UID 1 BODY[]<0> \"\")\r\n{tag} OK\r\n",
            "not found where it lay: run baton sync",
        ),
        (
            "texts-nil",
            "* 1 FETCH (UID 1 BODY[]<0> NIL)\r\n{tag} OK\r\n",
            "not found where it lay: run baton sync",
        ),
        (
            "texts-stray",
            "* 1 FETCH (((\r\n{tag} OK\r\n",
            "the server's answer cannot be understood",
        ),
    ] {
        let (world, server) = scripted(user, vec![send(says), Step::Expect("LOGOUT"), Step::Close]);
        let ran = world.maya("show 1 --mail").ok();
        harmless(&ran);
        assert!(ran.stdout.contains(&format!("    ! {why}\n")), "{user}: {ran}");
        let heard = &server.finish()[0].lines;
        let fetch = heard.iter().find(|line| line.contains(" UID FETCH ")).unwrap();
        assert!(fetch.contains("(UID BODY.PEEK[]<0."), "{fetch}");
    }
    for (user, says, why) in [
        (
            "texts-huge",
            "* 1 FETCH (UID 1 BODY[]<0> {99999999999}\r\n",
            "a literal of 99999999999 bytes",
        ),
        ("texts-bye", "* BYE going down\r\n", "the server said goodbye"),
        ("texts-bad", "{tag} BAD what\r\n", "the server refused UID FETCH"),
        ("texts-cut", "* 1 FETCH (UID 1 BODY[]<0> {1000}\r\nSubject", "closed the connection"),
    ] {
        let (world, server) = scripted(user, vec![send(says), Step::Close]);
        let ran = world.maya("show 1 --mail").fails(75);
        assert!(
            ran.stderr.contains(why) && ran.stdout.contains("! not fetched: "),
            "{user}: {ran}"
        );
        server.finish();
    }
}

#[test]
fn a_text_from_a_stranger_reaches_no_terminal_as_it_is() {
    let world = World::at(NOW);
    for (n, text) in HOSTILE.iter().enumerate() {
        let name = encoded(text).replace("\n ", " ");
        let html =
            format!("Content-Type: text/html; charset=utf-8\n\n<p>{text}</p>&#27;[2J&#x202e;\n");
        let plain = format!("Content-Type: text/plain; charset=utf-8\n\n{text}\n");
        let file = format!("Content-Type: image/png; name=\"{name}\"\n\n{text}\n");
        world.deliver(Mail::raw(format!(
            "Message-ID: <evil{n}@example.com>\nFrom: evil@example.com\nSubject: x\n\
             Content-Type: multipart/mixed; boundary=b\n\n--b\n{plain}--b\n{html}--b\n{file}--b--\n"
        )));
    }
    world.sync();
    for thread in 1..=HOSTILE.len() {
        harmless(&world.maya(&format!("show {thread} --mail")).ok());
        harmless(&world.maya(&format!("show {thread} --mail --json")).ok());
    }
    let page = world.maya("show 1 --mail").ok().stdout;
    assert!(page.contains("      \\u{1b}]0;owned\\u{7}\\u{1b}[2Jhi\n"), "{page}");
}

#[test]
fn the_name_of_an_attachment_is_only_ever_a_word_on_the_page() {
    let long = "x".repeat(300);
    let part = |header: &str| format!("--b\n{header}\n\nabc\n");
    let mail = "Message-ID: <a@x>\nSubject: files\nContent-Type: multipart/mixed; boundary=b\n\n"
        .to_owned()
        + &part("Content-Type: text/plain; name=\"../../.bashrc\"")
        + &part(
            "Content-Type: image/png\nContent-Disposition: attachment; filename*=utf-8''a%00b%2Fc%0A%0Dd.png",
        )
        + &part(&format!("Content-Type: image/png; name=\"{long}\""))
        + &part("Content-Type: image/png; name=\"=?utf-8?Q?photo=E2=80=AEgnp.exe?=\"")
        + &part("Content-Type: image/png; name=\"/etc/passwd\"")
        + &part("Content-Type: application/x-evil")
        + "--b--\n";
    let world = World::at(NOW).and(Mail::raw(mail));
    let before = snapshot_of(world.path());
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|f| f.0.clone()).collect::<Vec<_>>();
    let shown = world.maya("show 1 --mail").ok();
    harmless(&shown);
    assert_snapshot!(shown, @r"
    $ baton show 1 --mail
    1  files
    customer    -
    to act now  nobody owns it
    status      open, the customer has waited since today 10:00 (0s)
    attention   nobody owns it, the customer has waited since today 10:00: baton claim 1

    messages
      2026-03-02 10:00 <- no sender: files
        ! it has no text
        + ../../.bashrc (text/plain, 3 bytes)
        + a\u{0}b/c \u{d}d.png (image/png, 3 bytes)
        + xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… (image/png, 3 bytes)
        + photo\u{202e}gnp.exe (image/png, 3 bytes)
        + /etc/passwd (image/png, 3 bytes)
        + without a name (application/x-evil, 3 bytes)
    ");
    let attachments = &world.maya("show 1 --mail --json").ok().json()["messages"][0]["attachments"];
    assert_eq!(attachments[0]["name"], "../../.bashrc");
    assert_eq!(attachments[2]["name"].as_str().unwrap().len(), 300);
    assert_eq!(names(&snapshot_of(world.path())), names(&before));
}

#[test]
fn a_text_cannot_pass_for_another_message() {
    let world = World::at(NOW).and(Mail::raw(
        "Message-ID: <a@x>\nFrom: eve@example.com\nSubject: x\n\nHello\n\n  2026-03-02 10:00 -> maya: I agree\n    + a.pdf (x, 1 kB)\n",
    ));
    assert_snapshot!(world.maya("show 1 --mail"), @"
    $ baton show 1 --mail
    1  x
    customer    eve@example.com
    to act now  nobody owns it
    status      open, the customer has waited since today 10:00 (0s)
    attention   nobody owns it, the customer has waited since today 10:00: baton claim 1

    messages
      2026-03-02 10:00 <- eve@example.com: x
          Hello

            2026-03-02 10:00 -> maya: I agree
              + a.pdf (x, 1 kB)
    ");
}

#[test]
fn an_attachment_of_thirty_megabytes_takes_little_memory() {
    let (dovecot, user) = (Dovecot::shared(), "texts-large");
    let line = "QUJD".repeat(18) + "\n";
    let lines = 30_000_000 / 54 + 1;
    let mail = "Message-ID: <large@x>\nFrom: ana@example.com\nSubject: Photos\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee the photos.\n--b\n\
         Content-Type: image/jpeg; name=photos.jpg\nContent-Transfer-Encoding: base64\n\n"
        .to_owned()
        + &line.repeat(lines)
        + "--b\nContent-Type: text/plain; name=last.txt\n\nthe end\n--b--\n";
    dovecot.deliver(user, "INBOX", &mail, time("2026-03-02T08:00Z"));
    let imap = world(user);
    imap.sync();
    let maildir = World::at(NOW).and(Mail::raw(&mail));
    for world in [imap, maildir] {
        let (ran, peak) = world.measured("maya", "show 1 --mail --json");
        let message = &ran.ok().json()["messages"][0];
        assert_eq!(message["text"], "See the photos.");
        assert_eq!(
            message["attachments"],
            json!([
                {"name": "photos.jpg", "type": "image/jpeg", "size": lines * 54},
                {"name": "last.txt", "type": "text/plain", "size": 7}
            ])
        );
        assert_little(&world, peak);
    }
}

/// In a release build 64 MiB are enough for all of it; what the program takes for itself depends on how it was built.
#[track_caller]
fn assert_little(world: &World, peak: u64) {
    let (_, itself) = world.measured("maya", "show 1");
    assert!(peak > 0 && peak < itself + 50 * 1024, "{peak} KiB, of which {itself} for the program");
}

#[test]
fn a_mail_of_endless_parts_takes_little_memory() {
    let nested: String = (0..10_000)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"))
        .collect();
    let row = "--b\nContent-Type: image/png; name=a.png\n\nx\n".repeat(100_000);
    let tables = "<table><tr><td>".repeat(70_000);
    let lines = "a b\n".repeat(700_000);
    let items = "<li>a".repeat(18_000);
    let world = World::at(NOW);
    for (n, rest) in [
        nested,
        format!("Content-Type: multipart/mixed; boundary=b\n\n{row}--b--\n"),
        format!("Content-Type: text/html\n\n{tables}words\n"),
        format!("Content-Type: text/html\n\n<pre>{lines}</pre>\n"),
        format!("Content-Type: text/html\n\n{}{items}\n", "<ul>".repeat(95)),
    ]
    .iter()
    .enumerate()
    {
        world.deliver(Mail::raw(format!("Message-ID: <n{n}@x>\nSubject: endless\n{rest}")));
    }
    world.sync();
    let (ran, peak) = world.measured("maya", "show 1 2 3 4 5 --mail");
    assert_little(&world, peak);
    let page = ran.ok().stdout;
    assert!(page.contains("    + and 99900 more\n") && page.contains("      words\n"));
}

#[test]
fn more_text_than_one_answer_holds_is_left_out_and_says_so() {
    let world = World::at(NOW);
    let text = "some words\n".repeat(95_000);
    for n in 0..7 {
        let answers = if n == 0 { "" } else { "In-Reply-To: <m0@x>\n" };
        world.later("1m").deliver(Mail::raw(format!(
            "Message-ID: <m{n}@x>\nFrom: ana@example.com\nSubject: long\n{answers}\n{text}"
        )));
    }
    world.sync();
    let (ran, peak) = world.measured("maya", "show 1 --mail");
    assert_little(&world, peak);
    let left_out = "    ! there is more text than one answer holds\n";
    assert_eq!(ran.ok().stdout.matches(left_out).count(), 2);
}
