//! What the entries of the team tell, as rows: absences, grants, who left.

use super::change::Doing;
use super::rows::{self, Columns};
use super::{Ledger, members};
use crate::domain::absence::{Absence, Absences};
use crate::domain::access::{Grant, Power};
use crate::domain::entry::Entry;
use crate::domain::ids::{MemberId, Seq};
use crate::domain::member::Team;
use crate::domain::roster::Roster;
use crate::domain::thread::Decision;
use crate::error::Error;
use rusqlite::{Connection, Result, params};
use std::collections::BTreeMap;

/// Why a change of the team was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Declined<R> {
    /// Whoever tried may not do it; that they tried is on record.
    Denied(Power),
    /// It makes no sense as things are.
    Refused(R),
}

impl Ledger {
    /// Writes entries about the team as `decide` says, if whoever does it has the power that it names.
    pub fn change_team<R>(
        &mut self,
        doing: &Doing,
        decide: impl FnOnce(&Team) -> (Power, std::result::Result<Decision, R>),
    ) -> std::result::Result<std::result::Result<Vec<Entry>, Declined<R>>, Error> {
        let done = self.write_if_agreed(doing.keep, |connection| {
            let team = members::team(connection)?;
            let (power, decision) = decide(&team);
            if let Some(power) = team.lacks(doing.actor, power, doing.now) {
                return Ok(Err(Declined::Denied(power)));
            }
            let Decision(events) = match decision {
                Ok(decision) => decision,
                Err(refused) => return Ok(Err(Declined::Refused(refused))),
            };
            let pen = doing.pen(connection);
            let append = |(event, words)| pen.append(None, &event, &words);
            let entries = events.into_iter().map(append).collect::<Result<Vec<Entry>>>()?;
            refresh(connection)?;
            Ok(Ok(entries))
        })?;
        if let Err(Declined::Denied(power)) = &done {
            self.denied(*power, None, doing)?;
        }
        Ok(done)
    }

    /// The entries that are about no thread and no customer, by number.
    pub fn team_entries(&self) -> std::result::Result<Vec<Entry>, Error> {
        self.read(entries)
    }
}

/// The entries that are about no thread and no customer, by number.
pub fn entries(connection: &Connection) -> Result<Vec<Entry>> {
    connection
        .prepare_cached(&format!(
            "SELECT {} FROM entries e LEFT JOIN entry_words w ON w.seq = e.seq
             WHERE e.number IS NULL AND e.customer IS NULL ORDER BY e.seq",
            rows::ENTRY
        ))?
        .query_map([], rows::entry)?
        .collect()
}

/// Replays the entries of the team and writes what follows as rows.
pub fn refresh(connection: &Connection) -> Result<Roster> {
    let roster = Roster::replay(&entries(connection)?);
    connection.execute("DELETE FROM absences", [])?;
    for absence in &roster.absences {
        write_absence(connection, absence)?;
    }
    connection.execute("DELETE FROM grants", [])?;
    for grant in &roster.grants {
        write_grant(connection, grant)?;
    }
    for (member, enrolled) in &roster.members {
        connection
            .prepare_cached("UPDATE members SET role = $1, left_at = $2 WHERE member = $3")?
            .execute(params![enrolled.role.word(), rows::seconds(enrolled.left_at), member.0])?;
    }
    Ok(roster)
}

pub fn write_absence(connection: &Connection, absence: &Absence) -> Result<usize> {
    connection
        .prepare_cached(
            "INSERT INTO absences (entry, member, begins, ends, cover) VALUES ($1, $2, $3, $4, $5)",
        )?
        .execute(params![
            absence.entry.0,
            absence.member.0,
            absence.from.timestamp(),
            rows::seconds(absence.until),
            absence.cover.map(|cover| cover.0),
        ])
}

pub fn write_grant(connection: &Connection, grant: &Grant) -> Result<usize> {
    connection
        .prepare_cached("INSERT INTO grants (entry, member, power, ends) VALUES ($1, $2, $3, $4)")?
        .execute(params![
            grant.entry.0,
            grant.member.0,
            grant.power.word(),
            grant.until.timestamp(),
        ])
}

pub fn absences(connection: &Connection) -> Result<Absences> {
    connection
        .prepare_cached("SELECT entry, member, begins, ends, cover FROM absences ORDER BY entry")?
        .query_map([], |row| {
            let mut columns = Columns::of(row);
            Ok(Absence {
                entry: Seq(columns.take()?),
                member: MemberId(columns.take()?),
                from: columns.time()?,
                until: columns.maybe_time()?,
                cover: columns.member()?,
            })
        })?
        .collect::<Result<Vec<Absence>>>()
        .map(Absences::new)
}

impl Ledger {
    /// What was said about absences, by the entry that began each.
    pub fn absence_notes(&self) -> std::result::Result<BTreeMap<Seq, String>, Error> {
        self.read(|connection| {
            let mut notes = BTreeMap::new();
            let mut statement = connection.prepare_cached(
                "SELECT a.entry, w.words FROM absences a JOIN entry_words w ON w.seq = a.entry",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let mut columns = Columns::of(row);
                let entry = Seq(columns.take()?);
                notes.extend(rows::words(columns.take()?).text.map(|text| (entry, text)));
            }
            Ok(notes)
        })
    }
}

pub fn grants(connection: &Connection) -> Result<Vec<Grant>> {
    connection
        .prepare_cached("SELECT entry, member, power, ends FROM grants ORDER BY entry")?
        .query_map([], |row| {
            let mut columns = Columns::of(row);
            Ok(Grant {
                entry: Seq(columns.take()?),
                member: MemberId(columns.take()?),
                power: columns.word(|word| word.parse().ok())?,
                until: columns.time()?,
            })
        })?
        .collect()
}
