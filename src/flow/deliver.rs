//! Mailing the review: at most one a recipient, kind and day, however often and however many at once it is run.

use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::mail::compose::{self, Letter};
use crate::mail::out::{Out, Outcome, SendError};
use crate::store::{Drawn, Ledger, Lock, Sending, Slot, Tried};
use sha2::{Digest, Sha256};

/// What a recipient gets, but for the address and the Message-ID.
pub struct Content {
    pub from: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// What it was drawn up from.
    pub drawn: Drawn,
}

/// Which review it is: its kind, and the day in the team's zone.
#[derive(Clone, Copy)]
pub struct Issue<'a> {
    pub kind: &'a str,
    pub day: &'a str,
    /// Send it although it was sent.
    pub again: bool,
}

/// What became of it for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    Sent {
        recipient: String,
        /// An earlier run was cut off: it may have gone out before, under the same Message-ID.
        unsure: bool,
    },
    /// Sent by an earlier run; whether it bounced.
    Before { recipient: String, at: Timestamp, returned: bool },
    /// Tried as often as may be, and perhaps in vain: when last, and what went wrong then if that is known.
    Unsure { recipient: String, at: Timestamp, why: Option<String> },
    /// Not sent, or perhaps not: the next run may do better.
    Failed { recipient: String, why: Error },
    /// It will be refused again until somebody mends something. The next run tries all the same.
    Refused { recipient: String, why: Error },
}

/// Mails each recipient theirs; one recipient that fails does not stop the others. `None` if another baton is at it.
pub fn run(
    ledger: &mut Ledger,
    out: &Out,
    mails: &[(String, &Content)],
    issue: Issue,
    now: Timestamp,
) -> Result<Option<Vec<Delivery>>, Error> {
    // Reviews of two kinds are two mails: neither waits for the other.
    let lock = format!("{}-delivery", issue.kind);
    let Some(_lock) = Lock::take(ledger.path(), &lock)? else { return Ok(None) };
    let identity = ledger.identity()?;
    let planned: Vec<(Slot, String)> = mails
        .iter()
        .map(|(recipient, content)| {
            let slot = Slot { recipient, kind: issue.kind, day: issue.day };
            (slot, message_id(&identity, content, slot))
        })
        .collect();
    ledger.plan(&planned, now)?;
    let mut deliveries = Vec::with_capacity(mails.len());
    for ((_, content), (slot, fresh)) in mails.iter().zip(&planned) {
        deliveries.push(one(ledger, out, content, *slot, fresh, issue.again, now)?);
    }
    Ok(Some(deliveries))
}

fn one(
    ledger: &mut Ledger,
    out: &Out,
    content: &Content,
    slot: Slot,
    fresh: &str,
    again: bool,
    now: Timestamp,
) -> Result<Delivery, Error> {
    let recipient = slot.recipient.to_owned();
    let begun = ledger.begin_sending(slot, fresh, again, &content.drawn, now)?;
    let (message_id, unsure) = match begun {
        Sending::Done { at, returned } => return Ok(Delivery::Before { recipient, at, returned }),
        Sending::Unsure { at, why } => return Ok(Delivery::Unsure { recipient, at, why }),
        Sending::Due { message_id, unsure } => (message_id, unsure),
    };
    let sent = compose::bytes(&letter(content, &recipient, &message_id, now))
        .map_err(|error| SendError { error, outcome: Outcome::Rejected })
        .and_then(|bytes| out.send(&content.from, &recipient, &bytes));
    let Err(SendError { error: mut why, outcome }) = sent else {
        ledger.tried(slot, &message_id, Tried::Sent, now)?;
        return Ok(Delivery::Sent { recipient, unsure });
    };
    let tried = match outcome {
        Outcome::NotSent => Tried::NotSent(&why.message),
        Outcome::Rejected => Tried::Refused(&why.message),
        Outcome::Unknown => Tried::Unknown(&why.message),
    };
    ledger.tried(slot, &message_id, tried, now)?;
    match outcome {
        Outcome::Rejected => return Ok(Delivery::Refused { recipient, why }),
        Outcome::Unknown if unsure => {
            return Ok(Delivery::Unsure { recipient, at: now, why: Some(why.message) });
        }
        Outcome::Unknown => {
            why.message += "; it may have gone out: the next run sends it once more, under the same Message-ID";
        }
        Outcome::NotSent => {}
    }
    Ok(Delivery::Failed { recipient, why })
}

/// The mail to one recipient; the same bytes for the same input.
pub fn letter(content: &Content, recipient: &str, message_id: &str, now: Timestamp) -> Letter {
    Letter {
        from: content.from.clone(),
        to: recipient.to_owned(),
        subject: content.subject.clone(),
        message_id: message_id.to_owned(),
        date: now,
        text: content.text.clone(),
        html: content.html.clone(),
        boundary: format!("baton-{}", hash(&[message_id])),
    }
}

/// Derived from ledger, recipient, kind and day, so that a second try after a crash carries the same one.
pub fn message_id(ledger: &str, content: &Content, slot: Slot) -> String {
    let domain = compose::ascii_domain(&content.from).unwrap_or_else(|| "localhost".to_owned());
    format!("{}@{domain}", hash(&[ledger, slot.recipient, slot.kind, slot.day]))
}

fn hash(parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join("\n"));
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
