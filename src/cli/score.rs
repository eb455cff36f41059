use super::args::{ThreadRef, Threads};
use super::context::Context;
use crate::domain::access::Deed;
use crate::error::Error;

/// Say how good our work on a thread was
///
/// For reviews of quality: baton sample draws the threads. It counts for the thread, not as work on it: neither owner nor
/// status nor any deadline is otherwise for it. Your last score of a thread is the one that counts; metrics shows them all
/// together.
#[derive(clap::Args)]
pub struct Args {
    /// Number or Message-ID of the thread, or - for a mail on standard input
    thread: ThreadRef,
    /// From 1 (poor) to 5 (very good)
    #[arg(value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5))]
    score: u8,
    /// What was good, or what was missing
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let note = args.note.as_deref().map(|note| cx.text(note)).transpose()?;
    let threads = Threads { threads: vec![args.thread.clone()], dry_run: args.dry_run };
    cx.open()?
        .change(&threads, Deed::Help, cx, |thread, _| Ok(thread.score(args.score, note.clone())))
}
