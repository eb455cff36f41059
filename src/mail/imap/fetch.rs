//! UID FETCH of headers, so that no message is lost and none stops the others.
//!
//! A line that cannot be understood does not say whose it is. So what is missing is asked for again
//! by halves, down to the one message, and that one is kept as unreadable.

use super::response::{Condition, Kind, Response, Row, Status};
use super::session::{Part, Session, Tag};
use super::uids::Uids;
use super::wire::Fault;
use crate::domain::message::Headers;
use crate::domain::time::Timestamp;
use crate::mail::header::{self, FIELDS, MAX_HEADER};
use crate::mail::{Arrival, unreadable};
use chrono::DateTime;
use std::collections::BTreeMap;

/// RFC 2683 §3.2.1.5: a command line should not be longer than 8,000 bytes.
const MAX_SET: usize = 7000;

/// Headers of more bytes than these are not held at once; what is over is fetched again in a
/// smaller batch. Some five batches can be on their way to the ledger at a time.
const MAX_HELD: usize = 6 * 1024 * 1024;

/// What an address or an id takes in memory besides its bytes; `<a@b>` is short, and there may be thousands.
const ENTRY: usize = 80;

/// The messages that were read, by UID.
#[derive(Default)]
pub struct Rows {
    pub read: BTreeMap<u32, Arrival>,
    held: usize,
    /// The first message that found no room.
    dropped: Option<u32>,
}

impl Rows {
    /// Whether nothing more is to be known of that message here.
    pub fn settled(&self, uid: u32) -> bool {
        self.read.contains_key(&uid) || self.dropped.is_some_and(|dropped| uid >= dropped)
    }

    /// The messages below the first that found no room, and that one.
    pub fn into_parts(mut self) -> (Vec<Arrival>, Option<u32>) {
        if let Some(dropped) = self.dropped {
            self.read.split_off(&dropped);
        }
        (self.read.into_values().collect(), self.dropped)
    }
}

/// How one round of fetching went.
#[derive(Default)]
pub struct Round {
    /// FETCH lines that were not understood.
    pub strays: u32,
    /// What the server said when it refused.
    pub refused: Option<Status>,
}

impl Round {
    fn and(&mut self, more: Round) {
        self.strays += more.strays;
        self.refused = more.refused.or(self.refused.take());
    }
}

/// The one fixed FETCH: a header over the limit is cut by the server, one byte later than we cut
/// it.
pub fn command(set: &str) -> String {
    let (fields, limit) = (FIELDS.join(" "), MAX_HEADER + 1);
    format!(
        "UID FETCH {set} (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS ({fields})]<0.{limit}>)"
    )
}

/// Asks for `range` and takes what is in `uids`. What a fault leaves unread stays so; what came
/// before is kept.
pub fn round(
    session: &mut Session,
    range: &Uids,
    uids: &Uids,
    rows: &mut Rows,
) -> Result<Round, Fault> {
    let mut round = Round::default();
    for set in range.sets(MAX_SET) {
        let flight = Flight::begin(session, &set, uids)?;
        round.and(answer(session, flight, rows, None)?);
    }
    Ok(round)
}

/// A FETCH under way, and what came of it while the one before it was read.
///
/// A server may work on both at once (RFC 3501 §5.5), and Dovecot does: rows of the second may come before the first
/// has ended, and even its end.
pub struct Flight {
    uids: Uids,
    tag: Tag,
    pub rows: Rows,
    strays: u32,
    ended: Option<Status>,
}

impl Flight {
    /// Asks for a set, of which `uids` are wanted, without waiting for the answer.
    pub fn begin(session: &mut Session, set: &str, uids: &Uids) -> Result<Flight, Fault> {
        let tag = session.send(&[Part::Words(&command(set))])?;
        let (uids, rows) = (uids.clone(), Rows::default());
        Ok(Flight { uids, tag, rows, strays: 0, ended: None })
    }

    /// Reads it to its end, for nobody.
    pub fn discard(self, session: &mut Session) -> Result<(), Fault> {
        match self.ended {
            Some(_) => Ok(()),
            None => session.finish(self.tag, |_| ()).map(drop),
        }
    }
}

