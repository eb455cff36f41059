use super::Cli;
use super::context::{Context, Globals};
use super::place::{self, Place};
use crate::error::{Error, Kind};
use crate::store::Ledger;

/// Let a member in over ssh, for baton's own commands and nothing else
///
/// For the account that owns the ledger, one line a member in its ~/.ssh/authorized_keys:
/// restrict,command="baton gateway --as maya" ssh-ed25519 AAAA…
/// It runs the command that ssh was given (SSH_ORIGINAL_COMMAND) as that member; no shell reads it. Neither --as,
/// --ledger nor --config is heard there, and nothing that reads files of the account or sends its mail.
#[derive(clap::Args)]
pub struct Args {}

pub fn run(cx: &mut Context) -> Result<u8, Error> {
    let member = keyholder(cx)?;
    let cli = match super::parse(words(cx)?) {
        Ok(cli) => cli,
        Err(error) => return Ok(super::usage(&error, &mut cx.env)),
    };
    allowed(&cli, &member)?;
    enter(member, cli.globals, cx);
    super::dispatch(&cli.command, cx).map(|()| 0)
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

/// Whether this may be asked for over ssh.
fn allowed(cli: &Cli, member: &str) -> Result<(), Error> {
    let Globals { acting_as, ledger, config, .. } = &cli.globals;
    let taken = [
        ("--as", acting_as.is_some()),
        ("--ledger", ledger.is_some()),
        ("--config", config.is_some()),
    ];
    if let Some((flag, _)) = taken.iter().find(|(_, given)| *given) {
        return Err(refused(format!("{flag} is not for the gateway"), member));
    }
    match place::of(&cli.command) {
        Place::Anywhere => Ok(()),
        Place::Host(name) | Place::Here(name) => {
            Err(refused(format!("{name} is not for the gateway"), member))
        }
    }
}

/// From here on it is as if the member sat at this machine, with the ledger and config of the gateway.
fn enter(member: String, asked: Globals, cx: &mut Context) {
    let Globals { config, ledger, .. } = std::mem::take(&mut cx.globals);
    cx.globals = Globals { config, ledger, ..asked };
    cx.keyholder = Some(member);
}

/// The one way in which the gateway says no to a command.
fn refused(what: String, member: &str) -> Error {
    Error::new(Kind::Denied, what)
        .hint(format!("your key makes you {member}, on this ledger alone; see baton --help"))
}
