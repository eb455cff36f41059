//! Tables: aligned and cut to the terminal for people, tab-separated or CSV for scripts.

use super::safe;
use crate::error::Error;
use comfy_table::{ContentArrangement, Table, presets};

/// How tabular data is to come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// With a header; cut to this width where it is a terminal's.
    Aligned { width: Option<u16> },
    /// Tab-separated, without header.
    Plain,
    /// RFC 4180, with a header; text cells never start a formula.
    Csv,
}

/// Rows of text under a header; cells need not be safe yet.
pub fn render(header: &[&str], rows: &[Vec<String>], form: Form) -> Result<String, Error> {
    match form {
        Form::Aligned { width } => Ok(aligned(header, rows, width)),
        Form::Plain => Ok(plain(rows)),
        Form::Csv => csv(header, rows),
    }
}

fn aligned(header: &[&str], rows: &[Vec<String>], width: Option<u16>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    match width {
        Some(width) => table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    table.set_header(header.iter().map(|title| title.to_uppercase()));
    for row in rows {
        let cells = row.iter().map(|cell| safe::line(cell));
        let mut row = comfy_table::Row::from(cells.collect::<Vec<_>>());
        row.max_height(1);
        table.add_row(row);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn plain(rows: &[Vec<String>]) -> String {
    rows.iter()
        .map(|row| row.iter().map(|cell| safe::line(cell)).collect::<Vec<_>>().join("\t") + "\n")
        .collect()
}

fn csv(header: &[&str], rows: &[Vec<String>]) -> Result<String, Error> {
    let failed = |error: &dyn std::fmt::Display| Error::bug(format!("cannot write CSV: {error}"));
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(header).map_err(|error| failed(&error))?;
    for row in rows {
        let cells = row.iter().map(|cell| match cell.as_str() {
            // What people see as nothing is nothing.
            "-" => String::new(),
            // A number stays a number, also a negative one.
            number if number.parse::<f64>().is_ok() => number.to_owned(),
            text => safe::cell(text),
        });
        writer.write_record(cells).map_err(|error| failed(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}
