use super::super::args::one_of_or_text;
use super::super::context::Context;
use crate::domain::customer::list::{Query, Term};
use crate::domain::search;
use crate::error::Error;
use crate::render::directory;
use crate::render::table::Form;

/// How many a person wants to see at once.
const ENOUGH: usize = 50;

/// List customers, whoever was heard of last first
///
/// Words narrow it to records where all of them are found: in names, addresses, company, role, phone, status and tags,
/// and in notes, tasks and links on the customer. A word may be the beginning of one, and case and accents do not count.
#[derive(clap::Args)]
pub struct Args {
    /// Words to find, or what must hold, all of it: tag:vip, status:lead, owner:maya (me is you), is:unowned
    #[arg(value_name = "QUERY", value_parser = one_of_or_text::<Term>(&Term::WORDS), hide_possible_values = true)]
    query: Vec<Term>,
    /// How many at most: 50 on a terminal, else all
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let session = cx.open()?;
    let mut query = Query::default();
    for term in &args.query {
        query.add(term.clone(), |name| session.anyone(name).map(|member| member.id))?;
    }
    let for_people = !cx.globals.json && matches!(cx.form(), Form::Aligned { .. });
    let limit = args.limit.or((for_people && cx.env.out_is_terminal).then_some(ENOUGH));
    let (found, in_all) = session.ledger.customers(&query, limit)?;
    let view = session.view();
    if cx.globals.json {
        return cx.print(&directory::json(&found, in_all, &view));
    }
    if in_all == 0 && !cx.globals.csv {
        let unsearchable = query.words.iter().find(|words| !search::is_searchable(words));
        cx.tell(&match unsearchable {
            Some(words) => directory::unsearchable(words),
            None if query == Query::default() => {
                "there are no customers yet: read mail with baton sync, or make a \
                record with baton customer add"
                    .to_owned()
            }
            None => "no customer is like that: see all of them with baton customer list".to_owned(),
        });
        return Ok(());
    }
    cx.print(&directory::list(&found, &view, cx.form())?)?;
    cx.flush()?;
    if let Some(more) = directory::more(in_all - found.len()).filter(|_| for_people) {
        cx.tell(&more);
    }
    Ok(())
}
