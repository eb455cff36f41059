//! What beside threads follows from entries: members, and what was decided by hand.

use super::lines::Told;
use crate::domain::ids::{MemberId, Seq};
use crate::domain::proof::Report;
use crate::domain::threading::Rule;
use rusqlite::{Connection, OptionalExtension, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Every member has the role that the last entry about them says.
pub fn members(connection: &Connection, told: &Told, report: &mut Report) -> Result<()> {
    let found: BTreeMap<MemberId, String> = connection
        .prepare("SELECT member, role FROM members")?
        .query_map([], |row| Ok((MemberId(row.get(0)?), row.get(1)?)))?
        .collect::<Result<_>>()?;
    for (member, role) in &found {
        match told.roles.get(member) {
            None => report.problems.add(format!("member {member}"), "no entry added them"),
            Some(told) if told.word() != role => report.problems.add(
                format!("member {member}"),
                format!("their role is \"{role}\", and entries say {told}"),
            ),
            Some(_) => {}
        }
    }
    for member in told.roles.keys().filter(|member| !found.contains_key(member)) {
        report.problems.add(format!("member {member}"), "missing: an entry added them");
    }
    Ok(())
}

/// What is in force of merges and splits is what their entries say.
pub fn hands(connection: &Connection, told: &Told, report: &mut Report) -> Result<()> {
    let found: BTreeSet<Hand> = connection
        .prepare("SELECT entry, kind, message, other FROM hands")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<Result<_>>()?;
    let says = |(entry, rules): (Seq, &[Rule])| {
        rules.iter().filter_map(move |rule| hand(entry, *rule)).collect::<Vec<_>>()
    };
    let said: BTreeSet<Hand> = told.hands.iter().flat_map(says).collect();
    for (entry, kind, ..) in said.difference(&found) {
        let what =
            format!("what it decided (\"{kind}\") is not in force, and nothing took it back");
        report.problems.add(format!("entry {entry}"), what);
    }
    for (entry, kind, ..) in found.difference(&said) {
        let what = format!("\"{kind}\" is in force, and no entry that holds decided it");
        report.problems.add(format!("hands {entry}"), what);
    }
    Ok(())
}

/// Entry, kind, message, other message, as a row has them.
type Hand = (i64, String, i64, Option<i64>);

fn hand(entry: Seq, rule: Rule) -> Option<Hand> {
    let (kind, message, other) = match rule {
        Rule::Together(message, other) => ("together", message, Some(other)),
        Rule::Apart(message, other) => ("apart", message, Some(other)),
        Rule::Begins(message) => ("begins", message, None),
        Rule::Owned(..) => return None,
    };
    Some((entry.0, kind.to_owned(), message.0, other.map(|other| other.0)))
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
        report
            .problems
            .add("settings", format!("test-world is not what it was: the ledger was {made}"));
    }
    Ok(())
}
