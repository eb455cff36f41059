//! A digest as GitHub's Markdown, for an issue, a wiki or a chat.
//!
//! Nothing that somebody wrote becomes markup: what could mean anything is escaped (CommonMark §2.4). GitHub also looks for addresses, @names and #numbers in what is text already, after escapes: an
//! empty comment parts them.

use super::View;
use super::block::Block;
use super::digest::{Backlog, Chapter, Count, Digest, Entry, Extras, Line, thousands};
use super::plain::{LEGEND, PROOF};
use super::reason::OR;
use super::review::Links;
use crate::domain::review::Review;

/// The whole digest.
pub fn page(review: &Review, view: &View, link: &Links, extras: &Extras) -> String {
    let digest = Digest::of(review, view, link, extras);
    let mut out = vec![format!("# {}", escaped(&digest.heading)), String::new()];
    let balance = escaped(&digest.balance);
    out.push(if digest.is_complete { balance } else { format!("> **{balance}**") });
    out.extend(digest.clear.map(|clear| format!("\n**{clear}**")));
    counts(&digest, &mut out);
    out.extend(digest.backlog.as_ref().map(|line| backlog(&digest.backlog_title, line)));
    digest.blocks.iter().for_each(|block| self::block(block, &mut out));
    digest.chapters.iter().for_each(|chapter| self::chapter(chapter, &mut out));
    if !digest.legend.is_empty() {
        out.push(format!("\n## {LEGEND}\n"));
        out.extend(digest.legend.iter().map(|line| format!("- {}", escaped(line))));
    }
    out.push(format!("\n{PROOF}: {}\n", code(&digest.prove)));
    out.join("\n")
}

fn counts(digest: &Digest, out: &mut Vec<String>) {
    let since = digest.since.as_deref().map(|since| format!(" since {} |", escaped(since)));
    let rule = since.as_ref().map_or("", |_| " ---: |");
    out.push(format!("\n| section | now |{}", since.as_deref().unwrap_or_default()));
    out.push(format!("| :--- | ---: |{rule}"));
    let row = |count: &Count| {
        let change = count.change.as_ref().map(|change| format!(" {change} |"));
        format!(
            "| {} | {} |{}",
            escaped(count.heading),
            thousands(count.now),
            change.unwrap_or_default()
        )
    };
    out.extend(digest.counts.iter().chain([&digest.open]).map(row));
    out.extend(digest.hands.iter().map(|hands| format!("\n{}", escaped(hands))));
}

fn backlog(title: &str, backlog: &Backlog) -> String {
    let (line, words) = (backlog.line(), escaped(&backlog.words()));
    format!("\n{}: {} {words}", title, code(&line))
}

fn block(block: &Block, out: &mut Vec<String>) {
    out.push(format!("\n## {}", escaped(&block.heading)));
    out.extend(block.lines.iter().map(|line| format!("\n{}", escaped(line))));
    if block.header.is_empty() {
        return;
    }
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        format!("| {} |", cells.join(" | "))
    };
    out.push(format!("\n{}", row(&block.header)));
    out.push(format!("|{}", " --- |".repeat(block.header.len())));
    out.extend(block.rows.iter().map(|cells| row(cells)));
}

fn chapter(chapter: &Chapter, out: &mut Vec<String>) {
    let count = match chapter.count {
        0 => String::new(),
        n => format!(" ({})", thousands(n)),
    };
    out.push(format!("\n## {}{count}", escaped(chapter.heading)));
    out.extend(chapter.lines.iter().map(|line| format!("\n{}", escaped(line))));
    out.extend((!chapter.rows.is_empty()).then(String::new));
    out.extend(chapter.rows.iter().map(|row| match row {
        Line::Entry(entry) => self::entry(entry),
        Line::Folded { words, command } => format!("- {}: {}", escaped(words), code(command)),
    }));
}

