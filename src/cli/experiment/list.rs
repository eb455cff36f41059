use super::super::context::Context;
use super::super::session::Session;
use crate::error::Error;
use crate::render::days;

/// List experiments, in the order in which they were begun
#[derive(clap::Args)]
pub struct Args {}

pub fn run(session: &Session, cx: &mut Context) -> Result<(), Error> {
    let experiments = session.ledger.experiments()?;
    let view = session.view();
    match cx.globals.json {
        true => cx.print(&days::experiments_json(&experiments, &view)),
        false => cx.print(&days::experiments(&experiments, &view, cx.form())?),
    }
}
