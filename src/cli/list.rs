use super::args::one_of;
use super::context::Context;
use crate::domain::query::{Query, Term};
use crate::domain::summary::Status;
use crate::domain::urgency;
use crate::error::Error;
use crate::render::{json, threads};

/// Show the queue: what is not closed, most urgent first
///
/// Most urgent first: what we owe or what is overdue, then what waits for us, then what waits for the customer. Among
/// these: a response target that was missed, then one that soon will be, the next due first; then the level of
/// escalation, the priority, what is overdue, and what has waited longest, in working time. The review orders its
/// sections alike, and claim --next takes the first that nobody owns.
///
/// Mail that no person wrote (automatic replies, bounces, newsletters) is not in the queue: list is:automated shows it.
/// list is:mine shows what you should act on now: what is yours, and what you cover or back up while its owner is away.
#[derive(clap::Args)]
pub struct Args {
    /// What must hold, all of it
    #[arg(value_name = "QUERY", value_parser = one_of::<Term>(Term::WORDS))]
    query: Vec<Term>,
    /// Only threads of this owner; me is you
    #[arg(long, value_name = "MEMBER", conflicts_with = "unowned")]
    owner: Option<String>,
    /// Only threads that nobody owns
    #[arg(long)]
    unowned: bool,
    /// Only threads that stand like this
    #[arg(long, value_parser = one_of::<Status>(Status::ALL.map(Status::word)))]
    status: Option<Status>,
    /// Only threads of this inbox
    #[arg(long, value_name = "NAME")]
    inbox: Option<String>,
    /// Closed ones too
    #[arg(long)]
    all: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let session = cx.open()?;
    let mut query = Query {
        owner: args.owner.as_deref().map(|name| session.member(name).map(|m| m.id)).transpose()?,
        unowned: args.unowned,
        status: args.status,
        inbox: args.inbox.as_deref().map(|name| session.inbox(name)).transpose()?,
        all: args.all,
        automated: false,
        acting: None,
    };
    let me = args.query.contains(&Term::Mine).then(|| session.me()).transpose()?;
    for term in &args.query {
        query.add(*term, me.map(|(me, _)| me)).map_err(Error::usage)?;
    }
    let mut found = session.ledger.threads(query.wants_closed())?;
    found.retain(|listed| query.matches(listed, &session.policy, session.now));
    urgency::sort(&mut found, &session.policy, session.now);
    let view = session.view();
    if cx.globals.json {
        return cx.print(&json::list(found.iter(), &view));
    }
    if found.is_empty() && !cx.globals.csv {
        cx.tell(match query == Query::default() {
            true => "the queue is empty: read new mail with baton sync, or see closed threads with baton list --all",
            false => "no thread is like that: see the whole queue with baton list",
        });
        return Ok(());
    }
    cx.print(&threads::list(&found, &view, cx.form())?)
}
