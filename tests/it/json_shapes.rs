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
      "version": 1,
      "threads": [
        {
          "thread": 2,
          "subject": "Wrong colour",
          "customer": {
            "customer": 2,
            "name": "Ben Okoro",
            "address": "ben@example.net",
            "owner": null,
            "backup": null
          },
          "inboxes": [
            "support"
          ],
          "status": "open",
          "waiting_on": null,
          "owner": null,
          "backup": null,
          "effective_owner": null,
          "acting": null,
          "held_by": null,
          "held_until": null,
          "priority": "normal",
          "level": null,
          "level_until": null,
          "sla": null,
          "tags": [],
          "next_action": null,
          "automated": false,
          "bounced_at": null,
          "messages": 1,
          "awaiting_reply": true,
          "first_at": "2026-03-02T10:00:00Z",
          "last_inbound_at": "2026-03-02T10:00:00Z",
          "last_outbound_at": null,
          "waiting_since": "2026-03-02T10:00:00Z",
          "age_working_seconds": 0
        },
        {
          "thread": 1,
          "subject": "Pricing question",
          "customer": {
            "customer": 1,
            "name": "Ana Lopez",
            "address": "ana@example.com",
            "owner": null,
            "backup": null
          },
          "inboxes": [
            "support"
          ],
          "status": "waiting-customer",
          "waiting_on": "customer",
          "owner": "maya",
          "backup": "sam",
          "effective_owner": "maya",
          "acting": {
            "member": "maya",
            "why": "owner",
            "of": null,
            "until": null
          },
          "held_by": "maya",
          "held_until": "2026-03-02T10:45:00Z",
          "priority": "normal",
          "level": null,
          "level_until": null,
          "sla": null,
          "tags": [],
          "next_action": {
            "task": 11,
            "text": "send quote",
            "due": "2026-03-04T16:00:00Z",
            "owner": "maya",
            "implied": false
          },
          "automated": false,
          "bounced_at": null,
          "messages": 2,
          "awaiting_reply": false,
          "first_at": "2026-03-02T08:59:00Z",
          "last_inbound_at": "2026-03-02T08:59:00Z",
          "last_outbound_at": "2026-03-02T09:00:00Z",
          "waiting_since": null,
          "age_working_seconds": 3600
        }
      ]
    }
    "#);
}

