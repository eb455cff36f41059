//! What reviews are drawn up from: one state of the ledger.

use super::drawn::Drawn;
use crate::cli::session::Session;
use crate::domain::ids::{MemberId, ThreadId};
use crate::domain::note::OpenNote;
use crate::domain::review::{MailboxHealth, Review};
use crate::domain::summary::Listed;
use crate::domain::task;
use crate::error::Error;
use crate::store::Wanted;
use std::collections::HashMap;

/// What reviews are drawn up from: all of one state of the ledger.
pub struct Material {
    threads: Vec<Listed>,
    conflicts: HashMap<ThreadId, Vec<ThreadId>>,
    health: Vec<MailboxHealth>,
    notes: Vec<OpenNote>,
    tasks: Vec<task::Listed>,
    hash: String,
}

impl Material {
    pub fn read(session: &Session) -> Result<Material, Error> {
        session.ledger.consistently(|ledger| {
            Ok(Material {
                threads: ledger.threads(false)?,
                conflicts: ledger.conflicts()?,
                health: ledger.health()?,
                notes: ledger.open_notes()?,
                tasks: ledger.tasks(Wanted::default())?,
                hash: ledger.newest_hash()?,
            })
        })
    }

    /// Those that are not closed.
    pub fn threads(&self) -> &[Listed] {
        &self.threads
    }

    /// Those that somebody should read or look at again.
    pub fn notes(&self) -> &[OpenNote] {
        &self.notes
    }

    /// The whole team's, or one member's.
    pub fn review(&self, reader: Option<MemberId>, session: &Session) -> Review {
        let of = |thread| self.conflicts.get(&thread).cloned().unwrap_or_default();
        let (health, hash) = (self.health.clone(), self.hash.clone());
        let review =
            Review::draw_up(&self.threads, of, health, hash, reader, &session.policy, session.now);
        review.with_asides(&self.notes, &self.tasks, &session.policy)
    }
}

/// The team's review as of now, from the ledger: what it lists and the hash that it carries are of one state.
pub fn draw_up(session: &Session) -> Result<Drawn, Error> {
    Ok(Drawn::of(Material::read(session)?.review(None, session)))
}
