mod numbers;

use super::context::Context;
use crate::config;
use crate::error::Error;
use std::io;

/// The date that every page carries: pages change with the program, not with the day they are made.
const DATE: &str = "2026-11-22";

/// What every page of a command says below its options.
const FOOT: &str = r#"
.SH GLOBAL OPTIONS
.BR \-\-config ,
.BR \-\-ledger ,
.BR \-\-as ,
.BR \-\-json ,
.BR \-\-csv ,
.BR \-\-plain ,
.BR \-\-color ,
.B \-\-quiet
and
.B \-\-verbose
hold for every command: see
.BR baton (1).
"#;

const ROOT_FOOT: &str = r#"
.SH ENVIRONMENT
.TP
.BR BATON_CONFIG ", " BATON_LEDGER
Config and ledger, where no option names them.
.TP
.BR XDG_CONFIG_HOME ", " XDG_DATA_HOME
Where the folders of config and ledger are; else .config and .local/share at home.
.TP
.B SSH_ORIGINAL_COMMAND
The command that
.B baton gateway
runs; sshd sets it.
.TP
.BR VISUAL ", " EDITOR
The editor for notes and briefs; else vi.
.TP
.B NO_COLOR
If set, nothing is printed bold unless
.B \-\-color always
says so.
.TP
.BR BATON_NOW ", " BATON_LOGIN
Time (RFC 3339) and login, for a ledger made by
.B baton init \-\-test\-world
or
.B baton demo
alone; with any other ledger they are an error.
.SH FILES
.TP
.I $XDG_CONFIG_HOME/baton/config.toml
The config, see
.BR baton\-config (5).
.TP
.I $XDG_DATA_HOME/baton/baton.db
The ledger: an SQLite file, with
.I \-wal
and
.I \-shm
files beside it while it is in use.
.SH EXIT STATUS
.TP
.B 0
Done.
.TP
.B 1
Refused or not found: someone else owns the thread, a check of
.B doctor
failed,
.B review \-\-check
found something.
.TP
.B 2
Wrong usage or wrong config.
.TP
.B 70
A bug in baton.
.TP
.B 75
Temporary: network, server, lock or disk. Run it again.
.TP
.B 77
Not permitted.
"#;

/// Print a manual page: of baton or a command, config or json
///
/// It is made for man: baton man claim | man -l -
#[derive(clap::Args)]
pub struct Args {
    /// baton, config, json, or a command such as claim or member-add
    #[arg(default_value = "baton", value_name = "PAGE")]
    page: String,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let pages = pages()?;
    let wanted = [args.page.clone(), format!("baton-{}", args.page)];
    let found = pages.iter().find(|(file, _)| {
        file.rsplit_once('.').is_some_and(|(name, _)| wanted.iter().any(|wanted| wanted == name))
    });
    match found {
        Some((_, page)) => cx.print_bytes(page),
        None => {
            let names: Vec<&str> = pages
                .iter()
                .filter_map(|(file, _)| file.rsplit_once('.'))
                .map(|(name, _)| name)
                .collect();
            Err(Error::refused(format!("there is no manual page \"{}\"", args.page))
                .hint(format!("there are: {}", names.join(", "))))
        }
    }
}

/// Every manual page by file name.
pub fn pages() -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut pages = vec![
        ("baton-config.5".to_owned(), config_page()),
        ("baton-json.7".to_owned(), json_page()),
    ];
    let tree = super::tree().version(None::<&str>);
    collect(&tree, "baton", &mut pages)
        .map_err(|error| Error::bug(format!("cannot make the manual pages: {error}")))?;
    pages.sort();
    Ok(pages)
}

/// The page of a command, and those of its subcommands.
fn collect(
    command: &clap::Command,
    words: &str,
    pages: &mut Vec<(String, Vec<u8>)>,
) -> io::Result<()> {
    let name = words.replace(' ', "-");
    pages.push((format!("{name}.1"), command_page(command, words, &name)?));
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        collect(sub, &format!("{words} {}", sub.get_name()), pages)?;
    }
    Ok(())
}

