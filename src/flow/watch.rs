//! Waiting for mail: for each inbox a thread of its own keeps a connection, waits on it, and hands it over when the
//! inbox is to be read. The ledger is none of its business: who owns it reads, and gives the connection back.
//!
//! No mail is overlooked between a read and a wait: what the first mailbox holds is asked before the inbox is read and
//! again before waiting in it, and the watchers of the other mailboxes have the inbox read once they listen.

use crate::error::{Error, Kind};
use crate::mail::Selected;
use crate::mail::bell::Bell;
use crate::mail::net::Cutter;
use crate::mail::source::Source;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Two reads of an inbox begin at least so long apart: mail often comes in bursts.
const REST: Duration = Duration::from_millis(500);
/// A connection that lasted so long may end without a word being lost about it: servers end what is quiet for long.
const STEADY: Duration = Duration::from_secs(60);
/// How long the threads may take to say goodbye to their servers.
const FAREWELL: Duration = Duration::from_secs(5);
/// How long a read may go on after the end was asked for: to store the batch that it has, and say goodbye.
const GRACE: Duration = Duration::from_secs(1);
/// The first pause after a failure, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(300));

/// The least pause after a refused login: servers lock out who tries again and again.
const REFUSED: Duration = Duration::from_secs(30);

/// Connects to the source of an inbox.
pub type Connect = Arc<dyn Fn() -> Result<Source, Error> + Send + Sync>;

/// How long to wait before an inbox is read even though nobody said that mail came.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Where the server says so itself: then it is a matter of dead connections, and of how complete the ledger is
    /// known to be.
    pub told: Duration,
    /// Where nobody does.
    pub untold: Duration,
}

/// What the owner of the ledger is to do.
pub enum Event {
    /// An inbox, by its place among those that are watched, is to be read.
    Due(Due),
    /// Somebody asked for the end.
    End,
    /// A thread ended by a bug of its own: its inbox would not be read any more.
    Broken,
}

/// An inbox that is to be read. After that it is given back, or it is not waited for again.
pub struct Due {
    pub inbox: usize,
    /// Connected, or why not.
    pub source: Result<Source, Error>,
    /// When it will be tried again, should it fail.
    pub retry: Duration,
}

/// Asks for the end of the watch, from any thread.
#[derive(Clone)]
pub struct Ending {
    asked: Arc<AtomicBool>,
    /// What is being read from.
    reading: Arc<Mutex<Option<Cutter>>>,
    events: Sender<Event>,
}

impl Ending {
    pub fn ask(&self) {
        self.asked.store(true, Ordering::SeqCst);
        let slow = self.clone();
        let cut = move || {
            thread::sleep(GRACE);
            slow.reading().iter().for_each(Cutter::cut);
        };
        // Without room for a thread the read ends by its time-out.
        let _ = start(cut);
        // When nobody listens any more, it has ended.
        let _ = self.events.send(Event::End);
    }

    pub fn is_asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }

    /// Reads from a source, whose connection is cut soon after the end was asked for: a server that has fallen silent
    /// holds nobody up.
    pub fn while_reading<T>(&self, cutter: Option<Cutter>, read: impl FnOnce() -> T) -> T {
        *self.reading() = cutter;
        let done = read();
        *self.reading() = None;
        done
    }

    fn reading(&self) -> MutexGuard<'_, Option<Cutter>> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Held by every thread for as long as it runs.
#[derive(Clone)]
struct Alive {
    ending: Ending,
    /// Never sent into: that the last one is gone is all it says.
    _threads: Sender<()>,
}

impl Drop for Alive {
    fn drop(&mut self) {
        if thread::panicking() {
            // When nobody listens any more, it ends anyway.
            let _ = self.ending.events.send(Event::Broken);
        }
    }
}

/// Inboxes that are waited for.
pub struct Watch {
    events: Receiver<Event>,
    ending: Ending,
    leads: Vec<(Arc<Bell>, Sender<Option<Source>>)>,
    /// Ends when every thread has.
    threads: Receiver<()>,
}

impl Watch {
    /// Begins to wait; each inbox is due at once.
    pub fn start(inboxes: Vec<Connect>, pace: Pace) -> Result<Watch, Error> {
        let (send, events) = mpsc::channel();
        let (running, threads) = mpsc::channel();
        let ending = Ending { asked: Arc::default(), reading: Arc::default(), events: send };
        let alive = Alive { ending: ending.clone(), _threads: running };
        let mut leads = Vec::new();
        for (inbox, connect) in inboxes.into_iter().enumerate() {
            let (give_back, given_back) = mpsc::channel();
            let bell = Arc::new(bell()?);
            leads.push((bell.clone(), give_back));
            let (sides, alive) = (BTreeMap::new(), alive.clone());
            let lead = Lead { inbox, connect, pace, bell, given_back, sides, first: None, alive };
            start(move || lead.run())?;
        }
        Ok(Watch { events, ending, leads, threads })
    }

