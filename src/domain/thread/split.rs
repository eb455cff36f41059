//! A thread that another one leaves again, by hand.

use super::{Owner, Said, Thread};
use crate::domain::entry::{Entry, Event};
use crate::domain::ids::{MemberId, Seq, TaskId, ThreadId};
use crate::domain::task::{Task, TaskStatus};
use crate::domain::time::Timestamp;

/// How a thread stood before another was joined to it, so that it can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    pub from: ThreadId,
    /// It came as a part of this one.
    with: Option<ThreadId>,
    entry: Seq,
    at: Timestamp,
    said: Option<Said>,
    owner: Option<Owner>,
    backup: Option<MemberId>,
    /// Whose it was from then on.
    settled: Option<MemberId>,
    /// The tasks of the other.
    tasks: Vec<TaskId>,
}

impl Thread {
    /// Keeps how it stands before this entry joins `from` to it, in which nobody may have done anything.
    pub(super) fn remember(&mut self, entry: &Entry, from: ThreadId, other: Option<&Thread>) {
        let settled = match &entry.event {
            Event::Joined { owner, .. } | Event::Merged { owner, .. } => *owner,
            _ => None,
        };
        self.joined.push(Before {
            from,
            with: None,
            entry: entry.seq,
            at: entry.at,
            said: self.said,
            owner: self.owner,
            backup: self.backup,
            settled,
            tasks: other.iter().flat_map(|other| &other.tasks).map(|task| task.id).collect(),
        });
    }

    /// What had been joined to another came here with it.
    pub(super) fn remember_parts(&mut self, of: ThreadId, joined: Vec<Before>) {
        self.joined.extend(joined.into_iter().map(|before| Before { with: Some(of), ..before }));
    }

    /// What the part that leaves as `into` begins with. What was decided since it came here holds for it too; a part
    /// that never was a thread of its own is as this one is.
    pub fn split_off(&self, into: ThreadId) -> Event {
        let before = self.joined.iter().rfind(|before| before.from == into);
        let owner = self.owner.map(|owner| owner.member);
        let own_affair = before.is_some_and(|before| before.settled == owner);
        let said = self.said.filter(|said| before.is_none_or(|before| said.seq > before.entry));
        let is_decided = |said: &Said| self.stand().1 == Some(said.at);
        let since = |task: &&Task| {
            before.is_some_and(|before| {
                let since = task.done_at.is_some_and(|at| at >= before.at);
                before.tasks.contains(&task.id) && since && task.status == TaskStatus::Done
            })
        };
        Event::SplitOff {
            from: self.id,
            owner: owner.filter(|_| !own_affair),
            backup: self.backup.filter(|_| !own_affair),
            priority: before.is_none().then_some(self.priority),
            status: said.filter(is_decided).map(|said| said.status),
            done: self.tasks.iter().filter(since).map(|task| task.id).collect(),
        }
    }

    /// The thread that leaves takes along what its coming had changed here, where nobody changed it since.
    pub(super) fn let_go(&mut self, into: ThreadId) {
        let Some(index) = self.joined.iter().rposition(|before| before.from == into) else {
            return;
        };
        let before = self.joined.remove(index);
        self.joined.retain(|part| part.with != Some(into));
        self.tasks.retain(|task| !before.tasks.contains(&task.id));
        if before.with.is_some() {
            // It changed the one that it came with, not this one.
            return;
        }
        if self.said.is_some_and(|said| said.seq == before.entry) {
            self.said = before.said;
        }
        if self.owner.map(|owner| owner.member) == before.settled {
            (self.owner, self.backup) = (before.owner, before.backup);
        }
    }
}
