//! The leads' digest beside its sections: who has how much, which replies are at risk, what lapses today.

use super::block::{Block, MOST_ROWS, more};
use super::reason;
use super::table::Cell;
use super::threads::customer;
use super::{View, absence, headline, safe};
use crate::domain::review::leads::{Leads, Load, Risk};
use crate::domain::summary::Listed;
use serde_json::{Value, json};

/// What has all of it.
const WHOLE: &str = "baton review --leads --json";

/// Columns of a name in a table: what stands behind it matters more.
const WIDEST_NAME: usize = 20;

/// As text and HTML have them.
pub fn blocks(leads: &Leads, view: &View) -> Vec<Block> {
    let lapsing = (!leads.lapsing.is_empty()).then(|| self::lapsing(&leads.lapsing, view));
    [loads(leads, view), risks(leads, view)].into_iter().chain(lapsing).collect()
}

/// "3 at risk, 1 handoff lapses today": what beside the sections needs someone.
pub fn summary(leads: &Leads) -> String {
    let risks = Some(leads.risks.len()).filter(|n| *n > 0).map(|n| format!("{n} at risk"));
    let lapsing = match leads.lapsing.len() {
        0 => None,
        1 => Some("1 handoff lapses today".to_owned()),
        n => Some(format!("{n} handoffs lapse today")),
    };
    risks.into_iter().chain(lapsing).collect::<Vec<_>>().join(", ")
}

const EXPLAINED: &str = "open: we owe the customer something, of so many at most; late, soon: by what was promised; \
    oldest: how long a customer has waited, in working time";

fn loads(leads: &Leads, view: &View) -> Block {
    let header =
        ["owner", "open", "waits", "late", "soon", "overdue", "stale", "oldest", "away until"];
    let limit = view.policy.load_limit;
    let row = |load: &Load| {
        let many = |n: usize| if n == 0 { String::new() } else { n.to_string() };
        let open = match limit.filter(|_| load.owner.is_some()) {
            Some(limit) => format!("{}/{limit}", load.open),
            None => load.open.to_string(),
        };
        let counts = [load.waiting, load.late, load.soon, load.overdue, load.stale];
        let mut row = vec![owner(load, view), open];
        row.extend(counts.map(many));
        row.push(load.oldest.map(|since| view.age(since)).unwrap_or_default());
        row.push(away(load, view).unwrap_or_default());
        row
    };
    Block {
        heading: "Who has what".to_owned(),
        lines: vec![EXPLAINED.to_owned()],
        header: header.map(str::to_owned).to_vec(),
        rows: leads.loads.iter().map(row).collect(),
    }
}

fn owner(load: &Load, view: &View) -> String {
    load.owner.map_or_else(|| "nobody".to_owned(), |owner| view.member(owner))
}

/// "Fri 27 Nov (jordan)": until when, and who stands in. It is the last column, which a terminal cuts.
fn away(load: &Load, view: &View) -> Option<String> {
    let until = load.away?.until.map_or_else(|| "open end".to_owned(), |until| view.until(until));
    let cover = load.cover.map_or_else(|| "nobody".to_owned(), |cover| view.member(cover));
    Some(format!("{until} ({cover})"))
}

fn risks(leads: &Leads, view: &View) -> Block {
    let heading = match leads.risks.len() {
        0 => "Response risk".to_owned(),
        n => format!("Response risk ({n})"),
    };
    if leads.risks.is_empty() {
        let line = "no promise is due by the end of the next working day, and no customer waits for who is away or has too much";
        return Block { heading, lines: vec![line.to_owned()], ..Block::default() };
    }
    let row = |risk: &Risk| {
        let due = risk.deadline.map(|deadline| view.when(deadline.due)).unwrap_or_default();
        let summary = &risk.listed.summary;
        let owner = summary.owner.map_or_else(|| "nobody".to_owned(), |owner| view.member(owner));
        vec![
            summary.thread.to_string(),
            safe::cut(&safe::line(&customer(risk.listed)), WIDEST_NAME),
            owner,
            due,
            in_short(risk, view),
        ]
    };
    Block {
        heading,
        lines: more(leads.risks.len(), WHOLE).into_iter().collect(),
        header: ["thread", "customer", "owner", "due", "why"].map(str::to_owned).to_vec(),
        rows: leads.risks.iter().take(MOST_ROWS).map(row).collect(),
    }
}

/// "owner away; first reply 2h over"
fn in_short(risk: &Risk, view: &View) -> String {
    let away = risk.away.map(|_| "owner away".to_owned());
    let load = risk.load.map(|open| format!("{open} open"));
    let promised = risk.deadline.map(|deadline| reason::distance(deadline, view));
    away.into_iter().chain(load).chain(promised).collect::<Vec<_>>().join("; ")
}

