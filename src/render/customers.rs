//! Customers in one line: who they are, whose, and why something was not done.

use super::headline::possessive;
use super::refusal::{denied, no_such_task, task_ended};
use super::{View, safe};
use crate::domain::customer::{Card, Refused};
use crate::domain::entry::{Entry, Event};
use crate::domain::ids::ThreadId;
use crate::domain::summary::Customer;
use crate::error::Error;

/// What they are called, safe to be shown.
pub fn name(customer: &Customer) -> String {
    safe::line(customer.display())
}

/// "customer 7 (Ana Lopez) is maya's (backup sam); 3 threads follow: 12, 15, 19"
pub fn sentence(customer: &Customer, followed: &[ThreadId], view: &View) -> String {
    let numbers: Vec<String> = followed.iter().map(ThreadId::to_string).collect();
    let threads = match followed {
        [] => String::new(),
        [one] => format!("; 1 thread follows: {one}"),
        many => format!("; {} threads follow: {}", many.len(), numbers.join(", ")),
    };
    let whose = whose(customer, view);
    format!("customer {} ({}) {whose}{threads}", customer.id, name(customer))
}

/// "is maya's (backup sam)"
fn whose(customer: &Customer, view: &View) -> String {
    let whose = match customer.whose.owner {
        Some(owner) => format!("is {}", possessive(&view.member(owner))),
        None => "has no owner".to_owned(),
    };
    let backup = customer.whose.backup.map(|backup| format!(" (backup {})", view.member(backup)));
    format!("{whose}{}", backup.unwrap_or_default())
}

/// "customer 7 (Ana Lopez, buyer, Example; ana@example.com +1; lead; vip) is maya's"
pub fn headline(card: &Card, view: &View) -> String {
    let customer = &card.customer;
    let mut who = vec![name(customer)];
    who.extend(card.role.as_deref().map(safe::line));
    who.extend(card.company.as_deref().map(safe::line));
    let mut parts = vec![who.join(", ")];
    let more = card.addresses.len().saturating_sub(1);
    let more = if more > 0 { format!(" +{more}") } else { String::new() };
    if !customer.address.is_empty() && !customer.name.is_empty() {
        parts.push(format!("{}{more}", safe::line(&customer.address)));
    }
    parts.extend(card.phone.as_deref().map(safe::line));
    parts.extend(card.status.as_deref().map(safe::line));
    parts.extend((!card.tags.is_empty()).then(|| safe::line(&card.tags.join(" "))));
    format!("customer {} ({}) {}", customer.id, parts.join("; "), whose(customer, view))
}

/// What was done beside what the headline says: "; noted", "; 9 is part of it now".
pub fn what_is_new(entries: &[Entry], view: &View) -> String {
    entries.iter().map(|entry| new(entry, view)).collect()
}

fn new(entry: &Entry, view: &View) -> String {
    let text = || safe::line(entry.words.text.as_deref().unwrap_or_default());
    match &entry.event {
        Event::CustomersMerged { from, .. } => format!("; {from} is part of it now"),
        Event::Noted { reader: Some(reader), .. } => {
            format!("; noted for {}", view.member(*reader))
        }
        Event::Noted { .. } => "; noted".to_owned(),
        Event::Acked { .. } => "; notes read".to_owned(),
        Event::Linked { link, .. } => format!("; {} {} linked", link.word(), text()),
        Event::TaskAdded { owner, due, .. } => {
            let due = due.map(|due| format!(", {}", view.when(due))).unwrap_or_default();
            format!("; task {}: {} ({}{due})", entry.seq, text(), view.member(*owner))
        }
        Event::TaskDone { task, .. } => format!("; task {task} done"),
        Event::TaskSet { task, status: Some(status), .. } => {
            format!("; task {task} {}", status.word())
        }
        Event::TaskSet { task, .. } => format!("; task {task} changed"),
        Event::TaskCommented { task, .. } => format!("; task {task} commented"),
        _ => String::new(),
    }
}

/// Why a customer was not changed, and what to type instead.
pub fn refusal(why: Refused, view: &View) -> Error {
    match why {
        Refused::Denied { power, thread } => {
            let mut error = denied(power, view);
            if let Some(thread) = thread {
                error.message += &format!(", and {thread} is not yours; nothing was changed");
            }
            error
        }
        Refused::Unknown(customer) => Error::refused(format!("there is no customer {customer}"))
            .hint("see their numbers: baton customer list"),
        Refused::BackupIsOwner(member) => {
            Error::refused(format!("{} cannot be owner and backup", view.member(member)))
        }
        Refused::NoOwner => Error::refused("where nobody is the owner there is no backup")
            .hint("say whose they are too: --owner MEMBER"),
        Refused::Left(member) => {
            Error::refused(format!("{} has left the team", view.member(member)))
                .hint("name somebody else: baton member list")
        }
        Refused::Viewer(member) => {
            let name = view.member(member);
            Error::refused(format!("{name} is a viewer, and can do nothing with it"))
                .hint("name somebody else: baton member list")
        }
        Refused::AddressTaken { address, by } => {
            Error::refused(format!("{} is customer {by}'s", safe::line(&address)))
                .hint(format!(
                    "say more of them: baton customer set {by}; if both are one: baton customer merge {by} OTHER"
                ))
        }
        Refused::OneAlready(customer) => {
            Error::refused(format!("these are one record already, customer {customer}"))
        }
        Refused::TwoOwners(mine, theirs) => {
            let (mine, theirs) = (view.member(mine), view.member(theirs));
            Error::refused(format!(
                "the one is {}, the other {}",
                possessive(&mine),
                possessive(&theirs)
            ))
            .hint(format!("say whose they are then: --owner {mine}, or --owner {theirs}"))
        }
        Refused::NoNote => Error::refused("there is no unread note for you on this customer"),
        Refused::NoSuchTask(task) => no_such_task(task),
        Refused::TaskEnded { task, status } => task_ended(task, status),
    }
}
