//! Tasks in a list.

use super::json;
use super::table::{self, Cell, Form};
use super::{View, customers, safe};
use crate::domain::task::{Listed, TaskStatus};
use crate::error::Error;
use serde_json::{Value, json};

/// Tasks, in the order in which they are given.
pub fn list(tasks: &[Listed], view: &View, form: Form) -> Result<String, Error> {
    let rows: Vec<Vec<Cell>> = tasks.iter().map(|listed| row(listed, view)).collect();
    table::render(&["task", "status", "owner", "thread", "customer", "what", "due"], &rows, form)
}

fn row(listed: &Listed, view: &View) -> Vec<Cell> {
    let task = &listed.task;
    let due = task.due.map(|due| {
        let late = if task.is_overdue(view.now) { " overdue" } else { "" };
        format!("{}{late}", view.when(due))
    });
    let status = match task.status {
        TaskStatus::Open => format!("open{}", pressing(listed)),
        status => status.word().to_owned(),
    };
    vec![
        Some(task.id.to_string()),
        Some(status),
        Some(view.member(task.owner)),
        listed.thread.map(|thread| thread.to_string()),
        listed.customer.as_ref().map(customers::name),
        Some(safe::line(&task.title)),
        due,
    ]
}

/// " urgent", where it is not as pressing as any.
fn pressing(listed: &Listed) -> String {
    match listed.task.priority {
        crate::domain::priority::Priority::Normal => String::new(),
        priority => format!(" {priority}"),
    }
}

/// The same as an answer for scripts.
pub fn json(tasks: &[Listed], view: &View) -> String {
    let tasks: Vec<Value> = tasks.iter().map(|listed| shape(listed, view)).collect();
    json::answer(json!({ "tasks": tasks }))
}

/// A task, and what it is on.
pub fn shape(listed: &Listed, view: &View) -> Value {
    let mut shape = json::task(&listed.task, view);
    if let Value::Object(fields) = &mut shape {
        fields.insert("thread".into(), json!(listed.thread.map(|thread| thread.0)));
        let customer = listed.customer.as_ref().map(|customer| json::customer(customer, view));
        fields.insert("customer".into(), json!(customer));
    }
    shape
}
