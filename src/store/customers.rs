//! Changing customers, and what their new threads inherit.

use super::chain::Pen;
use super::change::{Changed, Doing, record};
use super::placement::Placing;
use super::rows::Columns;
use super::{Ledger, members, records, sort, threads};
use crate::domain::access::Deed;
use crate::domain::customer::{Card, Contact, Errand, Handing, Record, Refused};
use crate::domain::entry::{Actor, Because, Entry, Event, Words};
use crate::domain::ids::{CustomerId, MemberId, Seq, ThreadId};
use crate::domain::member::Team;
use crate::domain::roster::Ownership;
use crate::domain::summary::Customer;
use crate::domain::thread::{Decision, Refusal, Thread};
use crate::error::Error;
use rusqlite::{Connection, OptionalExtension, Result};

/// A customer as it is now, and the threads that went where it went.
#[derive(Debug)]
pub struct CustomerChanged {
    pub customer: Customer,
    pub followed: Vec<Changed>,
}

/// A customer as it is now, and what was written; nothing when it was so already.
#[derive(Debug)]
pub struct CardChanged {
    pub card: Card,
    pub entries: Vec<Entry>,
}

/// Who is called so, with their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Namesakes {
    pub whole: Vec<(CustomerId, String)>,
    /// A word of the name begins so.
    pub partly: Vec<(CustomerId, String)>,
}

type Outcome<T> = std::result::Result<std::result::Result<T, Refused>, Error>;

impl Ledger {
    /// The customer who has this address, in lower case.
    pub fn customer_with(&self, address: &str) -> std::result::Result<Option<CustomerId>, Error> {
        self.read(|connection| holder(connection, address))
    }

