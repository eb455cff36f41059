//! What must hold for any sequence of mail and commands.

use baton::domain::access::{Deed, Power};
use baton::domain::address::Address;
use baton::domain::annotation::annotate;
use baton::domain::customer::{Card, Contact, Errand, Handing, Record};
use baton::domain::entry::{Actor, Event, WaitingOn};
use baton::domain::experiment;
use baton::domain::handoff::Brief;
use baton::domain::ids::{CustomerId, MemberId, Seq, TaskId, ThreadId};
use baton::domain::judge::{SharedAddress, Us};
use baton::domain::link::{LinkKind, Target};
use baton::domain::member::{Role, Team};
use baton::domain::membership::NewMember;
use baton::domain::message::{Arrival, Headers};
use baton::domain::note::NewNote;
use baton::domain::priority::Priority;
use baton::domain::roster::Roster;
use baton::domain::summary::Summary;
use baton::domain::task::{Listed, NewTask, TaskChange, TaskStatus};
use baton::domain::thread::{Claim, Decision, Refusal, Thread};
use baton::domain::time::Timestamp;
use baton::store::{Doing, Leaving, Ledger, Load, Mailbox, Position, Received, Undo, Wanted};
use chrono::TimeDelta;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tempfile::TempDir;

/// A mail of the generated mailbox: its number, whom it answers, whether it is ours, how late it is.
#[derive(Clone, Debug)]
struct Mail {
    number: usize,
    answers: Vec<usize>,
    ours: bool,
    minute: i64,
}

#[derive(Clone, Debug)]
enum Step {
    Arrive(usize),
    Command { verb: u8, thread: i64, member: i64 },
    Merge { threads: [i64; 2], member: i64 },
    Split { thread: i64, message: usize, member: i64 },
    Part { threads: [i64; 2], member: i64 },
    Undo { member: i64, entry: Option<i64> },
    Team { deed: TeamDeed, member: i64, other: i64 },
    Customer { verb: u8, member: i64, customers: [i64; 2] },
}

/// What is done about the team: to one member, by or beside another.
#[derive(Clone, Copy, Debug)]
enum TeamDeed {
    Grant,
    Revoke,
    Away,
    Back,
    Remove,
    Rejoin,
    /// The customer with the number of `other`.
    Customer,
    NobodysCustomer,
    Annotate,
    Begin,
    End,
}

fn mails(count: usize, most_named: usize) -> impl Strategy<Value = Vec<Mail>> {
    let one = (proptest::collection::vec(0..count + 4, 0..most_named), any::<bool>(), 0i64..5000);
    proptest::collection::vec(one, count).prop_map(|mails| {
        let mail = |(number, (answers, ours, minute))| Mail { number, answers, ours, minute };
        mails.into_iter().enumerate().map(mail).collect()
    })
}

/// The admin, who was added last.
const ADA: i64 = 4;

fn start() -> Timestamp {
    crate::world::time("2026-03-02T08:00Z")
}

struct Rig {
    _folder: TempDir,
    ledger: Ledger,
    mailbox: Mailbox,
    us: Us,
}

impl Rig {
    fn new() -> Rig {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("baton.db");
        let mut ledger = Ledger::create(&path, true, start(), |_| Ok(())).unwrap();
        for name in ["maya", "jordan", "sam"] {
            let address = [format!("{name}@example.org")];
            let new = NewMember::new(name, name, &address, Role::Lead);
            ledger.add_member(&new, Actor::BATON, start()).unwrap().unwrap();
        }
        let ada = NewMember::new("ada", "ada", &[], Role::Admin);
        ledger.add_member(&ada, Actor::BATON, start()).unwrap().unwrap();
        let inbox = ledger.inbox("support", chrono::DateTime::UNIX_EPOCH, start()).unwrap();
        let mailbox = ledger.mailbox(inbox, "INBOX", start()).unwrap();
        let shared = SharedAddress {
            addresses: vec!["support@example.org".into()],
            ..SharedAddress::default()
        };
        let us = Us { team: ledger.team().unwrap(), shared: vec![shared] };
        Rig { _folder: folder, ledger, mailbox, us }
    }

