//! What a review says about itself, the rows of it for scripts, and the whole as text.

use super::asides::{self, Aside, Part};
use super::digest::{Digest, Extras, thousands};
use super::table::Cell;
use super::threads::known_customer;
use super::{View, plain, reason, safe, weekly};
use crate::domain::absence::Stead;
use crate::domain::ids::ThreadId;
use crate::domain::review::weekly::periods;
use crate::domain::review::{Item, Kind, Review, Section};

const NEVER_READ: &str = "no mailbox was read yet: run baton sync";

const NOT_COMPLETE: &str = "MAIL NOT COMPLETE";

/// What the first line says of mailboxes that were not read; all of them stand in their section.
const MOST_PROBLEMS: usize = 3;
const WIDEST_PROBLEM: usize = 200;

/// The subject of the mail: what matters, before it is opened. What was not read comes first: nobody knows what it says.
pub fn subject(review: &Review, view: &View) -> String {
    let (occasion, whose) = (occasion(review, view), whose_digest(review, view));
    let alarm = (!review.is_complete()).then(|| NOT_COMPLETE.to_owned());
    let rest = match review.is_clear() {
        true => clear(review).to_owned(),
        false => foremost(review, view),
    };
    let said: Vec<String> = alarm.into_iter().chain(Some(rest)).filter(|s| !s.is_empty()).collect();
    format!("baton {occasion}{whose}: {}", said.join(", "))
}

/// "Mon 2 Mar"; of a weekly review "week 10".
fn occasion(review: &Review, view: &View) -> String {
    let calendar = &view.policy.calendar;
    match review.kind {
        Kind::Weekly => weekly::name(periods(calendar, review.as_of).0, view),
        _ => view.local(review.as_of).format("%a %-d %b").to_string(),
    }
}

/// " for maya", " for the leads"; nothing where it is the whole team's.
pub fn whose_digest(review: &Review, view: &View) -> String {
    match (review.reader, review.kind) {
        (Some(reader), _) => format!(" for {}", view.member(reader)),
        (None, Kind::Leads) => " for the leads".to_owned(),
        (None, _) => String::new(),
    }
}

/// What there is to say where nothing needs anyone.
pub fn clear(review: &Review) -> &'static str {
    match review.kind {
        Kind::Personal => "nothing waits for you",
        Kind::Leads => "no thread needs a lead",
        Kind::Team | Kind::Weekly => "inbox clear",
    }
}

/// "19 not closed"; in a member's digest "7 to act on".
pub fn open(review: &Review) -> String {
    match review.reader {
        Some(_) => format!("{} to act on", thousands(review.open)),
        None => format!("{} not closed", thousands(review.open)),
    }
}

