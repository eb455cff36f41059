mod access;
mod grant;
mod remove;
mod rota;

use super::args::{one_of, own_addresses};
use super::context::Context;
use super::session::Session;
use crate::config;
use crate::domain::member::{self, Member, Role};
use crate::domain::membership::{Change, NewMember, NotChanged};
use crate::error::Error;
use crate::render::{json, refusal, safe, table};
use chrono_tz::Tz;
use serde_json::{Value, json};

/// The members of the team, and what they may do
#[derive(clap::Subcommand)]
pub enum Command {
    Add(Add),
    List(List),
    Show(Show),
    Set(Set),
    Remove(remove::Args),
    Grant(grant::Grant),
    Revoke(grant::Revoke),
    Access(access::Args),
    Rota(rota::Args),
}

/// Add a member; bring back one who left
///
/// Who left comes back by their name, as the same member: what they did and wrote is theirs still. Mail that is in the ledger already is judged anew: what came from these addresses is ours.
#[derive(clap::Args)]
pub struct Add {
    /// The name that commands take and lists show: one word
    name: String,
    /// The operating-system user who acts as this member; the name, unless given
    #[arg(long)]
    login: Option<String>,
    /// A mail address that this member writes from; may be given several times
    #[arg(long, value_name = "ADDRESS")]
    address: Vec<String>,
    /// What the member may do
    #[arg(long, default_value = "agent", value_parser = one_of::<Role>(Role::ALL.map(Role::word)))]
    role: Role,
    /// Where their clocks show something else than the team's: the IANA name of their zone, such as Europe/Lisbon
    #[arg(long, value_name = "ZONE", value_parser = config::time_zone)]
    time_zone: Option<Tz>,
}

/// List the members, and what grants let them do beyond their role
#[derive(clap::Args)]
pub struct List {}

/// Show one member
#[derive(clap::Args)]
pub struct Show {
    /// The member; me is you
    name: String,
}

/// Change a member's login, addresses, role or time zone
#[derive(clap::Args)]
pub struct Set {
    /// The member; me is you
    name: String,
    /// The operating-system user who acts as this member
    #[arg(long)]
    login: Option<String>,
    /// All mail addresses of this member, in place of those there were
    #[arg(long, value_name = "ADDRESS")]
    address: Vec<String>,
    /// What the member may do
    #[arg(long, value_parser = one_of::<Role>(Role::ALL.map(Role::word)))]
    role: Option<Role>,
    /// The zone of their own clocks, by which their digest tells times: its IANA name, such as Europe/Lisbon; team for
    /// that of the team again
    #[arg(long, value_name = "ZONE", value_parser = zone_or_team)]
    time_zone: Option<ZoneOrTeam>,
}

/// A zone of a member's own; none is the team's.
#[derive(Clone, Copy, Debug)]
struct ZoneOrTeam(Option<Tz>);

fn zone_or_team(text: &str) -> Result<ZoneOrTeam, String> {
    match text {
        "team" => Ok(ZoneOrTeam(None)),
        zone => config::time_zone(zone).map(|zone| ZoneOrTeam(Some(zone))),
    }
}

pub fn run(command: &Command, cx: &mut Context) -> Result<(), Error> {
    let session = cx.open()?;
    match command {
        Command::Add(args) => add(args, session, cx),
        Command::List(_) => list(&session, cx),
        Command::Show(args) => show(args, &session, cx),
        Command::Set(args) => set(args, session, cx),
        Command::Remove(args) => remove::run(args, session, cx),
        Command::Grant(args) => grant::grant(args, session, cx),
        Command::Revoke(args) => grant::revoke(args, session, cx),
        Command::Access(args) => access::run(args, &session, cx),
        Command::Rota(args) => rota::run(args, &session, cx),
    }
}

fn add(args: &Add, mut session: Session, cx: &mut Context) -> Result<(), Error> {
    let (_, actor) = session.me()?;
    member::check_name(&args.name).map_err(Error::usage)?;
    let login = args.login.as_ref().unwrap_or(&args.name);
    let addresses = own_addresses(&args.address)?;
    not_shared(&addresses, &session)?;
    let new = NewMember {
        time_zone: args.time_zone,
        ..NewMember::new(&args.name, login, &addresses, args.role)
    };
    let added = session.ledger.add_member(&new, actor, session.now)?;
    let member = added.map_err(|why| refused(&args.name, why, &session))?;
    rejudge(&mut session, cx)?;
    answer(&member, &session, cx)
}

