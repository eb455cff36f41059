//! The review as text, for a terminal and for a mail.

use super::asides::{self, Aside, Part};
use super::table::Cell;
use super::threads::{customer, known_customer};
use super::{View, reason, safe};
use crate::domain::absence::Stead;
use crate::domain::ids::ThreadId;
use crate::domain::review::{Item, Review, Section};

/// A section of a mail people read shows this many at most, and says how many more there are.
pub const MOST_SHOWN: usize = 25;

const NEVER_READ: &str = "no mailbox was read yet: run baton sync";

/// Columns of a name and a subject in the text, so that a line fits a terminal or a mail.
const WIDEST_NAME: usize = 24;
const WIDEST_SUBJECT: usize = 44;

/// The subject of the mail: what matters, before it is opened.
pub fn subject(review: &Review, view: &View) -> String {
    let day = view.local(review.as_of).format("%a %-d %b");
    let reader = review.reader.map(|reader| format!(" for {}", view.member(reader)));
    let reader = reader.unwrap_or_default();
    match review.is_clear() {
        true => format!("baton {day}{reader}: {}", clear(review)),
        false => format!("baton {day}{reader}: {}", foremost(review, view)),
    }
}

/// What there is to say where nothing needs anyone.
pub fn clear(review: &Review) -> &'static str {
    if review.reader.is_some() { "nothing waits for you" } else { "inbox clear" }
}

/// "19 not closed"; in a member's digest "7 to act on".
pub fn open(review: &Review) -> String {
    match review.reader {
        Some(_) => format!("{} to act on", review.open),
        None => format!("{} not closed", review.open),
    }
}

/// "5 no owner, 2 overdue".
pub fn counts(review: &Review, view: &View) -> String {
    asides::parts(review, view).iter().map(count).collect::<Vec<_>>().join(", ")
}

