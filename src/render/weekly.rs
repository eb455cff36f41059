//! What a week was like, and what the next one holds, in tables; in one line each where there is nothing to say.

use super::block::{Block, MOST_ROWS, more};
use super::digest::{change, thousands};
use super::threads::customer;
use super::{View, absence, json, notes, reason};
use crate::domain::absence::Absence;
use crate::domain::access::Grant;
use crate::domain::entry::Entry;
use crate::domain::ids::ThreadId;
use crate::domain::metrics::Period;
use crate::domain::note::OpenNote;
use crate::domain::review::weekly::{Miss, Numbers, Weekly};
use crate::domain::summary::Listed;
use chrono::Datelike;
use serde_json::{Value, json};
use std::collections::HashMap;

/// What the tables name beside the numbers of the week.
pub struct Beside<'a> {
    /// The threads that are named.
    pub threads: &'a HashMap<ThreadId, Listed>,
    /// The entries of the team, among them those that gave what ends soon.
    pub entries: &'a [Entry],
}

/// "week 47": the ISO week in which most of the seven days lie.
pub fn name(period: Period, view: &View) -> String {
    let middle = period.from + (period.to - period.from) / 2;
    format!("week {}", view.policy.calendar.day(middle).iso_week().week())
}

/// As text and HTML have them.
pub fn blocks(weekly: &Weekly, beside: &Beside, view: &View) -> Vec<Block> {
    vec![
        trends(weekly, view),
        misses(weekly, beside, view),
        expiring(weekly, beside, view),
        uncovered(weekly, view),
        to_look_at(weekly, view),
    ]
}

