//! A digest as an HTML mail: no image, no script, nothing remote; readable from 360 px on, light and dark. Escaping is
//! maud's.
//!
//! Styles stand on the elements, because some clients drop `<style>`: each that sets a colour of text stands on a
//! background that is set beside it or around it, so that what a client honours is legible by itself. `<style>` has
//! what attributes cannot say: dark colours, and tables on a narrow screen.

use super::block::Block;
use super::digest::{Backlog, Chapter, Count, Day, Digest, Entry, Extras, Line, thousands};
use super::plain::{LEGEND, PROOF};
use super::reason::OR;
use super::review::{self, Links};
use super::{View, safe};
use crate::domain::review::Review;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const BODY: &str = "margin:0;padding:0;background:#fff;color:#1c2733";
const PAGE: &str = "max-width:640px;margin:0 auto;padding:16px;background:#fff;color:#1c2733;\
    font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;overflow-wrap:anywhere;\
    -webkit-text-size-adjust:100%";
const ALARM: &str = "margin:0 0 16px;padding:12px 16px;border-radius:4px;background:#b3261e;\
    color:#fff;font-weight:bold";
const TITLE: &str = "font-size:22px;line-height:1.3;margin:0 0 4px";
const HEADING: &str = "font-size:18px;line-height:1.3;margin:32px 0 12px";
const QUIET: &str = "margin:0 0 8px;color:#52606d;font-size:14px";
const LARGE: &str = "margin:16px 0 0;font-size:18px";
const TABLE: &str = "border-collapse:collapse;margin:16px 0 8px";
const HEAD: &str = "padding:4px 16px 4px 0;text-align:left;font-size:13px;font-weight:normal;\
    color:#52606d;border-bottom:1px solid #c8d1da;vertical-align:bottom;overflow-wrap:normal";
const CELL: &str = "padding:4px 16px 4px 0;text-align:left;vertical-align:top;\
    border-bottom:1px solid #e4e9ee";
const WORD: &str = "padding:4px 16px 4px 0;text-align:left;vertical-align:top;\
    border-bottom:1px solid #e4e9ee;overflow-wrap:normal";
const NUMBER: &str = "padding:4px 16px 4px 0;text-align:right;white-space:nowrap;\
    font-variant-numeric:tabular-nums;vertical-align:top;border-bottom:1px solid #e4e9ee";
const BARS: &str = "border-collapse:collapse;margin:16px 0 4px";
const COLUMN: &str = "padding:0 3px 0 0;width:15px;height:44px;text-align:center;vertical-align:bottom;font-size:13px;\
    line-height:16px;color:#52606d";
const BAR: &str = "width:15px;background:#3b6ea5";
const LIST: &str = "list-style:none;margin:0;padding:0";
const ITEM: &str = "margin:0 0 16px;padding:0 0 0 12px;border-left:3px solid #c8d1da";
const LINE: &str = "margin:0";
const FACTS: &str = "margin:0;color:#52606d;font-size:14px";
const LINK: &str = "color:#0b57a4";
const BADGE: &str = "padding:1px 7px;border-radius:9px;background:#e4e9ee;color:#1c2733;\
    font-size:12px;white-space:nowrap";
const COMMAND: &str = "display:inline-block;margin:4px 0 0;padding:2px 6px;border-radius:3px;\
    background:#eef2f5;color:#1c2733;font:13px/1.5 ui-monospace,Consolas,Menlo,monospace";
const FOOT: &str = "margin:32px 0 0;padding:12px 0 0;border-top:1px solid #c8d1da;color:#52606d;\
    font-size:13px";

/// Dark colours, for whoever asks for them; and rows of wide tables as cards on a narrow screen.
const SHEET: &str = "\
:root{color-scheme:light dark}\
.page{overflow-wrap:anywhere}\
@media (max-width:480px){\
.wide thead{display:none}\
.wide tr{display:block;padding:6px 0;border-bottom:1px solid #c8d1da}\
.wide td{display:block!important;padding:1px 0!important;border:0!important;\
text-align:left!important;white-space:normal!important}\
.wide td:first-child{font-weight:bold}\
.wide td::before{content:attr(data-head) ' ';font-size:13px;opacity:.85}}\
@media (prefers-color-scheme:dark){\
.page{background:#14191f!important;color:#e6ebf0!important}\
.quiet{color:#a3b1bf!important}\
.link{color:#8ec5ff!important}\
.badge{background:#34404c!important;color:#e6ebf0!important}\
.command{background:#232c35!important;color:#e6ebf0!important}\
.edge,.wide tr{border-color:#3d4a57!important}\
.bar{background:#7fb2e5!important}}";

/// Nothing is fetched, and nothing runs: whatever a client would allow (CSP level 3).
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The HTML part of the mail.
pub fn page(review: &Review, view: &View, link: &Links, extras: &Extras) -> String {
    let digest = Digest::of(review, view, link, extras);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="supported-color-schemes" content="light dark";
                title { (review::subject(review, view)) }
                style { (PreEscaped(SHEET)) }
            }
            body class="page" style=(BODY) {
                div class="page" style=(PAGE) { (self::digest(&digest)) }
            }
        }
    }
    .into_string()
}

