use super::connect;
use super::context::Context;
use super::session::Session;
use crate::config::Config;
use crate::domain::ids::{MemberId, ThreadId};
use crate::domain::note::OpenNote;
use crate::domain::review::{MailboxHealth, Review};
use crate::domain::summary::Listed;
use crate::domain::task;
use crate::error::Error;
use crate::flow::deliver::{self, Content, Delivery, Issue};
use crate::mail::compose;
use crate::render::review::{Links, MOST_SHOWN};
use crate::render::{html, json, review, table};
use crate::store::{Slot, Wanted};
use std::collections::HashMap;

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
#[derive(clap::Args)]
pub struct Args {
    /// Mail it to the recipients in [review]
    #[arg(long)]
    pub(super) email: bool,
    /// Only what is yours to act on; with --email: to each member their own
    #[arg(long)]
    pub(super) personal: bool,
    /// With --email: print the mails instead of sending them
    #[arg(long, requires = "email")]
    pub(super) dry_run: bool,
    /// With --email: send it although it was sent today
    #[arg(long, requires = "email")]
    pub(super) again: bool,
    /// With --email: send it although a recipient is a shared inbox, which will hold it then
    #[arg(long, requires = "email")]
    pub(super) force: bool,
    /// With --email: send nothing when there is nothing to report
    #[arg(long, requires = "email")]
    pub(super) quiet_if_empty: bool,
    /// Exit with status 1 if there is anything to report; with --quiet that is the answer
    #[arg(long, conflicts_with = "email")]
    pub(super) check: bool,
}

/// The kind of review that goes to the whole team.
const TEAM: &str = "team";

/// The kind that each member gets of their own.
const PERSONAL: &str = "personal";

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    if args.email {
        return email(args, &mut session, cx);
    }
    let reader = args.personal.then(|| session.me()).transpose()?.map(|(me, _)| me);
    let review = Material::read(&session)?.review(reader, &session);
    // A script that only asks whether there is anything wants the exit status alone.
    if !(args.check && cx.globals.quiet) {
        print(&review, &session, cx)?;
    }
    if args.check && !review.is_clear() {
        cx.flush()?;
        return Err(Error::refused(format!(
            "not clear: {}",
            review::counts(&review, &session.view())
        )));
    }
    Ok(())
}

/// What reviews are drawn up from: all of one state of the ledger.
struct Material {
    threads: Vec<Listed>,
    conflicts: HashMap<ThreadId, Vec<ThreadId>>,
    health: Vec<MailboxHealth>,
    notes: Vec<OpenNote>,
    tasks: Vec<task::Listed>,
    hash: String,
}

impl Material {
    fn read(session: &Session) -> Result<Material, Error> {
        session.ledger.consistently(|ledger| {
            Ok(Material {
                threads: ledger.threads(false)?,
                conflicts: ledger.conflicts()?,
                health: ledger.health()?,
                notes: ledger.open_notes()?,
                tasks: ledger.tasks(Wanted::default())?,
                hash: ledger.newest_hash()?,
            })
        })
    }

    /// The whole team's, or one member's.
    fn review(&self, reader: Option<MemberId>, session: &Session) -> Review {
        let of = |thread| self.conflicts.get(&thread).cloned().unwrap_or_default();
        let (health, hash) = (self.health.clone(), self.hash.clone());
        let review =
            Review::draw_up(&self.threads, of, health, hash, reader, &session.policy, session.now);
        review.with_asides(&self.notes, &self.tasks, &session.policy.absences)
    }
}

/// The team's review as of now, from the ledger: what it lists and the hash that it carries are of one state.
pub fn draw_up(session: &Session) -> Result<Review, Error> {
    Ok(Material::read(session)?.review(None, session))
}

/// Prints it in the form that was asked for: for `review`, and for the demo.
pub fn print(review: &Review, session: &Session, cx: &mut Context) -> Result<(), Error> {
    let view = session.view();
    if cx.globals.json {
        return cx.print(&json::review(review, &view));
    }
    if cx.globals.csv || cx.globals.plain {
        let (header, rows) = review::rows(review, &view);
        return cx.print(&table::render(&header, &rows, cx.form())?);
    }
    let text = review::text(review, &view, &Links::default());
    let headings: String = text
        .split_inclusive('\n')
        .map(|line| match review::is_heading(line) {
            true => format!("{}\n", cx.bold(line.trim_end())),
            false => line.to_owned(),
        })
        .collect();
    cx.print(&headings)
}

fn email(args: &Args, session: &mut Session, cx: &mut Context) -> Result<(), Error> {
    let config = session.config(cx)?;
    let material = Material::read(session)?;
    let reviews = match args.personal {
        true => personal(&material, session),
        false => team(args, &config, &material, session)?,
    };
    not_to_ourselves(args, &reviews, &config, session)?;
    let mail_out = config.mail_out.as_ref().ok_or_else(|| {
        Error::usage(format!("{} does not say how mail goes out", config.path.display()))
            .hint("add [mail-out] with from, and [mail-out.smtp] or [mail-out.sendmail]; see baton-config(5)")
    })?;
    let mails: Vec<(Vec<String>, Content)> = reviews
        .into_iter()
        .map(|(to, review)| Ok((to, content(&review, session, &config, &mail_out.from)?)))
        .collect::<Result<_, Error>>()?;
    let mails: Vec<(String, &Content)> = mails
        .iter()
        .flat_map(|(to, content)| to.iter().map(move |recipient| (recipient.clone(), content)))
        .collect();
    if mails.is_empty() {
        return Ok(());
    }
    let day = session.policy.calendar.day(session.now).to_string();
    let kind = if args.personal { PERSONAL } else { TEAM };
    let issue = Issue { kind, day: &day, again: args.again };
    if args.dry_run {
        return rehearse(&mails, issue, session, cx);
    }
    let out = connect::out(mail_out)?;
    match deliver::run(&mut session.ledger, &out, &mails, issue, session.now)? {
        Some(deliveries) => report(deliveries, session, cx),
        None => {
            cx.tell("another baton is mailing the review: nothing to do");
            Ok(())
        }
    }
}

