//! The review as an HTML mail: no image, no script, nothing remote; readable at 360 px. Escaping is maud's.

use super::asides::{self, Aside, Part};
use super::review::{self, Links, MOST_SHOWN};
use super::threads::customer;
use super::{View, reason, safe};
use crate::domain::review::{Item, Review, Section};
use maud::{DOCTYPE, Markup, html};

const BODY: &str =
    "margin:0;padding:16px;font:15px/1.45 system-ui,sans-serif;color:#1c2733;background:#fff";
const PAGE: &str = "max-width:640px;margin:0 auto";
const ALARM: &str = "padding:8px 12px;background:#b3261e;color:#fff;font-weight:bold";
const QUIET: &str = "color:#5b6875;font-size:13px";
const HEADING: &str = "font-size:17px;margin:24px 0 8px";
const ITEM: &str = "margin:0 0 14px;padding:0 0 0 10px;border-left:3px solid #c8d1da";
const BADGE: &str =
    "padding:0 6px;border-radius:8px;background:#e7ecf1;font-size:12px;white-space:nowrap";
const COMMAND: &str =
    "font-family:ui-monospace,monospace;font-size:13px;background:#f1f4f7;padding:1px 4px";

/// The HTML part of the mail.
pub fn page(review: &Review, view: &View, link: &Links) -> String {
    let at = view.local(review.as_of).format("%A %-d %B %Y, %H:%M").to_string();
    let zone = view.own_zone().map(|zone| format!(" ({zone})")).unwrap_or_default();
    let balance = review::balance(review, view);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (review::subject(review, view)) }
            }
            body style=(BODY) {
                div style=(PAGE) {
                    p style=(if review.is_complete() { QUIET } else { ALARM }) { (at) (zone) ": " (balance) }
                    p { b { @if review.is_clear() { (review::clear(review)) } @else { (review::counts(review, view)) } }
                        "; " (review::open(review)) }
                    @for (section, part) in asides::parts(review, view) { (self::section(section, &part, review, view, link)) }
                    p style=(QUIET) { (review::PROOF) ": " code style="word-break:break-all" { (review::prove(review)) } }
                }
            }
        }
    }
    .into_string()
}

fn section(section: Section, part: &Part, review: &Review, view: &View, link: &Links) -> Markup {
    html! {
        h2 style=(HEADING) {
            (reason::heading(section)) @if part.count() > 0 { " (" (part.count()) ")" }
        }
        @match part {
            Part::Threads(items) => { (threads(section, items, review, view, link)) }
            Part::Asides(asides) => { @for one in asides.iter().take(MOST_SHOWN) { (aside(one, link)) } }
        }
        @if let Some(more) = review::more(part.count()) { p style=(QUIET) { (more) } }
    }
}

fn threads(section: Section, items: &[Item], review: &Review, view: &View, link: &Links) -> Markup {
    let reasons: Vec<_> = items.iter().map(|item| &item.reason).collect();
    html! {
        @for line in reason::blockers(&reasons, view) { p style=(QUIET) { (line) } }
        @for line in review::problems(section, review, view) { p { (line) } }
        @for item in items.iter().take(MOST_SHOWN) { (self::item(item, view, link)) }
    }
}

fn aside(aside: &Aside, link: &Links) -> Markup {
    let link = aside.thread.and_then(|thread| link.to(thread));
    html! {
        div style=(ITEM) {
            b { (aside.place) @if let Some(who) = &aside.who { " · " (who) } }
            @if let Some(subject) = &aside.subject {
                ": " @if let Some(link) = link { a href=(link) { (subject) } } @else { (subject) }
            }
            br; (aside.words)
            br; code style=(COMMAND) { (aside.command) }
        }
    }
}

fn item(item: &Item, view: &View, link: &Links) -> Markup {
    let summary = &item.listed.summary;
    let subject = safe::line(&item.listed.subject);
    html! {
        div style=(ITEM) {
            b { (summary.thread) " · " (safe::line(&customer(&item.listed))) } ": "
            @if let Some(link) = link.to(summary.thread) { a href=(link) { (subject) } } @else { (subject) }
            @if let Some(whose) = review::whose(item, view) { " · " (whose) }
            @if let Some(since) = summary.ages_from() { " · " (view.age(since)) }
            @for also in &item.also { " " span style=(BADGE) { (also.word()) } }
            br; (reason::words(&item.reason, view))
            br; code style=(COMMAND) { (reason::command(summary.thread, &item.reason, view)) }
        }
    }
}
