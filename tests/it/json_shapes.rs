//! The shapes that scripts lean on (SPEC §10): fields are added, never renamed or removed.

use insta::assert_snapshot;
use serde_json::Value;

use crate::session::{answer, asked, complaint};
use crate::world::World;

/// Every field of the shapes has a value somewhere in this world.
fn world() -> World {
    let world = asked();
    world.maya("claim 1").ok();
    world.mail(answer("maya"));
    world.later("1h").mail(complaint());
    world.maya("assign 1 maya --backup sam").ok();
    world.maya("next 1 'send quote' --due +2bd").ok();
    world.maya("note 1 'wants 20 seats' --for sam --kind call").ok();
    world.maya("wait 1 --on customer --for 'a number of seats'").ok();
    world.maya("claim 1").ok();
    world.maya("handoff 1 jordan --asked 'a price' --done 'asked sales' --waiting sales --risk 'ends Friday' --next 'send quote' --due fri").ok();
    world
}

/// The shape, its hashes and the world's own directory left out.
fn shape(mut value: Value) -> String {
    blind(&mut value);
    serde_json::to_string_pretty(&value).unwrap()
}

fn blind(value: &mut Value) {
    match value {
        Value::String(text) if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) => {
            *text = "[hash]".to_owned();
        }
        Value::Array(values) => values.iter_mut().for_each(blind),
        Value::Object(fields) => fields.values_mut().for_each(blind),
        _ => {}
    }
}