    pub fn ending(&self) -> Ending {
        self.ending.clone()
    }

    /// The next event, if one comes in time.
    pub fn next(&self, at_most: Duration) -> Option<Event> {
        match self.events.recv_timeout(at_most) {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Event::End),
        }
    }

    /// The inbox was read; without its source it is connected to again, after the pause that was announced.
    pub fn give_back(&self, inbox: usize, source: Option<Source>) {
        if let Some((_, give_back)) = self.leads.get(inbox) {
            // It is gone only when all ends.
            let _ = give_back.send(source);
        }
    }

    /// Ends all waits, and gives the threads some time to say goodbye to their servers.
    pub fn end(self) {
        self.ending.ask();
        for (bell, give_back) in self.leads {
            drop(give_back);
            bell.ring();
        }
        // Who waits for events no longer takes the connections that came with them.
        drop(self.events);
        // Nothing is ever sent: it ends with the last thread, or with our patience.
        let _ = self.threads.recv_timeout(FAREWELL);
    }
}

fn bell() -> Result<Bell, Error> {
    Bell::new().map_err(|error| Error::temporary(format!("cannot make a pipe: {error}")))
}

/// A thread of its own, where the system has room for one more.
fn start(run: impl FnOnce() + Send + 'static) -> Result<(), Error> {
    let started = thread::Builder::new().spawn(run);
    started.map(drop).map_err(|error| Error::temporary(format!("cannot start a thread: {error}")))
}

/// Pauses that grow until something works.
struct Pauses(Duration);

impl Pauses {
    fn new() -> Pauses {
        Pauses(PAUSES.0)
    }

    fn grow(&mut self) {
        self.0 = (self.0 * 2).min(PAUSES.1);
    }

    fn heed(&mut self, error: &Error) {
        if error.kind == Kind::Login {
            self.0 = self.0.max(REFUSED);
        }
    }
}

/// The thread of an inbox: it waits in the first mailbox, and has others wait in the rest.
struct Lead {
    inbox: usize,
    connect: Connect,
    pace: Pace,
    bell: Arc<Bell>,
    given_back: Receiver<Option<Source>>,
    sides: BTreeMap<String, Side>,
    /// The mailbox to wait in, and what it held before the inbox was read.
    first: Option<(String, Selected)>,
    alive: Alive,
}

impl Lead {
    fn run(mut self) {
        let (mut pauses, mut connected) = (Pauses::new(), Instant::now());
        let mut kept = Ok(None);
        while !self.alive.ending.is_asked() {
            let began = Instant::now();
            let source = kept.and_then(|kept| self.ready(kept, &mut connected));
            source.as_ref().err().iter().for_each(|error| pauses.heed(error));
            let due = Due { inbox: self.inbox, source, retry: pauses.0 };
            if self.alive.ending.events.send(Event::Due(due)).is_err() {
                break;
            }
            kept = match self.given_back.recv() {
                Err(_) => break,
                Ok(None) => {
                    self.bell.wait(pauses.0);
                    pauses.grow();
                    Ok(None)
                }
                Ok(Some(mut source)) => match self.wait(&mut source) {
                    Ok(()) => {
                        pauses = Pauses::new();
                        Ok(Some(source))
                    }
                    Err(_) if connected.elapsed() >= STEADY => Ok(None),
                    Err(error) => Err(error),
                },
            };
            thread::sleep(REST.saturating_sub(began.elapsed()));
        }
    }

    /// A connection that lives: the one that was kept, else a new one.
    fn ready(&mut self, kept: Option<Source>, connected: &mut Instant) -> Result<Source, Error> {
        if let Some(mut source) = kept
            && self.prepare(&mut source).is_ok()
        {
            return Ok(source);
        }
        *connected = Instant::now();
        let mut source = (self.connect)()?;
        self.prepare(&mut source)?;
        Ok(source)
    }

    /// Looks what is to be read, and has every mailbox waited for.
    fn prepare(&mut self, source: &mut Source) -> Result<(), Error> {
        self.first = None;
        if !source.has_cursor() {
            return Ok(());
        }
        let mut names = source.mailboxes_anew()?.into_iter().map(|(name, _)| name);
        let Some(first) = names.next() else { return Ok(()) };
        let others: Vec<String> = names.filter(|_| source.tells()).collect();
        self.sides.retain(|name, _| others.contains(name));
        for name in others {
            if !self.sides.contains_key(&name) {
                self.sides.insert(name.clone(), self.side(name)?);
            }
        }
        let held = source.select(&first)?;
        self.first = Some((first, held));
        Ok(())
    }

