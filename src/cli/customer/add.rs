use super::super::context::Context;
use super::{Details, not_ours, refused, tell_card};
use crate::error::Error;

/// Make a record of somebody who has not written yet
///
/// Whoever writes gets one by itself. Mail from an address that is named here comes to this record.
#[derive(clap::Args)]
pub struct Args {
    /// Their name
    name: String,
    #[command(flatten)]
    details: Details,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let contact = args.details.contact(Some(args.name.trim().to_owned()), cx)?;
    if args.name.trim().is_empty() && contact.addresses.is_empty() {
        return Err(Error::usage("a record needs a name or an address"));
    }
    not_ours(&contact, &session)?;
    let doing = session.doing(None, args.dry_run)?;
    let card = session.ledger.add_customer(&contact, &doing)?;
    let card = card.map_err(|why| refused(why, &session))?;
    tell_card(&card, "; added", args.dry_run, &session, cx)
}
