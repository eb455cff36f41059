use super::args::ThreadRef;
use super::context::Context;
use super::customer::reference::CustomerRef;
use super::session::Session;
use crate::domain::entry::Entry;
use crate::domain::ids::ThreadId;
use crate::domain::thread;
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::render::{json, log};

/// Show the entries of the ledger, newest last
///
/// Of one thread or one member where one is named, else all. With --as-of it is what log showed then: later entries are
/// left out, and those of threads that were joined to this one only later.
#[derive(clap::Args)]
pub struct Args {
    /// A thread, or a member
    #[arg(value_name = "THREAD|MEMBER", conflicts_with = "customer")]
    what: Option<String>,
    /// Of a customer and their threads: number, name or address, or - for a mail on standard input
    #[arg(long, value_name = "CUSTOMER")]
    customer: Option<CustomerRef>,
    /// Only entries from then on
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<String>,
    /// As it stood then: no entry after it
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    as_of: Option<String>,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let session = cx.open()?;
    let past = |text: &Option<String>| text.as_deref().map(|date| session.past(date)).transpose();
    let (since, as_of) = (past(&args.since)?, past(&args.as_of)?);
    let member = args.what.as_deref().and_then(|name| session.anyone(name).ok()).map(|m| m.id);
    let mut entries = match (&args.what, member, &args.customer) {
        (_, _, Some(customer)) => of_customer(customer, &session, cx)?,
        (Some(what), None, _) => of_thread(what, as_of, &session, cx)?,
        _ => session.ledger.entries(member, since)?,
    };
    entries.retain(|entry| {
        since.is_none_or(|since| entry.at >= since) && as_of.is_none_or(|as_of| entry.at <= as_of)
    });
    let view = session.view();
    if cx.globals.json {
        return cx.print(&json::log(&entries, &view));
    }
    cx.print(&log::list(&entries, &view, cx.form())?)
}

fn of_customer(
    customer: &CustomerRef,
    session: &Session,
    cx: &mut Context,
) -> Result<Vec<Entry>, Error> {
    let customer = session.customer_to_show(customer, cx)?;
    Ok(session.ledger.story(customer)?.entries.into_iter().map(|(entry, _)| entry).collect())
}

fn of_thread(
    what: &str,
    as_of: Option<Timestamp>,
    session: &Session,
    cx: &mut Context,
) -> Result<Vec<Entry>, Error> {
    let wrong = |_| {
        let hint = match session.nearest_member(what) {
            Some(nearest) => format!("did you mean {nearest}? see baton member list"),
            None => "see baton list --all, and baton member list".to_owned(),
        };
        Error::refused(format!("\"{what}\" is neither a thread nor a member")).hint(hint)
    };
    let reference: ThreadRef = what.parse().map_err(wrong)?;
    let thread = session.thread(&reference, cx)?;
    let Some(as_of) = as_of else { return session.ledger.entries_of(thread) };
    let mut then = session.ledger.entries(None, None)?;
    then.retain(|entry| entry.at <= as_of);
    let number = match reference {
        ThreadRef::Number(number) => ThreadId(number),
        _ => thread,
    };
    Ok(thread::of_thread(then, number, thread))
}
