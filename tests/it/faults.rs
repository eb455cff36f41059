//! What goes wrong outside: each fault says what to do, has its exit status, and loses nothing.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use nix::unistd::Uid;
use serde_json::Value;

use crate::certificates::Certificate;
use crate::dovecot::{Dovecot, PASSWORD};
use crate::ledger;
use crate::scripted::{Scripted, Step, send};
use crate::sync::{scripted_inbox, show};
use crate::world::{Ran, World, started_by, time};

const NOW: &str = "2026-03-02T09:00Z";

fn question(id: &str) -> String {
    format!(
        "Message-ID: <{id}>\nFrom: Ana <ana@example.com>\nTo: support@example.org\n\
         Subject: Pricing\n\nHow much?\n"
    )
}

/// A world with one claimed thread, read from Dovecot.
fn world(user: &str) -> World {
    let dovecot = Dovecot::shared();
    dovecot.deliver(user, "INBOX", &question("a@x"), time("2026-03-02T08:00Z"));
    let world = World::with_config(NOW, &dovecot.inbox("support", user));
    world.sync();
    world.maya("claim 1").ok();
    world
}

/// With this config the sync and the doctor fail so; with the old one all is as it was, and the mail
/// that came meanwhile is read.
#[track_caller]
fn fault(user: &str, change: impl Fn(&str) -> String, says: &[&str]) {
    let world = world(user);
    let threads = || world.maya("list --all --json").ok().stdout;
    let (before, good) = (threads(), fs::read_to_string(world.config()).unwrap());
    world.set_config(&change(&good));
    assert_says(&world.admin("sync").fails(75), says);
    let doctor = world.admin("doctor --json").fails(1).json();
    let checks = doctor["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["check"] == "support mail in").unwrap();
    assert_eq!(check["ok"], false);
    assert!(check["hint"].is_string(), "{check}");
    assert_eq!(threads(), before);

    world.set_config(&good);
    let date = time("2026-03-02T08:50Z");
    Dovecot::shared().deliver(user, "INBOX", &question("b@x"), date);
    assert_eq!(world.sync().stdout.lines().next(), Some("support: INBOX 2 of 2, 1 new"));
    assert_eq!(show(&world, 1)["owner"], "maya");
}

#[track_caller]
fn assert_says(ran: &Ran, says: &[&str]) {
    for words in says {
        assert!(ran.stderr.contains(words), "no {words:?} in\n{ran}");
    }
    assert!(ran.stderr.contains("\nhint: "), "no hint in\n{ran}");
}

#[test]
fn a_wrong_password_says_what_the_server_said() {
    fault(
        "faults-password",
        |good| good.replace(&format!("\"{PASSWORD}\""), "\"wrong\""),
        &[
            "baton: cannot log in to 127.0.0.1 as faults-password: the server said",
            "AUTHENTICATIONFAILED",
            "check password-command in the config, then run: baton doctor",
        ],
    );
}

#[test]
fn a_port_where_nobody_listens_is_named() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let open = format!("port = {}", Dovecot::shared().tls_port);
    let refused = format!("port = {port}");
    fault(
        "faults-refused",
        |good| good.replace(&open, &refused),
        &[&format!("baton: cannot connect to 127.0.0.1 port {port}: Connection refused")],
    );
}

#[test]
fn a_host_that_does_not_exist_is_named() {
    fault(
        "faults-host",
        |good| good.replace("host = \"127.0.0.1\"", "host = \"nonexistent.invalid\""),
        &["baton: cannot connect to nonexistent.invalid"],
    );
}

fn bad_certificate(user: &str, certificate: Certificate, why: &str) {
    let dovecot = Dovecot::start_with(certificate);
    fault(
        user,
        |_| dovecot.inbox("support", user),
        &["baton: cannot start TLS with 127.0.0.1: its certificate is not trusted", why],
    );
    assert!(!dovecot.log().contains("Login:"), "{}", dovecot.log());
}

#[test]
fn an_expired_certificate_is_refused() {
    bad_certificate("faults-expired", Certificate::Expired, "certificate has expired");
}

#[test]
fn a_certificate_of_another_host_is_refused() {
    bad_certificate("faults-other-host", Certificate::OtherHost, "mismatch");
}

#[test]
fn a_self_signed_certificate_is_refused() {
    bad_certificate("faults-self-signed", Certificate::SelfSigned, "self-signed certificate");
}