/// "5 no owner, 2 overdue".
pub fn counts(review: &Review, view: &View) -> String {
    let parts = asides::parts(review, view);
    parts
        .iter()
        .map(|(section, part)| in_all(*section, part, review))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The first sections, and how much there is beyond them: "5 no owner, 2 overdue, 2 stale and 3 more".
fn foremost(review: &Review, view: &View) -> String {
    // Mailboxes that were not read have been said.
    let mut parts = asides::parts(review, view);
    parts.retain(|(_, part)| part.count() > 0);
    let (first, rest) = parts.split_at(parts.len().min(3));
    let shown = first.iter().map(|(section, part)| in_all(*section, part, review));
    let shown = shown.collect::<Vec<_>>().join(", ");
    match rest.iter().map(|(_, part)| part.count()).sum::<usize>() {
        0 => shown,
        more => format!("{shown} and {} more", thousands(more)),
    }
}

/// "5 no owner"; what was promised counts wherever it stands.
fn in_all(section: Section, part: &Part, review: &Review) -> String {
    let pressing = || review.pressing();
    count(section, if section == Section::Sla { pressing() } else { part.count() })
}

/// "5 no owner"; of what is 0 in a section that is there, that the mail is not complete.
pub fn count(section: Section, n: usize) -> String {
    let many = thousands(n);
    match (section, n) {
        (Section::NotesForYou, 1) => "1 note for you".to_owned(),
        (Section::Data, 1..) => format!("{many} in doubt"),
        (Section::Promises, _) => format!("{many} overdue for a customer"),
        (Section::Data, 0) => "mail not complete".to_owned(),
        (Section::Handoffs, 1) => "1 handoff not answered".to_owned(),
        (Section::Sla, _) => format!("{many} past or near SLA"),
        (Section::NeedsBackup, 0 | 2..) => format!("{many} need a backup"),
        (Section::OwnerCheck, _) => format!("{many} to confirm"),
        (section, _) => format!("{many} {}", reason::heading(section).to_lowercase()),
    }
}

/// "complete to 08:02 (2 mailboxes, 4812 messages)", or what is not.
pub fn balance(review: &Review, view: &View) -> String {
    if review.mailboxes.is_empty() {
        return format!("{NOT_COMPLETE}: {NEVER_READ}");
    }
    let messages: u64 = review.mailboxes.iter().map(|(health, _)| health.ledger).sum();
    let mailboxes = match review.mailboxes.len() {
        1 => "1 mailbox".to_owned(),
        n => format!("{n} mailboxes"),
    };
    let messages = self::messages(messages);
    match review.complete_to().filter(|_| review.is_complete()) {
        Some(at) => format!("complete to {} ({mailboxes}, {messages})", clock(at, view)),
        None => {
            let problems = review.mailboxes.iter().filter_map(|(health, problem)| {
                problem.map(|problem| reason::mailbox_problem(health, problem, view))
            });
            let problems: Vec<String> =
                problems.map(|why| safe::cut(&why, WIDEST_PROBLEM)).collect();
            let (first, more) = problems.split_at(problems.len().min(MOST_PROBLEMS));
            let more = (!more.is_empty()).then(|| format!("; and {} more", more.len()));
            format!("{NOT_COMPLETE}: {}{}", first.join("; "), more.unwrap_or_default())
        }
    }
}

/// "1 message", "4812 messages".
pub fn messages(n: u64) -> String {
    if n == 1 { "1 message".to_owned() } else { format!("{n} messages") }
}

/// "08:02" today, "Fri 27 Nov 08:02" on another day.
fn clock(at: crate::domain::time::Timestamp, view: &View) -> String {
    let local = view.local(at);
    match view.clock.day(at) == view.clock.day(view.now) {
        true => local.format("%H:%M").to_string(),
        false => local.format("%a %-d %b %H:%M").to_string(),
    }
}

/// The whole review.
pub fn text(review: &Review, view: &View, link: &Links, extras: &Extras) -> String {
    plain::text(&Digest::of(review, view, link, extras), str::to_owned)
}

/// What is wrong with mailboxes, in the section on data.
pub fn problems(section: Section, review: &Review, view: &View) -> Vec<String> {
    if section == Section::Data && review.mailboxes.is_empty() {
        return vec![NEVER_READ.to_owned()];
    }
    let wrong = review.mailboxes.iter().filter(|_| section == Section::Data);
    wrong
        .filter_map(|(health, problem)| problem.map(|p| reason::mailbox_problem(health, p, view)))
        .map(|text| format!("{text}: run baton sync, or baton doctor"))
        .collect()
}

/// The review as rows for scripts, one a thread, note or promise. A customer stands as c7 in the place of a thread.
pub fn rows(review: &Review, view: &View) -> ([&'static str; 7], Vec<Vec<Cell>>) {
    let rows = asides::parts(review, view).into_iter().flat_map(|(section, part)| match part {
        Part::Threads(items) => items.iter().map(|item| thread_row(section, item, view)).collect(),
        Part::Asides(asides) => {
            asides.into_iter().map(|aside| aside_row(section, aside)).collect::<Vec<_>>()
        }
    });
    (["section", "thread", "customer", "subject", "owner", "reason", "also"], rows.collect())
}

fn thread_row(section: Section, item: &Item, view: &View) -> Vec<Cell> {
    let summary = &item.listed.summary;
    vec![
        Some(section.word().to_owned()),
        Some(summary.thread.to_string()),
        known_customer(&item.listed),
        Some(item.listed.subject.clone()),
        summary.owner.map(|owner| view.member(owner)),
        Some(reason::of_item(item, view)),
        Some(item.also.iter().map(|also| also.word()).collect::<Vec<_>>().join(" ")),
    ]
}

fn aside_row(section: Section, aside: Aside) -> Vec<Cell> {
    let Aside { place, who, subject, owner, words, .. } = aside;
    vec![Some(section.word().to_owned()), Some(place), who, subject, owner, Some(words), None]
}

/// Whose it is; where they are away, who acts for whom.
pub fn whose(item: &Item, view: &View) -> Option<String> {
    let summary = &item.listed.summary;
    let owner = view.member(summary.owner?);
    let acting = summary.acting(view.policy, view.now);
    Some(match acting.map(|acting| (view.member(acting.member), acting.why)) {
        Some((_, Stead::Owner)) => owner,
        Some((cover, Stead::Cover { .. })) => format!("{cover} covers {owner}"),
        Some((backup, Stead::Backup { .. })) => format!("{backup} backs up {owner}"),
        Some((other, Stead::Level { .. } | Stead::Duty)) => {
            format!("{other} acts, {owner} is away")
        }
        None => format!("{owner} (away)"),
    })
}

/// Links to the mail behind a thread: `mid:` (RFC 2392), or the team's own web mail.
#[derive(Default)]
pub struct Links {
    /// Message-IDs by thread; none where no links are wanted.
    pub message_ids: std::collections::HashMap<ThreadId, String>,
    /// `https://mail.example.org/search?q=rfc822msgid:{message-id}`
    pub web: Option<String>,
}

impl Links {
    /// The link, its id percent-encoded: nothing that mail says becomes a scheme or a second parameter.
    pub fn to(&self, thread: ThreadId) -> Option<String> {
        let id = self.message_ids.get(&thread)?;
        let encoded = percent_encoded(id);
        Some(match &self.web {
            Some(web) => web.replace("{message-id}", &encoded),
            None => format!("mid:{encoded}"),
        })
    }
}

/// RFC 3986 §2.3: all but unreserved characters, and `@`, which a Message-ID has always.
fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'@' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_id_in_a_link_is_only_an_id() {
        assert_eq!(super::percent_encoded("a\"b&c@x"), "a%22b%26c@x");
    }
}
