use super::args::{Threads, one_of};
use super::context::Context;
use crate::domain::access::Deed;
use crate::domain::priority::Priority;
use crate::domain::task::NewTask;
use crate::error::Error;

/// Add a task to threads: what, by when, by whom
///
/// Of the open tasks of a thread the one that is due first is its next action.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
    /// What is to be done; - reads it from standard input
    text: String,
    /// By when
    #[arg(long, value_name = "DATE")]
    due: Option<String>,
    /// By whom; the thread's owner unless named, else you
    #[arg(long, value_name = "MEMBER")]
    owner: Option<String>,
    /// How urgent it is
    #[arg(
        long,
        default_value = "normal",
        value_name = "PRIORITY",
        value_parser = one_of::<Priority>(Priority::ALL.map(Priority::word))
    )]
    priority: Priority,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let task = NewTask {
        title: cx.text(&args.text)?,
        owner: args.owner.as_deref().map(|name| session.member(name).map(|m| m.id)).transpose()?,
        due: args.due.as_deref().map(|due| session.date(due)).transpose()?,
        priority: args.priority,
        customer: None,
    };
    session.change(&args.threads, Deed::Help, cx, |thread, who| {
        thread.next(who.me, who.instead_of_who_left(thread, task.clone()))
    })
}
