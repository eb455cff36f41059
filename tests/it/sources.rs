//! Mail in files: Maildir and mbox as inboxes, and import of both and of single mails.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::ledger;
use crate::sync::show;
use crate::world::{Mail, World};

const NOW: &str = "2026-03-02T09:00Z";

const ASKED: &str = "From ana@example.com Mon Mar  2 08:00:00 2026\n\
    Message-ID: <a@x>\nFrom: Ana <ana@example.com>\nTo: support@example.org\nSubject: Pricing\n\n\
    How much?\n>From now on?\n\n";
const AGAIN: &str = "From ana@example.com Mon Mar  2 08:30:00 2026\n\
    Message-ID: <b@x>\nFrom: Ana <ana@example.com>\nTo: support@example.org\n\
    Subject: Re: Pricing\nIn-Reply-To: <a@x>\n\nWell?\n\n";
const ANSWERED: &str = "From maya@example.org Mon Mar  2 08:40:00 2026\n\
    Message-ID: <r@x>\nFrom: Maya <maya@example.org>\nTo: Ana <ana@example.com>\n\
    Subject: Re: Pricing\nIn-Reply-To: <b@x>\n\nTen.\n\n";

pub fn snapshot_of(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(snapshot_of(&path));
        } else {
            files.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
    files.sort();
    files
}

