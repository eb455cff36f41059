//! Field values decoded: text, addresses, dates, Content-Type. The one place that knows `mail-parser`'s readers.

use super::{date, words};
use crate::domain::address::Address;
use crate::domain::time::Timestamp;
use chrono::Datelike;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::parsers::MessageStream;
use mail_parser::{Addr, HeaderValue};
use std::borrow::Cow;

/// Longer text than this in one Subject is cut: no list shows it, and every search would carry it.
const MAX_TEXT: usize = 8 * 1024;
/// More recipients than these are not kept: 256 KiB of them would become 5 MB.
pub const MAX_ADDRESSES: usize = 1000;

/// A date before this is of a clock that was never set.
const FIRST_YEAR: i32 = 1990;

/// Bytes as text without RFC 2047: UTF-8 (RFC 6532), else windows-1252, which is what raw 8-bit
/// mail mostly is. Japanese mail may stand there bare, in seven bits (RFC 1468).
pub fn plain(value: &[u8]) -> Cow<'_, str> {
    let is_japanese = value.contains(&0x1b) && value.windows(2).any(|pair| pair == b"\x1b$");
    if is_japanese && let Some(decode) = charset_decoder(b"iso-2022-jp") {
        return Cow::Owned(decode(value));
    }
    match std::str::from_utf8(value) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => match charset_decoder(b"windows-1252") {
            Some(decode) => Cow::Owned(decode(value)),
            None => String::from_utf8_lossy(value),
        },
    }
}

/// Bytes of a character set as text; one that is unknown, or is not what it says, is guessed.
pub fn in_charset(bytes: &[u8], name: Option<&str>) -> String {
    let name = name.unwrap_or_default().trim().to_ascii_lowercase();
    match charset_decoder(name.as_bytes()) {
        Some(decode) if !matches!(name.as_str(), "" | "utf-8" | "utf8" | "us-ascii") => {
            decode(bytes)
        }
        _ => plain(whole_characters(bytes)).into_owned(),
    }
}

/// Without the character at the end that was cut in two.
fn whole_characters(bytes: &[u8]) -> &[u8] {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => &bytes[..error.valid_up_to()],
        _ => bytes,
    }
}

/// Unstructured text (RFC 5322 §3.6.5), encoded words decoded (RFC 2047), white space folded to
/// single blanks.
pub fn text(value: &[u8]) -> String {
    fold(&words::decoded(&plain(&value[..value.len().min(MAX_TEXT)])))
}

/// Address lists (RFC 5322 §3.4), groups flattened.
pub fn all_addresses<'a>(values: impl Iterator<Item = &'a [u8]>) -> Vec<Address> {
    values.flat_map(addresses).take(MAX_ADDRESSES).collect()
}

fn addresses(value: &[u8]) -> Vec<Address> {
    let line = words::normalised(&plain(value)) + "\n";
    let HeaderValue::Address(list) = MessageStream::new(line.as_bytes()).parse_address() else {
        return Vec::new();
    };
    list.iter().filter_map(address).take(MAX_ADDRESSES).collect()
}

/// A mailbox without an addr-spec is known by what stands there instead.
fn address(addr: &Addr<'_>) -> Option<Address> {
    let name = fold(addr.name.as_deref().unwrap_or_default());
    let spec = fold(addr.address.as_deref().unwrap_or_default());
    match (name.is_empty(), spec.is_empty()) {
        (true, true) => None,
        (false, true) => Some(whole(&name)),
        // A quoted local part (RFC 5322 §3.4.1): `"Ana Lopez"@example.com`.
        (false, false) if spec.starts_with('@') => {
            Some(Address::new("", &format!("\"{name}\"{spec}")))
        }
        (_, false) => Some(Address::new(&name, &spec)),
    }
}

/// Some programs encode all of a mailbox, address included, as one word.
fn whole(text: &str) -> Address {
    match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((name, spec)) if spec.contains('@') => {
            Address::new(name.trim().trim_matches('"'), spec)
        }
        _ => Address::new("", text),
    }
}

/// A date that exists in the calendar, and may be one of a mail.
pub fn date(value: &[u8]) -> Option<Timestamp> {
    let date = date::parse(&plain(&value[..value.len().min(MAX_TEXT)]))?;
    (date.year() >= FIRST_YEAR).then_some(date)
}

/// The date of a Received field stands after its last semicolon (RFC 5321 §4.4).
pub fn received(value: &[u8]) -> Option<Timestamp> {
    let semicolon = value.iter().rposition(|&byte| byte == b';')?;
    date(&value[semicolon + 1..])
}

/// The report-type of a Content-Type multipart/report (RFC 6522 §3), in lower case; empty where it has none.
pub fn report_type(value: &[u8]) -> Option<String> {
    let line = line(&value[..value.len().min(MAX_TEXT)]);
    let HeaderValue::ContentType(kind) = MessageStream::new(line.as_bytes()).parse_content_type()
    else {
        return None;
    };
    let is_report = kind.ctype().eq_ignore_ascii_case("multipart")
        && kind.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("report"));
    is_report.then(|| kind.attribute("report-type").unwrap_or_default().to_lowercase())
}

/// One line as mail-parser wants it: UTF-8, ended by LF.
fn line(value: &[u8]) -> String {
    let mut line = plain(value).into_owned();
    line.push('\n');
    line
}

/// White space to single blanks. Other control characters stay: making text safe is `render`'s
/// work.
fn fold(text: &str) -> String {
    text.split(|c: char| c.is_ascii_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
