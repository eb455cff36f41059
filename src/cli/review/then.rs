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
    let (at, is_day) = session.gone_by(date)?;
    let day = session.policy.calendar.day(at);
    let mailed = |kind: Kind| -> Result<Vec<Mailed>, Error> {
        let mut mailed = session.ledger.mailed(kind.word(), &day.to_string())?;
        mailed.retain(|mailed| is_day || mailed.at == at);
        Ok(mailed)
    };
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
    match mailed {
        Some((at, position)) => session.as_of(at, position),
        None => session.as_it_stood(at),
    }
}
