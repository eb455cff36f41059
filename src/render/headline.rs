//! What is now true of a thread, in one sentence.

use super::{View, absence, safe, threads};
use crate::domain::entry::{Event, WaitingOn};
use crate::domain::priority::Priority;
use crate::domain::summary::{Listed, Status};

/// The sentence after a change, with what was done where the sentence alone does not show it.
///
/// `done` are the titles of the tasks that were completed, `parts` the threads that became one.
pub fn after(
    listed: &Listed,
    events: &[Event],
    done: &[String],
    parts: &[Listed],
    view: &View,
) -> String {
    let mut sentence = sentence(listed, view);
    for title in done {
        sentence += &format!("; done: {}", safe::line(title));
    }
    let next = listed.summary.next.map(|next| (next.owner, next.due));
    for event in events {
        sentence += &match event {
            Event::Noted { reader: Some(reader), .. } => {
                format!("; noted for {}", view.member(*reader))
            }
            Event::Noted { reader: None, .. } => "; noted".to_owned(),
            // A task that is due later than another.
            Event::TaskAdded { owner, due, .. } if next != Some((*owner, *due)) => {
                "; task added".to_owned()
            }
            Event::Reopened => "; reopened".to_owned(),
            Event::Undone { entry } => format!("; entry {entry} taken back"),
            Event::Merged { from, .. } => {
                let part = parts.iter().find(|part| part.summary.thread == *from);
                format!("; {} is part of it now", part.map(named).unwrap_or_default())
            }
            Event::SplitOff { from, .. } => format!("; split off from {from}"),
            Event::Acked => "; notes read".to_owned(),
            Event::Confirmed => "; confirmed".to_owned(),
            Event::Declined => "; declined".to_owned(),
            Event::Withdrawn => "; offer withdrawn".to_owned(),
            _ => String::new(),
        };
    }
    sentence
}

/// `42 "Pricing question" (Ana Lopez)`
pub fn named(listed: &Listed) -> String {
    let (subject, customer) = (safe::line(&listed.subject), safe::line(&threads::customer(listed)));
    format!("{} \"{subject}\" ({customer})", listed.summary.thread)
}

/// "42 is maya's (backup jordan); next: send quote, Fri 27 Nov".
pub fn sentence(listed: &Listed, view: &View) -> String {
    let summary = &listed.summary;
    let mut sentence = format!("{} ", summary.thread);
    match summary.owner {
        Some(owner) => sentence += &format!("is {}", possessive(&view.member(owner))),
        None => sentence += "has no owner",
    }
    if let Some(backup) = summary.backup {
        sentence += &format!(" (backup {})", view.member(backup));
    }
    if summary.away(view.policy, view.now).is_some() {
        let acting = absence::acting(summary, view).unwrap_or_default();
        sentence += &format!(", to act now: {acting}");
    }
    if summary.priority != Priority::default() {
        sentence += &format!(", {}", summary.priority);
    }
    if let Some((_, until)) = summary.hold(view.now) {
        sentence += &format!(", held until {}", view.policy.calendar.local(until).format("%H:%M"));
    }
    if let Some(status) = status(listed, view) {
        sentence += &format!("; {status}");
    }
    if let Some(offer) = summary.open_offer(view.now) {
        let (to, until) = (view.member(offer.to), view.when(offer.lapses_at));
        sentence += &format!("; offered to {to} until {until}");
    }
    if let Some(next) = summary.next {
        sentence += &format!("; next: {}", safe::line(listed.next_title.as_deref().unwrap_or("")));
        if Some(next.owner) != summary.owner {
            sentence += &format!(" ({})", view.member(next.owner));
        }
        if let Some(due) = next.due {
            sentence += &format!(", {}", view.when(due));
        }
    }
    sentence
}

/// Where it stands, where that is more than "open".
fn status(listed: &Listed, view: &View) -> Option<String> {
    match listed.summary.status(view.now) {
        Status::Open => None,
        Status::Closed => Some("closed".to_owned()),
        Status::WaitingCustomer | Status::WaitingInternal => Some(waiting(listed, view)),
    }
}

/// "waiting for bob (refund approval) until Fri 27 Nov".
pub fn waiting(listed: &Listed, view: &View) -> String {
    let mut text = format!("waiting for {}", whom(listed, view));
    if let Some(what) = &listed.waiting_for {
        text += &format!(" ({})", safe::line(what));
    }
    if let crate::domain::thread::Stand::Waiting { until: Some(until), .. } = listed.summary.stand {
        text += &format!(" until {}", view.when(until));
    }
    text
}

/// Whom a thread waits for, by name.
pub fn whom(listed: &Listed, view: &View) -> String {
    match listed.summary.waiting_on(view.now) {
        Some(on) => blocker(on, listed.waiting_name.as_deref(), view),
        None => String::new(),
    }
}

/// The name of whom somebody waits for.
pub fn blocker(on: WaitingOn, name: Option<&str>, view: &View) -> String {
    match on {
        WaitingOn::Customer => "the customer".to_owned(),
        WaitingOn::Internal => "us".to_owned(),
        WaitingOn::Member(member) => view.member(member),
        WaitingOn::Named => safe::line(name.unwrap_or("somebody")),
    }
}

pub fn possessive(name: &str) -> String {
    if name.ends_with('s') { format!("{name}'") } else { format!("{name}'s") }
}
