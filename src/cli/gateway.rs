use super::Cli;
use super::context::{Context, Globals};
use super::place::{self, Place};
use crate::domain::access::Power;
use crate::error::{Error, Kind};
use crate::store::Ledger;

/// Let a member in over ssh, for baton's commands alone
///
/// For the account that owns the ledger, a line for each member in its ~/.ssh/authorized_keys:
///
/// restrict,command="baton gateway --as maya" ssh-ed25519 AAAA…
///
/// It runs the command that ssh was given (SSH_ORIGINAL_COMMAND) as that member. No shell reads it, no editor opens.
/// --as, --ledger and --config are refused there, and so is what is for who keeps the account: init, doctor, demo, sync,
/// import, review --email; and files of that host in note --ref, customer import, metrics import and metrics --html, which take -.
#[derive(clap::Args)]
pub struct Args {}

pub fn run(cx: &mut Context) -> Result<u8, Error> {
    let member = keyholder(cx)?;
    let cli = match super::parse(words(cx)?) {
        Ok(cli) => cli,
        Err(error) => return Ok(super::usage(&error, &mut cx.env)),
    };
    let stranger = stranger(&cli);
    enter(member, cli.globals, cx);
    if let Some(stranger) = stranger {
        return Err(refuse(stranger, cx)?);
    }
    super::dispatch(&cli.command, cx)
}

/// The member whose key it is.
fn keyholder(cx: &Context) -> Result<String, Error> {
    let name = cx.globals.acting_as.as_deref().ok_or_else(|| {
        Error::usage("a gateway is for one member")
            .hint("name the member: baton gateway --as MEMBER")
    })?;
    let ledger = cx.ledger_path()?;
    // Whoever has access to the file otherwise is who they are logged in as, and nobody else.
    if ledger.exists() && !cx.env.owns(&ledger) {
        let what = format!("{} belongs to another user", ledger.display());
        return Err(Error::new(
            Kind::Denied,
            format!("{what}, who alone can open a gateway to it"),
        )
        .hint("put the line into ~/.ssh/authorized_keys of the account that made the ledger"));
    }
    match Ledger::open(&ledger)?.team()?.named(name) {
        Some(member) => Ok(member.name.clone()),
        None => {
            Err(Error::new(Kind::Denied, format!("this key is for \"{name}\", who is no member"))
                .hint(format!("an admin can add them: baton member add {name}")))
        }
    }
}

/// The words of the command that ssh was given, split as a shell splits them, behind the name of the program.
fn words(cx: &Context) -> Result<Vec<String>, Error> {
    let only = || {
        Error::usage("this account runs baton commands, and none was given")
            .hint("name one: ssh HOST baton list; all of them: ssh HOST baton --help")
    };
    let given = cx.env.variable("SSH_ORIGINAL_COMMAND").ok_or_else(only)?;
    split(given)?.ok_or_else(only)
}

/// `list` and `baton list` are the same.
fn split(given: &str) -> Result<Option<Vec<String>>, Error> {
    let mut words = shell_words::split(given)
        .map_err(|_| Error::usage("the command that ssh was given has a quote without its pair"))?;
    if words.first().is_none_or(|first| first != "baton") {
        words.insert(0, "baton".to_owned());
    }
    Ok(Some(words).filter(|words| words.len() > 1))
}

/// The flag or command that is not for the gateway, if there is one.
fn stranger(cli: &Cli) -> Option<&'static str> {
    let Globals { acting_as, ledger, config, .. } = &cli.globals;
    let flags = [
        ("--as", acting_as.is_some()),
        ("--ledger", ledger.is_some()),
        ("--config", config.is_some()),
    ];
    match (flags.into_iter().find(|(_, given)| *given), place::of(&cli.command)) {
        (Some((flag, _)), _) => Some(flag),
        (None, Place::Host(command) | Place::Here(command)) => Some(command),
        (None, Place::Anywhere) => None,
    }
}

/// From here on it is as if the member sat at this machine, with the ledger and config of the gateway.
fn enter(member: String, asked: Globals, cx: &mut Context) {
    let Globals { config, ledger, .. } = std::mem::take(&mut cx.globals);
    cx.globals = Globals { config, ledger, acting_as: None, ..asked };
    cx.keyholder = Some(member);
}

