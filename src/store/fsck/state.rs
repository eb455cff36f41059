//! The rows of threads, and what is counted: each is worked out once more.

use super::{columns, promises, shown, text};
use crate::domain::ids::ThreadId;
use crate::domain::proof::{Misnumbered, Report, numbering};
use crate::store::promises::On;
use crate::store::{is_damage, threads};
use rusqlite::{Connection, OptionalExtension, Result};

/// Every row is what its thread replays to. `model` is an empty ledger: there the row is written as it should be, by
/// the code that wrote it here.
pub fn threads(connection: &Connection, model: &Connection, report: &mut Report) -> Result<()> {
    let columns = columns(model, "threads")?;
    let with_promises = promises::of_threads(connection)?;
    let mut statement = connection.prepare(
        "SELECT thread FROM thread_numbers UNION SELECT thread FROM threads ORDER BY thread",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let thread = ThreadId(row.get(0)?);
        report.threads += 1;
        let has = with_promises.contains(&thread.0);
        let fault = match fault(connection, model, &columns, thread, has) {
            Err(error) if is_damage(&error) => Some(format!("cannot be replayed: {error}")),
            fault => fault?,
        };
        if let Some(fault) = fault {
            report.problems.add(format!("thread {thread}"), fault);
        }
    }
    Ok(())
}

/// What is wrong with a thread's row.
fn fault(
    connection: &Connection,
    model: &Connection,
    columns: &[String],
    thread: ThreadId,
    has_promises: bool,
) -> Result<Option<String>> {
    let is_known = connection
        .prepare_cached("SELECT 1 FROM thread_numbers WHERE thread = $1 LIMIT 1")?
        .exists([thread.0])?;
    let found = match (is_known, values(connection, columns, thread)?) {
        (_, None) => return Ok(Some("its row is missing".to_owned())),
        (false, Some(_)) => return Ok(Some("it has a row, and no number leads to it".to_owned())),
        (true, Some(found)) => found,
    };
    let worked_out = threads::worked_out(connection, thread, true)?;
    let threads::Written { summary, inboxes, promises } = worked_out;
    if has_promises || promises.is_any() {
        let fault = promises::fault(connection, model, On::Thread(thread), &promises)?;
        if fault.is_some() {
            return Ok(fault);
        }
    }
    threads::write(model, &summary, &inboxes)?;
    let wanted = values(model, columns, thread)?.unwrap_or_default();
    model.prepare_cached("DELETE FROM threads WHERE thread = $1")?.execute([thread.0])?;
    let differing: Vec<String> = columns
        .iter()
        .zip(found.iter().zip(&wanted))
        .filter(|(_, (found, wanted))| found != wanted)
        .map(|(column, (found, wanted))| format!("{column} is {found} and should be {wanted}"))
        .collect();
    Ok((!differing.is_empty()).then(|| format!("its row differs: {}", differing.join(", "))))
}

/// The values of a thread's row.
fn values(
    connection: &Connection,
    columns: &[String],
    thread: ThreadId,
) -> Result<Option<Vec<String>>> {
    connection
        .prepare_cached(&format!("SELECT {} FROM threads WHERE thread = $1", columns.join(", ")))?
        .query_row([thread.0], |row| {
            (0..columns.len()).map(|index| Ok(shown(row.get_ref(index)?))).collect()
        })
        .optional()
}

/// Every number that a thread ever had leads to a thread, and all that is filed under a number is under a known one.
pub fn numbers(connection: &Connection, report: &mut Report) -> Result<()> {
    let last: Option<i64> = connection
        .query_row("SELECT value FROM counters WHERE name = 'thread'", [], |row| row.get(0))
        .optional()?;
    let numbers: Vec<i64> = connection
        .prepare("SELECT number FROM thread_numbers ORDER BY number")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_>>()?;
    let last = last.unwrap_or_default();
    let problems = std::cell::RefCell::new(&mut report.problems);
    numbering(
        numbers,
        last,
        |range| {
            let (first, end) = (range.start(), range.end());
            let what = format!("missing: no thread answers to the numbers from {first} to {end}");
            problems.borrow_mut().add(format!("thread number {first}"), what);
        },
        |number, what| {
            let what = match what {
                Misnumbered::NeverHandedOut => format!("never handed out: the last one was {last}"),
                Misnumbered::Twice => "there twice".to_owned(),
            };
            problems.borrow_mut().add(format!("thread number {number}"), what);
        },
    );
    each(
        connection,
        "SELECT 'thread number ' || a.number, 'leads to ' || a.thread || ', which is no thread of its own'
         FROM thread_numbers a LEFT JOIN thread_numbers b ON b.number = a.thread
         WHERE b.thread IS NOT a.thread ORDER BY a.number",
        report,
    )?;
    each(
        connection,
        "SELECT 'message ' || seq, 'filed under ' || number || ', which is no number of a thread'
         FROM messages WHERE number NOT IN (SELECT number FROM thread_numbers) ORDER BY seq",
        report,
    )?;
    each(
        connection,
        "SELECT 'entry ' || seq, 'filed under ' || number || ', which is no number of a thread'
         FROM entries WHERE number IS NOT NULL AND number NOT IN (SELECT number FROM thread_numbers)
         ORDER BY seq",
        report,
    )?;
    each(
        connection,
        "SELECT 'Message-ID ' || id, 'filed under ' || number || ', which is no number of a thread'
         FROM message_ids WHERE number NOT IN (SELECT number FROM thread_numbers) ORDER BY id",
        report,
    )
}

/// Each mailbox has as many messages as it is said to have.
pub fn mailboxes(connection: &Connection, report: &mut Report) -> Result<()> {
    each(
        connection,
        "SELECT 'mailbox ' || m.name, 'counts ' || m.known || ' messages and has ' || COUNT(p.item)
         FROM mailboxes m LEFT JOIN places p ON p.mailbox = m.mailbox
         GROUP BY m.mailbox HAVING m.known <> COUNT(p.item) ORDER BY m.mailbox",
        report,
    )
}

/// Adds what a query finds: where, and what is wrong there.
fn each(connection: &Connection, sql: &str, report: &mut Report) -> Result<()> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.problems.add(text(row, 0)?, text(row, 1)?);
    }
    Ok(())
}
