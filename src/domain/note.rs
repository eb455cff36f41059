//! Remarks on threads and on customers, as their entries tell.

use super::entry::{Entry, Event, NoteKind, Words};
use super::ids::{CustomerId, MemberId, Seq, ThreadId};
use super::summary::Customer;
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

/// A note that somebody should read or look at again, with what it is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenNote {
    pub note: Note,
    /// The thread that it is on now, and what that is about; none where it is on the customer.
    pub thread: Option<(ThreadId, String)>,
    /// Whom it is on, or whose the thread is.
    pub customer: Option<Customer>,
}

/// Those that ask something of this member now: what others wrote for them first, then their own; the oldest first.
pub fn asking(open: &[OpenNote], me: MemberId, now: Timestamp) -> Vec<OpenNote> {
    let mut asking: Vec<OpenNote> =
        open.iter().filter(|open| open.note.asks(me, now)).cloned().collect();
    asking.sort_by_key(|open| (!open.note.is_unread_by(me), open.note.entry));
    asking
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
        (event, Words { reference: reference.map(Box::new), ..Words::text(text) })
    }
}

impl Note {
    /// It is for somebody who has not read it yet.
    pub fn is_unread(&self) -> bool {
        self.reader.is_some() && !self.read
    }

    /// It is for this member, who has not read it yet.
    pub fn is_unread_by(&self, me: MemberId) -> bool {
        self.reader == Some(me) && self.is_unread()
    }

    /// Whoever wrote it should look at it again.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.review_after.is_some_and(|after| after <= now)
    }

    /// Is it for this member to do something about it now?
    pub fn asks(&self, me: MemberId, now: Timestamp) -> bool {
        self.is_unread_by(me) || (self.by == Some(me) && self.is_due(now))
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
            reference: entry.words.reference.as_deref().cloned(),
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
