use super::context::Context;
use super::remote;
use super::session::Session;
use crate::config::Remote;
use crate::domain::access::Deed;
use crate::domain::check::Against;
use crate::domain::ids::{Seq, ThreadId};
use crate::domain::message::Headers;
use crate::domain::stop::StoppedBy;
use crate::env::{self, Env};
use crate::error::{Error, Kind};
use crate::mail::command::Failure;
use crate::mail::draft::Draft;
use crate::render::{check, refusal, safe};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::ffi::OsString;
use std::path::Path;

/// Let a mail out to sendmail, unless a teammate has it in hand
///
/// For a mail client, in place of sendmail: reads the mail on standard input and hands it to COMMAND, byte for byte,
/// with the exit status of COMMAND. A reply in a thread that somebody else owns or holds, or has answered since, is
/// not sent: exit 75 and one line that says why. Nor is a reply where the ledger cannot be read. Any other mail passes,
/// and so does mail among colleagues. That a reply was stopped is counted, for metrics.
#[derive(clap::Args)]
#[command(
    override_usage = "baton guard [OPTIONS] [--] <COMMAND>...\n       baton guard [OPTIONS] --ask"
)]
pub struct Args {
    /// Send it all the same; what stood against it is recorded
    #[arg(long)]
    force: bool,
    /// With --force: why
    #[arg(long, value_name = "TEXT", requires = "force")]
    reason: Option<String>,
    /// Only say whether it may go out: exit 0 or 75
    #[arg(long, conflicts_with = "command")]
    ask: bool,
    #[command(flatten)]
    of_mutt: OfMutt,
    /// What sends the mail, such as /usr/sbin/sendmail -oem -oi
    #[arg(required_unless_present = "ask", trailing_var_arg = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// mutt puts its own options before a `--` that stands in $sendmail. They are for COMMAND.
#[derive(clap::Args)]
struct OfMutt {
    /// The sender of the envelope, for COMMAND
    #[arg(short = 'f', hide = true, conflicts_with = "ask")]
    sender: Option<OsString>,
    /// The type of the body, for COMMAND
    #[arg(short = 'B', hide = true, conflicts_with = "ask")]
    body: Option<OsString>,
    /// When to report delivery, for COMMAND
    #[arg(short = 'N', hide = true, conflicts_with = "ask")]
    notify: Option<OsString>,
    /// What to return with such a report, for COMMAND
    #[arg(short = 'R', hide = true, conflicts_with = "ask")]
    back: Option<OsString>,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<u8, Error> {
    let draft = Env::raw_input()
        .and_then(Draft::read)
        .map_err(|error| Error::temporary(format!("not sent: cannot read the mail: {error}")))?;
    match (decide(args, &draft, cx), args.command.split_first()) {
        (Ok(0), Some((program, rest))) => send(draft, program, &args.of_mutt.before(rest)),
        (decided, _) => {
            draft.discard();
            decided.map_err(in_one_line)
        }
    }
}

/// May it go out? Then 0; where the host of the ledger has said why not, its exit status. Without a word about what it
/// answers there is nothing to look up.
fn decide(args: &Args, draft: &Draft, cx: &mut Context) -> Result<u8, Error> {
    let headers = draft.headers();
    if headers.references.is_empty() {
        return Ok(0);
    }
    let others = draft.has_bcc() || args.names_others(&headers);
    match cx.optional_config().map(|config| config.and_then(|config| config.remote)) {
        Ok(Some(host)) => decide_there(args, &draft.header(others), &host, cx),
        // A config that is wrong is said where the ledger is looked for.
        Ok(None) | Err(_) => decide_here(args, &headers, others, cx).map(|()| 0),
    }
}

/// Asks the host that keeps the ledger, which tells the user why not.
fn decide_there(args: &Args, header: &[u8], host: &Remote, cx: &mut Context) -> Result<u8, Error> {
    let mut words = vec!["guard".to_owned(), "--ask".to_owned()];
    if args.force {
        words.push("--force".to_owned());
        words.extend(args.reason.iter().flat_map(|why| ["--reason".to_owned(), why.clone()]));
    }
    match remote::ask(host, &words, header) {
        Ok((0, _)) => Ok(0),
        // It has said why.
        Ok(_) if args.force => Ok(0),
        Ok(_) => Ok(Kind::Temporary.status()),
        Err(error) if args.force => {
            not_recorded(error, cx);
            Ok(0)
        }
        Err(error) => Err(unsent(error)),
    }
}

fn unsent(error: Error) -> Error {
    let why = in_one_line(error);
    Error::temporary(format!("not sent: {why} (send it all the same: baton guard --force)"))
}

fn decide_here(
    args: &Args,
    headers: &Headers,
    others: bool,
    cx: &mut Context,
) -> Result<(), Error> {
    match (Reply::look_up(headers, others, cx), args.force) {
        (Ok(None), _) => Ok(()),
        (Ok(Some(mut reply)), false) => {
            reply.session.count_stop(reply.thread, reply.against, StoppedBy::Guard);
            Err(reply.refusal())
        }
        (Ok(Some(reply)), true) => {
            let reason = cx.maybe_masked(&args.reason);
            let recorded = reply.record(reason.as_deref());
            recorded.unwrap_or_else(|error| not_recorded(error, cx));
            Ok(())
        }
        (Err(error), true) => {
            not_recorded(error, cx);
            Ok(())
        }
        (Err(error), false) => Err(unsent(error)),
    }
}

fn not_recorded(error: Error, cx: &mut Context) {
    cx.tell(&format!("baton: sending it, and cannot record that: {}", in_one_line(error)));
}

/// A reply that something stands against.
struct Reply {
    session: Session,
    thread: ThreadId,
    /// The messages that its In-Reply-To names.
    answers: Vec<Seq>,
    against: Against,
}

impl Reply {
    /// `None` where nothing stands against it: the ledger does not know what it answers, it is in the right hands, or
    /// the mail goes to colleagues and no `others`.
    fn look_up(headers: &Headers, others: bool, cx: &Context) -> Result<Option<Reply>, Error> {
        let session = cx.open()?;
        let Some(thread) = session.thread_answered(headers)? else { return Ok(None) };
        let (me, _) = session.me()?;
        let us = session.config.as_ref().map(|config| session.us(config));
        if !others && us.is_some_and(|us| us.keep_among_us(headers)) {
            return Ok(None);
        }
        let messages = session.ledger.messages(thread)?;
        let named = messages.into_iter().filter(|message| {
            message.message_id.as_ref().is_some_and(|id| headers.in_reply_to.contains(id))
        });
        let answers: Vec<Seq> = named.map(|message| message.fact.seq).collect();
        let replayed = session.ledger.replay(thread)?;
        let against = replayed.against(me, replayed.question(&answers), &session.team, session.now);
        let reply = Reply { session, thread, answers, against };
        Ok(Some(reply).filter(|reply| !reply.against.is_empty()))
    }