fn set(args: &Set, mut session: Session, cx: &mut Context) -> Result<(), Error> {
    let (_, actor) = session.me()?;
    let (id, addresses) = (session.member(&args.name)?.id, own_addresses(&args.address)?);
    not_shared(&addresses, &session)?;
    let change = Change {
        login: args.login.clone(),
        addresses: Some(addresses).filter(|addresses| !addresses.is_empty()),
        role: args.role,
        time_zone: args.time_zone.map(|ZoneOrTeam(zone)| zone),
    };
    let set = session.ledger.set_member(id, &change, actor, session.now)?;
    let member = set.map_err(|why| refused(&session.team.name(id), why, &session))?;
    rejudge(&mut session, cx)?;
    answer(&member, &session, cx)
}

fn refused(name: &str, why: NotChanged, session: &Session) -> Error {
    refusal::unmade(name, why, &session.view())
}

/// A shared address is nobody's own: what is sent from it is told apart by the name beside it.
fn not_shared(addresses: &[String], session: &Session) -> Result<(), Error> {
    let Some(config) = &session.config else { return Ok(()) };
    let us = session.us(config);
    let is_shared =
        |address: &&String| us.shared.iter().any(|inbox| inbox.addresses.contains(address));
    match addresses.iter().find(is_shared) {
        None => Ok(()),
        Some(shared) => {
            Err(Error::usage(format!("{shared} is a shared inbox, not a member's own address"))
                .hint("give the address that the member has apart from it, or none"))
        }
    }
}

/// Mail that is in the ledger already may be this member's.
fn rejudge(session: &mut Session, cx: &mut Context) -> Result<(), Error> {
    session.team = session.ledger.team()?;
    let Some(config) = session.config.clone() else { return Ok(()) };
    let us = session.us(&config);
    match session.ledger.rejudge(&us, session.now)? {
        0 => {}
        1 => cx.tell("1 message is judged anew: who wrote it, and which way it goes"),
        n => {
            cx.tell(&format!(
                "{n} messages are judged anew: who wrote them, and which way they go"
            ));
        }
    }
    Ok(())
}

const HEADER: [&str; 6] = ["name", "role", "login", "addresses", "grants", "time zone"];

fn list(session: &Session, cx: &mut Context) -> Result<(), Error> {
    if cx.globals.json {
        let members: Vec<Value> =
            session.team.iter().map(|member| value(member, session)).collect();
        return cx.print(&json::answer(json!({ "members": members })));
    }
    let rows: Vec<_> = session.team.iter().map(|member| row(member, session)).collect();
    cx.print(&table::render(&HEADER, &rows, cx.form())?)
}

fn show(args: &Show, session: &Session, cx: &mut Context) -> Result<(), Error> {
    answer(session.anyone(&args.name)?, session, cx)
}

fn answer(member: &Member, session: &Session, cx: &mut Context) -> Result<(), Error> {
    if cx.globals.json {
        return cx.print(&json::answer(value(member, session)));
    }
    let addresses = match member.addresses.as_slice() {
        [] => "no address".to_owned(),
        addresses => addresses.join(", "),
    };
    let Member { name, login, role, time_zone, .. } = member;
    let mut sentence = format!("{name} is {role}, login {login}, {addresses}");
    if let Some(zone) = time_zone {
        sentence += &format!(", time zone {zone}");
    }
    if let Some(grants) = grants(member, session) {
        sentence += &format!("; beyond that: {grants}");
    }
    if let Some(left_at) = member.left_at {
        sentence = format!("{name} left {}; {addresses}", session.view().when(left_at));
    }
    cx.say(&safe::line(&sentence))
}

fn row(member: &Member, session: &Session) -> Vec<table::Cell> {
    let Member { name, login, role, addresses, .. } = member;
    let mut row: Vec<table::Cell> =
        [name.clone(), role.to_string(), login.clone(), addresses.join(" ")].map(Some).into();
    row.push(grants(member, session));
    row.push(member.time_zone.map(|zone| zone.name().to_owned()));
    row
}

/// "export until Thu 24 Dec", where there are any.
fn grants(member: &Member, session: &Session) -> Option<String> {
    let view = session.view();
    let granted = session.team.granted(member.id, session.now);
    let grants: Vec<String> =
        granted.map(|grant| format!("{} until {}", grant.power, view.when(grant.until))).collect();
    (!grants.is_empty()).then(|| grants.join(", "))
}

fn value(member: &Member, session: &Session) -> Value {
    let Member { name, login, role, addresses, time_zone, left_at, .. } = member;
    let granted = session.team.granted(member.id, session.now);
    let grants: Vec<Value> = granted
        .map(|grant| json!({ "power": grant.power.word(), "until": json::time(grant.until) }))
        .collect();
    json!({
        "member": name, "login": login, "role": role.word(), "addresses": addresses,
        "time_zone": time_zone.map(|zone| zone.name()), "grants": grants, "left_at": left_at.map(json::time),
    })
}
