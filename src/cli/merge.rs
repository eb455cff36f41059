use super::args::ThreadRef;
use super::context::Context;
use crate::error::Error;

/// Make threads one that are one conversation
///
/// The lowest number stays, the others go on to answer to it; replies that come in later follow. Where the threads have
/// different owners, say whose the one is. To take it back: split.
#[derive(clap::Args)]
pub struct Args {
    /// Numbers or Message-IDs of the threads
    #[arg(required_unless_present = "suggest", value_name = "THREAD")]
    threads: Vec<ThreadRef>,
    /// Whose it is, where the threads have different owners
    #[arg(long, value_name = "MEMBER")]
    owner: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// List threads that may be one: same customer, same subject, a reply to a mail that was never seen
    #[arg(long, conflicts_with_all = ["threads", "owner", "reason", "dry_run"])]
    suggest: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    if args.suggest {
        return super::suggest::run(&session, cx);
    }
    if args.threads.len() < 2 {
        return Err(Error::usage("merge takes two threads or more")
            .hint("see what may be one: baton merge --suggest"));
    }
    let owner = args.owner.as_deref().map(|name| session.member(name).map(|m| m.id)).transpose()?;
    let threads = session.threads(&args.threads, cx)?;
    let doing = session.doing(cx.maybe_masked(&args.reason), args.dry_run)?;
    let outcome = session.ledger.merge(&threads, owner, &doing)?;
    session.tell_changed(outcome, args.dry_run, cx)
}
