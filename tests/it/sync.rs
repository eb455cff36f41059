//! Reading an IMAP account into the ledger: the main path, and what must survive anything.

use std::fs;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::process::ExitStatusExt;
use std::process::Child;

use insta::assert_snapshot;
use nix::sys::signal::Signal;
use serde_json::{Value, json};

use crate::dovecot::{Dovecot, PASSWORD};
use crate::ledger;
use crate::scripted::{Scripted, Step, send};
use crate::service::wait_for;
use crate::smtp::Smtp;
use crate::world::{Ran, World, time};

const NOW: &str = "2026-03-02T09:00Z";

pub fn mail(id: &str, from: &str, subject: &str, more: &str) -> String {
    format!(
        "Message-ID: <{id}>\nFrom: {from}\nTo: support@example.org\nSubject: {subject}\n{more}\nHello\n"
    )
}

pub fn question(id: &str, subject: &str) -> String {
    mail(id, "Ana <ana@example.com>", subject, "")
}

/// A world that reads this user's mail from the shared Dovecot.
fn world(user: &str) -> World {
    World::with_config(NOW, &Dovecot::shared().inbox("support", user))
}

/// What `show --json` says of a thread.
pub fn show(world: &World, thread: u32) -> Value {
    world.maya(&format!("show {thread} --json")).ok().json()
}

/// The trial balance: every mailbox, with what the server and the ledger have of it.
pub fn balance(world: &World) -> Vec<(String, u64, u64)> {
    let review = world.maya("review --json").ok().json();
    let mailbox = |mailbox: &Value| {
        let count = |name: &str| mailbox[name].as_u64().unwrap();
        (mailbox["mailbox"].as_str().unwrap().to_owned(), count("server"), count("ledger"))
    };
    review["mailboxes"].as_array().unwrap().iter().map(mailbox).collect()
}

pub fn boxes(counts: [u64; 2]) -> Vec<(String, u64, u64)> {
    let [inbox, sent] = counts;
    vec![("support/INBOX".to_owned(), inbox, inbox), ("support/Sent".to_owned(), sent, sent)]
}

/// From nothing to a claimed thread whose reply another mail client wrote.
fn main_path(user: &str, tls: &str, port: u16, password: &str) {
    let (dovecot, world) = (Dovecot::shared(), World::empty(NOW));
    let smtp = Smtp::start(dovecot);
    let authorities = world.path().join("authorities.pem");
    let pem = [&dovecot.authority, &smtp.authority].map(|path| fs::read_to_string(path).unwrap());
    fs::write(&authorities, pem.concat()).unwrap();
    let file = world.path().join("password");
    fs::File::options().create(true).truncate(true).write(true).mode(0o600).open(&file).unwrap();
    fs::write(&file, format!("{PASSWORD}\n")).unwrap();
    for (id, subject) in [("a1@example.com", "Pricing"), ("b1@example.com", "Broken lamp")] {
        dovecot.deliver(user, "INBOX", &question(id, subject), time("2026-03-02T08:00Z"));
    }
    let flags = || {
        let mut imap = dovecot.imap(user);
        [imap.flags("INBOX"), imap.flags("Sent")]
    };
    let untouched = flags();
    assert!(untouched[0].iter().all(|message| message.recent && message.flags.is_empty()));

    world
        .admin(&format!(
            "init --test-world --inbox support --address support@example.org \
             --imap-host 127.0.0.1 --imap-port {port} --imap-tls {tls} --imap-user {user} \
             {password} --ca-file {authorities} \
             --smtp-host 127.0.0.1 --smtp-port {smtp_port} --smtp-tls implicit \
             --time-zone Europe/Berlin --review-to team@example.org --member maya --login maya \
             --member-address maya@example.org",
            authorities = authorities.display(),
            smtp_port = smtp.tls_port,
        ))
        .ok();
    assert_green(&world.maya("doctor --json"));
    world.maya("sync").ok();
    assert_eq!(flags(), untouched);
    assert_green(&world.maya("doctor --json"));
    let queue = world.maya("list --json").ok().json();
    let subjects: Vec<&Value> =
        queue["threads"].as_array().unwrap().iter().map(|thread| &thread["subject"]).collect();
    assert_eq!(subjects, ["Pricing", "Broken lamp"]);

    let claimed = world.maya("claim 1 --json").ok().json();
    assert_eq!(claimed["threads"][0]["owner"], "maya");
    assert_eq!(show(&world, 1)["status"], "open");

    // Another mail client answers, and puts its copy into Sent.
    let reply = "Message-ID: <r1@example.org>\nFrom: Maya <maya@example.org>\n\
                 To: Ana <ana@example.com>\nSubject: Re: Pricing\n\
                 In-Reply-To: <a1@example.com>\n\nTen.\n";
    let date = Some(time("2026-03-02T09:10Z"));
    dovecot.imap(user).append("Sent", reply.as_bytes(), date, &["\\Seen"]);
    let untouched = flags();
    world.later("15m");
    let words = world.maya("sync").ok();
    assert_eq!(words.stdout, "support: INBOX 2 of 2, 0 new\nsupport: Sent 1 of 1, 1 new\n");
    let thread = show(&world, 1);
    assert_eq!(thread["status"], "waiting-customer");
    assert_eq!(thread["messages"][1]["places"], json!(["support/Sent"]));
    assert_eq!(thread["messages"][1]["author"], "maya");
    assert_eq!(flags(), untouched);
}

