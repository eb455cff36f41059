//! What stands in a review beside threads: notes to be read, and what was promised to customers.

use super::{View, customers, notes, safe};
use crate::domain::ids::{CustomerId, MemberId, ThreadId};
use crate::domain::note::OpenNote;
use crate::domain::review::{Item, Review, Section};
use crate::domain::task;
use crate::domain::time::Timestamp;

/// Something that is no thread; its texts are safe.
pub struct Aside {
    pub thread: Option<ThreadId>,
    pub customer: Option<CustomerId>,
    /// The entry that wrote it.
    pub entry: i64,
    /// "12", or "c7" for a customer: as commands take it.
    pub place: String,
    pub who: Option<String>,
    pub subject: Option<String>,
    pub owner: Option<String>,
    pub words: String,
    /// What settles it.
    pub command: String,
    pub since: Timestamp,
}

/// What a section has in it.
pub enum Part<'a> {
    Threads(&'a [Item]),
    Asides(Vec<Aside>),
}

impl Part<'_> {
    pub fn count(&self) -> usize {
        match self {
            Part::Threads(items) => items.len(),
            Part::Asides(asides) => asides.len(),
        }
    }
}

/// All sections that have something in them, in their order.
pub fn parts<'a>(review: &'a Review, view: &View) -> Vec<(Section, Part<'a>)> {
    let asking = review.reader.into_iter().flat_map(|me| {
        let open = review.notes.iter();
        open.map(move |open| note(open, me, view))
    });
    let promised = review.promises.iter().map(|listed| promise(listed, view)).collect();
    let due_today = review.due_today.iter().map(|listed| promise(listed, view)).collect();
    let mut parts: Vec<(Section, Part)> = vec![
        (Section::NotesForYou, Part::Asides(asking.collect())),
        (Section::Promises, Part::Asides(promised)),
        (Section::DueToday, Part::Asides(due_today)),
    ];
    parts.retain(|(_, part)| part.count() > 0);
    let threads = |(section, items): &'a (Section, Vec<Item>)| (*section, Part::Threads(items));
    parts.extend(review.sections.iter().map(threads));
    parts.sort_by_key(|(section, _)| *section);
    parts
}

fn note(open: &OpenNote, me: MemberId, view: &View) -> Aside {
    let (who, subject) = notes::about(open);
    let since = match open.note.is_unread_by(me) {
        true => open.note.at,
        false => open.note.review_after.unwrap_or(open.note.at),
    };
    Aside {
        thread: open.thread.as_ref().map(|(thread, _)| *thread),
        customer: open.customer.as_ref().map(|customer| customer.id),
        entry: open.note.entry.0,
        place: notes::place(open),
        who,
        subject,
        owner: None,
        words: notes::words(open, me, view),
        command: notes::command(open),
        since,
    }
}

fn promise(listed: &task::Listed, view: &View) -> Aside {
    let (task, customer) = (&listed.task, listed.customer.as_ref());
    let due = task.due.unwrap_or(task.added_at);
    let owner = view.member(task.owner);
    let place = match listed.thread {
        Some(thread) => thread.to_string(),
        None => customer.map(|customer| format!("c{}", customer.id)).unwrap_or_default(),
    };
    Aside {
        thread: listed.thread,
        customer: customer.map(|customer| customer.id),
        entry: task.id.0,
        place,
        who: customer.map(customers::name),
        subject: None,
        words: format!("{owner} promised \"{}\" for {}", safe::line(&task.title), view.when(due)),
        owner: Some(owner),
        command: format!("baton task done {}, or: baton task set {} --due DATE", task.id, task.id),
        since: due,
    }
}
