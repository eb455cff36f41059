//! The rows of customers: each is what mail showed, and what the entries about them say.

use super::promises;
use crate::domain::customer::Merged;
use crate::domain::ids::CustomerId;
use crate::domain::proof::Report;
use crate::store::promises::On;
use crate::store::records;
use rusqlite::{Connection, Result, params};
use std::collections::{BTreeMap, BTreeSet};

/// Every customer of whom something was said is what that comes to; of all others nothing is.
pub fn customers(connection: &Connection, model: &Connection, report: &mut Report) -> Result<()> {
    let merged = records::merged(connection)?;
    grouped(connection, &merged, report)?;
    let mut roots = BTreeSet::new();
    let mut statement = connection.prepare(
        "SELECT customer FROM entries WHERE customer IS NOT NULL
         UNION SELECT customer FROM customers WHERE merged_into IS NOT NULL OR dropped <> 0 OR owner IS NOT NULL
            OR backup IS NOT NULL OR tags <> '[]'
            OR COALESCE(said_name, said_address, company, role, phone, status) IS NOT NULL
         UNION SELECT customer FROM customer_addresses WHERE entry IS NOT NULL
         UNION SELECT customer FROM tasks WHERE thread IS NULL UNION SELECT customer FROM links WHERE thread IS NULL
         UNION SELECT customer FROM open_notes WHERE thread IS NULL",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        roots.extend(row.get::<_, Option<i64>>(0)?.map(|number| merged.root(CustomerId(number))));
    }
    for root in roots {
        if let Some(fault) = fault(connection, model, &merged, root)? {
            report.problems.add(format!("customer {root}"), fault);
        }
    }
    Ok(())
}

/// Which number stands for which record.
fn grouped(connection: &Connection, merged: &Merged, report: &mut Report) -> Result<()> {
    let found: BTreeMap<CustomerId, CustomerId> = connection
        .prepare("SELECT customer, merged_into FROM customers WHERE merged_into IS NOT NULL")?
        .query_map([], |row| Ok((CustomerId(row.get(0)?), CustomerId(row.get(1)?))))?
        .collect::<Result<_>>()?;
    let wanted = merged.all();
    for number in found.keys().chain(wanted.keys()).collect::<BTreeSet<_>>() {
        if found.get(number) != wanted.get(number) {
            let what = "the record that it was merged into is not what entries say";
            report.problems.add(format!("customer {number}"), what);
        }
    }
    Ok(())
}

fn fault(
    connection: &Connection,
    model: &Connection,
    merged: &Merged,
    root: CustomerId,
) -> Result<Option<String>> {
    let wanted = records::worked_out(connection, root, merged)?;
    if wanted.rows.is_empty() {
        return Ok(Some("entries are about it, and it has no row".to_owned()));
    }
    for row in &wanted.rows {
        if records::stored(connection, row.customer)?.as_ref() != Some(row) {
            return Ok(Some(format!("the row of {} is not what entries say", row.customer)));
        }
    }
    let numbers: BTreeSet<CustomerId> = wanted.rows.iter().map(|row| row.customer).collect();
    for (address, (number, entry)) in &wanted.addresses {
        // Mail may have shown it before.
        let is_there = connection
            .prepare_cached(
                "SELECT customer FROM customer_addresses WHERE address = $1 AND (entry IS NULL OR entry = $2)",
            )?
            .query_map(params![address, entry.0], |row| row.get(0).map(CustomerId))?
            .collect::<Result<Vec<_>>>()?;
        if !is_there.iter().any(|number| numbers.contains(number)) {
            return Ok(Some(format!("an address that was given to {number} is missing")));
        }
    }
    for number in &numbers {
        let given = connection
            .prepare_cached(
                "SELECT address FROM customer_addresses WHERE customer = $1 AND entry IS NOT NULL",
            )?
            .query_map([number.0], |row| row.get(0))?
            .collect::<Result<Vec<String>>>()?;
        if given.iter().any(|address| !wanted.addresses.contains_key(address)) {
            return Ok(Some("it has an address that no entry gave".to_owned()));
        }
    }
    promises::fault(connection, model, On::Customer(root), &wanted.promises)
}
