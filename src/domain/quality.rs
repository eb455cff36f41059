//! What numbers are worth: which mail was not read, or read late, and what of it is not known.

use super::ids::InboxId;
use super::message::{Direction, Fact};
use super::metrics::Period;
use super::policy::Policy;
use super::review::IMPORT;
use super::time::Timestamp;
use chrono::TimeDelta;

/// A pause between two reads of a mailbox that is longer makes a gap.
pub const LONG_PAUSE: TimeDelta = TimeDelta::hours(24);

/// A Date that is more than this after the arrival comes from a wrong clock.
const AHEAD: TimeDelta = TimeDelta::minutes(10);

/// A Date that is more than this before the arrival comes from a wrong clock, or the mail took long.
const BEHIND: TimeDelta = TimeDelta::days(1);

/// What is called a gap and what else is counted here; it stands beside the definitions of the numbers.
pub const DEFINITION: &str = "A gap is a stretch in which a mailbox was not read: before the history that the inbox \
    began with (before); between two syncs that were more than 24 hours apart, or more than sync-old-after in \
    [review] where that is longer (late); from the last sync to the end of the period, where that is longer than \
    sync-old-after (unread). Mail of a late stretch counts by its arrival, but nobody could own it before it was read, \
    and what was deleted meanwhile was never seen. Imported files have no gaps. A number is marked where a gap lies in \
    the time that it counts; before, in all inboxes together, only where none of them had begun. A reply by nobody \
    known is one whose author is no member. A clock is off where Date is more than 10 minutes after the arrival; where \
    it is more than a day before it, the mail was delayed or a clock is off.";

/// Why mail of a stretch is missing, or was late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GapKind {
    /// Before the history that the inbox began with.
    Before,
    /// It was read, but long after it came.
    Late,
    /// It was not read by the end of the period.
    Unread,
}

impl GapKind {
    pub fn word(self) -> &'static str {
        match self {
            GapKind::Before => "before",
            GapKind::Late => "late",
            GapKind::Unread => "unread",
        }
    }
}

/// A stretch in which mail was not read; from, inclusive, to, exclusive, within the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    pub inbox: InboxId,
    pub kind: GapKind,
    pub from: Timestamp,
    pub to: Timestamp,
    /// Names of the mailboxes; none where it is all of the inbox.
    pub mailboxes: Vec<String>,
}

/// Why replies written in mail clients may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSent {
    /// No mailbox with sent mail is read.
    NotRead,
    /// What is read has none.
    Empty,
}

impl NoSent {
    pub fn word(self) -> &'static str {
        match self {
            NoSent::NotRead => "not-read",
            NoSent::Empty => "empty",
        }
    }
}

/// How mail was read, as the ledger knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    pub inboxes: Vec<InboxReads>,
    /// Before it nothing is known of when mail was read: an older baton did not keep that.
    pub known_from: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxReads {
    pub inbox: InboxId,
    /// Mail older than this came before baton.
    pub history_before: Timestamp,
    /// It is not read any more.
    pub retired: bool,
    /// What the last sync of it ran into.
    pub failed: Option<String>,
    pub mailboxes: Vec<MailboxReads>,
    /// Messages that came in the period and could not be read.
    pub unreadable: usize,
    /// Messages that came in the period and point to several threads which were not joined.
    pub conflicts: usize,
    /// Messages that a sync in the period missed, and that lay nowhere else.
    pub vanished: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailboxReads {
    pub name: String,
    pub retired: bool,
    /// When it was last read to its end.
    pub last: Option<Timestamp>,
    /// Whether our own mail lies there; `None` where it was not read since that is kept.
    pub sent: Option<bool>,
    /// Messages of it in the ledger.
    pub known: usize,
    /// From one read to the next where they are more than [`LONG_PAUSE`] apart and the period is in between, oldest
    /// first.
    pub pauses: Vec<(Timestamp, Timestamp)>,
}

/// What is counted while all messages pass by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Messages of the period.
    pub messages: usize,
    pub without_date: usize,
    /// Dated long after they came.
    pub ahead: usize,
    /// Dated long before they came.
    pub behind: usize,
    /// What people of ours wrote to people outside.
    pub replies: usize,
    /// Of these, by no member.
    pub unknown_authors: usize,
    /// Threads with a message in the period.
    pub threads: usize,
    /// Of these, all of whose messages in it came before baton.
    pub historic: usize,
    /// Of these, in which no person wrote anything, ever.
    pub automated: usize,
}

