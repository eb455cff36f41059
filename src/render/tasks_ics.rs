//! Tasks as iCalendar (RFC 5545), for calendars and task lists. Nothing in it depends on when it is written: two
//! exports of the same tasks are the same bytes.

use super::uuid::uuid;
use super::{View, customers, safe};
use crate::domain::priority::Priority;
use crate::domain::task::{Listed, TaskStatus};
use crate::domain::time::Timestamp;
use crate::error::Error;
use calcard::common::PartialDateTime;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarProperty as Property,
    ICalendarStatus, ICalendarValue,
};
use chrono::{Datelike, Timelike};

/// What stands before the tasks.
pub const BEGIN: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//baton//tasks//EN\r\n";
/// What stands behind them.
pub const END: &str = "END:VCALENDAR\r\n";

/// One task of the ledger of this identity, last changed then; `subject` is its thread's.
pub fn todo(
    identity: &str,
    listed: &Listed,
    subject: &str,
    changed_at: Timestamp,
    view: &View,
) -> Result<String, Error> {
    let task = &listed.task;
    let mut todo = ICalendarComponent::new(ICalendarComponentType::VTodo);
    todo.add_uid(&uuid(identity, "task", task.id.0));
    todo.add_property(Property::Dtstamp, moment(changed_at));
    todo.add_property(Property::Summary, safe::line(&task.title));
    if let Some(due) = task.due {
        todo.add_property(Property::Due, moment(due));
    }
    todo.add_property(Property::Priority, i64::from(priority(task.priority)));
    todo.add_property(Property::Status, ICalendarValue::Status(status(task.status)));
    // RFC 5545 §3.8.2.1: only what is done has it.
    if let Some(done_at) = task.done_at.filter(|_| task.status == TaskStatus::Done) {
        todo.add_property(Property::Completed, moment(done_at));
    }
    todo.add_property(Property::Description, description(listed, subject, view));
    let mut text = String::new();
    ICalendar { components: vec![todo] }
        .write_to(&mut text)
        .map_err(|error| Error::bug(format!("cannot write a calendar: {error}")))?;
    Ok(text)
}

/// Whose it is, what it is on and how it went, line by line.
fn description(listed: &Listed, subject: &str, view: &View) -> String {
    let task = &listed.task;
    let mut lines = vec![format!("owner: {}", view.member(task.owner))];
    lines.extend(listed.thread.map(|thread| format!("thread {thread}: {}", safe::line(subject))));
    lines.extend(
        listed
            .customer
            .as_ref()
            .map(|customer| format!("customer {}: {}", customer.id, customers::name(customer))),
    );
    lines.extend(task.comments.iter().map(|comment| {
        let by = comment.by.map(|by| view.member(by)).unwrap_or_default();
        format!("{} {by}: {}", view.stamp(comment.at), safe::line(&comment.text))
    }));
    lines.join("\n")
}

/// RFC 5545 §3.8.1.9: 1 is the most urgent, 5 in the middle, 9 the least.
fn priority(priority: Priority) -> u8 {
    match priority {
        Priority::Urgent => 1,
        Priority::High => 3,
        Priority::Normal => 5,
        Priority::Low => 9,
    }
}

fn status(status: TaskStatus) -> ICalendarStatus {
    match status {
        TaskStatus::Open => ICalendarStatus::NeedsAction,
        TaskStatus::Waiting => ICalendarStatus::InProcess,
        TaskStatus::Done => ICalendarStatus::Completed,
        TaskStatus::Dropped => ICalendarStatus::Cancelled,
    }
}

/// In UTC, to the second.
fn moment(time: Timestamp) -> PartialDateTime {
    let small = |number: u32| u8::try_from(number).ok();
    PartialDateTime {
        year: u16::try_from(time.year()).ok(),
        month: small(time.month()),
        day: small(time.day()),
        hour: small(time.hour()),
        minute: small(time.minute()),
        second: small(time.second()),
        tz_hour: Some(0),
        tz_minute: Some(0),
        tz_minus: false,
    }
}
