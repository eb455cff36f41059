//! Taking mail in: a batch of messages and the cursor behind it, in one transaction.

use super::inboxes::Mailbox;
use super::outbox::Reviews;
use super::placement::Placing;
use super::rows::{self, Columns, Fields};
use super::search::{self, Subjects};
use super::sort::Conflict;
use super::{Ledger, chain, customers, inboxes, records, threads};
use crate::domain::address::Address;
use crate::domain::ids::{CustomerId, InboxId, MemberId, Seq, ThreadId};
use crate::domain::judge::{Judged, author_by_hold};
use crate::domain::message::{Arrival, Automated, Direction, Fact};
use crate::domain::summary::Summary;
use crate::domain::thread::Thread;
use crate::domain::time::Timestamp;
use crate::error::Error;
use chrono::SubsecRound;
use rusqlite::{Connection, OptionalExtension, Result, params};
use std::collections::HashMap;

/// A message as a source showed it, and as the team sees it.
pub struct Received {
    pub arrival: Arrival,
    pub judged: Judged,
}

/// Messages to be taken in together.
pub struct Load<'a> {
    pub received: &'a [Received],
    /// UIDVALIDITY of the mailbox; 0 for files.
    pub validity: u32,
    /// The UID that the cursor moves to; none for files.
    pub up_to: Option<u32>,
    /// [`Us::fingerprint`](crate::domain::judge::Us::fingerprint) of those who judged them.
    pub judged_with: &'a str,
}

/// What taking in a batch came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Messages that the ledger did not have.
    pub new: usize,
    /// Messages that could not be read, and are kept with what is known.
    pub unreadable: usize,
    /// Message-IDs that another message already carries, with another From or Subject.
    pub reused_ids: Vec<String>,
    /// Threads that a mail points to, which were not joined: the one it went to, and the others.
    pub conflicts: Vec<Conflict>,
    /// Recipients whom a review did not reach: it bounced.
    pub reviews_back: Vec<String>,
}

impl Report {
    pub fn add(&mut self, other: Report) {
        self.new += other.new;
        self.unreadable += other.unreadable;
        self.reused_ids.extend(other.reused_ids);
        self.conflicts.extend(other.conflicts);
        self.reviews_back.extend(other.reviews_back);
    }
}

impl Ledger {
    /// Begins or ends the taking in of many batches that can be read again: until it ends, no batch need be on the disk
    /// before the next.
    ///
    /// In between a power failure loses the last batches together with their cursor, never a part of one
    /// (<https://sqlite.org/pragma.html#pragma_synchronous>). The next transaction that must be on the disk takes all
    /// before it there. Pages are copied from the log to the ledger less often.
    pub fn loading(&mut self, begins: bool) -> std::result::Result<(), Error> {
        let (synchronous, log) = if begins { ("NORMAL", 8000) } else { ("FULL", 1000) };
        self.read(|connection| {
            connection.pragma_update(None, "synchronous", synchronous)?;
            connection.pragma_update(None, "wal_autocheckpoint", log)
        })
    }

    /// Takes in messages, and moves the cursor in the same transaction.
    ///
    /// What is known already is only noted as lying in this place too: a batch taken in twice changes nothing.
    pub fn receive(
        &mut self,
        mailbox: &Mailbox,
        load: &Load,
        now: Timestamp,
    ) -> std::result::Result<Report, Error> {
        self.write(|connection| {
            let mut intake = Intake {
                connection,
                mailbox,
                validity: load.validity,
                placing: Placing::new(connection, now)?,
                unclear: Vec::new(),
                reviews: Reviews::of(connection)?,
                customers: HashMap::new(),
                subjects: Subjects::new(connection),
                last_item: last_item(connection, mailbox)?,
                placed: 0,
                first: None,
                report: Report::default(),
            };
            let known = search::newest_customer(connection)?;
            for received in load.received {
                intake.take(received)?;
            }
            // In the order of their rows, which is how they are written fastest.
            search::customers_after(connection, known)?;
            intake.subjects.write()?;
            intake.settle()?;
            intake.refresh()?;
            intake.placing.put_back()?;
            connection
                .prepare_cached("UPDATE mailboxes SET known = known + $1 WHERE mailbox = $2")?
                .execute(params![intake.placed, mailbox.id.0])?;
            if let Some(uid) = load.up_to {
                connection
                    .prepare_cached(
                        "UPDATE mailboxes SET validity = $1, last_uid = MAX(last_uid, $2) WHERE mailbox = $3",
                    )?
                    .execute(params![load.validity, uid, mailbox.id.0])?;
            }
            // The team may have changed since this run began: then the next one judges these anew.
            judged(connection, load.judged_with)?;
            Ok(intake.report)
        })
    }
}

