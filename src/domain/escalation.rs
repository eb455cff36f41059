//! The levels to which threads are sent up: what the team calls them, whose they are, what is promised there.

use super::ids::MemberId;
use super::span::Span;

/// One level, as the team has set it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EscalationLevel {
    pub name: String,
    /// Who sees to what is sent up there, in this order.
    pub owners: Vec<MemberId>,
    /// The customer hears of us so often.
    pub update_every: Option<Span>,
    /// Addresses that are told beside the owners.
    pub tell: Vec<String>,
}
