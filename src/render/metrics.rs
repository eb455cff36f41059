//! Numbers, with what was left out beside each.

use super::View;
use super::table::{self, Cell, Form};
use crate::domain::metrics::{DEFINITIONS, Key, NOTES, Period, Row};
use crate::domain::span;
use crate::error::Error;

const SCRIPT_COLUMNS: [&str; 10] =
    ["metric", "by", "unit", "clock", "n", "p50", "p90", "excluded", "from", "to"];
const COLUMNS: [&str; 7] = ["metric", "by", "clock", "n", "p50", "p90", "excluded"];

/// What a row is about: `all`, `2026-W47`, a member's or an inbox's name, `-` for nobody.
pub fn key(key: Key, view: &View) -> String {
    known(key, view).unwrap_or_else(|| "-".to_owned())
}

fn known(key: Key, view: &View) -> Cell {
    match key {
        Key::All => Some("all".to_owned()),
        Key::Week(year, week) => Some(format!("{year}-W{week:02}")),
        Key::Owner(owner) => owner.map(|owner| view.team.name(owner)),
        Key::Inbox(inbox) => inbox.map(|inbox| view.inbox(inbox)),
    }
}

/// Numbers as a table: seconds for scripts, durations for people.
pub fn table(rows: &[Row], period: Period, view: &View, form: Form) -> Result<String, Error> {
    match form {
        Form::Aligned { .. } => {
            let zone = view.policy.calendar.zone().name();
            let head =
                format!("{} to {} ({zone})\n\n", view.stamp(period.from), view.stamp(period.to));
            let rows: Vec<_> = rows.iter().map(|row| for_people(row, view)).collect();
            Ok(head + &table::render(&COLUMNS, &rows, form)?)
        }
        Form::Plain | Form::Csv => {
            let rows: Vec<_> = rows.iter().map(|row| for_scripts(row, period, view)).collect();
            table::render(&SCRIPT_COLUMNS, &rows, form)
        }
    }
}

fn for_people(row: &Row, view: &View) -> Vec<Cell> {
    let length = |seconds: Option<i64>| match (seconds, row.clock) {
        (None, None) => Some(String::new()),
        (None, Some(_)) => None,
        (Some(seconds), Some("working")) => Some(view.policy.calendar.age(seconds)),
        (Some(seconds), _) => Some(span::human(seconds)),
    };
    vec![
        Some(row.definition.name.to_owned()),
        known(row.key, view),
        Some(row.clock.unwrap_or("").to_owned()),
        Some(row.n.to_string()),
        length(row.p50),
        length(row.p90),
        Some(excluded(row)),
    ]
}

fn for_scripts(row: &Row, period: Period, view: &View) -> Vec<Cell> {
    let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    let iso = |at: crate::domain::time::Timestamp| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    vec![
        Some(row.definition.name.to_owned()),
        known(row.key, view),
        Some(row.definition.unit.to_owned()),
        Some(row.clock.unwrap_or("").to_owned()),
        Some(row.n.to_string()),
        Some(number(row.p50)),
        Some(number(row.p90)),
        Some(excluded(row)),
        Some(iso(period.from)),
        Some(iso(period.to)),
    ]
}

/// `automated:4 historic:1`.
fn excluded(row: &Row) -> String {
    row.excluded.iter().map(|(cause, n)| format!("{cause}:{n}")).collect::<Vec<_>>().join(" ")
}

/// Text in lines of at most 78 columns, each behind this margin.
fn wrapped(text: &str, margin: &str) -> String {
    let mut out = String::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && margin.len() + line.len() + 1 + word.len() > 78 {
            out += &format!("{margin}{line}\n");
            line.clear();
        }
        let gap = if line.is_empty() { "" } else { " " };
        line += &format!("{gap}{word}");
    }
    out + &format!("{margin}{line}\n")
}

/// What every number means.
pub fn definitions() -> String {
    let each = DEFINITIONS.map(|definition| {
        format!("{} ({})\n{}", definition.name, definition.unit, wrapped(definition.text, "    "))
    });
    format!("{}\n{}", each.join("\n"), wrapped(NOTES, ""))
}
