//! Between domain types and columns.

use crate::domain::address::Address;
use crate::domain::entry::{Actor, Entry, WaitingOn, Words};
use crate::domain::handoff::Offer;
use crate::domain::ids::{CustomerId, InboxId, MemberId, Seq, TaskId, ThreadId};
use crate::domain::message::{Arrival, Automated, Direction, Fact, Headers, Signals};
use crate::domain::priority::Priority;
use crate::domain::summary::{NextTask, Summary};
use crate::domain::thread::{Doubled, Level, Stand};
use crate::domain::time::Timestamp;
use rusqlite::types::{FromSql, Type};
use rusqlite::{Result, Row};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashSet;

/// Reads the columns of a row from left to right, so that no index can be wrong.
pub struct Columns<'a, 'b> {
    row: &'a Row<'b>,
    next: usize,
}

impl<'a, 'b> Columns<'a, 'b> {
    pub fn of(row: &'a Row<'b>) -> Columns<'a, 'b> {
        Columns { row, next: 0 }
    }
    pub fn take<T: FromSql>(&mut self) -> Result<T> {
        self.next += 1;
        self.row.get(self.next - 1)
    }
    /// A text as it lies in the row.
    pub fn text(&mut self) -> Result<&'a str> {
        self.next += 1;
        Ok(self.row.get_ref(self.next - 1)?.as_str()?)
    }
    pub fn time(&mut self) -> Result<Timestamp> {
        let seconds = self.take()?;
        chrono::DateTime::from_timestamp(seconds, 0)
            .ok_or_else(|| self.wrong("a time out of range"))
    }
    pub fn maybe_time(&mut self) -> Result<Option<Timestamp>> {
        let seconds: Option<i64> = self.take()?;
        Ok(seconds.and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0)))
    }
    pub fn member(&mut self) -> Result<Option<MemberId>> {
        Ok(self.take::<Option<i64>>()?.map(MemberId))
    }
    pub fn seq(&mut self) -> Result<Option<Seq>> {
        Ok(self.take::<Option<i64>>()?.map(Seq))
    }
    pub fn count(&mut self) -> Result<usize> {
        Ok(usize::try_from(self.take::<i64>()?).unwrap_or(0))
    }
    /// A word that stands for one of a closed set.
    pub fn word<T>(&mut self, read: impl Fn(&str) -> Option<T>) -> Result<T> {
        let word = read(self.text()?);
        word.ok_or_else(|| self.wrong("an unknown word"))
    }
    pub fn maybe_word<T>(&mut self, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
        self.next += 1;
        match self.row.get_ref(self.next - 1)?.as_str_or_null()? {
            None => Ok(None),
            Some(word) => read(word).map(Some).ok_or_else(|| self.wrong("an unknown word")),
        }
    }
    pub fn json<T: for<'de> Deserialize<'de>>(&mut self) -> Result<T> {
        let read = serde_json::from_str(self.text()?);
        read.map_err(|error| self.fails(error.into()))
    }
    pub fn inboxes(&mut self) -> Result<Vec<InboxId>> {
        Ok(read_inboxes(self.text()?))
    }
    /// Ids with blanks between.
    pub fn references(&mut self) -> Result<Vec<String>> {
        Ok(ids(&self.take::<String>()?))
    }
    fn wrong(&self, what: &str) -> rusqlite::Error {
        self.fails(what.to_owned().into())
    }
    fn fails(&self, why: Box<dyn std::error::Error + Send + Sync>) -> rusqlite::Error {
        rusqlite::Error::FromSqlConversionFailure(self.next - 1, Type::Text, why)
    }
}

