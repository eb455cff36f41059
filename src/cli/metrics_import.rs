use super::args::one_of;
use super::context::Context;
use super::session::Session;
use super::table_file::{self, tell_columns, tell_wrong};
use crate::domain::access::Power;
use crate::domain::entry::Event;
use crate::domain::ids::ThreadId;
use crate::error::Error;
use crate::flow::feedback::{self, Clock, Kind, Row, Said};
use crate::flow::table::{Wrong, shortened};
use crate::render::json;
use crate::store::Taken;
use serde_json::json;
use std::path::PathBuf;

/// Take scores of satisfaction, or revenue, from a file
///
/// The first line of the table names the columns, in any order: thread or message-id; score (two decimals at most), or
/// amount and currency (such as EUR; less than 0 where it was paid back); and date, if it is known when that was. Without
/// a date it counts by the day of the import. All rows are taken or none; undo takes all of it back.
///
/// A row that the ledger has from an earlier file (the same thread, date and value) is not taken again, so the same
/// file can be imported each night. Equal rows within one file are different customers', and each counts.
///
/// It counts for the thread, not as work on it: neither owner nor status nor any deadline is otherwise for it.
#[derive(clap::Args)]
pub struct Args {
    /// CSV, also with semicolons or tabs; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What the rows say; found out by the columns where it is not given
    #[arg(long, value_name = "WHAT", value_parser = one_of::<Kind>(Kind::WORDS))]
    kind: Option<Kind>,
    /// Leave out rows that cannot be taken, and say where they stand
    #[arg(long)]
    skip_invalid: bool,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Args {
    /// Not standard input.
    pub fn reads_file(&self) -> bool {
        table_file::is_named(&self.file)
    }
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    // Before anything is read: whoever may not should not wait to hear it.
    session.permitted(Power::Others, "metrics import", args.dry_run)?;
    let bytes = table_file::bytes(&args.file, cx)?;
    let clock = Clock { now: session.now, calendar: &session.policy.calendar };
    let Said { kind, rows, mut wrong, columns_left_out } =
        feedback::read(&bytes, args.kind, clock)?;
    let all = rows.len() + wrong.len();
    let placed = placed(rows, &mut wrong, &session)?;
    tell_columns(&columns_left_out, cx);
    tell_wrong(&wrong, cx);
    if !wrong.is_empty() && !args.skip_invalid {
        return Err(table_file::not_all(wrong.len(), all));
    }
    let doing = session.doing(None, args.dry_run)?;
    let taken = session.ledger.import_feedback(placed, &doing)?;
    let taken = taken.map_err(|power| session.denied(power))?;
    if cx.globals.json {
        return cx.print(&json::answer(json!({
            "kind": kind.word(), "new": taken.new, "threads": taken.threads, "known": taken.known,
            "skipped": table_file::skipped(&wrong), "columns_left_out": columns_left_out,
        })));
    }
    let would = if args.dry_run { "would be: " } else { "" };
    cx.say(&format!("{would}{}", sentence(kind, taken)))
}

/// What is said of threads that the ledger has; other rows are wrong.
fn placed(
    rows: Vec<Row>,
    wrong: &mut Vec<Wrong>,
    session: &Session,
) -> Result<Vec<(ThreadId, Event)>, Error> {
    let mut placed = Vec::with_capacity(rows.len());
    for Row { line, thread, message_id, event } in rows {
        match place(thread, message_id, session)? {
            Ok(thread) => placed.push((thread, event)),
            Err(why) => wrong.push(Wrong { line, why }),
        }
    }
    wrong.sort_by_key(|wrong| wrong.line);
    Ok(placed)
}

fn place(
    thread: Option<i64>,
    message_id: Option<String>,
    session: &Session,
) -> Result<Result<ThreadId, String>, Error> {
    let mut found = Vec::with_capacity(2);
    if let Some(number) = thread {
        match session.ledger.resolve(ThreadId(number))? {
            Some(thread) => found.push(thread),
            None => return Ok(Err(format!("the ledger has no thread {number}"))),
        }
    }
    if let Some(id) = message_id {
        match session.ledger.thread_of(&id)? {
            Some(thread) => found.push(thread),
            None => return Ok(Err(format!("the ledger has no message <{}>", shortened(&id)))),
        }
    }
    Ok(match found[..] {
        [thread] => Ok(thread),
        [thread, other] if thread == other => Ok(thread),
        [thread, other] => Err(format!("its message is of thread {other}, not of {thread}")),
        _ => Err("it names no thread and no message-id".to_owned()),
    })
}

/// "12 scores of 10 threads taken, 3 were there already"
fn sentence(kind: Kind, Taken { new, threads, known }: Taken) -> String {
    let count = |n: usize| match (kind, n) {
        (Kind::Satisfaction, 1) => "1 score".to_owned(),
        (Kind::Satisfaction, n) => format!("{n} scores"),
        (Kind::Revenue, 1) => "1 amount".to_owned(),
        (Kind::Revenue, n) => format!("{n} amounts"),
    };
    let of = if threads == 1 { "1 thread".to_owned() } else { format!("{threads} threads") };
    match (new, known) {
        (0, known) => format!("nothing new: {} as before", count(known)),
        (new, 0) => format!("{} of {of} taken", count(new)),
        (new, known) => format!("{} of {of} taken; {known} there already", count(new)),
    }
}
