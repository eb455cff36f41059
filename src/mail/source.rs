//! Where an inbox has its mail: one shape for every kind of source.

use super::bell::Bell;
use super::imap::Imap;
use super::maildir::Maildir;
use super::mbox::Mbox;
use super::net::Cutter;
use super::{Batch, Found, Role, Selected};
use crate::error::Error;
use std::time::Duration;

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

    /// The mailboxes to read, with what each holds where that can be told without opening it.
    pub fn survey(&mut self) -> Result<Vec<(String, Role, Option<Selected>)>, Error> {
        if let Source::Imap(imap) = self {
            return imap.survey();
        }
        Ok(self.mailboxes()?.into_iter().map(|(name, role)| (name, role, None)).collect())
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

    /// One whole message of the open mailbox, by its item: its headers, its text, and what is attached to it.
    pub fn mail(&mut self, item: &str) -> Result<Found, Error> {
        match self {
            Source::Imap(imap) => imap.mail(item),
            Source::Maildir(maildir) => maildir.mail(item),
            Source::Mbox(mbox) => mbox.mail(item),
        }
    }

    /// Ends whatever is waited for; files are not waited for.
    pub fn cutter(&self) -> Option<Cutter> {
        match self {
            Source::Imap(imap) => Some(imap.cutter()),
            Source::Maildir(_) | Source::Mbox(_) => None,
        }
    }

    /// Whether it says by itself that mail came, so that [`Source::wait`] need not end before.
    pub fn tells(&self) -> bool {
        matches!(self, Source::Imap(imap) if imap.can_idle())
    }

    /// The mailboxes to read, asked for anew where their names were kept.
    pub fn mailboxes_anew(&mut self) -> Result<Vec<(String, Role)>, Error> {
        if let Source::Imap(imap) = self {
            imap.forget_names();
        }
        self.mailboxes()
    }

    /// Waits until mail came into the open mailbox, the bell rings or the time is up; whether mail came, as far as
    /// the source [`tells`](Source::tells).
    pub fn wait(&mut self, bell: &Bell, at_most: Duration) -> Result<bool, Error> {
        match self {
            Source::Imap(imap) if imap.can_idle() => imap.idle(bell, at_most),
            _ => {
                bell.wait(at_most);
                Ok(false)
            }
        }
    }
}
