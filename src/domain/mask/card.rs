//! Payment card numbers: ISO/IEC 7812-1, with the prefixes and lengths that are issued.

use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::group::{Reading, SEPARATOR, readings};
use super::{Hit, pattern};

const LONGEST: usize = 19;

/// The first six digits, from and to, and how many there are in all.
#[rustfmt::skip] // One issuer a line, a table to read.
const ISSUED: &[(u32, u32, RangeInclusive<usize>)] = &[
    (400_000, 499_999, 13..=13), // Visa
    (400_000, 499_999, 16..=16),
    (400_000, 499_999, 19..=19),
    (222_100, 272_099, 16..=16), // Mastercard
    (510_000, 559_999, 16..=16),
    (340_000, 349_999, 15..=15), // American Express
    (370_000, 379_999, 15..=15),
    (601_100, 601_199, 16..=19), // Discover
    (644_000, 659_999, 16..=19),
    (300_000, 305_999, 14..=19), // Diners Club
    (309_500, 309_599, 14..=19),
    (360_000, 369_999, 14..=19),
    (380_000, 399_999, 14..=19),
    (352_800, 358_999, 16..=19), // JCB
    (620_000, 629_999, 16..=19), // UnionPay
    (501_800, 501_899, 13..=19), // Maestro
    (502_000, 502_099, 13..=19),
    (503_800, 503_899, 13..=19),
    (589_300, 589_399, 13..=19),
    (630_400, 630_499, 13..=19),
    (639_000, 639_099, 13..=19),
    (670_000, 679_999, 13..=19),
    (220_000, 220_499, 16..=19), // Mir
];

/// A word of digits: no letter beside it, so none of those in hex.
static DIGITS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[0-9]+"));

/// Where digits are something else, whatever they add up to.
static ELSE: LazyLock<[Regex; 4]> = LazyLock::new(|| {
    [
        // RFC 9562 §4.
        pattern(r"\b[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\b"),
        // Mail addresses and Message-IDs.
        pattern(r"[\w.+\-=$%!#&~*]+@[\w.\-]+"),
        pattern(r"\b[A-Za-z][A-Za-z0-9+.\-]*://\S+"),
        // An account number with a slip of the pen in it.
        pattern(&format!(
            r"\b[A-Z]{{2}}[0-9]{{2}}(?:{SEPARATOR}?[A-Z0-9]{{4}}){{2,7}}(?:{SEPARATOR}?[A-Z0-9]{{1,3}})?\b"
        )),
    ]
});

static PHONE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\+[0-9](?:[\p{Zs}\p{Pd}\t./()]{0,3}[0-9])*"));

/// ITU-T E.164 §6: no number is longer.
const LONGEST_PHONE: usize = 15;

pub(super) fn find(text: &str) -> Vec<Hit> {
    let text = &*without_others(text);
    let (mut hits, mut from) = (Vec::new(), 0);
    let words = DIGITS.find_iter(text);
    for word in words.filter(|word| matches!(word.as_str().len(), 4 | 6 | 8 | 13..=LONGEST)) {
        if word.start() < from {
            continue;
        }
        let is_fraction = is_fraction(&text[from..word.start()]);
        let read = readings(text, word.start(), char::is_ascii_digit, LONGEST);
        // The longest, so that a security code written behind the number goes with it where it fits.
        let is_card = |read: &&Reading| !(is_fraction && read.groups.len() == 1) && is_card(read);
        if let Some(card) = read.iter().rev().find(is_card) {
            let last = &card.compact[card.compact.len() - 4..];
            from = card.end;
            hits.push(Hit { at: word.start()..card.end, marker: format!("[card ending {last}]") });
        }
    }
    hits
}

/// The text, as long as it was, with letters for all digits that are something else.
fn without_others(text: &str) -> Cow<'_, str> {
    let hidden = |found: &str| found.replace(|c: char| c.is_ascii_digit(), "x");
    let others = ELSE.iter().fold(Cow::Borrowed(text), |text, other| {
        let seen = other.replace_all(&text, |found: &Captures<'_>| hidden(&found[0]));
        Cow::Owned(seen.into_owned())
    });
    let phones = PHONE.replace_all(&others, |found: &Captures<'_>| {
        let digits = found[0].chars().filter(char::is_ascii_digit).count();
        if digits <= LONGEST_PHONE { hidden(&found[0]) } else { found[0].to_owned() }
    });
    Cow::Owned(phones.into_owned())
}

/// The digits behind this are those of a decimal fraction.
fn is_fraction(before: &str) -> bool {
    before.strip_suffix('.').is_some_and(|number| number.ends_with(|c: char| c.is_ascii_digit()))
}

fn is_card(read: &Reading) -> bool {
    let digits: Vec<u32> = read.compact.chars().filter_map(|digit| digit.to_digit(10)).collect();
    is_issued(&digits) && is_written_so(&read.groups) && !is_ean(&digits) && luhn(&digits)
}

fn is_issued(digits: &[u32]) -> bool {
    let first = digits.iter().take(6).fold(0, |number, digit| number * 10 + digit);
    ISSUED
        .iter()
        .any(|(from, to, lengths)| (from..=to).contains(&&first) && lengths.contains(&digits.len()))
}

/// In one piece, or in the groups that are embossed or asked for.
fn is_written_so(groups: &[usize]) -> bool {
    matches!(
        groups,
        [_] | [8, 8]
            | [6, 10 | 13]
            | [4, 4, 5]
            | [4, 6, 4 | 5]
            | [4, 3, 3, 3]
            | [4, 4, 4, 1..=4]
            | [4, 4, 4, 4, 1..=3]
    )
}

/// A product's number: GS1 General Specifications §7.9. Cards of 13 digits are hardly left, products abound.
fn is_ean(digits: &[u32]) -> bool {
    let weighted =
        digits.iter().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| digit * weight);
    digits.len() == 13 && weighted.sum::<u32>() % 10 == 0
}

/// ISO/IEC 7812-1 annex B.
fn luhn(digits: &[u32]) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum =
        digits.iter().rev().enumerate().fold(0, |sum, (place, digit)| {
            sum + if place % 2 == 1 { doubled(*digit) } else { *digit }
        });
    sum % 10 == 0
}
