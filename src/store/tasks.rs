//! Tasks, wherever they are: read from their rows.

use super::rows::{self, Columns};
use super::{Ledger, records};
use crate::domain::ids::{CustomerId, MemberId, Seq, TaskId, ThreadId};
use crate::domain::roster::Ownership;
use crate::domain::summary::Customer;
use crate::domain::task::{Listed, Task, TaskStatus};
use crate::error::Error;
use rusqlite::{Connection, OptionalExtension, Result, Row};

/// Which tasks are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub owner: Option<MemberId>,
    /// On the customer, or on a thread of theirs.
    pub customer: Option<CustomerId>,
    /// Done and dropped ones too.
    pub ended: bool,
}

/// What a task is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskPlace {
    pub thread: Option<ThreadId>,
    pub customer: Option<CustomerId>,
}

pub(super) const LISTED: &str = "k.task, w.words, k.titled, k.owner, k.due, k.priority, k.status, k.added_at, k.added_by, k.done_at,
    k.customer, k.thread, COALESCE(c.merged_into, c.customer), COALESCE(c.said_name, c.name),
    COALESCE(c.said_address, c.address), c.owner, c.backup";

pub(super) const FROM: &str =
    "tasks k LEFT JOIN entry_words w ON w.seq = k.titled LEFT JOIN threads t ON t.thread = k.thread
    LEFT JOIN customers c ON c.customer = COALESCE(k.customer, t.customer)";

impl Ledger {
    /// Where this task is; none where there is no such task.
    pub fn task_place(&self, task: TaskId) -> std::result::Result<Option<TaskPlace>, Error> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT thread, customer FROM tasks WHERE task = $1")?
                .query_row([task.0], |row| {
                    Ok(TaskPlace {
                        thread: row.get::<_, Option<i64>>(0)?.map(ThreadId),
                        customer: row.get::<_, Option<i64>>(1)?.map(CustomerId),
                    })
                })
                .optional()
        })
    }

    /// Tasks, what comes first first; what has ended last, newest first.
    pub fn tasks(&self, wanted: Wanted) -> std::result::Result<Vec<Listed>, Error> {
        let mut found = self.read(|connection| match wanted.customer {
            Some(customer) => of_customer(connection, customer),
            None => {
                let filter = if wanted.ended { "1" } else { "k.done_at IS NULL" };
                connection
                    .prepare_cached(&format!("SELECT {LISTED} FROM {FROM} WHERE {filter}"))?
                    .query_map([], listed)?
                    .collect()
            }
        })?;
        found.retain(|listed| {
            let theirs = wanted.owner.is_none_or(|owner| listed.task.owner == owner);
            theirs && (wanted.ended || listed.task.is_open())
        });
        found.sort_by_cached_key(|listed| {
            (listed.task.done_at.map(std::cmp::Reverse), listed.task.rank())
        });
        Ok(found)
    }
}

/// All tasks for a customer: on them, and on threads of theirs.
pub fn of_customer(connection: &Connection, customer: CustomerId) -> Result<Vec<Listed>> {
    let root = records::root(connection, customer)?.unwrap_or(customer);
    connection
        .prepare_cached(&format!(
            "WITH theirs (number) AS (SELECT $1 UNION ALL SELECT customer FROM customers WHERE merged_into = $1)
             SELECT {LISTED} FROM {FROM}
             WHERE k.task IN (
                SELECT task FROM tasks WHERE customer IN theirs
                UNION SELECT task FROM tasks WHERE thread IN (SELECT thread FROM threads WHERE customer IN theirs))"
        ))?
        .query_map([root.0], listed)?
        .collect()
}

pub(super) fn listed(row: &Row) -> Result<Listed> {
    let mut columns = Columns::of(row);
    let id = TaskId(columns.take()?);
    let title = rows::words(columns.take()?).text.unwrap_or_default();
    let task = Task {
        id,
        title,
        titled: Seq(columns.take()?),
        owner: MemberId(columns.take()?),
        due: columns.maybe_time()?,
        priority: columns.word(|word| word.parse().ok())?,
        status: columns.word(|word| word.parse::<TaskStatus>().ok())?,
        added_at: columns.time()?,
        added_by: columns.member()?,
        done_at: columns.maybe_time()?,
        customer: columns.take::<Option<i64>>()?.map(CustomerId),
        thread: columns.take::<Option<i64>>()?.map(ThreadId),
        comments: Vec::new(),
    };
    let number = columns.take::<Option<i64>>()?.map(CustomerId);
    let (name, address): (Option<String>, Option<String>) = (columns.take()?, columns.take()?);
    let whose = Ownership { owner: columns.member()?, backup: columns.member()? };
    let customer = number.zip(name).zip(address).map(|((id, name), address)| Customer {
        id,
        name,
        address,
        whose,
    });
    Ok(Listed { thread: task.thread, task, customer })
}
