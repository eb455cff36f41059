//! Who is away, who stands in, and who acts now, in words.

use super::table::{self, Cell, Form};
use super::{View, json, safe};
use crate::domain::absence::{Absence, AbsenceRefused, Absences, Acting, Stead};
use crate::domain::ids::MemberId;
use crate::domain::roster::Ownership;
use crate::domain::summary::Summary;
use crate::domain::time::Timestamp;
use crate::error::Error;
use serde_json::{Value, json};

/// " until Fri 2 Jan"; nothing where nobody knows.
fn until(at: Option<Timestamp>, view: &View) -> String {
    at.map(|at| format!(" until {}", view.until(at))).unwrap_or_default()
}

/// "until Fri 2 Jan"; with its beginning where that is to come: "from Mon 22 Dec until Fri 2 Jan".
fn span(absence: &Absence, view: &View) -> String {
    let from = match absence.from > view.now {
        true => format!(" from {}", view.from(absence.from)),
        false => String::new(),
    };
    format!("{from}{}", until(absence.until, view))
}

/// "maya is away until Fri 2 Jan", or "maya has left"
pub fn away(absence: &Absence, view: &View) -> String {
    if view.has_left(absence.member) {
        return format!("{} has left", view.member(absence.member));
    }
    format!("{} is away{}", view.member(absence.member), span(absence, view))
}

/// "maya is away until Fri 2 Jan, covered by jordan (away from Mon 28 Dec until Wed 30 Dec, covered by sam)"
pub fn sentence(absence: &Absence, absences: &Absences, view: &View) -> String {
    let mut text = away(absence, view);
    let (mut last, mut depth) = (*absence, 0);
    while let Some(cover) = last.cover {
        text += &format!(", covered by {}", view.member(cover));
        let meets = |other: &&Absence| other.member == cover && other.meets(&last);
        let also = absences.iter().filter(meets).min_by_key(|other| other.from);
        // Only the first time that a cover is away is told; more than a few covers nobody reads.
        let Some(also) = also.filter(|_| depth < 5) else { break };
        text += &format!(" (away{}", span(also, view));
        (last, depth) = (*also, depth + 1);
    }
    if last.cover.is_none() {
        text += ", covered by nobody";
    }
    text + &")".repeat(depth)
}

/// "maya is away until Fri 2 Jan and nobody covers"; "…, and so is jordan, who covers".
pub fn vacant(absence: &Absence, view: &View) -> String {
    match absence.cover {
        None => format!("{} and nobody covers", away(absence, view)),
        Some(cover) => {
            format!("{}, and so is {}, who covers", away(absence, view), view.member(cover))
        }
    }
}

/// Who should act now and why, where that is not simply the owner: "jordan (covers maya until Fri 2 Jan)".
pub fn acting(summary: &Summary, view: &View) -> Option<String> {
    let Summary { owner, backup, .. } = *summary;
    let nearer = acting_of(Ownership { owner, backup }, view);
    let last = summary.acting(view.policy, view.now).filter(Acting::is_last_resort);
    let Some(last) = last else { return nearer };
    let why_not = nearer.as_deref().and_then(|nobody| nobody.strip_prefix("nobody: "));
    let why = last_resort(last, view);
    Some(format!("{} ({why}; {})", view.member(last.member), why_not.unwrap_or("nobody owns it")))
}

/// Why somebody acts for whom nobody nearer is there: "on duty until Fri 17:00".
fn last_resort(acting: Acting, view: &View) -> String {
    match acting.why {
        Stead::Level { level } => match view.policy.level_name(level) {
            Some(name) => format!("an owner of level {level}, {}", safe::line(name)),
            None => format!("an owner of level {level}"),
        },
        _ => format!("on duty{}", until(duty_until(view), view)),
    }
}

/// When the duty of whoever is on duty now ends.
pub fn duty_until(view: &View) -> Option<Timestamp> {
    view.policy.resort.on_duty(&view.policy.absences, view.now)?.1.until
}

/// "sam is on duty until Fri 17:00": who sees to what nobody owns.
pub fn meanwhile(acting: Acting, view: &View) -> String {
    format!("{} is {}", view.member(acting.member), last_resort(acting, view))
}

