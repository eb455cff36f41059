use super::super::context::Context;
use super::super::session::Session;
use super::reference::CustomerRef;
use crate::domain::customer::company::{self, Suggestion};
use crate::domain::customer::page::{Page, newest};
use crate::domain::customer::story::Kept;
use crate::domain::ids::CustomerId;
use crate::domain::time::Timestamp;
use crate::domain::urgency;
use crate::error::Error;
use crate::render::customer::{self, Asked};
use crate::render::json;
use crate::store::Wanted;

/// How many lines of the timeline are shown, unless all were asked for.
const LINES: usize = 20;

/// Show a customer: who, company, mail, notes, tasks, next action, documents, status; then what happened
///
/// Whatever came to any inbox, from any of their addresses, and what members did is one story, newest first. What was
/// taken back is left out; log has it.
#[derive(clap::Args)]
pub struct Args {
    /// Number, name or address of the customer, or - for a mail on standard input
    #[arg(value_name = "CUSTOMER")]
    customer: CustomerRef,
    /// Everything: the whole story, all notes, tasks, documents and threads
    #[arg(long)]
    all: bool,
    /// The story from then on
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<String>,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let session = cx.open()?;
    let customer = session.customer_to_show(&args.customer, cx)?;
    let since = args.since.as_deref().map(|date| session.past(date)).transpose()?;
    let lines = if args.all { usize::MAX } else { LINES };
    let page = session.ledger.consistently(|_| gather(&session, customer, since, lines))?;
    let view = session.view();
    if cx.globals.json {
        return cx.print(&json::answer(customer::shape(&page, &view)));
    }
    let me = session.me().ok().map(|(me, _)| me);
    let asked = Asked { me, all: args.all, width: cx.width() };
    let text = customer::text(&page, &view, asked);
    let (head, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let head = cx.bold(head);
    cx.print(&format!("{head}\n{rest}"))
}

fn gather(
    session: &Session,
    customer: CustomerId,
    since: Option<Timestamp>,
    lines: usize,
) -> Result<Page, Error> {
    let ledger = &session.ledger;
    let unknown = || Error::refused(format!("there is no customer {customer}"));
    let card = ledger.card(customer)?.ok_or_else(unknown)?;
    let root = card.customer.id;
    let story = ledger.story(root)?;
    let Kept { notes, links, mut comments } = story.kept(root, &ledger.merged()?);
    let (mut threads, last_closed) = ledger.threads_of_customer(root)?;
    urgency::sort(&mut threads, &session.policy, session.now);
    let suggested = match &card.company {
        Some(_) => None,
        None => suggestion(session, &card.addresses)?,
    };
    let (mail, mut timeline) = (story.mail(), story.moments());
    let earlier = newest(&mut timeline, since, lines);
    let mut tasks = ledger.tasks(Wanted { customer: Some(root), ..Wanted::default() })?;
    for listed in &mut tasks {
        listed.task.comments = comments.remove(&listed.task.id).unwrap_or_default();
    }
    Ok(Page { card, suggested, mail, notes, tasks, threads, last_closed, links, timeline, earlier })
}

/// What the company of a customer may be called, where nobody said it.
pub fn suggested_for(session: &Session, customer: CustomerId) -> Result<Option<Suggestion>, Error> {
    match session.ledger.card(customer)? {
        Some(card) if card.company.is_none() => suggestion(session, &card.addresses),
        _ => Ok(None),
    }
}

/// By the first address that says anything.
fn suggestion(session: &Session, addresses: &[String]) -> Result<Option<Suggestion>, Error> {
    for address in addresses {
        let Some(workplace) = company::workplace(address) else { continue };
        let said = session.ledger.companies_at(workplace.domain)?;
        let found = company::suggested(address, said.iter().map(String::as_str));
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}
