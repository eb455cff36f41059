//! The mail that says that a thread was sent up.

use super::review::Links;
use super::threads::customer;
use super::{View, absence, headline, safe};
use crate::domain::entry::Entry;
use crate::domain::summary::Listed;
use crate::domain::thread::Level;
use maud::{DOCTYPE, html};

/// Columns of the customer's subject in ours.
const WIDEST_SUBJECT: usize = 80;

const BODY: &str = "margin:0 auto;padding:16px;max-width:640px;font:15px/1.45 system-ui,sans-serif";

/// "baton: 42 was escalated to level 1 (urgent outage): Pricing question"
pub fn subject(listed: &Listed, level: Level, view: &View) -> String {
    let subject = safe::cut(&safe::line(&listed.subject), WIDEST_SUBJECT);
    let level = headline::level(level, view);
    format!("baton: {} was escalated to {level}: {subject}", listed.summary.thread)
}

/// What it says: who sent it up and why, where it stands, what to type.
pub struct Notice {
    sentences: Vec<String>,
    commands: Vec<String>,
    link: Option<String>,
}

impl Notice {
    pub fn new(entry: &Entry, listed: &Listed, level: Level, links: &Links, view: &View) -> Notice {
        let summary = &listed.summary;
        let thread = summary.thread;
        let by = entry.actor.member.map_or_else(|| "baton".to_owned(), |by| view.member(by));
        let until = level.until.map(|until| format!(", until {}", view.when(until)));
        let mut sentences = vec![format!(
            "{by} escalated {} to {}, {}{}.",
            headline::named(listed),
            headline::level(level, view),
            view.when(entry.at),
            until.unwrap_or_default()
        )];
        let why = entry.words.reason.as_deref().or(entry.words.text.as_deref());
        sentences.extend(why.map(|why| format!("Why: {}", safe::line(why))));
        sentences.push(format!("Customer: {}", safe::line(&customer(listed))));
        sentences.push(format!("Owner: {}", view.member_or_dash(summary.owner)));
        sentences
            .extend(absence::acting(summary, view).map(|acting| format!("To act now: {acting}")));
        let commands = vec![
            format!("baton show {thread}"),
            format!("baton deescalate {thread}  # once it is settled"),
        ];
        Notice { sentences, commands, link: links.to(thread) }
    }

    pub fn text(&self) -> String {
        let mut text = self.sentences.join("\n") + "\n\n";
        for line in self.commands.iter().chain(&self.link) {
            text += &format!("    {line}\n");
        }
        text
    }

    pub fn html(&self) -> String {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                }
                body style=(BODY) {
                    @for sentence in &self.sentences { p { (sentence) } }
                    @for command in &self.commands { p { code { (command) } } }
                    @if let Some(link) = &self.link { p { a href=(link) { "the mail" } } }
                }
            }
        }
        .into_string()
    }
}
