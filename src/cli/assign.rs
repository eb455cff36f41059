mod customer;

use super::args::{ThreadRef, Threads};
use super::context::Context;
use super::customer::reference::CustomerRef;
use crate::domain::access::Deed;
use crate::domain::priority::Priority;
use crate::domain::task::NewTask;
use crate::error::Error;

/// Make a member the owner of threads, or of a customer
///
/// Whoever owned them before. The backup stays as it is where none is named. To be asked first, use handoff instead. With --customer, all that
/// comes in from that customer is the member's from then on, and the threads there are follow unless they are closed;
/// nobody in place of a member takes the owner away, and the threads stay.
#[derive(clap::Args)]
#[command(
    override_usage = "baton assign [OPTIONS] <THREAD>... <MEMBER>\n       baton assign [OPTIONS] --customer <CUSTOMER> <MEMBER>"
)]
pub struct Args {
    /// Threads, then the new owner; me is you
    #[arg(required = true, num_args = 1.., value_name = "THREAD|MEMBER")]
    words: Vec<String>,
    /// Whose owner it is: a customer's number (see show --json), an address of theirs, or - for a mail of theirs on
    /// standard input
    #[arg(long, value_name = "CUSTOMER", conflicts_with_all = ["next", "due"])]
    customer: Option<CustomerRef>,
    /// Who may step in
    #[arg(long, value_name = "MEMBER")]
    backup: Option<String>,
    /// What is to be done next
    #[arg(long, value_name = "TEXT")]
    next: Option<String>,
    /// When that is due
    #[arg(long, value_name = "DATE", requires = "next")]
    due: Option<String>,
    /// With --customer: the threads there are stay whose they are
    #[arg(long, requires = "customer")]
    keep_threads: bool,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let (threads, member) = split(args)?;
    if let Some(customer) = &args.customer {
        return customer::run(customer, member, args, session, cx);
    }
    let owner = session.member(member)?.id;
    let backup =
        args.backup.as_deref().map(|name| session.member(name).map(|m| m.id)).transpose()?;
    let due = args.due.as_deref().map(|due| session.date(due)).transpose()?;
    let next = args.next.clone().map(|title| NewTask {
        title,
        owner: Some(owner),
        due,
        priority: Priority::Normal,
        customer: None,
    });
    let threads = Threads { threads, dry_run: args.dry_run };
    session.change(&threads, Deed::Decide, cx, |thread, who| {
        thread.assign(who.me, owner, backup, next.clone(), args.reason.clone())
    })
}

/// The last word is the member; with --customer it is the only one.
fn split(args: &Args) -> Result<(Vec<ThreadRef>, &str), Error> {
    let (member, threads) = args.words.split_last().ok_or_else(|| Error::usage("to whom?"))?;
    match (&args.customer, threads) {
        (None, []) => {
            return Err(Error::usage("threads and a member are needed")
                .hint(format!("baton assign THREAD {member}")));
        }
        (Some(_), [_, ..]) => {
            return Err(Error::usage("either threads are assigned or a customer, not both"));
        }
        _ => {}
    }
    let threads = threads.iter().map(|thread| thread.parse().map_err(Error::usage));
    Ok((threads.collect::<Result<_, _>>()?, member))
}
