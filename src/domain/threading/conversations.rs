//! The conversations that a set of messages falls into: the definition that every shorter way must agree with.
//!
//! What members decided by hand outranks what headers say. The answer does not depend on the order in which mail
//! without such decisions came in:
//! 1. each message goes with its nearest ancestor;
//! 2. the further ancestors that it names are the same conversation too, unless that would make more than
//!    [`MOST_JOINED`] conversations one. Joining some only ever brings others below that limit, so the end is the same
//!    in whatever order it is reached.

use super::MOST_JOINED;
use crate::domain::ids::{MemberId, Seq};
use std::collections::{BTreeSet, HashMap, HashSet};

/// A message with the ids that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub seq: Seq,
    /// Its Message-ID; none where another message carries the same one.
    pub id: Option<String>,
    /// The ids of its ancestors, oldest first.
    pub references: Vec<String>,
}

/// What outranks headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// These two messages are in one conversation.
    Together(Seq, Seq),
    /// These two are not, by a member's decision.
    Apart(Seq, Seq),
    /// The conversation of this message has an owner: headers do not join it to another owner's, and that they would
    /// is shown.
    Owned(Seq, MemberId),
    /// This message begins a conversation: what it answers does not count.
    Begins(Seq),
}

/// What the messages fall into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversations {
    /// The conversation of each node, counted from 0 in the order of their first nodes.
    pub of: Vec<usize>,
    /// The conversation of each id that is named, seen or not.
    pub ids: HashMap<String, usize>,
    /// Nodes whose headers point to other conversations, which were not joined, and to which.
    pub conflicts: Vec<(usize, Vec<usize>)>,
}

/// Finds the conversations. Nodes are in the order of their numbers.
pub fn conversations(nodes: &[Node], rules: &[Rule]) -> Conversations {
    let mut sorting = Sorting::new(nodes, rules);
    sorting.follow_nearest();
    sorting.follow_others();
    sorting.finish()
}

/// Disjoint sets of slots: one for each node, then one for each id.
struct Sorting<'a> {
    nodes: &'a [Node],
    parent: Vec<usize>,
    ids: HashMap<&'a str, usize>,
    /// The ancestors of each node that count, as slots, oldest first.
    ancestors: Vec<Vec<usize>>,
    /// Slots that may not come together.
    apart: Vec<(usize, usize)>,
    /// The owner of each set that has one.
    owners: HashMap<usize, MemberId>,
    /// Node, and a slot that it points to without joining it.
    refused: Vec<(usize, usize)>,
}

