//! Where a command may run: which of them the gateway lets in, and which a remote config leaves on this machine.

use super::{Command, export, metrics, review};

/// Where a command belongs; with its name, where it is not for anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// With the ledger, for members over ssh too.
    Anywhere,
    /// With the ledger, for who is logged in there: it reads files, runs programs or sends mail of that account.
    Host(&'static str),
    /// On the machine where it is typed: it needs no ledger that exists.
    Here(&'static str),
}

/// Nothing that reads a path given to it, or writes one, is for anywhere. Where an argument could make the difference
/// all of them are named, so that a new one is thought about.
pub fn of(command: &Command) -> Place {
    match command {
        Command::Demo(_) => Place::Here("demo"),
        Command::Gateway(_) => Place::Here("gateway"),
        // It runs a program; what it decides is asked for elsewhere.
        Command::Guard(guard) if !guard.asks() => Place::Here("guard without --ask"),
        Command::Guard(_) => Place::Anywhere,
        Command::Completions(_) => Place::Here("completions"),
        Command::Man(_) => Place::Here("man"),
        Command::Init(_) => Place::Host("init"),
        Command::Doctor(_) => Place::Host("doctor"),
        Command::Sync(_) => Place::Host("sync"),
        Command::Import(_) => Place::Host("import"),
        Command::Note(note) if note.reads_file() => Place::Host("note --ref FILE"),
        Command::Review(review::Args {
            email,
            personal: _,
            leads: _,
            weekly: _,
            dry_run: _,
            again: _,
            force: _,
            quiet_if_empty: _,
            check: _,
            format: _,
            status: _,
            since: _,
            as_of: _,
        }) => {
            if *email {
                Place::Host("review --email")
            } else {
                Place::Anywhere
            }
        }
        Command::Customer(customer) if customer.reads_file() => {
            Place::Host("customer import of a file")
        }
        // They write to standard output.
        Command::Metrics(metrics::Args { asked, more: None }) => numbers(asked),
        Command::Metrics(metrics::Args { asked: _, more: Some(metrics::More::Replay(replay)) }) => {
            numbers(&replay.asked)
        }
        Command::Metrics(metrics::Args { asked: _, more: Some(metrics::More::Import(import)) }) => {
            match import.reads_file() {
                true => Place::Host("metrics import of a file"),
                false => Place::Anywhere,
            }
        }
        Command::Export(export::Args { what: _, format: _, since: _, mine: _, raw: _ }) => {
            Place::Anywhere
        }
        // Who may change members is a matter of roles.
        Command::Member(_)
        | Command::List(_)
        | Command::Show(_)
        | Command::Check(_)
        | Command::Ack(_)
        | Command::Fsck(_)
        | Command::Away(_)
        | Command::Back(_)
        | Command::Confirm(_)
        | Command::Log(_)
        | Command::Claim(_)
        | Command::Release(_)
        | Command::Assign(_)
        | Command::Handoff(_)
        | Command::Accept(_)
        | Command::Decline(_)
        | Command::Withdraw(_)
        | Command::Customer(_)
        | Command::Task(_)
        | Command::Link(_)
        | Command::Note(_)
        | Command::Next(_)
        | Command::Done(_)
        | Command::Wait(_)
        | Command::Close(_)
        | Command::Reopen(_)
        | Command::Priority(_)
        | Command::Tag(_)
        | Command::Escalate(_)
        | Command::Deescalate(_)
        | Command::Undo(_)
        | Command::Merge(_)
        | Command::Split(_)
        | Command::Annotate(_)
        | Command::Experiment(_)
        | Command::Sample(_)
        | Command::Score(_) => Place::Anywhere,
    }
}

fn numbers(asked: &metrics::Asked) -> Place {
    let metrics::Asked {
        from: _,
        to: _,
        by: _,
        define: _,
        examples: _,
        comments: _,
        rows: _,
        why: _,
        html,
    } = asked;
    match html {
        Some(file) if file.as_os_str() != "-" => Place::Host("metrics --html FILE"),
        _ => Place::Anywhere,
    }
}
