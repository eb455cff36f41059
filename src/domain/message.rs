//! What the mail server showed: the headers of a message, and what baton keeps of them.

use super::address::Address;
use super::ids::{CustomerId, MemberId, Seq};
use super::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What one header block says, read but not yet judged: nothing here knows who "us" is.
///
/// Every text is decoded (RFC 2047) and may still hold control characters: making it safe is `render`'s work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers {
    /// The Message-ID without `<>` (RFC 5322 §3.6.4); `None` when missing, empty or over 998 bytes.
    pub message_id: Option<String>,
    /// SHA-256, in lower-case hex, of the kept header fields: the key of a message without Message-ID.
    pub digest: String,
    /// References and In-Reply-To, without `<>`, each once, oldest first, what In-Reply-To names last; own id left out, at
    /// most 1,000: the first and the last.
    pub references: Vec<String>,
    /// Those of them that In-Reply-To names.
    pub in_reply_to: Vec<String>,
    /// The first From address.
    pub from: Option<Address>,
    pub sender: Option<Address>,
    /// Every Reply-To address.
    pub reply_to: Vec<Address>,
    /// X-Original-From, else X-Original-Sender, which list software writes when it rewrites From.
    pub original_from: Option<Address>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    /// Decoded, white space folded to single blanks; empty when there is none.
    pub subject: String,
    /// The Date field where it is a real date; ages never come from it.
    pub date: Option<Timestamp>,
    /// Date of the topmost Received field: what a file has in place of INTERNALDATE.
    pub received: Option<Timestamp>,
    /// What tells automated mail apart (`domain::automated` judges it).
    pub signals: Signals,
    /// The block was cut at 256 KiB.
    pub truncated: bool,
}

impl Headers {
    /// Nothing in the header says anything about the message.
    pub fn is_blank(&self) -> bool {
        let digest = String::new();
        Headers { digest, received: None, ..self.clone() } == Headers::default()
    }
}

/// The header fields that tell automated mail from mail a person wrote (SPEC §6.4), as found; lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Signals {
    /// Auto-Submitted (RFC 3834 §5), first word.
    pub auto_submitted: Option<String>,
    pub precedence: Option<String>,
    /// List-Id (RFC 2919): what stands between `<>`, else the whole.
    pub list_id: Option<String>,
    /// Return-Path without `<>`; empty for the null path.
    pub return_path: Option<String>,
    /// Content-Type multipart/report with report-type delivery-status (RFC 3464).
    pub delivery_status: bool,
    /// Content-Type multipart/report of any other kind, such as a read receipt (RFC 8098).
    pub other_report: bool,
    /// X-Failed-Recipients is there.
    pub failed_recipients: bool,
    /// X-Autoreply, X-Autorespond, X-Autoresponse or X-Autoresponder is there.
    pub autoresponder: bool,
    /// X-Auto-Response-Suppress is there.
    pub response_suppress: bool,
    /// X-MS-Exchange-Inbox-Rules-Loop is there.
    pub inbox_rules_loop: bool,
}

/// One message as a mail source shows it, before it is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// What the source calls it within its mailbox: an IMAP UID in ten digits, a Maildir file's base name
    /// (before `:2,`), or in an mbox the Message-ID or header digest, with `#2` for its second copy.
    pub item: String,
    pub headers: Headers,
    /// INTERNALDATE (RFC 3501 §2.3.3), or what stands for it in a file.
    pub received_at: Timestamp,
    /// RFC822.SIZE in bytes.
    pub size: u64,
    /// Why it could not be read, if it could not: it is kept with what is known.
    pub unreadable: Option<String>,
}

/// Where a message goes, seen from the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From outside.
    Inbound,
    /// From us to outside.
    Outbound,
    /// Among us.
    Internal,
}

impl Direction {
    pub fn word(self) -> &'static str {
        match self {
            Direction::Inbound => "inbound",
            Direction::Outbound => "outbound",
            Direction::Internal => "internal",
        }
    }
}

/// Mail that no person wrote to us (SPEC §6.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Automated {
    Auto,
    Bulk,
    Bounce,
}

impl Automated {
    pub fn word(self) -> &'static str {
        match self {
            Automated::Auto => "auto",
            Automated::Bulk => "bulk",
            Automated::Bounce => "bounce",
        }
    }
}

/// What of a message the state of its thread follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    pub seq: Seq,
    /// INTERNALDATE: ages come from it.
    pub at: Timestamp,
    /// The Date field, which orders messages that came in the same second.
    pub dated: Option<Timestamp>,
    pub direction: Direction,
    pub automated: Option<Automated>,
    pub author: Option<MemberId>,
    pub customer: Option<CustomerId>,
    /// Older than the inbox's `history` at its first sync: it asks nothing of anybody.
    pub historic: bool,
    /// A number that follows from the message alone: it orders what no time does.
    pub tie: u64,
}

impl Fact {
    /// Written by a person to or from outside.
    pub fn is_human(&self) -> bool {
        self.automated.is_none() && self.direction != Direction::Internal
    }
    pub fn is_human_inbound(&self) -> bool {
        self.is_human() && self.direction == Direction::Inbound
    }
    pub fn is_human_outbound(&self) -> bool {
        self.is_human() && self.direction == Direction::Outbound
    }
    /// The order of mail within a thread. It follows from the mail alone, so that any order of arrival gives
    /// the same: where times are equal the customer's comes last, since then a reply is still owed.
    pub fn order(&self) -> (Timestamp, Timestamp, bool) {
        (self.at, self.dated.unwrap_or(self.at), self.direction == Direction::Inbound)
    }
    /// The same without equals: where one message is to stand for others, it is the same one whichever came in first.
    pub fn rank(&self) -> ((Timestamp, Timestamp, bool), u64) {
        (self.order(), self.tie)
    }
}

/// A message as it is kept, for showing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub fact: Fact,
    pub message_id: Option<String>,
    pub from: Option<Address>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub subject: String,
    pub references: Vec<String>,
    /// Those of them that In-Reply-To names; none where an older baton read it.
    pub in_reply_to: Vec<String>,
    /// RFC822.SIZE in bytes.
    pub size: u64,
    pub truncated: bool,
    pub unreadable: Option<String>,
    /// Another message carries the same Message-ID with another From or Subject.
    pub id_reused: bool,
    /// `inbox/mailbox` of every place where it lies.
    pub places: Vec<String>,
    pub vanished: Option<Vanished>,
}

/// A message was in a mailbox, and is in none any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vanished {
    /// `inbox/mailbox` where it lay last.
    pub from: String,
    /// When a sync first missed it.
    pub since: Timestamp,
}
