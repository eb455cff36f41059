//! A Maildir, read without changing anything: no file is renamed, moved from `new/` to `cur/`, or
//! flagged.
//!
//! A message is known by its base name, the part before `:2,`: flags and the step from `new/` to
//! `cur/` change only what follows (<https://cr.yp.to/proto/maildir.html>). `tmp/` holds deliveries
//! that are not finished.

use super::{Arrival, Batch, Found, Role, Selected, file};
use crate::error::Error;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The mailbox of what came in; a Maildir has no name of its own.
pub const INBOX: &str = "INBOX";
/// The mailbox of what was sent.
pub const SENT: &str = "Sent";

/// One Maildir for the inbox and perhaps one for sent mail.
#[derive(Debug)]
pub struct Maildir {
    path: PathBuf,
    sent: Option<PathBuf>,
    selected: Option<PathBuf>,
    listing: BTreeMap<String, PathBuf>,
}

impl Maildir {
    pub fn open(path: &Path, sent: Option<&Path>) -> Result<Maildir, Error> {
        for path in std::iter::once(path).chain(sent) {
            if !is_maildir(path) {
                let message =
                    format!("{} is not a Maildir: it has neither cur/ nor new/", path.display());
                return Err(Error::usage(message)
                    .hint("check path and sent under [inbox.maildir] in the config"));
            }
        }
        // Maildir++, as Dovecot and mutt keep it: the folders of a Maildir lie in it, under a dot.
        let beside = || Some(path.join(".Sent")).filter(|sent| is_maildir(sent));
        let sent = sent.map(Path::to_owned).or_else(beside);
        Ok(Maildir { path: path.to_owned(), sent, selected: None, listing: BTreeMap::new() })
    }

    pub fn mailboxes(&self) -> Vec<(String, Role)> {
        let sent = self.sent.iter().map(|_| (SENT.to_owned(), Role::Sent));
        std::iter::once((INBOX.to_owned(), Role::Inbox)).chain(sent).collect()
    }

    pub fn select(&mut self, mailbox: &str) -> Result<Selected, Error> {
        let path = match (mailbox, &self.sent) {
            (INBOX, _) => self.path.clone(),
            (SENT, Some(sent)) => sent.clone(),
            _ => {
                return Err(Error::usage(format!(
                    "no mailbox {mailbox} in the Maildir {}",
                    self.path.display()
                )));
            }
        };
        self.listing = list(&path)?;
        self.selected = Some(path);
        Ok(Selected { exists: self.listing.len() as u64, ..Selected::default() })
    }

    /// The base names in the selected mailbox, as it was when it was selected.
    pub fn items(&self) -> Vec<String> {
        self.listing.keys().cloned().collect()
    }

    /// Those messages; what has vanished meanwhile is left out.
    pub fn fetch(&mut self, items: &[String]) -> Result<Batch, Error> {
        let mut arrivals = Vec::with_capacity(items.len());
        let mut moved = Vec::new();
        for item in items {
            match self.listing.get(item).and_then(|path| file::message(path, item, false)) {
                Some(arrival) => arrivals.push(arrival),
                None => moved.push(item),
            }
        }
        // A mail client gave it a flag or moved it to cur/ meanwhile: look once more.
        if let (false, Some(path)) = (moved.is_empty(), &self.selected) {
            self.listing = list(path)?;
            let again = |item: &String| file::message(self.listing.get(item)?, item, false);
            arrivals.extend(moved.into_iter().filter_map(again));
        }
        Ok(Batch { arrivals, up_to: 0 })
    }

    /// One whole message of the selected mailbox.
    pub fn mail(&mut self, item: &str) -> Result<Found, Error> {
        let found = self.listing.get(item).map_or(Found::Gone, |path| file::whole(path));
        match (found, &self.selected) {
            // A mail client moved it meanwhile, as above.
            (Found::Gone, Some(path)) => {
                self.listing = list(path)?;
                Ok(self.listing.get(item).map_or(Found::Gone, |path| file::whole(path)))
            }
            (found, _) => Ok(found),
        }
    }
}