impl<'a> Sorting<'a> {
    fn new(nodes: &'a [Node], rules: &[Rule]) -> Sorting<'a> {
        let mut sorting = Sorting {
            nodes,
            parent: (0..nodes.len()).collect(),
            ids: HashMap::new(),
            ancestors: Vec::new(),
            apart: Vec::new(),
            owners: HashMap::new(),
            refused: Vec::new(),
        };
        for (index, node) in nodes.iter().enumerate() {
            if let Some(id) = &node.id {
                let slot = sorting.slot(id);
                sorting.join(index, slot);
            }
        }
        let begins = sorting.lay_down(rules);
        sorting.name_ancestors(&begins);
        sorting
    }

    /// Takes in what outranks headers; the nodes that begin a conversation.
    fn lay_down(&mut self, rules: &[Rule]) -> HashSet<usize> {
        let nodes = self.nodes.iter().enumerate();
        let number: HashMap<Seq, usize> = nodes.map(|(index, node)| (node.seq, index)).collect();
        let both = |a: &Seq, b: &Seq| Some((*number.get(a)?, *number.get(b)?));
        let mut begins = HashSet::new();
        for rule in rules {
            match rule {
                Rule::Together(a, b) => {
                    both(a, b).into_iter().for_each(|(a, b)| self.join(a, b));
                }
                Rule::Apart(a, b) => self.apart.extend(both(a, b)),
                Rule::Owned(..) => {}
                Rule::Begins(seq) => begins.extend(number.get(seq).copied()),
            }
        }
        for rule in rules {
            if let Rule::Owned(seq, owner) = rule
                && let Some(node) = number.get(seq)
            {
                let root = self.find(*node);
                self.owners.insert(root, *owner);
            }
        }
        begins
    }

    /// What comes before a beginning belongs to the conversation that was left.
    fn name_ancestors(&mut self, begins: &HashSet<usize>) {
        let nodes = self.nodes;
        let ids: HashSet<&str> =
            begins.iter().filter_map(|index| nodes[*index].id.as_deref()).collect();
        for (index, node) in nodes.iter().enumerate() {
            let from = match begins.contains(&index) {
                true => node.references.len(),
                false => {
                    node.references.iter().rposition(|id| ids.contains(id.as_str())).unwrap_or(0)
                }
            };
            let slots = node.references[from..].iter().map(|id| self.slot(id)).collect();
            self.ancestors.push(slots);
        }
    }

    fn slot(&mut self, id: &'a str) -> usize {
        let fresh = self.parent.len();
        let slot = *self.ids.entry(id).or_insert(fresh);
        if slot == fresh {
            self.parent.push(fresh);
        }
        slot
    }

    fn find(&mut self, mut slot: usize) -> usize {
        while self.parent[slot] != slot {
            self.parent[slot] = self.parent[self.parent[slot]];
            slot = self.parent[slot];
        }
        slot
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        let (kept, gone) = (a.min(b), a.max(b));
        self.parent[gone] = kept;
        if let Some(owner) = self.owners.get(&gone).copied() {
            self.owners.entry(kept).or_insert(owner);
        }
    }

    /// Joins what a node names with it, unless something outranks that.
    fn follow(&mut self, node: usize, slot: usize) {
        let (a, b) = (self.find(node), self.find(slot));
        if a == b || self.are_apart(a, b) {
            return;
        }
        match (self.owners.get(&a), self.owners.get(&b)) {
            (Some(one), Some(other)) if one != other => self.refused.push((node, slot)),
            _ => self.join(a, b),
        }
    }

    fn are_apart(&mut self, a: usize, b: usize) -> bool {
        (0..self.apart.len()).any(|index| {
            let (one, other) = self.apart[index];
            let pair = (self.find(one), self.find(other));
            pair == (a, b) || pair == (b, a)
        })
    }

    fn follow_nearest(&mut self) {
        for node in 0..self.nodes.len() {
            if let Some(&nearest) = self.ancestors[node].last() {
                self.follow(node, nearest);
            }
        }
    }

    /// An id that is neither a message's own nor any message's nearest ancestor tells nothing about how many
    /// conversations there are.
    fn follow_others(&mut self) {
        let own = self.nodes.iter().filter_map(|node| node.id.as_deref()).map(|id| self.ids[id]);
        let nearest = self.ancestors.iter().filter_map(|ancestors| ancestors.last().copied());
        let solid: HashSet<usize> = own.chain(nearest).collect();
        let mut pending: Vec<usize> =
            (0..self.nodes.len()).filter(|node| self.ancestors[*node].len() > 1).collect();
        pending.sort_by_key(|node| self.ancestors[*node].len());
        loop {
            let before = pending.len();
            pending.retain(|&node| !self.follow_all(node, &solid));
            if pending.len() == before {
                break;
            }
        }
        for node in pending {
            let named = self.ancestors[node].iter().filter(|slot| solid.contains(slot));
            let named: Vec<(usize, usize)> = named.map(|slot| (node, *slot)).collect();
            self.refused.extend(named);
        }
    }

    /// Joins all that a node names; false if that would be too many.
    fn follow_all(&mut self, node: usize, solid: &HashSet<usize>) -> bool {
        let ancestors = std::mem::take(&mut self.ancestors[node]);
        let counted = ancestors.iter().filter(|slot| solid.contains(slot)).chain([&node]);
        let counted: HashSet<usize> = counted.map(|slot| self.find(*slot)).collect();
        let joins = counted.len() <= MOST_JOINED;
        if joins {
            for slot in ancestors.iter().rev() {
                self.follow(node, *slot);
            }
        }
        self.ancestors[node] = ancestors;
        joins
    }

    fn finish(mut self) -> Conversations {
        let mut numbers = HashMap::new();
        let of: Vec<usize> = (0..self.nodes.len())
            .map(|node| {
                let (root, next) = (self.find(node), numbers.len());
                *numbers.entry(root).or_insert(next)
            })
            .collect();
        let ids: Vec<(&str, usize)> = self.ids.iter().map(|(id, slot)| (*id, *slot)).collect();
        let ids = ids
            .into_iter()
            .filter_map(|(id, slot)| Some((id.to_owned(), *numbers.get(&self.find(slot))?)))
            .collect();
        let mut conflicts: Vec<(usize, BTreeSet<usize>)> = Vec::new();
        let mut refused = std::mem::take(&mut self.refused);
        refused.sort_unstable();
        for (node, slot) in refused {
            let Some(&other) = numbers.get(&self.find(slot)) else { continue };
            if other == of[node] {
                continue;
            }
            match conflicts.last_mut() {
                Some((last, others)) if *last == node => {
                    others.insert(other);
                }
                _ => conflicts.push((node, BTreeSet::from([other]))),
            }
        }
        let conflicts =
            conflicts.into_iter().map(|(node, others)| (node, others.into_iter().collect()));
        Conversations { of, ids, conflicts: conflicts.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn node(seq: i64, id: &str, references: &[&str]) -> Node {
        let references = references.iter().map(|id| (*id).to_owned()).collect();
        Node { seq: Seq(seq), id: Some(id.to_owned()), references }
    }

    fn of(nodes: &[Node], rules: &[Rule]) -> Vec<usize> {
        conversations(nodes, rules).of
    }

    #[test]
    fn an_ancestor_never_seen_joins_those_who_name_it() {
        let nodes = [node(1, "b", &["x"]), node(2, "c", &["x"]), node(3, "d", &[])];
        assert_eq!(of(&nodes, &[]), [0, 0, 1]);
    }

    #[test]
    fn a_beginning_takes_its_replies_along_and_leaves_its_ancestors() {
        let nodes = [
            node(1, "a", &[]),
            node(2, "b", &["a"]),
            node(3, "c", &["a", "b"]),
            node(4, "d", &["a", "b", "c"]),
            node(5, "e", &["a"]),
        ];
        let rules = [Rule::Begins(Seq(2)), Rule::Apart(Seq(2), Seq(1))];
        assert_eq!(of(&nodes, &rules), [0, 1, 1, 1, 0]);
        // One that names both without the beginning goes with what it is nearest to, and joins nothing.
        let both = [nodes.as_slice(), &[node(6, "f", &["e", "d"])]].concat();
        assert_eq!(of(&both, &rules), [0, 1, 1, 1, 0, 1]);
        assert!(conversations(&both, &rules).conflicts.is_empty());
    }

    #[test]
    fn two_owners_are_kept_apart_and_shown() {
        let nodes = [node(1, "a", &[]), node(2, "b", &[]), node(3, "c", &["a", "b"])];
        let rules = [Rule::Owned(Seq(1), MemberId(1)), Rule::Owned(Seq(2), MemberId(2))];
        let found = conversations(&nodes, &rules);
        assert_eq!(found.of, [0, 1, 1]);
        assert_eq!(found.conflicts, [(2, vec![0])]);
    }

    #[test]
    fn a_message_that_names_more_than_five_goes_with_the_nearest_alone() {
        let mut nodes: Vec<Node> = (1..=6).map(|n| node(n, &format!("m{n}"), &[])).collect();
        nodes.push(node(7, "digest", &["m1", "m2", "m3", "m4", "m5", "m6"]));
        let found = conversations(&nodes, &[]);
        assert_eq!(found.of, [0, 1, 2, 3, 4, 5, 5]);
        assert_eq!(found.conflicts, [(6, vec![0, 1, 2, 3, 4])]);
    }

    /// As where no replies of ours are read: each mail of the customer answers one that was never seen.
    #[test]
    fn a_long_conversation_with_gaps_is_one() {
        let all: Vec<String> = (0..40).map(|n| format!("m{n}")).collect();
        let nodes: Vec<Node> = (0..40)
            .step_by(2)
            .map(|n| {
                let references = all[..n].to_vec();
                Node { seq: Seq(n as i64), id: Some(all[n].clone()), references }
            })
            .collect();
        assert!(of(&nodes, &[]).iter().all(|group| *group == 0));
    }

    fn mail() -> impl Strategy<Value = Vec<Vec<usize>>> {
        proptest::collection::vec(proptest::collection::vec(0..30usize, 0..9), 1..30)
    }

    proptest! {
        #[test]
        fn the_order_of_messages_does_not_matter(mail in mail(), salt in any::<u64>()) {
            let named = |index: usize, references: &[usize]| Node {
                seq: Seq(index as i64),
                id: Some(format!("m{index}")),
                references: references.iter().map(|n| format!("m{n}")).collect(),
            };
            let nodes: Vec<Node> =
                mail.iter().enumerate().map(|(index, refs)| named(index, refs)).collect();
            let mut shuffled = nodes.clone();
            shuffled.sort_by_key(|node| (node.seq.0 as u64 ^ salt).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let partition = |nodes: &[Node]| {
                let mut groups: HashMap<usize, BTreeSet<Seq>> = HashMap::new();
                for (node, group) in nodes.iter().zip(conversations(nodes, &[]).of) {
                    groups.entry(group).or_default().insert(node.seq);
                }
                groups.into_values().collect::<BTreeSet<_>>()
            };
            prop_assert_eq!(partition(&nodes), partition(&shuffled));
        }
    }
}
