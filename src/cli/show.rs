use super::args::ThreadRef;
use super::context::Context;
use super::session::Session;
use crate::domain::ids::ThreadId;
use crate::domain::judge::new_correspondents;
use crate::domain::review::reasons;
use crate::error::Error;
use crate::render::json;
use crate::render::show::{Page, page, returning};

/// Show a thread: who acts now, next action, notes, messages
#[derive(clap::Args)]
pub struct Args {
    /// Number or Message-ID of the thread, or - for a mail on standard input
    #[arg(required = true, value_name = "THREAD")]
    threads: Vec<ThreadRef>,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let session = cx.open()?;
    let threads = session.threads(&args.threads, cx)?;
    for (number, thread) in threads.iter().enumerate() {
        if number > 0 && !cx.globals.json {
            cx.print("\n")?;
        }
        one(&session, *thread, cx)?;
    }
    Ok(())
}

/// Prints one thread: for `show`, and for the demo.
pub fn one(session: &Session, thread: ThreadId, cx: &mut Context) -> Result<(), Error> {
    let listed = session.ledger.thread(thread)?;
    let replayed = session.ledger.replay(thread)?;
    let messages = session.ledger.messages(thread)?;
    let conflicts = session.ledger.conflicts()?.remove(&thread).unwrap_or_default();
    let reasons = reasons(&listed, &conflicts, &session.policy, session.now);
    let strangers = new_correspondents(&messages);
    let view = session.view();
    if cx.globals.json {
        let object = json::show(&listed, &replayed, &messages, &strangers, &reasons, &view);
        return cx.print(&json::answer(object));
    }
    let earlier = match listed.summary.customer {
        Some(customer) => session.ledger.earlier(customer, thread)?,
        None => Vec::new(),
    };
    let before =
        earlier.iter().filter(|other| other.last_message_at <= listed.summary.last_message_at);
    let last_owner =
        earlier.iter().find_map(|other| other.owner).map(|owner| session.team.name(owner));
    let text = page(
        &Page {
            listed: &listed,
            thread: &replayed,
            messages: &messages,
            strangers: &strangers,
            reasons: &reasons,
            returning: returning(before.count(), last_owner.as_deref()),
        },
        &view,
    );
    let (head, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let head = cx.bold(head);
    cx.print(&format!("{head}\n{rest}"))
}
