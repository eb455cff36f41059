//! What scripts and cron can rely on: the exit status, quiet streams, no prompt without a terminal.

use std::io::pipe;
use std::process::Stdio;

use insta::assert_snapshot;

use crate::session::{asked, session};
use crate::world::World;

#[test]
fn wrong_usage_is_two() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: clam 1
        maya: claim
        maya: list --sort age
        maya: review --check --email
        maya: review --again
        maya: metrics --from tomorrow
        maya: metrics --by moon
    "), @"
    maya$ baton clam 1
    [stderr] error: unrecognized subcommand 'clam'
    [stderr]
    [stderr]   tip: a similar subcommand exists: 'claim'
    [stderr]
    [stderr] Usage: baton [OPTIONS] <COMMAND>
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton claim
    [stderr] error: the following required arguments were not provided:
    [stderr]   <THREAD>...
    [stderr]
    [stderr] Usage: baton claim <THREAD>...
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton list --sort age
    [stderr] error: unexpected argument '--sort' found
    [stderr]
    [stderr]   tip: to pass '--sort' as a value, use '-- --sort'
    [stderr]
    [stderr] Usage: baton list [OPTIONS] [QUERY]...
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton review --check --email
    [stderr] error: the argument '--check' cannot be used with '--email'
    [stderr]
    [stderr] Usage: baton review --check
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton review --again
    [stderr] error: the following required arguments were not provided:
    [stderr]   --email
    [stderr]
    [stderr] Usage: baton review --email --again
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    maya$ baton metrics --from tomorrow
    [stderr] baton: the period begins 2026-03-03 00:00, which is still to come
    [stderr] hint: --from names a time gone by
    [exit 2]
    maya$ baton metrics --by moon
    [stderr] error: invalid value 'moon' for '--by <WHAT>'
    [stderr]   [possible values: day, week, month, inbox, tag, owner, customer, hour]
    [stderr]
    [stderr]   tip: a similar value exists: 'month'
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    ");
}

#[test]
fn a_config_that_is_wrong_is_named_with_its_line() {
    let world = asked();
    let config = std::fs::read_to_string(world.config()).unwrap();
    world.set_config(&config.replace("time-zone = ", "timezone = "));
    let said = world.maya("list").fails(2).stderr;
    let line = 1 + config.lines().position(|line| line.starts_with("time-zone")).unwrap();
    assert_snapshot!(said.replace(&line.to_string(), "[line]"), @r#"
    baton: [world]/config.toml line [line]: unknown key "timezone" in calendar
    hint: did you mean "time-zone"?
    "#);
    world.set_config("[[inbox]]\nname = \n");
    world.maya("list").fails(2);
}

#[test]
fn without_a_ledger_everything_says_how_to_make_one() {
    let world = World::empty("2026-03-02T09:00Z");
    assert_snapshot!(session(&world, "
        maya: list
        maya: claim 1
        maya: review --email
    "), @"
    maya$ baton list
    [stderr] baton: there is no ledger at [world]/ledger.db
    [stderr] hint: make one: baton init; or name it with --ledger or BATON_LEDGER
    [exit 2]
    maya$ baton claim 1
    [stderr] baton: there is no ledger at [world]/ledger.db
    [stderr] hint: make one: baton init; or name it with --ledger or BATON_LEDGER
    [exit 2]
    maya$ baton review --email
    [stderr] baton: there is no ledger at [world]/ledger.db
    [stderr] hint: make one: baton init; or name it with --ledger or BATON_LEDGER
    [exit 2]
    ");
}

#[test]
fn a_reader_who_stops_reading_is_no_error() {
    let world = asked();
    for words in
        ["list", "list --json", "log", "show 1", "review", "metrics", "--help", "list --csv"]
    {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let mut child = world.command("maya", words).stdout(Stdio::from(writer)).spawn().unwrap();
        drop(child.stdin.take());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), &*said), (Some(0), ""), "{words}");
    }
}

#[test]
fn an_answer_that_cannot_be_written_is_an_error() {
    let world = asked();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let mut child = world.command("maya", "list").stdout(Stdio::from(full)).spawn().unwrap();
    drop(child.stdin.take());
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(1));
}

#[test]
fn quiet_says_nothing_but_what_was_asked_for() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: claim 1 --quiet
        ada: sync --quiet
        maya: list --quiet
    "), @"
    maya$ baton claim 1 --quiet
    ada$ baton sync --quiet
    maya$ baton list --quiet
    NO  AGE  CUSTOMER   SUBJECT           OWNER  STATUS  NEXT ACTION  DUE
    1   1m   Ana Lopez  Pricing question  maya   open    -            -
    ");
}
