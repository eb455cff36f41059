//! One line of the ledger: who did what, when. Never updated, never deleted.
//!
//! The kinds and the shapes of their bodies are a format for ever: fields are added, never renamed or removed.

mod event;
#[cfg(test)]
mod tests;

pub use event::Event;

use super::customer::Contact;
use super::handoff::Brief;
use super::ids::{CustomerId, MemberId, Seq, ThreadId};
use super::note::Reference;
use super::time::Timestamp;
use chrono::serde::ts_seconds_option;
use serde::{Deserialize, Serialize};

/// What made a member the owner of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// They own the customer.
    Customer(CustomerId),
}

/// A status that an entry sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SaidStatus {
    Open,
    Closed,
    Waiting {
        on: WaitingOn,
        #[serde(with = "ts_seconds_option")]
        until: Option<Timestamp>,
    },
}

/// What sort of note it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    #[default]
    Note,
    Call,
    Decision,
}

impl NoteKind {
    pub const ALL: [NoteKind; 3] = [NoteKind::Note, NoteKind::Call, NoteKind::Decision];

    pub fn word(self) -> &'static str {
        match self {
            NoteKind::Note => "note",
            NoteKind::Call => "call",
            NoteKind::Decision => "decision",
        }
    }
}

impl std::str::FromStr for NoteKind {
    type Err = String;

    fn from_str(text: &str) -> Result<NoteKind, String> {
        NoteKind::ALL
            .into_iter()
            .find(|kind| kind.word() == text)
            .ok_or_else(|| format!("\"{text}\" is no kind of note: note, call or decision"))
    }
}

/// Whom a thread waits for. A name that is no member's lies in the entry's [`Words`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaitingOn {
    Customer,
    Internal,
    Member(MemberId),
    Named,
}

impl WaitingOn {
    /// Reads whom a user names: `customer`, `internal`, a member, or any other name, which comes back beside it.
    pub fn read(
        text: &str,
        member: impl Fn(&str) -> Option<MemberId>,
    ) -> (WaitingOn, Option<String>) {
        match (text, member(text)) {
            ("customer", _) => (WaitingOn::Customer, None),
            ("internal", _) => (WaitingOn::Internal, None),
            (_, Some(member)) => (WaitingOn::Member(member), None),
            (name, None) => (WaitingOn::Named, Some(name.to_owned())),
        }
    }
}

/// Why a thread was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CloseReason {
    /// A member said so.
    Member,
    /// The customer did not answer within `auto-close-after`.
    NoReply,
}

/// The free text of an entry: it can be erased while the entry and its hash stay. What few entries have is boxed: whole
/// histories are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// A note's text, a task's title, a member's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Whom we wait for, by a name that is no member's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brief: Option<Box<Brief>>,
    /// Who a member is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Box<Profile>>,
    /// What is known of a customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Box<Contact>>,
    /// What a note is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Box<Reference>>,
}

/// Who a member is, as an entry about them has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub name: String,
    pub login: String,
    pub addresses: Vec<String>,
    /// Where their clocks show something else than the team's: the IANA name of their zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

impl Words {
    pub fn text(text: impl Into<String>) -> Words {
        Words { text: Some(text.into()), ..Words::default() }
    }
    pub fn reason(reason: Option<String>) -> Words {
        Words { reason, ..Words::default() }
    }
    pub fn is_empty(&self) -> bool {
        *self == Words::default()
    }
}

/// Who did something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// The member; `None` is baton itself, by a rule.
    pub member: Option<MemberId>,
    /// The admin who acted in the member's name (`--as`).
    pub behind: Option<MemberId>,
}

impl Actor {
    /// baton itself, by a rule.
    pub const BATON: Actor = Actor { member: None, behind: None };

    pub fn member(member: MemberId) -> Actor {
        Actor { member: Some(member), behind: None }
    }
}

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub seq: Seq,
    pub at: Timestamp,
    pub actor: Actor,
    /// The first entry of the command that wrote it; `None` where that was not kept yet.
    pub command: Option<Seq>,
    /// The thread as it was numbered then.
    pub thread: Option<ThreadId>,
    pub event: Event,
    /// Empty when it was erased, or there was none.
    pub words: Words,
    /// SHA-256 of the chain up to here, in lower-case hex.
    pub hash: String,
}
