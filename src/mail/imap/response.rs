//! What a server says (RFC 3501 §7), as far as baton listens.

use super::scan::Scanner;
use super::uids::{MAX_RANGES, Uids};
use std::borrow::Cow;

/// More of a server's text than this is not shown.
const MAX_TEXT: usize = 200;

/// One response.
#[derive(Debug, PartialEq)]
pub enum Response<'a> {
    /// The end of the command with that tag.
    Tagged(&'a [u8], Status),
    /// `* OK`, `* NO` and the like.
    Untagged(Status),
    /// `+`: the server waits for more.
    Continue,
    Capability(Vec<String>),
    Exists(u64),
    Listed(Listed),
    Found(Uids),
    /// UIDs that are no more (RFC 7162 §3.2.10).
    Vanished(Uids),
    /// RFC 5161 §3.2, in capitals.
    Enabled(Vec<String>),
    /// The answer to STATUS.
    Counts(Counts),
    Row(Row<'a>),
    /// Understood, and of no interest: EXPUNGE, RECENT, FLAGS and what else may come unasked.
    Other,
    /// Not understood; of what kind it was.
    Stray(Kind),
}

/// What a response that is not understood was to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Fetch,
    Search,
    Other,
}

impl Kind {
    fn of(body: &[u8]) -> Kind {
        let mut words = body.split(|byte| matches!(byte, b' ' | b'\r'));
        let (first, second) = (words.next().unwrap_or(b""), words.next().unwrap_or(b""));
        if second.eq_ignore_ascii_case(b"FETCH") {
            Kind::Fetch
        } else if first.eq_ignore_ascii_case(b"SEARCH") || first.eq_ignore_ascii_case(b"ESEARCH") {
            Kind::Search
        } else {
            Kind::Other
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    Ok,
    No,
    Bad,
    Bye,
    Preauth,
}

/// A condition, its response code without brackets (`UIDNEXT 7`), and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    pub condition: Condition,
    pub code: String,
    pub text: String,
}

/// Codes of a refusal that is not about what was asked for, but about the time (RFC 5530 §3).
const PASSING: [&str; 3] = ["UNAVAILABLE", "LIMIT", "INUSE"];

impl Status {
    /// Whether the same may be granted later.
    pub fn is_passing(&self) -> bool {
        PASSING.iter().any(|code| self.is(code))
    }

    /// The number of a response code such as `UIDVALIDITY 7`.
    pub fn number(&self, name: &str) -> Option<u32> {
        let (found, number) = self.code.split_once(' ')?;
        if found.eq_ignore_ascii_case(name) { number.trim().parse().ok() } else { None }
    }

    /// Whether the code is that word.
    pub fn is(&self, name: &str) -> bool {
        self.code.split(' ').next().is_some_and(|found| found.eq_ignore_ascii_case(name))
    }

    /// RFC 3501 §7.1: the response code may list what the server can do.
    pub fn capabilities(&self) -> Option<Vec<String>> {
        let (word, list) = self.code.split_once(' ')?;
        word.eq_ignore_ascii_case("CAPABILITY").then(|| capabilities(list))
    }

    /// What the server said, code and all, to be quoted.
    pub fn quote(&self) -> String {
        let whole = if self.code.is_empty() {
            self.text.clone()
        } else {
            format!("[{}] {}", self.code, self.text)
        };
        let whole = whole.trim();
        match whole.char_indices().nth(MAX_TEXT) {
            Some((end, _)) => format!("{}…", &whole[..end]),
            None => whole.to_owned(),
        }
    }
}

/// One name of a LIST.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub raw: Vec<u8>,
    /// Whether it may be opened: neither `\Noselect` nor `\NonExistent`.
    pub opens: bool,
    /// `\Sent` (RFC 6154 §2).
    pub sent: bool,
}

/// RFC 3501 §7.2.4, of those items that were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The mailbox, by its name on the wire.
    pub raw: Vec<u8>,
    pub messages: u64,
    pub uid_next: u32,
    pub validity: u32,
    /// RFC 7162 §3.1.2; a mailbox without persistent mod-sequences says 0.
    pub modseq: Option<u64>,
}

