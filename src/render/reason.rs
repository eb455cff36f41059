//! Why a thread is in the review, in words, and the command that settles it.

use super::headline::blocker;
use super::{View, absence, headline, safe};
use crate::domain::ids::ThreadId;
use crate::domain::review::{Alone, DataProblem, Item, MailboxHealth, Reason, Section};
use crate::domain::sla::{Deadline, State, Target};
use crate::domain::span::Span;
use crate::domain::span::human;
use crate::domain::summary::Gone;
use crate::domain::time::Timestamp;

/// The heading of a section.
pub fn heading(section: Section) -> &'static str {
    match section {
        Section::NotesForYou => "Notes for you",
        Section::NoOwner => "No owner",
        Section::Sla => "SLA",
        Section::Escalated => "Escalated",
        Section::Duplicates => "Answered twice",
        Section::Overdue => "Overdue",
        Section::Promises => "Overdue for a customer",
        Section::DueToday => "Due today",
        Section::NoNextAction => "No next action",
        Section::WaitingInternal => "Waiting internally",
        Section::NeedsBackup => "Needs a backup",
        Section::Stale => "Stale",
        Section::Handoffs => "Handoffs not answered",
        Section::OwnerCheck => "Still the owner?",
        Section::StandingIn => "In somebody's stead",
        Section::Gone => "Gone",
        Section::Data => "Mail in doubt",
    }
}

/// Why it is in the review, and what of it was promised.
pub fn of_item(item: &Item, view: &View) -> String {
    let words = words(&item.reason, view);
    match item.promised {
        Some(deadline) => format!("{words}; {}", target(deadline, view)),
        None => words,
    }
}

/// "nobody owns it, the customer has waited since Fri 16:00".
pub fn words(reason: &Reason, view: &View) -> String {
    let since = |at: &Option<Timestamp>| {
        at.map(|at| format!(" since {}", view.when(at))).unwrap_or_default()
    };
    match reason {
        Reason::NoOwner { since: at, bounced_at, away, meanwhile } => {
            let why = match away {
                Some(away) => absence::vacant(away, view),
                None => "nobody owns it".to_owned(),
            };
            let meanwhile = meanwhile.map(|acting| absence::meanwhile(acting, view));
            let why = meanwhile.map_or(why.clone(), |meanwhile| format!("{why}; {meanwhile}"));
            match bounced_at {
                Some(at) => format!("{why}, and {}", bounced(*at, view)),
                None => format!("{why}, the customer has waited{}", since(at)),
            }
        }
        Reason::Sla { deadline, .. } => target(*deadline, view),
        Reason::Escalated { level } => {
            let until = level.until.map(|until| format!(" until {}", view.when(until)));
            let (to, since) = (headline::level(*level, view), view.when(level.since));
            format!("escalated to {to} since {since}{}", until.unwrap_or_default())
        }
        Reason::Duplicates { doubled } => {
            let apart = human((doubled.at - doubled.first_at).num_seconds());
            let (first, second) = (view.member(doubled.first_by), view.member(doubled.by));
            let asked = view.when(doubled.asked_at);
            format!("{first} and {second} both answered the mail of {asked}, {apart} apart")
        }
        Reason::Overdue { due, implied: true, .. } => {
            format!("no reply from the customer; a check was due {}", view.when(*due))
        }
        Reason::Overdue { text, due, owner, .. } => {
            let owner = view.member_or_dash(*owner);
            format!("\"{}\" was due {} ({owner})", safe::line(text), view.when(*due))
        }
        Reason::NoNextAction { owner, bounced_at: Some(at) } => {
            format!("{} owns it, and {}", view.member(*owner), bounced(*at, view))
        }
        Reason::NoNextAction { owner, .. } => {
            format!("{} owns it, and nothing is said about what comes next", view.member(*owner))
        }
        Reason::WaitingInternal { on, name, what, since: at } => {
            let what =
                what.as_ref().map(|what| format!(": {}", safe::line(what))).unwrap_or_default();
            format!("waits on {}{}{what}", blocker(*on, name.as_deref(), view), since(at))
        }
        Reason::NeedsBackup { owner, alone: Alone::Urgent } => {
            format!("urgent, and nobody stands behind {}", view.member(*owner))
        }
        Reason::NeedsBackup { owner, alone: Alone::Escalated } => {
            format!("escalated, and nobody stands behind {}", view.member(*owner))
        }
        Reason::NeedsBackup { alone: Alone::Away { absence: away, backup }, .. } => match backup {
            Some(backup) => {
                let vacant = absence::vacant(away, view);
                format!("{vacant}; {}, the backup, has it alone", view.member(*backup))
            }
            None => absence::vacant(away, view),
        },
        Reason::NeedsBackup { owner, alone: Alone::Load { open, limit } } => {
            let owner = view.member(*owner);
            format!("{owner} has {open} open threads, {} more than {limit}", open - limit)
        }
        Reason::OwnerCheck { owner, since, replies: 0, .. } => {
            format!("{} has done nothing here since {}", view.member(*owner), view.when(*since))
        }
        Reason::OwnerCheck { owner, since, replies, author } => owned_on_paper(
            &view.member(*owner),
            &view.when(*since),
            (*replies, &view.member_or_dash(*author)),
        ),
        Reason::StandingIn { of, until, since: at } => {
            let until = until.map(|at| format!(" until {}", view.until(at))).unwrap_or_default();
            format!("{} is away{until}; the customer has waited{}", view.member(*of), since(at))
        }
        Reason::Stale { since } => format!("no mail and no entry since {}", view.when(*since)),
        Reason::Handoff { from, to, since, lapses_at, next } => {
            let next = next.as_ref().map(|next| format!("; next: {}", safe::line(next)));
            format!(
                "{} offered it to {} {}, no answer yet; lapses {}{}",
                view.member(*from),
                headline::receivers(to.iter().copied(), view),
                view.when(*since),
                view.when(*lapses_at),
                next.unwrap_or_default()
            )
        }
        Reason::Gone { gone } => format!(
            "{} of {} is not in {} any more since {}, and nobody answered it",
            whose_mail(gone),
            view.when(gone.at),
            safe::line(&gone.vanished.from),
            view.when(gone.vanished.since)
        ),
        Reason::Conflict { others, .. } => format!(
            "a mail links it to {}, which {} not joined to it",
            others.iter().map(ThreadId::to_string).collect::<Vec<_>>().join(", "),
            if others.len() == 1 { "was" } else { "were" }
        ),
    }
}