    /// The customers with this name, whatever the case, and those in whose name a word begins so.
    pub fn customers_named(&self, name: &str) -> std::result::Result<Namesakes, Error> {
        let wanted = name.trim().to_lowercase();
        let within = format!(" {wanted}");
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT customer, COALESCE(said_name, name) FROM customers
                 WHERE merged_into IS NULL AND dropped = 0 ORDER BY customer",
            )?;
            let mut namesakes = Namesakes::default();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let name = row.get_ref(1)?.as_str()?;
                let known = name.trim().to_lowercase();
                let found = match known == wanted {
                    true => &mut namesakes.whole,
                    false if known.starts_with(&wanted) || known.contains(&within) => {
                        &mut namesakes.partly
                    }
                    false => continue,
                };
                found.push((CustomerId(row.get(0)?), name.to_owned()));
            }
            Ok(namesakes)
        })
    }

    /// What is known of the customer that this number stands for now.
    pub fn card(&self, customer: CustomerId) -> std::result::Result<Option<Card>, Error> {
        self.read(|connection| card(connection, customer))
    }

    /// Changes a customer as `decide` says, where `errand` is permitted.
    pub fn change_customer(
        &mut self,
        customer: CustomerId,
        errand: Errand,
        doing: &Doing,
        decide: impl FnOnce(&Card, &Record, &Team) -> std::result::Result<Decision, Refused>,
    ) -> Outcome<CardChanged> {
        let done = self.write_if_agreed(doing.keep, |connection| {
            let Some(before) = card(connection, customer)? else {
                return Ok(Err(Refused::Unknown(customer)));
            };
            let team = members::team(connection)?;
            let record = records::replay(connection, before.customer.id)?;
            if let Some(refused) = not_permitted(errand, &record, &team, doing) {
                return Ok(Err(refused));
            }
            let decision = match decide(&before, &record, &team) {
                Ok(decision) => decision,
                Err(refused) => return Ok(Err(refused)),
            };
            if let Some(refused) = in_vain(connection, &before, &decision, &team, doing)? {
                return Ok(Err(refused));
            }
            append(connection, &doing.pen(connection), before, decision).map(Ok)
        })?;
        self.on_record(done, doing)
    }

    /// Makes a record of somebody who has not written yet.
    pub fn add_customer(&mut self, contact: &Contact, doing: &Doing) -> Outcome<Card> {
        let done = self.write_if_agreed(doing.keep, |connection| {
            let team = members::team(connection)?;
            if let Some(refused) = not_permitted(Errand::Help, &Record::default(), &team, doing) {
                return Ok(Err(refused));
            }
            if let Some(refused) = taken(connection, None, &contact.addresses)? {
                return Ok(Err(refused));
            }
            let customer = begin(connection, &doing.pen(connection), contact)?;
            records::refresh(connection, &[customer])?;
            Ok(card(connection, customer)?.ok_or(Refused::Unknown(customer)))
        })?;
        self.on_record(done, doing)
    }

    /// Two records are one customer: `from` goes into `customer`, whose number stays.
    pub fn merge_customers(
        &mut self,
        (customer, from): (CustomerId, CustomerId),
        owner: Option<MemberId>,
        doing: &Doing,
    ) -> Outcome<CardChanged> {
        let done = self.write_if_agreed(doing.keep, |connection| {
            let (Some(before), Some(other)) =
                (card(connection, customer)?, card(connection, from)?)
            else {
                let known = card(connection, customer)?.is_some();
                return Ok(Err(Refused::Unknown(if known { from } else { customer })));
            };
            let team = members::team(connection)?;
            let record = records::replay(connection, before.customer.id)?;
            if let Some(refused) = not_permitted(Errand::Merge, &record, &team, doing) {
                return Ok(Err(refused));
            }
            match before.merge(&other, owner, doing.reason.clone(), &team, doing.now) {
                Ok(decision) => {
                    append(connection, &doing.pen(connection), before, decision).map(Ok)
                }
                Err(refused) => Ok(Err(refused)),
            }
        })?;
        self.on_record(done, doing)
    }

    /// Puts on record that somebody was not permitted to do it.
    fn on_record<T>(&mut self, done: std::result::Result<T, Refused>, doing: &Doing) -> Outcome<T> {
        if let Err(Refused::Denied { power, thread }) = &done {
            self.denied(*power, *thread, doing)?;
        }
        Ok(done)
    }

    /// Says whose a customer is; their threads that are not closed follow, all or none.
    pub fn assign_customer(&mut self, handing: Handing, doing: &Doing) -> Outcome<CustomerChanged> {
        let done = self.write_if_agreed(doing.keep, |connection| {
            let Some(before) = one(connection, handing.customer)? else {
                return Ok(Err(Refused::Unknown(handing.customer)));
            };
            let handing = Handing { customer: before.id, ..handing };
            let (team, whose) = (members::team(connection)?, before.whose);
            if let Err(refused) = handing.permitted(whose, &team, doing.actor, doing.now) {
                return Ok(Err(refused));
            }
            let followers = match followers(connection, &team, handing, doing)? {
                Ok(followers) => followers,
                Err(denied) => return Ok(Err(denied)),
            };
            let event = match handing.of(whose, &team, doing.now) {
                Ok(event) => event,
                Err(refused) => return Ok(Err(refused)),
            };
            let pen = doing.pen(connection);
            if let Some(event) = event {
                pen.append(None, &event, &Words::reason(doing.reason.clone()))?;
                records::refresh(connection, &[before.id])?;
            }
            let followed = followers
                .into_iter()
                .map(|(thread, decision)| record(connection, &pen, thread, decision, doing.now))
                .collect::<Result<_>>()?;
            let customer = one(connection, handing.customer)?.unwrap_or(before);
            Ok(Ok(CustomerChanged { customer, followed }))
        })?;
        self.on_record(done, doing)
    }
}

pub fn not_permitted(
    errand: Errand,
    record: &Record,
    team: &Team,
    doing: &Doing,
) -> Option<Refused> {
    let me = doing.actor.member;
    let acts = me.is_none_or(|me| team.acts_in_stead(record.whose, me, doing.now));
    let power = team.lacks(doing.actor, errand.needs(record, me, acts), doing.now)?;
    Some(Refused::Denied { power, thread: None })
}