/// The first sections, and how much there is beyond them: "5 no owner, 2 overdue, 2 stale and 3 more".
fn foremost(review: &Review, view: &View) -> String {
    let parts = asides::parts(review, view);
    let (first, rest) = parts.split_at(parts.len().min(3));
    let shown = first.iter().map(count).collect::<Vec<_>>().join(", ");
    match rest.iter().map(|(_, part)| part.count().max(1)).sum::<usize>() {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn count((section, part): &(Section, Part)) -> String {
    match (section, part.count()) {
        (Section::NotesForYou, 1) => "1 note for you".to_owned(),
        (Section::NotesForYou, n) => format!("{n} notes for you"),
        (Section::Promises, n) => format!("{n} overdue for a customer"),
        (Section::Data, 0) => "mail not complete".to_owned(),
        (Section::Handoffs, 1) => "1 handoff not answered".to_owned(),
        (Section::Sla, n) => format!("{n} past or near SLA"),
        (Section::NeedsBackup, n @ 2..) => format!("{n} need a backup"),
        (Section::OwnerCheck, n) => format!("{n} to confirm"),
        (section, n) => format!("{n} {}", reason::heading(*section).to_lowercase()),
    }
}

/// "complete to 08:02 (2 mailboxes, 4812 messages)", or what is not.
pub fn balance(review: &Review, view: &View) -> String {
    if review.mailboxes.is_empty() {
        return format!("NOT COMPLETE: {NEVER_READ}");
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
            format!("NOT COMPLETE: {}", problems.collect::<Vec<_>>().join("; "))
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
pub fn text(review: &Review, view: &View, link: &Links) -> String {
    let at = view.local(review.as_of).format("%a %-d %b %Y, %H:%M");
    let whose = review.reader.map(|reader| format!(" for {}", view.member(reader)));
    let whose = whose.unwrap_or_default();
    let zone = view.own_zone().map(|zone| format!(" ({zone})")).unwrap_or_default();
    let mut out = vec![format!("Review{whose} of {at}{zone}: {}", balance(review, view))];
    if review.is_clear() {
        out.push(format!("{}; {}", clear(review), open(review)));
    } else {
        out.push(format!("{}; {}", counts(review, view), open(review)));
    }
    for (section, part) in asides::parts(review, view) {
        out.extend([String::new(), title(section, part.count())]);
        match &part {
            Part::Threads(items) => threads(section, items, review, view, link, &mut out),
            Part::Asides(asides) => {
                asides.iter().take(MOST_SHOWN).for_each(|one| aside(one, link, &mut out));
            }
        }
        out.extend(more(part.count()).map(|line| format!("  {line}")));
    }
    out.extend([String::new(), format!("{PROOF}: {}", prove(review)), String::new()]);
    out.join("\n")
}

/// What the last line of a review is for: who keeps the mail has a hash that nobody can change in the ledger.
pub const PROOF: &str = "ledger proof";

/// The command that proves it.
pub fn prove(review: &Review) -> String {
    format!("baton fsck --anchor {}", review.hash)
}

fn title(section: Section, items: usize) -> String {
    let heading = reason::heading(section).to_uppercase();
    if items == 0 { heading } else { format!("{heading} ({items})") }
}

fn threads(
    section: Section,
    items: &[Item],
    review: &Review,
    view: &View,
    link: &Links,
    out: &mut Vec<String>,
) {
    let reasons: Vec<_> = items.iter().map(|item| &item.reason).collect();
    out.extend(reason::blockers(&reasons, view).into_iter().map(|line| format!("  {line}")));
    out.extend(problems(section, review, view).into_iter().map(|line| format!("  {line}")));
    items.iter().take(MOST_SHOWN).for_each(|item| self::item(item, view, link, out));
}

fn aside(aside: &Aside, link: &Links, out: &mut Vec<String>) {
    let who = aside.who.as_ref().map(|who| safe::cut(who, WIDEST_NAME));
    let subject = aside.subject.as_ref().map(|subject| safe::cut(subject, WIDEST_SUBJECT));
    let about: Vec<String> = who.into_iter().chain(subject).collect();
    out.push(format!("  {:>4}  {}", aside.place, about.join(": ")));
    out.push(format!("        {}", aside.words));
    out.push(format!("        {}", aside.command));
    let link = aside.thread.and_then(|thread| link.to(thread));
    out.extend(link.map(|link| format!("        {link}")));
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

/// Is this line of the text a section's heading?
pub fn is_heading(line: &str) -> bool {
    Section::ALL.iter().any(|section| line.starts_with(&reason::heading(*section).to_uppercase()))
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
        Some(reason::words(&item.reason, view)),
        Some(item.also.iter().map(|also| also.word()).collect::<Vec<_>>().join(" ")),
    ]
}

fn aside_row(section: Section, aside: Aside) -> Vec<Cell> {
    let Aside { place, who, subject, owner, words, .. } = aside;
    vec![Some(section.word().to_owned()), Some(place), who, subject, owner, Some(words), None]
}

/// "and 9,950 more".
pub fn more(items: usize) -> Option<String> {
    let more = items.checked_sub(MOST_SHOWN).filter(|more| *more > 0)?;
    Some(format!("and {more} more: baton review --csv has them all"))
}

fn item(item: &Item, view: &View, link: &Links, out: &mut Vec<String>) {
    let summary = &item.listed.summary;
    let owner = whose(item, view).map(|whose| format!(" · {whose}")).unwrap_or_default();
    let age =
        summary.ages_from().map(|since| format!(" · {}", view.age(since))).unwrap_or_default();
    let who = safe::cut(&safe::line(&customer(&item.listed)), WIDEST_NAME);
    let subject = safe::cut(&safe::line(&item.listed.subject), WIDEST_SUBJECT);
    out.push(format!("  {:>4}  {}: {}{owner}{age}{}", summary.thread, who, subject, badges(item)));
    out.push(format!("        {}", reason::words(&item.reason, view)));
    out.push(format!("        {}", reason::command(summary.thread, &item.reason, view)));
    if let Some(link) = link.to(summary.thread) {
        out.push(format!("        {link}"));
    }
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

fn badges(item: &Item) -> String {
    let also: Vec<&str> = item.also.iter().map(|section| section.word()).collect();
    if also.is_empty() { String::new() } else { format!("  [{}]", also.join(", ")) }
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
