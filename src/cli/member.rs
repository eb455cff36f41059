use super::args::{one_of, own_addresses};
use super::context::Context;
use super::session::Session;
use crate::domain::access::Power;
use crate::domain::member::{self, Member, Role};
use crate::error::Error;
use crate::render::{json, safe, table};
use serde_json::{Value, json};

/// Add, list, show and change the members of the team
#[derive(clap::Subcommand)]
pub enum Command {
    Add(Add),
    List(List),
    Show(Show),
    Set(Set),
}

/// Add a member
///
/// Mail that is in the ledger already is judged anew: what came from these addresses is ours.
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
}

/// List the members
#[derive(clap::Args)]
pub struct List {}

/// Show one member
#[derive(clap::Args)]
pub struct Show {
    /// The member; me is you
    name: String,
}

/// Change a member's login, addresses or role
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
}

pub fn run(command: &Command, cx: &mut Context) -> Result<(), Error> {
    let session = cx.open()?;
    match command {
        Command::Add(args) => add(args, session, cx),
        Command::List(_) => list(&session, cx),
        Command::Show(args) => show(args, &session, cx),
        Command::Set(args) => set(args, session, cx),
    }
}

fn add(args: &Add, mut session: Session, cx: &mut Context) -> Result<(), Error> {
    let actor = session.permitted(Power::Members, "change members")?;
    member::check_name(&args.name).map_err(Error::usage)?;
    let login = args.login.as_ref().unwrap_or(&args.name);
    let addresses = own_addresses(&args.address)?;
    not_shared(&addresses, &session)?;
    let added =
        session.ledger.add_member(&args.name, login, &addresses, args.role, actor, session.now)?;
    let member = added.map_err(Error::refused)?;
    rejudge(&mut session, cx)?;
    answer(&member, cx)
}

fn set(args: &Set, mut session: Session, cx: &mut Context) -> Result<(), Error> {
    let actor = session.permitted(Power::Members, "change members")?;
    let (id, addresses) = (session.member(&args.name)?.id, own_addresses(&args.address)?);
    not_shared(&addresses, &session)?;
    let set = session.ledger.set_member(id, actor, session.now, |team, member| {
        let demoted =
            member.role == Role::Admin && args.role.is_some_and(|role| role != Role::Admin);
        if demoted && team.iter().filter(|member| member.role == Role::Admin).count() == 1 {
            return Err(Error::refused(format!("{} is the only admin", member.name))
                .hint("make somebody else an admin first: baton member set NAME --role admin"));
        }
        member.login.clone_from(args.login.as_ref().unwrap_or(&member.login.clone()));
        member.role = args.role.unwrap_or(member.role);
        if !addresses.is_empty() {
            member.addresses.clone_from(&addresses);
        }
        Ok(())
    })?;
    let member = set?;
    rejudge(&mut session, cx)?;
    answer(&member, cx)
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
    match session.ledger.rejudge(&us)? {
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

fn list(session: &Session, cx: &mut Context) -> Result<(), Error> {
    if cx.globals.json {
        let members: Vec<Value> = session.team.iter().map(value).collect();
        return cx.print(&json::answer(json!({ "members": members })));
    }
    let rows: Vec<_> = session.team.iter().map(row).collect();
    cx.print(&table::render(&["name", "role", "login", "addresses"], &rows, cx.form())?)
}

fn show(args: &Show, session: &Session, cx: &mut Context) -> Result<(), Error> {
    answer(session.member(&args.name)?, cx)
}

fn answer(member: &Member, cx: &mut Context) -> Result<(), Error> {
    if cx.globals.json {
        return cx.print(&json::answer(value(member)));
    }
    let addresses = match member.addresses.as_slice() {
        [] => "no address".to_owned(),
        addresses => addresses.join(", "),
    };
    let Member { name, login, role, .. } = member;
    cx.say(&safe::line(&format!("{name} is {role}, login {login}, {addresses}")))
}

fn row(member: &Member) -> Vec<table::Cell> {
    let Member { name, login, role, addresses, .. } = member;
    [name.clone(), role.to_string(), login.clone(), addresses.join(" ")].map(Some).into()
}

fn value(member: &Member) -> Value {
    let Member { name, login, role, addresses, .. } = member;
    json!({ "member": name, "login": login, "role": role.word(), "addresses": addresses })
}
