//! The second pass over the file: its sections become [`Config`].

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use toml::de::DeTable;

use super::file::File;
use super::reference::KEYS;
use super::section::Section;
use super::server::{imap_port, server, smtp_port};
use super::{Config, Imap, Inbox, Level, MailOut, Remote, Review, Rota, Sla, Source, Via};
use super::{calendar, unknown, value};
use crate::domain::thread::Level as Escalated;
use crate::error::Error;

/// The whole file.
pub(super) fn config(file: &File<'_>) -> Result<Config, Error> {
    // Of the error only the message: its Display quotes the line, and a secret may stand there.
    let root = DeTable::parse(file.text).map_err(|error| {
        file.error(
            error.span().map_or(0, |span| span.start),
            format_args!("not TOML: {}", error.message()),
        )
    })?;
    unknown::check(file, root.get_ref())?;
    let root = Section::root(file, root.get_ref());
    let (inboxes, levels) = (inboxes(&root)?, levels(&root)?);
    let calendar = calendar::calendar(&root.child_or_empty("calendar"))?;
    Ok(Config {
        path: file.path.to_owned(),
        text: file.text.to_owned(),
        slas: slas(&root, &inboxes, &levels)?,
        rotas: rotas(&root, calendar.zone())?,
        levels,
        note_templates: note_templates(&root)?,
        inboxes,
        mail_out: root.child("mail-out").map(|section| mail_out(&section)).transpose()?,
        calendar,
        review: review(&root.child_or_empty("review"))?,
        remote: remote(&root)?,
    })
}

fn remote(root: &Section<'_>) -> Result<Option<Remote>, Error> {
    let shell = root.argv("remote-shell")?.ok_or_else(|| root.missing("remote-shell"))?;
    let Some(destination) = root.text("remote", value::destination)? else { return Ok(None) };
    let stranger = ["inbox", "mail-out"].into_iter().find(|name| root.has(name));
    match stranger {
        None => Ok(Some(Remote { destination, shell })),
        Some(name) => Err(root
            .error_at(name, format_args!("{name} beside remote: mail is read and sent on the host"))
            .hint("keep remote on a teammate's machine, and the rest in the config on the host")),
    }
}

fn inboxes(root: &Section<'_>) -> Result<Vec<Inbox>, Error> {
    let mut inboxes: Vec<Inbox> = Vec::new();
    for section in root.children("inbox") {
        let inbox = inbox(&section)?;
        if inboxes.iter().any(|other| other.name.to_lowercase() == inbox.name.to_lowercase()) {
            return Err(section.refuse("name", "another inbox has this name"));
        }
        inboxes.push(inbox);
    }
    Ok(inboxes)
}

fn inbox(section: &Section<'_>) -> Result<Inbox, Error> {
    let name = section.required("name", value::name)?;
    let address = section.required("address", value::address)?;
    Ok(Inbox {
        name,
        aliases: section.texts("aliases", value::address)?,
        own_lists: section.texts("own-lists", value::list_id)?,
        contact_form: section.texts("contact-form", value::address)?,
        history: section.required("history", value::history)?,
        source: source(section, &address)?,
        address,
    })
}

fn source(inbox: &Section<'_>, address: &str) -> Result<Source, Error> {
    let section =
        inbox.only_child(&["inbox.imap", "inbox.maildir", "inbox.mbox"], "mail source")?;
    if section.name == "inbox.imap" {
        return imap(&section, address).map(Source::Imap);
    }
    let resolve = |path: &str| section.file.resolve(path);
    let (path, sent) = (section.required("path", resolve)?, section.text("sent", resolve)?);
    if section.name == "inbox.maildir" {
        Ok(Source::Maildir { path, sent })
    } else {
        Ok(Source::Mbox { path, sent })
    }
}

fn imap(section: &Section<'_>, address: &str) -> Result<Imap, Error> {
    let server = server(section, Some(address), imap_port)?;
    let mailboxes = section.texts("mailboxes", value::any)?;
    if mailboxes.is_empty() {
        return Err(section.refuse("mailboxes", "there is nothing to read"));
    }
    let sent = section.texts("sent", value::any)?;
    if let Some(both) = sent.iter().find(|name| mailboxes.contains(name)) {
        return Err(section.refuse("sent", format_args!("{both:?} stands in mailboxes too")));
    }
    Ok(Imap { server, mailboxes, sent })
}

fn mail_out(section: &Section<'_>) -> Result<MailOut, Error> {
    let from = section.required("from", value::from)?;
    let way = section.only_child(&["mail-out.smtp", "mail-out.sendmail"], "way out")?;
    let via = if way.name == "mail-out.smtp" {
        Via::Smtp(server(&way, None, smtp_port)?)
    } else {
        Via::Sendmail(way.argv("command")?.ok_or_else(|| way.missing("command"))?)
    };
    Ok(MailOut { from, via })
}

