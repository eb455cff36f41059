//! `baton customer`: the records of the people outside.

mod add;
mod dupes;
mod import;
mod link;
mod list;
mod merge;
pub mod reference;
mod set;
mod show;

use super::context::Context;
use super::session::Session;
use crate::domain::customer::{Card, Contact, Refused};
use crate::error::Error;
use crate::render::{customers, json};
use crate::store::CardChanged;
use clap::Subcommand;

/// Who your customers are: records made from mail, and what you know
#[derive(Subcommand)]
pub enum Command {
    List(list::Args),
    Show(show::Args),
    Add(add::Args),
    Set(set::Args),
    Dupes(dupes::Args),
    Merge(merge::Args),
    Link(link::Args),
    Import(import::Args),
}

pub fn run(command: &Command, cx: &mut Context) -> Result<(), Error> {
    match command {
        Command::List(args) => list::run(args, cx),
        Command::Show(args) => show::run(args, cx),
        Command::Add(args) => add::run(args, cx),
        Command::Set(args) => set::run(args, cx),
        Command::Dupes(args) => dupes::run(args, cx),
        Command::Merge(args) => merge::run(args, cx),
        Command::Link(args) => link::run(args, cx),
        Command::Import(args) => import::run(args, cx),
    }
}

/// What is known of somebody, as flags.
#[derive(clap::Args)]
pub struct Details {
    /// Company; "" takes back what was there, here and below
    #[arg(long, value_name = "TEXT")]
    company: Option<String>,
    /// What they do there
    #[arg(long, value_name = "TEXT")]
    role: Option<String>,
    /// Telephone number
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// lead, active, former, or a word of your own
    #[arg(long, value_name = "WORD")]
    status: Option<String>,
    /// Another mail address of theirs; may be repeated
    #[arg(long = "address", value_name = "ADDRESS")]
    addresses: Vec<String>,
    /// Tag to add, or to take off with - before it: --tag vip --tag=-new; may be repeated
    #[arg(long = "tag", value_name = "TAG", allow_hyphen_values = true)]
    tags: Vec<String>,
}

impl Details {
    /// The same, checked.
    fn contact(&self, name: Option<String>, cx: &mut Context) -> Result<Contact, Error> {
        let (mut tags, mut tags_removed) = (Vec::new(), Vec::new());
        for tag in &self.tags {
            let (word, list) = match tag.strip_prefix('-') {
                Some(word) => (word, &mut tags_removed),
                None => (tag.strip_prefix('+').unwrap_or(tag), &mut tags),
            };
            if word.is_empty() || word.contains(char::is_whitespace) || word.contains(',') {
                return Err(Error::usage(format!("\"{tag}\" is no tag: one word, such as vip")));
            }
            list.push(word.to_owned());
        }
        let (company, role) = (cx.maybe_masked(&self.company), cx.maybe_masked(&self.role));
        let (phone, status) = (cx.maybe_masked(&self.phone), cx.maybe_masked(&self.status));
        let name = cx.maybe_masked(&name);
        let addresses = super::args::own_addresses(&self.addresses)?;
        let contact = Contact { name, company, role, phone, status, addresses, tags, tags_removed };
        one_line(&contact)?;
        Ok(contact)
    }
}

/// What stands in lists is one line.
fn one_line(contact: &Contact) -> Result<(), Error> {
    let Contact { name, company, role, phone, status, .. } = contact;
    for text in [name, company, role, phone, status].into_iter().flatten() {
        if text.contains(['\n', '\r']) {
            return Err(Error::usage(format!("\"{}\" is more than one line", text.trim())));
        }
    }
    Ok(())
}

impl Command {
    /// Whether it reads a file that is named.
    pub fn reads_file(&self) -> bool {
        matches!(self, Command::Import(args) if args.reads_file())
    }
}

/// A shared inbox or a member is no customer.
fn not_ours(contact: &Contact, session: &Session) -> Result<(), Error> {
    let is_ours = ours(session);
    let ours = contact.addresses.iter().find(|address| is_ours(address));
    ours.map_or(Ok(()), |address| Err(Error::refused(is_ours_because(address))))
}

/// Says of an address whether it is an inbox's or a member's.
fn ours(session: &Session) -> impl Fn(&String) -> bool {
    let us = session.config.as_ref().map(|config| session.us(config));
    move |address| {
        us.as_ref().is_some_and(|us| us.is_shared(address))
            || session.team.iter().any(|member| member.addresses.contains(address))
    }
}

fn is_ours_because(address: &str) -> String {
    format!("{address} is ours: an inbox or a member has it")
}

fn refused(why: Refused, session: &Session) -> Error {
    customers::refusal(why, &session.view())
}

/// Says what is now true of a customer, or would be; or why it was refused.
pub fn tell_changed(
    outcome: Result<CardChanged, Refused>,
    dry_run: bool,
    session: &Session,
    cx: &mut Context,
) -> Result<(), Error> {
    tell(&outcome.map_err(|why| refused(why, session))?, dry_run, session, cx)
}

/// Says what is now true of a customer, or would be.
fn tell(
    changed: &CardChanged,
    dry_run: bool,
    session: &Session,
    cx: &mut Context,
) -> Result<(), Error> {
    let what = customers::what_is_new(&changed.entries, &session.view());
    tell_card(&changed.card, &what, dry_run, session, cx)
}

fn tell_card(
    card: &Card,
    what: &str,
    dry_run: bool,
    session: &Session,
    cx: &mut Context,
) -> Result<(), Error> {
    let view = session.view();
    if cx.globals.json {
        return cx.print(&json::answer(json::card(card, &view)));
    }
    let would = if dry_run { "would be: " } else { "" };
    cx.say(&format!("{would}{}{what}", customers::headline(card, &view)))
}
