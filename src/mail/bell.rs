//! A bell: one thread waits for a server, another can end that wait.
//!
//! It is a pipe, because what waits for bytes from a socket can wait for those of a pipe at the same time.

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const ALMOST_A_MILLISECOND: Duration = Duration::from_micros(999);

/// What ended a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    Bell,
    /// There is something to read, if only that the other side hung up.
    Bytes,
    /// The time is up.
    Nothing,
}

/// Rung by any thread, heard by one. Rung while nobody listens, it is heard by the next wait.
#[derive(Debug)]
pub struct Bell {
    hears: PipeReader,
    rings: PipeWriter,
    /// Whether a byte lies in the pipe: more than one is never needed, and a full pipe would block.
    rung: AtomicBool,
}

impl Bell {
    pub fn new() -> io::Result<Bell> {
        let (hears, rings) = io::pipe()?;
        Ok(Bell { hears, rings, rung: AtomicBool::new(false) })
    }

    pub fn ring(&self) {
        if !self.rung.swap(true, Ordering::SeqCst) {
            // The pipe is empty and its other end is ours.
            let _ = (&self.rings).write(&[0]);
        }
    }

    /// Waits until it rings, at most so long; whether it rang.
    pub fn wait(&self, at_most: Duration) -> bool {
        matches!(self.wait_beside(None, at_most), Ok(Heard::Bell))
    }

    /// Waits until it rings or `other` can be read, at most so long.
    pub fn wait_beside(
        &self,
        other: Option<BorrowedFd<'_>>,
        at_most: Duration,
    ) -> io::Result<Heard> {
        let deadline = Instant::now() + at_most;
        loop {
            // poll counts in whole milliseconds: rounded up, so that no wait ends early.
            let left = deadline.saturating_duration_since(Instant::now()) + ALMOST_A_MILLISECOND;
            let mut sources = vec![PollFd::new(self.hears.as_fd(), PollFlags::POLLIN)];
            sources.extend(other.map(|other| PollFd::new(other, PollFlags::POLLIN)));
            match poll(&mut sources, PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX)) {
                Err(Errno::EINTR) => continue,
                Err(error) => return Err(error.into()),
                Ok(0) => return Ok(Heard::Nothing),
                Ok(_) => {}
            }
            if !sources[0].any().unwrap_or(true) {
                return Ok(Heard::Bytes);
            }
            // In this order: who rings in between leaves a byte for the next wait.
            self.rung.store(false, Ordering::SeqCst);
            (&self.hears).read_exact(&mut [0])?;
            return Ok(Heard::Bell);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn a_bell_is_heard_once_however_often_it_was_rung_before() {
        let bell = Bell::new().unwrap();
        assert!(!bell.wait(Duration::ZERO));
        for _ in 0..100_000 {
            bell.ring();
        }
        assert!(bell.wait(LONG));
        assert!(!bell.wait(Duration::ZERO));
        bell.ring();
        assert!(bell.wait(LONG));
    }

    #[test]
    fn a_bell_ends_the_wait_of_another_thread() {
        let bell = Bell::new().unwrap();
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| bell.wait(LONG));
            bell.ring();
            assert!(waits.join().unwrap());
        });
    }

    #[test]
    fn bytes_and_a_bell_are_told_apart() {
        let bell = Bell::new().unwrap();
        let (other, mut writes) = io::pipe().unwrap();
        let wait = || bell.wait_beside(Some(other.as_fd()), Duration::from_millis(1)).unwrap();
        assert_eq!(wait(), Heard::Nothing);
        writes.write_all(b"x").unwrap();
        assert_eq!(wait(), Heard::Bytes);
        bell.ring();
        assert_eq!(wait(), Heard::Bell);
        drop(writes);
        assert_eq!(wait(), Heard::Bytes);
    }
}
