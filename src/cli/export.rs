use super::context::Context;
use super::session::Session;
use crate::domain::access::Power;
use crate::domain::ids::MemberId;
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::render::export::{self, Columns, Format};
use crate::render::{contacts, json, tasks_ics};
use crate::store::ExportedTask;
use clap::ValueEnum;
use serde_json::Value;
use std::ops::ControlFlow;

/// Write out all messages, threads, entries, customers or tasks
///
/// As CSV or JSON lines, customers as vCard too, tasks as iCalendar. For admins, and for whom a grant allows it; with --mine for everybody. A row at a time, however large the ledger. The
/// columns, which JSON names alike, are in baton-json(7). Each message has the number of its thread as it is now.
#[derive(clap::Args)]
pub struct Args {
    /// What to write out
    #[arg(value_enum)]
    pub(super) what: What,
    /// CSV unless given; --json means jsonl; vcard is for customers, ics for tasks
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<Wanted>,
    /// Only what came or was done from then on
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub(super) since: Option<String>,
    /// Only tasks of your own that are open, for your calendar
    #[arg(long)]
    pub(super) mine: bool,
    /// Leave cells of CSV that a spreadsheet may take for a formula as they are
    #[arg(long)]
    pub(super) raw: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum What {
    Messages,
    Threads,
    Entries,
    Customers,
    Tasks,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Wanted {
    Csv,
    Jsonl,
    Vcard,
    Ics,
}

/// How it comes out.
enum Way {
    Rows(Format),
    Cards,
    Calendar,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let way = way(args, cx)?;
    let mut session = cx.open()?;
    let mine = match args.mine {
        true => Some(session.me()?.0),
        false => {
            session.permitted(Power::Export, "export")?;
            None
        }
    };
    let since = args.since.as_deref().map(|since| session.past(since)).transpose()?;
    // What is written while this reads would make rows that do not belong together.
    session.ledger.consistently(|_| match (args.what, way) {
        (What::Messages, Way::Rows(format)) => messages(&session, since, format, cx),
        (What::Threads, Way::Rows(format)) => threads(&session, since, format, cx),
        (What::Entries, Way::Rows(format)) => entries(&session, since, format, cx),
        (What::Customers, Way::Rows(format)) => customers(&session, since, format, cx),
        (What::Tasks, Way::Rows(format)) => tasks(&session, (since, mine), format, cx),
        (_, Way::Cards) => cards(&session, since, cx),
        (_, Way::Calendar) => calendar(&session, (since, mine), cx),
    })
}

fn way(args: &Args, cx: &Context) -> Result<Way, Error> {
    if args.mine && !matches!(args.what, What::Tasks) {
        return Err(Error::usage("--mine is for tasks").hint("baton export tasks --mine"));
    }
    let is_for = |only: &str| {
        Err(Error::usage(format!("this format is for {only} alone"))
            .hint("all others come as --format csv or --format jsonl"))
    };
    match (args.format, args.what) {
        (Some(Wanted::Vcard), What::Customers) => alone(args, cx).map(|()| Way::Cards),
        (Some(Wanted::Vcard), _) => is_for("customers"),
        (Some(Wanted::Ics), What::Tasks) => alone(args, cx).map(|()| Way::Calendar),
        (Some(Wanted::Ics), _) => is_for("tasks"),
        _ => format(args, cx).map(Way::Rows),
    }
}

fn two_formats() -> Error {
    Error::usage("two formats are asked for, and the answer has only one")
        .hint("give --format alone")
}

/// A format that no flag for all commands has goes with none of them.
fn alone(args: &Args, cx: &Context) -> Result<(), Error> {
    let globals = &cx.globals;
    match (globals.json || globals.csv || globals.plain, args.raw) {
        (true, _) => Err(two_formats()),
        (_, true) => Err(about_cells()),
        _ => Ok(()),
    }
}

fn about_cells() -> Error {
    Error::usage("--raw is about the cells of CSV")
}

fn format(args: &Args, cx: &Context) -> Result<Format, Error> {
    let globals = &cx.globals;
    let csv = Format::Csv { raw: args.raw };
    let format = match (args.format, globals.json, globals.csv, globals.plain) {
        (None, false, _, false) | (Some(Wanted::Csv), false, _, false) => csv,
        (None, true, ..) | (Some(Wanted::Jsonl), _, false, false) => Format::JsonLines,
        (None, _, _, true) => Format::Plain,
        _ => return Err(two_formats()),
    };
    match (args.raw, format) {
        (true, Format::JsonLines | Format::Plain) => Err(about_cells()),
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

fn customers(
    session: &Session,
    since: Option<Timestamp>,
    format: Format,
    cx: &mut Context,
) -> Result<(), Error> {
    let (view, mut rows) = (session.view(), Rows::begin(export::CUSTOMERS, format, cx)?);
    session.ledger.each_customer(since, |card| rows.put(json::card(&card, &view)))
}

/// Since when, and whose.
type Tasks = (Option<Timestamp>, Option<MemberId>);

fn tasks(
    session: &Session,
    (since, mine): Tasks,
    format: Format,
    cx: &mut Context,
) -> Result<(), Error> {
    let (view, mut rows) = (session.view(), Rows::begin(export::TASKS, format, cx)?);
    session.ledger.each_task(since, mine, |task| {
        rows.put(export::task(&task.listed, &task.subject, task.changed_at, &view))
    })
}

fn cards(session: &Session, since: Option<Timestamp>, cx: &mut Context) -> Result<(), Error> {
    let identity = session.ledger.identity()?;
    session.ledger.each_customer(since, |card| cx.print_on(&contacts::vcard(&identity, &card)?))
}

fn calendar(session: &Session, (since, mine): Tasks, cx: &mut Context) -> Result<(), Error> {
    let (identity, view) = (session.ledger.identity()?, session.view());
    cx.print(tasks_ics::BEGIN)?;
    session.ledger.each_task(since, mine, |task| {
        let ExportedTask { listed, subject, changed_at } = task;
        cx.print_on(&tasks_ics::todo(&identity, &listed, &subject, changed_at, &view)?)
    })?;
    cx.print(tasks_ics::END)
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
