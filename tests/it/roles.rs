//! Who may do what: every command for every role, and what becomes of an attempt that is not permitted.

use std::collections::BTreeSet;

use insta::assert_snapshot;

use crate::session::{session, two_asked};
use crate::world::World;

const VIEWER: usize = 0;
const AGENT: usize = 1;
const LEAD: usize = 2;
const ADMIN: usize = 3;

/// One login a role, from the least to the highest.
const LOGINS: [&str; 4] = ["vic", "maya", "lee", "ada"];

/// Every command, what is typed, and the least role that may. Thread 1 is jordan's, and so is entry 10 by which he took
/// it; thread 2 is nobody's. Whatever touches the ledger is rehearsed where it can be.
const TABLE: &[(&str, &str, usize)] = &[
    ("init", "init --test-world", VIEWER),
    ("doctor", "doctor", VIEWER),
    ("demo", "demo", VIEWER),
    ("member add", "member add new", ADMIN),
    ("member list", "member list", VIEWER),
    ("member show", "member show jordan", VIEWER),
    ("member set", "member set sam --address sam@example.org", ADMIN),
    ("member remove", "member remove jordan --to sam --dry-run", ADMIN),
    ("member grant", "member grant sam export --until +5d --why audit", ADMIN),
    ("member revoke", "member revoke sam export", ADMIN),
    ("member access", "member access", VIEWER),
    ("member rota", "member rota", VIEWER),
    ("sync", "sync", VIEWER),
    ("import", "import mail", VIEWER),
    ("list", "list", VIEWER),
    ("list", "list --as jordan", ADMIN),
    ("show", "show 1 --why", VIEWER),
    ("log", "log", VIEWER),
    ("customer show", "customer show 1", VIEWER),
    ("customer dupes", "customer dupes", VIEWER),
    ("check", "check 1", VIEWER),
    ("guard", "guard -- true", VIEWER),
    ("away", "away --list", VIEWER),
    ("away", "away --until +2d --dry-run", AGENT),
    ("away", "away jordan --until +2d --dry-run", LEAD),
    ("back", "back --dry-run", AGENT),
    ("back", "back jordan --dry-run", LEAD),
    ("confirm", "confirm 1 --dry-run", AGENT),
    ("ack", "ack 1 --dry-run", AGENT),
    ("ack", "ack --customer 1 --dry-run", AGENT),
    ("claim", "claim 2 --dry-run", AGENT),
    ("claim", "claim 2 --dry-run --as jordan", ADMIN),
    ("release", "release 2 --dry-run", AGENT),
    ("release", "release 1 --dry-run", LEAD),
    ("assign", "assign 2 sam --dry-run", AGENT),
    ("assign", "assign 1 sam --dry-run", LEAD),
    ("assign", "assign 2 1 sam --dry-run", LEAD),
    ("assign", "assign --customer 2 sam --dry-run", AGENT),
    ("assign", "assign --customer 1 sam --dry-run", LEAD),
    ("assign", "assign --customer 1 sam --keep-threads --dry-run", AGENT),
    ("handoff", "handoff 2 sam --next call --dry-run", AGENT),
    ("handoff", "handoff 1 sam --next call --dry-run", LEAD),
    ("accept", "accept 1 --dry-run", AGENT),
    ("decline", "decline 1 --dry-run", AGENT),
    ("withdraw", "withdraw 1 --dry-run", AGENT),
    ("handoff", "handoff --all --from jordan --to sam --next call --dry-run", LEAD),
    ("escalate", "escalate 2 --level 1 --reason outage --dry-run", LEAD),
    ("deescalate", "deescalate 2 --dry-run", LEAD),
    ("claim", "claim --next --dry-run", AGENT),
    ("note", "note 1 hello --dry-run", AGENT),
    ("note", "note --customer 1 hello --dry-run", AGENT),
    ("note", "note 2 hello --raw --dry-run", LEAD),
    ("next", "next 1 call --dry-run", AGENT),
    ("done", "done 2 --dry-run", AGENT),
    ("done", "done 1 --dry-run", LEAD),
    ("customer list", "customer list", VIEWER),
    ("customer add", "customer add Zoe --dry-run", AGENT),
    ("customer set", "customer set 2 --company Example --dry-run", AGENT),
    ("customer merge", "customer merge 1 2 --dry-run", LEAD),
    ("customer link", "customer link 2 invoice:17 --dry-run", AGENT),
    ("link", "link 1 invoice:17 --dry-run", AGENT),
    ("task add", "task add call --thread 1 --owner sam --dry-run", AGENT),
    ("task list", "task list --all", VIEWER),
    ("task set", "task set 11 --comment soon --dry-run", LEAD),
    ("task done", "task done 11 --dry-run", LEAD),
    ("task drop", "task drop 11 --dry-run", LEAD),
    ("task done", "task done 12 --dry-run", AGENT),
    ("wait", "wait 2 --on sam --dry-run", AGENT),
    ("wait", "wait 1 --on sam --dry-run", LEAD),
    ("close", "close 2 --dry-run", AGENT),
    ("close", "close 1 --dry-run", LEAD),
    ("reopen", "reopen 2 --dry-run", AGENT),
    ("reopen", "reopen 1 --dry-run", LEAD),
    ("priority", "priority 2 high --dry-run", AGENT),
    ("priority", "priority 1 high --dry-run", LEAD),
    ("tag", "tag 2 +billing --dry-run", AGENT),
    ("tag", "tag 1 +billing --dry-run", LEAD),
    ("merge", "merge 1 2 --dry-run", LEAD),
    ("merge", "merge --suggest", VIEWER),
    ("split", "split 2 m1 --dry-run", LEAD),
    ("undo", "undo 10 --dry-run", LEAD),
    ("review", "review", VIEWER),
    ("metrics", "metrics", VIEWER),
    ("metrics replay", "metrics replay --as-of today", VIEWER),
    ("metrics import", "metrics import - --dry-run", LEAD),
    ("annotate", "annotate", VIEWER),
    ("annotate", "annotate today release --dry-run", AGENT),
    ("experiment start", "experiment start greeting --hypothesis faster --dry-run", AGENT),
    ("experiment stop", "experiment stop greeting --dry-run", AGENT),
    ("experiment list", "experiment list", VIEWER),
    ("experiment show", "experiment show greeting", VIEWER),
    ("sample", "sample", VIEWER),
    ("score", "score 1 4 --dry-run", AGENT),
    ("export", "export threads", ADMIN),
    ("export", "export customers --format vcard", ADMIN),
    ("export", "export tasks --format ics", ADMIN),
    ("export", "export tasks --format ics --mine", VIEWER),
    ("customer import", "customer import - --dry-run", AGENT),
    ("fsck", "fsck", VIEWER),
    ("completions", "completions bash", VIEWER),
    ("man", "man claim", VIEWER),
];

