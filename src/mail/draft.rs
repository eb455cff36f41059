//! A message on its way from a mail client to the program that sends it: looked at, and handed on byte for byte.

use super::command::Failure;
use super::header;
use crate::domain::message::Headers;
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::process::ExitStatusExt;
use std::process::{ChildStdin, Command, ExitStatus, Stdio};

/// A header that does not end within so many bytes is looked at no further.
const MAX_HEAD: usize = 1024 * 1024;
/// So much is handed on at a time: what a pipe holds.
const PIECE: usize = 64 * 1024;

/// A message of which the beginning has been read.
pub struct Draft {
    /// The header, and what came with it.
    head: Vec<u8>,
    rest: File,
}

impl Draft {
    /// Reads the header and little more.
    pub fn read(mut input: File) -> io::Result<Draft> {
        let (mut head, mut piece) = (Vec::new(), vec![0; PIECE]);
        while head.len() < MAX_HEAD {
            let length = read_some(&mut input, &mut piece)?;
            let before = head.len();
            head.extend_from_slice(&piece[..length]);
            if length == 0 || is_header_whole(&head, before) {
                break;
            }
        }
        Ok(Draft { head, rest: input })
    }

    pub fn headers(&self) -> Headers {
        header::parse(&self.head)
    }

    /// The header, as much as was read of it; marked where others get the mail whom it does not name.
    pub fn header(&self, others: bool) -> Vec<u8> {
        let ends = |end: &[u8]| self.head.windows(end.len()).position(|bytes| bytes == end);
        let end = [ends(b"\n\n"), ends(b"\n\r\n")].into_iter().flatten().min();
        let header = &self.head[..end.map_or(self.head.len(), |end| end + 1)];
        let mark: &[u8] = if others { b"Bcc: others\n" } else { b"" };
        [mark, header, b"\n"].concat()
    }

    /// Are there recipients that only sendmail sees?
    pub fn has_bcc(&self) -> bool {
        let is_bcc =
            |line: &[u8]| line.get(..4).is_some_and(|name| name.eq_ignore_ascii_case(b"bcc:"));
        self.head.split(|byte| *byte == b'\n').any(is_bcc)
    }

    /// Reads what is left: a client that meets a closed pipe may not come to see why.
    pub fn discard(mut self) {
        let mut piece = vec![0; PIECE];
        // What cannot be read need not be thrown away.
        while read_some(&mut self.rest, &mut piece).is_ok_and(|length| length > 0) {}
    }

    /// Starts `program` and hands it every byte; its exit status, for a signal 128 and its number.
    ///
    /// `started` is given its process id. Where the message cannot be read to its end, the program is killed before
    /// it could take what it has for the whole.
    pub fn hand_to(
        mut self,
        program: &OsString,
        args: &[OsString],
        started: impl FnOnce(u32),
    ) -> Result<u8, Failure> {
        let mut child = match Command::new(program).args(args).stdin(Stdio::piped()).spawn() {
            Ok(child) => child,
            Err(error) => {
                self.discard();
                return Err(Failure::NotStarted(error.to_string()));
            }
        };
        started(child.id());
        let stopped = |error: io::Error| Failure::Stopped(error.to_string());
        if let Some(mut pipe) = child.stdin.take()
            && let Err(error) = self.pour(&mut pipe)
        {
            child.kill().and_then(|()| child.wait()).map_err(stopped)?;
            return Err(Failure::Stopped(format!("cannot read the message: {error}")));
        }
        child.wait().map(status).map_err(stopped)
    }

    /// All of it into the pipe, or as much as the other end wants.
    fn pour(&mut self, pipe: &mut ChildStdin) -> io::Result<()> {
        if !pour_piece(&self.head, pipe)? {
            return Ok(());
        }
        let mut piece = vec![0; PIECE];
        while is_wanted(&self.rest, pipe)? {
            let length = read_some(&mut self.rest, &mut piece)?;
            if length == 0 || !pour_piece(&piece[..length], pipe)? {
                break;
            }
        }
        Ok(())
    }
}

/// Has the header ended? Up to `known` bytes it had not.
fn is_header_whole(head: &[u8], known: usize) -> bool {
    let new = &head[known.saturating_sub(2)..];
    head.starts_with(b"\n")
        || head.starts_with(b"\r\n")
        || new.windows(2).any(|end| end == b"\n\n")
        || new.windows(3).any(|end| end == b"\n\r\n")
}

/// Waits until there is something to read, or nobody any more to hand it to: then false.
fn is_wanted(input: &File, pipe: &ChildStdin) -> io::Result<bool> {
    // The reader's end is closed: that alone is reported where nothing is asked for (poll(2)).
    let mut ends = [
        PollFd::new(input.as_fd(), PollFlags::POLLIN),
        PollFd::new(pipe.as_fd(), PollFlags::empty()),
    ];
    loop {
        match poll(&mut ends, PollTimeout::NONE) {
            Err(Errno::EINTR) => {}
            done => {
                done?;
                return Ok(!ends[1].any().unwrap_or_default());
            }
        }
    }
}

/// Reads what there is, and waits where there is nothing yet; nothing is the end.
fn read_some(input: &mut File, piece: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(piece) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // Some clients leave their pipes so.
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                let mut end = [PollFd::new(input.as_fd(), PollFlags::POLLIN)];
                match poll(&mut end, PollTimeout::NONE) {
                    Ok(_) | Err(Errno::EINTR) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            done => return done,
        }
    }
}

/// False where the other end wants no more: what comes of that, its exit status tells.
fn pour_piece(piece: &[u8], pipe: &mut ChildStdin) -> io::Result<bool> {
    match pipe.write_all(piece) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        done => done.map(|()| true),
    }
}

fn status(status: ExitStatus) -> u8 {
    let status = status.code().or(status.signal().map(|signal| 128 + signal));
    status.and_then(|status| u8::try_from(status).ok()).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::is_header_whole;

    #[test]
    fn a_header_ends_with_an_empty_line_wherever_it_was_cut_in_reading() {
        for mail in ["A: 1\n\nb", "A: 1\r\n\r\nb", "A: 1\n\r\nb", "\nb", "\r\nb"] {
            let end = mail.len() - 1;
            for cut in 0..end {
                let (first, whole) = (&mail.as_bytes()[..cut], &mail.as_bytes()[..end]);
                assert!(is_header_whole(first, 0) || is_header_whole(whole, cut), "{mail:?} {cut}");
            }
            assert!(!is_header_whole(b"A: 1\r\n \r\nb", 0) && !is_header_whole(b"A: 1\nB", 0));
        }
    }
}
