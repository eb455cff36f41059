use super::super::context::Context;
use super::super::session::Session;
use super::{name, named};
use crate::domain::tag::Tag;
use crate::error::Error;
use crate::render::days;

/// Show an experiment: what was tried, when, why, and what came of it
///
/// Of several of one name the last.
#[derive(clap::Args)]
pub struct Args {
    /// Its name
    #[arg(value_parser = name)]
    name: Tag,
}

pub fn run(args: &Args, session: &Session, cx: &mut Context) -> Result<(), Error> {
    let experiment = named(&args.name, session)?;
    match cx.globals.json {
        true => cx.print(&days::experiment_json(&experiment, &session.view())),
        false => cx.print(&days::experiment(&experiment, &session.view())),
    }
}
