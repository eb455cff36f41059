//! Taking in files: an mbox, a Maildir or single mails, by the same path as mail from a server.

use crate::domain::judge::Us;
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::flow::sync::Inbox;
use crate::mail::Arrival;
use crate::store::{Ledger, Load, MailboxRead, Received, Report};

/// How many messages go into one transaction.
const BATCH: usize = 500;

/// Takes messages into an inbox; what is known already changes nothing. How many there were, and what came of them.
pub fn run(
    ledger: &mut Ledger,
    inbox: &Inbox,
    mailbox: &str,
    arrivals: impl Iterator<Item = Result<Arrival, Error>>,
    us: &Us,
    now: Timestamp,
) -> Result<(usize, Report), Error> {
    let id = ledger.inbox(inbox.name, inbox.history_before)?;
    let mailbox = ledger.mailbox(id, mailbox)?;
    let judged_with = us.fingerprint();
    let (mut seen, mut report, mut batch) = (0, Report::default(), Vec::new());
    for arrival in arrivals {
        let mut arrival = arrival?;
        seen += 1;
        // Names of files repeat from folder to folder: here a message lies under what it says.
        if arrival.unreadable.is_none() {
            arrival.item.clone_from(&arrival.headers.digest);
        }
        batch.push(Received { judged: us.judge(&arrival.headers), arrival });
        if batch.len() == BATCH {
            report.add(ledger.receive(&mailbox, &load(&batch, &judged_with), now)?);
            batch.clear();
        }
    }
    report.add(ledger.receive(&mailbox, &load(&batch, &judged_with), now)?);
    // Files are read once: what was in them is what there is.
    let server = ledger.mailbox_state(mailbox.id)?.known;
    ledger.mailbox_read(mailbox.id, MailboxRead { server, uid_next: 0, modseq: None }, now)?;
    Ok((seen, report))
}

fn load<'a>(received: &'a [Received], judged_with: &'a str) -> Load<'a> {
    Load { received, validity: 0, up_to: None, judged_with }
}
