use super::super::context::Context;
use super::super::session::Session;
use super::Args;
use crate::cli::customer::reference::CustomerRef;
use crate::domain::customer::Handing;
use crate::error::Error;
use crate::render::{customers, json};
use serde_json::json;

pub fn run(
    reference: &CustomerRef,
    member: &str,
    args: &Args,
    mut session: Session,
    cx: &mut Context,
) -> Result<(), Error> {
    let owner = match member {
        // No member can have this name.
        "nobody" => None,
        name => Some(session.member(name)?.id),
    };
    let backup =
        args.backup.as_deref().map(|name| session.member(name).map(|m| m.id)).transpose()?;
    if owner.is_none() && backup.is_some() {
        return Err(Error::usage("where nobody is the owner there is no backup"));
    }
    let customer = session.customer(reference, cx)?;
    let doing = session.doing(args.reason.clone(), args.dry_run)?;
    let handing = Handing { customer, owner, backup, keep_threads: args.keep_threads };
    let done = session.ledger.assign_customer(handing, &doing)?;
    let changed = done.map_err(|refused| customers::refusal(refused, &session.view()))?;
    let view = session.view();
    if cx.globals.json {
        let threads = changed.followed.iter().map(|changed| json::thread(&changed.now, &view));
        return cx.print(&json::answer(json!({
            "customer": json::customer(&changed.customer, &view),
            "threads": threads.collect::<Vec<_>>(),
        })));
    }
    let followed: Vec<_> =
        changed.followed.iter().map(|changed| changed.now.summary.thread).collect();
    let would = if args.dry_run { "would be: " } else { "" };
    cx.say(&format!("{would}{}", customers::sentence(&changed.customer, &followed, &view)))
}
