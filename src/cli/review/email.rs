//! Who gets which digest by mail.

use super::Args;
use super::edition::Edition;
use super::material::Material;
use super::print::links;
use super::report::{rehearse, report};
use crate::cli::connect;
use crate::cli::context::Context;
use crate::cli::session::Session;
use crate::config::Config;
use crate::domain::ids::MemberId;
use crate::domain::review::Kind;
use crate::error::Error;
use crate::flow::deliver::{self, Content, Issue};
use crate::render::digest::Extras;
use crate::render::{View, html, review};
use crate::store::{Drawn, Mailed, Position};
use std::collections::BTreeSet;

/// A digest, and who gets it.
struct Mailing {
    kind: Kind,
    to: Vec<String>,
    /// Whose own it is.
    reader: Option<MemberId>,
}

/// Mails it, or prints what would be mailed; what was `mailed` then where that is known.
pub fn email(
    kind: Kind,
    args: &Args,
    mailed: Option<&[Mailed]>,
    session: &mut Session,
    cx: &mut Context,
) -> Result<(), Error> {
    let config = session.config(cx)?;
    if !args.dry_run {
        session.keep_policy()?;
    }
    let only: Option<Vec<String>> = mailed.map(|mailed| {
        let to: BTreeSet<&String> = mailed.iter().map(|mailed| &mailed.recipient).collect();
        to.into_iter().cloned().collect()
    });
    let mailings = mailings(kind, only.as_deref(), &config, session)?;
    let mail_out = config.mail_out.as_ref().ok_or_else(|| {
        Error::usage(format!("{} does not say how mail goes out", config.path.display()))
            .hint("add [mail-out] with from, and [mail-out.smtp] or [mail-out.sendmail]; see baton-config(5)")
    })?;
    // Whatever others write meanwhile: all of it is of the state whose hash it carries.
    let mails = session.ledger.consistently(|_| {
        let material = Material::read(session)?;
        let editions = editions(mailings, args, &material, session)?;
        not_to_ourselves(args, &editions, &config, session)?;
        let mut mails: Vec<(Kind, Vec<String>, Content)> = Vec::new();
        for (Mailing { kind, to, .. }, edition) in editions {
            let content = content(&edition, material.position, session, &config, &mail_out.from)?;
            mails.push((kind, to, content));
        }
        Ok(mails)
    })?;
    if mails.is_empty() {
        return Ok(());
    }
    let day = session.policy.calendar.day(session.now).to_string();
    let out = if args.dry_run { None } else { Some(connect::out(mail_out)?) };
    let mut deliveries = Vec::new();
    // Those of one kind stand beside each other.
    for same in mails.chunk_by(|(one, ..), (next, ..)| one == next) {
        let mails: Vec<(String, &Content)> =
            same.iter().flat_map(|(_, to, content)| addressed(to, content)).collect();
        let kind = same[0].0;
        let issue = Issue { kind: kind.word(), day: &day, again: args.again };
        match &out {
            None => rehearse(&mails, issue, mailed, session, cx)?,
            Some(out) => {
                match deliver::run(&mut session.ledger, out, &mails, issue, session.now)? {
                    Some(delivered) => {
                        deliveries.extend(delivered.into_iter().map(|one| (kind, one)));
                    }
                    None => cx.tell("another baton is mailing the review: nothing to do"),
                }
            }
        }
    }
    report(deliveries, session, cx)
}

fn addressed<'a>(to: &[String], content: &'a Content) -> Vec<(String, &'a Content)> {
    to.iter().map(|recipient| (recipient.clone(), content)).collect()
}

