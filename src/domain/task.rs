//! Promises: tasks on threads and on customers, as their entries tell.

use super::entry::{Entry, Event, Words};
use super::ids::{CustomerId, MemberId, Seq, TaskId, ThreadId};
use super::priority::Priority;
use super::summary::Customer;
use super::thread::Refusal;
use super::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub id: TaskId,
    pub title: String,
    /// The entry whose words are the title.
    pub titled: Seq,
    pub owner: MemberId,
    pub due: Option<Timestamp>,
    pub priority: Priority,
    pub status: TaskStatus,
    pub added_at: Timestamp,
    pub added_by: Option<MemberId>,
    /// When it was done or dropped.
    pub done_at: Option<Timestamp>,
    /// The customer that it was added for; on a thread it is for the thread's customer anyway.
    pub customer: Option<CustomerId>,
    /// The number of the thread that it was added to.
    pub thread: Option<ThreadId>,
    pub comments: Vec<Comment>,
}

/// A line on how a task goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    pub at: Timestamp,
    pub by: Option<MemberId>,
    pub text: String,
}

/// Where a task stands; overdue is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskStatus {
    Open,
    /// Somebody else has to do something first.
    Waiting,
    Done,
    /// Nobody will do it.
    Dropped,
}

impl TaskStatus {
    pub const ALL: [TaskStatus; 4] =
        [TaskStatus::Open, TaskStatus::Waiting, TaskStatus::Done, TaskStatus::Dropped];

    pub fn word(self) -> &'static str {
        match self {
            TaskStatus::Open => "open",
            TaskStatus::Waiting => "waiting",
            TaskStatus::Done => "done",
            TaskStatus::Dropped => "dropped",
        }
    }

    pub fn is_ended(self) -> bool {
        matches!(self, TaskStatus::Done | TaskStatus::Dropped)
    }
}

impl std::str::FromStr for TaskStatus {
    type Err = String;

    fn from_str(text: &str) -> Result<TaskStatus, String> {
        TaskStatus::ALL.into_iter().find(|status| status.word() == text).ok_or_else(|| {
            format!("\"{text}\" is no status of a task: open, waiting, done or dropped")
        })
    }
}

/// A task to be added: title, owner (on a thread its owner unless named), due, priority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTask {
    pub title: String,
    pub owner: Option<MemberId>,
    pub due: Option<Timestamp>,
    pub priority: Priority,
    /// Whom it is for, where a thread's customer is not meant.
    pub customer: Option<CustomerId>,
}

/// What is to be different about a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskChange {
    pub title: Option<String>,
    pub owner: Option<MemberId>,
    pub due: Option<Timestamp>,
    pub priority: Option<Priority>,
    pub status: Option<TaskStatus>,
    pub comment: Option<String>,
    pub reason: Option<String>,
}

impl NewTask {
    /// The entry that adds it, for this member where nobody is named.
    pub fn entry(self, owner: MemberId) -> (Event, Words) {
        let owner = self.owner.unwrap_or(owner);
        let NewTask { title, due, priority, customer, .. } = self;
        (Event::TaskAdded { owner, due, priority, customer }, Words::text(title))
    }
}