/// Ids with single blanks between; other white space is a part of one.
pub fn ids(text: &str) -> Vec<String> {
    text.split(' ').filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

pub fn seconds(at: Option<Timestamp>) -> Option<i64> {
    at.map(|at| at.timestamp())
}

pub fn write_inboxes(inboxes: &[InboxId]) -> String {
    inboxes.iter().map(|inbox| inbox.to_string()).collect::<Vec<_>>().join(" ")
}

pub fn write_members(members: &[MemberId]) -> String {
    members.iter().map(|member| member.0.to_string()).collect::<Vec<_>>().join(" ")
}

/// From and to in seconds, with blanks between.
pub fn write_periods(periods: &[(Timestamp, Timestamp)]) -> String {
    let period =
        |(from, to): &(Timestamp, Timestamp)| format!("{}-{}", from.timestamp(), to.timestamp());
    periods.iter().map(period).collect::<Vec<_>>().join(" ")
}

fn read_periods(text: &str) -> Vec<(Timestamp, Timestamp)> {
    let at = |text: &str| chrono::DateTime::from_timestamp(text.parse().ok()?, 0);
    let period = |text: &str| {
        let (from, to) = text.split_at_checked(text.rfind('-')?)?;
        Some((at(from)?, at(to.strip_prefix('-')?)?))
    };
    text.split_whitespace().filter_map(period).collect()
}

fn read_members(text: &str) -> Vec<MemberId> {
    text.split_whitespace().filter_map(|number| number.parse().ok().map(MemberId)).collect()
}

pub fn read_inboxes(text: &str) -> Vec<InboxId> {
    text.split_whitespace().filter_map(|number| number.parse().ok().map(InboxId)).collect()
}

/// The columns of [`fact`].
pub const FACT: &str = "seq, at, dated, direction, automated, author, customer, historic, key";

pub fn fact(columns: &mut Columns) -> Result<Fact> {
    let fact = fact_without_tie(columns)?;
    Ok(Fact { tie: tie(columns.text()?), ..fact })
}

/// The same without the key, which is the last of them.
pub fn fact_without_tie(columns: &mut Columns) -> Result<Fact> {
    Ok(Fact {
        seq: Seq(columns.take()?),
        at: columns.time()?,
        dated: columns.maybe_time()?,
        direction: columns.word(direction)?,
        automated: columns.maybe_word(automated)?,
        author: columns.member()?,
        customer: columns.take::<Option<i64>>()?.map(CustomerId),
        historic: columns.take()?,
        tie: 0,
    })
}

/// The first 64 bits of the SHA-256 of a message's key.
pub fn tie(key: &str) -> u64 {
    Sha256::digest(key).iter().take(8).fold(0, |tie, byte| tie << 8 | u64::from(*byte))
}

pub fn direction(word: &str) -> Option<Direction> {
    [Direction::Inbound, Direction::Outbound, Direction::Internal]
        .into_iter()
        .find(|direction| direction.word() == word)
}

pub fn automated(word: &str) -> Option<Automated> {
    [Automated::Auto, Automated::Bulk, Automated::Bounce]
        .into_iter()
        .find(|mark| mark.word() == word)
}

/// The columns of [`entry`]; entries are `e`, their words `w`.
pub const ENTRY: &str =
    "e.seq, e.at, e.actor, e.behind, e.command, e.number, e.body, e.hash, w.words";

pub fn entry(row: &Row) -> Result<Entry> {
    entry_of(&mut Columns::of(row))
}

/// The same, with other columns behind it.
pub fn entry_of(columns: &mut Columns) -> Result<Entry> {
    Ok(Entry {
        seq: Seq(columns.take()?),
        at: columns.time()?,
        actor: Actor { member: columns.member()?, behind: columns.member()? },
        command: columns.seq()?,
        thread: columns.take::<Option<i64>>()?.map(ThreadId),
        event: columns.json()?,
        hash: columns.take()?,
        words: words(columns.take()?),
    })
}

/// Words that were erased, or that a later version wrote, read as none.
pub fn words(text: Option<String>) -> Words {
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// The header fields that have no column of their own.
#[derive(Default, Serialize, Deserialize)]
pub struct Fields {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sender: Option<Address>,
    #[serde(default, deserialize_with = "one_or_many", skip_serializing_if = "Vec::is_empty")]
    reply_to: Vec<Address>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    original_from: Option<Address>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<Address>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cc: Vec<Address>,
    #[serde(default, skip_serializing_if = "is_default")]
    signals: Signals,
    /// Which of the ancestors In-Reply-To names, counted from 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    in_reply_to: Vec<usize>,
}

/// The first version kept one Reply-To address, as itself.
fn one_or_many<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> std::result::Result<Vec<Address>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(Address),
        Many(Vec<Address>),
    }
    Ok(match OneOrMany::deserialize(from)? {
        OneOrMany::One(address) => vec![address],
        OneOrMany::Many(addresses) => addresses,
    })
}

fn is_default(signals: &Signals) -> bool {
    *signals == Signals::default()
}

