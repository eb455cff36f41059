//! What is known of a person outside, as a member says it or a file has it.

/// Details that are set together. `None` is not said; an empty text takes back what was there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    pub name: Option<String>,
    pub company: Option<String>,
    pub role: Option<String>,
    pub phone: Option<String>,
    /// lead, active, former, or own words.
    pub status: Option<String>,
    /// Added to those that there are; in lower case.
    pub addresses: Vec<String>,
    /// Added to those that there are.
    pub tags: Vec<String>,
    pub tags_removed: Vec<String>,
}
