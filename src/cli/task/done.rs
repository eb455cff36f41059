use super::super::context::Context;
use super::{Number, change};
use crate::domain::task::{TaskChange, TaskStatus};
use crate::error::Error;

/// Complete a task
#[derive(clap::Args)]
pub struct Done {
    #[command(flatten)]
    number: Number,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Drop a task: nobody will do it
#[derive(clap::Args)]
pub struct Drop {
    #[command(flatten)]
    number: Number,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn done(args: &Done, cx: &mut Context) -> Result<(), Error> {
    let wanted = TaskChange { status: Some(TaskStatus::Done), ..TaskChange::default() };
    change(&args.number, &wanted, args.dry_run, cx.open()?, cx)
}

pub fn drop(args: &Drop, cx: &mut Context) -> Result<(), Error> {
    let (status, reason) = (Some(TaskStatus::Dropped), args.reason.clone());
    let wanted = TaskChange { status, reason, ..TaskChange::default() };
    change(&args.number, &wanted, args.dry_run, cx.open()?, cx)
}
