//! Two of ours answered the same message.

use super::Thread;
use crate::domain::ids::{MemberId, Seq};
use crate::domain::time::Timestamp;
use chrono::TimeDelta;

/// Later than this the second reply is no double one, but another word on the matter.
const AT_ONCE: TimeDelta = TimeDelta::hours(24);

/// Two replies, of two members, to the same message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubled {
    /// The one of the two replies that came into the ledger last: since then both are known.
    pub reply: Seq,
    pub at: Timestamp,
    pub by: MemberId,
    pub first_at: Timestamp,
    pub first_by: MemberId,
    /// When the message came that both answered.
    pub asked_at: Timestamp,
}

impl Thread {
    /// The last message of the customer that two members answered, each by themselves, before the customer wrote again
    /// (SPEC §8, duplicate handling).
    pub fn doubled(&self) -> Option<Doubled> {
        let mut human: Vec<_> =
            self.facts.iter().filter(|fact| fact.is_human() && !fact.historic).collect();
        human.sort_by_key(|fact| fact.order());
        let (mut asked, mut first, mut found) = (None, None, None);
        for fact in human {
            if fact.is_human_inbound() {
                (asked, first) = (Some(fact.at), None);
                continue;
            }
            let (Some(asked_at), Some(by)) = (asked, fact.author) else { continue };
            let (first_seq, first_at, first_by) = *first.get_or_insert((fact.seq, fact.at, by));
            if first_by != by && fact.at - first_at <= AT_ONCE {
                found = Some(Doubled {
                    reply: fact.seq.max(first_seq),
                    at: fact.at,
                    by,
                    first_at,
                    first_by,
                    asked_at,
                });
                // A third reply is of the same kind.
                asked = None;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ThreadId;
    use crate::domain::message::{Direction, Fact};

    fn mail(seq: i64, hours: i64, author: Option<i64>) -> Fact {
        let direction = if author.is_some() { Direction::Outbound } else { Direction::Inbound };
        Fact {
            seq: Seq(seq),
            at: at(hours),
            dated: None,
            direction,
            automated: None,
            author: author.map(MemberId),
            customer: None,
            historic: false,
            tie: 0,
        }
    }

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    fn replies(facts: Vec<Fact>) -> Option<(i64, i64, Timestamp)> {
        let doubled = Thread::replay(ThreadId(1), facts, &[]).doubled();
        doubled.map(|doubled| (doubled.first_by.0, doubled.by.0, doubled.asked_at))
    }

    #[test]
    fn two_members_who_answer_one_message_are_told_of_whatever_the_order_of_arrival() {
        let (asked, maya, jordan) = (mail(3, 0, None), mail(1, 1, Some(1)), mail(2, 2, Some(2)));
        assert_eq!(replies(vec![asked, maya, jordan]), Some((1, 2, at(0))));
        // Maya's reply, the earlier one, was seen last.
        let late = Thread::replay(ThreadId(1), vec![asked, mail(9, 1, Some(1)), jordan], &[]);
        assert_eq!(late.doubled().map(|doubled| doubled.reply), Some(Seq(9)));
        assert_eq!(replies(vec![asked, maya, mail(4, 2, Some(1))]), None, "the same member");
        assert_eq!(replies(vec![asked, maya, mail(4, 26, Some(2))]), None, "the day after");
        let asks_again = mail(4, 1, None);
        let between = vec![asked, mail(5, 0, Some(1)), asks_again, mail(6, 2, Some(2))];
        assert_eq!(replies(between), None, "each answered another message");
    }
}
