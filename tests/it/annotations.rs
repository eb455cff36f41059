//! What happened on a day, to be read beside the numbers.

use insta::assert_snapshot;

use crate::session::{asked, everything, session};
use crate::world::time;

#[test]
fn a_day_is_annotated_listed_and_the_annotation_taken_back() {
    let world = asked();
    assert_snapshot!(session(&world, "
        maya: annotate 2026-02-27 'new prices'
        jordan: annotate +7d 'release 2.0, call me at 4111 1111 1111 1111'
        maya: annotate yesterday outage --dry-run
        maya: annotate
        maya: annotate --list --from today --csv
        maya: annotate --to 2026-02-27
        maya: annotate --json
        maya: log maya
        maya: undo
        maya: annotate
    "), @r#"
    maya$ baton annotate 2026-02-27 'new prices'
    2026-02-27: new prices
    jordan$ baton annotate +7d 'release 2.0, call me at 4111 1111 1111 1111'
    2026-03-09: release 2.0, call me at [card ending 1111]
    [stderr] note: masked a card number
    maya$ baton annotate yesterday outage --dry-run
    would be: 2026-03-01: outage
    maya$ baton annotate
    DATE        TEXT                                        AUTHOR  ENTRY
    2026-02-27  new prices                                  maya    7
    2026-03-09  release 2.0, call me at [card ending 1111]  jordan  8
    maya$ baton annotate --list --from today --csv
    date,text,author,entry
    2026-03-09,"release 2.0, call me at [card ending 1111]",jordan,8
    maya$ baton annotate --to 2026-02-27
    DATE  TEXT  AUTHOR  ENTRY
    maya$ baton annotate --json
    {"version":1,"annotations":[{"entry":7,"at":"2026-03-02T09:00:00Z","author":"maya","date":"2026-02-27","text":"new prices"},{"entry":8,"at":"2026-03-02T09:00:00Z","author":"jordan","date":"2026-03-09","text":"release 2.0, call me at [card ending 1111]"}]}
    maya$ baton log maya
    ENTRY  AT                THREAD  WHO   WHAT
    7      2026-03-02 10:00  -       maya  annotated 2026-02-27: new prices
    maya$ baton undo
    taken back by entry 9: annotated 2026-02-27: new prices
    maya$ baton annotate
    DATE        TEXT                                        AUTHOR  ENTRY
    2026-03-09  release 2.0, call me at [card ending 1111]  jordan  8
    "#);
}

#[test]
fn an_annotation_of_another_is_taken_back_by_a_lead() {
    let world = asked();
    world.jordan("annotate today outage").ok();
    let entry = world.maya("annotate --json").ok().json()["annotations"][0]["entry"].clone();
    world.maya(&format!("undo {entry}")).fails(77);
    world.admin(&format!("undo {entry}")).ok();
    assert_eq!(world.maya("annotate --plain").ok().stdout, "");
    let log = world.admin("log ada --json").ok().json();
    let by = &log["entries"].as_array().unwrap().last().unwrap()["entry"];
    world.admin(&format!("undo {by}")).ok();
    assert!(world.maya("annotate --plain").ok().stdout.contains("outage"));
    world.maya("fsck").ok();
}

#[test]
fn what_is_no_day_or_says_nothing_is_refused_and_changes_nothing() {
    let world = asked();
    let before = everything(&world);
    for words in [
        "annotate today",
        "annotate someday outage",
        "annotate today ''",
        "annotate today outage --list",
        "annotate --dry-run",
        "annotate --from someday",
    ] {
        world.maya(words).fails(2);
    }
    assert_eq!(everything(&world), before);
}

#[test]
fn the_ledger_as_it_was_has_the_annotations_of_then() {
    use baton::store::Ledger;
    let world = asked();
    world.maya("annotate 2026-03-01 'new prices'").ok();
    let ledger = || Ledger::open(&world.ledger()).unwrap();
    let then = ledger().position().unwrap();
    world.maya("undo").ok();
    world.maya("annotate 2026-03-02 outage").ok();
    world.maya("experiment start short --hypothesis faster").ok();
    let now = ledger();
    let was = now.as_of(then, time("2026-03-02T09:00Z")).unwrap();
    let texts = |ledger: &Ledger| -> Vec<String> {
        ledger.annotations().unwrap().into_iter().map(|annotation| annotation.text).collect()
    };
    assert_eq!((texts(&was), texts(&now)), (vec!["new prices".into()], vec!["outage".into()]));
    assert_eq!((was.experiments().unwrap().len(), now.experiments().unwrap().len()), (0, 1));
}

#[test]
fn a_text_of_another_program_reaches_no_terminal_and_starts_no_formula() {
    let world = asked();
    world.piped("maya", "annotate today -", "=1+1 \u{1b}[31mred\u{202e}").ok();
    let csv = world.maya("annotate --csv").ok().stdout;
    assert!(csv.contains("'=1+1"), "{csv}");
    for form in ["", " --csv", " --plain", " --json"] {
        let shown = world.maya(&format!("annotate{form}")).ok().stdout;
        assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'), "{form}: {shown:?}");
    }
}

#[test]
fn what_was_said_of_its_days_stands_beneath_a_report() {
    let world = asked();
    world.maya("annotate 2026-02-27 'new prices'").ok();
    world.maya("annotate +2d release").ok();
    world.maya("experiment start short --hypothesis faster --on 2026-02-26").ok();
    let report = world.maya("metrics --from 2026-02-27 --to 2026-03-02").ok().stdout;
    assert!(
        report.ends_with("\nwhat happened meanwhile:\n  2026-02-27: new prices\n  experiment short runs from 2026-02-26 on\n"),
        "{report}"
    );
    // A day counts where a part of it does.
    world.now("2026-03-05T09:00Z");
    let texts = |words: &str| -> Vec<String> {
        let report = world.maya(&format!("metrics --json {words}")).ok().json();
        let all = report["annotations"].as_array().unwrap().iter();
        all.map(|annotation| annotation["text"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        texts("--from '2026-02-27 23:00' --to '2026-03-04 01:00'"),
        ["new prices", "release"]
    );
    assert_eq!(texts("--from 2026-02-28 --to 2026-03-04"), [""; 0]);
    let early = world.maya("metrics --json --from 2026-02-20 --to 2026-02-26").ok().json();
    assert_eq!(early["experiments"], serde_json::json!([]));
}
