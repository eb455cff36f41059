use super::args::ThreadRef;
use super::connect;
use super::context::Context;
use super::session::Session;
use crate::domain::body::Text;
use crate::domain::ids::{Seq, ThreadId};
use crate::domain::judge::new_correspondents;
use crate::domain::review::reasons;
use crate::error::Error;
use crate::flow::texts;
use crate::render::json;
use crate::render::show::{self, Page};
use crate::render::why::Why;
use serde_json::json;
use std::collections::HashMap;

/// Show a thread: who acts now, next action, notes, messages
#[derive(clap::Args)]
pub struct Args {
    /// Number or Message-ID of the thread, or - for a mail on standard input
    #[arg(required = true, value_name = "THREAD")]
    threads: Vec<ThreadRef>,
    /// Say which header joined each message, whose it is and by which entry, and why it is in the review
    #[arg(long)]
    why: bool,
    /// What its messages say, too: read from the mailbox, not kept
    #[arg(long)]
    mail: bool,
}

/// What messages say, where that was asked for.
type Texts = Option<HashMap<Seq, Text>>;

/// What was asked for beside the page.
#[derive(Default)]
struct Asked {
    texts: Texts,
    why: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let session = cx.open()?;
    let threads = session.threads(&args.threads, cx)?;
    let (texts, failed) = match args.mail {
        true => fetch(&session, &threads)?,
        false => (None, None),
    };
    let mut asked = Asked { texts, why: args.why };
    match (failed, cx.globals.json) {
        // Half an answer is none for a script.
        (Some(error), true) => Err(error),
        (None, true) => as_json(&session, &threads, &mut asked, cx),
        (failed, false) => {
            as_text(&session, &threads, &mut asked, cx)?;
            failed.map_or(Ok(()), Err)
        }
    }
}

/// The texts of all messages, and the error that kept one of them from being read.
fn fetch(session: &Session, threads: &[ThreadId]) -> Result<(Texts, Option<Error>), Error> {
    let mut places = Vec::new();
    for thread in threads {
        places.extend(session.ledger.places(*thread)?);
    }
    let inboxes = session.config.as_ref().map_or(&[][..], |config| &config.inboxes);
    let connect = |name: &str| inboxes.iter().find(|inbox| inbox.name == name).map(connect::source);
    let (texts, failed) = texts::fetch(places, connect).into_parts();
    Ok((Some(texts), failed))
}

fn as_text(
    session: &Session,
    threads: &[ThreadId],
    asked: &mut Asked,
    cx: &mut Context,
) -> Result<(), Error> {
    for (number, thread) in threads.iter().enumerate() {
        if number > 0 {
            cx.print("\n")?;
        }
        print(session, &gather(session, *thread, asked)?, cx)?;
    }
    Ok(())
}

/// Prints one thread for reading: for `show`, and for the demo.
pub fn one(session: &Session, thread: ThreadId, cx: &mut Context) -> Result<(), Error> {
    print(session, &gather(session, thread, &mut Asked::default())?, cx)
}

fn print(session: &Session, page: &Page, cx: &mut Context) -> Result<(), Error> {
    let text = show::text(page, &session.view(), cx.width());
    let (head, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let head = cx.bold(head);
    cx.print(&format!("{head}\n{rest}"))
}

/// One thread is the answer; several are a list in it.
fn as_json(
    session: &Session,
    threads: &[ThreadId],
    asked: &mut Asked,
    cx: &mut Context,
) -> Result<(), Error> {
    let shape =
        |thread: &ThreadId| Ok(json::show(&gather(session, *thread, asked)?, &session.view()));
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

fn gather(session: &Session, thread: ThreadId, asked: &mut Asked) -> Result<Page, Error> {
    let ledger = &session.ledger;
    let (listed, messages) = (ledger.thread(thread)?, ledger.messages(thread)?);
    let of_this = |texts: &mut HashMap<Seq, Text>| {
        let seqs = messages.iter().map(|message| message.fact.seq);
        seqs.filter_map(|seq| texts.remove_entry(&seq)).collect()
    };
    let texts = asked.texts.as_mut().map(of_this);
    let why = asked.why.then(|| because(session, thread)).transpose()?;
    let conflicts = ledger.conflicts()?.remove(&thread).unwrap_or_default();
    let earlier = match listed.summary.customer {
        Some(customer) => ledger.earlier(customer, thread)?,
        None => Vec::new(),
    };
    let mut replayed = ledger.replay(thread)?;
    if let Ok((me, _)) = session.me() {
        // What whoever looks has to read comes first.
        replayed.notes.sort_by_key(|note| !note.is_unread_by(me));
    }
    let last = listed.summary.last_message_at;
    let before = earlier.iter().filter(|other| other.last_message_at <= last).count();
    let owner = earlier.iter().find_map(|other| other.owner).map(|owner| session.team.name(owner));
    Ok(Page {
        reasons: reasons(&listed, &conflicts, &session.policy, session.now),
        strangers: new_correspondents(&messages),
        thread: replayed,
        returning: show::returning(before, owner.as_deref()),
        messages,
        listed,
        texts,
        why,
    })
}