#[test]
fn list() {
    assert_snapshot!(shape(world().maya("list --json").ok().json()), @r#"
    {
      "threads": [
        {
          "age_working_seconds": 0,
          "automated": false,
          "awaiting_reply": true,
          "backup": null,
          "customer": {
            "address": "ben@example.net",
            "customer": 2,
            "name": "Ben Okoro"
          },
          "effective_owner": null,
          "first_at": "2026-03-02T10:00:00Z",
          "held_by": null,
          "held_until": null,
          "inboxes": [
            "support"
          ],
          "last_inbound_at": "2026-03-02T10:00:00Z",
          "last_outbound_at": null,
          "messages": 1,
          "next_action": null,
          "owner": null,
          "priority": "normal",
          "status": "open",
          "subject": "Wrong colour",
          "tags": [],
          "thread": 2,
          "waiting_on": null,
          "waiting_since": "2026-03-02T10:00:00Z"
        },
        {
          "age_working_seconds": 3600,
          "automated": false,
          "awaiting_reply": false,
          "backup": "sam",
          "customer": {
            "address": "ana@example.com",
            "customer": 1,
            "name": "Ana Lopez"
          },
          "effective_owner": "maya",
          "first_at": "2026-03-02T08:59:00Z",
          "held_by": "maya",
          "held_until": "2026-03-02T10:45:00Z",
          "inboxes": [
            "support"
          ],
          "last_inbound_at": "2026-03-02T08:59:00Z",
          "last_outbound_at": "2026-03-02T09:00:00Z",
          "messages": 2,
          "next_action": {
            "due": "2026-03-04T16:00:00Z",
            "implied": false,
            "owner": "maya",
            "task": 11,
            "text": "send quote"
          },
          "owner": "maya",
          "priority": "normal",
          "status": "waiting-customer",
          "subject": "Pricing question",
          "tags": [],
          "thread": 1,
          "waiting_on": "customer",
          "waiting_since": null
        }
      ],
      "version": 1
    }
    "#);
}

#[test]
fn show() {
    assert_snapshot!(shape(world().maya("show 1 --json").ok().json()), @r#"
    {
      "age_working_seconds": 3600,
      "automated": false,
      "awaiting_reply": false,
      "backup": "sam",
      "customer": {
        "address": "ana@example.com",
        "customer": 1,
        "name": "Ana Lopez"
      },
      "effective_owner": "maya",
      "first_at": "2026-03-02T08:59:00Z",
      "handoff": {
        "asked": "a price",
        "at": "2026-03-02T10:00:00Z",
        "done": "asked sales",
        "due": "2026-03-06T16:00:00Z",
        "from": "maya",
        "lapses_at": "2026-03-03T10:00:00Z",
        "next": "send quote",
        "risk": "ends Friday",
        "to": "jordan",
        "waiting": "sales"
      },
      "held_by": "maya",
      "held_until": "2026-03-02T10:45:00Z",
      "inboxes": [
        "support"
      ],
      "last_inbound_at": "2026-03-02T08:59:00Z",
      "last_outbound_at": "2026-03-02T09:00:00Z",
      "messages": [
        {
          "at": "2026-03-02T08:59:00Z",
          "author": null,
          "automated": null,
          "direction": "inbound",
          "from": "ana@example.com",
          "id_reused": false,
          "message_id": "a1@example.com",
          "new_correspondent": false,
          "places": [
            "support/INBOX"
          ],
          "subject": "Pricing question",
          "unreadable": null
        },
        {
          "at": "2026-03-02T09:00:00Z",
          "author": "maya",
          "automated": null,
          "direction": "outbound",
          "from": "maya@example.org",
          "id_reused": false,
          "message_id": "mail-1@mail.example",
          "new_correspondent": false,
          "places": [
            "support/Sent"
          ],
          "subject": "Re: Pricing question",
          "unreadable": null
        }
      ],
      "next_action": {
        "due": "2026-03-04T16:00:00Z",
        "implied": false,
        "owner": "maya",
        "task": 11,
        "text": "send quote"
      },
      "notes": [
        {
          "at": "2026-03-02T10:00:00Z",
          "author": "maya",
          "entry": 12,
          "for": "sam",
          "kind": "call",
          "text": "wants 20 seats"
        }
      ],
      "owner": "maya",
      "priority": "normal",
      "reasons": [
        "handoffs"
      ],
      "status": "waiting-customer",
      "subject": "Pricing question",
      "tags": [],
      "tasks": [
        {
          "done_at": null,
          "due": "2026-03-04T16:00:00Z",
          "owner": "maya",
          "priority": "normal",
          "state": "open",
          "task": 11,
          "text": "send quote"
        }
      ],
      "thread": 1,
      "version": 1,
      "waiting_on": "customer",
      "waiting_since": null
    }
    "#);
}

#[test]
fn a_change_answers_with_what_is_now_true_of_its_threads() {
    let changed = world().maya("priority 2 low --json").ok().json();
    assert_snapshot!(shape(changed), @r#"
    {
      "threads": [
        {
          "age_working_seconds": 0,
          "automated": false,
          "awaiting_reply": true,
          "backup": null,
          "customer": {
            "address": "ben@example.net",
            "customer": 2,
            "name": "Ben Okoro"
          },
          "effective_owner": null,
          "first_at": "2026-03-02T10:00:00Z",
          "held_by": null,
          "held_until": null,
          "inboxes": [
            "support"
          ],
          "last_inbound_at": "2026-03-02T10:00:00Z",
          "last_outbound_at": null,
          "messages": 1,
          "next_action": null,
          "owner": null,
          "priority": "low",
          "status": "open",
          "subject": "Wrong colour",
          "tags": [],
          "thread": 2,
          "waiting_on": null,
          "waiting_since": "2026-03-02T10:00:00Z"
        }
      ],
      "version": 1
    }
    "#);
}

#[test]
fn log() {
    let world = world();
    world.admin("--as sam close 2 --reason spam").ok();
    let mut log = world.maya("log --json").ok().json();
    log["entries"].as_array_mut().unwrap().drain(1..5);
    assert_snapshot!(shape(log), @r#"
    {
      "entries": [
        {
          "actor": null,
          "at": "2026-03-02T08:59:00Z",
          "behind": null,
          "entry": 1,
          "hash": "[hash]",
          "kind": "ledger-created",
          "text": "ledger made, for tests",
          "thread": null
        },
        {
          "actor": "maya",
          "at": "2026-03-02T09:00:00Z",
          "behind": null,
          "entry": 7,
          "hash": "[hash]",
          "kind": "claimed",
          "text": "claimed, held until 2026-03-02 10:45",
          "thread": 1
        },
        {
          "actor": "maya",
          "at": "2026-03-02T10:00:00Z",
          "behind": null,
          "entry": 10,
          "hash": "[hash]",
          "kind": "assigned",
          "text": "assigned to maya, backup sam",
          "thread": 1
        },
        {
          "actor": "maya",
          "at": "2026-03-02T10:00:00Z",
          "behind": null,
          "entry": 11,
          "hash": "[hash]",
          "kind": "task-added",
          "text": "task 11 for maya, due 2026-03-04 17:00: send quote",
          "thread": 1
        },
        {
          "actor": "maya",
          "at": "2026-03-02T10:00:00Z",
          "behind": null,
          "entry": 12,
          "hash": "[hash]",
          "kind": "noted",
          "text": "noted a call for sam: wants 20 seats",
          "thread": 1
        },
        {
          "actor": "maya",
          "at": "2026-03-02T10:00:00Z",
          "behind": null,
          "entry": 13,
          "hash": "[hash]",
          "kind": "waited",
          "text": "waits for the customer (a number of seats)",
          "thread": 1
        },
        {
          "actor": "maya",
          "at": "2026-03-02T10:00:00Z",
          "behind": null,
          "entry": 14,
          "hash": "[hash]",
          "kind": "held",
          "text": "held until 2026-03-02 11:45",
          "thread": 1
        },
        {
          "actor": "maya",
          "at": "2026-03-02T10:00:00Z",
          "behind": null,
          "entry": 15,
          "hash": "[hash]",
          "kind": "offered",
          "text": "offered to jordan, lapses 2026-03-03 11:00",
          "thread": 1
        },
        {
          "actor": "sam",
          "at": "2026-03-02T10:00:00Z",
          "behind": "ada",
          "entry": 16,
          "hash": "[hash]",
          "kind": "closed",
          "text": "closed (spam)",
          "thread": 2
        }
      ],
      "version": 1
    }
    "#);
}

#[test]
fn review() {
    assert_snapshot!(shape(world().maya("review --json").ok().json()), @r#"
    {
      "as_of": "2026-03-02T10:00:00Z",
      "complete": true,
      "hash": "[hash]",
      "mailboxes": [
        {
          "ledger": 2,
          "mailbox": "support/INBOX",
          "problem": null,
          "server": 2,
          "synced_at": "2026-03-02T10:00:00Z"
        },
        {
          "ledger": 1,
          "mailbox": "support/Sent",
          "problem": null,
          "server": 1,
          "synced_at": "2026-03-02T10:00:00Z"
        }
      ],
      "sections": [
        {
          "items": [
            {
              "also": [],
              "reason": "nobody owns it, the customer waits since today 11:00",
              "since": "2026-03-02T10:00:00Z",
              "thread": 2
            }
          ],
          "section": "no-owner"
        },
        {
          "items": [
            {
              "also": [],
              "reason": "maya offered it to jordan, who has not answered; lapses tomorrow 11:00",
              "since": "2026-03-02T10:00:00Z",
              "thread": 1
            }
          ],
          "section": "handoffs"
        }
      ],
      "version": 1
    }
    "#);
}

#[test]
fn metrics() {
    let world = world();
    let mut metrics = world.maya("metrics --json --from 2026-03-02").ok().json();
    metrics["metrics"].as_array_mut().unwrap().truncate(4);
    assert_snapshot!(shape(metrics), @r#"
    {
      "from": "2026-03-01T23:00:00Z",
      "metrics": [
        {
          "by": "all",
          "clock": null,
          "excluded": {},
          "metric": "volume_in",
          "n": 1,
          "p50": null,
          "p90": null,
          "unit": "messages"
        },
        {
          "by": "all",
          "clock": null,
          "excluded": {},
          "metric": "volume_out",
          "n": 1,
          "p50": null,
          "p90": null,
          "unit": "messages"
        },
        {
          "by": "all",
          "clock": "working",
          "excluded": {},
          "metric": "first_response",
          "n": 1,
          "p50": 60,
          "p90": 60,
          "unit": "seconds"
        },
        {
          "by": "all",
          "clock": "wall",
          "excluded": {},
          "metric": "first_response",
          "n": 1,
          "p50": 60,
          "p90": 60,
          "unit": "seconds"
        }
      ],
      "time_zone": "Europe/Berlin",
      "to": "2026-03-02T10:00:00Z",
      "version": 1
    }
    "#);
}

#[test]
fn doctor() {
    let mut doctor = world().maya("doctor --json").fails(1).json();
    for check in doctor["checks"].as_array_mut().unwrap() {
        if check["check"] == "ledger" {
            // It names the version of SQLite, too.
            check["text"] = "[ledger]".into();
        }
    }
    assert_snapshot!(shape(doctor), @r#"
    {
      "checks": [
        {
          "check": "config",
          "hint": null,
          "ok": true,
          "text": "[world]/config.toml"
        },
        {
          "check": "ledger",
          "hint": null,
          "ok": true,
          "text": "[ledger]"
        },
        {
          "check": "you",
          "hint": null,
          "ok": true,
          "text": "member maya"
        },
        {
          "check": "last sync",
          "hint": null,
          "ok": true,
          "text": "support/INBOX today 11:00, 2 messages"
        },
        {
          "check": "last sync",
          "hint": null,
          "ok": true,
          "text": "support/Sent today 11:00, 1 message"
        },
        {
          "check": "time zone",
          "hint": null,
          "ok": true,
          "text": "Europe/Berlin"
        },
        {
          "check": "support mail in",
          "hint": null,
          "ok": true,
          "text": "INBOX 2, Sent 1"
        },
        {
          "check": "support sent",
          "hint": null,
          "ok": true,
          "text": "Sent"
        },
        {
          "check": "mail out",
          "hint": "add [mail-out] for baton review --email; see baton-config(5)",
          "ok": false,
          "text": "the config does not say how mail goes out"
        }
      ],
      "version": 1
    }
    "#);
}

#[test]
fn member_list() {
    assert_snapshot!(shape(world().maya("member list --json").ok().json()), @r#"
    {
      "members": [
        {
          "addresses": [
            "ada@example.org"
          ],
          "login": "ada",
          "member": "ada",
          "role": "admin"
        },
        {
          "addresses": [
            "jordan@example.org"
          ],
          "login": "jordan",
          "member": "jordan",
          "role": "agent"
        },
        {
          "addresses": [
            "maya@example.org"
          ],
          "login": "maya",
          "member": "maya",
          "role": "agent"
        },
        {
          "addresses": [
            "sam@example.org"
          ],
          "login": "sam",
          "member": "sam",
          "role": "agent"
        }
      ],
      "version": 1
    }
    "#);
}
