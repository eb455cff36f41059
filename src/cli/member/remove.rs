use super::super::context::Context;
use super::super::session::Session;
use super::refused;
use crate::domain::ids::{CustomerId, TaskId, ThreadId};
use crate::domain::membership::Burden;
use crate::error::Error;
use crate::render::{json, safe};
use serde_json::json;

/// Let a member leave the team
///
/// They cannot log in any more and nothing can be assigned to them; what they did, and mail that they wrote, stays
/// theirs. Refused while threads, tasks, customers or absences depend on them, unless --to says who takes all of it
/// over. Threads of theirs that are closed and come back one day find that member too. To have them back: member add.
#[derive(clap::Args)]
pub struct Args {
    /// The member
    name: String,
    /// Who takes over what is theirs
    #[arg(long, value_name = "MEMBER")]
    to: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: &Args, mut session: Session, cx: &mut Context) -> Result<(), Error> {
    let member = session.member(&args.name)?.clone();
    let to = args.to.as_deref().map(|name| session.member(name).cloned()).transpose()?;
    let doing = session.doing(args.why.clone(), args.dry_run)?;
    let to_id = to.as_ref().map(|to| to.id);
    let burden = session.ledger.remove_member(member.id, to_id, &doing)?;
    let burden = burden.map_err(|why| refused(&member.name, why, &session))?;
    let to = to.map(|to| to.name);
    if cx.globals.json {
        return cx.print(&json::answer(json!({
            "member": member.name, "to": to,
            "threads": burden.threads().iter().map(|thread| thread.0).collect::<Vec<_>>(),
            "customers": burden.customers.iter().map(|(customer, _)| customer.0).collect::<Vec<_>>(),
        })));
    }
    let covered = burden.covered.iter().map(|member| session.team.name(*member)).collect();
    let sentence = sentence(&member.name, to.as_deref(), &burden, covered);
    let would = if args.dry_run { "would be: " } else { "" };
    cx.say(&safe::line(&format!("{would}{sentence}")))
}

/// "ana has left; jordan takes over 3 threads (12, 15, 19) and 1 customer (7)"
fn sentence(name: &str, to: Option<&str>, burden: &Burden, covered: Vec<String>) -> String {
    let customers: Vec<CustomerId> =
        burden.customers.iter().map(|(customer, _)| *customer).collect();
    let threads = counted("thread", &burden.threads(), ThreadId::to_string);
    let customers = counted("customer", &customers, CustomerId::to_string);
    let promised: Vec<TaskId> = burden.promised.iter().map(|(task, _)| *task).collect();
    let promised = counted("task", &promised, TaskId::to_string);
    let covers = (!covered.is_empty()).then(|| format!("the cover of {}", covered.join(", ")));
    let what: Vec<String> =
        threads.into_iter().chain(customers).chain(promised).chain(covers).collect();
    match (to, what.is_empty()) {
        (Some(to), false) => format!("{name} has left; {to} takes over {}", what.join(" and ")),
        _ => format!("{name} has left"),
    }
}

fn counted<T>(what: &str, all: &[T], number: impl Fn(&T) -> String) -> Option<String> {
    let numbers: Vec<String> = all.iter().map(number).collect();
    let plural = if all.len() == 1 { "" } else { "s" };
    let count = all.len();
    (count > 0).then(|| format!("{count} {what}{plural} ({})", numbers.join(", ")))
}
