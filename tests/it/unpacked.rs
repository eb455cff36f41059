//! Servers that tests/run unpacks instead of installing them: Debian's IMAP servers exclude each other.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::service::{self, Service};

/// Copies them into `directory`, where who reads mail may run them.
pub fn servers(directory: &Path) -> PathBuf {
    let unpacked = Path::new(env!("CARGO_TARGET_TMPDIR")).join("servers");
    assert!(unpacked.is_dir(), "no {}: run tests/run, which unpacks servers", unpacked.display());
    let servers = directory.join("servers");
    let copied = Command::new("cp").arg("-r").args([&unpacked, &servers]).status().unwrap();
    assert!(copied.success(), "cannot copy {}", unpacked.display());
    servers
}

/// Runs a program of theirs in `directory`, as who reads mail.
pub fn start(directory: PathBuf, servers: &Path, words: &[String]) -> Service {
    let libraries = format!("LD_LIBRARY_PATH={}", libraries(servers));
    let owner = service::mail_owner().map(|(user, group)| {
        ["setpriv", "--clear-groups"]
            .map(str::to_owned)
            .into_iter()
            .chain([format!("--reuid={user}"), format!("--regid={group}")])
    });
    let command: Vec<String> = owner
        .into_iter()
        .flatten()
        .chain(["env".to_owned(), libraries])
        .chain(words.iter().cloned())
        .collect();
    let command: Vec<&str> = command.iter().map(String::as_str).collect();
    Service::start(directory, &command)
}

/// usr/lib, and usr/lib/x86_64-linux-gnu or what it is on this machine.
fn libraries(servers: &Path) -> String {
    let lib = servers.join("usr/lib");
    let of_this_machine = fs::read_dir(&lib)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with("-linux-gnu"));
    let folders: Vec<PathBuf> = std::iter::once(lib).chain(of_this_machine).collect();
    env::join_paths(folders).unwrap().into_string().unwrap()
}
