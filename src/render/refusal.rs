//! Why something was refused, in words, with what to type next.

use super::View;
use crate::domain::ids::ThreadId;
use crate::domain::thread::Refusal;
use crate::error::Error;

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
        Refusal::NotOwned => {
            refused(format!("{thread} has no owner")).hint(format!("take it: baton claim {thread}"))
        }
        Refusal::OfferedToYou { by } => {
            refused(format!("{thread} is offered to you by {}", name(by)))
                .hint(format!("baton accept {thread}, or: baton decline {thread} --reason …"))
        }
        Refusal::HandoffToSelf => refused(format!("{thread} is yours already")),
        Refusal::OfferPending { to } => {
            refused(format!("{thread} is offered to {} already", name(to)))
                .hint(format!("take the offer back first: baton withdraw {thread}"))
        }
        Refusal::NoOffer => refused(format!("nobody has offered {thread}"))
            .hint(format!("see who owns it: baton show {thread}")),
        Refusal::OfferLapsed { at } => {
            refused(format!("the offer of {thread} lapsed {}", view.when(at)))
                .hint("ask for it again: the owner can run baton handoff once more")
        }
        Refusal::OfferNotToYou { to } => {
            refused(format!("{thread} is offered to {}, not to you", name(to)))
        }
        Refusal::OfferNotFromYou { by } => {
            refused(format!("{thread} was offered by {}: only they can take that back", name(by)))
        }
        Refusal::BackupIsOwner { member } => {
            refused(format!("{} cannot be owner and backup of {thread}", name(member)))
        }
        Refusal::NoNote => refused(format!("{thread} has no unread note for you"))
            .hint(format!("see its notes: baton show {thread}")),
        Refusal::NoTask => refused(format!("{thread} has no open task"))
            .hint(format!("add one: baton next {thread} TEXT --due DATE")),
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
