//! Which thread a message belongs to (SPEC §6.3).
//!
//! Threads are the connected parts of the graph of Message-ID, In-Reply-To and References, ids never seen
//! ("ghosts") included. The subject never joins and never splits. [`conversations`] is the definition; [`place`] is the
//! short way for a message on whose threads nothing but headers bears.

mod conversations;
mod hands;
mod suggest;
mod why;

pub use conversations::{Conversations, Node, Rule, conversations};
pub use hands::InForce;
pub use suggest::{Opening, Suggestion, suggest};
pub use why::{Link, links};

use super::ids::{MemberId, ThreadId};
use std::collections::{BTreeSet, HashMap};

/// A mail that refers to more threads than this joins none: it is more likely a digest or an attack.
pub const MOST_JOINED: usize = 5;

/// A thread that a message's ids point to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub thread: ThreadId,
    pub owner: Option<MemberId>,
    /// More than headers bears on it: a decision by hand, or a conflict.
    pub special: bool,
}

/// Where a message goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placement {
    /// It opens a thread.
    New,
    /// It belongs to this one, and shows that the others are the same conversation.
    Into { thread: ThreadId, joining: Vec<ThreadId> },
    /// Where it goes, and what it joins, takes a look at all their messages.
    Unclear { threads: Vec<ThreadId> },
}

/// Decides where a message goes, given the threads its ids are known in.
///
/// A joined thread keeps the lower number.
pub fn place(candidates: &[Candidate]) -> Placement {
    let mut threads: Vec<ThreadId> = candidates.iter().map(|c| c.thread).collect();
    threads.sort_unstable();
    threads.dedup();
    let Some((&first, rest)) = threads.split_first() else {
        return Placement::New;
    };
    let mut owners: Vec<MemberId> = candidates.iter().filter_map(|c| c.owner).collect();
    owners.sort_unstable();
    owners.dedup();
    let special = candidates.iter().any(|candidate| candidate.special);
    if special || owners.len() > 1 || threads.len() > MOST_JOINED {
        return Placement::Unclear { threads };
    }
    Placement::Into { thread: first, joining: rest.to_vec() }
}

/// A message and everything that answers it, as indices.
pub fn replies(nodes: &[Node], to: usize) -> BTreeSet<usize> {
    let mut answers: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, node) in nodes.iter().enumerate() {
        for id in &node.references {
            answers.entry(id.as_str()).or_default().push(index);
        }
    }
    let (mut found, mut open) = (BTreeSet::from([to]), vec![to]);
    while let Some(node) = open.pop() {
        let answers = nodes[node].id.as_deref().and_then(|id| answers.remove(id));
        open.extend(answers.into_iter().flatten().filter(|answer| found.insert(*answer)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(thread: i64, owner: Option<i64>) -> Candidate {
        Candidate { thread: ThreadId(thread), owner: owner.map(MemberId), special: false }
    }

    #[test]
    fn no_known_id_opens_a_thread() {
        assert_eq!(place(&[]), Placement::New);
    }

    #[test]
    fn two_threads_become_the_one_with_the_lower_number() {
        assert_eq!(
            place(&[candidate(9, None), candidate(4, Some(1)), candidate(9, None)]),
            Placement::Into { thread: ThreadId(4), joining: vec![ThreadId(9)] }
        );
    }

    #[test]
    fn two_owners_are_not_joined_unseen() {
        assert_eq!(
            place(&[candidate(9, Some(1)), candidate(4, Some(2))]),
            Placement::Unclear { threads: vec![ThreadId(4), ThreadId(9)] }
        );
    }

    #[test]
    fn more_than_five_threads_are_not_joined_unseen() {
        let six: Vec<Candidate> = (1..=6).map(|n| candidate(n, None)).collect();
        assert!(matches!(place(&six), Placement::Unclear { .. }));
        assert!(matches!(place(&six[..5]), Placement::Into { .. }));
    }
}