fn digest(digest: &Digest) -> Markup {
    html! {
        @if !digest.is_complete { p style=(ALARM) { (digest.balance) } }
        h1 style=(TITLE) { (digest.heading) }
        @if digest.is_complete { p class="quiet" style=(QUIET) { (digest.balance) } }
        @if let Some(clear) = digest.clear { p style=(LARGE) { b { (clear) } } }
        (counts(digest))
        @if let Some(hands) = &digest.hands { p class="quiet" style=(QUIET) { (hands) } }
        @if let Some(backlog) = &digest.backlog { (self::backlog(&digest.backlog_title, backlog)) }
        @for block in &digest.blocks { (self::block(block)) }
        @for chapter in &digest.chapters { (self::chapter(chapter)) }
        @if !digest.legend.is_empty() {
            h2 style=(HEADING) { (LEGEND) }
            @for line in &digest.legend { p class="quiet" style=(QUIET) { (line) } }
        }
        p class="quiet edge" style=(FOOT) { (PROOF) ": " code { (digest.prove) } }
    }
}

fn counts(digest: &Digest) -> Markup {
    let with_change = digest.since.is_some();
    let row = |count: &Count| {
        html! {
            tr {
                td class="edge" style=(WORD) { (count.heading) }
                td class="edge" style=(NUMBER) { b { (thousands(count.now)) } }
                @if with_change {
                    td class="edge" style=(NUMBER) { (count.change.as_deref().unwrap_or_default()) }
                }
            }
        }
    };
    html! {
        table style=(TABLE) {
            @if let Some(since) = &digest.since {
                thead {
                    tr {
                        th class="quiet edge" scope="col" style=(HEAD) { "section" }
                        th class="quiet edge" scope="col" style=(HEAD) { "now" }
                        th class="quiet edge" scope="col" style=(HEAD) { "since " (since) }
                    }
                }
            }
            tbody {
                @for count in &digest.counts { (row(count)) }
                (row(&digest.open))
            }
        }
    }
}

fn backlog(title: &str, backlog: &Backlog) -> Markup {
    // A day that was counted has a bar, be it of none.
    let height = |day: &Day| format!("{BAR};height:{}px", 2 + backlog.height(day, 40));
    html! {
        table role="img" aria-label=(backlog.spoken()) style=(BARS) {
            tbody {
                tr {
                    @for day in &backlog.days {
                        td class="quiet" style=(COLUMN) {
                            @if day.count.is_some() { div class="bar" style=(height(day)) {} }
                            @else { "·" }
                        }
                    }
                }
            }
        }
        p class="quiet" style=(QUIET) {
            (title) ": " (backlog.words())
        }
    }
}

fn block(block: &Block) -> Markup {
    // Three columns stand beside each other on any screen.
    let wide = block.header.len() > 3;
    html! {
        h2 style=(HEADING) { (block.heading) }
        @for line in &block.lines { p style=(LINE) { (line) } }
        @if !block.header.is_empty() {
            table class=[wide.then_some("wide")] style=(TABLE) {
                thead {
                    tr {
                        @for head in &block.header {
                            th class="quiet edge" scope="col" style=(HEAD) { (head) }
                        }
                    }
                }
                tbody {
                    @for row in &block.rows {
                        tr {
                            @for (head, cell) in block.header.iter().zip(row) {
                                td class="edge" data-head=(head) style=(cell_style(cell)) { (cell) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Numbers stand below each other by their last digits; a word is broken only where it is a long one.
fn cell_style(cell: &str) -> &'static str {
    const LONG: usize = 16;
    let is_numeric = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '+' | '−' | '%' | '=');
    if !cell.is_empty() && cell.chars().all(is_numeric) {
        NUMBER
    } else if cell.split(' ').all(|word| safe::width(word) <= LONG) {
        WORD
    } else {
        CELL
    }
}

fn chapter(chapter: &Chapter) -> Markup {
    html! {
        h2 style=(HEADING) {
            (chapter.heading) @if chapter.count > 0 { " (" (thousands(chapter.count)) ")" }
        }
        @for line in &chapter.lines { p class="quiet" style=(QUIET) { (line) } }
        @if !chapter.rows.is_empty() {
            ul style=(LIST) { @for row in &chapter.rows { (self::row(row)) } }
        }
    }
}

fn row(row: &Line) -> Markup {
    html! {
        @match row {
            Line::Entry(entry) => { li class="edge" style=(ITEM) { (self::entry(entry)) } }
            Line::Folded { words, command } => {
                li class="edge" style=(ITEM) {
                    p style=(LINE) { (words) }
                    code class="command" style=(COMMAND) { (command) }
                }
            }
        }
    }
}

// What somebody wrote from right to left must not turn round what stands beside it.
fn entry(entry: &Entry) -> Markup {
    html! {
        p style=(LINE) {
            b { (entry.place) @if let Some(who) = &entry.who { " · " bdi { (who) } } }
            @if let Some(subject) = &entry.subject {
                ": "
                @if let Some(link) = &entry.link {
                    a class="link" style=(LINK) href=(link) { bdi { (subject) } }
                } @else { bdi { (subject) } }
            }
        }
        @if !entry.facts.is_empty() || !entry.badges.is_empty() {
            p class="quiet" style=(FACTS) {
                (entry.facts.join(" · "))
                @for badge in &entry.badges { " " span class="badge" style=(BADGE) { (badge) } }
            }
        }
        p style=(LINE) { (entry.words) }
        @for (n, command) in entry.command.split(OR).enumerate() {
            @if n > 0 { " or " }
            code class="command" style=(COMMAND) { (command) }
        }
    }
}
