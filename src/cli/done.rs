use super::args::Threads;
use super::context::Context;
use crate::domain::access::Deed;
use crate::domain::priority::Priority;
use crate::domain::task::NewTask;
use crate::error::Error;

/// Complete the next action of threads, and say what follows
///
/// On a terminal baton asks for the following action where --next does not say it; an empty answer means none.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
    /// The following action
    #[arg(long, value_name = "TEXT")]
    next: Option<String>,
    /// When that is due
    #[arg(long, value_name = "DATE", requires = "next")]
    due: Option<String>,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let next = match &args.next {
        Some(next) => Some(next.clone()),
        None if args.threads.dry_run => None,
        None => cx.ask("What is next? (empty: nothing)", |_| Ok(()))?,
    };
    let due = args.due.as_deref().map(|due| session.date(due)).transpose()?;
    let following = next.map(|title| NewTask {
        title,
        owner: None,
        due,
        priority: Priority::Normal,
        customer: None,
    });
    session.change(&args.threads, Deed::Complete, cx, |thread, who| {
        let following = following.clone().map(|task| who.instead_of_who_left(thread, task));
        thread.done(who.me, following)
    })
}