/// Reads the answer to one FETCH; what comes of the `next` meanwhile is kept with that.
pub fn answer(
    session: &mut Session,
    mut flight: Flight,
    rows: &mut Rows,
    mut next: Option<&mut Flight>,
) -> Result<Round, Fault> {
    let status = match flight.ended.take() {
        Some(status) => status,
        None => session.finish(flight.tag, |response| match (response, &mut next) {
            (Response::Row(row), next) => match next {
                Some(next) if row.uid.is_some_and(|uid| next.uids.contains(uid)) => {
                    take(&row, &next.uids, &mut next.rows);
                }
                _ => take(&row, &flight.uids, rows),
            },
            (Response::Stray(Kind::Fetch), next) => {
                flight.strays += 1;
                // It does not say whose it is.
                next.iter_mut().for_each(|next| next.strays += 1);
            }
            (Response::Tagged(tag, status), Some(next)) if next.tag.is(tag) => {
                next.ended = Some(status);
            }
            _ => {}
        })?,
    };
    let strays = flight.strays;
    match status.condition {
        Condition::Ok => Ok(Round { strays, refused: None }),
        Condition::No => Ok(Round { strays, refused: Some(status) }),
        _ => Err(Fault::Protocol(format!("the server refused UID FETCH: \"{}\"", status.quote()))),
    }
}

/// Only what was asked for, and once: a server may send rows of other messages, or the same row
/// again.
fn take(row: &Row<'_>, asked: &Uids, rows: &mut Rows) {
    let (Some(uid), Some(block)) = (row.uid, &row.header) else { return };
    if asked.contains(uid) && !rows.settled(uid) {
        if rows.held > MAX_HELD {
            rows.dropped = Some(uid);
            return;
        }
        let headers = header::parse(block);
        rows.held += block.len() + ENTRY * entries(&headers);
        let date = row.internal_date.as_deref().and_then(internal_date);
        let received_at = date.or(headers.date).unwrap_or(Timestamp::UNIX_EPOCH);
        // SQLite's integers have 63 bits.
        let size = row.size.unwrap_or(0).min(i64::MAX as u64);
        rows.read
            .insert(uid, Arrival { item: item(uid), headers, received_at, size, unreadable: None });
    }
}

fn entries(headers: &Headers) -> usize {
    let addresses = headers.to.len() + headers.cc.len() + headers.reply_to.len();
    addresses + headers.references.len() + headers.in_reply_to.len()
}

/// A UID as an item: ten digits, so that their order is that of the numbers.
pub fn item(uid: u32) -> String {
    format!("{uid:010}")
}

/// A message of which nothing can be read.
pub fn lost(uid: u32, reason: impl Into<String>) -> Arrival {
    unreadable(&item(uid), Timestamp::UNIX_EPOCH, 0, reason)
}

/// RFC 3501 §9, date-time: ` 2-Mar-2026 09:00:00 +0100`.
fn internal_date(text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?.trim();
    DateTime::parse_from_str(text, "%d-%b-%Y %H:%M:%S %z").ok().map(|date| date.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_asks_for_a_fixed_set_and_changes_nothing() {
        let command = command("1:5");
        assert!(command.starts_with(
            "UID FETCH 1:5 (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (Message-ID "
        ));
        assert!(command.ends_with(" X-MS-Exchange-Inbox-Rules-Loop)]<0.262145>)"));
    }

    #[test]
    fn an_internal_date_may_have_one_digit() {
        let date = |text: &str| internal_date(text.as_bytes()).map(|date| date.to_rfc3339());
        assert_eq!(
            date(" 2-Mar-2026 09:00:00 +0100").as_deref(),
            Some("2026-03-02T08:00:00+00:00")
        );
        assert_eq!(
            date("12-Mar-2026 09:00:00 -0330").as_deref(),
            Some("2026-03-12T12:30:00+00:00")
        );
        assert_eq!(date("31-Feb-2026 09:00:00 +0000"), None);
        assert_eq!(date(""), None);
    }

    #[test]
    fn only_what_was_asked_for_is_taken_and_once() {
        let asked = Uids::new(vec![(3, 5)]);
        let row = |uid, header: Option<&'static [u8]>| Row {
            uid,
            header: header.map(Into::into),
            ..Row::default()
        };
        let mut rows = Rows::default();
        take(&row(Some(3), Some(b"Subject: one\r\n\r\n")), &asked, &mut rows);
        take(&row(Some(3), Some(b"Subject: two\r\n\r\n")), &asked, &mut rows);
        take(&row(Some(4), None), &asked, &mut rows);
        take(&row(Some(9), Some(b"")), &asked, &mut rows);
        take(&row(None, Some(b"")), &asked, &mut rows);
        take(&row(Some(5), Some(b"")), &asked, &mut rows);
        let found: Vec<_> =
            rows.read.values().map(|a| (a.item.as_str(), a.headers.subject.as_str())).collect();
        assert_eq!(found, [("0000000003", "one"), ("0000000005", "")]);
    }
}
