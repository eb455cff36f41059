use super::super::context::Context;
use super::super::customer::reference::CustomerRef;
use crate::error::Error;
use crate::render::tasks;
use crate::store::Wanted;

/// List tasks: your own unless told otherwise, what is due first
#[derive(clap::Args)]
pub struct Args {
    /// Everybody's
    #[arg(long, conflicts_with = "owner")]
    all: bool,
    /// Another member's
    #[arg(long, value_name = "MEMBER")]
    owner: Option<String>,
    /// Only those past due
    #[arg(long)]
    overdue: bool,
    /// Only those for this customer: everybody's
    #[arg(long, value_name = "CUSTOMER")]
    customer: Option<CustomerRef>,
    /// Those that are done or dropped, too
    #[arg(long, conflicts_with = "overdue")]
    ended: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let session = cx.open()?;
    let customer = args
        .customer
        .as_ref()
        .map(|customer| session.customer_to_show(customer, cx))
        .transpose()?;
    let owner = match &args.owner {
        Some(name) => Some(session.anyone(name)?.id),
        None if args.all || customer.is_some() => None,
        None => Some(session.me()?.0),
    };
    let wanted = Wanted { owner, customer, ended: args.ended };
    let mut found = session.ledger.tasks(wanted)?;
    if args.overdue {
        found.retain(|listed| listed.task.is_overdue(session.now));
    }
    let view = session.view();
    if cx.globals.json {
        return cx.print(&tasks::json(&found, &view));
    }
    if found.is_empty() && !(cx.globals.csv || cx.globals.plain) {
        cx.tell("no tasks");
        return Ok(());
    }
    cx.print(&tasks::list(&found, &view, cx.form())?)
}
