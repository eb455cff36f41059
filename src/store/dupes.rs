//! What duplicates among customers are looked for in.

use super::Ledger;
use super::rows::{Columns, Fields};
use crate::domain::customer::dupes::Known;
use crate::domain::ids::CustomerId;
use crate::error::Error;
use std::collections::{BTreeMap, BTreeSet};

impl Ledger {
    /// Every record, with its name, company and addresses.
    pub fn known_customers(&self) -> Result<BTreeMap<CustomerId, Known>, Error> {
        self.read(|connection| {
            let mut found: BTreeMap<CustomerId, Known> = connection
                .prepare_cached(
                    "SELECT customer, COALESCE(said_name, name), company FROM customers
                     WHERE merged_into IS NULL AND dropped = 0",
                )?
                .query_map([], |row| {
                    let mut columns = Columns::of(row);
                    let id = CustomerId(columns.take()?);
                    let (name, company) = (columns.take()?, columns.take()?);
                    Ok((id, Known { name, company, addresses: Vec::new() }))
                })?
                .collect::<rusqlite::Result<_>>()?;
            let mut statement = connection.prepare_cached(
                "SELECT a.address, COALESCE(c.merged_into, c.customer) FROM customer_addresses a
                 JOIN customers c ON c.customer = a.customer ORDER BY a.address",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if let Some(known) = found.get_mut(&CustomerId(row.get(1)?)) {
                    known.addresses.push(row.get(0)?);
                }
            }
            Ok(found)
        })
    }

    /// Addresses of people who wrote to us, each with one to which their mail asked for answers.
    pub fn replies_asked(&self) -> Result<BTreeSet<(String, String)>, Error> {
        self.read(|connection| {
            // Few mails ask for answers elsewhere; only theirs are read as what they are.
            let mut statement = connection.prepare_cached(
                "SELECT from_address, fields FROM messages
                 WHERE direction = 'inbound' AND automated IS NULL AND from_address IS NOT NULL
                    AND instr(fields, '\"reply_to\"') > 0",
            )?;
            let mut found = BTreeSet::new();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let mut columns = Columns::of(row);
                let from: String = columns.take()?;
                let fields: Fields = columns.json()?;
                let elsewhere = fields.reply_to().iter().filter(|to| to.address != from);
                found.extend(elsewhere.map(|to| (from.clone(), to.address.clone())));
            }
            Ok(found)
        })
    }
}
