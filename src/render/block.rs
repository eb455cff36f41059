//! A heading with lines and a table under it: what a digest has beside its sections.

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
