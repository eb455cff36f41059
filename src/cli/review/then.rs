//! The review as it was at another time.

use super::{Args, email, show};
use crate::cli::context::Context;
use crate::cli::session::Session;
use crate::domain::review::Kind;
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::store::{Mailed, Position};

/// Prints it as it was drawn up then; of a day without a time, each that was mailed on it as it was mailed, else as it
/// stood when the day was over.
pub fn run(
    date: &str,
    kind: Kind,
    args: &Args,
    session: &Session,
    cx: &mut Context,
) -> Result<(), Error> {
    let (at, calendar) = (session.past(date)?, &session.policy.calendar);
    if at > session.now {
        return Err(Error::usage(format!("'{date}' is still to come")).hint("name a time gone by"));
    }
    let day = calendar.day(at);
    let is_day = at == calendar.start_of_day(day) && !date.contains(':');
    let mailed = |kind: Kind| -> Result<Vec<Mailed>, Error> {
        let mut mailed = session.ledger.mailed(kind.word(), &day.to_string())?;
        mailed.retain(|mailed| is_day || mailed.at == at);
        Ok(mailed)
    };
    let end = calendar.last_second(day).min(session.now);
    let at = if is_day { end } else { at };
    let exact = mailed(kind)?;
    if !args.email {
        let mine = exact.iter().find(|mailed| is_mine(mailed, kind, session));
        let then = as_it_stood(mine.map(|mailed| (mailed.at, mailed.position)), at, session)?;
        return show(kind, args, &then, cx);
    }
    if exact.is_empty() {
        return email::email(kind, args, None, &mut as_it_stood(None, at, session)?, cx);
    }
    // With the team's go the leads'.
    let leads = if kind == Kind::Team { mailed(Kind::Leads)? } else { Vec::new() };
    for (kind, mailed) in [(kind, exact), (Kind::Leads, leads)] {
        // Who was mailed later had another one, drawn up then.
        for same in mailed.chunk_by(|one, next| (one.at, one.position) == (next.at, next.position))
        {
            let mut then = session.as_of(same[0].at, same[0].position)?;
            email::email(kind, args, Some(same), &mut then, cx)?;
        }
    }
    Ok(())
}

/// Of what was mailed to members, whoever asks has theirs.
fn is_mine(mailed: &Mailed, kind: Kind, session: &Session) -> bool {
    let me = session.me().ok().and_then(|(me, _)| session.team.get(me));
    kind != Kind::Personal || me.is_some_and(|me| me.addresses.contains(&mailed.recipient))
}

/// As it was when something was mailed, else at that time.
fn as_it_stood(
    mailed: Option<(Timestamp, Position)>,
    at: Timestamp,
    session: &Session,
) -> Result<Session, Error> {
    let (at, position) = match mailed {
        Some(mailed) => mailed,
        None => (at, session.ledger.position_at(at)?),
    };
    if position.upto == 0 {
        return Err(Error::refused(format!("there was no ledger {}", session.view().when(at)))
            .hint("it begins with its first entry: baton log"));
    }
    session.as_of(at, position)
}
