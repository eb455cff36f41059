//! Customers as their entries tell them, replayed and written as rows.

use super::promises::{self, On, Promises};
use super::rows::{self, Columns};
use super::search;
use crate::domain::customer::{Merged, Record, company};
use crate::domain::entry::{Entry, Event};
use crate::domain::ids::{CustomerId, Seq};
use crate::domain::roster::Ownership;
use rusqlite::{Connection, OptionalExtension, Result, params};
use std::collections::{BTreeMap, BTreeSet};

/// The record that this number stands for now; none where there is no such customer.
pub fn root(connection: &Connection, customer: CustomerId) -> Result<Option<CustomerId>> {
    connection
        .prepare_cached(
            "SELECT COALESCE(merged_into, customer) FROM customers WHERE customer = $1 AND dropped = 0",
        )?
        .query_row([customer.0], |row| row.get(0).map(CustomerId))
        .optional()
}

/// Every number that stands for this record, its own first.
pub fn numbers(connection: &Connection, root: CustomerId) -> Result<Vec<CustomerId>> {
    let others: Vec<CustomerId> = connection
        .prepare_cached("SELECT customer FROM customers WHERE merged_into = $1 ORDER BY customer")?
        .query_map([root.0], |row| row.get(0).map(CustomerId))?
        .collect::<Result<_>>()?;
    Ok(std::iter::once(root).chain(others).collect())
}

/// All entries about this record, those of every number that is it now, by sequence number.
pub fn entries(connection: &Connection, root: CustomerId) -> Result<Vec<Entry>> {
    connection
        .prepare_cached(&format!(
            "SELECT {} FROM entries e LEFT JOIN entry_words w ON w.seq = e.seq
             WHERE e.customer IN (SELECT $1 UNION ALL SELECT customer FROM customers WHERE merged_into = $1)
             ORDER BY e.seq",
            rows::ENTRY
        ))?
        .query_map([root.0], rows::entry)?
        .collect()
}

/// What was merged, and not taken back.
pub fn merged(connection: &Connection) -> Result<Merged> {
    // What takes one back is filed beside it: others that were taken back, an import of thousands, are not looked at.
    let entries: Vec<Entry> = connection
        .prepare_cached(&format!(
            "SELECT {} FROM entries e LEFT JOIN entry_words w ON w.seq = e.seq
             WHERE e.kind = 'customers-merged'
             UNION ALL
             SELECT {} FROM entries e LEFT JOIN entry_words w ON w.seq = e.seq
             WHERE e.kind = 'undone'
                AND e.customer IN (SELECT customer FROM entries WHERE kind = 'customers-merged')
             ORDER BY 1",
            rows::ENTRY,
            rows::ENTRY
        ))?
        .query_map([], rows::entry)?
        .collect::<Result<_>>()?;
    Ok(Merged::of(&entries))
}

/// Replays the record that this number stands for.
pub fn replay(connection: &Connection, root: CustomerId) -> Result<Record> {
    replay_with(connection, root, &merged(connection)?)
}

/// The same, where it is known what was merged.
pub fn replay_with(connection: &Connection, root: CustomerId, merged: &Merged) -> Result<Record> {
    Ok(Record::replay(root, merged, &entries(connection, root)?))
}

/// Replays the customers with these numbers, and writes what follows as rows.
pub fn refresh(connection: &Connection, touched: &[CustomerId]) -> Result<()> {
    let merged = merged(connection)?;
    let mut roots: BTreeSet<CustomerId> =
        touched.iter().map(|number| merged.root(*number)).collect();
    // One that was a record by itself may be a part of another by now.
    roots.extend(regroup(connection, &merged)?.into_iter().map(|number| merged.root(number)));
    for root in roots {
        write(connection, root, &worked_out(connection, root, &merged)?)?;
    }
    Ok(())
}

/// Writes which number stands for which record; the numbers that this concerns.
fn regroup(connection: &Connection, merged: &Merged) -> Result<BTreeSet<CustomerId>> {
    let stored: BTreeMap<CustomerId, CustomerId> = connection
        .prepare_cached(
            "SELECT customer, merged_into FROM customers WHERE merged_into IS NOT NULL",
        )?
        .query_map([], |row| Ok((CustomerId(row.get(0)?), CustomerId(row.get(1)?))))?
        .collect::<Result<_>>()?;
    let wanted = merged.all();
    let mut changed = BTreeSet::new();
    for number in stored.keys().chain(wanted.keys()).collect::<BTreeSet<_>>() {
        let (before, now) = (stored.get(number), wanted.get(number));
        if before != now {
            connection
                .prepare_cached("UPDATE customers SET merged_into = $1 WHERE customer = $2")?
                .execute(params![now.map(|root| root.0), number.0])?;
            changed.extend([before, now].into_iter().flatten().copied());
            changed.extend(now.is_none().then_some(*number));
        }
    }
    Ok(changed)
}

