//! The commented config.toml that `baton init` writes.

use std::fmt::Write;

use super::Tls;
use super::reference::{Fallback, Key, SECTIONS, SectionDoc};

/// What `init` was told. `commented` checks nothing: `Config::parse` says what is wrong with the result.
#[derive(Clone, Debug)]
pub struct InitValues {
    /// Name of the inbox.
    pub name: String,
    pub address: String,
    pub source: InitSource,
    pub mail_out: Option<InitMailOut>,
    pub time_zone: Option<String>,
    /// Recipients of the review; may be empty.
    pub review_to: Vec<String>,
}

/// Where the mail lies, as `init` was told.
#[derive(Clone, Debug)]
pub enum InitSource {
    /// Needs one of `password_command`, `password_file` and `oauth2_token_command`.
    Imap(InitServer),
    /// Path of the Maildir, and of that with what was sent.
    Maildir { path: String, sent: Option<String> },
    /// Path of the mbox.
    Mbox(String),
}

/// A mail server, as `init` was told; what is `None` keeps its default.
#[derive(Clone, Debug, Default)]
pub struct InitServer {
    pub host: String,
    pub port: Option<u16>,
    pub tls: Option<Tls>,
    pub user: Option<String>,
    pub password_command: Option<Vec<String>>,
    pub password_file: Option<String>,
    pub oauth2_token_command: Option<Vec<String>>,
    pub ca_file: Option<String>,
}

/// How to send mail, as `init` was told.
#[derive(Clone, Debug)]
pub struct InitMailOut {
    pub from: String,
    pub via: InitVia,
}

/// What takes the mail, as `init` was told.
#[derive(Clone, Debug)]
pub enum InitVia {
    Smtp(InitServer),
    Sendmail(Vec<String>),
}

const HEAD: &str = "\
# baton: who owns every customer conversation. All keys are described in baton-config(5).
#
# A line that begins with # and a key shows its default, or an example of it: take the # away to set it.
# A section counts when the # before its [header] is gone too.
# Durations are 45m, 4h, 3d, or 3bd for working days. Relative paths begin at this file's folder; ~/ is your home.
# No password ever stands here: name a command that prints it, or a file that holds it.
";

/// The text of a config that says `values`, with every other key as a comment that shows its default.
pub fn commented(values: &InitValues) -> String {
    let given = given(values);
    SECTIONS.iter().fold(HEAD.to_owned(), |mut text, section| {
        write_section(&mut text, section, &given);
        text
    })
}

/// A key that was given, as section, key and TOML.
type Given = (&'static str, &'static str, String);

fn write_section(text: &mut String, section: &SectionDoc, given: &[Given]) {
    // A section whose keys all have defaults can stand open and empty; one of users' own names waits for these.
    let has_defaults =
        !section.named_by_users && section.keys().all(|key| key.default != Fallback::Required);
    let open =
        given.iter().any(|(name, ..)| *name == section.name) || (has_defaults && !section.many);
    let mark = if open { "" } else { "#" };
    // Writing to a String cannot fail.
    let _ = writeln!(text, "\n# {}.", section.doc);
    if !section.name.is_empty() {
        let _ = writeln!(text, "{mark}{}", section.header());
    }
    for key in section.keys() {
        let _ = writeln!(text, "{}", line(key, given));
    }
}

/// The key with its comment; itself a comment unless it was given.
fn line(key: &Key, given: &[Given]) -> String {
    let note = match key.default {
        Fallback::Words(words) => format!(" (default: {words})"),
        Fallback::Shown | Fallback::Required => String::new(),
    };
    let setting =
        match given.iter().find(|(section, name, _)| (*section, *name) == (key.section, key.key)) {
            Some((_, name, value)) => format!("{name} = {value}"),
            None => format!("#{} = {}", key.key, key.value),
        };
    format!("# {}{note}\n{setting}", key.doc)
}

fn given(values: &InitValues) -> Vec<Given> {
    let mut given = vec![
        ("inbox", "name", quoted(&values.name)),
        ("inbox", "address", quoted(&values.address)),
    ];
    match &values.source {
        InitSource::Imap(server) => given.extend(server.given("inbox.imap")),
        InitSource::Maildir { path, sent } => {
            given.push(("inbox.maildir", "path", quoted(path)));
            given.extend(sent.iter().map(|sent| ("inbox.maildir", "sent", quoted(sent))));
        }
        InitSource::Mbox(path) => given.push(("inbox.mbox", "path", quoted(path))),
    }
    if let Some(mail_out) = &values.mail_out {
        given.push(("mail-out", "from", quoted(&mail_out.from)));
        match &mail_out.via {
            InitVia::Smtp(server) => given.extend(server.given("mail-out.smtp")),
            InitVia::Sendmail(command) => {
                given.push(("mail-out.sendmail", "command", list(command)));
            }
        }
    }
    given.extend(values.time_zone.iter().map(|zone| ("calendar", "time-zone", quoted(zone))));
    if !values.review_to.is_empty() {
        given.push(("review", "to", list(&values.review_to)));
    }
    given
}

impl InitServer {
    fn given(&self, section: &'static str) -> impl Iterator<Item = Given> {
        let tls = self.tls.map(|tls| match tls {
            Tls::Implicit => "implicit",
            Tls::StartTls => "starttls",
            Tls::None => "none",
        });
        [
            ("host", Some(quoted(&self.host))),
            ("port", self.port.map(|port| port.to_string())),
            ("tls", tls.map(quoted)),
            ("user", self.user.as_deref().map(quoted)),
            ("password-command", self.password_command.as_deref().map(list)),
            ("password-file", self.password_file.as_deref().map(quoted)),
            ("oauth2-token-command", self.oauth2_token_command.as_deref().map(list)),
            ("ca-file", self.ca_file.as_deref().map(quoted)),
        ]
        .into_iter()
        .filter_map(move |(key, value)| Some((section, key, value?)))
    }
}

fn list(items: &[String]) -> String {
    format!("[{}]", items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", "))
}

/// A basic string (TOML 1.0, "String"), on one line whatever it holds.
fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
        c => c.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}
