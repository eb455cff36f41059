//! Reading the whole history thread by thread, in bounded memory, on as many connections as there are processors.
//!
//! Each connection reads every other lot of threads, of one and the same state of the ledger. What has to come in the
//! order of the threads' numbers is taken from them in turns.

use super::former::{Position, position};
use super::lists::{self, NOT_CLOSED};
use super::open::connect;
use super::rows::{self, Columns};
use super::{Ledger, explain, stops};
use crate::domain::entry::{Actor, Entry, Words};
use crate::domain::ids::{CustomerId, Seq, ThreadId};
use crate::domain::message::Fact;
use crate::domain::metrics::History;
use crate::domain::summary::Listed;
use crate::domain::time::Timestamp;
use crate::error::Error;
use rusqlite::{Connection, Result, params};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Threads that are read at once.
const LOT: i64 = 1_000;
/// More connections than this gain nothing.
const MOST_READERS: usize = 8;

/// Histories of a lot, or why they could not be read.
type Lot<R> = std::result::Result<R, Error>;

impl Ledger {
    /// Takes the histories of all threads into one `A` for each connection: of threads in which anything happened since
    /// then or that are not closed, where a time is given.
    pub fn fold_histories<A: Send>(
        &self,
        since: Option<Timestamp>,
        start: impl Fn() -> A + Sync,
        take: impl Fn(&mut A, History) + Sync,
    ) -> std::result::Result<Vec<A>, Error> {
        self.consistently(|ledger| {
            let source = ledger.read(|connection| Source::of(connection, since))?;
            let path = ledger.path.as_path();
            let read = |connection: &Connection, first: i64, step: i64| -> Lot<A> {
                let mut gathered = start();
                for lot in source.lots(first, step) {
                    let histories = source.read(connection, lot);
                    let histories = histories.map_err(|error| explain(path, &error))?;
                    histories.into_iter().for_each(|history| take(&mut gathered, history));
                }
                Ok(gathered)
            };
            let others = ledger.others(processors() - 1, source.seen);
            let step = lot_number(others.len() + 1);
            thread::scope(|scope| {
                let read = &read;
                let running: Vec<_> = others
                    .into_iter()
                    .zip(1..)
                    .map(|(other, first)| scope.spawn(move || read(&other, first, step)))
                    .collect();
                let mut gathered = vec![read(&ledger.connection, 0, step)?];
                for other in running {
                    gathered.push(other.join().unwrap_or_else(|_| Err(stopped()))?);
                }
                Ok(gathered)
            })
        })
    }

    /// Makes something of the histories of each lot of threads, and takes it in the order of the threads' numbers, until
    /// `take` breaks off.
    pub fn stream_histories<R: Send>(
        &self,
        since: Option<Timestamp>,
        make: impl Fn(Vec<History>) -> R + Sync,
        mut take: impl FnMut(R) -> std::result::Result<ControlFlow<()>, Error>,
    ) -> std::result::Result<(), Error> {
        self.consistently(|ledger| {
            let source = ledger.read(|connection| Source::of(connection, since))?;
            let mut others = ledger.others(processors(), source.seen);
            if others.is_empty() {
                for lot in source.lots(0, 1) {
                    let histories = ledger.read(|connection| source.read(connection, lot))?;
                    if take(make(histories))?.is_break() {
                        break;
                    }
                }
                return Ok(());
            }
            // Whoever writes needs a processor, too, but hardly.
            let step = lot_number(others.len());
            thread::scope(|scope| {
                let (source, make, path) = (&source, &make, &ledger.path);
                let receivers: Vec<Receiver<Lot<R>>> = others
                    .drain(..)
                    .zip(0..)
                    .map(|(other, first)| {
                        let (sender, receiver) = sync_channel(2);
                        scope.spawn(move || {
                            for lot in source.lots(first, step) {
                                let histories = source.read(&other, lot);
                                let made =
                                    histories.map(make).map_err(|error| explain(path, &error));
                                if !send(&sender, made) {
                                    break;
                                }
                            }
                        });
                        receiver
                    })
                    .collect();
                for turn in 0..source.lots(0, 1).count() {
                    let made = receivers[turn % receivers.len()].recv();
                    if take(made.map_err(|_| stopped())??)?.is_break() {
                        break;
                    }
                }
                Ok(())
            })
        })
    }

    /// What members say of customers, by the records that stand for themselves.
    pub fn customer_statuses(&self) -> std::result::Result<HashMap<CustomerId, String>, Error> {
        self.read(|connection| {
            connection
                .prepare("SELECT customer, status FROM customers WHERE status IS NOT NULL AND merged_into IS NULL")?
                .query_map([], |row| Ok((CustomerId(row.get(0)?), row.get(1)?)))?
                .collect()
        })
    }

    /// The history of one thread.
    pub fn history(&self, thread: ThreadId) -> std::result::Result<Option<History>, Error> {
        self.read(|connection| {
            let source = Source::of(connection, None)?;
            Ok(source.read(connection, (thread.0, thread.0))?.pop())
        })
    }

