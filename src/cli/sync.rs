use super::connect;
use super::context::Context;
use super::session::Session;
use crate::config::{Config, Inbox};
use crate::domain::ids::InboxId;
use crate::domain::judge::Us;
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::flow::housekeeping;
use crate::flow::sync::{self, MailboxReport, Outcome};
use crate::render::{json, safe};
use crate::store::Lock;
use serde_json::{Value, json};

/// Read new mail into the ledger
///
/// Nothing on the server is changed, no flag either. Of two runs at once the second says so and leaves. An interrupted
/// run goes on where it stopped.
#[derive(clap::Args)]
pub struct Args {
    /// Inboxes of the config; all, unless named
    #[arg(value_name = "INBOX")]
    inboxes: Vec<String>,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let config = session.config(cx)?;
    let wanted = wanted(&args.inboxes, &config)?;
    let Some(_lock) = Lock::take(session.ledger.path(), "sync")? else {
        cx.tell("another baton sync is running: nothing to do");
        return Ok(());
    };
    let us = session.us(&config);
    session.ledger.rejudge(&us)?;
    let names: Vec<&str> = config.inboxes.iter().map(|inbox| inbox.name.as_str()).collect();
    session.ledger.retire_inboxes_but(&names)?;
    let (mut shapes, mut read, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for inbox in wanted {
        if cx.globals.verbose {
            cx.tell(&format!("reading {}", inbox.name));
        }
        let outcome = one(&mut session, inbox, &us, cx)?;
        outcome.reports.iter().try_for_each(|report| tell(&inbox.name, report, cx))?;
        shapes.extend(outcome.reports.iter().map(|report| value(&inbox.name, report)));
        match outcome.failed {
            None => read.push(outcome.inbox),
            Some(error) if config.inboxes.len() == 1 => failed.push(error),
            // Which one it is: several may lie on the same server.
            Some(error) => {
                let message = format!("{}: {}", inbox.name, error.message);
                failed.push(Error { message, ..error });
            }
        }
    }
    tidy(&mut session, &read, cx)?;
    if cx.globals.json {
        cx.print(&json::answer(json!({ "mailboxes": shapes })))?;
    }
    fail(failed, cx)
}

/// One mailbox of `sync --json`.
fn value(inbox: &str, report: &MailboxReport) -> Value {
    let MailboxReport { mailbox, server, ledger, report, .. } = report;
    json!({
        "mailbox": format!("{inbox}/{mailbox}"), "server": server, "ledger": ledger, "new": report.new,
        "unreadable": report.unreadable,
    })
}

/// What is now true, for people: JSON says it in its own way.
pub fn say(sentence: &str, cx: &mut Context) -> Result<(), Error> {
    if cx.globals.json { Ok(()) } else { cx.say(sentence) }
}

fn wanted<'a>(names: &[String], config: &'a Config) -> Result<Vec<&'a Inbox>, Error> {
    if config.inboxes.is_empty() {
        return Err(Error::usage(format!("{} names no inbox", config.path.display()))
            .hint("add an [[inbox]] section, see baton-config(5)"));
    }
    let find = |name: &String| {
        config.inboxes.iter().find(|inbox| inbox.name == *name).ok_or_else(|| {
            let known: Vec<&str> = config.inboxes.iter().map(|inbox| inbox.name.as_str()).collect();
            Error::usage(format!("the config has no inbox \"{name}\""))
                .hint(format!("it has: {}", known.join(", ")))
        })
    };
    if names.is_empty() {
        Ok(config.inboxes.iter().collect())
    } else {
        names.iter().map(find).collect()
    }
}

fn one(session: &mut Session, inbox: &Inbox, us: &Us, cx: &Context) -> Result<Outcome, Error> {
    let bar = bar(cx);
    let now = session.now;
    let reading = sync::Inbox { name: &inbox.name, history_before: history_before(session, inbox) };
    let mut progress = |mailbox: &str, done: u64, of: u64| {
        bar.set_message(safe::line(mailbox));
        bar.set_length(of);
        bar.set_position(done);
    };
    let connect = || connect::source(inbox);
    let read = sync::inbox(&mut session.ledger, connect, &reading, us, now, &mut progress);
    bar.finish_and_clear();
    read
}