/// "2 promises missed, 1 power ends soon": what beside the sections needs someone.
pub fn summary(weekly: &Weekly) -> String {
    let count = |n: usize, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let parts = [
        count(weekly.misses.len(), "promise missed", "promises missed"),
        count(weekly.expiring.len(), "power ends soon", "powers end soon"),
        count(weekly.uncovered.len(), "absence without cover", "absences without cover"),
        count(weekly.notes.len(), "note to look at again", "notes to look at again"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn block(
    heading: &str,
    count: usize,
    header: &[&str],
    rows: Vec<Vec<String>>,
    none: &str,
) -> Block {
    if rows.is_empty() {
        let lines = vec![none.to_owned()];
        return Block { heading: heading.to_owned(), lines, ..Block::default() };
    }
    Block {
        heading: format!("{heading} ({count})"),
        lines: more(count, "baton review --weekly --json").into_iter().collect(),
        header: header.iter().map(|title| (*title).to_owned()).collect(),
        rows,
    }
}

fn trends(weekly: &Weekly, view: &View) -> Block {
    let heading = "The last seven days".to_owned();
    let quiet = Numbers::default();
    if weekly.numbers == quiet && weekly.before == quiet {
        let line = "nothing came in, went out or was closed in the last 14 days, and we owe nobody an answer";
        return Block { heading, lines: vec![line.to_owned()], ..Block::default() };
    }
    let (this, before) = (&weekly.numbers, &weekly.before);
    let count = |what: &str, this: usize, before: usize| {
        vec![what.to_owned(), thousands(this), thousands(before), change(this, before)]
    };
    let length = |what: &str, this: Option<i64>, before: Option<i64>| {
        let shown = |seconds: Option<i64>| {
            seconds.map_or_else(|| "-".to_owned(), |seconds| view.policy.calendar.age(seconds))
        };
        vec![what.to_owned(), shown(this), shown(before), String::new()]
    };
    let rows = vec![
        count("new threads", this.began, before.began),
        count("mails in", this.mails_in, before.mails_in),
        count("replies out", this.mails_out, before.mails_out),
        count("closed", this.closed, before.closed),
        count("reopened", this.reopened, before.reopened),
        count("first replies to them", this.answered, before.answered),
        length("half of them within", this.p50, before.p50),
        length("nine of ten within", this.p90, before.p90),
        count("not answered yet", this.unanswered, before.unanswered),
        count("answered twice", this.duplicates, before.duplicates),
        count("owed an answer at the end", this.backlog, before.backlog),
    ];
    let lines = vec![
        format!("{} to {}, beside the seven days before", view.when(weekly.period.from), view.when(weekly.period.to)),
        "first replies: in working time, to what customers wrote in those days; baton metrics --define".to_owned(),
    ];
    let header = ["", "now", "before", "change"].map(str::to_owned).to_vec();
    Block { heading, lines, header, rows }
}

fn misses(weekly: &Weekly, beside: &Beside, view: &View) -> Block {
    let row = |miss: &Miss| {
        let who = beside.threads.get(&miss.thread).map(customer).unwrap_or_default();
        let owner = miss.owner.map_or_else(|| "nobody".to_owned(), |owner| view.member(owner));
        let what = reason::promised(miss.target).to_owned();
        vec![miss.thread.to_string(), who, owner, what, view.when(miss.due), over(miss, view)]
    };
    let levels = &view.policy.resort.levels;
    let updates = levels.iter().any(|level| level.update_every.is_some());
    let none = match view.policy.slas.is_empty() && !updates {
        true => "nothing was promised: the config has no [[sla]]",
        false => "all that was promised was kept in time",
    };
    let header = ["thread", "customer", "owner", "promised", "due", "over"];
    let rows = weekly.misses.iter().take(MOST_ROWS).map(row).collect();
    block("SLA exceptions", weekly.misses.len(), &header, rows, none)
}

/// "3h"; "3h, still owed".
fn over(miss: &Miss, view: &View) -> String {
    let calendar = &view.policy.calendar;
    let to = miss.ended_at.unwrap_or(view.now);
    let over = calendar.age(calendar.working_seconds(miss.due, to));
    if miss.ended_at.is_some() { over } else { format!("{over}, still owed") }
}

fn expiring(weekly: &Weekly, beside: &Beside, view: &View) -> Block {
    let row = |grant: &Grant| {
        let (by, why) = given(*grant, beside.entries, view);
        vec![
            view.member(grant.member),
            grant.power.meaning().to_owned(),
            view.until(grant.until),
            by.unwrap_or_default(),
            why.unwrap_or_default(),
        ]
    };
    let none = format!("no power that was granted ends within {}", view.policy.expires_soon);
    let rows = weekly.expiring.iter().take(MOST_ROWS).map(row).collect();
    let header = ["member", "may", "until", "given by", "why"];
    block("Access that ends soon", weekly.expiring.len(), &header, rows, &none)
}

/// Who gave it, and why.
fn given(grant: Grant, entries: &[Entry], view: &View) -> (Option<String>, Option<String>) {
    let entry = entries.iter().find(|entry| entry.seq == grant.entry);
    let by = entry.and_then(|entry| entry.actor.member).map(|by| view.member(by));
    (by, entry.and_then(|entry| entry.words.reason.clone()))
}

fn uncovered(weekly: &Weekly, view: &View) -> Block {
    let heading = "Away without cover".to_owned();
    let line = |absence: &Absence| {
        let member = view.member(absence.member);
        let vacant = absence::vacant(absence, view);
        format!("{vacant}: baton away {member} --plan")
    };
    let mut lines: Vec<String> = weekly.uncovered.iter().map(line).collect();
    if lines.is_empty() {
        lines.push("nobody begins an absence in the coming seven days without a cover".to_owned());
    }
    Block { heading, lines, ..Block::default() }
}

fn to_look_at(weekly: &Weekly, view: &View) -> Block {
    let row = |open: &OpenNote| {
        let (who, subject) = notes::about(open);
        vec![
            notes::place(open),
            who.into_iter().chain(subject).collect::<Vec<_>>().join(": "),
            open.note.by.map_or_else(|| "baton".to_owned(), |by| view.member(by)),
            notes::first_line(&open.note),
            open.note.review_after.map(|after| view.when(after)).unwrap_or_default(),
        ]
    };
    let rows = weekly.notes.iter().take(MOST_ROWS).map(row).collect();
    let header = ["on", "about", "by", "note", "look again"];
    let none = "no note is due for another look in the coming seven days";
    block("Notes due for another look", weekly.notes.len(), &header, rows, none)
}

/// `weekly` of `review --weekly`.
pub fn json(weekly: &Weekly, beside: &Beside, view: &View) -> Value {
    let name = |member: Option<_>| member.map(|member| view.team.name(member));
    let misses: Vec<Value> = weekly.misses.iter().map(|miss| {
        let listed = beside.threads.get(&miss.thread);
        let customer = listed.and_then(|listed| listed.customer.as_ref());
        let to = miss.ended_at.unwrap_or(view.now);
        json!({
            "thread": miss.thread.0, "customer": customer.map(|customer| customer.id.0),
            "target": miss.target.word(), "since": json::time(miss.since), "due": json::time(miss.due),
            "owner": name(miss.owner), "ended_at": json::maybe_time(miss.ended_at),
            "over_working_seconds": view.policy.calendar.working_seconds(miss.due, to),
        })
    }).collect();
    let expiring: Vec<Value> = weekly
        .expiring
        .iter()
        .map(|grant| {
            let (by, why) = given(*grant, beside.entries, view);
            json!({
                "member": view.team.name(grant.member), "power": grant.power.word(),
                "until": json::time(grant.until), "granted_by": by, "why": why,
            })
        })
        .collect();
    let uncovered: Vec<Value> = weekly
        .uncovered
        .iter()
        .map(|absence| {
            json!({
                "member": view.team.name(absence.member), "from": json::time(absence.from),
                "until": json::maybe_time(absence.until), "cover": name(absence.cover),
            })
        })
        .collect();
    let notes: Vec<Value> = weekly
        .notes
        .iter()
        .map(|open| {
            let mut shape = json::note(&open.note, view);
            shape["thread"] = json!(open.thread.as_ref().map(|(thread, _)| thread.0));
            shape["customer"] = json!(open.customer.as_ref().map(|customer| customer.id.0));
            shape
        })
        .collect();
    json!({
        "from": json::time(weekly.period.from), "to": json::time(weekly.period.to),
        "numbers": numbers(&weekly.numbers), "before": numbers(&weekly.before),
        "misses": misses, "expiring": expiring, "uncovered": uncovered, "notes": notes,
    })
}

fn numbers(numbers: &Numbers) -> Value {
    json!({
        "new": numbers.began, "mails_in": numbers.mails_in, "replies_out": numbers.mails_out,
        "closed": numbers.closed, "reopened": numbers.reopened, "first_responses": numbers.answered,
        "p50": numbers.p50, "p90": numbers.p90, "unanswered": numbers.unanswered, "duplicates": numbers.duplicates, "backlog": numbers.backlog,
    })
}
