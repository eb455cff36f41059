//! What numbers mean and what stands in each column, for the manual: from where they are defined.

use super::roff;
use crate::domain::metrics::{Definition, Metric, NOTES};
use crate::render::metrics::COLUMNS;
use crate::render::rows::{REPLIES, THREADS};

const CELLS: &str = "CSV is as RFC 4180 has it: a header, lines that end with CR LF, cells in quotes where they hold a \
    comma or a quote. Times are RFC 3339 in UTC; what took time is in whole seconds; a cell is empty where nothing is \
    known. A text that a spreadsheet might take for a formula, because it begins with = + - or @ (wide ones and those \
    behind blanks or ' too), has a ' before it; control characters are written as \\u{1b}, line ends as blanks. Numbers \
    stay numbers, also negative ones; what looks like a number or a date is one to a spreadsheet, unless its column is \
    imported as text. Names of columns never change; new columns come behind the others.";

/// The sections of metrics about numbers and columns.
pub fn sections() -> String {
    let numbers: String = Metric::ALL.iter().map(|metric| number(metric.definition())).collect();
    let columns = entries(COLUMNS.iter().copied());
    let threads = entries(THREADS.iter().map(|column| (column.name, column.text)));
    let replies = entries(REPLIES.iter().map(|column| (column.name, column.text)));
    format!(
        ".SH NUMBERS\n{}\n{numbers}.SH CSV\n{}\n.PP\nOf numbers:\n{columns}.SH ROWS\nOf\n.B \\-\\-rows\nor\n\
         .BR \\-\\-rows\\ threads :\n{threads}.PP\nOf\n.BR \\-\\-rows\\ replies :\n{replies}",
        roff(NOTES),
        roff(CELLS)
    )
}

fn number(definition: &Definition) -> String {
    let Definition { name, title, unit, text, excludes, .. } = definition;
    let mut out =
        format!(".TP\n.B {}\n{} ({}). {}\n", roff(name), roff(title), roff(unit), roff(text));
    if !excludes.is_empty() {
        let causes: Vec<String> =
            excludes.iter().map(|(cause, why)| format!("{cause} ({why})")).collect();
        out += &format!("Left out: {}.\n", roff(&causes.join("; ")));
    }
    out
}

fn entries(entries: impl Iterator<Item = (&'static str, &'static str)>) -> String {
    entries.map(|(name, text)| format!(".TP\n.B {}\n{}\n", roff(name), roff(text))).collect()
}
