//! A digest as text, for a terminal of 80 columns and for the text part of a mail.

use super::block::Block;
use super::digest::{Chapter, Count, Digest, Entry, Line};
use super::safe;
use super::table::{self, Cell, Form};
use super::wrap::{COLUMNS, hanging};

/// Columns of a name and a subject, so that with a thread's number they are one line.
const WIDEST_NAME: usize = 24;
const WIDEST_SUBJECT: usize = 44;

/// Where what belongs to an item begins.
const INDENT: usize = 8;

/// The whole digest; `heading` may make headings stand out. Nothing but a link is wider than [`COLUMNS`].
pub fn text(digest: &Digest, heading: impl Fn(&str) -> String) -> String {
    let mut out = Vec::new();
    let first = beginning(digest);
    out.extend(first.into_iter().map(|line| match digest.is_complete {
        true => line,
        false => heading(&line),
    }));
    out.extend(hanging(&counts(digest), 0, 2));
    if let Some(backlog) = &digest.backlog {
        let line = format!("{}: {}  {}", digest.backlog_title, backlog.line(), backlog.words());
        out.extend(hanging(&line, 0, 2));
    }
    for block in &digest.blocks {
        out.extend([String::new(), heading(&block.heading.to_uppercase())]);
        self::block(block, &mut out);
    }
    for chapter in &digest.chapters {
        out.extend([String::new(), heading(&title(chapter))]);
        self::chapter(chapter, &mut out);
    }
    if !digest.legend.is_empty() {
        out.extend([String::new(), heading(&LEGEND.to_uppercase())]);
        digest.legend.iter().for_each(|line| out.extend(hanging(line, 2, 4)));
    }
    // With its hash in one line it would be wider than a terminal; a shell goes on after the backslash.
    let proof = digest.prove.replacen("--anchor ", "--anchor \\\n    ", 1);
    out.extend([String::new(), format!("{PROOF}: {proof}"), String::new()]);
    out.join("\n")
}

/// The heading of what stands at the foot.
pub const LEGEND: &str = "What the promises are";

/// What the last line of a review is for: who keeps the mail has a hash that nobody can change in the ledger.
pub const PROOF: &str = "ledger proof";

/// One line; where it would be a long one, what the mail is complete to has one of its own.
fn beginning(digest: &Digest) -> Vec<String> {
    let whole = format!("{}: {}", digest.heading, digest.balance);
    if safe::width(&whole) <= COLUMNS {
        return vec![whole];
    }
    let heading = hanging(&format!("{}:", digest.heading), 0, 2);
    heading.into_iter().chain(hanging(&digest.balance, 2, 2)).collect()
}

/// "5 no owner (+2), 2 overdue (=); 19 not closed (−3); changes since yesterday 08:00".
fn counts(digest: &Digest) -> String {
    let count = |count: &Count| match &count.change {
        Some(change) => format!("{} ({change})", count.words),
        None => count.words.clone(),
    };
    let clear = digest.clear.map(str::to_owned);
    let counts: Vec<String> = clear.into_iter().chain(digest.counts.iter().map(count)).collect();
    let since = digest.since.as_ref().map(|at| format!("; changes since {at}"));
    let hands = digest.hands.as_ref().map(|hands| format!(": {hands}"));
    let rest = hands.unwrap_or_default() + &since.unwrap_or_default();
    format!("{}; {}{rest}", counts.join(", "), count(&digest.open))
}

fn title(chapter: &Chapter) -> String {
    let heading = chapter.heading.to_uppercase();
    match chapter.count {
        0 => heading,
        n => format!("{heading} ({})", super::digest::thousands(n)),
    }
}

fn block(block: &Block, out: &mut Vec<String>) {
    block.lines.iter().for_each(|line| out.extend(hanging(line, 2, 4)));
    if block.header.is_empty() {
        return;
    }
    let header: Vec<&str> = block.header.iter().map(String::as_str).collect();
    let cells = |row: &Vec<String>| row.iter().map(|cell| Some(cell.clone())).collect();
    let rows: Vec<Vec<Cell>> = block.rows.iter().map(cells).collect();
    let width = u16::try_from(COLUMNS - 2).ok();
    // Only CSV can fail.
    let table = table::render(&header, &rows, Form::Aligned { width }).unwrap_or_default();
    out.extend(table.lines().map(|line| format!("  {line}")));
}

fn chapter(chapter: &Chapter, out: &mut Vec<String>) {
    chapter.lines.iter().for_each(|line| out.extend(hanging(line, 2, 4)));
    for row in &chapter.rows {
        match row {
            Line::Entry(entry) => self::entry(entry, out),
            Line::Folded { words, command } => {
                out.extend(hanging(&format!("{words}: {command}"), INDENT, INDENT));
            }
        }
    }
}

fn entry(entry: &Entry, out: &mut Vec<String>) {
    let who = entry.who.as_ref().map(|who| safe::cut(who, WIDEST_NAME));
    let subject = entry.subject.as_ref().map(|subject| safe::cut(subject, WIDEST_SUBJECT));
    let about = who.into_iter().chain(subject).collect::<Vec<_>>().join(": ");
    let head = format!("  {:>4}  {about}", entry.place);
    let facts = facts(entry);
    let whole = format!("{head} · {facts}");
    // What does not stand beside the subject stands below it, not half here and half there.
    match facts.is_empty() {
        true => out.extend(hanging(&head, 0, INDENT)),
        false if safe::width(&whole) <= COLUMNS => out.push(whole),
        false => {
            out.extend(hanging(&head, 0, INDENT));
            out.extend(hanging(&facts, INDENT, INDENT));
        }
    }
    out.extend(hanging(&entry.words, INDENT, INDENT + 2));
    out.extend(hanging(&entry.command, INDENT, INDENT + 2));
    out.extend(entry.link.iter().map(|link| format!("{}{link}", " ".repeat(INDENT))));
}

/// "jordan · 1bd  [stale]"
fn facts(entry: &Entry) -> String {
    let facts = Some(entry.facts.join(" · ")).filter(|facts| !facts.is_empty());
    let badges = Some(entry.badges.join(", ")).filter(|badges| !badges.is_empty());
    let badges = badges.map(|badges| format!("[{badges}]"));
    facts.into_iter().chain(badges).collect::<Vec<_>>().join("  ")
}
