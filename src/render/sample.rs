//! Threads that were drawn for a review of quality.

use super::json::{self, time};
use super::table::{self, Cell, Form};
use super::wrap::hanging;
use super::{View, safe, threads};
use crate::domain::feedback::Score;
use crate::domain::metrics::Period;
use crate::domain::sample::Drawn;
use crate::error::Error;
use serde_json::{Value, json};

const COLUMNS: [&str; 6] = ["no", "closed", "customer", "subject", "owner", "scores"];
const SCRIPT_COLUMNS: [&str; 7] =
    ["thread", "closed_at", "customer", "subject", "owner", "scores", "seed"];

/// From what was drawn.
#[derive(Clone, Copy, Debug)]
pub struct Of<'a> {
    pub seed: &'a str,
    pub period: Period,
    /// So many threads there were.
    pub all: usize,
}

/// The threads in the order in which they were drawn.
pub fn table(drawn: &[Drawn], of: Of, view: &View, form: Form) -> Result<String, Error> {
    let scores = |scores: &[Score]| {
        let each = scores.iter().map(|of| format!("{} {}", of.score, view.member(of.by)));
        each.collect::<Vec<_>>().join(", ")
    };
    let row = |drawn: &Drawn, closed: String| -> Vec<Cell> {
        vec![
            Some(drawn.listed.summary.thread.to_string()),
            Some(closed),
            threads::known_customer(&drawn.listed),
            Some(drawn.listed.subject.clone()),
            drawn.listed.summary.owner.map(|owner| view.member(owner)),
            Some(scores(&drawn.scores)),
        ]
    };
    match form {
        Form::Aligned { .. } => {
            let shown = |drawn: &Drawn| row(drawn, view.when(drawn.closed_at));
            let rows: Vec<_> = drawn.iter().map(shown).collect();
            let table =
                if rows.is_empty() { String::new() } else { table::render(&COLUMNS, &rows, form)? };
            Ok(head(drawn.len(), of, view) + &table)
        }
        Form::Plain | Form::Csv => {
            let exact = |drawn: &Drawn| {
                let mut row = row(drawn, drawn.closed_at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
                row.push(Some(of.seed.to_owned()));
                row
            };
            let rows: Vec<_> = drawn.iter().map(exact).collect();
            table::render(&SCRIPT_COLUMNS, &rows, form)
        }
    }
}

/// "5 of 31 threads closed 2026-02-02 00:00 to 2026-03-02 00:00 (Europe/Berlin), seed 2026-03-02"
fn head(drawn: usize, of: Of, view: &View) -> String {
    let Period { from, to } = of.period;
    let (from, to, zone) = (view.stamp(from), view.stamp(to), view.policy.calendar.zone().name());
    let closed = format!("closed {from} to {to} ({zone}) after a reply of ours");
    match drawn {
        0 => {
            let none = format!("no thread was {closed}; give another period with --from and --to");
            hanging(&none, 0, 2).join("\n") + "\n"
        }
        _ => {
            let threads = if of.all == 1 { "thread" } else { "threads" };
            let seed = safe::line(of.seed);
            let first = format!("{drawn} of {} {threads} {closed}, seed {seed}", of.all);
            let first = hanging(&first, 0, 2).join("\n");
            format!("{first}\nsay of each how good it is: baton score THREAD 1-5\n\n")
        }
    }
}

/// `sample`.
pub fn json(drawn: &[Drawn], of: Of, view: &View) -> String {
    let threads: Vec<Value> = drawn
        .iter()
        .map(|drawn| {
            let listed = &drawn.listed;
            let scores: Vec<Value> = drawn.scores.iter().map(|of| score(of, view)).collect();
            json!({
                "thread": listed.summary.thread.0, "subject": listed.subject,
                "customer": threads::known_customer(listed),
                "owner": listed.summary.owner.map(|owner| view.team.name(owner)),
                "closed_at": time(drawn.closed_at), "scores": scores,
            })
        })
        .collect();
    json::answer(json!({
        "seed": of.seed, "from": time(of.period.from), "to": time(of.period.to), "of": of.all,
        "threads": threads,
    }))
}

fn score(score: &Score, view: &View) -> Value {
    json!({
        "entry": score.entry.0, "at": time(score.at), "author": view.team.name(score.by),
        "score": score.score, "note": score.note,
    })
}
