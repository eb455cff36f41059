//! Message identifiers (RFC 5322 §3.6.4) out of raw field values, in time linear in their length.

use super::{decode, words};
use std::borrow::Cow;
use std::collections::HashSet;

/// RFC 5322 §2.1.1: a line is at most 998 bytes, and an id does not fold.
const MAX_ID: usize = 998;
/// More references than these are not read (SPEC §6.3): the first, which all of a thread share, and the last,
/// which are nearest to the message.
const MAX_REFERENCES: usize = 1000;

/// The id of the message itself; some senders leave out the brackets.
pub fn own(value: &[u8]) -> Option<String> {
    let value = &readable(value);
    match bracketed(value).ids.into_iter().next() {
        Some(id) => Some(id),
        None if value.contains(&b'<') && value.contains(&b'>') => None,
        None => bare(value),
    }
}

/// The fields that name other messages.
pub struct Ancestors<'a, R, O, I> {
    pub references: R,
    /// Ids that the message, or what it is about, had before a list or gateway gave it another.
    pub originals: O,
    pub in_reply_to: I,
    /// Addresses of this mail: In-Reply-To of old clients is a sentence that may name one.
    pub addresses: &'a HashSet<&'a str>,
}

impl<'v, R, O, I> Ancestors<'_, R, O, I>
where
    R: Iterator<Item = &'v [u8]>,
    O: Iterator<Item = &'v [u8]>,
    I: Iterator<Item = &'v [u8]>,
{
    /// References, then the others: each id once, without the message's own. What In-Reply-To names, if it is one, is the
    /// parent (RFC 5322 §3.6.4) and comes last, wherever References has it.
    pub fn read(self, own: Option<&str>) -> Vec<String> {
        let addresses = self.addresses;
        let references = self.references.flat_map(|value| bracketed(&readable(value)).ids);
        let originals = self.originals.filter_map(self::own);
        let replied: Vec<String> =
            self.in_reply_to.flat_map(|value| replied(&readable(value), addresses)).collect();
        let parent = match replied.as_slice() {
            [parent] => Some(parent.clone()),
            _ => None,
        };
        let mut seen = HashSet::new();
        let mut ids: Vec<String> = references
            .chain(originals)
            .chain(replied)
            .filter(|id| Some(id.as_str()) != own && seen.insert(id.clone()))
            .collect();
        if let Some(at) = ids.iter().position(|id| Some(id) == parent.as_ref()) {
            ids[at..].rotate_left(1);
        }
        if ids.len() > MAX_REFERENCES {
            ids.drain(1..=ids.len() - MAX_REFERENCES);
        }
        ids
    }
}

/// Those of the references that In-Reply-To names, each once: as bounded as they are.
pub fn replied_to<'v>(
    values: impl Iterator<Item = &'v [u8]>,
    addresses: &HashSet<&str>,
    references: &[String],
) -> Vec<String> {
    let named: HashSet<String> =
        values.flat_map(|value| replied(&readable(value), addresses)).collect();
    references.iter().filter(|id| named.contains(*id)).cloned().collect()
}

/// In-Reply-To: an id, ids, or words around one, such as `Message from Ana <ana@example.com> of Monday <1@x>`.
fn replied(value: &[u8], addresses: &HashSet<&str>) -> Vec<String> {
    let found = bracketed(value);
    if found.ids.is_empty() && !value.contains(&b'<') {
        // One word that is no id would join what has nothing to do with each other: `In-Reply-To: Invoice`.
        return bare(value).filter(|id| id.contains('@')).into_iter().collect();
    }
    let is_address = |id: &String| addresses.contains(id.to_lowercase().as_str());
    found.ids.into_iter().filter(|id| !(found.words && is_address(id))).collect()
}

/// Some programs write an id that does not fit the line as encoded words.
fn readable(value: &[u8]) -> Cow<'_, [u8]> {
    match !value.contains(&b'<') && value.windows(2).any(|pair| pair == b"=?") {
        true => Cow::Owned(words::decoded(&decode::plain(value)).into_bytes()),
        false => Cow::Borrowed(value),
    }
}

struct Bracketed {
    ids: Vec<String>,
    /// Something else than ids, commas and comments stands there too.
    words: bool,
}

/// Every non-empty `<…>` outside of comments; a `<` within one begins it anew. White space inside comes from
/// folding and is dropped.
fn bracketed(value: &[u8]) -> Bracketed {
    let comments = has_comments(value);
    let (mut found, mut open, mut depth) = (Bracketed { ids: Vec::new(), words: false }, None, 0);
    for (at, byte) in value.iter().enumerate() {
        match (byte, open) {
            (b'(', None) if comments => depth += 1,
            (b')', None) if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            (b'<', _) => open = Some(at + 1),
            (b'>', Some(start)) => {
                found.ids.extend(id(&value[start..at]));
                open = None;
            }
            (byte, None) => found.words |= !byte.is_ascii_whitespace() && *byte != b',',
            _ => {}
        }
    }
    found
}

/// Parentheses that do not match are no comments.
fn has_comments(value: &[u8]) -> bool {
    let (mut depth, mut inside) = (0usize, false);
    for byte in value {
        match byte {
            b'<' if depth == 0 => inside = true,
            b'>' => inside = false,
            b'(' if !inside => depth += 1,
            b')' if !inside && depth > 0 => depth -= 1,
            _ => {}
        }
    }
    depth == 0
}

/// The whole value as one id, if it is one word.
fn bare(value: &[u8]) -> Option<String> {
    let value = value.trim_ascii();
    let value = value.strip_prefix(b"<").unwrap_or(value);
    let value = value.strip_suffix(b">").unwrap_or(value);
    if value.iter().any(u8::is_ascii_whitespace) {
        return None;
    }
    id(value)
}

/// Without white space of any alphabet: ids are kept with blanks between.
fn id(bytes: &[u8]) -> Option<String> {
    let bytes: Vec<u8> = bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    if bytes.len() > MAX_ID {
        return None;
    }
    let id = decode::plain(&bytes);
    let id = match id.contains(char::is_whitespace) {
        true => id.chars().filter(|c| !c.is_whitespace()).collect(),
        false => id.into_owned(),
    };
    (!id.is_empty()).then_some(id)
}
