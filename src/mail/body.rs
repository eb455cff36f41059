//! From the bytes of a whole message to its text and the names of its attachments (RFC 2045, 2046).
//!
//! A message comes in pieces and is looked at line by line, so that memory does not grow with it: only text is held,
//! and of that no more than [`MAX_TEXT`]. Nothing recurses: no nesting is too deep.

mod html;
mod leaf;
mod part;

use super::header::{self, MAX_HEADER};
use crate::domain::body::Body;
use crate::domain::message::Headers;
use leaf::{Leaf, Text};
use part::Part;
use std::collections::HashSet;

/// More bytes of one message are not read: mail servers commonly take up to 35 MB.
pub const MAX_MESSAGE: u64 = 40 * 1024 * 1024;
/// More text of one message is not shown, in bytes.
const MAX_TEXT: usize = 1024 * 1024;
/// Encoded text of one message that is held: quoted-printable may take three bytes for one.
const MAX_HELD: usize = 3 * MAX_TEXT;
/// A multipart within more multiparts than these is not looked into.
const MAX_DEPTH: usize = 32;
/// Parts beyond these are only counted.
const MAX_PARTS: usize = 1000;
/// Attachments beyond these are only counted.
const MAX_LISTED: usize = 100;
/// The header of a part is not read beyond this.
const MAX_PART_HEADER: usize = 64 * 1024;
/// A line longer than this is looked at in pieces.
const MAX_LINE: usize = 64 * 1024;

/// A whole message, read.
#[derive(Debug)]
pub struct Mail {
    /// By these it is known that it is the message that was asked for.
    pub headers: Headers,
    pub body: Body,
}

/// Reads a message that is pushed into it piece by piece.
pub struct Walker {
    pushed: u64,
    /// The line that has not ended yet, or a piece of it.
    line: Vec<u8>,
    begins_line: bool,
    header: Vec<u8>,
    at: At,
    /// The multiparts that the reader is in, outermost first.
    levels: Vec<Level>,
    parts: usize,
    texts: Vec<Text>,
    held: usize,
    body: Body,
}

/// Where in the message the reader is.
enum At {
    Header(Vec<u8>),
    Leaf(Leaf),
    /// Before the first part of a multipart, or after its last.
    Between,
}

struct Level {
    boundary: Vec<u8>,
    /// The outermost multipart/alternative that it is, or is in, by number.
    alternative: Option<usize>,
    digest: bool,
}

impl Default for Walker {
    fn default() -> Walker {
        Walker {
            pushed: 0,
            line: Vec::new(),
            begins_line: true,
            header: Vec::new(),
            at: At::Header(Vec::new()),
            levels: Vec::new(),
            parts: 0,
            texts: Vec::new(),
            held: 0,
            body: Body::default(),
        }
    }
}

