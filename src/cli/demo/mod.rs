//! A believable mailbox and what a team did with it, relative to now: no network, no config.

mod story;

use super::context::Context;
use super::session::{self, Session};
use super::{review, show};
use crate::config::Config;
use crate::domain::entry::Actor;
use crate::domain::ids::ThreadId;
use crate::domain::member::Role;
use crate::domain::membership::NewMember;
use crate::domain::policy::Policy;
use crate::domain::time::Timestamp;
use crate::domain::urgency;
use crate::error::Error;
use crate::flow::sync::Inbox;
use crate::flow::{housekeeping, import};
use crate::mail::{Arrival, mbox};
use crate::render::{table::Form, threads};
use crate::store::{Ledger, write_private};
use std::path::{Path, PathBuf};

/// Show baton at work on a made-up mailbox
///
/// Prints the queue, a thread and the review. Needs no network and no config, and leaves nothing behind unless --keep
/// says where.
#[derive(clap::Args)]
pub struct Args {
    /// Keep ledger, config and mailbox in this folder, to play with
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
}

const TEAM: [(&str, Role); 4] =
    [("maya", Role::Admin), ("jordan", Role::Agent), ("sam", Role::Lead), ("bob", Role::Agent)];

/// The thread that the demo shows: a refund that waits on finance.
const SHOWN: &str = "44d0.refund@thalassa.example.net";

const CONFIG: &str = "# The mailbox of baton demo.\n\n[[inbox]]\nname = \"support\"\naddress = \"support@example.org\"\n\n\
    [inbox.mbox]\npath = \"support.mbox\"\n\n[calendar]\ntime-zone = \"UTC\"\n";

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let now = cx.now(true)?;
    let temporary = match &args.keep {
        Some(_) => None,
        None => Some(temporary_folder()?),
    };
    let folder = match (&args.keep, &temporary) {
        (Some(folder), _) => folder.clone(),
        (None, Some(temporary)) => temporary.path().to_owned(),
        (None, None) => return Err(Error::bug("the demo has no folder")),
    };
    let session = build(&folder, now, cx)?;
    present(&session, cx)?;
    what_next(args.keep.as_deref(), &session, cx)
}

fn temporary_folder() -> Result<tempfile::TempDir, Error> {
    tempfile::Builder::new().prefix("baton-demo-").tempdir().map_err(|error| {
        Error::temporary(format!("cannot make a temporary folder for the demo: {error}"))
            .hint("name a folder: baton demo --keep FOLDER")
    })
}

/// Makes the ledger, and lets mail and members go on in the order of their times.
fn build(folder: &Path, now: Timestamp, cx: &Context) -> Result<Session, Error> {
    let (ledger, config) = (folder.join("baton.db"), folder.join("config.toml"));
    let policy = Policy::new(crate::domain::calendar::Calendar::default_in(chrono_tz::UTC));
    let days = story::Days::around(now, &policy.calendar);
    let mailbox = days.fill(include_str!("sample.mbox"))?;
    let steps = days.steps(include_str!("story.toml"))?;
    let start = steps.first().map_or(now, |step| step.at) - chrono::TimeDelta::days(30);
    let mut ledger = Ledger::create(&ledger, true, start, |_| Ok(()))?;
    write_private(&config, CONFIG.as_bytes())?;
    write_private(&folder.join("support.mbox"), mailbox.as_bytes())?;
    for (name, role) in TEAM {
        let address = format!("{name}@example.org");
        let address = [address];
        let new = NewMember::new(name, name, &address, role);
        let added = ledger.add_member(&new, Actor::BATON, start)?;
        added.map_err(|why| Error::bug(format!("the demo refuses {name}: {why:?}")))?;
    }
    let mut arrivals = mbox::read(mailbox.as_bytes(), now).collect::<Result<Vec<_>, _>>()?;
    arrivals.sort_by_key(|arrival| arrival.received_at);
    let config = Config::load(&config, None)?;
    let us = session::us(&ledger.team()?, &config);
    ledger.rejudge(&us, now)?;
    let mut told = Telling { ledger, us, policy, arrivals };
    for step in &steps {
        told.mail_until(step.at)?;
        step.take(&mut told.ledger, &told.policy)?;
    }
    told.mail_until(now)?;
    let Telling { mut ledger, policy, .. } = told;
    housekeeping::run(&mut ledger, &policy, &[], now)?;
    Session::around(ledger, Some(config), cx)
}

struct Telling {
    ledger: Ledger,
    us: crate::domain::judge::Us,
    policy: Policy,
    arrivals: Vec<Arrival>,
}

impl Telling {
    /// Lets arrive what had arrived by then.
    fn mail_until(&mut self, at: Timestamp) -> Result<(), Error> {
        let later = self.arrivals.partition_point(|arrival| arrival.received_at <= at);
        let rest = self.arrivals.split_off(later);
        let arrived = std::mem::replace(&mut self.arrivals, rest);
        let inbox = Inbox { name: "support", history_before: chrono::DateTime::UNIX_EPOCH };
        let arrived = arrived.into_iter().map(Ok);
        import::run(&mut self.ledger, &inbox, "INBOX", arrived, &self.us, at)?;
        Ok(())
    }
}

fn present(session: &Session, cx: &mut Context) -> Result<(), Error> {
    let mut queue = session.ledger.threads(false)?;
    urgency::sort(&mut queue, &session.policy, session.now);
    if cx.globals.json {
        return review::print(&review::draw_up(session)?, None, session, cx);
    }
    let width = cx.width().or(Some(100));
    heading("$ baton list", cx)?;
    cx.print(&threads::list(&queue, &session.view(), Form::Aligned { width })?)?;
    let shown = shown(session)?;
    heading(&format!("\n$ baton show {shown}"), cx)?;
    show::one(session, shown, cx)?;
    heading("\n$ baton review", cx)?;
    review::print(&review::draw_up(session)?, None, session, cx)
}

fn shown(session: &Session) -> Result<ThreadId, Error> {
    let thread = session.ledger.thread_of(SHOWN)?;
    thread.ok_or_else(|| Error::bug("the demo's mailbox has lost its refund"))
}

fn heading(text: &str, cx: &mut Context) -> Result<(), Error> {
    let text = cx.bold(text);
    cx.print(&format!("{text}\n"))
}

fn what_next(kept: Option<&Path>, session: &Session, cx: &mut Context) -> Result<(), Error> {
    if cx.globals.json {
        return Ok(());
    }
    match kept {
        Some(folder) => {
            // The lines are for a shell that may go elsewhere.
            let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
            let folder = whole.display();
            cx.print(&format!(
                "\nThe demo is kept in {folder}. To go on as maya:\n\n  export BATON_LEDGER={folder}/baton.db \
                 BATON_CONFIG={folder}/config.toml BATON_LOGIN=maya\n  baton list\n  baton claim {}\n\n\
                 And before your own mailbox: unset BATON_LEDGER BATON_CONFIG BATON_LOGIN\n",
                first_unowned(session)?
            ))
        }
        None => cx.print(
            "\nNothing of this was kept. To play with it: baton demo --keep /tmp/baton-demo\n\
             With your own mailbox: baton init, then baton doctor, baton sync, baton list.\n",
        ),
    }
}

fn first_unowned(session: &Session) -> Result<ThreadId, Error> {
    let mut queue = session.ledger.threads(false)?;
    queue.retain(|listed| listed.summary.owner.is_none());
    urgency::sort(&mut queue, &session.policy, session.now);
    Ok(queue.first().map_or(ThreadId(1), |listed| listed.summary.thread))
}
