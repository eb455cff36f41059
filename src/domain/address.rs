//! A mail address as a header shows it.

use serde::{Deserialize, Serialize};

/// One mailbox of a header field (RFC 5322 §3.4): a display name, decoded, and an addr-spec.
///
/// The addr-spec is kept in lower case: no server in use tells `Ana@` from `ana@`, people do not either.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    /// Display name, decoded; empty when there is none.
    pub name: String,
    /// `local@domain` in lower case; may be anything at all when the mail is broken, never empty.
    pub address: String,
}

impl Address {
    /// An address from its two parts, trimmed, the addr-spec in lower case.
    pub fn new(name: &str, address: &str) -> Address {
        Address { name: name.trim().to_owned(), address: address.trim().to_lowercase() }
    }

    /// What to call this person: the display name, else the address.
    pub fn display(&self) -> &str {
        if self.name.is_empty() { &self.address } else { &self.name }
    }
}
