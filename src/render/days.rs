//! What the team said of days: annotations and experiments.

use super::json::{self, time};
use super::table::{self, Cell, Form};
use super::wrap::hanging;
use super::{View, safe};
use crate::domain::annotation::Annotation;
use crate::domain::days::Days;
use crate::domain::experiment::Experiment;
use crate::error::Error;
use serde_json::{Value, json};

/// "2026-03-02: new prices", in as many lines as it takes; `would` stands before it where it is not written.
pub fn told(would: &str, annotation: &Annotation) -> String {
    hanging(&format!("{would}{}", annotated(annotation)), 0, 2).join("\n")
}

/// "2026-03-02: new prices"
pub fn annotated(annotation: &Annotation) -> String {
    format!("{}: {}", annotation.date, safe::line(&annotation.text))
}

pub fn annotations(all: &[Annotation], view: &View, form: Form) -> Result<String, Error> {
    let row = |annotation: &Annotation| -> Vec<Cell> {
        vec![
            Some(annotation.date.to_string()),
            Some(annotation.text.clone()),
            annotation.by.map(|by| view.member(by)),
            Some(annotation.entry.to_string()),
        ]
    };
    let rows: Vec<_> = all.iter().map(row).collect();
    table::render(&["date", "text", "author", "entry"], &rows, form)
}

/// `annotate`.
pub fn annotations_json(all: &[Annotation], view: &View) -> String {
    json::answer(json!({ "annotations": annotation_shapes(all, view) }))
}

pub fn annotation_shapes(all: &[Annotation], view: &View) -> Value {
    all.iter().map(|annotation| annotation_shape(annotation, view)).collect()
}

fn annotation_shape(annotation: &Annotation, view: &View) -> Value {
    json!({
        "entry": annotation.entry.0, "at": time(annotation.at),
        "author": annotation.by.map(|by| view.team.name(by)),
        "date": annotation.date.to_string(), "text": annotation.text,
    })
}

/// "experiment short-replies runs from 2026-03-02 on", "… ran from 2026-03-02 to 2026-03-13"
pub fn headline(experiment: &Experiment) -> String {
    let (name, from) = (safe::line(&experiment.name), experiment.from);
    match &experiment.stopped {
        None => format!("experiment {name} runs from {from} on"),
        Some(stopped) => format!("experiment {name} ran from {from} to {}", stopped.on),
    }
}

/// One experiment, and all that was said of it.
pub fn experiment(experiment: &Experiment, view: &View) -> String {
    let by = experiment.by.map(|by| format!(", begun by {}", view.member(by))).unwrap_or_default();
    let mut lines = hanging(&format!("{}{by}", headline(experiment)), 0, 2);
    let result = experiment.stopped.as_ref().and_then(|stopped| stopped.result.as_ref());
    for (what, said) in [("hypothesis", experiment.hypothesis.as_ref()), ("result", result)] {
        if let Some(said) = said {
            lines.extend(hanging(&format!("{what}: {}", safe::line(said)), 0, 2));
        }
    }
    lines.join("\n") + "\n"
}

pub fn experiments(all: &[Experiment], view: &View, form: Form) -> Result<String, Error> {
    let row = |experiment: &Experiment| -> Vec<Cell> {
        let stopped = experiment.stopped.as_ref();
        vec![
            Some(experiment.name.clone()),
            Some(experiment.from.to_string()),
            stopped.map(|stopped| stopped.on.to_string()),
            experiment.by.map(|by| view.member(by)),
            experiment.hypothesis.clone(),
            stopped.and_then(|stopped| stopped.result.clone()),
        ]
    };
    let rows: Vec<_> = all.iter().map(row).collect();
    table::render(&["name", "from", "to", "author", "hypothesis", "result"], &rows, form)
}

/// `experiment start`, `stop` and `show`.
pub fn experiment_json(experiment: &Experiment, view: &View) -> String {
    json::answer(experiment_shape(experiment, view))
}

/// `experiment list`.
pub fn experiments_json(all: &[Experiment], view: &View) -> String {
    json::answer(json!({ "experiments": experiment_shapes(all, view) }))
}

pub fn experiment_shapes(all: &[Experiment], view: &View) -> Value {
    all.iter().map(|experiment| experiment_shape(experiment, view)).collect()
}

pub fn experiment_shape(experiment: &Experiment, view: &View) -> Value {
    let stopped = experiment.stopped.as_ref();
    json!({
        "entry": experiment.entry.0, "author": experiment.by.map(|by| view.team.name(by)),
        "name": experiment.name, "hypothesis": experiment.hypothesis,
        "from": experiment.from.to_string(),
        "to": stopped.map(|stopped| stopped.on.to_string()),
        "result": stopped.and_then(|stopped| stopped.result.as_ref()),
    })
}

/// What was said of the days of a report, to stand beneath it; empty where nothing was.
pub fn beneath(days: &Days) -> String {
    let happened = days.annotations.iter().map(annotated);
    let tried = days.experiments.iter().map(headline);
    let lines: Vec<String> = happened.chain(tried).flat_map(|line| hanging(&line, 2, 4)).collect();
    match lines.is_empty() {
        true => String::new(),
        false => format!("\nwhat happened meanwhile:\n{}\n", lines.join("\n")),
    }
}
