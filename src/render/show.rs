//! One thread with everything that is known of it.

use super::why::{self, Why};
use super::{View, absence, handoff, headline, notes, reason, safe, texts, threads};
use crate::domain::address::Address;
use crate::domain::body::Text;
use crate::domain::ids::{MemberId, Seq};
use crate::domain::link::Link;
use crate::domain::message::{Direction, Message};
use crate::domain::priority::Priority;
use crate::domain::review::Reason;
use crate::domain::sla::{self, State};
use crate::domain::summary::{Listed, Status};
use crate::domain::task::TaskStatus;
use crate::domain::thread::Thread;
use std::collections::HashMap;

/// What `show` brings together.
pub struct Page {
    pub listed: Listed,
    pub thread: Thread,
    pub messages: Vec<Message>,
    /// A flag a message: written by somebody new to the thread.
    pub strangers: Vec<bool>,
    pub reasons: Vec<Reason>,
    /// "4th thread, last with maya"
    pub returning: Option<String>,
    /// What its messages say, where that was asked for.
    pub texts: Option<HashMap<Seq, Text>>,
    /// Why it is as it is, where that was asked for.
    pub why: Option<Why>,
}

impl Page {
    /// What a message says; `None` unless that was asked for.
    pub fn text_of(&self, message: &Message) -> Option<Text> {
        let texts = self.texts.as_ref()?;
        let nowhere = || Text::Missing("it is in no mailbox any more".to_owned());
        Some(texts.get(&message.fact.seq).cloned().unwrap_or_else(nowhere))
    }
}

/// The page, for reading on a terminal of this many columns.
pub fn text(page: &Page, view: &View, width: Option<u16>) -> String {
    let mut out = Vec::new();
    heading(page, view, &mut out);
    handoff::lines(&page.thread, view, &mut out);
    tasks(&page.thread, view, &mut out);
    links(&page.thread, view, &mut out);
    notes(&page.thread, view, &mut out);
    messages(page, view, width, &mut out);
    if let Some(because) = &page.why {
        why::lines(page, because, view, &mut out);
    }
    out.push(String::new());
    out.join("\n")
}

fn heading(page: &Page, view: &View, out: &mut Vec<String>) {
    let (listed, summary) = (&page.listed, &page.listed.summary);
    out.push(format!("{}  {}", summary.thread, safe::line(&listed.subject)));
    out.push(field("customer", &customer(page, view)));
    out.push(field("to act now", &who_acts(listed, view)));
    out.push(field("status", &status(listed, view)));
    if summary.priority != Default::default() {
        out.push(field("priority", summary.priority.word()));
    }
    if !summary.tags.is_empty() {
        out.push(field("tags", &summary.tags.join(" ")));
    }
    if let Some(level) = summary.level(view.now) {
        let until = level.until.map(|until| format!(" until {}", view.when(until)));
        let (to, since) = (headline::level(level, view), view.when(level.since));
        out.push(field(
            "escalated",
            &format!("to {to} since {since}{}", until.unwrap_or_default()),
        ));
    }
    let deadline = sla::deadline(summary, listed.setting(), view.policy, view.now);
    // What presses stands below, with what else needs attention.
    if let Some(deadline) = deadline.filter(|deadline| deadline.state == State::Fine) {
        out.push(field("promised", &reason::target(deadline, view)));
    }
    if let Some(next) = listed.next_action(view.policy, view.now) {
        let due = next.due.map(|due| format!(", {}", view.when(due))).unwrap_or_default();
        let owner =
            next.owner.map(|owner| format!(" ({})", view.member(owner))).unwrap_or_default();
        let implied = if next.task.is_none() { " (implied)" } else { "" };
        out.push(field("next", &format!("{}{owner}{due}{implied}", safe::line(&next.text))));
    }
    for why in &page.reasons {
        let command = match reason::command(summary.thread, why, view) {
            here if here.starts_with("baton show ") => String::new(),
            command => format!(": {command}"),
        };
        out.push(field("attention", &format!("{}{command}", reason::words(why, view))));
    }
}

fn field(name: &str, value: &str) -> String {
    format!("{name:<11} {value}")
}

