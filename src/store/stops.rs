//! Who was stopped because of somebody else: counted beside the entries, for nobody did anything.

use super::former::set_moment;
use super::rows::Columns;
use super::{Ledger, open};
use crate::domain::ids::{MemberId, ThreadId};
use crate::domain::stop::{Stop, StoppedBy};
use rusqlite::{Connection, Result, Row, TransactionBehavior, params};

impl Ledger {
    /// Counts it, if that can be done at once. An answer does not wait for the count, nor fail for it: where another
    /// command writes, or the ledger may only be read, it is not counted.
    pub fn count_stop(&mut self, thread: ThreadId, stop: Stop) {
        let counted = open::without_waiting(&mut self.connection, |connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            append(&transaction, thread, stop)?;
            transaction.commit()
        });
        // See above.
        drop(counted);
    }
}

/// Counts it in this transaction.
pub fn append(connection: &Connection, thread: ThreadId, stop: Stop) -> Result<()> {
    set_moment(connection, stop.at)?;
    connection
        .prepare_cached(
            "INSERT INTO stops (at, seq, number, member, what)
             SELECT $1, value, $2, $3, $4 FROM counters WHERE name = 'sequence'",
        )?
        .execute(params![stop.at.timestamp(), thread.0, stop.member.0, stop.by.word()])
        .map(drop)
}

/// The stops of the threads that this WHERE on `n.thread` takes, by thread and in their order there: rows for [`read`].
pub fn by_thread(which: &str) -> String {
    format!(
        "SELECT n.thread, s.at, s.member, s.what FROM stops s JOIN thread_numbers n ON n.number = s.number
         WHERE {which} ORDER BY n.thread, s.stop"
    )
}

pub fn read(row: &Row) -> Result<(ThreadId, Stop)> {
    let mut columns = Columns::of(row);
    let thread = ThreadId(columns.take()?);
    let at = columns.time()?;
    let (member, by) = (MemberId(columns.take()?), columns.word(StoppedBy::read)?);
    Ok((thread, Stop { at, member, by }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::access::Deed;
    use crate::domain::entry::Actor;
    use crate::domain::thread::{Decision, Refusal};
    use crate::store::{Doing, Keep};

    fn at(seconds: i64) -> crate::domain::time::Timestamp {
        chrono::DateTime::from_timestamp(1_772_442_000 + seconds, 0).unwrap()
    }

    fn stop(seconds: i64, by: StoppedBy) -> Stop {
        Stop { at: at(seconds), member: MemberId(1), by }
    }

    fn counted(ledger: &Ledger) -> Vec<(ThreadId, Stop)> {
        ledger
            .read(|connection| connection.prepare(&by_thread("1"))?.query_map([], read)?.collect())
            .unwrap()
    }

    /// With threads 1 and 2, and number 3 that is 1 now.
    fn ledger(folder: &tempfile::TempDir) -> Ledger {
        let path = folder.path().join("baton.db");
        let ledger = Ledger::create(&path, true, at(0), |_| Ok(())).unwrap();
        ledger
            .connection
            .execute_batch(
                "INSERT INTO thread_numbers VALUES (1, 1), (2, 2), (3, 1);
                 INSERT INTO members (member, name, login, role) VALUES (1, 'maya', 'maya', 'admin');",
            )
            .unwrap();
        ledger
    }

    #[test]
    fn they_come_by_the_thread_that_a_number_is_now() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = ledger(&folder);
        for (thread, seconds, by) in
            [(2, 1, StoppedBy::Check), (1, 2, StoppedBy::Guard), (3, 3, StoppedBy::Check)]
        {
            ledger.count_stop(ThreadId(thread), stop(seconds, by));
        }
        let (one, two) = (ThreadId(1), ThreadId(2));
        assert_eq!(
            counted(&ledger),
            [
                (one, stop(2, StoppedBy::Guard)),
                (one, stop(3, StoppedBy::Check)),
                (two, stop(1, StoppedBy::Check))
            ]
        );
    }

    #[test]
    fn what_is_not_worth_waiting_for_is_not_counted_while_another_writes() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = ledger(&folder);
        let other = Ledger::open(ledger.path()).unwrap();
        other.connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        let before = std::time::Instant::now();
        ledger.count_stop(ThreadId(1), stop(1, StoppedBy::Check));
        // It would be 30 seconds if it waited as others do.
        assert!(before.elapsed().as_secs() < 15);
        other.connection.execute_batch("ROLLBACK").unwrap();
        assert_eq!(counted(&ledger), []);
        ledger.count_stop(ThreadId(1), stop(2, StoppedBy::Check));
        assert_eq!(counted(&ledger).len(), 1);
    }

    #[test]
    fn a_refused_claim_leaves_its_stop_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = ledger(&folder);
        let refused = Refusal::AlreadyOwned { by: MemberId(2), since: at(0) };
        let mut doing = Doing::new(Actor::member(MemberId(1)), at(5));
        let mut attempt = |doing: &Doing, refused: Refusal| {
            let position = ledger.position().unwrap();
            let done = ledger
                .change(&[ThreadId(1)], Deed::Help, doing, |_, _| -> Result<Decision, Refusal> {
                    Err(refused)
                })
                .unwrap();
            assert_eq!(done.unwrap_err(), (ThreadId(1), refused));
            assert_eq!(ledger.position().unwrap(), position);
            counted(&ledger).len()
        };
        assert_eq!(attempt(&doing, Refusal::Closed), 0);
        assert_eq!(attempt(&doing, refused), 1);
        doing.keep = Keep::Nothing;
        assert_eq!(attempt(&doing, refused), 1, "a rehearsal");
    }
}