    fn refusal(&self) -> Error {
        check::refusal(self.thread, &self.against, &self.session.view())
    }

    /// Writes into the ledger that it goes out whatever stands against it.
    fn record(mut self, reason: Option<&str>) -> Result<(), Error> {
        let (me, _) = self.session.me()?;
        let (now, answers) = (self.session.now, &self.answers);
        let doing = self.session.doing(reason.map(str::to_owned), false)?;
        let done =
            self.session.ledger.change(&[self.thread], Deed::Help, &doing, |thread, team| {
                let against = thread.against(me, thread.question(answers), team, now);
                Ok(thread.force(against, doing.reason.clone()))
            })?;
        done.map(drop).map_err(|(thread, refused)| {
            refusal::explain(thread, refused, &self.session.team.name(me), &self.session.view())
        })
    }
}

/// A mail client shows the last line, or the first.
fn in_one_line(error: Error) -> Error {
    let hint = error.hint.map(|hint| format!("; {hint}")).unwrap_or_default();
    Error::new(Kind::Temporary, safe::line(&(error.message + &hint)))
}

fn send(draft: Draft, program: &OsString, args: &[OsString]) -> Result<u8, Error> {
    let named = Path::new(program).display();
    let pass_signals_on = |pid: u32| {
        let Ok(pid) = i32::try_from(pid) else { return };
        // Whoever ends us means COMMAND, which must not take half a mail for the whole. It may have ended already.
        let _ = env::when_asked_to_end(move || {
            let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
        });
    };
    draft.hand_to(program, args, pass_signals_on).map_err(|failure| {
        in_one_line(match failure {
            Failure::NotStarted(why) => {
                Error::temporary(format!("not sent: cannot start {named}: {why}"))
            }
            Failure::Stopped(why) => Error::temporary(format!(
                "not sent: {named} was stopped before it had all of the mail: {why}"
            )),
        })
    })
}

impl Args {
    /// It only says whether the mail may go out.
    pub fn asks(&self) -> bool {
        self.ask
    }

    /// Does COMMAND name recipients whom the header does not? So does a client with those of its Bcc.
    fn names_others(&self, headers: &Headers) -> bool {
        let named = headers.to.iter().chain(&headers.cc).chain(&headers.from);
        let named: Vec<&str> = named.map(|address| address.address.as_str()).collect();
        let words = self.command.iter().map(|word| word.to_string_lossy().to_lowercase());
        words.filter(|word| word.contains('@')).any(|word| !named.contains(&word.as_str()))
    }
}

impl OfMutt {
    /// What COMMAND is given: these first, where they are there.
    fn before(&self, args: &[OsString]) -> Vec<OsString> {
        let options =
            [("-f", &self.sender), ("-B", &self.body), ("-N", &self.notify), ("-R", &self.back)];
        let mut all = Vec::with_capacity(args.len());
        for (option, value) in options {
            match (option, value) {
                // sendmail takes it in one word alone.
                ("-B", Some(value)) => all.push(joined(option, value)),
                (_, Some(value)) => all.extend([option.into(), value.clone()]),
                (_, None) => {}
            }
        }
        all.extend_from_slice(args);
        all
    }
}

fn joined(option: &str, value: &OsString) -> OsString {
    let mut word = OsString::from(option);
    word.push(value);
    word
}