/// The rows that a record comes to: one for each of its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub customer: CustomerId,
    pub said_name: Option<String>,
    pub said_address: Option<String>,
    pub texts: [Option<String>; 4],
    pub tags: String,
    pub whose: Ownership,
    pub dropped: bool,
}

pub struct Written {
    pub rows: Vec<Row>,
    pub addresses: BTreeMap<String, (CustomerId, Seq)>,
    pub promises: Promises,
}

/// What mail showed of a customer, by its number.
struct Seen {
    customer: CustomerId,
    name: String,
    address: String,
    has_mail: bool,
}

fn seen(connection: &Connection, customer: CustomerId) -> Result<Option<Seen>> {
    connection
        .prepare_cached(
            "SELECT c.name, c.address, EXISTS (SELECT 1 FROM messages m WHERE m.customer = c.customer)
             FROM customers c WHERE c.customer = $1",
        )?
        .query_row([customer.0], |row| {
            let mut columns = Columns::of(row);
            let (name, address) = (columns.take()?, columns.take()?);
            Ok(Seen { customer, name, address, has_mail: columns.take()? })
        })
        .optional()
}

/// What the entries about a record come to.
pub fn worked_out(connection: &Connection, root: CustomerId, merged: &Merged) -> Result<Written> {
    let entries = entries(connection, root)?;
    let record = Record::replay(root, merged, &entries);
    let numbers = std::iter::once(root).chain(merged.into(root));
    let seen: Vec<Seen> = numbers
        .map(|number| seen(connection, number))
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .flatten()
        .collect();
    let first_of = |of: fn(&Seen) -> &String| {
        seen.iter().map(of).find(|text| !text.is_empty()).cloned().unwrap_or_default()
    };
    let name = record.said.name.clone().unwrap_or_else(|| first_of(|seen| &seen.name));
    // What mail showed counts before what was given: it is where answers went.
    let address = Some(first_of(|seen| &seen.address)).filter(|address| !address.is_empty());
    let address = address.or_else(|| first_given(&record, &entries)).unwrap_or_default();
    let row = |seen: &Seen| Row {
        customer: seen.customer,
        said_name: Some(name.clone()).filter(|name| *name != seen.name),
        said_address: Some(address.clone()).filter(|address| *address != seen.address),
        texts: [
            record.said.company.clone(),
            record.said.role.clone(),
            record.said.phone.clone(),
            record.said.status.clone(),
        ],
        tags: super::chain::to_json(&record.tags).unwrap_or_default(),
        whose: record.whose,
        dropped: record.added.get(&seen.customer) == Some(&false) && !seen.has_mail,
    };
    let rows = seen.iter().map(row).collect();
    let Record { addresses, notes, tasks, links, .. } = record;
    Ok(Written { rows, addresses, promises: Promises { tasks, links, notes } })
}

/// The address that was given first: of those that were given at once, the one that was named first.
fn first_given(record: &Record, entries: &[Entry]) -> Option<String> {
    let (_, first) = record.addresses.values().min_by_key(|(_, entry)| *entry)?;
    let contact = entries.iter().find(|entry| entry.seq == *first)?.words.contact.as_ref()?;
    let is_given =
        |address: &&String| record.addresses.get(*address).is_some_and(|(_, entry)| entry == first);
    contact.addresses.iter().find(is_given).cloned()
}

fn write(connection: &Connection, root: CustomerId, written: &Written) -> Result<()> {
    for row in &written.rows {
        write_row(connection, row)?;
        // What a number had by itself is the record's now.
        promises::clear(connection, On::Customer(row.customer))?;
        withdraw(connection, row.customer, &written.addresses)?;
    }
    for (address, (number, entry)) in &written.addresses {
        give(connection, address, *number, *entry)?;
    }
    for row in &written.rows {
        match row.customer == root && !row.dropped {
            true => search::customer(connection, root)?,
            false => search::no_customer(connection, row.customer)?,
        }
    }
    promises::write(connection, On::Customer(root), &written.promises)
}

/// Writes an address as the entry that gave it has it. One that mail showed first stays as mail has it, and another
/// record's stays there.
fn give(connection: &Connection, address: &str, number: CustomerId, entry: Seq) -> Result<()> {
    if file_address(connection, address, number, Some(entry))? == 0 {
        connection
            .prepare_cached(
                "UPDATE customer_addresses SET customer = $1, entry = $2 WHERE address = $3 AND entry IS NOT NULL
                    AND customer IN (SELECT c.customer FROM customers c JOIN customers o ON o.customer = $1
                        WHERE COALESCE(c.merged_into, c.customer) = COALESCE(o.merged_into, o.customer))",
            )?
            .execute(params![number.0, entry.0, address])?;
    }
    Ok(())
}

/// A new address of this number, which mail showed unless an entry gave it; 0 where it is there already.
pub fn file_address(
    connection: &Connection,
    address: &str,
    number: CustomerId,
    entry: Option<Seq>,
) -> Result<usize> {
    let domain = company::workplace(address).map(|workplace| workplace.domain);
    connection
        .prepare_cached(
            "INSERT INTO customer_addresses (address, customer, entry, domain) VALUES ($1, $2, $3, $4)
             ON CONFLICT (address) DO NOTHING",
        )?
        .execute(params![address, number.0, entry.map(|entry| entry.0), domain])
}

