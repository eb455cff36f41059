use super::context::Context;
use super::sync;
use crate::domain::review::IMPORT;
use crate::error::Error;
use crate::flow::import;
use crate::flow::sync::Inbox;
use crate::mail;
use crate::render::json;
use crate::store::Lock;
use serde_json::json;
use std::path::PathBuf;

/// Take mail from an mbox, a Maildir or single files into an inbox
///
/// What is in the ledger already changes nothing: a second run adds nothing.
#[derive(clap::Args)]
pub struct Args {
    /// mbox files, Maildirs, .eml files or folders of them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The inbox; may be left out where there is only one
    #[arg(long, value_name = "NAME")]
    inbox: Option<String>,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let config = session.config(cx)?;
    let configured = match (&args.inbox, config.inboxes.as_slice()) {
        (None, [only]) => only,
        (Some(name), inboxes) => inboxes
            .iter()
            .find(|inbox| inbox.name == *name)
            .ok_or_else(|| Error::usage(format!("the config has no inbox \"{name}\"")))?,
        (None, _) => {
            return Err(Error::usage("which inbox is the mail of?").hint("name it: --inbox NAME"));
        }
    };
    let Some(_lock) = Lock::take(session.ledger.path(), "sync")? else {
        return Err(
            Error::temporary("another baton sync is running").hint("run it again in a moment")
        );
    };
    let us = session.us(&config);
    session.ledger.rejudge(&us, session.now)?;
    let history_before = sync::history_before(&session, configured);
    let inbox = Inbox { name: &configured.name, history_before };
    let mut files = Vec::new();
    for path in &args.paths {
        let arrivals = mail::import::import(path)?;
        let (seen, report) =
            import::run(&mut session.ledger, &inbox, IMPORT, arrivals, &us, session.now)?;
        let shown = path.display().to_string();
        sync::say(&format!("{shown}: {seen} messages, {} new", report.new), cx)?;
        files.push(json!({ "path": shown, "messages": seen, "new": report.new }));
        sync::notices(&report).iter().for_each(|notice| cx.tell(notice));
    }
    sync::tidy(&mut session, &[], cx)?;
    if cx.globals.json {
        cx.print(&json::answer(json!({ "files": files })))?;
    }
    Ok(())
}
