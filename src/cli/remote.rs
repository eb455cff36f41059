//! A config that names a remote: every command runs on the host that keeps the ledger, over ssh, as if it ran here.

use super::context::Context;
use super::place::{self, Place};
use super::{Command, note};
use crate::config::Remote;
use crate::error::Error;
use std::ffi::{OsStr, OsString};
use std::io::{ErrorKind, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Stdio};

/// The exit status of ssh(1) where ssh itself failed. baton has none above 77.
const SSH_FAILED: i32 = 255;
/// What a shell says of a program that is not there (POSIX, 2.8.2).
const NOT_FOUND: i32 = 127;

/// The host where this command is to run, if not here.
pub fn of(command: &Command, cx: &mut Context) -> Result<Option<Remote>, Error> {
    if matches!(place::of(command), Place::Here(_)) {
        return Ok(None);
    }
    let is_doctor = matches!(command, Command::Doctor(_));
    // init makes the one that is named and not there yet; who needs it says so.
    let needs_none = matches!(command, Command::Init(_)) || cx.globals.config.is_none();
    if needs_none && !cx.config_path()?.exists() {
        return Ok(None);
    }
    let config = match cx.optional_config() {
        // It says so in a line of its own.
        Err(_) if is_doctor => return Ok(None),
        config => config?,
    };
    let Some(host) = config.and_then(|config| config.remote) else { return Ok(None) };
    if cx.globals.ledger.is_some() {
        return Err(Error::usage(format!("the ledger is at {}, not here", host.destination))
            .hint("leave --ledger out, or name a config without remote: --config FILE"));
    }
    if matches!(command, Command::Init(_)) {
        let path = cx.config_path()?.display().to_string();
        return Err(Error::usage(format!("{path} is for remote use, of {}", host.destination))
            .hint("to make a ledger here, name another config: --config FILE"));
    }
    Ok(Some(host).filter(|_| !is_doctor))
}

/// Runs the command line there, with standard input, output and error as they are here, and gives its exit status.
pub fn run(
    host: &Remote,
    command: &Command,
    args: &[OsString],
    cx: &mut Context,
) -> Result<u8, Error> {
    if cx.globals.verbose {
        let config = cx.config_path()?;
        cx.tell(&format!("config: {}\nremote: {}", config.display(), host.destination));
    }
    let mut words = words(args, cx)?;
    if let Command::Note(note) = command
        && note.lacks_text()
        && cx.has_editor()
    {
        let config = cx.config_or_defaults()?;
        let text = note::Args::write(note.headings_here(&config), cx)?;
        return send(host, words, &text, cx);
    }
    // ssh would read all of it, though the command does not: the rest of a loop's list, for one.
    let reads_input = matches!(command, Command::Guard(_))
        || words.iter().any(|word| word == "-" || word.ends_with("=-"));
    let input = if reads_input { Stdio::inherit() } else { Stdio::null() };
    let mut ssh = ssh(host, words.drain(..));
    let ended = ssh.stdin(input).status().map_err(|error| not_run(host, &error))?;
    status(host, ended)
}

/// Sends the text of a note that was written in the editor here, since none opens there.
fn send(host: &Remote, mut words: Vec<String>, text: &str, cx: &mut Context) -> Result<u8, Error> {
    words.push("-".to_owned());
    let sent = ask(host, &words, text.as_bytes());
    match &sent {
        Ok((0, answer)) => cx.print(answer)?,
        // Nobody should have to write it again.
        _ => cx.tell(&format!("not sent:\n{text}")),
    }
    sent.map(|(status, _)| status)
}

/// Runs a command there with this on its standard input; its exit status, and what it printed. Its errors show here.
pub fn ask(host: &Remote, words: &[impl AsRef<str>], input: &[u8]) -> Result<(u8, String), Error> {
    let mut child = ssh(host, words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| not_run(host, &error))?;
    if let Some(mut pipe) = child.stdin.take() {
        let input = input.to_vec();
        // On its own thread: a program that does not read must not hold us. Its exit status tells what came of it.
        std::thread::spawn(move || pipe.write_all(&input));
    }
    let output = child.wait_with_output().map_err(|error| not_run(host, &error))?;
    let status = status(host, output.status)?;
    Ok((status, String::from_utf8_lossy(&output.stdout).into_owned()))
}