fn review(section: &Section<'_>) -> Result<Review, Error> {
    Ok(Review {
        to: section.texts("to", value::address)?,
        leads: section.texts("leads", value::address)?,
        web_link: section.text("web-link", value::web_link)?,
        stale_after: section.required("stale-after", value::span)?,
        confirm_after: section.required("confirm-after", value::span)?,
        follow_up_after: section.required("follow-up-after", value::span)?,
        auto_close_after: section.required("auto-close-after", value::span)?,
        handoff_lapse: section.required("handoff-lapse", value::span)?,
        sync_old_after: section.required("sync-old-after", value::span)?,
        load_limit: load_limit(section)?,
        expires_soon: section.required("expires-soon", value::span)?,
    })
}

fn load_limit(section: &Section<'_>) -> Result<Option<usize>, Error> {
    let limit = section.number("load-limit", 0..=1_000_000)?.filter(|limit| *limit > 0);
    Ok(limit.and_then(|limit| usize::try_from(limit).ok()))
}

fn slas(root: &Section<'_>, inboxes: &[Inbox], levels: &[Level]) -> Result<Vec<Sla>, Error> {
    root.children("sla").iter().map(|section| sla(section, inboxes, levels)).collect()
}

fn sla(section: &Section<'_>, inboxes: &[Inbox], levels: &[Level]) -> Result<Sla, Error> {
    let when = match section.is_empty_text("when") {
        true => None,
        false => section.text("when", |text| value::sla_when(text, inboxes, levels))?,
    };
    let sla = Sla {
        when: when.unwrap_or_default(),
        first_response: section.text("first-response", value::working_span)?,
        next_response: section.text("next-response", value::working_span)?,
        resolution: section.text("resolution", value::working_span)?,
        warn: section.required("warn", value::working_span)?,
    };
    if sla.first_response.or(sla.next_response).or(sla.resolution).is_none() {
        return Err(section
            .error("sla promises nothing")
            .hint("have one of first-response, next-response, resolution"));
    }
    Ok(sla)
}

/// As many as there are levels.
fn levels(root: &Section<'_>) -> Result<Vec<Level>, Error> {
    let sections = root.children("level");
    if let Some(tenth) = sections.get(usize::from(Escalated::HIGHEST)) {
        return Err(tenth.error(format_args!("there are {} levels at most", Escalated::HIGHEST)));
    }
    sections.iter().map(level).collect()
}

fn level(section: &Section<'_>) -> Result<Level, Error> {
    Ok(Level {
        name: section.required("name", value::any)?,
        owners: section.texts("owners", value::member)?,
        update_every: section.text("update-every", value::span)?,
        tell: section.texts("tell", value::address)?,
    })
}

fn rotas(root: &Section<'_>, zone: Tz) -> Result<Vec<Rota>, Error> {
    root.children("rota").iter().map(|section| rota(section, zone)).collect()
}

fn rota(section: &Section<'_>, zone: Tz) -> Result<Rota, Error> {
    let rota = Rota {
        name: section.required("name", value::any)?,
        members: section.texts("members", value::member)?,
        starts: section.text("starts", calendar::date)?,
        handover: section.required("handover", value::handover)?,
        hours: calendar::duty_hours(section, zone)?,
    };
    match (rota.members.len(), rota.starts) {
        (0, _) if section.has("members") => Err(section.refuse("members", "nobody is on duty")),
        (0, _) => Err(section.missing("members")),
        (2.., None) => Err(section.missing("starts")),
        _ => Ok(rota),
    }
}

/// Those that are there without being written, and those of the file.
fn note_templates(root: &Section<'_>) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let section = root.child_or_empty("template").child_or_empty("template.note");
    let known = KEYS.iter().filter(|key| key.section == section.name).map(|key| key.key);
    let names = section.keys().into_iter().chain(known);
    names.map(|name| Ok((name.to_owned(), headings(&section, name)?))).collect()
}

fn headings(section: &Section<'_>, name: &str) -> Result<Vec<String>, Error> {
    value::name(name)
        .map_err(|why| section.error_at(name, format_args!("template {name:?}: {why}")))?;
    let headings = section.texts(name, value::heading)?;
    let lower: BTreeSet<String> = headings.iter().map(|heading| heading.to_lowercase()).collect();
    match (headings.len(), lower.len()) {
        (0, _) => Err(section.refuse(name, "it has no heading")),
        (all, each) if each < all => Err(section.refuse(name, "two of its headings are the same")),
        _ => Ok(headings),
    }
}
