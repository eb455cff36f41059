use super::super::args::one_of;
use super::super::context::Context;
use super::{Number, change};
use crate::domain::priority::Priority;
use crate::domain::task::{TaskChange, TaskStatus};
use crate::error::Error;

/// Change a task, or say how it goes
///
/// For who promised it, and for who may decide on the thread or customer that it is on.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    number: Number,
    /// What is to be done
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Who does it
    #[arg(long, value_name = "MEMBER")]
    owner: Option<String>,
    /// Until when
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    due: Option<String>,
    #[arg(
        long,
        value_parser = one_of::<Priority>(Priority::ALL.map(Priority::word)),
        help = "How pressing it is"
    )]
    priority: Option<Priority>,
    #[arg(
        long,
        value_parser = one_of::<TaskStatus>(TaskStatus::ALL.map(TaskStatus::word)),
        help = "Where it stands: waiting for somebody, open again"
    )]
    status: Option<TaskStatus>,
    /// A line on how it goes; - for standard input
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let session = cx.open()?;
    let owner = args.owner.as_deref().map(|name| session.member(name).map(|m| m.id)).transpose()?;
    let wanted = TaskChange {
        title: args.title.as_deref().map(|title| cx.text(title)).transpose()?,
        owner,
        due: args.due.as_deref().map(|due| session.date(due)).transpose()?,
        priority: args.priority,
        status: args.status,
        comment: args.comment.as_deref().map(|comment| cx.text(comment)).transpose()?,
        reason: None,
    };
    if wanted == TaskChange::default() {
        return Err(Error::usage("nothing is to be changed")
            .hint("name something, such as --due DATE or --comment TEXT"));
    }
    change(&args.number, &wanted, args.dry_run, session, cx)
}
