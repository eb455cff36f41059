use super::super::context::Context;
use super::reference::CustomerRef;
use super::{refused, tell};
use crate::error::Error;

/// Say that two records are one customer
///
/// The first goes on under its number, and the other answers to its own number too. What is unsaid of the first is as
/// the other has it; addresses, tags, notes, tasks, links and threads are those of both. Mail to any of the addresses
/// finds the one record. undo takes it back, and each has again what was its own.
#[derive(clap::Args)]
pub struct Args {
    /// Number, name or address of the customer who stays
    #[arg(value_name = "CUSTOMER")]
    customer: CustomerRef,
    /// The record that goes into it
    #[arg(value_name = "OTHER")]
    other: CustomerRef,
    /// Whose they are then, where the two have different owners
    #[arg(long, value_name = "MEMBER")]
    owner: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let customer = session.customer(&args.customer, cx)?;
    let other = session.customer(&args.other, cx)?;
    let owner = args.owner.as_deref();
    let owner = owner.map(|name| session.member(name).map(|member| member.id)).transpose()?;
    let doing = session.doing(args.reason.clone(), args.dry_run)?;
    let changed = session.ledger.merge_customers((customer, other), owner, &doing)?;
    let changed = changed.map_err(|why| refused(why, &session))?;
    tell(&changed, args.dry_run, &session, cx)
}
