//! Values over time: lines, or areas on each other.

use super::scale::Unit;
use super::svg::{AREAS, Area, EDGE, Failed, GAP, GRID, LINES, MARK, TEXT, WIDTH, drawn, letters};
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use std::ops::Range;

/// The height of the drawing.
pub const HEIGHT: u32 = 400;
/// So many days or weeks are named below the axis, at most.
const MOST_NAMED: usize = 5;

/// Values over time, one of each series for each bucket.
pub struct Time<'a> {
    pub unit: Unit<'a>,
    pub form: Form,
    pub buckets: &'a [Bucket],
    /// Of which of them not all mail was read.
    pub gaps: Vec<bool>,
    pub series: Vec<Series>,
    pub marks: &'a [Mark],
}

/// Do the series stand beside each other or on each other?
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Lines,
    Areas,
}

/// A day, a week or a month.
pub struct Bucket {
    /// Below the axis: `2 Mar`.
    pub short: String,
    /// In the table: `Mon 2 Mar`, `week of Mon 2 Mar`.
    pub name: String,
}

pub struct Series {
    pub label: String,
    /// What it comes to in the whole period; nothing where that says nothing.
    pub total: Option<f64>,
    /// None where nothing was measured.
    pub points: Vec<Option<f64>>,
}

/// Something that was noted of a moment.
pub struct Mark {
    /// Where in the buckets, counted from the beginning of the first.
    pub at: f64,
    pub day: String,
    pub text: String,
}

/// An axis whose lines stand where we want them.
struct Ruled {
    range: Range<f64>,
    lines: Vec<f64>,
}

type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<Ruled, Ruled>>;
type Point = (f64, f64);

