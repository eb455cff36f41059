use super::*;
use crate::domain::absence::{Absence, Absences};
use crate::domain::address::Address;
use crate::domain::calendar::Calendar;
use crate::domain::customer::page::{Last, Letter, Mail, Moment, What, newest};
use crate::domain::customer::{Card, company};
use crate::domain::entry::{Actor, CloseReason, Entry, Event, NoteKind, Words};
use crate::domain::ids::{CustomerId, Seq, TaskId};
use crate::domain::link::{Link, LinkKind, Target};
use crate::domain::member::{Member, Role, Team};
use crate::domain::message::Fact;
use crate::domain::note::Note;
use crate::domain::policy::Policy;
use crate::domain::priority::Priority;
use crate::domain::roster::Ownership;
use crate::domain::summary::{Customer, Listed, Summary};
use crate::domain::task::Task;
use crate::domain::thread::Thread;
use crate::domain::time::Timestamp;
use insta::assert_snapshot;

const MAYA: MemberId = MemberId(1);
const JORDAN: MemberId = MemberId(2);
const ANA: CustomerId = CustomerId(7);

/// Minutes after Monday 2 March 2026, 9:00.
fn at(minutes: i64) -> Timestamp {
    chrono::DateTime::from_timestamp(1_772_442_000 + 60 * minutes, 0).unwrap()
}

const DAY: i64 = 24 * 60;

fn now() -> Timestamp {
    at(2 * DAY + 120)
}

fn ana() -> Address {
    Address::new("Ana Lopez", "ana@example.com")
}

fn entry(seq: i64, minutes: i64, thread: Option<i64>, event: Event, text: &str) -> Entry {
    let words = if text.is_empty() { Words::default() } else { Words::text(text) };
    Entry {
        seq: Seq(seq),
        at: at(minutes),
        actor: Actor::member(MAYA),
        command: None,
        thread: thread.map(ThreadId),
        event,
        words,
        hash: String::new(),
    }
}

fn mail(seq: i64, minutes: i64, direction: Direction) -> Fact {
    Fact {
        seq: Seq(seq),
        at: at(minutes),
        dated: None,
        direction,
        automated: None,
        author: Some(MAYA).filter(|_| direction == Direction::Outbound),
        customer: Some(ANA),
        historic: false,
        tie: 0,
    }
}

fn listed(thread: i64, subject: &str, facts: &[Fact], entries: &[Entry]) -> Listed {
    let thread = Thread::replay(ThreadId(thread), facts.to_vec(), entries);
    Listed {
        summary: Summary::from(&thread),
        subject: subject.to_owned(),
        opened_by: Some(ana()),
        customer: None,
        customer_status: None,
        inboxes: vec![InboxId(1)],
        next_title: thread.next_task().map(|task| task.title.clone()),
        offered_next: None,
        waiting_name: None,
        waiting_for: None,
        gone: None,
        last_bounce_at: None,
    }
}

fn task(owner: MemberId, due: i64) -> Event {
    let priority = Priority::Normal;
    Event::TaskAdded { owner, due: Some(at(due)), priority, customer: None }
}

fn letter(direction: Direction, inbox: i64, subject: &str) -> Letter {
    Letter {
        direction,
        automated: None,
        author: Some(MAYA).filter(|_| direction == Direction::Outbound),
        from: Some(ana()),
        inboxes: vec![InboxId(inbox)],
        subject: subject.to_owned(),
    }
}

fn remark(entry: i64, minutes: i64, reader: Option<MemberId>, text: &str) -> Remark {
    let note = Note {
        entry: Seq(entry),
        at: at(minutes),
        by: Some(MAYA),
        reader,
        kind: if entry % 2 == 0 { NoteKind::Call } else { NoteKind::Note },
        text: text.to_owned(),
        read: false,
        review_after: None,
        reference: None,
    };
    Remark { note, thread: Some(ThreadId(42)) }
}

/// Nothing but a name and an address.
fn empty() -> Page {
    let whose = Ownership::default();
    let address = "ana@example.com".to_owned();
    let name = "Ana Lopez".to_owned();
    let card = Card {
        customer: Customer { id: ANA, name, address: address.clone(), whose },
        company: None,
        role: None,
        phone: None,
        status: None,
        tags: Vec::new(),
        addresses: vec![address.clone()],
        merged: Vec::new(),
    };
    Page {
        card,
        suggested: company::suggested(&address, []),
        mail: Mail::default(),
        notes: Vec::new(),
        tasks: Vec::new(),
        threads: Vec::new(),
        last_closed: None,
        links: Vec::new(),
        timeline: Vec::new(),
        earlier: 0,
    }
}

fn promise(task: i64, owner: MemberId, due: i64, title: &str, thread: Option<i64>) -> task::Listed {
    let thread = thread.map(ThreadId);
    let task = Task {
        id: TaskId(task),
        title: title.to_owned(),
        titled: Seq(task),
        owner,
        due: Some(at(due)),
        priority: Priority::Normal,
        status: TaskStatus::Open,
        added_at: at(0),
        added_by: Some(MAYA),
        done_at: None,
        customer: None,
        thread,
        comments: Vec::new(),
    };
    task::Listed { task, thread, customer: None }
}

