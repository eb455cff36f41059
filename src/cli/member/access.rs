use super::super::context::Context;
use super::super::session::Session;
use crate::domain::access::{Grant, Power, Right};
use crate::domain::entry::Entry;
use crate::domain::member::Member;
use crate::error::Error;
use crate::render::json;
use crate::render::table::{self, Cell, Form};
use serde_json::{Value, json};

/// Show who may do what, why, and until when
///
/// By role, or by a grant and what it was given for. What is not listed they may not.
#[derive(clap::Args)]
pub struct Args {
    /// Only this member; me is you
    #[arg(value_name = "MEMBER")]
    name: Option<String>,
}

/// One member, and one thing that they may do.
struct Line<'a> {
    member: &'a Member,
    power: Power,
    right: Right,
}

pub fn run(args: &Args, session: &Session, cx: &mut Context) -> Result<(), Error> {
    let only = args.name.as_deref().map(|name| session.member(name).map(|m| m.id)).transpose()?;
    let members = session.team.iter().filter(|member| only.is_none_or(|id| id == member.id));
    let lines: Vec<Line> = members
        .flat_map(|member| Power::ALL.map(|power| (member, power)))
        .filter_map(|(member, power)| {
            let right = session.team.right(member.id, power, session.now)?;
            Some(Line { member, power, right })
        })
        .collect();
    let entries = session.ledger.team_entries()?;
    if cx.globals.json {
        let access: Vec<Value> = lines.iter().map(|line| shape(line, &entries, session)).collect();
        return cx.print(&json::answer(json!({ "access": access })));
    }
    let form = cx.form();
    let rows: Vec<Vec<Cell>> =
        lines.iter().map(|line| row(line, &entries, form, session)).collect();
    cx.print(&table::render(&["who", "may", "why", "until"], &rows, form)?)
}

fn row(line: &Line, entries: &[Entry], form: Form, session: &Session) -> Vec<Cell> {
    let for_people = matches!(form, Form::Aligned { .. });
    let may = if for_people { line.power.meaning() } else { line.power.word() };
    let (why, until) = match line.right {
        Right::Role(role) => (format!("by role ({role})"), None),
        Right::Grant(grant) => {
            let until = match for_people {
                true => session.view().when(grant.until),
                false => grant.until.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            };
            (granted(grant, entries, session), Some(until))
        }
    };
    vec![Some(line.member.name.clone()), Some(may.to_owned()), Some(why), until]
}

/// "granted by ada on 2026-03-02: quarterly audit"
fn granted(grant: Grant, entries: &[Entry], session: &Session) -> String {
    let Some(entry) = given_by(grant, entries) else { return "granted".to_owned() };
    let by = entry.actor.member.map_or_else(|| "baton".to_owned(), |by| session.team.name(by));
    let day = session.policy.calendar.day(entry.at);
    let why = entry.words.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
    format!("granted by {by} on {day}{why}")
}

fn given_by(grant: Grant, entries: &[Entry]) -> Option<&Entry> {
    entries.iter().find(|entry| entry.seq == grant.entry)
}

fn shape(line: &Line, entries: &[Entry], session: &Session) -> Value {
    let (role, grant) = match line.right {
        Right::Role(role) => (Some(role.word()), None),
        Right::Grant(grant) => (None, Some(grant)),
    };
    let entry = grant.and_then(|grant| given_by(grant, entries));
    json!({
        "member": line.member.name,
        "power": line.power.word(),
        "role": role,
        "until": grant.map(|grant| json::time(grant.until)),
        "entry": grant.map(|grant| grant.entry.0),
        "granted_by": entry.and_then(|e| e.actor.member).map(|by| session.team.name(by)),
        "granted_at": entry.map(|entry| json::time(entry.at)),
        "why": entry.and_then(|entry| entry.words.reason.clone()),
    })
}
