//! Numbers with their definitions (SPEC §8): how much came in and went out, how fast, and what is left.

use super::calendar::Calendar;
use super::entry::Entry;
use super::ids::{InboxId, MemberId, ThreadId};
use super::message::Fact;
use super::thread::{Stand, Thread};
use super::time::Timestamp;
use chrono::Datelike;
use std::collections::BTreeMap;

/// What a number means, where it stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    pub name: &'static str,
    pub unit: &'static str,
    pub text: &'static str,
}

pub const VOLUME_IN: Definition = Definition {
    name: "volume_in",
    unit: "messages",
    text: "Messages that people outside wrote to us, by arrival (INTERNALDATE). Excluded: automated mail.",
};
pub const VOLUME_OUT: Definition = Definition {
    name: "volume_out",
    unit: "messages",
    text: "Messages that we wrote to people outside, by the time they were stored. Excluded: automated mail.",
};
pub const FIRST_RESPONSE: Definition = Definition {
    name: "first_response",
    unit: "seconds",
    text: "From the first message of a customer to our first reply after it, once for each segment: a thread, and \
           again from the first message after each close. Counted by the arrival of the customer's message. \
           Excluded: segments without a reply yet (unanswered), mail older than the inbox's history (historic).",
};
pub const OWNERSHIP_LAG: Definition = Definition {
    name: "ownership_lag",
    unit: "seconds",
    text: "From the arrival of a thread's first message of a customer to the moment it first had an owner; 0 where it \
           had one before. Counted by that arrival. Excluded: threads that nobody has owned yet (unowned), threads \
           that began before the inbox's history (historic).",
};
pub const BACKLOG: Definition = Definition {
    name: "backlog",
    unit: "seconds",
    text: "Threads in which we owed the customer something at the end of the period (status open); p50 and p90 are \
           of how long each had been so. Excluded: threads waiting for the customer or internally (waiting).",
};

pub const DEFINITIONS: [Definition; 5] =
    [VOLUME_IN, VOLUME_OUT, FIRST_RESPONSE, OWNERSHIP_LAG, BACKLOG];

/// How percentiles and clocks are to be read; printed with the definitions.
pub const NOTES: &str = "p50 and p90 are percentiles by nearest rank: the smallest value that at least 50 or 90 of \
    100 do not exceed. Clock \"working\" counts time within [calendar] hours, \"wall\" all time. A period is from \
    its first second up to, not including, its last; days and weeks are in the configured time zone, weeks are ISO \
    8601. By owner means the thread's owner now, by inbox the one where its first message came in.";

/// Numbers apart by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Nothing,
    Week,
    Owner,
    Inbox,
}

impl By {
    pub const WORDS: [&str; 3] = ["week", "owner", "inbox"];
}

impl std::str::FromStr for By {
    type Err = String;

    fn from_str(text: &str) -> Result<By, String> {
        match text {
            "week" => Ok(By::Week),
            "owner" => Ok(By::Owner),
            "inbox" => Ok(By::Inbox),
            _ => {
                Err(format!("\"{text}\" is nothing to tell numbers apart by: week, owner or inbox"))
            }
        }
    }
}

/// From, inclusive, to, exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: Timestamp,
    pub to: Timestamp,
}

impl Period {
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }
}

/// What a number is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    All,
    /// ISO 8601 year and week.
    Week(i32, u32),
    Owner(Option<MemberId>),
    Inbox(Option<InboxId>),
}

/// One number, or three: n, and the percentiles of what was measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub definition: Definition,
    pub key: Key,
    /// "working" or "wall"; none for what is only counted.
    pub clock: Option<&'static str>,
    pub n: usize,
    /// Seconds.
    pub p50: Option<i64>,
    pub p90: Option<i64>,
    /// How many were left out, by cause.
    pub excluded: BTreeMap<&'static str, usize>,
}

/// All that is known of one thread.
#[derive(Clone, Debug)]
pub struct History {
    pub thread: ThreadId,
    pub facts: Vec<Fact>,
    pub entries: Vec<Entry>,
    /// Where its first message came in.
    pub inbox: Option<InboxId>,
}

