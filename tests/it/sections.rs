//! Every section of the review has a world in which it alone has something in it, and a command after which it is gone.

use baton::domain::review::Section;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::session::{answer, asked};
use crate::world::{Mail, World};

/// A section, whose digest it is in, what brings it about, and what settles it.
struct Case {
    section: Section,
    /// A login, for what is in a member's own digest alone.
    reader: Option<&'static str>,
    arrange: fn(&World),
    /// Who types what.
    settle: (&'static str, &'static str),
}

const fn of_team(
    section: Section,
    arrange: fn(&World),
    settle: (&'static str, &'static str),
) -> Case {
    Case { section, reader: None, arrange, settle }
}

/// Maya owns Ana's question and has said what comes next; nobody needs to look at it.
fn in_order(world: &World) {
    world.maya("assign 1 maya --backup jordan --next 'send the sample' --due +40bd").ok();
}

const CASES: [Case; 17] = [
    Case {
        section: Section::NotesForYou,
        reader: Some("maya"),
        arrange: |world| {
            in_order(world);
            world.jordan("note 1 'she called' --for maya").ok();
        },
        settle: ("maya", "ack 1"),
    },
    of_team(Section::NoOwner, |_| {}, ("maya", "claim 1")),
    of_team(
        Section::Sla,
        |world| {
            world.configure("[[sla]]\nfirst-response = \"2h\"\nwarn = \"30m\"\n");
            in_order(world);
            world.now("2026-03-02T11:00Z").sync();
        },
        ("maya", "close 1 --drop-tasks"),
    ),
    of_team(
        Section::Escalated,
        |world| {
            in_order(world);
            world.admin("escalate 1 --level 1 --reason outage").ok();
        },
        ("ada", "deescalate 1"),
    ),
    of_team(
        Section::Duplicates,
        |world| {
            in_order(world);
            world.now("2026-03-02T09:10Z").mail(answer("maya").id("m1@example.org"));
            world.now("2026-03-02T09:24Z").mail(answer("jordan").id("j1@example.org"));
            world.now("2026-03-02T09:30Z").sync();
        },
        ("maya", "note 1 'jordan goes on with it'"),
    ),
    of_team(
        Section::Overdue,
        |world| {
            world.maya("assign 1 maya --next 'send quote' --due 16:00").ok();
            world.now("2026-03-03T09:00Z").sync();
        },
        ("maya", "done 1 --next 'ask again' --due fri"),
    ),
    of_team(
        Section::Promises,
        |world| {
            in_order(world);
            world
                .maya("task add 'call her' --customer ana@example.com --owner maya --due 11:00")
                .ok();
            world.now("2026-03-02T11:00Z").sync();
        },
        ("maya", "task set FIRST --due fri"),
    ),
    Case {
        section: Section::DueToday,
        reader: Some("jordan"),
        arrange: |world| {
            in_order(world);
            world.maya("task add 'check the stock' --thread 1 --owner jordan --due 17:00").ok();
        },
        settle: ("jordan", "task done FIRST"),
    },
    of_team(
        Section::NoNextAction,
        |world| {
            world.maya("claim 1").ok();
            world.later("46m").sync();
        },
        ("maya", "next 1 'send quote' --due tomorrow"),
    ),
    of_team(
        Section::WaitingInternal,
        |world| {
            in_order(world);
            world.maya("wait 1 --on jordan --for approval").ok();
        },
        ("maya", "reopen 1"),
    ),
    of_team(
        Section::NeedsBackup,
        |world| {
            world.maya("assign 1 maya --next 'send quote' --due fri").ok();
            world.maya("priority 1 urgent").ok();
        },
        ("maya", "assign 1 maya --backup jordan"),
    ),
    of_team(
        Section::Stale,
        |world| {
            in_order(world);
            world.now("2026-03-05T09:00Z").sync();
        },
        ("maya", "note 1 'the sample is on its way'"),
    ),
    of_team(
        Section::Handoffs,
        |world| {
            in_order(world);
            world.maya("handoff 1 sam --asked 'a price'").ok();
        },
        ("sam", "accept 1"),
    ),
    of_team(
        Section::OwnerCheck,
        |world| {
            in_order(world);
            for day in ["05", "09", "12", "16"] {
                world.now(&format!("2026-03-{day}T09:00Z")).sync();
                world.jordan("note 1 'seen in the shop'").ok();
            }
        },
        ("maya", "confirm 1"),
    ),
    Case {
        section: Section::StandingIn,
        reader: Some("sam"),
        arrange: |world| {
            in_order(world);
            world.admin("away maya --until fri --cover sam").ok();
        },
        settle: ("maya", "back"),
    },
    of_team(
        Section::Gone,
        |world| {
            in_order(world);
            // A mailbox that is empty all of a sudden would be a warning instead.
            let stays = Mail::from("news@example.net").header("Precedence", "bulk");
            world.mail(stays.id("n1@example.net"));
            let mails = fs::read_dir(world.maildir().join("new")).unwrap();
            let of_ana =
                |path: &PathBuf| fs::read_to_string(path).unwrap().contains("a1@example.com");
            let gone = mails.map(|mail| mail.unwrap().path()).find(of_ana).unwrap();
            fs::remove_file(gone).unwrap();
            world.later("1m").sync();
        },
        ("maya", "close 1 --drop-tasks"),
    ),
    of_team(
        Section::Data,
        |world| {
            in_order(world);
            world.later("2h");
        },
        ("maya", "sync"),
    ),
];

/// The sections that have something in them.
fn sections(world: &World, reader: Option<&str>) -> Vec<String> {
    let review = match reader {
        None => world.maya("review --json"),
        Some(login) => world.by(login, "review --personal --json"),
    };
    let sections = review.ok().json()["sections"].as_array().unwrap().clone();
    sections.iter().map(|section: &Value| section["section"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_section_fires_alone_and_is_gone_one_command_later() {
    let covered: BTreeSet<Section> = CASES.iter().map(|case| case.section).collect();
    assert_eq!(covered, BTreeSet::from(Section::ALL));
    for Case { section, reader, arrange, settle: (login, words) } in CASES {
        let world = asked();
        arrange(&world);
        let word = section.word();
        assert_eq!(sections(&world, reader), [word]);
        let read = match reader {
            None => world.maya("review").ok().stdout,
            Some(login) => world.by(login, "review --personal").ok().stdout,
        };
        // What settles it stands there, its first word at least; what waits for a mail names the command that shows it.
        let verb = words.split(' ').next().unwrap();
        let verb = match section {
            Section::Sla => "show",
            Section::StandingIn => "claim",
            _ => verb,
        };
        let says = read.contains(&format!("baton {verb}"));
        let task = world.by(login, "task list --json").ok().json()["tasks"]
            .as_array()
            .unwrap()
            .first()
            .cloned();
        let task = task.map(|task| task["task"].to_string()).unwrap_or_default();
        world.by(login, &words.replace("FIRST", &task)).ok();
        assert_eq!(sections(&world, reader), Vec::<String>::new(), "{word} after {words}");
        assert!(says, "{word} names no {verb}:\n{read}");
    }
}
