use super::args::Threads;
use super::context::Context;
use crate::domain::access::Deed;
use crate::domain::priority::Priority;
use crate::domain::thread::NewTask;
use crate::error::Error;

/// Make a member the owner of threads, whoever owned them before
///
/// The backup stays as it is where none is named. To be asked first, use handoff instead.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
    /// The new owner; me is you
    member: String,
    /// Who may step in
    #[arg(long, value_name = "MEMBER")]
    backup: Option<String>,
    /// What is to be done next
    #[arg(long, value_name = "TEXT")]
    next: Option<String>,
    /// When that is due
    #[arg(long, value_name = "DATE", requires = "next")]
    due: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let owner = session.member(&args.member)?.id;
    let backup =
        args.backup.as_deref().map(|name| session.member(name).map(|m| m.id)).transpose()?;
    let due = args.due.as_deref().map(|due| session.date(due)).transpose()?;
    let next = args.next.clone().map(|title| NewTask {
        title,
        owner: Some(owner),
        due,
        priority: Priority::Normal,
    });
    session.change(&args.threads, Deed::Decide, cx, |thread, who| {
        thread.assign(who.me, owner, backup, next.clone(), args.reason.clone())
    })
}
