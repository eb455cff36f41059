//! Why a message is in its thread.

use super::Node;
use crate::domain::ids::Seq;
use std::collections::HashMap;
use std::ops::Range;

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
    let index = Index::of(nodes);
    // The last decision counts.
    let by_hand: HashMap<Seq, Seq> =
        together.iter().flat_map(|(entry, pair)| pair.map(|seq| (seq, *entry))).collect();
    let link = |node: usize| match node {
        0 => Link::Opens,
        _ => index
            .link(&nodes[node], 0..node)
            .or_else(|| by_hand.get(&nodes[node].seq).map(|entry| Link::ByHand { entry: *entry }))
            .or_else(|| index.link(&nodes[node], node + 1..nodes.len()))
            .unwrap_or(Link::Stayed),
    };
    (0..nodes.len()).map(link).collect()
}

/// Which messages bear an id and which name it, each in the order in which they are shown: with thousands of messages
/// that name a thousand ids each nobody could look through all of them for each.
#[derive(Default)]
struct Index<'a> {
    is: HashMap<&'a str, Vec<usize>>,
    names: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn of(nodes: &'a [Node]) -> Index<'a> {
        let mut index = Index::default();
        for (at, node) in nodes.iter().enumerate() {
            if let Some(id) = &node.id {
                index.is.entry(id).or_default().push(at);
            }
            for id in &node.references {
                index.names.entry(id).or_default().push(at);
            }
        }
        index
    }

    fn link(&self, this: &Node, others: Range<usize>) -> Option<Link> {
        let mut references = this.references.iter().rev();
        let answers = references.find_map(|id| {
            let message = first(&self.is, id, &others)?;
            Some(Link::Answers { message, id: id.clone() })
        });
        let named_by = || {
            let id = this.id.as_ref()?;
            let message = first(&self.names, id, &others)?;
            Some(Link::NamedBy { message, id: id.clone() })
        };
        let shares = || {
            this.references.iter().rev().find_map(|id| {
                let message = first(&self.names, id, &others)?;
                Some(Link::Shares { message, id: id.clone() })
            })
        };
        answers.or_else(named_by).or_else(shares)
    }
}

/// The first of these messages that the map has under that id.
fn first(map: &HashMap<&str, Vec<usize>>, id: &str, among: &Range<usize>) -> Option<usize> {
    let messages = map.get(id)?;
    let message = *messages.get(messages.partition_point(|at| *at < among.start))?;
    among.contains(&message).then_some(message)
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

    #[test]
    fn what_comes_later_ties_too_and_the_last_decision_by_hand_counts() {
        let nodes = [
            node(1, "a", &[]),
            node(2, "b", &["x"]),
            node(3, "c", &["d"]),
            node(4, "d", &["x", "c"]),
            node(5, "e", &[]),
        ];
        let by_hand = [(Seq(8), [Seq(1), Seq(5)]), (Seq(9), [Seq(5), Seq(2)])];
        let id = |id: &str| id.to_owned();
        assert_eq!(
            links(&nodes, &by_hand),
            [
                Link::Opens,
                Link::ByHand { entry: Seq(9) },
                Link::Answers { message: 3, id: id("d") },
                Link::Answers { message: 2, id: id("c") },
                Link::ByHand { entry: Seq(9) },
            ]
        );
    }

    #[test]
    fn thousands_of_messages_that_name_the_same_unseen_ids_take_no_time() {
        let ids: Vec<String> = (0..1000).map(|n| n.to_string()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let nodes: Vec<Node> = (0..1000)
            .map(|n| node(n, &format!("m{n}"), &ids))
            .chain([node(1000, "z", &[])])
            .collect();
        let links = links(&nodes, &[]);
        assert_eq!(links[999], Link::Shares { message: 0, id: "999".to_owned() });
        assert_eq!(links[1000], Link::Stayed);
    }
}
