//! What happened with a customer, newest first, whatever the inbox.

use super::inboxes;
use super::sheet::Sheet;
use crate::domain::customer::page::{Letter, Moment, Page, What};
use crate::domain::entry::Entry;
use crate::render::{View, log, safe, show};

/// The lines under the days on which they fell.
pub fn lines(page: &Page, view: &View, sheet: &mut Sheet) {
    sheet.line("");
    if page.timeline.is_empty() {
        sheet.line("timeline   nothing");
        return;
    }
    sheet.line("timeline");
    let numbers = page.timeline.iter().map(|moment| number(moment).len()).max().unwrap_or(0);
    let mut day = None;
    for moment in &page.timeline {
        let local = view.policy.calendar.local(moment.at);
        if day != Some(local.date_naive()) {
            day = Some(local.date_naive());
            sheet.line(&local.format("%a %-d %b %Y").to_string());
        }
        let (time, number) = (local.format("%H:%M"), number(moment));
        let (mark, text) = words(moment, view);
        sheet.line(&format!("  {time} {mark} {number:>numbers$} {text}"));
    }
    if page.earlier > 0 {
        sheet.line(&format!("… and {} more: --all", page.earlier));
    }
}

/// The thread that it is about.
fn number(moment: &Moment) -> String {
    moment.thread.map(|thread| thread.to_string()).unwrap_or_default()
}

/// Which way mail went, or a mark for what a member did; and what it was.
fn words(moment: &Moment, view: &View) -> (&'static str, String) {
    match &moment.what {
        What::Mail(letter) => (show::arrow(letter.direction), mail(letter, view)),
        What::Entry(entry) => ("* ", done(entry, view)),
    }
}

/// "support: Ana Lopez: Invoice 114 [auto]"
fn mail(letter: &Letter, view: &View) -> String {
    let name = letter.from.as_ref().map(|from| safe::line(from.display()));
    let from = match (letter.author, name) {
        (Some(author), _) => view.member(author),
        (None, Some(name)) => name,
        (None, None) => "no sender".to_owned(),
    };
    let mark = letter.automated.map(|mark| format!(" [{}]", mark.word())).unwrap_or_default();
    let (inboxes, subject) = (inboxes(&letter.inboxes, view), safe::line(&letter.subject));
    let inboxes = if inboxes.is_empty() { inboxes } else { format!("{inboxes}: ") };
    format!("{inboxes}{from}: {subject}{mark}")
}

/// "maya: task 31 for jordan, due 2026-11-27 17:00: send the quote"
fn done(entry: &Entry, view: &View) -> String {
    format!("{}: {}", log::actor(entry, view), log::text(entry, view))
}
