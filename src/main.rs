//! The program: exit status, and nothing else.

use baton::error::Kind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

fn main() -> ExitCode {
    let run = || baton::run(std::env::args_os(), baton::Env::of_process());
    // The panic itself has been printed by then.
    let status = catch_unwind(AssertUnwindSafe(run)).unwrap_or(Kind::Bug.status());
    ExitCode::from(status)
}
