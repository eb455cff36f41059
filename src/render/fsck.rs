//! What verifying the ledger came to, in a few lines.

use super::safe;
use crate::domain::calendar::Calendar;
use crate::domain::proof::{Anchored, Report};

/// What was verified, then what is wrong.
pub fn text(report: &Report, calendar: &Calendar) -> String {
    let mut out = String::new();
    let newest =
        report.newest.as_deref().map(|hash| format!(", newest {hash}")).unwrap_or_default();
    let problems = problems(report);
    if report.is_clean() {
        out += &format!("{}: chain whole{newest}\n", counted(report.entries, "entry", "entries"));
        out +=
            &format!("{}: no number is missing\n", counted(report.messages, "message", "messages"));
        out +=
            &format!("{}: rows equal the replay\n", counted(report.threads, "thread", "threads"));
        out += "members, merges and splits: as entries say\n";
        out += "SQLite: ok\n";
    } else {
        out += &format!(
            "{}{newest}\n{}\n{}\n",
            counted(report.entries, "entry", "entries"),
            counted(report.messages, "message", "messages"),
            counted(report.threads, "thread", "threads"),
        );
    }
    if let Some(found) = report.anchor.as_ref().and_then(|anchor| anchor.found) {
        out += &anchored(&found, calendar);
    }
    out + &problems
}

/// "entry 917 of 2026-03-02 10:00, 45 entries before the newest".
fn anchored(found: &Anchored, calendar: &Calendar) -> String {
    let at = calendar.local(found.at).format("%Y-%m-%d %H:%M");
    let place = match found.newer {
        0 => "the newest".to_owned(),
        n => format!("{} before the newest", counted(n, "entry", "entries")),
    };
    let broken = if found.whole { "" } else { "; the chain from there to the newest is BROKEN" };
    format!("anchor: entry {} of {at}, {place}{broken}\n", found.entry)
}

/// What is wrong, a line each, the first bad line of the ledger first.
pub fn problems(report: &Report) -> String {
    let kept = report.problems.kept.iter().map(|problem| {
        format!("BAD  {}: {}\n", safe::line(&problem.place), safe::line(&problem.what))
    });
    let more = match report.problems.more {
        0 => String::new(),
        n => format!("and {} more\n", grouped(n)),
    };
    kept.collect::<String>() + &more
}

/// "one problem", "1,234 problems".
pub fn count(report: &Report) -> String {
    match report.problems.count() {
        1 => "one problem".to_owned(),
        n => format!("{} problems", grouped(n)),
    }
}

fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// 1,234,567.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    #[test]
    fn large_numbers_are_grouped() {
        let shown = [0, 999, 1000, 12_345, 1_234_567].map(super::grouped);
        assert_eq!(shown, ["0", "999", "1,000", "12,345", "1,234,567"]);
    }
}
