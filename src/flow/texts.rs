//! Fetching the texts of messages from where the ledger says that they lie, changing nothing there or here.

use crate::domain::body::Text;
use crate::domain::ids::Seq;
use crate::domain::review::IMPORT;
use crate::error::{Error, Kind};
use crate::mail::Found;
use crate::mail::source::Source;
use crate::store::Place;
use std::collections::HashMap;

/// More text than this, in bytes, is not held at once.
const MAX_HELD: usize = 4 * 1024 * 1024;

/// What came of looking, by message; one without any place is not among them.
#[derive(Default)]
pub struct Texts {
    found: HashMap<Seq, Result<Text, Error>>,
    held: usize,
}

/// Looks the messages up, each at the first of its places where it can be read. `connect` opens an inbox, unless the
/// config does not name it.
pub fn fetch(places: Vec<Place>, connect: impl Fn(&str) -> Option<Result<Source, Error>>) -> Texts {
    let (imported, mut places): (Vec<Place>, Vec<Place>) =
        places.into_iter().partition(|place| place.mailbox == IMPORT);
    places.sort_by(|a, b| (&a.inbox, &a.mailbox).cmp(&(&b.inbox, &b.mailbox)));
    let mut texts = Texts::default();
    for place in &imported {
        texts.missing(&[place], "it was imported from a file, and baton keeps no texts");
    }
    for inbox in places.chunk_by(|a, b| a.inbox == b.inbox) {
        if let Err(error) = texts.inbox(inbox, &connect) {
            inbox.iter().for_each(|place| texts.note(place.message, Err(error.clone())));
        }
    }
    texts
}

impl Texts {
    /// The texts, and the error that kept one from being read, if one did.
    pub fn into_parts(self) -> (HashMap<Seq, Text>, Option<Error>) {
        let mut failed: Option<(Seq, Error)> = None;
        let mut texts = HashMap::with_capacity(self.found.len());
        for (message, found) in self.found {
            let text = found.unwrap_or_else(|error| {
                let why = format!("not fetched: {}", error.message);
                if failed.as_ref().is_none_or(|(first, _)| message < *first) {
                    failed = Some((message, error));
                }
                Text::Missing(why)
            });
            texts.insert(message, text);
        }
        (texts, failed.map(|(_, error)| error))
    }

    fn inbox(
        &mut self,
        places: &[Place],
        connect: impl Fn(&str) -> Option<Result<Source, Error>>,
    ) -> Result<(), Error> {
        let mut source = None;
        for mailbox in places.chunk_by(|a, b| a.mailbox == b.mailbox) {
            let wanted: Vec<&Place> =
                mailbox.iter().filter(|place| !self.is_read(place.message)).collect();
            let Some(Place { inbox, .. }) = wanted.first() else { continue };
            if source.is_none() {
                source = connect(inbox).transpose()?;
            }
            let Some(source) = &mut source else {
                self.missing(&wanted, &format!("the config names no inbox {inbox}"));
                continue;
            };
            match self.mailbox(source, &wanted) {
                // One that is not there any more is no reason to give up the others.
                Err(error) if error.kind == Kind::Usage => {
                    wanted.iter().for_each(|place| self.note(place.message, Err(error.clone())));
                }
                done => done?,
            }
        }
        Ok(())
    }

    fn mailbox(&mut self, source: &mut Source, wanted: &[&Place]) -> Result<(), Error> {
        let Some(first) = wanted.first() else { return Ok(()) };
        let selected = source.select(&first.mailbox)?;
        if source.has_cursor() && selected.validity != first.validity {
            self.missing(wanted, "the server renumbered its mailbox: run baton sync");
            return Ok(());
        }
        for place in wanted {
            if self.held > MAX_HELD {
                self.missing(&[place], "there is more text than one answer holds");
                continue;
            }
            let text = match source.mail(&place.item)? {
                Found::Mail(mail) if mail.headers.truncated => {
                    Text::Missing("its header is too long to tell whether it is this one".into())
                }
                Found::Mail(mail) if place.is_of(&mail.headers) => {
                    self.held += mail.body.text.as_ref().map_or(0, String::len);
                    Text::Read(mail.body)
                }
                Found::Mail(_) | Found::Gone => {
                    Text::Missing("not found where it lay: run baton sync".to_owned())
                }
                Found::Refused(why) => Text::Missing(why),
            };
            self.note(place.message, Ok(text));
        }
        Ok(())
    }

    fn is_read(&self, message: Seq) -> bool {
        matches!(self.found.get(&message), Some(Ok(Text::Read(_))))
    }

    fn missing(&mut self, places: &[&Place], why: &str) {
        for place in places {
            self.note(place.message, Ok(Text::Missing(why.to_owned())));
        }
    }

    /// What was read stands; that a place could not be asked stands against what another one said.
    fn note(&mut self, message: Seq, found: Result<Text, Error>) {
        let stands = matches!(
            (self.found.get(&message), &found),
            (Some(Ok(Text::Read(_))), _) | (Some(Err(_)), Ok(Text::Missing(_)))
        );
        if !stands {
            self.found.insert(message, found);
        }
    }
}
