//! `metrics --rows`: every time that numbers are made of, streaming.

use super::super::context::Context;
use super::super::session::Session;
use super::{Asked, period, terms};
use crate::domain::metrics::{History, happened, reply_rows, thread_row};
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::render::View;
use crate::render::export::Format;
use crate::render::rows::{self, Column, REPLIES, Rows, THREADS};
use std::str::FromStr;

/// What each row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Threads,
    Replies,
}

impl What {
    pub const WORDS: [&str; 2] = ["threads", "replies"];
}

impl FromStr for What {
    type Err = String;

    fn from_str(text: &str) -> Result<What, String> {
        match text {
            "threads" => Ok(What::Threads),
            "replies" => Ok(What::Replies),
            _ => Err(format!("\"{text}\" is nothing that has rows: threads or replies")),
        }
    }
}

/// CSV, unless something else is asked for.
pub fn run(what: What, asked: &Asked, session: &Session, cx: &mut Context) -> Result<(), Error> {
    let (period, terms) = (period(asked, session)?, terms(session)?);
    let now = session.now;
    match what {
        What::Threads => stream(THREADS, period.from, session, cx, |history, rows| {
            if happened(&history, period) {
                rows.put(&thread_row(history, &terms, now))?;
            }
            Ok(())
        }),
        What::Replies => stream(REPLIES, period.from, session, cx, |history, rows| {
            reply_rows(history, &terms, period).iter().try_for_each(|row| rows.put(row))
        }),
    }
}

/// Writes the rows of each thread, by number; stops where nobody reads on.
fn stream<R>(
    columns: &'static [Column<R>],
    since: Timestamp,
    session: &Session,
    cx: &mut Context,
    put: impl Fn(History, &mut Rows<R>) -> Result<(), Error> + Sync,
) -> Result<(), Error> {
    let format = match (cx.globals.json, cx.globals.plain) {
        (true, _) => Format::JsonLines,
        (_, true) => Format::Plain,
        _ => Format::Csv { raw: false },
    };
    let view: View = session.view();
    cx.print(&rows::header(columns, format)?)?;
    let make = |histories: Vec<History>| {
        let mut rows = Rows::new(columns, format, &view);
        histories.into_iter().try_for_each(|history| put(history, &mut rows))?;
        Ok(rows.written())
    };
    session.ledger.stream_histories(Some(since), make, |written| cx.print_on(&written?))
}