/// An item of a list, in lines that stay lines (a backslash at the end, CommonMark §6.7).
fn entry(entry: &Entry) -> String {
    let who = entry.who.as_ref().map(|who| format!(" · {}", escaped(who)));
    let mut text = format!("- **{}**{}", escaped(&entry.place), who.unwrap_or_default());
    if let Some(subject) = &entry.subject {
        text += &match &entry.link {
            Some(link) => format!(": [{}](<{}>)", escaped(subject), destination(link)),
            None => format!(": {}", escaped(subject)),
        };
    }
    entry.facts.iter().for_each(|fact| text += &format!(" · {}", escaped(fact)));
    entry.badges.iter().for_each(|badge| text += &format!(" {}", code(badge)));
    format!("{text}\\\n  {}\\\n  {}", escaped(&entry.words), commands(&entry.command))
}

/// Each command by itself, to be pasted.
fn commands(command: &str) -> String {
    command.split(OR).map(code).collect::<Vec<_>>().join(", or: ")
}

/// Text that is only text.
fn escaped(text: &str) -> String {
    let text = text.trim_start();
    let mut escaped = String::with_capacity(text.len() + 16);
    for (place, c) in text.char_indices() {
        let (before, after) = (&text[..place], &text[place + c.len_utf8()..]);
        let is_markup = match c {
            // Parted from what follows, they are no name, address or number of an issue.
            '@' | '#' => {
                escaped.extend(['\\', c]);
                escaped.push_str("<!-- -->");
                continue;
            }
            '\\' | '`' | '*' | '_' | '~' | '[' | ']' | '<' | '>' | '|' | '&' | '$' => true,
            // The scheme of an address that GitHub would make a link.
            ':' => after.starts_with('/'),
            '.' if ends_with_www(before) => true,
            // A list or the line under a heading; a number in a list.
            '-' | '+' | '=' => before.is_empty(),
            '.' | ')' => {
                let is_numbered = !before.is_empty() && before.bytes().all(|b| b.is_ascii_digit());
                is_numbered && (after.is_empty() || after.starts_with(' '))
            }
            _ => false,
        };
        escaped.extend(is_markup.then_some('\\'));
        escaped.push(c);
    }
    escaped
}

fn ends_with_www(text: &str) -> bool {
    let last = text.len().checked_sub(3).and_then(|start| text.get(start..));
    last.is_some_and(|last| last.eq_ignore_ascii_case("www"))
}

/// Code, fenced by more backticks than stand in it (CommonMark §6.1).
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Where a link leads, between `<` and `>` (CommonMark §6.3). The config may say anything but a line break.
fn destination(link: &str) -> String {
    link.replace('\\', "%5C").replace('<', "%3C").replace('>', "%3E")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_stays_as_it_is_written() {
        for text in ["Re: size 54 (size chart), please!", "1.5 kg - e.g. a/b", "Ελένη: \"+2\" = 3?"]
        {
            assert_eq!(escaped(text), text);
        }
    }

    #[test]
    fn what_would_be_markup_is_text() {
        assert_eq!(
            escaped("[a](b) <i> *b* `c` a|b ~~d~~"),
            "\\[a\\](b) \\<i\\> \\*b\\* \\`c\\` a\\|b \\~\\~d\\~\\~"
        );
        assert_eq!(
            escaped("https://x.example www.x.example"),
            "https\\://x.example www\\.x.example"
        );
        assert_eq!(escaped("@maya #1 a@x.org"), "\\@<!-- -->maya \\#<!-- -->1 a\\@<!-- -->x.org");
        assert_eq!([escaped("- a"), escaped("1. a"), escaped("    a")], ["\\- a", "1\\. a", "a"]);
    }

    #[test]
    fn code_ends_where_it_ends() {
        assert_eq!(code("baton claim 1"), "`baton claim 1`");
        assert_eq!(code("a``b`"), "``` a``b` ```");
    }
}
