//! What there is to read, before anything is opened: the mailboxes of an account, and what each holds.

use super::Imap;
use crate::error::Error;
use crate::mail::imap::response::Counts;
use crate::mail::imap::session::is_same;
use crate::mail::imap::wire::Fault;
use crate::mail::{Role, Selected};

impl Imap {
    /// The mailboxes to read, and what each holds; `None` where the server does not say, or cannot be asked.
    ///
    /// Mailboxes that the config names are asked about before the names of all: Dovecot 2.3 goes through a whole Maildir
    /// for a STATUS that follows a LIST. Both questions are one round trip.
    pub fn survey(&mut self) -> Result<Vec<(String, Role, Option<Selected>)>, Error> {
        let settings = &self.settings;
        let known: Vec<String> = settings.mailboxes.iter().chain(&settings.sent).cloned().collect();
        let mut said = self.statuses(&known)?;
        let named = self.mailboxes()?;
        let others: Vec<String> = named
            .iter()
            .filter(|(name, _)| !known.contains(name))
            .map(|(name, _)| name.clone())
            .collect();
        said.extend(self.statuses(&others)?);
        let holds = |name: &str| {
            let raw = self.raw(name).ok()?;
            said.iter().find(|counts| is_same(&raw, &counts.raw)).map(|counts| Selected {
                validity: counts.validity,
                exists: counts.messages,
                uid_next: counts.uid_next,
                modseq: counts.modseq,
            })
        };
        Ok(named
            .into_iter()
            .map(|(name, role)| {
                let holds = holds(&name);
                (name, role, holds)
            })
            .collect())
    }

    /// Asks about these mailboxes, and in the same round trip for the names of all where they are needed next.
    fn statuses(&mut self, mailboxes: &[String]) -> Result<Vec<Counts>, Error> {
        let raw: Vec<Vec<u8>> = mailboxes.iter().flat_map(|name| self.raw(name)).collect();
        let fault = |fault: Fault| fault.error("ask about the mailboxes of", &self.settings.host);
        let asked = self.session.ask_statuses(&raw).map_err(fault)?;
        let needs_names = self.settings.sent.is_empty() && self.names.is_none();
        let listing = needs_names.then(|| self.session.ask_list()).transpose().map_err(fault)?;
        let counts = self.session.counts(asked, &raw).map_err(fault)?;
        if let Some(asked) = listing {
            let listed = self.session.listed(asked);
            self.keep_names(listed)?;
        }
        Ok(counts)
    }
}
