use super::super::calendar::Calendar;
use super::super::ids::{MemberId, Seq};
use super::super::message::Automated;
use super::*;

const SUPPORT: InboxId = InboxId(1);
const SALES: InboxId = InboxId(2);

/// Hours from the beginning of the period.
fn at(hours: i64) -> Timestamp {
    chrono::DateTime::from_timestamp(1_772_442_000, 0).unwrap() + TimeDelta::hours(hours)
}

fn week() -> Period {
    Period { from: at(0), to: at(168) }
}

fn mailbox(name: &str, last: i64, pauses: &[(i64, i64)]) -> MailboxReads {
    MailboxReads {
        name: name.into(),
        retired: false,
        last: Some(at(last)),
        sent: Some(name == "Sent"),
        known: 5,
        pauses: pauses.iter().map(|(from, to)| (at(*from), at(*to))).collect(),
    }
}

fn inbox(mailboxes: Vec<MailboxReads>) -> InboxReads {
    InboxReads {
        inbox: SUPPORT,
        history_before: at(-1000),
        retired: false,
        failed: None,
        mailboxes,
        unreadable: 0,
        conflicts: 0,
        vanished: 0,
    }
}

fn policy() -> Policy {
    Policy::new(Calendar::default_in(chrono_tz::UTC))
}

fn quality(inboxes: Vec<InboxReads>) -> Quality {
    Quality::of(week(), None, Reads { inboxes, known_from: None }, &policy())
}

fn gap(kind: GapKind, from: i64, to: i64, mailboxes: &[&str]) -> Gap {
    let mailboxes = mailboxes.iter().map(|name| (*name).to_owned()).collect();
    Gap { inbox: SUPPORT, kind, from: at(from), to: at(to), mailboxes }
}

fn both(last: i64, pauses: &[(i64, i64)]) -> Vec<MailboxReads> {
    vec![mailbox("INBOX", last, pauses), mailbox("Sent", last, pauses)]
}

#[test]
fn mail_that_was_read_up_to_the_end_is_complete() {
    let quality = quality(vec![inbox(both(168, &[]))]);
    assert!(quality.is_complete(), "{quality:?}");
    assert_eq!(quality.last_read, Some(at(168)));
    assert!(!quality.gap_in(at(0), at(168), None));
}

#[test]
fn a_pause_of_all_mailboxes_is_one_gap_and_marks_what_it_lies_in() {
    let quality = quality(vec![inbox(both(168, &[(20, 60)]))]);
    assert_eq!(quality.gaps, [gap(GapKind::Late, 20, 60, &[])]);
    for (from, to, is_marked) in
        [(0, 20, false), (0, 21, true), (59, 100, true), (60, 100, false), (30, 31, true)]
    {
        for inbox in [None, Some(SUPPORT)] {
            assert_eq!(quality.gap_in(at(from), at(to), inbox), is_marked, "{from} to {to}");
        }
        assert!(!quality.gap_in(at(from), at(to), Some(SALES)));
    }
}

#[test]
fn a_pause_reaches_as_far_as_the_period_and_names_its_mailbox() {
    let mailboxes =
        vec![mailbox("INBOX", 200, &[(-50, 10), (160, 200)]), mailbox("Sent", 168, &[])];
    assert_eq!(
        quality(vec![inbox(mailboxes)]).gaps,
        [gap(GapKind::Late, 0, 10, &["INBOX"]), gap(GapKind::Late, 160, 168, &["INBOX"])]
    );
}

#[test]
fn who_syncs_seldom_on_purpose_has_no_gaps() {
    let reads = || Reads { inboxes: vec![inbox(both(150, &[(20, 60)]))], known_from: None };
    let policy = Policy { sync_old_after: "2d".parse().unwrap(), ..policy() };
    assert_eq!(Quality::of(week(), None, reads(), &policy).gaps, []);
}

#[test]
fn mail_after_the_last_read_is_missing() {
    let quality = quality(vec![inbox(both(160, &[]))]);
    assert_eq!(quality.gaps, [gap(GapKind::Unread, 160, 168, &[])]);
    assert!(!quality.is_complete() && quality.gap_in(at(150), at(168), None));
}

