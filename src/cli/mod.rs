//! The command line: one file a command, its `Args` with the help as doc comments, and `run`: read, one call, print.

mod accept;
mod ack;
mod annotate;
mod args;
mod assign;
mod away;
mod back;
mod brief;
mod check;
mod claim;
mod close;
mod completions;
mod confirm;
mod connect;
mod context;
mod customer;
mod decline;
mod deescalate;
mod demo;
mod doctor;
mod done;
mod escalate;
mod experiment;
mod export;
mod fsck;
mod gateway;
mod guard;
mod handoff;
mod import;
mod init;
mod link;
mod list;
mod log;
mod man;
mod masking;
mod member;
mod merge;
mod metrics;
mod metrics_import;
mod next;
mod note;
mod notices;
mod place;
mod policy;
mod priority;
mod release;
mod remote;
mod reopen;
mod review;
mod sample;
mod score;
mod session;
mod show;
mod split;
mod suggest;
mod sync;
mod table_file;
mod tag;
mod task;
mod undo;
mod wait;
mod watch;
mod withdraw;

use crate::env::Env;
use crate::error::Error;
use clap::{Parser, Subcommand};
use context::{Context, Globals};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Says who owns every customer conversation in a shared mailbox
///
/// baton reads a shared mailbox over IMAP without changing anything in it, keeps a ledger of who owns each
/// conversation, and each morning mails the short list of what would otherwise be dropped.
///
/// THREAD is a number (42 or t42), a Message-ID with or without <>, a mid: URL, or - for a mail on standard input.
/// DATE is 2026-12-24, fri, tomorrow, +3d, +2bd (working days), 16:00, or "fri 16:00"; for --since, --from and --to
/// also yesterday, and 3d or 2bd for so long ago.
#[derive(Parser)]
#[command(
    name = "baton",
    version,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 80,
    after_help = "Exit status: 0 done, 1 refused or not found, 2 wrong usage or config,\n\
        75 try again, 77 not permitted, 70 a bug in baton."
)]
pub struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Init(Box<init::Args>),
    Doctor(doctor::Args),
    Demo(demo::Args),
    #[command(subcommand)]
    Member(member::Command),
    Gateway(gateway::Args),
    Sync(sync::Args),
    Import(import::Args),
    #[command(visible_alias = "ls")]
    List(list::Args),
    Show(show::Args),
    Log(log::Args),
    Check(check::Args),
    Guard(guard::Args),
    Claim(claim::Args),
    Release(release::Args),
    Assign(assign::Args),
    Confirm(confirm::Args),
    Handoff(handoff::Args),
    Accept(accept::Args),
    Decline(decline::Args),
    Withdraw(withdraw::Args),
    Away(away::Args),
    Back(back::Args),
    #[command(subcommand)]
    Customer(customer::Command),
    Note(note::Args),
    Ack(ack::Args),
    Next(next::Args),
    Done(done::Args),
    Wait(wait::Args),
    #[command(subcommand)]
    Task(task::Command),
    Link(link::Args),
    Close(close::Args),
    Reopen(reopen::Args),
    Priority(priority::Args),
    Tag(tag::Args),
    Escalate(escalate::Args),
    Deescalate(deescalate::Args),
    Undo(undo::Args),
    Merge(merge::Args),
    Split(split::Args),
    Review(review::Args),
    Metrics(metrics::Args),
    Annotate(annotate::Args),
    #[command(subcommand)]
    Experiment(experiment::Command),
    Sample(sample::Args),
    Score(score::Args),
    Export(export::Args),
    Fsck(fsck::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// The commands under their headings, for `--help`.
const GROUPS: [(&str, &[&str]); 8] = [
    ("Start", &["init", "doctor", "demo", "member", "gateway"]),
    ("Mail", &["sync", "import"]),
    ("See", &["list", "show", "log", "customer"]),
    (
        "Own",
        &[
            "check", "guard", "claim", "release", "assign", "confirm", "handoff", "accept",
            "decline", "withdraw", "away", "back",
        ],
    ),
    (
        "Work",
        &[
            "note",
            "ack",
            "next",
            "done",
            "wait",
            "task",
            "link",
            "close",
            "reopen",
            "priority",
            "tag",
            "escalate",
            "deescalate",
            "merge",
            "split",
            "undo",
        ],
    ),
    ("Review", &["review", "metrics", "annotate", "experiment", "sample", "score"]),
    ("Keep", &["export", "fsck"]),
    ("Shell", &["completions", "man"]),
];

/// The whole command tree, for parsing, man pages and completions.
pub fn tree() -> clap::Command {
    use clap::CommandFactory;
    let tree = Cli::command();
    let mut groups = String::new();
    for (heading, names) in GROUPS {
        groups += &format!("\n{heading}:\n");
        for name in names {
            let about = tree.find_subcommand(name).and_then(clap::Command::get_about);
            groups +=
                &format!("  {name:<12} {}\n", about.map(ToString::to_string).unwrap_or_default());
        }
    }
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n{groups}\nOptions:\n{{options}}{{after-help}}"
    );
    tree.help_template(template).mut_subcommands(explain_dates)
}