#[track_caller]
fn assert_green(doctor: &Ran) {
    let checks = doctor.json()["checks"].clone();
    assert!(checks.as_array().unwrap().iter().all(|check| check["ok"] == true), "{checks:#}");
    assert_eq!(doctor.status, Some(0), "{doctor}");
}

#[test]
fn a_mailbox_is_read_over_implicit_tls_and_no_flag_changes() {
    let port = Dovecot::shared().tls_port;
    main_path("sync-implicit", "implicit", port, "--password-file password");
}

#[test]
fn a_mailbox_is_read_over_starttls() {
    let port = Dovecot::shared().port;
    main_path("sync-starttls", "starttls", port, &format!("--password-command 'echo {PASSWORD}'"));
}

#[test]
fn a_mailbox_is_read_in_plain_text_on_loopback() {
    let port = Dovecot::shared().port;
    main_path("sync-plain", "none", port, "--password-file password");
}

#[test]
fn sync_answers_in_json_what_it_read() {
    let (dovecot, user) = (Dovecot::shared(), "sync-json");
    dovecot.fill(user, "INBOX", 5, time("2026-03-02T08:00Z"));
    let world = world(user);
    let mailbox = |name: &str, count: u32, new: u32| {
        json!({
            "mailbox": name, "server": count, "ledger": count, "new": new, "unreadable": 0, "complete": true,
        })
    };
    for new in [5, 0] {
        let mailboxes = [mailbox("support/INBOX", 5, new), mailbox("support/Sent", 0, 0)];
        let answer = world.admin("sync --json").ok();
        assert_eq!(answer.json(), json!({ "version": 1, "mailboxes": mailboxes }), "{answer}");
    }
}

/// Dumps are long: only what differs is shown.
#[track_caller]
pub fn similar(now: &str, before: &str) {
    let lines = |of: &str, but: &str| {
        let but: std::collections::HashSet<&str> = but.lines().collect();
        of.lines().filter(|line| !but.contains(line)).take(5).collect::<Vec<_>>().join("\n")
    };
    assert!(now == before, "gone:\n{}\ncame:\n{}", lines(before, now), lines(now, before));
}