#[test]
fn authorities_that_the_environment_names_are_trusted_from_a_file_and_from_a_folder() {
    let dovecot = Dovecot::shared();
    let good = dovecot.inbox("support", "faults-environment");
    let config: String = good
        .lines()
        .filter(|line| !line.starts_with("ca-file"))
        .map(|l| format!("{l}\n"))
        .collect();
    let world = World::with_config("2026-03-02T09:00Z", &config);
    let folder = world.path().join("authorities");
    fs::create_dir(&folder).unwrap();
    fs::copy(&dovecot.authority, folder.join("ours.pem")).unwrap();
    let hashed = Command::new("openssl").arg("rehash").arg(&folder).status().unwrap();
    assert!(hashed.success());
    world.admin("sync").fails(75);
    let file = dovecot.authority.display().to_string();
    let folders = format!("/nonexistent:{}", folder.display());
    for (name, value) in [("SSL_CERT_FILE", file), ("SSL_CERT_DIR", folders)] {
        let ran = world.command("ada", "sync").env(name, value).output().unwrap();
        assert!(ran.status.success(), "{name}: {}", String::from_utf8_lossy(&ran.stderr));
    }
}

#[test]
fn an_authority_that_nobody_named_is_not_trusted() {
    let without = |good: &str| {
        good.lines()
            .filter(|line| !line.starts_with("ca-file"))
            .map(|line| format!("{line}\n"))
            .collect()
    };
    fault(
        "faults-authority",
        without,
        &[
            "its certificate is not trusted",
            "if its certificate is your own, name its authority as ca-file",
        ],
    );
}

/// A header as a server sends it.
pub fn row(uid: u32, id: &str) -> Vec<u8> {
    let header = question(id).replace("How much?\n", "").replace('\n', "\r\n");
    format!(
        "* {uid} FETCH (UID {uid} INTERNALDATE \"02-Mar-2026 08:00:00 +0000\" RFC822.SIZE 100 \
         BODY[HEADER.FIELDS (Message-ID)]<0> {{{}}}\r\n{header})\r\n",
        header.len()
    )
    .into_bytes()
}

#[test]
fn a_server_that_goes_in_mid_fetch_leaves_what_came_and_the_next_sync_goes_on() {
    let [first, second, third] = [row(1, "a@x"), row(2, "b@x"), row(3, "c@x")];
    let sent = || [row(1, "s1@x"), row(2, "s2@x"), row(3, "s3@x")].map(send);
    let start = || vec![send("* OK hello\r\n"), Step::ServeUntil("UID FETCH")];
    let mut cut = start();
    cut.extend([send(&first), send(&second), send(&third[..third.len() / 2]), Step::Close]);
    let mut whole = start();
    whole.extend([first, second, third].map(send));
    whole.extend([send("{tag} OK done\r\n"), Step::ServeUntil("UID FETCH")]);
    whole.extend(sent());
    whole.extend([send("{tag} OK done\r\n"), Step::ServeUntil("LOGOUT")]);
    let server = Scripted::connections(vec![cut, whole]);

    let world = World::with_config(NOW, &scripted_inbox("support", server.port()));
    let ran = world.admin("sync").fails(75);
    assert_says(
        &ran,
        &["baton: cannot read from 127.0.0.1: the server closed the connection", "run it again"],
    );
    assert_eq!(ledger::count(&world, "messages"), Some(2));
    world.maya("claim 2").ok();
    let review = world.maya("review --json").ok().json();
    assert_eq!(review["complete"], false);

    assert_eq!(world.sync().stdout.lines().next(), Some("support: INBOX 3 of 3, 1 new"));
    assert_eq!(ledger::count(&world, "messages"), Some(6));
    assert_eq!(show(&world, 2)["owner"], "maya");
    assert_eq!(world.maya("review --json").ok().json()["complete"], true);
    let lines: Vec<String> =
        server.finish().into_iter().flat_map(|connection| connection.lines).collect();
    for word in ["STORE", "EXPUNGE", "APPEND", "SELECT", "BODY["] {
        assert!(!lines.iter().any(|line| line.contains(word)), "{word} in {lines:#?}");
    }
}

#[test]
fn one_inbox_that_fails_leaves_the_others_synced() {
    let dovecot = Dovecot::shared();
    let user = "faults-others";
    dovecot.deliver(user, "INBOX", &question("a@x"), time("2026-03-02T08:00Z"));
    let broken = dovecot.inbox("sales", user).replace(&format!("\"{PASSWORD}\""), "\"wrong\"");
    let inboxes =
        [broken.clone(), dovecot.inbox("support", user), broken.replace("sales", "accounts")];
    let world = World::with_config(NOW, &inboxes.concat());
    let ran = world.admin("sync").fails(75);
    assert!(ran.stdout.contains("support: INBOX 1 of 1, 1 new"), "{ran}");
    assert_says(&ran, &["sales: cannot log in", "accounts: cannot log in"]);
    assert_eq!(show(&world, 1)["subject"], "Pricing");

    // Only what is named is read.
    assert_eq!(world.admin("sync support").ok().stderr, "");
}

