//! Tables: which column is what, by the names that address books and customer databases give them.

use super::row::Draft;
use super::{Contacts, Row, Wrong};
use crate::domain::interchange::without_guard;
use crate::error::Error;
use crate::mail::header::plain;
use csv::{ByteRecord, ReaderBuilder};
use std::borrow::Cow;

/// More bytes than these are no cell, in bytes: a quote that is not closed takes in all that follows.
const MAX_CELL: usize = 64 * 1024;

/// No line of a table is longer, in bytes; each cell of one takes more memory than it has letters.
const MAX_LINE: usize = 1024 * 1024;

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Name,
    Given,
    Middle,
    Family,
    Address,
    /// `Addresses`, as we write them.
    Addresses,
    /// `Address`, which is a street where there is another column for mail and ours is not there.
    MaybeAddress,
    Company,
    Role,
    /// `Title`, which is Dr or Ms where there is a column for the job as well.
    MaybeRole,
    Phone,
    Status,
    Tags,
    /// The number of our own exports, which is another one in another ledger: the address tells who is meant.
    Number,
    Unknown,
}

/// The names, in lower case and of nothing but letters: `E-mail 1 - Value` is `emailvalue`.
#[rustfmt::skip]
const NAMES: [(Column, &[&str]); 14] = [
    (Column::Name, &["name", "fullname", "displayname", "contactname", "customername", "formattedname"]),
    (Column::Given, &["firstname", "givenname", "forename", "first"]),
    (Column::Middle, &["middlename", "additionalname"]),
    (Column::Family, &["lastname", "familyname", "surname", "last"]),
    (Column::Address, &[
        "email", "emails", "emailaddress", "emailaddresses", "emailvalue", "mail", "mailaddress",
        "primaryemail", "secondaryemail", "otheremail", "workemail", "homeemail", "businessemail", "personalemail",
    ]),
    (Column::Addresses, &["addresses"]),
    (Column::MaybeAddress, &["address"]),
    (Column::Company, &[
        "company", "companyname", "organization", "organisation", "organizationname", "organisationname", "org",
        "account", "accountname", "associatedcompany", "employer",
    ]),
    (Column::Role, &["role", "jobtitle", "job", "position", "organizationtitle", "function"]),
    (Column::MaybeRole, &["title"]),
    (Column::Phone, &[
        "phone", "phones", "phonenumber", "phonevalue", "telephone", "telephonenumber", "tel", "mobile",
        "mobilephone", "mobilenumber", "cell", "cellphone", "businessphone", "workphone", "primaryphone", "homephone",
        "companymainphone", "otherphone",
    ]),
    (Column::Status, &["status", "customerstatus"]),
    (Column::Tags, &[
        "tags", "tag", "labels", "label", "categories", "category", "groups", "groupmembership", "keywords",
    ]),
    (Column::Number, &["customer"]),
];

