use super::args::{ThreadRef, Threads};
use super::context::Context;
use super::customer;
use super::customer::reference::CustomerRef;
use crate::domain::access::Deed;
use crate::domain::customer::Errand;
use crate::error::Error;

/// Say that you have read the notes for you
///
/// All notes on the thread or customer that are for you count as read from then on, and your own whose --review-after
/// has come as looked at. Refused if there is none.
#[derive(clap::Args)]
pub struct Args {
    /// Number or Message-ID of the thread, or - for a mail on standard input
    #[arg(required_unless_present = "customer", conflicts_with = "customer", num_args = 1.., value_name = "THREAD")]
    threads: Vec<ThreadRef>,
    /// The notes on this customer: number, name or address, or - for a mail on standard input
    #[arg(long, value_name = "CUSTOMER")]
    customer: Option<CustomerRef>,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let Some(customer) = &args.customer else {
        let threads = Threads { threads: args.threads.clone(), dry_run: args.dry_run };
        return session.change(&threads, Deed::Help, cx, |thread, who| thread.ack(who.me, who.now));
    };
    let customer = session.customer(customer, cx)?;
    let ((me, _), now) = (session.me()?, session.now);
    let doing = session.doing(None, args.dry_run)?;
    let changed =
        session.ledger.change_customer(customer, Errand::Help, &doing, |card, record, _| {
            card.ack(record, me, now)
        })?;
    customer::tell_changed(changed, args.dry_run, &session, cx)
}