/// A DATE to come, such as `--due`.
const TO_COME: &str = "DATE is 2026-12-24, fri, tomorrow, +3d, +2bd (working days), 16:00 or \"fri 16:00\". \
    A day without a time means its end.";

/// A DATE gone by, such as `--since`.
const GONE_BY: &str = "DATE is 2026-12-24, mon, yesterday, 3d or 2bd (so many days or working days ago), 09:00 or \
    \"mon 09:00\". A day without a time means its beginning.";

/// The DATEs of an absence.
const ABSENCE: &str = "DATE is 2026-12-24, fri, tomorrow, +3d, +2bd (working days), 16:00 or \"fri 16:00\". \
    A day without a time means its beginning in --from, and all of it in --until: \
    --until 2027-01-01 is back on 2 January.";

/// The DATE of a look at one moment.
const MOMENT: &str = "DATE is 2026-12-24, fri, tomorrow, +3d, +2bd (working days), 16:00 or \"fri 16:00\". \
    A day without a time means its beginning.";

/// The DATE of something that happened, or was begun or ended, on a day.
const DAY: &str = "DATE is 2026-12-24, mon (the last one), today, yesterday, 3d or 2bd (so many days or working days ago), \
    tomorrow or +3d.";

/// Says below the help of a command what a DATE is, where it takes one.
fn explain_dates(command: clap::Command) -> clap::Command {
    match command.get_name() {
        "away" => return command.after_help(ABSENCE),
        "rota" => return command.after_help(MOMENT),
        "annotate" | "start" | "stop" => return command.after_help(DAY),
        _ => {}
    }
    let is_date = |arg: &&clap::Arg| {
        arg.get_value_names().is_some_and(|names| names.iter().any(|name| name == "DATE"))
    };
    let Some(date) = command.get_arguments().find(is_date) else { return command };
    let gone_by = ["since", "as_of", "from", "to"].contains(&date.get_id().as_str());
    command.after_help(if gone_by { GONE_BY } else { TO_COME })
}

/// Everything that is made from the command tree and kept in the repository: manual pages and completions, by path.
pub fn generated() -> Result<Vec<(PathBuf, Vec<u8>)>, Error> {
    let pages = man::pages()?.into_iter().map(|(file, page)| (Path::new("man").join(file), page));
    let scripts = completions::SHELLS
        .into_iter()
        .map(|(_, shell, file)| (Path::new("completions").join(file), completions::script(shell)));
    Ok(pages.chain(scripts).collect())
}

/// Parses the command line and runs the command.
pub fn run(args: impl IntoIterator<Item = OsString>, mut env: Env) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    let cli = match parse(&args) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, &mut env),
    };
    let mut cx = Context::new(env, cli.globals);
    let done = match remote::of(&cli.command, &mut cx) {
        Ok(None) => here(&cli.command, &mut cx),
        Ok(Some(host)) => remote::run(&host, &cli.command, &args, &mut cx),
        Err(error) => Err(error),
    };
    let done = done.and_then(|status| cx.flush().map(|()| status));
    done.unwrap_or_else(|error| cx.fail(&error))
}