/// Works out the domains of addresses that were filed without them.
pub fn file_domains(connection: &Connection) -> Result<()> {
    let addresses: Vec<String> = connection
        .prepare("SELECT address FROM customer_addresses")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_>>()?;
    for address in addresses {
        if let Some(workplace) = company::workplace(&address) {
            connection
                .prepare_cached("UPDATE customer_addresses SET domain = $1 WHERE address = $2")?
                .execute([workplace.domain, &address])?;
        }
    }
    Ok(())
}

/// Takes back the addresses that members no longer give; one that mail was filed by stays, as mail's.
fn withdraw(
    connection: &Connection,
    number: CustomerId,
    given: &BTreeMap<String, (CustomerId, Seq)>,
) -> Result<()> {
    let stored: Vec<(String, bool)> = connection
        .prepare_cached(
            "SELECT address, seen FROM customer_addresses WHERE customer = $1 AND entry IS NOT NULL",
        )?
        .query_map([number.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_>>()?;
    for (address, seen) in stored.iter().filter(|(address, _)| !given.contains_key(address)) {
        let statement = match seen {
            true => "UPDATE customer_addresses SET entry = NULL, seen = 0 WHERE address = $1",
            false => "DELETE FROM customer_addresses WHERE address = $1",
        };
        connection.prepare_cached(statement)?.execute([address])?;
    }
    Ok(())
}

fn write_row(connection: &Connection, row: &Row) -> Result<usize> {
    let [company, role, phone, status] = &row.texts;
    connection
        .prepare_cached(
            "UPDATE customers SET said_name = $1, said_address = $2, company = $3, role = $4, phone = $5,
                status = $6, tags = $7, owner = $8, backup = $9, dropped = $10 WHERE customer = $11",
        )?
        .execute(params![
            row.said_name,
            row.said_address,
            company,
            role,
            phone,
            status,
            row.tags,
            row.whose.owner.map(|owner| owner.0),
            row.whose.backup.map(|backup| backup.0),
            row.dropped,
            row.customer.0,
        ])
}

/// The row of a customer as it lies there.
pub fn stored(connection: &Connection, customer: CustomerId) -> Result<Option<Row>> {
    connection
        .prepare_cached(
            "SELECT said_name, said_address, company, role, phone, status, tags, owner, backup, dropped
             FROM customers WHERE customer = $1",
        )?
        .query_row([customer.0], |row| {
            let mut columns = Columns::of(row);
            Ok(Row {
                customer,
                said_name: columns.take()?,
                said_address: columns.take()?,
                texts: [columns.take()?, columns.take()?, columns.take()?, columns.take()?],
                tags: columns.take()?,
                whose: Ownership { owner: columns.member()?, backup: columns.member()? },
                dropped: columns.take()?,
            })
        })
        .optional()
}

/// Customers that somebody owns; nobody backs up what has no owner.
pub fn owners(connection: &Connection) -> Result<BTreeMap<CustomerId, Ownership>> {
    connection
        .prepare_cached(
            "SELECT customer, owner, backup FROM customers WHERE owner IS NOT NULL AND merged_into IS NULL",
        )?
        .query_map([], |row| {
            let mut columns = Columns::of(row);
            let customer = CustomerId(columns.take()?);
            Ok((customer, Ownership { owner: columns.member()?, backup: columns.member()? }))
        })?
        .collect()
}

/// Files the entries of a ledger that did not keep which of them are about customers: those that say whose one is, and
/// those that took such an entry back.
pub fn file_entries(connection: &Connection) -> Result<()> {
    let mut about: BTreeMap<Seq, CustomerId> = BTreeMap::new();
    let mut statement = connection.prepare(&format!(
        "SELECT {} FROM entries e LEFT JOIN entry_words w ON w.seq = e.seq
         WHERE e.number IS NULL AND e.kind IN ('customer-assigned', 'undone') ORDER BY e.seq",
        rows::ENTRY
    ))?;
    for entry in statement.query_map([], rows::entry)? {
        let entry = entry?;
        let customer = match &entry.event {
            Event::Undone { entry, .. } => about.get(entry).copied(),
            event => event.customer(),
        };
        about.extend(customer.map(|customer| (entry.seq, customer)));
    }
    // The one time that entries are written to again: what is added is said in their bodies.
    let trigger: String = connection.query_row(
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'entries_are_never_updated'",
        [],
        |row| row.get(0),
    )?;
    connection.execute_batch("DROP TRIGGER entries_are_never_updated")?;
    for (entry, customer) in &about {
        connection
            .prepare_cached("UPDATE entries SET customer = $1 WHERE seq = $2")?
            .execute([customer.0, entry.0])?;
    }
    connection.execute_batch(&trigger)?;
    refresh(connection, &about.into_values().collect::<Vec<_>>())
}
