//! Who was stopped because of somebody else: counted beside the entries, for nobody did anything.

use super::rows::Columns;
use super::{Ledger, open};
use crate::domain::ids::{MemberId, Seq, ThreadId};
use crate::domain::stop::{Stop, StoppedBy};
use crate::domain::time::Timestamp;
use rusqlite::{Connection, Result, TransactionBehavior, params};

impl Ledger {
    /// Counts that a member was stopped, if that can be done at once. An answer does not wait for the count, nor fail for it: where another
    /// command writes, or the ledger may only be read, it is not counted.
    pub fn count_stop(
        &mut self,
        thread: ThreadId,
        member: MemberId,
        by: StoppedBy,
        now: Timestamp,
    ) {
        let counted = open::without_waiting(&mut self.connection, |connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            append(&transaction, thread, member, by, now)?;
            transaction.commit()
        });
        // See above.
        drop(counted);
    }
}

/// Counts it in this transaction.
pub fn append(
    connection: &Connection,
    thread: ThreadId,
    member: MemberId,
    by: StoppedBy,
    now: Timestamp,
) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO stops (at, seq, number, member, what)
             SELECT $1, value, $2, $3, $4 FROM counters WHERE name = 'sequence'",
        )?
        .execute(params![now.timestamp(), thread.0, member.0, by.word()])
        .map(drop)
}

/// The threads in which anybody was, by number.
pub fn threads(connection: &Connection) -> Result<Vec<ThreadId>> {
    connection
        .prepare_cached(
            "SELECT DISTINCT n.thread FROM (SELECT DISTINCT number FROM stops) s
             JOIN thread_numbers n ON n.number = s.number ORDER BY n.thread",
        )?
        .query_map([], |row| row.get(0).map(ThreadId))?
        .collect()
}

/// Those of one thread, in their order.
pub fn of(connection: &Connection, thread: ThreadId) -> Result<Vec<Stop>> {
    connection
        .prepare_cached(
            "SELECT s.at, s.member, s.what, s.seq FROM thread_numbers n CROSS JOIN stops s ON s.number = n.number
             WHERE n.thread = $1 ORDER BY s.stop",
        )?
        .query_map([thread.0], |row| {
            let mut columns = Columns::of(row);
            Ok(Stop {
                at: columns.time()?,
                member: MemberId(columns.take()?),
                by: columns.word(StoppedBy::read)?,
                seq: Seq(columns.take()?),
            })
        })?
        .collect()
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

    const MAYA: MemberId = MemberId(1);

    /// The seconds and what said so.
    fn counted(ledger: &Ledger, thread: i64) -> Vec<(i64, StoppedBy)> {
        let stops = ledger.read(|connection| of(connection, ThreadId(thread))).unwrap();
        assert!(stops.iter().all(|stop| stop.member == MAYA));
        stops.iter().map(|stop| ((stop.at - at(0)).num_seconds(), stop.by)).collect()
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
            ledger.count_stop(ThreadId(thread), MAYA, by, at(seconds));
        }
        assert_eq!(ledger.read(threads).unwrap(), [ThreadId(1), ThreadId(2)]);
        assert_eq!(counted(&ledger, 1), [(2, StoppedBy::Guard), (3, StoppedBy::Check)]);
        assert_eq!(counted(&ledger, 2), [(1, StoppedBy::Check)]);
    }

    #[test]
    fn what_is_not_worth_waiting_for_is_not_counted_while_another_writes() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = ledger(&folder);
        let other = Ledger::open(ledger.path()).unwrap();
        other.connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        let before = std::time::Instant::now();
        ledger.count_stop(ThreadId(1), MAYA, StoppedBy::Check, at(1));
        // It would be 30 seconds if it waited as others do.
        assert!(before.elapsed().as_secs() < 15);
        other.connection.execute_batch("ROLLBACK").unwrap();
        assert_eq!(counted(&ledger, 1), []);
        ledger.count_stop(ThreadId(1), MAYA, StoppedBy::Check, at(2));
        assert_eq!(counted(&ledger, 1).len(), 1);
    }

    #[test]
    fn a_refused_claim_leaves_its_stop_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = ledger(&folder);
        let refused = Refusal::AlreadyOwned { by: MemberId(2), since: at(0) };
        let mut doing = Doing::new(Actor::member(MAYA), at(5));
        let mut attempt = |doing: &Doing, refused: Refusal| {
            let position = ledger.position().unwrap();
            let done = ledger
                .change(&[ThreadId(1)], Deed::Help, doing, |_, _| -> Result<Decision, Refusal> {
                    Err(refused)
                })
                .unwrap();
            assert_eq!(done.unwrap_err(), (ThreadId(1), refused));
            assert_eq!(ledger.position().unwrap(), position);
            counted(&ledger, 1).len()
        };
        assert_eq!(attempt(&doing, Refusal::Closed), 0);
        assert_eq!(attempt(&doing, refused), 1);
        doing.keep = Keep::Nothing;
        assert_eq!(attempt(&doing, refused), 1, "a rehearsal");
    }
}
