//! Message identifiers (RFC 5322 §3.6.4) out of raw field values, in time linear in their length.

use super::decode;
use std::collections::HashSet;

/// RFC 5322 §2.1.1: a line is at most 998 bytes, and an id does not fold.
const MAX_ID: usize = 998;
/// More references than these are not read (SPEC §6.3); the last ones are nearest to the message.
const MAX_REFERENCES: usize = 1000;

/// The id of the message itself; some senders leave out the brackets.
pub fn own(value: &[u8]) -> Option<String> {
    if value.contains(&b'<') && value.contains(&b'>') {
        return bracketed(value).into_iter().next();
    }
    bare(value)
}

/// References, then In-Reply-To: each id once, without the message's own.
pub fn references<'a>(
    references: impl Iterator<Item = &'a [u8]>,
    in_reply_to: impl Iterator<Item = &'a [u8]>,
    own: Option<&str>,
) -> Vec<String> {
    let replied = in_reply_to.flat_map(|value| match bare(value) {
        Some(id) if !value.contains(&b'<') => vec![id],
        _ => bracketed(value),
    });
    let mut seen = HashSet::new();
    let mut ids: Vec<String> = references
        .flat_map(bracketed)
        .chain(replied)
        .filter(|id| Some(id.as_str()) != own && seen.insert(id.clone()))
        .collect();
    if ids.len() > MAX_REFERENCES {
        ids.drain(..ids.len() - MAX_REFERENCES);
    }
    ids
}

/// Every non-empty `<…>`; a `<` within one begins it anew. White space inside comes from folding
/// and is dropped.
fn bracketed(value: &[u8]) -> Vec<String> {
    let mut ids = Vec::new();
    let mut open = None;
    for (at, byte) in value.iter().enumerate() {
        match (byte, open) {
            (b'<', _) => open = Some(at + 1),
            (b'>', Some(start)) => {
                ids.extend(id(&value[start..at]));
                open = None;
            }
            _ => {}
        }
    }
    ids
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

fn id(bytes: &[u8]) -> Option<String> {
    let bytes: Vec<u8> = bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let good = !bytes.is_empty() && bytes.len() <= MAX_ID;
    good.then(|| decode::plain(&bytes).into_owned())
}
