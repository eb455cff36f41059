//! What of baton's own mail was sent when, and what became of it.

use super::table::{self, Cell, Form};
use super::{View, json, safe, texts};
use crate::domain::mailing::Mailing;
use crate::error::Error;
use serde_json::{Value, json};

/// Lines are no longer than a terminal is wide.
const WIDTH: usize = 80;

/// Before what stands below a mail's first line.
const MARGIN: &str = "            ";

/// Mails, in the order in which they are given: under the day on which they were tried, or as a table for scripts.
pub fn list(mailings: &[Mailing], view: &View, form: Form) -> Result<String, Error> {
    if !matches!(form, Form::Aligned { .. }) {
        let header = ["at", "kind", "day", "recipient", "state", "attempts", "message_id", "error"];
        let rows: Vec<Vec<Cell>> = mailings.iter().map(|mailing| row(mailing, view)).collect();
        return table::render(&header, &rows, form);
    }
    let mut text = String::new();
    let mut last = None;
    for mailing in mailings {
        let local = view.policy.calendar.local(mailing.at);
        if last.replace(local.date_naive()) != Some(local.date_naive()) {
            text += &format!("{}\n", local.format("%a %-d %b %Y"));
        }
        text += &lines(mailing, view);
    }
    Ok(text)
}

/// One mail: what became of it, the Message-ID by which it can be found, and what went wrong.
fn lines(mailing: &Mailing, view: &View) -> String {
    let at = view.policy.calendar.local(mailing.at).format("%H:%M");
    let tries = match mailing.attempts {
        0 | 1 => String::new(),
        n => format!(", tried {n} times"),
    };
    let (kind, state) = (safe::line(&mailing.kind), mailing.state.word());
    let to = safe::line(&mailing.recipient);
    let mut text = format!("  {kind:<12}{state:<10}{at}  {to}{tries}\n");
    text += &format!("{MARGIN}<{}>\n", safe::line(&mailing.message_id));
    for line in mailing
        .error
        .iter()
        .flat_map(|error| texts::wrapped(&safe::line(error), WIDTH - MARGIN.len()))
    {
        text += &format!("{MARGIN}{}\n", line.trim_end());
    }
    text
}

fn row(mailing: &Mailing, view: &View) -> Vec<Cell> {
    vec![
        Some(view.stamp(mailing.at)),
        Some(mailing.kind.clone()),
        Some(mailing.day.clone()),
        Some(mailing.recipient.clone()),
        Some(mailing.state.word().to_owned()),
        Some(mailing.attempts.to_string()),
        Some(mailing.message_id.clone()),
        mailing.error.clone(),
    ]
}

/// The same as an answer for scripts.
pub fn json(mailings: &[Mailing]) -> String {
    let mailings: Vec<Value> = mailings.iter().map(shape).collect();
    json::answer(json!({ "mails": mailings }))
}

fn shape(mailing: &Mailing) -> Value {
    json!({
        "at": json::time(mailing.at),
        "kind": mailing.kind,
        "day": mailing.day,
        "recipient": mailing.recipient,
        "state": mailing.state.word(),
        "attempts": mailing.attempts,
        "message_id": mailing.message_id,
        "error": mailing.error,
    })
}
