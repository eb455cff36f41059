//! The program: exit status, and nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(baton::run(std::env::args_os(), baton::Env::of_process()))
}
