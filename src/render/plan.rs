//! What falls into an absence and who would hold it, for people and for scripts.

use super::absence::{self, Told};
use super::table::{self, Cell, Form};
use super::{View, json, safe};
use crate::domain::absence::{Falls, Gap, Holder, Plan, What};
use crate::domain::ids::{MemberId, ThreadId};
use crate::error::Error;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Columns of a subject where there is no terminal to say how much room there is.
const WIDEST_SUBJECT: usize = 32;

/// What is true once an absence is entered: "maya is away until Fri 2 Jan, covered by jordan; 12 open threads".
pub fn sentences(plan: &Plan, view: &View) -> Vec<String> {
    let owned: Vec<&Falls> = plan.falls.iter().filter(|falls| falls.what == What::Owns).collect();
    let absence = absence::sentence(&plan.absence, &view.policy.absences, view);
    let mut lines = vec![format!("{absence}; {}", absence::threads(owned.len()))];
    let see = match plan.gaps.is_empty() {
        true => String::new(),
        false => format!(": see baton away --plan {}", view.member(plan.absence.member)),
    };
    if plan.absence.cover.is_none() && !owned.is_empty() {
        lines.push(format!("without a cover {}{see}", shares(&owned, view)));
    } else if !plan.gaps.is_empty() {
        lines.push(format!("{}{see}", gap_count(plan)));
    }
    lines
}

/// "jordan, the backup, acts for 2; nobody acts for 3": at the beginning of the absence.
fn shares(owned: &[&Falls], view: &View) -> String {
    let mut counts: BTreeMap<(bool, Option<MemberId>), usize> = BTreeMap::new();
    for falls in owned {
        let member = falls.holders.first().and_then(|holder| holder.member);
        *counts.entry((member.is_none(), member)).or_default() += 1;
    }
    let share = |((_, member), count): (&(bool, Option<MemberId>), &usize)| match member {
        Some(member) => format!("{}, the backup, acts for {count}", view.member(*member)),
        None => format!("nobody acts for {count}"),
    };
    counts.iter().map(share).collect::<Vec<_>>().join("; ")
}

/// "nobody acts for 2 threads at some time of it"
pub fn gap_count(plan: &Plan) -> String {
    let mut threads: Vec<ThreadId> =
        plan.gaps.iter().flat_map(|gap| gap.threads.iter().copied()).collect();
    threads.sort_unstable();
    threads.dedup();
    match threads.len() {
        1 => format!("nobody acts for thread {} at some time of it", threads[0]),
        n => format!("nobody acts for {n} threads at some time of it"),
    }
}

/// The whole plan.
pub fn text(plan: &Plan, view: &View, form: Form) -> Result<String, Error> {
    let absence = absence::sentence(&plan.absence, &view.policy.absences, view);
    let mut out = format!("plan: {absence}\n");
    if plan.falls.is_empty() {
        return Ok(out + "nothing falls into it\n");
    }
    out += "\n";
    out += &table(plan, view, form)?;
    for gap in &plan.gaps {
        out += &format!("\ngap: {}\n     {}\n", self::gap(gap, view), settle(gap, view));
    }
    Ok(out)
}

/// What falls into it, one a line.
pub fn table(plan: &Plan, view: &View, form: Form) -> Result<String, Error> {
    let people = matches!(form, Form::Aligned { .. });
    let rows: Vec<Vec<Cell>> = plan
        .falls
        .iter()
        .map(|falls| {
            let subject = match people {
                true => safe::cut(&safe::line(&falls.subject), WIDEST_SUBJECT),
                false => falls.subject.clone(),
            };
            vec![
                Some(falls.thread.to_string()),
                Some(subject),
                Some(what(&falls.what, view)),
                Some(held(&falls.holders, view)),
            ]
        })
        .collect();
    table::render(&["thread", "subject", "what", "held by"], &rows, form)
}

fn what(what: &What, view: &View) -> String {
    match what {
        What::Owns => "owner".to_owned(),
        What::BacksUp => "backup".to_owned(),
        What::Covers { of } => format!("covers {}", view.member(*of)),
        What::Task { title, due } => format!("\"{title}\" due {}", view.when(*due)),
        What::WaitEnds { at } => format!("wait ends {}", view.when(*at)),
        What::Offered { by, lapses_at } => {
            format!("offered by {}, lapses {}", view.member(*by), view.when(*lapses_at))
        }
    }
}