fn customer(page: &Page, view: &View) -> String {
    let name = safe::line(&threads::customer(&page.listed));
    let address = page.listed.customer.as_ref().map(|customer| safe::line(&customer.address));
    let address =
        address.filter(|address| *address != name).map(|a| format!(" <{a}>")).unwrap_or_default();
    let owner = page.listed.customer.as_ref().and_then(|customer| customer.whose.owner);
    let whose = owner.map(|owner| headline::possessive(&view.member(owner)));
    let more: Vec<String> = whose.into_iter().chain(page.returning.clone()).collect();
    let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join("; ")) };
    format!("{name}{address}{more}")
}

fn who_acts(listed: &Listed, view: &View) -> String {
    let summary = &listed.summary;
    let since = summary
        .owned_since
        .map(|at| format!(", owner since {}", view.when(at)))
        .unwrap_or_default();
    let mut text = match (summary.owner, summary.backup) {
        (Some(owner), backup) if summary.away(view.policy, view.now).is_some() => {
            let backup = backup.map(|backup| format!(", backup {}", view.member(backup)));
            let acting = absence::acting(summary, view).unwrap_or_default();
            let since = summary.owned_since.map(|at| format!(" since {}", view.when(at)));
            let since = since.unwrap_or_default();
            format!("{acting}; {} owns it{since}{}", view.member(owner), backup.unwrap_or_default())
        }
        (Some(owner), Some(backup)) => {
            format!("{}{since}, backup {}", view.member(owner), view.member(backup))
        }
        (Some(owner), None) => format!("{}{since}", view.member(owner)),
        (None, _) => absence::acting(summary, view).unwrap_or("nobody owns it".to_owned()),
    };
    if let Some((by, until)) = summary.hold(view.now) {
        text += &format!("; {} is at it until {}", view.member(by), view.when(until));
    }
    text
}

/// Where it stands, since when, in words.
pub fn status(listed: &Listed, view: &View) -> String {
    let summary = &listed.summary;
    let since =
        summary.stands_since.map(|at| format!(" since {}", view.when(at))).unwrap_or_default();
    match summary.status(view.now) {
        Status::Open => match summary.unanswered_since {
            Some(at) => {
                format!("open, the customer has waited since {} ({})", view.when(at), view.age(at))
            }
            None => match listed.bounced_at() {
                Some(at) => format!("open, {}", reason::bounced(at, view)),
                None => format!("open{since}"),
            },
        },
        Status::Closed => format!("closed{since}"),
        Status::WaitingCustomer | Status::WaitingInternal => {
            format!("{},{since}", headline::waiting(listed, view))
        }
    }
}

fn tasks(thread: &Thread, view: &View, out: &mut Vec<String>) {
    if thread.tasks.is_empty() {
        return;
    }
    out.extend([String::new(), "tasks".to_owned()]);
    for task in &thread.tasks {
        let mark = match task.status {
            TaskStatus::Open | TaskStatus::Waiting => " ",
            TaskStatus::Done => "x",
            TaskStatus::Dropped => "-",
        };
        let due = task.due.map(|due| format!(", {}", view.when(due))).unwrap_or_default();
        let waits = if task.status == TaskStatus::Waiting { ", waiting" } else { "" };
        let (title, owner) = (safe::line(&task.title), view.member(task.owner));
        let pressing = match task.priority {
            Priority::Normal => String::new(),
            priority => format!(", {priority}"),
        };
        out.push(format!("  [{mark}] {} {title} ({owner}{due}{pressing}{waits})", task.id));
        for comment in &task.comments {
            let by = comment.by.map_or_else(|| "baton".to_owned(), |by| view.member(by));
            let text = indented(&comment.text, 8);
            out.push(format!("      {} {by}: {text}", view.when(comment.at)));
        }
    }
}

fn links(thread: &Thread, view: &View, out: &mut Vec<String>) {
    if thread.links.is_empty() {
        return;
    }
    out.extend([String::new(), "links".to_owned()]);
    for link in &thread.links {
        let by = link.by.map_or_else(|| "baton".to_owned(), |by| view.member(by));
        out.push(format!("  {} ({by}, {})", self::link(link), view.when(link.at)));
    }
}

