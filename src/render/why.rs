//! Why a thread is as it is: what ties its messages together, whose it is and since which entry, why it is in the
//! review.

use super::show::Page;
use super::{View, headline, json, log, reason, safe};
use crate::domain::entry::{Because, Entry, Event};
use crate::domain::ids::Seq;
use crate::domain::message::Message;
use crate::domain::threading::{Link, Node, links};
use crate::domain::undo::taken_back;
use serde_json::{Value, json};

/// What `show --why` brings together beside the page.
pub struct Why {
    /// The entries about the thread, oldest first.
    pub entries: Vec<Entry>,
    /// Entries by which members put two messages into one thread.
    pub together: Vec<(Seq, [Seq; 2])>,
}

impl Why {
    fn links(&self, page: &Page) -> Vec<Link> {
        let node = |message: &Message| Node {
            seq: message.fact.seq,
            id: message.message_id.clone().filter(|_| !message.id_reused),
            references: message.references.clone(),
        };
        links(&page.messages.iter().map(node).collect::<Vec<_>>(), &self.together)
    }

    /// The last entry that says whose it is, and was not taken back.
    fn owner(&self) -> Option<&Entry> {
        let taken = taken_back(&self.entries);
        let counts = |entry: &&Entry| !taken.contains_key(&entry.seq);
        self.entries.iter().filter(counts).rfind(|entry| {
            matches!(
                entry.event,
                Event::Claimed { .. }
                    | Event::Released
                    | Event::Assigned { .. }
                    | Event::Accepted
                    | Event::PassedOn { .. }
                    | Event::Joined { .. }
                    | Event::Merged { .. }
                    | Event::Split { .. }
                    | Event::SplitOff { .. }
            )
        })
    }

    fn entry(&self, seq: Seq) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.seq == seq)
    }
}

/// For reading, to stand below the page.
pub fn lines(page: &Page, why: &Why, view: &View, out: &mut Vec<String>) {
    out.extend([String::new(), "why".to_owned()]);
    for (index, (message, link)) in page.messages.iter().zip(why.links(page)).enumerate() {
        let words = words(page, message, &link, why, view);
        out.push(format!("  m{:<4} {words}", index + 1));
    }
    let owner = match (page.listed.summary.owner, why.owner()) {
        (Some(_), Some(entry)) => whose(entry, view),
        _ => "nobody".to_owned(),
    };
    out.push(format!("  owner {owner}"));
    if page.reasons.is_empty() {
        out.push("  review it is in no section".to_owned());
    }
    for because in &page.reasons {
        let since = because.since().or(page.listed.summary.ages_from());
        let since = since.map(|at| format!(" since {}", view.when(at))).unwrap_or_default();
        let section = because.section().word();
        out.push(format!("  review {section}{since}: {}", reason::words(because, view)));
    }
}

/// Which header ties it to which message, or which entry.
fn words(page: &Page, message: &Message, link: &Link, why: &Why, view: &View) -> String {
    let header = |id: &str| match message.in_reply_to.iter().any(|named| named == id) {
        true => "In-Reply-To",
        false => "References",
    };
    match link {
        Link::Opens => "the first message".to_owned(),
        Link::Answers { message: other, id } => {
            format!("answers m{}: its {} names <{}>", other + 1, header(id), safe::line(id))
        }
        Link::NamedBy { message: other, id } => {
            let naming = &page.messages[*other];
            let field = match naming.in_reply_to.contains(id) {
                true => "In-Reply-To",
                false => "References",
            };
            format!("answered by m{}, whose {field} names <{}>", other + 1, safe::line(id))
        }
        Link::Shares { message: other, id } => format!(
            "its {} names <{}>, never seen here, as m{} does",
            header(id),
            safe::line(id),
            other + 1
        ),
        Link::ByHand { entry } => match why.entry(*entry) {
            Some(entry) => says(entry, view),
            None => format!("put here by hand (entry {entry})"),
        },
        Link::Stayed => "it stayed where it was when members had acted on it".to_owned(),
    }
}

/// Who owns it, and by what.
fn whose(entry: &Entry, view: &View) -> String {
    match entry.event {
        Event::Assigned { owner, because: Some(Because::Customer(customer)), .. } => {
            let (owner, since) = (view.member(owner), view.stamp(entry.at));
            let whose = headline::possessive(&owner);
            format!("{owner}, since customer {customer} is {whose}, {since} (entry {})", entry.seq)
        }
        _ => says(entry, view),
    }
}

fn says(entry: &Entry, view: &View) -> String {
    let by = entry.actor.member.map_or_else(|| "baton".to_owned(), |by| view.member(by));
    format!("{} by {by}, {} (entry {})", log::text(entry, view), view.stamp(entry.at), entry.seq)
}

/// What `show --why --json` adds.
pub fn shape(page: &Page, why: &Why) -> Value {
    let id = |index: usize| page.messages.get(index).and_then(|message| message.message_id.clone());
    let tie = |(index, link): (usize, Link)| {
        let (by, other, named, entry) = match link {
            Link::Opens => ("opens", None, None, None),
            Link::Answers { message, id } => ("answers", Some(message), Some(id), None),
            Link::NamedBy { message, id } => ("named-by", Some(message), Some(id), None),
            Link::Shares { message, id } => ("shares", Some(message), Some(id), None),
            Link::ByHand { entry } => ("by-hand", None, None, Some(entry.0)),
            Link::Stayed => ("stayed", None, None, None),
        };
        json!({
            "message_id": id(index), "by": by, "with": other.and_then(id), "id": named, "entry": entry,
        })
    };
    let section = |because: &crate::domain::review::Reason| {
        let since = because.since().or(page.listed.summary.ages_from());
        json!({ "section": because.section().word(), "since": since.map(json::time) })
    };
    json!({
        "messages": why.links(page).into_iter().enumerate().map(tie).collect::<Vec<_>>(),
        "owner_entry": why.owner().map(|entry| entry.seq.0),
        "sections": page.reasons.iter().map(section).collect::<Vec<_>>(),
    })
}