fn world() -> World {
    let world = two_asked();
    world.admin("member add vic --role viewer").ok();
    world.admin("member add lee --role lead").ok();
    world.jordan("claim 1").ok();
    let claimed = &world.admin("log 1 --json").ok().json()["entries"][0];
    assert_eq!(claimed["entry"], 10);
    world
}

/// The same, with the tasks that the table names.
fn world_of_the_table() -> World {
    let world = world();
    world.jordan("task add quote --thread 1").ok();
    world.jordan("task add terms --customer 2 --owner jordan").ok();
    world
}

/// The commands that do something by themselves: "claim", "member add".
fn leaves(command: &clap::Command, words: &str, found: &mut BTreeSet<String>) {
    for sub in command.get_subcommands() {
        let words = format!("{words} {}", sub.get_name());
        if !sub.is_subcommand_required_set() {
            found.insert(words.trim().to_owned());
        }
        leaves(sub, &words, found);
    }
}

fn denials(world: &World) -> usize {
    let log = world.admin("log --json").ok().json();
    log["entries"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "denied").count()
}

#[test]
fn every_command_is_for_those_whose_role_allows_it() {
    let (world, mut commands) = (world_of_the_table(), BTreeSet::new());
    leaves(&baton::cli::tree(), "", &mut commands);
    // For ssh alone: whoever comes through it has the role of the member whose key it is.
    commands.remove("gateway");
    let listed: BTreeSet<String> = TABLE.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(listed, commands, "the table says of every command who may run it, and of no other");
    for (_, words, least) in TABLE {
        for (role, login) in LOGINS.iter().enumerate() {
            let ran = world.by(login, words);
            let wanted: &[i32] = if role >= *least { &[0, 1] } else { &[77] };
            assert!(wanted.contains(&ran.status.unwrap()), "{login}, {wanted:?}:\n{ran}");
        }
    }
}

#[test]
fn what_is_not_permitted_is_recorded_once_and_a_rehearsal_never() {
    let world = world_of_the_table();
    for (_, words, least) in TABLE.iter().filter(|(_, _, least)| *least > VIEWER) {
        let words = words.replace(" --dry-run", "");
        for login in &LOGINS[..*least] {
            let before = denials(&world);
            world.by(login, &words).fails(77);
            assert_eq!(denials(&world), before + 1, "{login}: {words}");
            if !words.contains("--as") {
                world.by(login, &format!("{words} --dry-run"));
                assert_eq!(denials(&world), before + 1, "{login}: {words} --dry-run");
            }
        }
    }
    let list = world.admin("list --json").ok().json();
    assert_eq!(
        (&list["threads"][0]["owner"], &list["threads"][1]["owner"]),
        (&"jordan".into(), &().into())
    );
}

