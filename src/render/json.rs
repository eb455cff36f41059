//! The shapes that scripts lean on (SPEC §10, baton-json(7)): fields are added, never renamed or removed.

mod review;

pub use review::review;

use super::show::Page;
use super::why;
use super::{View, absence, headline, safe, texts};
use crate::domain::absence::{Acting, Stead};
use crate::domain::customer::Card;
use crate::domain::entry::Entry;
use crate::domain::handoff::{Brief, Offer, TakenOver, Unmet};
use crate::domain::ids::{MemberId, Seq};
use crate::domain::link::Link;
use crate::domain::message::Message;
use crate::domain::note::Note;
use crate::domain::proof::Report;
use crate::domain::sla;
use crate::domain::summary::{Customer, Listed};
use crate::domain::task::Task;
use crate::domain::time::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

/// The version of all shapes.
const VERSION: u32 = 1;

/// Every answer is one object that says which version of the shapes it has.
pub fn answer(mut object: Value) -> String {
    if let Value::Object(fields) = &mut object {
        let rest = std::mem::take(fields);
        fields.insert("version".into(), json!(VERSION));
        fields.extend(rest);
    }
    escaped(&object.to_string()) + "\n"
}

/// JSON leaves DEL, C1 and bidi characters as they are; a terminal would act on them.
fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        match safe::is_unsafe(c) {
            true => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    escaped += &format!("\\u{unit:04x}");
                }
            }
            false => escaped.push(c),
        }
    }
    escaped
}

/// A text with its quotes.
pub fn text(text: &str) -> String {
    escaped(&json!(text).to_string())
}

/// RFC 3339 in UTC, to the second.
pub fn time(at: Timestamp) -> Value {
    json!(rfc3339(at))
}

fn rfc3339(at: Timestamp) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

pub fn maybe_time(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, time)
}

/// THREAD of SPEC §10.
#[derive(Serialize)]
pub struct ThreadShape<'a> {
    thread: i64,
    subject: &'a str,
    customer: Option<CustomerShape<'a>>,
    inboxes: Vec<String>,
    status: &'static str,
    waiting_on: Option<String>,
    owner: Option<String>,
    backup: Option<String>,
    effective_owner: Option<String>,
    acting: Option<ActingShape>,
    held_by: Option<String>,
    held_until: Option<String>,
    priority: &'static str,
    level: Option<u8>,
    level_until: Option<String>,
    sla: Option<SlaShape>,
    tags: &'a [String],
    next_action: Option<NextShape>,
    automated: bool,
    bounced_at: Option<String>,
    messages: usize,
    awaiting_reply: bool,
    first_at: Option<String>,
    last_inbound_at: Option<String>,
    last_outbound_at: Option<String>,
    waiting_since: Option<String>,
    age_working_seconds: Option<i64>,
}

/// `sla` of a THREAD.
#[derive(Serialize)]
struct SlaShape {
    target: &'static str,
    due: String,
    state: &'static str,
}

/// `customer` of a THREAD.
#[derive(Serialize)]
pub struct CustomerShape<'a> {
    customer: i64,
    name: &'a str,
    address: &'a str,
    owner: Option<String>,
    backup: Option<String>,
}

#[derive(Serialize)]
struct ActingShape {
    member: String,
    why: &'static str,
    of: Option<String>,
    until: Option<String>,
}

#[derive(Serialize)]
struct NextShape {
    task: Option<i64>,
    text: String,
    due: Option<String>,
    owner: Option<String>,
    implied: bool,
}

/// A customer with everything that is known of them.
pub fn card(card: &Card, view: &View) -> Value {
    let mut object = json!(customer(&card.customer, view));
    if let Value::Object(fields) = &mut object {
        let more = json!({
            "company": card.company, "role": card.role, "phone": card.phone, "status": card.status,
            "tags": card.tags, "addresses": card.addresses,
            "merged": card.merged.iter().map(|customer| customer.0).collect::<Vec<_>>(),
        });
        if let Value::Object(more) = more {
            fields.extend(more);
        }
    }
    object
}

