//! What a team tries for a while.

use insta::assert_snapshot;

use crate::session::{asked, everything, session};

#[test]
fn an_experiment_is_begun_ended_and_listed() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: experiment start Short-replies --hypothesis 'first replies under 2h, for they ask less' --on 2026-02-23
        maya: experiment start short-replies --hypothesis again
        maya: experiment start greeting --hypothesis warmer --dry-run
        jordan: experiment stop short-replies --on 2026-02-20
        jordan: experiment stop short-replies --on +1d
        jordan: experiment stop short-replies --result 'no difference' --dry-run
        jordan: experiment stop short-replies --result 'no difference'
        jordan: experiment stop short-replies
        maya: experiment show short-replies
        maya: experiment list
        maya: experiment list --json
        maya: experiment show greeting
        maya: experiment start two words
        maya: experiment start 'two words' --hypothesis x
        maya: log --since 2026-03-01 --plain
    "), @r#"
    maya$ baton experiment start Short-replies --hypothesis 'first replies under 2h, for they ask less' --on 2026-02-23
    experiment short-replies runs from 2026-02-23 on
    maya$ baton experiment start short-replies --hypothesis again
    [stderr] baton: experiment short-replies runs since 2026-02-23
    [stderr] hint: end it first: baton experiment stop short-replies; or give the new one another name
    [exit 1]
    maya$ baton experiment start greeting --hypothesis warmer --dry-run
    would be: experiment greeting runs from 2026-03-02 on
    jordan$ baton experiment stop short-replies --on 2026-02-20
    [stderr] baton: experiment short-replies begins on 2026-02-23, after that day
    [stderr] hint: give a later day, or take the start back: baton log, baton undo ENTRY
    [exit 1]
    jordan$ baton experiment stop short-replies --on +1d
    [stderr] baton: 2026-03-03 is still to come
    [stderr] hint: end it then, or give the day that was its last
    [exit 2]
    jordan$ baton experiment stop short-replies --result 'no difference' --dry-run
    would be: experiment short-replies ran from 2026-02-23 to 2026-03-02
    jordan$ baton experiment stop short-replies --result 'no difference'
    experiment short-replies ran from 2026-02-23 to 2026-03-02
    jordan$ baton experiment stop short-replies
    [stderr] baton: experiment short-replies ended on 2026-03-02
    [stderr] hint: see what it brought: baton experiment show short-replies; to correct it, take back the entry that ended it: baton log, baton undo ENTRY
    [exit 1]
    maya$ baton experiment show short-replies
    experiment short-replies ran from 2026-02-23 to 2026-03-02, begun by maya
    hypothesis: first replies under 2h, for they ask less
    result: no difference
    maya$ baton experiment list
    NAME           FROM        TO          AUTHOR  HYPOTHESIS                                 RESULT
    short-replies  2026-02-23  2026-03-02  maya    first replies under 2h, for they ask less  no difference
    maya$ baton experiment list --json
    {"version":1,"experiments":[{"entry":7,"author":"maya","name":"short-replies","hypothesis":"first replies under 2h, for they ask less","from":"2026-02-23","to":"2026-03-02","result":"no difference"}]}
    maya$ baton experiment show greeting
    [stderr] baton: there is no experiment greeting
    [stderr] hint: see what there is: baton experiment list
    [exit 1]
    maya$ baton experiment start two words
    [stderr] error: unexpected argument 'words' found
    [stderr]
    [stderr] Usage: baton experiment start [OPTIONS] --hypothesis <TEXT> <NAME>
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton experiment start 'two words' --hypothesis x
    [stderr] error: invalid value 'two words' for '<NAME>': "two words" is no name of an experiment: one word of letters, digits, - _ . /, at most 40
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton log --since 2026-03-01 --plain
    1	2026-03-02 09:59	-	baton	ledger made, for tests
    2	2026-03-02 09:59	-	ada	member added: ada (login ada, admin, ada@example.org)
    3	2026-03-02 09:59	-	ada	member added: maya (login maya, agent, maya@example.org)
    4	2026-03-02 09:59	-	ada	member added: jordan (login jordan, agent, jordan@example.org)
    5	2026-03-02 09:59	-	ada	member added: sam (login sam, agent, sam@example.org)
    7	2026-03-02 10:00	-	maya	experiment from 2026-02-23 on: short-replies (first replies under 2h, for they ask less)
    8	2026-03-02 10:00	-	jordan	experiment ended with 2026-03-02: short-replies (no difference)
    "#);
}

#[test]
fn a_name_is_free_again_and_undo_keeps_to_one_experiment_of_a_name() {
    let world = asked();
    world.maya("experiment start short --hypothesis one").ok();
    world.maya("experiment stop short").ok();
    world.maya("experiment start short --hypothesis two").ok();
    let shown = world.maya("experiment show short --json").ok().json();
    assert_eq!((&shown["hypothesis"], &shown["to"]), (&"two".into(), &().into()));
    let entry = |n: usize| {
        let list = world.maya("log maya --json").ok().json();
        list["entries"][n]["entry"].as_i64().unwrap()
    };
    // Two would run at once, or one would end that never began.
    for n in [0, 1] {
        let refused = world.maya(&format!("undo {}", entry(n))).fails(1);
        assert!(refused.stderr.contains("later"), "{refused}");
    }
    world.maya("undo").ok();
    world.maya(&format!("undo {}", entry(1))).ok();
    let shown = world.maya("experiment show short --json").ok().json();
    assert_eq!((&shown["hypothesis"], &shown["to"]), (&"one".into(), &().into()));
    world.maya("experiment stop short").ok();
    world.maya("fsck").ok();
}

#[test]
fn who_only_reads_begins_and_ends_none() {
    let world = asked();
    world.admin("member add vic --role viewer").ok();
    world.maya("experiment start short --hypothesis one").ok();
    let before = everything(&world).0;
    world.by("vic", "experiment stop short").fails(77);
    world.by("vic", "experiment start other --hypothesis one").fails(77);
    world.by("vic", "experiment show short").ok();
    assert_eq!(everything(&world).0, before);
}
