//! The page of a customer: eight answers in a fixed order, then the timeline across all inboxes.

mod shape;
mod sheet;
mod timeline;

#[cfg(test)]
mod tests;

pub use shape::shape;

use super::headline::possessive;
use super::{View, absence, safe, show};
use crate::domain::address::Address;
use crate::domain::customer::page::{Action, Linked, Page, Remark, Step};
use crate::domain::ids::{CustomerId, InboxId, MemberId, ThreadId};
use crate::domain::message::Direction;
use crate::domain::summary::Listed;
use crate::domain::task::{self, TaskStatus};
use crate::domain::time::Timestamp;
use sheet::Sheet;

/// How many notes, tasks, documents and threads are named, unless all were asked for.
const NOTES: usize = 3;
const TASKS: usize = 5;
const LINKS: usize = 5;
const THREADS: usize = 5;

/// How the page was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    /// Whoever asks.
    pub me: Option<MemberId>,
    /// Everything, however much it is.
    pub all: bool,
    /// Columns of the terminal, where it is one.
    pub width: Option<u16>,
}

/// The page, for reading. The first line is its heading.
pub fn text(page: &Page, view: &View, asked: Asked) -> String {
    let mut sheet = Sheet::new(asked.width);
    sheet.line(&heading(page));
    sheet.answer("who", who(page, view));
    sheet.answer("company", [company(page)]);
    sheet.answer("mail", mail(page, view));
    sheet.answer("notes", notes(page, view, asked));
    sheet.answer("tasks", tasks(page, view, asked));
    sheet.answer("next", next(page, view));
    sheet.answer("documents", documents(page, asked));
    sheet.answer("status", status(page, view, asked));
    timeline::lines(page, view, &mut sheet);
    sheet.done()
}

/// "customer 7: Ana Lopez, Head of Purchasing"
fn heading(page: &Page) -> String {
    let name = safe::line(page.card.customer.display());
    let role = page.card.role.as_ref().map(|role| format!(", {}", safe::line(role)));
    format!("customer {}: {name}{}", page.card.customer.id, role.unwrap_or_default())
}

fn who(page: &Page, view: &View) -> Vec<String> {
    let card = &page.card;
    let whose = card.whose();
    let owner = match whose.owner {
        Some(owner) => possessive(&view.member(owner)),
        None => "nobody's".to_owned(),
    };
    let backup = whose.backup.map(|backup| format!(" (backup {})", view.member(backup)));
    let acting = absence::acting_of(whose, view).filter(|_| whose.owner.is_some());
    let acting = acting.map(|acting| format!(", to act now: {acting}")).unwrap_or_default();
    let mut standing: Vec<String> = card.status.iter().map(|status| safe::line(status)).collect();
    standing.push(format!("{owner}{}{acting}", backup.unwrap_or_default()));
    if !card.tags.is_empty() {
        let tags: Vec<String> = card.tags.iter().map(|tag| safe::line(tag)).collect();
        standing.push(format!("tags {}", tags.join(" ")));
    }
    if !card.merged.is_empty() {
        let numbers: Vec<String> = card.merged.iter().map(ToString::to_string).collect();
        standing.push(format!("with {} in it", numbers.join(", ")));
    }
    let ways = card.addresses.iter().chain(&card.phone).map(|way| safe::line(way));
    vec![sheet::joined_by(";", standing), sheet::joined_by(",", ways)]
}

/// The company; where nobody said it what it may be, and how to say so.
fn company(page: &Page) -> String {
    match (&page.card.company, &page.suggested) {
        (Some(company), _) => safe::line(company),
        (None, Some(found)) => {
            let (company, domain) = (safe::line(&found.company), safe::line(&found.domain));
            let why = match found.said {
                true => format!("as others at {domain}"),
                false => format!("from {domain}"),
            };
            let command = set_company(page.card.customer.id, &found.company);
            sheet::joined_by(";", [format!("{company}? {why}"), command])
        }
        (None, None) => "not known".to_owned(),
    }
}

/// The command that puts a company into the record, as it is typed.
pub fn set_company(customer: CustomerId, company: &str) -> String {
    format!("baton customer set {customer} --company {}", safe::line(&quoted(company)))
}

