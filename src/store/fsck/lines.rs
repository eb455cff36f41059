//! The lines of the ledger: no number is missing, each entry is what its hash says, and follows the one before it.

use super::text;
use crate::domain::entry::{Actor, Entry, Event, Words};
use crate::domain::ids::{CustomerId, MemberId, Seq, ThreadId};
use crate::domain::proof::{Anchor, Anchored, Misnumbered, Problem, Report, numbering};
use crate::domain::threading::InForce;
use crate::store::chain::{self, GENESIS};
use crate::store::is_damage;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Result, Row};
use std::collections::BTreeMap;

/// Problems of lines, with the number of each.
pub type Found = Vec<(i64, Problem)>;

/// What entries say of the state beside threads and team.
#[derive(Default)]
pub struct Told {
    pub hands: InForce,
    /// Whether the ledger was made for tests.
    pub test_world: bool,
    /// Entries about customers that the first ledgers did not name there, where something may take them back.
    customers: BTreeMap<Seq, CustomerId>,
}

impl Told {
    /// The customer that an entry is about. What took back whose a customer is did not say so at first.
    fn customer(&mut self, seq: Seq, event: &Event) -> Option<CustomerId> {
        let customer = match event {
            Event::Undone { entry, customer: None } => self.customers.get(entry).copied(),
            event => event.customer(),
        };
        if matches!(event, Event::CustomerAssigned { .. } | Event::Undone { .. }) {
            self.customers.extend(customer.map(|customer| (seq, customer)));
        }
        customer
    }
}

fn add(found: &mut Found, seq: i64, place: String, what: impl Into<String>) {
    found.push((seq, Problem { place, what: what.into() }));
}

/// Messages and entries have the numbers of one sequence, and each number was given to one of them: so it shows when
/// the newest line is cut off.
pub fn numbers(connection: &Connection, report: &mut Report, found: &mut Found) -> Result<()> {
    let messages: i64 = connection.query_row("SELECT COUNT(*) FROM messages", [], |r| r.get(0))?;
    report.messages = messages.unsigned_abs();
    let last: Option<i64> = connection
        .query_row("SELECT value FROM counters WHERE name = 'sequence'", [], |row| row.get(0))
        .optional()?;
    let Some(last) = last else {
        report.problems.add("counters", "the last number that was handed out is missing");
        return Ok(());
    };
    let mut statement = connection
        .prepare("SELECT seq FROM messages UNION ALL SELECT seq FROM entries ORDER BY seq")?;
    let mut broken = Ok(());
    let numbers = statement
        .query_map([], |row| row.get(0))?
        .map_while(|number| number.map_err(|error| broken = Err(error)).ok());
    let (mut missing, mut wrong) = (Vec::new(), Vec::new());
    numbering(numbers, last, |range| missing.push(range), |n, what| wrong.push((n, what)));
    for range in missing {
        let (first, end) = (*range.start(), *range.end());
        let place = if first == end {
            format!("number {first}")
        } else {
            format!("numbers {first} to {end}")
        };
        add(found, first, place, "missing: neither a message nor an entry has it");
    }
    for (number, what) in wrong {
        let what = match what {
            Misnumbered::NeverHandedOut => format!("never handed out: the last one was {last}"),
            Misnumbered::Twice => "both a message and an entry have it".to_owned(),
        };
        add(found, number, format!("number {number}"), what);
    }
    broken
}