impl Counted {
    /// Takes one thread with all its messages.
    pub fn add(&mut self, facts: &[Fact], period: Period) {
        let mut within = facts.iter().filter(|fact| period.holds(fact.at)).peekable();
        if within.peek().is_none() {
            return;
        }
        let mut historic = true;
        for fact in within {
            self.message(fact);
            historic &= fact.historic;
        }
        self.threads += 1;
        self.historic += usize::from(historic);
        let automated = facts.iter().all(|fact| fact.automated.is_some());
        self.automated += usize::from(automated && !historic);
    }

    fn message(&mut self, fact: &Fact) {
        self.messages += 1;
        match fact.dated {
            None => self.without_date += 1,
            Some(dated) if dated > fact.at + AHEAD => self.ahead += 1,
            Some(dated) if dated < fact.at - BEHIND => self.behind += 1,
            Some(_) => {}
        }
        if fact.direction == Direction::Outbound && fact.automated.is_none() {
            self.replies += 1;
            self.unknown_authors += usize::from(fact.author.is_none());
        }
    }

    /// Takes what was counted of other threads.
    pub fn merge(&mut self, other: &Counted) {
        self.messages += other.messages;
        self.without_date += other.without_date;
        self.ahead += other.ahead;
        self.behind += other.behind;
        self.replies += other.replies;
        self.unknown_authors += other.unknown_authors;
        self.threads += other.threads;
        self.historic += other.historic;
        self.automated += other.automated;
    }
}

/// What the numbers of a period are worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quality {
    pub period: Period,
    /// No mail was ever read: nothing can be said.
    pub nothing_read: bool,
    /// When all that is read was last read.
    pub last_read: Option<Timestamp>,
    /// Before it nothing is known of when mail was read, and the period begins earlier.
    pub known_from: Option<Timestamp>,
    /// When the history of the first inbox begins, where the period begins earlier.
    pub begins: Option<Timestamp>,
    /// By time.
    pub gaps: Vec<Gap>,
    pub without_sent: Vec<(InboxId, NoSent)>,
    /// What the last sync of an inbox ran into.
    pub failed: Vec<(InboxId, String)>,
    pub unreadable: usize,
    pub conflicts: usize,
    pub vanished: usize,
    pub counted: Counted,
}

impl Quality {
    /// Of this period; of one inbox where one is named. What passes by is added with [`Counted`].
    pub fn of(period: Period, inbox: Option<InboxId>, reads: Reads, policy: &Policy) -> Quality {
        let known_from = reads.known_from.filter(|from| *from > period.from);
        let inboxes: Vec<InboxReads> = reads
            .inboxes
            .into_iter()
            .filter(|reads| inbox.is_none_or(|wanted| reads.inbox == wanted))
            .collect();
        let mut gaps: Vec<Gap> =
            inboxes.iter().flat_map(|inbox| inbox.gaps(period, policy)).collect();
        gaps.sort_by_key(|gap| (gap.from, gap.to, gap.inbox));
        let in_use = || inboxes.iter().filter(|inbox| !inbox.retired);
        let sum = |count: fn(&InboxReads) -> usize| inboxes.iter().map(count).sum();
        Quality {
            period,
            nothing_read: inboxes.iter().all(|inbox| inbox.mailboxes.is_empty()),
            last_read: in_use().flat_map(InboxReads::in_use).filter_map(|read| read.last).min(),
            known_from,
            begins: inboxes
                .iter()
                .map(|inbox| inbox.history_before)
                .min()
                .filter(|begins| *begins > period.from),
            gaps,
            without_sent: in_use()
                .filter_map(|inbox| Some((inbox.inbox, inbox.without_sent()?)))
                .collect(),
            failed: in_use()
                .filter_map(|inbox| Some((inbox.inbox, inbox.failed.clone()?)))
                .collect(),
            unreadable: sum(|inbox| inbox.unreadable),
            conflicts: sum(|inbox| inbox.conflicts),
            vanished: sum(|inbox| inbox.vanished),
            counted: Counted::default(),
        }
    }

