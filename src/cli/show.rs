use super::args::ThreadRef;
use super::context::Context;
use super::session::Session;
use crate::domain::ids::ThreadId;
use crate::domain::judge::new_correspondents;
use crate::domain::review::reasons;
use crate::error::Error;
use crate::render::json;
use crate::render::show::{self, Page};
use crate::render::why::{self, Why};
use serde_json::json;

/// Show a thread: who acts now, next action, notes, messages
#[derive(clap::Args)]
pub struct Args {
    /// Number or Message-ID of the thread, or - for a mail on standard input
    #[arg(required = true, value_name = "THREAD")]
    threads: Vec<ThreadRef>,
    /// Say which header joined each message, whose it is and by which entry, and why it is in the review
    #[arg(long)]
    why: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let session = cx.open()?;
    let threads = session.threads(&args.threads, cx)?;
    if cx.globals.json {
        return as_json(&session, &threads, args.why, cx);
    }
    for (number, thread) in threads.iter().enumerate() {
        if number > 0 {
            cx.print("\n")?;
        }
        one(&session, *thread, cx)?;
        if args.why {
            let (page, because) = (gather(&session, *thread)?, because(&session, *thread)?);
            cx.print(&why::text(&page, &because, &session.view()))?;
        }
    }
    Ok(())
}

/// Prints one thread for reading: for `show`, and for the demo.
pub fn one(session: &Session, thread: ThreadId, cx: &mut Context) -> Result<(), Error> {
    let text = show::text(&gather(session, thread)?, &session.view());
    let (head, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let head = cx.bold(head);
    cx.print(&format!("{head}\n{rest}"))
}

/// One thread is the answer; several are a list in it.
fn as_json(
    session: &Session,
    threads: &[ThreadId],
    with_why: bool,
    cx: &mut Context,
) -> Result<(), Error> {
    let shape = |thread: &ThreadId| {
        let page = gather(session, *thread)?;
        let mut shape = json::show(&page, &session.view());
        if with_why && let Some(fields) = shape.as_object_mut() {
            fields.insert("why".into(), why::shape(&page, &because(session, *thread)?));
        }
        Ok(shape)
    };
    let mut shapes = threads.iter().map(shape).collect::<Result<Vec<_>, Error>>()?;
    let answer = match (shapes.len(), shapes.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            shapes.extend(last);
            json!({ "threads": shapes })
        }
    };
    cx.print(&json::answer(answer))
}

fn because(session: &Session, thread: ThreadId) -> Result<Why, Error> {
    let ledger = &session.ledger;
    Ok(Why { entries: ledger.entries_of(thread)?, together: ledger.together()? })
}

fn gather(session: &Session, thread: ThreadId) -> Result<Page, Error> {
    let ledger = &session.ledger;
    let (listed, messages) = (ledger.thread(thread)?, ledger.messages(thread)?);
    let conflicts = ledger.conflicts()?.remove(&thread).unwrap_or_default();
    let earlier = match listed.summary.customer {
        Some(customer) => ledger.earlier(customer, thread)?,
        None => Vec::new(),
    };
    let last = listed.summary.last_message_at;
    let before = earlier.iter().filter(|other| other.last_message_at <= last).count();
    let owner = earlier.iter().find_map(|other| other.owner).map(|owner| session.team.name(owner));
    Ok(Page {
        reasons: reasons(&listed, &conflicts, &session.policy, session.now),
        strangers: new_correspondents(&messages),
        thread: ledger.replay(thread)?,
        returning: show::returning(before, owner.as_deref()),
        messages,
        listed,
    })
}
