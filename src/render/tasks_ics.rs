//! Tasks as iCalendar (RFC 5545), for calendars and task lists. Nothing in it depends on when it is written: two
//! exports of the same tasks are the same bytes.

use super::safe;
use super::uuid::uuid;
use crate::domain::priority::Priority;
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

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Open,
    Waiting,
    Done,
    Dropped,
}

/// A task as a calendar shows it.
#[derive(Clone, Debug)]
pub struct Todo<'a> {
    pub task: i64,
    pub title: &'a str,
    pub due: Option<Timestamp>,
    pub priority: Priority,
    pub state: State,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// What else there is to say, line by line.
    pub lines: &'a [String],
}

/// One task of the ledger of this identity.
pub fn todo(identity: &str, todo: &Todo) -> Result<String, Error> {
    let mut component = ICalendarComponent::new(ICalendarComponentType::VTodo);
    component.add_uid(&uuid(identity, "task", todo.task));
    component.add_property(Property::Dtstamp, moment(todo.changed_at));
    component.add_property(Property::Summary, safe::line(todo.title));
    if let Some(due) = todo.due {
        component.add_property(Property::Due, moment(due));
    }
    component.add_property(Property::Priority, i64::from(priority(todo.priority)));
    component.add_property(Property::Status, ICalendarValue::Status(status(todo.state)));
    // RFC 5545 §3.8.2.1: only what is done has it.
    if todo.state == State::Done {
        component.add_property(Property::Completed, moment(todo.changed_at));
    }
    if !todo.lines.is_empty() {
        component.add_property(Property::Description, safe::lines(&todo.lines.join("\n")));
    }
    let mut text = String::new();
    ICalendar { components: vec![component] }
        .write_to(&mut text)
        .map_err(|error| Error::bug(format!("cannot write a calendar: {error}")))?;
    Ok(text)
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

fn status(state: State) -> ICalendarStatus {
    match state {
        State::Open => ICalendarStatus::NeedsAction,
        State::Waiting => ICalendarStatus::InProcess,
        State::Done => ICalendarStatus::Completed,
        State::Dropped => ICalendarStatus::Cancelled,
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
