//! One whole message of an mbox, its quoting undone.

use super::super::body::{Mail, Walker};
use std::io::{self, BufRead, Read};

/// A line longer than this is looked at in pieces; only its beginning can matter.
const PIECE: u64 = 64 * 1024;

/// Reads a message from its `From ` line on.
pub fn read(mut input: impl BufRead) -> io::Result<Mail> {
    let mut walker = Walker::default();
    let mut line = Vec::new();
    let (mut begins_line, mut is_first, mut after_empty) = (true, true, false);
    while !walker.is_full() {
        line.clear();
        if input.by_ref().take(PIECE).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if begins_line && after_empty && line.starts_with(b"From ") {
            break;
        }
        if !is_first {
            walker.push(if begins_line { unquoted(&line) } else { &line });
        }
        after_empty = begins_line && matches!(line.as_slice(), b"\n" | b"\r\n");
        begins_line = line.ends_with(b"\n");
        is_first = is_first && !begins_line;
    }
    Ok(walker.finish())
}

/// `>From ` was `From ` before it was put into the file, and in mboxrd `>>From ` was `>From `.
fn unquoted(line: &[u8]) -> &[u8] {
    let quotes = line.iter().take_while(|&&byte| byte == b'>').count();
    if quotes > 0 && line[quotes..].starts_with(b"From ") { &line[1..] } else { line }
}
