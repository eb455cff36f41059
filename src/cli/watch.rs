//! `sync --watch`: the one thread that owns the ledger. It reads an inbox when it is due and says what was new.

use super::connect;
use super::context::Context;
use super::session::Session;
use super::sync::{history_before, line, of_inbox, ready, say, tidy, value, warnings};
use crate::config::{Config, Inbox};
use crate::domain::ids::InboxId;
use crate::domain::span::human;
use crate::error::{Error, Kind};
use crate::flow::sync::{self, MailboxReport, Outcome};
use crate::flow::watch::{Connect, Due, Ending, Event, Pace, Watch};
use crate::mail::source::Source;
use crate::render::json;
use crate::store::{Ledger, Lock};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long to wait, at most, where the server says when mail comes. A server takes 29 minutes (RFC 2177), but many
/// routers forget a quiet connection after ten; and each read is what the review's "complete to" goes by.
const TOLD: Duration = Duration::from_secs(300);
/// How often to ask for the lock while another run reads.
const LOCKED: Duration = Duration::from_millis(200);
/// Longer than anything is waited for.
const A_DAY: Duration = Duration::from_secs(86_400);

/// Reads the inboxes as mail comes in, until the process is asked to end.
pub fn run(
    ledger: &Path,
    config: &Config,
    inboxes: &[&Inbox],
    every: Duration,
    cx: &mut Context,
) -> Result<(), Error> {
    let Some(_watching) = Lock::take(ledger, "watch")? else {
        return Err(Error::temporary("another baton sync --watch is running")
            .hint("one is enough for all inboxes; baton sync without --watch can run beside it"));
    };
    let connects = inboxes.iter().map(|inbox| {
        let inbox = Inbox::clone(inbox);
        Arc::new(move || connect::source(&inbox)) as Connect
    });
    let watch = Watch::start(connects.collect(), Pace { told: TOLD, untold: every })?;
    let ending = watch.ending();
    let ends = ending.clone();
    crate::env::when_asked_to_end(move || ends.ask())?;
    let known = inboxes.iter().map(|_| Known::default()).collect();
    let mut watcher = Watcher { ledger, config, inboxes, ending, known };
    let done = watcher.until_the_end(&watch, cx);
    watch.end();
    done
}

/// What was said of an inbox, so that it is said once.
#[derive(Default)]
struct Known {
    /// It was read, at least once.
    begun: bool,
    /// Why it cannot be read, while it cannot.
    failed: Option<String>,
    /// By mailbox.
    warnings: BTreeMap<String, Vec<String>>,
    /// Where the ledger has it, while it can be read.
    read: Option<InboxId>,
}

struct Watcher<'a> {
    ledger: &'a Path,
    config: &'a Config,
    inboxes: &'a [&'a Inbox],
    ending: Ending,
    known: Vec<Known>,
}

