use super::args::Threads;
use super::context::Context;
use super::session::Who;
use crate::domain::access::Deed;
use crate::domain::link::Target;
use crate::domain::money::Money;
use crate::domain::thread::Thread;
use crate::error::Error;

/// Note which invoice, contract or document belongs to a thread
///
/// It is listed on the thread and on its customer. A wrong one is taken back with undo.
#[derive(clap::Args)]
pub struct Args {
    /// Number or Message-ID of the thread, or - for a mail on standard input
    #[arg(value_name = "THREAD")]
    thread: super::args::ThreadRef,
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
    let threads = Threads { threads: vec![args.thread.clone()], dry_run: args.dry_run };
    let target = Target { place: cx.masked(&args.target.place), ..args.target.clone() };
    let link = |thread: &Thread, _: &Who| Ok(thread.link(&target, args.amount));
    cx.open()?.change(&threads, Deed::Help, cx, link)
}
