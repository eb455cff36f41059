//! An experiment's numbers beside those of the time before it.

use super::View;
use super::json::{answer, time};
use super::metrics::{amount, hundredths, share};
use super::table::{self, Cell, Form};
use super::wrap::hanging;
use super::{days, quality};
use crate::domain::compare::{Compared, FEW, Side, What, Windows};
use crate::domain::days::Days;
use crate::domain::experiment::Experiment;
use crate::domain::metrics::{Period, Shape};
use crate::domain::quality::Quality;
use crate::error::Error;
use serde_json::{Value, json};

const COLUMNS: [&str; 8] =
    ["metric", "what", "before", "after", "change", "n before", "n after", "few"];

/// For scripts. They are for ever: more may come behind.
const SCRIPT_COLUMNS: [&str; 12] = [
    "metric",
    "what",
    "unit",
    "before",
    "after",
    "change",
    "n_before",
    "n_after",
    "excluded_before",
    "excluded_after",
    "few",
    "gap",
];

/// An experiment and what it is compared with.
pub struct Comparison<'a> {
    pub experiment: &'a Experiment,
    /// None where it has not begun.
    pub compared: Option<(Windows, &'a [Compared])>,
    /// What the numbers of both times are worth.
    pub quality: Option<&'a Quality>,
    /// What happened in either time, and what else was tried.
    pub days: &'a Days,
}

impl Comparison<'_> {
    /// Does a gap in the mail that was read lie in this time?
    fn has_gap(&self, period: Period) -> bool {
        self.quality.is_some_and(|quality| quality.gap_in(period.from, period.to, None))
    }

    /// In which of the two times: "before", "after" or "both".
    fn gap(&self) -> &'static str {
        let gaps = self
            .compared
            .map(|(windows, _)| [windows.before, windows.after].map(|time| self.has_gap(time)));
        match gaps {
            None | Some([false, false]) => "",
            Some([true, false]) => "before",
            Some([false, true]) => "after",
            Some([true, true]) => "both",
        }
    }
}

pub fn table(of: &Comparison, view: &View, form: Form) -> Result<String, Error> {
    match form {
        Form::Aligned { .. } => for_people(of, view, form),
        Form::Plain | Form::Csv => {
            let compared = of.compared.map(|(_, compared)| compared).unwrap_or_default();
            let rows: Vec<_> = compared.iter().map(|one| for_scripts(one, of.gap())).collect();
            table::render(&SCRIPT_COLUMNS, &rows, form)
        }
    }
}

fn for_people(of: &Comparison, view: &View, form: Form) -> Result<String, Error> {
    let lines = of.quality.map(|quality| quality::lines(quality, view).join("\n") + "\n\n");
    let mut text = lines.unwrap_or_default() + &days::experiment(of.experiment, view);
    let Some((windows, compared)) = of.compared else {
        return Ok(text + "it has not begun, so that there is nothing to compare yet\n");
    };
    let zone = view.policy.calendar.zone().name();
    let period = |time: Period| {
        let gap = if of.has_gap(time) { ", with a gap" } else { "" };
        format!("{} to {} ({zone}){gap}\n", view.stamp(time.from), view.stamp(time.to))
    };
    text += &format!("before: {}", period(windows.before));
    text += &format!("after:  {}\n", period(windows.after));
    let told: Vec<&Compared> = compared.iter().filter(|one| !one.is_empty()).collect();
    if told.is_empty() {
        return Ok(text + "nothing was counted in either time\n");
    }
    let rows: Vec<_> = told.iter().map(|one| row(one, view)).collect();
    text += &table::render(&COLUMNS, &rows, form)?;
    for remark in remarks(windows, &told) {
        text += &format!("\n{}\n", hanging(&remark, 0, 0).join("\n"));
    }
    text += &days::beneath(of.days);
    Ok(text)
}

/// What a reader should know before they believe a difference.
fn remarks(windows: Windows, told: &[&Compared]) -> Vec<String> {
    let few = told.iter().any(|one| one.is_few()).then(|| {
        format!("few: fewer than {FEW} were counted before or after, so that chance alone may make the difference.")
    });
    let weeks = (!windows.are_whole_weeks()).then(|| {
        "The two times are no whole weeks, so that they may differ by their weekends.".to_owned()
    });
    let late = "What came last may not be answered, closed or reopened yet; what is left out is in --json and --csv. \
        Spans are working time. The table tells a difference, not its cause.";
    few.into_iter().chain(weeks).chain([late.to_owned()]).collect()
}

fn row(one: &Compared, view: &View) -> Vec<Cell> {
    let told = |side: &Side| side.value.map(|value| for_reader(value, one, view));
    vec![
        Some(one.metric.name().to_owned()),
        Some(match &one.currency {
            Some(currency) => format!("{} {currency}", one.what.word()),
            None => one.what.word().to_owned(),
        }),
        told(&one.before),
        told(&one.after),
        one.change().map(|change| difference(change, one, view)),
        Some(one.before.n.to_string()),
        Some(one.after.n.to_string()),
        Some(if one.is_few() { "few" } else { "" }.to_owned()),
    ]
}

