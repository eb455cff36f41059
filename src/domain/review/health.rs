//! Is the mail complete: the trial balance of each mailbox.

use crate::domain::policy::Policy;
use crate::domain::time::Timestamp;

/// The mailbox that imported files are listed under: they were read once, and do not grow old.
pub const IMPORT: &str = "import";

/// The trial balance of one mailbox: what the server showed, what the ledger holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailboxHealth {
    /// `inbox/mailbox`
    pub name: String,
    /// Messages on the server when it was last read; `None` when it never was.
    pub server: Option<u64>,
    /// Messages of it in the ledger.
    pub ledger: u64,
    pub synced_at: Option<Timestamp>,
    /// What the last try ran into, if it failed.
    pub failed: Option<String>,
}

impl MailboxHealth {
    pub fn is_import(&self) -> bool {
        self.name.rsplit_once('/').is_some_and(|(_, mailbox)| mailbox == IMPORT)
    }

    pub fn is_balanced(&self) -> bool {
        self.server == Some(self.ledger)
    }

    /// What is wrong with it now, if anything.
    pub fn problem(&self, policy: &Policy, now: Timestamp) -> Option<DataProblem> {
        match self.synced_at {
            None => Some(DataProblem::NeverRead),
            Some(_) if self.is_import() => None,
            Some(at) if self.failed.is_some() => Some(DataProblem::Failed { at }),
            Some(at) if policy.has_passed(policy.sync_old_after, at, now) => {
                Some(DataProblem::Old { at })
            }
            Some(_) if !self.is_balanced() => Some(DataProblem::CountsDiffer),
            Some(_) => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataProblem {
    NeverRead,
    Old {
        at: Timestamp,
    },
    /// It was read then, and the last try failed.
    Failed {
        at: Timestamp,
    },
    CountsDiffer,
}
