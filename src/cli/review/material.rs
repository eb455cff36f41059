//! What reviews are drawn up from: one state of the ledger.

use super::edition::Edition;
use crate::cli::session::Session;
use crate::domain::ids::{MemberId, ThreadId};
use crate::domain::note::OpenNote;
use crate::domain::review::{Before, Kind, MailboxHealth, Review};
use crate::domain::summary::Listed;
use crate::domain::task;
use crate::error::Error;
use crate::store::{Position, Wanted};
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What reviews are drawn up from: all of one state of the ledger.
pub struct Material {
    threads: Vec<Arc<Listed>>,
    conflicts: HashMap<ThreadId, Vec<ThreadId>>,
    health: Vec<MailboxHealth>,
    notes: Vec<OpenNote>,
    tasks: Vec<task::Listed>,
    hash: String,
    /// How far the ledger was.
    pub position: Position,
    days: BTreeMap<String, usize>,
}

impl Material {
    pub fn read(session: &Session) -> Result<Material, Error> {
        let today = session.policy.calendar.day(session.now);
        let first = today.checked_sub_days(Days::new(BACKLOG_DAYS)).unwrap_or(today).to_string();
        let last = today.to_string();
        session.ledger.consistently(|ledger| {
            Ok(Material {
                threads: ledger.open_threads()?,
                conflicts: ledger.conflicts()?,
                health: ledger.health()?,
                notes: ledger.open_notes()?,
                tasks: ledger.tasks(Wanted::default())?,
                hash: ledger.newest_hash()?,
                position: ledger.position()?,
                days: ledger.counted_days(&first, &last)?,
            })
        })
    }

    /// Those that are not closed.
    pub fn threads(&self) -> &[Arc<Listed>] {
        &self.threads
    }

    /// Those that somebody should read or look at again.
    pub fn notes(&self) -> &[OpenNote] {
        &self.notes
    }

    /// The whole team's, or one member's; what it is compared with is one of this kind.
    pub fn review(
        &self,
        kind: Kind,
        reader: Option<MemberId>,
        session: &Session,
    ) -> Result<Review, Error> {
        let of = |thread| self.conflicts.get(&thread).cloned().unwrap_or_default();
        let (health, hash) = (self.health.clone(), self.hash.clone());
        let review =
            Review::draw_up(&self.threads, of, health, hash, reader, &session.policy, session.now);
        let (clock, absences) = (session.clock_of(reader), &session.policy.absences);
        let tonight = clock.last_second(clock.day(session.now));
        let review = review.with_asides(&self.notes, &self.tasks, absences, tonight);
        let before = before(kind, reader, session)?;
        Ok(Review { kind, ..review.with_history(before, self.backlog(session)) })
    }

    /// The last two weeks, and now.
    fn backlog(&self, session: &Session) -> Vec<(NaiveDate, Option<usize>)> {
        let today = session.policy.calendar.day(session.now);
        let days = (1..BACKLOG_DAYS).rev().filter_map(|ago| today.checked_sub_days(Days::new(ago)));
        let counted = |day: NaiveDate| self.days.get(&day.to_string()).copied();
        let past = days.map(|day| (day, counted(day)));
        past.chain([(today, Some(self.threads.len()))]).collect()
    }
}

/// What was counted in the last one of an earlier day.
fn before(
    kind: Kind,
    reader: Option<MemberId>,
    session: &Session,
) -> Result<Option<Before>, Error> {
    let day = session.policy.calendar.day(session.now).to_string();
    let address = reader.map(|reader| session.team.get(reader).and_then(|m| m.addresses.first()));
    let recipient = match address {
        None => None,
        Some(None) => return Ok(None),
        Some(Some(address)) => Some(address.as_str()),
    };
    let mailed = session.ledger.mailed_before(kind.word(), recipient, &day)?;
    Ok(mailed.map(|(at, _, counts)| Before { at, counts }))
}

/// Days of the line of the backlog, today included.
const BACKLOG_DAYS: u64 = 14;

/// The team's review as of now, from the ledger: what it lists and the hash that it carries are of one state.
pub fn draw_up(session: &Session) -> Result<Edition, Error> {
    Edition::draw_up(Kind::Team, None, &Material::read(session)?, session)
}
