//! The sections of a review.

/// Why something needs someone. The order is the order of the sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// In a member's own digest alone; what is in it is no thread.
    NotesForYou,
    NoOwner,
    Sla,
    Escalated,
    Duplicates,
    Overdue,
    /// What was promised to a customer on no thread, and is past due.
    Promises,
    /// In a member's own digest alone: what they promised for today.
    DueToday,
    NoNextAction,
    WaitingInternal,
    NeedsBackup,
    Stale,
    Handoffs,
    OwnerCheck,
    /// In a member's own digest alone.
    StandingIn,
    Gone,
    Data,
}

impl Section {
    pub const ALL: [Section; 17] = [
        Section::NotesForYou,
        Section::NoOwner,
        Section::Sla,
        Section::Escalated,
        Section::Duplicates,
        Section::Overdue,
        Section::Promises,
        Section::DueToday,
        Section::NoNextAction,
        Section::WaitingInternal,
        Section::NeedsBackup,
        Section::Stale,
        Section::Handoffs,
        Section::OwnerCheck,
        Section::StandingIn,
        Section::Gone,
        Section::Data,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Section::NotesForYou => "notes-for-you",
            Section::NoOwner => "no-owner",
            Section::Sla => "sla",
            Section::Escalated => "escalated",
            Section::Duplicates => "duplicates",
            Section::Overdue => "overdue",
            Section::Promises => "promises",
            Section::DueToday => "due-today",
            Section::NoNextAction => "no-next-action",
            Section::WaitingInternal => "waiting-internal",
            Section::NeedsBackup => "needs-backup",
            Section::Stale => "stale",
            Section::Handoffs => "handoffs",
            Section::OwnerCheck => "owner-check",
            Section::StandingIn => "standing-in",
            Section::Gone => "gone",
            Section::Data => "data",
        }
    }
}
