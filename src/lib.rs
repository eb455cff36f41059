//! baton says who owns every customer conversation in a shared mailbox.
//!
//! # How it is built
//!
//! Two kinds of truth lie in one SQLite file, the *ledger*: **messages**, what the mail server showed, and
//! **entries**, what members (or baton, by a rule) did. Both take their number from one sequence. Everything else
//! (owner, status, next action) follows from them by a pure function.
//!
//! | room | holds |
//! |---|---|
//! | [`domain`] | what is true and what may happen: pure, no I/O |
//! | [`mail`] | where mail comes from and goes to |
//! | [`store`] | the ledger: all SQL |
//! | [`flow`] | the use cases where mail and ledger meet |
//! | [`config`] | `config.toml`, typed |
//! | [`render`] | data and now, into text; makes untrusted text safe |
//! | [`cli`] | one file a command |
//! | [`env`](mod@env) | clock, environment, user: nothing else reads them |
//!
//! Dependencies point one way: `cli → flow → {store, mail} → domain`, `cli → {store, mail, render, config}`,
//! `render → domain`, `config → domain`. A test holds this.

pub mod cli;
pub mod config;
pub mod domain;
pub mod env;
pub mod error;
pub mod flow;
pub mod mail;
pub mod render;
pub mod store;

pub use cli::run;
pub use env::Env;
