use super::connect;
use super::context::Context;
use super::notices;
use super::session::Session;
use super::watch;
use crate::config::{Config, Inbox};
use crate::domain::ids::InboxId;
use crate::domain::judge::Us;
use crate::domain::span::Span;
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::flow::housekeeping;
use crate::flow::sync::{self, MailboxReport, Outcome};
use crate::render::{json, safe};
use crate::store::Lock;
use serde_json::{Value, json};
use std::time::Duration;

/// Read new mail into the ledger
///
/// Nothing on the server is changed, no flag either. Of two runs at once the second says so and leaves. An interrupted
/// run goes on where it stopped.
#[derive(clap::Args)]
pub struct Args {
    /// Inboxes of the config; all, unless named
    #[arg(value_name = "INBOX")]
    inboxes: Vec<String>,
    /// Stay, and read mail as it comes in, until SIGTERM or ^C
    ///
    /// The mail server is asked to say when mail comes (IMAP IDLE). Says one line for each mailbox that had something
    /// new. Members may change meanwhile; after a change of the config start it anew.
    #[arg(long)]
    watch: bool,
    /// How often --watch looks where nobody says that mail came: 1s to 30m
    #[arg(long, value_name = "SPAN", requires = "watch", default_value = "1m", value_parser = pause)]
    every: Duration,
}

