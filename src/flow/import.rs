//! Taking in files: an mbox, a Maildir or single mails, by the same path as mail from a server.

use crate::domain::judge::Us;
use crate::domain::review::IMPORT;
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::flow::sync::Inbox;
use crate::mail::Arrival;
use crate::store::{Ledger, Load, MailboxRead, Received, Report};

/// How many messages go into one transaction, and how much they may say in all. Each transaction writes the rows of
/// the threads it touched anew, so that of one very long thread small ones would take the square of its length.
const BATCH: usize = 5_000;
const MOST_TEXT: usize = 8 * 1024 * 1024;

/// Takes messages into an inbox; what is known already changes nothing. How many there were, and what came of them.
pub fn run(
    ledger: &mut Ledger,
    inbox: &Inbox,
    mailbox: &str,
    arrivals: impl Iterator<Item = Result<Arrival, Error>>,
    us: &Us,
    now: Timestamp,
) -> Result<(usize, Report), Error> {
    let from_anywhere = mailbox == IMPORT;
    let id = ledger.inbox(inbox.name, inbox.history_before, now)?;
    let mailbox = ledger.mailbox(id, mailbox, now)?;
    let judged_with = us.fingerprint();
    let (mut seen, mut report, mut batch, mut text) = (0, Report::default(), Vec::new(), 0);
    for arrival in arrivals {
        let mut arrival = arrival?;
        seen += 1;
        arrival.received_at = arrival.received_at.min(now);
        // Names of files repeat from folder to folder: here a message lies under what it says.
        if from_anywhere && arrival.unreadable.is_none() {
            arrival.item = item(&arrival);
        }
        text += length(&arrival);
        batch.push(Received { judged: us.judge(&arrival.headers), arrival });
        if batch.len() == BATCH || text > MOST_TEXT {
            report.add(ledger.receive(&mailbox, &load(&batch, &judged_with), now)?);
            batch.clear();
            text = 0;
        }
    }
    report.add(ledger.receive(&mailbox, &load(&batch, &judged_with), now)?);
    // Files are read once: what was in them is what there is.
    let server = ledger.mailbox_state(mailbox.id)?.known;
    ledger.mailbox_read(mailbox.id, MailboxRead { server, uid_next: 0, modseq: None }, now)?;
    Ok((seen, report))
}

/// How much memory a message takes, roughly.
fn length(arrival: &Arrival) -> usize {
    let headers = &arrival.headers;
    let references: usize = headers.references.iter().map(String::len).sum();
    let addresses = headers.to.iter().chain(&headers.cc);
    let addresses: usize = addresses.map(|to| to.name.len() + to.address.len()).sum();
    references + addresses + headers.subject.len()
}

/// Names of files repeat from folder to folder: here a message lies under what it says, and one that says nothing
/// under what is known of it.
fn item(arrival: &Arrival) -> String {
    let (digest, at) = (&arrival.headers.digest, arrival.received_at.timestamp());
    match arrival.headers.is_blank() {
        true => format!("{digest}:{at}:{}", arrival.size),
        false => digest.clone(),
    }
}

fn load<'a>(received: &'a [Received], judged_with: &'a str) -> Load<'a> {
    Load { received, validity: 0, up_to: None, judged_with }
}