    fn receive(&mut self, mails: &[&Mail], now: Timestamp) {
        let batch: Vec<Received> = mails
            .iter()
            .map(|mail| {
                let arrival = arrival(mail);
                Received { judged: self.us.judge(&arrival.headers), arrival }
            })
            .collect();
        let judged_with = self.us.fingerprint();
        let load = Load { received: &batch, validity: 1, up_to: None, judged_with: &judged_with };
        self.ledger.receive(&self.mailbox, &load, now).unwrap();
    }

    fn command(&mut self, verb: u8, thread: i64, member: i64, now: Timestamp) {
        // By the number that the user saw, which may have been joined to another since.
        let thread = ThreadId(thread);
        if self.ledger.resolve(thread).unwrap().is_none() {
            return;
        }
        let (me, other) = (MemberId(member), MemberId(member % 3 + 1));
        let decide = |thread: &Thread, _: &Team| decide(thread, verb, me, other, now);
        // A refusal is fine, it must only leave no trace.
        let _ = self.ledger.change(&[thread], Deed::Help, &doing(member, now), decide).unwrap();
    }

    /// Everything that a review or a number is drawn up from.
    fn seen(ledger: &Ledger) -> String {
        let mut threads = ledger.threads(true).unwrap();
        threads.sort_by_key(|listed| listed.summary.thread);
        let conflicts: BTreeMap<_, _> = ledger.conflicts().unwrap().into_iter().collect();
        let (notes, team) = (ledger.open_notes().unwrap(), ledger.team().unwrap());
        let tasks = ledger.tasks(Wanted::default()).unwrap();
        let team: Vec<_> = team.iter().collect::<Vec<_>>().into_iter().cloned().collect();
        let absences = ledger.team().unwrap().absences;
        let days = (ledger.annotations().unwrap(), ledger.experiments().unwrap());
        let (health, hash) = (ledger.health().unwrap(), ledger.newest_hash().unwrap());
        let stops: Vec<_> = threads
            .iter()
            .filter_map(|listed| ledger.history(listed.summary.thread).unwrap())
            .map(|history| history.stops)
            .collect();
        format!(
            "{threads:#?}\n{conflicts:?}\n{health:#?}\n{notes:#?}\n{tasks:#?}\n{team:?}\n{absences:?}\n{stops:?}\n{days:?}\n{hash}"
        )
    }

    /// The ledger as it was is what it was.
    fn check_past(&self, past: &[(Position, Timestamp, String)]) -> Result<(), TestCaseError> {
        for (position, at, seen) in past.iter().step_by(2) {
            let then = self.ledger.as_of(*position, *at).unwrap();
            let rebuilt = Rig::seen(&then);
            if rebuilt != *seen {
                let differ = seen.lines().zip(rebuilt.lines()).find(|(one, other)| one != other);
                return Err(TestCaseError::fail(format!("{position:?}: {differ:#?}")));
            }
        }
        Ok(())
    }

    /// As the next process finds it.
    fn reopen(&mut self) {
        let path = self.ledger.path().to_owned();
        self.ledger = Ledger::open(&path).unwrap();
    }

    fn merge(&mut self, threads: [i64; 2], member: i64, now: Timestamp) {
        let threads = threads.map(ThreadId);
        if threads.iter().all(|thread| self.ledger.resolve(*thread).unwrap().is_some()) {
            let owner = Some(MemberId(member));
            let _ = self.ledger.merge(&threads, owner, &doing(member, now)).unwrap();
        }
    }

