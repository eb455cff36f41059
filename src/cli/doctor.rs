use super::connect;
use super::context::Context;
use super::policy;
use super::remote;
use super::review::draw_up;
use super::session::Session;
use crate::config::{Config, Inbox, Remote};
use crate::domain::mailing::State;
use crate::domain::review::{Kind, MailboxHealth};
use crate::domain::span::Span;
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::mail::Role;
use crate::render::{json, reason, review, safe};
use crate::store::Ledger;
use serde_json::json;

/// Check config, ledger, last sync and review, mail in and mail out
///
/// One line each, with what to do where something is wrong; exit status 1 if anything is.
#[derive(clap::Args)]
pub struct Args {}

/// What to do where mail is not read any more.
const STALE: &str = "run: baton sync; then see why cron's line or baton sync --watch does not";

/// One line of the answer.
struct Check {
    what: String,
    found: Result<String, Error>,
}

pub fn run(_: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut checks = Vec::new();
    let config = cx.config();
    checks.push(Check {
        what: "config".to_owned(),
        found: config.clone().map(|config| config.path.display().to_string()),
    });
    if let Ok(Config { remote: Some(host), .. }) = &config {
        checks.push(remote(host));
        return answer(&checks, cx);
    }
    ledger(cx, &mut checks);
    if let Ok(config) = &config {
        let zone = config.calendar.zone().name();
        checks.push(Check { what: "time zone".to_owned(), found: Ok(zone.to_owned()) });
        for inbox in &config.inboxes {
            checks.extend(mail_in(inbox));
        }
        checks.push(mail_out(config));
        if config.mail_out.is_some() && !config.review.to.is_empty() {
            // A ledger that cannot be opened has its own line.
            checks.extend(cx.open().ok().map(|session| mailed(&session)));
        }
    }
    answer(&checks, cx)
}

/// The ledger is elsewhere: whether baton there answers, and as whom it knows us.
fn remote(host: &Remote) -> Check {
    let found = match remote::ask(host, &["member", "show", "me"], b"") {
        Ok((0, me)) => Ok(format!("{}: {}", host.destination, me.trim())),
        Ok((status, _)) => Err(Error::refused(format!(
            "baton at {} ended with exit status {status}",
            host.destination
        ))
        .hint("what it said stands above; ask who keeps the ledger, or run doctor there")),
        Err(error) => Err(error),
    };
    Check { what: "remote".to_owned(), found }
}

fn answer(checks: &[Check], cx: &mut Context) -> Result<(), Error> {
    print(checks, cx)?;
    match checks.iter().filter(|check| check.found.is_err()).count() {
        0 => Ok(()),
        1 => Err(Error::refused("one check failed")),
        n => Err(Error::refused(format!("{n} checks failed"))),
    }
}

fn ledger(cx: &Context, checks: &mut Vec<Check>) {
    let path = cx.ledger_path();
    let session = match cx.open() {
        Ok(session) => session,
        // A config that is wrong has its own line.
        Err(_) if cx.config().is_err() && path.and_then(|path| Ledger::open(&path)).is_ok() => {
            return;
        }
        Err(error) => return checks.push(Check { what: "ledger".to_owned(), found: Err(error) }),
    };
    let found = format!("{}, SQLite {}", session.ledger.path().display(), Ledger::engine());
    checks.push(Check { what: "ledger".to_owned(), found: Ok(found) });
    let me = session.me().map(|(me, _)| session.team.name(me));
    checks.push(Check { what: "you".to_owned(), found: me.map(|name| format!("member {name}")) });
    checks.extend(named(&session));
    checks.extend(last_sync(&session));
}

