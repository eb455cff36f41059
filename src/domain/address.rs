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
    /// An address from its two parts, trimmed, the addr-spec in lower case and without the dot that may end a
    /// domain (RFC 1034 §3.1).
    pub fn new(name: &str, address: &str) -> Address {
        let address = address.trim();
        let address = match address.contains('@') {
            true => address.trim_end_matches('.'),
            false => address,
        };
        Address { name: name.trim().to_owned(), address: address.to_lowercase() }
    }

    /// What to call this person: the display name, else the address.
    pub fn display(&self) -> &str {
        if self.name.is_empty() { &self.address } else { &self.name }
    }
}

/// `maya+work@example.org` without its detail (RFC 5233), if it has one. Only for our own addresses: we know that
/// they come to the same mailbox. What a customer's server makes of a `+` only that server knows.
pub fn without_detail(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    let (user, _) = local.split_once('+').filter(|(user, _)| !user.is_empty())?;
    Some(format!("{user}@{domain}"))
}

/// One mail address, `local@domain`, in lower case; what is wrong with it otherwise.
///
/// Narrower than RFC 5322 §3.4.1 on purpose: what stands here ends in headers, in SMTP commands and in arguments of
/// sendmail, so whatever has a meaning there is left out, and so are quoted local parts and address literals.
pub fn checked(text: &str) -> Result<String, String> {
    let wrong = |why: &str| Err(format!("{why}; an address is local@domain"));
    let Some((local, domain)) = text.split_once('@') else { return wrong("it has no @") };
    let atext = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    if domain.contains('@') {
        wrong("it has more than one @")
    } else if text.starts_with('-') {
        wrong("it starts with -, which programs read as an option")
    } else if text.chars().any(char::is_whitespace) {
        wrong("it holds white space")
    } else if local.is_empty() || !local.chars().all(atext) {
        wrong("what stands before the @ is not right")
    } else if !domain.split('.').all(label) {
        wrong("what stands after the @ is not right")
    } else {
        Ok(text.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_one_address_however_it_is_written() {
        for spec in ["ana@example.com", "Ana@Example.COM", " ana@example.com ", "ana@example.com."]
        {
            assert_eq!(Address::new("", spec).address, "ana@example.com", "{spec:?}");
        }
        // Two people at most servers, and whoever knows better is the customer's server.
        assert_ne!(Address::new("", "a.na@example.com"), Address::new("", "ana@example.com"));
        assert_eq!(Address::new("", "undisclosed.").address, "undisclosed.");
    }

    #[test]
    fn a_detail_is_what_follows_the_first_plus() {
        assert_eq!(without_detail("maya+work+x@example.org").as_deref(), Some("maya@example.org"));
        for none in ["maya@example.org", "+x@example.org", "maya", "a+b"] {
            assert_eq!(without_detail(none), None, "{none}");
        }
    }
}
