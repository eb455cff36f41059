//! What a message says, below its line: its text further in than baton's own words about it, so that none passes for
//! the other.

use super::safe;
use crate::domain::body::{Attachment, Body, Text};
use serde_json::{Value, json};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns where there is no terminal.
const NO_TERMINAL: u16 = 100;
/// Lines are not made shorter than this, however narrow the terminal and deep the quote.
const SHORTEST: usize = 20;

/// The text of a message in lines, and what is attached to it; long lines go on below, as deeply quoted.
pub fn lines(text: &Text, width: Option<u16>) -> Vec<String> {
    let body = match text {
        Text::Missing(why) => return vec![mark('!', why)],
        Text::Read(body) => body,
    };
    let width = usize::from(width.unwrap_or(NO_TERMINAL)).saturating_sub(6);
    let mut out = Vec::new();
    for line in body.text.iter().flat_map(|text| text.lines()) {
        let wrapped = wrapped(&safe::line(line), width);
        out.extend(wrapped.iter().map(|line| format!("      {line}").trim_end().to_owned()));
    }
    if body.text.is_none() {
        out.push(mark('!', "it has no text"));
    }
    out.extend(body.attachments.iter().map(|attachment| mark('+', &words(attachment))));
    if body.more_attachments > 0 {
        out.push(mark('+', &format!("and {} more", body.more_attachments)));
    }
    if body.truncated {
        out.push(mark('!', "it is too long: not all of it was read"));
    }
    out
}

fn mark(sign: char, words: &str) -> String {
    format!("    {sign} {}", safe::line(words))
}

/// `offer.pdf (application/pdf, 12 kB)`
fn words(attachment: &Attachment) -> String {
    let name = attachment.name.as_deref().unwrap_or("without a name");
    format!("{} ({}, {})", safe::cut(name, 120), safe::cut(&attachment.kind, 80), size(attachment))
}

fn size(attachment: &Attachment) -> String {
    match attachment.size {
        bytes @ ..1000 => format!("{bytes} bytes"),
        bytes @ ..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        bytes => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// One line as several that fit, broken between words where that is possible.
pub(super) fn wrapped(line: &str, width: usize) -> Vec<String> {
    let quoted = line.find(|c: char| c != '>' && c != ' ').unwrap_or(line.len());
    let quote = &line[..quoted];
    let width = width.max(quote.width() + SHORTEST);
    if line.width() <= width {
        return vec![line.to_owned()];
    }
    let (mut out, mut current, mut used) = (Vec::new(), quote.to_owned(), quote.width());
    let mut next = |current: &mut String, used: &mut usize| {
        out.push(std::mem::replace(current, quote.to_owned()));
        *used = quote.width();
    };
    for word in line[quoted..].split_inclusive(' ') {
        if used + word.trim_end().width() > width && current.len() > quote.len() {
            next(&mut current, &mut used);
        }
        for c in word.chars() {
            let columns = c.width().unwrap_or(0);
            if used + columns > width && c != ' ' {
                next(&mut current, &mut used);
            }
            current.push(c);
            used += columns;
        }
    }
    out.push(current);
    out
}

/// The same for scripts: `text` and `attachments` of a message.
pub fn fields(text: &Text) -> Vec<(&'static str, Value)> {
    let empty = Body::default();
    let (body, missing) = match text {
        Text::Read(body) => (body, None),
        Text::Missing(why) => (&empty, Some(why)),
    };
    let attachment = |attachment: &Attachment| json!({ "name": attachment.name, "type": attachment.kind, "size": attachment.size });
    vec![
        ("text", json!(body.text)),
        ("attachments", body.attachments.iter().map(attachment).collect()),
        ("more_attachments", json!(body.more_attachments)),
        ("text_truncated", json!(body.truncated)),
        ("text_missing", json!(missing)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_goes_on_below_as_deeply_quoted() {
        let line = "> > the first words, and the others of it";
        assert_eq!(wrapped(line, 24), ["> > the first words, and ", "> > the others of it"]);
        assert_eq!(wrapped("short", 24), ["short"]);
        assert_eq!(wrapped(&"x".repeat(50), 24), ["x".repeat(24), "x".repeat(24), "xx".into()]);
        assert_eq!(wrapped(&"東".repeat(13), 24), ["東".repeat(12), "東".to_owned()]);
        let deep = ">".repeat(500) + " word and another word";
        assert!(wrapped(&deep, 24).len() == 2, "{:?}", wrapped(&deep, 24));
    }

    #[test]
    fn sizes_are_read_at_a_glance() {
        let size = |size| super::size(&Attachment { name: None, kind: String::new(), size });
        assert_eq!(
            [0, 999, 1000, 12_001, 999_999, 30_000_000].map(size),
            ["0 bytes", "999 bytes", "1 kB", "13 kB", "1000 kB", "30.0 MB"]
        );
    }
}