/// Members whom the config names are in the team, and may act; where it names any.
fn named(session: &Session) -> Option<Check> {
    let config = session.config.as_ref()?;
    let owners = config.levels.iter().flat_map(|level| &level.owners).map(|name| ("level", name));
    let turns = config.rotas.iter().flat_map(|rota| &rota.members).map(|name| ("rota", name));
    let mut count = 0;
    let wrong = owners.chain(turns).inspect(|_| count += 1).find_map(|(section, name)| {
        let error = policy::cannot_act(name, session)?;
        Some(Error { message: format!("[[{section}]]: {}", error.message), ..error })
    });
    let found = match wrong {
        Some(error) => Err(error),
        None if count == 0 => return None,
        None => Ok("all members in [[level]] and [[rota]] are in the team".to_owned()),
    };
    Some(Check { what: "duty".to_owned(), found })
}

fn last_sync(session: &Session) -> Vec<Check> {
    let check = |found| Check { what: "last sync".to_owned(), found };
    let health = match session.ledger.health() {
        Ok(health) => health,
        Err(error) => return vec![check(Err(error))],
    };
    let mut checks: Vec<Check> =
        health.iter().map(|mailbox| check(freshness(mailbox, session))).collect();
    if health.is_empty() {
        checks.push(check(never(session)));
    }
    checks.extend(unreadable(session));
    checks
}

/// Messages that could not be read are kept with what is known; somebody should look at them in a mail client.
fn unreadable(session: &Session) -> Option<Check> {
    let found = session.ledger.unreadable().ok().filter(|threads| !threads.is_empty())?;
    let shown: Vec<String> = found.iter().take(20).map(ToString::to_string).collect();
    let more = if found.len() > shown.len() { ", …" } else { "" };
    let what = format!("{} could not be read: threads {}{more}", found.len(), shown.join(", "));
    Some(Check { what: "messages".to_owned(), found: Ok(what) })
}

/// A ledger that was made just now has no mail yet, and that is as it should be.
fn never(session: &Session) -> Result<String, Error> {
    let made = session.ledger.entries(None, None)?.first().map(|entry| entry.at);
    let policy = &session.policy;
    match made.filter(|at| policy.has_passed(policy.sync_old_after, *at, session.now)) {
        None => Ok("no mail was read yet: run baton sync next".to_owned()),
        Some(at) => {
            let at = session.view().when(at);
            Err(Error::refused(format!("no mail was read since the ledger was made, {at}"))
                .hint(STALE))
        }
    }
}

fn freshness(mailbox: &MailboxHealth, session: &Session) -> Result<String, Error> {
    let view = session.view();
    match mailbox.problem(&session.policy, session.now) {
        Some(problem) => {
            Err(Error::refused(reason::mailbox_problem(mailbox, problem, &view)).hint(STALE))
        }
        None => {
            let at = mailbox.synced_at.map(|at| view.when(at)).unwrap_or_default();
            Ok(format!("{} {at}, {}", mailbox.name, review::messages(mailbox.ledger)))
        }
    }
}

/// Connects as sync does, and looks for the mailboxes.
fn mail_in(inbox: &Inbox) -> Vec<Check> {
    let check = |part: &str, found| Check { what: format!("{} {part}", inbox.name), found };
    let mut source = match connect::source(inbox) {
        Ok(source) => source,
        Err(error) => return vec![check("mail in", Err(error))],
    };
    let mailboxes = match source.mailboxes() {
        Ok(mailboxes) => mailboxes,
        Err(error) => return vec![check("mail in", Err(error))],
    };
    let mut counted = Vec::new();
    for (name, _) in &mailboxes {
        match source.select(name) {
            Ok(selected) => counted.push(format!("{name} {}", selected.exists)),
            Err(error) => return vec![check("mail in", Err(error))],
        }
    }
    let sent = mailboxes.iter().find(|(_, role)| *role == Role::Sent).map(|(name, _)| name.clone());
    let missing = || {
        Error::refused("no mailbox for sent mail was found, so replies are not seen").hint(
            "name it in the config: sent = [\"…\"] (IMAP, a list) or sent = \"…\" (Maildir, mbox)",
        )
    };
    vec![check("mail in", Ok(counted.join(", "))), check("sent", sent.ok_or_else(missing))]
}

