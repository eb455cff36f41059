//! Rows of an export: JSON lines and tables with the same names, made of the same shapes as the other answers.

use super::table::{self, Cell};
use super::{View, json, tasks};
use crate::domain::entry::Entry;
use crate::domain::ids::ThreadId;
use crate::domain::message::Message;
use crate::domain::summary::Listed;
use crate::domain::task;
use crate::domain::time::Timestamp;
use crate::error::Error;
use serde_json::{Value, json};

/// How rows come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180 with a header. Text cells start no formula, unless `raw`.
    Csv { raw: bool },
    /// One object a line.
    JsonLines,
    /// Tab-separated, without header.
    Plain,
}

/// The columns of one kind of row: their names, and where in the JSON object each is found (RFC 6901).
pub type Columns = &'static [(&'static str, &'static str)];

pub const MESSAGES: Columns = &[
    ("thread", "/thread"),
    ("seq", "/seq"),
    ("message_id", "/message_id"),
    ("key", "/key"),
    ("at", "/at"),
    ("dated", "/dated"),
    ("direction", "/direction"),
    ("automated", "/automated"),
    ("author", "/author"),
    ("customer", "/customer"),
    ("from_name", "/from_name"),
    ("from", "/from"),
    ("to", "/to"),
    ("cc", "/cc"),
    ("subject", "/subject"),
    ("references", "/references"),
    ("size", "/size"),
    ("places", "/places"),
    ("vanished_from", "/vanished/from"),
    ("vanished_since", "/vanished/since"),
    ("truncated", "/truncated"),
    ("unreadable", "/unreadable"),
    ("historic", "/historic"),
    ("id_reused", "/id_reused"),
];

pub const THREADS: Columns = &[
    ("thread", "/thread"),
    ("subject", "/subject"),
    ("customer", "/customer/customer"),
    ("customer_name", "/customer/name"),
    ("customer_address", "/customer/address"),
    ("inboxes", "/inboxes"),
    ("status", "/status"),
    ("waiting_on", "/waiting_on"),
    ("owner", "/owner"),
    ("backup", "/backup"),
    ("effective_owner", "/effective_owner"),
    ("held_by", "/held_by"),
    ("held_until", "/held_until"),
    ("priority", "/priority"),
    ("tags", "/tags"),
    ("next_action", "/next_action/text"),
    ("next_action_task", "/next_action/task"),
    ("next_action_due", "/next_action/due"),
    ("next_action_owner", "/next_action/owner"),
    ("next_action_implied", "/next_action/implied"),
    ("automated", "/automated"),
    ("bounced_at", "/bounced_at"),
    ("messages", "/messages"),
    ("awaiting_reply", "/awaiting_reply"),
    ("first_at", "/first_at"),
    ("last_inbound_at", "/last_inbound_at"),
    ("last_outbound_at", "/last_outbound_at"),
    ("waiting_since", "/waiting_since"),
    ("age_working_seconds", "/age_working_seconds"),
    ("acting_why", "/acting/why"),
    ("acting_of", "/acting/of"),
    ("acting_until", "/acting/until"),
    ("customer_owner", "/customer/owner"),
    ("customer_backup", "/customer/backup"),
    ("level", "/level"),
    ("level_until", "/level_until"),
    ("sla_target", "/sla/target"),
    ("sla_due", "/sla/due"),
    ("sla_state", "/sla/state"),
];

pub const ENTRIES: Columns = &[
    ("entry", "/entry"),
    ("at", "/at"),
    ("actor", "/actor"),
    ("behind", "/behind"),
    ("kind", "/kind"),
    ("thread", "/thread"),
    ("thread_now", "/thread_now"),
    ("text", "/text"),
    ("hash", "/hash"),
];

pub const CUSTOMERS: Columns = &[
    ("customer", "/customer"),
    ("name", "/name"),
    ("address", "/address"),
    ("addresses", "/addresses"),
    ("company", "/company"),
    ("role", "/role"),
    ("phone", "/phone"),
    ("status", "/status"),
    ("tags", "/tags"),
    ("owner", "/owner"),
    ("backup", "/backup"),
    ("merged", "/merged"),
];

