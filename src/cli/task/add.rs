use super::super::args::{ThreadRef, one_of};
use super::super::context::Context;
use super::super::customer::reference::CustomerRef;
use super::super::customer::tell_changed;
use crate::domain::access::Deed;
use crate::domain::customer::Errand;
use crate::domain::ids::MemberId;
use crate::domain::priority::Priority;
use crate::domain::task::NewTask;
use crate::error::Error;

/// Promise something: on a thread, to a customer, or both
#[derive(clap::Args)]
pub struct Args {
    /// What is to be done; - for standard input
    #[arg(value_name = "TEXT")]
    text: String,
    /// Who does it; else the owner of the thread or of the customer
    #[arg(long, value_name = "MEMBER")]
    owner: Option<String>,
    /// Until when
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    due: Option<String>,
    /// On which thread
    #[arg(long, value_name = "THREAD")]
    thread: Option<ThreadRef>,
    /// For which customer: number, name or address
    #[arg(long, value_name = "CUSTOMER")]
    customer: Option<CustomerRef>,
    #[arg(
        long,
        default_value = "normal",
        value_parser = one_of::<Priority>(Priority::ALL.map(Priority::word)),
        help = "How pressing it is"
    )]
    priority: Priority,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let customer =
        args.customer.as_ref().map(|customer| session.customer(customer, cx)).transpose()?;
    let thread = args.thread.as_ref().map(|thread| session.thread(thread, cx)).transpose()?;
    let owner = args.owner.as_deref().map(|name| session.member(name).map(|m| m.id)).transpose()?;
    let (me, _) = session.me()?;
    let task = NewTask {
        title: cx.text(&args.text)?,
        owner,
        due: args.due.as_deref().map(|due| session.date(due)).transpose()?,
        priority: args.priority,
        customer,
    };
    let doing = session.doing(None, args.dry_run)?;
    if let Some(thread) = thread {
        owned(owner.or(session.ledger.thread(thread)?.summary.owner))?;
        let outcome = session
            .ledger
            .change(&[thread], Deed::Help, &doing, |thread, _| thread.next(me, task.clone()))?;
        return session.tell_changed(outcome, args.dry_run, cx);
    }
    let Some(customer) = customer else {
        return Err(Error::usage("a task is on a thread, for a customer, or both")
            .hint("say which: --thread 12, or --customer ana@example.com"));
    };
    let whose = session.ledger.card(customer)?.and_then(|card| card.whose().owner);
    let owner = owned(owner.or(whose))?;
    let task = NewTask { owner: Some(owner), ..task };
    let changed =
        session.ledger.change_customer(customer, Errand::Help, &doing, |card, _, _| {
            Ok(card.promise(task, me))
        })?;
    tell_changed(changed, args.dry_run, &session, cx)
}

/// A promise that is nobody's is kept by nobody.
fn owned(owner: Option<MemberId>) -> Result<MemberId, Error> {
    owner.ok_or_else(|| {
        Error::refused("a task needs an owner, and what it is on has none")
            .hint("say who does it: --owner MEMBER, or --owner me")
    })
}
