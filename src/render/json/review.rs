//! The shape of `review`.

use super::{answer, maybe_time, time};
use crate::domain::ids::MemberId;
use crate::domain::review::{Before, Capacity, Item, Review, capacity};
use crate::render::asides::{self, Aside, Part};
use crate::render::{View, personal, reason};
use serde_json::{Value, json};

/// `review`; with what a digest has beside it, under a name of its own.
pub fn review(review: &Review, beside: Option<&(&str, Value)>, view: &View) -> String {
    let mut shape = shape(review, view);
    if let Some((name, more)) = beside {
        shape[*name] = more.clone();
    }
    answer(shape)
}

fn shape(review: &Review, view: &View) -> Value {
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
            Part::Threads(items) => {
                items.iter().map(|item| review_item(item, review.reader, view)).collect()
            }
            Part::Asides(asides) => asides.iter().map(aside).collect(),
        };
        json!({ "section": section.word(), "items": items })
    });
    let sections: Vec<Value> = sections.collect();
    json!({
        "kind": review.kind.word(),
        "as_of": time(review.as_of),
        "member": review.reader.map(|reader| view.team.name(reader)),
        "complete": review.is_complete(),
        "mailboxes": mailboxes,
        "sections": sections,
        "open": review.open,
        "before": review.before.as_ref().map(before),
        "backlog": review.backlog.iter().map(|(day, open)| json!({ "day": day.to_string(), "open": open })).collect::<Vec<_>>(),
        "hash": review.hash,
    })
}

/// What was counted in the one before.
fn before(before: &Before) -> Value {
    let counts = before.counts.sections.iter();
    let sections: Vec<Value> = counts
        .map(|(section, count)| json!({ "section": section.word(), "items": count }))
        .collect();
    json!({ "as_of": time(before.at), "open": before.counts.open, "sections": sections })
}

fn review_item(item: &Item, reader: Option<MemberId>, view: &View) -> Value {
    let (summary, customer) = (&item.listed.summary, item.listed.customer.as_ref());
    let asked = reader.and_then(|me| capacity(me, summary, view.policy, view.now));
    json!({
        "thread": item.listed.summary.thread.0, "customer": customer.map(|customer| customer.id.0),
        "entry": null, "reason": reason::of_item(item, view), "command": personal::command(item, reader, view),
        "also": item.also.iter().map(|also| also.word()).collect::<Vec<_>>(),
        "since": maybe_time(item.reason.since().or(summary.ages_from())),
        "asked_as": asked.map(Capacity::word),
    })
}

/// What is no thread; where it is on a customer there is none.
fn aside(aside: &Aside) -> Value {
    json!({
        "thread": aside.thread.map(|thread| thread.0),
        "customer": aside.customer.map(|customer| customer.0), "entry": aside.entry,
        "reason": aside.words, "command": aside.command, "also": [], "since": time(aside.since), "asked_as": null,
    })
}
