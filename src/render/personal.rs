//! One member's digest: as what they are asked, and what they may do about it.

use super::{View, reason};
use crate::domain::absence::Stead;
use crate::domain::access::Power;
use crate::domain::entry::WaitingOn;
use crate::domain::ids::MemberId;
use crate::domain::review::{Capacity, Item, Reason, Review, capacity};
use crate::domain::time::Timestamp;

/// "yours", "for maya, away until Fri 27 Nov", "sam offers it to you", "jordan's, and waits for you".
pub fn asked(me: MemberId, item: &Item, view: &View) -> Option<String> {
    let summary = &item.listed.summary;
    let owner = match summary.owner {
        Some(owner) => format!("{}'s", view.member(owner)),
        None => "nobody's".to_owned(),
    };
    Some(match capacity(me, summary, view.policy, view.now)? {
        Capacity::Acts(Stead::Owner) => "yours".to_owned(),
        Capacity::Acts(Stead::Cover { of, until }) => instead(of, until, "", view),
        Capacity::Acts(Stead::Backup { of: Some((of, until)) }) => {
            instead(of, until, "; you are the backup", view)
        }
        Capacity::Acts(Stead::Backup { of: None }) => format!("{owner}, and you are the backup"),
        Capacity::Acts(Stead::Level { level }) => format!("{owner}, and you see to level {level}"),
        Capacity::Acts(Stead::Duty) => format!("{owner}, and you are on duty"),
        Capacity::Offered { by } => format!("{} offers it to you", view.member(by)),
        Capacity::Blocks => format!("{owner}, and waits for you"),
        Capacity::Promised => format!("{owner}, and you promised something"),
    })
}

fn instead(of: MemberId, until: Option<Timestamp>, as_what: &str, view: &View) -> String {
    let until = until.map(|until| format!(" until {}", view.until(until))).unwrap_or_default();
    match view.has_left(of) {
        true => format!("for {}, who has left{as_what}", view.member(of)),
        false => format!("for {}, away{until}{as_what}", view.member(of)),
    }
}

/// "4 yours, 2 for maya (away), 1 offered to you"; nothing where there is nothing.
pub fn hands(review: &Review, view: &View) -> String {
    let mut parts: Vec<(String, usize)> = Vec::new();
    for (capacity, count) in review.hands.iter() {
        let what = match capacity {
            Capacity::Acts(Stead::Owner) => "yours".to_owned(),
            Capacity::Acts(Stead::Cover { of, .. } | Stead::Backup { of: Some((of, _)) }) => {
                let why = if view.has_left(of) { "has left" } else { "away" };
                format!("for {} ({why})", view.member(of))
            }
            Capacity::Acts(Stead::Backup { of: None }) => "with you as backup".to_owned(),
            Capacity::Acts(Stead::Level { level }) => format!("at level {level}"),
            Capacity::Acts(Stead::Duty) => "on duty".to_owned(),
            Capacity::Offered { .. } => "offered to you".to_owned(),
            Capacity::Blocks => "waiting for you".to_owned(),
            Capacity::Promised => "with a promise of yours".to_owned(),
        };
        match parts.iter_mut().find(|(known, _)| *known == what) {
            Some((_, sum)) => *sum += count,
            None => parts.push((what, count)),
        }
    }
    parts.iter().map(|(what, count)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
}

/// What to type: of a member's digest only what they may do.
pub fn command(item: &Item, reader: Option<MemberId>, view: &View) -> String {
    let (thread, reason) = (item.listed.summary.thread, &item.reason);
    let usual = || reason::command(thread, reason, view);
    let Some(me) = reader else { return usual() };
    let may = |power| view.team.right(me, power, view.now).is_some();
    if !may(Power::Work) {
        return match who_may(Power::Work, me, view) {
            Some(other) => format!("baton show {thread}  # you may read it: ask {other}"),
            None => format!("baton show {thread}"),
        };
    }
    let tell = |power, what: &str| match who_may(power, me, view) {
        Some(other) => format!("baton note {thread} TEXT --for {other}  # who may {what}"),
        None => format!("baton show {thread} --why"),
    };
    match reason {
        Reason::Escalated { .. } if !may(Power::Escalate) => tell(Power::Escalate, "deescalate it"),
        Reason::Conflict { others, .. } if others.len() == 1 && !may(Power::Merge) => {
            tell(Power::Merge, "merge or split it")
        }
        // That it waits no more is for whoever acts for it to say.
        Reason::WaitingInternal { on: WaitingOn::Member(on), .. }
            if *on == me && !acts(me, item, view) && !may(Power::Others) =>
        {
            match item.listed.summary.effective_owner(view.policy, view.now) {
                Some(other) => {
                    let other = view.member(other);
                    format!("baton note {thread} TEXT --for {other}  # once it is settled")
                }
                None => usual(),
            }
        }
        _ => usual(),
    }
}

fn acts(me: MemberId, item: &Item, view: &View) -> bool {
    let summary = &item.listed.summary;
    summary.owner.is_none() || summary.effective_owner(view.policy, view.now) == Some(me)
}

/// Somebody else who may do it: by name the first.
fn who_may(power: Power, me: MemberId, view: &View) -> Option<String> {
    let mut others = view.team.who_may(power, view.now).filter(|member| member.id != me);
    others.next().map(|member| view.member(member.id))
}
