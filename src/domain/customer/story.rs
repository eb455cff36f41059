//! What happened with a customer: the mail of all inboxes, and what members did, as one story.

use super::page::{Last, Letter, Linked, Mail, Moment, Remark, What, is_told};
use super::{Merged, Record};
use crate::domain::address::Address;
use crate::domain::entry::Entry;
use crate::domain::ids::{CustomerId, Seq, TaskId, ThreadId};
use crate::domain::link::Link;
use crate::domain::note::Note;
use crate::domain::task::{Comment, Task};
use crate::domain::thread::Thread;
use crate::domain::time::Timestamp;
use crate::domain::undo;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that there is of a customer, as it was kept.
#[derive(Clone, Debug, Default)]
pub struct Story {
    pub mail: Vec<Post>,
    /// To whom the last message went.
    pub last_to: Vec<Address>,
    /// The entries about the customer and about the threads of theirs, in the order of their numbers, each with the
    /// thread that its number stands for now.
    pub entries: Vec<(Entry, Option<ThreadId>)>,
    /// The threads whose customer they are.
    pub threads: BTreeSet<ThreadId>,
}

/// A message, and where it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub seq: Seq,
    pub at: Timestamp,
    pub thread: ThreadId,
    pub letter: Letter,
}

/// What members keep beside the mail.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Newest first.
    pub notes: Vec<Remark>,
    /// Newest first.
    pub links: Vec<Linked>,
    /// How each task goes.
    pub comments: BTreeMap<TaskId, Vec<Comment>>,
}

impl Kept {
    fn take(
        &mut self,
        notes: Vec<Note>,
        links: Vec<Link>,
        tasks: Vec<Task>,
        thread: Option<ThreadId>,
    ) {
        self.notes.extend(notes.into_iter().map(|note| Remark { note, thread }));
        self.links.extend(links.into_iter().map(|link| Linked { link, thread }));
        self.comments.extend(tasks.into_iter().map(|task| (task.id, task.comments)));
    }
}

impl Story {
    /// The mail, in numbers.
    pub fn mail(&self) -> Mail {
        let threads: BTreeSet<ThreadId> = self.mail.iter().map(|post| post.thread).collect();
        let inboxes: BTreeSet<_> =
            self.mail.iter().flat_map(|post| post.letter.inboxes.iter().copied()).collect();
        let last = self.mail.iter().max_by_key(|post| (post.at, post.seq));
        Mail {
            messages: self.mail.len(),
            threads: threads.len(),
            first_at: self.mail.iter().map(|post| post.at).min(),
            inboxes: inboxes.into_iter().collect(),
            last: last.map(|post| Last {
                at: post.at,
                letter: post.letter.clone(),
                to: self.last_to.clone(),
                thread: post.thread,
            }),
        }
    }

    /// What members keep on the customer and on their threads.
    pub fn kept(&self, root: CustomerId, merged: &Merged) -> Kept {
        let mut kept = Kept::default();
        for (thread, entries) in self.by_thread() {
            let Thread { notes, links, tasks, .. } = Thread::replay(thread, Vec::new(), &entries);
            kept.take(notes, links, tasks, Some(thread));
        }
        let all: Vec<Entry> = self.entries.iter().map(|(entry, _)| entry.clone()).collect();
        let Record { notes, links, tasks, .. } = Record::replay(root, merged, &all);
        kept.take(notes, links, tasks, None);
        kept.notes.sort_by_key(|remark| Reverse(remark.note.entry));
        kept.links.sort_by_key(|linked| Reverse(linked.link.entry));
        kept
    }

    /// The entries of each of their threads.
    fn by_thread(&self) -> BTreeMap<ThreadId, Vec<Entry>> {
        let mut threads: BTreeMap<ThreadId, Vec<Entry>> = BTreeMap::new();
        for (entry, thread) in &self.entries {
            if let Some(thread) = thread.filter(|thread| self.threads.contains(thread)) {
                threads.entry(thread).or_default().push(entry.clone());
            }
        }
        threads
    }

    /// One line for each message and for each entry that is told. What was taken back, and the taking back, is left to
    /// the log.
    pub fn moments(self) -> Vec<Moment> {
        let all: Vec<Entry> = self.entries.iter().map(|(entry, _)| entry.clone()).collect();
        let taken = undo::taken_back(&all);
        let told = |entry: &Entry| !taken.contains_key(&entry.seq) && is_told(&entry.event);
        let mail = self.mail.into_iter().map(|Post { seq, at, thread, letter }| Moment {
            seq,
            at,
            thread: Some(thread),
            what: What::Mail(letter),
        });
        let entries = self.entries.into_iter().filter(|(entry, _)| told(entry));
        let entries = entries.map(|(entry, thread)| Moment {
            seq: entry.seq,
            at: entry.at,
            thread,
            what: What::Entry(Box::new(entry)),
        });
        mail.chain(entries).collect()
    }
}