#[test]
fn a_sync_that_is_killed_anywhere_ends_where_an_undisturbed_one_does() {
    let (dovecot, user) = (Dovecot::shared(), "sync-killed");
    dovecot.fill(user, "INBOX", 5000, time("2026-03-02T08:00Z"));
    dovecot.fill(user, "Sent", 500, time("2026-03-02T08:30Z"));
    let undisturbed = world(user);
    undisturbed.sync();

    let killed = world(user);
    // Before the first message, and after each batch that was committed.
    for (table, rows) in [("mailboxes", 1), ("messages", 1), ("messages", 1001), ("messages", 3001)]
    {
        let mut sync = killed.command("ada", "sync").spawn().unwrap();
        wait_for(|| (ledger::count(&killed, table)? >= rows).then_some(())).expect("rows");
        sync.kill().unwrap();
        assert_eq!(sync.wait().unwrap().signal(), Some(Signal::SIGKILL as i32), "{table} {rows}");
        assert!(ledger::count(&killed, "messages") < Some(5500));
    }
    killed.sync();

    assert_eq!(balance(&killed), boxes([5000, 500]));
    assert!(ledger::partition(&killed) == ledger::partition(&undisturbed), "other threads");
    let threads = |world: &World| world.maya("list --all --json").ok().stdout;
    assert!(threads(&killed) == threads(&undisturbed), "other lists");
    let before = ledger::dump(&killed);
    killed.sync();
    similar(&ledger::dump(&killed), &before);
}

#[test]
fn a_sync_that_is_killed_after_a_renumbering_ends_where_it_should() {
    let (dovecot, user) = (Dovecot::shared(), "sync-renumbered-killed");
    let fill = || dovecot.fill(user, "INBOX", 3000, time("2026-03-02T08:00Z"));
    fill();
    let world = world(user);
    world.sync();
    world.maya("claim 7").ok();
    let (threads, partition) =
        (|| world.maya("list --all --json").ok().stdout, || ledger::partition(&world));
    let before = (threads(), partition());

    dovecot.recreate(user, "INBOX");
    fill();
    for places in [0, 1, 1001] {
        let known = |count| ledger::count(&world, "places") == Some(count);
        let mut sync = world.command("ada", "sync").spawn().unwrap();
        // The first transaction forgets all places, each after it finds a thousand.
        wait_for(|| (0..3000).step_by(1000).filter(|n| *n >= places).any(known).then_some(()))
            .expect("a sync at work");
        sync.kill().unwrap();
        assert_eq!(sync.wait().unwrap().signal(), Some(Signal::SIGKILL as i32), "{places}");
    }
    world.sync();
    assert_eq!(balance(&world), boxes([3000, 0]));
    assert!((threads(), partition()) == before, "other threads");
}

#[test]
fn sent_mail_is_found_by_special_use() {
    let server = Scripted::start(vec![
        send("* OK hello\r\n"),
        Step::ServeUntil("LIST"),
        send(
            "* LIST () \"/\" INBOX\r\n* LIST () \"/\" Sent\r\n\
             * LIST (\\HasNoChildren \\Sent) \"/\" Gesendet\r\n{tag} OK done\r\n",
        ),
        Step::ServeUntil("LOGOUT"),
    ]);
    let config = scripted_inbox("support", server.port()).replace("sent = [\"Sent\"]\n", "");
    let world = World::with_config(NOW, &config);
    let doctor = world.admin("doctor --json").json();
    let checks = doctor["checks"].as_array().unwrap();
    let sent = checks.iter().find(|check| check["check"] == "support sent").unwrap();
    assert_eq!((&sent["ok"], &sent["text"]), (&json!(true), &json!("Gesendet")));
}

/// A server that goes silent in the middle of a sync.
fn stalling() -> Scripted {
    Scripted::start(vec![send("* OK hello\r\n"), Step::ServeUntil("UID FETCH"), Step::Stall])
}

/// Starts a sync, and waits until it has its lock and reads.
fn syncing(world: &World) -> Child {
    let child = world.command("ada", "sync").spawn().unwrap();
    wait_for(|| (ledger::count(world, "mailboxes")? > 0).then_some(())).expect("a sync that reads");
    child
}

