//! Which room of src/ may know which, and what only one room may name. See CONTRIBUTING.md.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A room, and the rooms that it may use beside itself.
const ARROWS: [(&str, &[&str]); 8] = [
    ("domain", &[]),
    ("config", &["domain", "error"]),
    ("render", &["domain", "error"]),
    ("store", &["domain", "error"]),
    ("mail", &["domain", "error"]),
    ("flow", &["store", "mail", "domain", "error"]),
    ("env", &["domain", "error"]),
    ("error", &[]),
];

/// Crates that one room alone may name.
const KEPT: [(&str, &str); 11] = [
    ("rusqlite", "store"),
    ("imap_proto", "mail"),
    ("lettre", "mail"),
    ("mail_parser", "mail"),
    ("html2text", "mail"),
    ("openssl", "mail"),
    ("openssl_probe", "mail"),
    ("clap", "cli"),
    ("plotters", "render"),
    ("terminal_size", "env"),
    ("signal_hook", "env"),
];

/// What reads clock, environment or user: for env.rs alone.
const OUTSIDE: [&str; 10] = [
    "Utc::now",
    "Local::now",
    "SystemTime::now",
    "env::var",
    "env::temp_dir",
    "env::home_dir",
    "env::current_",
    "env::set_var",
    "getuid",
    "geteuid",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        match path.is_dir() {
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

/// The program's own source: relative path and text, without comments and without test modules.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    files(&root().join("src"), &mut found);
    let rust = found.iter().filter(|path| path.extension().is_some_and(|end| end == "rs"));
    let named = rust.map(|path| {
        let name = path.strip_prefix(root().join("src")).unwrap().to_str().unwrap().to_owned();
        (name, program_text(&fs::read_to_string(path).unwrap()))
    });
    named
        .filter(|(name, _)| !name.split('/').any(|part| part == "tests" || part == "tests.rs"))
        .collect()
}

/// Test modules stand at the end of a file.
fn program_text(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.collect::<Vec<_>>().join("\n")
}

/// The module a file holds, from the root of the crate on: `domain/thread/mod.rs` is domain, thread.
fn module(file: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
    if parts.last() == Some(&"mod") {
        parts.pop();
    }
    parts
}

/// The rooms that a file names, by `crate::` or by a chain of `super::`.
fn rooms_named(file: &str, text: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        let is_whole =
            !text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
        if is_whole {
            named.extend(first_names(&text[at + "crate::".len()..]));
        }
    }
    let depth = module(file).len();
    let chain = "super::".repeat(depth);
    for (at, _) in text.match_indices(&chain) {
        named.extend(first_names(&text[at + chain.len()..]));
    }
    named
}

/// The first names of a path: one, or those of a group in braces.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let (mut depth, mut start, mut names) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(name(&group[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(name(&group[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// What is wrong with one file.
fn faults(file: &str, text: &str) -> Vec<String> {
    let room = module(file)[0];
    if room == "main" || room == "lib" {
        return Vec::new();
    }
    let mut faults = Vec::new();
    if let Some((_, may)) = ARROWS.iter().find(|(from, _)| *from == room) {
        let wrong = rooms_named(file, text)
            .into_iter()
            .filter(|to| to != room && !may.contains(&to.as_str()));
        faults.extend(wrong.map(|to| format!("src/{file}: {room} may not use {to}")));
    } else if room != "cli" {
        faults.push(format!("src/{file}: {room} is a room without arrows: add it to ARROWS"));
    }
    for (name, only) in KEPT.iter().filter(|(_, only)| *only != room) {
        if text.contains(&format!("{name}::")) {
            faults.push(format!("src/{file}: only {only} may name {name}"));
        }
    }
    for call in OUTSIDE.iter().filter(|_| room != "env") {
        if text.contains(call) {
            faults.push(format!("src/{file}: only env.rs may use {call}"));
        }
    }
    faults
}

#[test]
fn every_arrow_points_the_right_way() {
    let sources = sources();
    assert!(sources.len() > 50, "only {} files were read", sources.len());
    let found: Vec<String> = sources.iter().flat_map(|(file, text)| faults(file, text)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_wrong_arrow_is_found() {
    for (file, text) in [
        ("domain/thread/mod.rs", "use crate::store::Ledger;"),
        ("domain/thread/mod.rs", "use super::super::store::Ledger;"),
        ("domain/when.rs", "use super::super::error::Error;"),
        ("render/show.rs", "use crate::{domain::{ids, time}, mail};"),
        ("mail/imap/session.rs", "fn f() { crate::store::file::go() }"),
        ("store/open.rs", "pub(in crate::flow) fn f() {}"),
        ("env.rs", "use crate::config::Config;"),
        ("cli/list.rs", "use rusqlite::Connection;"),
        ("flow/sync.rs", "fn f() { let _ = chrono::Utc::now(); }"),
        ("new/mod.rs", ""),
    ] {
        assert_eq!(faults(file, &program_text(text)).len(), 1, "{file}: {text}");
    }
    for (file, text) in [
        ("domain/thread/mod.rs", "use super::time::Timestamp;\nuse crate::domain::ids;"),
        ("flow/sync.rs", "use crate::{store::Ledger, mail::Batch};"),
        ("cli/list.rs", "use crate::store::Ledger;"),
        ("domain/when.rs", "// crate::store is not meant\n"),
        ("domain/when.rs", "\n#[cfg(test)]\nmod tests {\n    use crate::store::Ledger;\n}\n"),
    ] {
        assert_eq!(faults(file, &program_text(text)), Vec::<String>::new(), "{file}: {text}");
    }
}

/// Split, so that this file does not hold what it looks for.
const MACHINE_PATHS: [&str; 9] = [
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/work", "space"),
    concat!("/Us", "ers/"),
    concat!("C:\\", "Users"),
    concat!("/tmp/", "wt-"),
    concat!("/tmp/", "bash_jobs"),
    concat!(".cargo/", "registry"),
    concat!("/mnt", "/"),
];

/// Of users that are examples.
const EXAMPLE_HOMES: [&str; 3] =
    [concat!("/ho", "me/support"), concat!("/ho", "me/maya"), concat!("/ho", "me/ana")];

#[test]
fn no_file_names_a_place_on_some_machine() {
    let mut found = Vec::new();
    for entry in fs::read_dir(root()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        match path.is_dir() {
            _ if name == "target" || name == ".git" => {}
            true => files(&path, &mut found),
            false => found.push(path),
        }
    }
    let mut wrong = Vec::new();
    for path in found {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        for (number, line) in text.lines().enumerate() {
            let mut line = line.to_owned();
            EXAMPLE_HOMES.iter().for_each(|home| line = line.replace(home, ""));
            let here = root().to_str().unwrap();
            if line.contains(here)
                || line.contains(concat!("/ho", "me/"))
                || MACHINE_PATHS.iter().any(|place| line.contains(place))
            {
                wrong.push(format!("{}:{}: {line}", path.display(), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
