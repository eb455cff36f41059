//! What a note is about: a file, kept by its name and the hash of what is in it, or an address.

use crate::domain::note::Reference;
use crate::error::Error;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// As a user names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    File(PathBuf),
    /// RFC 3986: it has a scheme.
    Url(String),
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Target, String> {
        if text.trim().is_empty() || text.chars().any(char::is_control) {
            return Err("it is the name of a file, or a URL, in one line".to_owned());
        }
        let is_url = text.split_once(':').is_some_and(|(scheme, rest)| {
            rest.starts_with("//") || ["mid", "mailto"].contains(&scheme.to_lowercase().as_str())
        });
        Ok(if is_url { Target::Url(text.to_owned()) } else { Target::File(text.into()) })
    }
}

impl Target {
    /// As the ledger keeps it: of a file the last part of its name, without the folders of this machine.
    ///
    /// # Errors
    /// A file that is not there or cannot be read.
    pub fn read(&self) -> Result<Reference, Error> {
        let path = match self {
            Target::Url(url) => return Ok(Reference { name: url.clone(), sha256: None }),
            Target::File(path) => path,
        };
        let hash = hash(path).map_err(|error| {
            let what = format!("cannot read {}: {error}", path.display());
            match error.kind() {
                ErrorKind::NotFound => {
                    Error::refused(format!("there is no file {}", path.display()))
                        .hint("name one that this host has, or a URL: https://…")
                }
                _ => Error::refused(what),
            }
        })?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(Reference { name, sha256: Some(hash) })
    }
}

/// SHA-256 of what is in a file, in lower-case hex; read piece by piece, so that its size does not matter.
fn hash(path: &Path) -> io::Result<String> {
    // A pipe or a device may never begin or end.
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let mut file = BufReader::new(File::open(path)?);
    let mut hash = Sha256::new();
    loop {
        let piece = file.fill_buf()?;
        if piece.is_empty() {
            break;
        }
        hash.update(piece);
        let length = piece.len();
        file.consume(length);
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_scheme_is_a_url_and_the_rest_is_a_file() {
        for url in ["https://example.org/a b", "mid:a@example.org", "ftp://x", "MAILTO:a@x"] {
            assert_eq!(url.parse(), Ok(Target::Url(url.to_owned())));
        }
        for file in ["contract.pdf", "/srv/a:b.pdf", "C:x", "a//b", "-"] {
            assert_eq!(file.parse(), Ok(Target::File(file.into())));
        }
        assert!("".parse::<Target>().is_err() && "a\nb".parse::<Target>().is_err());
    }
}