/// Says with which team and addresses all mail was judged last.
pub fn judged(connection: &Connection, with: &str) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO settings (name, value) VALUES ('judged-with', $1)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
        )?
        .execute([with])?;
    Ok(())
}

struct Intake<'a> {
    connection: &'a Connection,
    mailbox: &'a Mailbox,
    validity: u32,
    placing: Placing<'a>,
    /// Messages of ours whose author follows from a thread that is not settled yet.
    unclear: Vec<(Seq, Timestamp)>,
    reviews: Reviews,
    /// Customers by their addresses, as far as they were looked up; whether it is sure that each has a name.
    customers: HashMap<String, (CustomerId, bool)>,
    subjects: Subjects<'a>,
    /// The last of all items that lie here, in their order.
    last_item: String,
    /// Messages that were not known to lie here.
    placed: i64,
    /// The first message that was not known at all.
    first: Option<Seq>,
    report: Report,
}

/// A message that may be the same as the one that came.
struct Known {
    seq: i64,
    number: ThreadId,
    from: Option<String>,
    subject: String,
    inboxes: Vec<InboxId>,
}

impl<'a> Intake<'a> {
    fn take(&mut self, received: &'a Received) -> Result<()> {
        let arrival = &received.arrival;
        // New mail comes in the order of its UIDs, above all that lie here: then there is no need to look.
        if arrival.item > self.last_item {
            self.last_item.clone_from(&arrival.item);
        } else if self.lies_here(&arrival.item)? {
            return Ok(());
        }
        let key = rows::key(arrival, self.mailbox.id.0, self.validity);
        let twins = match self.is_new(arrival)? {
            true => Vec::new(),
            false => self.with_key(&key)?,
        };
        let from = arrival.headers.from.as_ref().map(|from| from.address.as_str());
        let same = twins.iter().find(|known| {
            known.from.as_deref() == from && known.subject == arrival.headers.subject
        });
        let seq = match same {
            Some(known) => self.seen_again(known)?,
            None => self.insert(received, &key, !twins.is_empty())?,
        };
        self.connection
            .prepare_cached("INSERT INTO places (mailbox, item, message) VALUES ($1, $2, $3)")?
            .execute(params![self.mailbox.id.0, arrival.item, seq])?;
        self.placed += 1;
        Ok(())
    }

    /// Writes the rows of the threads that changed, each once.
    fn refresh(&self) -> Result<()> {
        for thread in &self.placing.touched {
            match self.placing.fresh.get(thread) {
                // Nothing happened in it but this mail.
                Some(facts) => {
                    let replayed = Thread::replay(*thread, facts.clone(), &[]);
                    let summary = Summary::from(&replayed);
                    threads::write(self.connection, &summary, &[self.mailbox.inbox])?;
                }
                None => {
                    threads::refresh_with(self.connection, *thread, self.placing.any_entries)?;
                }
            }
        }
        Ok(())
    }

    fn lies_here(&self, item: &str) -> Result<bool> {
        self.connection
            .prepare_cached("SELECT 1 FROM places WHERE mailbox = $1 AND item = $2")?
            .exists(params![self.mailbox.id.0, item])
    }

    /// Nobody ever named its Message-ID: then no message carries it.
    fn is_new(&mut self, arrival: &Arrival) -> Result<bool> {
        match &arrival.headers.message_id {
            Some(id) if arrival.unreadable.is_none() => Ok(self.placing.number_of(id)?.is_none()),
            _ => Ok(false),
        }
    }

    fn with_key(&self, key: &str) -> Result<Vec<Known>> {
        self.connection
            .prepare_cached(
                "SELECT seq, number, from_address, subject, inboxes FROM messages WHERE key = $1 ORDER BY seq",
            )?
            .query_map([key], |row| {
                let mut columns = Columns::of(row);
                Ok(Known {
                    seq: columns.take()?,
                    number: ThreadId(columns.take()?),
                    from: columns.take()?,
                    subject: columns.take()?,
                    inboxes: columns.inboxes()?,
                })
            })?
            .collect()
    }

