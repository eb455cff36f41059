//! Whose a customer is, in words.

use super::headline::possessive;
use super::{View, safe};
use crate::domain::ids::ThreadId;
use crate::domain::summary::Customer;

/// "customer 7 (Ana Lopez) is maya's (backup sam); 3 threads follow: 12, 15, 19"
pub fn sentence(customer: &Customer, followed: &[ThreadId], view: &View) -> String {
    let name = if customer.name.is_empty() { &customer.address } else { &customer.name };
    let whose = match customer.whose.owner {
        Some(owner) => format!("is {}", possessive(&view.member(owner))),
        None => "has no owner".to_owned(),
    };
    let backup = customer.whose.backup.map(|backup| format!(" (backup {})", view.member(backup)));
    let numbers: Vec<String> = followed.iter().map(ThreadId::to_string).collect();
    let threads = match followed {
        [] => String::new(),
        [one] => format!("; 1 thread follows: {one}"),
        many => format!("; {} threads follow: {}", many.len(), numbers.join(", ")),
    };
    let (number, name) = (customer.id, safe::line(name));
    format!("customer {number} ({name}) {whose}{}{threads}", backup.unwrap_or_default())
}
