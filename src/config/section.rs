//! One section of the file, read key by key: each method gives the checked value, else the default of `reference`.

use std::fmt::Display;
use std::ops::RangeInclusive;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::File;
use super::reference::{self, Fallback};
use crate::error::Error;

/// A table of the file. Its keys are known ones: `unknown` has passed over it before.
#[derive(Clone, Copy)]
pub(super) struct Section<'a> {
    pub file: &'a File<'a>,
    /// Its dotted name, `inbox.imap`; empty for the file itself.
    pub name: &'static str,
    table: Option<&'a DeTable<'a>>,
    /// Byte where its header stands.
    at: usize,
}

impl<'a> Section<'a> {
    /// The file itself, as the section that holds the others.
    pub fn root(file: &'a File<'a>, table: &'a DeTable<'a>) -> Section<'a> {
        Section { file, name: "", table: Some(table), at: 0 }
    }

    /// The section `name`, if the file has it.
    pub fn child(&self, name: &'static str) -> Option<Section<'a>> {
        let (key, value) = self.entry(reference::last_part(name))?;
        let table = value.get_ref().as_table()?;
        Some(Section { file: self.file, name, table: Some(table), at: key })
    }

    /// The section `name`; if the file has none, an empty one, so that every key has its default.
    pub fn child_or_empty(&self, name: &'static str) -> Section<'a> {
        self.child(name).unwrap_or(Section { file: self.file, name, table: None, at: 0 })
    }

    /// All sections `[[name]]`, in the order of the file.
    pub fn children(&self, name: &'static str) -> Vec<Section<'a>> {
        let array = self.entry(name).and_then(|(_, value)| value.get_ref().as_array());
        let items = array.into_iter().flat_map(|array| array.iter());
        items
            .filter_map(|item| {
                let table = item.get_ref().as_table()?;
                Some(Section { file: self.file, name, table: Some(table), at: item.span().start })
            })
            .collect()
    }

    /// The one of these sections that the file has; `what` it is, if there is none or a second.
    pub fn only_child(&self, names: &[&'static str], what: &str) -> Result<Section<'a>, Error> {
        let mut found = names.iter().filter_map(|name| self.child(name)).collect::<Vec<_>>();
        found.sort_by_key(|section| section.at);
        let one_of = format!("have one of {}", reference::headers(names).join(", "));
        match found.as_slice() {
            [] => Err(self.error(format_args!("{} has no {what}", self.name)).hint(one_of)),
            [only] => Ok(*only),
            [first, second, ..] => Err(second
                .error(format_args!("{} beside {}: two {what}s", second.name, first.name))
                .hint(one_of)),
        }
    }

    /// A string, as `read` understands it.
    pub fn text<T>(
        &self,
        key: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Error> {
        self.value(key).map(|value| self.one_text(key, &value, &read)).transpose()
    }

    /// Whether the key stands there and says nothing.
    pub fn is_empty_text(&self, key: &str) -> bool {
        self.value(key).is_some_and(|value| value.get_ref().as_str() == Some(""))
    }

    /// A string that has to be there or has a default.
    pub fn required<T>(
        &self,
        key: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Error> {
        self.text(key, read)?.ok_or_else(|| self.missing(key))
    }

    /// A list of strings, none of them twice.
    pub fn texts<T>(
        &self,
        key: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, Error>
    where
        T: PartialEq,
    {
        let mut list = Vec::new();
        for item in self.items(key)? {
            let value = self.one_text(key, &item, &read)?;
            if list.contains(&value) {
                return Err(self.bad(key, &item, "it is listed twice"));
            }
            list.push(value);
        }
        Ok(list)
    }

    /// A program and its arguments.
    pub fn argv(&self, key: &str) -> Result<Option<Vec<String>>, Error> {
        let Some(list) = self.value(key) else { return Ok(None) };
        let mut argv = Vec::new();
        for (index, item) in self.items(key)?.iter().enumerate() {
            let read =
                |word: &str| if index == 0 { self.file.program(word) } else { Ok(word.to_owned()) };
            argv.push(self.one_text(key, item, &read)?);
        }
        if argv.is_empty() {
            Err(self.bad(key, &list, "it names no program"))
        } else {
            Ok(Some(argv))
        }
    }

    /// A port number.
    pub fn port(&self, key: &str) -> Result<Option<u16>, Error> {
        let Some(port) = self.number(key, 1..=65_535)? else { return Ok(None) };
        Ok(u16::try_from(port).ok())
    }

    /// A whole number within bounds.
    pub fn number(&self, key: &str, range: RangeInclusive<u32>) -> Result<Option<u32>, Error> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let DeValue::Integer(digits) = value.get_ref() else {
            return Err(self.bad(key, &value, "it has to be a number, without quotes"));
        };
        let number = u32::from_str_radix(digits.as_str(), digits.radix());
        match number.ok().filter(|number| range.contains(number)) {
            Some(number) => Ok(Some(number)),
            None => {
                let (least, most) = range.into_inner();
                Err(self.bad(key, &value, format_args!("it is a number from {least} to {most}")))
            }
        }
    }

    /// The names under which the file says anything here, sorted.
    pub fn keys(&self) -> Vec<&'a str> {
        let table = self.table.into_iter().flatten();
        table.map(|(name, _)| name.get_ref().as_ref()).collect()
    }

    /// Whether the file says anything under this key.
    pub fn has(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// What is wrong with this section as a whole.
    pub fn error(&self, what: impl Display) -> Error {
        self.file.error(self.at, what)
    }

    /// What is wrong with `key`, whatever its value.
    pub fn error_at(&self, key: &str, what: impl Display) -> Error {
        self.file.error(self.entry(key).map_or(self.at, |(at, _)| at), what)
    }

    /// The value of `key` will not do, and `why`.
    pub fn refuse(&self, key: &str, why: impl Display) -> Error {
        match self.value(key) {
            Some(value) => self.bad(key, &value, why),
            None => self.error_at(key, format_args!("{key}{}: {why}", self.place())),
        }
    }

    /// Where the key stands, and its value.
    fn entry(&self, key: &str) -> Option<(usize, &'a Spanned<DeValue<'a>>)> {
        let (key, value) = self.table?.iter().find(|(name, _)| name.get_ref() == key)?;
        Some((key.span().start, value))
    }

    /// The value in the file, else the default.
    fn value(&self, key: &str) -> Option<Spanned<DeValue<'a>>> {
        let known = reference::key_of(self.name, key);
        debug_assert!(known.is_some(), "{key} of [{}] is not in config::reference", self.name);
        match (self.entry(key), known?.default) {
            (Some((_, value)), _) => Some(value.clone()),
            (None, Fallback::Shown) => DeValue::parse(known?.value).ok(),
            (None, _) => None,
        }
    }

    /// The items of a list; none if there is neither list nor default.
    fn items(&self, key: &str) -> Result<Vec<Spanned<DeValue<'a>>>, Error> {
        match self.value(key) {
            None => Ok(Vec::new()),
            Some(value) => match value.get_ref() {
                DeValue::Array(items) => Ok(items.iter().cloned().collect()),
                _ => Err(self.bad(key, &value, "it has to be a list of strings, in []")),
            },
        }
    }

    fn one_text<T>(
        &self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        read: &impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Error> {
        let read = |text: &str| match text {
            "" => Err("it is empty".to_owned()),
            // No key needs them, and in a header or a command of a mail protocol they are an injection.
            _ if text.chars().any(char::is_control) => {
                Err("it holds a line break or another control character".to_owned())
            }
            _ => read(text),
        };
        let result = match value.get_ref() {
            DeValue::String(text) => read(text),
            // TOML knows dates without quotes: take them for what they look like.
            DeValue::Datetime(date) => read(&date.to_string()),
            _ => Err("it has to be a string, in quotes".to_owned()),
        };
        result.map_err(|why| self.bad(key, value, why))
    }

    /// `key` has to be there and is not.
    pub fn missing(&self, key: &str) -> Error {
        let example = reference::key_of(self.name, key).map_or("", |known| known.value);
        self.error(format_args!("missing key {key:?}{}", self.place()))
            .hint(format!("add: {key} = {example}"))
    }

    /// Where a key stands, behind its name.
    fn place(&self) -> String {
        if self.name.is_empty() { String::new() } else { format!(" in {}", self.name) }
    }

    fn bad(&self, key: &str, value: &Spanned<DeValue<'_>>, why: impl Display) -> Error {
        let example = reference::key_of(self.name, key).map_or("", |known| known.value);
        let shown = show(key, value.get_ref());
        self.file
            .error(
                value.span().start,
                format_args!("bad value{shown} for {key}{}: {why}", self.place()),
            )
            .hint(format!("write it like this: {key} = {example}"))
    }
}

/// The value as an error shows it, after a blank; nothing where a secret may have been written.
fn show(key: &str, value: &DeValue<'_>) -> String {
    const LONGEST: usize = 60;
    // `host = "user:secret@host"` and the like.
    let credentials = |text: &str| key == "host" && text.contains('@');
    match value {
        _ if key.starts_with("password") || key.starts_with("oauth2") => String::new(),
        DeValue::String(text) if credentials(text) => String::new(),
        DeValue::String(text) if text.chars().count() > LONGEST => {
            format!(" {:?}…", text.chars().take(LONGEST).collect::<String>())
        }
        DeValue::String(text) => format!(" {text:?}"),
        DeValue::Integer(number) => format!(" {number}"),
        DeValue::Float(number) => format!(" {number}"),
        DeValue::Boolean(truth) => format!(" {truth}"),
        DeValue::Datetime(date) => format!(" {date}"),
        DeValue::Array(items) if items.is_empty() => " []".to_owned(),
        DeValue::Array(_) => " […]".to_owned(),
        DeValue::Table(_) => " {…}".to_owned(),
    }
}
