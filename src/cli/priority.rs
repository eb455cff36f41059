use super::args::{Threads, one_of};
use super::context::Context;
use crate::domain::access::Deed;
use crate::domain::priority::Priority;
use crate::error::Error;

/// Say how urgent threads are: low, normal, high or urgent
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    threads: Threads,
    /// How urgent they are
    #[arg(value_parser = one_of::<Priority>(Priority::ALL.map(Priority::word)))]
    priority: Priority,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    cx.open()?
        .change(&args.threads, Deed::Decide, cx, |thread, _| Ok(thread.prioritise(args.priority)))
}
