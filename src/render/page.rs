//! Numbers as a page to look at: one file that fetches nothing, charts with what they mean, tables of the same numbers.
//!
//! Every chart is drawn for every inbox and period, and all but one choice is hidden: the script only hides and shows.
//! Without it the page is whole for the choice that it opens with. Pure; text is made safe here.

mod bars;
mod card;
mod cards;
mod heat;
mod period;
mod scale;
mod svg;
mod time;

pub use bars::Bars;
pub use card::{Card, Column, Counted, Drawing, Figure, View};
pub use cards::{Numbers, cards};
pub use heat::Heat;
pub use period::Period;
pub use scale::Unit;
pub use time::{Bucket, Form, Mark, Series, Time};

use super::safe;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const SHEET: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

/// Nothing is fetched, and nothing runs or styles but what stands here, by its hash (CSP level 3); a test has the
/// hashes that these must be.
const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
    style-src 'sha256-awdJYb8SN4oqMKnliUNIKL1pAWPVBxAG9DKDmTfP9EE='; \
    script-src 'sha256-udPb4R3jN7rSMfu/T94p1t/dwMbHm5zwM6zJKUrCf6k='";

/// More remarks than these are folded up.
const MOST_REMARKS: usize = 4;

/// All that a page says.
pub struct Page<'a> {
    pub title: String,
    /// When it was made, of what, by which clocks.
    pub facts: Vec<String>,
    /// Of each view, as in [`Card::views`].
    pub quality: Vec<Worth>,
    /// The first is all of them.
    pub inboxes: Vec<String>,
    pub periods: &'a [Period],
    /// Which period it opens with.
    pub chosen: usize,
    pub cards: Vec<Card<'a>>,
    /// How all numbers are to be read.
    pub notes: &'a str,
}

/// What the numbers of a view are worth.
pub struct Worth {
    pub is_complete: bool,
    pub headline: String,
    /// Each thing that is not well.
    pub remarks: Vec<String>,
}

/// What a view is of.
struct Place<'a> {
    key: String,
    inbox: String,
    period: &'a Period,
    is_chosen: bool,
}

impl Page<'_> {
    pub fn html(&self) -> String {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="referrer" content="no-referrer";
                    title { (safe::line(&self.title)) }
                    style { (PreEscaped(SHEET)) }
                }
                body {
                    header {
                        h1 { (safe::line(&self.title)) }
                        @for fact in &self.facts { p.quiet { (safe::line(fact)) } }
                    }
                    main {
                        (self.quality())
                        (self.numbers())
                    }
                    footer {
                        h2 { "How to read the numbers" }
                        p { (self.notes) }
                    }
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        }
        .into_string()
    }

    fn quality(&self) -> Markup {
        html! {
            section aria-labelledby="quality" {
                h2 id="quality" { "Data quality" }
                @for (n, worth) in self.quality.iter().enumerate() {
                    @let place = self.place(n);
                    div.quality.alarm[!worth.is_complete] data-view=(place.key) hidden[!place.is_chosen] {
                        p { b { (safe::line(&worth.headline)) } }
                        @let (first, rest) = worth.remarks.split_at(worth.remarks.len().min(MOST_REMARKS));
                        (remarks(first))
                        @if !rest.is_empty() {
                            details { summary { (rest.len()) " more" } (remarks(rest)) }
                        }
                    }
                }
            }
        }
    }

    fn numbers(&self) -> Markup {
        html! {
            section aria-labelledby="numbers" {
                h2 id="numbers" { "Numbers" }
                div.filter id="filter" role="group" aria-label="What is shown" hidden {
                    label {
                        span { "Inbox" }
                        select id="inbox" autocomplete="off" {
                            @for (n, inbox) in self.inboxes.iter().enumerate() {
                                option value=(n) selected[n == 0] { (safe::line(inbox)) }
                            }
                        }
                    }
                    label {
                        span { "Period" }
                        select id="period" autocomplete="off" {
                            @for (n, period) in self.periods.iter().enumerate() {
                                option value=(n) selected[n == self.chosen] data-span=(period.span) { (period.name) }
                            }
                        }
                    }
                }
                p.shown id="shown" role="status" aria-live="polite" { (self.shown()) }
                (self.keys())
                div.cards { @for card in &self.cards { (card.markup(self)) } }
            }
        }
    }

    fn shown(&self) -> String {
        let inbox = self.inboxes.first().map(|inbox| safe::line(inbox)).unwrap_or_default();
        let period = self.periods.get(self.chosen);
        format!("{inbox}, {}", period.map(Period::words).unwrap_or_default())
    }

    /// The first figure of each card that has one worth knowing at once.
    fn keys(&self) -> Markup {
        let cards = || self.cards.iter().filter(|card| card.is_key);
        html! {
            @for n in 0..self.inboxes.len() * self.periods.len() {
                @let place = self.place(n);
                ul.keys data-view=(place.key) hidden[!place.is_chosen] aria-label="At a glance" {
                    @for (card, (value, label)) in cards().filter_map(|card| Some((card, card.key_figure(n)?))) {
                        li { a href=(format!("#{}", card.id)) { b { (value) } span { (card.title) small { (label) } } } }
                    }
                }
            }
        }
    }

    /// What the nth view of each card is of.
    fn place(&self, n: usize) -> Place<'_> {
        let count = self.periods.len().max(1);
        let (inbox, period) = (n / count, n % count);
        Place {
            key: format!("{inbox}-{period}"),
            inbox: self.inboxes.get(inbox).map(|inbox| safe::line(inbox)).unwrap_or_default(),
            period: &self.periods[period],
            is_chosen: inbox == 0 && period == self.chosen,
        }
    }
}

fn remarks(remarks: &[String]) -> Markup {
    html! {
        @if !remarks.is_empty() { ul { @for remark in remarks { li { (safe::line(remark)) } } } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_policy_lets_in_the_sheet_and_the_script_that_stand_here() {
        for text in [SHEET, SCRIPT] {
            let hash = openssl::base64::encode_block(&Sha256::digest(text.as_bytes()));
            assert!(POLICY.contains(&format!("'sha256-{hash}'")), "{hash}: {text:.60}");
            assert!(!text.contains("</"), "it would end where it stands");
        }
    }
}