/// "invoice 2026-17, 1250.00 EUR"
pub fn link(link: &Link) -> String {
    let amount = link.amount.map(|amount| format!(", {amount}")).unwrap_or_default();
    format!("{} {}{amount}", link.target.kind.word(), safe::line(&link.target.place))
}

fn notes(thread: &Thread, view: &View, out: &mut Vec<String>) {
    if thread.notes.is_empty() {
        return;
    }
    out.extend([String::new(), "notes".to_owned()]);
    out.extend(thread.notes.iter().flat_map(|note| notes::lines(note, view)));
}

fn messages(page: &Page, view: &View, width: Option<u16>, out: &mut Vec<String>) {
    out.extend([String::new(), "messages".to_owned()]);
    for (n, (message, stranger)) in page.messages.iter().zip(&page.strangers).enumerate() {
        if n > 0 && page.texts.is_some() {
            out.push(String::new());
        }
        let number = page.why.as_ref().map(|_| format!("m{:<4} ", n + 1)).unwrap_or_default();
        out.push(format!("  {number}{}", message_line(message, *stranger, view)));
        out.extend(page.text_of(message).iter().flat_map(|text| texts::lines(text, width)));
    }
}

fn message_line(message: &Message, stranger: bool, view: &View) -> String {
    let fact = &message.fact;
    let arrow = arrow(fact.direction);
    let from = sender(message.from.as_ref(), fact.author, view);
    let mut marks = Vec::new();
    marks.extend(fact.automated.map(|mark| mark.word().to_owned()));
    marks.extend(stranger.then(|| "new correspondent".to_owned()));
    marks.extend(message.id_reused.then(|| "reuses another message's id".to_owned()));
    marks.extend(message.truncated.then(|| "truncated".to_owned()));
    marks.extend(message.unreadable.as_ref().map(|why| format!("unreadable: {}", safe::line(why))));
    marks.extend(message.vanished.as_ref().map(|vanished| {
        let from = safe::line(&vanished.from);
        format!("not in {from} any more, since {}", view.when(vanished.since))
    }));
    let marks = if marks.is_empty() { String::new() } else { format!(" [{}]", marks.join(", ")) };
    format!("{} {arrow} {from}: {}{marks}", view.stamp(fact.at), safe::line(&message.subject))
}

/// Which way it went.
pub fn arrow(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "<-",
        Direction::Outbound => "->",
        Direction::Internal => "--",
    }
}

/// The member who wrote it, else name and address of From.
pub fn sender(from: Option<&Address>, author: Option<MemberId>, view: &View) -> String {
    match (from, author) {
        (_, Some(author)) => view.member(author),
        (Some(from), None) if from.name.is_empty() => safe::line(&from.address),
        (Some(from), None) => format!("{} <{}>", safe::line(&from.name), safe::line(&from.address)),
        (None, None) => "no sender".to_owned(),
    }
}

/// Text of several lines, the later ones under the first.
pub fn indented(text: &str, columns: usize) -> String {
    safe::lines(text).replace('\n', &format!("\n{}", " ".repeat(columns)))
}

/// "4th thread, last with maya"; the first thread of a customer says nothing.
pub fn returning(earlier: usize, last_owner: Option<&str>) -> Option<String> {
    if earlier == 0 {
        return None;
    }
    let number = earlier + 1;
    let suffix = match (number % 10, number % 100) {
        (1, hundred) if hundred != 11 => "st",
        (2, hundred) if hundred != 12 => "nd",
        (3, hundred) if hundred != 13 => "rd",
        _ => "th",
    };
    let last =
        last_owner.map(|owner| format!(", last with {}", safe::line(owner))).unwrap_or_default();
    Some(format!("{number}{suffix} thread{last}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_returning_customer_is_counted() {
        use super::returning;
        assert_eq!(returning(0, None), None);
        assert_eq!(returning(1, None).as_deref(), Some("2nd thread"));
        assert_eq!(returning(3, Some("maya")).as_deref(), Some("4th thread, last with maya"));
        assert_eq!(returning(10, None).as_deref(), Some("11th thread"));
    }
}
