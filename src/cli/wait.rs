use super::args::Threads;
use super::context::Context;
use crate::domain::access::Deed;
use crate::domain::entry::WaitingOn;
use crate::error::Error;

/// Say whom a thread waits for, for what, and until when
///
/// When --until is past, the thread counts as open again. Mail from the customer ends any wait, and so does baton
/// reopen.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
    /// customer, internal, a member, or any other name
    #[arg(long, value_name = "WHOM")]
    on: String,
    /// What we wait for
    #[arg(long = "for", value_name = "WHAT")]
    what: Option<String>,
    /// Until when
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let until = args.until.as_deref().map(|until| session.date(until)).transpose()?;
    let (on, name) =
        WaitingOn::read(&args.on, |name| session.team.named(name).map(|member| member.id));
    let meant = name.as_deref().and_then(|name| session.nearest_member(name));
    if let (Some(name), Some(meant)) = (&name, meant) {
        cx.tell(&format!(
            "note: \"{name}\" is no member, and taken as a name; did you mean {meant}?"
        ));
    }
    let what = cx.maybe_masked(&args.what);
    let name = cx.maybe_masked(&name);
    session.change(&args.threads, Deed::Decide, cx, |thread, _| {
        Ok(thread.wait(on, name.clone(), what.clone(), until))
    })
}