fn mail_out(config: &Config) -> Check {
    let found = match &config.mail_out {
        None if config.review.to.is_empty() => {
            Ok("none; baton review --email needs [mail-out]".to_owned())
        }
        None => Err(Error::refused("[review] names who gets the review, but nothing how mail goes out")
            .hint("add [mail-out] with from, and [mail-out.smtp] or [mail-out.sendmail]; see baton-config(5)")),
        Some(mail_out) => connect::out(mail_out).and_then(|out| out.check()),
    };
    Check { what: "mail out".to_owned(), found }
}

/// Working days without a review after which something is wrong with what should mail it.
const SILENT: u32 = 3;

/// When reviews went out last, and to whom.
fn mailed(session: &Session) -> Check {
    Check { what: "review".to_owned(), found: went_out(session) }
}

fn went_out(session: &Session) -> Result<String, Error> {
    let (calendar, view) = (&session.policy.calendar, session.view());
    let today = calendar.day(session.now);
    let back = calendar.start_of_day(calendar.working_day_before(today, 2 * SILENT));
    let mailings = session.ledger.mailings(back)?;
    let mailings: Vec<_> =
        mailings.into_iter().map(|mailing| mailing.on(&today.to_string())).collect();
    let last = |kind: &str| {
        mailings.iter().filter(|mailing| mailing.kind == kind).map(|mailing| &mailing.day).max()
    };
    let newest: Vec<_> =
        mailings.iter().filter(|mailing| last(&mailing.kind) == Some(&mailing.day)).collect();
    if let Some(missing) = newest.iter().find(|mailing| mailing.state != State::Sent) {
        let (to, at, state) = (&missing.recipient, view.when(missing.at), missing.state.word());
        let why = missing.error.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        return Err(Error::refused(format!("to {to} {at}: {state}{why}"))
            .hint("see what became of each: baton review --status"));
    }
    let team: Vec<_> = newest.iter().filter(|mailing| mailing.kind == Kind::Team.word()).collect();
    let Some(sent) = team.last() else { return never_mailed(session) };
    let to: Vec<&str> = team.iter().map(|mailing| mailing.recipient.as_str()).collect();
    let said = format!("sent {} to {}", view.when(sent.at), to.join(", "));
    silent_since(sent.at, said, session)
}

/// A ledger that was made just now has mailed nothing yet.
fn never_mailed(session: &Session) -> Result<String, Error> {
    let made = session.ledger.entries(None, None)?.first().map_or(session.now, |entry| entry.at);
    silent_since(made, "none was sent yet: baton review --email".to_owned(), session)
}

/// Whether a review should have gone out since then; one without anything in it may be kept back.
fn silent_since(at: Timestamp, said: String, session: &Session) -> Result<String, Error> {
    let late = session.policy.has_passed(Span::WorkingDays(SILENT), at, session.now);
    if !late || draw_up(session)?.is_clear() {
        return Ok(said);
    }
    Err(Error::refused(format!("none was sent since {}", session.view().when(at)))
        .hint("run: baton review --email; then see why cron's line or the timer does not"))
}

fn print(checks: &[Check], cx: &mut Context) -> Result<(), Error> {
    if cx.globals.json {
        let checks: Vec<_> = checks
            .iter()
            .map(|Check { what, found }| match found {
                Ok(text) => json!({"check": what, "ok": true, "text": text, "hint": null}),
                Err(error) => {
                    json!({"check": what, "ok": false, "text": error.message, "hint": error.hint})
                }
            })
            .collect();
        return cx.print(&json::answer(json!({ "checks": checks })));
    }
    let widest = checks.iter().map(|check| check.what.chars().count()).max().unwrap_or(0);
    for Check { what, found } in checks {
        let (mark, text) = match found {
            Ok(text) => ("ok  ", text),
            Err(error) => ("FAIL", &error.message),
        };
        cx.print(&format!("{mark}  {what:<widest$}  {}\n", safe::line(text)))?;
        if let Err(Error { hint: Some(hint), .. }) = found {
            cx.print(&format!("      {:<widest$}  {}\n", "", safe::line(hint)))?;
        }
    }
    Ok(())
}
