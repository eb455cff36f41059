//! One account: its mailboxes by the names people use, the open one, and its messages in batches.

mod survey;

use super::fetch::{self, Flight, Rows};
use super::response::{Listed, Status};
use super::session::Session;
use super::texts;
use super::uids::Uids;
use super::wire::Fault;
use super::{ImapSettings, names};
use crate::error::Error;
use crate::mail::bell::Bell;
use crate::mail::net::Cutter;
use crate::mail::{Batch, Found, Role, Selected};
use std::time::Duration;

/// Where mail clients put sent mail, when the server does not say (RFC 6154).
const CUSTOMARY: [&str; 5] =
    ["Sent", "Sent Items", "Sent Messages", "INBOX.Sent", "[Gmail]/Sent Mail"];
/// More messages than these in one mailbox are not believed.
const MAX_MESSAGES: u64 = 4_000_000;
/// More messages than these at a time would not fit into memory.
const MAX_BATCH: u32 = 5000;
/// So often a connection is made anew after a response over a limit.
const MAX_REOPENED: u32 = 100;
/// After so many messages that the server would not give, it is the server and not the messages.
const MAX_REFUSED: usize = 50;
const AGAIN: &str = "run it again; baton doctor tells more";
/// So many names are shown to choose from.
const MAX_SHOWN: usize = 20;

/// An account that is logged in.
pub struct Imap {
    settings: ImapSettings,
    session: Session,
    names: Option<Vec<(String, Listed)>>,
    open: Option<Open>,
    /// What was asked for already, while the answer before it is read.
    ahead: Option<Ahead>,
    /// Why a batch ended early; said once that batch was taken.
    failed: Option<Error>,
    /// How many messages to fetch at a time, which is less after hostile ones.
    batch: u32,
    reopened: u32,
    cutter: Cutter,
}

/// The open mailbox.
struct Open {
    name: String,
    selected: Selected,
    /// The UIDs above the first one.
    known: Option<(u32, Uids)>,
}

/// A batch whose FETCH is under way.
struct Ahead {
    /// It begins above this UID.
    after: u32,
    wanted: Uids,
    up_to: u32,
    flight: Flight,
}

/// What a round could not give.
enum Lost {
    Unreadable,
    Refused(Status),
    TooLarge(String),
}

impl Imap {
    /// Connects and logs in.
    pub fn open(settings: ImapSettings) -> Result<Imap, Error> {
        let mut session = Session::open(&settings)?;
        let cutter = Cutter::default();
        cutter.hold(session.wire.stream());
        let batch = settings.batch.clamp(1, MAX_BATCH);
        Ok(Imap {
            settings,
            session,
            names: None,
            open: None,
            ahead: None,
            failed: None,
            batch,
            reopened: 0,
            cutter,
        })
    }

    /// The configured mailboxes, and where sent mail lies if that was found.
    pub fn mailboxes(&mut self) -> Result<Vec<(String, Role)>, Error> {
        let sent = self.sent()?;
        let inboxes = self.settings.mailboxes.iter().filter(|name| !sent.contains(name));
        let inboxes = inboxes.map(|name| (name.clone(), Role::Inbox));
        Ok(inboxes.chain(sent.iter().map(|name| (name.clone(), Role::Sent))).collect())
    }

    /// The names are asked for again when they are needed: mailboxes are made and renamed meanwhile.
    pub fn forget_names(&mut self) {
        self.names = None;
    }

    /// Ends whatever is waited for.
    pub fn cutter(&self) -> Cutter {
        self.cutter.clone()
    }

    /// Whether the server says by itself that mail came.
    pub fn can_idle(&self) -> bool {
        self.session.can("IDLE")
    }

    /// Waits in the open mailbox until mail came, the bell rings or the time is up; whether mail came.
    pub fn idle(&mut self, bell: &Bell, at_most: Duration) -> Result<bool, Error> {
        let woken = self.session.idle(bell, at_most);
        woken.map_err(|fault| fault.error("wait for mail from", &self.settings.host))
    }

    /// Where sent mail lies: configured, or marked `\Sent`, or the one mailbox of a customary name.
    pub fn sent(&mut self) -> Result<Vec<String>, Error> {
        if !self.settings.sent.is_empty() {
            return Ok(self.settings.sent.clone());
        }
        let names = self.names()?;
        let opens = || names.iter().filter(|(_, listed)| listed.opens);
        let name = |(name, _): &(String, Listed)| name.clone();
        let marked: Vec<String> = opens().filter(|(_, listed)| listed.sent).map(name).collect();
        if !marked.is_empty() {
            return Ok(marked);
        }
        let customary: Vec<String> =
            opens().filter(|(name, _)| CUSTOMARY.contains(&name.as_str())).map(name).collect();
        Ok(if customary.len() == 1 { customary } else { Vec::new() })
    }