/// Walks along the chain of entries.
pub fn entries(
    connection: &Connection,
    anchor: Option<&str>,
    report: &mut Report,
    found: &mut Found,
) -> Result<Told> {
    let mut walk = Walk {
        anchor: anchor.map(|hash| Anchor { hash: hash.to_owned(), found: None }),
        told: Told::default(),
        before: Some(vec![GENESIS.to_owned()]),
        earlier: None,
        last: None,
        count: 0,
    };
    let mut statement = connection.prepare(
        "SELECT e.seq, e.at, e.actor, e.behind, e.command, e.number, e.kind, e.body, e.words_hash, e.hash, w.salt,
                w.words, e.customer
         FROM entries e LEFT JOIN entry_words w ON w.seq = e.seq ORDER BY e.seq",
    )?;
    let mut rows = statement.query([])?;
    let read = loop {
        match rows.next() {
            Ok(Some(row)) => walk.step(row, found)?,
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    let told = walk.end(report);
    read.map(|()| told)
}

/// An entry as it lies there.
struct Line {
    /// Without words. What it says is none where that cannot be told.
    entry: Entry,
    says: serde_json::Result<Event>,
    kind: String,
    body: String,
    words_hash: String,
    words: Option<(String, String)>,
    /// The customer that it is filed under.
    customer: Option<CustomerId>,
}

impl Line {
    fn of(row: &Row) -> Result<Line> {
        let number = |index| row.get::<_, Option<i64>>(index);
        let words = match (row.get_ref(10)?, row.get_ref(11)?) {
            (ValueRef::Null, ValueRef::Null) => None,
            _ => Some((text(row, 10)?, text(row, 11)?)),
        };
        let (seconds, body) = (row.get(1)?, text(row, 7)?);
        let says = serde_json::from_str(&body);
        let entry = Entry {
            seq: Seq(row.get(0)?),
            at: chrono::DateTime::from_timestamp(seconds, 0)
                .ok_or(rusqlite::Error::IntegralValueOutOfRange(1, seconds))?,
            actor: Actor { member: number(2)?.map(MemberId), behind: number(3)?.map(MemberId) },
            command: number(4)?.map(Seq),
            thread: number(5)?.map(ThreadId),
            // Its hash is over the body as it is stored.
            event: says.as_ref().cloned().unwrap_or(Event::Reopened),
            words: Words::default(),
            hash: text(row, 9)?,
        };
        let (kind, words_hash) = (text(row, 6)?, text(row, 8)?);
        let customer = number(12)?.map(CustomerId);
        Ok(Line { entry, says, kind, body, words_hash, words, customer })
    }

    fn link(&self, before: &str) -> String {
        chain::link(before, &self.entry, &self.body, &self.words_hash)
    }

    /// What is wrong with its words.
    fn words_fault(&self) -> Option<&'static str> {
        match (&self.words, self.words_hash.is_empty()) {
            (None, true) => None,
            (None, false) => Some("its words are missing"),
            (Some(_), true) => Some("it was written without words, and has some"),
            (Some((salt, words)), false) => (chain::words_hash(salt, words) != self.words_hash)
                .then_some("its words were changed"),
        }
    }
}

struct Walk {
    anchor: Option<Anchor>,
    told: Told,
    /// The hashes that the next entry may follow: the stored one, and the right one where that is another; `None`
    /// after an entry that could not be read.
    before: Option<Vec<String>>,
    /// The hash before that one, and the number of the entry in between.
    earlier: Option<(String, Seq)>,
    last: Option<Seq>,
    count: u64,
}

impl Walk {
    fn step(&mut self, row: &Row, found: &mut Found) -> Result<()> {
        let seq: i64 = row.get(0)?;
        self.count += 1;
        let line = match Line::of(row) {
            Err(error) if is_damage(&error) => {
                add(found, seq, format!("entry {seq}"), format!("cannot be read: {error}"));
                (self.before, self.earlier, self.last) = (None, None, Some(Seq(seq)));
                self.broken();
                return Ok(());
            }
            line => line?,
        };
        let mut faults = Vec::new();
        let follows = self.follow(&line, &mut faults, found);
        match &line.says {
            Ok(event) => {
                if event.kind() != line.kind {
                    faults.push(format!(
                        "its kind is \"{}\", and what it says is \"{}\"",
                        line.kind,
                        event.kind()
                    ));
                }
                if self.told.customer(line.entry.seq, event) != line.customer {
                    faults.push(
                        "the customer that it is filed under is not the one it is about".to_owned(),
                    );
                }
                self.listen(line.entry.seq, event);
            }
            Err(error) => faults.push(format!("this baton does not know what it says: {error}")),
        }
        faults.extend(line.words_fault().map(str::to_owned));
        if !faults.is_empty() {
            add(found, seq, format!("entry {seq}"), faults.join("; "));
        }
        self.find_anchor(&line, follows);
        self.last = Some(line.entry.seq);
        Ok(())
    }

    /// Whether the entry follows the one before it. Then on from its stored hash, so that one change is named once.
    fn follow(&mut self, line: &Line, faults: &mut Vec<String>, found: &mut Found) -> bool {
        let right: Vec<String> =
            self.before.iter().flatten().map(|before| line.link(before)).collect();
        let follows = self.before.is_none() || right.contains(&line.entry.hash);
        if !follows {
            self.broken();
            let inserted =
                self.earlier.take().filter(|(earlier, _)| line.link(earlier) == line.entry.hash);
            match (inserted, self.last) {
                (Some((_, between)), _) => add(
                    found,
                    between.0,
                    format!("entry {between}"),
                    format!("was put in: entry {} follows the one before it", line.entry.seq),
                ),
                (None, Some(last)) => faults.push(format!(
                    "its hash does not follow: it was changed, or what stood between it and entry {last}"
                )),
                (None, None) => faults.push("its hash does not follow: it was changed, or the first entry is missing".to_owned()),
            }
        }
        let stored = self.before.as_ref().and_then(|hashes| hashes.first().cloned());
        self.earlier = stored.map(|stored| (stored, line.entry.seq));
        let mut hashes = vec![line.entry.hash.clone()];
        hashes.extend(right.into_iter().filter(|hash| *hash != line.entry.hash));
        self.before = Some(hashes);
        follows
    }

    /// Says how far it came, and whether it came by the anchor.
    fn end(self, report: &mut Report) -> Told {
        report.entries = self.count;
        report.newest = self.before.unwrap_or_default().into_iter().next();
        if self.count == 0 {
            report.newest = None;
            report.problems.add("entries", "there is none, not even the one that made the ledger");
        }
        if let Some(Anchor { hash, found: None }) = &self.anchor {
            report.problems.add(
                format!("anchor {hash}"),
                "no entry has this hash: the ledger was replaced, or cut off or changed behind that mail",
            );
        }
        report.anchor = self.anchor;
        self.told
    }

    fn listen(&mut self, seq: Seq, event: &Event) {
        self.told.hands.apply(seq, event);
        if let Event::LedgerCreated { test_world } = event {
            self.told.test_world = *test_world;
        }
    }

    fn find_anchor(&mut self, line: &Line, follows: bool) {
        let Some(anchor) = &mut self.anchor else { return };
        match &mut anchor.found {
            Some(found) => found.newer += 1,
            None if follows && line.entry.hash.starts_with(&anchor.hash) => {
                let (entry, at) = (line.entry.seq, line.entry.at);
                anchor.found = Some(Anchored { entry, at, newer: 0, whole: true });
            }
            None => {}
        }
    }

    /// From here on the chain does not reach back to the anchor.
    fn broken(&mut self) {
        if let Some(Anchor { found: Some(found), .. }) = &mut self.anchor {
            found.whole = false;
        }
    }
}