impl Watcher<'_> {
    fn until_the_end(&mut self, watch: &Watch, cx: &mut Context) -> Result<(), Error> {
        let mut due = Vec::new();
        loop {
            match watch.next(if due.is_empty() { A_DAY } else { LOCKED }) {
                Some(Event::End) => return Ok(()),
                Some(Event::Broken) => {
                    return Err(Error::bug("a thread that waited for mail broke"));
                }
                Some(Event::Due(inbox)) => due.push(inbox),
                None => {}
            }
            // Another run may have passed the mailbox before the mail came: what is due waits for its end.
            while let Some(next) = due.pop() {
                if self.ending.is_asked() {
                    return Ok(());
                }
                // Held while reading alone, so that cron's sync finds it free.
                let Some(_lock) = Lock::take(self.ledger, "sync")? else {
                    due.push(next);
                    break;
                };
                let (inbox, source) = (next.inbox, self.read(next, cx)?);
                if self.ending.is_asked() {
                    return Ok(());
                }
                watch.give_back(inbox, source);
            }
        }
    }

    /// Reads what is due; gives the connection back where it is still good.
    fn read(&mut self, due: Due, cx: &mut Context) -> Result<Option<Source>, Error> {
        let Due { inbox, mut source, retry } = due;
        if cx.globals.verbose {
            cx.tell(&format!("reading {}", self.inboxes[inbox].name));
        }
        let read = self.round(inbox, source.as_mut().map_err(|error| error.clone()), cx);
        let failed = match read {
            Ok(outcome) => outcome.failed,
            // Disk or lock: that may pass.
            Err(error) if error.kind == Kind::Temporary => Some(error),
            Err(error) => return Err(error),
        };
        if self.ending.is_asked() {
            return Ok(None);
        }
        let (configured, begun) = (self.inboxes[inbox], self.known[inbox].begun);
        if let Some(error) = failed.clone().filter(|error| error.kind == Kind::Usage && !begun) {
            // Wrong from the start: trying again does not put it right.
            return Err(of_inbox(configured, error, self.config));
        }
        self.note(inbox, failed.as_ref(), retry, cx);
        cx.flush()?;
        Ok(source.ok().filter(|_| failed.is_none()))
    }

    /// An ordinary sync of one inbox. The ledger is opened for it, so that one that was replaced or brought up to date
    /// meanwhile is noticed.
    fn round(
        &mut self,
        inbox: usize,
        source: Result<&mut Source, Error>,
        cx: &mut Context,
    ) -> Result<Outcome, Error> {
        let (configured, known) = (self.inboxes[inbox], &mut self.known[inbox]);
        known.read = None;
        let mut session =
            Session::around(Ledger::open(self.ledger)?, Some(self.config.clone()), cx)?;
        let us = ready(&mut session, self.config)?;
        let reading = sync::Inbox {
            name: &configured.name,
            history_before: history_before(&session, configured),
        };
        let (now, ending) = (session.now, &self.ending);
        let is_ending = || ending.is_asked();
        let ledger = &mut session.ledger;
        let cutter = source.as_ref().ok().and_then(|source| source.cutter());
        let outcome = ending.while_reading(cutter, || {
            sync::inbox(ledger, || source, &reading, &us, now, &is_ending, &mut |_, _, _| ())
        })?;
        show(&configured.name, &outcome.reports, &mut known.warnings, cx)?;
        known.read = outcome.failed.is_none().then_some(outcome.inbox);
        let read: Vec<InboxId> = self.known.iter().filter_map(|known| known.read).collect();
        tidy(&mut session, &read, cx)?;
        Ok(outcome)
    }

    /// Says that an inbox cannot be read, for each reason once, and when it can again; on a terminal, that all is well.
    fn note(&mut self, inbox: usize, failed: Option<&Error>, retry: Duration, cx: &mut Context) {
        let (name, known) = (&self.inboxes[inbox].name, &mut self.known[inbox]);
        let why = failed.map(|error| error.message.clone());
        match failed {
            Some(error) if known.failed != why => {
                let (why, pause) = (&error.message, human(retry.as_secs().cast_signed()));
                // What passes by itself has no better hint.
                let hint = error.hint.as_ref().filter(|_| error.kind != Kind::Temporary);
                let more = if hint.is_none() { " (baton doctor tells more)" } else { "" };
                cx.tell(&format!("baton: {name}: {why}; trying again in {pause}{more}"));
                hint.iter().for_each(|hint| cx.tell(&format!("hint: {hint}")));
            }
            None if known.failed.is_some() => cx.tell(&format!("{name}: can be read again")),
            _ => {}
        }
        if failed.is_none() && !known.begun && cx.env.err_is_terminal && !cx.globals.quiet {
            cx.tell(&format!("{name}: waiting for mail; ^C ends it"));
        }
        known.begun |= failed.is_none();
        known.failed = why;
    }
}

/// Says what is new: mail, and warnings that were not given the last time.
fn show(
    inbox: &str,
    reports: &[MailboxReport],
    warned: &mut BTreeMap<String, Vec<String>>,
    cx: &mut Context,
) -> Result<(), Error> {
    let new: Vec<&MailboxReport> = reports.iter().filter(|report| report.report.new > 0).collect();
    for report in &new {
        say(&line(inbox, report), cx)?;
    }
    if cx.globals.json && !new.is_empty() {
        let shapes: Vec<_> = new.iter().map(|report| value(inbox, report)).collect();
        cx.print(&json::answer(json!({ "mailboxes": shapes })))?;
    }
    for report in reports {
        let warnings = warnings(inbox, report);
        let before = warned.insert(report.mailbox.clone(), warnings.clone()).unwrap_or_default();
        warnings.iter().filter(|warning| !before.contains(warning)).for_each(|new| cx.tell(new));
    }
    Ok(())
}
