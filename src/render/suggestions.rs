//! Threads that may be one, each pair with the command that makes them one.

use super::safe;
use super::table::{self, Cell, Form};
use crate::domain::threading::Suggestion;
use crate::error::Error;
use serde_json::{Value, json};

/// A line a pair.
pub fn list(found: &[Suggestion], form: Form) -> Result<String, Error> {
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .map(|pair| {
            let (first, second) = (pair.first.thread, pair.second.thread);
            vec![
                Some(format!("baton merge {first} {second}")),
                Some(format!("{} days", days(pair))),
                Some(safe::line(&pair.second.subject)),
            ]
        })
        .collect();
    table::render(&["to make them one", "apart", "subject"], &rows, form)
}

/// The shape of `merge --suggest --json`.
pub fn json(found: &[Suggestion]) -> Value {
    let shape = |pair: &Suggestion| {
        json!({
            "threads": [pair.first.thread.0, pair.second.thread.0],
            "customer": pair.second.customer.0,
            "subject": pair.second.subject,
            "apart_seconds": apart(pair).num_seconds(),
        })
    };
    json!({ "suggestions": found.iter().map(shape).collect::<Vec<_>>() })
}

/// From the last mail of the one to the first of the other.
fn apart(pair: &Suggestion) -> chrono::TimeDelta {
    (pair.second.first_at - pair.first.last_at).max(chrono::TimeDelta::zero())
}

fn days(pair: &Suggestion) -> i64 {
    apart(pair).num_days()
}
