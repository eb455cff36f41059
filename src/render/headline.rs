//! What is now true of a thread, in one sentence.

use super::{View, absence, safe, threads};
use crate::domain::entry::{Event, WaitingOn};
use crate::domain::handoff::Offer;
use crate::domain::ids::MemberId;
use crate::domain::priority::Priority;
use crate::domain::summary::{Listed, Status};
use crate::domain::thread::Level;

/// The sentence after a change, with what was done where the sentence alone does not show it.
///
/// `done` are the titles of the tasks that were completed, `parts` the threads that became one, `offered` is the offer
/// that was open before.
pub fn after(
    listed: &Listed,
    events: &[Event],
    done: &[String],
    parts: &[Listed],
    offered: Option<&Offer>,
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
            Event::TaskSet { task, status: Some(status), .. } => {
                format!("; task {task} {}", status.word())
            }
            Event::TaskSet { task, .. } => format!("; task {task} changed"),
            Event::TaskCommented { task, .. } => format!("; task {task} commented"),
            Event::Linked { link, .. } => format!("; {} linked", link.word()),
            Event::Reopened => "; reopened".to_owned(),
            Event::Undone { entry, .. } => format!("; entry {entry} taken back"),
            Event::Merged { from, .. } => {
                let part = parts.iter().find(|part| part.summary.thread == *from);
                format!("; {} is part of it now", part.map(named).unwrap_or_default())
            }
            Event::SplitOff { from, .. } => format!("; split off from {from}"),
            Event::Acked { .. } => "; notes read".to_owned(),
            Event::Confirmed => "; confirmed".to_owned(),
            Event::Scored { score } => format!("; scored {score} of 5"),
            Event::Declined => "; declined".to_owned(),
            Event::Withdrawn => "; offer withdrawn".to_owned(),
            Event::Deescalated => "; not escalated any more".to_owned(),
            _ => String::new(),
        };
    }
    if let Some(offer) = offered.filter(|_| is_void(listed, events, view)) {
        sentence += &format!("; the offer to {} is void", receivers(offer.receivers(), view));
    }
    sentence
}

/// Did an offer end that nobody answered?
fn is_void(listed: &Listed, events: &[Event], view: &View) -> bool {
    let answered = |event: &Event| {
        matches!(event, Event::Accepted | Event::Declined | Event::Withdrawn | Event::Lapsed)
    };
    listed.summary.open_offer(view.now).is_none() && !events.iter().any(answered)
}

/// "jordan", "jordan or sam", "jordan, sam or maya"
pub fn receivers(members: impl Iterator<Item = MemberId>, view: &View) -> String {
    let names: Vec<String> = members.map(|member| view.member(member)).collect();
    match names.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => names.concat(),
    }
}

/// "level 2 (urgent outage)"
pub fn level(level: Level, view: &View) -> String {
    let name = view.policy.level_name(level.level);
    let name = name.map(|name| format!(" ({})", safe::line(name))).unwrap_or_default();
    format!("level {}{name}", level.level)
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
    if !summary.tags.is_empty() {
        sentence += &format!(", tagged {}", summary.tags.join(" "));
    }
    if let Some(level) = summary.level(view.now) {
        sentence += &format!(", {}", self::level(level, view));
        if let Some(until) = level.until {
            sentence += &format!(" until {}", view.when(until));
        }
    }
    if let Some((by, until)) = summary.hold(view.now) {
        let holder = if summary.owner == Some(by) {
            String::new()
        } else {
            format!(" by {}", view.member(by))
        };
        sentence += &format!(", held{holder} until {}", view.clock(until));
    }
    if let Some(status) = status(listed, view) {
        sentence += &format!("; {status}");
    }
    if let Some(offer) = summary.open_offer(view.now) {
        let (to, until) = (receivers(offer.receivers(), view), view.when(offer.lapses_at));
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

/// "maya's"
pub fn possessive(name: &str) -> String {
    if name.ends_with('s') { format!("{name}'") } else { format!("{name}'s") }
}
