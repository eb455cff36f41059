//! What happened with a customer, across all inboxes: by indexes alone, however large the ledger is.

use super::rows::{self, Columns};
use super::{Ledger, lists, records};
use crate::domain::address::Address;
use crate::domain::customer::Merged;
use crate::domain::customer::page::Letter;
use crate::domain::customer::story::{Post, Story};
use crate::domain::ids::{CustomerId, Seq, ThreadId};
use crate::domain::summary::Listed;
use crate::error::Error;
use rusqlite::{Connection, OptionalExtension, Result, Row};

/// Every number that stands for the record `$1` now.
const THEIRS: &str = "WITH theirs (number) AS (
        SELECT $1 UNION ALL SELECT customer FROM customers WHERE merged_into = $1)";

/// The messages of the customer's threads, and those that are filed under them in threads of others.
fn mail_sql() -> String {
    format!(
        "{THEIRS}
         SELECT m.seq, m.at, n.thread, m.direction, m.automated, m.author, m.from_name, m.from_address, m.inboxes,
            m.subject
         FROM (SELECT x.seq FROM threads t
                  JOIN thread_numbers k ON k.thread = t.thread
                  JOIN messages x ON x.number = k.number
                  WHERE t.customer IN theirs
               UNION SELECT seq FROM messages WHERE customer IN theirs) found
         CROSS JOIN messages m ON m.seq = found.seq
         CROSS JOIN thread_numbers n ON n.number = m.number"
    )
}

/// The entries about the customer, and about threads of theirs.
fn entries_sql() -> String {
    format!(
        "{THEIRS}
         SELECT {}, n.thread AS thread_now
         FROM (SELECT x.seq FROM threads t
                  JOIN thread_numbers k ON k.thread = t.thread
                  JOIN entries x ON x.number = k.number
                  WHERE t.customer IN theirs
               UNION SELECT seq FROM entries WHERE customer IN theirs) found
         CROSS JOIN entries e ON e.seq = found.seq
         LEFT JOIN entry_words w ON w.seq = e.seq
         LEFT JOIN thread_numbers n ON n.number = e.number
         ORDER BY e.seq",
        rows::ENTRY
    )
}

/// Threads whose customer they are, or in which they wrote: those that are not closed, or the one that was closed last.
fn threads_sql(closed: bool) -> String {
    let which = "t.thread IN taking_part AND t.stand";
    let bounces = "k.thread IN taking_part";
    let sql = match closed {
        true => lists::listed_sql(
            &format!("{which} = 'closed' ORDER BY t.stands_since DESC, t.thread DESC LIMIT 1"),
            bounces,
        ),
        false => lists::listed_sql(&format!("{which} <> 'closed'"), bounces),
    };
    format!(
        "{THEIRS}, taking_part (thread) AS (
            SELECT thread FROM threads WHERE customer IN theirs
            UNION SELECT n.thread FROM messages m CROSS JOIN thread_numbers n ON n.number = m.number
            WHERE m.customer IN theirs)
         {sql}"
    )
}

impl Ledger {
    /// Everything that there is of the record with this number.
    pub fn story(&self, root: CustomerId) -> std::result::Result<Story, Error> {
        self.read(|connection| {
            let mail: Vec<Post> = connection
                .prepare_cached(&mail_sql())?
                .query_map([root.0], post)?
                .collect::<Result<_>>()?;
            let last = mail.iter().max_by_key(|post| (post.at, post.seq));
            let last_to = last.map(|post| receivers(connection, post.seq)).transpose()?;
            let entries = connection
                .prepare_cached(&entries_sql())?
                .query_map([root.0], |row| {
                    let thread = row.get::<_, Option<i64>>("thread_now")?.map(ThreadId);
                    Ok((rows::entry(row)?, thread))
                })?
                .collect::<Result<_>>()?;
            let threads = connection
                .prepare_cached(&format!(
                    "{THEIRS} SELECT thread FROM threads WHERE customer IN theirs"
                ))?
                .query_map([root.0], |row| row.get(0).map(ThreadId))?
                .collect::<Result<_>>()?;
            Ok(Story { mail, last_to: last_to.unwrap_or_default(), entries, threads })
        })
    }