    fn split(&mut self, thread: i64, message: usize, member: i64, now: Timestamp) {
        let Some(thread) = self.ledger.resolve(ThreadId(thread)).unwrap() else { return };
        let messages = self.ledger.messages(thread).unwrap();
        let Some(message) = messages.get(message) else { return };
        let leaving = Leaving::Message(message.fact.seq);
        if let Ok(changed) = self.ledger.split(thread, leaving, &doing(member, now)).unwrap() {
            let left = self.ledger.thread_of(message.message_id.as_ref().unwrap()).unwrap();
            assert_ne!(left, Some(changed[0].now.summary.thread));
        }
    }

    /// Takes back a member's last command, or one entry; and has it count again, which must change nothing.
    fn undo(&mut self, member: i64, entry: Option<i64>, now: Timestamp) {
        let what = match entry {
            None => Undo::LastOf(MemberId(member)),
            Some(entry) => Undo::Entry(Seq(entry)),
        };
        let before = self.state();
        let Ok(taken) = self.ledger.undo(what, &doing(member, now)).unwrap() else {
            assert_eq!(self.state(), before, "a refusal leaves no trace");
            return;
        };
        let after = self.state();
        let by = Undo::Entry(taken.last().unwrap().by);
        self.ledger.undo(by, &doing(member, now)).unwrap().expect("undo of undo");
        assert_eq!(self.state(), before, "undo of undo");
        let last = self.ledger.entries(None, None).unwrap().last().unwrap().seq;
        self.ledger.undo(Undo::Entry(last), &doing(member, now)).unwrap().expect("and once more");
        assert_eq!(self.state(), after, "undo of undo of undo");
    }

    fn team(&mut self, deed: TeamDeed, member: i64, other: i64, now: Timestamp) {
        let ada = doing(ADA, now);
        let (one, two) = (MemberId(member), MemberId(other));
        let week = now + TimeDelta::days(7);
        let power = Power::ALL[usize::try_from(other).unwrap() + 4];
        // A refusal is fine.
        match deed {
            TeamDeed::Grant => {
                let _ = self.ledger.grant(one, power, week, "why not".into(), &ada).unwrap();
            }
            TeamDeed::Revoke => {
                let _ = self.ledger.revoke(one, power, &ada).unwrap();
            }
            TeamDeed::Away => {
                let away =
                    Event::Away { member: one, from: now, until: Some(week), cover: Some(two) };
                self.say(away, &doing(member, now));
            }
            TeamDeed::Back => {
                let absence = self.ledger.team().unwrap().absences.of(one, now).map(|a| a.entry);
                let back = absence.map(|absence| Event::Back { absence });
                back.into_iter().for_each(|back| self.say(back, &ada));
            }
            TeamDeed::Remove => {
                let _ = self.ledger.remove_member(one, Some(two), &ada).unwrap();
            }
            TeamDeed::Rejoin => {
                let name = self.ledger.team().unwrap().name(one);
                let actor = Actor::member(MemberId(ADA));
                let back = NewMember::new(&name, &name, &[], Role::Lead);
                let _ = self.ledger.add_member(&back, actor, now).unwrap();
            }
            TeamDeed::Customer | TeamDeed::NobodysCustomer => {
                let owner = matches!(deed, TeamDeed::Customer).then_some(one);
                let customer = CustomerId(other);
                let handing = Handing { customer, owner, backup: None, keep_threads: other > 2 };
                let _ = self.ledger.assign_customer(handing, &doing(member, now)).unwrap();
            }
            TeamDeed::Annotate | TeamDeed::Begin | TeamDeed::End => {
                self.days(deed, other, &doing(member, now));
            }
        }
        self.us.team = self.ledger.team().unwrap();
    }

    /// Annotates a day, or begins or ends an experiment; a refusal is fine.
    fn days(&mut self, deed: TeamDeed, other: i64, doing: &Doing) {
        let (day, name) = (doing.now.date_naive(), format!("try{}", other % 2).parse().unwrap());
        let _ = self
            .ledger
            .change_days(doing, |all| match deed {
                TeamDeed::Begin => experiment::start(all, &name, "faster".into(), day),
                TeamDeed::End => experiment::stop(all, &name, None, day),
                _ => Ok(annotate(day, "outage".into())),
            })
            .unwrap();
    }