/// What goes to whom. The leads' digest goes with the team's, too: one line of cron is enough.
fn mailings(
    kind: Kind,
    only: Option<&[String]>,
    config: &Config,
    session: &Session,
) -> Result<Vec<Mailing>, Error> {
    let to_all = |kind, to: &[String]| Mailing { kind, to: to.to_vec(), reader: None };
    let (team, leads) = (&config.review.to, &config.review.leads);
    let mut mailings: Vec<Mailing> = match (kind, only) {
        (Kind::Personal, _) => personal(session, only),
        (kind, Some(only)) => vec![to_all(kind, only)],
        (Kind::Team, None) => vec![to_all(kind, team), to_all(Kind::Leads, leads)],
        (Kind::Leads, None) => vec![to_all(kind, leads)],
        (Kind::Weekly, None) => vec![to_all(kind, team)],
    };
    mailings.retain(|mailing| !mailing.to.is_empty());
    match kind {
        Kind::Personal => Ok(mailings),
        _ if mailings.is_empty() => Err(nobody(kind, config)),
        _ => Ok(mailings),
    }
}

/// To each member who has an address their own.
fn personal(session: &Session, only: Option<&[String]>) -> Vec<Mailing> {
    let mailings = session.team.iter().filter_map(|member| {
        let address = member.addresses.first()?;
        let is_meant = only.is_none_or(|only| only.contains(address));
        let to = vec![address.clone()];
        is_meant.then_some(Mailing { kind: Kind::Personal, to, reader: Some(member.id) })
    });
    mailings.collect()
}

fn nobody(kind: Kind, config: &Config) -> Error {
    let (what, key) = match kind {
        Kind::Leads => ("the leads' digest", "leads = [\"lead@example.org\"]"),
        _ => ("the review", "to = [\"team@example.org\"]"),
    };
    Error::usage(format!("{} names nobody to mail {what} to", config.path.display()))
        .hint(format!("add {key} to [review]"))
}

/// Each drawn up, but for what nobody needs: a personal digest without anything in it, and where that was asked for a
/// review without.
fn editions(
    mailings: Vec<Mailing>,
    args: &Args,
    material: &Material,
    session: &Session,
) -> Result<Vec<(Mailing, Edition)>, Error> {
    let mut editions = Vec::with_capacity(mailings.len());
    for mailing in mailings {
        let edition = Edition::draw_up(mailing.kind, mailing.reader, material, session)?;
        let is_needed = match mailing.kind {
            Kind::Personal => !edition.is_clear(),
            _ => !(args.quiet_if_empty && edition.is_quiet && edition.review.is_complete()),
        };
        editions.extend(is_needed.then_some((mailing, edition)));
    }
    Ok(editions)
}

/// A shared inbox would read its own review as mail.
fn not_to_ourselves(
    args: &Args,
    editions: &[(Mailing, Edition)],
    config: &Config,
    session: &Session,
) -> Result<(), Error> {
    let us = session.us(config);
    let shared = editions.iter().find_map(|(mailing, _)| {
        let shared = mailing.to.iter().find(|to| us.is_shared(to))?;
        Some((mailing.kind, shared))
    });
    let Some((kind, shared)) = shared.filter(|_| !args.force) else { return Ok(()) };
    let key = if kind == Kind::Leads { "leads" } else { "to" };
    let hint = format!(
        "name people, or a list of their own, in [review] {key}; --force sends it all the same"
    );
    Err(Error::usage(format!("{shared} is a shared inbox: its own review would land in it"))
        .hint(hint))
}

fn content(
    edition: &Edition,
    position: Position,
    session: &Session,
    config: &Config,
    from: &str,
) -> Result<Content, Error> {
    let (clock, review) = (session.clock_of(edition.review.reader), &edition.review);
    let view = session.view().by(&clock);
    let links = links(review, session, Some(config))?;
    let extras = Extras { blocks: &edition.blocks, legend: &edition.legend };
    Ok(Content {
        from: from.to_owned(),
        subject: subject(edition, &view),
        text: review::text(review, &view, &links, &extras),
        html: html::page(review, &view, &links, &extras),
        drawn: Drawn { position, counts: review.counts().to_string() },
    })
}

/// What matters most, and what beside the sections does.
fn subject(edition: &Edition, view: &View) -> String {
    let subject = review::subject(&edition.review, view);
    if edition.beside.is_empty() { subject } else { format!("{subject}; {}", edition.beside) }
}
