//! By what threads are judged: what the config says, and what the ledger adds to it.

use super::session::Session;
use crate::config::{self, Config};
use crate::domain::absence::Absences;
use crate::domain::calendar::Calendar;
use crate::domain::escalation::EscalationLevel;
use crate::domain::ids::{InboxId, Seq};
use crate::domain::member::{Role, Team};
use crate::domain::policy::Policy;
use crate::domain::review;
use crate::domain::rota::{Resort, Rota};
use crate::domain::sla::{Condition, Sla, When};
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::store::Ledger;
use std::sync::Arc;

/// The policy with what the ledger knows: who is away, and how far the last review of the team went.
pub fn in_force(
    ledger: &Ledger,
    absences: Absences,
    policy: Policy,
    now: Timestamp,
) -> Result<Policy, Error> {
    let day = policy.calendar.day(now).to_string();
    let reviewed = ledger.mailed_before(review::Kind::Team.word(), None, &day)?;
    let reviewed_upto = reviewed.map(|(_, position, _)| Seq(position.upto));
    Ok(Policy { absences, reviewed_upto, ..policy })
}

/// Hours, thresholds and promises in force over time, each from when on, oldest first; the first from the beginning.
///
/// What the config says now and nobody kept yet counts from now. Where another place to mail from is all that changed,
/// nothing did.
pub fn in_force_over_time(session: &Session) -> Result<Vec<(Timestamp, Policy)>, Error> {
    let Some(config) = &session.config else {
        return Ok(vec![(Timestamp::UNIX_EPOCH, session.policy.clone())]);
    };
    let mut kept = session.ledger.policies()?;
    kept.push((session.now, config.kept()?));
    let mut over_time: Vec<(Timestamp, Policy)> = Vec::new();
    let mut last = None;
    for (at, text) in kept {
        let mut then = config.with_kept(&text)?;
        then.mail_out = None;
        let judged_by = then.kept()?;
        if last.as_ref() != Some(&judged_by) {
            let at = if over_time.is_empty() { Timestamp::UNIX_EPOCH } else { at };
            let policy = policy(Some(&then), &session.inboxes, &session.team);
            over_time.push((at, Policy { absences: session.policy.absences.clone(), ..policy }));
            last = Some(judged_by);
        }
    }
    Ok(over_time)
}

/// The thresholds and hours of the config, or the defaults.
pub fn policy(config: Option<&Config>, inboxes: &[(InboxId, String)], team: &Team) -> Policy {
    let Some(config) = config else { return Policy::new(Calendar::default_in(chrono_tz::UTC)) };
    let review = &config.review;
    Policy {
        calendar: config.calendar.clone(),
        stale_after: review.stale_after,
        confirm_after: review.confirm_after,
        follow_up_after: review.follow_up_after,
        auto_close_after: review.auto_close_after,
        handoff_lapse: review.handoff_lapse,
        sync_old_after: review.sync_old_after,
        absences: Absences::default(),
        reviewed_upto: None,
        slas: config.slas.iter().filter_map(|sla| self::sla(sla, inboxes)).collect(),
        resort: resort(config, team),
        load_limit: review.load_limit,
        expires_soon: review.expires_soon,
    }
}

/// The promise as the domain knows it; one for an inbox that was never read is for no thread.
fn sla(sla: &config::Sla, inboxes: &[(InboxId, String)]) -> Option<Sla> {
    let condition = |condition: &config::SlaCondition| {
        Some(match condition.clone() {
            config::SlaCondition::Priority(priority) => Condition::Priority(priority),
            config::SlaCondition::Inbox(name) => {
                Condition::Inbox(inboxes.iter().find(|(_, known)| *known == name)?.0)
            }
            config::SlaCondition::Tag(tag) => Condition::Tag(tag),
            config::SlaCondition::Level(level) => Condition::Level(level),
            config::SlaCondition::CustomerStatus(status) => Condition::CustomerStatus(status),
        })
    };
    let when = When(sla.when.iter().map(condition).collect::<Option<_>>()?);
    let config::Sla { first_response, next_response, resolution, warn, .. } = *sla;
    Some(Sla { when, first_response, next_response, resolution, warn })
}

/// Why whom the config names can see to nothing, if they cannot.
pub fn cannot_act(name: &str, session: &Session) -> Option<Error> {
    match session.team.named(name) {
        None => session.member(name).err(),
        Some(member) => (member.role == Role::Viewer).then(|| {
            let name = &member.name;
            Error::refused(format!("{name} is a viewer and can see to nothing")).hint(format!(
                "an admin can make them an agent: baton member set {name} --role agent"
            ))
        }),
    }
}

/// Levels of escalation and who is on duty. A name that is no member's, or a viewer's, is left out: `doctor` says so.
fn resort(config: &Config, team: &Team) -> Resort {
    let acts = |name: &String| team.once_named(name).filter(|member| member.role != Role::Viewer);
    let id = |name: &String| acts(name).map(|member| member.id);
    let level = |level: &config::Level| EscalationLevel {
        name: level.name.clone(),
        owners: level.owners.iter().filter_map(id).collect(),
        update_every: level.update_every,
        tell: level.tell.clone(),
    };
    let clock = Arc::new(config.calendar.clone());
    let rota = |rota: &config::Rota| Rota {
        name: rota.name.clone(),
        members: rota.members.iter().map(id).collect(),
        starts: rota.starts,
        handover: rota.handover,
        hours: rota.hours.clone().map(Arc::new),
        clock: clock.clone(),
    };
    Resort {
        levels: config.levels.iter().map(level).collect(),
        rotas: config.rotas.iter().map(rota).collect(),
    }
}