/// The one way in which the gateway says no to a member; that it did is put on record.
///
/// What it refuses would be done with the powers of the account and not with the member's.
fn refuse(stranger: &str, cx: &Context) -> Result<Error, Error> {
    let mut session = cx.open()?;
    let (me, _) = session.me()?;
    let what = format!("{stranger} is not for the gateway");
    session.ledger.denied(Power::ActAs, None, &session.doing(Some(what.clone()), false)?)?;
    let name = session.team.name(me);
    Ok(Error::new(Kind::Denied, what)
        .hint(format!("your key makes you {name}, on this ledger alone; see baton --help")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(given: &str) -> Vec<String> {
        split(given).unwrap().unwrap_or_default()
    }

    #[test]
    fn a_line_is_split_as_a_shell_splits_it_and_nothing_in_it_is_run() {
        assert_eq!(words("list"), ["baton", "list"]);
        assert_eq!(words("baton list"), ["baton", "list"]);
        assert_eq!(words("baton baton list"), ["baton", "baton", "list"]);
        assert_eq!(words("/bin/baton list"), ["baton", "/bin/baton", "list"]);
        assert_eq!(
            words("note 1 'a; b' $(c) \"d 'e'\""),
            ["baton", "note", "1", "a; b", "$(c)", "d 'e'"]
        );
        assert_eq!(words("note\n1\t'a\nb' ''"), ["baton", "note", "1", "a\nb", ""]);
        assert_eq!(words("list # all"), ["baton", "list"]);
    }

    #[test]
    fn a_line_of_nothing_is_none() {
        for line in ["", " ", "baton", " baton ", "# list"] {
            assert_eq!(words(line), [""; 0], "{line}");
        }
        assert!(split("list 'is:open").is_err());
    }

    fn stranger_in(line: &str) -> Option<&'static str> {
        stranger(&super::super::parse(words(line)).unwrap_or_else(|error| panic!("{error}")))
    }

    #[test]
    fn flags_of_the_account_are_found_wherever_and_however_they_are_written() {
        for line in [
            "--as ada list",
            "list --as=ada",
            "claim --as ada 1",
            "member add kim --as ada",
            "claim 1 \"--as\" ada",
            "claim 1 -\\-as ada",
        ] {
            assert_eq!(stranger_in(line), Some("--as"), "{line}");
        }
        assert_eq!(stranger_in("list --ledger=x"), Some("--ledger"));
        assert_eq!(stranger_in("--config x review --email"), Some("--config"));
        assert_eq!(stranger_in("note 1 -- --as"), None);
        assert_eq!(stranger_in("note 1 --for sam -q -- '--as ada'"), None);
    }

    /// Every command of the tree has its place: a new one stops here until it is asked for below.
    #[test]
    fn every_command_is_let_in_or_not() {
        let asked = [
            "init",
            "doctor",
            "demo",
            "gateway",
            "sync",
            "import x",
            "completions bash",
            "man",
            "review --email",
            "note 1 x --ref contract.pdf",
            "guard -- true",
            "customer import x.csv",
            "metrics import x.csv",
            "metrics --html x.html",
            "metrics replay --as-of 9:00 --html x.html",
            "customer import -",
            "member list",
            "member rota --weeks 2",
            "list",
            "show 1",
            "check 1",
            "ack 1",
            "fsck",
            "away --until fri",
            "back",
            "confirm 1",
            "guard --ask",
            "log",
            "claim 1",
            "release 1",
            "assign 1 sam",
            "handoff 1 sam",
            "accept 1",
            "decline 1",
            "withdraw 1",
            "note 1 x --ref https://example.org",
            "next 1 x --due fri",
            "done 1",
            "wait 1 --on sam",
            "customer add Ana",
            "task list",
            "link 1 invoice:17",
            "close 1",
            "reopen 1",
            "priority 1 high",
            "tag 1 +billing",
            "escalate 1 --level 2 --reason x",
            "deescalate 1",
            "undo",
            "merge 1 2",
            "split 1 2",
            "review",
            "metrics",
            "metrics import -",
            "metrics --html -",
            "annotate fri release",
            "experiment list",
            "sample",
            "score 1 4",
            "export messages",
        ];
        let (refused, let_in): (Vec<&str>, Vec<&str>) =
            asked.into_iter().partition(|line| stranger_in(line).is_some());
        assert_eq!(refused, asked[..15]);
        for command in super::super::tree().get_subcommands() {
            let name = command.get_name();
            let is_asked = |line: &&str| line.split(' ').next() == Some(name);
            assert!(refused.iter().chain(&let_in).any(is_asked), "{name}");
        }
    }
}