impl Fields {
    /// Where answers are asked to go.
    pub fn reply_to(&self) -> &[Address] {
        &self.reply_to
    }

    pub fn of(headers: &Headers) -> Fields {
        let replied_to: HashSet<&str> = headers.in_reply_to.iter().map(String::as_str).collect();
        Fields {
            sender: headers.sender.clone(),
            reply_to: headers.reply_to.clone(),
            original_from: headers.original_from.clone(),
            to: headers.to.clone(),
            cc: headers.cc.clone(),
            signals: headers.signals.clone(),
            in_reply_to: (0..headers.references.len())
                .filter(|index| replied_to.contains(headers.references[*index].as_str()))
                .collect(),
        }
    }

    /// Those of the ancestors that In-Reply-To names.
    pub fn in_reply_to(&self, ancestors: &[String]) -> Vec<String> {
        self.in_reply_to.iter().filter_map(|index| ancestors.get(*index).cloned()).collect()
    }

    /// As much of the header block as judging a message needs.
    pub fn into_headers(self, from: Option<Address>, subject: String) -> Headers {
        Headers {
            from,
            subject,
            sender: self.sender,
            reply_to: self.reply_to,
            original_from: self.original_from,
            to: self.to,
            cc: self.cc,
            signals: self.signals,
            ..Headers::default()
        }
    }
}

/// By what a message is known again: its Message-ID, else its header block.
pub fn key(arrival: &Arrival, mailbox: i64, validity: u32) -> String {
    let headers = &arrival.headers;
    match (&arrival.unreadable, &headers.message_id) {
        (Some(_), _) => format!("unreadable:{mailbox}:{validity}:{}", arrival.item),
        (None, Some(id)) => id.clone(),
        // No header tells two of these apart, so what the server knows of them does.
        (None, None) if headers.is_blank() => {
            format!("blank:{}:{}", arrival.received_at.timestamp(), arrival.size)
        }
        (None, None) => format!("sha256:{}", headers.digest),
    }
}

/// Whether a key is that of a message with these headers, as far as headers can tell.
pub fn is_key_of(key: &str, headers: &Headers) -> bool {
    match (&headers.message_id, key.strip_prefix("sha256:")) {
        _ if is_unreadable(key) => true,
        (Some(id), _) => id == key,
        (None, Some(digest)) => headers.digest == digest,
        (None, None) => key.starts_with("blank:") && headers.is_blank(),
    }
}

/// Whether it is the key of a message whose header could not be read.
pub fn is_unreadable(key: &str) -> bool {
    key.starts_with("unreadable:")
}

/// An address from its two columns.
pub fn address(columns: &mut Columns) -> Result<Option<Address>> {
    let (name, address): (Option<String>, Option<String>) = (columns.take()?, columns.take()?);
    Ok(address.map(|address| Address { name: name.unwrap_or_default(), address }))
}

/// The columns of [`summary`], of threads as `t`.
pub const SUMMARY: &str = "t.thread, t.opener, t.customer, t.stand, t.waiting_on, t.waiting_member,
    t.waiting_until, t.waiting_entry, t.stands_since, t.owner, t.owned_since, t.backup, t.held_by, t.held_until,
    t.priority, t.next_task, t.next_titled, t.next_due, t.next_owner, t.next_priority, t.open_tasks, t.offer, t.offer_from,
    t.offer_to, t.offer_at, t.offer_due, t.offer_lapses_at, t.offer_others, t.automated, t.messages, t.unanswered_since,
    t.first_at, t.last_inbound_at, t.last_outbound_at, t.last_message_at, t.last_entry_at, t.cared_at,
    t.other_replies, t.other_author, t.level, t.level_since, t.level_until, t.last_entry, t.tags, t.waits, t.doubled, t.doubled_at,
    t.doubled_by, t.doubled_first_at, t.doubled_first_by, t.doubled_asked_at";