/// "jordan; from Mon 28 Dec sam; from Thu 31 Dec nobody"
fn held(holders: &[Holder], view: &View) -> String {
    let name = |member: Option<MemberId>| {
        member.map_or_else(|| "nobody".to_owned(), |member| view.member(member))
    };
    let later =
        |holder: &Holder| format!("from {} {}", view.from(holder.from), name(holder.member));
    let first = holders.first().map(|holder| name(holder.member));
    first.into_iter().chain(holders.iter().skip(1).map(later)).collect::<Vec<_>>().join("; ")
}

/// "from Mon 28 Dec until Wed 30 Dec nobody acts for 4, 7: maya is away …, jordan is away …"
fn gap(gap: &Gap, view: &View) -> String {
    let from = match gap.from > view.now {
        true => format!("from {}", view.from(gap.from)),
        false => "from now on".to_owned(),
    };
    let until = gap.until.map(|until| format!(" until {}", view.until(until))).unwrap_or_default();
    let threads = gap.threads.iter().map(ThreadId::to_string).collect::<Vec<_>>().join(", ");
    let mut why: Vec<String> = Vec::new();
    for absence in &gap.away {
        let cover = match absence.cover {
            Some(cover) => format!(", covered by {}", view.member(cover)),
            None => " without a cover".to_owned(),
        };
        let away = absence::away(absence, view) + &cover;
        if !why.contains(&away) {
            why.push(away);
        }
    }
    match (gap.owner, gap.backup) {
        (None, _) => why.push("it has no owner".to_owned()),
        (_, None) => why.push("there is no backup".to_owned()),
        _ => {}
    }
    format!("{from}{until} nobody acts for {threads}: {}", why.join("; "))
}

/// What to type.
fn settle(gap: &Gap, view: &View) -> String {
    let threads = gap.threads.iter().map(ThreadId::to_string).collect::<Vec<_>>().join(" ");
    let there: Vec<String> = view
        .team
        .iter()
        .filter(|member| view.policy.absences.of(member.id, gap.from).is_none())
        .filter(|member| member.role >= crate::domain::member::Role::Agent)
        .map(|member| view.member(member.id))
        .collect();
    let there = match there.is_empty() {
        true => String::new(),
        false => format!("  # there then: {}", there.join(", ")),
    };
    match gap.owner {
        Some(owner) => {
            format!("baton assign {threads} {} --backup MEMBER{there}", view.member(owner))
        }
        None => format!("baton assign {threads} MEMBER{there}"),
    }
}

/// `away --plan`.
pub fn json(plan: &Plan, view: &View) -> String {
    let name = |member: MemberId| view.team.name(member);
    let falls: Vec<Value> = plan
        .falls
        .iter()
        .map(|falls| {
            let (word, of, text, at) = match &falls.what {
                What::Owns => ("owner", None, None, None),
                What::BacksUp => ("backup", None, None, None),
                What::Covers { of } => ("cover", Some(*of), None, None),
                What::Task { title, due } => ("task", None, Some(title.as_str()), Some(*due)),
                What::WaitEnds { at } => ("wait", None, None, Some(*at)),
                What::Offered { by, lapses_at } => ("handoff", Some(*by), None, Some(*lapses_at)),
            };
            let holders: Vec<Value> = falls
                .holders
                .iter()
                .map(|holder| {
                    json!({
                        "member": holder.member.map(name), "from": json::time(holder.from),
                        "until": holder.until.map(json::time),
                    })
                })
                .collect();
            json!({
                "thread": falls.thread.0, "subject": falls.subject, "what": word, "of": of.map(name),
                "text": text, "at": at.map(json::time), "holders": holders,
            })
        })
        .collect();
    let gaps: Vec<Value> = plan.gaps.iter().map(|gap| gap_shape(gap, view)).collect();
    let absence = Told { absence: plan.absence, note: None, written: false };
    json::answer(json!({
        "absence": absence::shape(&absence, view), "falls": falls, "gaps": gaps,
    }))
}

fn gap_shape(gap: &Gap, view: &View) -> Value {
    let threads: Vec<i64> = gap.threads.iter().map(|thread| thread.0).collect();
    json!({
        "from": json::time(gap.from), "until": gap.until.map(json::time), "threads": threads,
        "owner": gap.owner.map(|owner| view.team.name(owner)),
        "backup": gap.backup.map(|backup| view.team.name(backup)), "text": self::gap(gap, view),
    })
}

/// `away`: the absence, how many open threads are the member's, and for which nobody acts at some time of it.
pub fn entered_json(told: &Told, plan: &Plan, view: &View) -> String {
    let owned = plan.falls.iter().filter(|falls| falls.what == What::Owns).count();
    let gaps: Vec<Value> = plan.gaps.iter().map(|gap| gap_shape(gap, view)).collect();
    json::answer(json!({
        "absences": [absence::shape(told, view)], "open_threads": owned, "gaps": gaps,
    }))
}