/// One word for a shell.
fn quoted(text: &str) -> String {
    shell_words::quote(text).into_owned()
}

fn mail(page: &Page, view: &View) -> Vec<String> {
    let mail = &page.mail;
    let Some(first) = mail.first_at else { return vec!["none yet".to_owned()] };
    let since = view.policy.calendar.local(first).format("%-d %b %Y");
    let inboxes = and(mail.inboxes.iter().map(|inbox| view.inbox(*inbox)));
    let inboxes = if inboxes.is_empty() { String::new() } else { format!(", in {inboxes}") };
    let (messages, threads) = (count(mail.messages, "message"), count(mail.threads, "thread"));
    let mut lines = vec![format!("{messages} in {threads} since {since}{inboxes}")];
    if let Some(last) = &mail.last {
        let from = show::sender(last.letter.from.as_ref(), last.letter.author, view);
        let to = match last.letter.direction {
            Direction::Inbound => and(last.letter.inboxes.iter().map(|inbox| view.inbox(*inbox))),
            _ => receivers(&last.to),
        };
        let (at, subject) = (view.when(last.at), safe::line(&last.letter.subject));
        let head = format!("last {at} from {from} to {to} ({})", last.thread);
        lines.push(sheet::joined_by(":", [head, subject]));
    }
    lines
}

/// The first of them, and how many more there are.
fn receivers(to: &[Address]) -> String {
    match to {
        [] => "nobody named".to_owned(),
        [one] => safe::line(one.display()),
        [one, more @ ..] => format!("{} and {} more", safe::line(one.display()), more.len()),
    }
}

fn notes(page: &Page, view: &View, asked: Asked) -> Vec<String> {
    let most = if asked.all { usize::MAX } else { NOTES };
    let shown = page.notes_for(asked.me, view.now, most);
    let head = match page.notes.len() {
        0 => "none".to_owned(),
        all if all > shown.len() => format!("{all}, the last {}:", shown.len()),
        all => format!("{all}:"),
    };
    std::iter::once(head).chain(shown.iter().map(|note| remark(note, asked.me, view))).collect()
}

/// "Thu 19 Nov maya, call for jordan, unread (42): asked for a discount"
fn remark(remark: &Remark, me: Option<MemberId>, view: &View) -> String {
    let note = &remark.note;
    let by = note.by.map_or_else(|| "baton".to_owned(), |by| view.member(by));
    let reader = match note.reader {
        Some(reader) if Some(reader) == me => " for you".to_owned(),
        Some(reader) => format!(" for {}", view.member(reader)),
        None => String::new(),
    };
    let unread = if note.is_unread() { ", unread" } else { "" };
    let due = if note.is_due(view.now) { ", to be looked at again" } else { "" };
    let (kind, text, on) = (note.kind.word(), safe::line(note.text.trim()), on(remark.thread));
    format!("{} {by}, {kind}{reader}{unread}{due}{on}: {text}", view.day(note.at))
}

fn tasks(page: &Page, view: &View, asked: Asked) -> Vec<String> {
    if page.tasks.is_empty() {
        return vec!["none open".to_owned()];
    }
    let lines = page.tasks.iter().map(|task| promise(task, view));
    limited(lines.collect(), if asked.all { usize::MAX } else { TASKS })
}

/// "31 jordan, overdue since Fri 20 Nov (42): send the quote"
fn promise(listed: &task::Listed, view: &View) -> String {
    let task = &listed.task;
    let waits = if task.status == TaskStatus::Waiting { ", waiting" } else { "" };
    let (due, owner, on) = (due(task.due, view), view.member(task.owner), on(listed.thread));
    format!("{} {owner}{waits}{due}{on}: {}", task.id, safe::line(&task.title))
}

/// ", due Fri 27 Nov", or ", overdue since Fri 20 Nov"
fn due(at: Option<Timestamp>, view: &View) -> String {
    match at {
        Some(at) if at < view.now => format!(", overdue since {}", view.when(at)),
        Some(at) => format!(", due {}", view.when(at)),
        None => String::new(),
    }
}

