//! Where the lines of an axis stand, and how its values are written.

use crate::domain::calendar::Calendar;
use crate::domain::span;
use crate::render::digest::thousands;

/// At most so many lines above zero.
const MOST_LINES: f64 = 4.0;
/// A share above it is shown against the whole.
const SMALL_SHARE: f64 = 25.0;
/// Steps of less than a day, in seconds.
const STEPS: [i64; 15] =
    [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400];
/// How many hours make a step of working time that is longer than an hour and shorter than a day.
const HALF_A_DAY: i64 = 7_200;

/// What a value is.
#[derive(Clone, Copy)]
pub enum Unit<'a> {
    Count,
    /// Of 100.
    Share,
    /// Seconds of clock time.
    Wall,
    /// Seconds of working time, told in days of this calendar.
    Working(&'a Calendar),
}

impl Unit<'_> {
    /// The value for people.
    pub fn words(self, value: f64) -> String {
        match self {
            Unit::Count => thousands(value.round().max(0.0) as usize),
            Unit::Share if value > 0.0 && value < 10.0 => format!("{value:.1} %"),
            Unit::Share => format!("{value:.0} %"),
            Unit::Wall => span::human(value as i64),
            Unit::Working(calendar) => calendar.age(value as i64),
        }
    }

    /// The value beside a line of the axis.
    pub fn label(self, value: f64) -> String {
        match self {
            Unit::Share if value.fract() == 0.0 => format!("{value:.0} %"),
            _ => self.words(value),
        }
    }

    /// Lines from zero on, the last one at or above `most`.
    pub fn lines(self, most: f64) -> Vec<f64> {
        let most = most.max(0.0);
        let step = match self {
            Unit::Count => decimal(most).max(1.0),
            Unit::Share if most > SMALL_SHARE => 25.0,
            Unit::Share => decimal(most).max(0.5),
            Unit::Wall => temporal(most, 86_400, i64::MAX),
            Unit::Working(calendar) => {
                temporal(most, calendar.working_day_seconds().max(3_600), HALF_A_DAY)
            }
        };
        let count = match self {
            Unit::Share if most > SMALL_SHARE => MOST_LINES,
            _ => (most / step).ceil().max(1.0),
        };
        (0..=count as u32).map(|line| f64::from(line) * step).collect()
    }
}

/// 1, 2 or 5 times a power of ten.
fn decimal(most: f64) -> f64 {
    let wanted = (most / MOST_LINES).max(f64::MIN_POSITIVE);
    let power = 10f64.powf(wanted.log10().floor());
    let step = [1.0, 2.0, 5.0].into_iter().map(|n| n * power).find(|step| *step >= wanted);
    step.unwrap_or(10.0 * power)
}

/// A usual length of time, else 1, 2 or 5 times a power of ten of days.
fn temporal(most: f64, day: i64, longest: i64) -> f64 {
    let fits = |step: &f64| most / step <= MOST_LINES;
    let short = STEPS.into_iter().filter(|step| *step < day && *step <= longest);
    let short = short.map(|step| step as f64).find(fits);
    short.unwrap_or_else(|| decimal(most / day as f64).max(1.0) * day as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(unit: Unit, most: f64) -> Vec<String> {
        unit.lines(most).into_iter().map(|line| unit.label(line)).collect()
    }

    #[test]
    fn lines_stand_at_round_values_and_reach_the_highest() {
        let calendar = Calendar::default_in(chrono_tz::UTC);
        let working = Unit::Working(&calendar);
        assert_eq!(labels(Unit::Count, 0.0), ["0", "1"]);
        assert_eq!(labels(Unit::Count, 3.0), ["0", "1", "2", "3"]);
        assert_eq!(labels(Unit::Count, 4321.0), ["0", "2,000", "4,000", "6,000"]);
        assert_eq!(labels(Unit::Share, 94.0), ["0 %", "25 %", "50 %", "75 %", "100 %"]);
        assert_eq!(labels(Unit::Share, 2.3), ["0 %", "1 %", "2 %", "3 %"]);
        assert_eq!(labels(Unit::Wall, 5_000.0), ["0s", "30m", "1h", "1h"]);
        assert_eq!(labels(Unit::Wall, 900_000.0), ["0s", "5d", "10d", "15d"]);
        assert_eq!(labels(working, 7.0 * 3_600.0), ["0s", "2h", "4h", "6h", "1bd"]);
        assert_eq!(labels(working, 9.0 * 3_600.0), ["0s", "1bd", "2bd"]);
    }
}
