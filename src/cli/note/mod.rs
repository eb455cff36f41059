mod reference;

use super::args::{ThreadRef, Threads, one_of};
use super::context::Context;
use super::customer;
use super::customer::reference::CustomerRef;
use crate::config::Config;
use crate::domain::access::{Deed, Power};
use crate::domain::customer::Errand;
use crate::domain::entry::NoteKind;
use crate::domain::note::{NewNote, Reference};
use crate::domain::{headings, vague};
use crate::error::{Error, Kind};
use reference::Target;

/// Write a note on a thread, or on a customer
///
/// TEXT may be - for standard input. Without TEXT, on a terminal, your editor opens. Card numbers, account numbers and
/// tokens in it are masked before it is kept.
#[derive(clap::Args)]
#[command(
    override_usage = "baton note [OPTIONS] <THREAD>... [TEXT]\n       baton note [OPTIONS] --customer <CUSTOMER> [TEXT]"
)]
pub struct Args {
    /// Threads, then the text of the note; with --customer the text alone
    #[arg(required_unless_present = "customer", num_args = 1.., value_name = "THREAD|TEXT")]
    words: Vec<String>,
    /// On this customer: number, name or address, or - for a mail on standard input
    #[arg(long, value_name = "CUSTOMER")]
    customer: Option<CustomerRef>,
    /// Whom it is for: at the top of their digest until they say ack
    #[arg(long = "for", value_name = "MEMBER")]
    reader: Option<String>,
    /// What sort of note it is
    #[arg(
        long,
        default_value = "note",
        value_parser = one_of::<NoteKind>(NoteKind::ALL.map(NoteKind::word))
    )]
    kind: NoteKind,
    /// When you want to look at it again: in your digest from then on, until you say ack
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    review_after: Option<String>,
    /// Headings for the editor to open with: triage, debug, or one of the config; in a TEXT they may be left out
    #[arg(long, value_name = "TEMPLATE")]
    template: Option<String>,
    /// What it is about: of a file its name and SHA-256 are kept, of a URL the URL
    #[arg(long = "ref", value_name = "FILE|URL")]
    reference: Option<Target>,
    /// Keep card numbers, account numbers and tokens as they are: for leads
    #[arg(long)]
    raw: bool,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Args {
    /// Whether an editor has to ask for the text.
    pub fn lacks_text(&self) -> bool {
        self.words.len() == usize::from(self.customer.is_none())
    }

    /// Whether it reads a file where the ledger is.
    pub fn reads_file(&self) -> bool {
        matches!(self.reference, Some(Target::File(_)))
    }

    /// The headings that are known here; what is wrong with the template is said where the ledger is.
    pub fn headings_here<'c>(&self, config: &'c Config) -> &'c [String] {
        self.headings(config).ok().flatten().unwrap_or_default()
    }

    /// The text, as an editor makes it from these headings.
    pub fn write(headings: &[String], cx: &mut Context) -> Result<String, Error> {
        let text = cx.edit(&headings::form(headings))?;
        match !headings.is_empty() && headings::is_bare(&text, headings) {
            true => Err(Error::refused("nothing was written, so nothing was changed")),
            false => Ok(text),
        }
    }

    /// The headings of the template that is named.
    fn headings<'c>(&self, config: &'c Config) -> Result<Option<&'c [String]>, Error> {
        let Some(name) = &self.template else { return Ok(None) };
        let templates = &config.note_templates;
        match templates.get(name) {
            Some(headings) => Ok(Some(headings)),
            None => {
                let names = templates.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
                Err(Error::usage(format!("there is no template \"{name}\" for notes")).hint(
                    format!("there are {names}; another goes into [template.note] of the config"),
                ))
            }
        }
    }
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let (threads, text) = split(args)?;
    let config = cx.config_or_defaults()?;
    let headings = args.headings(&config)?.unwrap_or_default();
    if args.raw {
        session.permitted(Power::Others, "note --raw", args.dry_run).map_err(not_raw)?;
    }
    let note = NewNote {
        reader: args
            .reader
            .as_deref()
            .map(|name| session.member(name).map(|m| m.id))
            .transpose()?,
        kind: args.kind,
        review_after: args.review_after.as_deref().map(|date| session.date(date)).transpose()?,
        reference: args.reference.as_ref().map(Target::read).transpose()?.map(|reference| {
            let name = if args.raw { reference.name } else { cx.masked(&reference.name) };
            Reference { name, ..reference }
        }),
        text: String::new(),
    };
    // Whom it is on is looked up first: nobody should write a text for a customer who is not there.
    let customer = args.customer.as_ref().map(|customer| session.customer(customer, cx));
    let customer = customer.transpose()?;
    let text = match text {
        Some(text) => cx.text_as_it_is(text)?,
        None => Args::write(headings, cx)?,
    };
    let text = match args.raw {
        true => text,
        false => cx.masked_or(&text, "; a lead can keep it with --raw"),
    };
    let hints = hints(&text, args.kind, headings);
    let note = NewNote { text, ..note };
    match customer {
        Some(customer) => {
            let doing = session.doing(None, args.dry_run)?;
            let changed =
                session.ledger.change_customer(customer, Errand::Help, &doing, |card, _, _| {
                    Ok(card.note(note))
                })?;
            customer::tell_changed(changed, args.dry_run, &session, cx)?;
        }
        None => {
            let threads = Threads { threads, dry_run: args.dry_run };
            session.change(&threads, Deed::Help, cx, |thread, _| Ok(thread.note(note.clone())))?;
        }
    }
    give(&hints, cx)
}

/// The power is that over what is others'; here it is for something else.
fn not_raw(mut error: Error) -> Error {
    if error.kind == Kind::Denied {
        error.message = "only a lead may keep what is masked otherwise".to_owned();
    }
    error
}

/// All but the last word are threads; a single word is a thread too. With a customer the one word is the text.
fn split(args: &Args) -> Result<(Vec<ThreadRef>, Option<&String>), Error> {
    let (threads, text) = match (args.words.as_slice(), &args.customer) {
        ([number], Some(_)) if matches!(number.parse(), Ok(ThreadRef::Number(_))) => {
            return Err(Error::usage(format!(
                "\"{number}\" is a thread, and a note on a customer has none"
            ))
            .hint("say what is to be noted; on the thread leave --customer out"));
        }
        (words @ ([] | [_]), Some(_)) => (&[][..], words.first()),
        (_, Some(_)) => {
            return Err(Error::usage("a note is on threads or on a customer, not on both")
                .hint("put the text in quotes; on a thread leave --customer out"));
        }
        ([threads @ .., text], None) if !threads.is_empty() => (threads, Some(text)),
        (threads, None) => (threads, None),
    };
    let threads = threads.iter().map(|thread| thread.parse().map_err(Error::usage));
    Ok((threads.collect::<Result<_, _>>()?, text))
}

/// What the note leaves open.
fn hints(text: &str, kind: NoteKind, headings: &[String]) -> Vec<String> {
    let asked =
        vague::hint(text, kind).map(|question| format!("the next reader will ask: {question}"));
    let open = headings::open(text, headings);
    let open = (!open.is_empty()).then(|| format!("nothing under {}", open.join(", ")));
    asked.into_iter().chain(open).collect()
}

/// For who is there to add something; a script is not.
fn give(hints: &[String], cx: &mut Context) -> Result<(), Error> {
    if cx.env.err_is_terminal && !cx.globals.quiet {
        // Below what was done, where both go to one terminal.
        cx.flush()?;
        for hint in hints {
            cx.tell(&format!("hint: {hint}"));
        }
    }
    Ok(())
}
