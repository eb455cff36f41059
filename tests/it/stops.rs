//! Two would have answered, and one was told in time: what `metrics` counts as collisions avoided.

use serde_json::Value;

use crate::session::{answer, asked, everything, two_asked};
use crate::world::World;

/// n of collisions avoided, and what was left out; by owner where there is one.
fn avoided(world: &World, options: &str, by: &str) -> (i64, String) {
    let metrics = world.admin(&format!("metrics --json {options}")).ok().json();
    let rows = metrics["metrics"].as_array().unwrap().iter();
    let mut found = rows.filter(|row| row["metric"] == "collisions_avoided" && row["by"] == by);
    let number = |row: &Value| (row["n"].as_i64().unwrap(), row["excluded"].to_string());
    found.next().map_or((0, "{}".to_owned()), number)
}

fn all(world: &World) -> (i64, String) {
    avoided(world, "", "all")
}

fn once_more(n: usize) -> String {
    format!(r#"{{"repeated":{n}}}"#)
}

const DRAFT: &str =
    "From: sam@example.org\nTo: ana@example.com\nIn-Reply-To: <a1@example.com>\n\nHi\n";

#[test]
fn a_refused_claim_a_check_and_a_guarded_reply_count_each() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("claim 1").ok();
    world.maya("check 1").ok();
    world.later("1m");
    assert_eq!(all(&world), (0, "{}".into()));
    world.jordan("claim 1").fails(1);
    world.admin("check 1").fails(1);
    world.piped("sam", "guard --ask", DRAFT).fails(75);
    world.later("1m");
    assert_eq!(all(&world), (3, "{}".into()));
    assert_eq!(avoided(&world, "--by owner", "maya"), (3, "{}".into()));
    // Told once more within the hour: the same collision.
    world.jordan("check 1 --quiet").fails(1);
    world.later("50m").jordan("claim 1").fails(1);
    world.later("1m");
    assert_eq!(all(&world), (3, once_more(2)));
    world.later("2h").jordan("claim 1").fails(1);
    world.later("1m");
    assert_eq!(all(&world), (4, once_more(2)));
}

#[test]
fn what_a_teammate_answered_counts_and_what_somebody_answered_does_not() {
    let world = asked();
    world.later("5m").mail(answer("jordan"));
    world.maya("check 1").fails(1);
    world.jordan("check 1").ok();
    world.later("1m");
    assert_eq!(all(&world), (1, "{}".into()));

    let world = asked();
    world.later("5m").mail(answer("jordan").header("From", "support@example.org"));
    world.maya("check 1").fails(1);
    world.later("1m");
    assert_eq!(all(&world), (0, "{}".into()));
}

#[test]
fn what_was_refused_for_another_reason_does_not_count() {
    let world = two_asked();
    world.maya("note 1 'read me' --for jordan").ok();
    world.jordan("check 1").fails(1);
    world.maya("claim 1").ok();
    world.jordan("claim 1 --cover").fails(1);
    world.jordan("release 1").fails(77);
    world.jordan("claim 9").fails(1);
    world.jordan("claim 2 1 --dry-run").fails(1);
    world.maya("close 2").ok();
    world.jordan("claim 2").fails(1);
    world.admin("member add vera --login vera --role viewer").ok();
    world.by("vera", "claim 1").fails(77);
    world.by("vera", "check 1").fails(1);
    world.piped("sam", "guard --ask --force", DRAFT).ok();
    world.later("1m");
    assert_eq!(all(&world), (0, "{}".into()));
}

#[test]
fn of_several_threads_the_one_that_was_taken_counts_and_nothing_was_changed() {
    let world = two_asked();
    world.maya("claim 2").ok();
    let before = everything(&world);
    world.jordan("claim 1 2").fails(1);
    world.jordan("check 2").fails(1);
    assert_eq!(everything(&world), before);
    world.later("1m");
    assert_eq!(all(&world), (1, once_more(1)));
    assert_eq!(avoided(&world, "--by owner", "maya"), (1, once_more(1)));
    world.admin("fsck").ok();
}

#[test]
fn it_is_filed_under_what_its_thread_became() {
    let world = two_asked();
    world.maya("claim 1 2").ok();
    world.jordan("claim 1").fails(1);
    world.sam("claim 2").fails(1);
    world.admin("merge 1 2").ok();
    world.admin("tag 1 +fair").ok();
    world.later("1m");
    assert_eq!(avoided(&world, "--by tag", "fair"), (2, "{}".into()));
}

#[test]
fn an_answer_fails_for_no_count() {
    let world = asked();
    world.maya("claim 1").ok();
    let said = world.jordan("check 1").fails(1).stdout;
    // Somebody writes all the time.
    let other = rusqlite::Connection::open(world.ledger()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(world.jordan("check 1").fails(1).stdout, said);
    let ran = world.piped("jordan", "guard --ask", DRAFT).fails(75);
    assert!(ran.stderr.contains("maya owns it"), "{ran}");
    other.execute_batch("ROLLBACK").unwrap();
    world.later("1m");
    assert_eq!(all(&world), (1, "{}".into()));
}