pub const TASKS: Columns = &[
    ("task", "/task"),
    ("text", "/text"),
    ("state", "/state"),
    ("overdue", "/overdue"),
    ("owner", "/owner"),
    ("due", "/due"),
    ("priority", "/priority"),
    ("thread", "/thread"),
    ("subject", "/subject"),
    ("customer", "/customer/customer"),
    ("customer_name", "/customer/name"),
    ("customer_address", "/customer/address"),
    ("customer_owner", "/customer/owner"),
    ("customer_backup", "/customer/backup"),
    ("comments", "/comments"),
    ("added_at", "/added_at"),
    ("changed_at", "/changed_at"),
    ("done_at", "/done_at"),
];

/// What stands before the rows.
pub fn header(columns: Columns, format: Format) -> Result<String, Error> {
    let names = || columns.iter().map(|(name, _)| name.to_string());
    match format {
        Format::Csv { .. } => table::csv_line(names()),
        Format::JsonLines | Format::Plain => Ok(String::new()),
    }
}

/// One row.
pub fn row(columns: Columns, object: Value, format: Format) -> Result<String, Error> {
    let cells = |object: &Value| -> Vec<Cell> {
        columns
            .iter()
            .map(|(name, place)| object.pointer(place).and_then(|v| cell(name, v)))
            .collect()
    };
    match format {
        Format::JsonLines => Ok(json::answer(object)),
        Format::Plain => Ok(table::plain_line(&cells(&object))),
        Format::Csv { raw: false } => table::csv_line(cells(&object).iter().map(table::csv_cell)),
        Format::Csv { raw: true } => {
            let visible = |cell: &Cell| cell.as_deref().map(super::safe::line).unwrap_or_default();
            table::csv_line(cells(&object).iter().map(visible))
        }
    }
}

/// A value in one cell; a list with commas between, but for ids with blanks, as in the mail: an id may hold a comma.
fn cell(name: &str, value: &Value) -> Cell {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(values) => {
            let texts: Vec<String> = values.iter().filter_map(item).collect();
            Some(texts.join(if name == "references" { " " } else { ", " }))
        }
        other => Some(other.to_string()),
    }
}

/// An item of a list; of a comment, what it says.
fn item(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        value => value["text"].as_str().map(str::to_owned),
    }
}

/// A message in its shape, with all that is kept of it.
pub fn message(thread: ThreadId, key: &str, message: &Message, view: &View) -> Value {
    let addresses = |list: &[crate::domain::address::Address]| -> Value {
        list.iter().map(|address| address.address.as_str()).collect()
    };
    let (mut shape, fact) = (json::message(message, view), &message.fact);
    let more = json!({
        "thread": thread.0,
        "seq": fact.seq.0,
        "key": key,
        "dated": fact.dated.map(json::time),
        "customer": fact.customer.map(|customer| customer.0),
        "from_name": message.from.as_ref().map(|from| from.name.as_str()),
        "to": addresses(&message.to),
        "cc": addresses(&message.cc),
        "references": message.references,
        "size": message.size,
        "historic": fact.historic,
    });
    if let (Value::Object(fields), Value::Object(more)) = (&mut shape, more) {
        fields.extend(more);
    }
    shape
}

/// A task in its shape, with its comments, its thread's subject, and when it was last changed.
pub fn task(listed: &task::Listed, subject: &str, changed_at: Timestamp, view: &View) -> Value {
    let mut shape = tasks::shape(listed, view);
    shape["subject"] = json!(listed.thread.map(|_| subject));
    shape["changed_at"] = json!(json::time(changed_at));
    shape
}

/// THREAD of SPEC §10.
pub fn thread(listed: &Listed, view: &View) -> Value {
    json!(json::thread(listed, view))
}

/// An entry as `log` gives it, and its thread as that is numbered now.
pub fn entry(entry: &Entry, thread_now: Option<ThreadId>, view: &View) -> Value {
    let mut shape = json::entry(entry, view);
    shape["thread_now"] = json!(thread_now.map(|thread| thread.0));
    shape
}