/// The owner does nothing, and others answer.
fn owned_on_paper(owner: &str, since: &str, (replies, author): (usize, &str)) -> String {
    let wrote = match replies {
        1 => format!("{author} wrote the last reply"),
        n => format!("others wrote the last {n} replies, {author} the latest"),
    };
    format!("owned on paper: {wrote}; {owner} has done nothing here since {since}")
}

/// What was promised to the customer.
pub fn promised(target: Target) -> &'static str {
    match target {
        Target::FirstResponse => "first reply",
        Target::NextResponse => "reply",
        Target::Resolution => "resolution",
        Target::Update { .. } => "update",
    }
}

/// "first reply 2h over"; "reply in 45m".
pub fn distance(deadline: Deadline, view: &View) -> String {
    let (what, calendar) = (promised(deadline.target), &view.policy.calendar);
    match deadline.state {
        State::Breached => format!("{what} {} over", view.age(deadline.due)),
        State::Soon | State::Fine => {
            let left = calendar.working_seconds(view.now, deadline.due);
            format!("{what} in {}", calendar.age(left))
        }
    }
}

/// "first reply was due today 14:00, 2h over"; "reply due today 14:00, in 45m".
pub fn target(deadline: Deadline, view: &View) -> String {
    if let Target::Update { every, since, told } = deadline.target {
        return update((every, since, told), deadline.due, view);
    }
    let what = promised(deadline.target);
    let due = view.when(deadline.due);
    match deadline.state {
        State::Breached => format!("{what} was due {due}, {} over", view.age(deadline.due)),
        State::Soon | State::Fine => {
            let calendar = &view.policy.calendar;
            let left = calendar.age(calendar.working_seconds(view.now, deadline.due));
            format!("{what} due {due}, in {left}")
        }
    }
}

/// "update owed every 30m; last 09:10, due 09:40"
fn update((every, since, told): (Span, Timestamp, bool), due: Timestamp, view: &View) -> String {
    let last = if told { "last" } else { "escalated" };
    format!("update owed every {every}; {last} {}, due {}", view.clock(since), view.clock(due))
}

/// "Ana Lopez's mail"
fn whose_mail(gone: &Gone) -> String {
    match &gone.sender {
        None => "a mail".to_owned(),
        Some(sender) if sender.name.is_empty() => format!("{}'s mail", safe::line(&sender.address)),
        Some(sender) => format!("{}'s mail", safe::line(&sender.name)),
    }
}

/// "your reply bounced today 10:00": the customer never had it.
pub fn bounced(at: Timestamp, view: &View) -> String {
    format!("your reply bounced {}", view.when(at))
}

/// What stands between two commands of which one is enough.
pub const OR: &str = ", or: ";

