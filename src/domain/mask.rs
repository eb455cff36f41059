//! What no note should keep: card numbers, account numbers, tokens. Each is replaced by enough to recognise it.
//!
//! Only what is almost certainly one is replaced: lengths, prefixes and check digits have to be right. A replacement
//! holds nothing that would be replaced again, and every rule looks at what it replaces and at the character beside it
//! alone, so that masking a masked text changes nothing.

mod card;
mod group;
mod iban;
#[cfg(test)]
mod tests;
mod token;

use std::ops::Range;

use regex::Regex;

/// What was found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Card,
    Iban,
    /// An API token, a private key, or a password that is called one.
    Token,
}

impl Kind {
    /// With its article: "an IBAN".
    pub fn phrase(self) -> &'static str {
        match self {
            Kind::Card => "a card number",
            Kind::Iban => "an IBAN",
            Kind::Token => "a token or password",
        }
    }
}

/// A text without them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    pub text: String,
    /// One for each that was replaced: tokens, then IBANs, then cards.
    pub found: Vec<Kind>,
}

/// A place in a text, and what is to stand there instead.
struct Hit {
    at: Range<usize>,
    marker: String,
}

/// What looks for one kind: hits in order, none within another.
type Finder = fn(&str) -> Vec<Hit>;

/// Replaces what no note should keep, in time linear in the length of the text.
pub fn mask(text: &str) -> Masked {
    let mut masked = Masked { text: text.to_owned(), found: Vec::new() };
    // A token may hold digits that look like a card, and an IBAN always does.
    let finders: [(Kind, Finder); 4] = [
        (Kind::Token, token::shapes),
        (Kind::Token, token::labelled),
        (Kind::Iban, iban::find),
        (Kind::Card, card::find),
    ];
    for (kind, find) in finders {
        let hits = find(&masked.text);
        masked.found.extend(hits.iter().map(|_| kind));
        masked.text = replaced(&masked.text, &hits);
    }
    masked
}

/// The text with each hit's marker in its place; the hits are in order and do not overlap.
fn replaced(text: &str, hits: &[Hit]) -> String {
    let (mut result, mut from) = (String::with_capacity(text.len()), 0);
    for Hit { at, marker } in hits {
        result += &text[from..at.start];
        result += marker;
        from = at.end;
    }
    result + &text[from..]
}

/// A pattern that is written in the code.
#[allow(clippy::expect_used, reason = "no input reaches it, and the tests compile every pattern")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of the code")
}
