//! From the bytes of a header block to [`Headers`]: the one path for every source.
//!
//! The block is first reduced to a fixed set of fields ([`FIELDS`]), so that a message says the
//! same whether the server sent us these fields alone or a file held all of them. Then each field
//! is decoded. Nothing here fails: whatever cannot be read is absent.

mod block;
mod date;
mod decode;
mod ids;
mod words;

use crate::domain::message::{Headers, Signals};
pub use block::{Block, FIELDS, MAX_HEADER};
pub use decode::{in_charset, plain};
use mail_parser::parsers::fields::thread::thread_name;
use std::collections::HashSet;

/// Reads one header block, with or without the empty line that ends it; more than [`MAX_HEADER`] of the kept
/// fields is not looked at.
pub fn parse(bytes: &[u8]) -> Headers {
    read(&Block::reduce(bytes))
}

/// What a header block says.
pub fn read(block: &Block) -> Headers {
    let all_of = |name: &str| decode::all_addresses(block.all(name));
    let first_of = |name: &str| all_of(name).into_iter().next();
    let message_id = block.all("Message-ID").find_map(ids::own);
    let (from, to, cc) = (first_of("From"), all_of("To"), all_of("Cc"));
    let addresses: HashSet<&str> =
        from.iter().chain(&to).chain(&cc).map(|address| address.address.as_str()).collect();
    let ancestors = ids::Ancestors {
        references: block.all("References"),
        originals: block.all("Original-Message-ID").chain(block.all("X-Original-Message-ID")),
        in_reply_to: block.all("In-Reply-To"),
        addresses: &addresses,
    };
    let references = ancestors.read(message_id.as_deref());
    Headers {
        digest: block.digest(),
        in_reply_to: ids::replied_to(block.all("In-Reply-To"), &addresses, &references),
        references,
        sender: first_of("Sender"),
        reply_to: all_of("Reply-To"),
        original_from: first_of("X-Original-From").or_else(|| first_of("X-Original-Sender")),
        subject: block.first("Subject").map(decode::text).unwrap_or_default(),
        date: block.first("Date").and_then(decode::date),
        received: block.received().and_then(decode::received),
        signals: signals(block),
        truncated: block.truncated(),
        message_id,
        from,
        to,
        cc,
    }
}

/// What a subject is about: without Re:, Fwd: and the like in many languages (RFC 5256 §2.1), in lower case.
pub fn base_subject(subject: &str) -> String {
    thread_name(subject.trim()).trim().to_lowercase()
}

/// SHA-256, in lower-case hex, of what stands for a header that could not be read.
pub fn digest_of(bytes: &[u8]) -> String {
    block::hex_digest(bytes)
}

fn signals(block: &Block) -> Signals {
    let lower = |name: &str| {
        let value = block.first(name).map(|value| decode::plain(value).trim().to_lowercase());
        value.filter(|value| !value.is_empty())
    };
    let report = block.first("Content-Type").and_then(decode::report_type);
    let any = |names: &[&str]| names.iter().any(|name| block.first(name).is_some());
    Signals {
        auto_submitted: lower("Auto-Submitted").map(|value| first_word(&value)),
        precedence: lower("Precedence"),
        list_id: lower("List-Id").map(|value| between_brackets(&value)).filter(|id| !id.is_empty()),
        return_path: lower("Return-Path").map(|value| between_brackets(&value)),
        delivery_status: report.as_deref() == Some("delivery-status"),
        other_report: report.is_some_and(|report| report != "delivery-status"),
        failed_recipients: any(&["X-Failed-Recipients"]),
        autoresponder: any(&["X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Autoresponder"]),
        response_suppress: any(&["X-Auto-Response-Suppress"]),
        inbox_rules_loop: any(&["X-MS-Exchange-Inbox-Rules-Loop"]),
    }
}

/// RFC 3834 §5: a keyword, which parameters and comments may follow.
fn first_word(value: &str) -> String {
    let end = value
        .find(|c: char| c == ';' || c == '(' || c.is_ascii_whitespace())
        .unwrap_or(value.len());
    value[..end].to_owned()
}

fn between_brackets(value: &str) -> String {
    match value.rsplit_once('<') {
        Some((_, rest)) => rest.split('>').next().unwrap_or(rest).trim().to_owned(),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests;
