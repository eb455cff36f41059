//! What is known of a customer, as members said it: replayed from the entries about them.
//!
//! Mail makes a record, with the name and the address that it first showed, and never changes what a member said.

use super::Contact;
use super::merged::Merged;
use crate::domain::entry::{self, Event};
use crate::domain::ids::{CustomerId, Seq, TaskId};
use crate::domain::link::{self, Link};
use crate::domain::note::{self, Note};
use crate::domain::roster::Ownership;
use crate::domain::task::{self, Task};
use crate::domain::undo;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// A customer, replayed: all records that were merged into one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// What members said; without addresses and tags, which are below.
    pub said: Contact,
    pub tags: Vec<String>,
    /// Addresses that members gave, the number of the record that each was given to, and by which entry.
    pub addresses: BTreeMap<String, (CustomerId, Seq)>,
    pub whose: Ownership,
    pub notes: Vec<Note>,
    pub tasks: Vec<Task>,
    pub links: Vec<Link>,
    /// Addresses that members gave to two of its numbers, and the number that does not have it: these could not part
    /// again.
    pub contested: BTreeMap<String, CustomerId>,
    /// The numbers that were made by a member and not by mail; false where that was taken back.
    pub added: BTreeMap<CustomerId, bool>,
}

impl Record {
    /// The state that follows from all entries about a customer, in the order of their numbers: those of every number
    /// that is `root` now. What was said of `root` comes first; what is unsaid there is as the others have it, in the
    /// order in which they were merged.
    pub fn replay(root: CustomerId, merged: &Merged, entries: &[entry::Entry]) -> Record {
        let taken = undo::taken_back(entries);
        let mut parts: BTreeMap<CustomerId, Record> = BTreeMap::new();
        // As far as it has come: what is taken off a record is taken off those that had gone into it by then.
        let mut so_far: Vec<(CustomerId, CustomerId)> = Vec::new();
        for entry in entries {
            let Some(number) = entry.event.customer() else { continue };
            let part = parts.entry(number).or_default();
            match (&entry.event, taken.contains_key(&entry.seq)) {
                (Event::CustomerAdded { .. }, is_taken) => {
                    part.added.insert(number, !is_taken);
                    if !is_taken {
                        part.apply(entry, number);
                    }
                }
                (_, true) => {}
                (_, false) => part.apply(entry, number),
            }
            if taken.contains_key(&entry.seq) {
                continue;
            }
            match (&entry.event, &entry.words.contact) {
                (Event::CustomersMerged { customer, from, .. }, _) => {
                    so_far.push((*from, *customer));
                }
                (Event::CustomerChanged { .. }, Some(contact)) => {
                    for other in gone_into(number, &so_far) {
                        parts.entry(other).or_default().take_off(contact);
                    }
                }
                _ => {}
            }
        }
        let mut record = parts.remove(&root).unwrap_or_default();
        for other in merged.into(root) {
            record.absorb(parts.remove(&other).unwrap_or_default());
        }
        record
    }

    fn apply(&mut self, entry: &entry::Entry, number: CustomerId) {
        match &entry.event {
            Event::CustomerAdded { .. } | Event::CustomerChanged { .. } => {
                if let Some(contact) = &entry.words.contact {
                    self.say(contact, number, entry.seq);
                }
            }
            Event::CustomerAssigned { owner, backup, .. }
            | Event::CustomersMerged { owner, backup, .. } => {
                self.whose = Ownership { owner: *owner, backup: *backup };
            }
            // A task on a thread is the thread's, whomever it is for.
            _ if entry.thread.is_some() => {}
            Event::Noted { .. } | Event::Acked { .. } => note::apply(&mut self.notes, entry),
            Event::TaskAdded { .. }
            | Event::TaskDone { .. }
            | Event::TaskSet { .. }
            | Event::TaskCommented { .. } => task::apply(&mut self.tasks, entry),
            Event::Linked { .. } => link::apply(&mut self.links, entry),
            _ => {}
        }
    }

    fn say(&mut self, contact: &Contact, number: CustomerId, entry: Seq) {
        let Contact { name, company, role, phone, status, addresses, tags, tags_removed } =
            contact.clone();
        for (known, said) in self.texts().into_iter().zip([name, company, role, phone, status]) {
            if let Some(said) = said {
                *known = Some(said).filter(|said| !said.is_empty());
            }
        }
        for address in addresses {
            self.addresses.entry(address).or_insert((number, entry));
        }
        self.tags.retain(|tag| !tags_removed.contains(tag));
        self.tag(tags);
    }

    /// What is said of the record that this one went into: there is no such company, phone or tag.
    fn take_off(&mut self, contact: &Contact) {
        let Contact { name, company, role, phone, status, tags_removed, .. } = contact;
        for (known, said) in self.texts().into_iter().zip([name, company, role, phone, status]) {
            if said.as_deref() == Some("") {
                *known = None;
            }
        }
        self.tags.retain(|tag| !tags_removed.contains(tag));
    }

    /// Name, company, role, phone and status.
    fn texts(&mut self) -> [&mut Option<String>; 5] {
        let Contact { name, company, role, phone, status, .. } = &mut self.said;
        [name, company, role, phone, status]
    }

    fn tag(&mut self, tags: Vec<String>) {
        self.tags.extend(tags);
        self.tags.sort();
        self.tags.dedup();
    }

    fn absorb(&mut self, mut other: Record) {
        for (mine, theirs) in self.texts().into_iter().zip(other.texts()) {
            if mine.is_none() {
                *mine = theirs.take();
            }
        }
        self.tag(other.tags);
        self.contested.extend(other.contested);
        for (address, given) in other.addresses {
            match self.addresses.entry(address) {
                Entry::Occupied(taken) => {
                    self.contested.insert(taken.key().clone(), given.0);
                }
                Entry::Vacant(free) => {
                    free.insert(given);
                }
            }
        }
        self.notes.extend(other.notes);
        self.notes.sort_by_key(|note| note.entry);
        self.tasks.extend(other.tasks);
        self.tasks.sort_by_key(|task| task.id);
        self.links.extend(other.links);
        self.links.sort_by_key(|link| link.entry);
        self.added.extend(other.added);
    }

    pub fn open_tasks(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.is_open())
    }

    pub fn task(&self, id: TaskId) -> Option<&Task> {
        self.tasks.iter().find(|task| task.id == id)
    }
}

/// The records that went into this one, directly or with another.
fn gone_into(root: CustomerId, merged: &[(CustomerId, CustomerId)]) -> Vec<CustomerId> {
    let mut found = vec![root];
    let mut next = 0;
    while let Some(into) = found.get(next).copied() {
        let others = merged.iter().filter(|(_, to)| *to == into).map(|(from, _)| *from);
        let new: Vec<CustomerId> = others.filter(|from| !found.contains(from)).collect();
        found.extend(new);
        next += 1;
    }
    found.split_off(1)
}
