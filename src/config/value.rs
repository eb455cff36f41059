//! What a string in the config may be. Each reader gives the value, or says what is wrong and which forms are right.

use std::net::IpAddr;
use std::time::Duration;

use super::{Inbox, Level, SlaCondition, Tls};
pub use crate::domain::address::checked as address;
use crate::domain::member::check_name;
use crate::domain::priority::Priority;
use crate::domain::rota::Handover;
use crate::domain::span::Span;
use crate::domain::thread::Level as Escalated;
use chrono::NaiveTime;

/// The longest time a mail server is waited for.
const LONGEST_TIMEOUT: i64 = 3600;

/// Any text.
pub(super) fn any(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

/// The name of an inbox or of a template: what commands take as an argument and lists show.
pub(super) fn name(text: &str) -> Result<String, String> {
    if text.starts_with('-') || !text.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') {
        return Err("a name is letters, digits, - and _, and does not start with -".to_owned());
    }
    Ok(text.to_owned())
}

/// A From: an address, or a display name and an address in `<>`.
pub(super) fn from(text: &str) -> Result<String, String> {
    let text = text.trim();
    let Some((name, rest)) = text.split_once('<') else {
        return address(text).map(|_| text.to_owned());
    };
    let Some(inner) = rest.strip_suffix('>') else {
        return Err("the address has to end in >, as in Name <local@domain>".to_owned());
    };
    address(inner)?;
    let name = name.trim();
    let bare = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
    // RFC 5322 §3.2.3: these need quotes. Quotes within quotes need a backslash: nobody's name is worth that.
    let special = if bare.is_some() { "\"\\" } else { "()<>[]:;@\\,\"" };
    if bare.unwrap_or(name).contains(|c| special.contains(c)) {
        return Err("the display name holds one of ()<>[]:;@\\,\"; put it in quotes, without quotes or \\ inside".to_owned());
    }
    Ok(text.to_owned())
}

/// A List-Id (RFC 2919), compared in lower case.
pub(super) fn list_id(text: &str) -> Result<String, String> {
    if text.contains(|c: char| c.is_whitespace() || c == '<' || c == '>') {
        return Err("write what stands between < and > in the List-Id header".to_owned());
    }
    Ok(text.to_lowercase())
}

/// A host name or an IP address.
pub(super) fn host(text: &str) -> Result<String, String> {
    let named = !text.starts_with(['-', '.'])
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    if named || text.parse::<IpAddr>().is_ok() {
        return Ok(text.to_owned());
    }
    Err("a host is a name or an IP address; port and user have keys of their own".to_owned())
}

/// Where ssh(1) goes: `host`, `user@host` or `ssh://user@host:port`.
///
/// Narrower than what ssh takes: it ends in ssh's arguments and may end in a ProxyCommand of its config, so nothing that
/// is an option or means something to a shell passes.
pub(super) fn destination(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("ssh://").unwrap_or(text);
    let (user, host) = rest.split_once('@').map_or((None, rest), |(user, host)| (Some(user), host));
    let fine = |part: &str, also: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric() || (c != '-' && also.contains(c)))
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-._".contains(c) || also.contains(c))
    };
    if user.is_none_or(|user| fine(user, "_+")) && fine(host, ":[]") {
        return Ok(text.to_owned());
    }
    Err("a host is host, user@host or ssh://user@host:port, of letters, digits, and . _ -"
        .to_owned())
}

/// Whether mail to this host stays on this machine.
pub(super) fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

pub(super) fn tls(text: &str) -> Result<Tls, String> {
    match text {
        "implicit" => Ok(Tls::Implicit),
        "starttls" => Ok(Tls::StartTls),
        "none" => Ok(Tls::None),
        _ => Err("it is one of implicit, starttls, none".to_owned()),
    }
}

/// A length of time that is more than nothing.
pub(super) fn span(text: &str) -> Result<Span, String> {
    let forms = "a duration is 45m, 4h, 3d, or 3bd for working days";
    match text.parse::<Span>() {
        Ok(Span::Seconds(..=0) | Span::WorkingDays(0)) => {
            Err(format!("it is no time at all; {forms}"))
        }
        Ok(span) => Ok(span),
        Err(_) => Err(forms.to_owned()),
    }
}

/// A length of working time. Days of it are working days, so that nobody takes 24 hours of work for one.
pub(super) fn working_span(text: &str) -> Result<Span, String> {
    match span(text)? {
        Span::Seconds(86_400..) => {
            Err("it is working time: write days as 3bd, less than one as 45m or 4h".to_owned())
        }
        span => Ok(span),
    }
}

