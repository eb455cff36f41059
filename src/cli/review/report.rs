//! What became of the mails, and what they would be.

use crate::cli::context::Context;
use crate::cli::session::Session;
use crate::domain::review::Kind;
use crate::error::Error;
use crate::flow::deliver::{self, Content, Delivery, Issue};
use crate::mail::compose;
use crate::store::{Mailed, Slot};

/// Prints the very bytes that would be sent, or that were where it is known under which ids.
pub fn rehearse(
    mails: &[(String, &Content)],
    issue: Issue,
    mailed: Option<&[Mailed]>,
    session: &Session,
    cx: &mut Context,
) -> Result<(), Error> {
    let ledger = session.ledger.identity()?;
    for (recipient, content) in mails {
        let slot = Slot { recipient, kind: issue.kind, day: issue.day };
        let ids: Vec<String> = match mailed {
            None => vec![deliver::message_id(&ledger, content, slot)],
            Some(mailed) => {
                let theirs = mailed.iter().filter(|mailed| mailed.recipient == *recipient);
                theirs.map(|mailed| mailed.message_id.clone()).collect()
            }
        };
        for id in ids {
            let letter = deliver::letter(content, recipient, &id, session.now);
            cx.print_bytes(&compose::bytes(&letter)?)?;
        }
    }
    Ok(())
}

/// What a digest of this kind is called.
fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Team | Kind::Personal => "review",
        Kind::Leads => "leads' digest",
        Kind::Weekly => "weekly review",
    }
}

/// Says what became of each mail. Exit 75 where the next run may send what is missing, 1 where somebody has to mend
/// something first: a cron job that repeats what ends with 75 does not run into the same refusal all day.
pub fn report(
    deliveries: Vec<(Kind, Delivery)>,
    session: &Session,
    cx: &mut Context,
) -> Result<(), Error> {
    let (mut failed, mut refused, mut unsure) = (None, false, false);
    for (kind, delivery) in deliveries {
        let what = name(kind);
        match delivery {
            Delivery::Sent { recipient, unsure: false } => cx.say(&format!("{what} sent to {recipient}"))?,
            Delivery::Sent { recipient, unsure: true } => cx.say(&format!(
                "{what} sent to {recipient} again under the same Message-ID: an earlier run was cut off, and its state is unknown"
            ))?,
            Delivery::Before { recipient, at, returned } => {
                let at = session.view().when(at);
                let back = if returned { ", and came back" } else { "" };
                cx.say(&format!("{what} was sent to {recipient} already, {at}{back}"))?;
            }
            Delivery::Unsure { recipient, at, why } => {
                let at = session.view().when(at);
                let why = why.map(|why| format!(": {why}")).unwrap_or_default();
                cx.tell(&format!(
                    "baton: nobody knows whether the {what} reached {recipient}: each try was cut off, last {at}{why}"
                ));
                unsure = true;
            }
            Delivery::Failed { recipient, why } => {
                cx.tell(&format!("baton: no {what} to {recipient}: {}", why.message));
                failed = Some(why);
            }
            Delivery::Refused { recipient, why } => {
                cx.tell(&format!("baton: the {what} to {recipient} is refused: {}", why.message));
                refused = true;
            }
        }
    }
    match failed {
        Some(why) => Err(Error::temporary("the review did not reach everyone").hint(
            why.hint.unwrap_or_else(|| {
                "the next baton review --email sends what is missing".to_owned()
            }),
        )),
        None if refused => Err(Error::refused("the review did not reach everyone").hint(
            "correct the address (to or leads in [review], or baton member set), or ask who keeps that mail server; \
             each run tries again: baton review --status",
        )),
        None if unsure => Err(Error::refused("the review may not have reached everyone")
            .hint("ask them, or send it to all once more: baton review --email --again")),
        None => Ok(()),
    }
}
