//! Who is on duty, now and in the weeks to come.

use super::table::{Cell, Form};
use super::{View, json, safe};
use crate::domain::ids::MemberId;
use crate::domain::rota::{Duty, Rota, Shift};
use crate::domain::time::Timestamp;
use serde_json::{Value, json};

/// "first line: sam is on duty until Mon 30 Nov 09:00, for maya, who is away": a line for each.
pub fn standing(at: Timestamp, view: &View) -> Vec<String> {
    view.policy.resort.rotas.iter().map(|rota| stands(rota, at, view)).collect()
}

fn stands(rota: &Rota, at: Timestamp, view: &View) -> String {
    let name = safe::line(&rota.name);
    let Some(duty) = rota.duty(at, &view.policy.absences) else {
        let opens = rota.hours.as_ref().filter(|hours| !hours.is_open(at));
        let opens = opens.and_then(|hours| hours.opens_after(at));
        let opens = opens.map(|opens| format!(", its hours begin {}", view.when(opens)));
        let begins = rota.begins().filter(|begins| at < *begins);
        let begins = begins.map(|begins| format!(" before {}", view.when(begins)));
        return format!("{name}: nobody is on duty{}", begins.or(opens).unwrap_or_default());
    };
    let Duty { member, instead_of, until } = duty;
    let until = until.map(|until| format!(" until {}", view.until(until))).unwrap_or_default();
    let instead = instead_of.map(|of| format!(", for {}, {}", view.member(of), absent(of, view)));
    format!("{name}: {} is on duty{until}{}", view.member(member), instead.unwrap_or_default())
}

fn absent(member: MemberId, view: &View) -> &'static str {
    if view.has_left(member) { "who has left" } else { "who is away" }
}

/// Who stands in this week and those after it, by weeks and by who is away.
pub fn rows(
    at: Timestamp,
    weeks: u16,
    view: &View,
    form: Form,
) -> ([&'static str; 5], Vec<Vec<Cell>>) {
    let aligned = matches!(form, Form::Aligned { .. });
    let from = |at| if aligned { view.from(at) } else { rfc3339(at) };
    let until = |at| if aligned { view.until(at) } else { rfc3339(at) };
    let row = |rota: &Rota, shift: Shift| {
        let name = |member: Option<MemberId>| member.map(|member| view.member(member));
        vec![
            Some(rota.name.clone()),
            Some(from(shift.from)),
            Some(until(shift.until)),
            name(shift.member),
            name(instead_of(shift)),
        ]
    };
    let rotas = view.policy.resort.rotas.iter();
    let rows = rotas.flat_map(|rota| {
        shifts(rota, at, weeks, view).into_iter().map(move |shift| row(rota, shift))
    });
    (["rota", "from", "until", "on duty", "instead of"], rows.collect())
}

fn shifts(rota: &Rota, at: Timestamp, weeks: u16, view: &View) -> Vec<Shift> {
    rota.shifts(at, weeks, &view.policy.absences)
}

fn rfc3339(at: Timestamp) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Whose turn it is, where somebody else stands.
fn instead_of(shift: Shift) -> Option<MemberId> {
    shift.turn.filter(|turn| shift.member != Some(*turn))
}

/// The same as an answer for scripts.
pub fn json(at: Timestamp, weeks: u16, view: &View) -> String {
    let name = |member: Option<MemberId>| member.map(|member| view.team.name(member));
    let shape = |rota: &Rota| {
        let duty = rota.duty(at, &view.policy.absences);
        let shifts = shifts(rota, at, weeks, view).into_iter();
        let shifts: Vec<Value> = shifts
            .map(|shift| {
                json!({
                    "from": json::time(shift.from), "until": json::time(shift.until),
                    "member": name(shift.member), "instead_of": name(instead_of(shift)),
                })
            })
            .collect();
        json!({
            "rota": rota.name,
            "on_duty": name(duty.map(|duty| duty.member)),
            "instead_of": name(duty.and_then(|duty| duty.instead_of)),
            "until": duty.and_then(|duty| duty.until).map(json::time),
            "shifts": shifts,
        })
    };
    let rotas: Vec<Value> = view.policy.resort.rotas.iter().map(shape).collect();
    json::answer(json!({ "at": json::time(at), "rotas": rotas }))
}
