use super::super::context::Context;
use crate::domain::customer::dupes;
use crate::error::Error;
use crate::render::{dupes as shown, json};

/// Find records that may be of one customer, each pair with the command that settles it
///
/// The strongest reasons first: the same name at the same company, the same local part at domains that belong together,
/// mail that asks for answers to the other's address. Names that only look alike are told as what they may be: one who
/// poses as the other. Nothing is merged by itself.
#[derive(clap::Args)]
pub struct Args {}

pub fn run(_: &Args, cx: &mut Context) -> Result<(), Error> {
    let session = cx.open()?;
    let (customers, replies) = session
        .ledger
        .consistently(|ledger| Ok((ledger.known_customers()?, ledger.replies_asked()?)))?;
    let found = dupes::find(&customers, replies);
    if cx.globals.json {
        return cx.print(&json::answer(shown::json(&found, &customers)));
    }
    if found == dupes::Found::default() {
        cx.tell("no two records look like one customer");
        return Ok(());
    }
    cx.print(&shown::list(&found, &customers, cx.form())?)
}