/// Since its names were looked up, somebody may have left, or an address may have become another's.
fn in_vain(
    connection: &Connection,
    before: &Card,
    decision: &Decision,
    team: &Team,
    doing: &Doing,
) -> Result<Option<Refused>> {
    match decision.given_in_vain(team, doing.now) {
        Some(Refusal::Left { member }) => return Ok(Some(Refused::Left(member))),
        Some(Refusal::Viewer { member }) => return Ok(Some(Refused::Viewer(member))),
        _ => {}
    }
    for (_, words) in &decision.0 {
        let addresses = words.contact.iter().flat_map(|contact| &contact.addresses);
        if let Some(refused) = taken(connection, Some(before.customer.id), addresses)? {
            return Ok(Some(refused));
        }
    }
    Ok(None)
}

/// The first of these addresses that another record has.
pub fn taken<'a>(
    connection: &Connection,
    customer: Option<CustomerId>,
    addresses: impl IntoIterator<Item = &'a String>,
) -> Result<Option<Refused>> {
    for address in addresses {
        match holder(connection, address)? {
            Some(by) if Some(by) != customer => {
                return Ok(Some(Refused::AddressTaken { address: address.clone(), by }));
            }
            _ => {}
        }
    }
    Ok(None)
}

/// The record that has this address now.
pub fn holder(connection: &Connection, address: &str) -> Result<Option<CustomerId>> {
    connection
        .prepare_cached(
            "SELECT COALESCE(c.merged_into, c.customer) FROM customer_addresses a
             JOIN customers c ON c.customer = a.customer WHERE a.address = $1",
        )?
        .query_row([address], |row| row.get(0).map(CustomerId))
        .optional()
}

/// A new record, with the entry that makes it; its row is still to be refreshed.
pub fn begin(connection: &Connection, pen: &Pen, contact: &Contact) -> Result<CustomerId> {
    let number: i64 = connection
        .prepare_cached("INSERT INTO customers (name, address) VALUES ('', '') RETURNING customer")?
        .query_row([], |row| row.get(0))?;
    let customer = CustomerId(number);
    let words = Words { contact: Some(Box::new(contact.clone())), ..Words::default() };
    pen.append(None, &Event::CustomerAdded { customer }, &words)?;
    Ok(customer)
}

/// Appends what was decided, and rewrites the rows.
fn append(
    connection: &Connection,
    pen: &Pen,
    before: Card,
    Decision(events): Decision,
) -> Result<CardChanged> {
    let mut written = Vec::with_capacity(events.len());
    for (event, words) in events {
        written.push(pen.append(None, &event, &words)?);
    }
    if !written.is_empty() {
        records::refresh(connection, &[before.customer.id])?;
    }
    let card = card(connection, before.customer.id)?.unwrap_or(before);
    Ok(CardChanged { card, entries: written })
}

/// What is known of the customer that this number stands for now.
pub fn card(connection: &Connection, customer: CustomerId) -> Result<Option<Card>> {
    let Some(root) = records::root(connection, customer)? else { return Ok(None) };
    let Some(customer) = one(connection, root)? else { return Ok(None) };
    let numbers = records::numbers(connection, root)?;
    let mut addresses = Vec::new();
    for number in &numbers {
        let mut statement = connection.prepare_cached(
            "SELECT address FROM customer_addresses WHERE customer = $1 ORDER BY address",
        )?;
        let found = statement.query_map([number.0], |row| row.get(0))?;
        addresses.extend(found.collect::<Result<Vec<String>>>()?);
    }
    addresses.sort_by_key(|address| *address != customer.address);
    let merged = numbers.into_iter().filter(|number| *number != root).collect();
    connection
        .prepare_cached(
            "SELECT company, role, phone, status, tags FROM customers WHERE customer = $1",
        )?
        .query_row([root.0], |row| {
            let mut columns = Columns::of(row);
            Ok(Some(Card {
                customer,
                company: columns.take()?,
                role: columns.take()?,
                phone: columns.take()?,
                status: columns.take()?,
                tags: columns.json()?,
                addresses,
                merged,
            }))
        })
}