/// One message of a FETCH.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Row<'a> {
    pub uid: Option<u32>,
    pub internal_date: Option<Cow<'a, [u8]>>,
    pub size: Option<u64>,
    /// The header fields; `NIL` is an empty header, absent is an answer to something else.
    pub header: Option<Cow<'a, [u8]>>,
    /// A piece of the whole message; empty beyond its end.
    pub body: Option<Cow<'a, [u8]>>,
}

/// Reads one whole response.
pub fn parse(response: &[u8]) -> Response<'_> {
    let mut scan = Scanner::new(response);
    if scan.take(b'+') {
        return Response::Continue;
    }
    let Some(tag) = scan.word() else { return Response::Stray(Kind::Other) };
    scan.spaces();
    let body = scan.rest();
    if let Some(status) = status(body) {
        return if tag == b"*" {
            Response::Untagged(status)
        } else {
            Response::Tagged(tag, status)
        };
    }
    match tag {
        b"*" => data(scan).unwrap_or_else(|| Response::Stray(Kind::of(body))),
        _ => Response::Stray(Kind::Other),
    }
}

/// `OK [CODE] text`; by hand and in any charset, for this is what must be understood.
fn status(body: &[u8]) -> Option<Status> {
    let text = String::from_utf8_lossy(&body[..body.len().min(64 * 1024)]);
    let (word, rest) = text.split_once(' ').unwrap_or((&text, ""));
    let condition = match word.to_ascii_uppercase().as_str() {
        "OK" => Condition::Ok,
        "NO" => Condition::No,
        "BAD" => Condition::Bad,
        "BYE" => Condition::Bye,
        "PREAUTH" => Condition::Preauth,
        _ => return None,
    };
    let coded = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (code, text) = coded.unwrap_or(("", rest));
    Some(Status { condition, code: code.to_owned(), text: text.trim().to_owned() })
}

fn data(mut scan: Scanner<'_>) -> Option<Response<'_>> {
    let word = scan.word()?;
    scan.spaces();
    if word.iter().all(u8::is_ascii_digit) {
        let what = scan.word()?;
        scan.spaces();
        return match what.to_ascii_uppercase().as_slice() {
            b"EXISTS" => Scanner::new(word).number().map(Response::Exists),
            b"FETCH" => row(scan).map(Response::Row),
            _ => Some(Response::Other),
        };
    }
    match word.to_ascii_uppercase().as_slice() {
        b"CAPABILITY" => {
            Some(Response::Capability(capabilities(&String::from_utf8_lossy(scan.rest()))))
        }
        b"LIST" => listed(scan).map(Response::Listed),
        b"SEARCH" => search(scan).map(Response::Found),
        b"ESEARCH" => esearch(scan).map(Response::Found),
        b"VANISHED" => vanished(scan).map(Response::Vanished),
        b"ENABLED" => Some(Response::Enabled(capabilities(&String::from_utf8_lossy(scan.rest())))),
        b"STATUS" => counts(scan).map(Response::Counts),
        word if word.iter().all(u8::is_ascii_alphanumeric) => Some(Response::Other),
        _ => None,
    }
}

/// The words of a capability list, in capitals.
pub fn capabilities(text: &str) -> Vec<String> {
    text.split_ascii_whitespace().map(str::to_ascii_uppercase).collect()
}

/// `(\HasNoChildren \Sent) "/" name`
fn listed(mut scan: Scanner<'_>) -> Option<Listed> {
    let (mut opens, mut sent) = (true, false);
    if !scan.take(b'(') {
        return None;
    }
    while !scan.take(b')') {
        scan.spaces();
        if let Some(attribute) = scan.word() {
            let is = |name: &str| attribute.eq_ignore_ascii_case(name.as_bytes());
            opens = opens && !is("\\Noselect") && !is("\\NonExistent");
            sent = sent || is("\\Sent");
        } else if !matches!(scan.rest().first(), Some(b')')) {
            return None;
        }
    }
    scan.spaces();
    scan.string()?;
    scan.spaces();
    // An atom may hold what ends other words; the name is all that is left, but for RFC 5258's
    // extended data.
    let raw = match scan.rest().first()? {
        b'"' | b'{' => scan.string()??,
        _ => Cow::Borrowed(scan.rest().trim_ascii_end()),
    };
    Some(Listed { raw: raw.into_owned(), opens, sent })
}

fn search(mut scan: Scanner<'_>) -> Option<Uids> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    loop {
        scan.spaces();
        if scan.rest().is_empty() || scan.take(b'(') {
            // RFC 7162 §3.1.5: `(MODSEQ n)` may follow.
            return Some(Uids::new(ranges));
        }
        let uid = u32::try_from(scan.number()?).ok()?;
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(uid) => *last = uid,
            _ => ranges.push((uid, uid)),
        }
        if ranges.len() > MAX_RANGES {
            return None;
        }
    }
}