#[test]
fn a_refusal_says_who_can_and_the_log_shows_the_attempt() {
    let world = world();
    assert_snapshot!(session(&world, "
        maya: close 1
        maya: close 1 --dry-run
        maya: close 2 1
        vic: claim 2
        vic: note 2 hello
        maya: merge 1 2
        maya: list --as jordan
        stranger: claim 2
        stranger: list --as ada
        maya: log 1
        ada: log maya
    "), @"
    maya$ baton close 1
    [stderr] baton: only a lead may change threads and customers of others
    [stderr] hint: ask ada or lee; what you may: baton member access
    [exit 77]
    maya$ baton close 1 --dry-run
    [stderr] baton: only a lead may change threads and customers of others
    [stderr] hint: ask ada or lee; what you may: baton member access
    [exit 77]
    maya$ baton close 2 1
    [stderr] baton: only a lead may change threads and customers of others; none of the threads was changed
    [stderr] hint: ask ada or lee; what you may: baton member access
    [exit 77]
    vic$ baton claim 2
    [stderr] baton: only an agent may claim, note, add tasks, close and hand off what is theirs
    [stderr] hint: ask ada or lee or jordan; what you may: baton member access
    [exit 77]
    vic$ baton note 2 hello
    [stderr] baton: only an agent may claim, note, add tasks, close and hand off what is theirs
    [stderr] hint: ask ada or lee or jordan; what you may: baton member access
    [exit 77]
    maya$ baton merge 1 2
    [stderr] baton: only a lead may merge and split
    [stderr] hint: ask ada or lee; what you may: baton member access
    [exit 77]
    maya$ baton list --as jordan
    [stderr] baton: only an admin may act as somebody else
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    stranger$ baton claim 2
    [stderr] baton: you are logged in as stranger, and no member has that login
    [stderr] hint: an admin can add you: baton member add NAME --login stranger
    [exit 77]
    stranger$ baton list --as ada
    [stderr] baton: you are logged in as stranger, and no member has that login
    [stderr] hint: an admin can add you: baton member add NAME --login stranger
    [exit 77]
    maya$ baton log 1
    ENTRY  AT                THREAD  WHO     WHAT
    10     2026-03-02 10:00  1       jordan  claimed, held until 2026-03-02 10:45
    11     2026-03-02 10:00  1       maya    denied: may not change threads and customers of others
    12     2026-03-02 10:00  1       maya    denied: may not change threads and customers of others
    15     2026-03-02 10:00  1       maya    denied: may not merge and split
    ada$ baton log maya
    ENTRY  AT                THREAD  WHO   WHAT
    11     2026-03-02 10:00  1       maya  denied: may not change threads and customers of others
    12     2026-03-02 10:00  1       maya  denied: may not change threads and customers of others
    15     2026-03-02 10:00  1       maya  denied: may not merge and split
    16     2026-03-02 10:00  -       maya  denied: may not act as somebody else (as jordan)
    ");
}

#[test]
fn who_acts_for_the_owner_decides_like_the_owner() {
    let world = world();
    world.admin("assign 1 jordan --backup maya").ok();
    world.sam("close 1").fails(77);
    world.maya("priority 1 high").ok();
    world.maya("wait 1 --on customer").ok();
    world.jordan("reopen 1").ok();
}

#[test]
fn who_promised_it_completes_it_whoever_owns_the_thread() {
    let world = world();
    world.jordan("next 1 'call the bank' --owner maya --due tomorrow").ok();
    world.sam("done 1").fails(77);
    world.maya("done 1").ok();
    world.maya("close 1").fails(77);
}

#[test]
fn who_acts_in_anothers_name_needs_the_right_to_and_their_own() {
    let world = world();
    world.admin("member grant maya act-as --until +5d --why 'jordan is ill'").ok();
    assert_snapshot!(session(&world, "
        maya: --as jordan note 1 'he called'
        maya: --as jordan close 1
        maya: --as lee merge 1 2
        maya: --as ada member add friend --role admin
        later 7d
        maya: --as jordan reopen 1
        ada: log 1
    "), @"
    maya$ baton --as jordan note 1 'he called'
    1 is jordan's, held until 10:45; noted
    maya$ baton --as jordan close 1
    1 is jordan's; closed
    maya$ baton --as lee merge 1 2
    [stderr] baton: only a lead may merge and split
    [stderr] hint: ask ada or lee; what you may: baton member access
    [exit 77]
    maya$ baton --as ada member add friend --role admin
    [stderr] baton: only an admin may change members
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    (7d later)
    maya$ baton --as jordan reopen 1
    [stderr] baton: only an admin may act as somebody else
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    ada$ baton log 1
    ENTRY  AT                THREAD  WHO               WHAT
    10     2026-03-02 10:00  1       jordan            claimed, held until 2026-03-02 10:45
    12     2026-03-02 10:00  1       jordan (by maya)  noted: he called
    13     2026-03-02 10:00  1       jordan (by maya)  closed
    14     2026-03-02 10:00  1       lee (by maya)     denied: may not merge and split
    ");
}

#[test]
fn nothing_is_given_to_a_viewer() {
    let world = crate::session::two_asked();
    world.admin("member add vera --role viewer").ok();
    for command in [
        "assign 1 vera",
        "assign 1 maya --backup vera",
        "next 1 call --owner vera",
        "away maya --until +2d --cover vera",
    ] {
        let refused = world.admin(command).fails(1);
        assert!(refused.stderr.contains("vera is a viewer"), "{refused}");
    }
    world.maya("claim 1").ok();
    world.maya("handoff 1 vera --next call").fails(1);
    world.maya("note 1 'for your eyes' --for vera").ok();
}
