//! Words on threads.

use crate::session::{asked, session, two_asked};
use insta::assert_snapshot;

#[test]
fn tags_are_put_on_and_taken_off_and_found_again() {
    let world = two_asked();
    world.sync();
    assert_snapshot!(session(&world, "
        maya: tag 1 2 +billing +Refund/2026
        maya: tag 1 -billing -never-there
        maya: tag --dry-run 2 -billing
        maya: tag 2 +billing
        maya: list tag:billing
        maya: log 1
        maya: undo
        maya: list tag:billing --plain
    "), @"
    maya$ baton tag 1 2 +billing +Refund/2026
    1 has no owner, tagged billing refund/2026
    2 has no owner, tagged billing refund/2026
    maya$ baton tag 1 -billing -never-there
    1 has no owner, tagged refund/2026
    maya$ baton tag --dry-run 2 -billing
    would be: 2 has no owner, tagged refund/2026
    maya$ baton tag 2 +billing
    2 has no owner, tagged billing refund/2026
    maya$ baton list tag:billing
    NO  AGE  CUSTOMER   SUBJECT       OWNER  STATUS  NEXT ACTION  DUE
    2   0s   Ben Okoro  Wrong colour  -      open    -            -
    maya$ baton log 1
    ENTRY  AT                THREAD  WHO   WHAT
    8      2026-03-02 10:00  1       maya  tags +billing +refund/2026
    10     2026-03-02 10:00  1       maya  tags -billing
    maya$ baton undo
    1 has no owner, tagged billing refund/2026; taken back by entry 11: tags -billing
    maya$ baton list tag:billing --plain
    1	60	Ana Lopez	Pricing question	-	open	-	-
    2	0	Ben Okoro	Wrong colour	-	open	-	-
    ");
    assert_eq!(
        world.maya("show 2 --json").ok().json()["tags"],
        serde_json::json!(["billing", "refund/2026"])
    );
}

#[test]
fn what_is_no_tag_or_no_thread_is_refused_and_changes_nothing() {
    let world = asked();
    for (words, says) in [
        ("tag 1", "required"),
        ("tag 1 2", "what is to be put on or taken off"),
        ("tag +billing -new", "tag takes threads"),
        ("tag 1 +two:words", "no tag"),
        ("tag 1 billing +new", "a thread is a number"),
        ("tag 1 +billing --json", "put it before them"),
        ("list tag:", "no tag"),
    ] {
        let refused = world.maya(words).fails(2);
        assert!(refused.stderr.contains(says), "{words}: {refused:?}");
    }
    world.maya("tag 9 +billing").fails(1);
    assert_eq!(world.maya("show 1 --json").ok().json()["tags"], serde_json::json!([]));
}

#[test]
fn a_dry_run_may_stand_behind_the_threads() {
    let world = asked();
    let would = world.maya("tag 1 +billing --dry-run").ok().stdout;
    assert!(would.starts_with("would be: 1 has no owner, tagged billing"), "{would}");
    assert_eq!(world.maya("show 1 --json").ok().json()["tags"], serde_json::json!([]));
}

#[test]
fn what_is_joined_has_the_tags_of_both() {
    let world = two_asked();
    world.sync();
    world.admin("tag 1 +billing").ok();
    world.admin("tag 2 +urgent").ok();
    world.admin("merge 1 2").ok();
    assert_eq!(
        world.maya("show 1 --json").ok().json()["tags"],
        serde_json::json!(["billing", "urgent"])
    );
    world.maya("fsck").ok();
}