/// A customer in its shape.
pub fn customer<'a>(customer: &'a Customer, view: &View) -> CustomerShape<'a> {
    let name = |member: Option<_>| member.map(|member| view.team.name(member));
    CustomerShape {
        customer: customer.id.0,
        name: &customer.name,
        address: &customer.address,
        owner: name(customer.whose.owner),
        backup: name(customer.whose.backup),
    }
}

/// A thread in its shape.
pub fn thread<'a>(listed: &'a Listed, view: &View) -> ThreadShape<'a> {
    let (summary, now) = (&listed.summary, view.now);
    let name = |member: Option<_>| member.map(|member| view.team.name(member));
    let hold = summary.hold(now);
    let level = summary.level(now);
    ThreadShape {
        thread: summary.thread.0,
        subject: &listed.subject,
        customer: listed.customer.as_ref().map(|customer| self::customer(customer, view)),
        inboxes: listed.inboxes.iter().map(|inbox| view.inbox(*inbox)).collect(),
        status: summary.status(now).word(),
        waiting_on: summary.waiting_on(now).map(|_| waiting_on(listed, view)),
        owner: name(summary.owner),
        backup: name(summary.backup),
        effective_owner: name(summary.effective_owner(view.policy, view.now)),
        acting: summary.acting(view.policy, now).map(|acting| self::acting(acting, view)),
        held_by: name(hold.map(|(by, _)| by)),
        held_until: hold.map(|(_, until)| rfc3339(until)),
        priority: summary.priority.word(),
        level: level.map(|level| level.level),
        level_until: level.and_then(|level| level.until).map(rfc3339),
        sla: sla::deadline(summary, listed.setting(), view.policy, now).map(|deadline| SlaShape {
            target: deadline.target.word(),
            due: rfc3339(deadline.due),
            state: deadline.state.word(),
        }),
        tags: &summary.tags,
        next_action: listed.next_action(view.policy, now).map(|next| NextShape {
            task: next.task.map(|task| task.0),
            text: next.text,
            due: next.due.map(rfc3339),
            owner: name(next.owner),
            implied: next.task.is_none(),
        }),
        automated: summary.automated,
        bounced_at: listed.bounced_at().map(rfc3339),
        messages: summary.messages,
        awaiting_reply: summary.awaits_reply(),
        first_at: summary.first_at.map(rfc3339),
        last_inbound_at: summary.last_inbound_at.map(rfc3339),
        last_outbound_at: summary.last_outbound_at.map(rfc3339),
        waiting_since: summary.unanswered_since.map(rfc3339),
        age_working_seconds: summary.ages_from().map(|since| view.policy.age(since, now)),
    }
}

fn acting(acting: Acting, view: &View) -> ActingShape {
    let (why, of) = match acting.why {
        Stead::Owner => ("owner", None),
        Stead::Cover { of, until } => ("cover", Some((of, until))),
        Stead::Backup { of } => ("backup", of),
        Stead::Level { .. } => ("level", None),
        Stead::Duty => ("duty", None),
    };
    let until = match acting.why {
        Stead::Duty => absence::duty_until(view),
        _ => of.and_then(|(_, until)| until),
    };
    ActingShape {
        member: view.team.name(acting.member),
        why,
        of: of.map(|(of, _)| view.team.name(of)),
        until: until.map(rfc3339),
    }
}

/// `customer`, `internal`, a member's name, or the name that was given.
fn waiting_on(listed: &Listed, view: &View) -> String {
    use crate::domain::entry::WaitingOn;
    match listed.summary.waiting_on(view.now) {
        Some(WaitingOn::Customer) => "customer".to_owned(),
        Some(WaitingOn::Internal) => "internal".to_owned(),
        _ => headline::whom(listed, view),
    }
}

/// `list`.
pub fn list<'a>(threads: impl Iterator<Item = &'a Listed>, view: &View) -> String {
    #[derive(Serialize)]
    struct List<'a> {
        version: u32,
        threads: Vec<ThreadShape<'a>>,
    }
    let threads = threads.map(|listed| thread(listed, view)).collect();
    // Plain data: serialising it cannot fail.
    let text = serde_json::to_string(&List { version: VERSION, threads }).unwrap_or_default();
    escaped(&text) + "\n"
}