/// The threads that an SLA is for: words that must all hold.
pub(super) fn sla_when(
    text: &str,
    inboxes: &[Inbox],
    levels: &[Level],
) -> Result<Vec<SlaCondition>, String> {
    let mut conditions = Vec::new();
    for word in text.split_whitespace() {
        let condition = sla_condition(word, inboxes, levels)?;
        if conditions.contains(&condition) {
            return Err(format!("{word} stands there twice"));
        }
        conditions.push(condition);
    }
    Ok(conditions)
}

fn sla_condition(word: &str, inboxes: &[Inbox], levels: &[Level]) -> Result<SlaCondition, String> {
    let (kind, name) = word.split_once(':').unwrap_or((word, ""));
    match kind {
        "priority" => name.parse().map(SlaCondition::Priority).map_err(|_| {
            let known = Priority::ALL.map(|priority| format!("priority:{priority}"));
            format!("{word} is none of {}", known.join(", "))
        }),
        "inbox" if inboxes.iter().any(|inbox| inbox.name == name) => {
            Ok(SlaCondition::Inbox(name.to_owned()))
        }
        "inbox" => {
            let known = inboxes.iter().map(|inbox| format!("inbox:{}", inbox.name));
            Err(format!("{word} is none of {}", known.collect::<Vec<_>>().join(", ")))
        }
        "tag" => name.parse().map(SlaCondition::Tag),
        "level" => level(name, levels).map(SlaCondition::Level).ok_or_else(|| {
            format!("{word}: a level is a number from 1 to {}, or its name", Escalated::HIGHEST)
        }),
        "customer-status" if !name.is_empty() => {
            Ok(SlaCondition::CustomerStatus(name.to_lowercase()))
        }
        _ => Err(format!(
            "{word}: known are priority:, inbox:, tag:, level: and customer-status:, and nothing for all"
        )),
    }
}

/// By its number, or by its name where that is one word.
fn level(text: &str, levels: &[Level]) -> Option<u8> {
    let by_number = text.parse().ok().filter(|level| (1..=Escalated::HIGHEST).contains(level));
    let named = |level: &Level| level.name.to_lowercase() == text.to_lowercase();
    by_number.or_else(|| levels.iter().position(named).and_then(|at| u8::try_from(at + 1).ok()))
}

/// When a week of duty begins.
pub(super) fn handover(text: &str) -> Result<Handover, String> {
    let read = || {
        let (day, time) = text.split_once(' ')?;
        let time = NaiveTime::parse_from_str(time.trim(), "%H:%M").ok()?;
        Some(Handover { day: day.parse().ok()?, time })
    };
    read().ok_or_else(|| "it is a day of the week and a time".to_owned())
}

/// The name of a member: whether there is one by that name is seen when the team is known.
pub(super) fn member(text: &str) -> Result<String, String> {
    check_name(text).map(|()| text.to_owned())
}

/// A heading of a template: it stands on a line of its own, or with a colon before what is written under it.
pub(super) fn heading(text: &str) -> Result<String, String> {
    const LONGEST: usize = 60;
    let text = text.trim();
    if text.is_empty() || text.starts_with('#') || text.contains(':') {
        return Err("a heading is words, without # before and : behind them".to_owned());
    }
    if text.chars().count() > LONGEST {
        return Err(format!("a heading has {LONGEST} characters at most"));
    }
    Ok(text.to_owned())
}

/// How far back an inbox is read at first; `None` for all of it.
pub(super) fn history(text: &str) -> Result<Option<Span>, String> {
    if text == "all" {
        return Ok(None);
    }
    text.parse::<Span>()
        .map(Some)
        .map_err(|_| "it is a duration (45m, 4h, 30d, 20bd) or all".to_owned())
}

/// How long to wait for a server.
pub(super) fn timeout(text: &str) -> Result<Duration, String> {
    match text.parse::<Span>() {
        Ok(Span::Seconds(seconds @ 1..=LONGEST_TIMEOUT)) => {
            Ok(Duration::from_secs(seconds.unsigned_abs()))
        }
        _ => Err("a timeout is 1s to 1h, such as 45s or 2m".to_owned()),
    }
}

/// The link to a message in a web mail client.
pub(super) fn web_link(text: &str) -> Result<String, String> {
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return Err("a link starts with https:// or http://".to_owned());
    }
    if !text.contains("{message-id}") {
        return Err("it has to hold {message-id}, where the Message-ID goes".to_owned());
    }
    if text.contains(|c: char| c.is_whitespace() || "<>\"".contains(c)) {
        return Err("it holds white space or one of <>\"".to_owned());
    }
    Ok(text.to_owned())
}
