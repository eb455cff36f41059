use super::*;
use crate::domain::entry::{Actor, CloseReason, NoteKind, WaitingOn, Words};
use crate::domain::message::{Automated, Direction};
use chrono::TimeDelta;

const MAYA: MemberId = MemberId(1);
const JORDAN: MemberId = MemberId(2);

/// Minutes after Monday 9:00.
fn at(minutes: i64) -> Timestamp {
    chrono::DateTime::from_timestamp(1_772_442_000, 0).unwrap() + TimeDelta::minutes(minutes)
}

fn mail(seq: i64, minutes: i64, direction: Direction) -> Fact {
    Fact {
        seq: Seq(seq),
        at: at(minutes),
        dated: None,
        direction,
        automated: None,
        author: None,
        customer: None,
        historic: false,
        tie: 0,
    }
}

fn entry(seq: i64, minutes: i64, event: Event) -> Entry {
    let (actor, words) = (Actor::member(MAYA), Words::default());
    let command = None;
    Entry {
        seq: Seq(seq),
        at: at(minutes),
        actor,
        command,
        thread: None,
        event,
        words,
        hash: String::new(),
    }
}

fn thread(facts: &[Fact], entries: &[Entry]) -> Thread {
    Thread::replay(ThreadId(1), facts.to_vec(), entries)
}

fn waits() -> Stand {
    Stand::Waiting { on: WaitingOn::Customer, until: None }
}

fn closed() -> Event {
    Event::Closed { why: CloseReason::Member }
}

#[test]
fn the_later_mail_says_where_a_thread_stands_whatever_came_in_first() {
    let (asked, answered) = (mail(2, 0, Direction::Inbound), mail(1, 10, Direction::Outbound));
    assert_eq!(thread(&[answered, asked], &[]).stand(), (waits(), Some(at(10))));
    assert_eq!(thread(&[asked, answered], &[]).unanswered_since(), None);
}

#[test]
fn at_the_same_second_the_customer_still_waits() {
    let facts = [mail(1, 0, Direction::Inbound), mail(2, 0, Direction::Outbound)];
    assert_eq!(thread(&facts, &[]).stand().0, Stand::Open);
}

#[test]
fn a_customers_mail_that_came_in_after_the_close_reopens_even_if_it_is_older() {
    let facts = [mail(1, 0, Direction::Inbound), mail(3, 5, Direction::Inbound)];
    assert_eq!(thread(&facts, &[entry(2, 30, closed())]).stand().0, Stand::Open);
}

#[test]
fn a_reply_written_before_the_close_leaves_it_closed() {
    let facts = [mail(1, 0, Direction::Inbound), mail(3, 20, Direction::Outbound)];
    assert_eq!(thread(&facts, &[entry(2, 30, closed())]).stand().0, Stand::Closed);
    let later = [mail(1, 0, Direction::Inbound), mail(3, 40, Direction::Outbound)];
    assert_eq!(thread(&later, &[entry(2, 30, closed())]).stand().0, waits());
}

#[test]
fn automated_mail_changes_no_status_but_the_bounce_of_our_reply_does() {
    let mut auto = mail(3, 20, Direction::Inbound);
    auto.automated = Some(Automated::Auto);
    let (asked, answered) = (mail(1, 0, Direction::Inbound), mail(2, 10, Direction::Outbound));
    assert_eq!(thread(&[asked, answered, auto], &[]).stand().0, waits());
    auto.automated = Some(Automated::Bounce);
    assert_eq!(thread(&[asked, answered, auto], &[]).stand().0, Stand::Open);
    assert_eq!(thread(&[auto], &[]).stand().0, Stand::Closed);
}

#[test]
fn mail_from_before_baton_opens_nothing() {
    let mut old = mail(1, 0, Direction::Inbound);
    old.historic = true;
    assert_eq!(thread(&[old], &[]).stand().0, Stand::Closed);
    assert_eq!(thread(&[old, mail(2, 10, Direction::Inbound)], &[]).stand().0, Stand::Open);
}

