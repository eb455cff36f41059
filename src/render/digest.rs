//! What a digest says, before it is text, HTML or Markdown: the same in all of them, in the same order.
//!
//! All texts are safe, in one line and of bearable length. They are not escaped: that is for whoever writes markup.

mod fold;
mod history;

pub use fold::{MOST_OF_ONE, MOST_SHOWN, thousands};
pub use history::{Backlog, Day, change};

use super::asides::{self, Aside, Part};
use super::block::Block;
use super::review::{self, Links};
use super::threads::customer;
use super::{View, personal, reason, safe};
use crate::domain::ids::MemberId;
use crate::domain::ids::ThreadId;
use crate::domain::review::{Item, Kind, Review, Section};
use fold::{Row, fold};

/// Columns of what mail or people wrote, so that one text does not take the whole page.
const WIDEST_NAME: usize = 80;
const WIDEST_SUBJECT: usize = 160;
const WIDEST_WORDS: usize = 300;
const WIDEST_CELL: usize = 80;

/// An address longer than this is not repeated in a command.
const LONGEST_TYPED: usize = 40;

/// What a digest has beside the review.
#[derive(Clone, Copy, Default)]
pub struct Extras<'a> {
    /// Tables of leads' and weekly digests, before the sections.
    pub blocks: &'a [Block],
    /// What was promised and when we work, at the foot.
    pub legend: &'a [String],
}

pub struct Digest {
    /// "Review for maya of Mon 2 Mar 2026, 10:00"
    pub heading: String,
    /// "complete to 08:02 (2 mailboxes, 4812 messages)", or what is not.
    pub balance: String,
    pub is_complete: bool,
    /// "inbox clear"
    pub clear: Option<&'static str>,
    /// A line for each section that has something in it, or had.
    pub counts: Vec<Count>,
    pub open: Count,
    /// "4 yours, 2 for maya (away)": as what a member is asked.
    pub hands: Option<String>,
    /// When the review was mailed that the changes are measured from.
    pub since: Option<String>,
    pub backlog: Option<Backlog>,
    /// "not closed, 14 days"
    pub backlog_title: String,
    pub blocks: Vec<Block>,
    pub chapters: Vec<Chapter>,
    pub legend: Vec<String>,
    /// The command that proves the ledger.
    pub prove: String,
}

/// How much there is of something, and how much more than before.
pub struct Count {
    /// "No owner"
    pub heading: &'static str,
    /// "5 no owner"
    pub words: String,
    pub now: usize,
    /// "+2", "−1", "="
    pub change: Option<String>,
}

/// A section.
pub struct Chapter {
    /// "No owner"
    pub heading: &'static str,
    /// 0 where there are sentences alone.
    pub count: usize,
    /// Sentences before the items.
    pub lines: Vec<String>,
    pub rows: Vec<Line>,
}

pub enum Line {
    Entry(Entry),
    /// "and 9,950 more from flood@example.net", and the command that shows them.
    Folded {
        words: String,
        command: String,
    },
}

/// An item of a section.
pub struct Entry {
    /// "12", or "c7" for a customer.
    pub place: String,
    pub who: Option<String>,
    pub subject: Option<String>,
    pub link: Option<String>,
    /// Whose it is, and its age.
    pub facts: Vec<String>,
    pub badges: Vec<&'static str>,
    /// Why it is here.
    pub words: String,
    /// What settles it.
    pub command: String,
}

impl Digest {
    pub fn of(review: &Review, view: &View, link: &Links, extras: &Extras) -> Digest {
        let at = view.local(review.as_of).format("%a %-d %b %Y, %H:%M");
        let zone = view.own_zone().map(|zone| format!(" ({zone})")).unwrap_or_default();
        let whose = review::whose_digest(review, view);
        let what = if review.kind == Kind::Weekly { "Weekly review" } else { "Review" };
        let parts = asides::parts(review, view);
        let backlog = Backlog::of(&review.backlog);
        let days = backlog.as_ref().map(|backlog| backlog.days.len()).unwrap_or_default();
        // A member's own digest has the team's, too.
        let of_team = if review.reader.is_some() { " in the team" } else { "" };
        Digest {
            heading: short(&format!("{what}{whose} of {at}{zone}"), WIDEST_SUBJECT),
            balance: review::balance(review, view),
            is_complete: review.is_complete(),
            clear: review.is_clear().then(|| review::clear(review)),
            counts: counts(&parts, review),
            open: open(review),
            hands: Some(personal::hands(review, view)).filter(|hands| !hands.is_empty()),
            since: review.before.as_ref().map(|before| view.when(before.at)),
            backlog,
            backlog_title: format!("not closed{of_team}, {days} days"),
            blocks: extras.blocks.iter().map(safe_block).collect(),
            chapters: parts.iter().map(|part| chapter(part, review, view, link)).collect(),
            legend: extras.legend.iter().map(|line| short(line, WIDEST_WORDS)).collect(),
            prove: format!("baton fsck --anchor {}", review.hash),
        }
    }
}