    fn side(&self, mailbox: String) -> Result<Side, Error> {
        let (own, lead) = (Arc::new(bell()?), self.bell.clone());
        let (ended, listens) = (Arc::<AtomicBool>::default(), Arc::<AtomicBool>::default());
        let side = Side { bell: own.clone(), ended: ended.clone(), listens: listens.clone() };
        let (connect, at_most) = (self.connect.clone(), self.pace.told);
        let watcher = Watcher { mailbox, connect, at_most, bell: own, lead, ended, listens };
        let alive = self.alive.clone();
        start(move || {
            watcher.run();
            drop(alive);
        })?;
        Ok(side)
    }

    /// Waits until the inbox should be read again.
    fn wait(&self, source: &mut Source) -> Result<(), Error> {
        if let Some((name, held)) = &self.first
            && source.select(name)? != *held
        {
            return Ok(());
        }
        let Pace { told, untold } = self.pace;
        let at_most = match source.tells() {
            true if self.sides.values().all(Side::listens) => told,
            true => untold.min(told),
            false => untold,
        };
        source.wait(&self.bell, at_most).map(drop)
    }
}

/// A mailbox besides the first, with a watcher of its own.
struct Side {
    bell: Arc<Bell>,
    ended: Arc<AtomicBool>,
    listens: Arc<AtomicBool>,
}

impl Side {
    fn listens(&self) -> bool {
        self.listens.load(Ordering::SeqCst)
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        self.bell.ring();
    }
}

/// The thread of another mailbox: it only waits, and rings for who reads.
///
/// Where it cannot (some servers allow few connections) the mailbox is polled with the inbox, so that is no failure.
struct Watcher {
    mailbox: String,
    connect: Connect,
    at_most: Duration,
    bell: Arc<Bell>,
    lead: Arc<Bell>,
    ended: Arc<AtomicBool>,
    listens: Arc<AtomicBool>,
}

impl Watcher {
    fn run(&self) {
        let mut pauses = Pauses::new();
        while !self.ended.load(Ordering::SeqCst) {
            // Why it failed shows when the inbox is read, if it is more than this connection.
            self.listen(&mut pauses).err().iter().for_each(|error| pauses.heed(error));
            if self.listens.swap(false, Ordering::SeqCst) {
                self.lead.ring();
            }
            if !self.ended.load(Ordering::SeqCst) {
                self.bell.wait(pauses.0);
                pauses.grow();
            }
        }
    }

    fn listen(&self, pauses: &mut Pauses) -> Result<(), Error> {
        let mut source = (self.connect)()?;
        // The list knows how a name is written.
        source.mailboxes()?;
        source.select(&self.mailbox)?;
        self.listens.store(true, Ordering::SeqCst);
        self.lead.ring();
        while !self.ended.load(Ordering::SeqCst) {
            if source.wait(&self.bell, self.at_most)? {
                self.lead.ring();
            }
            if !source.tells() {
                return Err(Error::temporary("the server refuses to say when mail comes"));
            }
            *pauses = Pauses::new();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_five_minutes() {
        let mut pauses = Pauses::new();
        let mut seconds = Vec::new();
        for _ in 0..11 {
            seconds.push(pauses.0.as_secs());
            pauses.grow();
        }
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    }

    #[test]
    fn what_fails_is_tried_again_until_the_end_is_asked_for() {
        let fails: Connect = Arc::new(|| Err(Error::temporary("no route")));
        let hour = Duration::from_secs(3600);
        let watch = Watch::start(vec![fails], Pace { told: hour, untold: hour }).unwrap();
        for retry in [1, 2] {
            let Some(Event::Due(due)) = watch.next(hour) else { panic!("nothing is due") };
            assert_eq!((due.inbox, due.retry.as_secs()), (0, retry));
            assert_eq!(due.source.err().unwrap().message, "no route");
            watch.give_back(0, None);
        }
        watch.ending().ask();
        assert!(matches!(watch.next(hour), Some(Event::End)));
        watch.end();
    }

    #[test]
    fn a_refused_login_is_not_tried_again_at_once() {
        let refused: Connect = Arc::new(|| Err(Error::new(Kind::Login, "wrong password")));
        let hour = Duration::from_secs(3600);
        let watch = Watch::start(vec![refused], Pace { told: hour, untold: hour }).unwrap();
        let Some(Event::Due(due)) = watch.next(hour) else { panic!("nothing is due") };
        assert_eq!(due.retry, REFUSED);
        watch.end();
    }

    #[test]
    fn a_thread_that_breaks_is_noticed() {
        let breaks: Connect = Arc::new(|| panic!("on purpose"));
        let hour = Duration::from_secs(3600);
        let watch = Watch::start(vec![breaks], Pace { told: hour, untold: hour }).unwrap();
        assert!(matches!(watch.next(hour), Some(Event::Broken)));
        watch.end();
    }
}
