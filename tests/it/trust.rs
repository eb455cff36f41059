//! What must not go wrong without a word: a sync that fails, a team that changes meanwhile, a file that others share.

use crate::dovecot::Dovecot;
use crate::world::{Mail, World, time};
use std::fs;
use std::os::unix::fs::PermissionsExt;

/// A world that reads a mailbox of the shared Dovecot.
fn with_dovecot(now: &str, user: &str) -> (&'static Dovecot, World) {
    let dovecot = Dovecot::shared();
    (dovecot, World::with_config(now, &dovecot.inbox("support", user)))
}

fn asked(dovecot: &Dovecot, user: &str, at: &str) {
    let raw = "Message-ID: <q1@example.com>\r\nFrom: Ana <ana@example.com>\r\nTo: support@example.org\r\n\
               Subject: Pricing\r\n\r\nHow much?\r\n";
    dovecot.deliver(user, "INBOX", raw, time(at));
}

fn break_password(world: &World) {
    let config = fs::read_to_string(world.config()).unwrap();
    world.set_config(&config.replace("\"secret\"", "\"wrong\""));
}

#[test]
fn a_sync_that_fails_shows_in_the_review_at_once() {
    let (dovecot, world) = with_dovecot("2026-03-02T09:00Z", "trust-fails");
    asked(dovecot, "trust-fails", "2026-03-02T08:00Z");
    world.sync();
    assert_eq!(world.maya("review --json").ok().json()["complete"], true);
    break_password(&world);
    world.admin("sync").fails(75);
    let review = world.maya("review").ok().stdout;
    assert!(review.contains("NOT COMPLETE") && review.contains("cannot log in"), "{review}");
}

#[test]
fn an_inbox_that_was_never_read_is_not_complete() {
    let (_, world) = with_dovecot("2026-03-02T09:00Z", "trust-never");
    break_password(&world);
    world.admin("sync").fails(75);
    let review = world.maya("review --json").ok().json();
    assert_eq!(review["complete"], false);
    assert_eq!(review["mailboxes"][0]["mailbox"], "support");
}

#[test]
fn nothing_is_closed_while_the_customers_answer_may_wait_unread() {
    let (dovecot, world) = with_dovecot("2026-03-02T09:00Z", "trust-close");
    asked(dovecot, "trust-close", "2026-03-02T08:00Z");
    world.sync();
    world.maya("wait 1 --on customer").ok();
    break_password(&world);
    world.now("2026-04-02T09:00Z").admin("sync").fails(75);
    assert_eq!(world.maya("show 1 --json").ok().json()["status"], "waiting-customer");
    let config = fs::read_to_string(world.config()).unwrap();
    world.set_config(&config.replace("\"wrong\"", "\"secret\""));
    world.sync();
    assert_eq!(world.maya("show 1 --json").ok().json()["status"], "closed");
}

#[test]
fn an_inbox_that_left_the_config_does_not_make_the_review_incomplete() {
    let (dovecot, world) = with_dovecot("2026-03-02T09:00Z", "trust-left");
    let one = fs::read_to_string(world.config()).unwrap();
    world.set_config(&format!("{one}\n{}", dovecot.inbox("sales", "trust-left-sales")));
    world.sync();
    world.later("3h").set_config(&one);
    world.sync();
    let review = world.maya("review --json").ok().json();
    assert_eq!(review["complete"], true, "{review}");
}

#[test]
fn whoever_may_write_the_ledger_may_take_its_locks() {
    let world = World::at("2026-03-02T09:00Z");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    world.sync();
    let lock = world.path().join("ledger.db.sync.lock");
    assert_eq!(mode(&lock), 0o600);
    fs::remove_file(&lock).unwrap();
    fs::set_permissions(world.ledger(), fs::Permissions::from_mode(0o660)).unwrap();
    world.sync();
    assert_eq!(mode(&lock), 0o660);
}

#[test]
fn init_with_the_same_address_twice_is_no_trouble() {
    let world = World::empty("2026-03-02T09:00Z");
    world
        .admin(
            "init --test-world --address support@example.org --mbox in.mbox --member-address a@example.org \
             --member-address A@example.org",
        )
        .ok();
    assert_eq!(world.admin("member list --json").ok().json()["members"][0]["login"], "ada");
}

#[test]
fn what_init_was_cut_off_in_leaves_no_ledger_behind() {
    let world = World::empty("2026-03-02T09:00Z");
    let init = "init --test-world --address support@example.org --mbox in.mbox --member";
    world.admin(&format!("{init} 'no name'")).fails(2);
    assert!(!world.ledger().exists());
    world.admin(&format!("{init} ada")).ok();
    let left: Vec<_> =
        fs::read_dir(world.path()).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".new")), "{left:?}");
}

#[test]
fn a_history_of_a_million_years_is_all_of_it() {
    let world = World::at("2026-03-02T09:00Z");
    let config = fs::read_to_string(world.config()).unwrap();
    let config = config.replace("#history = \"30d\"", "history = \"99999999d\"");
    assert!(config.contains("99999999d"), "{config}");
    world.set_config(&config);
    world.deliver(
        Mail::from("Ana <ana@example.com>").subject("Long ago").arrived("2001-03-02T08:00Z"),
    );
    world.sync();
    assert_eq!(world.maya("list --json").ok().json()["threads"][0]["status"], "open");
}

#[test]
fn a_name_that_looks_like_a_members_is_refused_and_so_is_a_shared_address() {
    let world = World::at("2026-03-02T09:00Z");
    let error = world.admin("member add m\u{430}ya --login other").fails(1).stderr;
    assert!(error.contains("looks just like the member maya"), "{error}");
    let error = world.admin("member add eve --address support@example.org").fails(2).stderr;
    assert!(error.contains("is a shared inbox"), "{error}");
    world.admin("member set maya --address support@example.org").fails(2);
}
