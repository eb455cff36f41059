//! Tables: aligned and cut to the terminal for people, tab-separated or CSV for scripts.

use super::safe;
use crate::error::Error;

/// Blanks between columns.
const GAP: usize = 2;

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

/// What stands in one place of a table; `None` where there is nothing to say, which is `-` for people, and an empty
/// cell in CSV. A text that happens to be `-` is a text.
pub type Cell = Option<String>;

/// Rows of text under a header; cells need not be safe yet.
pub fn render(header: &[&str], rows: &[Vec<Cell>], form: Form) -> Result<String, Error> {
    match form {
        Form::Aligned { width } => Ok(aligned(header, rows, width)),
        Form::Plain => Ok(plain(rows)),
        Form::Csv => csv(header, rows),
    }
}

fn aligned(header: &[&str], rows: &[Vec<Cell>], width: Option<u16>) -> String {
    let header: Vec<String> = header.iter().map(|title| title.to_uppercase()).collect();
    let shown: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(self::shown).collect()).collect();
    let widths: Vec<usize> = (0..header.len())
        .map(|column| {
            shown.iter().map(|row| safe::width(&row[column])).fold(header[column].len(), usize::max)
        })
        .collect();
    let mut out = String::with_capacity((rows.len() + 1) * 80);
    for row in std::iter::once(&header).chain(&shown) {
        line(row, &widths, width.map(usize::from), &mut out);
    }
    out
}

/// One line, its cells padded to their columns, nothing trailing, cut where the terminal ends.
fn line(row: &[String], widths: &[usize], width: Option<usize>, out: &mut String) {
    let start = out.len();
    let mut pending = 0;
    for (cell, widest) in row.iter().zip(widths) {
        out.extend(std::iter::repeat_n(' ', if cell.is_empty() { 0 } else { pending }));
        pending = if cell.is_empty() { pending } else { 0 };
        out.push_str(cell);
        pending += widest - safe::width(cell) + GAP;
    }
    if let Some(width) = width
        && safe::width(&out[start..]) > width
    {
        let cut = safe::cut(&out[start..], width);
        out.replace_range(start.., &cut);
    }
    out.push('\n');
}

fn plain(rows: &[Vec<Cell>]) -> String {
    rows.iter().map(|row| plain_line(row)).collect()
}

/// One row, tab-separated.
pub fn plain_line(row: &[Cell]) -> String {
    row.iter().map(shown).collect::<Vec<_>>().join("\t") + "\n"
}

/// A cell as a line shows it.
pub fn shown(cell: &Cell) -> String {
    cell.as_deref().map_or_else(|| "-".to_owned(), safe::line)
}

fn csv(header: &[&str], rows: &[Vec<Cell>]) -> Result<String, Error> {
    let mut out = csv_line(header.iter().map(|title| title.to_string()))?;
    for row in rows {
        out += &csv_line(row.iter().map(csv_cell))?;
    }
    Ok(out)
}

/// One line of CSV, quoted where it must be.
pub fn csv_line(cells: impl Iterator<Item = String>) -> Result<String, Error> {
    let failed = |error: &dyn std::fmt::Display| Error::bug(format!("cannot write CSV: {error}"));
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .buffer_capacity(1024)
        .from_writer(Vec::new());
    writer.write_record(cells).map_err(|error| failed(&error))?;
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}

/// A cell that a spreadsheet takes for no formula.
pub fn csv_cell(cell: &Cell) -> String {
    match cell.as_deref() {
        None => String::new(),
        // A number stays a number, also a negative one.
        Some(number) if number.parse::<f64>().is_ok() => number.to_owned(),
        Some(text) => safe::cell(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_empty_in_csv_and_a_dash_that_someone_wrote_stays() {
        let rows = [vec![Some("-".to_owned()), None, Some("-1".to_owned()), Some(String::new())]];
        let render = |form| render(&["a", "b", "c", "d"], &rows, form).unwrap();
        assert_eq!(render(Form::Csv), "a,b,c,d\r\n'-,,-1,\r\n");
        assert_eq!(render(Form::Plain), "-\t-\t-1\t\n");
        assert_eq!(render(Form::Aligned { width: None }), "A  B  C   D\n-  -  -1\n");
    }
}
