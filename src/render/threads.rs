//! The queue.

use super::table::{self, Cell, Form};
use super::{View, absence, headline, safe};
use crate::domain::entry::WaitingOn;
use crate::domain::summary::{Listed, Status};
use crate::domain::time::Timestamp;
use crate::error::Error;

const COLUMNS: [&str; 8] =
    ["no", "age", "customer", "subject", "owner", "status", "next action", "due"];

/// The same for scripts, by the names that JSON has.
const SCRIPT_COLUMNS: [&str; 8] = [
    "thread",
    "age_working_seconds",
    "customer",
    "subject",
    "owner",
    "status",
    "next_action",
    "due",
];

/// Columns where there is no terminal: a mail from cron, a pager.
const NO_TERMINAL: u16 = 120;

/// The widest that a column of free text gets on a terminal, so that the others keep their room.
const WIDEST: [usize; 3] = [18, 32, 24];

/// Threads in the order in which they are given.
pub fn list(threads: &[Listed], view: &View, form: Form) -> Result<String, Error> {
    match form {
        Form::Aligned { width } => {
            let rows: Vec<_> = threads.iter().map(|listed| row(listed, view)).collect();
            table::render(&COLUMNS, &narrowed(rows, width.unwrap_or(NO_TERMINAL)), form)
        }
        Form::Plain | Form::Csv => {
            let rows: Vec<_> = threads.iter().map(|listed| for_scripts(listed, view)).collect();
            table::render(&SCRIPT_COLUMNS, &rows, form)
        }
    }
}

/// Seconds, times in UTC and the words of JSON: what a script reads today it reads tomorrow.
fn for_scripts(listed: &Listed, view: &View) -> Vec<Cell> {
    let mut row = row(listed, view);
    let summary = &listed.summary;
    let due = summary.due(view.policy, view.now);
    row[1] = summary.ages_from().map(|since| view.policy.age(since, view.now).to_string());
    row[4] = owner(listed, summary.owner.map(|owner| view.member(owner)), view);
    row[5] = Some(summary.status(view.now).word().to_owned());
    row[7] = due.map(|due| due.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    row
}

fn row(listed: &Listed, view: &View) -> Vec<Cell> {
    let summary = &listed.summary;
    let next = listed.next_action(view.policy, view.now);
    let age = summary.ages_from().map(|since| short(&view.age(since)));
    vec![
        Some(summary.thread.to_string()),
        Some(age.unwrap_or_default()),
        known_customer(listed),
        Some(listed.subject.clone()),
        owner(listed, absence::owner(summary, view), view),
        Some(status(listed, view)),
        next.as_ref().map(|next| next.text.clone()),
        next.and_then(|next| next.due).map(|at| due(at, view)),
    ]
}

/// The owner, and whom they offer it to: "maya>jordan", with + where it is offered to more.
fn owner(listed: &Listed, owner: Option<String>, view: &View) -> Cell {
    match listed.summary.open_offer(view.now) {
        Some(offer) => {
            let more = if offer.others.is_empty() { "" } else { "+" };
            let to = view.member(offer.to);
            Some(format!("{}>{to}{more}", owner.as_deref().unwrap_or("-")))
        }
        None => owner,
    }
}

/// The day, with ! where it has passed.
fn due(at: Timestamp, view: &View) -> String {
    let passed = if at < view.now { "!" } else { "" };
    format!("{}{passed}", view.day(at))
}

/// The larger unit of an age: "2bd 3h" is "2bd".
fn short(age: &str) -> String {
    age.split(' ').next().unwrap_or(age).to_owned()
}

/// The customer as [`known_customer`], or `-`.
pub fn customer(listed: &Listed) -> String {
    known_customer(listed).unwrap_or_else(|| "-".to_owned())
}

/// The customer's name, else their address, else From of the first message.
pub fn known_customer(listed: &Listed) -> Option<String> {
    match (&listed.customer, &listed.opened_by) {
        (Some(customer), _) => Some(customer.display().to_owned()),
        (None, from) => from.as_ref().map(|from| from.display().to_owned()),
    }
}

/// One short word, or two.
fn status(listed: &Listed, view: &View) -> String {
    match (listed.summary.status(view.now), listed.summary.waiting_on(view.now)) {
        (Status::WaitingInternal, Some(WaitingOn::Member(_) | WaitingOn::Named)) => {
            format!("on {}", headline::whom(listed, view))
        }
        (Status::WaitingInternal, _) => "on us".to_owned(),
        (Status::WaitingCustomer, _) => "on customer".to_owned(),
        (Status::Open, _) if listed.bounced_at().is_some() => "bounced".to_owned(),
        (status, _) => status.word().to_owned(),
    }
}

/// Shortens free text so that numbers, names and dates stay whole at this width.
fn narrowed(mut rows: Vec<Vec<Cell>>, width: u16) -> Vec<Vec<Cell>> {
    const FREE: [usize; 3] = [2, 3, 6];
    let natural = |column: usize, rows: &[Vec<Cell>]| {
        let widest =
            rows.iter().map(|row| safe::width(&table::shown(&row[column]))).max().unwrap_or(0);
        widest.max(COLUMNS[column].len()) + 2
    };
    let fixed: usize =
        (0..COLUMNS.len()).filter(|c| !FREE.contains(c)).map(|c| natural(c, &rows)).sum();
    let room = usize::from(width).saturating_sub(fixed + 2 * FREE.len()).max(24);
    let wanted: usize = WIDEST.iter().sum();
    for (column, widest) in FREE.into_iter().zip(WIDEST) {
        // Wide terminals give all of them more, in proportion.
        let share = (room * widest / wanted).max(6);
        for row in &mut rows {
            row[column] = Some(safe::cut(&table::shown(&row[column]), share));
        }
    }
    rows
}
