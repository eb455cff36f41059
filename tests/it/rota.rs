//! Who is on duty: by turns, in somebody's stead, and what of the team's threads that makes theirs to see to.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::session::{ana, answer, asked, section, session};
use crate::world::World;

/// Sam's week began on Monday, 2 March, 9:00 in Berlin.
const ROTA: &str = r#"
[[rota]]
name = "first line"
members = ["sam", "maya", "jordan"]
starts = "2026-03-02"
"#;

fn on_duty(world: &World, words: &str) -> Value {
    world.maya(&format!("member rota --json {words}")).ok().json()["rotas"][0]["on_duty"].clone()
}

#[test]
fn weeks_go_round_and_who_is_away_is_replaced() {
    let world = asked();
    assert_snapshot!(world.maya("member rota"), @"
    $ baton member rota
    [stderr] baton: nobody is on duty by turns: the config has no [[rota]]
    [stderr] hint: add one with name, members and starts; see baton-config(5)
    [exit 1]
    ");
    world.configure(ROTA);
    assert_snapshot!(session(&world, "
        maya: member rota
        ada: away maya --from 2026-03-11 --until 2026-03-12 --cover jordan
        maya: member rota --at 2026-03-11 --weeks 2
        maya: member rota --at 2026-02-27 --weeks 1
        maya: member rota --csv --weeks 1
        maya: member rota --json --weeks 1
        maya: member rota --weeks 0
    "), @r#"
    maya$ baton member rota
    first line: sam is on duty until Mon 9 Mar 09:00
    ROTA        FROM              UNTIL             ON DUTY  INSTEAD OF
    first line  today 10:00       Mon 9 Mar 09:00   sam      -
    first line  Mon 9 Mar 09:00   Mon 16 Mar 09:00  maya     -
    first line  Mon 16 Mar 09:00  Mon 23 Mar 09:00  jordan   -
    first line  Mon 23 Mar 09:00  Mon 30 Mar 09:00  sam      -
    ada$ baton away maya --from 2026-03-11 --until 2026-03-12 --cover jordan
    maya is away from Wed 11 Mar until Thu 12 Mar, covered by jordan; 0 open threads
    maya$ baton member rota --at 2026-03-11 --weeks 2
    first line: jordan is on duty until Thu 12 Mar, for maya, who is away
    ROTA        FROM              UNTIL             ON DUTY  INSTEAD OF
    first line  Wed 11 Mar        Thu 12 Mar        jordan   maya
    first line  Fri 13 Mar        Mon 16 Mar 09:00  maya     -
    first line  Mon 16 Mar 09:00  Mon 23 Mar 09:00  jordan   -
    maya$ baton member rota --at 2026-02-27 --weeks 1
    first line: nobody is on duty before today 09:00
    ROTA        FROM         UNTIL        ON DUTY  INSTEAD OF
    first line  Fri 27 Feb   today 09:00  -        -
    first line  today 09:00  Thu 5 Mar    sam      -
    maya$ baton member rota --csv --weeks 1
    rota,from,until,on duty,instead of
    first line,2026-03-02T09:00:00Z,2026-03-09T08:00:00Z,sam,
    maya$ baton member rota --json --weeks 1
    {"version":1,"at":"2026-03-02T09:00:00Z","rotas":[{"rota":"first line","on_duty":"sam","instead_of":null,"until":"2026-03-09T08:00:00Z","shifts":[{"from":"2026-03-02T09:00:00Z","until":"2026-03-09T08:00:00Z","member":"sam","instead_of":null}]}]}
    maya$ baton member rota --weeks 0
    [stderr] error: invalid value '0' for '--weeks <NUMBER>': 0 is not in 1..=520
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    "#);
}

#[test]
fn a_handover_keeps_its_time_of_day_when_the_clocks_change() {
    let world = asked();
    world.configure(ROTA);
    // The weeks from 23 March (sam) and from 30 March (maya): 8:00 UTC in winter, 7:00 in summer.
    assert_eq!(on_duty(&world, "--at 2026-03-30T06:59:59Z"), "sam");
    assert_eq!(on_duty(&world, "--at 2026-03-30T07:00:00Z"), "maya");
    assert_eq!(on_duty(&world, "--at 2026-10-26T07:59:59Z"), "sam");
    assert_eq!(on_duty(&world, "--at 2026-10-26T08:00:00Z"), "maya");
}

#[test]
fn out_of_its_hours_nobody_is_on_duty() {
    let world = asked();
    world.configure(&format!("{ROTA}hours = [\"mon-fri 09:00-17:00\"]\n"));
    assert_eq!(on_duty(&world, ""), "sam");
    let until = &world.maya("member rota --json").ok().json()["rotas"][0]["until"];
    assert_eq!(*until, "2026-03-02T16:00:00Z");
    world.now("2026-03-02T18:00Z");
    assert_eq!(on_duty(&world, ""), Value::Null);
    let told = world.maya("member rota --weeks 1").ok().stdout;
    let first = told.lines().next().unwrap();
    assert_eq!(first, "first line: nobody is on duty, its hours begin tomorrow 09:00");
    assert_eq!(world.maya("show 1 --json").ok().json()["effective_owner"], Value::Null);
}

#[test]
fn what_nobody_owns_is_for_who_is_on_duty_to_see_to_and_still_has_no_owner() {
    let world = asked();
    world.configure(ROTA);
    let shown = world.maya("show 1 --json").ok().json();
    assert_eq!((&shown["owner"], &shown["effective_owner"]), (&Value::Null, &json!("sam")));
    let acting = json!({
        "member": "sam", "why": "duty", "of": null, "until": "2026-03-09T08:00:00Z"
    });
    assert_eq!(shown["acting"], acting);
    let why = "nobody owns it; sam is on duty until Mon 9 Mar 09:00, the customer has waited since today 09:59";
    assert_eq!(section(&world, "no-owner"), [(1, why.to_owned())]);
    let told = session(
        &world,
        "
        maya: show 1
        sam: review --personal
        maya: review --personal
        sam: list is:mine
        maya: list is:mine
    ",
    );
    // The hash is of this ledger alone.
    let is_hash = |line: &str| line.trim().len() == 64 && !line.trim().contains(' ');
    let told: Vec<&str> =
        told.lines().filter(|line| !line.contains("ledger proof") && !is_hash(line)).collect();
    assert_snapshot!(told.join("\n"), @"
    maya$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  sam (on duty until Mon 9 Mar 09:00; nobody owns it)
    status      open, the customer has waited since today 09:59 (1m)
    attention   nobody owns it; sam is on duty until Mon 9 Mar 09:00, the customer has waited since today 09:59: baton claim 1

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    sam$ baton review --personal
    Review for sam of Mon 2 Mar 2026, 10:00:
      complete to 09:59 (2 mailboxes, 1 message)
    1 no owner; 1 to act on: 1 on duty

    NO OWNER (1)
         1  Ana Lopez: Pricing question · nobody's, and you are on duty · 1m
            nobody owns it; sam is on duty until Mon 9 Mar 09:00, the customer has
              waited since today 09:59
            baton claim 1

    maya$ baton review --personal
    Review for maya of Mon 2 Mar 2026, 10:00:
      complete to 09:59 (2 mailboxes, 1 message)
    nothing waits for you; 0 to act on

    sam$ baton list is:mine
    NO  AGE  CUSTOMER   SUBJECT           OWNER  STATUS  NEXT ACTION  DUE
    1   1m   Ana Lopez  Pricing question  -      open    -            -
    maya$ baton list is:mine
    [stderr] no thread is like that: see the whole queue with baton list
    ");
    // Somebody owns it: that is that.
    world.maya("claim 1").ok();
    assert_eq!(section(&world, "no-owner"), []);
    assert!(!world.sam("review --personal").ok().stdout.contains("Pricing"));
}

#[test]
fn who_is_on_duty_may_hold_and_answer_what_an_owner_left_alone() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("release 1").ok();
    world.admin("assign 1 maya").ok();
    world.maya("away --from today --until 2026-03-06").ok();
    world.later("1m");
    world.sam("claim 1 --cover").fails(1);
    world.sam("check 1").fails(1);
    world.configure(ROTA);
    assert_snapshot!(session(&world, "
        maya: show 1
        jordan: check 1
        sam: check 1
        sam: claim 1 --cover
        sam: next 1 'send the quote' --due fri
        jordan: claim 1 --cover
    "), @"
    maya$ baton show 1
    1  Pricing question
    customer    Ana Lopez <ana@example.com>
    to act now  sam (on duty until Mon 9 Mar 09:00; maya is away until Fri 6 Mar and nobody covers); maya owns it since today 10:00
    status      open, the customer has waited since today 09:59 (2m)
    attention   maya is away until Fri 6 Mar and nobody covers; sam is on duty until Mon 9 Mar 09:00, the customer has waited since today 09:59: baton assign 1 MEMBER
    attention   maya owns it, and nothing is said about what comes next: baton next 1 TEXT --due DATE

    messages
      2026-03-02 09:59 <- Ana Lopez <ana@example.com>: Pricing question
    jordan$ baton check 1
    owner     maya since today 10:00, away; to act now: sam
    at it     nobody
    note      none for you to read
    customer  waits for a reply since today 09:59 (2m)
    answered  by nobody yet
    stop: maya owns it since today 10:00; maya can pass it on: baton handoff 1 jordan
    [exit 1]
    sam$ baton check 1
    owner     maya since today 10:00, away; to act now: you
    at it     nobody
    note      none for you to read
    customer  waits for a reply since today 09:59 (2m)
    answered  by nobody yet
    go ahead
    sam$ baton claim 1 --cover
    1 is maya's, to act now: sam (on duty until Mon 9 Mar 09:00; maya is away until Fri 6 Mar and nobody covers), held by sam until 10:46
    sam$ baton next 1 'send the quote' --due fri
    1 is maya's, to act now: sam (on duty until Mon 9 Mar 09:00; maya is away until Fri 6 Mar and nobody covers), held by sam until 10:46; next: send the quote, Fri 6 Mar
    jordan$ baton claim 1 --cover
    [stderr] baton: you are neither backup of 1 nor cover for its owner now
    [stderr] hint: see who acts: baton show 1
    [exit 1]
    ");
    // Her thread has no owner who is there, and the review says so.
    let listed = section(&world, "no-owner");
    assert!(listed[0].1.contains("maya is away") && listed[0].1.contains("sam is on duty"));
    world.maya("back").ok();
    assert_eq!(section(&world, "no-owner"), []);
    let shown = world.maya("show 1 --json").ok().json();
    assert_eq!(shown["effective_owner"], "maya");
}

#[test]
fn owners_of_a_level_come_before_who_is_on_duty() {
    let world = asked();
    world.configure(ROTA);
    world.configure("[[level]]\nname = \"second line\"\nowners = [\"jordan\", \"maya\"]\n");
    let acting = || world.maya("show 1 --json").ok().json()["acting"].clone();
    assert_eq!(acting()["why"], "duty");
    world.admin("escalate 1 --level 1 --reason loud").ok();
    assert_eq!((&acting()["why"], &acting()["member"]), (&json!("level"), &json!("jordan")));
    let why = "nobody owns it; jordan is an owner of level 1, second line, \
        the customer has waited since today 09:59";
    assert_eq!(section(&world, "no-owner"), [(1, why.to_owned())]);
    world.jordan("away --from today --until 2026-03-06").ok();
    assert_eq!(acting()["member"], "maya");
    world.maya("away --from today --until 2026-03-06").ok();
    assert_eq!((&acting()["why"], &acting()["member"]), (&json!("duty"), &json!("sam")));
    world.admin("back jordan").ok();
    world.admin("deescalate 1").ok();
    assert_eq!(acting()["why"], "duty");
}

#[test]
fn a_name_that_is_no_members_is_told_by_doctor_and_nothing_else_stops() {
    let world = asked();
    world.configure(
        "[[rota]]\nname = \"first line\"\nmembers = [\"samm\", \"maya\"]\nstarts = \"2026-03-02\"\n",
    );
    let doctor = world.maya("doctor").fails(1).stdout;
    let line = doctor.lines().find(|line| line.contains("duty")).unwrap();
    assert!(line.starts_with("FAIL") && line.contains("[[rota]]: there is no member \"samm\""));
    assert!(doctor.contains("did you mean sam?"), "{doctor}");
    // The week falls to the next.
    assert_eq!(on_duty(&world, ""), "maya");
    world.sync();
    world.mail(ana().subject("Another"));
    world.maya("review").ok();
}

#[test]
fn one_member_alone_is_always_on_duty() {
    let world = asked();
    world.configure("[[rota]]\nname = \"on call\"\nmembers = [\"jordan\"]\n");
    assert_eq!(on_duty(&world, ""), "jordan");
    let duty = &world.maya("member rota --json").ok().json()["rotas"][0];
    assert_eq!(duty["until"], Value::Null);
    world.jordan("away --from today --until 2026-03-06").ok();
    assert_eq!(on_duty(&world, ""), Value::Null);
    world.mail(answer("maya"));
}

#[test]
fn an_owner_of_too_many_open_threads_is_asked_to_pass_one_on() {
    let world = asked();
    let config = std::fs::read_to_string(world.config()).unwrap();
    world.set_config(&config.replace("#load-limit = 30", "load-limit = 2"));
    for n in 2..=3 {
        world.mail(crate::world::Mail::from(&format!("c{n}@example.com")));
    }
    world.maya("claim 1 2").ok();
    world.later("1m").maya("claim 3").ok();
    // She holds them no more.
    world.later("1h");
    assert_eq!(section(&world, "needs-backup"), []);
    // It is a badge where something else presses more.
    let item = &world.maya("review --json").ok().json()["sections"][0]["items"];
    let badges: Vec<&Value> = item.as_array().unwrap().iter().map(|item| &item["also"]).collect();
    assert_eq!(badges.iter().filter(|also| ***also == json!(["needs-backup"])).count(), 1);
    for n in 1..=3 {
        world.maya(&format!("next {n} 'look into it' --due +2bd")).ok();
    }
    let why = "maya has 3 open threads, 1 more than 2";
    assert_eq!(section(&world, "needs-backup"), [(3, why.to_owned())]);
    world.admin("assign 3 jordan").ok();
    assert_eq!(section(&world, "needs-backup"), []);
}
