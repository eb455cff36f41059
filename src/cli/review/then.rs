//! The review as it was at another time.

use super::{Args, email, show};
use crate::cli::context::Context;
use crate::cli::session::Session;
use crate::domain::review::Kind;
use crate::error::Error;
use crate::store::Mailed;

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
    let mailed = session.ledger.mailed(kind.word(), &day.to_string())?;
    let is_day = at == calendar.start_of_day(day);
    let end = calendar.last_second(day).min(session.now);
    let exact: Vec<Mailed> =
        mailed.into_iter().filter(|mailed| is_day || mailed.at == at).collect();
    let at = if is_day { end } else { at };
    if exact.is_empty() || !args.email {
        let otherwise = || session.ledger.position_at(at).map(|position| (at, position));
        let (at, position) =
            exact.first().map_or_else(otherwise, |mailed| Ok((mailed.at, mailed.position)))?;
        let mut then = session.as_of(at, position)?;
        return if args.email {
            email::email(kind, args, None, &mut then, cx)
        } else {
            show(kind, args, &then, cx)
        };
    }
    // Who was mailed later had another one, drawn up then.
    for same in exact.chunk_by(|one, next| (one.at, one.position) == (next.at, next.position)) {
        let to: Vec<String> = same.iter().map(|mailed| mailed.recipient.clone()).collect();
        let mut then = session.as_of(same[0].at, same[0].position)?;
        email::email(kind, args, Some(&to), &mut then, cx)?;
    }
    Ok(())
}
