use super::args::ThreadRef;
use super::context::Context;
use crate::error::Error;
use crate::render::{json, log};

/// Show the entries of the ledger, newest last
///
/// Of one thread or one member where one is named, else all.
#[derive(clap::Args)]
pub struct Args {
    /// A thread, or a member
    #[arg(value_name = "THREAD|MEMBER")]
    what: Option<String>,
    /// Only entries from then on
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<String>,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let session = cx.open()?;
    let since = args.since.as_deref().map(|since| session.past(since)).transpose()?;
    let member = args.what.as_deref().and_then(|name| session.anyone(name).ok()).map(|m| m.id);
    let entries = match (&args.what, member) {
        (Some(what), None) => {
            let wrong = |_| {
                let hint = match session.nearest_member(what) {
                    Some(nearest) => format!("did you mean {nearest}? see baton member list"),
                    None => "see baton list --all, and baton member list".to_owned(),
                };
                Error::refused(format!("\"{what}\" is neither a thread nor a member")).hint(hint)
            };
            let reference: ThreadRef = what.parse().map_err(wrong)?;
            let thread = session.thread(&reference, cx)?;
            let mut entries = session.ledger.entries_of(thread)?;
            entries.retain(|entry| since.is_none_or(|since| entry.at >= since));
            entries
        }
        _ => session.ledger.entries(member, since)?,
    };
    let view = session.view();
    if cx.globals.json {
        return cx.print(&json::log(&entries, &view));
    }
    cx.print(&log::list(&entries, &view, cx.form())?)
}
