//! Data and now, into text for people and for scripts. Pure; the one place that makes untrusted text safe.

pub mod absence;
pub mod asides;
pub mod block;
pub mod check;
pub mod contacts;
pub mod customer;
pub mod customers;
pub mod directory;
pub mod dupes;
pub mod export;
pub mod fsck;
pub mod handoff;
pub mod headline;
pub mod html;
pub mod json;
pub mod log;
pub mod mailings;
pub mod metrics;
pub mod names;
pub mod notes;
pub mod plan;
pub mod reason;
pub mod refusal;
pub mod review;
pub mod safe;
pub mod show;
pub mod suggestions;
pub mod table;
pub mod tasks;
pub mod tasks_ics;
pub mod texts;
pub mod threads;
mod uuid;
pub mod why;

pub use names::View;