/// "first reply 2h over; maya is away until Fri 27 Nov, covered by jordan"
fn why(risk: &Risk, view: &View) -> String {
    let summary = &risk.listed.summary;
    let promised = risk.deadline.map(|deadline| reason::distance(deadline, view));
    let away = risk.away.map(|away| absence::sentence(&away, &view.policy.absences, view));
    let load = risk.load.zip(summary.owner).zip(view.policy.load_limit);
    let load = load.map(|((open, owner), limit)| {
        format!("{} has {open} open, more than {limit}", view.member(owner))
    });
    promised.into_iter().chain(away).chain(load).collect::<Vec<_>>().join("; ")
}

fn lapsing(threads: &[&Listed], view: &View) -> Block {
    let lines = threads.iter().take(MOST_ROWS).filter_map(|listed| {
        let offer = listed.summary.open_offer(view.now)?;
        let to = headline::receivers(offer.receivers(), view);
        let (from, at) = (view.member(offer.from), view.when(offer.lapses_at));
        Some(format!("{} {}: {from} to {to}, lapses {at}", listed.summary.thread, customer(listed)))
    });
    let lines: Vec<String> = lines.chain(more(threads.len(), WHOLE)).collect();
    let heading = format!("Handoffs that lapse today ({})", threads.len());
    Block { heading, lines, ..Block::default() }
}

/// The names of the columns of [`rows`].
pub const COLUMNS: [&str; 11] = [
    "owner",
    "open",
    "waiting",
    "limit",
    "late",
    "soon",
    "overdue",
    "stale",
    "oldest_unanswered_at",
    "away_until",
    "cover",
];

/// For scripts: one row an owner; who is nobody has no name.
pub fn rows(leads: &Leads, view: &View) -> Vec<Vec<Cell>> {
    let row = |load: &Load| {
        let [late, soon, overdue, stale] =
            [load.late, load.soon, load.overdue, load.stale].map(|n| Some(n.to_string()));
        let stamp =
            |at: crate::domain::time::Timestamp| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        vec![
            load.owner.map(|owner| view.member(owner)),
            Some(load.open.to_string()),
            Some(load.waiting.to_string()),
            load.owner.and(view.policy.load_limit).map(|limit| limit.to_string()),
            late,
            soon,
            overdue,
            stale,
            load.oldest.map(stamp),
            load.away.and_then(|away| away.until).map(stamp),
            load.cover.map(|cover| view.member(cover)),
        ]
    };
    leads.loads.iter().map(row).collect()
}

/// `leads` of `review --leads`.
pub fn json(leads: &Leads, view: &View) -> Value {
    let name = |member: Option<_>| member.map(|member| view.team.name(member));
    let time = super::json::maybe_time;
    let owners: Vec<Value> = leads.loads.iter().map(|load| json!({
        "owner": name(load.owner), "open": load.open, "waiting": load.waiting,
        "limit": load.owner.and(view.policy.load_limit), "late": load.late, "soon": load.soon, "overdue": load.overdue,
        "stale": load.stale, "oldest_unanswered_at": time(load.oldest),
        "oldest_unanswered_working_seconds": load.oldest.map(|since| view.policy.age(since, view.now)),
        "away": load.away.is_some(), "away_until": time(load.away.and_then(|away| away.until)),
        "cover": name(load.cover),
    })).collect();
    let risks: Vec<Value> = leads
        .risks
        .iter()
        .map(|risk| {
            let summary = &risk.listed.summary;
            json!({
                "thread": summary.thread.0,
                "customer": risk.listed.customer.as_ref().map(|customer| customer.id.0),
                "owner": name(summary.owner),
                "target": risk.deadline.map(|deadline| deadline.target.word()),
                "due": time(risk.deadline.map(|deadline| deadline.due)),
                "state": risk.deadline.map(|deadline| deadline.state.word()),
                "away": risk.away.is_some(), "over_limit": risk.load.is_some(),
                "reason": why(risk, view),
            })
        })
        .collect();
    let lapsing: Vec<Value> = leads.lapsing.iter().filter_map(|listed| {
        let offer = listed.summary.open_offer(view.now)?;
        let to: Vec<String> = offer.receivers().map(|to| view.team.name(to)).collect();
        Some(json!({
            "thread": listed.summary.thread.0, "from": view.team.name(offer.from), "offered_to": to,
            "lapses_at": super::json::time(offer.lapses_at),
        }))
    }).collect();
    json!({ "owners": owners, "risks": risks, "lapsing": lapsing })
}