    /// The histories of those threads in which something happened since then, and of those that are not closed, each
    /// with what lists show of it.
    pub fn histories_since(
        &self,
        since: Timestamp,
        mut take: impl FnMut(History, &Listed),
    ) -> std::result::Result<(), Error> {
        self.consistently(|ledger| {
            ledger.read(|connection| {
                let source = Source::of(connection, Some(since))?;
                let listed = lists::all(connection, &active(connection, since)?)?;
                let listed: HashMap<ThreadId, Listed> =
                    listed.into_iter().map(|listed| (listed.summary.thread, listed)).collect();
                for lot in source.lots(0, 1) {
                    for history in source.read(connection, lot)? {
                        if let Some(listed) = listed.get(&history.thread) {
                            take(history, listed);
                        }
                    }
                }
                Ok(())
            })
        })
    }

    /// So many other connections that see the same state; none where somebody wrote meanwhile, or where this is the
    /// ledger as it was, which no other connection sees.
    fn others(&self, most: usize, seen: (Position, i64)) -> Vec<Connection> {
        if self.past {
            return Vec::new();
        }
        let other = |_| {
            let connection = connect(&self.path).ok()?;
            // It reads from one end to the other: little is read twice.
            connection.pragma_update(None, "cache_size", -8_000).ok()?;
            connection.execute_batch("BEGIN").ok()?;
            (self::seen(&connection).ok()? == seen).then_some(connection)
        };
        let others: Option<Vec<Connection>> = (0..most).map(other).collect();
        others.unwrap_or_default()
    }
}

/// What two connections must have in common to see the same state.
fn seen(connection: &Connection) -> Result<(Position, i64)> {
    let stops =
        connection.query_row("SELECT COALESCE(MAX(stop), 0) FROM stops", [], |row| row.get(0))?;
    Ok((position(connection)?, stops))
}

fn processors() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MOST_READERS)
}

fn lot_number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(1)
}

/// Whoever takes them may have had enough.
fn send<R>(sender: &SyncSender<Lot<R>>, made: Lot<R>) -> bool {
    let failed = made.is_err();
    sender.send(made).is_ok() && !failed
}

fn stopped() -> Error {
    Error::bug("reading the ledger stopped unexpectedly".to_owned())
}

/// A WHERE on `threads t`: in which anything happened since then, of which anything was said, or that are not closed.
fn active(connection: &Connection, since: Timestamp) -> Result<String> {
    const ASIDE: &str = "e.kind IN ('rated', 'earned', 'scored') AND e.at >=";
    let since = since.timestamp();
    // Where nothing was, no thread is looked up for it.
    let said = connection
        .prepare(&format!("SELECT 1 FROM entries e WHERE {ASIDE} {since} LIMIT 1"))?
        .exists([])?;
    let said = match said {
        false => String::new(),
        true => format!(
            " OR EXISTS (SELECT 1 FROM thread_numbers k CROSS JOIN entries e ON e.number = k.number
                WHERE k.thread = t.thread AND {ASIDE} {since})"
        ),
    };
    Ok(format!(
        "({NOT_CLOSED} OR t.last_message_at >= {since} OR t.last_entry_at >= {since} OR t.stands_since >= {since}{said}
            OR t.thread IN (SELECT k.thread FROM stops s JOIN thread_numbers k ON k.number = s.number WHERE s.at >= {since}))"
    ))
}

/// What is read, and how.
struct Source {
    /// How far the ledger is, stops included.
    seen: (Position, i64),
    last: i64,
    messages: String,
    entries: String,
    /// In which somebody was stopped, by number.
    stopped: Vec<ThreadId>,
    /// Numbers of customers that stand for others now.
    merged: HashMap<CustomerId, CustomerId>,
}

impl Source {
    fn of(connection: &Connection, since: Option<Timestamp>) -> Result<Source> {
        let active = since.map(|since| active(connection, since)).transpose()?;
        let which = active.map_or(String::new(), |active| {
            format!(
                "AND n.thread IN (SELECT t.thread FROM threads t WHERE t.thread BETWEEN $1 AND $2 AND {active})"
            )
        });
        let last = connection.query_row("SELECT MAX(thread) FROM threads", [], |row| row.get(0));
        let merged = connection
            .prepare("SELECT customer, merged_into FROM customers WHERE merged_into IS NOT NULL")?
            .query_map([], |row| Ok((CustomerId(row.get(0)?), CustomerId(row.get(1)?))))?
            .collect::<Result<_>>()?;
        Ok(Source {
            seen: seen(connection)?,
            last: last.unwrap_or(None).unwrap_or(0),
            messages: format!(
                "SELECT n.thread, m.inboxes, m.seq, m.at, m.dated, m.direction, m.automated, m.author, m.customer,
                    m.historic
                 FROM thread_numbers n CROSS JOIN messages m ON m.number = n.number
                 WHERE n.thread BETWEEN $1 AND $2 {which} ORDER BY n.thread"
            ),
            entries: format!(
                "SELECT n.thread, e.seq, e.at, e.actor, e.behind, e.command, e.number, e.body
                 FROM thread_numbers n CROSS JOIN entries e ON e.number = n.number
                 WHERE n.thread BETWEEN $1 AND $2 {which} ORDER BY n.thread"
            ),
            stopped: stops::threads(connection)?,
            merged,
        })
    }

