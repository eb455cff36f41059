use super::context::Context;
use super::session::Session;
use crate::domain::absence::{Absence, AbsenceRefused, Absences, Leave, Plan};
use crate::domain::access::Power;
use crate::domain::entry::Entry;
use crate::domain::ids::MemberId;
use crate::domain::summary::Listed;
use crate::domain::task::Task;
use crate::domain::when;
use crate::error::Error;
use crate::render::absence::{self, Told};
use crate::render::plan;
use crate::store::{Declined, Keep};

/// Say that you are away, and who covers for you
///
/// While you are away your cover should act on your threads, else the backup of each. A cover who is away is covered by
/// their own cover; covers that lead back to you are refused. You stay the owner. The absence of somebody else is for
/// leads to enter. baton back ends it. With --plan nothing is entered: it lists what falls into the absence and who
/// would hold it, and exits with status 1 if at any moment nobody would act for one of the threads.
#[derive(clap::Args)]
pub struct Args {
    /// Who is away; you, unless somebody is named
    member: Option<String>,
    /// When it begins; now, unless you say otherwise
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// The last day of it; until baton back, unless you say otherwise
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Who stands in
    #[arg(long, value_name = "MEMBER")]
    cover: Option<String>,
    /// What the others should know
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Enter nothing; list what falls into it, or into the one entered, and who would hold it
    #[arg(long, conflicts_with_all = ["note", "dry_run"])]
    plan: bool,
    /// List who is away now and who will be, with their covers
    #[arg(long, conflicts_with_all = ["member", "from", "until", "cover", "note", "plan", "dry_run"])]
    list: bool,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let session = cx.open()?;
    match (args.list, args.plan) {
        (true, _) => list(&session, cx),
        (_, true) => self::plan(args, session, cx),
        _ => enter(args, session, cx),
    }
}

fn enter(args: &Args, mut session: Session, cx: &mut Context) -> Result<(), Error> {
    let (me, leave) = (session.me()?.0, leave(args, &session)?);
    let note = args.note.as_deref().map(|note| cx.text(note)).transpose()?;
    let (doing, now) = (session.doing(None, args.dry_run)?, session.now);
    let done = session.ledger.change_team(&doing, |team| {
        (Power::over_absence(leave.member, Some(me)), team.leave(leave, note.clone(), now))
    })?;
    let entries = done.map_err(|declined| refused(declined, leave, &session))?;
    let absence = match (doing.keep, entries.first()) {
        (Keep::Written, Some(entry)) => entered(entry, &mut session)?,
        _ => {
            let (all, absence) = session.team.absences.with(leave);
            session.policy.absences = all;
            absence
        }
    };
    let threads: Vec<_> =
        session.ledger.threads(false)?.into_iter().map(|listed| (listed, Vec::new())).collect();
    let plan = Plan::draw_up(absence, &session.policy.absences, &threads, now);
    if cx.globals.json {
        let written = doing.keep == Keep::Written;
        let told = Told { absence, note, written };
        return cx.print(&plan::entered_json(&told, &plan, &session.view()));
    }
    let would = if args.dry_run { "would be: " } else { "" };
    for line in plan::sentences(&plan, &session.view()) {
        cx.say(&format!("{would}{line}"))?;
    }
    Ok(())
}

/// The absence that an entry began, with all that is known now.
fn entered(entry: &Entry, session: &mut Session) -> Result<Absence, Error> {
    session.team = session.ledger.team()?;
    session.policy.absences = session.team.absences.clone();
    let found = session.policy.absences.iter().find(|absence| absence.entry == entry.seq);
    found.copied().ok_or_else(|| Error::bug(format!("entry {} began no absence", entry.seq)))
}

/// What was asked for.
fn leave(args: &Args, session: &Session) -> Result<Leave, Error> {
    let (now, calendar) = (session.now, &session.policy.calendar);
    let from = args.from.as_deref().map(|from| when::from(from, now, calendar)).transpose();
    let until = args.until.as_deref().map(|until| when::until(until, now, calendar)).transpose();
    let wrong = |error: when::WhenError| Error::usage(error.to_string());
    Ok(Leave {
        member: who(args.member.as_deref(), session)?,
        from: from.map_err(wrong)?.unwrap_or(now),
        until: until.map_err(wrong)?,
        cover: args.cover.as_deref().map(|name| session.member(name).map(|m| m.id)).transpose()?,
    })
}

