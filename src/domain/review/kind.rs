//! Which digest a review is.

/// Each goes to its own recipients, once a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The whole team's, each morning.
    Team,
    /// One member's own.
    Personal,
    /// What those who lead look after: load, response risk, ownership.
    Leads,
    /// The team's, with what the week was like.
    Weekly,
}

impl Kind {
    /// As the outbox keeps it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Team => "team",
            Kind::Personal => "personal",
            Kind::Leads => "leads",
            Kind::Weekly => "weekly",
        }
    }
}
