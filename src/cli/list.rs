use super::args::{one_of, one_of_or_text};
use super::context::Context;
use super::session::Session;
use crate::domain::query::{Query, Term};
use crate::domain::search;
use crate::domain::summary::{Listed, Status};
use crate::domain::urgency;
use crate::error::Error;
use crate::render::{directory, json, threads};

/// Show the queue: what is not closed, most urgent first
///
/// Most urgent first: what we owe or what is overdue, then what waits for us, then what waits for the customer. Among
/// these: a response target that was missed, then one that soon will be, the next due first; then the level of
/// escalation, the priority, what is overdue, and what has waited longest, in working time. The review orders its
/// sections alike, and claim --next takes the first that nobody owns.
///
/// Words narrow it to threads where all of them are found: in subjects, notes and tasks, and in the name, the addresses
/// and the record of the customer. A word may be the beginning of one, case and accents do not count, and 'late invoice'
/// as one argument is words in this order. What is closed is found with --all.
///
/// Mail that no person wrote (automatic replies, bounces, newsletters) is not in the queue: list is:automated shows it.
/// list is:mine shows what you should act on now: what is yours, and what you cover or back up while its owner is away.
#[derive(clap::Args)]
pub struct Args {
    /// Words to find, or what must hold, all of it: is:open, is:waiting-customer, is:waiting-internal, is:closed, is:mine,
    /// is:unowned, is:automated
    #[arg(value_name = "QUERY", value_parser = one_of_or_text::<Term>(&Term::WORDS), hide_possible_values = true)]
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
    let query = query(args, &session)?;
    let found = find(&session, &query)?;
    let view = session.view();
    if cx.globals.json {
        return cx.print(&json::list(found.threads.iter(), &view));
    }
    if !found.threads.is_empty() || cx.globals.csv {
        cx.print(&threads::list(&found.threads, &view, cx.form())?)?;
        cx.flush()?;
    }
    if let Some(talk) = found.talk(&query).filter(|_| !cx.globals.csv) {
        cx.tell(&talk);
    }
    Ok(())
}

fn query(args: &Args, session: &Session) -> Result<Query, Error> {
    let mut query = Query {
        owner: args.owner.as_deref().map(|name| session.member(name).map(|m| m.id)).transpose()?,
        unowned: args.unowned,
        status: args.status,
        inbox: args.inbox.as_deref().map(|name| session.inbox(name)).transpose()?,
        all: args.all,
        ..Query::default()
    };
    let me = args.query.contains(&Term::Mine).then(|| session.me()).transpose()?;
    for term in &args.query {
        query.add(term.clone(), me.map(|(me, _)| me)).map_err(Error::usage)?;
    }
    Ok(query)
}

/// What a query finds.
struct Found {
    /// The most urgent first.
    threads: Vec<Listed>,
    /// How many closed ones would be among them if these were asked for.
    closed: usize,
}

fn find(session: &Session, query: &Query) -> Result<Found, Error> {
    let (ledger, policy, now) = (&session.ledger, &session.policy, session.now);
    let (mut threads, closed) = ledger.consistently(|ledger| {
        if query.words.is_empty() {
            return Ok((ledger.threads(query.wants_closed())?, Vec::new()));
        }
        let among = ledger.threads_with(&query.words)?;
        let leaves_out = query.status.is_none() && !query.wants_closed();
        let closed = leaves_out.then(|| ledger.closed_among(&among)).transpose()?;
        Ok((ledger.threads_among(&among, query.wants_closed())?, closed.unwrap_or_default()))
    })?;
    threads.retain(|listed| query.matches(&listed.summary, &listed.inboxes, policy, now));
    urgency::sort(&mut threads, policy, now);
    let all = Query { all: true, ..query.clone() };
    let closed = closed.iter().filter(|one| all.matches(&one.summary, &one.inboxes, policy, now));
    Ok(Found { threads, closed: closed.count() })
}

impl Found {
    /// What there is to say beside the list.
    fn talk(&self, query: &Query) -> Option<String> {
        if let Some(words) = query.words.iter().find(|words| !search::is_searchable(words)) {
            return Some(directory::unsearchable(words));
        }
        let match_it = if self.closed == 1 { "one matches" } else { "ones match" };
        match (self.threads.is_empty(), self.closed) {
            (false, 0) => None,
            (false, closed) => Some(format!("{closed} closed {match_it} too: --all")),
            (true, 0) => Some(nothing(query).to_owned()),
            (true, closed) => Some(format!("{closed} closed {match_it} that: --all")),
        }
    }
}

fn nothing(query: &Query) -> &'static str {
    match *query == Query::default() {
        true => {
            "the queue is empty: read new mail with baton sync, or see closed threads with baton list --all"
        }
        false => "no thread is like that: see the whole queue with baton list",
    }
}