/// Where history ends for an inbox that is read for the first time.
pub fn history_before(session: &Session, inbox: &Inbox) -> Timestamp {
    use crate::domain::span::Span;
    let calendar = &session.policy.calendar;
    match inbox.history {
        None => chrono::DateTime::UNIX_EPOCH,
        Some(Span::Seconds(seconds)) => {
            calendar.add(session.now, Span::Seconds(seconds.saturating_neg()))
        }
        Some(Span::WorkingDays(days)) => {
            calendar.start_of_day(calendar.working_day_before(calendar.day(session.now), days))
        }
    }
}

/// A bar with rate and time left on a terminal, nothing elsewhere.
fn bar(cx: &Context) -> indicatif::ProgressBar {
    if !cx.env.err_is_terminal || cx.globals.quiet {
        return indicatif::ProgressBar::hidden();
    }
    let style = indicatif::ProgressStyle::with_template(
        "{msg} {wide_bar} {human_pos} of {human_len}, {rate}/s, {eta} left",
    );
    let target = indicatif::ProgressDrawTarget::stderr_with_hz(10);
    let bar = indicatif::ProgressBar::with_draw_target(Some(0), target);
    match style {
        Ok(style) => bar.with_style(style.with_key(
            "rate",
            |state: &indicatif::ProgressState, out: &mut dyn std::fmt::Write| {
                // A bar without its rate is still a bar.
                let _ = write!(out, "{:.0}", state.per_sec());
            },
        )),
        Err(_) => bar,
    }
}

fn tell(inbox: &str, report: &MailboxReport, cx: &mut Context) -> Result<(), Error> {
    let name = safe::line(&report.mailbox);
    let (ledger, server, new) = (report.ledger, report.server, report.report.new);
    say(&format!("{inbox}: {name} {ledger} of {server}, {new} new"), cx)?;
    for warning in &report.warnings {
        cx.tell(&format!("warning: {inbox}: {warning}"));
    }
    // That a mailbox is empty all of a sudden was said, and another sync would not help.
    if report.ledger != report.server && report.server > 0 {
        cx.tell(&format!(
            "warning: {inbox}: {name}: the server has {} messages, the ledger {}: run baton sync again",
            report.server, report.ledger
        ));
    }
    if report.report.unreadable > 0 {
        cx.tell(&format!(
            "warning: {inbox}: {name}: {} messages could not be read, and are kept with what is known",
            report.report.unreadable
        ));
    }
    notices(&report.report, cx);
    Ok(())
}

/// What came in that somebody should look at.
pub fn notices(report: &crate::store::Report, cx: &mut Context) {
    for id in &report.reused_ids {
        cx.tell(&format!(
            "warning: two different messages carry the Message-ID <{}>",
            safe::line(id)
        ));
    }
    for (thread, others) in &report.conflicts {
        let others: Vec<String> = others.iter().map(ToString::to_string).collect();
        cx.tell(&format!(
            "warning: a mail in {thread} points to {} too; not joined",
            others.join(", ")
        ));
    }
}

/// What baton does by itself after reading.
pub fn tidy(session: &mut Session, read: &[InboxId], cx: &mut Context) -> Result<(), Error> {
    let (lapsed, closed) =
        housekeeping::run(&mut session.ledger, &session.policy, read, session.now)?;
    for thread in lapsed {
        say(&format!("{thread}: the offer lapsed, it stays with its owner"), cx)?;
    }
    match closed.len() {
        0 => Ok(()),
        1 => say(&format!("{} closed: no reply from the customer", closed[0]), cx),
        n => say(&format!("{n} threads closed: no reply from the customer"), cx),
    }
}

/// One inbox that fails does not stop the others; the run fails as the first did.
fn fail(mut failed: Vec<Error>, cx: &mut Context) -> Result<(), Error> {
    let kind = failed.first().map(|first| first.kind);
    let (Some(kind), Some(last)) = (kind, failed.pop()) else { return Ok(()) };
    for error in failed {
        cx.tell(&format!("baton: {}", error.message));
        error.hint.iter().for_each(|hint| cx.tell(&format!("hint: {hint}")));
    }
    Err(Error { kind, ..last })
}
