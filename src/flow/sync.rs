//! Reading an inbox into the ledger: batch by batch, each with its cursor in one transaction, and a trial balance at
//! the end. An interrupted run goes on where it stopped; a run with nothing new changes nothing.

use crate::domain::ids::InboxId;
use crate::domain::judge::Us;
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::mail::source::Source;
use crate::mail::{Batch, Role, Selected};
use crate::store::{Ledger, Load, Mailbox, MailboxRead, MailboxState, Received, Report};
use chrono::DateTime;
use std::borrow::BorrowMut;
use std::collections::BTreeSet;
use std::sync::mpsc::{self, SyncSender};
use std::thread;

/// How many messages are asked for by name at once.
const CHUNK: usize = 500;

/// How many batches may wait to be stored while more are read.
const AHEAD: usize = 2;

/// An inbox to be read.
pub struct Inbox<'a> {
    pub name: &'a str,
    /// Mail older than this came before baton; counts at the first sync only.
    pub history_before: Timestamp,
}

/// What reading one mailbox came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailboxReport {
    pub mailbox: String,
    pub role: Role,
    /// Messages on the server.
    pub server: u64,
    /// Messages of it in the ledger.
    pub ledger: u64,
    pub report: Report,
    /// What the user should know of.
    pub warnings: Vec<String>,
    /// Whether it was read to its end; else it is a report of what was taken in before it failed.
    pub complete: bool,
}

/// Asked after every batch: whether reading is to end with what it has so far, which is no failure of the server.
pub type IsEnding<'a> = &'a dyn Fn() -> bool;

impl MailboxReport {
    fn of(mailbox: String, role: Role) -> MailboxReport {
        let (report, warnings) = (Report::default(), Vec::new());
        MailboxReport { mailbox, role, server: 0, ledger: 0, report, warnings, complete: true }
    }

    fn says_something(&self) -> bool {
        self.report != Report::default() || !self.warnings.is_empty()
    }
}

/// How far reading is: mailbox, messages read now, messages to be read.
pub type Progress<'a> = &'a mut dyn FnMut(&str, u64, u64);

/// What reading an inbox came to: the mailboxes that were read to their end, what was taken in of one that was not,
/// and what stopped the rest.
pub struct Outcome {
    pub inbox: InboxId,
    pub reports: Vec<MailboxReport>,
    pub failed: Option<Error>,
}

/// Connects, and reads all mailboxes of an inbox; that it failed is kept for the review.
///
/// An error of the ledger is an error; one of the server is part of the outcome.
pub fn inbox<S: BorrowMut<Source>>(
    ledger: &mut Ledger,
    connect: impl FnOnce() -> Result<S, Error>,
    inbox: &Inbox,
    us: &Us,
    now: Timestamp,
    is_ending: IsEnding,
    progress: Progress,
) -> Result<Outcome, Error> {
    let id = ledger.inbox(inbox.name, inbox.history_before, now)?;
    let mut reports = Vec::new();
    let read = connect().and_then(|mut source| {
        mailboxes(ledger, source.borrow_mut(), (id, is_ending), us, now, progress, &mut reports)
    });
    if let Err(error) = &read
        && !is_ending()
    {
        ledger.inbox_failed(id, &error.message, now)?;
    }
    Ok(Outcome { inbox: id, reports, failed: read.err() })
}

fn mailboxes(
    ledger: &mut Ledger,
    source: &mut Source,
    (inbox, is_ending): (InboxId, IsEnding),
    us: &Us,
    now: Timestamp,
    progress: Progress,
    reports: &mut Vec<MailboxReport>,
) -> Result<(), Error> {
    let (mut all, mut unchanged, mut sent) = (Vec::new(), Vec::new(), Vec::new());
    for (name, role, said) in source.survey()? {
        let mailbox = ledger.mailbox(inbox, &name, now)?;
        let state = ledger.mailbox_state(mailbox.id)?;
        let mut report = MailboxReport::of(name, role);
        if let Some(said) = said.filter(|said| is_unchanged(&state, said)) {
            report.server = said.exists;
            unchanged.push(mailbox.id);
        } else {
            let judged_with = us.fingerprint();
            let into =
                Store { ledger, mailbox, us, now, is_ending, judged_with, report: &mut report };
            if let Err(error) = (Reading { source, into }).read(&state, said, progress) {
                report.complete = false;
                if report.says_something() {
                    // Where the ledger is what fails, it does not say how far it came.
                    report.ledger = ledger.mailbox_state(mailbox.id).map_or(0, |state| state.known);
                    reports.push(report);
                }
                return Err(error);
            }
        }
        report.ledger = ledger.mailbox_state(mailbox.id)?.known;
        all.push(mailbox.id);
        if role == Role::Sent {
            sent.push(mailbox.id);
        }
        reports.push(report);
    }
    ledger.inbox_read(inbox, &all, &unchanged, &sent, now)
}