    /// One experiment of a name runs at a time, whatever was taken back.
    fn check_days(&self) -> Result<(), TestCaseError> {
        let experiments = self.ledger.experiments().unwrap();
        for name in ["try0", "try1"] {
            let all: Vec<_> = experiments.iter().filter(|known| known.name == name).collect();
            let ended = all.iter().filter(|known| known.stopped.is_some()).count();
            prop_assert!(all.len() - ended <= 1, "{all:?}");
        }
        Ok(())
    }

    fn say(&mut self, event: Event, doing: &Doing) {
        let power = Power::to_say(&event, doing.actor.member);
        let decide = |_: &Team| (power, Ok::<_, ()>(Decision::one(event)));
        let _ = self.ledger.change_team(doing, decide).unwrap();
    }

    /// The rows about the team are what its entries tell.
    fn check_team(&self) -> Result<(), TestCaseError> {
        let (team, roster) =
            (self.ledger.team().unwrap(), Roster::replay(&self.ledger.team_entries().unwrap()));
        let absences: Vec<_> = team.absences.iter().copied().collect();
        prop_assert_eq!(absences, roster.absences);
        prop_assert_eq!(&team.grants, &roster.grants);
        prop_assert_eq!(team.ever().count(), roster.members.len());
        for member in team.ever() {
            let told = &roster.members[&member.id];
            prop_assert_eq!((member.role, member.left_at), (told.role, told.left_at));
            let profile = told.profile.as_ref().unwrap();
            prop_assert_eq!((&member.name, &member.login), (&profile.name, &profile.login));
            let addresses: BTreeSet<_> = member.addresses.iter().collect();
            prop_assert_eq!(addresses, profile.addresses.iter().collect());
        }
        Ok(())
    }

    /// Every address is one record's, and every thread's customer is a record by itself.
    fn check_customers(&self) -> Result<(), TestCaseError> {
        let cards = self.cards();
        let mut addresses = BTreeSet::new();
        let mut numbers = BTreeSet::new();
        for card in &cards {
            for number in card.merged.iter().chain([&card.customer.id]) {
                prop_assert!(numbers.insert(*number), "{number} is in two records");
            }
            for address in &card.addresses {
                prop_assert!(addresses.insert(address.clone()), "{address} is two records'");
                let holder = self.ledger.customer_with(address).unwrap();
                prop_assert_eq!(holder, Some(card.customer.id));
            }
        }
        for listed in self.ledger.threads(true).unwrap() {
            for message in self.ledger.messages(listed.summary.thread).unwrap() {
                let customer = message.fact.customer;
                prop_assert!(customer.is_none_or(|customer| numbers.contains(&customer)));
            }
            let Some(customer) = listed.customer else { continue };
            let card = cards.iter().find(|card| card.customer.id == customer.id);
            prop_assert_eq!(Some(&customer), card.map(|card| &card.customer));
        }
        Ok(())
    }

    /// Every record there is, each once.
    fn cards(&self) -> Vec<Card> {
        let number = |card: &Card| card.customer.id;
        let all = (1..40).filter_map(|n| self.ledger.card(CustomerId(n)).unwrap());
        let mut cards: Vec<Card> = all.collect();
        cards.sort_by_key(number);
        cards.dedup_by_key(|card| number(card));
        cards
    }