/// Whether a directory looks like a Maildir.
pub fn is_maildir(path: &Path) -> bool {
    path.join("cur").is_dir() || path.join("new").is_dir()
}

/// Base name to path, of `cur/` and `new/`.
pub fn list(path: &Path) -> Result<BTreeMap<String, PathBuf>, Error> {
    let mut files = BTreeMap::new();
    for part in ["new", "cur"] {
        let part = path.join(part);
        if !part.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&part).map_err(|error| file::trouble("list", &part, &error))? {
            let entry = entry.map_err(|error| file::trouble("list", &part, &error))?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if !name.starts_with('.') {
                let item = name.split(":2,").next().unwrap_or(&name);
                files.insert(item.to_owned(), entry.path());
            }
        }
    }
    Ok(files)
}

/// Every message of a Maildir, one at a time.
pub fn read(path: &Path) -> Result<impl Iterator<Item = Result<Arrival, Error>> + use<>, Error> {
    Ok(list(path)?
        .into_iter()
        .filter_map(|(item, path)| file::message(&path, &item, false).map(Ok)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, SystemTime};

    fn put(root: &Path, name: &str, text: &str) {
        fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
        let file = fs::File::create(root.join(name)).unwrap();
        std::io::Write::write_all(&mut &file, text.as_bytes()).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(86_400)).unwrap();
    }

    #[test]
    fn cur_and_new_are_read_and_nothing_is_changed() {
        let dir = tempfile::tempdir().unwrap();
        put(
            dir.path(),
            "cur/2.a:2,S",
            "Message-ID: <2@x>\nReceived: x; Mon, 2 Mar 2026 10:00:00 +0100\n\nbody",
        );
        put(dir.path(), "new/1.a", "Message-ID: <1@x>\nDate: Mon, 2 Mar 2026 10:00:00 +0100\n\n");
        put(dir.path(), "tmp/3.a", "Message-ID: <3@x>\n\n");
        put(dir.path(), "cur/.hidden", "x");
        let mut maildir = Maildir::open(dir.path(), None).unwrap();
        assert_eq!(maildir.select(INBOX).unwrap().exists, 2);
        assert_eq!(maildir.items(), ["1.a", "2.a"]);
        let batch = maildir.fetch(&maildir.items()).unwrap();
        let times: Vec<String> =
            batch.arrivals.iter().map(|a| a.received_at.to_rfc3339()).collect();
        assert_eq!(times, ["1970-01-02T00:00:00+00:00", "2026-03-02T09:00:00+00:00"]);
        assert!(dir.path().join("new/1.a").exists() && dir.path().join("cur/2.a:2,S").exists());
    }

    #[test]
    fn a_message_that_moves_to_cur_meanwhile_is_still_found() {
        let dir = tempfile::tempdir().unwrap();
        put(dir.path(), "new/1.a", "Message-ID: <1@x>\n\n");
        put(dir.path(), "new/2.a", "Message-ID: <2@x>\n\n");
        let mut maildir = Maildir::open(dir.path(), None).unwrap();
        maildir.select(INBOX).unwrap();
        fs::create_dir(dir.path().join("cur")).unwrap();
        fs::rename(dir.path().join("new/1.a"), dir.path().join("cur/1.a:2,S")).unwrap();
        fs::remove_file(dir.path().join("new/2.a")).unwrap();
        let batch = maildir.fetch(&["1.a".into(), "2.a".into()]).unwrap();
        assert_eq!(batch.arrivals.iter().map(|a| a.item.as_str()).collect::<Vec<_>>(), ["1.a"]);
    }

    #[test]
    fn what_is_no_regular_file_is_kept_as_unreadable() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("cur/1.a:2,")).unwrap();
        let arrivals: Vec<_> = read(dir.path()).unwrap().map(Result::unwrap).collect();
        assert!(arrivals[0].unreadable.as_deref().unwrap().contains("not a regular file"));
        assert!(Maildir::open(&dir.path().join("cur"), None).is_err());
    }
}
