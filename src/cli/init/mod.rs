mod schedule;
mod values;

use super::args::{one_of, own_addresses};
use super::context::Context;
use super::session::Session;
use crate::config::{self, Config, Tls};
use crate::domain::entry::Actor;
use crate::domain::member::{self, Role};
use crate::domain::membership::NewMember;
use crate::error::Error;
use crate::store::{Ledger, write_private};
use schedule::Schedule;
use std::path::Path;

/// Make a config and a ledger, with you as the first member
///
/// Asks at most five things on a terminal, where flags do not say them. A config that exists is kept. Prints the lines
/// for cron, and the units for systemd.
#[derive(clap::Args)]
pub struct Args {
    /// Short name of the shared inbox
    #[arg(long, value_name = "NAME", default_value = "support")]
    inbox: String,
    /// Address of the shared inbox, such as support@example.org
    #[arg(long)]
    address: Option<String>,
    #[command(flatten)]
    imap: Imap,
    /// Read a Maildir instead of IMAP; its .Sent folder holds the replies
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["mbox", "imap_host"])]
    maildir: Option<String>,
    /// Read an mbox file instead of IMAP
    #[arg(long, value_name = "FILE", conflicts_with = "imap_host")]
    mbox: Option<String>,
    /// IANA time zone of the team, such as Europe/Berlin; this machine's, unless given
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// Who gets the morning review; may be given several times
    #[arg(long, value_name = "ADDRESS")]
    review_to: Vec<String>,
    #[command(flatten)]
    out: MailOut,
    /// Your name as a member; your login, unless given
    #[arg(long, value_name = "NAME")]
    member: Option<String>,
    /// Your login; who runs this, unless given
    #[arg(long)]
    login: Option<String>,
    /// An address that you write from; may be given several times
    #[arg(long, value_name = "ADDRESS")]
    member_address: Vec<String>,
    /// Make a ledger for tests: $BATON_NOW and $BATON_LOGIN count for it, for ever
    #[arg(long)]
    test_world: bool,
    /// Only print the lines for cron and systemd once more, for the config and the ledger that are there
    #[arg(long)]
    schedule: bool,
}

#[derive(clap::Args)]
struct Imap {
    /// IMAP server
    #[arg(long, value_name = "HOST")]
    imap_host: Option<String>,
    #[arg(
        long,
        value_name = "PORT",
        requires = "imap_host",
        help = "Port, where it is not the usual one"
    )]
    imap_port: Option<u16>,
    /// How the connection is encrypted; none on this machine alone
    #[arg(long, value_name = "TLS", requires = "imap_host", value_parser = one_of::<Tls>(Tls::WORDS))]
    imap_tls: Option<Tls>,
    /// User at the IMAP server; the inbox's address, unless given
    #[arg(long, value_name = "USER", requires = "imap_host")]
    imap_user: Option<String>,
    /// Command that prints the password, such as "pass show mail/support"
    #[arg(long, value_name = "COMMAND", conflicts_with = "password_file")]
    password_command: Option<String>,
    /// File that holds the password, readable by you alone
    #[arg(long, value_name = "FILE")]
    password_file: Option<String>,
    /// Command that prints an OAuth 2.0 access token, where the server takes no password
    #[arg(long, value_name = "COMMAND", conflicts_with_all = ["password_command", "password_file"])]
    oauth2_token_command: Option<String>,
    /// Certificate authority to be trusted in addition
    #[arg(long, value_name = "FILE")]
    ca_file: Option<String>,
}

