//! One chart with its numbers first, and what they mean, below it.

use super::bars::{Bars, MOST_DRAWN};
use super::heat::Heat;
use super::svg::WIDTH;
use super::time::{Form, HEIGHT, Time};
use super::{Bucket, Page, Period, Series};
use crate::domain::metrics::Definition;
use crate::render::digest::thousands;
use crate::render::safe;
use maud::{Markup, PreEscaped, html};

/// More notes than these are folded up.
const MOST_MARKS: usize = 4;
const NOTHING: &str = "Nothing was measured in this period.";

/// A chart for each inbox and period.
pub struct Card<'a> {
    /// Of the element, and of links to it.
    pub id: &'static str,
    pub title: &'static str,
    /// What is drawn: `working time`.
    pub subtitle: &'static str,
    pub meanings: Vec<&'static Definition>,
    /// Each inbox in turn, for each its periods.
    pub views: Vec<View<'a>>,
    /// Does its first figure stand above all charts too?
    pub is_key: bool,
}

pub struct View<'a> {
    /// Beside those of the series, and before them.
    pub figures: Vec<Figure>,
    pub drawing: Drawing<'a>,
    pub counted: Vec<Counted>,
    /// More columns of the table, a cell for each bucket.
    pub columns: Vec<Column>,
    /// Not all mail of its time was read.
    pub has_gap: bool,
}

