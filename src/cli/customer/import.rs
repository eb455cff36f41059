use super::super::context::Context;
use super::super::session::Session;
use super::super::table_file::{self, MOST_NAMED, tell_columns, tell_more, tell_wrong};
use super::{is_ours_because, ours, refused};
use crate::domain::access::Power;
use crate::domain::customer::{Contact, Imported, Mixed};
use crate::error::{Error, Kind};
use crate::flow::contacts::{self, Contacts, Format, Row, Wrong};
use crate::render::{contacts as sentences, json};
use crate::store::NotImported;
use clap::ValueEnum;
use serde_json::json;
use std::path::PathBuf;

/// Take customers from a file: a table (CSV) or vCards
///
/// A row with an address that is known changes that customer, where it says something else or more; any other makes a
/// new one. A second run of the same file changes nothing. undo takes all of it back.
///
/// The first line of a table names the columns, in any order: name (or first name, last name), email, company, role,
/// phone, status, tags. What other columns hold is left out, and said. All rows are taken or none.
#[derive(clap::Args)]
pub struct Args {
    /// CSV, also with semicolons or tabs, or vCard; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What the file is; found out where it is not given
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Wanted>,
    /// Leave out what has no usable address, and say where it stands
    #[arg(long)]
    skip_invalid: bool,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Wanted {
    Csv,
    Vcard,
}

impl Args {
    /// Not standard input.
    pub fn reads_file(&self) -> bool {
        table_file::is_named(&self.file)
    }
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let doing = session.doing(None, args.dry_run)?;
    // Before anything is read: whoever may not should not wait to hear it.
    if let Some(power) = session.team.lacks(doing.actor, Power::Work, doing.now) {
        session.ledger.denied(power, None, &doing)?;
        return Err(session.denied(power));
    }
    let format = args.format.map(|format| match format {
        Wanted::Csv => Format::Csv,
        Wanted::Vcard => Format::Vcard,
    });
    let mut found = contacts::read(&table_file::bytes(&args.file, cx)?, format)?;
    set_ours_aside(&mut found, &session);
    tell_left_out(&found, cx);
    if !found.wrong.is_empty() {
        tell_wrong(&found.wrong, cx);
        if !args.skip_invalid {
            return Err(table_file::not_all(
                found.wrong.len(),
                found.wrong.len() + found.rows.len(),
            ));
        }
    }
    let Contacts { rows, wrong, columns_left_out } = found;
    let rows = rows.into_iter().map(|Row { line, contact, .. }: Row| (line, contact));
    let done = session.ledger.import_customers(rows, &doing)?;
    let done = done.map_err(|why| match why {
        NotImported::Refused(why) => refused(why, &session),
        NotImported::Mixed(mixed) => of_two(mixed),
    })?;
    if cx.globals.json {
        return cx.print(&json::answer(answer(&done, &wrong, &columns_left_out)));
    }
    let would = if args.dry_run { "would be: " } else { "" };
    cx.say(&format!("{would}{}", sentences::imported(&done)))
}

/// Rows with an address of an inbox or a member are none of a customer.
fn set_ours_aside(found: &mut Contacts, session: &Session) {
    let is_ours = ours(session);
    let ours_in =
        |contact: &Contact| contact.addresses.iter().find(|address| is_ours(address)).cloned();
    let wrong = &mut found.wrong;
    found.rows.retain(|Row { line, contact, .. }| match ours_in(contact) {
        Some(address) => {
            wrong.push(Wrong { line: *line, why: is_ours_because(&address) });
            false
        }
        None => true,
    });
    wrong.sort_by_key(|wrong| wrong.line);
}

/// What is in the file and will not be in the ledger.
fn tell_left_out(found: &Contacts, cx: &mut Context) {
    tell_columns(&found.columns_left_out, cx);
    let left_out = found.rows.iter().flat_map(|row| row.left_out.iter().map(|why| (row.line, why)));
    let count = left_out.clone().count();
    for (line, why) in left_out.take(MOST_NAMED) {
        cx.tell(&format!("line {line}: left out, {why}"));
    }
    tell_more(count, "left out", cx);
}

fn of_two(Mixed { line, records: [one, other] }: Mixed) -> Error {
    Error::new(
        Kind::Refused,
        format!(
            "line {line} has addresses of two customers, {one} and {other}; nothing was changed"
        ),
    )
    .hint(format!(
        "if they are one: baton customer merge {one} {other}; else part them in the file"
    ))
}

fn answer(done: &Imported, skipped: &[Wrong], columns_left_out: &[String]) -> serde_json::Value {
    json!({
        "made": done.made, "changed": done.changed, "unchanged": done.unchanged,
        "skipped": table_file::skipped(skipped), "columns_left_out": columns_left_out,
    })
}
