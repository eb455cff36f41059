//! The file being read: what every error names, and what relative paths are relative to.

use std::fmt::Display;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// The config file, whole.
pub(super) struct File<'a> {
    pub path: &'a Path,
    pub text: &'a str,
    /// What `~/` stands for.
    pub home: Option<&'a Path>,
}

impl File<'_> {
    /// What is wrong at byte `at` of the file.
    pub fn error(&self, at: usize, what: impl Display) -> Error {
        let line = line_of(self.text.as_bytes(), at);
        Error::usage(format!("{} line {line}: {what}", self.path.display()))
    }

    /// A path as the config may write it: absolute, below `~/`, or relative to the config's folder.
    pub fn resolve(&self, written: &str) -> Result<PathBuf, String> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        match (written.strip_prefix("~/"), self.home) {
            (Some(rest), Some(home)) => Ok(home.join(rest)),
            (Some(_), None) => {
                Err("nobody's home folder is known here: write the whole path".to_owned())
            }
            (None, _) if written.starts_with('~') => {
                Err("of the ~ forms only ~/ is read: write the whole path".to_owned())
            }
            (None, _) => Ok(folder.join(written)),
        }
    }

    /// The program of an argv list: a path if it holds a slash, else a name to be found in PATH.
    pub fn program(&self, written: &str) -> Result<String, String> {
        if !written.contains('/') {
            return Ok(written.to_owned());
        }
        // The path was UTF-8 as written; a folder that is not cannot be named in an argv list of strings.
        let path = self.resolve(written)?;
        path.into_os_string().into_string().map_err(|_| "the folder's name is not UTF-8".to_owned())
    }
}

/// The text of the config file at `path`.
pub(super) fn read(path: &Path) -> Result<String, Error> {
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            Error::usage(format!("there is no config at {shown}")).hint("run: baton init")
        }
        _ => Error::usage(format!("cannot read {shown}: {error}")),
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let line = line_of(error.as_bytes(), error.utf8_error().valid_up_to());
        Error::usage(format!("{shown} line {line}: not UTF-8 text")).hint("save the file as UTF-8")
    })
}

/// The line, counted from 1, that byte `at` stands in.
fn line_of(text: &[u8], at: usize) -> usize {
    1 + text.iter().take(at).filter(|&&byte| byte == b'\n').count()
}
