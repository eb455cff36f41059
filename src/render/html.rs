//! The review as an HTML mail: no image, no script, nothing remote; readable at 360 px. Escaping is maud's.

use super::review::{self, Links, MOST_SHOWN};
use super::threads::customer;
use super::{View, notes, reason, safe};
use crate::domain::ids::MemberId;
use crate::domain::note::OpenNote;
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
    let at = view.policy.calendar.local(review.as_of).format("%A %-d %B %Y, %H:%M").to_string();
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
                    p style=(if review.is_complete() { QUIET } else { ALARM }) { (at) ": " (balance) }
                    p { b { @if review.is_clear() { (review::clear(review)) } @else { (review::counts(review)) } }
                        "; " (review::open(review)) }
                    @if let Some((me, notes)) = review::asking(review) { (self::notes(notes, me, view, link)) }
                    @for (section, items) in &review.sections { (self::section(*section, items, review, view, link)) }
                    p style=(QUIET) { (review::PROOF) ": " code style="word-break:break-all" { (review::prove(review)) } }
                }
            }
        }
    }
    .into_string()
}

fn notes(open: &[OpenNote], me: MemberId, view: &View, link: &Links) -> Markup {
    html! {
        h2 style=(HEADING) { (reason::heading(Section::NotesForYou)) " (" (open.len()) ")" }
        @for open in open.iter().take(MOST_SHOWN) { (note(open, me, view, link)) }
        @if let Some(more) = review::more(open.len()) { p style=(QUIET) { (more) } }
    }
}

fn note(open: &OpenNote, me: MemberId, view: &View, link: &Links) -> Markup {
    let (who, subject) = notes::about(open);
    let link = open.thread.as_ref().and_then(|(thread, _)| link.to(*thread));
    html! {
        div style=(ITEM) {
            b { (notes::place(open)) @if let Some(who) = who { " · " (who) } }
            @if let Some(subject) = subject {
                ": " @if let Some(link) = link { a href=(link) { (subject) } } @else { (subject) }
            }
            br; (notes::words(open, me, view))
            br; code style=(COMMAND) { (notes::command(open)) }
        }
    }
}

fn section(section: Section, items: &[Item], review: &Review, view: &View, link: &Links) -> Markup {
    let reasons: Vec<_> = items.iter().map(|item| &item.reason).collect();
    html! {
        h2 style=(HEADING) {
            (reason::heading(section)) @if !items.is_empty() { " (" (items.len()) ")" }
        }
        @for line in reason::blockers(&reasons, view) { p style=(QUIET) { (line) } }
        @for line in review::problems(section, review, view) { p { (line) } }
        @for item in items.iter().take(MOST_SHOWN) { (self::item(item, view, link)) }
        @if let Some(more) = review::more(items.len()) { p style=(QUIET) { (more) } }
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
