//! Arguments that many commands share.

use crate::config::mail_address;
use crate::error::Error;
use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use clap::{Arg, Command};
use std::ffi::OsStr;
use std::str::FromStr;

/// A thread as a user names it (SPEC §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ThreadRef {
    Number(i64),
    /// Without `<>`.
    MessageId(String),
    /// The message on standard input.
    StandardInput,
}

impl FromStr for ThreadRef {
    type Err = String;

    fn from_str(text: &str) -> Result<ThreadRef, String> {
        if text == "-" {
            return Ok(ThreadRef::StandardInput);
        }
        let digits = text.strip_prefix(['t', 'T', '#']).unwrap_or(text);
        if let Ok(number) = digits.parse::<i64>()
            && number > 0
        {
            return Ok(ThreadRef::Number(number));
        }
        let id = message_id(text)?;
        let bare = id.trim().trim_start_matches('<').trim_end_matches('>');
        if bare.contains('@') && !bare.contains(char::is_whitespace) {
            return Ok(ThreadRef::MessageId(bare.to_owned()));
        }
        Err("a thread is a number (42 or t42), a Message-ID, a mid: URL, or -".to_owned())
    }
}

/// The id in a `mid:` URL (RFC 2392), percent-decoded and without a part; other text as it is.
fn message_id(text: &str) -> Result<String, String> {
    let Some((scheme, url)) = text.split_at_checked(4) else { return Ok(text.to_owned()) };
    if !scheme.eq_ignore_ascii_case("mid:") {
        return Ok(text.to_owned());
    }
    let id = url.split('/').next().unwrap_or(url).as_bytes();
    let mut decoded = Vec::with_capacity(id.len());
    let mut rest = id;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let hex = (*byte == b'%').then(|| after.get(..2)).flatten();
        let hex = hex.and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(value) => {
                decoded.push(value);
                rest = &after[2..];
            }
            None => decoded.push(*byte),
        }
    }
    String::from_utf8(decoded).map_err(|_| "this mid: URL is not UTF-8".to_owned())
}

/// One thread or several.
#[derive(clap::Args, Clone, Debug)]
pub struct Threads {
    /// Number or Message-ID of the thread, or - for a mail on standard input
    #[arg(required = true, num_args = 1.., value_name = "THREAD")]
    pub threads: Vec<ThreadRef>,
    /// Say what would be true, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// One of these words, which help and completions offer.
pub fn one_of<T>(words: impl IntoIterator<Item = &'static str>) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err = String> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(words).try_map(|word| word.parse::<T>())
}

/// The same where any other text is understood too.
pub fn one_of_or_text<T>(words: &'static [&'static str]) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err = String> + Clone + Send + Sync + 'static,
{
    OrText { words }.try_map(|text| text.parse::<T>())
}

/// Text, with words that completions offer.
#[derive(Clone)]
struct OrText {
    words: &'static [&'static str],
}

impl TypedValueParser for OrText {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.words.iter().map(PossibleValue::new)))
    }
}

/// Why a member does what they do.
#[derive(clap::Args, Clone, Debug)]
pub struct Because {
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// Mail addresses of a member, checked, in lower case, each once.
pub fn own_addresses(given: &[String]) -> Result<Vec<String>, Error> {
    let mut addresses = Vec::with_capacity(given.len());
    for address in given {
        let address = mail_address(address)
            .map_err(|why| Error::usage(format!("\"{address}\" is no mail address: {why}")))?;
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    Ok(addresses)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Tls;
    use crate::domain::entry::NoteKind;
    use crate::domain::member::Role;
    use crate::domain::metrics::By;
    use crate::domain::priority::Priority;
    use crate::domain::query::Term;
    use crate::domain::summary::Status;

    #[test]
    fn a_thread_is_named_in_many_ways() {
        let id = || ThreadRef::MessageId("a/b@example.com".into());
        assert_eq!("42".parse(), Ok(ThreadRef::Number(42)));
        assert_eq!("t42".parse(), Ok(ThreadRef::Number(42)));
        assert_eq!("-".parse(), Ok(ThreadRef::StandardInput));
        assert_eq!("<a/b@example.com>".parse(), Ok(id()));
        assert_eq!("a/b@example.com".parse(), Ok(id()));
        assert_eq!("mid:a%2Fb@example.com".parse(), Ok(id()));
        assert_eq!("mid:a%2Fb%40example.com/part1@x".parse(), Ok(id()));
    }

    #[test]
    fn every_word_that_is_offered_is_understood() {
        fn understood<T: FromStr>(words: &[&str]) -> bool {
            words.iter().all(|word| word.parse::<T>().is_ok())
        }
        assert!(understood::<Status>(&Status::ALL.map(Status::word)));
        assert!(understood::<Priority>(&Priority::ALL.map(Priority::word)));
        assert!(understood::<Role>(&Role::ALL.map(Role::word)));
        assert!(understood::<NoteKind>(&NoteKind::ALL.map(NoteKind::word)));
        assert!(understood::<By>(&By::WORDS));
        assert!(understood::<Tls>(&Tls::WORDS));
        assert!(understood::<Term>(&Term::WORDS));
    }

    #[test]
    fn what_is_no_thread_is_refused() {
        for text in ["", "0", "-3", "forty-two", "a b@c", "mid:"] {
            assert!(text.parse::<ThreadRef>().is_err(), "{text}");
        }
    }
}
