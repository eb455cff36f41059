//! Which threads a list shows. In which order, `urgency` says.

use super::ids::{InboxId, MemberId};
use super::policy::Policy;
use super::summary::{Status, Summary};
use super::tag::Tag;
use super::time::Timestamp;
use std::str::FromStr;

/// A part of a query: `is:open`, `is:automated`, `is:mine`, `tag:billing`, or words to be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    Status(Status),
    /// Holds nothing but mail that no person wrote.
    Automated,
    Unowned,
    /// Whoever asks should act on it now: as its owner, cover or backup.
    Mine,
    /// Has this word on it.
    Tag(Tag),
    /// Words in this order, the last of which may be the beginning of one.
    Words(String),
}

impl Term {
    /// Everything that is understood but words.
    pub const WORDS: [&str; 7] = [
        "is:open",
        "is:waiting-customer",
        "is:waiting-internal",
        "is:closed",
        "is:mine",
        "is:unowned",
        "is:automated",
    ];
}

impl FromStr for Term {
    type Err = String;

    fn from_str(text: &str) -> Result<Term, String> {
        if let Some(tag) = text.strip_prefix("tag:") {
            return tag.parse().map(Term::Tag);
        }
        let term = match text.strip_prefix("is:") {
            Some("automated") => Some(Term::Automated),
            Some("unowned") => Some(Term::Unowned),
            Some("mine") => Some(Term::Mine),
            Some(word) => word.parse().ok().map(Term::Status),
            None => Some(Term::Words(text.to_owned())),
        };
        let known =
            || format!("a query is made of words to find, of {} and tag:…", Term::WORDS.join(", "));
        term.ok_or_else(known)
    }
}

/// What a list is narrowed to; the default is everything that is not closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub owner: Option<MemberId>,
    pub unowned: bool,
    /// Who should act on it now.
    pub acting: Option<MemberId>,
    pub status: Option<Status>,
    pub inbox: Option<InboxId>,
    /// Automated mail alone, which is closed from the start unless somebody reopens it.
    pub automated: bool,
    /// Closed ones too.
    pub all: bool,
    /// Words that are on it, all of these.
    pub tags: Vec<Tag>,
    /// What must be found, each of these somewhere.
    pub words: Vec<String>,
}

impl Query {
    /// Narrows it further; `me` is who asks. Two words for two statuses are refused: no thread has both.
    pub fn add(&mut self, term: Term, me: Option<MemberId>) -> Result<(), String> {
        match term {
            Term::Mine => self.acting = Some(me.ok_or("is:mine: you are no member")?),
            Term::Automated => self.automated = true,
            Term::Unowned => self.unowned = true,
            Term::Tag(tag) => self.tags.push(tag),
            Term::Words(words) => self.words.push(words),
            Term::Status(status) => {
                if let Some(before) = self.status.filter(|before| *before != status) {
                    let (before, status) = (before.word(), status.word());
                    return Err(format!("no thread is {before} and {status} at once"));
                }
                self.status = Some(status);
            }
        }
        Ok(())
    }

    /// Can a closed thread be in the list?
    pub fn wants_closed(&self) -> bool {
        self.status == Some(Status::Closed)
            || (self.status.is_none() && (self.all || self.automated))
    }

    /// Whether a thread in these inboxes is like that, but for words: these are found in the ledger.
    pub fn matches(
        &self,
        summary: &Summary,
        inboxes: &[InboxId],
        policy: &Policy,
        now: Timestamp,
    ) -> bool {
        let status = summary.status(now);
        self.owner.is_none_or(|owner| summary.owner == Some(owner))
            && (!self.unowned || summary.owner.is_none())
            && (self.acting.is_none() || self.acting == summary.effective_owner(policy, now))
            && self.inbox.is_none_or(|inbox| inboxes.contains(&inbox))
            && (!self.automated || summary.automated)
            && self.tags.iter().all(|tag| summary.tags.iter().any(|has| has == tag.as_str()))
            && match self.status {
                Some(wanted) => status == wanted,
                None => self.wants_closed() || status != Status::Closed,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Result<Query, String> {
        let mut query = Query::default();
        for word in text.split(' ') {
            query.add(word.parse()?, None)?;
        }
        Ok(query)
    }

    #[test]
    fn automated_mail_is_found_closed_as_it_is() {
        assert!(query("is:automated").unwrap().wants_closed());
        assert!(!query("is:automated is:open").unwrap().wants_closed());
        assert!(!query("is:unowned").unwrap().wants_closed());
    }

    #[test]
    fn what_means_nothing_is_refused() {
        for text in ["is:", "is:open is:closed", "is:Open", "is:mine", "tag:", "invoice is:late"] {
            assert!(query(text).is_err(), "{text}");
        }
    }

    #[test]
    fn everything_else_is_words() {
        let found = query("late is:open owner:maya *").unwrap();
        assert_eq!(found.words, ["late", "owner:maya", "*"]);
    }
}
