//! Tables: aligned and cut to the terminal for people, tab-separated or CSV for scripts.

use super::safe;
use crate::error::Error;

/// Blanks between columns.
const GAP: usize = 2;

/// A column narrower than this says nothing; what still does not fit is cut where the terminal ends.
const NARROWEST: usize = 8;

/// A last column up to this wide, such as a date, is worth more than what stands before it.
const SHORT: usize = 12;

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
    let mut widths: Vec<usize> = (0..header.len())
        .map(|column| {
            shown.iter().map(|row| safe::width(&row[column])).fold(header[column].len(), usize::max)
        })
        .collect();
    if let Some(width) = width {
        fit(&mut widths, width.into());
    }
    let mut out = String::with_capacity((rows.len() + 1) * 80);
    for row in std::iter::once(&header).chain(&shown) {
        line(row, &widths, width.map(usize::from), &mut out);
    }
    out
}

/// Narrows the widest columns until the last one begins on the line, and stands on it whole where it is a short one.
fn fit(widths: &mut [usize], width: usize) {
    let Some((last, others)) = widths.split_last_mut() else { return };
    let room = width.saturating_sub((*last).min(SHORT) + GAP * others.len());
    let fits = |most: usize| others.iter().map(|wide| (*wide).min(most)).sum::<usize>() <= room;
    let widest = others.iter().copied().max().unwrap_or_default();
    if !fits(widest) {
        let most = (NARROWEST..widest).rev().find(|most| fits(*most)).unwrap_or(NARROWEST);
        others.iter_mut().for_each(|wide| *wide = (*wide).min(most));
    }
}

/// One line, its cells padded to their columns, nothing trailing, cut where the terminal ends.
fn line(row: &[String], widths: &[usize], width: Option<usize>, out: &mut String) {
    let start = out.len();
    let mut pending = 0;
    for (cell, widest) in row.iter().zip(widths) {
        out.extend(std::iter::repeat_n(' ', if cell.is_empty() { 0 } else { pending }));
        pending = if cell.is_empty() { pending } else { 0 };
        let mut wide = safe::width(cell);
        if wide > *widest {
            let cut = safe::cut(cell, *widest);
            wide = safe::width(&cut);
            out.push_str(&cut);
        } else {
            out.push_str(cell);
        }
        pending += widest - wide + GAP;
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
        Some(number) if is_number(number) => number.to_owned(),
        Some(text) => safe::cell(text),
    }
}

/// Digits, a point and a minus, as we write numbers: to a spreadsheet +49301234 is a number too, and not the telephone's
/// any more.
fn is_number(text: &str) -> bool {
    let plain = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-'));
    plain && text.parse::<f64>().is_ok()
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

    #[test]
    fn a_number_is_what_we_write_as_one() {
        let cell = |text: &str| csv_cell(&Some(text.to_owned()));
        for number in ["0", "-1", "12.50", "-3.5"] {
            assert_eq!(cell(number), number);
        }
        for text in ["+49301234567", "-inf", "-1e5", "-2+3", "-", "+1"] {
            assert_eq!(cell(text), format!("'{text}"));
        }
    }

    #[test]
    fn on_a_narrow_terminal_the_widest_columns_give_way_and_the_last_one_stays() {
        let text = |text: &str| Some(text.to_owned());
        let rows = [vec![text("12"), text("a subject that goes on and on"), text("tomorrow")]];
        let render = |width| {
            render(&["thread", "subject", "due"], &rows, Form::Aligned { width: Some(width) })
                .unwrap()
        };
        assert!(render(80).ends_with("a subject that goes on and on  tomorrow\n"));
        let narrow = render(34);
        assert!(narrow.ends_with("  tomorrow\n"), "{narrow}");
        assert!(narrow.lines().all(|line| safe::width(line) <= 34), "{narrow}");
    }
}
