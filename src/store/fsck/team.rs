//! What beside threads and customers follows from entries: the team, and what was decided by hand.

use super::lines::Told;
use super::{columns, shown};
use crate::domain::ids::MemberId;
use crate::domain::member::Member;
use crate::domain::proof::Report;
use crate::domain::roster::{Enrolled, Roster};
use crate::domain::threading::Rule;
use crate::store::{hands, members, roster};
use rusqlite::{Connection, OptionalExtension, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Members, absences and grants are what the entries about the team come to.
pub fn team(connection: &Connection, model: &Connection, report: &mut Report) -> Result<()> {
    let told = Roster::replay(&roster::entries(connection)?);
    members_of(connection, &told, report)?;
    for absence in &told.absences {
        roster::write_absence(model, absence)?;
    }
    table(connection, model, "absences", report)?;
    for grant in &told.grants {
        roster::write_grant(model, grant)?;
    }
    table(connection, model, "grants", report)?;
    Ok(())
}

fn members_of(connection: &Connection, told: &Roster, report: &mut Report) -> Result<()> {
    let team = members::team(connection)?;
    let found: BTreeMap<MemberId, &Member> =
        team.ever().map(|member| (member.id, member)).collect();
    for (id, member) in &found {
        let fault = match told.members.get(id) {
            None => Some("no entry added them".to_owned()),
            Some(enrolled) => differs(member, enrolled),
        };
        if let Some(fault) = fault {
            report.problems.add(format!("member {id}"), fault);
        }
    }
    for id in told.members.keys().filter(|id| !found.contains_key(id)) {
        report.problems.add(format!("member {id}"), "missing: an entry added them");
    }
    Ok(())
}

/// In what a member is not as the last entry about them says. What the first ledgers did not keep cannot be told.
fn differs(member: &Member, enrolled: &Enrolled) -> Option<String> {
    let mut faults = Vec::new();
    if member.role != enrolled.role {
        faults.push(format!("their role is {} and should be {}", member.role, enrolled.role));
    }
    if member.left_at != enrolled.left_at {
        faults.push("when they left is not what an entry says".to_owned());
    }
    if let Some(profile) = &enrolled.profile {
        if member.name != profile.name {
            faults.push(format!("their name is {} and should be {}", member.name, profile.name));
        }
        if member.login != profile.login {
            faults.push(format!("their login is {} and should be {}", member.login, profile.login));
        }
        let zone = member.time_zone.map(|zone| zone.name());
        let says = profile.time_zone.as_deref();
        // A zone that has gone since is none.
        if zone != says.filter(|says| zone.is_some() || says.parse::<chrono_tz::Tz>().is_ok()) {
            faults.push("their time zone is not that of the last entry about them".to_owned());
        }
        let set = |addresses: &[String]| addresses.iter().cloned().collect::<BTreeSet<String>>();
        if set(&member.addresses) != set(&profile.addresses) {
            faults.push("their addresses are not those of the last entry about them".to_owned());
        }
    }
    (!faults.is_empty()).then(|| faults.join("; "))
}

/// What is in force of merges and splits is what their entries say.
pub fn hands(
    connection: &Connection,
    model: &Connection,
    told: &Told,
    report: &mut Report,
) -> Result<()> {
    for (entry, rules) in told.hands.iter() {
        for rule in rules {
            let (kind, message, other) = match rule {
                Rule::Together(message, other) => ("together", message, Some(*other)),
                Rule::Apart(message, other) => ("apart", message, Some(*other)),
                Rule::Begins(message) => ("begins", message, None),
                Rule::Owned(..) => continue,
            };
            hands::put_in_force(model, entry, kind, *message, other)?;
        }
    }
    table(connection, model, "hands", report)
}

/// A ledger is for tests, where clock and login can be set from outside, only if it was made so.
pub fn settings(connection: &Connection, told: &Told, report: &mut Report) -> Result<()> {
    let is_test_world: Option<bool> = connection
        .query_row("SELECT value = 'yes' FROM settings WHERE name = 'test-world'", [], |row| {
            row.get(0)
        })
        .optional()?;
    if is_test_world != Some(told.test_world) {
        let made = if told.test_world { "made for tests" } else { "not made for tests" };
        report.problems.add("settings", format!("test-world was changed: the ledger was {made}"));
    }
    Ok(())
}

/// A small table whose rows follow from entries, against the model in which they were written as they should be.
fn table(
    connection: &Connection,
    model: &Connection,
    name: &str,
    report: &mut Report,
) -> Result<()> {
    let columns = columns(model, name)?;
    let (found, wanted) = (rows(connection, name, &columns)?, rows(model, name, &columns)?);
    for (entry, row) in wanted.difference(&found) {
        report
            .problems
            .add(format!("{name} {entry}"), format!("missing, and its entry counts: {row}"));
    }
    for (entry, row) in found.difference(&wanted) {
        report
            .problems
            .add(format!("{name} {entry}"), format!("there, and no entry says so: {row}"));
    }
    Ok(())
}

/// Every row of a table: the first column, which is its entry, and all of them.
fn rows(
    connection: &Connection,
    table: &str,
    columns: &[String],
) -> Result<BTreeSet<(String, String)>> {
    connection
        .prepare(&format!("SELECT {} FROM {table}", columns.join(", ")))?
        .query_map([], |row| {
            let mut values = Vec::with_capacity(columns.len());
            for (index, column) in columns.iter().enumerate() {
                values.push(format!("{column} {}", shown(row.get_ref(index)?)));
            }
            Ok((shown(row.get_ref(0)?), values.join(", ")))
        })?
        .collect()
}
