//! The review as text, for a terminal and for a mail.

use super::table::Cell;
use super::threads::{customer, known_customer};
use super::{View, reason, safe};
use crate::domain::absence::Stead;
use crate::domain::ids::{MemberId, ThreadId};
use crate::domain::note::OpenNote;
use crate::domain::review::{Item, Review, Section};

/// A section of a mail people read shows this many at most, and says how many more there are.
pub const MOST_SHOWN: usize = 25;

const NEVER_READ: &str = "no mailbox was read yet: run baton sync";

/// Columns of a name and a subject in the text, so that a line fits a terminal or a mail.
const WIDEST_NAME: usize = 24;
const WIDEST_SUBJECT: usize = 44;

/// The subject of the mail: what matters, before it is opened.
pub fn subject(review: &Review, view: &View) -> String {
    let day = view.policy.calendar.local(review.as_of).format("%a %-d %b");
    let reader = review.reader.map(|reader| format!(" for {}", view.member(reader)));
    let reader = reader.unwrap_or_default();
    match review.is_clear() {
        true => format!("baton {day}{reader}: {}", clear(review)),
        false => format!("baton {day}{reader}: {}", foremost(review)),
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
pub fn counts(review: &Review) -> String {
    notes_count(review)
        .into_iter()
        .chain(review.sections.iter().map(count))
        .collect::<Vec<_>>()
        .join(", ")
}

/// "2 notes for you", where there are any.
fn notes_count(review: &Review) -> Option<String> {
    match review.notes.len() {
        0 => None,
        1 => Some("1 note for you".to_owned()),
        n => Some(format!("{n} notes for you")),
    }
}

/// The first sections, and how much there is beyond them: "5 no owner, 2 overdue, 2 stale and 3 more".
fn foremost(review: &Review) -> String {
    let notes = notes_count(review);
    let room = if notes.is_some() { 2 } else { 3 };
    let (first, rest) = review.sections.split_at(review.sections.len().min(room));
    let shown = notes.into_iter().chain(first.iter().map(count)).collect::<Vec<_>>().join(", ");
    match rest.iter().map(|(_, items)| items.len().max(1)).sum::<usize>() {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn count((section, items): &(Section, Vec<Item>)) -> String {
    match (section, items.len()) {
        (Section::Data, 0) => "mail not complete".to_owned(),
        (Section::Handoffs, 1) => "1 handoff not answered".to_owned(),
        (Section::Sla, n) => format!("{n} past or near SLA"),
        (Section::NeedsBackup, 2..) => format!("{} need a backup", items.len()),
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
    let calendar = &view.policy.calendar;
    let local = calendar.local(at);
    match calendar.day(at) == calendar.day(view.now) {
        true => local.format("%H:%M").to_string(),
        false => local.format("%a %-d %b %H:%M").to_string(),
    }
}

/// The whole review.
pub fn text(review: &Review, view: &View, link: &Links) -> String {
    let at = view.policy.calendar.local(review.as_of).format("%a %-d %b %Y, %H:%M");
    let whose = review.reader.map(|reader| format!(" for {}", view.member(reader)));
    let whose = whose.unwrap_or_default();
    let mut out = vec![format!("Review{whose} of {at}: {}", balance(review, view))];
    if review.is_clear() {
        out.push(format!("{}; {}", clear(review), open(review)));
    } else {
        out.push(format!("{}; {}", counts(review), open(review)));
    }
    notes(review, view, link, &mut out);
    for (section, items) in &review.sections {
        out.extend([String::new(), title(*section, items.len())]);
        let reasons: Vec<_> = items.iter().map(|item| &item.reason).collect();
        out.extend(reason::blockers(&reasons, view).into_iter().map(|line| format!("  {line}")));
        out.extend(problems(*section, review, view).into_iter().map(|line| format!("  {line}")));
        for item in items.iter().take(MOST_SHOWN) {
            self::item(item, view, link, &mut out);
        }
        out.extend(more(items.len()).map(|line| format!("  {line}")));
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

/// The notes that ask something of whose digest it is, and who that is; there are none in the team's.
pub fn asking(review: &Review) -> Option<(MemberId, &[OpenNote])> {
    review.reader.filter(|_| !review.notes.is_empty()).map(|me| (me, review.notes.as_slice()))
}

fn notes(review: &Review, view: &View, link: &Links, out: &mut Vec<String>) {
    let Some((me, notes)) = asking(review) else { return };
    out.extend([String::new(), title(Section::NotesForYou, notes.len())]);
    for open in notes.iter().take(MOST_SHOWN) {
        let (who, subject) = super::notes::about(open);
        let who = who.map(|who| safe::cut(&who, WIDEST_NAME));
        let subject = subject.map(|subject| safe::cut(&subject, WIDEST_SUBJECT));
        let about: Vec<String> = who.into_iter().chain(subject).collect();
        out.push(format!("  {:>4}  {}", super::notes::place(open), about.join(": ")));
        out.push(format!("        {}", super::notes::words(open, me, view)));
        out.push(format!("        {}", super::notes::command(open)));
        let link = open.thread.as_ref().and_then(|(thread, _)| link.to(*thread));
        out.extend(link.map(|link| format!("        {link}")));
    }
    out.extend(more(notes.len()).map(|line| format!("  {line}")));
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

/// The review as rows for scripts, one a thread; before them one a note. A customer stands as c7 in the place of a
/// thread.
pub fn rows(review: &Review, view: &View) -> ([&'static str; 7], Vec<Vec<Cell>>) {
    let asking =
        asking(review).into_iter().flat_map(|(me, notes)| notes.iter().map(move |open| (me, open)));
    let notes = asking.map(|(me, open)| {
        let (who, subject) = super::notes::about(open);
        let section = Some(Section::NotesForYou.word().to_owned());
        let words = Some(super::notes::words(open, me, view));
        vec![section, Some(super::notes::place(open)), who, subject, None, words, None]
    });
    let rows = review.sections.iter().flat_map(|(section, items)| {
        items.iter().map(|item| {
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
        })
    });
    (
        ["section", "thread", "customer", "subject", "owner", "reason", "also"],
        notes.chain(rows).collect(),
    )
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