#[test]
fn the_second_of_two_syncs_says_so_and_leaves() {
    let server = stalling();
    let world = World::with_config(NOW, &scripted_inbox("support", server.port()));
    let mut first = syncing(&world);
    assert_snapshot!(world.sync(), @r"
    $ baton sync
    [stderr] another baton sync is running: nothing to do
    ");
    first.kill().unwrap();
    first.wait().unwrap();
    assert_eq!(server.finish().len(), 1, "the second did not call the server");

    // A lock ends with its process, however that ended.
    world.set_config(&Dovecot::shared().inbox("support", "sync-lock"));
    assert!(world.sync().stdout.starts_with("support: INBOX 0 of 0, 0 new"));
}

#[test]
fn a_path_that_init_is_given_begins_at_the_current_folder() {
    let world = World::empty("2026-03-02T09:00Z");
    let home = world.path();
    let mbox =
        "From - Mon Mar  2 08:30:00 2026\nFrom: ana@example.com\nSubject: Pricing\n\nHow much?\n";
    std::fs::write(home.join("in.mbox"), mbox).unwrap();
    let init = |name: &str, flags: &str| {
        let places = format!("--config etc/{name}.toml --ledger var/{name}.db");
        let who = "--address support@example.org --time-zone UTC";
        world.admin(&format!("{places} init --test-world {who} {flags}")).ok();
        let read = world.admin(&format!("{places} sync"));
        (std::fs::read_to_string(home.join(format!("etc/{name}.toml"))).unwrap(), read)
    };
    let (_, read) = init("mbox", "--mbox in.mbox");
    assert!(read.ok().stdout.contains("1 new"));
    let imap = "--imap-host imap.example.org --password-file secret/word --ca-file ~/ca.pem";
    let (config, _) = init("imap", imap);
    let whole = format!("password-file = \"{}/secret/word\"", home.display());
    assert!(config.contains(&whole) && config.contains("ca-file = \"~/ca.pem\""), "{config}");
}

#[test]
fn permissions_are_private_whatever_the_umask() {
    let server = stalling();
    let world = World::empty(NOW);
    let (config, ledger) =
        (world.path().join("etc/config.toml"), world.path().join("var/baton.db"));
    let run = |words: &str| {
        let places = format!("--config {} --ledger {}", config.display(), ledger.display());
        let words = format!("{places} {words}");
        crate::world::started_by(
            &["sh", "-c", "umask 000; exec \"$@\"", "sh"],
            &world.command("ada", &words),
        )
    };
    let init = format!(
        "init --test-world --address support@example.org --imap-host 127.0.0.1 --imap-port {} \
         --imap-tls none --password-command 'echo {PASSWORD}' --time-zone UTC",
        server.port()
    );
    world.run("init", run(&init), "").ok();
    let mut sync = run("sync").spawn().unwrap();
    let wal = ledger.with_file_name("baton.db-wal");
    wait_for(|| {
        let reading =
            ledger::open(&ledger)
                .query_row("SELECT COUNT(*) > 0 FROM mailboxes", [], |row| row.get::<_, bool>(0));
        (wal.exists() && reading == Ok(true)).then_some(())
    })
    .expect("a sync that reads");

    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for folder in [&config, &ledger].map(|file| file.parent().unwrap()) {
        assert_eq!(mode(folder), 0o700, "{}", folder.display());
        for file in fs::read_dir(folder).unwrap() {
            let file = file.unwrap().path();
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
    }
    let names = fs::read_dir(ledger.parent().unwrap()).unwrap().count();
    assert_eq!(names, 4, "ledger, -wal, -shm and the lock");
    sync.kill().unwrap();
    sync.wait().unwrap();
}

/// The `[[inbox]]` that reads from a scripted server.
pub fn scripted_inbox(name: &str, port: u16) -> String {
    format!(
        r#"[[inbox]]
name = "{name}"
address = "{name}@example.org"
[inbox.imap]
host = "127.0.0.1"
port = {port}
tls = "none"
user = "{name}"
password-command = ["echo", "{PASSWORD}"]
sent = ["Sent"]
"#
    )
}