    /// Every `step`th lot of threads from this one on, as first and last number.
    fn lots(&self, first: i64, step: i64) -> impl Iterator<Item = (i64, i64)> {
        let last = self.last;
        let mut lot = first;
        std::iter::from_fn(move || {
            let begin = lot * LOT + 1;
            lot += step;
            (begin <= last).then_some((begin, begin + LOT - 1))
        })
    }

    /// The histories of the threads in it, by number.
    fn read(&self, connection: &Connection, lot: (i64, i64)) -> Result<Vec<History>> {
        let mut histories: Vec<History> = Vec::new();
        let mut statement = connection.prepare_cached(&self.messages)?;
        let mut rows = statement.query(params![lot.0, lot.1])?;
        let mut seen = String::new();
        while let Some(row) = rows.next()? {
            let mut columns = Columns::of(row);
            let thread = ThreadId(columns.take()?);
            if histories.last().is_none_or(|last| last.thread != thread) {
                let (facts, entries, inboxes) = (Vec::new(), Vec::new(), Vec::new());
                let stops = match self.stopped.binary_search(&thread) {
                    Ok(_) => stops::of(connection, thread)?,
                    Err(_) => Vec::new(),
                };
                histories.push(History { thread, facts, entries, stops, inboxes });
            }
            let Some(history) = histories.last_mut() else { continue };
            let inboxes = columns.text()?;
            let fact = self.fact(&mut columns)?;
            // Of what was joined by hand the first message may come later.
            let is_first = history.facts.iter().all(|known| fact.seq < known.seq);
            history.facts.push(fact);
            // Most threads are in one inbox.
            if is_first || inboxes != seen {
                history.seen_in(rows::read_inboxes(inboxes), is_first);
                seen = inboxes.to_owned();
            }
        }
        self.entries(connection, lot, &mut histories)?;
        // Each number's come by sequence number, so that hardly any has to be sorted.
        for history in &mut histories {
            history.facts.sort_by_key(|fact| fact.seq);
            history.entries.sort_by_key(|entry| entry.seq);
            if came_at_once(&history.facts) {
                tell_apart(connection, &mut history.facts)?;
            }
        }
        Ok(histories)
    }

    fn fact(&self, columns: &mut Columns) -> Result<Fact> {
        let fact = rows::fact_without_tie(columns)?;
        let merged = fact.customer.and_then(|customer| self.merged.get(&customer).copied());
        Ok(Fact { customer: merged.or(fact.customer), ..fact })
    }

    fn entries(
        &self,
        connection: &Connection,
        lot: (i64, i64),
        histories: &mut [History],
    ) -> Result<()> {
        let mut statement = connection.prepare_cached(&self.entries)?;
        let mut rows = statement.query(params![lot.0, lot.1])?;
        let mut place = 0;
        while let Some(row) = rows.next()? {
            let mut columns = Columns::of(row);
            let thread = ThreadId(columns.take()?);
            while histories.get(place).is_some_and(|history| history.thread < thread) {
                place += 1;
            }
            if let Some(history) = histories.get_mut(place).filter(|one| one.thread == thread) {
                history.entries.push(entry(&mut columns)?);
            }
        }
        Ok(())
    }
}

/// Is there anything that no time puts in order?
fn came_at_once(facts: &[Fact]) -> bool {
    let mut orders: Vec<_> = facts.iter().map(Fact::order).collect();
    orders.sort_unstable();
    orders.windows(2).any(|pair| pair[0] == pair[1])
}

/// Reads what puts them in order: a digest of each key, which takes too long for messages that need none.
fn tell_apart(connection: &Connection, facts: &mut [Fact]) -> Result<()> {
    let mut statement = connection.prepare_cached("SELECT key FROM messages WHERE seq = $1")?;
    for fact in facts {
        fact.tie = rows::tie(&statement.query_row([fact.seq.0], |row| row.get::<_, String>(0))?);
    }
    Ok(())
}

/// Without its words and its hash.
fn entry(columns: &mut Columns) -> Result<Entry> {
    Ok(Entry {
        seq: Seq(columns.take()?),
        at: columns.time()?,
        actor: Actor { member: columns.member()?, behind: columns.member()? },
        command: columns.seq()?,
        thread: columns.take::<Option<i64>>()?.map(ThreadId),
        event: columns.json()?,
        words: Words::default(),
        hash: String::new(),
    })
}