#[test]
fn a_maildir_is_read_and_left_as_it_is() {
    let world = World::at(NOW);
    world.deliver(Mail::from("Ana <ana@example.com>").id("a@x").date("2026-03-02T08:00Z"));
    world.deliver(
        Mail::from("Maya <maya@example.org>")
            .to("ana@example.com")
            .reply_to_id("a@x")
            .date("2026-03-02T08:30Z")
            .sent(),
    );
    let before = snapshot_of(&world.maildir());
    assert_snapshot!(world.sync(), @r"
    $ baton sync
    support: INBOX 1 of 1, 1 new
    support: Sent 1 of 1, 1 new
    ");
    assert!(snapshot_of(&world.maildir()) == before);
    let thread = show(&world, 1);
    assert_eq!(thread["status"], "waiting-customer");
    assert_eq!(thread["messages"][0]["at"], "2026-03-02T08:00:00Z");
}

#[test]
fn a_maildir_message_that_was_flagged_or_moved_is_the_same() {
    let world = World::at(NOW);
    let path = world.deliver(Mail::from("Ana <ana@example.com>").id("a@x"));
    world.sync();
    let before = ledger::dump(&world);
    let name = path.file_name().unwrap().to_str().unwrap();
    fs::rename(&path, world.maildir().join(format!("cur/{name}:2,RS"))).unwrap();
    assert_eq!(world.sync().stdout.lines().next(), Some("support: INBOX 1 of 1, 0 new"));
    assert_eq!(ledger::dump(&world), before);
}

#[test]
fn a_maildir_message_that_is_gone_leaves_its_thread() {
    let world = World::at(NOW).and(Mail::from("Ana <ana@example.com>").id("keep@x"));
    let path = world.deliver(Mail::from("Ana <ana@example.com>").id("a@x"));
    world.sync();
    fs::remove_file(path).unwrap();
    assert_eq!(world.sync().stdout.lines().next(), Some("support: INBOX 1 of 1, 0 new"));
    assert_eq!(show(&world, 2)["messages"][0]["places"], json!([]));
}

/// A world whose inbox is an mbox, with another for sent mail.
fn mbox(inbox: &str, sent: &str) -> World {
    let world = World::with_config(
        NOW,
        "[[inbox]]\nname = \"support\"\naddress = \"support@example.org\"\n\
         [inbox.mbox]\npath = \"in.mbox\"\nsent = \"sent.mbox\"\n",
    );
    fs::write(world.path().join("in.mbox"), inbox).unwrap();
    fs::write(world.path().join("sent.mbox"), sent).unwrap();
    world
}

#[test]
fn an_mbox_is_read_and_what_is_appended_is_new() {
    let world = mbox(ASKED, "");
    assert_snapshot!(world.sync(), @r"
    $ baton sync
    support: INBOX 1 of 1, 1 new
    support: Sent 0 of 0, 0 new
    ");
    assert_eq!(show(&world, 1)["status"], "open");
    assert_eq!(show(&world, 1)["messages"][0]["at"], "2026-03-02T08:00:00Z");

    fs::write(world.path().join("in.mbox"), [ASKED, AGAIN].concat()).unwrap();
    fs::write(world.path().join("sent.mbox"), ANSWERED).unwrap();
    assert_snapshot!(world.sync(), @r"
    $ baton sync
    support: INBOX 2 of 2, 1 new
    support: Sent 1 of 1, 1 new
    ");
    assert_eq!(show(&world, 1)["status"], "waiting-customer");
    let before = ledger::dump(&world);
    world.sync();
    assert_eq!(ledger::dump(&world), before);
}

#[test]
fn an_mbox_that_lost_a_mail_at_its_top_keeps_the_rest() {
    let world = mbox(&[ASKED, AGAIN].concat(), ANSWERED);
    world.sync();
    fs::write(world.path().join("in.mbox"), AGAIN).unwrap();
    assert_eq!(world.sync().stdout.lines().next(), Some("support: INBOX 1 of 1, 0 new"));
    let places: Vec<Value> =
        (0..3).map(|at| show(&world, 1)["messages"][at]["places"].clone()).collect();
    assert_eq!(places, [json!([]), json!(["support/INBOX"]), json!(["support/Sent"])]);
}

fn eml(world: &World, path: &str, text: &str) {
    let path = world.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    // What an .eml has is what an mbox has after its first line.
    fs::write(path, text.split_once('\n').unwrap().1).unwrap();
}

#[test]
fn import_takes_an_mbox_a_maildir_and_eml_files_and_is_idempotent() {
    let world = World::at(NOW);
    fs::write(world.path().join("old.mbox"), [ASKED, ANSWERED].concat()).unwrap();
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(world.path().join("old").join(part)).unwrap();
    }
    fs::write(world.path().join("old/cur/1.x:2,S"), AGAIN.split_once('\n').unwrap().1).unwrap();
    eml(&world, "single.eml", &ASKED.replace("<a@x>", "<c@x>"));
    eml(&world, "folder/1.eml", &ASKED.replace("<a@x>", "<d@x>"));
    fs::write(world.path().join("folder/notes.txt"), "no mail").unwrap();
    let import = "import old.mbox old single.eml folder";
    assert_snapshot!(world.admin(import).ok(), @r"
    $ baton import old.mbox old single.eml folder
    old.mbox: 2 messages, 2 new
    old: 1 messages, 1 new
    single.eml: 1 messages, 1 new
    folder: 1 messages, 1 new
    ");
    let thread = show(&world, 1);
    assert_eq!(thread["messages"].as_array().unwrap().len(), 3);
    assert_eq!(thread["messages"][0]["places"], json!(["support/import"]));
    assert_eq!(thread["messages"][1]["author"], "maya");
    assert_eq!(ledger::count(&world, "messages"), Some(5));

    let before = ledger::dump(&world);
    world.later("1h");
    assert_snapshot!(world.admin(import).ok(), @r"
    $ baton import old.mbox old single.eml folder
    old.mbox: 2 messages, 0 new
    old: 1 messages, 0 new
    single.eml: 1 messages, 0 new
    folder: 1 messages, 0 new
    ");
    assert_eq!(ledger::dump(&world), before);
}

#[test]
fn import_answers_in_json_what_it_took() {
    let world = World::at(NOW);
    fs::write(world.path().join("old.mbox"), [ASKED, ANSWERED].concat()).unwrap();
    for new in [2, 0] {
        let files = json!([{ "path": "old.mbox", "messages": 2, "new": new }]);
        let answer = world.admin("import old.mbox --json").ok();
        assert_eq!(answer.json(), json!({ "version": 1, "files": files }), "{answer}");
    }
}

#[test]
fn files_of_the_same_name_in_two_folders_are_two_mails() {
    let world = World::at(NOW);
    eml(&world, "january/1.eml", ASKED);
    eml(&world, "february/1.eml", &ASKED.replace("<a@x>", "<c@x>").replace("Pricing", "Delivery"));
    world.admin("import january february").ok();
    assert_eq!(show(&world, 1)["subject"], "Pricing");
    assert_eq!(show(&world, 2)["subject"], "Delivery");
}

#[test]
fn imported_mail_that_is_in_the_mailbox_too_is_one_message() {
    let world = World::at(NOW).and(Mail::raw(ASKED.split_once('\n').unwrap().1));
    fs::write(world.path().join("old.mbox"), ASKED).unwrap();
    world.admin("import old.mbox").ok();
    assert_eq!(ledger::count(&world, "messages"), Some(1));
    let places = &show(&world, 1)["messages"][0]["places"];
    assert_eq!(*places, json!(["support/INBOX", "support/import"]));
}

#[test]
fn an_import_of_what_is_not_there_names_it() {
    let world = World::at(NOW);
    assert_snapshot!(world.admin("import nothing.mbox").fails(2), @r"
    $ baton import nothing.mbox
    [stderr] baton: cannot read nothing.mbox: No such file or directory (os error 2)
    [stderr] hint: check the path and who may read it
    [exit 2]
    ");
}

#[test]
fn the_same_mail_from_any_source_is_the_same_message() {
    let stored = |world: &World| {
        let ledger = ledger::open(&world.ledger());
        ledger
            .query_row(
                "SELECT key, from_name, from_address, subject, ancestors, fields, direction
                 FROM messages",
                [],
                |row| (0..7).map(|at| row.get(at)).collect::<Result<Vec<String>, _>>(),
            )
            .unwrap()
    };
    let mail = AGAIN.split_once('\n').unwrap().1;
    let maildir = World::at(NOW).and(Mail::raw(mail));
    let mbox = mbox(AGAIN, "");
    mbox.sync();
    let imported = World::at(NOW);
    eml(&imported, "mail.eml", AGAIN);
    imported.admin("import mail.eml").ok();
    let dovecot = crate::dovecot::Dovecot::shared();
    dovecot.deliver("sources-same", "INBOX", mail, crate::world::time(NOW));
    let imap = World::with_config(NOW, &dovecot.inbox("support", "sources-same"));
    imap.sync();
    for world in [&mbox, &imported, &imap] {
        assert_eq!(stored(world), stored(&maildir));
    }
}
