//! Entries of the ledger, in words.

use super::headline::{blocker, receivers};
use super::table::{self, Cell, Form};
use super::{View, safe};
use crate::domain::entry::{Because, CloseReason, Entry, Event, NoteKind};
use crate::domain::hundredths::Hundredths;
use crate::domain::ids::CustomerId;
use crate::domain::money::Money;
use crate::domain::time::Timestamp;
use crate::error::Error;

/// Entries, oldest first.
pub fn list(entries: &[Entry], view: &View, form: Form) -> Result<String, Error> {
    let rows: Vec<Vec<Cell>> = entries
        .iter()
        .map(|entry| {
            vec![
                Some(entry.seq.to_string()),
                Some(view.stamp(entry.at)),
                entry.thread.map(|thread| thread.to_string()),
                Some(actor(entry, view)),
                Some(text(entry, view)),
            ]
        })
        .collect();
    table::render(&["entry", "at", "thread", "who", "what"], &rows, form)
}

/// The member, with the admin behind them; `baton` where no member did it.
pub fn actor(entry: &Entry, view: &View) -> String {
    match (entry.actor.member, entry.actor.behind) {
        (Some(member), Some(behind)) => {
            format!("{} (by {})", view.member(member), view.member(behind))
        }
        (Some(member), None) => view.member(member),
        (None, _) => "baton".to_owned(),
    }
}

/// What happened, in one line; its times are written out, for the line is read on another day too.
pub fn text(entry: &Entry, view: &View) -> String {
    let (event, words) = (what(entry, view), &entry.words);
    let quoted = words.text.as_ref().filter(|_| !matches!(entry.event, Event::Waited { .. }));
    let quoted = quoted.map(|text| format!(": {}", safe::line(text))).unwrap_or_default();
    let reason =
        words.reason.as_ref().map(|why| format!(" ({})", safe::line(why))).unwrap_or_default();
    format!("{event}{quoted}{reason}")
}

fn on_customer(customer: Option<CustomerId>) -> String {
    customer.map(|customer| format!(" on customer {customer}")).unwrap_or_default()
}

/// ": company Example, tags vip"
fn contact(entry: &Entry) -> String {
    let Some(said) = &entry.words.contact else { return String::new() };
    let text = |what: &str, said: &Option<String>| match said.as_deref() {
        None => None,
        Some("") => Some(format!("no {what}")),
        Some(said) => Some(format!("{what} {}", safe::line(said))),
    };
    let list = |what: &str, said: &[String]| {
        (!said.is_empty()).then(|| format!("{what} {}", safe::line(&said.join(" "))))
    };
    let told = [
        text("name", &said.name),
        text("company", &said.company),
        text("role", &said.role),
        text("phone", &said.phone),
        text("status", &said.status),
        list("address", &said.addresses),
        list("tag", &said.tags),
        list("no more tag", &said.tags_removed),
    ];
    let told: Vec<String> = told.into_iter().flatten().collect();
    if told.is_empty() { String::new() } else { format!(": {}", told.join(", ")) }
}

/// " of 2026-03-02 10:00", where it is known when it was.
fn dated(at: Option<Timestamp>, view: &View) -> String {
    at.map(|at| format!(" of {}", view.stamp(at))).unwrap_or_default()
}