/// [`acting`] for whatever has an owner and a backup.
pub fn acting_of(whose: Ownership, view: &View) -> Option<String> {
    let Ownership { owner, backup } = whose;
    let absence = |member: Option<MemberId>| {
        member.and_then(|member| view.policy.absences.of(member, view.now)).copied()
    };
    let backup_away = absence(backup);
    let Some(acting) = view.policy.absences.acting(owner, backup, view.now) else {
        return match (absence(owner), backup_away) {
            (Some(owner), None) => Some(format!("nobody: {}", vacant(&owner, view))),
            (Some(owner), Some(backup)) => Some(format!(
                "nobody: {}; {}, the backup",
                vacant(&owner, view),
                away(&backup, view)
            )),
            (None, Some(backup)) => {
                Some(format!("nobody: it has no owner, and {}, the backup", away(&backup, view)))
            }
            (None, None) => None,
        };
    };
    let name = view.member(acting.member);
    match acting.why {
        // Those act for threads, by [`acting`].
        Stead::Owner | Stead::Level { .. } | Stead::Duty => None,
        Stead::Backup { of: None } if Some(acting.member) == backup => {
            Some(format!("{name} (backup; nobody owns it)"))
        }
        Stead::Cover { of, .. } if view.has_left(of) => {
            Some(format!("{name} ({} has left)", view.member(of)))
        }
        Stead::Cover { of, until: at } => {
            Some(format!("{name} (covers {}{})", view.member(of), until(at, view)))
        }
        Stead::Backup { of: Some((of, _)) } if view.has_left(of) => {
            Some(format!("{name} (backup; {} has left)", view.member(of)))
        }
        Stead::Backup { of: Some((of, at)) } => {
            Some(format!("{name} (backup; {} is away{})", view.member(of), until(at, view)))
        }
        Stead::Backup { of: None } => {
            let backup = backup_away.map(|absence| away(&absence, view)).unwrap_or_default();
            Some(format!("{name} (covers the backup; {backup})"))
        }
    }
}

/// The owner, and who acts in their stead: "maya (away: jordan)"; "maya (away)" is nobody.
pub fn owner(summary: &Summary, view: &View) -> Option<String> {
    let owner = view.member(summary.owner?);
    if summary.away(view.policy, view.now).is_none() {
        return Some(owner);
    }
    let away =
        if summary.owner.is_some_and(|owner| view.has_left(owner)) { "left" } else { "away" };
    Some(match summary.effective_owner(view.policy, view.now) {
        Some(acting) => format!("{owner} ({away}: {})", view.member(acting)),
        None => format!("{owner} ({away})"),
    })
}

/// Why an absence was not entered or ended, and what to type instead.
pub fn refused(
    why: AbsenceRefused,
    member: MemberId,
    cover: Option<MemberId>,
    view: &View,
) -> Error {
    let name = |member| view.member(member);
    let who = name(member);
    match why {
        AbsenceRefused::NoMember { member } => {
            Error::refused(format!("{} is not in the team any more", name(member)))
                .hint("see who is: baton member list")
        }
        AbsenceRefused::CoversThemselves => Error::refused(format!("{who} cannot cover for {who}"))
            .hint("name somebody else with --cover"),
        AbsenceRefused::CoverIsViewer { cover } => {
            let cover = view.member(cover);
            Error::refused(format!("{cover} is a viewer, and can act for nobody"))
                .hint("name somebody else with --cover")
        }
        AbsenceRefused::Backwards => Error::refused("the absence would end before it begins")
            .hint("--until has to come after --from, which is now unless you say otherwise"),
        AbsenceRefused::Passed { until } => {
            Error::refused(format!("the absence would be over already: {}", view.stamp(until)))
                .hint("give an end that is to come with --until, or none")
        }
        AbsenceRefused::Overlaps { other } => {
            let back = match other.from > view.now {
                true => format!("baton back {who} --absence {}", other.entry),
                false => format!("baton back {who}"),
            };
            let over = other.until.is_some_and(|until| until <= view.now);
            let (verb, hint) = match over {
                true => ("was", "give a later --from".to_owned()),
                false => ("is", format!("end that first: {back}")),
            };
            let from = view.from(other.from);
            let message =
                format!("{who} {verb} away already, from {from}{}", until(other.until, view));
            Error::refused(message).hint(hint)
        }
        AbsenceRefused::Circle { through } => circle(&through, member, cover, view),
        AbsenceRefused::NotAway { next } => {
            let error = Error::refused(format!("{who} is not away"));
            match next {
                None => error.hint("see who is: baton away --list"),
                Some(next) => error.hint(format!(
                    "to drop the absence{}: baton back {who} --absence {}",
                    span(&next, view),
                    next.entry
                )),
            }
        }
        AbsenceRefused::NoSuchAbsence { entry } => {
            Error::refused(format!("{who} has no absence {entry} that is not over"))
                .hint("see their numbers: baton away --list")
        }
    }
}

