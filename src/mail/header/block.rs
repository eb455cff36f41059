//! A header block cut into its fields (RFC 5322 §2.2), of which only a fixed set is kept.

use sha2::{Digest, Sha256};

/// More of a header block than this is not looked at (SPEC §6.2).
pub const MAX_HEADER: usize = 256 * 1024;

/// The fields baton keeps. The set is fixed: an IMAP server caches it (the first fetch of another
/// set makes Dovecot open every file), and the digest of a message is made of it.
pub const FIELDS: &[&str] = &[
    "Message-ID",
    "In-Reply-To",
    "References",
    "From",
    "Sender",
    "Reply-To",
    "X-Original-From",
    "To",
    "Cc",
    "Subject",
    "Date",
    "Auto-Submitted",
    "Precedence",
    "List-Id",
    "Return-Path",
    "Content-Type",
    "X-Failed-Recipients",
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponse",
    "X-Autoresponder",
    "X-Auto-Response-Suppress",
    "X-MS-Exchange-Inbox-Rules-Loop",
];

/// The kept fields of one header block, unfolded.
pub struct Block {
    /// Index into [`FIELDS`] and value, in the order of the block.
    fields: Vec<(usize, Vec<u8>)>,
    received: Option<Vec<u8>>,
    truncated: bool,
}

/// Whose line the reader is in, for the lines that continue it.
#[derive(Clone, Copy)]
enum In {
    Kept,
    Received,
    Other,
}

impl Block {
    /// Keeps the fields in [`FIELDS`] and the topmost Received, up to the first empty line.
    pub fn reduce(block: &[u8]) -> Block {
        let truncated = block.len() > MAX_HEADER;
        let block = &block[..block.len().min(MAX_HEADER)];
        let mut kept = Block { fields: Vec::new(), received: None, truncated };
        let mut current = In::Other;
        for line in block.split(|&byte| byte == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.is_empty() {
                break;
            }
            current = kept.line(line, current);
        }
        kept
    }

    fn line(&mut self, line: &[u8], current: In) -> In {
        // RFC 5322 §2.2.3: a line that begins with white space continues the field before it.
        if matches!(line.first(), Some(b' ' | b'\t')) {
            match current {
                In::Kept => self.fields.last_mut().map(|(_, value)| value.extend_from_slice(line)),
                In::Received => self.received.as_mut().map(|value| value.extend_from_slice(line)),
                In::Other => None,
            };
            return current;
        }
        let Some((name, value)) = split(line) else { return In::Other };
        if let Some(index) =
            FIELDS.iter().position(|field| field.as_bytes().eq_ignore_ascii_case(name))
        {
            self.fields.push((index, value.to_vec()));
            return In::Kept;
        }
        if self.received.is_none() && name.eq_ignore_ascii_case(b"Received") {
            self.received = Some(value.to_vec());
            return In::Received;
        }
        In::Other
    }

    /// The first field of that name.
    pub fn first(&self, name: &str) -> Option<&[u8]> {
        self.all(name).next()
    }

    pub fn all(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        let wanted = FIELDS.iter().position(|field| *field == name);
        self.fields
            .iter()
            .filter(move |(index, _)| Some(*index) == wanted)
            .map(|(_, value)| value.as_slice())
    }

    /// The topmost Received field, which the last server wrote.
    pub fn received(&self) -> Option<&[u8]> {
        self.received.as_deref()
    }

    pub fn truncated(&self) -> bool {
        self.truncated
    }

    /// SHA-256 of the kept fields in the order of [`FIELDS`], for a server may send them in any
    /// order. Return-Path is left out: the delivering server adds it, so two copies of one mail may
    /// differ in it.
    pub fn digest(&self) -> String {
        let mut ordered: Vec<&(usize, Vec<u8>)> = self.fields.iter().collect();
        ordered.sort_by_key(|(index, _)| *index);
        let mut bytes = Vec::new();
        for (index, value) in ordered {
            if FIELDS[*index] != "Return-Path" {
                bytes.extend(FIELDS[*index].bytes().map(|byte| byte.to_ascii_lowercase()));
                bytes.extend_from_slice(b": ");
                bytes.extend_from_slice(value.trim_ascii());
                bytes.push(b'\n');
            }
        }
        hex_digest(&bytes)
    }
}

/// Name and value of a line that begins a field; white space before the colon is an old form (RFC
/// 5322 §4.5).
fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    let name = line[..colon].trim_ascii_end();
    let good = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    good.then(|| (name, &line[colon + 1..]))
}

/// SHA-256 in lower-case hex.
pub fn hex_digest(bytes: &[u8]) -> String {
    let digit = |digit: u8| char::from(b"0123456789abcdef"[usize::from(digit)]);
    Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