/// Everything in a table. Without a column for addresses nothing in it could be told apart.
pub fn read(bytes: &[u8]) -> Result<Contacts, Error> {
    if bytes.split(|byte| matches!(byte, b'\r' | b'\n')).any(|line| line.len() > MAX_LINE) {
        return Err(Error::refused("the file is no table: it has lines longer than 1 MB"));
    }
    let (delimiter, start) = delimiter(bytes);
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(&bytes[start..]);
    let unreadable = |error: csv::Error| Error::refused(format!("cannot read the table: {error}"));
    let header = Header::of(reader.byte_headers().map_err(unreadable)?)?;
    let (mut found, mut lines) = (Contacts::default(), Lines { bytes, read: 0, line: 1 });
    let mut holds = vec![false; header.columns.len()];
    let mut record = ByteRecord::new();
    loop {
        let at = reader.position().byte() as usize;
        if !reader.read_byte_record(&mut record).map_err(unreadable)? {
            break;
        }
        for (holds, cell) in holds.iter_mut().zip(&record) {
            *holds |= !cell.trim_ascii().is_empty();
        }
        if let Some(row) = header.row(&record, lines.at(start + at)) {
            found.add(row)?;
        }
    }
    found.columns_left_out = header.left_out(&holds);
    Ok(found)
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

/// The first row, understood.
struct Header {
    columns: Vec<(String, Column)>,
}

impl Header {
    fn of(record: &ByteRecord) -> Result<Header, Error> {
        let mut columns: Vec<(String, Column)> =
            record.iter().map(|cell| super::row::folded(&plain(cell))).map(named).collect();
        let has =
            |columns: &[(String, Column)], wanted| columns.iter().any(|(_, is)| *is == wanted);
        let (has_mail, has_ours) =
            (has(&columns, Column::Address), has(&columns, Column::Addresses));
        let has_role = has(&columns, Column::Role);
        for (_, column) in &mut columns {
            *column = match *column {
                Column::MaybeAddress if has_mail && !has_ours => Column::Unknown,
                Column::MaybeAddress | Column::Addresses => Column::Address,
                Column::MaybeRole if has_role => Column::Unknown,
                Column::MaybeRole => Column::Role,
                column => column,
            };
        }
        if has(&columns, Column::Address) {
            return Ok(Header { columns });
        }
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let names = match names.join(", ") {
            names if names.is_empty() => "it is empty".to_owned(),
            names => format!("they are {}", names.chars().take(500).collect::<String>()),
        };
        Err(Error::refused(format!("no column of the table holds addresses: {names}")).hint(
            "the first line names the columns: name, email, company, role, phone, status, tags",
        ))
    }

    /// The contact of a row; nothing where the row says nothing.
    fn row(&self, record: &ByteRecord, line: usize) -> Option<Result<Row, Wrong>> {
        let cells = || record.iter().map(<[u8]>::trim_ascii);
        if cells().all(<[u8]>::is_empty) {
            return None;
        }
        if cells().any(|cell| cell.len() > MAX_CELL) {
            let why = "one of its cells is very long: a quote may not be closed".to_owned();
            return Some(Err(Wrong { line, why }));
        }
        // A comma that should stand in quotes moves all that follows it into the wrong columns.
        if cells().skip(self.columns.len()).any(|cell| !cell.is_empty()) {
            let (has, named) = (record.len(), self.columns.len());
            let why = format!("it has {has} cells, the first line names {named}");
            return Some(Err(Wrong { line, why }));
        }
        let (mut draft, mut name) = (Draft::default(), [const { String::new() }; 3]);
        for ((_, column), cell) in self.columns.iter().zip(cells()) {
            let text: Cow<str> = plain(cell);
            let text = without_guard(&text);
            match column {
                Column::Name => draft.name(text),
                Column::Given => name[0].push_str(text),
                Column::Middle => name[1].push_str(text),
                Column::Family => name[2].push_str(text),
                Column::Address | Column::Addresses | Column::MaybeAddress => draft.addresses(text),
                Column::Company => draft.company(text),
                Column::Role | Column::MaybeRole => draft.role(text),
                Column::Phone => draft.phone(text),
                Column::Status => draft.status(text),
                Column::Tags => draft.tags(text),
                Column::Number | Column::Unknown => {}
            }
        }
        draft.name(&name.join(" "));
        Some(draft.finish(line))
    }

    /// The names of columns in which something stands and that mean nothing here.
    fn left_out(&self, holds: &[bool]) -> Vec<String> {
        let unknown = self.columns.iter().zip(holds);
        let unknown = unknown.filter(|((_, column), holds)| **holds && *column == Column::Unknown);
        unknown.map(|((name, _), _)| name.clone()).collect()
    }
}

/// A column by its name.
fn named(name: String) -> (String, Column) {
    let letters: String = name.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    let known = NAMES.iter().find(|(_, names)| names.contains(&letters.as_str()));
    let column = known.map_or(Column::Unknown, |(column, _)| *column);
    (name, column)
}