fn what(entry: &Entry, view: &View) -> String {
    let name = |member| view.member(member);
    match &entry.event {
        Event::MemberRemoved { to: Some(to), .. } => {
            format!("member removed, all passed on to {}", name(*to))
        }
        Event::MemberRemoved { .. } => "member removed".to_owned(),
        Event::Away { member, from, until, cover } => {
            let until =
                until.map(|until| format!(" until {}", view.stamp(until))).unwrap_or_default();
            let cover = cover.map(|cover| format!(", covered by {}", name(cover)));
            let cover = cover.unwrap_or_else(|| ", covered by nobody".to_owned());
            format!("{} away from {}{until}{cover}", name(*member), view.stamp(*from))
        }
        Event::Back { absence } => {
            // One that was dropped before it began is known by its number alone.
            let of = view.team.absences.iter().find(|known| known.entry == *absence);
            let who = of.map(|of| format!("{} ", name(of.member))).unwrap_or_default();
            format!("{who}back: absence {absence} ends")
        }
        Event::Granted { member, power, until } => {
            format!("{} may {} until {}", name(*member), power.meaning(), view.stamp(*until))
        }
        Event::Revoked { grant } => format!("grant {grant} revoked"),
        Event::Denied { power } => format!("denied: may not {}", power.meaning()),
        Event::CustomerAssigned { customer, owner, backup } => {
            let owner = owner.map_or_else(|| "nobody".to_owned(), &name);
            let backup = backup.map(|backup| format!(", backup {}", name(backup)));
            format!("customer {customer} assigned to {owner}{}", backup.unwrap_or_default())
        }
        Event::Confirmed => "confirmed".to_owned(),
        Event::PassedOn { from, to } => format!("passed on from {} to {}", name(*from), name(*to)),
        Event::Escalated { level, until } => {
            let until =
                until.map(|until| format!(" until {}", view.stamp(until))).unwrap_or_default();
            format!("escalated to level {level}{until}")
        }
        Event::Deescalated => "escalation ended".to_owned(),
        Event::Undone { entry, .. } => format!("entry {entry} taken back"),
        Event::LedgerCreated { test_world: true } => "ledger made, for tests".to_owned(),
        Event::LedgerCreated { .. } => "ledger made".to_owned(),
        Event::MemberAdded { .. } => "member added".to_owned(),
        Event::MemberChanged { .. } => "member changed".to_owned(),
        Event::Claimed { hold_until } => format!("claimed, held until {}", view.stamp(*hold_until)),
        Event::Held { hold_until } => format!("held until {}", view.stamp(*hold_until)),
        Event::Released => "released".to_owned(),
        Event::Assigned { owner, backup, because } => {
            let backup =
                backup.map(|backup| format!(", backup {}", name(backup))).unwrap_or_default();
            let because = match because {
                Some(Because::Customer(customer)) => format!(", owner of customer {customer}"),
                None => String::new(),
            };
            format!("assigned to {}{backup}{because}", name(*owner))
        }
        Event::Noted { reader, note, customer, .. } => {
            let on = on_customer(*customer);
            let reader = reader.map(|reader| format!(" for {}", name(reader))).unwrap_or_default();
            match note {
                NoteKind::Note => format!("noted{on}{reader}"),
                kind => format!("noted a {}{on}{reader}", kind.word()),
            }
        }
        Event::TaskAdded { owner, due, customer, .. } => {
            let due = due.map(|due| format!(", due {}", view.stamp(due))).unwrap_or_default();
            format!("task {}{} for {}{due}", entry.seq, on_customer(*customer), name(*owner))
        }
        Event::TaskSet { task, owner, due, priority, status, .. } => {
            let told = [
                owner.map(|owner| format!("for {}", name(owner))),
                due.map(|due| format!("due {}", view.stamp(due))),
                priority.map(|priority| format!("priority {priority}")),
                status.map(|status| status.word().to_owned()),
            ];
            let told: Vec<String> = told.into_iter().flatten().collect();
            let told = if told.is_empty() { "renamed".to_owned() } else { told.join(", ") };
            format!("task {task} {told}")
        }
        Event::TaskCommented { task, .. } => format!("task {task} commented"),
        Event::Linked { link, amount, currency, customer } => {
            let amount = amount.zip(currency.as_deref()).and_then(|(n, code)| Money::new(n, code));
            let amount = amount.map(|amount| format!(", {amount}")).unwrap_or_default();
            format!("{} linked{}{amount}", link.word(), on_customer(*customer))
        }
        Event::CustomerAdded { customer } => format!("customer {customer} added{}", contact(entry)),
        Event::CustomerChanged { customer } => {
            format!("customer {customer} changed{}", contact(entry))
        }
        Event::CustomersMerged { customer, from, owner, .. } => {
            let owner = owner.map(|owner| format!(", owner {}", name(owner))).unwrap_or_default();
            format!("customer {from} merged into customer {customer}{owner}")
        }
        Event::TaskDone { task, .. } => format!("task {task} done"),
        Event::Waited { on, until } => {
            let what = entry.words.text.as_ref().map(|what| format!(" ({})", safe::line(what)));
            let until =
                until.map(|until| format!(" until {}", view.stamp(until))).unwrap_or_default();
            let whom = blocker(*on, entry.words.on.as_deref(), view);
            format!("waits for {whom}{}{until}", what.unwrap_or_default())
        }
        Event::Closed { why: CloseReason::Member } => "closed".to_owned(),
        Event::Closed { why: CloseReason::NoReply } => {
            "closed: no reply from the customer".to_owned()
        }
        Event::Reopened => "reopened".to_owned(),
        Event::PrioritySet { priority } => format!("priority {priority}"),
        Event::Tagged { added, removed } => {
            let signed = |sign, tags: &[String]| {
                tags.iter().map(|tag| format!("{sign}{tag}")).collect::<Vec<_>>()
            };
            format!("tags {}", [signed('+', added), signed('-', removed)].concat().join(" "))
        }
        Event::Offered { to, others, lapses_at, .. } => {
            let to = receivers(std::iter::once(*to).chain(others.iter().copied()), view);
            format!("offered to {to}, lapses {}", view.stamp(*lapses_at))
        }
        Event::Accepted => "accepted".to_owned(),
        Event::Declined => "declined".to_owned(),
        Event::Withdrawn => "offer withdrawn".to_owned(),
        Event::Lapsed => "offer lapsed".to_owned(),
        Event::Joined { from, .. } => format!("{from} joined to it: a mail shows they are one"),
        Event::Merged { from, .. } => format!("{from} merged into it"),
        Event::Split { into, begins: true, .. } => {
            format!("split: a message and its replies are {into}")
        }
        Event::Split { into, .. } => format!("split: {into} is another conversation"),
        Event::SplitOff { from, .. } => format!("split off from {from}"),
        Event::Forced { owner, held_by, answered_by } => {
            let against = [("owned", owner), ("held", held_by), ("answered", answered_by)];
            let said = against.iter().filter_map(|(what, member)| {
                member.map(|member| format!("{what} by {}", name(member)))
            });
            match said.collect::<Vec<_>>().join(", ") {
                none if none.is_empty() => "let out all the same: answered already".to_owned(),
                said => format!("let out all the same: {said}"),
            }
        }
        Event::Acked { .. } => "notes read".to_owned(),
        Event::Annotated { date } => format!("annotated {date}"),
        Event::ExperimentStarted { date } => format!("experiment from {date} on"),
        Event::ExperimentStopped { date, .. } => format!("experiment ended with {date}"),
        Event::Rated { hundredths, rated_at } => {
            format!("satisfaction {}{}", Hundredths(*hundredths), dated(*rated_at, view))
        }
        Event::Earned { amount, currency, earned_at } => {
            let amount = Money::new(*amount, currency);
            let amount = amount.map(|amount| format!(" {amount}")).unwrap_or_default();
            format!("revenue{amount}{}", dated(*earned_at, view))
        }
        Event::Scored { score } => format!("scored {score} of 5"),
    }
}
