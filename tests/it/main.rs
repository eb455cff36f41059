//! The tests that run the real program: one binary, so that it links once and shares one Dovecot.
//!
//! `world` runs baton at a fixed time as any member. `dovecot`, `cyrus`, `courier` and `smtp` are
//! real servers on loopback ports in a temporary directory, `server` is one of the first three;
//! `sshd` is a real one, too.
//! `scripted` plays the server that a real one cannot be made to be. `tokens` makes OAuth tokens.
//! `browser` and `libreoffice` look at what we write as its readers do. `service` starts and stops
//! servers. `ledger` looks into the file. The other modules are the tests.

// A test says "this cannot fail" by failing. Both lints are for the program.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod architecture;
mod browser;
mod certificates;
mod courier;
mod cyrus;
mod devtools;
mod dovecot;
mod generated;
mod help;
mod imap_client;
mod ledger;
mod libreoffice;
mod scoring;
mod scripted;
mod server;
mod service;
mod session;
mod smtp;
mod sshd;
mod tokens;
mod unpacked;
mod world;

mod absence;
mod annotations;
mod as_of;
mod authors;
mod automated;
mod balance;
mod check;
mod contact_files;
mod contacts;
mod cron;
mod customer_page;
mod customers;
mod delivery;
mod demo;
mod escalation;
mod exit_codes;
mod experiments;
mod export;
mod faults;
mod fsck;
mod gateway;
mod gone;
mod grants;
mod guard;
mod half_done;
mod handoff;
mod hands;
mod harness;
mod holds;
mod hostile_review;
mod hostile_servers;
mod hostile_text;
mod json_shapes;
mod kills;
mod leads;
mod lists;
mod member_remove;
mod metrics;
mod metrics_by_hand;
mod metrics_page;
mod metrics_rows;
mod notes;
mod oauth;
mod oddities;
mod outbox;
mod owner_check;
mod ownership;
mod page;
mod personal;
mod privacy;
mod properties;
mod quality;
mod races;
mod records;
mod remote;
mod replay;
mod review;
mod roles;
mod rota;
mod scores_import;
mod search;
mod sections;
mod senders;
mod servers;
mod sla;
mod sources;
mod spreadsheets;
mod stops;
mod sync;
mod tags;
mod tampering;
mod tasks;
mod terminal;
mod texts;
mod threading;
mod trust;
mod undo;
mod urgency;
mod watch;
mod weekly;
mod work;
mod working_time;