impl Task {
    pub fn is_open(&self) -> bool {
        !self.status.is_ended()
    }

    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.is_open() && self.due.is_some_and(|due| due < now)
    }

    /// What comes first: by due date, then priority, then age.
    pub fn rank(&self) -> impl Ord + use<> {
        (self.due.is_none(), self.due, std::cmp::Reverse(self.priority), self.id)
    }

    /// The entries that make it so, where it is not so already; `customer` is whose it is where it is on no thread.
    pub fn change(
        &self,
        change: &TaskChange,
        customer: Option<CustomerId>,
    ) -> Result<Vec<(Event, Words)>, Refusal> {
        let task = self.id;
        let status = change.status.filter(|status| *status != self.status);
        if !self.is_open() && status.is_none_or(TaskStatus::is_ended) {
            return Err(Refusal::TaskEnded { task, status: self.status });
        }
        let title = change.title.clone().filter(|title| *title != self.title);
        let owner = change.owner.filter(|owner| *owner != self.owner);
        let due = change.due.filter(|due| Some(*due) != self.due);
        let priority = change.priority.filter(|priority| *priority != self.priority);
        let mut events = Vec::new();
        if let Some(comment) = &change.comment {
            events.push((Event::TaskCommented { task, customer }, Words::text(comment.clone())));
        }
        let words = || Words { text: title.clone(), ..Words::reason(change.reason.clone()) };
        let is_set = title.is_some() || owner.is_some() || due.is_some() || priority.is_some();
        let said = status.filter(|status| *status != TaskStatus::Done);
        if is_set || said.is_some() {
            let event = Event::TaskSet { task, owner, due, priority, status: said, customer };
            events.push((event, words()));
        }
        if status == Some(TaskStatus::Done) {
            let words = Words::reason(change.reason.clone());
            events.push((Event::TaskDone { task, customer }, words));
        }
        Ok(events)
    }
}

/// Takes an entry about a task into those that there are. Entries are facts: none is refused here.
pub fn apply(tasks: &mut Vec<Task>, entry: &Entry) {
    let at = entry.at;
    let text = || entry.words.text.clone();
    let known = |tasks: &mut Vec<Task>, task: TaskId, change: &dyn Fn(&mut Task)| {
        if let Some(task) = tasks.iter_mut().find(|known| known.id == task) {
            change(task);
        }
    };
    match &entry.event {
        Event::TaskAdded { owner, due, priority, customer } => tasks.push(Task {
            id: TaskId(entry.seq.0),
            title: text().unwrap_or_default(),
            titled: entry.seq,
            owner: *owner,
            due: *due,
            priority: *priority,
            status: TaskStatus::Open,
            added_at: at,
            added_by: entry.actor.member,
            done_at: None,
            customer: *customer,
            thread: entry.thread,
            comments: Vec::new(),
        }),
        Event::TaskDone { task, .. } => {
            known(tasks, *task, &|task| task.become_so(TaskStatus::Done, at));
        }
        Event::TaskSet { task, owner, due, priority, status, .. } => known(tasks, *task, &|task| {
            if let Some(title) = text() {
                (task.title, task.titled) = (title, entry.seq);
            }
            task.owner = owner.unwrap_or(task.owner);
            task.due = due.or(task.due);
            task.priority = priority.unwrap_or(task.priority);
            if let Some(status) = status {
                task.become_so(*status, at);
            }
        }),
        Event::TaskCommented { task, .. } => {
            let text = text().unwrap_or_default();
            let by = entry.actor.member;
            known(tasks, *task, &|task| {
                task.comments.push(Comment { at, by, text: text.clone() });
            });
        }
        _ => {}
    }
}

/// When a task was last changed, and be it that a change was taken back: calendars take the later of two for the newer.
/// `entries` are all of the thread or customer that it is on.
pub fn changed_at(task: TaskId, entries: &[Entry]) -> Option<Timestamp> {
    let mut about = Vec::new();
    for entry in entries {
        let is_about = match &entry.event {
            Event::TaskAdded { .. } => entry.seq.0 == task.0,
            Event::TaskDone { task: of, .. }
            | Event::TaskSet { task: of, .. }
            | Event::TaskCommented { task: of, .. } => *of == task,
            Event::Undone { entry: taken, .. } => about.iter().any(|(seq, _)| seq == taken),
            _ => false,
        };
        about.extend(is_about.then_some((entry.seq, entry.at)));
    }
    about.into_iter().map(|(_, at)| at).max()
}

impl Task {
    pub fn become_so(&mut self, status: TaskStatus, at: Timestamp) {
        self.status = status;
        self.done_at = status.is_ended().then_some(at);
    }
}

/// A task with what it is on. A list has no comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub task: Task,
    pub thread: Option<ThreadId>,
    /// Whom it is for: the customer that it was added for, else the thread's.
    pub customer: Option<Customer>,
}
