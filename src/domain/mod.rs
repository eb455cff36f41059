//! What is true and what may happen. Pure: no SQL, no clock, no network, no config, no printing.

pub mod absence;
pub mod access;
pub mod address;
pub mod automated;
pub mod body;
pub mod calendar;
pub mod entry;
pub mod handoff;
pub mod ids;
pub mod judge;
pub mod member;
pub mod message;
pub mod metrics;
pub mod policy;
pub mod priority;
pub mod proof;
pub mod query;
pub mod review;
pub mod roster;
pub mod span;
pub mod summary;
pub mod thread;
pub mod threading;
pub mod time;
pub mod undo;
pub mod when;
