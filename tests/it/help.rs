//! Help, README and CONTRIBUTING say what is so.

use baton::cli::tree;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use unicode_width::UnicodeWidthStr;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Standard output of a run that must go well.
fn baton(words: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_baton")).args(words).env_clear().output().unwrap();
    assert!(output.status.success(), "baton {words:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Every command with its words: `[]`, `[claim]`, `[member, add]`.
fn commands(command: &clap::Command, words: &[String], found: &mut Vec<Vec<String>>) {
    found.push(words.to_vec());
    for sub in command.get_subcommands() {
        let words = [words, &[sub.get_name().to_owned()]].concat();
        commands(sub, &words, found);
    }
}

#[test]
fn short_help_fits_eighty_columns_and_long_help_too() {
    let mut found = Vec::new();
    commands(&tree(), &[], &mut found);
    assert!(found.len() > 25);
    for words in found {
        for flag in ["-h", "--help"] {
            let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
            words.push(flag);
            for line in baton(&words).lines() {
                assert!(line.width() <= 80, "baton {}: {line}", words.join(" "));
            }
        }
    }
}

#[test]
fn help_lists_every_command_once() {
    for flag in ["-h", "--help"] {
        let help = baton(&[flag]);
        let listed: Vec<&str> = help
            .lines()
            .filter_map(|line| line.strip_prefix("  "))
            .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        for command in tree().get_subcommands() {
            let name = command.get_name();
            let times = listed.iter().filter(|listed| **listed == name).count();
            assert_eq!(times, 1, "baton {flag} lists {name} so often");
            assert!(command.get_about().is_some(), "{name} says nothing about itself");
        }
        assert_eq!(listed.len(), tree().get_subcommands().count(), "baton {flag} lists a stranger");
    }
}

#[test]
fn every_argument_says_what_it_is() {
    fn look(command: &clap::Command, words: &str) {
        for arg in command.get_arguments() {
            assert!(arg.get_help().is_some(), "{words}: {} has no help", arg.get_id());
        }
        for sub in command.get_subcommands() {
            look(sub, &format!("{words} {}", sub.get_name()));
        }
    }
    look(&tree(), "baton");
}

/// The lines of fenced blocks.
fn fenced(text: &str) -> Vec<String> {
    let blocks = text.split("```").skip(1).step_by(2);
    blocks.flat_map(|block| block.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

#[test]
fn the_two_commands_of_the_readme_are_there() {
    let lines = fenced(&readme());
    let demo = lines.iter().find(|line| line.contains("cargo run --release -- demo")).unwrap();
    let tests = fs::read_to_string(root().join("tests/run")).unwrap();
    let packages =
        demo.split("--no-install-recommends ").nth(1).unwrap().split('\'').next().unwrap();
    for package in packages.split_whitespace() {
        assert!(tests.contains(package), "tests/run does not install {package}");
    }
    assert!(lines.iter().any(|line| line == "./tests/run"));
    for program in ["tests/run", ".ci/run"] {
        let mode = fs::metadata(root().join(program)).unwrap().permissions().mode();
        assert_eq!(mode & 0o111, 0o111, "{program} cannot be run");
    }
}

/// In crontab lines and transcripts too.
#[test]
fn every_baton_command_of_the_readme_parses() {
    let mut seen = 0;
    for line in fenced(&readme()) {
        let bare = line.trim_start_matches("$ ");
        let cron = bare
            .split_once("baton ")
            .filter(|_| bare.starts_with(|c: char| c.is_ascii_digit() || c == '*'));
        let Some(command) = bare.strip_prefix("baton ").or(cron.map(|(_, rest)| rest)) else {
            continue;
        };
        let command = command.split(" | ").next().unwrap().split(" > ").next().unwrap();
        let command = command.split(" || ").next().unwrap();
        let command = command.split(" # ").next().unwrap();
        let words = shell_words::split(command).unwrap();
        let parsed = tree().try_get_matches_from(std::iter::once("baton".to_owned()).chain(words));
        assert!(parsed.is_ok(), "{line}\n{}", parsed.unwrap_err());
        seen += 1;
    }
    assert!(seen > 15, "only {seen} commands were found");
}
