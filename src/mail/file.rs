//! What mail in files has in common: reading no more than the header, and the time that stands for
//! INTERNALDATE.

use super::body::Walker;
use super::header::{self, Block};
use super::{Arrival, Found, Timestamp};
use crate::error::Error;
use std::fs::{self, File, Metadata};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// One message per file, as in a Maildir or a directory of `.eml`: received when the topmost
/// Received field says, else (`date_counts`) at its Date, else when the file was last written.
///
/// A file that is gone since it was listed is `None`; one that cannot be read is kept as
/// unreadable.
pub fn message(path: &Path, item: &str, date_counts: bool) -> Option<Arrival> {
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => {
            return Some(unreadable(item, Timestamp::UNIX_EPOCH, 0, path, &error.to_string()));
        }
        Ok(metadata) => metadata,
    };
    let (written, size) = (modified(&metadata), metadata.len());
    // A FIFO or a device would block the run for ever.
    if !metadata.is_file() {
        return Some(unreadable(item, written, size, path, "it is not a regular file"));
    }
    let block = match File::open(path).and_then(|file| header_block(BufReader::new(file))) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => return Some(unreadable(item, written, size, path, &error.to_string())),
        Ok(block) => block,
    };
    let headers = header::read(&block);
    let date = if date_counts { headers.date } else { None };
    let received_at = headers.received.or(date).unwrap_or(written);
    Some(Arrival { item: item.to_owned(), headers, received_at, size, unreadable: None })
}

/// A whole message in a file of its own.
pub fn whole(path: &Path) -> Found {
    let read = || -> io::Result<Found> {
        let metadata = fs::metadata(path)?;
        if !metadata.is_file() {
            return Ok(Found::Refused("it is not a regular file".to_owned()));
        }
        let mut file = BufReader::with_capacity(PIECE as usize, File::open(path)?);
        let mut walker = Walker::default();
        loop {
            let piece = file.fill_buf()?;
            let length = piece.len();
            if length == 0 || walker.is_full() {
                return Ok(Found::Mail(Box::new(walker.finish())));
            }
            walker.push(piece);
            file.consume(length);
        }
    };
    read().unwrap_or_else(|error| match error.kind() {
        io::ErrorKind::NotFound => Found::Gone,
        _ => Found::Refused(format!("cannot read {}: {error}", path.display())),
    })
}

fn unreadable(item: &str, at: Timestamp, size: u64, path: &Path, why: &str) -> Arrival {
    super::unreadable(item, at, size, format!("cannot read {}: {why}", path.display()))
}

/// A line is read in pieces of so many bytes, since nothing says that it ever ends.
pub const PIECE: u64 = 64 * 1024;

/// The header, which ends at the first empty line.
fn header_block(mut reader: impl BufRead) -> io::Result<Block> {
    let (mut block, mut piece) = (Block::default(), Vec::new());
    loop {
        piece.clear();
        let read = reader.by_ref().take(PIECE).read_until(b'\n', &mut piece)?;
        if read == 0 || !block.push(&piece) {
            return Ok(block);
        }
    }
}

/// When a file was last written; the epoch where the file system does not say.
pub fn modified(metadata: &Metadata) -> Timestamp {
    metadata.modified().map_or(Timestamp::UNIX_EPOCH, Timestamp::from)
}

/// An error of the file system, with what was tried and on what.
pub fn trouble(doing: &str, path: &Path, error: &io::Error) -> Error {
    let message = format!("cannot {doing} {}: {error}", path.display());
    match error.kind() {
        io::ErrorKind::NotFound
        | io::ErrorKind::PermissionDenied
        | io::ErrorKind::NotADirectory => {
            Error::usage(message).hint("check the path and who may read it")
        }
        _ => Error::temporary(message),
    }
}
