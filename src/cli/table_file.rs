//! A file that is imported: how it is read, and how what cannot be taken of it is told.

use super::context::Context;
use crate::error::Error;
use crate::flow::table::{MAX_FILE, Wrong};
use serde_json::{Value, json};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// As many rows that cannot be taken are named.
pub const MOST_NAMED: usize = 10;

/// Not standard input.
pub fn is_named(file: &Path) -> bool {
    file != Path::new("-")
}

/// All of the file, and no more than may be read.
pub fn bytes(file: &Path, cx: &mut Context) -> Result<Vec<u8>, Error> {
    let shown = file.display();
    if !is_named(file) {
        return limited(&mut cx.env.input, "standard input");
    }
    let hinted = |error: Error| error.hint("give the path of a file, or - for standard input");
    let mut opened = File::open(file)
        .map_err(|error| hinted(Error::refused(format!("cannot read {shown}: {error}"))))?;
    limited(&mut opened, &shown.to_string()).map_err(hinted)
}

fn limited(from: &mut dyn Read, name: &str) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    from.take(MAX_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Error::refused(format!("cannot read {name}: {error}")))?;
    Ok(bytes)
}

/// The columns that mean nothing here.
pub fn tell_columns(left_out: &[String], cx: &mut Context) {
    if !left_out.is_empty() {
        let named = left_out.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", ");
        cx.tell(&format!("columns not taken over: {named}"));
        tell_more(left_out.len(), "columns not taken over", cx);
    }
}

pub fn tell_wrong(wrong: &[Wrong], cx: &mut Context) {
    for Wrong { line, why } in wrong.iter().take(MOST_NAMED) {
        cx.tell(&format!("line {line}: not taken, {why}"));
    }
    tell_more(wrong.len(), "not taken", cx);
}

/// How many there are beside those that were named.
pub fn tell_more(count: usize, what: &str, cx: &mut Context) {
    if count > MOST_NAMED {
        cx.tell(&format!("{} more {what}", count - MOST_NAMED));
    }
}

/// Why nothing was taken of a file in which this many of all rows are wrong.
pub fn not_all(wrong: usize, all: usize) -> Error {
    Error::refused(format!("{wrong} of {all} rows cannot be taken, and nothing was changed"))
        .hint("correct them, or take the others: --skip-invalid")
}

/// Rows that were left out, as JSON has them.
pub fn skipped(wrong: &[Wrong]) -> Value {
    wrong.iter().map(|Wrong { line, why }| json!({ "line": line, "why": why })).collect()
}