    fn customer(&mut self, verb: u8, member: i64, customers: [i64; 2], now: Timestamp) {
        let doing = doing(member, now);
        let [one, two] = customers.map(CustomerId);
        let address = format!("other{}@example.com", two.0 % 4);
        let tasks = self.ledger.tasks(Wanted { ended: true, ..Wanted::default() }).unwrap();
        let task = tasks.get(usize::from(verb) % tasks.len().max(1)).cloned();
        // A refusal is fine.
        match verb % 8 {
            0 => {
                let contact = Contact {
                    name: Some(format!("Ana {}", two.0)),
                    addresses: vec![address],
                    ..Contact::default()
                };
                let _ = self.ledger.add_customer(&contact, &doing).unwrap();
            }
            1 | 2 => {
                let owner = (verb > 128).then_some(MemberId(member));
                let _ = self.ledger.merge_customers((one, two), owner, &doing).unwrap();
            }
            3 => {
                let contact = Contact {
                    name: (verb > 128).then(|| "Ben".to_owned()),
                    company: Some(if verb > 64 { "Example".into() } else { String::new() }),
                    addresses: vec![address],
                    tags: vec![format!("tag{}", two.0)],
                    tags_removed: vec![format!("tag{}", two.0 + 1)],
                    ..Contact::default()
                };
                let change = |card: &Card| card.change(&contact);
                self.change(one, &doing, change);
            }
            4 => self.change(one, &doing, |card| {
                let (text, reader) = ("hm".into(), Some(MemberId(member)));
                card.note(NewNote { text, reader, ..NewNote::default() })
            }),
            5 => self.change(one, &doing, |card| card.promise(task_for(two), MemberId(member))),
            6 => self.change(one, &doing, |card| {
                let target = Target { kind: LinkKind::Invoice, place: "17".into() };
                card.link(&Record::default(), &target, "12.50 EUR".parse().ok())
            }),
            _ => self.change_task(task, verb, &doing),
        }
    }

    fn change(&mut self, customer: CustomerId, doing: &Doing, decide: impl Fn(&Card) -> Decision) {
        let decide = |card: &Card, _: &_, _: &Team| Ok(decide(card));
        let _ = self.ledger.change_customer(customer, Errand::Help, doing, decide).unwrap();
    }

    fn change_task(&mut self, task: Option<Listed>, verb: u8, doing: &Doing) {
        let Some(Listed { task, thread, .. }) = task else { return };
        let status = TaskStatus::ALL[usize::from(verb / 8) % 4];
        let change = TaskChange {
            status: Some(status),
            comment: (verb > 128).then(|| "going on".to_owned()),
            title: (verb > 200).then(|| "write".to_owned()),
            ..TaskChange::default()
        };
        let id: TaskId = task.id;
        if let Some(thread) = thread {
            let decide = |thread: &Thread, _: &Team| thread.change_task(id, &change);
            let _ = self.ledger.change(&[thread], Deed::Promise(id), doing, decide).unwrap();
        } else if let Some(customer) = task.customer {
            let decide = |card: &Card, record: &_, _: &Team| card.change_task(record, id, &change);
            let errand = Errand::Promise(id);
            let _ = self.ledger.change_customer(customer, errand, doing, decide).unwrap();
        }
    }

    /// All that members may notice of each thread, without when somebody last did something.
    fn state(&self) -> (Vec<Summary>, Vec<Card>, Vec<Listed>) {
        let mut threads: Vec<Summary> =
            self.ledger.threads(true).unwrap().into_iter().map(|listed| listed.summary).collect();
        threads.sort_by_key(|summary| summary.thread);
        for summary in &mut threads {
            (summary.last_entry_at, summary.last_entry, summary.cared_at) = (None, None, None);
            (summary.other_replies, summary.other_author) = (0, None);
        }
        let tasks = self.ledger.tasks(Wanted { ended: true, ..Wanted::default() }).unwrap();
        (threads, self.cards(), tasks)
    }

    fn part(&mut self, threads: [i64; 2], member: i64, now: Timestamp) {
        let other = ThreadId(threads[1]);
        let Some(thread) = self.ledger.resolve(ThreadId(threads[0])).unwrap() else { return };
        let leaving = Leaving::Thread(other);
        if self.ledger.split(thread, leaving, &doing(member, now)).unwrap().is_ok() {
            let now = |thread| self.ledger.resolve(thread).unwrap();
            assert_ne!(now(thread), now(other));
        }
    }