/// The team's review to everyone in the config, or to nobody where that was asked for.
fn team(
    args: &Args,
    config: &Config,
    material: &Material,
    session: &Session,
) -> Result<Vec<(Vec<String>, Review)>, Error> {
    if config.review.to.is_empty() {
        return Err(Error::usage(format!(
            "{} names nobody to mail the review to",
            config.path.display()
        ))
        .hint("add to = [\"team@example.org\"] to [review]"));
    }
    let review = material.review(None, session);
    if args.quiet_if_empty && review.is_clear() && review.is_complete() {
        return Ok(Vec::new());
    }
    Ok(vec![(config.review.to.clone(), review)])
}

/// To each member who has an address and something to do: their own.
fn personal(material: &Material, session: &Session) -> Vec<(Vec<String>, Review)> {
    let reviews = session.team.iter().filter_map(|member| {
        let address = member.addresses.first()?.clone();
        Some((vec![address], material.review(Some(member.id), session)))
    });
    reviews.filter(|(_, review)| !review.is_clear()).collect()
}

/// A shared inbox would read its own review as mail.
fn not_to_ourselves(
    args: &Args,
    reviews: &[(Vec<String>, Review)],
    config: &Config,
    session: &Session,
) -> Result<(), Error> {
    let us = session.us(config);
    match reviews.iter().flat_map(|(to, _)| to).find(|to| us.is_shared(to)) {
        Some(shared) if !args.force => Err(Error::usage(format!(
            "{shared} is a shared inbox: its own review would land in it"
        ))
        .hint(
            "name people, or a list of their own, in [review] to; --force sends it all the same",
        )),
        _ => Ok(()),
    }
}

fn content(
    review: &Review,
    session: &Session,
    config: &Config,
    from: &str,
) -> Result<Content, Error> {
    let view = session.view();
    let shown = review.sections.iter().flat_map(|(_, items)| items.iter().take(MOST_SHOWN));
    let asked = review.notes.iter().take(MOST_SHOWN).filter_map(|open| open.thread.as_ref());
    let threads =
        shown.map(|item| item.listed.summary.thread).chain(asked.map(|(thread, _)| *thread));
    let mut links = Links { web: config.review.web_link.clone(), ..Links::default() };
    for thread in threads {
        links.message_ids.extend(session.ledger.newest_id(thread)?.map(|id| (thread, id)));
    }
    Ok(Content {
        from: from.to_owned(),
        subject: review::subject(review, &view),
        text: review::text(review, &view, &links),
        html: html::page(review, &view, &links),
    })
}

/// Prints the very bytes that would be sent.
fn rehearse(
    mails: &[(String, &Content)],
    issue: Issue,
    session: &Session,
    cx: &mut Context,
) -> Result<(), Error> {
    let ledger = session.ledger.identity()?;
    for (recipient, content) in mails {
        let slot = Slot { recipient, kind: issue.kind, day: issue.day };
        let id = deliver::message_id(&ledger, content, slot);
        cx.print_bytes(&compose::bytes(&deliver::letter(content, recipient, &id, session.now))?)?;
    }
    Ok(())
}

fn report(deliveries: Vec<Delivery>, session: &Session, cx: &mut Context) -> Result<(), Error> {
    let (mut failed, mut unsure) = (None, false);
    for delivery in deliveries {
        match delivery {
            Delivery::Sent { recipient, unsure: false } => cx.say(&format!("review sent to {recipient}"))?,
            Delivery::Sent { recipient, unsure: true } => cx.say(&format!(
                "review sent to {recipient} again under the same Message-ID: an earlier run was cut off, and its state is unknown"
            ))?,
            Delivery::Before { recipient, at } => {
                let at = session.view().when(at);
                cx.say(&format!("review was sent to {recipient} already, {at}"))?;
            }
            Delivery::Unsure { recipient, at } => {
                let at = session.view().when(at);
                cx.tell(&format!(
                    "baton: nobody knows whether the review reached {recipient}: each time the connection broke, last {at}"
                ));
                unsure = true;
            }
            Delivery::Failed { recipient, why } => {
                cx.tell(&format!("baton: no review to {recipient}: {}", why.message));
                failed = Some(why);
            }
        }
    }
    match failed {
        None if unsure => Err(Error::refused("the review may not have reached everyone")
            .hint("ask them, or send it to all once more: baton review --email --again")),
        None => Ok(()),
        Some(why) => Err(Error::temporary("the review did not reach everyone").hint(
            why.hint.unwrap_or_else(|| {
                "the next baton review --email sends what is missing".to_owned()
            }),
        )),
    }
}
