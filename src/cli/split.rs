use super::args::ThreadRef;
use super::context::Context;
use super::session::Session;
use crate::domain::ids::{Seq, ThreadId};
use crate::error::Error;
use crate::store::Leaving;
use std::str::FromStr;

/// Take a message and its replies out of a thread; take a merge back
///
/// What leaves is a thread of its own, with the same owner; replies that come in later follow it. What was merged or
/// joined before leaves again by its number, with what was promised and noted there.
#[derive(clap::Args)]
pub struct Args {
    /// Number or Message-ID of the thread
    #[arg(value_name = "THREAD")]
    thread: ThreadRef,
    /// First message that leaves: m3 (see show --why) or its Message-ID; or a thread's number
    #[arg(value_name = "MESSAGE")]
    message: Leaver,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// What is to leave, as a user names it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Leaver {
    /// Counted from 1 in the order of `show`.
    Message(usize),
    Other(ThreadRef),
}

impl FromStr for Leaver {
    type Err = String;

    fn from_str(text: &str) -> Result<Leaver, String> {
        match text.strip_prefix(['m', 'M']).map(str::parse) {
            Some(Ok(number)) if number > 0 => Ok(Leaver::Message(number)),
            _ => text.parse().map(Leaver::Other).map_err(|_| {
                "a message is m3 (as show --why counts them), its Message-ID, a mid: URL or -; \
                 another thread is a number"
                    .to_owned()
            }),
        }
    }
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let thread = session.thread(&args.thread, cx)?;
    let leaving = leaving(&session, thread, &args.message, cx)?;
    let doing = session.doing(cx.maybe_masked(&args.reason), args.dry_run)?;
    let outcome = session.ledger.split(thread, leaving, &doing)?;
    session.tell_changed(outcome, args.dry_run, cx)
}

fn leaving(
    session: &Session,
    thread: ThreadId,
    leaver: &Leaver,
    cx: &mut Context,
) -> Result<Leaving, Error> {
    let messages = session.ledger.messages(thread)?;
    let seq: Option<Seq> = match leaver {
        Leaver::Message(number) => messages.get(number - 1).map(|message| message.fact.seq),
        Leaver::Other(ThreadRef::Number(number)) => {
            return Ok(Leaving::Thread(ThreadId(*number)));
        }
        Leaver::Other(reference) => {
            let id = session.message_id(reference, cx)?;
            let is_it = |message: &&crate::domain::message::Message| message.message_id == id;
            messages.iter().find(is_it).map(|message| message.fact.seq)
        }
    };
    seq.map(Leaving::Message).ok_or_else(|| {
        Error::refused(format!("{thread} has no such message"))
            .hint(format!("see its messages: baton show {thread} --why"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_is_named_in_three_ways() {
        assert_eq!("m3".parse(), Ok(Leaver::Message(3)));
        assert_eq!("7".parse(), Ok(Leaver::Other(ThreadRef::Number(7))));
        let id = ThreadRef::MessageId("m3@example.com".into());
        assert_eq!("<m3@example.com>".parse(), Ok(Leaver::Other(id.clone())));
        assert_eq!("m3@example.com".parse(), Ok(Leaver::Other(id)));
        assert!("m0".parse::<Leaver>().is_err());
    }
}