    /// Which records are one.
    pub fn merged(&self) -> std::result::Result<Merged, Error> {
        self.read(records::merged)
    }

    /// The threads of the record with this number that are not closed, and the one that was closed last.
    pub fn threads_of_customer(
        &self,
        root: CustomerId,
    ) -> std::result::Result<(Vec<Listed>, Option<Listed>), Error> {
        self.read(|connection| {
            let open = connection
                .prepare_cached(&threads_sql(false))?
                .query_map([root.0], lists::listed)?
                .collect::<Result<_>>()?;
            let closed = connection
                .prepare_cached(&threads_sql(true))?
                .query_row([root.0], lists::listed)
                .optional()?;
            Ok((open, closed))
        })
    }

    /// What members call the company of others whose addresses are at this registered domain: of the first thousand.
    pub fn companies_at(&self, domain: &str) -> std::result::Result<Vec<String>, Error> {
        self.read(|connection| {
            // A file of contacts may have many at one domain; a guess is not worth reading them all.
            connection
                .prepare_cached(
                    "SELECT c.company FROM (SELECT customer FROM customer_addresses WHERE domain = $1 LIMIT 1000) a
                     JOIN customers c ON c.customer = a.customer
                     WHERE c.company IS NOT NULL AND c.merged_into IS NULL AND c.dropped = 0 ORDER BY c.customer",
                )?
                .query_map([domain], |row| row.get(0))?
                .collect()
        })
    }
}

fn post(row: &Row) -> Result<Post> {
    let mut columns = Columns::of(row);
    let (seq, at) = (Seq(columns.take()?), columns.time()?);
    let thread = ThreadId(columns.take()?);
    let direction = columns.word(rows::direction)?;
    let automated = columns.maybe_word(rows::automated)?;
    let author = columns.member()?;
    let from = rows::address(&mut columns)?;
    let (inboxes, subject) = (columns.inboxes()?, columns.take()?);
    Ok(Post {
        seq,
        at,
        thread,
        letter: Letter { direction, automated, author, from, inboxes, subject },
    })
}

fn receivers(connection: &Connection, message: Seq) -> Result<Vec<Address>> {
    connection.prepare_cached("SELECT fields FROM messages WHERE seq = $1")?.query_row(
        [message.0],
        |row| {
            let fields: rows::Fields = Columns::of(row).json()?;
            Ok(fields.to)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What SQLite would go through from one end to the other (sqlite.org/eqp.html).
    fn scanned(ledger: &Ledger, sql: &str) -> Vec<String> {
        let plan = |connection: &Connection| {
            connection
                .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?
                .query_map([1], |row| row.get::<_, String>(3))?
                .collect::<Result<Vec<String>>>()
        };
        let plan = ledger.read(plan).unwrap();
        assert!(!plan.is_empty());
        plan.into_iter().filter(|step| step.contains("SCAN")).collect()
    }

    #[test]
    fn the_page_of_one_customer_reads_no_table_from_end_to_end() {
        let folder = tempfile::tempdir().unwrap();
        let now = chrono::DateTime::from_timestamp(1_772_442_000, 0).unwrap();
        let path = folder.path().join("ledger.db");
        let ledger = Ledger::create(&path, true, now, |_| Ok(())).unwrap();
        // What was found before, and the few numbers that one record has.
        let small = ["SCAN found", "SCAN theirs", "SCAN taking_part", "SCAN CONSTANT ROW"];
        for sql in [mail_sql(), entries_sql(), threads_sql(false), threads_sql(true)] {
            let large: Vec<String> = scanned(&ledger, &sql)
                .into_iter()
                .filter(|step| !small.iter().any(|small| step.starts_with(small)))
                .collect();
            assert_eq!(large, [""; 0], "{sql}");
        }
    }
}
