//! Tables: which column is what, by the names that address books and customer databases give them.

use super::super::table::{self, Table};
use super::row::Draft;
use super::{Contacts, Row, Wrong};
use crate::error::Error;

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
    let mut table = Table::of(bytes)?;
    let header = Header::of(&table.header)?;
    let mut found = Contacts::default();
    let mut holds = vec![false; header.columns.len()];
    while let Some(row) = table.row()? {
        let contact = row.and_then(|row| {
            for (holds, cell) in holds.iter_mut().zip(row.cells()) {
                *holds |= !cell.is_empty();
            }
            header.contact(&row)
        });
        found.add(contact)?;
    }
    found.columns_left_out = header.left_out(&holds);
    Ok(found)
}

/// The first row, understood.
struct Header {
    columns: Vec<(String, Column)>,
}

impl Header {
    fn of(names: &[String]) -> Result<Header, Error> {
        let mut columns: Vec<(String, Column)> = names.iter().cloned().map(named).collect();
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

    /// The contact of a row.
    fn contact(&self, row: &table::Row) -> Result<Row, Wrong> {
        let (mut draft, mut name) = (Draft::default(), [const { String::new() }; 3]);
        for ((_, column), cell) in self.columns.iter().zip(row.cells()) {
            let text = cell.as_ref();
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
        draft.finish(row.line)
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
