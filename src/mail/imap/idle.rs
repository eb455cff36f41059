//! IDLE (RFC 2177): the server says by itself that the open mailbox changed.

use super::response::{Condition, Response, parse};
use super::session::{Part, Session};
use super::wire::Fault;
use crate::mail::bell::{Bell, Heard};
use std::io::ErrorKind;
use std::time::{Duration, Instant};

/// What one response means to who waits.
enum Said {
    /// `+`: the wait has begun.
    Ready,
    /// The number of messages: mail came.
    News,
    /// The command ended before we ended it.
    Ended(String),
    /// A sign of life, a flag somebody set: nothing that is waited for.
    Nothing,
}

impl Session {
    /// Waits in the open mailbox until mail came, the bell rings or the time is up; whether mail came. A server that
    /// offers it and then refuses is not asked again.
    ///
    /// RFC 2177 wants `at_most` below 29 minutes. The shorter it is, the sooner a connection shows that died without
    /// a word: then DONE is not answered.
    pub fn idle(&mut self, bell: &Bell, at_most: Duration) -> Result<bool, Fault> {
        let deadline = Instant::now() + at_most;
        let tag = self.send(&[Part::Words("IDLE")])?;
        let awaited = tag.bytes();
        let mut news = false;
        // What happened since the last command may be said first.
        loop {
            match self.hear(&awaited)? {
                Said::Ready => break,
                Said::News => news = true,
                Said::Ended(_) => {
                    self.forget("IDLE");
                    return Ok(news);
                }
                Said::Nothing => {}
            }
        }
        while !news {
            let left = deadline.saturating_duration_since(Instant::now());
            if self.wire.is_drained()
                && self.wire.stream().listen(bell, left).map_err(Fault::Io)? != Heard::Bytes
            {
                break;
            }
            self.wire.stream().renew();
            match self.hear(&awaited) {
                Ok(Said::News) => news = true,
                Ok(Said::Ready | Said::Nothing) => {}
                Ok(Said::Ended(said)) => return Err(ended(&said)),
                // Half a line, or a matter of TLS alone: the answer to DONE shows whether it lives.
                Err(Fault::Io(error)) if error.kind() == ErrorKind::WouldBlock => break,
                Err(fault) => return Err(fault),
            }
        }
        self.wire.stream().renew();
        self.wire.send(b"DONE\r\n")?;
        self.finish(tag, |response| news |= matches!(response, Response::Exists(_)))?;
        Ok(news)
    }

    fn hear(&mut self, awaited: &[u8]) -> Result<Said, Fault> {
        Ok(match parse(self.wire.read()?) {
            Response::Continue => Said::Ready,
            Response::Exists(_) => Said::News,
            Response::Tagged(tag, status) if tag == awaited => Said::Ended(status.quote()),
            Response::Untagged(status) if status.condition == Condition::Bye => {
                return Err(Fault::Bye(status.quote()));
            }
            _ => Said::Nothing,
        })
    }
}

/// Only DONE should end it.
fn ended(said: &str) -> Fault {
    Fault::Protocol(format!("the server would not wait: \"{said}\""))
}