#[test]
fn the_customer_waits_since_the_first_message_that_is_not_answered() {
    let facts = [
        mail(1, 0, Direction::Inbound),
        mail(2, 10, Direction::Outbound),
        mail(3, 20, Direction::Inbound),
        mail(4, 30, Direction::Inbound),
    ];
    assert_eq!(thread(&facts, &[]).unanswered_since(), Some(at(20)));
}

#[test]
fn of_two_claims_the_second_is_refused_and_told_who_was_first() {
    let claimed = entry(2, 1, Event::Claimed { hold_until: at(46) });
    let thread = thread(&[mail(1, 0, Direction::Inbound)], &[claimed]);
    assert_eq!(
        thread.claim(JORDAN, Claim::default(), at(2)),
        Err(Refusal::AlreadyOwned { by: MAYA, since: at(1) })
    );
    assert!(matches!(
        thread.claim(MAYA, Claim::default(), at(2)).unwrap().0[..],
        [(Event::Held { .. }, _)]
    ));
}

#[test]
fn a_new_owner_takes_over_what_the_former_one_had_promised() {
    let promised =
        Event::TaskAdded { owner: MAYA, due: None, priority: Priority::Normal, customer: None };
    let entries = [
        entry(2, 1, Event::Claimed { hold_until: at(46) }),
        entry(3, 2, promised),
        entry(4, 3, Event::Assigned { owner: JORDAN, backup: Some(MAYA), because: None }),
    ];
    let thread = thread(&[mail(1, 0, Direction::Inbound)], &entries);
    assert_eq!(thread.tasks[0].owner, JORDAN);
    assert_eq!((thread.backup, thread.hold), (Some(MAYA), None));
}

#[test]
fn the_giver_stays_owner_until_the_other_accepts() {
    let offered = Event::Offered { to: JORDAN, others: vec![], due: None, lapses_at: at(500) };
    let entries = [entry(2, 1, Event::Claimed { hold_until: at(46) }), entry(3, 2, offered)];
    let thread = thread(&[mail(1, 0, Direction::Inbound)], &entries);
    assert_eq!(thread.owner.map(|owner| owner.member), Some(MAYA));
    assert_eq!(thread.accept(MAYA, at(3)), Err(Refusal::OfferNotToYou { to: JORDAN, more: 0 }));
    assert!(thread.accept(JORDAN, at(3)).is_ok());
    assert_eq!(thread.accept(JORDAN, at(500)), Err(Refusal::OfferLapsed { at: at(500) }));
}

fn of(number: i64, entry: Entry) -> Entry {
    Entry { thread: Some(ThreadId(number)), ..entry }
}

/// What a join of two threads makes of them: both replayed, then as one.
fn joined(one: (&[Fact], &[Entry]), other: (&[Fact], &[Entry]), seq: i64) -> Thread {
    let replay = |id, (facts, entries): (&[Fact], &[Entry])| {
        Thread::replay(ThreadId(id), facts.to_vec(), entries)
    };
    let event = replay(1, one).join(&replay(2, other), at(100)).unwrap();
    let mut facts = [one.0, other.0].concat();
    facts.sort_by_key(|fact| fact.seq);
    let mut entries = [one.1, other.1].concat();
    entries.push(of(1, Entry { actor: Actor::BATON, ..entry(seq, 100, event) }));
    entries.sort_by_key(|entry| entry.seq);
    Thread::replay(ThreadId(1), facts, &entries)
}

#[test]
fn a_thread_joined_to_a_closed_one_stays_open() {
    let asked = [mail(1, 0, Direction::Inbound)];
    let done = [mail(2, 1, Direction::Inbound)];
    let closed = [of(2, entry(3, 30, closed()))];
    let one = joined((&asked, &[]), (&done, &closed), 4);
    assert_eq!(one.stand().0, Stand::Open);
    assert_eq!(one.unanswered_since(), Some(at(0)));
}

