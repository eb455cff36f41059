//! Commands of one connection (RFC 3501 §6), and what came in answer.
//!
//! No command that could change anything is in here: EXAMINE opens a mailbox read only, BODY.PEEK
//! leaves `\Seen` alone, and there is no STORE, no EXPUNGE, no APPEND.

mod login;

use super::ImapSettings;
use super::response::{Condition, Counts, Kind, Listed, Response, Status, parse};
use super::uids::{Gathered, MAX_RANGES, Uids};
use super::wire::{Fault, MAX_LINE, MAX_SEARCH_LINE, Wire};
use crate::error::Error;
use crate::mail::Selected;
use crate::mail::net::Stream;
use std::collections::BTreeMap;

/// More names than these are not listed.
const MAX_NAMES: usize = 10_000;

const LIST: &str = "LIST \"\" \"*\"";

/// A connection that is logged in.
pub struct Session {
    pub(super) wire: Wire<Stream>,
    capabilities: Vec<String>,
    tags: u32,
    /// Whether the server was asked for QRESYNC, and agreed.
    resync: Option<bool>,
}

/// The tag of a command that was sent; several may be in flight, and end in the order in which they
/// were sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag(u32);

/// A piece of a command.
pub enum Part<'a> {
    /// Words, without CR and LF.
    Words(&'a str),
    /// A string of any bytes, quoted if it may be, else a literal.
    Text(&'a [u8]),
}

impl Session {
    /// Connects and logs in; twice where a token is refused.
    pub fn open(settings: &ImapSettings) -> Result<Session, Error> {
        settings.login.attempt(|credential| login::log_in(settings, credential))
    }

    pub fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|known| known == capability)
    }

    /// What the server offers and then refuses is not asked for again.
    pub(super) fn forget(&mut self, capability: &str) {
        self.capabilities.retain(|known| known != capability);
    }

    fn ask_capabilities(&mut self) -> Result<(), Fault> {
        let mut found = Vec::new();
        let status = self.run(&[Part::Words("CAPABILITY")], |response| {
            if let Response::Capability(list) = response {
                found = list;
            }
        })?;
        self.capabilities = found;
        must(&status, "CAPABILITY")
    }

    /// Every mailbox name.
    pub fn list(&mut self) -> Result<Vec<Listed>, Fault> {
        let asked = self.ask_list()?;
        self.listed(asked)
    }

    /// Asks for every mailbox name; with SPECIAL-USE (RFC 6154 §5) where the server has to be asked for it.
    pub fn ask_list(&mut self) -> Result<Tag, Fault> {
        let special = self.can("SPECIAL-USE") && self.can("LIST-EXTENDED");
        let returned = if special { " RETURN (SPECIAL-USE)" } else { "" };
        self.send(&[Part::Words(LIST), Part::Words(returned)])
    }

    /// What came in answer to [`Session::ask_list`]; where that was refused, in answer to the least that can be asked.
    pub fn listed(&mut self, asked: Tag) -> Result<Vec<Listed>, Fault> {
        let (mut asked, mut again) = (asked, true);
        loop {
            let mut names = Vec::new();
            let status = self.finish(asked, |response| match response {
                Response::Listed(listed) if names.len() < MAX_NAMES => names.push(listed),
                _ => {}
            })?;
            match status.condition {
                Condition::Ok => return Ok(names),
                _ if again => asked = self.send(&[Part::Words(LIST)])?,
                _ => return Err(Fault::Protocol("the server refused LIST".into())),
            }
            again = false;
        }
    }

    /// Asks for QRESYNC (RFC 7162 §3.2.3) where it is offered, once, and before any mailbox is open (RFC 5161 §3.1).
    pub fn enable_resync(&mut self) -> Result<(), Fault> {
        if self.resync.is_some() {
            return Ok(());
        }
        let mut enabled = false;
        if self.can("QRESYNC") && self.can("ENABLE") {
            self.run(&[Part::Words("ENABLE QRESYNC")], |response| {
                if let Response::Enabled(words) = response {
                    enabled |= words.iter().any(|word| word == "QRESYNC");
                }
            })?;
        }
        self.resync = Some(enabled);
        Ok(())
    }

    /// What went of the open mailbox since that mod-sequence (RFC 7162 §3.2.6); `None` where the server cannot tell, or
    /// says more than is held.
    pub fn vanished(&mut self, since: u64) -> Result<Option<Uids>, Fault> {
        if self.resync != Some(true) {
            return Ok(None);
        }
        let command = format!("UID FETCH 1:* (UID) (CHANGEDSINCE {since} VANISHED)");
        let mut found = Gathered::default();
        self.wire.max_line = MAX_SEARCH_LINE;
        let status = self.run(&[Part::Words(&command)], |response| {
            if let Response::Vanished(uids) = response {
                found.add(&uids);
            }
        });
        self.wire.max_line = MAX_LINE;
        let is_told = status?.condition == Condition::Ok;
        Ok(found.all().filter(|_| is_told))
    }

    /// Opens a mailbox, read only. `Err` within is what the server said when it refused.
    pub fn examine(&mut self, raw: &[u8]) -> Result<Result<Selected, Status>, Fault> {
        let mut selected = Selected::default();
        let status =
            self.run(&[Part::Words("EXAMINE "), Part::Text(raw)], |response| match response {
                Response::Exists(exists) => selected.exists = exists,
                Response::Untagged(status) => {
                    selected.validity = status.number("UIDVALIDITY").unwrap_or(selected.validity);
                    selected.uid_next = status.number("UIDNEXT").unwrap_or(selected.uid_next);
                }
                _ => {}
            })?;
        match status.condition {
            Condition::Ok if selected.validity == 0 => {
                Err(Fault::Protocol("no UIDVALIDITY for a mailbox".into()))
            }
            Condition::Ok => Ok(Ok(selected)),
            _ => Ok(Err(status)),
        }
    }

    /// Asks what these mailboxes hold, without opening them.
    pub fn ask_statuses(&mut self, names: &[Vec<u8>]) -> Result<Vec<Tag>, Fault> {
        // RFC 7162 §3.1.2: only where CONDSTORE is offered.
        let modseq = if self.can("CONDSTORE") { " HIGHESTMODSEQ" } else { "" };
        let items = format!(" (MESSAGES UIDNEXT UIDVALIDITY{modseq})");
        // A name that needs a literal would have to wait for the server; such a mailbox is opened instead.
        let names = names.iter().filter(|raw| is_quotable(raw));
        names
            .map(|raw| self.send(&[Part::Words("STATUS "), Part::Text(raw), Part::Words(&items)]))
            .collect()
    }

    /// What came in answer to [`Session::ask_statuses`] about these names; what the server does not say is left out.
    pub fn counts(&mut self, asked: Vec<Tag>, names: &[Vec<u8>]) -> Result<Vec<Counts>, Fault> {
        let mut found = BTreeMap::new();
        for tag in asked {
            self.finish(tag, |response| match response {
                // A server may speak of mailboxes that nobody asked about, and as often as it likes.
                Response::Counts(counts) if names.iter().any(|raw| is_same(raw, &counts.raw)) => {
                    found.entry(counts.raw.clone()).or_insert(counts);
                }
                _ => {}
            })?;
        }
        Ok(found.into_values().collect())
    }

    /// The UIDs in the open mailbox from `from` on.
    pub fn search(&mut self, from: u32) -> Result<Uids, Fault> {
        // RFC 4731: ranges, where plain SEARCH gives each number.
        let returned = if self.can("ESEARCH") { "RETURN (ALL) " } else { "" };
        let command = format!("UID SEARCH {returned}UID {from}:*");
        let (mut found, mut stray) = (Gathered::default(), false);
        self.wire.max_line = MAX_SEARCH_LINE;
        let status = self.run(&[Part::Words(&command)], |response| match response {
            // A server may split its answer.
            Response::Found(uids) => found.add(&uids),
            Response::Stray(Kind::Search) => stray = true,
            _ => {}
        });
        self.wire.max_line = MAX_LINE;
        must(&status?, "UID SEARCH")?;
        if stray {
            // What it did not say cannot be told from what is not there.
            return Err(Fault::Protocol("the answer to UID SEARCH cannot be read".to_owned()));
        }
        // RFC 3501 §6.4.8: `n:*` past the end is the last message.
        let too_many = || Fault::TooLarge(format!("more than {MAX_RANGES} ranges of UIDs"));
        Ok(found.all().ok_or_else(too_many)?.above(from.saturating_sub(1), u32::MAX))
    }

    /// Sends a command and reads until it has ended; `each` sees what comes before.
    pub fn run(&mut self, parts: &[Part], each: impl FnMut(Response<'_>)) -> Result<Status, Fault> {
        let tag = self.send(parts)?;
        self.finish(tag, each)
    }

    /// Sends a command without waiting for its end, unless it has a literal, for which the server
    /// must be ready.
    pub fn send(&mut self, parts: &[Part]) -> Result<Tag, Fault> {
        self.tags += 1;
        let tag = Tag(self.tags);
        self.wire.stream().renew();
        let mut line = tag.bytes();
        line.push(b' ');
        for part in parts {
            match part {
                Part::Words(words) => line.extend_from_slice(words.as_bytes()),
                Part::Text(text) if is_quotable(text) => quote(text, &mut line),
                Part::Text(text) => {
                    line.extend_from_slice(format!("{{{}}}\r\n", text.len()).as_bytes());
                    self.wire.send(&line)?;
                    if let Err(status) = until_tagged(&mut self.wire, tag)? {
                        return Err(Fault::Protocol(format!(
                            "the server took no literal: \"{}\"",
                            status.quote()
                        )));
                    }
                    line = text.to_vec();
                }
            }
        }
        line.extend_from_slice(b"\r\n");
        self.wire.send(&line)?;
        Ok(tag)
    }

    /// Reads until the command of that tag has ended.
    pub fn finish(
        &mut self,
        tag: Tag,
        mut each: impl FnMut(Response<'_>),
    ) -> Result<Status, Fault> {
        let awaited = tag.bytes();
        // It may have been sent long ago: the time that the server has begins when we listen.
        self.wire.stream().renew();
        loop {
            match parse(self.wire.read()?) {
                Response::Tagged(tag, status) if tag == awaited => return Ok(status),
                Response::Untagged(status) if status.condition == Condition::Bye => {
                    return Err(Fault::Bye(status.quote()));
                }
                response => each(response),
            }
        }
    }

    /// Says goodbye, and waits for no answer.
    pub fn logout(&mut self) {
        // The connection ends either way.
        let _ = self.send(&[Part::Words("LOGOUT")]);
    }
}

impl Tag {
    /// Whether the server means this one.
    pub fn is(self, tag: &[u8]) -> bool {
        self.bytes() == tag
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        format!("B{}", self.0).into_bytes()
    }
}

/// Reads until the server waits for more, and gives what it says with the `+`; `Err` within is the
/// status of a command that ended instead.
fn until_tagged(wire: &mut Wire<Stream>, tag: Tag) -> Result<Result<Vec<u8>, Status>, Fault> {
    let awaited = tag.bytes();
    loop {
        let response = wire.read()?;
        if let Some(text) = response.strip_prefix(b"+") {
            return Ok(Ok(text.trim_ascii().to_vec()));
        }
        match parse(response) {
            Response::Tagged(tag, status) if tag == awaited => return Ok(Err(status)),
            Response::Untagged(status) if status.condition == Condition::Bye => {
                return Err(Fault::Bye(status.quote()));
            }
            _ => {}
        }
    }
}

/// Whether two names on the wire are of one mailbox.
pub(super) fn is_same(raw: &[u8], said: &[u8]) -> bool {
    // RFC 3501 §5.1: INBOX alone may be written in any case.
    raw == said || (raw.eq_ignore_ascii_case(b"INBOX") && said.eq_ignore_ascii_case(raw))
}

/// A command that a server may not refuse.
fn must(status: &Status, command: &str) -> Result<(), Fault> {
    match status.condition {
        Condition::Ok => Ok(()),
        _ => Err(Fault::Protocol(format!("the server refused {command}: \"{}\"", status.quote()))),
    }
}

/// RFC 3501 §9, quoted: printable ASCII; the length is what servers bear.
fn is_quotable(text: &[u8]) -> bool {
    text.len() <= 1000 && text.iter().all(|byte| matches!(byte, b' '..=b'~'))
}

fn quote(text: &[u8], line: &mut Vec<u8>) {
    line.push(b'"');
    for &byte in text {
        if matches!(byte, b'"' | b'\\') {
            line.push(b'\\');
        }
        line.push(byte);
    }
    line.push(b'"');
}
