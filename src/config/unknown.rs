//! The first pass over the file: every key and section has to be one that `reference` lists.

use toml::de::{DeTable, DeValue};

use super::file::File;
use super::reference::{self, KEYS};
use crate::error::Error;

/// Keys under which people write the secret itself.
const SECRETS: &[&str] = &[
    "password",
    "passwd",
    "pass",
    "passphrase",
    "secret",
    "token",
    "app-password",
    "app_password",
    "oauth2-token",
    "access-token",
];

const INSTEAD: &str = "use password-command = [\"pass\", \"show\", \"mail/support\"], \
    password-file = \"support.password\" or oauth2-token-command = [\"oama\", \"access\", \
    \"support@example.org\"]";

/// Names less alike than this (Jaro–Winkler) are not a slip of the finger.
const ALIKE: f64 = 0.8;

/// The first thing in the file that has no business there.
pub(super) fn check(file: &File<'_>, root: &DeTable<'_>) -> Result<(), Error> {
    let mut found = Vec::new();
    walk(file, "", root, &mut found);
    // Tables are sorted by key: the order of the file is in the offsets alone.
    found.into_iter().min_by_key(|(at, _)| *at).map_or(Ok(()), |(_, error)| Err(error))
}

fn walk(file: &File<'_>, section: &str, table: &DeTable<'_>, found: &mut Vec<(usize, Error)>) {
    for (key, value) in table {
        let (name, at) = (key.get_ref().as_ref(), key.span().start);
        let Some(child) = reference::child(section, name) else {
            if reference::parts(section).contains(&name) {
                holder(file, at, &below(section, name), value.get_ref(), found);
            } else if reference::key_of(section, name).is_none() {
                found.push((at, unknown(file, at, section, name, value.get_ref())));
            }
            continue;
        };
        match value.get_ref() {
            DeValue::Table(table) if !child.many => walk(file, child.name, table, found),
            DeValue::Array(items)
                if child.many && items.iter().all(|item| item.get_ref().is_table()) =>
            {
                items
                    .iter()
                    .filter_map(|item| item.get_ref().as_table())
                    .for_each(|table| walk(file, child.name, table, found));
            }
            _ => {
                let error = file.error(at, format_args!("{} is a section", child.name));
                found.push((at, error.hint(format!("write it as {}", child.header()))));
            }
        }
    }
}

/// A section that has no keys, only sections: `template`, for `[template.note]`.
fn holder(
    file: &File<'_>,
    at: usize,
    section: &str,
    value: &DeValue<'_>,
    found: &mut Vec<(usize, Error)>,
) {
    if let Some(table) = value.as_table() {
        return walk(file, section, table, found);
    }
    let within = reference::parts(section).into_iter();
    let headers: Vec<String> = within.map(|part| format!("[{}]", below(section, part))).collect();
    let error = file.error(at, format_args!("{section} is no key"));
    found.push((at, error.hint(format!("write it as {}", headers.join(", ")))));
}

/// The full name of a section within another.
fn below(section: &str, name: &str) -> String {
    if section.is_empty() { name.to_owned() } else { format!("{section}.{name}") }
}

fn unknown(file: &File<'_>, at: usize, section: &str, name: &str, value: &DeValue<'_>) -> Error {
    let place = if section.is_empty() { String::new() } else { format!(" in {section}") };
    if SECRETS.contains(&name.to_lowercase().as_str()) {
        return file
            .error(at, format_args!("key {name:?}{place}: a secret never stands in this file"))
            .hint(INSTEAD);
    }
    let is_section = value.is_table()
        || value.as_array().is_some_and(|items| items.iter().any(|item| item.get_ref().is_table()));
    let what = if is_section { "section" } else { "key" };
    file.error(at, format_args!("unknown {what} {name:?}{place}")).hint(hint(section, name))
}

/// The section the key belongs in, else the nearest name, else all there are.
fn hint(section: &str, name: &str) -> String {
    let elsewhere =
        KEYS.iter().filter(|key| key.key == name).map(|key| key.section).collect::<Vec<_>>();
    if !elsewhere.is_empty() {
        return format!("{name} belongs in {}", reference::headers(&elsewhere).join(" or "));
    }
    let keys = KEYS.iter().filter(|key| key.section == section).map(|key| key.key);
    let names = keys.chain(reference::parts(section)).collect::<Vec<_>>();
    match nearest(name, names.iter().copied()) {
        Some(nearest) => format!("did you mean {nearest:?}?"),
        None => format!("known here: {}", names.join(", ")),
    }
}

/// The name most like `written`, if any is alike enough to ask about.
pub(super) fn nearest<'n>(written: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let written = written.to_lowercase();
    names
        .map(|name| (strsim::jaro_winkler(&written, &name.to_lowercase()), name))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name)
}