    /// The same message in another place, which may be another inbox.
    fn seen_again(&mut self, known: &Known) -> Result<i64> {
        if !known.inboxes.contains(&self.mailbox.inbox) {
            let mut inboxes = known.inboxes.clone();
            inboxes.push(self.mailbox.inbox);
            self.connection
                .prepare_cached("UPDATE messages SET inboxes = $1 WHERE seq = $2")?
                .execute(params![rows::write_inboxes(&inboxes), known.seq])?;
            let thread = threads::resolve(self.connection, known.number)?;
            thread.map(|thread| self.placing.fresh.remove(&thread));
            self.placing.touched.extend(thread);
        }
        inboxes::found_again(self.connection, known.seq, self.mailbox.id)?;
        Ok(known.seq)
    }

    fn insert(&mut self, received: &'a Received, key: &str, id_reused: bool) -> Result<i64> {
        let arrival = &received.arrival;
        let judged = self.judged(received)?;
        let judged = &judged;
        let placed = self.placing.thread_for(&arrival.headers, id_reused)?;
        let thread = placed.thread;
        let author = self.author(arrival, judged, thread)?;
        let customer = self.customer(judged)?;
        let seq = Seq(self.placing.sequence.next()?);
        let headers = &arrival.headers;
        let fact = Fact {
            seq,
            // As they are read again: in whole seconds.
            at: arrival.received_at.trunc_subsecs(0),
            dated: headers.date.map(|date| date.trunc_subsecs(0)),
            direction: judged.direction,
            automated: judged.automated,
            author,
            customer,
            historic: arrival.received_at < self.mailbox.history_before,
            tie: rows::tie(key),
        };
        let is_first = self.placing.fresh.get(&thread).is_some_and(Vec::is_empty);
        self.subjects.add(thread, is_first, seq, &headers.subject)?;
        self.write(&fact, thread, key, arrival, id_reused)?;
        self.placing.written(&fact, &placed)?;
        if placed.unclear && judged.direction != Direction::Inbound && judged.author.is_none() {
            self.unclear.push((seq, arrival.received_at));
        }
        self.first = self.first.or(Some(seq));
        self.report.new += 1;
        self.report.unreadable += usize::from(arrival.unreadable.is_some());
        if id_reused {
            self.report.reused_ids.extend(headers.message_id.clone());
        }
        Ok(seq.0)
    }