/// Gathers numbers thread by thread; memory grows with what is measured, not with the mail.
pub struct Tally<'a> {
    period: Period,
    by: By,
    calendar: &'a Calendar,
    cells: BTreeMap<(usize, Key), Cell>,
}

#[derive(Default)]
struct Cell {
    counted: usize,
    wall: Vec<i64>,
    working: Vec<i64>,
    excluded: BTreeMap<&'static str, usize>,
}

impl<'a> Tally<'a> {
    pub fn new(period: Period, by: By, calendar: &'a Calendar) -> Tally<'a> {
        Tally { period, by, calendar, cells: BTreeMap::new() }
    }

    /// Takes one thread into the numbers.
    pub fn add(&mut self, history: &History) {
        let thread = Thread::replay(history.thread, history.facts.clone(), &history.entries);
        let place = Place { owner: thread.owner.map(|owner| owner.member), inbox: history.inbox };
        self.volume(&thread, place);
        self.first_responses(&thread, place);
        self.ownership_lag(&thread, place);
        for (end, key) in self.ends(place) {
            self.backlog(history, end, key);
        }
    }

    fn volume(&mut self, thread: &Thread, place: Place) {
        let period = self.period;
        for fact in thread.facts.iter().filter(|fact| period.holds(fact.at)) {
            let definition = match fact.direction {
                super::message::Direction::Inbound => VOLUME_IN,
                super::message::Direction::Outbound => VOLUME_OUT,
                super::message::Direction::Internal => continue,
            };
            let key = self.key(place, fact.at);
            let cell = self.cell(definition, key);
            match fact.automated {
                None => cell.counted += 1,
                Some(_) => cell.exclude("automated"),
            }
        }
    }

    fn first_responses(&mut self, thread: &Thread, place: Place) {
        for (asked, answered) in segments(thread) {
            if !self.period.holds(asked.at) {
                continue;
            }
            let key = self.key(place, asked.at);
            if asked.historic {
                self.cell(FIRST_RESPONSE, key).exclude("historic");
            } else if let Some(answered) = answered {
                self.measure(FIRST_RESPONSE, key, asked.at, answered);
            } else {
                self.cell(FIRST_RESPONSE, key).exclude("unanswered");
            }
        }
    }

    fn ownership_lag(&mut self, thread: &Thread, place: Place) {
        let first =
            thread.facts.iter().filter(|fact| fact.is_human_inbound()).min_by_key(|f| f.order());
        let Some(first) = first.filter(|first| self.period.holds(first.at)) else { return };
        let key = self.key(place, first.at);
        match thread.first_owned_at {
            _ if first.historic => self.cell(OWNERSHIP_LAG, key).exclude("historic"),
            None => self.cell(OWNERSHIP_LAG, key).exclude("unowned"),
            Some(owned) => self.measure(OWNERSHIP_LAG, key, first.at, owned.max(first.at)),
        }
    }

    /// The state at the end of a period is replayed from what had happened by then.
    fn backlog(&mut self, history: &History, end: Timestamp, key: Key) {
        let facts: Vec<Fact> = history.facts.iter().copied().filter(|fact| fact.at < end).collect();
        if facts.is_empty() {
            return;
        }
        let entries: Vec<Entry> =
            history.entries.iter().filter(|entry| entry.at < end).cloned().collect();
        let thread = Thread::replay(history.thread, facts, &entries);
        match thread.stand() {
            (Stand::Closed, _) => {}
            (Stand::Waiting { until, .. }, _) if until.is_none_or(|until| until > end) => {
                self.cell(BACKLOG, key).exclude("waiting");
            }
            (_, since) => {
                let since = thread.unanswered_since().or(since).unwrap_or(end);
                self.measure(BACKLOG, key, since, end);
            }
        }
    }

    fn measure(&mut self, definition: Definition, key: Key, from: Timestamp, to: Timestamp) {
        let working = self.calendar.working_seconds(from, to);
        let cell = self.cell(definition, key);
        cell.counted += 1;
        cell.wall.push((to - from).num_seconds().max(0));
        cell.working.push(working);
    }

    fn key(&self, place: Place, at: Timestamp) -> Key {
        match self.by {
            By::Nothing => Key::All,
            By::Week => {
                let week = self.calendar.day(at).iso_week();
                Key::Week(week.year(), week.week())
            }
            By::Owner => Key::Owner(place.owner),
            By::Inbox => Key::Inbox(place.inbox),
        }
    }

    /// Where a backlog is taken: at the end of the period, or of each week in it.
    fn ends(&self, place: Place) -> Vec<(Timestamp, Key)> {
        let last = self.period.to - chrono::TimeDelta::seconds(1);
        if self.by != By::Week {
            return vec![(self.period.to, self.key(place, last))];
        }
        let mut ends = Vec::new();
        let mut day = self.calendar.day(self.period.from);
        let end = self.calendar.day(last);
        while day <= end {
            let days = 7 - i64::from(day.weekday().num_days_from_monday());
            let Some(next) = day.checked_add_signed(chrono::TimeDelta::days(days)) else { break };
            let week = day.iso_week();
            let at = self.calendar.start_of_day(next).min(self.period.to);
            ends.push((at, Key::Week(week.year(), week.week())));
            day = next;
        }
        ends
    }

    fn cell(&mut self, definition: Definition, key: Key) -> &mut Cell {
        let rank = DEFINITIONS.iter().position(|known| *known == definition).unwrap_or_default();
        self.cells.entry((rank, key)).or_default()
    }

    /// The numbers, each definition in turn; a definition without anything has one row that says 0.
    pub fn rows(mut self) -> Vec<Row> {
        if self.by == By::Nothing {
            for definition in DEFINITIONS {
                self.cell(definition, Key::All);
            }
        }
        self.cells
            .into_iter()
            .flat_map(|((rank, key), cell)| cell.rows(DEFINITIONS[rank], key))
            .collect()
    }
}

#[derive(Clone, Copy)]
struct Place {
    owner: Option<MemberId>,
    inbox: Option<InboxId>,
}

impl Cell {
    fn exclude(&mut self, cause: &'static str) {
        *self.excluded.entry(cause).or_default() += 1;
    }