/// Who is to do what by when; and who waits for it.
fn next(page: &Page, view: &View) -> Vec<String> {
    let Some(step) = page.next(view.policy, view.now) else {
        return vec![match page.threads.is_empty() {
            true => "nothing is to be done".to_owned(),
            false => "nothing is to be done until the customer writes".to_owned(),
        }];
    };
    let who = match (absence::acting_of(step.whose, view), step.whose.owner) {
        (Some(acting), _) => acting,
        (None, Some(owner)) => view.member(owner),
        (None, None) => "nobody".to_owned(),
    };
    let (due, what) = (due(step.due, view), action(&step, page, view));
    let awaited =
        step.awaited_since.map(|at| format!("the customer has waited since {}", view.when(at)));
    let claim = step.thread.filter(|_| step.whose.owner.is_none());
    let claim = claim.map(|thread| format!("nobody owns it: baton claim {thread}"));
    let more = sheet::joined_by(";", awaited.into_iter().chain(claim));
    vec![format!("{who}{due}{}: {what}", on(step.thread)), more]
}

fn action(step: &Step, page: &Page, view: &View) -> String {
    let thread = page.threads.iter().find(|listed| Some(listed.summary.thread) == step.thread);
    match &step.what {
        Action::Do(action) => safe::line(&action.text),
        Action::Answer => {
            let subject = thread.map(|listed| format!(" \"{}\"", safe::line(&listed.subject)));
            format!("answer{}", subject.unwrap_or_default())
        }
        Action::Unblock => {
            let whom = thread.map(|listed| super::headline::waiting(listed, view));
            whom.unwrap_or_default()
        }
    }
}

fn documents(page: &Page, asked: Asked) -> Vec<String> {
    if page.links.is_empty() {
        return vec!["none linked".to_owned()];
    }
    let lines = page.links.iter().map(document).collect();
    limited(lines, if asked.all { usize::MAX } else { LINKS })
}

/// "invoice 2026-114, 1200.00 EUR (42)"
fn document(linked: &Linked) -> String {
    let link = &linked.link;
    let amount = link.amount.map(|amount| format!(", {amount}")).unwrap_or_default();
    let (kind, place) = (link.target.kind.word(), safe::line(&link.target.place));
    format!("{kind} {place}{amount}{}", on(linked.thread))
}

fn status(page: &Page, view: &View, asked: Asked) -> Vec<String> {
    if page.threads.is_empty() {
        let closed = page.last_closed.as_ref().map(|listed| closed(listed, view));
        return vec![format!("nothing open{}", closed.unwrap_or_default())];
    }
    let line = |listed: &Listed| {
        let (subject, status) = (safe::line(&listed.subject), show::status(listed, view));
        format!("{} {status}: {subject}", listed.summary.thread)
    };
    let lines = page.threads.iter().map(line).collect();
    limited(lines, if asked.all { usize::MAX } else { THREADS })
}

/// ", last closed 41 \"Invoice\" on Fri 20 Nov 16:00"
fn closed(listed: &Listed, view: &View) -> String {
    let (thread, subject) = (listed.summary.thread, safe::line(&listed.subject));
    let since = listed.summary.stands_since.map(|at| format!(" {}", view.when(at)));
    format!(", last closed {thread} \"{subject}\"{}", since.unwrap_or_default())
}

/// The first of them, and how many more there are.
fn limited(mut lines: Vec<String>, most: usize) -> Vec<String> {
    let more = lines.len().saturating_sub(most);
    if more > 0 {
        lines.truncate(most);
        lines.push(format!("… and {more} more: --all"));
    }
    lines
}

/// The thread it is about, behind it.
fn on(thread: Option<ThreadId>) -> String {
    thread.map(|thread| format!(" ({thread})")).unwrap_or_default()
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// "support, sales and accounts"
fn and(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    match names.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}

/// Names of inboxes, short.
fn inboxes(inboxes: &[InboxId], view: &View) -> String {
    inboxes.iter().map(|inbox| view.inbox(*inbox)).collect::<Vec<_>>().join(", ")
}
