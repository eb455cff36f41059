//! Which customers a list shows, and what of each.

use crate::domain::ids::MemberId;
use crate::domain::summary::Customer;
use crate::domain::time::Timestamp;
use std::str::FromStr;

/// A customer as a list shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub customer: Customer,
    pub company: Option<String>,
    pub status: Option<String>,
    pub tags: Vec<String>,
    /// How many addresses they have, the one that they are shown with included.
    pub addresses: usize,
    /// How many of their threads are not closed.
    pub open_threads: usize,
    /// When the last mail of any of their threads came or went.
    pub last_mail_at: Option<Timestamp>,
}

/// A part of a query: `tag:vip`, `status:lead`, `owner:maya`, `is:unowned`, or words to be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    Tag(String),
    Status(String),
    /// The name of a member.
    Owner(String),
    Unowned,
    Words(String),
}

impl Term {
    /// Everything that is understood but words; what ends in a colon is still to be said.
    pub const WORDS: [&str; 4] = ["tag:", "status:", "owner:", "is:unowned"];
}

impl FromStr for Term {
    type Err = String;

    fn from_str(text: &str) -> Result<Term, String> {
        let said = |of: fn(String) -> Term, what: &str| match what.trim() {
            "" => Err(format!("{text} says of nothing what it should be")),
            what => Ok(of(what.to_owned())),
        };
        match text.split_once(':') {
            Some(("tag", tag)) => said(Term::Tag, tag),
            Some(("status", status)) => said(Term::Status, status),
            Some(("owner", owner)) => said(Term::Owner, owner),
            Some(("is", "unowned")) => Ok(Term::Unowned),
            Some(("is", _)) => {
                Err(format!("a query is made of words to find, and of {}", Term::WORDS.join(", ")))
            }
            _ => Ok(Term::Words(text.to_owned())),
        }
    }
}

/// What a list of customers is narrowed to: all of it must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What must be found, each of these somewhere.
    pub words: Vec<String>,
    pub tags: Vec<String>,
    /// Whatever the case.
    pub status: Vec<String>,
    pub owners: Vec<MemberId>,
    pub unowned: bool,
}

impl Query {
    /// Narrows it further; `member` finds the member of a name.
    pub fn add<E>(
        &mut self,
        term: Term,
        member: impl Fn(&str) -> Result<MemberId, E>,
    ) -> Result<(), E> {
        match term {
            Term::Tag(tag) => self.tags.push(tag),
            Term::Status(status) => self.status.push(status),
            Term::Owner(name) => self.owners.push(member(&name)?),
            Term::Unowned => self.unowned = true,
            Term::Words(words) => self.words.push(words),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_about_a_customer_is_words() {
        let term = |text: &str| text.parse::<Term>();
        assert_eq!(term("tag:vip"), Ok(Term::Tag("vip".to_owned())));
        assert_eq!(term("status:on hold"), Ok(Term::Status("on hold".to_owned())));
        assert_eq!(term("owner:maya"), Ok(Term::Owner("maya".to_owned())));
        assert_eq!(term("is:unowned"), Ok(Term::Unowned));
        for words in ["ana", "tags:x", "https://example.com", ":", "Tag:vip", ""] {
            assert_eq!(term(words), Ok(Term::Words(words.to_owned())));
        }
        for wrong in ["tag:", "status: ", "owner:", "is:", "is:open"] {
            assert!(term(wrong).is_err(), "{wrong}");
        }
    }
}