pub enum Drawing<'a> {
    Time(Time<'a>),
    Bars(Bars<'a>),
    Heat(Heat),
}

/// A number, large.
pub struct Figure {
    pub value: String,
    pub label: String,
}

pub struct Column {
    pub heading: String,
    pub cells: Vec<String>,
}

/// How many a number is made of, and how many not.
pub struct Counted {
    /// Which number, where a card has several.
    pub what: Option<&'static str>,
    pub n: usize,
    pub excluded: Vec<(&'static str, usize)>,
}

impl Card<'_> {
    pub fn markup(&self, page: &Page) -> Markup {
        let heading = format!("{}-title", self.id);
        html! {
            section.card id=(self.id) aria-labelledby=(heading) {
                h3 id=(heading) { (self.title) @if !self.subtitle.is_empty() { " " small { (self.subtitle) } } }
                @for (n, view) in self.views.iter().enumerate() {
                    @let place = page.place(n);
                    div data-view=(place.key) hidden[!place.is_chosen] {
                        (self.view(view, &place.key, &place.inbox, place.period))
                    }
                }
                details.meaning {
                    summary { "What it means" }
                    dl {
                        @for meaning in &self.meanings {
                            dt { (meaning.title) }
                            dd {
                                (meaning.text)
                                @if !meaning.excludes.is_empty() {
                                    " Left out: "
                                    @for (n, (cause, why)) in meaning.excludes.iter().enumerate() {
                                        @if n > 0 { "; " }
                                        b { (cause) } " (" (why) ")"
                                    }
                                    "."
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The first figure of a view: value and label.
    pub fn key_figure(&self, view: usize) -> Option<(String, String)> {
        let view = self.views.get(view)?;
        if let Some(figure) = view.figures.first() {
            return Some((figure.value.clone(), figure.label.clone()));
        }
        let Drawing::Time(time) = &view.drawing else { return None };
        let total = time.series.iter().find_map(|series| Some((series.total?, &series.label)));
        total.map(|(total, label)| (time.unit.words(total), safe::line(label)))
    }

    fn view(&self, view: &View, key: &str, inbox: &str, period: &Period) -> Markup {
        let name = format!("{}, {}, {}", self.title, inbox, period.name);
        let svg = |height: u32, spoken: String, drawn: String| {
            self.svg(key, &name, height, &spoken, &drawn)
        };
        html! {
            @if !view.is_empty() { (figures(view)) }
            @match &view.drawing {
                Drawing::Time(_) | Drawing::Bars(_) if view.is_empty() => { p.nothing { (NOTHING) } }
                Drawing::Time(time) => {
                    (svg(HEIGHT, time.spoken(), time.svg()))
                    (marks(time))
                }
                Drawing::Bars(bars) => {
                    (svg(bars.height(), bars.spoken(), bars.svg()))
                    @if bars.rows.len() > MOST_DRAWN {
                        p.quiet { (bars.rows.len() - MOST_DRAWN) " more in the table" }
                    }
                }
                Drawing::Heat(heat) => { (heat.table(&format!("{}-title", self.id))) }
            }
            @if view.has_gap { p.quiet { i.area.gap {} "gap: not all mail of this time was read" } }
            @for counted in &view.counted {
                @if counted.n > 0 || !counted.excluded.is_empty() { (self::counted(counted)) }
            }
            (numbers(view, &name, period))
        }
    }

    fn svg(&self, key: &str, name: &str, height: u32, spoken: &str, drawn: &str) -> Markup {
        let described = format!("{}-{key}", self.id);
        html! {
            svg viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-label=(name) aria-describedby=(described) {
                desc id=(described) { (spoken) }
                // plotters has escaped it.
                (PreEscaped(drawn))
            }
        }
    }
}

impl View<'_> {
    /// Is there nothing to draw?
    fn is_empty(&self) -> bool {
        match &self.drawing {
            Drawing::Time(time) => time.is_empty(),
            Drawing::Bars(bars) => bars.rows.is_empty(),
            Drawing::Heat(_) => false,
        }
    }
}

fn figures(view: &View) -> Markup {
    let time = match &view.drawing {
        Drawing::Time(time) => Some(time),
        Drawing::Bars(_) | Drawing::Heat(_) => None,
    };
    html! {
        ul.figures {
            @for figure in &view.figures {
                li { b { (figure.value) } span { (figure.label) } }
            }
            @if let Some(time) = time {
                @for (n, series) in time.series.iter().enumerate() {
                    li {
                        b { (series.total.map_or_else(|| "–".to_owned(), |total| time.unit.words(total))) }
                        span { i class=(swatch(time.form, n)) {} (series.label) }
                    }
                }
            }
        }
    }
}

fn swatch(form: Form, n: usize) -> String {
    let kind = match form {
        Form::Lines => "line",
        Form::Areas => "area",
    };
    format!("{kind} {kind}{n}")
}

/// What the numbers in a drawing stand for.
fn marks(time: &Time) -> Markup {
    let list = html! {
        ol.marks {
            @for mark in time.marks {
                li { b { (mark.day) } " " bdi { (safe::line(&mark.text)) } }
            }
        }
    };
    html! {
        @if time.marks.len() > MOST_MARKS {
            details { summary { (time.marks.len()) " notes" } (list) }
        } @else if !time.marks.is_empty() { (list) }
    }
}

fn counted(counted: &Counted) -> Markup {
    html! {
        p.quiet {
            @if let Some(what) = counted.what { (what) ": " }
            "n " (thousands(counted.n))
            @for (n, (cause, count)) in counted.excluded.iter().enumerate() {
                (if n == 0 { "; left out: " } else { ", " }) (thousands(*count)) " " (cause)
            }
        }
    }
}

/// The same numbers as a table. A heat map is one already.
fn numbers(view: &View, name: &str, period: &Period) -> Markup {
    let (head, rows) = match &view.drawing {
        Drawing::Time(time) => of_time(time, view, period),
        Drawing::Bars(bars) => of_bars(bars),
        Drawing::Heat(_) => return html! {},
    };
    html! {
        details {
            summary { "Numbers as a table" }
            div.scroll role="region" tabindex="0" aria-label=(format!("{name}: numbers")) {
                table {
                    thead { tr { @for cell in &head { th scope="col" { (cell) } } } }
                    tbody {
                        @for row in &rows {
                            tr {
                                @for (n, cell) in row.iter().enumerate() {
                                    @if n == 0 { th scope="row" { (cell) } }
                                    @else { td { (cell) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

type Rows = (Vec<String>, Vec<Vec<String>>);

fn of_time(time: &Time, view: &View, period: &Period) -> Rows {
    let mut head = vec![period.step.to_owned()];
    head.extend(time.series.iter().map(|series| series.label.clone()));
    head.extend(view.columns.iter().map(|column| column.heading.clone()));
    let row = |(n, bucket): (usize, &Bucket)| {
        let gap = if time.gaps.get(n) == Some(&true) { " (gap)" } else { "" };
        let value = |series: &Series| {
            let value = series.points.get(n).copied().flatten();
            value.map_or_else(|| "–".to_owned(), |value| time.unit.words(value))
        };
        let mut row = vec![format!("{}{gap}", bucket.name)];
        row.extend(time.series.iter().map(value));
        row.extend(
            view.columns.iter().map(|column| column.cells.get(n).cloned().unwrap_or_default()),
        );
        row
    };
    (head, time.buckets.iter().enumerate().map(row).collect())
}

fn of_bars(bars: &Bars) -> Rows {
    let row = |(name, value): &(String, f64)| vec![safe::line(name), bars.unit.words(*value)];
    (vec![bars.heading.clone(), bars.label.clone()], bars.rows.iter().map(row).collect())
}