/// "maya -> jordan -> maya"
fn circle(through: &[Absence], member: MemberId, cover: Option<MemberId>, view: &View) -> Error {
    let round =
        [Some(member), cover].into_iter().chain(through.iter().map(|absence| absence.cover));
    let round: Vec<String> = round.flatten().map(|member| view.member(member)).collect();
    let error =
        Error::refused(format!("the covers would go round in a circle: {}", round.join(" -> ")));
    let Some(last) = through.last() else { return error };
    let who = view.member(last.member);
    let change = match last.from > view.now {
        true => format!("baton back {who} --absence {}", last.entry),
        false => format!("baton back {who}"),
    };
    error.hint(format!(
        "name another cover, or change the absence in which {} covers {who}{}: {change}, then baton away {who} --cover …",
        view.member(member),
        span(last, view)
    ))
}

/// "12 open threads"
pub fn threads(count: usize) -> String {
    match count {
        1 => "1 open thread".to_owned(),
        n => format!("{n} open threads"),
    }
}

/// "maya is back; 12 open threads"; for one that had not begun that it is dropped.
pub fn back(ended: &Absence, open: usize, view: &View) -> String {
    let (who, threads) = (view.member(ended.member), threads(open));
    if ended.from > view.now {
        return format!("{who} is not away{}; {threads}", span(ended, view));
    }
    match view.policy.absences.of(ended.member, view.now) {
        Some(still) => format!("{}; {threads}", away(still, view)),
        None => format!("{who} is back; {threads}"),
    }
}

/// An absence with what was said about it.
pub struct Told {
    pub absence: Absence,
    pub note: Option<String>,
    /// It is in the ledger, under its number.
    pub written: bool,
}

/// Absences, the first to begin first.
pub fn list(told: &[Told], view: &View, form: Form) -> Result<String, Error> {
    let people = matches!(form, Form::Aligned { .. });
    let utc = |at: Timestamp| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let rows: Vec<Vec<Cell>> = told
        .iter()
        .map(|Told { absence, note, .. }| {
            let (from, until) = match people {
                true => (view.from(absence.from), absence.until.map(|until| view.until(until))),
                false => (utc(absence.from), absence.until.map(utc)),
            };
            let acts = acts(absence, view).map(|member| view.member(member));
            vec![
                Some(absence.entry.to_string()),
                Some(view.member(absence.member)),
                Some(from),
                until,
                absence.cover.map(|cover| view.member(cover)),
                acts,
                note.clone(),
            ]
        })
        .collect();
    table::render(&["entry", "member", "from", "until", "cover", "acts", "note"], &rows, form)
}

/// Who stands in now, or when it begins; the backups of threads are not counted.
fn acts(absence: &Absence, view: &View) -> Option<MemberId> {
    view.policy.absences.stands_in(absence.member, absence.from.max(view.now))
}

/// `away --list`.
pub fn list_json(told: &[Told], view: &View) -> String {
    let absences: Vec<Value> = told.iter().map(|told| shape(told, view)).collect();
    json::answer(json!({ "absences": absences }))
}

/// An absence in its shape.
pub fn shape(told: &Told, view: &View) -> Value {
    let Told { absence, note, written } = told;
    let name = |member: MemberId| view.team.name(member);
    json!({
        "entry": written.then_some(absence.entry.0),
        "member": name(absence.member),
        "from": json::time(absence.from),
        "until": absence.until.map(json::time),
        "cover": absence.cover.map(name),
        "acts": acts(absence, view).map(name),
        "note": note,
        "now": absence.is_on(view.now),
    })
}
