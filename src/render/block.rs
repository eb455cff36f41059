//! A heading with lines and a table under it: what a digest has beside its sections.

use super::digest::thousands;

/// Texts are untrusted: whoever renders a block makes them safe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    pub heading: String,
    /// Sentences before the table.
    pub lines: Vec<String>,
    /// Empty where there is no table.
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Nobody reads more lines of a table in a mail; how many more there are is said.
pub const MOST_ROWS: usize = 15;

/// "the first 15, and 9,950 more: baton review --leads --json has them all", where there are more.
pub fn more(count: usize, command: &str) -> Option<String> {
    let more = count.checked_sub(MOST_ROWS).filter(|more| *more > 0)?;
    let more = thousands(more);
    Some(format!("the first {MOST_ROWS}, and {more} more: {command} has them all"))
}
