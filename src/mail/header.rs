//! From the bytes of a header block to [`Headers`]: the one path for every source.
//!
//! The block is first reduced to a fixed set of fields ([`FIELDS`]), so that a message says the
//! same whether the server sent us these fields alone or a file held all of them. Then each field
//! is decoded. Nothing here fails: whatever cannot be read is absent.

mod block;
mod decode;
mod ids;

use crate::domain::address::Address;
use crate::domain::message::{Headers, Signals};
use block::Block;
pub use block::{FIELDS, MAX_HEADER};
pub(super) use decode::plain;

/// Reads one header block, with or without the empty line that ends it; more than [`MAX_HEADER`] is
/// not looked at.
pub fn parse(block: &[u8]) -> Headers {
    let block = Block::reduce(block);
    let message_id = block.first("Message-ID").and_then(ids::own);
    let references =
        ids::references(block.all("References"), block.all("In-Reply-To"), message_id.as_deref());
    let first_of = |name: &str| decode::addresses(block.first(name)?).into_iter().next();
    let all_of = |name: &str| -> Vec<Address> {
        block.all(name).flat_map(decode::addresses).take(decode::MAX_ADDRESSES).collect()
    };
    Headers {
        digest: block.digest(),
        references,
        in_reply_to: ids::references(
            std::iter::empty(),
            block.all("In-Reply-To"),
            message_id.as_deref(),
        ),
        from: first_of("From"),
        sender: first_of("Sender"),
        reply_to: first_of("Reply-To"),
        original_from: first_of("X-Original-From"),
        to: all_of("To"),
        cc: all_of("Cc"),
        subject: block.first("Subject").map(decode::text).unwrap_or_default(),
        date: block.first("Date").and_then(decode::date),
        received: block.received().and_then(decode::received),
        signals: signals(&block),
        truncated: block.truncated(),
        message_id,
    }
}

/// SHA-256, in lower-case hex, of what stands for a header that could not be read.
pub fn digest_of(bytes: &[u8]) -> String {
    block::hex_digest(bytes)
}

fn signals(block: &Block) -> Signals {
    let lower =
        |name: &str| block.first(name).map(|value| decode::plain(value).trim().to_lowercase());
    let any = |names: &[&str]| names.iter().any(|name| block.first(name).is_some());
    Signals {
        auto_submitted: lower("Auto-Submitted").map(|value| first_word(&value)),
        precedence: lower("Precedence"),
        list_id: lower("List-Id").map(|value| between_brackets(&value)),
        return_path: lower("Return-Path").map(|value| between_brackets(&value)),
        delivery_status: block.first("Content-Type").is_some_and(decode::is_delivery_status),
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
