//! Tasks, links and notes to be read, as rows beside the thread or the customer that they are on: written with its
//! state, so that they can be listed without replaying.

use super::rows::seconds;
use crate::domain::ids::{CustomerId, ThreadId};
use crate::domain::link::Link;
use crate::domain::note::Note;
use crate::domain::task::Task;
use rusqlite::{Connection, Result, params};

/// What they are on. A customer is named by the number of the record as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    Thread(ThreadId),
    Customer(CustomerId),
}

impl On {
    fn thread(self) -> Option<i64> {
        match self {
            On::Thread(thread) => Some(thread.0),
            On::Customer(_) => None,
        }
    }

    fn customer(self) -> Option<i64> {
        match self {
            On::Thread(_) => None,
            On::Customer(customer) => Some(customer.0),
        }
    }
}

/// What is written of one thread or customer.
#[derive(Clone, Debug, Default)]
pub struct Promises {
    pub tasks: Vec<Task>,
    pub links: Vec<Link>,
    pub notes: Vec<Note>,
}

impl Promises {
    /// Is there anything that has a row?
    pub fn is_any(&self) -> bool {
        let lasts = |note: &Note| note.is_unread() || note.review_after.is_some();
        !self.tasks.is_empty() || !self.links.is_empty() || self.notes.iter().any(lasts)
    }
}

/// Writes them in place of those that there were.
pub fn write(connection: &Connection, on: On, promises: &Promises) -> Result<()> {
    clear(connection, on)?;
    for task in &promises.tasks {
        write_task(connection, on, task)?;
    }
    for link in &promises.links {
        write_link(connection, on, link)?;
    }
    for note in &promises.notes {
        write_note(connection, on, note)?;
    }
    Ok(())
}

/// Removes what there was.
pub fn clear(connection: &Connection, on: On) -> Result<()> {
    let statements = match on {
        On::Thread(_) => [
            "DELETE FROM tasks WHERE thread = $1",
            "DELETE FROM links WHERE thread = $1",
            "DELETE FROM open_notes WHERE thread = $1",
        ],
        // A task on a thread stays the thread's, whomever it is for.
        On::Customer(_) => [
            "DELETE FROM tasks WHERE customer = $1 AND thread IS NULL",
            "DELETE FROM links WHERE customer = $1",
            "DELETE FROM open_notes WHERE customer = $1",
        ],
    };
    let number = on.thread().or(on.customer());
    for statement in statements {
        connection.prepare_cached(statement)?.execute([number])?;
    }
    Ok(())
}

fn write_task(connection: &Connection, on: On, task: &Task) -> Result<usize> {
    let customer = on.customer().or(task.customer.map(|customer| customer.0));
    connection
        .prepare_cached(
            "INSERT INTO tasks (task, thread, customer, titled, owner, due, priority, status, added_at, added_by,
                done_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (task) DO UPDATE SET
                thread = excluded.thread, customer = excluded.customer, titled = excluded.titled,
                owner = excluded.owner, due = excluded.due, priority = excluded.priority, status = excluded.status,
                added_at = excluded.added_at, added_by = excluded.added_by, done_at = excluded.done_at",
        )?
        .execute(params![
            task.id.0,
            on.thread(),
            customer,
            task.titled.0,
            task.owner.0,
            seconds(task.due),
            task.priority.word(),
            task.status.word(),
            task.added_at.timestamp(),
            task.added_by.map(|by| by.0),
            seconds(task.done_at),
        ])
}

fn write_link(connection: &Connection, on: On, link: &Link) -> Result<usize> {
    connection
        .prepare_cached(
            "INSERT INTO links (entry, thread, customer, kind, amount, currency)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (entry) DO UPDATE SET thread = excluded.thread, customer = excluded.customer",
        )?
        .execute(params![
            link.entry.0,
            on.thread(),
            on.customer(),
            link.target.kind.word(),
            link.amount.map(|amount| amount.minor),
            link.amount.map(|amount| amount.code()),
        ])
}

/// Notes that nobody has to read or look at again are found among the entries.
fn write_note(connection: &Connection, on: On, note: &Note) -> Result<usize> {
    let reader = note.reader.filter(|_| note.is_unread());
    if reader.is_none() && note.review_after.is_none() {
        return Ok(0);
    }
    connection
        .prepare_cached(
            "INSERT INTO open_notes (entry, thread, customer, reader, review_after)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (entry) DO UPDATE SET
                thread = excluded.thread, customer = excluded.customer, reader = excluded.reader,
                review_after = excluded.review_after",
        )?
        .execute(params![
            note.entry.0,
            on.thread(),
            on.customer(),
            reader.map(|reader| reader.0),
            seconds(note.review_after),
        ])
}
