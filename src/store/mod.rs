//! The ledger: all SQL, literal, beside the method it serves. Nothing else knows SQLite.
//!
//! Every write is one `BEGIN IMMEDIATE` transaction that replays what it decides on. Domain types go in and come out.

mod chain;
mod change;
mod customers;
mod days;
mod directory;
mod dupes;
mod escalations;
mod export;
mod feedback;
mod file;
mod former;
mod fsck;
mod hands;
mod imports;
mod inboxes;
mod lists;
mod members;
mod membership;
mod metrics;
mod notes;
mod open;
mod outbox;
mod parting;
mod placement;
mod places;
mod promises;
mod quality;
mod receive;
mod records;
mod roster;
mod rows;
mod search;
mod sort;
mod stops;
mod tasks;
mod then;
mod threads;
mod timeline;
mod undo;

pub use change::{Changed, Doing, Keep, Outcome};
pub use customers::{CardChanged, CustomerChanged, Namesakes};
pub use days::Said;
pub use export::{Exported, ExportedTask};
pub use feedback::Taken;
pub use file::{Lock, write_private};
pub use former::{Mailed, Position};
pub use fsck::fsck;
pub use hands::Leaving;
pub use imports::NotImported;
pub use inboxes::{Mailbox, MailboxRead, MailboxState};
pub use outbox::{Drawn, Sending, Slot, Tried};
pub use places::Place;
pub use receive::{Load, Received, Report};
pub use roster::Declined;
pub use tasks::{TaskPlace, Wanted};
pub use undo::{TakenBack, Undo};

use crate::error::{Error, Kind};
use rusqlite::Connection;
use std::path::PathBuf;

/// The ledger of one team.
pub struct Ledger {
    connection: Connection,
    path: PathBuf,
    test_world: bool,
    /// As it was at another time: tables of this connection's own.
    past: bool,
}

impl Ledger {
    /// Was it made by `init --test-world`? Only then may the clock and the login be set from outside.
    pub fn is_test_world(&self) -> bool {
        self.test_world
    }

    pub fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// The version of SQLite that is built in.
    pub fn engine() -> &'static str {
        rusqlite::version()
    }

    /// Several reads of one and the same state, whatever others write meanwhile.
    pub fn consistently<T>(
        &self,
        work: impl FnOnce(&Ledger) -> Result<T, Error>,
    ) -> Result<T, Error> {
        // Within another one it is one state already.
        if !self.connection.is_autocommit() {
            return work(self);
        }
        let explain = |error| explain(&self.path, &error);
        let snapshot = self.connection.unchecked_transaction().map_err(explain)?;
        let done = work(self)?;
        snapshot.commit().map_err(explain)?;
        Ok(done)
    }

    /// Reads, and says what SQLite ran into in the user's words.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        work(&self.connection).map_err(|error| explain(&self.path, &error))
    }
}

/// Whether an error says that what lies in the file is not as baton and SQLite wrote it.
fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode as Code;
    let damaged = [Code::DatabaseCorrupt, Code::NotADatabase, Code::Unknown, Code::TypeMismatch];
    error.sqlite_error_code().is_none_or(|code| damaged.contains(&code))
}

/// What an error of SQLite means for this ledger, and what to do about it.
fn explain(path: &std::path::Path, error: &rusqlite::Error) -> Error {
    use rusqlite::ErrorCode as Code;
    let path = path.display();
    let code = error.sqlite_error_code();
    match code {
        Some(Code::DatabaseBusy | Code::DatabaseLocked) => {
            Error::temporary(format!("the ledger {path} is in use by another baton for too long"))
                .hint("run the same command again")
        }
        Some(Code::DiskFull) => Error::temporary(format!(
            "cannot write the ledger {path}: the disk is full; nothing was changed"
        ))
        .hint("free some space, then run the same command again"),
        Some(Code::ReadOnly) => Error::temporary(format!(
            "cannot write the ledger {path}: it is read-only; nothing was changed"
        ))
        .hint(
            "check owner, permissions and mount of the file and its folder; then run: baton doctor",
        ),
        Some(Code::CannotOpen | Code::PermissionDenied | Code::SystemIoFailure) => {
            Error::temporary(format!("cannot open or write the ledger {path}: {error}"))
                .hint("check the folder, its owner and its permissions; then run: baton doctor")
        }
        Some(Code::NotADatabase) => {
            Error::new(Kind::Usage, format!("{path} is not a baton ledger"))
                .hint("name the right file with --ledger, or make one: baton init")
        }
        Some(Code::DatabaseCorrupt) => {
            Error::temporary(format!("the ledger {path} is damaged: {error}"))
                .hint("stop the cron jobs, keep a copy of the file, and restore the last backup")
        }
        _ => Error::bug(format!("the ledger {path} answered unexpectedly: {error}")),
    }
}
