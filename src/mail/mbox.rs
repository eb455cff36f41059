//! An mbox file (RFC 4155), read as a stream: memory does not grow with the file.
//!
//! A message begins with a `From ` line at the start of the file or after an empty line; `>From `
//! in a body is quoted (mboxo, mboxrd), which matters only where the body is read.

mod from_line;
mod reader;
mod text;

use super::maildir::{INBOX, SENT};
use super::{Arrival, Batch, Found, Role, Selected, Timestamp, file};
use crate::error::Error;
pub use reader::{Reader, read};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// One mbox for the inbox and perhaps one for sent mail.
#[derive(Debug)]
pub struct Mbox {
    path: PathBuf,
    sent: Option<PathBuf>,
    selected: Option<Index>,
}

/// Where each message of one file begins.
#[derive(Debug)]
struct Index {
    path: PathBuf,
    written: Timestamp,
    length: u64,
    items: Vec<String>,
    places: HashMap<String, u64>,
}

impl Mbox {
    pub fn open(path: &Path, sent: Option<&Path>) -> Result<Mbox, Error> {
        for path in std::iter::once(path).chain(sent) {
            File::open(path).map_err(|error| file::trouble("open", path, &error))?;
        }
        Ok(Mbox { path: path.to_owned(), sent: sent.map(Path::to_owned), selected: None })
    }

    pub fn mailboxes(&self) -> Vec<(String, Role)> {
        let sent = self.sent.iter().map(|_| (SENT.to_owned(), Role::Sent));
        std::iter::once((INBOX.to_owned(), Role::Inbox)).chain(sent).collect()
    }

    pub fn select(&mut self, mailbox: &str) -> Result<Selected, Error> {
        let path = match (mailbox, &self.sent) {
            (INBOX, _) => &self.path,
            (SENT, Some(sent)) => sent,
            _ => {
                return Err(Error::usage(format!(
                    "no mailbox {mailbox} beside the mbox {}",
                    self.path.display()
                )));
            }
        };
        let index = Index::of(path)?;
        let exists = index.items.len() as u64;
        self.selected = Some(index);
        Ok(Selected { exists, ..Selected::default() })
    }

    /// What the messages of the selected mailbox are called, as it was when it was selected.
    pub fn items(&self) -> Vec<String> {
        self.selected.as_ref().map(|index| index.items.clone()).unwrap_or_default()
    }

    /// Those messages; what has vanished meanwhile is left out.
    pub fn fetch(&mut self, items: &[String]) -> Result<Batch, Error> {
        let index = self.index()?;
        let mut file =
            File::open(&index.path).map_err(|error| file::trouble("open", &index.path, &error))?;
        let mut arrivals = Vec::with_capacity(items.len());
        for item in items {
            let Some(&place) = index.places.get(item) else { continue };
            file.seek(SeekFrom::Start(place))
                .map_err(|error| file::trouble("read", &index.path, &error))?;
            if let Some(arrival) = read(BufReader::new(&file), index.written).next() {
                arrivals.push(Arrival { item: item.clone(), ..arrival? });
            }
        }
        Ok(Batch { arrivals, up_to: 0 })
    }

    /// One whole message of the selected mailbox.
    pub fn mail(&mut self, item: &str) -> Result<Found, Error> {
        let index = self.index()?;
        let Some(&place) = index.places.get(item) else { return Ok(Found::Gone) };
        let trouble = |error| file::trouble("read", &index.path, &error);
        let mut file = File::open(&index.path).map_err(trouble)?;
        file.seek(SeekFrom::Start(place)).map_err(trouble)?;
        text::read(BufReader::new(file)).map(|mail| Found::Mail(Box::new(mail))).map_err(trouble)
    }

    /// Where the messages begin. An mbox is rewritten in place: what was found in another state of the file is worth
    /// nothing.
    fn index(&mut self) -> Result<&Index, Error> {
        let Some(index) = &mut self.selected else { return Err(Error::bug("no mbox is selected")) };
        if state(&index.path)? != (index.written, index.length) {
            *index = Index::of(&index.path)?;
        }
        Ok(index)
    }
}

impl Index {
    fn of(path: &Path) -> Result<Index, Error> {
        let (written, length) = state(path)?;
        let mut index = Index {
            path: path.to_owned(),
            written,
            length,
            items: Vec::new(),
            places: HashMap::new(),
        };
        let mut reader = open(path)?;
        while let Some(arrival) = reader.next() {
            let item = arrival?.item;
            index.places.insert(item.clone(), reader.place());
            index.items.push(item);
        }
        Ok(index)
    }
}

/// Every message of an mbox file, one at a time.
pub fn open(path: &Path) -> Result<Reader<BufReader<File>>, Error> {
    let (written, _) = state(path)?;
    let file = File::open(path).map_err(|error| file::trouble("open", path, &error))?;
    Ok(read(BufReader::with_capacity(128 * 1024, file), written))
}

fn state(path: &Path) -> Result<(Timestamp, u64), Error> {
    let metadata = std::fs::metadata(path).map_err(|error| file::trouble("read", path, &error))?;
    if !metadata.is_file() {
        return Err(Error::usage(format!(
            "{} is not an mbox: it is not a regular file",
            path.display()
        )));
    }
    Ok((file::modified(&metadata), metadata.len()))
}

#[cfg(test)]
mod tests;