    fn has(&self, mail: &Mail) -> bool {
        let id = format!("{}@example.com", mail.number);
        let thread = self.ledger.thread_of(&id).unwrap();
        thread.is_some_and(|thread| {
            let messages = self.ledger.messages(thread).unwrap();
            messages.iter().any(|message| message.message_id.as_ref() == Some(&id))
        })
    }

    /// Every stored row is what its thread replays to, and every message lies in one thread.
    fn check(&self) -> Result<(), TestCaseError> {
        let mut seen = BTreeSet::new();
        let counted = self.ledger.mailbox_state(self.mailbox.id).unwrap().known;
        prop_assert_eq!(counted, self.ledger.items(self.mailbox.id).unwrap().len() as u64);
        for listed in self.ledger.threads(true).unwrap() {
            let thread = listed.summary.thread;
            prop_assert_eq!(self.ledger.resolve(thread).unwrap(), Some(thread));
            for message in self.ledger.messages(thread).unwrap() {
                prop_assert!(seen.insert(message.fact.seq), "{:?} twice", message.message_id);
            }
            let replayed = Summary::from(&self.ledger.replay(thread).unwrap());
            prop_assert_eq!(&listed.summary, &replayed);
            prop_assert!(
                listed.summary.owner.is_none() || listed.summary.owner != listed.summary.backup
            );
        }
        Ok(())
    }

    /// Nothing that fsck finds fault with.
    fn verify(&self) -> Result<(), TestCaseError> {
        let report = baton::store::fsck(self.ledger.path(), None).unwrap();
        prop_assert!(report.is_clean(), "{:?}", report.problems);
        Ok(())
    }

    /// Which threads a mail points to without joining them, by the subjects that they are shown with.
    fn conflicts(&self) -> BTreeSet<(String, BTreeSet<String>)> {
        let subject = |thread: &ThreadId| {
            let threads = self.ledger.threads(true).unwrap();
            threads.into_iter().find(|listed| listed.summary.thread == *thread).unwrap().subject
        };
        let conflicts = self.ledger.conflicts().unwrap();
        conflicts
            .iter()
            .map(|(thread, others)| (subject(thread), others.iter().map(subject).collect()))
            .collect()
    }

    /// The parts that the messages fall into, and where each stands, without regard to numbers.
    fn partition(&self) -> BTreeSet<(BTreeSet<String>, String)> {
        let mut parts = BTreeSet::new();
        for listed in self.ledger.threads(true).unwrap() {
            let messages = self.ledger.messages(listed.summary.thread).unwrap();
            let ids = messages.iter().filter_map(|message| message.message_id.clone()).collect();
            let summary = &listed.summary;
            let state = format!(
                "{:?} {:?} {:?} {:?} {}",
                summary.stand,
                summary.stands_since,
                summary.unanswered_since,
                summary.first_at,
                listed.subject
            );
            parts.insert((ids, state));
        }
        parts
    }
}

fn doing(member: i64, now: Timestamp) -> Doing {
    Doing::new(Actor::member(MemberId(member)), now)
}

fn arrival(mail: &Mail) -> Arrival {
    let us = Address::new("Maya", "support@example.org");
    let customer = Address::new("Ana", &format!("ana{}@example.com", mail.number % 5));
    let (from, to) = if mail.ours { (us, customer) } else { (customer, us) };
    let headers = Headers {
        message_id: Some(format!("{}@example.com", mail.number)),
        references: mail.answers.iter().map(|n| format!("{n}@example.com")).collect(),
        from: Some(from),
        to: vec![to],
        // Each second one repeats the subject of another, which may come to be in another thread.
        subject: format!("{}mail {}", ["", "Re: "][mail.number % 2], mail.number / 2),
        ..Headers::default()
    };
    let received_at = start() + TimeDelta::minutes(mail.minute);
    Arrival {
        item: format!("{:010}", mail.number + 1),
        headers,
        received_at,
        size: 1,
        unreadable: None,
    }
}

