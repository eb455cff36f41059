//! The shape of `review`.

use super::{answer, maybe_time, time};
use crate::domain::review::{Item, Review};
use crate::render::asides::{self, Aside, Part};
use crate::render::{View, reason};
use serde_json::{Value, json};

/// `review`.
pub fn review(review: &Review, view: &View) -> String {
    let mailboxes: Vec<Value> = review
        .mailboxes
        .iter()
        .map(|(health, problem)| {
            json!({
                "mailbox": health.name, "server": health.server, "ledger": health.ledger,
                "synced_at": maybe_time(health.synced_at),
                "problem": problem.map(|problem| reason::mailbox_problem(health, problem, view)),
            })
        })
        .collect();
    let sections = asides::parts(review, view).into_iter().map(|(section, part)| {
        let items: Vec<Value> = match part {
            Part::Threads(items) => items.iter().map(|item| review_item(item, view)).collect(),
            Part::Asides(asides) => asides.iter().map(aside).collect(),
        };
        json!({ "section": section.word(), "items": items })
    });
    let sections: Vec<Value> = sections.collect();
    answer(json!({
        "as_of": time(review.as_of),
        "member": review.reader.map(|reader| view.team.name(reader)),
        "complete": review.is_complete(),
        "mailboxes": mailboxes,
        "sections": sections,
        "hash": review.hash,
    }))
}

fn review_item(item: &Item, view: &View) -> Value {
    let customer = item.listed.customer.as_ref();
    json!({
        "thread": item.listed.summary.thread.0, "customer": customer.map(|customer| customer.id.0),
        "entry": null, "reason": reason::words(&item.reason, view),
        "also": item.also.iter().map(|also| also.word()).collect::<Vec<_>>(),
        "since": maybe_time(item.reason.since().or(item.listed.summary.ages_from())),
    })
}

/// What is no thread; where it is on a customer there is none.
fn aside(aside: &Aside) -> Value {
    json!({
        "thread": aside.thread.map(|thread| thread.0),
        "customer": aside.customer.map(|customer| customer.0), "entry": aside.entry,
        "reason": aside.words, "also": [], "since": time(aside.since),
    })
}
