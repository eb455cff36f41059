//! Tells whom a thread was sent up to, by mail: `escalate` at once, `sync` what is still missing.

use super::connect;
use super::context::Context;
use super::session::Session;
use super::sync;
use crate::config::{Config, MailOut};
use crate::error::Error;
use crate::flow::deliver::{self, Content, Delivery, Issue};
use crate::flow::notify::{self, ESCALATION, Notice};
use crate::render::notice;
use crate::render::review::Links;
use crate::store::Drawn;

/// Whatever becomes of it, what was done before stays done: a mail that does not go out is said, and tried again.
pub fn tell(session: &mut Session, cx: &mut Context) {
    if let Err(error) = tell_all(session, cx) {
        cx.tell(&format!(
            "baton: nobody was told yet of what is escalated: {}; a later baton sync tries again",
            error.message
        ));
    }
}

fn tell_all(session: &mut Session, cx: &mut Context) -> Result<(), Error> {
    // A member who comes in over ssh sends no mail of the host's: its next sync does.
    let Some(config) = session.config.clone().filter(|_| cx.keyholder.is_none()) else {
        return Ok(());
    };
    let Some(mail_out) = &config.mail_out else { return Ok(()) };
    let mut due = notify::due(&session.ledger, &session.policy, &session.team, session.now)?;
    let us = session.us(&config);
    for notice in &mut due {
        // A shared inbox would read it as mail.
        notice.to.retain(|to| !us.is_shared(to));
    }
    due.retain(|notice| !notice.to.is_empty());
    if due.is_empty() {
        return Ok(());
    }
    let out = connect::out(mail_out)?;
    for notice in due {
        let content = content(&notice, &config, mail_out, session)?;
        let mails: Vec<_> = notice.to.iter().map(|to| (to.clone(), &content)).collect();
        let issue = Issue { kind: ESCALATION, day: &notice.slot(), again: false };
        let deliveries = deliver::run(&mut session.ledger, &out, &mails, issue, session.now)?;
        for delivery in deliveries.unwrap_or_default() {
            say(delivery, &notice, cx)?;
        }
    }
    Ok(())
}

fn content(
    notice: &Notice,
    config: &Config,
    mail_out: &MailOut,
    session: &Session,
) -> Result<Content, Error> {
    let Notice { entry, listed, level, .. } = notice;
    let (view, thread) = (session.view(), listed.summary.thread);
    let mut links = Links { web: config.review.web_link.clone(), ..Links::default() };
    links.message_ids.extend(session.ledger.newest_id(thread)?.map(|id| (thread, id)));
    let written = notice::Notice::new(entry, listed, *level, &links, &view);
    Ok(Content {
        from: mail_out.from.clone(),
        subject: notice::subject(listed, *level, &view),
        text: written.text(),
        html: written.html(),
        drawn: Drawn { position: session.ledger.position()?, counts: String::new() },
    })
}

fn say(delivery: Delivery, notice: &Notice, cx: &mut Context) -> Result<(), Error> {
    let thread = notice.listed.summary.thread;
    match delivery {
        Delivery::Sent { recipient, .. } => {
            sync::say(&format!("{recipient} was told that {thread} is escalated"), cx)?;
        }
        Delivery::Before { .. } | Delivery::Unsure { .. } => {}
        Delivery::Failed { recipient, why } => cx.tell(&format!(
            "baton: {recipient} was not told that {thread} is escalated: {}; a later baton sync tries again",
            why.message
        )),
        Delivery::Refused { recipient, why } => cx.tell(&format!(
            "baton: {recipient} is not told that {thread} is escalated: {}",
            why.message
        )),
    }
    Ok(())
}
