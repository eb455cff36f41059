use super::super::context::Context;
use super::reference::CustomerRef;
use super::{refused, tell};
use crate::domain::customer::Errand;
use crate::domain::link::Target;
use crate::domain::money::Money;
use crate::error::Error;

/// Note which invoice, contract or document belongs to a customer
#[derive(clap::Args)]
pub struct Args {
    /// Number, name or address of the customer, or - for a mail on standard input
    #[arg(value_name = "CUSTOMER")]
    customer: CustomerRef,
    /// A URL, or KIND:ID or KIND:URL where KIND is opportunity, invoice, contract, payment, document or issue
    #[arg(value_name = "URL|KIND:ID")]
    target: Target,
    /// An amount with its currency: "1250.00 EUR"
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    amount: Option<Money>,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let customer = session.customer(&args.customer, cx)?;
    let target = Target { place: cx.masked(&args.target.place), ..args.target.clone() };
    let doing = session.doing(None, args.dry_run)?;
    let changed =
        session.ledger.change_customer(customer, Errand::Help, &doing, |card, record, _| {
            Ok(card.link(record, &target, args.amount))
        })?;
    let changed = changed.map_err(|why| refused(why, &session))?;
    tell(&changed, args.dry_run, &session, cx)
}
