//! Tables as other programs write them: comma, semicolon or tab between the cells, UTF-8, UTF-16 or Windows-1252,
//! with or without a byte order mark.
//!
//! Files come from anywhere, so that nothing in one makes this fail, wait or take more memory than a few times the
//! file. What the columns mean is for whoever reads the table.

use crate::domain::interchange::without_guard;
use crate::error::Error;
use crate::mail::header::plain;
use csv::{ByteRecord, ReaderBuilder};
use std::borrow::Cow;

/// More bytes than these are not read: a million customers, or five thousand with their pictures.
pub const MAX_FILE: u64 = 256 * 1024 * 1024;

/// More bytes than these are no cell, in bytes: a quote that is not closed takes in all that follows.
const MAX_CELL: usize = 64 * 1024;

/// No line of a table is longer, in bytes; each cell of one takes more memory than it has letters.
const MAX_LINE: usize = 1024 * 1024;

/// A row that cannot be taken.
#[derive(Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The line of the file where it begins, from 1 on.
    pub line: usize,
    pub why: String,
}

/// A table, read row by row.
pub struct Table<'a> {
    reader: csv::Reader<&'a [u8]>,
    lines: Lines<'a>,
    /// Where the table begins.
    start: usize,
    record: ByteRecord,
    /// The names of the columns, as they stand there.
    pub header: Vec<String>,
}

/// One row that is not blank.
pub struct Row<'t> {
    /// The line where it begins, from 1 on.
    pub line: usize,
    record: &'t ByteRecord,
}

impl<'a> Table<'a> {
    /// The table in these bytes, as [`in_bytes`] gives them.
    pub fn of(bytes: &'a [u8]) -> Result<Table<'a>, Error> {
        if bytes.contains(&0) {
            return Err(Error::refused("the file is no table of text")
                .hint("save it as CSV: a spreadsheet program does so with \"save as\""));
        }
        if bytes.split(|byte| matches!(byte, b'\r' | b'\n')).any(|line| line.len() > MAX_LINE) {
            return Err(Error::refused("the file is no table: it has lines longer than 1 MB"));
        }
        let (delimiter, start) = delimiter(bytes);
        let mut reader =
            ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(&bytes[start..]);
        let header = reader.byte_headers().map_err(unreadable)?;
        let header = header.iter().map(|cell| folded(&plain(cell))).collect();
        let lines = Lines { bytes, read: 0, line: 1 };
        Ok(Table { reader, lines, start, record: ByteRecord::new(), header })
    }

    /// The next row that says something; what is wrong with one whose cells cannot be told apart.
    pub fn row(&mut self) -> Result<Option<Result<Row<'_>, Wrong>>, Error> {
        loop {
            let at = self.reader.position().byte() as usize;
            if !self.reader.read_byte_record(&mut self.record).map_err(unreadable)? {
                return Ok(None);
            }
            if self.record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            let line = self.lines.at(self.start + at);
            return Ok(Some(match self.problem() {
                Some(why) => Err(Wrong { line, why }),
                None => Ok(Row { line, record: &self.record }),
            }));
        }
    }

    fn problem(&self) -> Option<String> {
        let cells = || self.record.iter().map(<[u8]>::trim_ascii);
        if cells().any(|cell| cell.len() > MAX_CELL) {
            return Some("one of its cells is very long: a quote may not be closed".to_owned());
        }
        // A comma that should stand in quotes moves all that follows it into the wrong columns.
        let (has, named) = (self.record.len(), self.header.len());
        let spills = cells().skip(named).any(|cell| !cell.is_empty());
        spills.then(|| format!("it has {has} cells, the first line names {named}"))
    }
}

impl<'t> Row<'t> {
    /// The cells, without what was put before a formula.
    pub fn cells(&self) -> impl Iterator<Item = Cow<'t, str>> {
        self.record.iter().map(|cell| match plain(cell.trim_ascii()) {
            Cow::Borrowed(text) => Cow::Borrowed(without_guard(text)),
            Cow::Owned(text) => Cow::Owned(without_guard(&text).to_owned()),
        })
    }
}

fn unreadable(error: csv::Error) -> Error {
    Error::refused(format!("cannot read the table: {error}"))
}

/// The file has more than [`MAX_FILE`] bytes.
pub fn too_large() -> Error {
    let megabytes = MAX_FILE / 1024 / 1024;
    Error::refused(format!("the file is larger than {megabytes} MB")).hint("import it in parts")
}

/// Without a byte order mark; what Windows writes in UTF-16 as UTF-8.
pub fn in_bytes(bytes: &[u8]) -> Cow<'_, [u8]> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Cow::Borrowed(rest),
        [0xff, 0xfe, rest @ ..] => Cow::Owned(from_utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(from_utf16(rest, u16::from_be_bytes)),
        _ => Cow::Borrowed(bytes),
    }
}

fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Vec<u8> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let chars = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    chars.collect::<String>().into_bytes()
}

/// On one line: white space and control characters to single blanks, none at the ends.
pub fn folded(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The beginning, for a message.
pub fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What stands between the cells, by the first line, and where the table begins. Excel may say it in a line of its own.
fn delimiter(bytes: &[u8]) -> (u8, usize) {
    let end = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(bytes.len());
    let first = &bytes[..end];
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] = first {
        return (*delimiter, end);
    }
    let count = |delimiter: u8| {
        let mut quoted = false;
        let outside = first.iter().filter(|&&byte| {
            quoted ^= byte == b'"';
            !quoted && byte == delimiter
        });
        outside.count()
    };
    // The first of equals is the last in the list.
    let delimiter = [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter));
    (delimiter.unwrap_or(b','), 0)
}

/// Lines counted as far as they were read, ended by LF, CRLF or CR. The reader counts LF alone, and blank lines with
/// the row behind them.
struct Lines<'a> {
    bytes: &'a [u8],
    read: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of the row that is read from there on.
    fn at(&mut self, from: usize) -> usize {
        let blank = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let start = from + self.bytes[from..].iter().take_while(|byte| blank(byte)).count();
        let passed = self.bytes[self.read..start].iter().enumerate();
        let ends = passed.filter(|(at, byte)| match byte {
            b'\r' => true,
            b'\n' => {
                (self.read + at).checked_sub(1).map(|before| self.bytes[before]) != Some(b'\r')
            }
            _ => false,
        });
        self.line += ends.count();
        self.read = start;
        self.line
    }
}
