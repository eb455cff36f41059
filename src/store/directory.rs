//! The customers as lists show them, whoever was heard of last first.

use super::rows::Columns;
use super::{Ledger, search};
use crate::domain::customer::list::{Listed, Query};
use crate::domain::ids::CustomerId;
use crate::domain::roster::Ownership;
use crate::domain::summary::Customer;
use crate::domain::time::Timestamp;
use crate::error::Error;
use rusqlite::{Connection, Result, Row};
use std::cmp::Reverse;
use std::collections::HashMap;

impl Ledger {
    /// The customers that a query finds, as many as `limit` says, and how many there are in all.
    pub fn customers(
        &self,
        query: &Query,
        limit: Option<usize>,
    ) -> std::result::Result<(Vec<Listed>, usize), Error> {
        self.consistently(|ledger| {
            ledger.read(|connection| {
                let found = found(connection, query)?;
                let mail = mail(connection)?;
                let of = |customer: &CustomerId| mail.get(customer).copied().unwrap_or_default();
                let mut order: Vec<(Mail, CustomerId)> =
                    found.iter().map(|customer| (of(customer), *customer)).collect();
                order.sort_unstable_by_key(|(mail, customer)| {
                    (Reverse(mail.last_at), Reverse(*customer))
                });
                order.truncate(limit.unwrap_or(usize::MAX));
                Ok((listed(connection, &order)?, found.len()))
            })
        })
    }
}

/// What the threads of a customer come to.
#[derive(Clone, Copy, Debug, Default)]
struct Mail {
    last_at: Option<i64>,
    open: usize,
}

/// Records that are like that, without regard to order.
fn found(connection: &Connection, query: &Query) -> Result<Vec<CustomerId>> {
    let with_words = match query.words.is_empty() {
        true => None,
        false => {
            Some(search::with_all(&query.words, |words| search::customers_with(connection, words))?)
        }
    };
    // Columns that are not asked for are not read: SQLite would walk along all that stand before them.
    let says = query.unowned
        || !query.owners.is_empty()
        || !query.status.is_empty()
        || !query.tags.is_empty();
    let columns = if says { "customer, owner, status, tags" } else { "customer" };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {columns} FROM customers WHERE merged_into IS NULL AND dropped = 0"
    ))?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let customer = CustomerId(row.get(0)?);
        if with_words.as_ref().is_none_or(|with| with.contains(&customer))
            && (!says || is_like(row, query)?)
        {
            found.push(customer);
        }
    }
    Ok(found)
}

fn is_like(row: &Row, query: &Query) -> Result<bool> {
    let mut columns = Columns::of(row);
    let _: i64 = columns.take()?;
    let owner = columns.member()?;
    let status = columns.take::<Option<String>>()?.unwrap_or_default().to_lowercase();
    let tags: Vec<String> = match query.tags.is_empty() {
        true => Vec::new(),
        false => columns.json()?,
    };
    let has = |wanted: &String| tags.iter().any(|tag| tag.to_lowercase() == wanted.to_lowercase());
    Ok((!query.unowned || owner.is_none())
        && query.owners.iter().all(|wanted| owner == Some(*wanted))
        && query.status.iter().all(|wanted| wanted.to_lowercase() == status)
        && query.tags.iter().all(has))
}

/// The mail of every customer, by the record that it belongs to.
fn mail(connection: &Connection) -> Result<HashMap<CustomerId, Mail>> {
    let merged: HashMap<CustomerId, CustomerId> = connection
        .prepare_cached(
            "SELECT customer, merged_into FROM customers WHERE merged_into IS NOT NULL",
        )?
        .query_map([], |row| Ok((CustomerId(row.get(0)?), CustomerId(row.get(1)?))))?
        .collect::<Result<_>>()?;
    // From an index alone, in its order.
    let mut statement = connection.prepare_cached(
        "SELECT customer, MAX(last_message_at), SUM(stand <> 'closed') FROM threads
         WHERE customer IS NOT NULL GROUP BY customer",
    )?;
    let mut rows = statement.query([])?;
    let mut mail: HashMap<CustomerId, Mail> = HashMap::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::of(row);
        let customer = CustomerId(columns.take()?);
        let record = mail.entry(merged.get(&customer).copied().unwrap_or(customer)).or_default();
        record.last_at = record.last_at.max(columns.take()?);
        record.open += columns.count()?;
    }
    Ok(mail)
}

/// These customers with all that a list shows, in this order.
fn listed(connection: &Connection, order: &[(Mail, CustomerId)]) -> Result<Vec<Listed>> {
    let mut statement = connection.prepare_cached(
        "SELECT COALESCE(c.said_name, c.name), COALESCE(c.said_address, c.address), c.owner, c.backup, c.company,
            c.status, c.tags, (SELECT COUNT(*) FROM customer_addresses a WHERE a.customer IN (
                SELECT $1 UNION ALL SELECT customer FROM customers WHERE merged_into = $1))
         FROM customers c WHERE c.customer = $1",
    )?;
    let one = |(mail, id): &(Mail, CustomerId)| {
        statement.query_row([id.0], |row| {
            let mut columns = Columns::of(row);
            Ok(Listed {
                customer: Customer {
                    id: *id,
                    name: columns.take()?,
                    address: columns.take()?,
                    whose: Ownership { owner: columns.member()?, backup: columns.member()? },
                },
                company: columns.take()?,
                status: columns.take()?,
                tags: columns.json()?,
                addresses: columns.count()?,
                open_threads: mail.open,
                last_mail_at: mail.last_at.and_then(|at| Timestamp::from_timestamp(at, 0)),
            })
        })
    };
    order.iter().map(one).collect()
}
