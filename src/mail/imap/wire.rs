//! Bytes to responses: where one ends (RFC 3501 §2.2, §4.3), and how much of it is borne.
//!
//! Nothing is allocated because a server announces it: the buffer grows with the bytes that came,
//! and stops at the limits below. After an error the stream is out of step and must be given up.

use crate::error::Error;
use std::io::{self, ErrorKind, Read, Write};

/// A response line, its literals not counted, may be this long.
pub const MAX_LINE: usize = 1024 * 1024;
/// The one line of all UIDs that SEARCH answers with may be longer.
pub const MAX_SEARCH_LINE: usize = 16 * 1024 * 1024;
/// A literal may be this long; what is asked for is a quarter of it at most.
pub const MAX_LITERAL: u64 = 1024 * 1024;
/// A response, its literals counted, may be this long beyond its longest line.
const MAX_RESPONSE: usize = 2 * 1024 * 1024;
/// What a server may send in answer to one command.
const MAX_ANSWER: u64 = 1024 * 1024 * 1024;
const PIECE: usize = 64 * 1024;

/// Why a connection is of no more use.
#[derive(Debug)]
pub enum Fault {
    Io(io::Error),
    /// The server went away without a word.
    Closed,
    /// More than a limit allows; the text names it.
    TooLarge(String),
    /// `* BYE` and what the server said with it.
    Bye(String),
    /// The server does not speak IMAP.
    Protocol(String),
}

impl Fault {
    /// As the user reads it.
    pub fn error(&self, doing: &str, host: &str) -> Error {
        let why = match self {
            Fault::Io(error)
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
            {
                "the server did not answer in time".to_owned()
            }
            Fault::Io(error) => error.to_string(),
            Fault::Closed => "the server closed the connection".to_owned(),
            Fault::TooLarge(what) => format!("the server sent {what}"),
            Fault::Bye(text) => format!("the server said goodbye: \"{text}\""),
            Fault::Protocol(what) => format!("protocol error: {what}"),
        };
        Error::temporary(format!("cannot {doing} {host}: {why}"))
            .hint("run it again; baton doctor tells more")
    }
}

/// A stream and what was read of it beyond the last response.
pub struct Wire<S> {
    stream: S,
    buffer: Vec<u8>,
    /// Where the response after the last one returned begins.
    start: usize,
    piece: Vec<u8>,
    budget: u64,
    /// See [`MAX_LINE`] and [`MAX_SEARCH_LINE`].
    pub max_line: usize,
}

impl<S: Read + Write> Wire<S> {
    pub fn new(stream: S) -> Wire<S> {
        let piece = vec![0; PIECE];
        Wire { stream, buffer: Vec::new(), start: 0, piece, budget: MAX_ANSWER, max_line: MAX_LINE }
    }

    pub fn stream(&mut self) -> &mut S {
        &mut self.stream
    }

    /// Whether nothing was read beyond the last response.
    pub fn is_drained(&self) -> bool {
        self.start == self.buffer.len()
    }

    pub fn into_stream(self) -> S {
        self.stream
    }

    pub fn send(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.budget = MAX_ANSWER;
        self.stream.write_all(bytes).and_then(|()| self.stream.flush()).map_err(Fault::Io)
    }

    /// The next response, literals and the CRLF at its end included.
    pub fn read(&mut self) -> Result<&[u8], Fault> {
        let (mut line, mut looked) = (0, 0);
        loop {
            let bytes = &self.buffer[self.start..];
            let Some(end) = line_end(bytes, line, looked) else {
                if bytes.len() - line > self.max_line {
                    return Err(Fault::TooLarge(format!(
                        "a line over the limit of {} bytes",
                        self.max_line
                    )));
                }
                looked = bytes.len().saturating_sub(1).max(line);
                self.fill()?;
                continue;
            };
            let literal =
                if has_literals(bytes) { announced(&bytes[line..end - 2])? } else { None };
            let Some(length) = literal else {
                let start = self.start;
                self.start += end;
                return Ok(&self.buffer[start..start + end]);
            };
            (line, looked) = (end + length, end + length);
            if line > self.max_line.max(MAX_LINE) + MAX_RESPONSE {
                return Err(Fault::TooLarge(format!(
                    "a response over the limit of {MAX_RESPONSE} bytes"
                )));
            }
            while self.buffer.len() - self.start < line {
                self.fill()?;
            }
        }
    }

    fn fill(&mut self) -> Result<(), Fault> {
        self.buffer.drain(..self.start);
        self.start = 0;
        let read = loop {
            match self.stream.read(&mut self.piece) {
                Ok(0) => return Err(Fault::Closed),
                Ok(read) => break read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Fault::Io(error)),
            }
        };
        self.budget = self.budget.saturating_sub(read as u64);
        if self.budget == 0 {
            return Err(Fault::TooLarge(format!("an answer over the limit of {MAX_ANSWER} bytes")));
        }
        self.buffer.extend_from_slice(&self.piece[..read]);
        Ok(())
    }
}

