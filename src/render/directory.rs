//! Customers in a list.

use super::fsck::grouped;
use super::table::{self, Cell, Form};
use super::{View, json};
use crate::domain::customer::list::Listed;
use crate::domain::time::Timestamp;
use crate::error::Error;
use serde_json::{Value, json};

const COLUMNS: [&str; 8] =
    ["no", "name", "company", "address", "status", "owner", "open", "last mail"];

/// The same for scripts, by the names that JSON has.
const SCRIPT_COLUMNS: [&str; 9] = [
    "customer",
    "name",
    "company",
    "address",
    "addresses",
    "status",
    "owner",
    "open_threads",
    "last_mail_at",
];

/// Customers in the order in which they are given.
pub fn list(customers: &[Listed], view: &View, form: Form) -> Result<String, Error> {
    let aligned = matches!(form, Form::Aligned { .. });
    let rows: Vec<_> = customers
        .iter()
        .map(|listed| if aligned { row(listed, view) } else { for_scripts(listed, view) })
        .collect();
    table::render(if aligned { &COLUMNS } else { &SCRIPT_COLUMNS }, &rows, form)
}

fn row(listed: &Listed, view: &View) -> Vec<Cell> {
    let mut row = for_scripts(listed, view);
    let more = listed.addresses.saturating_sub(1);
    if let Some(address) = row[3].as_mut().filter(|_| more > 0) {
        *address += &format!(" +{more}");
    }
    row.remove(4);
    row[7] = listed.last_mail_at.map(|at| view.day(at));
    row
}

fn for_scripts(listed: &Listed, view: &View) -> Vec<Cell> {
    let customer = &listed.customer;
    let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    vec![
        Some(customer.id.to_string()),
        said(&customer.name),
        listed.company.clone(),
        said(&customer.address),
        Some(listed.addresses.to_string()),
        listed.status.clone(),
        customer.whose.owner.map(|owner| view.member(owner)),
        Some(listed.open_threads.to_string()),
        listed.last_mail_at.map(rfc3339),
    ]
}

fn rfc3339(at: Timestamp) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// "… and 99,950 more: --limit 100000"; nothing where that was all.
pub fn more(count: usize) -> Option<String> {
    (count > 0).then(|| format!("… and {} more: --limit N", grouped(count as u64)))
}

/// Why nothing can be found.
pub fn unsearchable(words: &str) -> String {
    format!("there is no letter or digit in \"{words}\", so it is found nowhere")
}

/// The same as an answer for scripts.
pub fn json(customers: &[Listed], in_all: usize, view: &View) -> String {
    let customers: Vec<Value> = customers.iter().map(|listed| shape(listed, view)).collect();
    json::answer(json!({ "customers": customers, "in_all": in_all }))
}

fn shape(listed: &Listed, view: &View) -> Value {
    let mut shape = json!(json::customer(&listed.customer, view));
    if let Value::Object(fields) = &mut shape {
        let more = json!({
            "company": listed.company, "status": listed.status, "tags": listed.tags,
            "addresses": listed.addresses, "open_threads": listed.open_threads,
            "last_mail_at": listed.last_mail_at.map(json::time),
        });
        if let Value::Object(more) = more {
            fields.extend(more);
        }
    }
    shape
}
