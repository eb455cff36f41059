use super::context::Context;
use super::session::Session;
use crate::domain::annotation::{Annotation, annotate};
use crate::domain::metrics::Period;
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::render::days;
use crate::store::Declined;

/// Say what happened on a day, to be read beside the numbers
///
/// A release, an outage, a new price: metrics shows it in every report of that time. The day may lie ahead, such as that
/// of a planned release. Without a DATE, or with --list, those there are. undo takes one back.
#[derive(clap::Args)]
#[command(
    override_usage = "baton annotate [OPTIONS] <DATE> <TEXT>\n       baton annotate [--list] [--from <DATE>] [--to <DATE>]"
)]
pub struct Args {
    /// The day
    #[arg(value_name = "DATE", requires = "text", conflicts_with_all = ["list", "from", "to"], allow_hyphen_values = true)]
    date: Option<String>,
    /// What happened; - for standard input
    text: Option<String>,
    /// Those there are, by day
    #[arg(long)]
    list: bool,
    /// Only those from this day on
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    from: Option<String>,
    /// Only those up to, not including, this day
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    to: Option<String>,
    /// Say what would be true, and change nothing
    #[arg(long, requires = "date")]
    dry_run: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let (Some(date), Some(text)) = (&args.date, &args.text) else {
        return list(args, &session, cx);
    };
    let date = session.day(date)?;
    let text = cx.text(text)?;
    let doing = session.doing(None, args.dry_run)?;
    let written = session.ledger.change_days(&doing, |_| Ok(annotate(date, text)))?;
    let written = written.map_err(|declined| match declined {
        Declined::Denied(power) => session.denied(power),
        Declined::Refused(why) => Error::bug(format!("an annotation was refused: {why:?}")),
    })?;
    let view = session.view();
    let annotations = Annotation::all(&written.entries);
    if cx.globals.json {
        return cx.print(&days::annotations_json(&annotations, &view));
    }
    let would = if args.dry_run { "would be: " } else { "" };
    for annotation in &annotations {
        cx.say(&days::told(would, annotation))?;
    }
    Ok(())
}

fn list(args: &Args, session: &Session, cx: &mut Context) -> Result<(), Error> {
    let bound = |date: &Option<String>, open: Timestamp| {
        date.as_deref().map_or(Ok(open), |date| session.past(date))
    };
    let period = Period {
        from: bound(&args.from, Timestamp::MIN_UTC)?,
        to: bound(&args.to, Timestamp::MAX_UTC)?,
    };
    let mut annotations = session.ledger.annotations()?;
    annotations.retain(|annotation| annotation.is_in(period, &session.policy.calendar));
    let view = session.view();
    match cx.globals.json {
        true => cx.print(&days::annotations_json(&annotations, &view)),
        false => cx.print(&days::annotations(&annotations, &view, cx.form())?),
    }
}