/// What was typed, but for what is about this machine, and with what the other cannot know of our terminal.
fn words(args: &[OsString], cx: &Context) -> Result<Vec<String>, Error> {
    let mut args: Vec<&OsStr> = args.iter().skip(1).map(OsString::as_os_str).collect();
    if let Some(config) = &cx.globals.config {
        args = without("--config", config.as_os_str(), &args);
    }
    let mut words = Vec::new();
    if cx.is_bold() {
        args = without("--color", OsStr::new(&cx.globals.color), &args);
        words.extend(["--color".to_owned(), "always".to_owned()]);
    }
    if let (None, Some(width)) = (cx.globals.width, cx.env.width()) {
        words.extend(["--width".to_owned(), width.max(20).to_string()]);
    }
    for arg in args {
        let word = arg.to_str().ok_or_else(|| {
            Error::usage("an argument is not UTF-8, and does not go over ssh")
                .hint("give a text on standard input: -")
        })?;
        words.push(word.to_owned());
    }
    Ok(words)
}

/// The arguments without a flag that has this value. Behind `--` nothing is a flag.
fn without<'a>(flag: &str, value: &OsStr, args: &[&'a OsStr]) -> Vec<&'a OsStr> {
    let joined = [OsStr::new(flag), OsStr::new("="), value].into_iter().collect::<OsString>();
    let (mut kept, mut rest) = (Vec::with_capacity(args.len()), args.iter());
    while let Some(arg) = rest.next() {
        if *arg == "--" {
            kept.push(*arg);
            kept.extend(rest);
            break;
        }
        if *arg == flag && rest.as_slice().first().is_some_and(|next| *next == value) {
            rest.next();
        } else if **arg != *joined {
            kept.push(*arg);
        }
    }
    kept
}

/// `ssh -T -- HOST 'baton' …`: one argument for the shell at the other end, if there is one, each word in it quoted.
fn ssh(host: &Remote, words: impl IntoIterator<Item = impl AsRef<str>>) -> std::process::Command {
    let line = words
        .into_iter()
        .fold("baton".to_owned(), |line, word| line + " " + &quoted(word.as_ref()));
    let (program, first) = host.shell.split_first().map_or(("ssh", &[][..]), |(p, rest)| (p, rest));
    let mut ssh = std::process::Command::new(program);
    ssh.args(first).args(["-T", "--", &host.destination, &line]);
    ssh
}

/// In single quotes, in which a shell knows nothing special but their end (POSIX, 2.2.2).
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

fn status(host: &Remote, ended: ExitStatus) -> Result<u8, Error> {
    let Remote { destination, shell } = host;
    let by_hand = format!("{} {destination} baton list", shell.join(" "));
    match (ended.code(), ended.signal()) {
        (Some(SSH_FAILED), _) => {
            Err(Error::temporary(format!("ssh did not reach baton at {destination}"))
                .hint(format!("ssh says why above; try it by hand: {by_hand}")))
        }
        (Some(NOT_FOUND), _) => {
            Err(Error::usage(format!("there is no baton in the PATH at {destination}"))
                .hint("name it by its whole path in ~/.ssh/authorized_keys there"))
        }
        (Some(status), _) => {
            u8::try_from(status).map_err(|_| Error::bug(format!("exit status {status}")))
        }
        // Who reads our output has stopped, and that is no error.
        (None, Some(nix::libc::SIGPIPE)) => Ok(0),
        (None, _) => Err(Error::temporary(format!("ssh to {destination} was ended by a {ended}"))
            .hint("see whether it was done: baton list; then run it again")),
    }
}

fn not_run(host: &Remote, error: &std::io::Error) -> Error {
    let program = host.shell.first().map_or("ssh", String::as_str);
    let what = format!("cannot run {program}: {error}");
    match error.kind() {
        ErrorKind::ArgumentListTooLong => {
            Error::usage(what).hint("give a long text on standard input: -")
        }
        ErrorKind::NotFound | ErrorKind::PermissionDenied => Error::usage(what)
            .hint("install OpenSSH's client, or name it in the config: remote-shell = [\"…\"]"),
        _ => Error::temporary(what),
    }
}
