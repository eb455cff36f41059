//! Raw rows of threads and replies: each column with its name, its meaning and its value in one place.
//!
//! There are hundreds of thousands of them, so a row is written cell by cell into one buffer.

use super::export::Format;
use super::{View, json, safe, table};
use crate::domain::ids::MemberId;
use crate::domain::metrics::{ReplyRow, ThreadRow, Took, Value};
use crate::domain::time::Timestamp;
use crate::error::Error;
use chrono::{Datelike, Timelike};
use std::fmt::Write as _;

/// A column of rows of this kind.
pub struct Column<R> {
    pub name: &'static str,
    /// What stands in it, with its unit.
    pub text: &'static str,
    value: fn(&R, &View) -> Cell,
}

/// What stands in one place.
pub enum Cell {
    Nothing,
    Number(i64),
    /// In hundredths.
    Score(i64),
    Time(Timestamp),
    Word(&'static str),
    Text(String),
    Texts(Vec<String>),
    Truth(bool),
}

impl From<Option<i64>> for Cell {
    fn from(number: Option<i64>) -> Cell {
        number.map_or(Cell::Nothing, Cell::Number)
    }
}

impl From<Option<Timestamp>> for Cell {
    fn from(at: Option<Timestamp>) -> Cell {
        at.map_or(Cell::Nothing, Cell::Time)
    }
}

fn member(id: Option<MemberId>, view: &View) -> Cell {
    id.map_or(Cell::Nothing, |id| Cell::Text(view.team.name(id)))
}

fn wall(took: Option<Took>) -> Cell {
    took.map(|took| took.wall).into()
}

fn working(took: Option<Took>) -> Cell {
    took.map(|took| took.working).into()
}

fn kept(value: Option<Value>) -> Cell {
    match value {
        Some(Value::Hit(true)) => Cell::Word("met"),
        Some(Value::Hit(false)) => Cell::Word("missed"),
        Some(Value::Out(cause)) => Cell::Word(cause),
        _ => Cell::Nothing,
    }
}

/// A table of columns: `NAME, "MEANING", |row, view| VALUE;`.
macro_rules! columns {
    ($($name:literal, $text:literal, $value:expr;)*) => {
        &[$(Column { name: $name, text: $text, value: $value }),*]
    };
}

/// Of `metrics --rows`. They are for ever: more may come behind.
pub const THREADS: &[Column<ThreadRow>] = columns! {
    "thread", "its number", |row, _| Cell::Number(row.thread.0);
    "inbox", "where its first message came in",
        |row, view| row.inbox.map_or(Cell::Nothing, |inbox| Cell::Text(view.inbox(inbox)));
    "customer", "the number of the customer's record", |row, _| row.customer.map(|id| id.0).into();
    "owner", "who owns it now", |row, view| member(row.owner, view);
    "tags", "those it has now, with blanks between", |row, _| Cell::Texts(row.tags.iter().cloned().collect());
    "status", "open, waiting-customer, waiting-internal or closed, now", |row, _| Cell::Word(row.status.word());
    "priority", "low, normal, high or urgent, now", |row, _| Cell::Word(row.priority.word());
    "historic", "all of it is older than what the inbox's history setting covers", |row, _| Cell::Truth(row.historic);
    "first_at", "when its first message came in, whoever wrote it", |row, _| row.first_at.into();
    "first_in_at", "when the customer first wrote", |row, _| row.first_in_at.into();
    "last_in_at", "when the customer last wrote", |row, _| row.last_in_at.into();
    "last_out_at", "when we last wrote to them", |row, _| row.last_out_at.into();
    "messages_in", "how many messages people outside wrote", |row, _| Cell::Number(row.messages_in);
    "messages_out", "how many we wrote to people outside", |row, _| Cell::Number(row.messages_out);
    "automated", "how many messages no person wrote, in and out", |row, _| Cell::Number(row.automated);
    "first_owner", "who first owned it",
        |row, view| member(row.first_owned.map(|owned| owned.owner), view);
    "first_owner_at", "since when", |row, _| row.first_owned.map(|owned| owned.at).into();
    "first_owner_by", "member, or rule where baton made them so",
        |row, _| row.first_owned.map_or(Cell::Nothing, |owned| Cell::Word(if owned.by_rule { "rule" } else { "member" }));
    "ownership_lag_wall", "seconds from first_in_at to first_owner_at, clock time",
        |row, _| wall(row.ownership_lag);
    "ownership_lag_working", "the same in working time", |row, _| working(row.ownership_lag);
    "first_reply_at", "when we first answered the customer", |row, _| row.first_reply_at.into();
    "first_reply_by", "who did, where it is known", |row, view| member(row.first_reply_by, view);
    "first_response_wall", "seconds from first_in_at to first_reply_at, where they count in first_response; clock time",
        |row, _| wall(row.first_response);
    "first_response_working", "the same in working time", |row, _| working(row.first_response);
    "next_responses", "how many later messages were answered that count in next_response",
        |row, _| Cell::Number(row.next_responses);
    "closes", "how often it was closed", |row, _| Cell::Number(row.closes);
    "reopenings", "how often the customer wrote again after a close", |row, _| Cell::Number(row.reopenings);
    "first_close_at", "when it was first closed", |row, _| row.first_close_at.into();
    "last_close_at", "when it was last closed", |row, _| row.last_close_at.into();
    "resolution_wall", "seconds up to the last close, where they count in resolution; clock time",
        |row, _| wall(row.resolution);
    "resolution_working", "the same in working time", |row, _| working(row.resolution);
    "open_since", "since when we owe the customer something, where we do now", |row, _| row.open_since.into();
    "duplicates", "how many messages of the customer two members answered", |row, _| Cell::Number(row.duplicates);
    "offers", "how often it was offered in a handoff", |row, _| Cell::Number(row.offers);
    "handoffs", "how many of the offers were accepted", |row, _| Cell::Number(row.handoffs);
    "sla_first_response", "met, missed, or why it counts as neither", |row, _| kept(row.sla_first_response);
    "sla_resolution", "met, missed, or why it counts as neither", |row, _| kept(row.sla_resolution);
    "satisfaction", "the customer's last score that was imported",
        |row, _| row.satisfaction.map_or(Cell::Nothing, Cell::Score);
    "quality", "the last score that a member gave it", |row, _| row.quality.map_or(Cell::Nothing, Cell::Score);
};

/// Of `metrics --rows replies`. They are for ever: more may come behind.
pub const REPLIES: &[Column<ReplyRow>] = columns! {
    "thread", "the number of its thread", |row, _| Cell::Number(row.thread.0);
    "message", "its own number: seq in export messages, which has its Message-ID",
        |row, _| Cell::Number(row.message.0);
    "at", "when it was stored", |row, _| Cell::Time(row.at);
    "author", "who wrote it, where it is known", |row, view| member(row.author, view);
    "owner", "who owned the thread then", |row, view| member(row.owner, view);
    "inbox", "where the first message of the thread came in",
        |row, view| row.inbox.map_or(Cell::Nothing, |inbox| Cell::Text(view.inbox(inbox)));
    "customer", "the number of the customer's record", |row, _| row.customer.map(|id| id.0).into();
    "answers", "first (in a segment of the thread), next, further (another one to the same message), or none: the customer had not written",
        |row, _| Cell::Word(row.answers.word());
    "answered_message", "the number of the customer's message, the first since our last reply",
        |row, _| row.asked.map(|(seq, _)| seq.0).into();
    "answered_at", "when that came in", |row, _| row.asked.map(|(_, at)| at).into();
    "wall_seconds", "seconds from answered_at to at, where they count in first_response or next_response; clock time",
        |row, _| wall(row.took);
    "working_seconds", "the same in working time", |row, _| working(row.took);
    "duplicate", "another member had answered the same message within 24 hours before",
        |row, _| Cell::Truth(row.duplicate);
    "historic", "it is older than what the inbox's history setting covers", |row, _| Cell::Truth(row.historic);
};

/// What stands before the rows.
pub fn header<R>(columns: &[Column<R>], format: Format) -> Result<String, Error> {
    match format {
        Format::Csv { .. } => table::csv_line(columns.iter().map(|column| column.name.to_owned())),
        Format::JsonLines | Format::Plain => Ok(String::new()),
    }
}

/// Rows on their way out.
pub struct Rows<'a, R> {
    columns: &'a [Column<R>],
    view: &'a View<'a>,
    format: Format,
    text: String,
}

