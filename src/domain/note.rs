//! Remarks on threads and on customers, as their entries tell.

use super::entry::{Entry, Event, NoteKind, Words};
use super::ids::{CustomerId, MemberId, Seq};
use super::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub entry: Seq,
    pub at: Timestamp,
    pub by: Option<MemberId>,
    pub reader: Option<MemberId>,
    pub kind: NoteKind,
    pub text: String,
    /// Whom it is for has read it.
    pub read: bool,
    /// From then on whoever wrote it should look at it again, until they say that they have.
    pub review_after: Option<Timestamp>,
    pub reference: Option<Reference>,
}

/// What a note is about: a file, by its name and what was in it then, or an address on the web.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    pub name: String,
    /// Of a file: SHA-256 of what was in it, in lower-case hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// A note to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewNote {
    pub text: String,
    pub reader: Option<MemberId>,
    pub kind: NoteKind,
    pub review_after: Option<Timestamp>,
    pub reference: Option<Reference>,
}

impl NewNote {
    /// The entry that writes it, on a customer where no thread is meant.
    pub fn entry(self, customer: Option<CustomerId>) -> (Event, Words) {
        let NewNote { text, reader, kind, review_after, reference } = self;
        let event = Event::Noted { reader, note: kind, customer, review_after };
        (event, Words { reference, ..Words::text(text) })
    }
}

impl Note {
    /// It is for somebody who has not read it yet.
    pub fn is_unread(&self) -> bool {
        self.reader.is_some() && !self.read
    }

    /// Whoever wrote it should look at it again.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.review_after.is_some_and(|after| after <= now)
    }

    /// Is it for this member to do something about it now?
    pub fn asks(&self, me: MemberId, now: Timestamp) -> bool {
        (self.is_unread() && self.reader == Some(me)) || (self.by == Some(me) && self.is_due(now))
    }
}

/// Takes an entry about notes into those that there are.
pub fn apply(notes: &mut Vec<Note>, entry: &Entry) {
    let at = entry.at;
    match &entry.event {
        Event::Noted { reader, note, review_after, .. } => notes.push(Note {
            entry: entry.seq,
            at,
            by: entry.actor.member,
            reader: *reader,
            kind: *note,
            text: entry.words.text.clone().unwrap_or_default(),
            read: false,
            review_after: *review_after,
            reference: entry.words.reference.clone(),
        }),
        Event::Acked { .. } => {
            let Some(me) = entry.actor.member else { return };
            for note in notes.iter_mut() {
                note.read |= note.reader == Some(me);
                if note.by == Some(me) && note.is_due(at) {
                    note.review_after = None;
                }
            }
        }
        _ => {}
    }
}
