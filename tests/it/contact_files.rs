//! What is written for address books, spreadsheets and calendars says the same when it is read again.

use crate::world::time;
use baton::domain::calendar::Calendar;
use baton::domain::customer::{Card, Contact};
use baton::domain::ids::{CustomerId, MemberId, Seq, TaskId, ThreadId};
use baton::domain::member::Team;
use baton::domain::policy::Policy;
use baton::domain::priority::Priority;
use baton::domain::roster::Ownership;
use baton::domain::summary::Customer;
use baton::domain::task::{Comment, Listed, Task, TaskStatus};
use baton::domain::time::Timestamp;
use baton::flow::contacts::{self, Format};
use baton::render::{View, contacts as cards, table, tasks_ics};
use calcard::icalendar::{ICalendar, ICalendarProperty};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

/// A text as the ledger holds it: not empty, on one line, without what no terminal may see.
fn text() -> impl Strategy<Value = String> {
    let part = "[a-zA-Z,;:\\\\\"'=+@\u{e4}\u{6771}\u{1f642}\u{301}<>|#-]{1,40}";
    vec(part, 1..4).prop_map(|words| words.join(" "))
}

fn contact() -> impl Strategy<Value = Contact> {
    let address = "[a-z0-9'_+]{1,20}[.]?x@([a-z0-9]{1,20}[.]){1,3}example";
    let tag = "[a-z\u{e4}:'=][a-z\u{e4}:'=+-]{0,20}";
    (
        of(text()),
        of(text()),
        of(text()),
        of("[+]?[0-9]{2,9}( [0-9/-]{1,9})?"),
        of(text()),
        vec(address, 1..5),
        vec(tag, 0..4),
    )
        .prop_map(|(name, company, role, phone, status, addresses, tags)| {
            let once = |mut texts: Vec<String>| {
                let mut seen = std::collections::BTreeSet::new();
                texts.retain(|text| seen.insert(text.clone()));
                texts
            };
            let (addresses, tags) = (once(addresses), once(tags));
            Contact {
                name,
                company,
                role,
                phone,
                status,
                addresses,
                tags,
                tags_removed: Vec::new(),
            }
        })
        // What stands between some three colons, Google has as two tags.
        .prop_filter("a tag of our own", |contact| {
            contact.tags.iter().all(|tag| !tag.contains(":::"))
        })
}

fn vcard(number: i64, contact: &Contact) -> String {
    let Contact { name, company, role, phone, status, addresses, tags, .. } = contact.clone();
    let (name, address) = (name.unwrap_or_default(), addresses[0].clone());
    let customer = Customer { id: CustomerId(number), name, address, whose: Ownership::default() };
    let merged = Vec::new();
    let card = Card { customer, company, role, phone, status, addresses, tags, merged };
    cards::vcard("ledger", &card).unwrap()
}

fn read(file: &str, format: Option<Format>) -> Contact {
    let found = contacts::read(file.as_bytes(), format).unwrap();
    assert_eq!((found.rows.len(), found.wrong.len()), (1, 0), "{found:?}\n{file}");
    found.rows.into_iter().next().unwrap().contact
}

fn as_table(contact: &Contact) -> String {
    let header = ["name", "addresses", "company", "role", "phone", "status", "tags"];
    let list = |list: &[String]| Some(list.join(", "));
    let Contact { name, company, role, phone, status, addresses, tags, .. } = contact.clone();
    let row = vec![name, list(&addresses), company, role, phone, status, list(&tags)];
    table::render(&header, &[row], table::Form::Csv).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_contact_survives_a_vcard(contact in contact()) {
        let card = vcard(7, &contact);
        let shown = contact.name.as_ref().unwrap_or(&contact.addresses[0]);
        prop_assert_eq!(by_hand(&card, "FN:"), Some(shown.clone()), "{}", card);
        prop_assert_eq!(read(&card, None), contact, "{}", card);
        for line in card.split("\r\n") {
            prop_assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{:?}", line);
        }
    }

    #[test]
    fn a_contact_survives_a_table(contact in contact()) {
        let table = as_table(&contact);
        prop_assert_eq!(read(&table, Some(Format::Csv)), contact, "{}", table);
    }

    #[test]
    fn a_task_survives_a_calendar(title in text(), lines in vec(text(), 0..4), due in of(0..4_000_000_000_i64)) {
        let due = due.map(|seconds| chrono::DateTime::from_timestamp(seconds, 0).unwrap());
        let ics = ics(&title, due, &lines);
        prop_assert_eq!(by_hand(&ics, "SUMMARY:"), Some(title.clone()), "{}", ics);
        let calendar = ICalendar::parse(&ics).unwrap();
        let todo = &calendar.components[1];
        let entry = |wanted| todo.entries.iter().find(|entry| entry.name == wanted);
        let text = |wanted| entry(wanted).and_then(|entry| entry.values[0].as_text());
        prop_assert_eq!(text(ICalendarProperty::Summary), Some(title.as_str()), "{}", ics);
        let comments = lines.iter().map(|line| format!("2026-03-02 10:00 member-1: {line}"));
        let described = ["owner: member-1".to_owned(), "thread 7: Prices; again".to_owned()];
        let described = described.into_iter().chain(comments).collect::<Vec<_>>().join("\n");
        prop_assert_eq!(text(ICalendarProperty::Description), Some(described.as_str()));
        prop_assert_eq!(by_hand(&ics, "DESCRIPTION:"), Some(described));
        let read = entry(ICalendarProperty::Due).map(|entry| {
            entry.values[0].as_partial_date_time().unwrap().to_timestamp().unwrap()
        });
        prop_assert_eq!(read, due.map(|due| due.timestamp()));
    }
}