/// The threads that a digest shows, and so has links to.
pub fn shown(review: &Review, view: &View) -> Vec<ThreadId> {
    let parts = asides::parts(review, view);
    let threads = parts.iter().flat_map(|(_, part)| match part {
        Part::Threads(items) => items_of(fold(items, sender))
            .map(|item: &Item| Some(item.listed.summary.thread))
            .collect::<Vec<_>>(),
        Part::Asides(asides) => {
            items_of(fold(asides, |_| None)).map(|aside: &Aside| aside.thread).collect()
        }
    });
    threads.flatten().collect()
}

fn items_of<'a, T>(rows: Vec<Row<'a, T>>) -> impl Iterator<Item = &'a T> {
    rows.into_iter().filter_map(|row| match row {
        Row::Item(item) => Some(item),
        Row::MoreFrom { .. } | Row::More { .. } => None,
    })
}

/// Those that have something now in their order, and those that had before.
fn counts(parts: &[(Section, Part)], review: &Review) -> Vec<Count> {
    let (now, before) = (review.counts(), review.before.as_ref().map(|before| &before.counts));
    let of = |section: Section| {
        let words = match parts.iter().find(|(known, _)| *known == section) {
            Some((_, part)) => review::count(section, part.count()),
            None if before.is_some_and(|before| before.of(section) > 0) => match section {
                Section::Data => "0 in doubt".to_owned(),
                section => review::count(section, 0),
            },
            None => return None,
        };
        let now = now.of(section);
        let change = before.map(|before| history::change(now, before.of(section)));
        Some(Count { heading: reason::heading(section), words, now, change })
    };
    let mut counts: Vec<Count> = Section::ALL.into_iter().filter_map(of).collect();
    // Who reads the numbers alone must not take those of one section for all.
    let pressing = review.pressing();
    if pressing > now.of(Section::Sla) {
        let words = format!("{} past or near SLA in all", thousands(pressing));
        counts.push(Count { heading: "SLA, in all", words, now: pressing, change: None });
    }
    counts
}

fn open(review: &Review) -> Count {
    let before = review.before.as_ref().map(|before| before.counts.open);
    Count {
        heading: if review.reader.is_some() { "To act on" } else { "Not closed" },
        words: review::open(review),
        now: review.open,
        change: before.map(|before| history::change(review.open, before)),
    }
}

fn chapter(
    (section, part): &(Section, Part),
    review: &Review,
    view: &View,
    link: &Links,
) -> Chapter {
    let mut lines = Vec::new();
    let rows = match part {
        Part::Threads(items) => {
            let reasons: Vec<_> = items.iter().map(|item| &item.reason).collect();
            lines.extend(reason::blockers(&reasons, view));
            lines.extend(review::problems(*section, review, view));
            let rows = fold(items, sender).into_iter();
            rows.map(|row| line(row, review, |item| entry(item, review.reader, view, link)))
                .collect()
        }
        Part::Asides(asides) => {
            let rows = fold(asides, |_| None).into_iter();
            rows.map(|row| line(row, review, |one| aside(one, link))).collect()
        }
    };
    let left = lines.len().saturating_sub(MOST_SHOWN);
    lines.truncate(MOST_SHOWN);
    lines.extend((left > 0).then(|| format!("and {} more", thousands(left))));
    let lines = lines.iter().map(|line| short(line, WIDEST_WORDS)).collect();
    Chapter { heading: reason::heading(*section), count: part.count(), lines, rows }
}