/// What to type.
pub fn command(thread: ThreadId, reason: &Reason, view: &View) -> String {
    match reason {
        Reason::NoOwner { away: Some(_), .. } => format!("baton assign {thread} MEMBER"),
        Reason::NoOwner { .. } => format!("baton claim {thread}"),
        Reason::Sla { deadline: Deadline { target: Target::Resolution, .. }, .. } => {
            format!("baton close {thread}  # once it is settled")
        }
        Reason::Sla { deadline: Deadline { target: Target::Update { .. }, .. }, .. } => {
            format!("baton show {thread} --mail  # and write to the customer")
        }
        Reason::Sla { owner: None, .. } => format!("baton claim {thread}"),
        Reason::Sla { .. } => format!("baton show {thread} --mail  # and answer it"),
        Reason::Escalated { .. } => format!("baton deescalate {thread}  # once it is settled"),
        Reason::Duplicates { .. } => {
            format!("baton note {thread} TEXT  # who of you goes on with it")
        }
        Reason::Overdue { implied: true, .. } => {
            format!("baton close {thread}  # or write to them once more")
        }
        Reason::Overdue { .. } => format!("baton done {thread}"),
        Reason::NoNextAction { .. } => format!("baton next {thread} TEXT --due DATE"),
        Reason::NeedsBackup { owner, alone: Alone::Urgent | Alone::Escalated } => {
            format!("baton assign {thread} {} --backup MEMBER", view.member(*owner))
        }
        Reason::NeedsBackup { alone: Alone::Away { backup, .. }, .. } => {
            let backup = backup.map(|backup| view.member(backup));
            format!("baton assign {thread} {}", backup.as_deref().unwrap_or("MEMBER"))
        }
        Reason::NeedsBackup { alone: Alone::Load { .. }, .. } => {
            format!("baton assign {thread} MEMBER, or: baton handoff {thread} MEMBER")
        }
        Reason::OwnerCheck { owner, .. } => {
            format!(
                "baton confirm {thread}  # {}, or: baton assign {thread} MEMBER",
                view.member(*owner)
            )
        }
        Reason::StandingIn { .. } => format!("baton claim {thread}  # to hold it while you answer"),
        Reason::Handoff { .. } => format!("baton accept {thread}"),
        Reason::WaitingInternal { .. } => format!("baton reopen {thread}  # once that is settled"),
        Reason::Stale { .. } => format!("baton note {thread} TEXT"),
        Reason::Conflict { others, owner } => match others.as_slice() {
            [other] => {
                let owner = owner.map(|owner| format!(" --owner {}", view.member(owner)));
                let merge = format!("baton merge {thread} {other}{}", owner.unwrap_or_default());
                format!("baton split {thread} {other}, or: {merge}")
            }
            _ => format!("baton show {thread} --why"),
        },
        Reason::Gone { .. } => format!("baton close {thread}  # if nobody has to answer"),
    }
}

/// What is wrong with a mailbox.
pub fn mailbox_problem(health: &MailboxHealth, problem: DataProblem, view: &View) -> String {
    let name = safe::line(&health.name);
    let what = match problem {
        DataProblem::NeverRead => format!("{name} was never read to its end"),
        DataProblem::Old { at } => format!("{name} was last read {}", view.when(at)),
        DataProblem::Failed { at } => format!("{name} was last read {}", view.when(at)),
        DataProblem::CountsDiffer => format!(
            "{name}: the server has {} messages, the ledger {}",
            health.server.unwrap_or_default(),
            health.ledger
        ),
    };
    match &health.failed {
        Some(why) => format!("{what}; the last try: {}", safe::line(why)),
        None => what,
    }
}

/// "3 customers wait on bob, oldest since Tue 24 Nov" for each who blocks.
pub fn blockers(reasons: &[&Reason], view: &View) -> Vec<String> {
    let mut found: Vec<(String, usize, Option<Timestamp>)> = Vec::new();
    for reason in reasons {
        let Reason::WaitingInternal { on, name, since, .. } = reason else { continue };
        let who = blocker(*on, name.as_deref(), view);
        match found.iter_mut().find(|(known, ..)| *known == who) {
            Some((_, count, oldest)) => {
                *count += 1;
                *oldest = [*oldest, *since].into_iter().flatten().min();
            }
            None => found.push((who, 1, *since)),
        }
    }
    found
        .into_iter()
        .map(|(who, count, oldest)| {
            let customers = if count == 1 { "customer waits" } else { "customers wait" };
            let oldest =
                oldest.map(|at| format!(", oldest since {}", view.when(at))).unwrap_or_default();
            format!("{count} {customers} on {who}{oldest}")
        })
        .collect()
}
