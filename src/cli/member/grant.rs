use super::super::args::one_of;
use super::super::context::Context;
use super::super::session::Session;
use super::{answer, refused};
use crate::domain::access::Power;
use crate::error::Error;
use crate::render::safe;

/// Let a member do for a while what their role does not allow
///
/// It ends by itself. What there is to grant, and who may do it already: baton member access.
#[derive(clap::Args)]
pub struct Grant {
    /// The member; me is you
    name: String,
    /// What they may do until then
    #[arg(value_parser = one_of::<Power>(Power::ALL.map(Power::word)))]
    power: Power,
    /// Until when; a year at most
    #[arg(long, value_name = "DATE")]
    until: String,
    /// What for
    #[arg(long, value_name = "TEXT")]
    why: String,
}

/// End a grant before its time
#[derive(clap::Args)]
pub struct Revoke {
    /// The member; me is you
    name: String,
    /// What they may do no longer
    #[arg(value_parser = one_of::<Power>(Power::ALL.map(Power::word)))]
    power: Power,
    /// Why
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
}

pub fn grant(args: &Grant, mut session: Session, cx: &mut Context) -> Result<(), Error> {
    let member = session.member(&args.name)?.clone();
    let (until, why) = (session.date(&args.until)?, cx.text(&args.why)?);
    let doing = session.doing(None, false)?;
    let granted = session.ledger.grant(member.id, args.power, until, why.clone(), &doing)?;
    granted.map_err(|why| refused(&member.name, why, &session))?;
    session.team = session.ledger.team()?;
    if cx.globals.json {
        return answer(&member, &session, cx);
    }
    let (meaning, until) = (args.power.meaning(), session.view().when(until));
    cx.say(&safe::line(&format!("{} may {meaning} until {until}: {why}", member.name)))
}

pub fn revoke(args: &Revoke, mut session: Session, cx: &mut Context) -> Result<(), Error> {
    let member = session.member(&args.name)?.clone();
    let doing = session.doing(cx.maybe_masked(&args.why), false)?;
    let revoked = session.ledger.revoke(member.id, args.power, &doing)?;
    revoked.map_err(|why| refused(&member.name, why, &session))?;
    session.team = session.ledger.team()?;
    if cx.globals.json {
        return answer(&member, &session, cx);
    }
    cx.say(&safe::line(&format!("{} may no longer {}", member.name, args.power.meaning())))
}