impl<'a, R> Rows<'a, R> {
    pub fn new(columns: &'a [Column<R>], format: Format, view: &'a View<'a>) -> Rows<'a, R> {
        Rows { columns, view, format, text: String::with_capacity(256 * 1024) }
    }

    /// Adds a row.
    pub fn put(&mut self, row: &R) -> Result<(), Error> {
        match self.format {
            Format::Csv { .. } => self.put_csv(row),
            Format::Plain => {
                self.put_plain(row);
                Ok(())
            }
            Format::JsonLines => {
                self.put_json(row);
                Ok(())
            }
        }
    }

    /// What is no text needs no quotes: only texts are looked through for what does.
    fn put_csv(&mut self, row: &R) -> Result<(), Error> {
        for (place, column) in self.columns.iter().enumerate() {
            self.text.push_str(if place == 0 { "" } else { "," });
            match (column.value)(row, self.view) {
                Cell::Nothing => {}
                Cell::Text(text) => self.put_text(text)?,
                Cell::Texts(texts) => self.put_text(texts.join(" "))?,
                plain => write_plain(&plain, &mut self.text),
            }
        }
        self.text.push_str("\r\n");
        Ok(())
    }

    fn put_text(&mut self, text: String) -> Result<(), Error> {
        let cell = table::csv_cell(&Some(text));
        match cell.contains([',', '"', '\r', '\n']) {
            true => {
                let line = table::csv_line(std::iter::once(cell))?;
                self.text.push_str(line.trim_end_matches("\r\n"));
            }
            false => self.text.push_str(&cell),
        }
        Ok(())
    }

    fn put_plain(&mut self, row: &R) {
        for (place, column) in self.columns.iter().enumerate() {
            self.text.push_str(if place == 0 { "" } else { "\t" });
            match (column.value)(row, self.view) {
                Cell::Nothing => self.text.push('-'),
                Cell::Text(text) => self.text.push_str(&safe::line(&text)),
                Cell::Texts(texts) if texts.is_empty() => self.text.push('-'),
                Cell::Texts(texts) => self.text.push_str(&safe::line(&texts.join(" "))),
                plain => write_plain(&plain, &mut self.text),
            }
        }
        self.text.push('\n');
    }

    fn put_json(&mut self, row: &R) {
        self.text.push_str("{\"version\":1");
        for column in self.columns {
            let _ = write!(self.text, ",\"{}\":", column.name);
            match (column.value)(row, self.view) {
                Cell::Nothing => self.text.push_str("null"),
                Cell::Text(text) => self.text.push_str(&json::text(&text)),
                Cell::Texts(texts) => {
                    let texts: Vec<String> = texts.iter().map(|text| json::text(text)).collect();
                    let _ = write!(self.text, "[{}]", texts.join(","));
                }
                plain @ (Cell::Time(_) | Cell::Word(_)) => {
                    self.text.push('"');
                    write_plain(&plain, &mut self.text);
                    self.text.push('"');
                }
                plain => write_plain(&plain, &mut self.text),
            }
        }
        self.text.push_str("}\n");
    }

    /// What was written.
    pub fn written(self) -> String {
        self.text
    }
}

/// What can neither start a formula nor hold anything odd.
fn write_plain(cell: &Cell, out: &mut String) {
    match cell {
        Cell::Number(number) => {
            out.push_str(itoa::Buffer::new().format(*number));
        }
        Cell::Score(score) => out.push_str(&super::metrics::hundredths(*score)),
        Cell::Time(at) => write_time(*at, out),
        Cell::Word(word) => out.push_str(word),
        Cell::Truth(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Cell::Nothing | Cell::Text(_) | Cell::Texts(_) => {}
    }
}

/// RFC 3339 in UTC, to the second. There are ten in a row: chrono's own way of writing them would take most of the time.
fn write_time(at: Timestamp, out: &mut String) {
    let at = at.naive_utc();
    let Ok(year @ 0..=9_999) = u32::try_from(at.year()) else {
        return out.push_str(&at.and_utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
    };
    let mut text = *b"0000-00-00T00:00:00Z";
    let parts = [year / 100, year % 100, at.month(), at.day(), at.hour(), at.minute(), at.second()];
    for (place, number) in [0, 2, 5, 8, 11, 14, 17].into_iter().zip(parts) {
        // Two digits each: none of these is above 99.
        text[place] += (number / 10) as u8;
        text[place + 1] += (number % 10) as u8;
    }
    out.push_str(str::from_utf8(&text).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_everywhere() {
        for text in ["1970-01-01T00:00:00Z", "2026-03-29T01:02:03Z", "9999-12-31T23:59:59Z"] {
            let mut out = String::new();
            write_time(chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc(), &mut out);
            assert_eq!(out, text);
        }
    }
}
