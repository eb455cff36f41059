use super::args::{ThreadRef, Threads, one_of};
use super::context::Context;
use crate::domain::access::Deed;
use crate::domain::entry::NoteKind;
use crate::domain::note::NewNote;
use crate::error::Error;

/// Write a note on a thread
///
/// TEXT may be - for standard input. Without TEXT, on a terminal, your editor opens.
#[derive(clap::Args)]
#[command(override_usage = "baton note [OPTIONS] <THREAD>... [TEXT]")]
pub struct Args {
    /// Threads, then the text of the note
    #[arg(required = true, num_args = 1.., value_name = "THREAD|TEXT")]
    words: Vec<String>,
    /// Whom it is for
    #[arg(long = "for", value_name = "MEMBER")]
    reader: Option<String>,
    /// What sort of note it is
    #[arg(
        long,
        default_value = "note",
        value_parser = one_of::<NoteKind>(NoteKind::ALL.map(NoteKind::word))
    )]
    kind: NoteKind,
    /// Say what would be true, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Args {
    /// Whether an editor has to ask for the text.
    pub fn lacks_text(&self) -> bool {
        self.words.len() == 1
    }
}

pub fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let mut session = cx.open()?;
    let (threads, text) = split(&args.words)?;
    let text = match text {
        Some(text) => cx.text(text)?,
        None => cx.edit("")?,
    };
    let reader =
        args.reader.as_deref().map(|name| session.member(name).map(|m| m.id)).transpose()?;
    let threads = Threads { threads, dry_run: args.dry_run };
    session.change(&threads, Deed::Help, cx, |thread, _| {
        let note = NewNote { text: text.clone(), reader, kind: args.kind, ..NewNote::default() };
        Ok(thread.note(note))
    })
}

/// All but the last word are threads; a single word is a thread too.
fn split(words: &[String]) -> Result<(Vec<ThreadRef>, Option<&String>), Error> {
    let (threads, text) = match words {
        [threads @ .., text] if !threads.is_empty() => (threads, Some(text)),
        threads => (threads, None),
    };
    let threads = threads
        .iter()
        .map(|thread| thread.parse().map_err(Error::usage))
        .collect::<Result<_, _>>()?;
    Ok((threads, text))
}