#[derive(clap::Args)]
struct MailOut {
    /// From of the reviews; the inbox's address, unless given
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,
    /// SMTP server for the reviews; user and password are those of IMAP
    #[arg(long, value_name = "HOST", conflicts_with = "sendmail")]
    smtp_host: Option<String>,
    #[arg(
        long,
        value_name = "PORT",
        requires = "smtp_host",
        help = "Port, where it is not the usual one"
    )]
    smtp_port: Option<u16>,
    /// How the connection is encrypted; none on this machine alone
    #[arg(long, value_name = "TLS", requires = "smtp_host", value_parser = one_of::<Tls>(Tls::WORDS))]
    smtp_tls: Option<Tls>,
    /// Command that mails what it reads, such as "/usr/sbin/sendmail -i"
    #[arg(long, value_name = "COMMAND")]
    sendmail: Option<String>,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    if args.schedule {
        let (config_path, ledger_path) = (cx.config_path()?, cx.ledger_path()?);
        let config = Config::load(&config_path, cx.env.home())?;
        let text = schedule(&config_path, &config, &ledger_path, cx);
        return cx.print(&format!("{}\n", text.trim()));
    }
    if !args.test_world {
        cx.env.refuse_overrides()?;
    }
    let (config_path, ledger_path) = (cx.config_path()?, cx.ledger_path()?);
    if ledger_path.exists() {
        return Err(Error::refused(format!(
            "there is a ledger already: {}",
            ledger_path.display()
        ))
        .hint("see that all is well: baton doctor; to change something, edit the config; for the lines of cron and systemd: baton init --schedule"));
    }
    let login = args.login.clone().unwrap_or_else(|| cx.env.login(args.test_world).to_owned());
    let name = args.member.clone().unwrap_or_else(|| login.clone());
    member::check_name(&name)
        .map_err(|why| Error::usage(why).hint("give your name as a member: --member NAME"))?;
    let addresses = own_addresses(&args.member_address)?;
    let kept = config_path.exists();
    let config = match kept {
        true => Config::load(&config_path, cx.env.home())?,
        false => write_config(args, &config_path, cx)?,
    };
    let now = cx.now(args.test_world)?;
    let ledger = Ledger::create(&ledger_path, args.test_world, now, |ledger| {
        let first = NewMember::new(&name, &login, &addresses, Role::Admin);
        let added = ledger.add_member(&first, Actor::BATON, now)?;
        added.map(|_| ()).map_err(|why| Error::bug(format!("a new ledger refuses {name}: {why:?}")))
    })?;
    let session = Session::around(ledger, Some(config), cx)?;
    let config = session.config(cx)?;
    let us = session.us(&config);
    let mut ledger = session.ledger;
    ledger.rejudge(&us, now)?;
    tell(&config_path, &config, &ledger_path, kept, &name, cx)
}

/// Writes the config that flags and answers make up, once it reads back without fault.
fn write_config(args: &Args, path: &Path, cx: &mut Context) -> Result<Config, Error> {
    let text = config::commented(&values::from(args, cx)?);
    let config = Config::parse(&text, path, cx.env.home()).map_err(|error| {
        let message = match error.message.split_once(": ") {
            Some((_, what)) => what.to_owned(),
            None => error.message.clone(),
        };
        Error::usage(message).hint(error.hint.unwrap_or_else(|| "see baton init --help".to_owned()))
    })?;
    write_private(path, text.as_bytes())?;
    Ok(config)
}

fn tell(
    config_path: &Path,
    config: &Config,
    ledger: &Path,
    kept: bool,
    name: &str,
    cx: &mut Context,
) -> Result<(), Error> {
    let wrote = if kept { "kept the config" } else { "wrote the config" };
    let zone = config.calendar.zone().name();
    cx.say(&format!("{wrote} {} (time zone {zone})", config_path.display()))?;
    cx.say(&format!("made the ledger {}; {name} is its admin", ledger.display()))?;
    let schedule = schedule(config_path, config, ledger, cx);
    cx.say(&format!(
        "\nNext: baton doctor, then baton sync, then baton list. {}",
        schedule.trim_end()
    ))
}

/// The lines for cron, and the units for systemd.
fn schedule(config_path: &Path, config: &Config, ledger: &Path, cx: &Context) -> String {
    let program = cx.env.program();
    let schedule = Schedule {
        program: Path::new(&program),
        config: config_path,
        ledger,
        user: cx.env.login(false),
        zone: config.calendar.zone().name(),
        mails: config.mail_out.is_some() && !config.review.to.is_empty(),
    };
    let mut text = "For cron (crontab -e):\n\n".to_owned();
    text += &schedule.cron();
    if !schedule.mails {
        text += "\nThe review is mailed once [mail-out] and [review] to are in the config: then take the # away.\n";
    }
    text += "\nOr for systemd, these files in /etc/systemd/system; then: systemctl enable --now baton-sync.timer";
    text += if schedule.mails { " baton-review.timer\n" } else { "\n" };
    for (name, unit) in schedule.systemd() {
        text += &format!("\n# {name}\n{unit}");
    }
    text
}
