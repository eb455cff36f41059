//! International bank account numbers: ISO 13616, with lengths and forms by country.

use std::sync::LazyLock;

use iban::{Iban, IbanLike};
use regex::Regex;

use super::group::{SEPARATOR, readings};
use super::{Hit, pattern};

/// ISO 13616: at most 34 characters. No country has fewer than 15.
const LONGEST: usize = 34;
const SHORTEST: usize = 15;

/// Country and check digits.
static BEGINNING: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"\b[A-Za-z]{{2}}{SEPARATOR}?[0-9]{{2}}")));

pub(super) fn find(text: &str) -> Vec<Hit> {
    let (mut hits, mut from) = (Vec::new(), 0);
    for beginning in BEGINNING.find_iter(text) {
        let start = beginning.start();
        if start < from {
            continue;
        }
        let read = readings(text, start, char::is_ascii_alphanumeric, LONGEST);
        let long_enough = read.iter().filter(|read| read.compact.len() >= SHORTEST);
        let number = |compact: &str| compact.to_ascii_uppercase().parse::<Iban>().ok();
        let mut numbers = long_enough.filter_map(|read| Some((number(&read.compact)?, read.end)));
        if let Some((number, end)) = numbers.next() {
            from = end;
            hits.push(Hit { at: start..end, marker: marker(&number) });
        }
    }
    hits
}

fn marker(number: &Iban) -> String {
    let all = number.electronic_str();
    format!("[IBAN {}… ending {}]", number.country_code(), &all[all.len() - 4..])
}
