//! Notes: as a page about a thread shows them, and as a member's digest asks to read them.

use super::show::indented;
use super::{View, customers, safe};
use crate::domain::ids::MemberId;
use crate::domain::note::{Note, OpenNote};

/// Columns of a note's text where one line stands for it.
const WIDEST: usize = 100;

/// One note on a page: who, when, for whom, and all that it says.
pub fn lines(note: &Note, view: &View) -> Vec<String> {
    let reader = note.reader.map(|reader| {
        let read = if note.is_unread() { "unread" } else { "read" };
        format!(" for {}, {read}", view.member(reader))
    });
    let again = note.review_after.map(|after| format!(", to look at again {}", view.when(after)));
    let (by, kind) = (author(note, view), note.kind.word());
    let (reader, again) = (reader.unwrap_or_default(), again.unwrap_or_default());
    let head = format!("  {} {by}, {kind}{reader}{again}: ", view.when(note.at));
    let mut lines = vec![format!("{head}{}", indented(&note.text, 4))];
    if let Some(reference) = &note.reference {
        lines.push(format!("    about {}", safe::line(&reference.name)));
        lines
            .extend(reference.sha256.iter().map(|hash| format!("    sha256 {}", safe::line(hash))));
    }
    lines
}

fn author(note: &Note, view: &View) -> String {
    note.by.map_or_else(|| "baton".to_owned(), |by| view.member(by))
}

/// "12", or "c7" for a customer: as commands take it.
pub fn place(open: &OpenNote) -> String {
    match (&open.thread, &open.customer) {
        (Some((thread, _)), _) => thread.to_string(),
        (None, Some(customer)) => format!("c{}", customer.id),
        (None, None) => String::new(),
    }
}

/// "Ana Lopez: Pricing question"; of a customer the name alone.
pub fn about(open: &OpenNote) -> (Option<String>, Option<String>) {
    let subject = open.thread.as_ref().map(|(_, subject)| safe::line(subject));
    (open.customer.as_ref().map(customers::name), subject)
}

/// "maya, today 10:00: ask for a discount", or that it is time to look at one's own again.
pub fn words(open: &OpenNote, me: MemberId, view: &View) -> String {
    let note = &open.note;
    let (at, text) = (view.when(note.at), first_line(note));
    match note.is_unread_by(me) {
        true => format!("{}, {} of {at}: {text}", author(note, view), note.kind.word()),
        false => format!("look again at your {} of {at}: {text}", note.kind.word()),
    }
}

/// What says that it is read, or looked at.
pub fn command(open: &OpenNote) -> String {
    match (&open.thread, &open.customer) {
        (None, Some(customer)) => format!("baton ack --customer {}", customer.id),
        _ => format!("baton ack {}", place(open)),
    }
}

/// The first line of what it says, and that there is more.
pub fn first_line(note: &Note) -> String {
    let mut lines = note.text.lines();
    let first = safe::cut(&safe::line(lines.next().unwrap_or_default()), WIDEST);
    if lines.next().is_some() && !first.ends_with('…') { format!("{first} …") } else { first }
}
