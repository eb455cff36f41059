use super::context::Context;
use super::session::Session;
use crate::domain::access::Power;
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::render::export::{self, Columns, Format};
use clap::ValueEnum;
use serde_json::Value;
use std::ops::ControlFlow;

/// Write out all messages, threads or entries: CSV or JSON lines
///
/// For admins, and for whom a grant allows it. A row at a time, however large the ledger. The columns, which JSON names alike, are in baton-json(7). Each message
/// has the number of its thread as it is now.
#[derive(clap::Args)]
pub struct Args {
    /// What to write out
    #[arg(value_enum)]
    pub(super) what: What,
    /// CSV unless given; --json means jsonl
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<Wanted>,
    /// Only what came or was done from then on
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub(super) since: Option<String>,
    /// Leave cells of CSV that a spreadsheet may take for a formula as they are
    #[arg(long)]
    pub(super) raw: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum What {
    Messages,
    Threads,
    Entries,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Wanted {
    Csv,
    Jsonl,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let format = format(args, cx)?;
    let mut session = cx.open()?;
    session.permitted(Power::Export, "export", false)?;
    let since = args.since.as_deref().map(|since| session.past(since)).transpose()?;
    // What is written while this reads would make rows that do not belong together.
    session.ledger.consistently(|_| match args.what {
        What::Messages => messages(&session, since, format, cx),
        What::Threads => threads(&session, since, format, cx),
        What::Entries => entries(&session, since, format, cx),
    })
}

fn format(args: &Args, cx: &Context) -> Result<Format, Error> {
    let globals = &cx.globals;
    let csv = Format::Csv { raw: args.raw };
    let format = match (args.format, globals.json, globals.csv, globals.plain) {
        (None, false, _, false) | (Some(Wanted::Csv), false, _, false) => csv,
        (None, true, ..) | (Some(Wanted::Jsonl), _, false, false) => Format::JsonLines,
        (None, _, _, true) => Format::Plain,
        _ => {
            return Err(Error::usage("two formats are asked for, and the answer has only one")
                .hint("give --format alone"));
        }
    };
    match (args.raw, format) {
        (true, Format::JsonLines | Format::Plain) => {
            Err(Error::usage("--raw is about the cells of CSV"))
        }
        _ => Ok(format),
    }
}

fn messages(
    session: &Session,
    since: Option<Timestamp>,
    format: Format,
    cx: &mut Context,
) -> Result<(), Error> {
    let (view, mut rows) = (session.view(), Rows::begin(export::MESSAGES, format, cx)?);
    session.ledger.each_message(since, |found| {
        rows.put(export::message(found.thread, &found.key, &found.message, &view))
    })
}

fn threads(
    session: &Session,
    since: Option<Timestamp>,
    format: Format,
    cx: &mut Context,
) -> Result<(), Error> {
    let (view, mut rows) = (session.view(), Rows::begin(export::THREADS, format, cx)?);
    session.ledger.each_thread(since, |listed| rows.put(export::thread(&listed, &view)))
}

fn entries(
    session: &Session,
    since: Option<Timestamp>,
    format: Format,
    cx: &mut Context,
) -> Result<(), Error> {
    let (view, mut rows) = (session.view(), Rows::begin(export::ENTRIES, format, cx)?);
    session
        .ledger
        .each_entry(since, |(entry, thread)| rows.put(export::entry(&entry, thread, &view)))
}

/// Rows on their way out.
struct Rows<'a> {
    columns: Columns,
    format: Format,
    cx: &'a mut Context,
}

impl Rows<'_> {
    fn begin(columns: Columns, format: Format, cx: &mut Context) -> Result<Rows<'_>, Error> {
        cx.print(&export::header(columns, format)?)?;
        Ok(Rows { columns, format, cx })
    }

    /// Writes a row; breaks off where nobody reads on.
    fn put(&mut self, object: Value) -> Result<ControlFlow<()>, Error> {
        let row = export::row(self.columns, object, self.format)?;
        self.cx.print_on(&row)
    }
}
