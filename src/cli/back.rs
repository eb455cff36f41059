use super::away;
use super::context::Context;
use crate::domain::absence::{Absence, Leave};
use crate::domain::access::Power;
use crate::domain::entry::Event;
use crate::domain::ids::Seq;
use crate::domain::summary::Listed;
use crate::error::Error;
use crate::render::absence::{self, Told};
use crate::store::Keep;

/// Say that you are back: ends an absence
///
/// It ends the absence that you are in now; with --absence also one that has not begun. The absence of somebody else is
/// for leads to end.
#[derive(clap::Args)]
pub struct Args {
    /// Who is back; you, unless somebody is named
    member: Option<String>,
    /// The absence with this number, which away --list shows
    #[arg(long, value_name = "ENTRY", value_parser = clap::value_parser!(i64).range(1..))]
    absence: Option<i64>,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let (me, now) = (session.me()?.0, session.now);
    let member = away::who(args.member.as_deref(), &session)?;
    let named = args.absence.map(Seq);
    let doing = session.doing(None, args.dry_run)?;
    let mut ended = None;
    let done = session.ledger.change_team(&doing, |team| {
        let decision = team.come_back(member, named, now);
        let event = decision.as_ref().ok().and_then(|decision| decision.0.first());
        ended = event.and_then(|(event, _)| match event {
            Event::Back { absence } => team.absences.iter().find(|a| a.entry == *absence).copied(),
            _ => None,
        });
        (Power::over_absence(member, Some(me)), decision)
    })?;
    let nobody = Leave { member, from: now, until: None, cover: None };
    done.map_err(|declined| away::refused(declined, nobody, &session))?;
    let ended = ended.ok_or_else(|| Error::bug("no absence was ended"))?;
    session.policy.absences = match doing.keep {
        Keep::Written => session.ledger.team()?.absences,
        Keep::Nothing => session.team.absences.without(ended.entry),
    };
    let owned = |listed: &&Listed| listed.summary.owner == Some(member);
    let threads = session.ledger.threads(false)?.iter().filter(owned).count();
    let view = session.view();
    if cx.globals.json {
        let until = Some(now.max(ended.from));
        let told = Told { absence: Absence { until, ..ended }, note: None, written: true };
        return cx.print(&absence::list_json(&[told], &view));
    }
    let would = if args.dry_run { "would be: " } else { "" };
    cx.say(&format!("{would}{}", absence::back(&ended, threads, &view)))
}