/// Nothing came, nothing went, and the ledger has all that is there: there is nothing to read.
///
/// Without CONDSTORE the first three decide: UIDs only ever grow (RFC 3501 §2.3.1.1), so that as many messages below
/// the same UIDNEXT are the same ones, if they were the last time.
fn is_unchanged(state: &MailboxState, said: &Selected) -> bool {
    said.uid_next > 0
        && state.balanced
        && (said.validity, said.uid_next) == (state.validity, state.uid_next)
        && said.exists == state.known
        && said.modseq == state.modseq
}

struct Reading<'a> {
    source: &'a mut Source,
    into: Store<'a>,
}

/// Where what is read goes. Apart from the source, so that the one can read while the other stores.
struct Store<'a> {
    ledger: &'a mut Ledger,
    mailbox: Mailbox,
    us: &'a Us,
    now: Timestamp,
    is_ending: IsEnding<'a>,
    judged_with: String,
    report: &'a mut MailboxReport,
}

impl Reading<'_> {
    /// Reads what is new, then balances. `said` is what the server said of the mailbox before.
    fn read(
        &mut self,
        state: &MailboxState,
        said: Option<Selected>,
        progress: Progress,
    ) -> Result<(), Error> {
        let name = self.into.report.mailbox.clone();
        let selected = self.source.select(&name)?;
        self.into.report.server = selected.exists;
        if selected.exists == 0 && state.known > 0 {
            self.into.report.warnings.push(format!(
                "{name} suddenly shows no mail, it had {} messages; nothing was removed from the ledger",
                state.known
            ));
            return self.end(0, None);
        }
        let renumbered = self.source.has_cursor() && state.validity != selected.validity;
        if renumbered {
            self.into.ledger.forget_uids(self.into.mailbox.id, selected.validity, self.into.now)?;
            if state.validity != 0 {
                self.into.report.warnings.push(format!(
                    "the server renumbered {name} (UIDVALIDITY); all of it is matched again by Message-ID"
                ));
            }
        }
        let after = if renumbered { 0 } else { state.last_uid };
        let known = if renumbered { 0 } else { state.known };
        self.read_on(&name, &selected, (after, known), progress)?;
        let since = state.modseq.filter(|_| !renumbered);
        let counts_tell = renumbered || state.balanced;
        let server = self.balance(&name, &selected, (since, counts_tell), progress)?;
        self.end(server, said.filter(|said| said.validity == selected.validity))
    }

    /// The mailbox was read to its end. What was `said` of it before that is held against what is said next time, so
    /// that nothing which came meanwhile is overlooked.
    fn end(&mut self, server: u64, said: Option<Selected>) -> Result<(), Error> {
        self.into.report.server = server;
        let said = said.unwrap_or_default();
        let read = MailboxRead { server, uid_next: said.uid_next, modseq: said.modseq };
        self.into.ledger.mailbox_read(self.into.mailbox.id, read, self.into.now)
    }

    /// Everything after this UID, up to which so many are known: what came is stored while the next is read.
    fn read_on(
        &mut self,
        name: &str,
        selected: &Selected,
        (after, known): (u32, u64),
        progress: Progress,
    ) -> Result<(), Error> {
        let new = selected.exists.saturating_sub(known);
        progress(name, 0, new);
        let (send, batches) = mpsc::sync_channel(AHEAD);
        let Reading { source, into } = self;
        into.ledger.loading(true)?;
        let read = thread::scope(|scope| {
            let reader = thread::Builder::new()
                .spawn_scoped(scope, move || read_ahead(source, after, &send))
                .map_err(|error| Error::temporary(format!("cannot start a thread: {error}")))?;
            let mut done = 0;
            for batch in batches {
                let (up_to, count) = (batch.up_to, batch.arrivals.len() as u64);
                // An error drops the receiver, and so ends the reader with its next batch.
                into.take(batch, selected.validity, Some(up_to))?;
                done += count;
                progress(name, done, new.max(done));
            }
            reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        into.ledger.loading(false)?;
        read
    }

    /// Compares what is there with what the ledger has, where the counts differ or nothing else tells: what vanished
    /// is taken note of, what was missed is read. Messages on the server.
    fn balance(
        &mut self,
        name: &str,
        selected: &Selected,
        (since, counts_tell): (Option<u64>, bool),
        progress: Progress,
    ) -> Result<u64, Error> {
        let known = self.into.ledger.mailbox_state(self.into.mailbox.id)?.known;
        if self.source.has_cursor() && counts_tell && known == selected.exists {
            return Ok(selected.exists);
        }
        if counts_tell
            && let Some(since) = since
            && self.is_told(selected, since)?
        {
            return Ok(selected.exists);
        }
        let there: BTreeSet<String> = self.source.items()?.into_iter().collect();
        if there.is_empty() && selected.exists > 0 {
            return Err(Error::temporary(format!(
                "the server says that {name} has {} messages, and names none of them",
                selected.exists
            ))
            .hint("nothing was removed from the ledger; run baton sync again"));
        }
        let known: BTreeSet<String> =
            self.into.ledger.items(self.into.mailbox.id)?.into_iter().collect();
        let vanished: Vec<String> = known.difference(&there).cloned().collect();
        if !vanished.is_empty() {
            self.into.ledger.vanish(self.into.mailbox.id, &vanished, self.into.now)?;
        }
        let missed: Vec<String> = there.difference(&known).cloned().collect();
        for (n, chunk) in missed.chunks(CHUNK).enumerate() {
            progress(name, (n * CHUNK) as u64, missed.len() as u64);
            let batch = self.source.fetch(chunk)?;
            self.into.take(batch, selected.validity, None)?;
        }
        // Asked once more, so that what is compared with the ledger is not what was just put into it.
        Ok(self.source.select(name)?.exists)
    }

    /// Takes note of what the server says went since that mod-sequence, if then nothing is amiss. Else nothing is done:
    /// what is there tells more than what is said to be gone.
    fn is_told(&mut self, selected: &Selected, since: u64) -> Result<bool, Error> {
        let known = self.into.ledger.items(self.into.mailbox.id)?;
        let Some(gone) = self.source.vanished(since, &known)? else { return Ok(false) };
        if (known.len() - gone.len()) as u64 != selected.exists {
            return Ok(false);
        }
        self.into.ledger.vanish(self.into.mailbox.id, &gone, self.into.now)?;
        Ok(true)
    }
}

/// Reads batch after batch until there is nothing more, or nobody who takes them.
fn read_ahead(source: &mut Source, mut after: u32, send: &SyncSender<Batch>) -> Result<(), Error> {
    while let Some(batch) = source.after(after)? {
        after = batch.up_to;
        if send.send(batch).is_err() {
            break;
        }
    }
    Ok(())
}

impl Store<'_> {
    fn take(&mut self, batch: Batch, validity: u32, up_to: Option<u32>) -> Result<(), Error> {
        let received: Vec<Received> = batch
            .arrivals
            .into_iter()
            .map(|mut arrival| {
                if arrival.unreadable.is_some() && arrival.received_at == DateTime::UNIX_EPOCH {
                    // When it came is not known: somebody should look now.
                    arrival.received_at = self.now;
                }
                // What came "in the future" would stand behind every answer for years.
                arrival.received_at = arrival.received_at.min(self.now);
                Received { judged: self.us.judge(&arrival.headers), arrival }
            })
            .collect();
        let load = Load { received: &received, validity, up_to, judged_with: &self.judged_with };
        let report = self.ledger.receive(&self.mailbox, &load, self.now)?;
        self.report.report.add(report);
        match (self.is_ending)() {
            true => Err(Error::temporary("asked to end before all was read")),
            false => Ok(()),
        }
    }
}
