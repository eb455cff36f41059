//! How a thread counts in each number, and why it does not: `metrics --why`.

use super::json::{answer, maybe_time, time};
use super::metrics::hundredths;
use super::wrap::hanging;
use super::{View, safe};
use crate::domain::ids::{Seq, ThreadId};
use crate::domain::metrics::{InForce, Metric, Reason, Took, Value, untouched};
use crate::domain::money::Money;
use crate::domain::time::Timestamp;
use chrono::Datelike;
use serde_json::json;

/// What is to be told of a thread.
pub struct Counted<'a> {
    pub thread: ThreadId,
    pub subject: &'a str,
    /// Since when; since ever, unless given.
    pub from: Option<Timestamp>,
    pub to: Timestamp,
    pub reasons: &'a [Reason],
    /// The numbers of its messages: others are those of entries.
    pub messages: &'a [Seq],
    pub terms: &'a InForce,
}

/// For people, in lines that a terminal has room for.
pub fn text(told: &Counted, view: &View) -> String {
    let since = told.from.map_or(String::new(), |from| format!("from {} ", view.stamp(from)));
    let zone = view.policy.calendar.zone().name();
    let mut out = hanging(&format!("{}  {}", told.thread, safe::line(told.subject)), 0, 4);
    out.push(format!("{since}up to {} ({zone})", view.stamp(told.to)));
    let mut last = None;
    for reason in told.reasons {
        if last != Some(reason.metric) {
            let definition = reason.metric.definition();
            out.push(String::new());
            out.push(format!("{}: {}", definition.name, definition.title));
        }
        last = Some(reason.metric);
        out.extend(hanging(&line(reason, told, view), 2, 4));
    }
    let none: Vec<&str> = untouched(told.reasons).map(Metric::name).collect();
    if !none.is_empty() {
        out.push(String::new());
        out.extend(hanging(&format!("nothing of it is of the kind of {}", none.join(", ")), 0, 2));
    }
    out.join("\n") + "\n"
}

/// One sample in words: what, when, whose, by what.
fn line(reason: &Reason, told: &Counted, view: &View) -> String {
    let what = match reason.value {
        Value::One => format!("counts, {}", view.stamp(reason.at)),
        Value::Span(from, to) => {
            let took = Took::of(from, to, told.terms);
            let (working, wall) = (exact(took.working), exact(took.wall));
            let (from, to) = (view.stamp(from), view.stamp(to));
            format!("counts with {working} of working time, {wall} by the clock, {from} to {to}")
        }
        Value::Hit(true) => format!("counts: yes, {}", view.stamp(reason.at)),
        Value::Hit(false) => format!("counts: no, {}", view.stamp(reason.at)),
        Value::Score(score) => {
            format!("counts with {}, {}", hundredths(score), view.stamp(reason.at))
        }
        Value::Sum(sum, currency) => {
            let (sum, currency) = money(sum, currency);
            format!("counts with {sum} {currency}, {}", view.stamp(reason.at))
        }
        Value::Out(cause) => {
            format!("left out, {cause}: {}; {}", reason.metric.why(cause), view.stamp(reason.at))
        }
    };
    let owner =
        reason.owner.map_or("nobody's".to_owned(), |owner| format!("{}'s", view.member(owner)));
    let about = reason.about.map_or(String::new(), |seq| {
        let kind = if told.messages.contains(&seq) { "message" } else { "entry" };
        format!(", {kind} {seq}")
    });
    format!("{} {what}; {owner}{about}", week(reason, told))
}

/// "26h 05m", "45m 10s": who checks a number wants all of it.
fn exact(seconds: i64) -> String {
    match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
        (0, minutes, seconds) => format!("{minutes}m {seconds:02}s"),
        (hours, minutes, _) => format!("{hours}h {minutes:02}m"),
    }
}

/// The week that it is filed under; the others follow from its time.
fn week(reason: &Reason, told: &Counted) -> String {
    // What is taken at the end of a period is of its last moment.
    let at =
        if reason.about.is_none() { reason.at - chrono::TimeDelta::seconds(1) } else { reason.at };
    let week = told.terms.calendar().day(at).iso_week();
    format!("{}-W{:02}", week.year(), week.week())
}

fn money(sum: i64, letters: [u8; 3]) -> (String, String) {
    let currency: String = letters.iter().copied().map(char::from).collect();
    (Money::new(sum, &currency).map_or_else(|| sum.to_string(), |money| money.number()), currency)
}

/// For scripts.
pub fn json(told: &Counted, view: &View) -> String {
    let reasons: Vec<_> = told
        .reasons
        .iter()
        .map(|reason| {
            let is_message = reason.about.is_some_and(|about| told.messages.contains(&about));
            let message = reason.about.filter(|_| is_message).map(|seq| seq.0);
            let entry = reason.about.filter(|_| !is_message).map(|seq| seq.0);
            let mut shape = json!({
                "metric": reason.metric.name(),
                "counts": !matches!(reason.value, Value::Out(_)),
                "at": time(reason.at),
                "week": week(reason, told),
                "owner": reason.owner.map(|owner| view.team.name(owner)),
                "message": message,
                "entry": entry,
                "cause": null,
            });
            match reason.value {
                Value::One => {}
                Value::Span(from, to) => {
                    let took = Took::of(from, to, told.terms);
                    shape["from"] = time(from);
                    shape["to"] = time(to);
                    shape["working_seconds"] = json!(took.working);
                    shape["wall_seconds"] = json!(took.wall);
                }
                Value::Hit(hit) => shape["hit"] = json!(hit),
                Value::Score(score) => shape["score"] = json!(score as f64 / 100.0),
                Value::Sum(sum, currency) => {
                    let (sum, currency) = money(sum, currency);
                    shape["sum"] = json!(sum);
                    shape["currency"] = json!(currency);
                }
                Value::Out(cause) => {
                    shape["cause"] = json!(cause);
                    shape["why"] = json!(reason.metric.why(cause));
                }
            }
            shape
        })
        .collect();
    answer(json!({
        "thread": told.thread.0,
        "subject": told.subject,
        "from": maybe_time(told.from),
        "to": time(told.to),
        "time_zone": view.policy.calendar.zone().name(),
        "reasons": reasons,
        "untouched": untouched(told.reasons).map(Metric::name).collect::<Vec<_>>(),
    }))
}
