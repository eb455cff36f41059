//! The stream of an mbox, cut into messages, of which the header is kept and the body only counted.

use super::super::file::PIECE;
use super::super::header::{self, Block};
use super::super::{Arrival, Timestamp};
use super::from_line;
use crate::error::Error;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, Read};

/// The messages of an mbox, in their order. `fallback` is the time of a message that names none, as
/// a rule the time at which the file was written.
pub fn read<R: BufRead>(input: R, fallback: Timestamp) -> Reader<R> {
    Reader {
        input,
        fallback,
        line: Vec::new(),
        at: 0,
        next_at: 0,
        from: None,
        begun: false,
        copies: HashMap::new(),
    }
}

/// See [`read`].
pub struct Reader<R> {
    input: R,
    fallback: Timestamp,
    line: Vec<u8>,
    /// Where the message last returned begins, and where the line last read ends.
    at: u64,
    next_at: u64,
    /// The `From ` line that was read and begins the next message, and its place.
    from: Option<(Vec<u8>, u64)>,
    begun: bool,
    copies: HashMap<u64, u32>,
}

/// One piece of a line.
struct Piece {
    begins_line: bool,
    ends_line: bool,
}

impl<R: BufRead> Reader<R> {
    /// Where in the input the message last returned begins: at its `From ` line.
    pub fn place(&self) -> u64 {
        self.at
    }

    fn piece(&mut self, begins_line: bool) -> io::Result<Option<Piece>> {
        self.line.clear();
        let read = self.input.by_ref().take(PIECE).read_until(b'\n', &mut self.line)?;
        self.next_at += read as u64;
        Ok((read > 0).then_some(Piece { begins_line, ends_line: self.line.ends_with(b"\n") }))
    }

    /// Up to the first `From ` line, which is the first line of a file unless it begins with empty
    /// lines.
    fn begin(&mut self) -> io::Result<()> {
        let mut begins_line = true;
        while self.from.is_none() {
            let place = self.next_at;
            let Some(piece) = self.piece(begins_line)? else { return Ok(()) };
            if piece.begins_line && self.line.starts_with(b"From ") {
                self.from = Some((self.line.clone(), place));
            }
            begins_line = piece.ends_line;
        }
        Ok(())
    }

    /// One message after its `From ` line: its header, and how long it is in all.
    fn message(&mut self) -> io::Result<(Block, u64)> {
        let mut header = Block::default();
        let (mut begins_line, mut after_empty) = (true, false);
        let start = self.next_at;
        loop {
            let place = self.next_at;
            let Some(piece) = self.piece(begins_line)? else { return Ok((header, place - start)) };
            if piece.begins_line && after_empty && self.line.starts_with(b"From ") {
                self.from = Some((self.line.clone(), place));
                // The empty line before it belongs to the mbox, not to the message.
                return Ok((header, (place - start).saturating_sub(1)));
            }
            after_empty = piece.begins_line && matches!(self.line.as_slice(), b"\n" | b"\r\n");
            header.push(&self.line);
            begins_line = piece.ends_line;
        }
    }

    fn arrival(&mut self) -> io::Result<Option<Arrival>> {
        if !self.begun {
            self.begin()?;
            self.begun = true;
        }
        let Some((from, place)) = self.from.take() else { return Ok(None) };
        self.at = place;
        let (block, size) = self.message()?;
        let headers = header::read(&block);
        let times = from_line::date(&from).or(headers.received).or(headers.date);
        let name = headers.message_id.as_ref().unwrap_or(&headers.digest);
        let item = self.item(name);
        Ok(Some(Arrival {
            item,
            received_at: times.unwrap_or(self.fallback),
            headers,
            size,
            unreadable: None,
        }))
    }

    /// The name, with `#2` and so on for its copies.
    fn item(&mut self, name: &str) -> String {
        // A hash rather than the name: a million messages cost 20 MB, not 100.
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        let copies = self.copies.entry(hasher.finish()).or_default();
        *copies += 1;
        if *copies == 1 { name.to_owned() } else { format!("{name}#{copies}") }
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Arrival, Error>;

    fn next(&mut self) -> Option<Result<Arrival, Error>> {
        let arrival = self.arrival();
        arrival
            .map_err(|error| Error::temporary(format!("cannot read on in the mbox: {error}")))
            .transpose()
    }
}