#[test]
fn check() {
    let world = world();
    assert_snapshot!(shape(world.sam("check 1 --json").fails(1).json()), @r#"
    {
      "version": 1,
      "thread": 1,
      "go": false,
      "owner": "maya",
      "held_by": "maya",
      "held_until": "2026-03-02T10:45:00Z",
      "unread_note": "wants 20 seats",
      "awaits_reply": false,
      "answered_by": "maya",
      "answered_at": "2026-03-02T09:00:00Z"
    }
    "#);
    assert_snapshot!(shape(world.sam("check 2 --json").ok().json()), @r#"
    {
      "version": 1,
      "thread": 2,
      "go": true,
      "owner": null,
      "held_by": null,
      "held_until": null,
      "unread_note": null,
      "awaits_reply": true,
      "answered_by": null,
      "answered_at": null
    }
    "#);
}

#[test]
fn show() {
    assert_snapshot!(shape(world().maya("show 1 --json").ok().json()), @r#"
    {
      "version": 1,
      "thread": 1,
      "subject": "Pricing question",
      "customer": {
        "customer": 1,
        "name": "Ana Lopez",
        "address": "ana@example.com",
        "owner": null,
        "backup": null
      },
      "inboxes": [
        "support"
      ],
      "status": "waiting-customer",
      "waiting_on": "customer",
      "owner": "maya",
      "backup": "sam",
      "effective_owner": "maya",
      "acting": {
        "member": "maya",
        "why": "owner",
        "of": null,
        "until": null
      },
      "held_by": "maya",
      "held_until": "2026-03-02T10:45:00Z",
      "priority": "normal",
      "level": null,
      "level_until": null,
      "sla": null,
      "tags": [],
      "next_action": {
        "task": 11,
        "text": "send quote",
        "due": "2026-03-04T16:00:00Z",
        "owner": "maya",
        "implied": false
      },
      "automated": false,
      "bounced_at": null,
      "messages": [
        {
          "message_id": "a1@example.com",
          "from": "ana@example.com",
          "subject": "Pricing question",
          "at": "2026-03-02T08:59:00Z",
          "direction": "inbound",
          "author": null,
          "automated": null,
          "places": [
            "support/INBOX"
          ],
          "vanished": null,
          "id_reused": false,
          "truncated": false,
          "unreadable": null,
          "new_correspondent": false
        },
        {
          "message_id": "mail-1@mail.example",
          "from": "maya@example.org",
          "subject": "Re: Pricing question",
          "at": "2026-03-02T09:00:00Z",
          "direction": "outbound",
          "author": "maya",
          "automated": null,
          "places": [
            "support/Sent"
          ],
          "vanished": null,
          "id_reused": false,
          "truncated": false,
          "unreadable": null,
          "new_correspondent": false
        }
      ],
      "awaiting_reply": false,
      "first_at": "2026-03-02T08:59:00Z",
      "last_inbound_at": "2026-03-02T08:59:00Z",
      "last_outbound_at": "2026-03-02T09:00:00Z",
      "waiting_since": null,
      "age_working_seconds": 3600,
      "tasks": [
        {
          "task": 11,
          "text": "send quote",
          "owner": "maya",
          "due": "2026-03-04T16:00:00Z",
          "priority": "normal",
          "state": "open",
          "overdue": false,
          "added_at": "2026-03-02T10:00:00Z",
          "done_at": null,
          "comments": []
        }
      ],
      "notes": [
        {
          "entry": 12,
          "at": "2026-03-02T10:00:00Z",
          "author": "maya",
          "kind": "call",
          "for": "sam",
          "text": "wants 20 seats",
          "unread": true,
          "review_after": null,
          "reference": null
        }
      ],
      "links": [],
      "handoff": {
        "from": "maya",
        "to": "jordan",
        "offered_to": [
          "jordan"
        ],
        "at": "2026-03-02T10:00:00Z",
        "lapses_at": "2026-03-03T10:00:00Z",
        "due": "2026-03-06T16:00:00Z",
        "asked": "a price",
        "done": "asked sales",
        "waiting": "sales",
        "risk": "ends Friday",
        "next": "send quote"
      },
      "unmet_offers": [],
      "taken_over": null,
      "reasons": [
        "handoffs"
      ]
    }
    "#);
}

#[test]
fn a_change_answers_with_what_is_now_true_of_its_threads() {
    let changed = world().maya("priority 2 low --json").ok().json();
    assert_snapshot!(shape(changed), @r#"
    {
      "version": 1,
      "threads": [
        {
          "thread": 2,
          "subject": "Wrong colour",
          "customer": {
            "customer": 2,
            "name": "Ben Okoro",
            "address": "ben@example.net",
            "owner": null,
            "backup": null
          },
          "inboxes": [
            "support"
          ],
          "status": "open",
          "waiting_on": null,
          "owner": null,
          "backup": null,
          "effective_owner": null,
          "acting": null,
          "held_by": null,
          "held_until": null,
          "priority": "low",
          "level": null,
          "level_until": null,
          "sla": null,
          "tags": [],
          "next_action": null,
          "automated": false,
          "bounced_at": null,
          "messages": 1,
          "awaiting_reply": true,
          "first_at": "2026-03-02T10:00:00Z",
          "last_inbound_at": "2026-03-02T10:00:00Z",
          "last_outbound_at": null,
          "waiting_since": "2026-03-02T10:00:00Z",
          "age_working_seconds": 0
        }
      ]
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
      "version": 1,
      "entries": [
        {
          "entry": 1,
          "at": "2026-03-02T08:59:00Z",
          "actor": null,
          "behind": null,
          "kind": "ledger-created",
          "thread": null,
          "text": "ledger made, for tests",
          "hash": "[hash]"
        },
        {
          "entry": 7,
          "at": "2026-03-02T09:00:00Z",
          "actor": "maya",
          "behind": null,
          "kind": "claimed",
          "thread": 1,
          "text": "claimed, held until 2026-03-02 10:45",
          "hash": "[hash]"
        },
        {
          "entry": 10,
          "at": "2026-03-02T10:00:00Z",
          "actor": "maya",
          "behind": null,
          "kind": "assigned",
          "thread": 1,
          "text": "assigned to maya, backup sam",
          "hash": "[hash]"
        },
        {
          "entry": 11,
          "at": "2026-03-02T10:00:00Z",
          "actor": "maya",
          "behind": null,
          "kind": "task-added",
          "thread": 1,
          "text": "task 11 for maya, due 2026-03-04 17:00: send quote",
          "hash": "[hash]"
        },
        {
          "entry": 12,
          "at": "2026-03-02T10:00:00Z",
          "actor": "maya",
          "behind": null,
          "kind": "noted",
          "thread": 1,
          "text": "noted a call for sam: wants 20 seats",
          "hash": "[hash]"
        },
        {
          "entry": 13,
          "at": "2026-03-02T10:00:00Z",
          "actor": "maya",
          "behind": null,
          "kind": "waited",
          "thread": 1,
          "text": "waits for the customer (a number of seats)",
          "hash": "[hash]"
        },
        {
          "entry": 14,
          "at": "2026-03-02T10:00:00Z",
          "actor": "maya",
          "behind": null,
          "kind": "held",
          "thread": 1,
          "text": "held until 2026-03-02 11:45",
          "hash": "[hash]"
        },
        {
          "entry": 15,
          "at": "2026-03-02T10:00:00Z",
          "actor": "maya",
          "behind": null,
          "kind": "offered",
          "thread": 1,
          "text": "offered to jordan, lapses 2026-03-03 11:00",
          "hash": "[hash]"
        },
        {
          "entry": 16,
          "at": "2026-03-02T10:00:00Z",
          "actor": "sam",
          "behind": "ada",
          "kind": "closed",
          "thread": 2,
          "text": "closed (spam)",
          "hash": "[hash]"
        }
      ]
    }
    "#);
}

#[test]
fn review_status() {
    let world = world();
    world.configure("to = [\"lead@example.org\"]\n[mail-out]\nfrom = \"baton@example.org\"");
    world.configure(
        "[mail-out.sendmail]\ncommand = [\"sh\", \"-c\", \"echo no such user >&2; exit 67\"]",
    );
    world.admin("review --email").fails(1);
    let mut shape = world.maya("review --status --json").ok().json();
    let id = shape["mails"][0]["message_id"].take();
    assert!(id.as_str().unwrap().ends_with("@example.org"), "{id}");
    assert_snapshot!(self::shape(shape), @r#"
    {
      "version": 1,
      "mails": [
        {
          "at": "2026-03-02T10:00:00Z",
          "kind": "team",
          "day": "2026-03-02",
          "recipient": "lead@example.org",
          "state": "refused",
          "attempts": 1,
          "message_id": null,
          "error": "cannot send mail to lead@example.org with the command sh: it ended with status 67 and said \"no such user\""
        }
      ]
    }
    "#);
}

#[test]
fn review() {
    assert_snapshot!(shape(world().maya("review --json").ok().json()), @r#"
    {
      "version": 1,
      "kind": "team",
      "as_of": "2026-03-02T10:00:00Z",
      "member": null,
      "complete": true,
      "mailboxes": [
        {
          "mailbox": "support/INBOX",
          "server": 2,
          "ledger": 2,
          "synced_at": "2026-03-02T10:00:00Z",
          "problem": null
        },
        {
          "mailbox": "support/Sent",
          "server": 1,
          "ledger": 1,
          "synced_at": "2026-03-02T10:00:00Z",
          "problem": null
        }
      ],
      "sections": [
        {
          "section": "no-owner",
          "items": [
            {
              "thread": 2,
              "customer": 2,
              "entry": null,
              "reason": "nobody owns it, the customer has waited since today 11:00",
              "command": "baton claim 2",
              "also": [],
              "since": "2026-03-02T10:00:00Z",
              "asked_as": null
            }
          ]
        },
        {
          "section": "handoffs",
          "items": [
            {
              "thread": 1,
              "customer": 1,
              "entry": null,
              "reason": "maya offered it to jordan today 11:00, no answer yet; lapses tomorrow 11:00; next: send quote",
              "command": "baton accept 1",
              "also": [],
              "since": "2026-03-02T10:00:00Z",
              "asked_as": null
            }
          ]
        }
      ],
      "open": 2,
      "before": null,
      "backlog": [
        {
          "day": "2026-02-17",
          "open": null
        },
        {
          "day": "2026-02-18",
          "open": null
        },
        {
          "day": "2026-02-19",
          "open": null
        },
        {
          "day": "2026-02-20",
          "open": null
        },
        {
          "day": "2026-02-21",
          "open": null
        },
        {
          "day": "2026-02-22",
          "open": null
        },
        {
          "day": "2026-02-23",
          "open": null
        },
        {
          "day": "2026-02-24",
          "open": null
        },
        {
          "day": "2026-02-25",
          "open": null
        },
        {
          "day": "2026-02-26",
          "open": null
        },
        {
          "day": "2026-02-27",
          "open": null
        },
        {
          "day": "2026-02-28",
          "open": null
        },
        {
          "day": "2026-03-01",
          "open": null
        },
        {
          "day": "2026-03-02",
          "open": 2
        }
      ],
      "hash": "[hash]"
    }
    "#);
}

#[test]
fn away() {
    let world = asked();
    world.maya("claim 1").ok();
    world.maya("next 1 'send quote' --due +2bd").ok();
    world.jordan("away --from wed --until thu").ok();
    let away = world.maya("away --until fri --cover jordan --note skiing --json").ok().json();
    assert_snapshot!(shape(away.clone()), @r#"
    {
      "version": 1,
      "absences": [
        {
          "entry": 10,
          "member": "maya",
          "from": "2026-03-02T09:00:00Z",
          "until": "2026-03-06T23:00:00Z",
          "cover": "jordan",
          "acts": "jordan",
          "note": "skiing",
          "now": true
        }
      ],
      "open_threads": 1,
      "gaps": [
        {
          "from": "2026-03-03T23:00:00Z",
          "until": "2026-03-05T23:00:00Z",
          "threads": [
            1
          ],
          "owner": "maya",
          "backup": null,
          "text": "from Wed 4 Mar until Thu 5 Mar nobody acts for 1: maya is away until Fri 6 Mar, covered by jordan; jordan is away from Wed 4 Mar until Thu 5 Mar without a cover; there is no backup"
        }
      ]
    }
    "#);
    let listed = world.maya("away --list --json").ok().json();
    assert_eq!(listed["absences"][0], away["absences"][0]);
    assert_snapshot!(shape(world.maya("away --plan --json").fails(1).json()), @r#"
    {
      "version": 1,
      "absence": {
        "entry": null,
        "member": "maya",
        "from": "2026-03-02T09:00:00Z",
        "until": "2026-03-06T23:00:00Z",
        "cover": "jordan",
        "acts": "jordan",
        "note": null,
        "now": true
      },
      "falls": [
        {
          "thread": 1,
          "subject": "Pricing question",
          "what": "owner",
          "of": null,
          "text": null,
          "at": null,
          "holders": [
            {
              "member": "jordan",
              "from": "2026-03-02T09:00:00Z",
              "until": "2026-03-03T23:00:00Z"
            },
            {
              "member": null,
              "from": "2026-03-03T23:00:00Z",
              "until": "2026-03-05T23:00:00Z"
            },
            {
              "member": "jordan",
              "from": "2026-03-05T23:00:00Z",
              "until": "2026-03-06T23:00:00Z"
            }
          ]
        },
        {
          "thread": 1,
          "subject": "Pricing question",
          "what": "task",
          "of": null,
          "text": "send quote",
          "at": "2026-03-04T16:00:00Z",
          "holders": [
            {
              "member": null,
              "from": "2026-03-04T16:00:00Z",
              "until": null
            }
          ]
        }
      ],
      "gaps": [
        {
          "from": "2026-03-03T23:00:00Z",
          "until": "2026-03-05T23:00:00Z",
          "threads": [
            1
          ],
          "owner": "maya",
          "backup": null,
          "text": "from Wed 4 Mar until Thu 5 Mar nobody acts for 1: maya is away until Fri 6 Mar, covered by jordan; jordan is away from Wed 4 Mar until Thu 5 Mar without a cover; there is no backup"
        }
      ]
    }
    "#);
    world.later("1h");
    assert_snapshot!(shape(world.maya("back --json").ok().json()), @r#"
    {
      "version": 1,
      "absences": [
        {
          "entry": 10,
          "member": "maya",
          "from": "2026-03-02T09:00:00Z",
          "until": "2026-03-02T10:00:00Z",
          "cover": "jordan",
          "acts": "maya",
          "note": null,
          "now": false
        }
      ]
    }
    "#);
}

#[test]
fn metrics() {
    let world = world();
    let mut metrics = world.maya("metrics --json --from 2026-03-02").ok().json();
    metrics["metrics"].as_array_mut().unwrap().truncate(4);
    metrics["definitions"].as_array_mut().unwrap().truncate(1);
    metrics["notes"].take();
    metrics["data_quality"]["definition"].take();
    assert_snapshot!(shape(metrics), @r#"
    {
      "version": 1,
      "data_quality": {
        "complete": true,
        "last_read_at": "2026-03-02T10:00:00Z",
        "known_from": null,
        "gaps": [],
        "missing_sent": [],
        "failed": [],
        "messages": 2,
        "without_date": 0,
        "dated_after_arrival": 0,
        "dated_long_before_arrival": 0,
        "replies": 1,
        "replies_by_unknown": 0,
        "unreadable": 0,
        "conflicts": 0,
        "vanished": 0,
        "threads": 1,
        "threads_historic": 0,
        "threads_automated": 0,
        "definition": null
      },
      "from": "2026-03-01T23:00:00Z",
      "to": "2026-03-02T10:00:00Z",
      "time_zone": "Europe/Berlin",
      "metrics": [
        {
          "metric": "volume_in",
          "by": "all",
          "unit": "messages",
          "clock": null,
          "n": 1,
          "p50": null,
          "p90": null,
          "excluded": {},
          "gap": false
        },
        {
          "metric": "volume_out",
          "by": "all",
          "unit": "messages",
          "clock": null,
          "n": 1,
          "p50": null,
          "p90": null,
          "excluded": {},
          "gap": false
        },
        {
          "metric": "replies",
          "by": "all",
          "unit": "messages",
          "clock": null,
          "n": 1,
          "p50": null,
          "p90": null,
          "excluded": {},
          "gap": false
        },
        {
          "metric": "first_response",
          "by": "all",
          "unit": "seconds",
          "clock": "working",
          "n": 1,
          "p50": 60,
          "p90": 60,
          "excluded": {},
          "gap": false
        }
      ],
      "definitions": [
        {
          "metric": "volume_in",
          "title": "Mail in",
          "unit": "messages",
          "text": "Messages that people outside wrote to us, by arrival (INTERNALDATE).",
          "excludes": {
            "automated": "no person wrote it"
          }
        }
      ],
      "notes": null,
      "annotations": [],
      "experiments": []
    }
    "#);
}

#[test]
fn fsck() {
    let world = world();
    let hash = world.maya("fsck --json").ok().json()["newest"].as_str().unwrap().to_owned();
    let whole = world.maya(&format!("fsck --json --anchor {hash}")).ok().json();
    assert_snapshot!(shape(whole), @r#"
    {
      "version": 1,
      "ok": true,
      "entries": 12,
      "messages": 3,
      "threads": 2,
      "newest": "[hash]",
      "problems": [],
      "more": 0,
      "anchor": {
        "hash": "[hash]",
        "entry": 15,
        "at": "2026-03-02T10:00:00Z",
        "newer": 0,
        "whole": true
      }
    }
    "#);
    let lost = world.maya("fsck --json --anchor 0123456789ab").fails(1).json();
    assert_snapshot!(shape(lost), @r#"
    {
      "version": 1,
      "ok": false,
      "entries": 12,
      "messages": 3,
      "threads": 2,
      "newest": "[hash]",
      "problems": [
        {
          "where": "anchor 0123456789ab",
          "what": "no entry has this hash: the ledger was replaced, or cut off or changed behind that mail"
        }
      ],
      "more": 0,
      "anchor": {
        "hash": "0123456789ab",
        "entry": null,
        "at": null,
        "newer": null,
        "whole": false
      }
    }
    "#);
}

#[test]
fn doctor() {
    let mut doctor = world().maya("doctor --json").ok().json();
    for check in doctor["checks"].as_array_mut().unwrap() {
        if check["check"] == "ledger" {
            // It names the version of SQLite, too.
            check["text"] = "[ledger]".into();
        }
    }
    assert_snapshot!(shape(doctor), @r#"
    {
      "version": 1,
      "checks": [
        {
          "check": "config",
          "ok": true,
          "text": "[world]/config.toml",
          "hint": null
        },
        {
          "check": "ledger",
          "ok": true,
          "text": "[ledger]",
          "hint": null
        },
        {
          "check": "you",
          "ok": true,
          "text": "member maya",
          "hint": null
        },
        {
          "check": "last sync",
          "ok": true,
          "text": "support/INBOX today 11:00, 2 messages",
          "hint": null
        },
        {
          "check": "last sync",
          "ok": true,
          "text": "support/Sent today 11:00, 1 message",
          "hint": null
        },
        {
          "check": "time zone",
          "ok": true,
          "text": "Europe/Berlin",
          "hint": null
        },
        {
          "check": "support mail in",
          "ok": true,
          "text": "INBOX 2, Sent 1",
          "hint": null
        },
        {
          "check": "support sent",
          "ok": true,
          "text": "Sent",
          "hint": null
        },
        {
          "check": "mail out",
          "ok": true,
          "text": "none; baton review --email needs [mail-out]",
          "hint": null
        }
      ]
    }
    "#);
}

#[test]
fn member_list() {
    assert_snapshot!(shape(world().maya("member list --json").ok().json()), @r#"
    {
      "version": 1,
      "members": [
        {
          "member": "ada",
          "login": "ada",
          "role": "admin",
          "addresses": [
            "ada@example.org"
          ],
          "time_zone": null,
          "grants": [],
          "left_at": null
        },
        {
          "member": "jordan",
          "login": "jordan",
          "role": "agent",
          "addresses": [
            "jordan@example.org"
          ],
          "time_zone": null,
          "grants": [],
          "left_at": null
        },
        {
          "member": "maya",
          "login": "maya",
          "role": "agent",
          "addresses": [
            "maya@example.org"
          ],
          "time_zone": null,
          "grants": [],
          "left_at": null
        },
        {
          "member": "sam",
          "login": "sam",
          "role": "agent",
          "addresses": [
            "sam@example.org"
          ],
          "time_zone": null,
          "grants": [],
          "left_at": null
        }
      ]
    }
    "#);
}

#[test]
fn customer_list() {
    let world = world();
    world.maya("customer set 1 --company Example --status lead --tag vip --owner maya").ok();
    assert_snapshot!(shape(world.maya("customer list --limit 1 ana --json").ok().json()), @r#"
    {
      "version": 1,
      "customers": [
        {
          "customer": 1,
          "name": "Ana Lopez",
          "address": "ana@example.com",
          "owner": "maya",
          "backup": null,
          "company": "Example",
          "status": "lead",
          "tags": [
            "vip"
          ],
          "addresses": 1,
          "open_threads": 1,
          "last_mail_at": "2026-03-02T09:00:00Z"
        }
      ],
      "in_all": 1
    }
    "#);
}
