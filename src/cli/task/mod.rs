//! `baton task`: promises, on threads and on customers.

mod add;
mod done;
mod list;
mod set;

use super::context::Context;
use super::customer::tell_changed;
use super::session::Session;
use crate::domain::access::Deed;
use crate::domain::customer::Errand;
use crate::domain::ids::TaskId;
use crate::domain::task::TaskChange;
use crate::error::Error;
use crate::render::refusal;
use clap::Subcommand;

/// What was promised: add, list, change, complete
///
/// next and done are the short form for the next action of a thread.
#[derive(Subcommand)]
pub enum Command {
    Add(add::Args),
    List(list::Args),
    Set(set::Args),
    Done(done::Done),
    Drop(done::Drop),
}

pub fn run(command: &Command, cx: &mut Context) -> Result<(), Error> {
    match command {
        Command::Add(args) => add::run(args, cx),
        Command::List(args) => list::run(args, cx),
        Command::Set(args) => set::run(args, cx),
        Command::Done(args) => done::done(args, cx),
        Command::Drop(args) => done::drop(args, cx),
    }
}

/// The number of a task, as list and show have it.
#[derive(clap::Args)]
pub struct Number {
    /// Number of the task
    #[arg(value_name = "TASK", value_parser = clap::value_parser!(i64).range(1..))]
    task: i64,
}

/// Changes a task, wherever it is, and says what is now true of that.
fn change(
    number: &Number,
    change: &TaskChange,
    dry_run: bool,
    mut session: Session,
    cx: &mut Context,
) -> Result<(), Error> {
    let task = TaskId(number.task);
    let doing = session.doing(None, dry_run)?;
    let Some(place) = session.ledger.task_place(task)? else {
        return Err(refusal::no_such_task(task));
    };
    if let Some(thread) = place.thread {
        let deed = Deed::Promise(task);
        let outcome = session
            .ledger
            .change(&[thread], deed, &doing, |thread, _| thread.change_task(task, change))?;
        return session.tell_changed(outcome, dry_run, cx);
    }
    let Some(customer) = place.customer else { return Err(refusal::no_such_task(task)) };
    let errand = Errand::Promise(task);
    let changed = session.ledger.change_customer(customer, errand, &doing, |card, record, _| {
        card.change_task(record, task, change)
    })?;
    tell_changed(changed, dry_run, &session, cx)
}