/// The first word is the name of the program.
fn parse(words: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> clap::error::Result<Cli> {
    use clap::FromArgMatches;
    tree().try_get_matches_from(words).and_then(|matches| Cli::from_arg_matches(&matches))
}

/// Runs a command in this process, and gives its exit status.
fn here(command: &Command, cx: &mut Context) -> Result<u8, Error> {
    if cx.globals.verbose {
        cx.tell_places();
    }
    match command {
        // Its status may be that of help or wrong usage of what was asked for.
        Command::Gateway(_) => gateway::run(cx),
        command => dispatch(command, cx),
    }
}

/// Runs the command; its exit status where nothing failed.
fn dispatch(command: &Command, cx: &mut Context) -> Result<u8, Error> {
    match command {
        Command::Gateway(_) => Err(Error::bug("a gateway behind a gateway")),
        Command::Check(args) => return check::run(args, cx),
        Command::Guard(args) => return guard::run(args, cx),
        Command::Init(args) => init::run(args, cx),
        Command::Doctor(args) => doctor::run(args, cx),
        Command::Demo(args) => demo::run(args, cx),
        Command::Member(command) => member::run(command, cx),
        Command::Sync(args) => sync::run(args, cx),
        Command::Import(args) => import::run(args, cx),
        Command::List(args) => list::run(args, cx),
        Command::Show(args) => show::run(args, cx),
        Command::Log(args) => log::run(args, cx),
        Command::Claim(args) => claim::run(args, cx),
        Command::Release(args) => release::run(args, cx),
        Command::Assign(args) => assign::run(args, cx),
        Command::Confirm(args) => confirm::run(args, cx),
        Command::Handoff(args) => handoff::run(args, cx),
        Command::Accept(args) => accept::run(args, cx),
        Command::Decline(args) => decline::run(args, cx),
        Command::Withdraw(args) => withdraw::run(args, cx),
        Command::Away(args) => away::run(args, cx),
        Command::Back(args) => back::run(args, cx),
        Command::Customer(command) => customer::run(command, cx),
        Command::Note(args) => note::run(args, cx),
        Command::Ack(args) => ack::run(args, cx),
        Command::Next(args) => next::run(args, cx),
        Command::Done(args) => done::run(args, cx),
        Command::Wait(args) => wait::run(args, cx),
        Command::Task(command) => task::run(command, cx),
        Command::Link(args) => link::run(args, cx),
        Command::Close(args) => close::run(args, cx),
        Command::Reopen(args) => reopen::run(args, cx),
        Command::Priority(args) => priority::run(args, cx),
        Command::Tag(args) => tag::run(args, cx),
        Command::Escalate(args) => escalate::run(args, cx),
        Command::Deescalate(args) => deescalate::run(args, cx),
        Command::Undo(args) => undo::run(args, cx),
        Command::Merge(args) => merge::run(args, cx),
        Command::Split(args) => split::run(args, cx),
        Command::Review(args) => review::run(args, cx),
        Command::Metrics(args) => metrics::run(args, cx),
        Command::Annotate(args) => annotate::run(args, cx),
        Command::Experiment(command) => experiment::run(command, cx),
        Command::Sample(args) => sample::run(args, cx),
        Command::Score(args) => score::run(args, cx),
        Command::Export(args) => export::run(args, cx),
        Command::Fsck(args) => fsck::run(args, cx),
        Command::Completions(args) => completions::run(args, cx),
        Command::Man(args) => man::run(args, cx),
    }?;
    Ok(0)
}

/// Help and version are answers; anything else of clap's is wrong usage.
fn usage(error: &clap::Error, env: &mut Env) -> u8 {
    // What was typed stands in it, and may have come from mail.
    let text = crate::render::safe::lines(&error.render().to_string()) + "\n";
    let is_answer = !error.use_stderr();
    let stream = if is_answer { &mut env.out } else { &mut env.err };
    // Nothing is left to be done when even this cannot be written.
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
    if is_answer { 0 } else { crate::error::Kind::Usage.status() }
}