/// A year with somebody who writes to two inboxes.
fn full() -> Page {
    let mut page = empty();
    let (asked, invoice) = ("Offer for 40 chairs", "Invoice 2026-114 names the wrong street");
    page.card.customer.whose = Ownership { owner: Some(MAYA), backup: Some(JORDAN) };
    page.card.role = Some("Head of Purchasing".to_owned());
    page.card.phone = Some("+49 30 5550 1234".to_owned());
    page.card.status = Some("active".to_owned());
    page.card.tags = vec!["chairs".to_owned(), "eu".to_owned()];
    page.card
        .addresses
        .extend(["ana.lopez@example.net", "lopez@mail.example.co.uk"].map(str::to_owned));
    page.mail = Mail {
        messages: 200,
        threads: 12,
        first_at: Some(at(-365 * DAY)),
        inboxes: vec![InboxId(1), InboxId(2)],
        last: Some(Last {
            at: at(2 * DAY),
            letter: letter(Direction::Inbound, 2, invoice),
            to: Vec::new(),
            thread: ThreadId(51),
        }),
    };
    page.notes = vec![
        remark(94, 2 * DAY + 60, None, "wants the invoice to go to the new office in Porto"),
        remark(90, 2 * DAY, None, "asked when the chairs come"),
        remark(
            60,
            90,
            Some(JORDAN),
            "She decides alone up to 5,000.\nAbove that her board does, on Tuesdays.",
        ),
        remark(51, 60, None, "likes to be called before noon"),
    ];
    page.tasks = vec![
        promise(70, MAYA, DAY, "send the offer with the delivery dates", Some(42)),
        promise(91, JORDAN, 9 * DAY, "call about the frame contract", None),
    ];
    let opened = entry(70, 100, None, task(MAYA, DAY), "send the offer with the delivery dates");
    let facts = [mail(20, 0, Direction::Inbound), mail(21, 30, Direction::Outbound)];
    page.threads = vec![
        listed(51, invoice, &[mail(80, 2 * DAY, Direction::Inbound)], &[]),
        listed(
            42,
            asked,
            &facts,
            &[entry(40, 40, None, Event::Claimed { hold_until: at(85) }, ""), opened.clone()],
        ),
    ];
    let target = Target { kind: LinkKind::Invoice, place: "2026-114".to_owned() };
    let amount = "5200 EUR".parse().ok();
    let link = Link { entry: Seq(85), at: at(2 * DAY), by: Some(MAYA), target, amount };
    page.links = vec![Linked { link, thread: Some(ThreadId(51)) }];
    let call = Event::Noted {
        reader: None,
        note: NoteKind::Call,
        customer: Some(ANA),
        review_after: None,
    };
    let moment = |seq, minutes, thread: i64, what| Moment {
        seq: Seq(seq),
        at: at(minutes),
        thread: Some(ThreadId(thread)).filter(|thread| thread.0 > 0),
        what,
    };
    page.timeline = vec![
        moment(20, 0, 42, What::Mail(letter(Direction::Inbound, 1, asked))),
        moment(21, 30, 42, What::Mail(letter(Direction::Outbound, 1, &format!("Re: {asked}")))),
        moment(70, 100, 42, What::Entry(opened.into())),
        moment(80, 2 * DAY, 51, What::Mail(letter(Direction::Inbound, 2, invoice))),
        moment(
            90,
            2 * DAY,
            0,
            What::Entry(entry(90, 2 * DAY, None, call, "asked when the chairs come").into()),
        ),
        moment(19, -3 * DAY, 9, What::Mail(letter(Direction::Inbound, 1, "Catalogue"))),
    ];
    page.earlier = 184 + newest(&mut page.timeline, None, 5);
    page
}

/// The page for jordan, at so many columns.
fn shown(page: &Page, width: Option<u16>, absences: Vec<Absence>) -> String {
    let member = |id, name: &str| Member {
        id,
        name: name.to_owned(),
        login: name.to_owned(),
        addresses: Vec::new(),
        role: Role::Agent,
        time_zone: None,
        left_at: None,
    };
    let team = Team::new(vec![member(MAYA, "maya"), member(JORDAN, "jordan")]);
    let inboxes = [(InboxId(1), "support".to_owned()), (InboxId(2), "accounts".to_owned())];
    let calendar = Calendar::default_in(chrono_tz::UTC);
    let policy = Policy { absences: Absences::new(absences), ..Policy::new(calendar) };
    let view = View {
        team: &team,
        inboxes: &inboxes,
        policy: &policy,
        clock: &policy.calendar,
        now: now(),
    };
    text(page, &view, Asked { me: Some(JORDAN), all: false, width })
}

#[test]
fn the_page_answers_eight_questions_and_tells_the_story() {
    assert_snapshot!(shown(&full(), Some(120), Vec::new()));
}

#[test]
fn the_page_fits_a_terminal_of_eighty_columns() {
    assert_snapshot!(shown(&full(), Some(80), Vec::new()));
}

#[test]
fn a_record_of_which_little_is_known_says_so() {
    assert_snapshot!(shown(&empty(), Some(80), Vec::new()));
}

