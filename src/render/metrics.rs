//! Numbers, with what was left out beside each.

use super::days;
use super::json::{answer, time};
use super::table::{self, Cell, Form};
use super::wrap::hanging;
use super::{View, quality, safe};
use crate::domain::days::Days;
use crate::domain::metrics::{
    By, Clock, Definition, Example, Key, Metric, NOTES, Period, Row, Shape, ten_thousandths,
};
use crate::domain::money::Money;
use crate::domain::quality::{DEFINITION, Quality};
use crate::domain::span;
use crate::error::Error;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Columns for scripts, with what stands in them. They are for ever: more may come behind.
pub const COLUMNS: [(&str, &str); 18] = [
    ("metric", "the number, as metrics --define names it"),
    (
        "by",
        "what it is about: all, 2026-11-22, 2026-W47, 2026-11, an inbox, tag, member or customer, mon 09",
    ),
    ("unit", "what n counts; seconds where spans are measured"),
    ("clock", "working or wall, where time is measured"),
    ("n", "how many were counted"),
    ("hits", "of shares: how many of n"),
    ("share", "hits divided by n, 0.0000 to 1.0000"),
    ("sum", "of amounts: their exact sum"),
    ("currency", "its ISO 4217 code"),
    ("p50", "half of n do not exceed this: whole seconds, or a score"),
    ("p90", "90 of 100 do not exceed this"),
    ("excluded", "how many were left out, by cause: automated:4 historic:1"),
    ("excluded_n", "how many were left out altogether"),
    ("gap", "yes where mail was not read for a part of the time"),
    ("examples", "with --examples: numbers of threads, with blanks between"),
    ("from", "where its time begins, UTC"),
    ("to", "where it ends, UTC, exclusive"),
    ("time_zone", "whose days and weeks these are"),
];

/// Numbers that belong together.
pub struct Report<'a> {
    pub rows: &'a [Row],
    pub period: Period,
    pub by: By,
    /// Examples were asked for.
    pub examples: bool,
    /// What the team said of its days.
    pub days: &'a Days,
    pub quality: &'a Quality,
}

impl Report<'_> {
    /// Does a gap in the mail that was read lie in the time of this number?
    fn has_gap(&self, row: &Row) -> bool {
        let inbox = match row.key {
            Key::Inbox(inbox) => inbox,
            _ => None,
        };
        self.quality.gap_in(row.period.from, row.period.to, inbox)
    }
}

/// What a row is about: `all`, `2026-W47`, a member's or an inbox's name, `-` for nobody.
pub fn key(key: &Key, view: &View) -> String {
    known(key, view).unwrap_or_else(|| "-".to_owned())
}

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub fn known(key: &Key, view: &View) -> Cell {
    match key {
        Key::All => Some("all".to_owned()),
        Key::Day(day) => Some(day.to_string()),
        Key::Week(year, week) => Some(format!("{year}-W{week:02}")),
        Key::Month(year, month) => Some(format!("{year}-{month:02}")),
        Key::Hour(day, hour) => Some(format!("{} {hour:02}", WEEKDAYS[*day as usize % 7])),
        Key::Owner(owner) => owner.map(|owner| view.team.name(owner)),
        Key::Inbox(inbox) => inbox.map(|inbox| view.inbox(inbox)),
        Key::Tag(tag) => tag.clone(),
        Key::Customer(customer) => customer.map(|customer| customer.to_string()),
    }
}

/// Numbers as a table: seconds for scripts, durations for people.
pub fn table(report: &Report, comments: bool, view: &View, form: Form) -> Result<String, Error> {
    match form {
        Form::Aligned { .. } => for_people(report, view, form),
        Form::Plain | Form::Csv => {
            let rows: Vec<_> =
                report.rows.iter().map(|row| for_scripts(row, report, view)).collect();
            let comments = if comments { self::comments(report, view) } else { String::new() };
            Ok(comments + &table::render(&COLUMNS.map(|(name, _)| name), &rows, form)?)
        }
    }
}