/// `show`: THREAD and what is in it.
pub fn show(page: &Page, view: &View) -> Value {
    let mut object = json!(thread(&page.listed, view));
    let messages = page.messages.iter().zip(&page.strangers);
    let messages: Vec<Value> = messages
        .map(|(message, new)| {
            let mut shape = self::message(message, view);
            if let Value::Object(fields) = &mut shape {
                fields.insert("new_correspondent".into(), json!(new));
                let text = page.text_of(message);
                let text = text.iter().flat_map(texts::fields);
                fields.extend(text.map(|(name, value)| (name.to_owned(), value)));
            }
            shape
        })
        .collect();
    let reasons: Vec<&str> = page.reasons.iter().map(|reason| reason.section().word()).collect();
    if let Value::Object(fields) = &mut object {
        fields.insert("messages".into(), json!(messages));
        fields.insert("tasks".into(), page.thread.tasks.iter().map(|of| task(of, view)).collect());
        fields.insert("notes".into(), page.thread.notes.iter().map(|of| note(of, view)).collect());
        let links = page.thread.links.iter().map(|of| link(of, view)).collect();
        fields.insert("links".into(), links);
        let open = page.thread.open_offer(view.now);
        let brief = page.thread.brief.clone().unwrap_or_default();
        fields.insert("handoff".into(), json!(open.map(|offer| handoff(offer, &brief, view))));
        let unmet = page.thread.unmet(view.now);
        let unmet: Vec<Value> = unmet.iter().map(|unmet| self::unmet(unmet, view)).collect();
        fields.insert("unmet_offers".into(), json!(unmet));
        let taken = page.thread.taken_over.as_ref();
        fields.insert("taken_over".into(), json!(taken.map(|taken| taken_over(taken, view))));
        fields.insert("reasons".into(), json!(reasons));
        if let Some(because) = &page.why {
            fields.insert("why".into(), why::shape(page, because));
        }
    }
    object
}

/// A message in its shape, but for what only the whole thread tells.
pub fn message(message: &Message, view: &View) -> Value {
    let fact = &message.fact;
    json!({
        "message_id": message.message_id,
        "from": message.from.as_ref().map(|from| from.address.as_str()),
        "subject": message.subject,
        "at": time(fact.at),
        "direction": fact.direction.word(),
        "author": fact.author.map(|author| view.team.name(author)),
        "automated": fact.automated.map(|mark| mark.word()),
        "places": message.places,
        "vanished": message.vanished.as_ref().map(|vanished| json!({
            "from": vanished.from, "since": time(vanished.since),
        })),
        "id_reused": message.id_reused,
        "truncated": message.truncated,
        "unreadable": message.unreadable,
    })
}

/// A task in its shape, wherever it is.
pub fn task(task: &Task, view: &View) -> Value {
    let comments = task.comments.iter().map(|comment| {
        json!({
            "at": time(comment.at), "author": comment.by.map(|by| view.team.name(by)), "text": comment.text,
        })
    });
    json!({
        "task": task.id.0, "text": task.title, "owner": view.team.name(task.owner),
        "due": maybe_time(task.due), "priority": task.priority.word(), "state": task.status.word(),
        "overdue": task.is_overdue(view.now), "added_at": time(task.added_at), "done_at": maybe_time(task.done_at),
        "comments": comments.collect::<Vec<_>>(),
    })
}

/// A note in its shape, wherever it is.
pub fn note(note: &Note, view: &View) -> Value {
    json!({
        "entry": note.entry.0, "at": time(note.at), "author": note.by.map(|by| view.team.name(by)),
        "kind": note.kind.word(), "for": note.reader.map(|reader| view.team.name(reader)),
        "text": note.text, "unread": note.is_unread(), "review_after": maybe_time(note.review_after),
        "reference": note.reference.as_ref().map(|reference| json!({
            "name": reference.name, "sha256": reference.sha256,
        })),
    })
}