/// After the first CRLF from `from` on; a CR before `line` belongs to a literal.
fn line_end(bytes: &[u8], line: usize, from: usize) -> Option<usize> {
    let mut from = from;
    while let Some(at) = bytes.get(from..)?.iter().position(|&byte| byte == b'\n') {
        let end = from + at + 1;
        if end >= line + 2 && bytes[end - 2] == b'\r' {
            return Some(end);
        }
        from = end;
    }
    None
}

/// Only untagged data may hold literals; the text of a status may end in `{7}` and mean nothing by
/// it.
fn has_literals(response: &[u8]) -> bool {
    let Some(data) = response.strip_prefix(b"* ") else { return false };
    let word = data.split(|byte| !byte.is_ascii_alphabetic()).next().unwrap_or_default();
    !["OK", "NO", "BAD", "BYE", "PREAUTH"]
        .iter()
        .any(|status| word.eq_ignore_ascii_case(status.as_bytes()))
}

/// The length of the literal that a line announces at its end, if it does: `{7}` (RFC 3501 §4.3).
fn announced(line: &[u8]) -> Result<Option<usize>, Fault> {
    let Some(open) =
        line.strip_suffix(b"}").and_then(|line| line.iter().rposition(|&byte| byte == b'{'))
    else {
        return Ok(None);
    };
    let number = &line[open + 1..line.len() - 1];
    let is_number = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    if !is_number(number.strip_prefix(b"-").unwrap_or(number)) {
        return Ok(None);
    }
    let shown = String::from_utf8_lossy(&number[..number.len().min(24)]).into_owned();
    match shown.parse::<u64>() {
        Ok(length) if length <= MAX_LITERAL => Ok(Some(length as usize)),
        _ => {
            Err(Fault::TooLarge(format!("a literal of {shown} bytes; the limit is {MAX_LITERAL}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    /// Gives its bytes in pieces of a given size.
    struct Drip(Cursor<Vec<u8>>, usize);

    impl Read for Drip {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let piece = into.len().min(self.1);
            self.0.read(&mut into[..piece])
        }
    }

    impl Write for Drip {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn wire(bytes: &[u8], piece: usize) -> Wire<Drip> {
        Wire::new(Drip(Cursor::new(bytes.to_vec()), piece))
    }

    fn fault(bytes: &[u8]) -> String {
        let mut wire = wire(bytes, 4096);
        loop {
            if let Err(fault) = wire.read() {
                return fault.error("read from", "host").message;
            }
        }
    }

    #[test]
    fn responses_are_told_apart_however_they_come() {
        let responses: [&[u8]; 5] = [
            b"* 1 FETCH (UID 1 BODY[] {12}\r\na\r\nb {99}\r\n\r X {0}\r\n)\r\n",
            b"* 2 EXISTS\r\n",
            b"* OK done {7}\r\n",
            b"A1 OK {7}\r\n",
            b"+ \r\n",
        ];
        for piece in [1, 2, 3, 7, 4096] {
            let mut wire = wire(&responses.concat(), piece);
            for response in responses {
                assert_eq!(wire.read().unwrap(), response);
            }
            assert!(wire.is_drained());
            assert!(matches!(wire.read(), Err(Fault::Closed)));
        }
    }

    #[test]
    fn a_literal_over_the_limit_is_refused_before_it_is_read() {
        for number in
            ["-1", "1048577", "4294967295", "99999999999999999999", "18446744073709551616"]
        {
            let message = fault(format!("* 1 FETCH (BODY[] {{{number}}}\r\n").as_bytes());
            assert!(
                message.contains(number) && message.contains("the limit is 1048576"),
                "{message}"
            );
        }
        assert!(fault(b"* 1 FETCH (BODY[] {1000}\r\nabc").contains("closed"));
        assert!(fault(b"* LIST () \"/\" {x}\r\n").contains("closed"));
    }

    #[test]
    fn a_line_without_end_is_refused() {
        let message = fault(&b"* OK aaaaaaaaaaaaaaaaaaaaa\n".repeat(60_000));
        assert!(message.contains("a line over the limit of 1048576 bytes"), "{message}");
        let many = format!("* 1 FETCH ({}", "X {1048576}\r\n".to_owned() + &"a".repeat(1_048_576))
            .repeat(5);
        assert!(fault(many.as_bytes()).contains("over the limit"));
    }

    proptest! {
        #[test]
        fn any_bytes_end_in_a_fault(bytes in r"([ -~]|\r\n|\{[0-9]{1,3}\}\r\n|\* ){0,80}", piece in 1usize..50) {
            let mut wire = wire(bytes.as_bytes(), piece);
            let mut length = 0;
            while let Ok(response) = wire.read() {
                length += response.len();
            }
            prop_assert!(length <= bytes.len());
        }
    }
}
