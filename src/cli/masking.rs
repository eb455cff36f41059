//! No free text of a member goes into the ledger with a card number, an account number or a token in it; only a lead
//! keeps one, in a note, and asks for it.

use super::context::Context;
use crate::domain::mask::{Kind, Masked, mask};

impl Context {
    /// The text as it may be kept; that something was masked is said.
    pub fn masked(&mut self, text: &str) -> String {
        self.masked_or(text, "")
    }

    /// The same for a text that may not be there.
    pub fn maybe_masked(&mut self, text: &Option<String>) -> Option<String> {
        text.as_ref().map(|text| self.masked(text))
    }

    /// The same, with a word on how to keep it all the same.
    pub fn masked_or(&mut self, text: &str, all_the_same: &str) -> String {
        let Masked { text, found } = mask(text);
        if !found.is_empty() {
            self.tell(&format!("note: masked {}{all_the_same}", what(&found)));
        }
        text
    }
}

/// "a card number and an IBAN", each kind once.
fn what(found: &[Kind]) -> String {
    let mut phrases: Vec<&str> = found.iter().map(|kind| kind.phrase()).collect();
    phrases.dedup();
    phrases.join(" and ")
}