#[test]
fn what_happened_in_one_thread_leaves_the_other_alone_when_they_are_joined() {
    let promised =
        Event::TaskAdded { owner: MAYA, due: None, priority: Priority::Normal, customer: None };
    let offered = Event::Offered { to: JORDAN, others: vec![], due: None, lapses_at: at(500) };
    let jordan = |entry: Entry| Entry { actor: Actor::member(JORDAN), ..of(2, entry) };
    let first = [
        of(1, entry(3, 1, Event::Claimed { hold_until: at(46) })),
        of(1, entry(4, 2, promised)),
        of(1, entry(5, 3, offered)),
    ];
    let second = [
        jordan(entry(6, 10, Event::Claimed { hold_until: at(55) })),
        jordan(entry(7, 11, Event::Released)),
    ];
    let (asked, other) = ([mail(1, 0, Direction::Inbound)], [mail(2, 1, Direction::Inbound)]);
    let one = joined((&asked, &first), (&other, &second), 8);
    assert_eq!(one.owner.map(|owner| (owner.member, owner.since)), Some((MAYA, at(1))));
    assert_eq!(one.tasks[0].owner, MAYA);
    assert_eq!(one.open_offer(at(200)).map(|offer| offer.to), Some(JORDAN));
}

#[test]
fn what_is_promised_keeps_a_thread_from_being_closed() {
    let promised =
        Event::TaskAdded { owner: MAYA, due: None, priority: Priority::Normal, customer: None };
    let open = thread(&[mail(1, 0, Direction::Inbound)], &[entry(2, 1, promised)]);
    assert_eq!(open.close(false, None), Err(Refusal::TasksOpen { count: 1 }));
    assert_eq!(open.close(true, None).unwrap().0.len(), 2);
}

/// Maya owns it since minute 1; then this happens at minute 60.
fn cared(event: Event, actor: Actor) -> Option<Timestamp> {
    let claimed = entry(2, 1, Event::Claimed { hold_until: at(46) });
    let then = Entry { actor, ..entry(3, 60, event) };
    thread(&[mail(1, 0, Direction::Inbound)], &[claimed, then]).cared_at()
}

#[test]
fn whatever_the_owner_does_shows_that_they_care() {
    let noted =
        || Event::Noted { reader: None, note: NoteKind::Note, customer: None, review_after: None };
    let promised =
        || Event::TaskAdded { owner: MAYA, due: None, priority: Priority::Normal, customer: None };
    let held = Event::Held { hold_until: at(100) };
    for event in [noted(), promised(), held, Event::Confirmed] {
        assert_eq!(cared(event.clone(), Actor::member(MAYA)), Some(at(60)), "{event:?}");
    }
    for event in [noted(), promised()] {
        assert_eq!(cared(event.clone(), Actor::member(JORDAN)), Some(at(1)), "{event:?}");
        assert_eq!(cared(event.clone(), Actor::BATON), Some(at(1)), "{event:?}");
        // An admin in the owner's name is not the owner.
        let as_maya = Actor { member: Some(MAYA), behind: Some(JORDAN) };
        assert_eq!(cared(event.clone(), as_maya), Some(at(1)), "{event:?}");
    }
}

#[test]
fn a_reply_of_the_owners_is_care_and_replies_of_others_count_since_then() {
    let reply = |seq, minutes, author| Fact { author, ..mail(seq, minutes, Direction::Outbound) };
    let claimed = entry(2, 1, Event::Claimed { hold_until: at(46) });
    let replies = [
        mail(1, 0, Direction::Inbound),
        reply(3, 10, Some(JORDAN)),
        reply(4, 20, Some(MAYA)),
        reply(5, 30, Some(JORDAN)),
        reply(6, 40, None),
        reply(7, 50, Some(JORDAN)),
    ];
    let cared = thread(&replies, std::slice::from_ref(&claimed));
    assert_eq!(cared.cared_at(), Some(at(20)));
    // Nobody knows who wrote the one of minute 40.
    assert_eq!(cared.answered_by_others(), (2, Some(JORDAN)));
    let confirmed = thread(&replies, &[claimed, entry(8, 60, Event::Confirmed)]);
    assert_eq!(confirmed.answered_by_others(), (0, None));
}

