//! Who gets which digest by mail.

use super::Args;
use super::drawn::Drawn;
use super::material::Material;
use super::print::links;
use super::report::{rehearse, report};
use crate::cli::connect;
use crate::cli::context::Context;
use crate::cli::session::Session;
use crate::config::Config;
use crate::domain::review::Kind;
use crate::error::Error;
use crate::flow::deliver::{self, Content, Issue};
use crate::render::digest::Extras;
use crate::render::{View, html, review};

/// A digest, and the addresses that it goes to.
struct Mailing {
    kind: Kind,
    to: Vec<String>,
    drawn: Drawn,
}

pub fn email(
    kind: Kind,
    args: &Args,
    session: &mut Session,
    cx: &mut Context,
) -> Result<(), Error> {
    let config = session.config(cx)?;
    let mailings = mailings(kind, args, &config, session)?;
    not_to_ourselves(args, &mailings, &config, session)?;
    let mail_out = config.mail_out.as_ref().ok_or_else(|| {
        Error::usage(format!("{} does not say how mail goes out", config.path.display()))
            .hint("add [mail-out] with from, and [mail-out.smtp] or [mail-out.sendmail]; see baton-config(5)")
    })?;
    let mut batches: Vec<(Kind, Vec<(String, Content)>)> = Vec::new();
    for Mailing { kind, to, drawn } in &mailings {
        let content = content(drawn, session, &config, &mail_out.from)?;
        let mails = to.iter().map(|to| (to.clone(), content.clone()));
        match batches.last_mut().filter(|(last, _)| last == kind) {
            Some((_, batch)) => batch.extend(mails),
            None => batches.push((*kind, mails.collect())),
        }
    }
    if batches.is_empty() {
        return Ok(());
    }
    let day = session.policy.calendar.day(session.now).to_string();
    let issue = |kind: Kind| Issue { kind: kind.word(), day: &day, again: args.again };
    let mut deliveries = Vec::new();
    let out = if args.dry_run { None } else { Some(connect::out(mail_out)?) };
    for (kind, batch) in &batches {
        let mails: Vec<(String, &Content)> =
            batch.iter().map(|(to, content)| (to.clone(), content)).collect();
        let Some(out) = &out else {
            rehearse(&mails, issue(*kind), session, cx)?;
            continue;
        };
        match deliver::run(&mut session.ledger, out, &mails, issue(*kind), session.now)? {
            Some(delivered) => deliveries.extend(delivered),
            None => cx.tell("another baton is mailing the review: nothing to do"),
        }
    }
    report(deliveries, session, cx)
}

/// What goes to whom. The leads' digest goes with the team's, too: one line of cron is enough.
fn mailings(
    kind: Kind,
    args: &Args,
    config: &Config,
    session: &Session,
) -> Result<Vec<Mailing>, Error> {
    let (to, leads) = (&config.review.to, &config.review.leads);
    let recipients: Vec<(Kind, &[String])> = match kind {
        Kind::Team => [(kind, to), (Kind::Leads, leads)]
            .into_iter()
            .filter(|(_, to)| !to.is_empty())
            .map(|(kind, to)| (kind, to.as_slice()))
            .collect(),
        Kind::Leads => vec![(kind, leads)],
        Kind::Weekly => vec![(kind, to)],
        Kind::Personal => {
            let material = Material::read(session)?;
            return personal(&material, session);
        }
    };
    if recipients.iter().all(|(_, to)| to.is_empty()) {
        return Err(nobody(kind, config));
    }
    let material = Material::read(session)?;
    let drawn = recipients.into_iter().map(|(kind, to)| {
        Ok(Mailing { kind, to: to.to_vec(), drawn: Drawn::up(kind, None, &material, session)? })
    });
    let drawn: Vec<Mailing> = drawn.collect::<Result<_, Error>>()?;
    let silent =
        |drawn: &Drawn| args.quiet_if_empty && drawn.is_quiet && drawn.review.is_complete();
    Ok(drawn.into_iter().filter(|mailing| !silent(&mailing.drawn)).collect())
}

fn nobody(kind: Kind, config: &Config) -> Error {
    let (what, key) = match kind {
        Kind::Leads => ("the leads' digest", "leads = [\"lead@example.org\"]"),
        _ => ("the review", "to = [\"team@example.org\"]"),
    };
    Error::usage(format!("{} names nobody to mail {what} to", config.path.display()))
        .hint(format!("add {key} to [review]"))
}

/// To each member who has an address and something to do: their own.
fn personal(material: &Material, session: &Session) -> Result<Vec<Mailing>, Error> {
    let mut mailings = Vec::new();
    for member in session.team.iter() {
        let Some(address) = member.addresses.first() else { continue };
        let drawn = Drawn::up(Kind::Personal, Some(member.id), material, session)?;
        if !drawn.is_clear() {
            mailings.push(Mailing { kind: Kind::Personal, to: vec![address.clone()], drawn });
        }
    }
    Ok(mailings)
}

/// A shared inbox would read its own review as mail.
fn not_to_ourselves(
    args: &Args,
    mailings: &[Mailing],
    config: &Config,
    session: &Session,
) -> Result<(), Error> {
    let us = session.us(config);
    let shared = mailings.iter().find_map(|mailing| {
        mailing.to.iter().find(|to| us.is_shared(to)).map(|to| (mailing.kind, to))
    });
    let Some((kind, shared)) = shared.filter(|_| !args.force) else { return Ok(()) };
    let key = if kind == Kind::Leads { "leads" } else { "to" };
    Err(Error::usage(format!("{shared} is a shared inbox: its own review would land in it")).hint(
        format!(
            "name people, or a list of their own, in [review] {key}; --force sends it all the same"
        ),
    ))
}

fn content(
    drawn: &Drawn,
    session: &Session,
    config: &Config,
    from: &str,
) -> Result<Content, Error> {
    let (view, review) = (session.view(), &drawn.review);
    let links = links(review, session, Some(config))?;
    let extras = Extras { blocks: &drawn.blocks, ..Extras::default() };
    Ok(Content {
        from: from.to_owned(),
        subject: subject(drawn, &view),
        text: review::text(review, &view, &links, &extras),
        html: html::page(review, &view, &links, &extras),
    })
}

/// What matters most, and what beside the sections does.
fn subject(drawn: &Drawn, view: &View) -> String {
    let subject = review::subject(&drawn.review, view);
    if drawn.beside.is_empty() { subject } else { format!("{subject}; {}", drawn.beside) }
}
