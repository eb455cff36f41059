//! Real threads beside each number, with what each adds to it and what it is about.

use super::View;
use super::metrics::{amount, hundredths, known};
use super::table::{self, Cell, Form};
use crate::domain::ids::ThreadId;
use crate::domain::metrics::{Clock, Example, Row, Shape};
use crate::domain::span;
use crate::error::Error;
use std::collections::HashMap;

/// A table of the examples of all numbers; nothing where there are none. `subjects` are those of all threads in it.
pub fn table(
    rows: &[Row],
    subjects: &HashMap<ThreadId, String>,
    view: &View,
    form: Form,
) -> Result<String, Error> {
    // Of two clocks they are the same.
    let once = rows.iter().filter(|row| row.clock != Some(Clock::Working));
    let rows: Vec<Vec<Cell>> = once
        .flat_map(|row| row.examples.iter().map(move |example| (row, example)))
        .map(|(row, example)| {
            vec![
                Some(row.metric.name().to_owned()),
                known(&row.key, view),
                Some(example.thread.to_string()),
                Some(value(row, example, view)),
                subjects.get(&example.thread).cloned(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Ok(String::new());
    }
    let table = table::render(&["example of", "by", "thread", "value", "subject"], &rows, form)?;
    Ok(format!("\n{table}"))
}

/// How long by the clock, how much, or when.
fn value(row: &Row, example: &Example, view: &View) -> String {
    let value = example.value;
    match (row.metric.shape(), &row.sum) {
        (Shape::Span | Shape::Ages | Shape::Stock, _) => span::human(value),
        (Shape::Score, _) => hundredths(value),
        (Shape::Sum, Some((_, currency))) => amount(value, currency) + " " + currency,
        (Shape::Sum, None) => value.to_string(),
        (Shape::Count | Shape::Share, _) => {
            chrono::DateTime::from_timestamp(value, 0).map_or(String::new(), |at| view.stamp(at))
        }
    }
}