#[test]
fn only_the_owner_confirms() {
    let claimed = entry(2, 1, Event::Claimed { hold_until: at(46) });
    let asked = [mail(1, 0, Direction::Inbound)];
    let owned = thread(&asked, std::slice::from_ref(&claimed));
    assert_eq!(owned.confirm(MAYA), Ok(Decision::one(Event::Confirmed)));
    assert_eq!(owned.confirm(JORDAN), Err(Refusal::NotYours { owner: MAYA }));
    assert_eq!(thread(&asked, &[]).confirm(MAYA), Err(Refusal::NotOwned));
    assert_eq!(
        thread(&asked, &[claimed, entry(3, 2, closed())]).confirm(MAYA),
        Err(Refusal::Closed)
    );
}

/// What two people and baton can do about an offer, in any order.
#[derive(Clone, Copy, Debug)]
enum Move {
    Accept(MemberId),
    Decline(MemberId),
    Withdraw,
    Lapse,
    Offer,
    Assign,
    Release,
    Close,
}

const SAM: MemberId = MemberId(3);

impl Move {
    const ALL: [Move; 11] = [
        Move::Accept(JORDAN),
        Move::Accept(SAM),
        Move::Accept(MAYA),
        Move::Decline(JORDAN),
        Move::Decline(SAM),
        Move::Withdraw,
        Move::Lapse,
        Move::Offer,
        Move::Assign,
        Move::Release,
        Move::Close,
    ];

    /// Who does it, and what comes of it.
    fn decide(self, thread: &Thread, now: i64) -> (Option<MemberId>, Result<Decision, Refusal>) {
        match self {
            Move::Accept(by) => (Some(by), thread.accept(by, at(now))),
            Move::Decline(by) => (Some(by), thread.decline(by, None, at(now))),
            Move::Withdraw => (Some(MAYA), thread.withdraw(None, at(now))),
            Move::Lapse => (None, Ok(thread.lapse(at(now)))),
            Move::Offer => {
                let brief = Brief::default();
                (Some(MAYA), thread.offer((JORDAN, &[SAM]), brief, None, at(now + 500), at(now)))
            }
            Move::Assign => (Some(MAYA), thread.assign(MAYA, SAM, None, None, None)),
            Move::Release => (Some(MAYA), thread.release(MAYA, at(now))),
            Move::Close => (Some(MAYA), thread.close(true, None)),
        }
    }
}

/// Every sequence of this many moves. Before baton looks for what lapsed, so much time passes that all has.
fn play(entries: &mut Vec<Entry>, now: i64, left: usize) {
    if left == 0 {
        return;
    }
    let asked = [mail(1, 0, Direction::Inbound)];
    let before = thread(&asked, entries);
    for chosen in Move::ALL {
        let now = if matches!(chosen, Move::Lapse) { now + 1_000 } else { now + 1 };
        let (by, Ok(decision)) = chosen.decide(&before, now) else { continue };
        let length = entries.len();
        for (event, words) in decision.0 {
            let actor = by.map_or(Actor::BATON, Actor::member);
            let seq = 2 + entries.len() as i64;
            entries.push(Entry { actor, words, ..entry(seq, now, event) });
        }
        let after = thread(&asked, entries);
        let owner = |thread: &Thread| thread.owner.map(|owner| owner.member);
        match chosen {
            Move::Accept(by) => assert_eq!(owner(&after), Some(by), "{entries:?}"),
            Move::Assign => assert_eq!(owner(&after), Some(SAM)),
            Move::Release => assert_eq!(owner(&after), None),
            _ => assert_eq!(owner(&after), owner(&before), "{entries:?}"),
        }
        // What can be accepted has an owner, who is none of those to whom it is offered.
        if let Some(offer) = after.open_offer(at(now)) {
            assert!(after.owner.is_some_and(|owner| !offer.is_to(owner.member)), "{entries:?}");
            assert_ne!(after.stand().0, Stand::Closed);
        }
        play(entries, now, left - 1);
        entries.truncate(length);
    }
}

#[test]
fn whatever_becomes_of_an_offer_the_thread_is_never_ownerless_unless_it_is_released() {
    let offered = Event::Offered { to: JORDAN, others: vec![SAM], due: None, lapses_at: at(500) };
    let mut entries =
        vec![entry(2, 1, Event::Claimed { hold_until: at(46) }), entry(3, 2, offered)];
    play(&mut entries, 2, 5);
}