fn for_people(report: &Report, view: &View, form: Form) -> Result<String, Error> {
    let calendar = &view.policy.calendar;
    let (period, zone) = (report.period, calendar.zone().name());
    let quality = quality::lines(report.quality, view).join("\n");
    let head = format!(
        "{quality}\n\n{} to {} ({zone})\n\n",
        view.stamp(period.from),
        view.stamp(period.to)
    );
    let by = report.by != By::Nothing;
    let mut columns = vec!["metric", "by", "clock", "n", "p50", "p90", "value"];
    columns.retain(|column| by || *column != "by");
    let told = || report.rows.iter().filter(|row| row.n > 0 || !row.excluded.is_empty());
    let gaps = told().any(|row| report.has_gap(row));
    columns.extend(gaps.then_some("gap"));
    // What is cut at the end of a line is in --csv and --json.
    columns.push("excluded");
    let rows: Vec<_> = told()
        .map(|row| {
            let mut cells = cells_for_people(row, view);
            if !by {
                cells.remove(1);
            }
            if gaps {
                let mark = if report.has_gap(row) { quality::MARK } else { "" };
                cells.push(Some(mark.to_owned()));
            }
            cells.push(Some(excluded(row)));
            cells
        })
        .collect();
    let told: BTreeSet<Metric> = told().map(|row| row.metric).collect();
    let nothing: Vec<&str> =
        Metric::ALL.iter().filter(|one| !told.contains(one)).map(|one| one.name()).collect();
    let mut out = head;
    if !rows.is_empty() {
        out += &table::render(&columns, &rows, form)?;
    }
    if !nothing.is_empty() && report.by != By::Hour {
        let text = format!("nothing to count: {}", nothing.join(", "));
        let gap = if rows.is_empty() { "" } else { "\n" };
        out += &format!("{gap}{}", wrapped(&text, 0));
    }
    out += &format!("\nas it is now, at any time: {}\n", again(view));
    out += &days::beneath(report.days);
    Ok(out)
}

/// What prints a report of now at any time to come.
pub fn again(view: &View) -> String {
    format!("baton metrics replay --as-of {}", iso(view.now))
}

fn cells_for_people(row: &Row, view: &View) -> Vec<Cell> {
    let told = |value: Option<i64>| match (value, row.clock) {
        (None, None) => Some(String::new()),
        (None, Some(_)) => None,
        (Some(seconds), Some(Clock::Working)) => Some(view.policy.calendar.age(seconds)),
        (Some(seconds), Some(Clock::Wall)) => Some(span::human(seconds)),
        (Some(score), None) => Some(hundredths(score)),
    };
    let share = match (row.hits, &row.sum) {
        (Some(hits), _) if row.n > 0 => format!("{hits} ({}%)", (hits * 100 + row.n / 2) / row.n),
        (_, Some((sum, currency))) => amount(*sum, currency) + " " + currency,
        _ => String::new(),
    };
    vec![
        Some(row.metric.name().to_owned()),
        known(&row.key, view),
        Some(row.clock.map_or("", Clock::word).to_owned()),
        Some(row.n.to_string()),
        told(row.p50),
        told(row.p90),
        Some(share),
    ]
}

fn for_scripts(row: &Row, report: &Report, view: &View) -> Vec<Cell> {
    let number = |value: Option<i64>| match row.metric.shape() {
        Shape::Score => value.map(hundredths),
        _ => value.map(|value| value.to_string()),
    };
    let definition = row.metric.definition();
    let calendar = &view.policy.calendar;
    let period = row.period;
    let excluded_n: usize = row.excluded.values().sum();
    let share = row.hits.filter(|_| row.n > 0).map(|hits| share(ten_thousandths(hits, row.n)));
    let sum = row.sum.as_ref();
    [
        Some(definition.name.to_owned()),
        known(&row.key, view),
        Some(definition.unit.to_owned()),
        row.clock.map(|clock| clock.word().to_owned()),
        Some(row.n.to_string()),
        row.hits.map(|hits| hits.to_string()),
        share,
        sum.map(|(sum, currency)| amount(*sum, currency)),
        sum.map(|(_, currency)| currency.clone()),
        number(row.p50),
        number(row.p90),
        Some(excluded(row)),
        Some(excluded_n.to_string()),
        report.has_gap(row).then(|| "yes".to_owned()),
        Some(examples(&row.examples)).filter(|_| report.examples),
        Some(iso(period.from)),
        Some(iso(period.to)),
        Some(calendar.zone().name().to_owned()),
    ]
    .into_iter()
    .map(|cell| Some(cell.unwrap_or_default()))
    .collect()
}

fn iso(at: crate::domain::time::Timestamp) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn excluded(row: &Row) -> String {
    causes(&row.excluded)
}

/// `automated:4 historic:1`.
pub fn causes(excluded: &BTreeMap<&str, usize>) -> String {
    excluded.iter().map(|(cause, n)| format!("{cause}:{n}")).collect::<Vec<_>>().join(" ")
}

fn examples(examples: &[Example]) -> String {
    examples.iter().map(|example| example.thread.to_string()).collect::<Vec<_>>().join(" ")
}

/// Four places behind the point.
pub fn share(ten_thousandths: u64) -> String {
    format!("{}.{:04}", ten_thousandths / 10_000, ten_thousandths % 10_000)
}

