mod edition;
mod email;
mod material;
mod print;
mod report;
mod status;
mod then;

pub use material::draw_up;
pub use print::print;

use super::context::Context;
use super::session::Session;
use crate::domain::review::Kind;
use crate::error::Error;
use crate::store::Ledger;
use edition::Edition;
use material::Material;

/// Show what needs someone, or mail it
///
/// Threads without owner, late or soon late for what was promised, escalated, overdue, without next action, waiting on
/// us, without backup, stale, offered and not answered, whose owner has done nothing for long, or whose mail vanished
/// before anybody answered it; each once, with the command that settles it. With --email it goes to the recipients in
/// the config, at most once a day to each, however often it is run.
///
/// With --personal it is your part: threads that you should act on now, as owner or in the stead of one who is away, and
/// what others wait for from you; before them what others noted for you, and your own notes that you wanted to look at
/// again, until you say ack. With --personal --email each member with an address gets theirs, at the first of their
/// addresses and at most once a day; who has nothing to do gets no mail.
///
/// With --leads it is for those who lead: who owns how much of it, what may be answered too late, what lapses today, and
/// the sections about ownership and promises. review --email mails it to leads in [review] as well. With --weekly the
/// team's review has what the last seven days were like beside the seven before, every promise that was missed, powers
/// and absences to think of in time, and notes that are due for another look.
#[derive(clap::Args)]
pub struct Args {
    /// Mail it to the recipients in [review]
    #[arg(long)]
    pub(in crate::cli) email: bool,
    /// Only what is yours to act on; with --email: to each member their own
    #[arg(long)]
    pub(in crate::cli) personal: bool,
    /// What those who lead look after: load, response risk, ownership; with --email: to leads in [review]
    #[arg(long)]
    pub(in crate::cli) leads: bool,
    /// With what the last seven days were like, and what ends or is due in the coming ones
    #[arg(long)]
    pub(in crate::cli) weekly: bool,
    /// With --email: print the mails instead of sending them
    #[arg(long, requires = "email")]
    pub(in crate::cli) dry_run: bool,
    /// With --email: send it although it was sent today
    #[arg(long, requires = "email")]
    pub(in crate::cli) again: bool,
    /// With --email: send it although a recipient is a shared inbox, which will hold it then
    #[arg(long, requires = "email")]
    pub(in crate::cli) force: bool,
    /// With --email: send nothing when there is nothing to report
    #[arg(long, requires = "email")]
    pub(in crate::cli) quiet_if_empty: bool,
    /// Exit with status 1 if there is anything to report; with --quiet that is the answer
    #[arg(long, conflicts_with = "email")]
    pub(in crate::cli) check: bool,
    /// How it is printed; html and markdown have links to the mail
    #[arg(long, value_enum, value_name = "FORMAT", conflicts_with = "email")]
    pub(in crate::cli) format: Option<print::Format>,
    /// Show what was mailed to whom in the last two weeks, and what became of it
    #[arg(long, conflicts_with_all = ["email", "personal", "leads", "weekly", "check", "as_of"])]
    pub(in crate::cli) status: bool,
    /// With --status: from this moment on
    #[arg(long, requires = "status", value_name = "DATE", allow_hyphen_values = true)]
    pub(in crate::cli) since: Option<String>,
    /// As it was then: a day without a time is what was mailed on it, else its end; with --email, only --dry-run
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, conflicts_with_all = ["again"])]
    pub(in crate::cli) as_of: Option<String>,
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let kind = edition::kind(args)?;
    let mut session = cx.open()?;
    if args.status {
        return status::status(args.since.as_deref(), &session, cx);
    }
    if let Some(at) = &args.as_of {
        if args.email && !args.dry_run {
            return Err(Error::usage("what was mailed then is not mailed again")
                .hint("see it: baton review --as-of DATE --email --dry-run"));
        }
        return then::run(at, kind, args, &session, cx);
    }
    if args.email {
        return email::email(kind, args, None, &mut session, cx);
    }
    show(kind, args, &session, cx)
}

/// Prints it, as of the session's time.
fn show(kind: Kind, args: &Args, session: &Session, cx: &mut Context) -> Result<(), Error> {
    let reader = args.personal.then(|| session.me()).transpose()?.map(|(me, _)| me);
    let draw_up = |_: &Ledger| Edition::draw_up(kind, reader, &Material::read(session)?, session);
    let edition = session.ledger.consistently(draw_up)?;
    // A script that only asks whether there is anything wants the exit status alone.
    if !(args.check && cx.globals.quiet) {
        print(&edition, args.format, session, cx)?;
    }
    if args.check && !edition.is_clear() {
        cx.flush()?;
        return Err(Error::refused(format!("not clear: {}", edition.counts(&session.view()))));
    }
    Ok(())
}
