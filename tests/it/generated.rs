//! man/ and completions/ are made from the command tree, and the JSON page names what JSON answers hold.

use crate::world::World;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const REWRITE: &str = "BATON_REWRITE=1 cargo test --test it generated";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What lies in man/ and completions/ now.
fn kept() -> BTreeMap<PathBuf, Vec<u8>> {
    let folders = ["man", "completions"].map(|folder| root().join(folder));
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.strip_prefix(root()).unwrap().to_owned(), fs::read(&path).unwrap()))
        .collect()
}

#[test]
fn generated_files_are_what_the_program_makes() {
    let made: BTreeMap<PathBuf, Vec<u8>> = baton::cli::generated().unwrap().into_iter().collect();
    if std::env::var_os("BATON_REWRITE").is_some() {
        for path in kept().keys().filter(|path| !made.contains_key(*path)) {
            fs::remove_file(root().join(path)).unwrap();
        }
        for (path, bytes) in &made {
            fs::create_dir_all(root().join(path).parent().unwrap()).unwrap();
            fs::write(root().join(path), bytes).unwrap();
        }
    }
    let kept = kept();
    let paths: BTreeSet<&PathBuf> = made.keys().chain(kept.keys()).collect();
    let differ: Vec<String> = paths
        .into_iter()
        .filter(|path| made.get(*path) != kept.get(*path))
        .map(|path| path.display().to_string())
        .collect();
    assert!(
        differ.is_empty(),
        "these are not what the program makes: {}\nrun: {REWRITE}",
        differ.join(", ")
    );
}

#[test]
fn every_command_has_its_page_and_every_page_its_sections() {
    let made: BTreeMap<PathBuf, Vec<u8>> = baton::cli::generated().unwrap().into_iter().collect();
    for (path, page) in
        made.iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "1"))
    {
        let page = String::from_utf8(page.clone()).unwrap();
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "\"SEE ALSO\""] {
            let plain = section.trim_matches('"');
            assert!(
                page.contains(&format!(".SH {section}\n"))
                    || page.contains(&format!(".SH {plain}\n")),
                "{} has no section {section}",
                path.display()
            );
        }
    }
    for command in baton::cli::tree().get_subcommands() {
        let page = PathBuf::from(format!("man/baton-{}.1", command.get_name()));
        assert!(made.contains_key(&page), "{} is missing", page.display());
    }
}

#[test]
fn every_field_of_a_json_answer_is_in_the_manual() {
    let world = World::empty("2026-11-25T09:00:00Z");
    let folder = world.path().to_str().unwrap().to_owned();
    world.maya(&format!("demo --keep '{folder}/demo'")).ok();
    let page = String::from_utf8(
        baton::cli::generated()
            .unwrap()
            .into_iter()
            .find(|(path, _)| path.ends_with("baton-json.7"))
            .unwrap()
            .1,
    )
    .unwrap();
    let words: BTreeSet<&str> = page.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let mut threads = world
        .maya(&format!(
            "--ledger {folder}/demo/baton.db --config {folder}/demo/config.toml list --all --json"
        ))
        .ok()
        .json()["threads"]
        .as_array()
        .unwrap()
        .iter()
        .map(|thread| format!("show {}", thread["thread"]))
        .collect::<Vec<_>>();
    threads.extend(
        [
            "list --all",
            "show 2 --mail",
            "log",
            "review",
            "metrics --by week --examples 2",
            "metrics --why 2",
            "member list",
            "member show maya",
            "member access",
            "customer show 1",
            "customer dupes",
            "assign --customer 1 maya --dry-run",
            "priority 1 high",
            "doctor",
            "away --until +9d --cover jordan --note 'skiing'",
            "away --list",
            "away --plan",
            "annotate today release",
            "annotate",
            "experiment start greeting --hypothesis warmer",
            "experiment show greeting",
            "experiment list",
            "score 2 4 --note friendly",
            "sample --from 30d --to tomorrow",
            "list is:mine",
            "review --personal",
            "back",
        ]
        .map(str::to_owned),
    );
    for command in threads {
        let answer = world
            .maya(&format!("--ledger {folder}/demo/baton.db --config {folder}/demo/config.toml --json {command}"))
            .json();
        assert_eq!(answer["version"], 1, "{command}");
        let mut fields = BTreeSet::new();
        collect(&answer, &mut fields);
        for field in fields {
            assert!(
                words.contains(field.as_str()),
                "baton {command} --json: {field} is not in baton-json.7"
            );
        }
    }
}

/// The names of all fields, but for the causes under `excluded` and `excludes`.
fn collect(value: &Value, fields: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                fields.insert(name.clone());
                if !["excluded", "excludes"].contains(&name.as_str()) {
                    collect(value, fields);
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, fields)),
        _ => {}
    }
}
