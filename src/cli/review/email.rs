//! Who gets which review by mail.

use super::material::Material;
use super::print::links;
use super::report::{rehearse, report};
use super::{Args, PERSONAL, TEAM};
use crate::cli::connect;
use crate::cli::context::Context;
use crate::cli::session::Session;
use crate::config::Config;
use crate::domain::review::Review;
use crate::error::Error;
use crate::flow::deliver::{self, Content, Issue};
use crate::render::digest::Extras;
use crate::render::html;
use crate::render::review;
use crate::store::{Drawn, Position};

/// Mails it, or prints what would be mailed; to `only` these where some are named.
pub fn email(
    args: &Args,
    only: Option<&[String]>,
    session: &mut Session,
    cx: &mut Context,
) -> Result<(), Error> {
    let config = session.config(cx)?;
    let material = Material::read(session)?;
    let reviews = match args.personal {
        true => personal(&material, session)?,
        false => team(args, &config, &material, session)?,
    };
    let reviews: Vec<(Vec<String>, Review)> = match only {
        Some(only) => reviews
            .into_iter()
            .map(|(to, review)| (if args.personal { to } else { only.to_vec() }, review))
            .filter(|(to, _)| to.iter().any(|to| only.contains(to)))
            .collect(),
        None => reviews,
    };
    not_to_ourselves(args, &reviews, &config, session)?;
    let mail_out = config.mail_out.as_ref().ok_or_else(|| {
        Error::usage(format!("{} does not say how mail goes out", config.path.display()))
            .hint("add [mail-out] with from, and [mail-out.smtp] or [mail-out.sendmail]; see baton-config(5)")
    })?;
    let mails: Vec<(Vec<String>, Content)> = reviews
        .into_iter()
        .map(|(to, review)| {
            Ok((to, content(&review, material.position, session, &config, &mail_out.from)?))
        })
        .collect::<Result<_, Error>>()?;
    let mails: Vec<(String, &Content)> = mails
        .iter()
        .flat_map(|(to, content)| to.iter().map(move |recipient| (recipient.clone(), content)))
        .collect();
    if mails.is_empty() {
        return Ok(());
    }
    let day = session.policy.calendar.day(session.now).to_string();
    let kind = if args.personal { PERSONAL } else { TEAM };
    let issue = Issue { kind, day: &day, again: args.again };
    if args.dry_run {
        return rehearse(&mails, issue, session, cx);
    }
    let out = connect::out(mail_out)?;
    match deliver::run(&mut session.ledger, &out, &mails, issue, session.now)? {
        Some(deliveries) => report(deliveries, session, cx),
        None => {
            cx.tell("another baton is mailing the review: nothing to do");
            Ok(())
        }
    }
}

/// The team's review to everyone in the config, or to nobody where that was asked for.
fn team(
    args: &Args,
    config: &Config,
    material: &Material,
    session: &Session,
) -> Result<Vec<(Vec<String>, Review)>, Error> {
    if config.review.to.is_empty() {
        return Err(Error::usage(format!(
            "{} names nobody to mail the review to",
            config.path.display()
        ))
        .hint("add to = [\"team@example.org\"] to [review]"));
    }
    let review = material.review(None, session)?;
    if args.quiet_if_empty && review.is_clear() && review.is_complete() {
        return Ok(Vec::new());
    }
    Ok(vec![(config.review.to.clone(), review)])
}

/// To each member who has an address and something to do: their own.
fn personal(material: &Material, session: &Session) -> Result<Vec<(Vec<String>, Review)>, Error> {
    let mut reviews = Vec::new();
    for member in session.team.iter() {
        let Some(address) = member.addresses.first() else { continue };
        let review = material.review(Some(member.id), session)?;
        if !review.is_clear() {
            reviews.push((vec![address.clone()], review));
        }
    }
    Ok(reviews)
}

/// A shared inbox would read its own review as mail.
fn not_to_ourselves(
    args: &Args,
    reviews: &[(Vec<String>, Review)],
    config: &Config,
    session: &Session,
) -> Result<(), Error> {
    let us = session.us(config);
    match reviews.iter().flat_map(|(to, _)| to).find(|to| us.is_shared(to)) {
        Some(shared) if !args.force => Err(Error::usage(format!(
            "{shared} is a shared inbox: its own review would land in it"
        ))
        .hint(
            "name people, or a list of their own, in [review] to; --force sends it all the same",
        )),
        _ => Ok(()),
    }
}

fn content(
    review: &Review,
    position: Position,
    session: &Session,
    config: &Config,
    from: &str,
) -> Result<Content, Error> {
    let view = session.view();
    let links = links(review, session, Some(config))?;
    let extras = Extras::default();
    Ok(Content {
        from: from.to_owned(),
        subject: review::subject(review, &view),
        text: review::text(review, &view, &links, &extras),
        html: html::page(review, &view, &links, &extras),
        drawn: Drawn { position, counts: review.counts().to_string() },
    })
}