#[test]
fn an_unknown_key_names_file_line_and_the_nearest_key() {
    let world = world("faults-key");
    let good = fs::read_to_string(world.config()).unwrap();
    world.set_config(&good.replace("host = ", "hots = "));
    for command in ["sync", "list", "doctor"] {
        let status = if command == "doctor" { 1 } else { 2 };
        let ran = world.admin(command).fails(status);
        let said = format!("{}{}", ran.stdout, ran.stderr);
        for words in [
            "[world]/config.toml line 5: unknown key \"hots\" in inbox.imap",
            "did you mean \"host\"?",
        ] {
            assert!(said.contains(words), "no {words:?} in\n{ran}");
        }
    }
}

#[test]
fn a_mailbox_that_does_not_exist_names_those_that_do() {
    let world = world("faults-mailbox");
    let config = fs::read_to_string(world.config()).unwrap();
    world.set_config(&format!("{config}sent = [\"Snet\"]\n"));
    let says = ["cannot open the mailbox Snet of 127.0.0.1", "the mailboxes are: ", "Sent"];
    assert_says(&world.admin("sync").fails(2), &says);
    assert_says(&world.admin("sync supprt").fails(2), &["no inbox \"supprt\"", "it has: support"]);
}

#[test]
fn the_wrong_kind_of_tls_is_said_plainly() {
    let (tls, plain) = (Dovecot::shared().tls_port, Dovecot::shared().port);
    fault(
        "faults-tls",
        |good| good.replace(&format!("port = {tls}"), &format!("port = {plain}")),
        &["cannot start TLS with 127.0.0.1: it does not speak TLS on this port"],
    );
}

#[test]
fn a_missing_ledger_says_how_to_make_one() {
    let world = world("faults-missing");
    let elsewhere = world.path().join("elsewhere.db");
    let ran = world.admin(&format!("--ledger {} sync", elsewhere.display())).fails(2);
    assert_says(&ran, &["there is no ledger at [world]/elsewhere.db", "baton init"]);
    assert!(!elsewhere.exists());
}

/// Runs baton in a mount namespace of its own, where a test may fill a disk. Root needs no user
/// namespace for that, and others get one.
fn namespace() -> Vec<&'static str> {
    let mut starter = vec!["unshare", "--mount"];
    if !Uid::effective().is_root() {
        starter.extend(["--user", "--map-root-user"]);
    }
    // In a chroot the root is no mount of its own, whose propagation could be changed.
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap();
    if !mounts.lines().any(|mount| mount.split(' ').nth(1) == Some("/")) {
        starter.extend(["--propagation", "unchanged"]);
    }
    starter
}

#[test]
fn a_full_disk_is_said_plainly_and_nothing_is_lost() {
    let (dovecot, user) = (Dovecot::shared(), "faults-full-disk");
    let world = world(user);
    dovecot.fill(user, "INBOX", 800, time("2026-03-02T08:50Z"));
    let before = world.maya("list --all --json").ok().stdout;
    let disk = world.path().join("disk");
    fs::create_dir(&disk).unwrap();
    fs::create_dir(world.path().join("said")).unwrap();
    // The disk goes with the script: what is to be looked at is written beside it.
    let script = r#"set -u
        baton=$1 ledger=$BATON_LEDGER
        mount -t tmpfs -o size=20m,mode=700 tmpfs disk || exit 99
        trap 'umount disk' EXIT
        cp "$ledger" disk/ledger.db || exit 99
        cat /dev/zero >disk/filler 2>said/filler && exit 99
        truncate --size=-120K disk/filler || exit 99
        export BATON_LEDGER=$PWD/disk/ledger.db
        "$baton" sync >said/out 2>said/err
        echo $? >said/status
        "$baton" list --all --json >said/list
        rm disk/filler
        "$baton" sync >said/again-out 2>said/again-err
        echo $? >said/again-status
        cp disk/ledger.db "$ledger""#;
    let baton = world.command("ada", "");
    let mut starter = namespace();
    starter.extend(["sh", "-c", script, "sh"]);
    let ran = world.run("a full disk", started_by(&starter, &baton), "").ok();
    let said = |name: &str| fs::read_to_string(world.path().join("said").join(name)).unwrap();

    assert_eq!(said("status"), "75\n", "{ran}{}{}", said("out"), said("err"));
    assert!(said("err").contains("the disk is full; nothing was changed"), "{}", said("err"));
    assert!(said("err").contains("hint: free some space"), "{}", said("err"));
    assert_eq!(said("list"), before);
    assert_eq!(said("again-status"), "0\n", "{}", said("again-err"));
    assert_eq!(said("again-out").lines().next(), Some("support: INBOX 801 of 801, 800 new"));
    assert_eq!(show(&world, 1)["owner"], "maya");
}