impl Time<'_> {
    /// What stands within `<svg>`.
    pub fn svg(&self) -> String {
        drawn(HEIGHT, |area| {
            let lines = self.unit.lines(self.highest());
            let top = lines.last().copied().unwrap_or(1.0);
            let across =
                Ruled { range: -0.5..self.buckets.len() as f64 - 0.5, lines: self.named() };
            let mut chart = ChartBuilder::on(area)
                .margin_top(if self.marks.is_empty() { 16 } else { 40 })
                .margin_right(34)
                .x_label_area_size(44)
                .y_label_area_size(96)
                .build_cartesian_2d(across, Ruled { range: 0.0..top, lines })?;
            self.draw_gaps(&mut chart, top)?;
            self.draw_mesh(&mut chart)?;
            match self.form {
                Form::Lines => self.draw_lines(&mut chart)?,
                Form::Areas => self.draw_areas(&mut chart)?,
            }
            self.draw_marks(area, &mut chart, top)
        })
    }

    /// Was anything measured?
    pub fn is_empty(&self) -> bool {
        self.series.iter().all(|series| series.points.iter().all(Option::is_none))
    }

    /// What a screen reader says of the drawing: how each series runs.
    pub fn spoken(&self) -> String {
        let each = self.series.iter().filter_map(|series| self.course(series));
        each.collect::<Vec<_>>().join(" ")
    }

    fn course(&self, series: &Series) -> Option<String> {
        let known = || {
            let buckets = self.buckets.iter();
            series
                .points
                .iter()
                .zip(buckets)
                .filter_map(|(value, bucket)| Some(((*value)?, bucket)))
        };
        let (low, at_low) = known().min_by(|one, other| one.0.total_cmp(&other.0))?;
        let (high, at_high) = known().rev().max_by(|one, other| one.0.total_cmp(&other.0))?;
        let (last, at_last) = known().next_back()?;
        let words = |value| self.unit.words(value);
        Some(format!(
            "{}: lowest {} ({}), highest {} ({}), last {} ({}).",
            series.label,
            words(low),
            at_low.name,
            words(high),
            at_high.name,
            words(last),
            at_last.name
        ))
    }

    fn highest(&self) -> f64 {
        let values = |n: usize| self.series.iter().filter_map(move |s| *s.points.get(n)?);
        let each = (0..self.buckets.len()).map(|n| match self.form {
            Form::Lines => values(n).fold(0.0, f64::max),
            Form::Areas => values(n).sum(),
        });
        each.fold(0.0, f64::max)
    }

    /// The buckets that are named below the axis, evenly and the last among them.
    fn named(&self) -> Vec<f64> {
        let count = self.buckets.len();
        let step = count.div_ceil(MOST_NAMED).max(1);
        (0..count).rev().step_by(step).map(|n| n as f64).collect()
    }

    fn draw_gaps(&self, chart: &mut Chart, top: f64) -> Result<(), Failed> {
        let gaps: Vec<Option<f64>> = self.gaps.iter().map(|is_gap| is_gap.then_some(top)).collect();
        let gaps = runs(&gaps).into_iter();
        let shade = |run: Vec<Point>| {
            let ends = run.first().zip(run.last()).map(|(first, last)| (first.0, last.0));
            let (first, last) = ends.unwrap_or_default();
            Rectangle::new([(first - 0.5, top), (last + 0.5, 0.0)], GAP.filled())
        };
        chart.draw_series(gaps.map(shade))?;
        Ok(())
    }

    fn draw_mesh(&self, chart: &mut Chart) -> Result<(), Failed> {
        let name = |at: &f64| {
            let bucket = self.buckets.get(at.max(0.0) as usize);
            bucket.map(|bucket| bucket.short.clone()).unwrap_or_default()
        };
        chart
            .configure_mesh()
            .disable_x_mesh()
            .axis_style(TRANSPARENT)
            .bold_line_style(GRID.stroke_width(2))
            .light_line_style(TRANSPARENT)
            .label_style(letters(TEXT, HPos::Center, VPos::Top))
            .x_label_formatter(&name)
            .y_label_formatter(&|value| self.unit.label(*value))
            .draw()?;
        Ok(())
    }

    fn draw_lines(&self, chart: &mut Chart) -> Result<(), Failed> {
        // The first one stands above the others.
        for (n, (series, colour)) in self.series.iter().zip(LINES).enumerate().rev() {
            draw_runs(chart, &series.points, colour, 5)?;
            let alone = runs(&series.points).into_iter().filter(|run| run.len() == 1).flatten();
            if n == 0 {
                chart.draw_series(alone.map(|at| Circle::new(at, 6, colour.filled())))?;
                continue;
            }
            // Short strokes, each longer than the one over it, are seen where several are in one place.
            let half = (8 + 5 * n) as f64 * self.buckets.len() as f64 / f64::from(WIDTH);
            let stroke = |(at, value): Point| {
                PathElement::new([(at - half, value), (at + half, value)], colour.stroke_width(5))
            };
            chart.draw_series(alone.map(stroke))?;
        }
        Ok(())
    }

    fn draw_areas(&self, chart: &mut Chart) -> Result<(), Failed> {
        let mut floor = vec![0.0; self.buckets.len()];
        for (series, colour) in self.series.iter().zip(AREAS) {
            let roof: Vec<Option<f64>> = series
                .points
                .iter()
                .zip(&floor)
                .map(|(value, below)| value.map(|value| below + value))
                .collect();
            for run in runs(&roof) {
                let below = run.iter().rev().map(|(at, _)| (*at, floor[*at as usize]));
                let outline: Vec<Point> = run.iter().copied().chain(below).collect();
                chart.draw_series([Polygon::new(outline, colour.filled())])?;
            }
            draw_runs(chart, &roof, EDGE, 2)?;
            for (below, above) in floor.iter_mut().zip(&roof) {
                *below = above.unwrap_or(*below);
            }
        }
        Ok(())
    }

    fn draw_marks(&self, area: &Area, chart: &mut Chart, top: f64) -> Result<(), Failed> {
        let style = letters(MARK, HPos::Center, VPos::Bottom);
        for (n, mark) in self.marks.iter().enumerate() {
            let at = mark.at - 0.5;
            chart.draw_series([PathElement::new([(at, 0.0), (at, top)], MARK.stroke_width(2))])?;
            let (x, y) = chart.backend_coord(&(at, top));
            // It would be cut off at the edge.
            let x = x.min(WIDTH as i32 - 16);
            let number = Text::new((n + 1).to_string(), (x, y - 6), style.clone());
            area.draw(&number)?;
        }
        Ok(())
    }
}

impl Ranged for Ruled {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        RangedCoordf64::from(self.range()).map(value, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.lines.clone() }
    }

    fn range(&self) -> Range<f64> {
        self.range.clone()
    }
}

/// A line through what was measured, broken where nothing was.
fn draw_runs(
    chart: &mut Chart,
    points: &[Option<f64>],
    colour: RGBColor,
    width: u32,
) -> Result<(), Failed> {
    let lines = runs(points).into_iter().filter(|run| run.len() > 1);
    chart.draw_series(lines.map(|run| PathElement::new(run, colour.stroke_width(width))))?;
    Ok(())
}

/// Neighbouring points that are known.
fn runs(points: &[Option<f64>]) -> Vec<Vec<Point>> {
    let mut runs: Vec<Vec<Point>> = vec![Vec::new()];
    for (n, value) in points.iter().enumerate() {
        match (value, runs.last_mut()) {
            (Some(value), Some(run)) => run.push((n as f64, *value)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}
