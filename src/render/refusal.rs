//! Why something was refused, in words, with what to type next.

use super::headline::possessive;
use super::{View, safe};
use crate::domain::access::Power;
use crate::domain::ids::{Seq, TaskId, ThreadId};
use crate::domain::member::Role;
use crate::domain::membership::{Burden, NotChanged};
use crate::domain::task::TaskStatus;
use crate::domain::thread::Refusal;
use crate::domain::undo::NotUndone;
use crate::error::{Error, Kind};
use std::cmp::Reverse;

/// The error that a refusal is for the user.
///
/// `me` is the name of whoever was refused: it belongs into what the other may type.
pub fn explain(thread: ThreadId, refusal: Refusal, me: &str, view: &View) -> Error {
    let name = |member| view.member(member);
    let refused = |message: String| Error::refused(message);
    match refusal {
        Refusal::Closed => {
            refused(format!("{thread} is closed")).hint(format!("baton reopen {thread}"))
        }
        Refusal::AlreadyOwned { by, since } => {
            let owner = name(by);
            refused(format!("{thread} is owned by {owner} since {}", view.when(since)))
                .hint(format!("{owner} can pass it on: baton handoff {thread} {me}"))
        }
        Refusal::Held { by, until } => {
            let (holder, until) = (name(by), view.when(until));
            refused(format!("{thread} is held by {holder} until {until}: a reply is being written"))
                .hint(format!("ask {holder}, or wait: baton check {thread}"))
        }
        Refusal::NotStandingIn => {
            refused(format!("you are neither backup of {thread} nor cover for its owner now"))
                .hint(format!("see who acts: baton show {thread}"))
        }
        Refusal::NotEscalated => refused(format!("{thread} is not escalated"))
            .hint(format!("send it up: baton escalate {thread} --level N --reason TEXT")),
        Refusal::Denied { power } => denied(power, view),
        Refusal::Viewer { member } => {
            refused(format!("{} is a viewer, and can do nothing with it", name(member)))
                .hint("name somebody else: baton member list")
        }
        Refusal::Left { member } => refused(format!("{} has left the team", name(member)))
            .hint("name somebody else: baton member list"),
        Refusal::NotUndone { entry, why } => not_undone(entry, why),
        Refusal::NotOwned => {
            refused(format!("{thread} has no owner")).hint(format!("take it: baton claim {thread}"))
        }
        Refusal::OfferedToYou { by } => {
            refused(format!("{thread} is offered to you by {}", name(by)))
                .hint(format!("baton accept {thread}, or: baton decline {thread} --reason …"))
        }
        Refusal::HandoffToOwner { owner } if name(owner) == me => {
            refused(format!("{thread} is yours already"))
        }
        Refusal::HandoffToOwner { owner } => {
            refused(format!("{thread} is {} already", possessive(&name(owner))))
        }
        Refusal::OfferPending { to, more } => {
            refused(format!("{thread} is offered to {} already", and_more(name(to), more)))
                .hint(format!("take the offer back first: baton withdraw {thread}"))
        }
        Refusal::NoOffer => refused(format!("nobody has offered {thread}"))
            .hint(format!("see who owns it: baton show {thread}")),
        Refusal::OfferLapsed { at } => {
            refused(format!("the offer of {thread} lapsed {}", view.when(at)))
                .hint("ask for it again: the owner can run baton handoff once more")
        }
        Refusal::OfferNotToYou { to, more } => {
            refused(format!("{thread} is offered to {}, not to you", and_more(name(to), more)))
        }
        Refusal::BackupIsOwner { member } => {
            refused(format!("{} cannot be owner and backup of {thread}", name(member)))
        }
        Refusal::NoNote => refused(format!("{thread} has no unread note for you"))
            .hint(format!("see its notes: baton show {thread}")),
        Refusal::NotYours { owner } => {
            let owner = name(owner);
            refused(format!("{thread} is {owner}'s: only they can say that it still is"))
                .hint(format!("ask {owner}, or take it over: baton assign {thread} {me}"))
        }
        Refusal::NoTask => refused(format!("{thread} has no open task"))
            .hint(format!("add one: baton next {thread} TEXT --due DATE")),
        Refusal::NoSuchTask { task } => no_such_task(task),
        Refusal::TaskEnded { task, status } => task_ended(task, status),
        Refusal::TasksOpen { count } => {
            let tasks =
                if count == 1 { "an open task".to_owned() } else { format!("{count} open tasks") };
            refused(format!("{thread} has {tasks}, so it is not closed"))
                .hint(format!("baton done {thread}, or: baton close {thread} --drop-tasks"))
        }
        Refusal::TwoOwners { other, owners: (mine, theirs) } => {
            refused(format!("{thread} is owned by {}, {other} by {}", name(mine), name(theirs)))
                .hint(format!(
                    "say whose it is then: baton merge {thread} {other} --owner {}",
                    name(mine)
                ))
        }
        Refusal::OneAlready => refused(format!("these are one thread already, {thread}"))
            .hint(format!("see its messages: baton show {thread}")),
        Refusal::NoSuchMessage => refused(format!("{thread} has no such message"))
            .hint(format!("see its messages: baton show {thread} --why")),
        Refusal::TwoAlready { other } => {
            refused(format!("{thread} and {other} are two threads already, and no mail links them"))
                .hint(format!(
                    "a message is m{other}, as show --why counts: baton split {thread} m{other}"
                ))
        }
        Refusal::NothingStays => refused(format!(
            "all of {thread} answers that message: nothing would stay"
        ))
        .hint(format!("name the first message that is to leave; see: baton show {thread} --why")),
    }
}