#[test]
fn a_ledger_that_may_not_grow_says_so_and_loses_nothing() {
    let (dovecot, user) = (Dovecot::shared(), "faults-file-size");
    let world = world(user);
    dovecot.fill(user, "INBOX", 800, time("2026-03-02T08:50Z"));
    let threads = || world.maya("list --all --json").ok().stdout;
    let before = threads();
    // In blocks of 512 bytes; without the trap the signal would end baton.
    let limit = ["sh", "-c", "trap '' XFSZ; ulimit -f 400; exec \"$@\"", "sh"];
    let ran = world.run("sync", started_by(&limit, &world.command("ada", "sync")), "").fails(75);
    assert_says(&ran, &["cannot open or write the ledger [world]/ledger.db", "baton doctor"]);
    assert_eq!((threads(), ledger::count(&world, "messages")), (before, Some(1)));
    assert_eq!(world.sync().stdout.lines().next(), Some("support: INBOX 801 of 801, 800 new"));
}

#[test]
fn a_read_only_ledger_is_said_plainly_and_nothing_is_lost() {
    let user = "faults-read-only";
    let world = world(user);
    let date = time("2026-03-02T08:50Z");
    Dovecot::shared().deliver(user, "INBOX", &question("b@x"), date);
    let before = ledger::dump(&world);
    let mode = |file: u32, folder: u32| {
        let set = |path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
        set(world.ledger(), file).unwrap();
        for path in fs::read_dir(world.path()).unwrap().map(|entry| entry.unwrap().path()) {
            if path.to_str().unwrap().contains("ledger.db.") {
                set(path, file).unwrap();
            }
        }
        set(world.path().to_owned(), folder).unwrap();
    };
    // Root may write whatever the mode says, unless it gives that up.
    let humble = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"];
    let run = |words: &str| {
        let command = world.command("maya", words);
        let root = Uid::effective().is_root();
        let command = if root { started_by(&humble, &command) } else { command };
        world.run(words, command, "")
    };
    mode(0o400, 0o500);
    let ran = ["sync", "claim 1", "note 1 text"].map(&run);
    mode(0o600, 0o700);
    for ran in ran {
        assert_says(&ran.fails(75), &["[world]/ledger.db", "permissions"]);
    }
    assert_eq!(ledger::dump(&world), before);
    assert_eq!(world.sync().stdout.lines().next(), Some("support: INBOX 2 of 2, 1 new"));
}

#[test]
fn the_clock_and_the_login_of_a_real_ledger_cannot_be_set() {
    let world = World::empty(NOW);
    let real = |words: &str, set: &[&str]| {
        let mut command = world.command("maya", words);
        for name in ["BATON_NOW", "BATON_LOGIN"].iter().filter(|name| !set.contains(name)) {
            command.env_remove(name);
        }
        world.run(words, command, "")
    };
    let init = "init --address support@example.org --mbox in.mbox --time-zone UTC --member ada";
    for name in ["BATON_NOW", "BATON_LOGIN"] {
        let ran = real(init, &[name]).fails(2);
        assert_says(&ran, &[&format!("{name} is set, but this is a real ledger"), "--test-world"]);
        assert!(!world.ledger().exists());
    }
    real(init, &[]).ok();
    for name in ["BATON_NOW", "BATON_LOGIN"] {
        for command in ["list", "sync", "claim 1", "doctor"] {
            let ran = real(command, &[name]);
            let status = if command == "doctor" { 1 } else { 2 };
            let ran = ran.fails(status);
            let said = format!("{}{}", ran.stdout, ran.stderr);
            assert!(said.contains(&format!("{name} is set, but this is a real ledger")), "{ran}");
        }
    }
    let listed: Value = real("list --json", &[]).ok().json();
    assert_eq!(listed["threads"], serde_json::json!([]));
}
