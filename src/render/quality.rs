//! What numbers are worth, said before them.

use super::json::time;
use super::{View, safe, wrap};
use crate::domain::quality::{Counted, DEFINITION, Gap, GapKind, NoSent, Quality};
use serde_json::{Value, json};

/// What stands behind a number in whose time a gap lies.
pub const MARK: &str = "gap";

/// The first lines of a report: one where all is well, else one more for each thing that is not.
pub fn lines(quality: &Quality, view: &View) -> Vec<String> {
    let mut remarks = remarks(quality, view);
    let begin = usize::from(quality.known_from.is_some());
    let more = quality.gaps.len().saturating_sub(MOST_GAPS);
    if more > 1 {
        let more = format!("gap: {more} more before these, all in --json");
        remarks.splice(begin..begin + quality.gaps.len() - MOST_GAPS, [more]);
    }
    let mut lines = wrap::hanging(&format!("data: {}", headline(quality, view)), 0, 2);
    lines.extend(remarks.iter().flat_map(|remark| wrap::hanging(remark, 2, 4)));
    lines
}

/// Of more gaps than this the last ones are told in text.
const MOST_GAPS: usize = 3;

/// "complete; last read today 11:58"
pub fn headline(quality: &Quality, view: &View) -> String {
    let read = match quality.last_read {
        Some(at) => format!("last read {}", view.when(at)),
        None if quality.nothing_read => "no mail was read yet: baton sync".to_owned(),
        None => "nothing is read from a server".to_owned(),
    };
    let complete = if quality.is_complete() { "complete" } else { "not complete" };
    format!("{complete}; {read}")
}

/// Each thing that is not well.
pub fn remarks(quality: &Quality, view: &View) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some(from) = quality.known_from {
        remarks.push(format!("when mail was read is not known before {}", view.stamp(from)));
    }
    remarks.extend(quality.gaps.iter().map(|gap| self::gap(gap, view)));
    remarks.extend(quality.failed.iter().map(|(inbox, why)| {
        format!(
            "{} could not be read when it was last tried: {}",
            view.inbox(*inbox),
            safe::line(why)
        )
    }));
    remarks.extend(quality.without_sent.iter().map(|(inbox, why)| {
        let inbox = view.inbox(*inbox);
        match why {
            NoSent::NotRead => format!("{inbox}: no Sent mailbox is read, replies may be missing"),
            NoSent::Empty => format!("{inbox}: its Sent mailbox is empty, replies may be missing"),
        }
    }));
    remarks.extend(counts(quality));
    remarks
}

fn gap(gap: &Gap, view: &View) -> String {
    let names: Vec<String> = gap.mailboxes.iter().map(|name| safe::line(name)).collect();
    let place = match names.is_empty() {
        true => view.inbox(gap.inbox),
        false => format!("{}/{}", view.inbox(gap.inbox), names.join(", ")),
    };
    let (from, to) = (view.stamp(gap.from), view.stamp(gap.to));
    match gap.kind {
        GapKind::Before => format!("gap: {place} begins with mail of {to}"),
        GapKind::Late => format!("gap: {place} was not read from {from} to {to}, only later"),
        GapKind::Unread => format!("gap: {place} is not read since {from}"),
    }
}

/// What is wrong with single messages, as far as there are any.
fn counts(quality: &Quality) -> Vec<String> {
    let Counted { messages, replies, threads, .. } = quality.counted;
    let of = |n: usize, all: usize, what: &str, one: &str, many: &str| {
        (n > 0).then(|| format!("{n} of {all} {what} {}", if n == 1 { one } else { many }))
    };
    let counted = &quality.counted;
    let alone = |n: usize, one: &str, many: &str| {
        (n > 0).then(|| if n == 1 { one.to_owned() } else { format!("{n} {many}") })
    };
    [
        of(
            counted.unknown_authors,
            replies,
            "replies",
            "is by nobody known",
            "are by nobody known",
        ),
        of(
            counted.ahead,
            messages,
            "messages",
            "is dated after it came: a clock is off",
            "are dated after they came: clocks are off",
        ),
        of(
            counted.behind,
            messages,
            "messages",
            "is dated more than a day before it came",
            "are dated more than a day before they came",
        ),
        of(counted.without_date, messages, "messages", "has no Date", "have no Date"),
        alone(quality.unreadable, "1 message could not be read", "messages could not be read"),
        alone(
            quality.conflicts,
            "1 message points to several threads",
            "messages point to several threads",
        ),
        alone(
            quality.vanished,
            "1 message vanished from its mailbox; it is counted",
            "messages vanished from their mailboxes; they are counted",
        ),
        of(
            counted.historic,
            threads,
            "threads",
            "has only mail from before baton",
            "have only mail from before baton",
        ),
        of(
            counted.automated,
            threads,
            "threads",
            "is automated mail alone",
            "are automated mail alone",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// `data_quality` of a report.
pub fn shape(quality: &Quality, view: &View) -> Value {
    let gap = |gap: &Gap| {
        json!({
            "inbox": view.inbox(gap.inbox), "mailboxes": gap.mailboxes, "kind": gap.kind.word(),
            "from": time(gap.from), "to": time(gap.to),
        })
    };
    let Counted { messages, without_date, ahead, behind, replies, .. } = quality.counted;
    let Counted { unknown_authors, threads, historic, automated, .. } = quality.counted;
    json!({
        "complete": quality.is_complete(),
        "last_read_at": quality.last_read.map(time),
        "known_from": quality.known_from.map(time),
        "gaps": quality.gaps.iter().map(gap).collect::<Vec<_>>(),
        "missing_sent": quality.without_sent.iter().map(|(inbox, why)| {
            json!({ "inbox": view.inbox(*inbox), "why": why.word() })
        }).collect::<Vec<_>>(),
        "failed": quality.failed.iter().map(|(inbox, why)| {
            json!({ "inbox": view.inbox(*inbox), "why": why })
        }).collect::<Vec<_>>(),
        "messages": messages,
        "without_date": without_date,
        "dated_after_arrival": ahead,
        "dated_long_before_arrival": behind,
        "replies": replies,
        "replies_by_unknown": unknown_authors,
        "unreadable": quality.unreadable,
        "conflicts": quality.conflicts,
        "vanished": quality.vanished,
        "threads": threads,
        "threads_historic": historic,
        "threads_automated": automated,
        "definition": DEFINITION,
    })
}
