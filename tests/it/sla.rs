//! What was promised: by tag, level, customer; the clock that stands still; news that are owed. Each fires, and one
//! command later it is gone.

use serde_json::Value;

use crate::session::{ana, answer, asked, section};
use crate::world::World;

fn due(world: &World) -> Value {
    world.maya("show 1 --json").ok().json()["sla"]["due"].clone()
}

#[test]
fn a_promise_by_tag_level_and_customer_holds_where_all_of_it_does() {
    let world = asked();
    world.configure(
        "[[sla]]\nwhen = \"tag:billing level:2\"\nfirst-response = \"1h\"\nwarn = \"1h\"\n\
         [[sla]]\nwhen = \"customer-status:VIP inbox:support\"\nfirst-response = \"1h\"\nwarn = \"1h\"\n",
    );
    world.maya("claim 1").ok();
    let fires = || section(&world, "sla").len();
    assert_eq!(fires(), 0);
    world.maya("tag 1 +billing").ok();
    assert_eq!(fires(), 0);
    world.admin("escalate 1 --level 3 --reason loud").ok();
    assert_eq!(fires(), 1);
    world.maya("tag 1 -billing").ok();
    assert_eq!(fires(), 0);
    world.maya("customer set c1 --status vip").ok();
    assert_eq!(fires(), 1);
    world.maya("customer set c1 --status lead").ok();
    assert_eq!(fires(), 0);
}

#[test]
fn a_level_may_be_named() {
    let world = asked();
    world.configure(
        "[[level]]\nname = \"second\"\n[[level]]\nname = \"outage\"\n\
         [[sla]]\nwhen = \"level:outage\"\nfirst-response = \"1h\"\n",
    );
    world.admin("escalate 1 --level 1 --reason loud").ok();
    assert_eq!(due(&world), Value::Null);
    world.admin("escalate 1 --level 2 --reason louder").ok();
    assert_eq!(due(&world), "2026-03-02T09:59:00Z");
}

#[test]
fn the_clock_of_the_end_stands_still_while_we_wait_and_goes_on_after_a_reopening() {
    let world = asked();
    world.configure("[[sla]]\nresolution = \"3h\"\nwarn = \"10m\"\n");
    world.maya("claim 1").ok();
    // Asked 9:59, answered 10:59, so two hours are left.
    world.later("59m").mail(answer("maya"));
    assert_eq!(due(&world), Value::Null);
    world.now("2026-03-03T08:00Z").mail(ana().reply_to_id("a1@example.com"));
    assert_eq!(due(&world), "2026-03-03T10:00:00Z");
    // An hour that we wait for somebody of ours.
    world.maya("wait 1 --on jordan").ok();
    world.later("1h").maya("reopen 1").ok();
    assert_eq!(due(&world), "2026-03-03T11:00:00Z");
    // And closed for a day.
    world.later("30m").maya("close 1").ok();
    world.now("2026-03-04T09:30Z").maya("reopen 1").ok();
    assert_eq!(due(&world), "2026-03-04T11:00:00Z");
    world.now("2026-03-04T10:49Z");
    assert_eq!(section(&world, "sla"), []);
    world.later("1m");
    assert_eq!(section(&world, "sla"), [(1, "resolution due today 12:00, in 10m".to_owned())]);
    world.maya("close 1").ok();
    assert_eq!(section(&world, "sla"), []);
}

#[test]
fn the_clock_of_a_reply_stands_still_too() {
    let world = asked();
    world.configure("[[sla]]\nfirst-response = \"2h\"\n");
    assert_eq!(due(&world), "2026-03-02T10:59:00Z");
    world.maya("wait 1 --on jordan").ok();
    world.later("30m").maya("reopen 1").ok();
    assert_eq!(due(&world), "2026-03-02T11:29:00Z");
}

#[test]
fn news_are_owed_as_often_as_the_level_says_and_writing_settles_it() {
    let world = asked();
    world.configure("[[level]]\nname = \"outage\"\nupdate-every = \"30m\"\n");
    world.maya("claim 1").ok();
    world.admin("escalate 1 --level 1 --reason down").ok();
    assert_eq!(section(&world, "sla"), []);
    let shown = world.maya("show 1").ok().stdout;
    let promised = "promised    update owed every 30m; escalated 10:00, due 10:30";
    assert!(shown.contains(promised), "{shown}");
    world.later("20m");
    let soon = "update owed every 30m; escalated 10:00, due 10:30";
    assert_eq!(section(&world, "sla"), [(1, soon.to_owned())]);
    // It is late whatever the thread waits for, and at any hour.
    world.mail(answer("maya"));
    assert_eq!(section(&world, "sla"), []);
    world.now("2026-03-02T22:00Z").sync();
    let late = "update owed every 30m; last 10:20, due 10:50";
    assert_eq!(section(&world, "sla"), [(1, late.to_owned())]);
    let told = &world.maya("show 1 --json").ok().json()["sla"];
    assert_eq!((&told["target"], &told["state"]), (&"update".into(), &"breached".into()));
    world.admin("deescalate 1").ok();
    assert_eq!(section(&world, "sla"), []);
}