    /// Was all mail read in time, as far as is known?
    pub fn is_complete(&self) -> bool {
        !self.nothing_read
            && self.gaps.is_empty()
            && self.without_sent.is_empty()
            && self.failed.is_empty()
            && self.known_from.is_none()
            && self.unreadable == 0
    }

    /// Does a gap lie in this time, of this inbox or, where none is named, of any?
    pub fn gap_in(&self, from: Timestamp, to: Timestamp, inbox: Option<InboxId>) -> bool {
        let overlaps = |gap: &&Gap| gap.from < to && from < gap.to;
        let counts = |gap: &&Gap| match inbox {
            Some(inbox) => gap.inbox == inbox,
            // Before an inbox was taken in, the others were whole.
            None => gap.kind != GapKind::Before || self.begins.is_some_and(|begins| from < begins),
        };
        self.gaps.iter().filter(overlaps).any(|gap| counts(&gap))
    }
}

impl InboxReads {
    /// Mailboxes that are read again and again.
    fn in_use(&self) -> impl Iterator<Item = &MailboxReads> {
        self.mailboxes.iter().filter(|mailbox| !mailbox.retired && mailbox.name != IMPORT)
    }

    fn without_sent(&self) -> Option<NoSent> {
        let mut sent = self.in_use().filter(|mailbox| mailbox.sent == Some(true)).peekable();
        let is_known = self.in_use().any(|mailbox| mailbox.sent.is_some());
        match sent.peek() {
            // Nothing is read again and again, or an older baton did it.
            None if !is_known => None,
            None => Some(NoSent::NotRead),
            Some(_) => sent.all(|mailbox| mailbox.known == 0).then_some(NoSent::Empty),
        }
    }

    fn gaps(&self, period: Period, policy: &Policy) -> Vec<Gap> {
        let mut gaps: Vec<Gap> = Vec::new();
        let mut add = |kind, from: Timestamp, to: Timestamp, mailbox: Option<&str>| {
            let (from, to) = (from.max(period.from), to.min(period.to));
            if from >= to {
                return;
            }
            let same = gaps.iter_mut().find(|gap| (gap.kind, gap.from, gap.to) == (kind, from, to));
            match (same, mailbox.map(str::to_owned)) {
                (Some(gap), mailbox) => gap.mailboxes.extend(mailbox),
                (None, mailbox) => {
                    let mailboxes = mailbox.into_iter().collect();
                    gaps.push(Gap { inbox: self.inbox, kind, from, to, mailboxes });
                }
            }
        };
        add(GapKind::Before, period.from, self.history_before, None);
        let was_read = self.mailboxes.iter().any(|mailbox| mailbox.last.is_some());
        if !was_read && !self.retired {
            add(GapKind::Unread, self.history_before, period.to, None);
        }
        let read = self.mailboxes.iter().filter(|mailbox| mailbox.name != IMPORT);
        for mailbox in read {
            let name = Some(mailbox.name.as_str());
            for (from, to) in &mailbox.pauses {
                if policy.has_passed(policy.sync_old_after, *from, *to) {
                    add(GapKind::Late, *from, *to, name);
                }
            }
            let last = mailbox.last.filter(|_| !mailbox.retired && !self.retired);
            if let Some(last) =
                last.filter(|last| policy.has_passed(policy.sync_old_after, *last, period.to))
            {
                add(GapKind::Unread, last, period.to, name);
            }
        }
        let all = self.in_use().count();
        for gap in &mut gaps {
            if gap.mailboxes.len() >= all {
                gap.mailboxes.clear();
            }
        }
        gaps
    }
}

#[cfg(test)]
mod tests;