fn note(reader: MemberId) -> NewNote {
    NewNote { text: "hm".into(), reader: Some(reader), ..NewNote::default() }
}

fn task_for(customer: CustomerId) -> NewTask {
    NewTask {
        title: format!("send {customer}"),
        owner: None,
        due: None,
        priority: Priority::High,
        customer: None,
    }
}

fn decide(
    thread: &Thread,
    verb: u8,
    me: MemberId,
    other: MemberId,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    let later = now + TimeDelta::hours(2);
    let task = || NewTask {
        title: "call".into(),
        owner: None,
        due: Some(later),
        priority: Priority::ALL[usize::from(verb) % 4],
        customer: None,
    };
    match verb % 16 {
        0 | 1 => thread.claim(me, Claim::default(), now),
        2 => thread.release(me, now),
        3 => thread.assign(me, other, (verb > 100).then_some(me), None, None),
        4 => Ok(thread.note(note(other))),
        5 => thread.next(me, task()),
        6 => thread.done(me, (verb > 128).then(task)),
        7 => Ok(thread.wait(WaitingOn::Member(other), None, None, Some(later))),
        8 => Ok(thread.wait(WaitingOn::Customer, None, None, None)),
        9 => thread.close(verb > 128, None),
        10 => Ok(thread.reopen(None)),
        11 => thread.offer(
            (other, &[]),
            Brief { next: "go".into(), ..Brief::default() },
            None,
            later,
            now,
        ),
        12 => thread.accept(me, now),
        13 => thread.ack(me, now),
        14 => Ok(thread.score(verb / 16 % 5 + 1, None)),
        _ => thread.decline(me, None, now),
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let arrive = (0..12usize).prop_map(Step::Arrive);
    let command = (any::<u8>(), 1i64..8, 1i64..4)
        .prop_map(|(verb, thread, member)| Step::Command { verb, thread, member });
    let two = || (1i64..8, 1i64..8).prop_map(|(one, other)| [one, other]);
    let merge = (two(), 1i64..4).prop_map(|(threads, member)| Step::Merge { threads, member });
    let split = (1i64..8, 0..4usize, 1i64..4).prop_map(|(thread, message, member)| Step::Split {
        thread,
        message,
        member,
    });
    let part = (two(), 1i64..4).prop_map(|(threads, member)| Step::Part { threads, member });
    let undo = (1i64..4, proptest::option::of(1i64..60))
        .prop_map(|(member, entry)| Step::Undo { member, entry });
    let deed = proptest::sample::select(&[
        TeamDeed::Grant,
        TeamDeed::Revoke,
        TeamDeed::Away,
        TeamDeed::Back,
        TeamDeed::Remove,
        TeamDeed::Rejoin,
        TeamDeed::Customer,
        TeamDeed::Customer,
        TeamDeed::NobodysCustomer,
        TeamDeed::Annotate,
        TeamDeed::Begin,
        TeamDeed::End,
    ]);
    let team = (deed, 1i64..4, 1i64..4).prop_map(|(deed, member, other)| Step::Team {
        deed,
        member,
        other,
    });
    let customers = (1i64..8, 1i64..8).prop_map(|(one, other)| [one, other]);
    let customer = (any::<u8>(), 1i64..4, customers)
        .prop_map(|(verb, member, customers)| Step::Customer { verb, member, customers });
    let step = prop_oneof![
        4 => arrive, 4 => command, 1 => merge, 1 => split, 1 => part, 3 => undo, 3 => team, 4 => customer
    ];
    proptest::collection::vec(step, 1..60)
}

#[test]
fn mails_of_the_same_second_are_in_the_same_order_whichever_came_first() {
    let mail = |number, answers| Mail { number, answers, ours: false, minute: 7 };
    let mails = [mail(1, vec![]), mail(2, vec![1]), mail(3, vec![1])];
    let (mut straight, mut reversed) = (Rig::new(), Rig::new());
    straight.receive(&mails.iter().collect::<Vec<_>>(), start());
    reversed.receive(&mails.iter().rev().collect::<Vec<_>>(), start());
    assert_eq!(straight.partition(), reversed.partition());
}

/// A sync knows the team as it was when it began.
#[test]
fn mail_taken_in_while_the_team_changed_is_judged_anew_at_the_next_sync() {
    let mut rig = Rig::new();
    let before = rig.us.clone();
    rig.ledger.rejudge(&before, start()).unwrap();
    let bob = ["ana1@example.com".to_owned()];
    let bob = NewMember::new("bob", "bob", &bob, Role::Agent);
    rig.ledger.add_member(&bob, Actor::BATON, start()).unwrap().unwrap();
    let after = Us { team: rig.ledger.team().unwrap(), ..before.clone() };
    rig.ledger.rejudge(&after, start()).unwrap();
    rig.receive(&[&Mail { number: 1, answers: vec![], ours: false, minute: 0 }], start());
    assert_eq!(rig.ledger.rejudge(&after, start()).unwrap(), 1);
    assert_eq!(rig.ledger.rejudge(&after, start()).unwrap(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_stored_state_equals_the_replay(mails in mails(12, 3), steps in steps()) {
        let mut rig = Rig::new();
        let mut past = Vec::new();
        for (minute, step) in steps.into_iter().enumerate() {
            let now = start() + TimeDelta::minutes(100 * minute as i64);
            match step {
                Step::Arrive(number) => rig.receive(&[&mails[number]], now),
                Step::Customer { verb, member, customers } => {
                    rig.customer(verb, member, customers, now);
                }
                Step::Command { verb, thread, member } => rig.command(verb, thread, member, now),
                Step::Merge { threads, member } => rig.merge(threads, member, now),
                Step::Split { thread, message, member } => rig.split(thread, message, member, now),
                Step::Part { threads, member } => rig.part(threads, member, now),
                Step::Undo { member, entry } => rig.undo(member, entry, now),
                Step::Team { deed, member, other } => rig.team(deed, member, other, now),
            }
            rig.check()?;
            rig.check_team()?;
            rig.check_days()?;
            rig.check_customers()?;
            past.push((rig.ledger.position().unwrap(), now, Rig::seen(&rig.ledger)));
        }
        rig.check_past(&past)?;
        // What members decided survives: the same mail once more changes nothing.
        let before = rig.partition();
        rig.receive(&mails.iter().filter(|mail| rig.has(mail)).collect::<Vec<_>>(), start());
        prop_assert_eq!(rig.partition(), before);
        rig.verify()?;
    }

    /// Mail that names more threads than may be joined included.
    #[test]
    fn any_order_of_arrival_in_any_batches_and_processes_gives_the_same_threads(
        mails in mails(16, 10),
        order in Just((0..16usize).collect::<Vec<_>>()).prop_shuffle(),
        sizes in proptest::collection::vec(1usize..6, 16),
    ) {
        let (mut straight, mut shuffled) = (Rig::new(), Rig::new());
        straight.receive(&mails.iter().collect::<Vec<_>>(), start());
        let order: Vec<&Mail> = order.iter().map(|number| &mails[*number]).collect();
        let mut rest = order.as_slice();
        for size in sizes {
            let (batch, later) = rest.split_at(size.min(rest.len()));
            shuffled.receive(batch, start());
            shuffled.reopen();
            rest = later;
        }
        // Taken in once more, nothing changes.
        shuffled.receive(&order, start());
        // Nor where some had vanished.
        let lies: Vec<String> = shuffled.ledger.items(shuffled.mailbox.id).unwrap();
        shuffled.ledger.vanish(shuffled.mailbox.id, &lies[..5], start()).unwrap();
        shuffled.check()?;
        shuffled.receive(&order, start());
        prop_assert_eq!(straight.partition(), shuffled.partition());
        prop_assert_eq!(straight.conflicts(), shuffled.conflicts());
        shuffled.check()?;
        straight.verify()?;
        shuffled.verify()?;
    }
}