/// The member who is named, else who is at the keyboard.
pub fn who(named: Option<&str>, session: &Session) -> Result<MemberId, Error> {
    match named {
        Some(name) => Ok(session.member(name)?.id),
        None => Ok(session.me()?.0),
    }
}

pub fn refused(declined: Declined<AbsenceRefused>, leave: Leave, session: &Session) -> Error {
    match declined {
        Declined::Denied(power) => session.denied(power),
        Declined::Refused(why) => absence::refused(why, leave.member, leave.cover, &session.view()),
    }
}

fn list(session: &Session, cx: &mut Context) -> Result<(), Error> {
    let notes = session.ledger.absence_notes()?;
    let in_team = |absence: &&Absence| session.team.iter().any(|m| m.id == absence.member);
    let is_over = |absence: &Absence| absence.until.is_some_and(|until| until <= session.now);
    let mut told: Vec<Told> = session
        .team
        .absences
        .iter()
        .filter(in_team)
        .filter(|absence| !is_over(absence))
        .map(|absence| Told {
            absence: *absence,
            note: notes.get(&absence.entry).cloned(),
            written: true,
        })
        .collect();
    told.sort_by_key(|told| (told.absence.from, told.absence.entry));
    if cx.globals.json {
        return cx.print(&absence::list_json(&told, &session.view()));
    }
    if told.is_empty() && !cx.globals.csv {
        cx.tell("nobody is away, and nobody will be as far as is known: baton away --help");
        return Ok(());
    }
    cx.print(&absence::list(&told, &session.view(), cx.form())?)
}

fn plan(args: &Args, mut session: Session, cx: &mut Context) -> Result<(), Error> {
    let (absence, all) = planned(args, &session)?;
    let plan = Plan::draw_up(absence, &all, &with_tasks(&session)?, session.now);
    session.policy.absences = all;
    let view = session.view();
    match (cx.globals.json, cx.globals.csv || cx.globals.plain) {
        (true, _) => cx.print(&plan::json(&plan, &view))?,
        (_, true) => cx.print(&plan::table(&plan, &view, cx.form())?)?,
        _ => cx.print(&plan::text(&plan, &view, cx.form())?)?,
    }
    if plan.gaps.is_empty() {
        return Ok(());
    }
    cx.flush()?;
    Err(Error::refused(plan::gap_count(&plan)))
}

/// The absence that is planned and all others: one that is entered already, where no dates are given.
fn planned(args: &Args, session: &Session) -> Result<(Absence, Absences), Error> {
    let (absences, now) = (&session.team.absences, session.now);
    let mut leave = leave(args, session)?;
    let entered = absences.of(leave.member, now).or(absences.next(leave.member, now));
    let entered = entered.filter(|_| args.from.is_none() && args.until.is_none());
    if let Some(absence) = entered {
        leave = Leave {
            from: absence.from,
            until: absence.until,
            cover: leave.cover.or(absence.cover),
            ..leave
        };
    }
    let beside = entered.map_or(absences.clone(), |absence| absences.without(absence.entry));
    session
        .team
        .check(&beside, leave, now)
        .map_err(|why| refused(Declined::Refused(why), leave, session))?;
    let (all, absence) = beside.with(leave);
    Ok((absence, all))
}

/// What is not closed, with all the open tasks of each.
fn with_tasks(session: &Session) -> Result<Vec<(Listed, Vec<Task>)>, Error> {
    let with = |listed: Listed| {
        if listed.summary.open_tasks == 0 {
            return Ok((listed, Vec::new()));
        }
        let thread = session.ledger.replay(listed.summary.thread)?;
        let tasks = thread.open_tasks().cloned().collect();
        Ok((listed, tasks))
    };
    session.ledger.threads(false)?.into_iter().map(with).collect()
}