impl Walker {
    /// Takes the next bytes of the message; what is beyond [`MAX_MESSAGE`] is left out.
    pub fn push(&mut self, bytes: &[u8]) {
        let room = usize::try_from(MAX_MESSAGE - self.pushed).unwrap_or(usize::MAX);
        self.body.truncated |= bytes.len() > room;
        let bytes = &bytes[..bytes.len().min(room)];
        self.pushed += bytes.len() as u64;
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") || self.line.len() >= MAX_LINE {
                self.take_line();
            }
        }
    }

    /// More will not be looked at.
    pub fn is_full(&self) -> bool {
        self.body.truncated && self.pushed == MAX_MESSAGE
    }

    fn take_line(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        let ends = line.ends_with(b"\n");
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let text = if ends { text.strip_suffix(b"\r").unwrap_or(text) } else { text };
        match self.boundary(text).filter(|_| self.begins_line) {
            Some((level, closes)) => self.cross(level, closes),
            None => self.within(text, ends),
        }
        self.begins_line = ends;
        line.clear();
        self.line = line;
    }

    /// The multipart whose boundary this line is (RFC 2046 §5.1.1), and whether it closes it. That of an outer one
    /// ends the inner ones too.
    fn boundary(&self, line: &[u8]) -> Option<(usize, bool)> {
        let line = line.strip_prefix(b"--")?.trim_ascii_end();
        self.levels.iter().enumerate().rev().find_map(|(at, level)| {
            match line.strip_prefix(level.boundary.as_slice())? {
                b"" => Some((at, false)),
                b"--" => Some((at, true)),
                _ => None,
            }
        })
    }

    fn cross(&mut self, level: usize, closes: bool) {
        self.end_part();
        self.levels.truncate(if closes { level } else { level + 1 });
        self.at = if closes { At::Between } else { At::Header(Vec::new()) };
    }

    fn within(&mut self, text: &[u8], ends: bool) {
        match &mut self.at {
            At::Header(_) if self.begins_line && ends && text.is_empty() => self.begin_part(),
            At::Header(block) => {
                let most = if self.parts == 0 { MAX_HEADER + 1 } else { MAX_PART_HEADER };
                let room = most.saturating_sub(block.len());
                block.extend_from_slice(&text[..text.len().min(room)]);
                if ends && room > text.len() {
                    block.push(b'\n');
                }
            }
            At::Leaf(leaf) => {
                let room = MAX_HELD.saturating_sub(self.held);
                self.held += leaf.take(text, ends, room);
            }
            At::Between => {}
        }
    }

    /// The header of a part has ended: what comes is parts of its own, or content.
    fn begin_part(&mut self) {
        let At::Header(block) = std::mem::replace(&mut self.at, At::Between) else { return };
        self.parts += 1;
        if self.parts > MAX_PARTS {
            self.body.more_attachments += 1;
            return;
        }
        let outer = self.levels.last();
        let alternative = outer.and_then(|level| level.alternative);
        let part = Part::read(&block, outer.is_some_and(|level| level.digest));
        if self.parts == 1 {
            self.header = block;
        }
        match part.boundary().filter(|_| self.levels.len() < MAX_DEPTH) {
            Some(boundary) => {
                let own = (part.kind == "multipart/alternative").then_some(self.parts);
                self.levels.push(Level {
                    boundary: boundary.to_vec(),
                    alternative: alternative.or(own),
                    digest: part.kind == "multipart/digest",
                });
            }
            None => self.at = At::Leaf(Leaf::new(part, alternative)),
        }
    }

    fn end_part(&mut self) {
        if let At::Header(block) = &self.at
            && (!block.is_empty() || self.parts == 0)
        {
            self.begin_part();
        }
        let At::Leaf(leaf) = std::mem::replace(&mut self.at, At::Between) else { return };
        match leaf.finish() {
            Ok(text) => {
                self.body.truncated |= text.is_cut;
                self.texts.push(text);
            }
            Err(attachment) if self.body.attachments.len() < MAX_LISTED => {
                self.body.attachments.push(attachment);
            }
            Err(_) => self.body.more_attachments += 1,
        }
    }

    /// The message has ended.
    pub fn finish(mut self) -> Mail {
        if !self.line.is_empty() {
            self.take_line();
        }
        self.end_part();
        let mut text = readable(&self.texts);
        if text.len() > MAX_TEXT {
            let end = (0..=MAX_TEXT).rev().find(|&end| text.is_char_boundary(end));
            text.truncate(end.unwrap_or(0));
            self.body.truncated = true;
        }
        self.body.text = Some(text).filter(|text| !text.is_empty());
        Mail { headers: header::parse(&self.header), body: self.body }
    }
}

/// All texts, one below the other; of alternatives (RFC 2046 §5.1.4) the plain ones where they say something, else the
/// HTML.
fn readable(texts: &[Text]) -> String {
    let plain: Vec<Option<String>> =
        texts.iter().map(|text| (!text.is_html()).then(|| text.decoded())).collect();
    let says = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    let said: HashSet<usize> = texts
        .iter()
        .zip(&plain)
        .filter(|(_, plain)| says(plain))
        .filter_map(|(text, _)| text.alternative)
        .collect();
    let shown = texts.iter().zip(plain).filter_map(|(text, plain)| match plain {
        Some(plain) => Some(plain),
        None if text.alternative.is_some_and(|group| said.contains(&group)) => None,
        None => Some(html::to_text(&text.decoded())),
    });
    let shown: Vec<String> = shown
        .map(|text| text.trim_end().trim_start_matches('\n').to_owned())
        .filter(|text| !text.is_empty())
        .collect();
    shown.join("\n\n")
}

#[cfg(test)]
mod tests;