    fn rows(self, definition: Definition, key: Key) -> Vec<Row> {
        let Cell { counted: n, wall, working, excluded } = self;
        let row = |clock, mut values: Vec<i64>| {
            values.sort_unstable();
            let (p50, p90) = (percentile(&values, 50), percentile(&values, 90));
            Row { definition, key, clock, n, p50, p90, excluded: excluded.clone() }
        };
        match definition.unit {
            "seconds" => vec![row(Some("working"), working), row(Some("wall"), wall)],
            _ => vec![row(None, Vec::new())],
        }
    }
}

/// Nearest rank: the smallest value that at least `percent` of 100 do not exceed.
fn percentile(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.max(1) - 1).copied()
}

/// Each segment's first message of the customer, and when it was answered.
///
/// A segment begins with the thread, and with the first message that came in after each close.
fn segments(thread: &Thread) -> Vec<(&Fact, Option<Timestamp>)> {
    let part = |fact: &Fact| thread.closings.iter().filter(|(seq, _)| *seq < fact.seq).count();
    let mut openers: BTreeMap<usize, &Fact> = BTreeMap::new();
    for fact in thread.facts.iter().filter(|fact| fact.is_human_inbound()) {
        let first = openers.entry(part(fact)).or_insert(fact);
        if fact.rank() < first.rank() {
            *first = fact;
        }
    }
    openers
        .into_values()
        .map(|asked| {
            let replies = thread.facts.iter().filter(|fact| fact.is_human_outbound());
            let answered =
                replies.filter(|reply| reply.order() > asked.order()).map(|r| r.at).min();
            (asked, answered)
        })
        .collect()
}

