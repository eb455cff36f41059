//! A header block cut into its fields (RFC 5322 §2.2), of which only a fixed set is kept.

use sha2::{Digest, Sha256};

/// More of the kept fields than this is not looked at (SPEC §6.2).
pub const MAX_HEADER: usize = 256 * 1024;

/// The fields baton keeps. The set is fixed: an IMAP server caches it (the first fetch of another
/// set makes Dovecot open every file), and the digest of a message is made of it.
pub const FIELDS: &[&str] = &[
    "Message-ID",
    "In-Reply-To",
    "References",
    "Original-Message-ID",
    "X-Original-Message-ID",
    "From",
    "Sender",
    "Reply-To",
    "X-Original-From",
    "X-Original-Sender",
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

/// Fields that say nothing about which message it is. The delivering server adds Return-Path, so two copies of
/// one mail may differ in it; the others were not kept by the first version, whose digests must stay.
const NOT_IN_DIGEST: [&str; 4] =
    ["Return-Path", "Original-Message-ID", "X-Original-Message-ID", "X-Original-Sender"];

/// The kept fields of one header block, unfolded. It is fed line by line, or in pieces of lines, and holds no more
/// than [`MAX_HEADER`] however long the header is.
#[derive(Default)]
pub struct Block {
    /// Index into [`FIELDS`] and value, in the order of the block.
    fields: Vec<(usize, Vec<u8>)>,
    received: Option<Vec<u8>>,
    /// Bytes of kept fields, as they stood there.
    size: usize,
    current: In,
    /// The last piece did not end its line.
    in_line: bool,
    ended: bool,
}

/// Whose line the reader is in, for what continues it.
#[derive(Clone, Copy, Default)]
enum In {
    Kept,
    Received,
    #[default]
    Other,
}

impl Block {
    /// Keeps the fields in [`FIELDS`] and the topmost Received, up to the first empty line.
    pub fn reduce(bytes: &[u8]) -> Block {
        let mut block = Block::default();
        for line in bytes.split_inclusive(|&byte| byte == b'\n') {
            if !block.push(line) {
                break;
            }
        }
        block
    }

    /// Takes the next line, or a piece of one: at least so much as holds the name of the field. False once the
    /// header has ended.
    pub fn push(&mut self, piece: &[u8]) -> bool {
        let begins_line = !self.in_line;
        self.in_line = !piece.ends_with(b"\n");
        self.ended |= begins_line && matches!(piece, b"\n" | b"\r\n");
        if self.ended {
            return false;
        }
        let line = piece.strip_suffix(b"\n").unwrap_or(piece);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        // RFC 5322 §2.2.3: a line that begins with white space continues the field before it.
        let value = match begins_line && !matches!(line.first(), Some(b' ' | b'\t')) {
            true => self.field(line),
            false => line,
        };
        // Counted as the wire has it, so that files with other line ends are cut at the same place.
        let length = line.len() + if self.in_line { 0 } else { 2 };
        self.keep(value, line.len() - value.len(), length);
        true
    }

    /// Begins a field; its value.
    fn field<'a>(&mut self, line: &'a [u8]) -> &'a [u8] {
        self.current = In::Other;
        let Some((name, value)) = split(line) else { return b"" };
        if let Some(index) =
            FIELDS.iter().position(|field| field.as_bytes().eq_ignore_ascii_case(name))
        {
            // Fields for which there is no room are not even counted.
            if !self.truncated() {
                self.fields.push((index, Vec::new()));
                self.current = In::Kept;
            }
        } else if self.received.is_none() && name.eq_ignore_ascii_case(b"Received") {
            self.received = Some(Vec::new());
            self.current = In::Received;
        }
        value
    }

    /// Adds to the field that is being read, as far as there is room. Before `value` stood `name` bytes of its line,
    /// and in all it was so long.
    fn keep(&mut self, value: &[u8], name: usize, length: usize) {
        match self.current {
            In::Kept => {
                let room = MAX_HEADER.saturating_sub(self.size + name);
                if let Some((_, kept)) = self.fields.last_mut() {
                    kept.extend_from_slice(&value[..value.len().min(room)]);
                }
                self.size = self.size.saturating_add(length);
            }
            // No server is asked for it, so it takes nobody's room.
            In::Received => {
                if let Some(kept) = &mut self.received {
                    let room = MAX_HEADER.saturating_sub(kept.len());
                    kept.extend_from_slice(&value[..value.len().min(room)]);
                }
            }
            In::Other => {}
        }
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
        self.size > MAX_HEADER
    }

    /// SHA-256 of the kept fields in the order of [`FIELDS`], for a server may send them in any
    /// order.
    pub fn digest(&self) -> String {
        let mut ordered: Vec<&(usize, Vec<u8>)> = self.fields.iter().collect();
        ordered.sort_by_key(|(index, _)| *index);
        let mut bytes = Vec::new();
        for (index, value) in ordered {
            let name = FIELDS[*index];
            if !NOT_IN_DIGEST.contains(&name) {
                bytes.extend(name.bytes().map(|byte| byte.to_ascii_lowercase()));
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