pub fn summary(columns: &mut Columns) -> Result<Summary> {
    Ok(Summary {
        thread: ThreadId(columns.take()?),
        opener: columns.seq()?,
        customer: columns.take::<Option<i64>>()?.map(CustomerId),
        stand: stand(columns)?,
        waiting_entry: columns.seq()?,
        stands_since: columns.maybe_time()?,
        owner: columns.member()?,
        owned_since: columns.maybe_time()?,
        backup: columns.member()?,
        held_by: columns.member()?,
        held_until: columns.maybe_time()?,
        priority: columns.word(priority)?,
        next: next_task(columns)?,
        open_tasks: columns.count()?,
        offer: offer(columns)?,
        automated: columns.take()?,
        messages: columns.count()?,
        unanswered_since: columns.maybe_time()?,
        first_at: columns.maybe_time()?,
        last_inbound_at: columns.maybe_time()?,
        last_outbound_at: columns.maybe_time()?,
        last_message_at: columns.maybe_time()?,
        last_entry_at: columns.maybe_time()?,
        cared_at: columns.maybe_time()?,
        other_replies: columns.count()?,
        other_author: columns.member()?,
        level: level(columns)?,
        last_entry: columns.seq()?,
        tags: ids(&columns.take::<String>()?),
        waits: read_periods(&columns.take::<String>()?),
        doubled: doubled(columns)?,
    })
}

fn doubled(columns: &mut Columns) -> Result<Option<Doubled>> {
    let reply = columns.seq()?;
    let (at, by) = (columns.maybe_time()?, columns.member()?);
    let (first_at, first_by) = (columns.maybe_time()?, columns.member()?);
    let asked_at = columns.maybe_time()?;
    Ok(reply.zip(at).zip(by).zip(first_at).zip(first_by).zip(asked_at).map(
        |(((((reply, at), by), first_at), first_by), asked_at)| Doubled {
            reply,
            at,
            by,
            first_at,
            first_by,
            asked_at,
        },
    ))
}

fn level(columns: &mut Columns) -> Result<Option<Level>> {
    let level: Option<u8> = columns.take()?;
    let (since, until) = (columns.maybe_time()?, columns.maybe_time()?);
    Ok(level.zip(since).map(|(level, since)| Level { level, since, until }))
}

fn priority(word: &str) -> Option<Priority> {
    word.parse().ok()
}

fn stand(columns: &mut Columns) -> Result<Stand> {
    let word: String = columns.take()?;
    let on: Option<String> = columns.take()?;
    let member = columns.member()?;
    let until = columns.maybe_time()?;
    let on = match (on.as_deref(), member) {
        (Some("member"), Some(member)) => WaitingOn::Member(member),
        (Some("customer"), _) => WaitingOn::Customer,
        (Some("named"), _) => WaitingOn::Named,
        _ => WaitingOn::Internal,
    };
    match word.as_str() {
        "open" => Ok(Stand::Open),
        "closed" => Ok(Stand::Closed),
        "waiting" => Ok(Stand::Waiting { on, until }),
        _ => Err(columns.wrong("an unknown word")),
    }
}

fn next_task(columns: &mut Columns) -> Result<Option<NextTask>> {
    let task: Option<i64> = columns.take()?;
    let titled = columns.seq()?;
    let due = columns.maybe_time()?;
    let owner = columns.member()?;
    let rank = columns.maybe_word(priority)?;
    Ok(task.zip(titled).zip(owner).zip(rank).map(|(((task, titled), owner), priority)| NextTask {
        task: TaskId(task),
        titled,
        due,
        owner,
        priority,
    }))
}

fn offer(columns: &mut Columns) -> Result<Option<Offer>> {
    let entry = columns.seq()?;
    let (from, to) = (columns.member()?, columns.member()?);
    let (at, due, lapses_at) =
        (columns.maybe_time()?, columns.maybe_time()?, columns.maybe_time()?);
    let others = read_members(&columns.take::<String>()?);
    Ok(entry.zip(from).zip(to).zip(at).zip(lapses_at).map(
        |((((entry, from), to), at), lapses_at)| Offer {
            entry,
            from,
            to,
            others,
            at,
            due,
            lapses_at,
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_the_first_version_are_read() {
        let stored = r#"{"reply_to":{"name":"Ana","address":"ana@example.com"},"signals":{"precedence":"list"}}"#;
        let fields: Fields = serde_json::from_str(stored).unwrap();
        let headers = fields.into_headers(None, String::new());
        assert_eq!(headers.reply_to, [Address::new("Ana", "ana@example.com")]);
        assert_eq!(headers.signals.precedence.as_deref(), Some("list"));
        // And what is written now is read again.
        let written = serde_json::to_string(&Fields::of(&headers)).unwrap();
        let again: Fields = serde_json::from_str(&written).unwrap();
        assert_eq!(again.into_headers(None, String::new()), headers);
    }
}
