//! The content of one part: held where it is text, only measured where it is not.

use super::part::{Encoding, Part};
use crate::domain::body::Attachment;
use crate::mail::header;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;

/// So much of a forwarded message is held to find its subject.
const MAX_FORWARDED: usize = 16 * 1024;

/// A part while it is being read.
pub struct Leaf {
    part: Part,
    alternative: Option<usize>,
    held: Vec<u8>,
    /// Bytes so far, decoded; of base64 its digits, four of which make three bytes.
    counted: u64,
    /// The line end before a boundary belongs to the boundary.
    line_end: bool,
    is_cut: bool,
}

/// A text as it came.
pub struct Text {
    part: Part,
    /// The multipart/alternative that it is one choice of.
    pub alternative: Option<usize>,
    bytes: Vec<u8>,
    pub is_cut: bool,
}

impl Leaf {
    pub fn new(part: Part, alternative: Option<usize>) -> Leaf {
        Leaf { part, alternative, held: Vec::new(), counted: 0, line_end: false, is_cut: false }
    }

    /// The next line, or a piece of it, of which at most `room` bytes may be held; how many were.
    pub fn take(&mut self, line: &[u8], ends: bool, room: usize) -> usize {
        let before = self.held.len();
        let room = match self.part.kind.as_str() {
            _ if self.part.is_text() => room,
            "message/rfc822" => room.min(MAX_FORWARDED.saturating_sub(before)),
            _ => 0,
        };
        if room > line.len() && !self.is_cut {
            if self.line_end {
                self.held.push(b'\n');
            }
            self.held.extend_from_slice(line);
        } else {
            self.is_cut = true;
        }
        self.count(line);
        let soft = self.part.encoding == Encoding::QuotedPrintable && line.ends_with(b"=");
        self.counted += u64::from(ends && !soft && self.part.encoding != Encoding::Base64);
        self.line_end = ends;
        self.held.len() - before
    }

    fn count(&mut self, line: &[u8]) {
        let escapes = || line.iter().filter(|&&byte| byte == b'=').count();
        self.counted += match self.part.encoding {
            Encoding::Plain => line.len(),
            Encoding::Base64 => line.iter().filter(|&&byte| is_base64(byte)).count(),
            // `=C3` is one byte, and `=` at the end of a line none.
            Encoding::QuotedPrintable if line.ends_with(b"=") => {
                (line.len() + 1).saturating_sub(2 * escapes())
            }
            Encoding::QuotedPrintable => line.len().saturating_sub(2 * escapes()),
        } as u64;
    }

    /// The part has ended: a text to be shown, or something attached.
    pub fn finish(self) -> Result<Text, Attachment> {
        let Leaf { part, alternative, held, counted, line_end, is_cut } = self;
        if part.is_text() {
            return Ok(Text { part, alternative, bytes: held, is_cut });
        }
        let size = match part.encoding {
            Encoding::Base64 => counted * 3 / 4,
            _ => counted.saturating_sub(u64::from(line_end)),
        };
        let subject = || {
            let subject = header::parse(&held).subject;
            (part.kind == "message/rfc822" && !subject.is_empty()).then_some(subject)
        };
        let name = part.name.clone().or_else(subject);
        Err(Attachment { name, kind: part.kind, size })
    }
}

impl Text {
    pub fn is_html(&self) -> bool {
        self.part.kind == "text/html"
    }

    /// In UTF-8, lines ended by LF.
    pub fn decoded(&self) -> String {
        let bytes = match self.part.encoding {
            Encoding::Plain => self.bytes.clone(),
            Encoding::QuotedPrintable => quoted_printable(&self.bytes),
            Encoding::Base64 => base64(&self.bytes),
        };
        let text = header::in_charset(&bytes, self.part.charset.as_deref());
        let text = text.replace("\r\n", "\n");
        match self.part.flowed {
            Some(delete_space) if !self.is_html() => unflowed(&text, delete_space),
            _ => text,
        }
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// RFC 2045 §6.8: characters outside the alphabet are passed over.
fn base64(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> =
        bytes.iter().copied().filter(|&byte| is_base64(byte) || byte == b'=').collect();
    base64_decode(&digits).unwrap_or(digits)
}

/// Line by line, for one that is not quoted-printable after all is no reason to leave the others encoded.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let decode = |line: &[u8]| quoted_printable_decode(line).unwrap_or_else(|| line.to_vec());
    bytes.split_inclusive(|&byte| byte == b'\n').flat_map(decode).collect()
}

/// RFC 3676 §4: a line that ends in a blank goes on in the next, if that is as deeply quoted; the signature's `-- `
/// does not.
fn unflowed(text: &str, delete_space: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // How deeply the line before was quoted, if it goes on.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|&byte| byte == b'>').count();
        let content = &line[depth..];
        let content = content.strip_prefix(' ').unwrap_or(content);
        if open != Some(depth) || content == "-- " {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&">".repeat(depth));
            out.push_str(if depth > 0 { " " } else { "" });
        }
        let flows = content.ends_with(' ') && content != "-- ";
        let content = if flows && delete_space { &content[..content.len() - 1] } else { content };
        out.push_str(content);
        open = flows.then_some(depth);
    }
    out
}