    fn write(
        &self,
        fact: &Fact,
        thread: ThreadId,
        key: &str,
        arrival: &Arrival,
        id_reused: bool,
    ) -> Result<()> {
        let headers = &arrival.headers;
        self.connection
            .prepare_cached(
                "INSERT INTO messages (seq, number, key, message_id, id_reused, at, dated, direction, automated,
                    author, customer, historic, inboxes, from_name, from_address, subject, ancestors, fields, size,
                    truncated, unreadable)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
                    $20, $21)",
            )?
            .execute(params![
                fact.seq.0,
                thread.0,
                key,
                headers.message_id,
                id_reused,
                fact.at.timestamp(),
                rows::seconds(fact.dated),
                fact.direction.word(),
                fact.automated.map(|mark| mark.word()),
                fact.author.map(|author| author.0),
                fact.customer.map(|customer| customer.0),
                fact.historic,
                rows::write_inboxes(&[self.mailbox.inbox]),
                headers.from.as_ref().map(|from| &from.name),
                headers.from.as_ref().map(|from| &from.address),
                headers.subject,
                headers.references.join(" "),
                chain::to_json(&Fields::of(headers))?,
                arrival.size as i64,
                headers.truncated,
                arrival.unreadable,
            ])?;
        Ok(())
    }

    /// As the team sees it, baton's own reviews known.
    fn judged(&mut self, received: &Received) -> Result<Judged> {
        let headers = &received.arrival.headers;
        if received.judged.automated == Some(Automated::Bounce) {
            let back = self.reviews.came_back(self.connection, &headers.references)?;
            self.report.reviews_back.extend(back);
        }
        Ok(received.judged.clone().beside_reviews(headers, |id| self.reviews.contains(id)))
    }

    /// Finds the threads of what one message alone could not tell, and who wrote it; and whose new threads are.
    fn settle(&mut self) -> Result<()> {
        self.report.conflicts = self.placing.settle()?;
        for (seq, at) in std::mem::take(&mut self.unclear) {
            let thread = self
                .connection
                .prepare_cached(
                    "SELECT n.thread FROM messages m JOIN thread_numbers n ON n.number = m.number WHERE m.seq = $1",
                )?
                .query_row([seq.0], |row| row.get(0).map(ThreadId))?;
            let author = author_by_hold(&threads::replay(self.connection, thread)?.held, at);
            self.connection
                .prepare_cached("UPDATE messages SET author = $1 WHERE seq = $2")?
                .execute(params![author.map(|author| author.0), seq.0])?;
        }
        match self.first {
            Some(first) => customers::inherit(&mut self.placing, first),
            None => Ok(()),
        }
    }

    /// Who wrote it: as the headers say, else whoever held the thread then.
    fn author(
        &self,
        arrival: &Arrival,
        judged: &Judged,
        thread: ThreadId,
    ) -> Result<Option<MemberId>> {
        if judged.direction == Direction::Inbound || judged.author.is_some() {
            return Ok(judged.author);
        }
        if !self.placing.any_entries || self.placing.fresh.contains_key(&thread) {
            return Ok(None);
        }
        // Who held it follows from entries alone.
        let entries = threads::entries(self.connection, thread)?;
        let holds = Thread::replay(thread, Vec::new(), &entries).held;
        Ok(author_by_hold(&holds, arrival.received_at))
    }

    /// The customer's record, made when the person is new; automated mail makes none.
    fn customer(&mut self, judged: &Judged) -> Result<Option<CustomerId>> {
        let person = judged.correspondent.as_ref().filter(|_| judged.automated.is_none());
        let Some(person) = person else { return Ok(None) };
        let is_named = !person.name.is_empty();
        if let Some((known, has_name)) = self.customers.get(&person.address)
            && (*has_name || !is_named)
        {
            return Ok(Some(*known));
        }
        let found = customer(self.connection, person)?;
        self.customers.insert(person.address.clone(), (found, is_named));
        Ok(Some(found))
    }
}

/// The last item of a mailbox in the order of items; empty when it has none.
fn last_item(connection: &Connection, mailbox: &Mailbox) -> Result<String> {
    let last: Option<String> = connection
        .prepare_cached("SELECT MAX(item) FROM places WHERE mailbox = $1")?
        .query_row([mailbox.id.0], |row| row.get(0))?;
    Ok(last.unwrap_or_default())
}

/// The record that this address belongs to; a new one gets the name and the address that the mail shows, and so does one
/// that has none.
pub fn customer(connection: &Connection, person: &Address) -> Result<CustomerId> {
    let known: Option<(i64, bool)> = connection
        .prepare_cached(
            "SELECT c.customer, c.address = '' OR (c.name = '' AND $1 <> '') OR (a.entry IS NOT NULL AND a.seen = 0)
             FROM customer_addresses a JOIN customers c ON c.customer = a.customer WHERE a.address = $2",
        )?
        .query_row([&person.name, &person.address], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((known, learns)) = known {
        if learns {
            learn(connection, CustomerId(known), person)?;
        }
        return Ok(CustomerId(known));
    }
    let number: i64 = connection
        .prepare_cached("INSERT INTO customers (name, address) VALUES ($1, $2) RETURNING customer")?
        .query_row(params![person.name, person.address], |row| row.get(0))?;
    records::file_address(connection, &person.address, CustomerId(number), None)?;
    Ok(CustomerId(number))
}

/// What mail shows of somebody whom a member made a record of, or who had shown no name; what members said of them goes
/// before it.
fn learn(connection: &Connection, customer: CustomerId, person: &Address) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE customer_addresses SET seen = 1 WHERE address = $1 AND entry IS NOT NULL",
        )?
        .execute([&person.address])?;
    connection
        .prepare_cached(
            "UPDATE customers SET name = CASE name WHEN '' THEN $1 ELSE name END,
                address = CASE address WHEN '' THEN $2 ELSE address END WHERE customer = $3",
        )?
        .execute(params![person.name, person.address, customer.0])?;
    let is_told = connection
        .prepare_cached("SELECT 1 FROM entries WHERE customer = $1")?
        .exists([customer.0])?;
    match is_told || records::root(connection, customer)? != Some(customer) {
        true => records::refresh(connection, &[customer]),
        false => search::customer(connection, customer),
    }
}