/// The value of a property as RFC 5545 §3.1 and §3.3.11 (RFC 6350 §3.2 and §4.1) have it, without the crate that wrote
/// it: unfolded, then what is escaped.
fn by_hand(file: &str, property: &str) -> Option<String> {
    let unfolded = file.replace("\r\n ", "");
    let line = unfolded.split("\r\n").find_map(|line| line.strip_prefix(property))?;
    let (mut text, mut chars) = (String::new(), line.chars());
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.extend(chars.next().map(|c| if c == 'n' { '\n' } else { c })),
            ',' | ';' => return None,
            c => text.push(c),
        }
    }
    Some(text)
}

/// A calendar of one task on thread 7, with these comments.
fn ics(title: &str, due: Option<Timestamp>, comments: &[String]) -> String {
    let at = time("2026-03-02T09:00:00Z");
    let comment = |text: &String| Comment { at, by: Some(MemberId(1)), text: text.clone() };
    let task = Task {
        id: TaskId(3),
        title: title.to_owned(),
        titled: Seq(3),
        owner: MemberId(1),
        due,
        priority: Priority::High,
        status: TaskStatus::Open,
        added_at: at,
        added_by: None,
        done_at: None,
        customer: None,
        thread: Some(ThreadId(7)),
        comments: comments.iter().map(comment).collect(),
    };
    let listed = Listed { thread: task.thread, task, customer: None };
    let calendar = Calendar::default_in(chrono_tz::Europe::Berlin);
    let (team, policy) = (Team::default(), Policy::new(calendar));
    let view =
        View { team: &team, inboxes: &[], policy: &policy, clock: &policy.calendar, now: at };
    let todo = tasks_ics::todo("ledger", &listed, "Prices; again", at, &view).unwrap();
    [tasks_ics::BEGIN, &todo, tasks_ics::END].concat()
}

#[test]
fn a_card_is_what_rfc_6350_asks_for() {
    let contact = Contact {
        name: Some("Lopez, Ana; \u{1b}[2J".to_owned()),
        company: Some("Example Ltd".to_owned()),
        role: Some("Buyer".to_owned()),
        phone: Some("+49 30 1".to_owned()),
        status: Some("lead".to_owned()),
        addresses: vec!["ana@example.com".to_owned(), "a@example.net".to_owned()],
        tags: vec!["vip".to_owned(), "north".to_owned()],
        tags_removed: Vec::new(),
    };
    insta::assert_snapshot!(vcard(7, &contact), @r"
    BEGIN:VCARD
    VERSION:4.0
    UID:urn:uuid:d50602da-94ed-8e6c-b5dd-418590820381
    FN:Lopez\, Ana\; \\u{1b}[2J
    N:;Lopez\, Ana\; \\u{1b}[2J;;;
    ORG:Example Ltd
    TITLE:Buyer
    EMAIL;PREF=1:ana@example.com
    EMAIL:a@example.net
    TEL:+49 30 1
    CATEGORIES:vip,north
    X-BATON-STATUS:lead
    END:VCARD
    ");
    let unknown = Contact { addresses: vec!["x@example.com".to_owned()], ..Contact::default() };
    insta::assert_snapshot!(vcard(8, &unknown), @"
    BEGIN:VCARD
    VERSION:4.0
    UID:urn:uuid:4e633299-1ffe-8995-82e4-fb61520a654c
    FN:x@example.com
    EMAIL;PREF=1:x@example.com
    END:VCARD
    ");
}

#[test]
fn a_calendar_is_what_rfc_5545_asks_for() {
    let lines = ["first, ask; then \\ wait".to_owned()];
    let due = Some(time("2026-03-06T16:30:00Z"));
    insta::assert_snapshot!(ics("send the quote \u{1f642}\u{9b}31m", due, &lines), @r"
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//baton//tasks//EN
    BEGIN:VTODO
    UID:de641c27-c584-8653-b95a-9345802b2fe5
    DTSTAMP:20260302T090000Z
    SUMMARY:send the quote 🙂\\u{9b}31m
    DUE:20260306T163000Z
    PRIORITY:3
    STATUS:NEEDS-ACTION
    DESCRIPTION:owner: member-1\nthread 7: Prices\; again\n2026-03-02 10:00 mem
     ber-1: first\, ask\; then \\ wait
    END:VTODO
    END:VCALENDAR
    ");
}
