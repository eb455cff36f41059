//! Mail out by a program of the host, run without a shell.

use super::{Outcome, SendError, Sendmail};
use crate::error::Error;
use crate::mail::command::{self, Failure};
use lettre::Address;
use nix::unistd::{AccessFlags, access};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// sysexits.h: usage, bad data, unknown user, unknown host. Another attempt ends the same way.
const FOR_GOOD: [i32; 4] = [64, 65, 67, 68];

pub fn send(sendmail: &Sendmail, to: &Address, raw: &[u8]) -> Result<(), SendError> {
    let what = command::describe(&sendmail.command);
    let error = |outcome, why: String| {
        let message = format!("cannot send mail to {to} with {what}: {why}");
        SendError::new(
            outcome,
            Error::temporary(message).hint("check command under [mail-out.sendmail]: baton doctor"),
        )
    };
    let mut argv = sendmail.command.clone();
    let is_sendmail = argv.first().is_some_and(|name| Path::new(name).ends_with("sendmail"));
    if is_sendmail && !argv.iter().any(|word| word == "-i" || word == "-oi") {
        // A line of one dot would end the mail.
        argv.push("-i".into());
    }
    argv.extend(["--".to_owned(), to.to_string()]);
    let output =
        command::run(&argv, raw, sendmail.timeout, 0).map_err(|failure| match failure {
            Failure::NotStarted(why) => error(Outcome::NotSent, why),
            Failure::Stopped(why) => error(Outcome::Unknown, why),
        })?;
    match output.code() {
        Some(0) => Ok(()),
        Some(code) if FOR_GOOD.contains(&code) => Err(error(Outcome::Rejected, output.complaint())),
        Some(_) => Err(error(Outcome::NotSent, output.complaint())),
        None => Err(error(Outcome::Unknown, output.complaint())),
    }
}

pub fn check(sendmail: &Sendmail) -> Result<String, Error> {
    let what = command::describe(&sendmail.command);
    let name = sendmail.command.first().map(String::as_str).unwrap_or_default();
    match find(name, &sendmail.search) {
        Some(path) => Ok(format!("{} can be run", path.display())),
        None => {
            Err(Error::usage(format!("cannot send mail with {what}: there is no such program"))
                .hint("check command under [mail-out.sendmail] in the config"))
        }
    }
}

/// The file that would be run.
fn find(name: &str, search: &OsStr) -> Option<PathBuf> {
    let runs = |path: &PathBuf| path.is_file() && access(path, AccessFlags::X_OK).is_ok();
    if name.contains('/') {
        return Some(PathBuf::from(name)).filter(runs);
    }
    let mut folders = std::env::split_paths(search).filter(|_| !name.is_empty());
    folders.find_map(|folder| Some(folder.join(name)).filter(runs))
}
