//! UID FETCH of one whole message, in pieces that a response may hold, leaving `\Seen` alone.

use super::response::{Condition, Kind, Response};
use super::session::{Part, Session};
use super::wire::{Fault, MAX_LITERAL};
use crate::mail::Found;
use crate::mail::body::Walker;

/// Reads the message with this UID from the open mailbox.
pub fn read(session: &mut Session, uid: u32) -> Result<Found, Fault> {
    let mut walker = Walker::default();
    let mut offset = 0;
    loop {
        // RFC 3501 §6.4.5: a partial fetch beyond the end is an empty string.
        let command = format!("UID FETCH {uid} (UID BODY.PEEK[]<{offset}.{MAX_LITERAL}>)");
        let (mut read, mut is_stray) = (None, false);
        let status = session.run(&[Part::Words(&command)], |response| match response {
            Response::Row(row) if row.uid == Some(uid) && read.is_none() => {
                if let Some(piece) = row.body {
                    walker.push(&piece);
                    read = Some(piece.len() as u64);
                }
            }
            Response::Stray(Kind::Fetch) => is_stray = true,
            _ => {}
        })?;
        match (status.condition, read) {
            (Condition::Ok, Some(read)) if read < MAX_LITERAL || walker.is_full() => {
                return Ok(Found::Mail(Box::new(walker.finish())));
            }
            (Condition::Ok, Some(read)) => offset += read,
            (Condition::Ok, None) if is_stray => {
                return Ok(Found::Refused("the server's answer cannot be understood".to_owned()));
            }
            (Condition::Ok, None) => return Ok(Found::Gone),
            // RFC 5530 §3: it was deleted meanwhile.
            (Condition::No, _) if status.is("EXPUNGEISSUED") => return Ok(Found::Gone),
            (Condition::No, _) => {
                return Ok(Found::Refused(format!("the server said \"{}\"", status.quote())));
            }
            _ => {
                let why = format!("the server refused UID FETCH: \"{}\"", status.quote());
                return Err(Fault::Protocol(why));
            }
        }
    }
}