fn line<T>(row: Row<T>, review: &Review, entry: impl Fn(&T) -> Entry) -> Line {
    let all = match review.kind {
        Kind::Personal => "baton review --personal --csv",
        Kind::Leads => "baton review --leads --json",
        Kind::Team | Kind::Weekly => "baton review --csv",
    };
    match row {
        Row::Item(item) => Line::Entry(entry(item)),
        Row::MoreFrom { sender, n } => Line::Folded {
            words: format!("and {} more from {}", thousands(n), short(sender, WIDEST_NAME)),
            command: match is_harmless(sender) {
                true => format!("baton list {sender}"),
                false => all.to_owned(),
            },
        },
        Row::More { n } => {
            Line::Folded { words: format!("and {} more", thousands(n)), command: all.to_owned() }
        }
    }
}

/// Whose mail it is: one customer may write from a form that many share.
fn sender(item: &Item) -> Option<&str> {
    let listed = &item.listed;
    let customer = listed.customer.as_ref().map(|customer| customer.address.as_str());
    let opened = || listed.opened_by.as_ref().map(|from| from.address.as_str());
    customer.filter(|address| !address.is_empty()).or_else(opened)
}

/// Whether an address can stand in a command: a stranger chose it, and somebody may paste it into a shell.
fn is_harmless(address: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'@');
    address.len() <= LONGEST_TYPED
        && address.starts_with(|c: char| c.is_ascii_alphanumeric())
        && address.contains('@')
        && address.bytes().all(plain)
}

fn entry(item: &Item, reader: Option<MemberId>, view: &View, link: &Links) -> Entry {
    let summary = &item.listed.summary;
    let age = summary.ages_from().map(|since| view.age(since));
    let whose = match reader {
        Some(me) => personal::asked(me, item, view),
        None => review::whose(item, view),
    };
    let facts = whose.into_iter().chain(age);
    Entry {
        place: summary.thread.to_string(),
        who: Some(short(&customer(&item.listed), WIDEST_NAME)),
        subject: Some(subject(&item.listed.subject)),
        link: link.to(summary.thread),
        facts: facts.map(|fact| short(&fact, WIDEST_NAME)).collect(),
        badges: item.also.iter().map(|section| section.word()).collect(),
        words: short(&reason::of_item(item, view), WIDEST_WORDS),
        command: personal::command(item, reader, view),
    }
}

/// Something to be clicked on stands there in any case.
fn subject(subject: &str) -> String {
    match short(subject, WIDEST_SUBJECT) {
        subject if subject.trim().is_empty() => "(no subject)".to_owned(),
        subject => subject,
    }
}

fn aside(aside: &Aside, link: &Links) -> Entry {
    Entry {
        place: aside.place.clone(),
        who: aside.who.as_deref().map(|who| short(who, WIDEST_NAME)),
        subject: aside.subject.as_deref().map(subject),
        link: aside.thread.and_then(|thread| link.to(thread)),
        facts: Vec::new(),
        badges: Vec::new(),
        words: short(&aside.words, WIDEST_WORDS),
        command: aside.command.clone(),
    }
}

fn safe_block(block: &Block) -> Block {
    let cells = |row: &Vec<String>| row.iter().map(|cell| short(cell, WIDEST_CELL)).collect();
    Block {
        heading: short(&block.heading, WIDEST_NAME),
        lines: block.lines.iter().map(|line| short(line, WIDEST_WORDS)).collect(),
        header: cells(&block.header),
        rows: block.rows.iter().map(cells).collect(),
    }
}

/// Safe, and cut. Marks that take no column of their own are not without number either.
fn short(text: &str, columns: usize) -> String {
    const MARKS: usize = 4;
    let safe = safe::line(text);
    match safe.char_indices().nth(columns * MARKS) {
        Some((end, _)) => safe::cut(&format!("{}…", &safe[..end]), columns),
        None => safe::cut(&safe, columns),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_act_on_is_in_no_command() {
        assert!(is_harmless("flood@example.net") && is_harmless("a.b-c_d@mail.example.net"));
        for address in
            ["", "flood", "-x@y", "$(id)@x", "a'b@x", "a;b@x", "a b@x", "a@x\n", "`id`@x", "a|b@x"]
        {
            assert!(!is_harmless(address), "{address:?}");
        }
        assert!(!is_harmless(&format!("{}@x", "a".repeat(60))));
    }

    #[test]
    fn a_text_of_nothing_but_marks_is_cut_too() {
        let marks = "\u{301}".repeat(10_000);
        assert!(short(&marks, 80).chars().count() <= 321);
        assert_eq!(short("東京タワー", 6), "東京…");
    }
}