#[test]
fn what_is_all_done_says_when_it_was_closed() {
    let mut page = empty();
    let close = entry(9, DAY, None, Event::Closed { why: CloseReason::Member }, "");
    page.last_closed = Some(listed(41, "Invoice", &[mail(1, 0, Direction::Inbound)], &[close]));
    let said = shown(&page, None, Vec::new());
    assert!(said.contains("\nnext       nothing is to be done\n"), "{said}");
    assert!(
        said.contains("\nstatus     nothing open, last closed 41 \"Invoice\" yesterday 09:00\n"),
        "{said}"
    );
}

/// The answer to a question, in one line.
fn answer(said: &str, name: &str) -> String {
    let lines: Vec<&str> = said.lines().collect();
    let first = lines.iter().position(|line| line.starts_with(&format!("{name} "))).unwrap();
    let more = lines[first + 1..].iter().take_while(|line| line.starts_with(' '));
    let lines = std::iter::once(lines[first][name.len()..].trim()).chain(more.map(|l| l.trim()));
    lines.collect::<Vec<_>>().join(" | ")
}

#[test]
fn the_next_action_is_what_presses_most_of_threads_and_tasks() {
    let said = |page: &Page| answer(&shown(page, None, Vec::new()), "next");
    // The customer waits, and nobody owns it.
    let mut page = full();
    assert_eq!(
        said(&page),
        "nobody (51): answer \"Invoice 2026-114 names the wrong street\" | \
         the customer has waited since today 09:00; nobody owns it: baton claim 51"
    );
    // A promise about no thread that is late, with threads that wait for the customer.
    page.threads = vec![listed(
        42,
        "Offer",
        &[mail(20, 0, Direction::Inbound), mail(21, DAY, Direction::Outbound)],
        &[],
    )];
    page.tasks = vec![promise(91, JORDAN, DAY, "call them", None)];
    assert_eq!(said(&page), "jordan, overdue since yesterday 09:00: call them");
    // One that is due later than the reply is to be looked for.
    page.tasks = vec![promise(91, JORDAN, 30 * DAY, "call them", None)];
    assert_eq!(
        said(&page),
        "nobody, due Fri 6 Mar 09:00 (42): check for the customer's reply | nobody owns it: baton claim 42"
    );
    page.threads.clear();
    assert_eq!(said(&page), "jordan, due Wed 1 Apr 09:00: call them");
}

#[test]
fn whoever_stands_in_is_named_where_the_owner_is_away() {
    let away = Absence { entry: Seq(1), member: MAYA, from: at(0), until: None, cover: None };
    let mut page = full();
    page.threads.remove(0);
    let said = shown(&page, None, vec![away]);
    let next = answer(&said, "next");
    assert!(next.starts_with("nobody: maya is away and nobody covers, overdue"), "{next}");
    assert!(
        said.contains("maya's (backup jordan), to act now: jordan (backup; maya is away)"),
        "{said}"
    );
}

#[test]
fn a_note_for_whoever_asks_stands_before_newer_ones() {
    let notes = answer(&shown(&full(), None, Vec::new()), "notes");
    let first = notes.split(" | ").nth(1).unwrap();
    assert!(first.starts_with("Mon 2 Mar maya, call for you, unread (42): She decides"), "{notes}");
}

#[test]
fn no_width_breaks_a_line_and_nothing_hostile_gets_through() {
    let mut page = full();
    let evil = "x\u{1b}[2J\u{202e}\u{1e}\r\n東京 ".repeat(40);
    let name = |page: &mut Page| {
        page.card.customer.name = evil.clone();
        page.card.role = Some(evil.clone());
        page.card.status = Some(evil.clone());
        page.card.phone = Some(evil.clone());
        page.card.tags = vec![evil.clone()];
        page.card.company = Some(evil.clone());
        page.card.addresses.push(evil.clone());
        page.notes[0].note.text = evil.clone();
        page.tasks[0].task.title = evil.clone();
        page.links[0].link.target.place = evil.clone();
        for listed in &mut page.threads {
            listed.subject = evil.clone();
            listed.next_title = Some(evil.clone());
        }
        for moment in &mut page.timeline {
            if let What::Mail(letter) = &mut moment.what {
                letter.subject = evil.clone();
                letter.from = Some(Address::new(&evil, "ana@example.com"));
            }
        }
        page.mail.last.as_mut().unwrap().letter.subject = evil.clone();
    };
    for hostile in [false, true] {
        if hostile {
            name(&mut page);
        }
        for width in 20..=200 {
            let said = shown(&page, Some(width), Vec::new());
            for line in said.lines() {
                assert!(safe::width(line) <= usize::from(width), "{width}: {line}");
                assert!(!line.chars().any(safe::is_unsafe), "{line:?}");
            }
            let names = ["who", "company", "mail", "notes", "tasks", "next", "documents", "status"];
            let found: Vec<&str> = said
                .lines()
                .filter_map(|line| {
                    names.into_iter().find(|name| line.starts_with(&format!("{name} ")))
                })
                .collect();
            assert_eq!(found, names, "{said}");
        }
    }
}
