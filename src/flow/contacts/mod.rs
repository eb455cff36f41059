//! Contacts in a file, as address books and customer databases write them: CSV and vCard.
//!
//! From bytes to [`Contact`]s, and nothing else: what becomes of them is decided elsewhere. Files come from anywhere,
//! so that nothing in one makes this fail, wait or take more memory than a few times the file.

mod cards;
mod csv;
mod row;
#[cfg(test)]
mod tests;
mod vcard;

pub use super::table::Wrong;

use super::table::{MAX_FILE, in_bytes, too_large};
use crate::domain::customer::Contact;
use crate::error::Error;

/// More contacts than these are not taken from one file: all of them are held at once.
const MAX_CONTACTS: usize = 500_000;

/// What a file may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, with a header; also with semicolons or tabs.
    Csv,
    /// vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), one or many.
    Vcard,
}

/// What stands in a file.
#[derive(Debug, Default)]
pub struct Contacts {
    pub rows: Vec<Row>,
    /// Rows that cannot be taken.
    pub wrong: Vec<Wrong>,
    /// Columns in which something stands that is not taken over.
    pub columns_left_out: Vec<String>,
}

/// One contact.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of the file where it begins, from 1 on.
    pub line: usize,
    /// With one address at least, each in lower case and once. White space is folded, nothing is empty.
    pub contact: Contact,
    /// What stands where an address should and is none, and why.
    pub left_out: Vec<String>,
}

/// Everything in a file of this format; of the one that it looks like where none is given.
pub fn read(bytes: &[u8], format: Option<Format>) -> Result<Contacts, Error> {
    if bytes.len() as u64 > MAX_FILE {
        return Err(too_large());
    }
    let bytes = in_bytes(bytes);
    match format.unwrap_or_else(|| looks_like(&bytes)) {
        Format::Csv => csv::read(&bytes),
        Format::Vcard => vcard::read(&bytes),
    }
}

/// A vCard begins with the words, whatever stands above it; what holds them nowhere is a table.
fn looks_like(bytes: &[u8]) -> Format {
    match cards::cards(bytes).next() {
        Some(_) => Format::Vcard,
        None => Format::Csv,
    }
}

impl Contacts {
    /// Takes up one more.
    fn add(&mut self, row: Result<Row, Wrong>) -> Result<(), Error> {
        match row {
            Ok(row) => self.rows.push(row),
            Err(wrong) => self.wrong.push(wrong),
        }
        match self.rows.len() + self.wrong.len() > MAX_CONTACTS {
            true => {
                Err(Error::refused(format!("the file holds more than {MAX_CONTACTS} contacts"))
                    .hint("import it in parts"))
            }
            false => Ok(()),
        }
    }
}