/// When the customer wrote again after a close, each time.
pub fn reopenings(thread: &Thread) -> impl Iterator<Item = Timestamp> {
    let closed = |fact: &Fact| thread.closings.iter().any(|(seq, _)| *seq < fact.seq);
    segments(thread).into_iter().filter(move |(asked, _)| closed(asked)).map(|(asked, _)| asked.at)
}

#[cfg(test)]
mod tests {
    use super::super::entry::{Actor, CloseReason, Event, Words};
    use super::super::ids::Seq;
    use super::super::message::Direction;
    use super::*;

    fn t(text: &str) -> Timestamp {
        chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn mail(seq: i64, at: &str, direction: Direction) -> Fact {
        Fact {
            seq: Seq(seq),
            at: t(at),
            dated: None,
            direction,
            automated: None,
            author: None,
            customer: None,
            historic: false,
            tie: 0,
        }
    }

    fn entry(seq: i64, at: &str, event: Event) -> Entry {
        let (at, words) = (t(at), Words::default());
        Entry {
            command: None,
            seq: Seq(seq),
            at,
            actor: Actor::member(MemberId(1)),
            thread: None,
            event,
            words,
            hash: String::new(),
        }
    }

    fn tally(histories: &[History]) -> Vec<Row> {
        let calendar = Calendar::default_in(chrono_tz::UTC);
        let period = Period { from: t("2026-03-02T00:00:00Z"), to: t("2026-03-09T00:00:00Z") };
        let mut tally = Tally::new(period, By::Nothing, &calendar);
        histories.iter().for_each(|history| tally.add(history));
        tally.rows()
    }

    fn row<'a>(rows: &'a [Row], name: &str, clock: Option<&str>) -> &'a Row {
        rows.iter().find(|row| row.definition.name == name && row.clock == clock).unwrap()
    }

    /// Monday 9 to Friday: asked Monday 10:00, claimed 11:00, answered 12:00, closed, asked again Thursday.
    fn reopened() -> History {
        History {
            thread: ThreadId(1),
            facts: vec![
                mail(1, "2026-03-02T10:00:00Z", Direction::Inbound),
                mail(3, "2026-03-02T12:00:00Z", Direction::Outbound),
                mail(5, "2026-03-05T16:00:00Z", Direction::Inbound),
            ],
            entries: vec![
                entry(
                    2,
                    "2026-03-02T11:00:00Z",
                    Event::Claimed { hold_until: t("2026-03-02T11:45:00Z") },
                ),
                entry(4, "2026-03-03T09:00:00Z", Event::Closed { why: CloseReason::Member }),
            ],
            inbox: None,
        }
    }

    #[test]
    fn each_segment_is_measured_by_itself() {
        let rows = tally(&[reopened()]);
        let first = row(&rows, "first_response", Some("working"));
        assert_eq!((first.n, first.p50), (1, Some(7200)));
        assert_eq!(first.excluded, BTreeMap::from([("unanswered", 1)]));
    }

    #[test]
    fn ownership_lag_runs_from_arrival_to_the_first_owner() {
        assert_eq!(row(&tally(&[reopened()]), "ownership_lag", Some("wall")).p50, Some(3600));
    }

    #[test]
    fn the_backlog_is_what_was_open_at_the_end() {
        let rows = tally(&[reopened()]);
        let backlog = row(&rows, "backlog", Some("working"));
        // Thursday 16:00–17:00 and all of Friday.
        assert_eq!((backlog.n, backlog.p50), (1, Some(9 * 3600)));
    }

    #[test]
    fn volume_counts_people_and_names_what_it_leaves_out() {
        let mut history = reopened();
        history.facts[2].automated = Some(super::super::message::Automated::Auto);
        let rows = tally(&[history]);
        let volume = row(&rows, "volume_in", None);
        assert_eq!((volume.n, volume.excluded.get("automated")), (1, Some(&1)));
        assert_eq!(row(&rows, "volume_out", None).n, 1);
    }

    #[test]
    fn percentiles_are_by_nearest_rank() {
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(percentile(&[7], 90), Some(7));
        assert_eq!(percentile(&[1, 2, 3, 4], 50), Some(2));
        assert_eq!(percentile(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90), Some(9));
    }
}
