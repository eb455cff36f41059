//! The tests that run the real program: one binary, so that it links once and shares one Dovecot.
//!
//! `world` runs baton at a fixed time as any member. `dovecot` and `smtp` are real servers on
//! loopback ports in a temporary directory; `scripted` plays the server that a real one cannot be
//! made to be. `service` starts and stops them. `ledger` looks into the file. The other modules are the tests.

// A test says "this cannot fail" by failing. Both lints are for the program.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod architecture;
mod certificates;
mod dovecot;
mod generated;
mod help;
mod imap_client;
mod ledger;
mod scripted;
mod service;
mod session;
mod smtp;
mod world;

mod authors;
mod balance;
mod delivery;
mod demo;
mod exit_codes;
mod faults;
mod handoff;
mod harness;
mod hostile_text;
mod json_shapes;
mod lists;
mod metrics;
mod ownership;
mod privacy;
mod properties;
mod races;
mod review;
mod sources;
mod sync;
mod terminal;
mod threading;
mod trust;
mod work;
