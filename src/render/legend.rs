//! What the words and ages of a digest go by: what was promised, what working time is, whose clocks show the times.

use super::{View, safe};
use crate::domain::sla::{Condition, Sla};
use crate::domain::span::Span;
use chrono::TimeDelta;

/// A holiday so near is worth a word.
const SOON: TimeDelta = TimeDelta::days(14);

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Sentences for the foot of a digest.
pub fn lines(view: &View) -> Vec<String> {
    let mut lines: Vec<String> =
        view.policy.slas.iter().map(|sla| format!("promised {}", promise(sla, view))).collect();
    lines.extend(updates(view));
    lines.push(working_time(view));
    lines.extend(view.own_zone().map(|zone| format!("times here are those of {zone}")));
    lines
}

/// "for urgent threads: first reply in 1h, next in 4h of working time"
fn promise(sla: &Sla, view: &View) -> String {
    let which = match sla.when.0.as_slice() {
        [] if view.policy.slas.len() > 1 => "for all other threads".to_owned(),
        [] => "for all threads".to_owned(),
        conditions => {
            let words: Vec<String> =
                conditions.iter().map(|condition| which(condition, view)).collect();
            format!("for {}", words.join(", "))
        }
    };
    let targets = [
        ("first reply in", sla.first_response),
        ("next reply in", sla.next_response),
        ("settled in", sla.resolution),
    ];
    let targets = targets.into_iter().filter_map(|(what, span)| Some(format!("{what} {}", span?)));
    format!("{which}: {}", targets.collect::<Vec<_>>().join(", "))
}

fn which(condition: &Condition, view: &View) -> String {
    match condition {
        Condition::Priority(priority) => format!("priority {priority}"),
        Condition::Inbox(inbox) => format!("inbox {}", view.inbox(*inbox)),
        Condition::Tag(tag) => format!("tag {}", safe::line(tag.as_str())),
        Condition::Level(level) => format!("level {level} and up"),
        Condition::CustomerStatus(status) => format!("customers who are {}", safe::line(status)),
    }
}

/// "promised at level 2, urgent outage: an update every 30m, at any hour"
fn updates<'a>(view: &'a View) -> impl Iterator<Item = String> + 'a {
    let levels = view.policy.resort.levels.iter().enumerate();
    levels.filter_map(|(at, level)| {
        let every = level.update_every?;
        let hours = if matches!(every, Span::Seconds(_)) { ", at any hour" } else { "" };
        let name = safe::line(&level.name);
        Some(format!("promised at level {}, {name}: an update every {every}{hours}", at + 1))
    })
}

/// "working time is mon-fri 09:00-17:00, Europe/Berlin; next holiday Fri 25 Dec"
fn working_time(view: &View) -> String {
    let calendar = &view.policy.calendar;
    let today = calendar.day(view.now);
    let next = calendar.holidays_from(today).next().filter(|day| *day - today <= SOON);
    let holiday = next.map(|day| format!("; next holiday {}", day.format("%a %-d %b")));
    let zone = calendar.zone();
    format!("working time is {}, {zone}{}", hours(view), holiday.unwrap_or_default())
}

/// The hours of the week, days in a row that have the same ones together: "mon-thu 09:00-17:00, fri 09:00-13:00".
fn hours(view: &View) -> String {
    let week = view.policy.calendar.week();
    let mut rows: Vec<(usize, usize)> = Vec::new();
    for day in (0..week.len()).filter(|day| !week[*day].is_empty()) {
        match rows.last_mut() {
            Some((_, last)) if *last + 1 == day && week[*last] == week[day] => *last = day,
            _ => rows.push((day, day)),
        }
    }
    let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let row = |(first, last): (usize, usize)| {
        let days = match first == last {
            true => DAYS[first].to_owned(),
            false => format!("{}-{}", DAYS[first], DAYS[last]),
        };
        let spans = week[first]
            .iter()
            .map(|(opens, closes)| format!(" {}-{}", clock(*opens), clock(*closes)));
        format!("{days}{}", spans.collect::<String>())
    };
    rows.into_iter().map(row).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Calendar;
    use crate::domain::escalation::EscalationLevel;
    use crate::domain::member::Team;
    use crate::domain::policy::Policy;
    use crate::domain::priority::Priority;
    use crate::domain::rota::Resort;
    use crate::domain::sla::When;

    #[test]
    fn promises_and_working_time_are_told_in_words() {
        let berlin = chrono_tz::Europe::Berlin;
        let hours = ["mon-thu 09:00-12:30 13:30-17:30", "fri 09:00-13:00", "sun 10:00-11:00"];
        let holidays = ["2026-12-25", "2026-12-26"].map(|day| day.parse().unwrap());
        let calendar = Calendar::new(berlin, &hours.map(str::to_owned), holidays.into());
        let hour = Span::Seconds(3_600);
        let sla = |when, next_response, resolution| Sla {
            when: When(when),
            first_response: Some(hour),
            next_response,
            resolution,
            warn: hour,
        };
        let urgent =
            vec![Condition::Priority(Priority::Urgent), Condition::CustomerStatus("vip".into())];
        let outage = EscalationLevel {
            name: "outage".into(),
            owners: Vec::new(),
            update_every: Some(Span::Seconds(1_800)),
            tell: Vec::new(),
        };
        let policy = Policy {
            slas: vec![
                sla(urgent, Some(Span::Seconds(14_400)), None),
                sla(Vec::new(), None, Some(Span::WorkingDays(3))),
            ],
            resort: Resort { levels: vec![outage], rotas: Vec::new() },
            ..Policy::new(calendar.unwrap())
        };
        let lisbon = Calendar::round_the_clock(chrono_tz::Europe::Lisbon);
        let told = |now: &str, clock| {
            let (team, now) = (Team::default(), now.parse().unwrap());
            lines(&View { team: &team, inboxes: &[], policy: &policy, clock, now })
        };
        assert_eq!(
            told("2026-12-20T12:00:00Z", &lisbon),
            [
                "promised for priority urgent, customers who are vip: first reply in 1h, next reply in 4h",
                "promised for all other threads: first reply in 1h, settled in 3bd",
                "promised at level 1, outage: an update every 30m, at any hour",
                "working time is mon-thu 09:00-12:30 13:30-17:30, fri 09:00-13:00, sun 10:00-11:00, \
                 Europe/Berlin; next holiday Fri 25 Dec",
                "times here are those of Europe/Lisbon",
            ]
        );
        let far = told("2026-12-01T12:00:00Z", &policy.calendar);
        assert!(far.last().unwrap().ends_with("Europe/Berlin"), "{far:?}");
    }
}