    fn names(&mut self) -> Result<&[(String, Listed)], Error> {
        if self.names.is_none() {
            let listed = self.session.list();
            self.keep_names(listed)?;
        }
        Ok(self.names.as_deref().unwrap_or_default())
    }

    fn keep_names(&mut self, listed: Result<Vec<Listed>, Fault>) -> Result<(), Error> {
        let listed =
            listed.map_err(|fault| fault.error("list the mailboxes of", &self.settings.host))?;
        self.names =
            Some(listed.into_iter().map(|listed| (names::decode(&listed.raw), listed)).collect());
        Ok(())
    }

    /// Opens a mailbox, read only.
    pub fn select(&mut self, mailbox: &str) -> Result<Selected, Error> {
        self.settle()?;
        (self.open, self.failed) = (None, None);
        let raw = self.raw(mailbox)?;
        let examined = self
            .session
            .enable_resync()
            .and_then(|()| self.session.examine(&raw))
            .map_err(|fault| fault.error("open a mailbox of", &self.settings.host))?;
        let selected = match examined {
            Ok(selected) => selected,
            Err(status) => return Err(self.cannot_open(mailbox, &status)),
        };
        self.open = Some(Open { name: mailbox.to_owned(), selected, known: None });
        Ok(selected)
    }

    /// The name on the wire. The list knows it, if the server was asked for one; else it is
    /// encoded.
    fn raw(&self, mailbox: &str) -> Result<Vec<u8>, Error> {
        // A line break would begin a command of its own. The config has no such name, so it is the
        // server's.
        if mailbox.is_empty() || mailbox.bytes().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            let message =
                format!("cannot open the mailbox {mailbox:?}: no mailbox has such a name");
            return Err(Error::temporary(message)
                .hint("name the mailboxes under [inbox.imap] in the config: sent = [\"…\"]"));
        }
        let listed = self.names.iter().flatten().find(|(name, _)| name == mailbox);
        Ok(listed.map_or_else(|| names::encode(mailbox), |(_, listed)| listed.raw.clone()))
    }

    fn cannot_open(&mut self, mailbox: &str, status: &Status) -> Error {
        let (host, said) = (self.settings.host.clone(), status.quote());
        let message =
            format!("cannot open the mailbox {mailbox} of {host}: the server said \"{said}\"");
        // One that the server itself named is no mistake of the config.
        let mut configured = self.settings.mailboxes.iter().chain(&self.settings.sent);
        let is_ours = configured.any(|name| name == mailbox);
        let Ok(names) = self.names() else { return Error::temporary(message).hint(AGAIN) };
        let known =
            names.iter().any(|(name, _)| name == mailbox) || mailbox.eq_ignore_ascii_case("INBOX");
        if !is_ours || (known && !status.is("NONEXISTENT")) {
            return Error::temporary(message).hint(AGAIN);
        }
        let shown: Vec<&str> = names
            .iter()
            .filter(|(_, l)| l.opens)
            .map(|(name, _)| name.as_str())
            .take(MAX_SHOWN)
            .collect();
        let more = if names.len() > shown.len() { ", …" } else { "" };
        Error::usage(message).hint(format!("the mailboxes are: {}{more}", shown.join(", ")))
    }

    /// The next messages above `uid`, or `None` when there are none.
    ///
    /// When the connection fails after some messages came, those are given first, with `up_to` left
    /// where it was, and the next call says what failed.
    pub fn after(&mut self, uid: u32) -> Result<Option<Batch>, Error> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let Some(Ahead { wanted, mut up_to, mut flight, .. }) = self.asked(uid)? else {
            return Ok(None);
        };
        // The server makes the next answer while we read this one.
        self.ahead = self.ask(up_to).unwrap_or_default();
        let mut rows = std::mem::take(&mut flight.rows);
        if let Err(error) = self.gather(&wanted, true, Some(flight), &mut rows) {
            self.ahead = None;
            if rows.read.is_empty() {
                return Err(error);
            }
            self.failed = Some(error);
            up_to = uid;
        }
        let (arrivals, dropped) = rows.into_parts();
        if let Some(dropped) = dropped {
            // With one message at a time there is always room, so this comes to an end.
            self.batch = (self.batch / 4).max(1);
            up_to = up_to.min(dropped - 1).max(uid);
        }
        Ok(Some(Batch { arrivals, up_to }))
    }

    /// The batch above `uid`, asked for just now if it was not before.
    fn asked(&mut self, uid: u32) -> Result<Option<Ahead>, Error> {
        match self.ahead.take() {
            Some(ahead) if ahead.after == uid => Ok(Some(ahead)),
            other => {
                self.ahead = other;
                self.settle()?;
                self.ask(uid)
            }
        }
    }

    /// Asks for the next messages above `uid`, if there are any.
    fn ask(&mut self, uid: u32) -> Result<Option<Ahead>, Error> {
        let Some((wanted, up_to)) = self.next(uid)? else { return Ok(None) };
        let Some((first, last)) = wanted.ends() else { return Ok(None) };
        let flight = Flight::begin(&mut self.session, &format!("{first}:{last}"), &wanted)
            .map_err(|fault| fault.error("read from", &self.settings.host))?;
        Ok(Some(Ahead { after: uid, wanted, up_to, flight }))
    }

    /// Reads to its end what was asked for ahead and is not wanted any more.
    fn settle(&mut self) -> Result<(), Error> {
        let Some(ahead) = self.ahead.take() else { return Ok(()) };
        let Err(fault) = ahead.flight.discard(&mut self.session) else { return Ok(()) };
        match fault {
            Fault::TooLarge(_) if self.reopen() => Ok(()),
            fault => Err(fault.error("read from", &self.settings.host)),
        }
    }

    /// Which UIDs to fetch next, and up to where that leaves none out.
    fn next(&mut self, uid: u32) -> Result<Option<(Uids, u32)>, Error> {
        let batch = self.batch;
        let Some(open) = &mut self.open else { return Err(Error::bug("no mailbox is open")) };
        let last = open.selected.uid_next.saturating_sub(1);
        if open.selected.exists == 0 || (last > 0 && uid >= last) {
            return Ok(None);
        }
        // A few new messages, which is what most runs find: no need to ask which UIDs exist.
        if open.known.is_none() && last > 0 && last - uid <= batch {
            return Ok(Some((Uids::new(vec![(uid + 1, last)]), last)));
        }
        if open.known.as_ref().is_none_or(|(above, _)| uid < *above) {
            let found = self.session.search(uid.saturating_add(1));
            let found = found.map_err(|fault| fault.error("read from", &self.settings.host))?;
            open.known = Some((uid, believed(found, open.selected.exists, &self.settings.host)?));
        }
        let wanted =
            open.known.as_ref().map(|(_, known)| known.above(uid, batch)).unwrap_or_default();
        let up_to = wanted.last();
        Ok(up_to.map(|up_to| (wanted, up_to)))
    }

    /// Every UID in the open mailbox now, as items.
    pub fn items(&mut self) -> Result<Vec<String>, Error> {
        let exists = match &self.open {
            None => return Err(Error::bug("no mailbox is open")),
            Some(open) => open.selected.exists,
        };
        if exists == 0 {
            return Ok(Vec::new());
        }
        self.settle()?;
        let found = self
            .session
            .search(1)
            .map_err(|fault| fault.error("read from", &self.settings.host))?;
        Ok(believed(found, exists, &self.settings.host)?.iter().map(fetch::item).collect())
    }

    /// Which of these the server says went since that mod-sequence: all it knows of, or `None` where it cannot tell.
    pub fn vanished(&mut self, since: u64, items: &[String]) -> Result<Option<Vec<String>>, Error> {
        self.settle()?;
        let gone = self
            .session
            .vanished(since)
            .map_err(|fault| fault.error("read from", &self.settings.host))?;
        let is_gone =
            |uids: &Uids, item: &str| item.parse().is_ok_and(|uid: u32| uids.contains(uid));
        Ok(gone.map(|gone| items.iter().filter(|item| is_gone(&gone, item)).cloned().collect()))
    }

    /// Those messages; what is gone is left out.
    pub fn fetch(&mut self, items: &[String]) -> Result<Batch, Error> {
        let uids =
            items.iter().filter_map(|item| item.parse().ok()).map(|uid: u32| (uid, uid)).collect();
        let mut left = Uids::new(uids);
        let mut arrivals = Vec::with_capacity(items.len());
        let mut at_once = u32::MAX;
        loop {
            let wanted = left.above(0, at_once);
            let Some(last) = wanted.last() else { return Ok(Batch { arrivals, up_to: 0 }) };
            let mut rows = Rows::default();
            self.gather(&wanted, false, None, &mut rows)?;
            let (read, dropped) = rows.into_parts();
            if dropped.is_some() {
                // In descending order none of them may have found room; a single one always does.
                at_once = (u32::try_from(wanted.count()).unwrap_or(u32::MAX) / 4).max(1);
            }
            arrivals.extend(read);
            left = left.above(dropped.map_or(last, |dropped| dropped - 1), u32::MAX);
        }
    }

    /// One whole message, text and all.
    pub fn mail(&mut self, item: &str) -> Result<Found, Error> {
        let Ok(uid) = item.parse() else { return Ok(Found::Gone) };
        texts::read(&mut self.session, uid)
            .map_err(|fault| fault.error("read from", &self.settings.host))
    }

    /// Fetches all of `wanted`, as one range if its gaps are known to be `empty`. What is missing
    /// after a line that was not understood is asked for by halves. `sent` is the first FETCH, if it is under way.
    fn gather(
        &mut self,
        wanted: &Uids,
        empty: bool,
        mut sent: Option<Flight>,
        rows: &mut Rows,
    ) -> Result<(), Error> {
        let mut asked = vec![wanted.clone()];
        let mut refused = Vec::new();
        while let Some(uids) = asked.pop() {
            let range = if empty { uids.span() } else { uids.clone() };
            let Some(lost) = self.attempt(&range, &uids, sent.take(), rows)? else { continue };
            let missing = uids.without(|uid| rows.settled(uid));
            if let Lost::Refused(status) = &lost
                && (refused.len() > MAX_REFUSED || status.is_passing())
            {
                // It is not about these messages: they stay unread rather than unreadable.
                rows.read.retain(|uid, _| !refused.contains(uid));
                let why = format!("the server would not give a message: \"{}\"", status.quote());
                let message = format!("cannot read from {}: {why}", self.settings.host);
                return Err(Error::temporary(message).hint(AGAIN));
            }
            match (missing.last(), uids.count()) {
                (None, _) => {}
                // RFC 5530 §3: it was deleted meanwhile.
                (Some(_), 1) if lost.is_gone() => {}
                (Some(uid), 1) => {
                    if matches!(lost, Lost::Refused(_)) {
                        refused.push(uid);
                    }
                    rows.read.insert(uid, fetch::lost(uid, lost.reason()));
                }
                (Some(_), _) => {
                    let (first, second) = missing.halves();
                    asked.extend([second, first].into_iter().filter(|half| half.count() > 0));
                }
            }
        }
        Ok(())
    }

    /// One round. A response over a limit ends the connection, but is a matter of one message: a
    /// new one is made.
    fn attempt(
        &mut self,
        range: &Uids,
        uids: &Uids,
        sent: Option<Flight>,
        rows: &mut Rows,
    ) -> Result<Option<Lost>, Error> {
        let round = match sent {
            Some(flight) => {
                let next = self.ahead.as_mut().map(|ahead| &mut ahead.flight);
                fetch::answer(&mut self.session, flight, rows, next)
            }
            None => {
                self.settle()?;
                fetch::round(&mut self.session, range, uids, rows)
            }
        };
        match round {
            Ok(round) if round.strays > 0 => Ok(Some(Lost::Unreadable)),
            Ok(round) => Ok(round.refused.map(Lost::Refused)),
            Err(fault) => {
                let error = fault.error("read from", &self.settings.host);
                match fault {
                    Fault::TooLarge(what) if self.reopen() => Ok(Some(Lost::TooLarge(what))),
                    _ => Err(error),
                }
            }
        }
    }

    /// Connects anew and opens the same mailbox; false if that fails or the mailbox is no longer
    /// the same.
    fn reopen(&mut self) -> bool {
        let Some(open) = &self.open else { return false };
        self.ahead = None;
        self.reopened += 1;
        if self.reopened > MAX_REOPENED {
            return false;
        }
        let (name, validity) = (open.name.clone(), open.selected.validity);
        let Ok(session) = Session::open(&self.settings) else { return false };
        self.session = session;
        self.cutter.hold(self.session.wire.stream());
        let Ok(raw) = self.raw(&name) else { return false };
        matches!(self.session.examine(&raw), Ok(Ok(selected)) if selected.validity == validity)
    }
}

impl Lost {
    fn is_gone(&self) -> bool {
        matches!(self, Lost::Refused(status) if status.is("EXPUNGEISSUED"))
    }

    fn reason(&self) -> String {
        match self {
            Lost::Unreadable => "the server's answer about it could not be understood".into(),
            Lost::Refused(status) => {
                format!("the server would not give it: \"{}\"", status.quote())
            }
            Lost::TooLarge(what) => format!("the server sent {what}"),
        }
    }
}

impl Drop for Imap {
    fn drop(&mut self) {
        self.session.logout();
    }
}

/// A set that a mailbox with so many messages may have; `1:4294967295` is a short answer that would fill the memory.
fn believed(uids: Uids, exists: u64, host: &str) -> Result<Uids, Error> {
    // Mail may come between the two answers.
    let limit = exists.saturating_mul(2).saturating_add(10_000).min(MAX_MESSAGES);
    if uids.count() <= limit {
        return Ok(uids);
    }
    let message = format!(
        "cannot read from {host}: the server lists {} messages where it had said {exists}; the limit is {limit}",
        uids.count()
    );
    Err(Error::temporary(message).hint(AGAIN))
}