fn command_page(command: &clap::Command, words: &str, name: &str) -> io::Result<Vec<u8>> {
    let named = command.clone().name(name.to_owned()).display_name(name.to_owned());
    let man = clap_mangen::Man::new(named)
        .date(DATE)
        .source(concat!("baton ", env!("CARGO_PKG_VERSION")))
        .manual("baton");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    page.extend(head(command, words, name).bytes());
    man.render_description_section(&mut page)?;
    let subcommands: Vec<&clap::Command> = command.get_subcommands().collect();
    if words == "baton" {
        let group = |(heading, names): &(&str, &[&str])| {
            let found = names.iter().filter_map(|name| command.find_subcommand(name));
            format!(".SS {heading}\n{}", commands(found, words))
        };
        let groups: String = super::GROUPS.iter().map(group).collect();
        page.extend(format!(".SH COMMANDS\n{groups}").bytes());
    } else if !subcommands.is_empty() {
        page.extend(format!(".SH COMMANDS\n{}", commands(subcommands.into_iter(), words)).bytes());
    }
    man.render_options_section(&mut page)?;
    if words == "baton metrics" {
        page.extend(numbers::sections().bytes());
    }
    page.extend(if words == "baton" { ROOT_FOOT } else { FOOT }.replace("\n\n", "\n").bytes());
    if let (Some(dates), true) = (command.get_after_help(), words != "baton") {
        page.extend(format!(".SH DATES\n{}\n", roff(&dates.to_string())).bytes());
    }
    page.extend(see_also(words).bytes());
    Ok(page)
}

/// NAME and SYNOPSIS.
fn head(command: &clap::Command, words: &str, name: &str) -> String {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let usage = command.clone().bin_name(words).render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    let rest = usage.strip_prefix(words).unwrap_or(usage).trim();
    let (name, about, words, rest) = (roff(name), roff(&about), roff(words), roff(rest));
    format!(".SH NAME\n{name} \\- {about}\n.SH SYNOPSIS\n.B {words}\n{rest}\n")
}

fn commands<'a>(commands: impl Iterator<Item = &'a clap::Command>, words: &str) -> String {
    let line = |command: &clap::Command| {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let page = format!("{words} {}", command.get_name()).replace(' ', "-");
        format!(".TP\n.BR {} (1)\n{}\n", roff(&page), roff(&about))
    };
    commands.map(line).collect()
}

fn see_also(words: &str) -> String {
    let pages = match words {
        "baton" => ".BR baton\\-config (5),\n.BR baton\\-json (7)\n",
        "baton init" | "baton doctor" | "baton gateway" | "baton sync" | "baton review" => {
            ".BR baton (1),\n.BR baton\\-config (5)\n"
        }
        "baton export" | "baton metrics" => ".BR baton (1),\n.BR baton\\-json (7)\n",
        "baton metrics replay" | "baton metrics import" => {
            ".BR baton (1),\n.BR baton\\-metrics (1)\n"
        }
        _ => ".BR baton (1)\n",
    };
    format!(".SH SEE ALSO\n{pages}")
}

/// Text that troff prints as it is, with hyphens that can be pasted (groff_char(7)).
fn roff(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
    if text.starts_with('.') { format!("\\&{text}") } else { text }
}

fn config_page() -> Vec<u8> {
    let title =
        format!(".TH BATON-CONFIG 5 {DATE} \"baton {}\" baton\n", env!("CARGO_PKG_VERSION"));
    (title + &config::man_page_roff()).into_bytes()
}

/// The shapes of `--json`, written by hand beside the code that makes them.
fn json_page() -> Vec<u8> {
    let title = format!(".TH BATON-JSON 7 {DATE} \"baton {}\" baton\n", env!("CARGO_PKG_VERSION"));
    (title + include_str!("man/baton-json.7.in")).into_bytes()
}
