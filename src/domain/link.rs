//! What elsewhere belongs to a thread or to a customer: an invoice, a contract, a page.

use super::entry::{Entry, Event, Words};
use super::ids::{CustomerId, MemberId, Seq};
use super::money::Money;
use super::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What sort of thing is linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    Opportunity,
    Invoice,
    Contract,
    Payment,
    Document,
    Issue,
}

impl LinkKind {
    pub const ALL: [LinkKind; 6] = [
        LinkKind::Opportunity,
        LinkKind::Invoice,
        LinkKind::Contract,
        LinkKind::Payment,
        LinkKind::Document,
        LinkKind::Issue,
    ];

    pub fn word(self) -> &'static str {
        match self {
            LinkKind::Opportunity => "opportunity",
            LinkKind::Invoice => "invoice",
            LinkKind::Contract => "contract",
            LinkKind::Payment => "payment",
            LinkKind::Document => "document",
            LinkKind::Issue => "issue",
        }
    }

    pub fn named(word: &str) -> Option<LinkKind> {
        LinkKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Where it is, as a user names it: `URL`, which is a document, or `KIND:ID` or `KIND:URL`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub kind: LinkKind,
    /// Its number or its address.
    pub place: String,
}

impl std::str::FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Target, String> {
        let text = text.trim();
        let is_url = |text: &str| text.starts_with("https://") || text.starts_with("http://");
        if is_url(text) {
            return Ok(Target { kind: LinkKind::Document, place: text.to_owned() });
        }
        let kinds = LinkKind::ALL.map(LinkKind::word).join(", ");
        let wrong =
            || format!("\"{text}\" is no link: a URL, or KIND:ID where KIND is one of {kinds}");
        let (kind, place) = text.split_once(':').ok_or_else(wrong)?;
        let kind = LinkKind::named(&kind.trim().to_lowercase()).ok_or_else(wrong)?;
        match place.trim() {
            "" => Err(wrong()),
            place => Ok(Target { kind, place: place.to_owned() }),
        }
    }
}

/// What is linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub entry: Seq,
    pub at: Timestamp,
    pub by: Option<MemberId>,
    pub target: Target,
    pub amount: Option<Money>,
}

impl Target {
    /// It is linked already, with that amount.
    pub fn is_among(&self, links: &[Link], amount: Option<Money>) -> bool {
        links.iter().any(|link| link.target == *self && link.amount == amount)
    }

    /// The entry that links it, to a customer where no thread is meant.
    pub fn entry(&self, amount: Option<Money>, customer: Option<CustomerId>) -> (Event, Words) {
        let event = Event::Linked {
            link: self.kind,
            amount: amount.map(|amount| amount.minor),
            currency: amount.map(|amount| amount.code().to_owned()),
            customer,
        };
        (event, Words::text(self.place.clone()))
    }
}

/// Takes an entry about a link into those that there are.
pub fn apply(links: &mut Vec<Link>, entry: &Entry) {
    if let Event::Linked { link, amount, currency, .. } = &entry.event {
        let place = entry.words.text.clone().unwrap_or_default();
        links.push(Link {
            entry: entry.seq,
            at: entry.at,
            by: entry.actor.member,
            target: Target { kind: *link, place },
            amount: amount
                .zip(currency.as_deref())
                .and_then(|(minor, code)| Money::new(minor, code)),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_a_url_or_a_kind_and_an_id() {
        let target = |text: &str| text.parse::<Target>().map(|t| (t.kind, t.place));
        let url = "https://example.com/a:b";
        assert_eq!(target(url), Ok((LinkKind::Document, url.to_owned())));
        assert_eq!(target("invoice:2026-17"), Ok((LinkKind::Invoice, "2026-17".to_owned())));
        assert_eq!(target(&format!("Contract: {url}")), Ok((LinkKind::Contract, url.to_owned())));
        for wrong in ["", "invoice:", "bill:7", "2026-17", "javascript:alert(1)"] {
            assert!(target(wrong).is_err(), "{wrong}");
        }
    }
}
