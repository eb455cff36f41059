//! A mail that baton wrote to one of the team, and what became of it.

use super::time::Timestamp;

/// One recipient's mail of one kind and day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailing {
    /// `team`, `personal`, …
    pub kind: String,
    /// `2026-03-02`, in the team's time zone.
    pub day: String,
    pub recipient: String,
    pub state: State,
    /// When it was tried last, or meant to be.
    pub at: Timestamp,
    /// Without `<>`.
    pub message_id: String,
    /// How often it was tried.
    pub attempts: u32,
    /// What went wrong last.
    pub error: Option<String>,
}

impl Mailing {
    /// As it stands on a day: what was to be sent on an earlier one, and was not, never will be.
    pub fn on(self, today: &str) -> Mailing {
        // What is told of a thread has the number of an entry in the place of the day, which is after all days.
        match self.state == State::Pending && self.day.as_str() < today {
            true => Mailing { state: State::Unsent, ..self },
            false => self,
        }
    }
}

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It certainly did not go out; the next run sends it.
    Pending,
    /// It certainly did not go out, and its day is over. Never written down: it follows from the day.
    Unsent,
    /// On its way: or the run was cut off, and the next one sends it once more under its own Message-ID.
    Sending,
    /// Sent a second time, and still nobody knows whether it went out: not tried again.
    Unsure,
    Sent,
    /// The server took it, and then it bounced.
    Returned,
    /// The server takes no such mail, or knows no such recipient.
    Refused,
}

impl State {
    pub const ALL: [State; 7] = [
        State::Pending,
        State::Unsent,
        State::Sending,
        State::Unsure,
        State::Sent,
        State::Returned,
        State::Refused,
    ];

    pub fn word(self) -> &'static str {
        match self {
            State::Pending => "pending",
            State::Unsent => "unsent",
            State::Sending => "sending",
            State::Unsure => "unsure",
            State::Sent => "sent",
            State::Returned => "returned",
            State::Refused => "refused",
        }
    }

    pub fn of(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.word() == word)
    }
}