/// A link in its shape, wherever it is.
pub fn link(link: &Link, view: &View) -> Value {
    json!({
        "entry": link.entry.0, "at": time(link.at), "author": link.by.map(|by| view.team.name(by)),
        "kind": link.target.kind.word(), "place": link.target.place,
        "amount": link.amount.map(|amount| amount.number()),
        "currency": link.amount.map(|amount| amount.code()),
    })
}

/// An offer with its brief.
fn handoff(offer: &Offer, brief: &Brief, view: &View) -> Value {
    let to: Vec<String> = offer.receivers().map(|to| view.team.name(to)).collect();
    json!({
        "from": view.team.name(offer.from), "to": view.team.name(offer.to), "offered_to": to, "at": time(offer.at),
        "lapses_at": time(offer.lapses_at), "due": maybe_time(offer.due),
        "asked": brief.asked, "done": brief.done, "waiting": brief.waiting, "risk": brief.risk, "next": brief.next,
    })
}

/// The same, and when it was accepted.
fn taken_over(taken: &TakenOver, view: &View) -> Value {
    let mut shape = handoff(&taken.offer, &taken.brief, view);
    shape["accepted_at"] = time(taken.at);
    shape
}

fn unmet(unmet: &Unmet, view: &View) -> Value {
    let (how, to, at, reason): (_, Vec<MemberId>, _, _) = match unmet {
        Unmet::Declined { by, at, reason } => ("declined", vec![*by], *at, reason.as_ref()),
        Unmet::Lapsed { offer } => ("lapsed", offer.receivers().collect(), offer.lapses_at, None),
    };
    let to: Vec<String> = to.into_iter().map(|to| view.team.name(to)).collect();
    json!({ "how": how, "offered_to": to, "at": time(at), "reason": reason })
}

/// `accept`: `list` with the brief beside each thread that was taken over.
pub fn accepted<'a>(
    taken: impl Iterator<Item = (&'a Listed, &'a (Offer, Brief))>,
    view: &View,
) -> String {
    let threads: Vec<Value> = taken
        .map(|(listed, (offer, brief))| {
            let mut shape = json!(thread(listed, view));
            shape["handoff"] = handoff(offer, brief, view);
            shape
        })
        .collect();
    answer(json!({ "threads": threads }))
}

/// `log`.
pub fn log(entries: &[Entry], view: &View) -> String {
    let entries: Vec<Value> = entries.iter().map(|entry| self::entry(entry, view)).collect();
    answer(json!({ "entries": entries }))
}

/// An entry in its shape.
pub fn entry(entry: &Entry, view: &View) -> Value {
    json!({
        "entry": entry.seq.0,
        "at": time(entry.at),
        "actor": entry.actor.member.map(|actor| view.team.name(actor)),
        "behind": entry.actor.behind.map(|behind| view.team.name(behind)),
        "kind": entry.event.kind(),
        "thread": entry.thread.map(|thread| thread.0),
        "text": super::log::text(entry, view),
        "hash": entry.hash,
    })
}

/// `undo`: entries in their shapes, each with the entry that took it back.
pub fn undo<'a>(taken: impl Iterator<Item = (&'a Entry, Seq)>, view: &View) -> String {
    let taken: Vec<Value> = taken
        .map(|(target, by)| {
            let mut shape = self::entry(target, view);
            shape["taken_back_by"] = json!(by.0);
            shape
        })
        .collect();
    answer(json!({ "taken_back": taken }))
}

/// `fsck`.
pub fn fsck(report: &Report) -> String {
    let problems: Vec<Value> = report
        .problems
        .kept
        .iter()
        .map(|problem| json!({ "where": problem.place, "what": problem.what }))
        .collect();
    let anchor = report.anchor.as_ref().map(|anchor| {
        let found = anchor.found;
        json!({
            "hash": anchor.hash,
            "entry": found.map(|found| found.entry),
            "at": maybe_time(found.map(|found| found.at)),
            "newer": found.map(|found| found.newer),
            "whole": found.is_some_and(|found| found.whole),
        })
    });
    answer(json!({
        "ok": report.is_clean(),
        "entries": report.entries,
        "messages": report.messages,
        "threads": report.threads,
        "newest": report.newest,
        "problems": problems,
        "more": report.problems.more,
        "anchor": anchor,
    }))
}
