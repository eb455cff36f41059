//! Mail from a path on the command line, whatever lies there: an mbox, a Maildir, a directory of
//! `.eml`, one `.eml`.

use super::{Arrival, file, maildir, mbox};
use crate::error::Error;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Messages, one at a time.
pub type Arrivals = Box<dyn Iterator<Item = Result<Arrival, Error>>>;

/// Every message at `path`.
pub fn import(path: &Path) -> Result<Arrivals, Error> {
    let metadata = fs::metadata(path).map_err(|error| file::trouble("read", path, &error))?;
    if metadata.is_dir() && maildir::is_maildir(path) {
        return Ok(Box::new(maildir::read(path)?));
    }
    if metadata.is_dir() {
        return Ok(Box::new(files(path)?.into_iter().filter_map(|path| eml(&path).map(Ok))));
    }
    if !metadata.is_file() {
        return Err(Error::usage(format!(
            "cannot import {}: it is no file and no directory",
            path.display()
        )));
    }
    let mut begin = Vec::new();
    let read = File::open(path).and_then(|file| file.take(5).read_to_end(&mut begin));
    read.map_err(|error| file::trouble("read", path, &error))?;
    match begin.as_slice() {
        b"" => Ok(Box::new(std::iter::empty())),
        b"From " => Ok(Box::new(mbox::open(path)?)),
        _ => Ok(Box::new(eml(path).map(Ok).into_iter())),
    }
}

/// One message in one file.
fn eml(path: &Path) -> Option<Arrival> {
    let item = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    file::message(path, &item, true)
}

fn files(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for entry in
        fs::read_dir(directory).map_err(|error| file::trouble("list", directory, &error))?
    {
        let path = entry.map_err(|error| file::trouble("list", directory, &error))?.path();
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("eml")) {
            files.push(path);
        }
    }
    if files.is_empty() {
        let message = format!(
            "no mail in {}: it holds no cur/, no new/ and no .eml file",
            directory.display()
        );
        return Err(Error::usage(message)
            .hint("name an mbox file, a Maildir, or a directory of .eml files"));
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subjects(path: &Path) -> Vec<String> {
        import(path).unwrap().map(|a| a.unwrap().headers.subject).collect()
    }

    #[test]
    fn what_lies_at_the_path_is_recognised() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::write(at("b.eml"), "Subject: b\n\n").unwrap();
        fs::write(at("A.EML"), "Date: Mon, 2 Mar 2026 09:00:00 +0000\nSubject: a\n\n").unwrap();
        fs::write(at("box"), "From a@x x\nSubject: m\n\n").unwrap();
        fs::write(at("empty"), "").unwrap();
        fs::create_dir_all(at("maildir/cur")).unwrap();
        fs::write(at("maildir/cur/1:2,"), "Subject: d\n\n").unwrap();
        fs::create_dir(at("nothing")).unwrap();
        assert_eq!(subjects(dir.path()), ["a", "b"]);
        assert_eq!(subjects(&at("b.eml")), ["b"]);
        assert_eq!(subjects(&at("box")), ["m"]);
        assert_eq!(subjects(&at("maildir")), ["d"]);
        assert_eq!(subjects(&at("empty")), [""; 0]);
        assert!(import(&at("nothing")).is_err() && import(&at("absent")).is_err());
        let first = import(dir.path()).unwrap().next().unwrap().unwrap();
        assert_eq!(
            (first.item.as_str(), first.received_at.to_rfc3339().as_str()),
            ("A.EML", "2026-03-02T09:00:00+00:00")
        );
    }
}
