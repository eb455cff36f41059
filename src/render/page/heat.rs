//! When mail comes in: a table of hours and weekdays, whose cells are coloured by their numbers.

use crate::render::digest::thousands;
use maud::{Markup, html};

const DAYS: [(&str, &str); 7] = [
    ("Mon", "Monday"),
    ("Tue", "Tuesday"),
    ("Wed", "Wednesday"),
    ("Thu", "Thursday"),
    ("Fri", "Friday"),
    ("Sat", "Saturday"),
    ("Sun", "Sunday"),
];
/// Of a week.
pub const HOURS: usize = 7 * 24;
/// Shades above none.
const SHADES: usize = 5;

/// Counts by hour of the week: Monday's 24 first.
pub struct Heat {
    pub counts: Vec<usize>,
}

impl Heat {
    fn at(&self, day: usize, hour: usize) -> usize {
        self.counts.get(day * 24 + hour).copied().unwrap_or(0)
    }

    /// 0 for none, else 1 to [`SHADES`] by its share of the highest.
    fn shade(&self, count: usize) -> usize {
        let most = self.counts.iter().copied().max().unwrap_or(0).max(1);
        (count * SHADES).div_ceil(most)
    }

    /// The table, which is called like the element of this id.
    pub fn table(&self, named_by: &str) -> Markup {
        html! {
            table.heat aria-labelledby=(named_by) {
                thead {
                    tr {
                        th scope="col" { "hour" }
                        @for (short, long) in DAYS { th scope="col" abbr=(long) { (short) } }
                    }
                }
                tbody {
                    @for hour in 0..24 {
                        tr {
                            th scope="row" { (format!("{hour:02}")) }
                            @for day in 0..DAYS.len() { (self.cell(self.at(day, hour))) }
                        }
                    }
                }
            }
        }
    }

    fn cell(&self, count: usize) -> Markup {
        html! {
            @if count == 0 { td.h0 { "·" } }
            @else { td class=(format!("h{}", self.shade(count))) { (thousands(count)) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_go_from_none_to_the_highest() {
        let mut counts = vec![0; HOURS];
        counts[0] = 10;
        let heat = Heat { counts };
        assert_eq!([0, 1, 2, 3, 10].map(|count| heat.shade(count)), [0, 1, 1, 2, 5]);
    }
}
