//! The page of a customer in its JSON shape (baton-json(7)).

use super::action;
use crate::domain::customer::company::Suggestion;
use crate::domain::customer::page::{Action, Mail, Moment, Page, Step, What};
use crate::domain::ids::{InboxId, MemberId, ThreadId};
use crate::render::{View, json, log};
use serde_json::{Map, Value, json};

/// `customer show --json`.
pub fn shape(page: &Page, view: &View) -> Value {
    let mut object = json::card(&page.card, view);
    let on = |mut shape: Value, thread: Option<ThreadId>| {
        shape["thread"] = json!(thread.map(|thread| thread.0));
        shape
    };
    let notes = page.notes.iter().map(|of| on(json::note(&of.note, view), of.thread));
    let tasks = page.tasks.iter().map(|of| on(json::task(&of.task, view), of.thread));
    let links = page.links.iter().map(|of| on(json::link(&of.link, view), of.thread));
    let more = json!({
        "company_suggested": page.suggested.as_ref().map(suggested),
        "mail": mail(&page.mail, view),
        "notes": notes.collect::<Vec<_>>(),
        "tasks": tasks.collect::<Vec<_>>(),
        "next": page.next(view.policy, view.now).map(|step| next(&step, page, view)),
        "links": links.collect::<Vec<_>>(),
        "threads": page.threads.iter().map(|listed| json::thread(listed, view)).collect::<Vec<_>>(),
        "last_closed": page.last_closed.as_ref().map(|listed| json::thread(listed, view)),
        "timeline": page.timeline.iter().map(|of| moment(of, view)).collect::<Vec<_>>(),
        "timeline_more": page.earlier,
    });
    if let (Value::Object(fields), Value::Object(more)) = (&mut object, more) {
        fields.extend(more.into_iter().collect::<Map<_, _>>());
    }
    object
}

fn suggested(found: &Suggestion) -> Value {
    json!({ "company": found.company, "domain": found.domain, "said_of_others": found.said })
}

fn mail(mail: &Mail, view: &View) -> Value {
    let inboxes = |inboxes: &[InboxId]| -> Vec<String> {
        inboxes.iter().map(|inbox| view.inbox(*inbox)).collect()
    };
    json!({
        "messages": mail.messages,
        "threads": mail.threads,
        "first_at": mail.first_at.map(json::time),
        "inboxes": inboxes(&mail.inboxes),
        "last": mail.last.as_ref().map(|last| json!({
            "at": json::time(last.at),
            "thread": last.thread.0,
            "direction": last.letter.direction.word(),
            "from": last.letter.from.as_ref().map(|from| from.address.clone()),
            "author": last.letter.author.map(|author| view.team.name(author)),
            "to": last.to.iter().map(|to| to.address.clone()).collect::<Vec<_>>(),
            "inboxes": inboxes(&last.letter.inboxes),
            "subject": last.letter.subject,
        })),
    })
}

fn next(step: &Step, page: &Page, view: &View) -> Value {
    let name = |member: Option<MemberId>| member.map(|member| view.team.name(member));
    let task = match &step.what {
        Action::Do(action) => action.task,
        Action::Answer | Action::Unblock => None,
    };
    json!({
        "thread": step.thread.map(|thread| thread.0),
        "task": task.map(|task| task.0),
        "text": action(step, page, view),
        "due": step.due.map(json::time),
        "overdue": step.is_overdue(view.now),
        "awaited_since": step.awaited_since.map(json::time),
        "owner": name(step.whose.owner),
        "effective_owner": name(step.acting(view.policy, view.now).map(|acting| acting.member)),
    })
}

/// Mail has a direction, what a member did an entry.
fn moment(moment: &Moment, view: &View) -> Value {
    let mut object = json!({
        "at": json::time(moment.at),
        "thread": moment.thread.map(|thread| thread.0),
        "kind": "mail", "direction": null, "automated": null, "from": null, "inboxes": null, "subject": null,
        "entry": null, "actor": null, "text": null,
    });
    match &moment.what {
        What::Mail(letter) => {
            object["direction"] = json!(letter.direction.word());
            object["automated"] = json!(letter.automated.map(|mark| mark.word()));
            object["from"] = json!(letter.from.as_ref().map(|from| from.address.clone()));
            object["actor"] = json!(letter.author.map(|author| view.team.name(author)));
            let inboxes = letter.inboxes.iter().map(|inbox| view.inbox(*inbox));
            object["inboxes"] = json!(inboxes.collect::<Vec<_>>());
            object["subject"] = json!(letter.subject);
        }
        What::Entry(entry) => {
            object["kind"] = json!(entry.event.kind());
            object["entry"] = json!(entry.seq.0);
            object["actor"] = json!(entry.actor.member.map(|actor| view.team.name(actor)));
            object["text"] = json!(log::text(entry, view));
        }
    }
    object
}