pub fn no_such_task(task: TaskId) -> Error {
    Error::refused(format!("there is no task {task}"))
        .hint("see their numbers: baton task list --all")
}

pub fn task_ended(task: TaskId, status: TaskStatus) -> Error {
    Error::refused(format!("task {task} is {} already", status.word()))
        .hint(format!("if it is not: baton task set {task} --status open"))
}

/// "jordan and 2 more"
fn and_more(name: String, more: usize) -> String {
    if more == 0 { name } else { format!("{name} and {more} more") }
}

/// Why a member was not made, changed or let go.
pub fn unmade(member: &str, refused: NotChanged, view: &View) -> Error {
    let member = safe::line(member);
    match refused {
        NotChanged::Denied(power) => denied(power, view),
        NotChanged::Beyond(role) => Error::new(
            Kind::Denied,
            format!("a grant to change members does not reach beyond your own role, and this takes {} {role}", article(role)),
        )
        .hint(ask(Power::Members, Some(role), view)),
        NotChanged::Taken(what) => Error::refused(safe::line(&what)),
        NotChanged::NotThere => Error::refused(format!("{member} is no member any more")),
        NotChanged::OnlyAdmin => Error::refused(format!("{member} is the only admin"))
            .hint("make somebody else an admin first: baton member set NAME --role admin"),
        NotChanged::ByRole(role) => Error::refused(format!("{member} is {role}, and may do that already"))
            .hint(format!("what {member} may: baton member access {member}")),
        NotChanged::TooLong => Error::usage("a grant lasts a year at most")
            .hint("give an earlier date; for longer there are roles: baton member set NAME --role ROLE"),
        NotChanged::NoGrant => Error::refused(format!("{member} has no such grant"))
            .hint(format!("what {member} may: baton member access {member}")),
        NotChanged::Burdened(burden) => burdened(&member, &burden, view),
        NotChanged::ToSelf => Error::usage(format!("{member} leaves, and cannot take it over")),
        NotChanged::ToViewer => Error::refused("a viewer can take nothing over")
            .hint("name somebody else after --to"),
        NotChanged::ToCovered => Error::refused(format!(
            "whom you name after --to is away, and {member} covers them: in the end nobody would act"
        ))
        .hint("name somebody else after --to"),
    }
}