/// 1s to 30m: half of what a review calls old.
fn pause(text: &str) -> Result<Duration, String> {
    match text.parse::<Span>() {
        Ok(Span::Seconds(seconds @ 1..=1800)) => Ok(Duration::from_secs(seconds.unsigned_abs())),
        Ok(_) => Err("1s is the least, 30m the most".to_owned()),
        Err(_) => Err("write seconds or minutes, such as 30s or 5m".to_owned()),
    }
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let config = session.config(cx)?;
    let wanted = wanted(&args.inboxes, &config)?;
    if args.watch {
        return watch::run(session.ledger.path(), &config, &wanted, args.every, cx);
    }
    let Some(_lock) = Lock::take(session.ledger.path(), "sync")? else {
        cx.tell("another baton sync is running: nothing to do");
        return Ok(());
    };
    let us = ready(&mut session, &config)?;
    let (mut shapes, mut read, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for inbox in wanted {
        if cx.globals.verbose {
            cx.tell(&format!("reading {}", inbox.name));
        }
        let outcome = one(&mut session, inbox, &us, cx)?;
        for report in &outcome.reports {
            say(&line(&inbox.name, report), cx)?;
            warnings(&inbox.name, report).iter().for_each(|warning| cx.tell(warning));
        }
        shapes.extend(outcome.reports.iter().map(|report| value(&inbox.name, report)));
        match outcome.failed {
            None => read.push(outcome.inbox),
            Some(error) => failed.push(of_inbox(inbox, error, &config)),
        }
    }
    tidy(&mut session, &read, cx)?;
    if cx.globals.json {
        cx.print(&json::answer(json!({ "mailboxes": shapes })))?;
    }
    fail(failed, cx)
}

/// Which inbox it is, where there are several: they may lie on the same server.
pub fn of_inbox(inbox: &Inbox, error: Error, config: &Config) -> Error {
    match config.inboxes.len() {
        1 => error,
        _ => Error { message: format!("{}: {}", inbox.name, error.message), ..error },
    }
}

/// What is settled before the first mail is read: who we are, and which inboxes are in use.
pub fn ready(session: &mut Session, config: &Config) -> Result<Us, Error> {
    let us = session.us(config);
    session.ledger.rejudge(&us, session.now)?;
    let names: Vec<&str> = config.inboxes.iter().map(|inbox| inbox.name.as_str()).collect();
    session.ledger.retire_inboxes_but(&names, session.now)?;
    Ok(us)
}

/// One mailbox of `sync --json`.
pub fn value(inbox: &str, report: &MailboxReport) -> Value {
    let MailboxReport { mailbox, server, ledger, report, complete, .. } = report;
    json!({
        "mailbox": format!("{inbox}/{mailbox}"), "server": server, "ledger": ledger, "new": report.new,
        "unreadable": report.unreadable, "complete": complete,
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
    let read =
        sync::inbox(&mut session.ledger, connect, &reading, us, now, &|| false, &mut progress);
    bar.finish_and_clear();
    read
}

/// Where history ends for an inbox that is read for the first time.
pub fn history_before(session: &Session, inbox: &Inbox) -> Timestamp {
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

/// A bar on a terminal, with rate and time left once they are known; nothing elsewhere.
fn bar(cx: &Context) -> indicatif::ProgressBar {
    if !cx.env.err_is_terminal || cx.globals.quiet {
        return indicatif::ProgressBar::hidden();
    }
    let style = indicatif::ProgressStyle::with_template(
        "{msg} {wide_bar} {human_pos} of {human_len}{pace}",
    );
    let target = indicatif::ProgressDrawTarget::stderr_with_hz(10);
    let bar = indicatif::ProgressBar::with_draw_target(Some(0), target);
    match style {
        Ok(style) => bar.with_style(style.with_key(
            "pace",
            |state: &indicatif::ProgressState, out: &mut dyn std::fmt::Write| {
                if state.pos() > 0 {
                    let left = indicatif::HumanDuration(state.eta());
                    // A bar without its rate is still a bar.
                    let _ = write!(out, ", {:.0}/s, {left:#} left", state.per_sec());
                }
            },
        )),
        Err(_) => bar,
    }
}

/// One mailbox for people.
pub fn line(inbox: &str, report: &MailboxReport) -> String {
    let MailboxReport { mailbox, server, ledger, report, complete, .. } = report;
    let so_far = if *complete { "" } else { " so far" };
    format!("{inbox}: {} {ledger} of {server}, {} new{so_far}", safe::line(mailbox), report.new)
}

/// What somebody should look at in one mailbox.
pub fn warnings(inbox: &str, report: &MailboxReport) -> Vec<String> {
    let name = safe::line(&report.mailbox);
    let mut said: Vec<String> =
        report.warnings.iter().map(|warning| format!("warning: {inbox}: {warning}")).collect();
    // That a mailbox is empty all of a sudden was said, and another sync would not help.
    if report.complete && report.ledger != report.server && report.server > 0 {
        said.push(format!(
            "warning: {inbox}: {name}: the server has {} messages, the ledger {}: run baton sync again",
            report.server, report.ledger
        ));
    }
    if report.report.unreadable > 0 {
        said.push(format!(
            "warning: {inbox}: {name}: {} messages could not be read, and are kept with what is known",
            report.report.unreadable
        ));
    }
    said.extend(notices(&report.report));
    said
}

/// What came in that somebody should look at.
pub fn notices(report: &crate::store::Report) -> Vec<String> {
    let reused = report.reused_ids.iter().map(|id| {
        format!("warning: two different messages carry the Message-ID <{}>", safe::line(id))
    });
    let back = report.reviews_back.iter().map(|recipient| {
        format!(
            "warning: the review to {} came back: correct to in [review], or ask why",
            safe::line(recipient)
        )
    });
    let conflicts = report.conflicts.iter().map(|(thread, others)| {
        let others: Vec<String> = others.iter().map(ToString::to_string).collect();
        format!("warning: a mail in {thread} points to {} too; not joined", others.join(", "))
    });
    reused.chain(back).chain(conflicts).collect()
}

/// What baton does by itself after reading.
pub fn tidy(session: &mut Session, read: &[InboxId], cx: &mut Context) -> Result<(), Error> {
    let (lapsed, closed) =
        housekeeping::run(&mut session.ledger, &session.policy, read, session.now)?;
    session.keep_policy()?;
    session.ledger.count_day(&session.policy.calendar.day(session.now).to_string())?;
    for thread in lapsed {
        say(&format!("{thread}: the offer lapsed, it stays with its owner"), cx)?;
    }
    match closed.len() {
        0 => {}
        1 => say(&format!("{} closed: no reply from the customer", closed[0]), cx)?,
        n => say(&format!("{n} threads closed: no reply from the customer"), cx)?,
    }
    notices::tell(session, cx);
    Ok(())
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
