//! The review on standard output, in the form that was asked for.

use crate::cli::context::Context;
use crate::cli::session::Session;
use crate::domain::review::Review;
use crate::error::Error;
use crate::render::review::{self, Links};
use crate::render::{json, table};

/// Prints it in the form that was asked for: for `review`, and for the demo.
pub fn print(review: &Review, session: &Session, cx: &mut Context) -> Result<(), Error> {
    let view = session.view();
    if cx.globals.json {
        return cx.print(&json::review(review, &view));
    }
    if cx.globals.csv || cx.globals.plain {
        let (header, rows) = review::rows(review, &view);
        return cx.print(&table::render(&header, &rows, cx.form())?);
    }
    let text = review::text(review, &view, &Links::default());
    let headings: String = text
        .split_inclusive('\n')
        .map(|line| match review::is_heading(line) {
            true => format!("{}\n", cx.bold(line.trim_end())),
            false => line.to_owned(),
        })
        .collect();
    cx.print(&headings)
}
