//! Where an inbox has its mail: one shape for every kind of source.

use super::imap::Imap;
use super::maildir::Maildir;
use super::mbox::Mbox;
use super::{Batch, Role, Selected};
use crate::error::Error;

/// The mail source of an inbox, opened.
pub enum Source {
    Imap(Box<Imap>),
    Maildir(Maildir),
    Mbox(Mbox),
}

impl Source {
    /// The mailboxes to read, with what they are for.
    pub fn mailboxes(&mut self) -> Result<Vec<(String, Role)>, Error> {
        match self {
            Source::Imap(imap) => imap.mailboxes(),
            Source::Maildir(maildir) => Ok(maildir.mailboxes()),
            Source::Mbox(mbox) => Ok(mbox.mailboxes()),
        }
    }

    /// What each mailbox holds, where that can be told without opening it.
    pub fn statuses(&mut self, mailboxes: &[&str]) -> Result<Vec<Option<Selected>>, Error> {
        match self {
            Source::Imap(imap) => imap.statuses(mailboxes),
            Source::Maildir(_) | Source::Mbox(_) => Ok(vec![None; mailboxes.len()]),
        }
    }

    /// Opens a mailbox, read only.
    pub fn select(&mut self, mailbox: &str) -> Result<Selected, Error> {
        match self {
            Source::Imap(imap) => imap.select(mailbox),
            Source::Maildir(maildir) => maildir.select(mailbox),
            Source::Mbox(mbox) => mbox.select(mailbox),
        }
    }

    /// Whether messages have ascending numbers, so that [`Source::after`] finds the new ones.
    pub fn has_cursor(&self) -> bool {
        matches!(self, Source::Imap(_))
    }

    /// The next messages above `uid` in the open mailbox, `None` when there are none; see
    /// [`Imap::after`].
    pub fn after(&mut self, uid: u32) -> Result<Option<Batch>, Error> {
        match self {
            Source::Imap(imap) => imap.after(uid),
            Source::Maildir(_) | Source::Mbox(_) => Ok(None),
        }
    }

    /// What is in the open mailbox now, each by the name that [`Source::fetch`] takes.
    pub fn items(&mut self) -> Result<Vec<String>, Error> {
        match self {
            Source::Imap(imap) => imap.items(),
            Source::Maildir(maildir) => Ok(maildir.items()),
            Source::Mbox(mbox) => Ok(mbox.items()),
        }
    }

    /// Which of these items of the open mailbox the server says went since that mod-sequence; `None` where it cannot
    /// tell.
    pub fn vanished(&mut self, since: u64, items: &[String]) -> Result<Option<Vec<String>>, Error> {
        match self {
            Source::Imap(imap) => imap.vanished(since, items),
            Source::Maildir(_) | Source::Mbox(_) => Ok(None),
        }
    }

    /// Those messages, at most some 1,000 at a time; what is gone meanwhile is left out.
    pub fn fetch(&mut self, items: &[String]) -> Result<Batch, Error> {
        match self {
            Source::Imap(imap) => imap.fetch(items),
            Source::Maildir(maildir) => maildir.fetch(items),
            Source::Mbox(mbox) => mbox.fetch(items),
        }
    }
}
