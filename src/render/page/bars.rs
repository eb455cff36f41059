//! One bar for each name.

use super::scale::Unit;
use super::svg::{Area, Failed, LINES, TEXT, WIDTH, drawn, letters};
use crate::render::safe;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

const ROW: u32 = 52;
const BAR: i32 = 30;
/// Where bars begin, and how many columns of a name stand before it.
const MARGIN: i32 = 220;
const NAME_COLUMNS: usize = 14;
/// What the number behind the longest bar needs.
const NUMBER: i32 = 100;
/// Who has more is above; the rest stand in the table alone.
pub const MOST_DRAWN: usize = 12;

/// Bars, the longest first.
pub struct Bars<'a> {
    pub unit: Unit<'a>,
    /// Of names: `member`.
    pub heading: String,
    /// Of values: `threads`.
    pub label: String,
    pub rows: Vec<(String, f64)>,
}

impl Bars<'_> {
    pub fn height(&self) -> u32 {
        u32::try_from(self.drawn().len()).unwrap_or(1).max(1) * ROW
    }

    fn drawn(&self) -> &[(String, f64)] {
        &self.rows[..self.rows.len().min(MOST_DRAWN)]
    }

    /// What stands within `<svg>`.
    pub fn svg(&self) -> String {
        drawn(self.height(), |area| self.draw(area))
    }

    pub fn spoken(&self) -> String {
        let each = self.drawn().iter();
        let each =
            each.map(|(name, value)| format!("{}: {}", safe::line(name), self.unit.words(*value)));
        each.collect::<Vec<_>>().join(", ")
    }

    fn draw(&self, area: &Area) -> Result<(), Failed> {
        let most = self.rows.iter().map(|(_, value)| *value).fold(1.0, f64::max);
        let room = f64::from(WIDTH as i32 - MARGIN - NUMBER);
        let before = letters(TEXT, HPos::Right, VPos::Center);
        let behind = letters(TEXT, HPos::Left, VPos::Center);
        for (n, (name, value)) in self.drawn().iter().enumerate() {
            let middle = n as i32 * ROW as i32 + ROW as i32 / 2;
            let end = MARGIN + (room * value / most).round() as i32;
            let name = safe::cut(&safe::line(name), NAME_COLUMNS);
            area.draw(&Text::new(name, (MARGIN - 14, middle), before.clone()))?;
            let corners = [(MARGIN, middle - BAR / 2), (end.max(MARGIN + 2), middle + BAR / 2)];
            area.draw(&Rectangle::new(corners, LINES[0].filled()))?;
            area.draw(&Text::new(self.unit.words(*value), (end + 12, middle), behind.clone()))?;
        }
        Ok(())
    }
}