#[test]
fn what_is_not_read_any_more_and_imported_files_have_no_gaps() {
    let mut left = mailbox("Old", 10, &[]);
    left.retired = true;
    let mut mailboxes = both(168, &[]);
    mailboxes.extend([left, mailbox(IMPORT, 3, &[(3, 90)])]);
    let mut retired = inbox(both(5, &[]));
    retired.retired = true;
    let quality = quality(vec![inbox(mailboxes), retired]);
    assert_eq!((quality.gaps.len(), quality.last_read), (0, Some(at(168))));
}

#[test]
fn an_inbox_that_was_never_read_is_a_gap() {
    assert_eq!(quality(vec![inbox(vec![])]).gaps, [gap(GapKind::Unread, 0, 168, &[])]);
}

#[test]
fn before_an_inbox_began_its_own_numbers_are_marked_and_those_of_all_only_if_none_had_begun() {
    let mut sales = inbox(both(168, &[]));
    (sales.inbox, sales.history_before) = (SALES, at(100));
    let mut support = inbox(both(168, &[]));
    support.history_before = at(50);
    let quality = quality(vec![support, sales]);
    let marked = |from, to, inbox| quality.gap_in(at(from), at(to), inbox);
    assert_eq!(quality.begins, Some(at(50)));
    assert!(marked(0, 60, None) && marked(0, 60, Some(SALES)) && marked(0, 60, Some(SUPPORT)));
    assert!(!marked(60, 90, None) && marked(60, 90, Some(SALES)));
    assert!(!marked(60, 90, Some(SUPPORT)) && !marked(100, 168, Some(SALES)));
}

#[test]
fn replies_are_missing_where_no_sent_mail_is_read_or_none_lies_there() {
    let inbox_alone = vec![mailbox("INBOX", 168, &[])];
    let mut empty = both(168, &[]);
    empty[1].known = 0;
    let mut older = inbox_alone.clone();
    older[0].sent = None;
    for (mailboxes, expected) in [
        (inbox_alone, vec![(SUPPORT, NoSent::NotRead)]),
        (empty, vec![(SUPPORT, NoSent::Empty)]),
        (both(168, &[]), vec![]),
        (older, vec![]),
        (vec![mailbox(IMPORT, 3, &[])], vec![]),
    ] {
        assert_eq!(quality(vec![inbox(mailboxes)]).without_sent, expected);
    }
}

fn fact(hours: i64, dated: Option<i64>, direction: Direction) -> Fact {
    Fact {
        seq: Seq(1),
        at: at(hours),
        dated: dated.map(|minutes| at(hours) + TimeDelta::minutes(minutes)),
        direction,
        automated: None,
        author: None,
        customer: None,
        historic: false,
        tie: 0,
    }
}

#[test]
fn clocks_authors_and_threads_are_counted_within_the_period() {
    let ours = |author| Fact { author, ..fact(2, Some(0), Direction::Outbound) };
    let machine = Fact { automated: Some(Automated::Auto), ..ours(None) };
    let historic = Fact { historic: true, ..fact(3, None, Direction::Inbound) };
    let threads = [
        vec![
            fact(1, Some(10), Direction::Inbound),
            fact(1, Some(11), Direction::Inbound),
            fact(1, Some(-1440), Direction::Inbound),
            fact(1, Some(-1441), Direction::Inbound),
            ours(None),
            ours(Some(MemberId(1))),
            machine,
        ],
        vec![historic],
        vec![machine],
        vec![fact(-1, None, Direction::Inbound), fact(168, None, Direction::Inbound)],
    ];
    let mut counted = Counted::default();
    for thread in &threads {
        let mut other = Counted::default();
        other.add(thread, week());
        counted.merge(&other);
    }
    let expected = Counted {
        messages: 9,
        without_date: 1,
        ahead: 1,
        behind: 1,
        replies: 2,
        unknown_authors: 1,
        threads: 3,
        historic: 1,
        automated: 1,
    };
    assert_eq!(counted, expected);
}