/// The threads that go with a customer, and what that comes to.
type Followers = Vec<(Thread, Decision)>;

fn followers(
    connection: &Connection,
    team: &Team,
    handing: Handing,
    doing: &Doing,
) -> Result<std::result::Result<Followers, Refused>> {
    let Some(owner) = handing.owner.filter(|_| !handing.keep_threads) else {
        return Ok(Ok(Vec::new()));
    };
    let mut followers = Vec::new();
    for thread in open_threads(connection, handing.customer)? {
        let thread = threads::replay(connection, thread)?;
        let reason = doing.reason.clone();
        let decision = thread.follow(handing.customer, owner, handing.backup, reason);
        if decision == Decision::nothing() {
            continue;
        }
        if let Err(Refusal::Denied { power }) =
            team.permits(Deed::Decide, &thread, doing.actor, doing.now)
        {
            return Ok(Err(Refused::Denied { power, thread: Some(thread.id) }));
        }
        followers.push((thread, decision));
    }
    Ok(Ok(followers))
}

fn open_threads(connection: &Connection, customer: CustomerId) -> Result<Vec<ThreadId>> {
    connection
        .prepare_cached(
            "SELECT thread FROM threads
             WHERE customer IN (SELECT $1 UNION ALL SELECT customer FROM customers WHERE merged_into = $1)
                AND stand <> 'closed' ORDER BY thread",
        )?
        .query_map([customer.0], |row| row.get(0).map(ThreadId))?
        .collect()
}

/// The customer that this number stands for; a merged record has what the one has that it went into.
pub fn one(connection: &Connection, customer: CustomerId) -> Result<Option<Customer>> {
    connection
        .prepare_cached(
            "SELECT COALESCE(merged_into, customer), COALESCE(said_name, name), COALESCE(said_address, address),
                owner, backup
             FROM customers WHERE customer = $1 AND dropped = 0",
        )?
        .query_row([customer.0], |row| {
            let mut columns = Columns::of(row);
            Ok(Customer {
                id: CustomerId(columns.take()?),
                name: columns.take()?,
                address: columns.take()?,
                whose: Ownership { owner: columns.member()?, backup: columns.member()? },
            })
        })
        .optional()
}

/// Conversations that begin in this transaction, with customers whom somebody owns, are theirs at once. `first` is the
/// first message of the transaction; nothing of what it brought may have an owner yet.
pub fn inherit(placing: &mut Placing, first: Seq) -> Result<()> {
    let connection = placing.connection;
    if !connection
        .prepare_cached("SELECT 1 FROM customers WHERE owner IS NOT NULL LIMIT 1")?
        .exists([])?
    {
        return Ok(());
    }
    let team = members::team(connection)?;
    let pen = Pen::new(connection, Actor::BATON, placing.now);
    for thread in placing.touched.clone() {
        let Some(customer) = begun_with(placing, thread, first)? else { continue };
        let Some(customer) = one(connection, customer)? else { continue };
        let Some((owner, backup)) = team.heirs(customer.whose, placing.now) else { continue };
        let because = Some(Because::Customer(customer.id));
        placing.put_back()?;
        pen.append(Some(thread), &Event::Assigned { owner, backup, because }, &Words::default())?;
        placing.any_entries = true;
        // Not all there is to know of it is in memory any more.
        placing.fresh.remove(&thread);
    }
    Ok(())
}

/// The customer of a thread all of which came in this transaction, and about which nobody said anything.
fn begun_with(placing: &Placing, thread: ThreadId, first: Seq) -> Result<Option<CustomerId>> {
    let facts = match placing.fresh.get(&thread) {
        Some(facts) => facts.clone(),
        None if placing.any_entries && sort::is_touched(placing.connection, thread)? => {
            return Ok(None);
        }
        None => threads::facts(placing.connection, thread)?,
    };
    // What a machine wrote, or we among us, may have come before.
    let is_new = facts.iter().filter(|fact| fact.is_human()).all(|fact| fact.seq >= first);
    Ok(Thread::replay(thread, facts, &[]).begun_with().filter(|_| is_new))
}