/// "4.5" of 450.
pub fn hundredths(value: i64) -> String {
    let (sign, value) = (if value < 0 { "-" } else { "" }, value.unsigned_abs());
    let text = format!("{sign}{}.{:02}", value / 100, value % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Digits alone, in the decimals of the currency.
pub fn amount(sum: i64, currency: &str) -> String {
    Money::new(sum, currency).map_or_else(|| sum.to_string(), |money| money.number())
}

/// `metrics --json`.
pub fn json(report: &Report, view: &View) -> String {
    let rows: Vec<Value> = report.rows.iter().map(|row| row_json(row, report, view)).collect();
    let mut told: Vec<Metric> = report.rows.iter().map(|row| row.metric).collect();
    told.dedup();
    let definitions: Vec<Value> =
        told.into_iter().map(|metric| definition_json(metric.definition())).collect();
    answer(json!({
        "data_quality": quality::shape(report.quality, view),
        "from": time(report.period.from), "to": time(report.period.to),
        "time_zone": view.policy.calendar.zone().name(),
        "as_of": time(view.now),
        "metrics": rows,
        "definitions": definitions,
        "notes": NOTES,
        "annotations": days::annotation_shapes(&report.days.annotations, view),
        "experiments": days::experiment_shapes(&report.days.experiments, view),
    }))
}

fn row_json(row: &Row, report: &Report, view: &View) -> Value {
    let number = |value: Option<i64>| match row.metric.shape() {
        Shape::Score => json!(value.map(|value| value as f64 / 100.0)),
        _ => json!(value),
    };
    let definition = row.metric.definition();
    let mut shape = json!({
        "metric": definition.name, "by": key(&row.key, view),
        "unit": definition.unit, "clock": row.clock.map(Clock::word), "n": row.n,
    });
    if let Some(hits) = row.hits {
        shape["hits"] = json!(hits);
        shape["share"] = json!((row.n > 0).then(|| hits as f64 / row.n as f64));
    }
    if let Some((sum, currency)) = &row.sum {
        shape["sum"] = json!(amount(*sum, currency));
        shape["currency"] = json!(currency);
    }
    shape["p50"] = number(row.p50);
    shape["p90"] = number(row.p90);
    shape["excluded"] = json!(row.excluded);
    shape["gap"] = json!(report.has_gap(row));
    if report.by.is_by_time() {
        shape["from"] = time(row.period.from);
        shape["to"] = time(row.period.to);
    }
    if report.examples {
        let threads: Vec<i64> = row.examples.iter().map(|example| example.thread.0).collect();
        shape["examples"] = json!(threads);
    }
    shape
}

/// What the numbers of a report mean, in lines that begin with `#`.
fn comments(report: &Report, view: &View) -> String {
    let (period, zone) = (report.period, view.policy.calendar.zone().name());
    let head = format!("{} to {} ({zone})", iso(period.from), iso(period.to));
    let mut told: Vec<Metric> = report.rows.iter().map(|row| row.metric).collect();
    told.dedup();
    let each = told.iter().map(|metric| {
        let definition = metric.definition();
        format!("{} ({}): {}", definition.name, definition.unit, whole(definition))
    });
    let quality = quality::lines(report.quality, view).into_iter();
    let notes = [DEFINITION.to_owned(), NOTES.to_owned()];
    let again = format!("as it is now, at any time, with the same options: {}", again(view));
    let lines = quality.chain([head]).chain(each).chain(notes).chain([again]);
    lines.map(|line| format!("# {}\r\n", safe::line(&line))).collect()
}

/// A definition with what is left out.
pub fn whole(definition: &Definition) -> String {
    let causes: Vec<String> =
        definition.excludes.iter().map(|(cause, why)| format!("{why} ({cause})")).collect();
    match causes.is_empty() {
        true => definition.text.to_owned(),
        false => format!("{} Left out: {}.", definition.text, causes.join("; ")),
    }
}

fn wrapped(text: &str, margin: usize) -> String {
    hanging(text, margin, margin).join("\n") + "\n"
}

/// What every number means, or one.
pub fn definitions(which: Option<Metric>) -> String {
    let all: &[Metric] = &Metric::ALL;
    let these = which.as_ref().map_or(all, std::slice::from_ref);
    let each: Vec<String> = these
        .iter()
        .map(|metric| {
            let definition = metric.definition();
            let head = format!("{} ({}): {}", definition.name, definition.unit, definition.title);
            format!("{head}\n{}", wrapped(&whole(definition), 4))
        })
        .collect();
    format!("{}\n{}\n{}", each.join("\n"), wrapped(NOTES, 0), wrapped(DEFINITION, 0))
}

/// The same for scripts.
pub fn definitions_json(which: Option<Metric>) -> String {
    let all: &[Metric] = &Metric::ALL;
    let these = which.as_ref().map_or(all, std::slice::from_ref);
    let each: Vec<Value> =
        these.iter().map(|metric| definition_json(metric.definition())).collect();
    answer(json!({ "definitions": each, "notes": NOTES }))
}

fn definition_json(definition: &Definition) -> Value {
    let excludes: serde_json::Map<String, Value> =
        definition.excludes.iter().map(|(cause, why)| ((*cause).to_owned(), json!(why))).collect();
    json!({
        "metric": definition.name, "title": definition.title, "unit": definition.unit,
        "text": definition.text, "excludes": excludes,
    })
}
