//! The format of entries, for ever.

use super::*;
use crate::domain::access::Power;
use crate::domain::ids::TaskId;
use crate::domain::link::LinkKind;
use crate::domain::member::Role;
use crate::domain::priority::Priority;
use crate::domain::task::TaskStatus;

/// The format for ever: one line for each kind. A failure here means old ledgers no longer read.
#[test]
fn every_kind_keeps_its_shape() {
    let at = chrono::DateTime::from_timestamp(1_772_442_000, 0).unwrap();
    let day = at.date_naive();
    let m = MemberId(2);
    let shapes = [
        (
            Event::LedgerCreated { test_world: true },
            r#"{"kind":"ledger-created","test_world":true}"#,
        ),
        (
            Event::MemberAdded { member: m, role: Role::Agent },
            r#"{"kind":"member-added","member":2,"role":"agent"}"#,
        ),
        (
            Event::MemberChanged { member: m, role: Role::Lead },
            r#"{"kind":"member-changed","member":2,"role":"lead"}"#,
        ),
        (Event::Claimed { hold_until: at }, r#"{"kind":"claimed","hold_until":1772442000}"#),
        (Event::Held { hold_until: at }, r#"{"kind":"held","hold_until":1772442000}"#),
        (Event::Released, r#"{"kind":"released"}"#),
        (
            Event::Assigned { owner: m, backup: None, because: None },
            r#"{"kind":"assigned","owner":2,"backup":null}"#,
        ),
        (
            Event::Assigned {
                owner: m,
                backup: None,
                because: Some(Because::Customer(CustomerId(7))),
            },
            r#"{"kind":"assigned","owner":2,"backup":null,"because":{"customer":7}}"#,
        ),
        (
            Event::MemberRemoved { member: m, to: Some(MemberId(3)) },
            r#"{"kind":"member-removed","member":2,"to":3}"#,
        ),
        (
            Event::Away { member: m, from: at, until: None, cover: Some(MemberId(3)) },
            r#"{"kind":"away","member":2,"from":1772442000,"until":null,"cover":3}"#,
        ),
        (Event::Back { absence: Seq(4) }, r#"{"kind":"back","absence":4}"#),
        (
            Event::Granted { member: m, power: Power::Export, until: at },
            r#"{"kind":"granted","member":2,"power":"export","until":1772442000}"#,
        ),
        (Event::Revoked { grant: Seq(4) }, r#"{"kind":"revoked","grant":4}"#),
        (Event::Denied { power: Power::ActAs }, r#"{"kind":"denied","power":"act-as"}"#),
        (
            Event::CustomerAssigned { customer: CustomerId(7), owner: Some(m), backup: None },
            r#"{"kind":"customer-assigned","customer":7,"owner":2,"backup":null}"#,
        ),
        (Event::Confirmed, r#"{"kind":"confirmed"}"#),
        (Event::PassedOn { from: m, to: MemberId(3) }, r#"{"kind":"passed-on","from":2,"to":3}"#),
        (
            Event::Escalated { level: 2, until: Some(at) },
            r#"{"kind":"escalated","level":2,"until":1772442000}"#,
        ),
        (Event::Deescalated, r#"{"kind":"deescalated"}"#),
        (Event::Undone { entry: Seq(4), customer: None }, r#"{"kind":"undone","entry":4}"#),
        (
            Event::Undone { entry: Seq(4), customer: Some(CustomerId(7)) },
            r#"{"kind":"undone","entry":4,"customer":7}"#,
        ),
        (
            Event::CustomerAdded { customer: CustomerId(7) },
            r#"{"kind":"customer-added","customer":7}"#,
        ),
        (
            Event::CustomerChanged { customer: CustomerId(7) },
            r#"{"kind":"customer-changed","customer":7}"#,
        ),
        (
            Event::CustomersMerged {
                customer: CustomerId(7),
                from: CustomerId(9),
                owner: Some(m),
                backup: None,
            },
            r#"{"kind":"customers-merged","customer":7,"from":9,"owner":2,"backup":null}"#,
        ),
        (
            Event::Noted {
                reader: Some(m),
                note: NoteKind::Call,
                customer: None,
                review_after: None,
            },
            r#"{"kind":"noted","for":2,"note":"call"}"#,
        ),
        (
            Event::Noted {
                reader: None,
                note: NoteKind::Decision,
                customer: Some(CustomerId(7)),
                review_after: Some(at),
            },
            r#"{"kind":"noted","for":null,"note":"decision","customer":7,"review_after":1772442000}"#,
        ),
        (
            Event::TaskAdded { owner: m, due: Some(at), priority: Priority::High, customer: None },
            r#"{"kind":"task-added","owner":2,"due":1772442000,"priority":"high"}"#,
        ),
        (
            Event::TaskAdded {
                owner: m,
                due: None,
                priority: Priority::Normal,
                customer: Some(CustomerId(7)),
            },
            r#"{"kind":"task-added","owner":2,"due":null,"priority":"normal","customer":7}"#,
        ),
        (Event::TaskDone { task: TaskId(7), customer: None }, r#"{"kind":"task-done","task":7}"#),
        (
            Event::TaskSet {
                task: TaskId(7),
                owner: Some(m),
                due: Some(at),
                priority: Some(Priority::High),
                status: Some(TaskStatus::Waiting),
                customer: Some(CustomerId(7)),
            },
            r#"{"kind":"task-set","task":7,"owner":2,"due":1772442000,"priority":"high","status":"waiting","customer":7}"#,
        ),
        (
            Event::TaskCommented { task: TaskId(7), customer: None },
            r#"{"kind":"task-commented","task":7}"#,
        ),
        (
            Event::Linked {
                link: LinkKind::Invoice,
                amount: Some(1250),
                currency: Some("EUR".into()),
                customer: None,
            },
            r#"{"kind":"linked","link":"invoice","amount":1250,"currency":"EUR"}"#,
        ),
        (
            Event::Waited { on: WaitingOn::Member(m), until: None },
            r#"{"kind":"waited","on":{"member":2},"until":null}"#,
        ),
        (
            Event::Waited { on: WaitingOn::Customer, until: Some(at) },
            r#"{"kind":"waited","on":"customer","until":1772442000}"#,
        ),
        (Event::Closed { why: CloseReason::NoReply }, r#"{"kind":"closed","why":"no-reply"}"#),
        (Event::Reopened, r#"{"kind":"reopened"}"#),
        (
            Event::PrioritySet { priority: Priority::Urgent },
            r#"{"kind":"priority-set","priority":"urgent"}"#,
        ),
        (
            Event::Tagged { added: vec!["billing".to_owned()], removed: vec!["new".to_owned()] },
            r#"{"kind":"tagged","added":["billing"],"removed":["new"]}"#,
        ),
        (
            Event::Offered { to: m, others: vec![], due: None, lapses_at: at },
            r#"{"kind":"offered","to":2,"due":null,"lapses_at":1772442000}"#,
        ),
        (
            Event::Offered { to: m, others: vec![MemberId(3)], due: None, lapses_at: at },
            r#"{"kind":"offered","to":2,"others":[3],"due":null,"lapses_at":1772442000}"#,
        ),
        (Event::Accepted, r#"{"kind":"accepted"}"#),
        (Event::Declined, r#"{"kind":"declined"}"#),
        (Event::Withdrawn, r#"{"kind":"withdrawn"}"#),
        (Event::Lapsed, r#"{"kind":"lapsed"}"#),
        (
            Event::Joined {
                from: ThreadId(9),
                owner: Some(m),
                backup: None,
                status: SaidStatus::Waiting { on: WaitingOn::Named, until: None },
                since: at,
                words: Some(Seq(4)),
            },
            r#"{"kind":"joined","from":9,"owner":2,"backup":null,"status":{"waiting":{"on":"named","until":null}},"since":1772442000,"words":4}"#,
        ),
        (
            Event::Merged {
                from: ThreadId(9),
                owner: None,
                backup: None,
                status: SaidStatus::Open,
                since: at,
                words: None,
                messages: (Seq(3), Seq(5)),
                takes_back: vec![Seq(8)],
            },
            r#"{"kind":"merged","from":9,"owner":null,"backup":null,"status":"open","since":1772442000,"words":null,"messages":[3,5],"takes_back":[8]}"#,
        ),
        (
            Event::Split {
                into: ThreadId(9),
                message: Seq(5),
                from: Seq(3),
                begins: true,
                takes_back: vec![],
            },
            r#"{"kind":"split","into":9,"message":5,"from":3,"begins":true,"takes_back":[]}"#,
        ),
        (
            Event::SplitOff {
                from: ThreadId(4),
                owner: Some(m),
                backup: None,
                priority: Some(Priority::High),
                status: Some(SaidStatus::Closed),
                done: vec![TaskId(7)],
            },
            r#"{"kind":"split-off","from":4,"owner":2,"backup":null,"priority":"high","status":"closed","done":[7]}"#,
        ),
        (
            Event::Forced { owner: Some(m), held_by: None, answered_by: Some(m) },
            r#"{"kind":"forced","owner":2,"held_by":null,"answered_by":2}"#,
        ),
        (Event::Acked { customer: None }, r#"{"kind":"acked"}"#),
        (Event::Acked { customer: Some(CustomerId(7)) }, r#"{"kind":"acked","customer":7}"#),
        (Event::Annotated { date: day }, r#"{"kind":"annotated","date":"2026-03-02"}"#),
        (
            Event::ExperimentStarted { date: day },
            r#"{"kind":"experiment-started","date":"2026-03-02"}"#,
        ),
        (
            Event::ExperimentStopped { experiment: Seq(4), date: day },
            r#"{"kind":"experiment-stopped","experiment":4,"date":"2026-03-02"}"#,
        ),
        (Event::Rated { hundredths: 450, rated_at: None }, r#"{"kind":"rated","hundredths":450}"#),
        (
            Event::Rated { hundredths: -50, rated_at: Some(at) },
            r#"{"kind":"rated","hundredths":-50,"rated_at":1772442000}"#,
        ),
        (
            Event::Earned { amount: -1250, currency: "EUR".to_owned(), earned_at: None },
            r#"{"kind":"earned","amount":-1250,"currency":"EUR"}"#,
        ),
        (
            Event::Earned { amount: 1000, currency: "JPY".to_owned(), earned_at: Some(at) },
            r#"{"kind":"earned","amount":1000,"currency":"JPY","earned_at":1772442000}"#,
        ),
        (Event::Scored { score: 4 }, r#"{"kind":"scored","score":4}"#),
    ];
    for (event, shape) in shapes {
        assert_eq!(serde_json::to_string(&event).unwrap(), shape);
        assert_eq!(serde_json::from_str::<Event>(shape).unwrap(), event);
        assert!(shape.contains(&format!(r#""kind":"{}""#, event.kind())));
    }
}
