//! Why a message is in its thread.

use super::Node;
use crate::domain::ids::Seq;

/// What ties a message to its thread. Messages are indices, ids are Message-IDs without `<>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// The first one.
    Opens,
    /// It names an earlier message.
    Answers { message: usize, id: String },
    /// An earlier message names it.
    NamedBy { message: usize, id: String },
    /// It names an ancestor that another one names too, and that was never seen.
    Shares { message: usize, id: String },
    /// By a decision by hand: the entry.
    ByHand { entry: Seq },
    /// Nothing in the headers: it stayed where members had seen it.
    Stayed,
}

/// What ties each message, in the order in which they are shown, to those before it; else to those after it.
/// `together` are entries by which members put two messages into one thread.
pub fn links(nodes: &[Node], together: &[(Seq, [Seq; 2])]) -> Vec<Link> {
    (0..nodes.len())
        .map(|node| match node {
            0 => Link::Opens,
            _ => link(nodes, node, 0..node)
                .or_else(|| by_hand(nodes[node].seq, together))
                .or_else(|| link(nodes, node, node + 1..nodes.len()))
                .unwrap_or(Link::Stayed),
        })
        .collect()
}

fn link(nodes: &[Node], node: usize, others: std::ops::Range<usize>) -> Option<Link> {
    let this = &nodes[node];
    for id in this.references.iter().rev() {
        let is_it = |other: &usize| nodes[*other].id.as_ref() == Some(id);
        if let Some(message) = others.clone().find(is_it) {
            return Some(Link::Answers { message, id: id.clone() });
        }
    }
    if let Some(id) = &this.id {
        let names = |other: &usize| nodes[*other].references.contains(id);
        if let Some(message) = others.clone().find(names) {
            return Some(Link::NamedBy { message, id: id.clone() });
        }
    }
    this.references.iter().rev().find_map(|id| {
        let names = |other: &usize| nodes[*other].references.contains(id);
        let message = others.clone().find(names)?;
        Some(Link::Shares { message, id: id.clone() })
    })
}

fn by_hand(seq: Seq, together: &[(Seq, [Seq; 2])]) -> Option<Link> {
    let hand = together.iter().rev().find(|(_, pair)| pair.contains(&seq));
    hand.map(|(entry, _)| Link::ByHand { entry: *entry })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(seq: i64, id: &str, references: &[&str]) -> Node {
        let references = references.iter().map(|id| (*id).to_owned()).collect();
        Node { seq: Seq(seq), id: Some(id.to_owned()), references }
    }

    #[test]
    fn each_message_says_what_ties_it_to_the_thread() {
        let nodes = [
            node(1, "b", &["x", "a"]),
            node(2, "a", &[]),
            node(3, "c", &["x", "a", "b"]),
            node(4, "d", &["x"]),
            node(5, "z", &[]),
            node(6, "q", &[]),
        ];
        let id = |id: &str| id.to_owned();
        assert_eq!(
            links(&nodes, &[(Seq(9), [Seq(1), Seq(5)])]),
            [
                Link::Opens,
                Link::NamedBy { message: 0, id: id("a") },
                Link::Answers { message: 0, id: id("b") },
                Link::Shares { message: 0, id: id("x") },
                Link::ByHand { entry: Seq(9) },
                Link::Stayed,
            ]
        );
    }
}
