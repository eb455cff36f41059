//! The review on standard output, in the form that was asked for.

use super::edition::Edition;
use crate::cli::context::Context;
use crate::cli::session::Session;
use crate::config::Config;
use crate::domain::review::Review;
use crate::error::Error;
use crate::render::digest::{self, Digest, Extras};
use crate::render::review::{self, Links};
use crate::render::{html, json, markdown, plain, table};
use clap::ValueEnum;

/// What a review can be printed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a terminal
    Text,
    /// The page that is mailed
    Html,
    /// The same as --json
    Json,
    /// The same as --csv
    Csv,
    /// For an issue or a wiki, as GitHub writes it
    Markdown,
}

/// Prints it in the form that was asked for: for `review`, and for the demo.
pub fn print(
    edition: &Edition,
    format: Option<Format>,
    session: &Session,
    cx: &mut Context,
) -> Result<(), Error> {
    let (clock, review) = (session.clock_of(edition.review.reader), &edition.review);
    let view = session.view().by(&clock);
    let extras = Extras { blocks: &edition.blocks, legend: &edition.legend };
    match form(format, cx)? {
        Format::Json => cx.print(&json::review(review, edition.fields.as_ref(), &view)),
        Format::Csv => {
            let form = if cx.globals.plain { table::Form::Plain } else { table::Form::Csv };
            if let Some((header, rows)) = &edition.table {
                return cx.print(&table::render(header, rows, form)?);
            }
            let (header, rows) = review::rows(review, &view);
            cx.print(&table::render(&header, &rows, form)?)
        }
        Format::Html => {
            let links = links(review, session, session.config.as_ref())?;
            cx.print(&html::page(review, &view, &links, &extras))
        }
        Format::Markdown => {
            let links = links(review, session, session.config.as_ref())?;
            cx.print(&markdown::page(review, &view, &links, &extras))
        }
        Format::Text => {
            let digest = Digest::of(review, &view, &Links::default(), &extras);
            let text = plain::text(&digest, |heading| cx.bold(heading));
            cx.print(&text)
        }
    }
}

/// What is asked for here, or by the flags of all commands; --plain is a table, as --csv.
fn form(format: Option<Format>, cx: &Context) -> Result<Format, Error> {
    let globals = &cx.globals;
    match (format, globals.json, globals.csv || globals.plain) {
        (Some(_), true, _) | (Some(_), _, true) => {
            Err(Error::usage("two formats are asked for, and the answer has only one")
                .hint("give --format alone"))
        }
        (Some(format), ..) => Ok(format),
        (None, true, _) => Ok(Format::Json),
        (None, _, true) => Ok(Format::Csv),
        (None, ..) => Ok(Format::Text),
    }
}

/// Links to the newest mail of each thread that is shown.
pub fn links(review: &Review, session: &Session, config: Option<&Config>) -> Result<Links, Error> {
    let web = config.and_then(|config| config.review.web_link.clone());
    let mut links = Links { web, ..Links::default() };
    for thread in digest::shown(review, &session.view()) {
        links.message_ids.extend(session.ledger.newest_id(thread)?.map(|id| (thread, id)));
    }
    Ok(links)
}