/// What is a member's still, and how to pass it on.
fn burdened(member: &str, burden: &Burden, view: &View) -> Error {
    let threads = |what: &str, threads: &[ThreadId]| {
        let numbers: Vec<String> = threads.iter().map(ThreadId::to_string).collect();
        (!threads.is_empty()).then(|| format!("{what} {}", numbers.join(", ")))
    };
    let customers: Vec<String> = burden.customers.iter().map(|(c, _)| c.to_string()).collect();
    let promised: Vec<String> = burden.promised.iter().map(|(task, _)| task.to_string()).collect();
    let covered: Vec<String> = burden.covered.iter().map(|member| view.member(*member)).collect();
    let all = [
        threads("owns", &burden.owned),
        threads("backs up", &burden.backed),
        threads("has open tasks on", &burden.tasks),
        (!customers.is_empty())
            .then(|| format!("owns or backs up customer {}", customers.join(", "))),
        (!promised.is_empty()).then(|| format!("has open tasks {}", promised.join(", "))),
        (!covered.is_empty()).then(|| format!("covers {}", covered.join(", "))),
    ];
    let all: Vec<String> = all.into_iter().flatten().collect();
    Error::refused(format!("{member} {}", all.join("; ")))
        .hint(format!("pass all of it on: baton member remove {member} --to MEMBER"))
}

/// What is not permitted, and who may.
pub fn denied(power: Power, view: &View) -> Error {
    let role = power.least_role();
    Error::new(Kind::Denied, format!("only {} {role} may {}", article(role), power.meaning()))
        .hint(ask(power, None, view))
}

fn article(role: Role) -> &'static str {
    if matches!(role, Role::Agent | Role::Admin) { "an" } else { "a" }
}

/// Whom to ask: who may do it, by this role or a higher one; a few will do, those of the highest roles.
fn ask(power: Power, role: Option<Role>, view: &View) -> String {
    let who = view.team.who_may(power, view.now);
    let mut high: Vec<_> =
        who.filter(|member| role.is_none_or(|role| member.role >= role)).collect();
    high.sort_by_key(|member| Reverse(member.role));
    let who: Vec<String> = high.iter().take(3).map(|member| view.member(member.id)).collect();
    format!("ask {}; what you may: baton member access", who.join(" or "))
}

/// Why an entry is not taken back, and what to type instead.
pub fn not_undone(entry: Seq, why: NotUndone) -> Error {
    let refused = |why: &str| Error::refused(format!("entry {entry} cannot be taken back: {why}"));
    match why {
        NotUndone::Already { by } => refused(&format!("entry {by} has done so already"))
            .hint(format!("to have it count again: baton undo {by}")),
        NotUndone::Later { entry: later } => {
            refused(&format!("what came later stands on it, entry {later}"))
                .hint(format!("take that back first: baton undo {later}"))
        }
        NotUndone::ByRule => refused("baton did it by a rule, and would do it again")
            .hint("say what should be true instead: baton handoff, assign or reopen"),
        NotUndone::Happened => refused("it only says what happened"),
        NotUndone::Ledger => refused("it made the ledger"),
        NotUndone::Member => refused("it is about who is a member")
            .hint("say what should be true instead: baton member add, set or remove"),
        NotUndone::Joined => refused("a mail joined the threads").hint("part them: baton split"),
        NotUndone::Merged { from, into } => refused("it made threads one")
            .hint(format!("part them: baton split {} {from}", into.unwrap_or(from))),
        NotUndone::Split => refused("it parted threads").hint("make them one: baton merge"),
        NotUndone::AddressTaken { by } => {
            refused(&format!("an address that it gave is customer {by}'s by now"))
                .hint(format!("see them: baton customer show {by}"))
        }
        NotUndone::ThreadClosed => {
            refused("the thread is closed, and a task of it would be open again")
                .hint("reopen it first: baton reopen")
        }
    }
}