/// "1h", "4.5", "12.5%", "1250.00"; of less than 0 what it is without its sign.
fn for_reader(value: i64, one: &Compared, view: &View) -> String {
    match (one.what, one.metric.shape(), &one.currency) {
        (What::Count, ..) => value.to_string(),
        (What::Share, ..) => format!("{}%", hundredths(value)),
        (What::Sum, _, Some(currency)) => amount(value, currency),
        (_, Shape::Score, _) => hundredths(value),
        _ => worked(value, view),
    }
}

/// "25m", "1h 30m", "2bd 3h": fine enough that a difference is that of what stands before it.
fn worked(seconds: i64, view: &View) -> String {
    let calendar = &view.policy.calendar;
    let (hours, minutes) = (seconds / 3_600, seconds % 3_600 / 60);
    match seconds < calendar.working_day_seconds() && hours > 0 && minutes > 0 {
        true => format!("{hours}h {minutes}m"),
        false => calendar.age(seconds),
    }
}

/// "-30m (-50%)", "+3.2 points"
fn difference(change: i64, one: &Compared, view: &View) -> String {
    let size = change.saturating_abs();
    let sign = match change {
        0 => return "0".to_owned(),
        1.. => "+",
        _ => "-",
    };
    if one.what == What::Share {
        return format!("{sign}{} points", hundredths(size));
    }
    let by = for_reader(size, one, view);
    let base = one.before.value.filter(|before| *before > 0 && one.metric.shape() != Shape::Score);
    match base {
        Some(before) => format!("{sign}{by} ({sign}{}%)", percent(size, before)),
        None => format!("{sign}{by}"),
    }
}

/// Whole, rounded to the nearest.
fn percent(part: i64, whole: i64) -> i128 {
    let (part, whole) = (i128::from(part), i128::from(whole));
    (200 * part + whole) / (2 * whole)
}

/// What a value counts in.
fn unit(one: &Compared) -> String {
    match (one.what, one.metric.shape(), &one.currency) {
        (What::Share, ..) => "share".to_owned(),
        (What::Sum, _, Some(currency)) => currency.clone(),
        (What::P50 | What::P90, Shape::Span | Shape::Ages, _) => "seconds".to_owned(),
        _ => one.metric.definition().unit.to_owned(),
    }
}

/// A value as the columns and fields of `metrics` have it.
fn exact(value: i64, one: &Compared) -> String {
    match (one.what, one.metric.shape(), &one.currency) {
        (What::Share, ..) => {
            let sign = if value < 0 { "-" } else { "" };
            format!("{sign}{}", share(value.unsigned_abs()))
        }
        (What::Sum, _, Some(currency)) => amount(value, currency),
        (What::P50 | What::P90, Shape::Score, _) => hundredths(value),
        _ => value.to_string(),
    }
}

fn for_scripts(one: &Compared, gap: &str) -> Vec<Cell> {
    let told = |value: Option<i64>| Some(value.map(|value| exact(value, one)).unwrap_or_default());
    let excluded = |side: &Side| Some(super::metrics::causes(&side.excluded));
    vec![
        Some(one.metric.name().to_owned()),
        Some(one.what.word().to_owned()),
        Some(unit(one)),
        told(one.before.value),
        told(one.after.value),
        told(one.change()),
        Some(one.before.n.to_string()),
        Some(one.after.n.to_string()),
        excluded(&one.before),
        excluded(&one.after),
        Some(if one.is_few() { "yes" } else { "" }.to_owned()),
        Some(gap.to_owned()),
    ]
}

/// `experiment show`.
pub fn json(of: &Comparison, view: &View) -> String {
    let mut shape = days::experiment_shape(of.experiment, view);
    let period = |span: Period| json!({ "from": time(span.from), "to": time(span.to), "gap": of.has_gap(span) });
    let (windows, compared) = of.compared.unzip();
    shape["data_quality"] = of.quality.map_or(Value::Null, |it| quality::shape(it, view));
    shape["before"] = json!(windows.map(|windows| period(windows.before)));
    shape["after"] = json!(windows.map(|windows| period(windows.after)));
    shape["time_zone"] = json!(view.policy.calendar.zone().name());
    shape["clock"] = json!("working");
    shape["numbers"] = compared.unwrap_or_default().iter().map(number).collect();
    shape["annotations"] = days::annotation_shapes(&of.days.annotations, view);
    shape["experiments"] = days::experiment_shapes(&of.days.experiments, view);
    answer(shape)
}

/// Sums stand as exact digits, all else as numbers.
fn number(one: &Compared) -> Value {
    let told = |value: Option<i64>| match value.map(|value| exact(value, one)) {
        None => Value::Null,
        Some(sum) if one.what == What::Sum => json!(sum),
        Some(digits) => serde_json::from_str(&digits).unwrap_or(Value::Null),
    };
    json!({
        "metric": one.metric.name(), "what": one.what.word(), "unit": unit(one),
        "before": told(one.before.value), "after": told(one.after.value), "change": told(one.change()),
        "n_before": one.before.n, "n_after": one.after.n,
        "excluded_before": one.before.excluded, "excluded_after": one.after.excluded,
        "few": one.is_few(),
    })
}
