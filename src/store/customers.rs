//! Whose customers are: assigning them, and what their new threads inherit.

use super::chain::Pen;
use super::change::{Changed, Doing, record};
use super::placement::Placing;
use super::rows::Columns;
use super::{Ledger, members, roster, sort, threads};
use crate::domain::access::Deed;
use crate::domain::customer::{Handing, NotAssigned};
use crate::domain::entry::{Actor, Because, Event, Words};
use crate::domain::ids::{CustomerId, Seq, ThreadId};
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

impl Ledger {
    /// The customer who has this address, in lower case.
    pub fn customer_with(&self, address: &str) -> std::result::Result<Option<CustomerId>, Error> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT customer FROM customer_addresses WHERE address = $1")?
                .query_row([address], |row| row.get(0).map(CustomerId))
                .optional()
        })
    }

    /// Says whose a customer is; their threads that are not closed follow, all or none.
    pub fn assign_customer(
        &mut self,
        handing: Handing,
        doing: &Doing,
    ) -> std::result::Result<std::result::Result<CustomerChanged, NotAssigned>, Error> {
        let done = self.write_if_agreed(doing.keep, |connection| {
            let Some(before) = one(connection, handing.customer)? else {
                return Ok(Err(NotAssigned::Unknown));
            };
            let (team, whose) = (members::team(connection)?, before.whose);
            if let Some(power) = team.lacks_for_customer(whose, doing.actor, doing.now) {
                return Ok(Err(NotAssigned::Denied { power, thread: None }));
            }
            let followers = match followers(connection, &team, handing, doing)? {
                Ok(followers) => followers,
                Err(denied) => return Ok(Err(denied)),
            };
            let event = match handing.of(whose, &team) {
                Ok(event) => event,
                Err(refused) => return Ok(Err(refused)),
            };
            let pen = doing.pen(connection);
            if let Some(event) = event {
                pen.append(None, &event, &Words::reason(doing.reason.clone()))?;
                roster::refresh(connection)?;
            }
            let followed = followers
                .into_iter()
                .map(|(thread, decision)| record(connection, &pen, thread, decision, doing.now))
                .collect::<Result<_>>()?;
            let customer = one(connection, handing.customer)?.unwrap_or(before);
            Ok(Ok(CustomerChanged { customer, followed }))
        })?;
        if let Err(NotAssigned::Denied { power, thread }) = &done {
            self.denied(*power, *thread, doing)?;
        }
        Ok(done)
    }
}

/// The threads that go with a customer, and what that comes to.
type Followers = Vec<(Thread, Decision)>;

fn followers(
    connection: &Connection,
    team: &Team,
    handing: Handing,
    doing: &Doing,
) -> Result<std::result::Result<Followers, NotAssigned>> {
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
            return Ok(Err(NotAssigned::Denied { power, thread: Some(thread.id) }));
        }
        followers.push((thread, decision));
    }
    Ok(Ok(followers))
}

fn open_threads(connection: &Connection, customer: CustomerId) -> Result<Vec<ThreadId>> {
    connection
        .prepare_cached(
            "SELECT thread FROM threads WHERE customer = $1 AND stand <> 'closed' ORDER BY thread",
        )?
        .query_map([customer.0], |row| row.get(0).map(ThreadId))?
        .collect()
}

fn one(connection: &Connection, customer: CustomerId) -> Result<Option<Customer>> {
    connection
        .prepare_cached("SELECT name, address, owner, backup FROM customers WHERE customer = $1")?
        .query_row([customer.0], |row| {
            let mut columns = Columns::of(row);
            Ok(Customer {
                id: customer,
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
        let whose = one(connection, customer)?.map(|customer| customer.whose).unwrap_or_default();
        let Some((owner, backup)) = team.heirs(whose, placing.now) else { continue };
        let because = Some(Because::Customer(customer));
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