/// RFC 4731 §3.1: `(TAG "A7") UID ALL 1:4,9`; without ALL nothing was found.
fn esearch(mut scan: Scanner<'_>) -> Option<Uids> {
    let mut ranges = Vec::new();
    if matches!(scan.rest().first(), Some(b'(')) {
        scan.skip()?;
    }
    loop {
        scan.spaces();
        if scan.rest().is_empty() {
            return Some(Uids::new(ranges));
        }
        let name = scan.word()?;
        if name.eq_ignore_ascii_case(b"UID") {
            continue;
        }
        scan.spaces();
        if !name.eq_ignore_ascii_case(b"ALL") {
            scan.skip()?;
            continue;
        }
        ranges.extend(set(scan.word()?)?);
    }
}

/// `(EARLIER) 1:4,9`; without the mark it happened just now.
fn vanished(mut scan: Scanner<'_>) -> Option<Uids> {
    if matches!(scan.rest().first(), Some(b'(')) {
        scan.skip()?;
    }
    scan.spaces();
    set(scan.word()?).map(Uids::new)
}

/// A set of known UIDs (RFC 4466, uid-set): numbers and ranges, without `*`.
fn set(word: &[u8]) -> Option<Vec<(u32, u32)>> {
    let range = |range: &str| {
        let (first, last) = range.split_once(':').unwrap_or((range, range));
        Some((first.parse().ok()?, last.parse().ok()?))
    };
    let ranges = std::str::from_utf8(word).ok()?.split(',').map(range).take(MAX_RANGES + 1);
    ranges.collect::<Option<Vec<_>>>().filter(|ranges| ranges.len() <= MAX_RANGES)
}

fn counts(mut scan: Scanner<'_>) -> Option<Counts> {
    let raw = scan.string()??.into_owned();
    let mut counts = Counts { raw, ..Counts::default() };
    scan.spaces();
    if !scan.take(b'(') {
        return None;
    }
    loop {
        scan.spaces();
        if scan.take(b')') {
            return Some(counts);
        }
        let name = scan.word()?.to_ascii_uppercase();
        scan.spaces();
        let value = scan.number()?;
        match name.as_slice() {
            b"MESSAGES" => counts.messages = value,
            b"UIDNEXT" => counts.uid_next = u32::try_from(value).ok()?,
            b"UIDVALIDITY" => counts.validity = u32::try_from(value).ok()?,
            b"HIGHESTMODSEQ" => counts.modseq = Some(value).filter(|modseq| *modseq > 0),
            _ => {}
        }
    }
}

fn row(mut scan: Scanner<'_>) -> Option<Row<'_>> {
    let mut row = Row::default();
    if !scan.take(b'(') {
        return None;
    }
    loop {
        scan.spaces();
        if scan.take(b')') {
            return scan.rest().trim_ascii().is_empty().then_some(row);
        }
        let name = scan.item()?.to_ascii_uppercase();
        scan.spaces();
        match name.as_slice() {
            b"UID" => row.uid = Some(u32::try_from(scan.number()?).ok()?),
            // NIL is no size, and no reason to give up the message.
            b"RFC822.SIZE" => row.size = scan.number(),
            b"INTERNALDATE" => row.internal_date = scan.string()?,
            name if name.starts_with(b"BODY[HEADER.FIELDS") => {
                row.header = Some(scan.string()?.unwrap_or_default());
            }
            name if name.starts_with(b"BODY[]") => {
                row.body = Some(scan.string()?.unwrap_or_default());
            }
            _ => scan.skip()?,
        }
    }
}

#[cfg(test)]
mod tests;
